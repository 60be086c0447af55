"""Inputs and kernels of the public cases that exercises of this chapter share."""

import numpy as np

# The chapter's inputs: two channels, and three kernels of two channels each.
X_TWO = np.stack([np.arange(9.0), np.arange(1.0, 10.0)]).reshape(2, 3, 3)
K_TWO = np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4.0]]])
K_THREE = np.stack([K_TWO, K_TWO + 1, K_TWO + 2])
X_ONE = np.array([[[2, 0, 1], [0, 3, 0], [1, 0, 4.0]]])
X_THREE = np.concatenate([X_TWO, X_ONE])
X_WIDE = np.array([[[1, 0, 2, 0], [0, 3, 0, 1]], [[0, 1, 0, 2], [4, 0, 1, 0.0]]])
X_TALL = np.array([[[1, 0], [2, 3], [0, 1], [4, 0]], [[0, 2], [1, 0], [3, 1], [0, 5.0]]])
K_SIGNED = np.array([[[0.5, -1], [0.25, -2]], [[-3, 0], [1, 0.5]]])
K_PAIR = np.array([[[[1, 0], [0, -1]], [[0, 2], [-4, 0]]], [[[0, 1], [-2, 0]], [[3, 0], [0, 1.0]]]])
K_MIXED = np.array([[[1, 0], [0, -1]], [[0, 2], [1, 0]], [[2, 1], [0, 3.0]]])

# Three channels of 4 x 4, and three kernels of three channels, of odd height and width.
X_THREE_4X4 = np.array(
    [
        [[1, 0, 2, 3], [0, 4, 1, 0], [2, 1, 0, 5], [3, 0, 1, 2]],
        [[2, 1, 0, 1], [3, 0, 2, 4], [0, 1, 6, 0], [1, 2, 0, 3]],
        [[0, 3, 1, 0], [2, 0, 0, 1], [1, 5, 2, 0], [0, 1, 3, 4.0]],
    ]
)
K_ODD = np.array(
    [
        [[1, 0, 2], [0, -1, 0], [3, 0, 1]],
        [[0, 2, 0], [1, 0, -2], [0, 4, 1]],
        [[2, 0, -1], [0, 3, 1], [1, 0, 0.0]],
    ]
)
K_ODD_SETS = np.stack([K_ODD, K_ODD[[1, 2, 0], ::-1], 2 * K_ODD[[2, 0, 1], :, ::-1] + 1])
