"""Messages of this TensorFlow and this Keras are explained; the tests raise them themselves."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from course.checks.error_messages import MEANINGS
from nbproctor.checks.error_messages import explain_error
from nbproctor.checks.evaluate import evaluate

X = tf.ones((2, 3))
IMAGE = tf.ones((6, 8))
WHOLE = tf.ones((1, 4, 4, 1), tf.int64)


def assign(target: Any, index: Any, value: Any) -> None:
    target[index] = value


class WithoutSuper(tf.keras.layers.Layer):
    def __init__(self) -> None:
        self.kernel_size = (2, 2)


class NoWeight(tf.keras.layers.Layer):
    def call(self, inputs: Any) -> Any:
        return inputs * self.weight


class AddsNone(tf.keras.layers.Layer):
    def call(self, inputs: Any) -> Any:
        return None + inputs


def twice_on_one_tape() -> Any:
    with tf.GradientTape() as tape:
        tape.watch(X)
        Y = tf.reduce_sum(X * X)
    tape.gradient(Y, X)
    return tape.gradient(Y, X)


def gradient_of_none() -> Any:
    with tf.GradientTape() as tape:
        tape.watch(X)
    return tape.gradient(None, X)


def no_gradients() -> None:
    layer = tf.keras.layers.Dense(1)
    layer(X)
    optimizer = tf.keras.optimizers.SGD(0.1)
    optimizer.apply_gradients([(None, each) for each in layer.trainable_weights])


def assign_to_weight() -> None:
    layer = tf.keras.layers.Dense(1)
    layer(X)
    layer.kernel.assign(np.ones((2, 2)))


@tf.function
def to_numpy(X: Any) -> Any:
    return np.sum(X)


RAISING: list[tuple[Callable[[], Any], str]] = [
    (lambda: X.numpy() + X.numpy()[:, :-0], "A shape in this message has a 0"),
    (lambda: tf.matmul(X, X[:0]), "A shape in this message has a 0"),
    (lambda: X * tf.ones((2, 2)), "only if their shapes fit"),
    (lambda: X @ X, "as many columns on its left"),
    (lambda: tf.reshape(X, (4, 4)), "keeps the number of elements"),
    (lambda: tf.stack([tf.ones(2), tf.ones(3)]), "joined or stacked"),
    (lambda: tf.concat([X, tf.ones((3, 2))], 0), "joined or stacked"),
    (lambda: tf.constant([[1.0, 2.0], [3.0]]), "Rows of different lengths"),
    (lambda: tf.Variable(tf.ones(2)).assign(tf.ones(3)), "A variable keeps its shape"),
    (assign_to_weight, "A variable keeps its shape"),
    (lambda: tf.keras.layers.Conv2D(1, 2)(IMAGE), "take four axes"),
    (lambda: tf.nn.conv2d(IMAGE, tf.ones((2, 2)), 1, "VALID"), "take four axes"),
    (
        lambda: tf.nn.conv2d(IMAGE[None, ..., None], tf.ones((2, 2, 3, 1)), 1, "SAME"),
        "another number of channels",
    ),
    (lambda: tf.reduce_sum(X, axis=2), "fewer axes than that"),
    (lambda: tf.transpose(X, (0, 1, 2)), "names every axis of the tensor once"),
    (lambda: X[5, 0], "The last one of n is n - 1"),
    (lambda: X[1.0], "must be a whole number"),
    (lambda: X[0, 0, 0], "more indices than the tensor has axes"),
    (lambda: tf.convert_to_tensor(None), "One of the values is None"),
    (lambda: tf.convert_to_tensor(len), "neither a number nor an array"),
    (lambda: tf.convert_to_tensor(reversed(IMAGE.numpy())), "This is an iterator"),
    (lambda: tf.expand_dims(tf.ones(3), 2), "fewer axes than the operation needs"),
    (lambda: tf.keras.layers.Layer()(X), "a method of the name `call`"),
    (lambda: X * tf.ones((2, 3), tf.float64), "different dtypes"),
    (lambda: tf.ones(2, tf.int32) * 0.5, "whole numbers takes no fractions"),
    (lambda: tf.nn.conv2d(WHOLE, WHOLE, 1, "SAME"), "no such operation for this dtype"),
    (lambda: assign(X, (0, 0), 1), "A tensor cannot be changed"),
    (lambda: assign(tf.Variable(X), (0, 0), 1), "A tensor cannot be changed"),
    (lambda: X.numpy().numpy(), "This is an array already"),
    (lambda: X.numpy().assign_sub(1), "Only variables have this method"),
    (lambda: X.reshape(6), "A tensor has no attribute of this name"),
    (lambda: X.append(1), "A tensor has no attribute of this name"),
    (twice_on_one_tape, "A tape gives gradients once"),
    (gradient_of_none, "no tensor as the loss"),
    (no_gradients, "Every gradient is None"),
    (lambda: WithoutSuper()(X), "The first line of `__init__`"),
    (lambda: tf.conv2d(X), "TensorFlow has no function of this name"),
    (lambda: tf.keras.layers.Layer().add_weight("w", shape=(2, 2)), "the others by their names"),
    (lambda: tf.keras.layers.Layer().add_weight(shape=(1)), "That of one number has a comma"),
    (lambda: tf.keras.Sequential(["A docstring."]), "made of layers only"),
    (lambda: tf.keras.Sequential([tf.nn.relu]), "made of layers only"),
    (lambda: to_numpy(X), "Under `tf.function`"),
    (lambda: NoWeight()(X), "store it on `self`"),
    (lambda: AddsNone()(X), "One of the values is None"),
]


@pytest.mark.parametrize(("function", "meaning"), RAISING)
@pytest.mark.filterwarnings("ignore")
def test_an_error_is_explained_without_internals(function: Callable[[], Any], meaning: str) -> None:
    [outcome] = evaluate(lambda: function(), [{}], case_limit_s=60, limit_s=60)
    assert meaning in explain_error(outcome.error, MEANINGS), outcome.error
    for internal in ("{{", "__wrapped__", "[Op:", "Arguments received", "device:CPU"):
        assert internal not in outcome.error
