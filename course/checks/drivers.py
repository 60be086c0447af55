"""Drivers: functions that call a student's class or function with arrays and return arrays.

A driver runs in the student's process. Its result is compared like any answer.
"""

import contextlib
import random
import re
from collections.abc import Iterator
from typing import Any

import numpy as np


def layer_shapes(layer_class: Any, X: Any, kernel_size: tuple[int, int]) -> tuple[Any, Any, int]:
    """Build a layer on `X`; return its weight's shape, bias' shape and number of trained arrays."""
    layer = layer_class(kernel_size)
    layer(X)
    return tuple(layer.weight.shape), tuple(layer.bias.shape), len(layer.trainable_weights)


def layer_output(layer_class: Any, X: Any, kernel: Any, bias: Any) -> Any:
    """Build a layer on `X`, set its kernel and any bias, and return its output."""
    layer = layer_class(tuple(kernel.shape))
    layer(X)
    layer.weight.assign(kernel)
    if hasattr(layer, "bias"):
        layer.bias.assign(np.reshape(bias, layer.bias.shape))
    return layer(X)


def starts_with_different_weights(layer_class: Any, X: Any, kernel_size: tuple[int, int]) -> bool:
    """Return whether a new layer's kernel has different numbers, which training can tell apart."""
    layer = layer_class(kernel_size)
    layer(X)
    return len(np.unique(np.asarray(layer.weight))) > 1


def lets_a_tape_follow(layer_class: Any, X: Any, kernel_size: tuple[int, int]) -> bool:
    """Return whether a tape finds the way from a layer's output back to its kernel."""
    import tensorflow as tf

    layer = layer_class(kernel_size)
    layer(X)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(X))
    return tape.gradient(total, layer.weight) is not None


def counts_in_large_layers(count: Any, c_i: int, c_o: int, *sizes: int) -> bool:
    """Return whether a count grows with the channels beyond the range of 32 bits."""
    more = 2**16
    return bool(count(more * c_i, more * c_o, *sizes) == more**2 * count(c_i, c_o, *sizes))


def through_layer(
    function: Any,
    X: Any,
    kernel: Any,
    padding: str,
    strides: tuple[int, int],
    bias: float = 0.0,
) -> Any:
    """Call a student's function with `X` and a Keras convolution with this kernel and bias."""
    layer = _convolution(kernel, bias, strides=strides, padding=padding)
    with new_layers_alike():
        return function(layer, X)


@contextlib.contextmanager
def new_layers_alike() -> Iterator[None]:
    """Give all Keras layers made in the block the same random kernel, so that a model has it too.

    Keras draws the seed of a layer's kernel with Python's `random`.
    """
    state = random.getstate()
    random.seed(0)
    try:
        yield
    finally:
        random.setstate(state)


def _convolution(kernel: Any, bias: float | None = None, **settings: Any) -> Any:
    """Build a Keras convolution of one channel with this kernel, and a bias if there is one.

    It is made as students make theirs, so that they may read its settings.
    """
    import tensorflow as tf

    layer = tf.keras.layers.Conv2D(1, kernel.shape, use_bias=bias is not None, **settings)
    layer.build((None, None, None, 1))
    weights = [kernel[:, :, np.newaxis, np.newaxis]]
    layer.set_weights(weights if bias is None else [*weights, np.array([bias])])
    return layer


class NoGradient(Exception):
    """The tape found no path from an output back to the kernel."""


# Messages of Python, TensorFlow and Keras about a gradient that is None.
OF_NONE = re.compile("operand.*NoneType|None values not supported|No gradients provided")


# TensorFlow's message if `tape.watch` is given a weight of a Keras 3 layer.
OF_WATCHED_WEIGHT = re.compile("Passed in object .* not tf.Tensor or tf.Variable", re.DOTALL)


@contextlib.contextmanager
def no_gradient_named() -> Iterator[None]:
    """Raise `NoGradient` if the block has no gradient because of a mistake with its tape."""
    try:
        yield
    except (TypeError, ValueError) as error:
        if OF_WATCHED_WEIGHT.search(str(error)):
            message = (
                "tape.watch takes tensors, and a layer's weight is a Keras variable. Leave the "
                "line out: a tape that is made without settings, tf.GradientTape(), follows the "
                "weights of layers."
            )
        elif OF_NONE.search(str(error)):
            message = (
                "a gradient is None. Either a tape found no way from the loss back to the kernel, "
                "or one of your functions returns nothing."
            )
        else:
            raise
        raise NoGradient(message).with_traceback(error.__traceback__) from None


def output_on_tape(corr2d_tensor: Any, X: Any, K: Any) -> Any:
    """Call a cross-correlation with tensors, as a training loop does, and return its output."""
    import tensorflow as tf

    return corr2d_tensor(tf.convert_to_tensor(X), tf.convert_to_tensor(K))


def gradient_on_tape(corr2d_tensor: Any, X: Any, K: Any, weights: Any) -> Any:
    """Return the gradient of the output's weighted sum with respect to `K`, from a tape.

    If the function returned None, return None.

    Raises:
        NoGradient: the tape did not record how the output was computed from `K`.
    """
    import tensorflow as tf

    X, K = tf.convert_to_tensor(X), tf.convert_to_tensor(K)
    with tf.GradientTape() as tape:
        tape.watch(K)
        output = corr2d_tensor(X, K)
        if output is None:
            return None
        Y = tf.convert_to_tensor(output)
        weighted = tf.reduce_sum(Y * tf.cast(weights, Y.dtype))
    gradient = tape.gradient(weighted, K)
    if gradient is None:
        raise NoGradient("the tape finds no way from your output back to K, the gradient is None.")
    return gradient


def learning(learn_kernel: Any, *inputs: Any) -> Any:
    """Call a function that learns a kernel; raise `NoGradient` if it has no gradient."""
    with no_gradient_named():
        return learn_kernel(*inputs)


def training(
    train_step: Any, X: Any, Y: Any, kernel: Any, learning_rate: float, steps: int
) -> tuple[Any, Any]:
    """Train a Keras layer from `kernel`; return what each step returned, and the last kernel.

    If a step returned None, return None for all steps.
    """
    layer = _convolution(kernel)
    with no_gradient_named():
        losses = [train_step(layer, X, Y, learning_rate) for _ in range(steps)]
    missing = any(loss is None for loss in losses)
    return None if missing else losses, layer.get_weights()[0][:, :, 0, 0]


def losses_in_training(train_step: Any, *inputs: Any) -> Any:
    """Train a Keras layer as `training` does; return what the steps returned."""
    return training(train_step, *inputs)[0]


def outer_product(separate_kernel: Any, K: Any) -> Any:
    """Return the product of the column and the row that a function finds for a kernel."""
    column, row = separate_kernel(K)
    return np.reshape(column, (-1, 1)) * np.reshape(row, (1, -1))
