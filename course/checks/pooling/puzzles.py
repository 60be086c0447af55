"""The puzzle of the chapter on pooling: a drawing that moves without its pooled map noticing."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course import operations
from nbproctor.checks.result import say

SHAPE = (8, 8)
FEWEST = 5  # cells that are not 0
MOVES = {"right": (0, 1), "down": (1, 0), "right and down": (1, 1)}
EXPECTED = f"Give a drawing of 8 x 8 numbers from 0 up, at least {FEWEST} of them above 0."


def puzzle_unseen_move(drawing: Any) -> None:
    """Say which moves of a drawing its max-pooled map, 2 x 2 with stride 2, does not notice.

    Solved when the map stays the same for each of `MOVES`, by one cell, with zeros moving in. The
    map must have zeros and other numbers, so that it shows a drawing. Numbers are compared for
    equality only, so a drawing is as good as a multiple of it.

    Args:
        drawing: shape (8, 8), numbers from 0 up.
    """
    try:
        cells = np.asarray(drawing, np.float64)
    except Exception:  # whatever a stranger's object raises, it is no table of numbers
        cells = np.zeros(0)
    if cells.shape != SHAPE or not np.isfinite(cells).all() or (cells < 0).any():
        say(EXPECTED)
        return
    pooled, drawn = _pool(cells), int((cells > 0).sum())
    noticed = [name for name, by in MOVES.items() if (_pool(_move(cells, by)) != pooled).any()]
    if drawn < FEWEST:
        say(f"Not yet: {drawn} cells are above 0, and at least {FEWEST} should be.")
    elif pooled.all():
        say("Not yet: the pooled map has no zeros left, so it shows no drawing. Leave some out.")
    elif noticed:
        say(f"Not yet: the pooled map notices the moves {', '.join(noticed)}.")
    else:
        say(
            "Solved: the pooled map is the same after a move to the right, down, or both. What "
            "happens if the drawing moves to the left?"
        )


def _pool(cells: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(operations.pool(cells, (2, 2), stride=(2, 2)))


def _move(cells: npt.NDArray[np.float64], by: tuple[int, int]) -> npt.NDArray[np.float64]:
    """Move what is drawn down and to the right; zeros move in."""
    down, right = by
    return np.pad(cells, ((down, 0), (right, 0)))[: cells.shape[0], : cells.shape[1]]
