"""Images, kernels and targets of the public cases that exercises of this chapter share."""

from typing import Any

import numpy as np

X_3X3 = np.arange(9.0).reshape(3, 3)
K_2X2 = np.arange(4.0).reshape(2, 2)
X_SIGNED = np.array([[1, 0, 2], [0, 3, -1], [2, -1, 0.0]])
X_4X4 = np.array([[1, 0, 2, 1], [0, 3, -1, 0], [2, -1, 0, 1], [0, 1, 1, -2.0]])
X_5X5 = np.array(
    [[1, 0, 2, 0, 3], [0, 4, 0, -5, 0], [6, 0, 7, 0, 8], [0, 9, 0, 1, 2], [3, 0, -4, 5, 6.0]]
)
X_WIDE = np.array([[1, 0, 2, -1, 3], [0, 3, -1, 1, 0], [2, -1, 0, 1, 1.0]])
K_SIGNED = np.array([[0.5, -1], [0.25, -2]])
K_3X3 = np.array([[0, 1, 2], [3, 0, -1], [1, 4, 0.0]])
Y_2X2 = np.array([[1, -2], [0, 3.0]])

# The chapter's edge image, its output for [[1, -1]], and the kernel that learning starts from.
BAND = np.ones((6, 8))
BAND[:, 2:6] = 0
EDGES = BAND[:, :-1] - BAND[:, 1:]
START = np.array([[-0.5, 1.0]])


def layer_images(*images: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Stack images (n_h, n_w) for a Keras layer, shape (n, n_h, n_w, 1)."""
    return np.stack(images)[..., np.newaxis]
