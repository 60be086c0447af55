"""A small network that classifies images: its shapes, its output, its loss, a step of training.

These are the references of the chapter on digits. Keras and TensorFlow compute all of them, so
reading them reveals no answer. After its exercise, students may use `cross_entropy`.
"""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from course.operations import kernel_to_hwio, to_channels_last

Layer = tuple[Any, ...]


def network_shapes(
    input_shape: tuple[int, int, int], layers: Sequence[Layer]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the output shape and the number of parameters of each layer, as Keras has them.

    Args:
        input_shape: (c, h, w).
        layers: ("convolution", c_o, (k_h, k_w), "same" or "valid"), ("pooling", (p_h, p_w)),
            ("global max",) and ("dense", n), in order.

    Returns:
        shapes (c, h, w) of all outputs, where n numbers have the shape (n, 1, 1); and parameters.

    >>> shapes, parameters = network_shapes((1, 4, 4), [("pooling", (2, 2)), ("dense", 3)])
    >>> shapes.tolist(), parameters.tolist()
    ([[1, 2, 2], [3, 1, 1]], [0, 15])
    """
    c, h, w = input_shape
    size: tuple[int | None, ...] = (None, h, w, c)
    shapes, parameters = [], []
    for layer in layers:
        size, count = _measure(layer, size)
        *rows_and_columns, channels = size[1:]
        shapes.append((channels, *(rows_and_columns or (1, 1))))
        parameters.append(count)
    return np.array(shapes, np.int64), np.array(parameters, np.int64)


# Keras takes milliseconds to build a layer, and a check asks for the same ones at each call.
@functools.cache
def _measure(layer: Layer, size: tuple[int | None, ...]) -> tuple[tuple[int | None, ...], int]:
    """Return the size that comes out of a layer, and the number of its parameters."""
    count = 0
    for each in _make_layers(layer, is_map=len(size) == 4):
        each.build(size)
        size = each.compute_output_shape(size)
        count += each.count_params()
    return size, count


def _make_layers(layer: Layer, is_map: bool) -> list[Any]:
    """Return the Keras layers that do what a layer of `network_shapes` does."""
    import tensorflow as tf

    keras = tf.keras.layers
    match layer:
        case ("convolution", channels, kernel_size, padding):
            return [keras.Conv2D(channels, kernel_size, padding=padding)]
        case ("pooling", pool_size):
            return [keras.MaxPool2D(pool_size)]
        case ("global max",):
            return [keras.GlobalMaxPool2D()]
        case ("dense", outputs):
            return [*([keras.Flatten()] if is_map else []), keras.Dense(outputs)]
    raise ValueError(f"There is no such layer: {layer!r}.")


def forward(image: Any, K1: Any, b1: Any, K2: Any, b2: Any, W: Any, b: Any) -> Any:
    """Return the logits of a network of two convolutions and a dense layer.

    The first convolution (SAME) is followed by ReLU and 2 x 2 max-pooling with stride 2, the second
    (SAME) by ReLU and global max-pooling.

    Args:
        image: shape (c, h, w).
        K1, K2: kernels, shape (c_o, c_i, k_h, k_w).
        b1, b2: their biases, shape (c_o,).
        W: weights of the dense layer, shape (classes, features).
        b: its biases, shape (classes,).

    Returns:
        tensor of shape (classes,).
    """
    import tensorflow as tf

    maps = tf.expand_dims(to_channels_last(image), 0)
    maps = tf.nn.relu(tf.nn.conv2d(maps, kernel_to_hwio(K1), 1, "SAME") + b1)
    maps = tf.nn.max_pool2d(maps, 2, 2, "VALID")
    maps = tf.nn.relu(tf.nn.conv2d(maps, kernel_to_hwio(K2), 1, "SAME") + b2)
    return tf.linalg.matvec(W, tf.reduce_max(maps[0], axis=(0, 1))) + b


def softmax(logits: Any) -> Any:
    """Return the probabilities of each row of logits, shape (n, classes).

    >>> softmax([[0.0, 0.0]]).numpy().tolist()
    [[0.5, 0.5]]
    """
    import tensorflow as tf

    return tf.nn.softmax(tf.convert_to_tensor(logits))


def cross_entropy(logits: Any, labels: Any) -> tuple[Any, Any]:
    """Return the mean cross-entropy of a batch, and its gradient with respect to the logits.

    Args:
        logits: shape (n, classes).
        labels: the right class of each row, whole numbers, shape (n,).

    Returns:
        a single number and a tensor of shape (n, classes).

    >>> loss, gradient = cross_entropy([[0.0, 0.0]], [1])
    >>> round(float(loss), 3), gradient.numpy().tolist()
    (0.693, [[0.5, -0.5]])
    """
    import tensorflow as tf

    logits, labels = tf.convert_to_tensor(logits), tf.cast(labels, tf.int32)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        loss = tf.reduce_mean(losses)
    return loss, tape.gradient(loss, logits)


def training_step(
    features: Any, labels: Any, W: Any, b: Any, learning_rate: float
) -> tuple[Any, Any]:
    """Return the weights and biases of a dense layer after one step of gradient descent.

    The loss is the mean cross-entropy of the logits `features @ W.T + b`.

    Args:
        features: what the dense layer is given for each image, shape (n, features).
        labels: the right class of each image, whole numbers, shape (n,).
        W: weights, shape (classes, features).
        b: biases, shape (classes,).
        learning_rate: factor of the gradient.

    Returns:
        the new `W` and the new `b`.
    """
    import tensorflow as tf

    W, b = tf.convert_to_tensor(W), tf.convert_to_tensor(b)
    labels = tf.cast(labels, tf.int32)
    with tf.GradientTape() as tape:
        tape.watch((W, b))
        logits = tf.linalg.matmul(features, W, transpose_b=True) + b
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        loss = tf.reduce_mean(losses)
    of_weights, of_biases = tape.gradient(loss, (W, b))
    return W - learning_rate * of_weights, b - learning_rate * of_biases


def accuracy(logits: Any, labels: Any) -> Any:
    """Return the share of rows whose largest logit is at the label.

    >>> float(accuracy([[1.0, 3.0], [2.0, 0.0]], [1, 1]))
    0.5
    """
    import tensorflow as tf

    right = tf.equal(tf.argmax(logits, axis=1), tf.cast(labels, tf.int64))
    return tf.reduce_mean(tf.cast(right, tf.float64))


def confusion_matrix(predictions: Any, labels: Any, classes: int) -> Any:
    """Count the images of each label (row) that have each prediction (column).

    >>> confusion_matrix([0, 0, 1], [0, 1, 1], 2).numpy().tolist()
    [[1, 0], [1, 1]]
    """
    import tensorflow as tf

    return tf.math.confusion_matrix(labels, predictions, num_classes=classes)
