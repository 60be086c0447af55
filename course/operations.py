"""The course's operations, computed by TensorFlow.

They are the references that answers are compared with, and what a later chapter uses in place of
an earlier chapter's exercise. Since TensorFlow does the work, reading them gives nobody an answer.
"""

from collections.abc import Sequence
from typing import Any

import tensorflow as tf


def cross_correlate(X: Any, K: Any) -> Any:
    """Slide kernel `K` over image `X` as it is, without padding, one step at a time.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w), no larger than `X` on either axis.

    Returns:
        tensor of shape (n_h - k_h + 1, n_w - k_w + 1), float32, or float64 where `X` is.

    >>> cross_correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).numpy().tolist()
    [[19.0, 25.0], [37.0, 43.0]]
    """
    X = tf.convert_to_tensor(X)
    X = X if X.dtype == tf.float64 else tf.cast(X, tf.float32)
    K = tf.cast(tf.convert_to_tensor(K), X.dtype)
    images = X[tf.newaxis, :, :, tf.newaxis]  # (1, n_h, n_w, 1)
    kernels = K[:, :, tf.newaxis, tf.newaxis]  # (k_h, k_w, 1, 1)
    return tf.nn.conv2d(images, kernels, strides=1, padding="VALID")[0, :, :, 0]


def convolve(X: Any, K: Any) -> Any:
    """Slide kernel `K`, flipped on both axes, over image `X`: the convolution of mathematics.

    >>> convolve([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).numpy().tolist()
    [[5.0, 11.0], [23.0, 29.0]]
    """
    return cross_correlate(X, tf.reverse(tf.convert_to_tensor(K), axis=[0, 1]))


def receptive_field(kernel_sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Height and width of the input that one output element of stacked stride-1 layers sees.

    Measured, not derived: the gradient of one output element with respect to a large enough input
    of ones is nonzero exactly where that element looks.

    >>> receptive_field([(2, 2), (2, 2)])
    (3, 3)
    """
    height, width = 1 + sum(k_h for k_h, _ in kernel_sizes), 1 + sum(k_w for _, k_w in kernel_sizes)
    X = tf.ones((height, width), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(X)
        H = X
        for k_h, k_w in kernel_sizes:
            H = cross_correlate(H, tf.ones((k_h, k_w), tf.float64))
        seen_by_first = H[0, 0]
    seen = tf.where(tape.gradient(seen_by_first, X) != 0)  # (cells seen, 2)
    rows, columns = (int(n) for n in tf.reduce_max(seen, axis=0) + 1)
    return rows, columns
