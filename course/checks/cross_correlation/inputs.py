"""Images and kernels of the public cases that exercises of this chapter share."""

import numpy as np

X_3X3 = np.arange(9.0).reshape(3, 3)
K_2X2 = np.arange(4.0).reshape(2, 2)
X_5X5 = np.array(
    [[1, 0, 2, 0, 3], [0, 4, 0, 5, 0], [6, 0, 7, 0, 8], [0, 9, 0, 1, 2], [3, 0, 4, 5, 6.0]]
)
K_SIGNED = np.array([[0.5, -1], [0.25, -2]])
X_SIGNED = np.array([[2, -1.5, 1], [0.5, 3, -2], [-1, 2.5, 1.5]])
K_3X3 = np.array([[0, 1, 2], [3, 0, -1], [1, 4, 0.0]])
X_4X4 = X_5X5[1:, :4]
X_4X6 = np.array([[3, 0, 1, 2, 0, 5], [0, 4, 2, 0, 1, 3], [1, 0, 0, 6, 2, 0], [2, 5, 1, 0, 3, 1.0]])
X_6X6 = np.vstack([X_4X6, [4, 0, 2, 1, 7, 0], [0, 3, 1, 5, 0, 2]])
K_5X5 = np.array(
    [[1, 0, 0, 2, 0], [0, 3, 0, 0, 1], [0, 0, -1, 0, 0], [2, 0, 0, 1, 0], [0, 1, 4, 0, 0.0]]
)
K_4X4 = np.array([[1, 0, 2, 0], [0, -1, 0, 3], [0, 1, 0, 0], [4, 0, 0, 1.0]])
X_FRACTIONS = np.array(
    [[2, -1.5, 1, 0.5], [0.5, 3, -2, -0.25], [-1, 2.5, 1.5, 2], [0.75, -3, 0.5, 1.25]]
)
K_FRACTIONS = np.array([[0.5, -1, 0.25], [-2, 0.75, 1], [0.126, 0.5, -0.5]])

# The chapter's image: a dark band (0) on a bright background (1).
BAND = np.ones((6, 8))
BAND[:, 2:6] = 0
