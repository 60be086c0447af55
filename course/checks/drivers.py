"""Drivers: public functions that turn a student's class into arrays in, arrays out.

A driver runs beside the class, in the student's process. What it returns is compared like any
answer.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import numpy as np


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
    layer = _convolution(kernel, strides=strides, padding=padding)
    layer.build((None, None, None, 1))
    return function(layer, X)


def _convolution(kernel: Any, **settings: Any) -> Any:
    """A Keras convolution of one channel that starts from this kernel, without a bias."""
    import tensorflow as tf

    return tf.keras.layers.Conv2D(
        1,
        kernel.shape,
        use_bias=False,
        kernel_initializer=lambda shape, dtype: kernel.reshape(shape),  # (k_h, k_w, 1, 1)
        **settings,
    )


class NoGradient(Exception):
    """The tape found no way from an output back to the kernel."""


# How Python, TensorFlow and Keras complain of a gradient that is None.
OF_NONE = re.compile("operand.*NoneType|None values not supported|No gradients provided")


@contextlib.contextmanager
def no_gradient_named() -> Iterator[None]:
    """Where the block computes with a gradient that is None, raise `NoGradient` from there."""
    try:
        yield
    except (TypeError, ValueError) as error:
        if not OF_NONE.search(str(error)):
            raise
        message = (
            "a gradient is None. Either a tape found no way from the loss back to the kernel, or "
            "one of your functions returns nothing."
        )
        raise NoGradient(message).with_traceback(error.__traceback__) from None


def output_on_tape(corr2d_tensor: Any, X: Any, K: Any) -> Any:
    """Call a cross-correlation with tensors, as a training loop would, and return its output."""
    import tensorflow as tf

    return corr2d_tensor(tf.convert_to_tensor(X), tf.convert_to_tensor(K))


def gradient_on_tape(corr2d_tensor: Any, X: Any, K: Any, weights: Any) -> Any:
    """Gradient, with respect to `K`, of the sum of `weights` times the output, from a tape.

    Raises:
        NoGradient: the output is not made from `K` by operations that the tape records.
    """
    import tensorflow as tf

    X, K = tf.convert_to_tensor(X), tf.convert_to_tensor(K)
    with tf.GradientTape() as tape:
        tape.watch(K)
        Y = tf.convert_to_tensor(corr2d_tensor(X, K))
        weighted = tf.reduce_sum(Y * tf.cast(weights, Y.dtype))
    gradient = tape.gradient(weighted, K)
    if gradient is None:
        raise NoGradient("the tape finds no way from your output back to K, the gradient is None.")
    return gradient


def learning(learn_kernel: Any, *inputs: Any) -> Any:
    """Call a function that learns a kernel, and say so where it has no gradient."""
    with no_gradient_named():
        return learn_kernel(*inputs)


def training(
    train_step: Any, X: Any, Y: Any, kernel: Any, learning_rate: float, steps: int
) -> tuple[Any, Any]:
    """Train a Keras layer that starts from `kernel`: (what each step returned, kernel at the end).

    What the steps returned is None where one of them returned None.
    """
    layer = _convolution(kernel)
    layer.build(X.shape)
    with no_gradient_named():
        losses = [train_step(layer, X, Y, learning_rate) for _ in range(steps)]
    missing = any(loss is None for loss in losses)
    return None if missing else losses, layer.get_weights()[0][:, :, 0, 0]


def losses_in_training(train_step: Any, *inputs: Any) -> Any:
    """Train a Keras layer as `training` does, and return what the steps returned."""
    return training(train_step, *inputs)[0]
