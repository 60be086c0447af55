"""Numbers and arrays as short text, for the cells of a figure and its alternative text."""

from typing import Any

import numpy as np
import numpy.typing as npt

LISTED_CELLS = 64  # a larger array is described by its shape and range


def to_grid(values: Any) -> npt.NDArray[np.float64]:
    """Convert an array-like or tensor to float64 of shape (rows, columns).

    Raises:
        ValueError: the array has more than two axes.
    """
    array = np.asarray(values, np.float64)
    if array.ndim > 2:
        raise ValueError(
            f"A grid has rows and columns, but this array has shape {array.shape}. "
            "Choose one image or channel of it."
        )
    return np.atleast_2d(array)


def show(value: float) -> str:
    """Return a number as short text: at most two decimals, with a real minus sign.

    >>> show(3.0), show(-0.254), show(-0.001)
    ('3', '−0.25', '0')
    """
    rounded = round(float(value), 2) + 0.0  # + 0.0 turns -0.0 into 0.0
    return f"{rounded:.6g}".replace("-", "−")


def show_products(first: Any, second: Any) -> list[str]:
    """Return the products of pairs as text, with negative numbers in brackets.

    >>> show_products([[1, -2]], [[3, 4]])
    ['1·3', '(−2)·4']
    """
    pairs = zip(np.ravel(first), np.ravel(second), strict=True)
    return [f"{show_factor(a)}·{show_factor(b)}" for a, b in pairs]


def show_factor(value: float) -> str:
    """Return a number as it is written in a product or sum, in brackets if negative."""
    return f"({show(value)})" if value < 0 else show(value)


def describe(values: Any) -> str:
    """Describe an array, for alternative text.

    >>> describe([[0, 1], [2, 3]])
    '2 by 2 with rows 0 1; 2 3'
    >>> describe(np.eye(20))
    '20 by 20 with values from 0 to 1'
    """
    array = to_grid(values)
    size = f"{array.shape[0]} by {array.shape[1]}"
    if array.size > LISTED_CELLS:
        return f"{size} with values from {show(np.nanmin(array))} to {show(np.nanmax(array))}"
    rows = (" ".join("?" if np.isnan(v) else show(v) for v in row) for row in array)
    return f"{size} with rows {'; '.join(rows)}"
