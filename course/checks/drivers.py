"""Drivers: public functions that turn a student's class into arrays in, arrays out.

A driver runs beside the class, in the student's process. What it returns is compared like any
answer.
"""

from typing import Any

import numpy as np
import tensorflow as tf


def layer_shapes(layer_class: Any, X: Any, kernel_size: tuple[int, int]) -> tuple[Any, Any, int]:
    """Build a layer on `X` and return (shape of weight, shape of bias, number trained)."""
    layer = layer_class(kernel_size)
    layer(X)
    return tuple(layer.weight.shape), tuple(layer.bias.shape), len(layer.trainable_weights)


def layer_output(layer_class: Any, X: Any, kernel: Any, bias: Any) -> Any:
    """Build a layer on `X`, give it a kernel and, if it has one, a bias, and return its output."""
    layer = layer_class(tuple(kernel.shape))
    layer(X)
    layer.weight.assign(kernel)
    if hasattr(layer, "bias"):
        layer.bias.assign(np.reshape(bias, layer.bias.shape))
    return layer(X)


def through_layer(
    function: Any, X: Any, kernel: Any, padding: str, strides: tuple[int, int]
) -> Any:
    """Hand `X` and a Keras convolution that has this kernel and no bias to a student's function."""
    layer = tf.keras.layers.Conv2D(
        1, kernel.shape, strides=strides, padding=padding, use_bias=False
    )
    layer.build((None, None, None, 1))
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis]])  # (k_h, k_w, 1, 1)
    return function(layer, X)


class NoGradient(Exception):
    """The tape found no way from an output back to the kernel."""


def output_on_tape(corr2d_tensor: Any, X: Any, K: Any) -> Any:
    """Call a cross-correlation with tensors, as a training loop would, and return its output."""
    return corr2d_tensor(tf.convert_to_tensor(X), tf.convert_to_tensor(K))


def gradient_on_tape(corr2d_tensor: Any, X: Any, K: Any, weights: Any) -> Any:
    """Gradient, with respect to `K`, of the sum of `weights` times the output, from a tape.

    Raises:
        NoGradient: the output is not made from `K` by operations that the tape records.
    """
    X, K = tf.convert_to_tensor(X), tf.convert_to_tensor(K)
    with tf.GradientTape() as tape:
        tape.watch(K)
        Y = tf.convert_to_tensor(corr2d_tensor(X, K))
        weighted = tf.reduce_sum(Y * tf.cast(weights, Y.dtype))
    gradient = tape.gradient(weighted, K)
    if gradient is None:
        raise NoGradient("the tape finds no way from your output back to K, the gradient is None.")
    return gradient


def training(
    train_step: Any, X: Any, Y: Any, kernel: Any, learning_rate: float, steps: int
) -> tuple[Any, Any]:
    """Train a Keras layer that starts from `kernel`: (loss of each step, kernel at the end).

    The losses are None where a step returned None.
    """
    layer = tf.keras.layers.Conv2D(1, kernel.shape, use_bias=False, kernel_initializer="zeros")
    layer.build(X.shape)
    layer.set_weights([kernel[:, :, np.newaxis, np.newaxis]])  # (k_h, k_w, 1, 1)
    losses = [train_step(layer, X, Y, learning_rate) for _ in range(steps)]
    missing = any(loss is None for loss in losses)
    return None if missing else losses, layer.get_weights()[0][:, :, 0, 0]
