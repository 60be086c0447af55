"""Numbers and arrays as short text: in the cells of a figure, and in its alternative text."""

from typing import Any

import numpy as np
import numpy.typing as npt

SAID_IN_FULL = 64  # cells; of a larger array the shape and the range are said


def as_grid(values: Any) -> npt.NDArray[np.float64]:
    """Any array-like, tensors included, as float64 of shape (rows, columns).

    Raises:
        ValueError: it has more than two axes.
    """
    array = np.asarray(values, np.float64)
    if array.ndim > 2:
        raise ValueError(
            f"A grid has rows and columns, but this array has shape {array.shape}. "
            "Choose one image or channel of it."
        )
    return np.atleast_2d(array)


def number(value: float) -> str:
    """A number as short as it can be read: two decimals at the most, a real minus sign.

    >>> number(3.0), number(-0.254), number(-0.001)
    ('3', '−0.25', '0')
    """
    rounded = round(float(value), 2) + 0.0  # + 0.0 turns -0.0 into 0.0
    return f"{rounded:.6g}".replace("-", "−")


def products(first: Any, second: Any) -> list[str]:
    """What is multiplied with what, pair by pair, a negative number in brackets.

    >>> products([[1, -2]], [[3, 4]])
    ['1·3', '(−2)·4']
    """
    pairs = zip(np.ravel(first), np.ravel(second), strict=True)
    return [f"{factor(a)}·{factor(b)}" for a, b in pairs]


def factor(value: float) -> str:
    """A number as it stands in a product or sum, a negative one in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def spoken(values: Any) -> str:
    """An array in words, for alternative text.

    >>> spoken([[0, 1], [2, 3]])
    '2 by 2 with rows 0 1; 2 3'
    >>> spoken(np.eye(20))
    '20 by 20 with values from 0 to 1'
    """
    array = as_grid(values)
    size = f"{array.shape[0]} by {array.shape[1]}"
    if array.size > SAID_IN_FULL:
        return f"{size} with values from {number(np.nanmin(array))} to {number(np.nanmax(array))}"
    rows = (" ".join("?" if np.isnan(v) else number(v) for v in row) for row in array)
    return f"{size} with rows {'; '.join(rows)}"
