"""Images, kernels and padding of the public cases that exercises of this chapter share."""

import numpy as np

X_2X2 = np.array([[1, -2], [3, 4.0]])
X_3X3 = np.arange(1.0, 10.0).reshape(3, 3)
X_4X4 = np.array([[1, 2, 0, 3], [-1, 4, 2, 1], [5, 0, 1, -2], [2, 3, -4, 1.0]])
X_4X6 = np.array(
    [[1, 2, 0, 3, 1, 4], [-1, 4, 2, 1, 0, 5], [5, 0, 1, -2, 3, 1], [2, 3, -4, 1, 6, 2]]
)
X_5X5 = np.array(
    [[1, 0, 2, 0, 3], [0, 4, 0, -5, 0], [6, 0, 7, 0, 8], [0, 9, 0, 1, 2], [3, 0, -4, 5, 6.0]]
)
X_6X6 = np.vstack([X_4X6, [4, 0, 2, 1, -3, 0], [0, 3, 1, 5, 0, 2]])
K_2X2 = np.array([[0, 1], [2, 3.0]])
K_3X3 = np.array([[0, 1, 2], [3, 0, -1], [1, 4, 0.0]])
NONE = ((0, 0), (0, 0))
