"""Windows of the input that a card marks: the cells that an element of the output comes from."""

from collections.abc import Sequence
from typing import Any

ONE_STEP = (1, 1)
NO_PADDING = ((0, 0), (0, 0))


def find_window(
    index: Sequence[int], size: Sequence[int], padding: Any = NO_PADDING, stride: Any = ONE_STEP
) -> tuple[slice, ...]:
    """Return the rows and columns under the window of `Y[index]`, without cells of the padding.

    Args:
        index: index of the output; of more than two axes, the last two count.
        size: height and width of the window, or a shape that ends with them.
        padding, stride: as in `course.operations.pool`.

    >>> find_window((0, 2), (3, 3), padding=((1, 0), (0, 0)), stride=(2, 2))
    (slice(0, 2, None), slice(4, 7, None))
    """
    starts = [
        place * step - before
        for place, step, (before, _) in zip(index[-2:], stride, padding, strict=True)
    ]
    return tuple(
        slice(max(start, 0), max(start + length, 0))
        for start, length in zip(starts, size[-2:], strict=True)
    )
