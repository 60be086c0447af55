"""Models of mistakes in `corr2d` and `convolve2d` with sizes.

They are cross-correlations in which the window, the kernel, the border or the image has another
size.
"""

from typing import Any

import numpy as np

from course.checks.mistake_models import cross_correlate
from course.checks.mistake_models import cross_correlate_strided as strided


def through_window(X: Any, K: Any, height: int, width: int) -> Any:
    """Cross-correlate with windows of another size; NumPy broadcasts the kernel to them."""
    for axis, size in enumerate((height, width)):
        K = K.sum(axis, keepdims=True) if size == 1 else K
    return cross_correlate(X, np.broadcast_to(K, (height, width)))


def part_of_kernel(X: Any, K: Any, height: int, width: int) -> Any:
    """Cross-correlate with the kernel's first rows and columns; raise if it has fewer."""
    if height > K.shape[0] or width > K.shape[1]:
        raise IndexError
    return cross_correlate(X, K[:height, :width])


def padded(X: Any, K: Any, rows: int, columns: int) -> Any:
    """Cross-correlate with zeros on all sides of the image."""
    return strided(X, K, ((rows, rows), (columns, columns)))


def square(X: Any, axis: int) -> Any:
    """Crop the image to a square as large as one of its axes; raise if it is too small."""
    n = X.shape[axis]
    if n > X.shape[1 - axis]:
        raise IndexError
    return X[:n, :n]
