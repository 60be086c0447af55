"""The puzzle of this chapter: a kernel that responds to diagonal edges only. It is not graded."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.operations import cross_correlate
from nbproctor.checks.result import say

SIZES = range(2, 8)
QUIET = 0.1  # a response of at most this share of the strongest diagonal one counts as silence

_LOWER = np.tri(12)
_LEFT = np.repeat([[1.0] * 6 + [0.0] * 6], 12, axis=0)
STRAIGHT = {
    "a flat image": np.ones((12, 12)),
    "a vertical edge": _LEFT,
    "a horizontal edge": _LEFT.T,
}
DIAGONAL = {
    "a falling diagonal edge \\": _LOWER,
    "a rising diagonal edge /": _LOWER[:, ::-1],
}


def puzzle_diagonals(K: Any) -> None:
    r"""Say whether a kernel responds to diagonal edges, and not to straight ones or flat areas.

    The measure: five images of 12 x 12 zeros and ones, one without and four with an edge. A
    response is the largest absolute value of the image's cross-correlation with the kernel. The
    puzzle is solved if each of the three straight responses is at most a tenth of the stronger
    diagonal one. Only shares count, so a multiple of a kernel is as good as the kernel.

    Args:
        K: kernel, with 2 to 7 rows and columns. Anything else gets a sentence on what is expected.

    >>> puzzle_diagonals([[1, 0], [0, -1]])
    Strongest response to each image, as a share of the strongest of all:
      a flat image                 0 %
      a vertical edge            100 %
      a horizontal edge          100 %
      a falling diagonal edge \    0 %
      a rising diagonal edge /   100 %
    Not yet: your kernel also responds to a vertical edge and to a horizontal
    edge.
    """
    kernel = _read_kernel(K)
    if kernel is None:
        say(
            f"puzzle_diagonals needs a kernel: a table of real numbers with {SIZES[0]} to "
            f"{SIZES[-1]} rows and columns, such as np.array([[0, 1], [1, 0]])."
        )
        return
    straight = {name: _measure_response(image, kernel) for name, image in STRAIGHT.items()}
    diagonal = {name: _measure_response(image, kernel) for name, image in DIAGONAL.items()}
    responses = straight | diagonal
    strongest = max(responses.values())
    if strongest == 0:
        say("Not yet: your kernel responds to none of the five images. It is silent everywhere.")
        return
    print("Strongest response to each image, as a share of the strongest of all:")
    for name, response in responses.items():
        print(f"  {name:25} {response / strongest:>5.0%}".replace("%", " %"))
    say(_judge(straight, diagonal))


def _read_kernel(K: Any) -> npt.NDArray[np.float64] | None:
    """Return a kernel whose largest absolute value is 1 (or 0), or None if `K` is no kernel."""
    try:
        if np.iscomplexobj(K):
            return None
        kernel = np.array(K, np.float64)
    except Exception:  # whatever a stranger's object raises, it is no kernel
        return None
    if kernel.ndim != 2 or not {*kernel.shape} <= {*SIZES} or not np.isfinite(kernel).all():
        return None
    return kernel / (np.abs(kernel).max() or 1.0)


def _measure_response(image: Any, kernel: Any) -> float:
    """Return the largest absolute value of the cross-correlation; 0 if only rounding is left."""
    response = float(np.abs(cross_correlate(image, kernel)).max())
    return response if response > 1e-9 else 0.0


def _judge(straight: dict[str, float], diagonal: dict[str, float]) -> str:
    limit = QUIET * max(diagonal.values())
    loud = [name for name, response in straight.items() if response > limit]
    if loud:
        return f"Not yet: your kernel also responds to {' and to '.join(loud)}."
    if min(diagonal.values()) > limit:
        return (
            "Solved: your kernel responds to diagonal edges only. Harder: find one that responds "
            "to one of the two diagonals only."
        )
    return "Solved, the harder version too: your kernel responds to one kind of diagonal edge only."
