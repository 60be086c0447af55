"""The puzzle of the chapter on padding and stride: a picture that only the right steps show."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course import operations
from nbproctor.checks.result import say

WINDOW, CELL = (3, 4), (1, 2)  # the picture's pixels lie in this cell of windows that touch
NEEDED = 0.9
EXPECTED = (
    "Give a kernel with two axes, no larger than the noise, and a stride of two whole numbers, "
    "such as (1, 1)."
)


def _hidden_picture() -> npt.NDArray[np.float32]:
    """Return the picture, shape (30, 24)."""
    from course.photograph import photograph

    return photograph(30)


def noisy_picture() -> npt.NDArray[np.float32]:
    """Return noise with a picture in it, shape (90, 96), from 0 (black) to 1 (white).

    The noise has the same shades as the picture, so that no shade tells them apart.
    """
    picture = _hidden_picture()
    rows, columns = (n * k for n, k in zip(picture.shape, WINDOW, strict=True))
    noise = np.random.default_rng(7).choice(picture.ravel(), (rows, columns))
    noise[CELL[0] :: WINDOW[0], CELL[1] :: WINDOW[1]] = picture
    return noise


def puzzle_hidden_picture(kernel: Any, stride: Any) -> None:
    """Say how much of the picture hidden in `noisy_picture()` a kernel sees with a stride.

    The output must have the picture's shape, and its correlation with the picture must be at least
    `NEEDED`. A correlation stays the same when the kernel is multiplied by a positive number.

    Args:
        kernel: shape (k_h, k_w).
        stride: (s_h, s_w), whole numbers from 1.
    """
    seen, picture = _look(kernel, stride), _hidden_picture()
    if seen is None:
        say(EXPECTED)
    elif seen.shape != picture.shape:
        say(
            f"Not yet: you see {_size(seen)} pixels, and the picture has {_size(picture)}. "
            "Which stride gives that size?"
        )
    elif (alike := _correlate(seen, picture)) >= NEEDED:
        say(f"Solved: what you see is {alike:.0%} like the picture. Good morning, Admiral Hopper.")
    elif alike <= -NEEDED:
        say("Nearly: you see the negative of the picture. Change the sign of your kernel.")
    else:
        say(
            f"Not yet: {_size(seen)} pixels are right, but they are {max(alike, 0.0):.0%} like the "
            f"picture, and {NEEDED:.0%} are needed. Look at another cell of each window, alone."
        )


def _look(kernel: Any, stride: Any) -> npt.NDArray[np.float64] | None:
    """Return what the kernel sees of the noise, or None if kernel or stride is none."""
    noise = noisy_picture()
    try:
        K, steps = np.asarray(kernel, np.float64), np.asarray(stride)
    except Exception:  # whatever a stranger's object raises, it is no table of numbers
        return None
    if K.ndim != 2 or not K.size or not np.isfinite(K).all():
        return None
    if K.shape[0] > noise.shape[0] or K.shape[1] > noise.shape[1]:
        return None
    if steps.shape != (2,) or steps.dtype.kind not in "iu" or (steps < 1).any():
        return None
    K = K / (np.abs(K).max() or 1.0)
    s_h, s_w = (int(min(step, max(noise.shape))) for step in steps)
    return np.asarray(
        operations.cross_correlate_strided(noise.astype(np.float64), K, stride=(s_h, s_w))
    )


def _correlate(seen: npt.NDArray[Any], picture: npt.NDArray[Any]) -> float:
    """Return the correlation of two images, -1 to 1, and 0 for an image of one shade."""
    if np.ptp(seen) == 0:
        return 0.0
    return float(np.corrcoef(seen.ravel(), picture.ravel())[0, 1])


def _size(image: npt.NDArray[Any]) -> str:
    return f"{image.shape[0]} x {image.shape[1]}"
