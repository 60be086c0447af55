import numpy as np
import pytest
import tensorflow as tf

from course import operations
from course.checks.by_hand import CONVOLUTION, PADDING, POOLING, in_source, watched
from course.operations import convolve, cross_correlate

IMAGE = np.ones((1, 4, 4, 1), np.float32)
KERNEL = np.ones((2, 2, 1, 1), np.float32)


def with_library(X, K):
    return tf.nn.conv2d(X, K, strides=1, padding="VALID")


def with_import(X, K):
    from scipy.signal import correlate2d

    return correlate2d(X, K, mode="valid")


def with_keras(X, K):
    return tf.keras.layers.Conv2D(1, 2)(X)


def with_the_courses_own(X, K):
    return cross_correlate(X, K)


def with_an_alias(X, K):
    from course import operations as q

    return q.cross_correlate(X, K)


def with_a_name_of_its_own(X, cross_correlate):
    convolve = cross_correlate[::-1]
    return (X * convolve).sum()


def with_a_call_on_what_is_allowed(X, K):
    return operations.cross_correlate(X, K).numpy()


def with_loops(X, K):
    return np.array([[(X[i : i + 2, j : j + 2] * K).sum() for j in range(3)] for i in range(3)])


@pytest.mark.parametrize(
    ("function", "found"),
    [
        (with_library, "tf.nn.conv2d"),
        (with_import, "correlate2d"),
        (with_keras, "tf.keras.layers.Conv2D"),
        (with_the_courses_own, "cross_correlate"),
        (with_an_alias, "q.cross_correlate"),
        (tf.function(with_library), "tf.nn.conv2d"),
        (cross_correlate, "course.operations.cross_correlate"),
        (with_a_name_of_its_own, ""),
        (with_loops, ""),
    ],
)
def test_the_source_is_searched_for_the_librarys_own_operation(function, found):
    assert in_source(function, (CONVOLUTION,)) == found


def test_an_allowed_function_is_allowed_and_no_other():
    rule = CONVOLUTION.allowing("course.operations.cross_correlate")
    assert in_source(with_the_courses_own, (rule,)) == ""
    assert in_source(with_an_alias, (rule,)) == ""
    assert in_source(with_a_call_on_what_is_allowed, (rule,)) == ""
    assert in_source(with_library, (rule,)) == "tf.nn.conv2d"
    with watched((rule,)) as made:
        cross_correlate(np.ones((3, 3)), np.ones((2, 2)))
        assert made == []
        convolve(np.ones((3, 3)), np.ones((2, 2)))
    assert made[0] == "convolve"


def test_what_has_no_source_is_left_to_the_watch():
    assert in_source(len, (CONVOLUTION,)) == ""
    assert in_source(None, (CONVOLUTION,)) == ""


@pytest.mark.parametrize(
    ("rule", "call", "name"),
    [
        (CONVOLUTION, lambda: vars(tf.nn)["conv2d"](IMAGE, KERNEL, 1, "VALID"), "tf.nn.conv2d"),
        (CONVOLUTION, lambda: tf.keras.layers.Conv2D(1, 2)(IMAGE), "tf.nn.conv2d"),
        (POOLING, lambda: tf.nn.pool(IMAGE, (2, 2), "MAX"), "tf.nn.max_pool2d"),
        (POOLING, lambda: tf.keras.layers.AveragePooling2D(2)(IMAGE), "tf.nn.avg_pool2d"),
        (PADDING, lambda: tf.pad(IMAGE[0, :, :, 0], [[1, 1], [0, 0]]), "tf.pad"),
        (PADDING, lambda: np.pad(IMAGE, 1), "np.pad"),
    ],
    ids=["conv2d", "Conv2D", "pool", "AveragePooling2D", "tf.pad", "np.pad"],
)
def test_what_runs_is_watched_under_any_name(rule, call, name):
    with watched((rule,)) as made:
        call()
    assert made[:1] == [name]


def test_nothing_is_noted_of_loops_or_after_the_watch():
    with watched((CONVOLUTION, POOLING, PADDING)) as made:
        with_loops(IMAGE[0, :, :, 0], KERNEL[:, :, 0, 0])
        tf.reduce_sum(IMAGE)
    np.pad(IMAGE, 1)
    assert made == []
