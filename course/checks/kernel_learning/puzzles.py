"""The puzzle of the chapter on learning kernels: two steps of gradient descent that arrive."""

from typing import Any

import numpy as np

from course import descent
from course.checks.kernel_learning.inputs import BAND, EDGES, START
from nbproctor.checks.result import say

NEEDED = 0.1
EXPECTED = "Give two learning rates between 0 and 1, such as [0.03, 0.03]."


def losses_of_two_steps(first: float, second: float) -> tuple[float, float, float]:
    """Return the loss of the chapter's edge kernel at the start and after each of two steps.

    >>> [round(loss, 1) for loss in losses_of_two_steps(0.03, 0.03)]
    [40.5, 17.5, 7.7]
    """
    kernels, losses = descent.descent(BAND, EDGES, START, first, 1)
    _, later = descent.descent(BAND, EDGES, kernels[-1], second, 2)
    return float(losses[0]), float(later[0]), float(later[1])


def puzzle_two_steps(rates: Any) -> None:
    """Say how near to the true kernel two steps come, each with a learning rate of its own.

    Args:
        rates: the learning rates of the first and of the second step. The descent begins where
            the chapter's does, at the kernel [[-0.5, 1]] with loss 40.5.
    """
    try:
        pair = np.asarray(rates, np.float64).ravel()
    except Exception:  # whatever the object raises, it is not what is expected
        pair = np.zeros(0)
    if pair.shape != (2,) or not ((pair > 0) & (pair < 1)).all():
        say(EXPECTED)
        return
    start, one, two = losses_of_two_steps(*map(float, pair))
    say(f"Loss: {start:.3g} at the start, {one:.3g} after one step, {two:.3g} after two.")
    if two < NEEDED:
        say(
            f"Solved. One of your rates, {pair.max():.3g}, would blow up a longer descent. "
            "Taken once, it crosses the gentle direction in one stride."
        )
    else:
        say(f"Not yet: the loss after two steps should be below {NEEDED}.")
