"""The descent by formula takes the steps that a tape and a loop would take."""

import numpy as np
import pytest
import tensorflow as tf

from course.checks.drivers import training
from course.checks.kernel_learning.inputs import BAND, EDGES, START
from course.descent import descend, descent, kernel_gradient, squared_error
from course.operations import cross_correlate


def by_tape(images, targets, kernel, learning_rate, steps):
    K, losses = tf.Variable(kernel), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = sum(
                squared_error(cross_correlate(X, K), Y)
                for X, Y in zip(images, targets, strict=True)
            )
        losses.append(loss)
        K.assign_sub(learning_rate * tape.gradient(loss, K))
    return K.numpy(), np.array(losses)


@pytest.fixture
def random():
    return np.random.default_rng(5)


@pytest.mark.parametrize(
    ("count", "size", "learning_rate", "steps"),
    [
        pytest.param(1, (1, 2), 0.01, 10, id="one image"),
        pytest.param(3, (3, 2), 0.002, 5, id="several images"),
        pytest.param(1, (2, 3), 0.2, 6, id="too large a learning rate"),
        pytest.param(2, (2, 2), 0.01, 0, id="no step"),
    ],
)
def test_the_formula_goes_where_a_tape_goes(random, count, size, learning_rate, steps):
    X, K = random.normal(size=(count, 5, 6)), random.normal(size=size)
    Y = random.normal(size=(count, 6 - size[0], 7 - size[1]))
    kernels, losses = descent(X, Y, K, learning_rate, steps)
    last, before = by_tape(X, Y, K, learning_rate, steps)
    np.testing.assert_allclose(kernels[-1], last, rtol=1e-9)
    np.testing.assert_allclose(losses, before, rtol=1e-9)
    np.testing.assert_array_equal(kernels[0], K)


def test_an_image_without_contrast_leaves_what_it_cannot_tell():
    kernels, _ = descent(np.ones((4, 5)), np.ones((4, 4)), [[3.0, 1.0]], 0.01, 200)
    np.testing.assert_allclose(kernels[-1], [[1.5, -0.5]], atol=1e-9)


def test_the_gradient_agrees_with_central_differences(random):
    X, K, Y = random.normal(size=(5, 4)), random.normal(size=(2, 3)), random.normal(size=(4, 2))
    differences, h = np.zeros(K.shape), 1e-4
    for place in np.ndindex(K.shape):
        nudge = np.zeros(K.shape)
        nudge[place] = h
        above = squared_error(cross_correlate(X, K + nudge), Y)
        below = squared_error(cross_correlate(X, K - nudge), Y)
        differences[place] = (above - below) / (2 * h)
    np.testing.assert_allclose(kernel_gradient(X, K, Y), differences, rtol=1e-6)


def test_while_answers_are_graded_a_demonstration_stands_still(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    kernels, losses = descend(np.ones((4, 5)), np.ones((4, 4)), [[3.0, 1.0]], 0.01, 3)
    assert kernels.tolist() == [[[3.0, 1.0]]] * 4
    assert losses.tolist() == [1.0] * 3


def test_a_keras_layer_recovers_the_edge_kernel_in_the_steps_that_the_chapter_prints():
    def train_step(layer, X, Y, learning_rate):
        with tf.GradientTape() as tape:
            loss = squared_error(layer(X), Y)
        layer.kernel.assign_sub(learning_rate * tape.gradient(loss, layer.kernel))
        return float(loss)

    X, Y = (array[np.newaxis, ..., np.newaxis].astype(np.float32) for array in (BAND, EDGES))
    losses, kernel = training(train_step, X, Y, START.astype(np.float32), 3e-2, 10)
    np.testing.assert_allclose(losses[1::2], [17.453, 3.508, 0.826, 0.236, 0.079], atol=5e-4)
    np.testing.assert_allclose(kernel, [[1.007, -0.953]], atol=5e-4)
