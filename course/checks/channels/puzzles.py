"""The puzzle of the chapter on channels: a letter that shows only in the right mix of colours."""

from typing import Any

import numpy as np
import numpy.typing as npt

from nbproctor.checks.result import say

Array = npt.NDArray[np.float64]

LETTER = (
    "...........",
    "..#.....#..",
    "..##....#..",
    "..#.#...#..",
    "..#..#..#..",
    "..#...#.#..",
    "..#....##..",
    "..#.....#..",
    "...........",
)
NEEDED = 0.9
EXPECTED = "Give three numbers that are not all 0, one each for red, green and blue."


def _paint_plate() -> Array:
    """Return red, green and blue of the plate, from 0 to 1, shape (3, 9, 11).

    Each pixel is brighter or darker at random, and has more red and less green, or the reverse, at
    random. The letter has a little less blue, and a little more red and green, than the rest.
    """
    random = np.random.default_rng(5)
    inside = np.array([[cell == "#" for cell in row] for row in LETTER])
    brightness, balance = random.uniform(-0.16, 0.16, (2, *inside.shape))
    letter = np.where(inside, 0.03, -0.03)
    red, green = brightness + balance + letter, brightness - balance + letter
    return np.round(0.5 + np.stack([red, green, brightness - 2 * letter]), 3)


PLATE = _paint_plate()


def measure_letter(seen: Array) -> float:
    """Return which share of a map's variance lies between the letter and the rest, 0 to 1.

    The share is the same for `seen`, for any multiple of it and with any number added.
    """
    inside = np.array([[cell == "#" for cell in row] for row in LETTER])
    means = np.where(inside, seen[inside].mean(), seen[~inside].mean())
    variance = float(np.var(seen))
    return float(np.var(means)) / variance if variance > 0 else 0.0


def puzzle_plate(weights: Any) -> None:
    """Say how well the letter stands out of `PLATE` after a 1x1 convolution with three weights.

    Args:
        weights: three numbers, for red, green and blue; an array of shape (1, 3, 1, 1) will do.
    """
    try:
        mix = np.asarray(weights, np.float64).ravel()
    except Exception:  # whatever the object raises, it is not what is expected
        mix = np.zeros(0)
    if mix.shape != (3,) or not np.isfinite(mix).all() or not mix.any():
        say(EXPECTED)
        return
    mix = mix / np.abs(mix).max()
    share = measure_letter(np.tensordot(mix, PLATE, axes=1))
    found = f"{share:.0%} of what varies in your map is the letter"
    if share >= NEEDED:
        say(f"Solved: {found}. Your weights cancel everything else.")
    else:
        say(f"Not yet: {found}, and {NEEDED:.0%} are needed.")
        say("What differs by chance has to cancel.")
