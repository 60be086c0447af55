"""Images and padding of the public cases that exercises of this chapter share."""

from typing import Any

import numpy as np

from nbproctor.checks.exercise import Case, case

X_3X3 = np.arange(9.0).reshape(3, 3)
X_4X4 = np.arange(16.0).reshape(4, 4)
DIGITS = np.array([[3, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8], [9, 7, 9, 3.0]])
MIXED = np.array([[7, 20, 3, 14, 11], [16, 2, 8, 9, 18], [5, 23, 12, 1, 21], [19, 25, 15, 24, 4.0]])
MIXED_5X5 = np.vstack([MIXED, [10, 13, 6, 22, 17]])
MIXED_6X6 = np.column_stack(
    [np.vstack([MIXED_5X5, [26, 31, 28, 35, 29]]), [27, 34, 30, 36, 32, 33]]
)
SIGNED_4X4 = np.array([[1, -2, 4, 0], [-3, 0, 5, -1], [6, -7, -8, 2], [0, 3, -4, 12.0]])
NEGATIVE_4X4 = -np.array([[4, 2, 7, 11], [3, 9, 5, 6], [8, 6, 10, 1], [5, 12, 3, 9.0]])
SIGNED = np.array([[1, -2, 4], [-3, 0, 5], [6, -7, -8.0]])
NEGATIVE = -np.array([[4, 2, 7], [3, 9, 5], [8, 6, 10.0]])
NO_PADDING = ((0, 0), (0, 0))
AROUND = ((1, 1), (1, 1))


def pool_case(
    X: Any, pool_size: Any, padding: Any = NO_PADDING, stride: Any = (1, 1), mode: str = "max"
) -> Case:
    """Create a case of pooling with padding and stride."""
    return case(X=X, pool_size=pool_size, padding=padding, stride=stride, mode=mode)
