import numpy as np
import pytest
import tensorflow as tf

from course import operations
from course.checks.rules import CONVOLUTION, PADDING, POOLING
from course.operations import convolve, cross_correlate
from nbproctor.checks.by_hand import find_in_source, watch_calls

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
        (with_import, "scipy.signal"),
        (with_keras, "tf.keras.layers"),
        (with_the_courses_own, "cross_correlate"),
        (with_an_alias, "cross_correlate"),
        (tf.function(with_library), "tf.nn.conv2d"),
        (tf.function(tf.function(with_library)), "tf.nn.conv2d"),
        (cross_correlate, "cross_correlate"),
        (with_a_name_of_its_own, ""),
        (with_loops, ""),
    ],
)
def test_the_source_is_searched_for_the_librarys_own_operation(function, found):
    assert find_in_source(function, (CONVOLUTION,)) == found


def test_an_allowed_function_is_allowed_and_no_other():
    rule = CONVOLUTION.allowing("course.operations.cross_correlate")
    assert find_in_source(with_the_courses_own, (rule,)) == ""
    assert find_in_source(with_an_alias, (rule,)) == ""
    assert find_in_source(with_a_call_on_what_is_allowed, (rule,)) == ""
    assert find_in_source(with_library, (rule,)) == "tf.nn.conv2d"
    with watch_calls((rule,)) as made:
        cross_correlate(np.ones((3, 3)), np.ones((2, 2)))
        assert made == []
        convolve(np.ones((3, 3)), np.ones((2, 2)))
    assert made[0] == "convolve"


def test_what_has_no_source_is_left_to_the_watch():
    assert find_in_source(len, (CONVOLUTION,)) == ""
    assert find_in_source(None, (CONVOLUTION,)) == ""


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
    with watch_calls((rule,)) as made:
        call()
    assert made[:1] == [name]


def with_an_allowed_call(X, K):
    return cross_correlate(X, K[::-1])


ALLOWED = {
    "cross_correlate": (CONVOLUTION, with_an_allowed_call),
    "pad": (CONVOLUTION, lambda X, K: operations.pad(X, ((1, 0), (0, 1)))),
    "pool": (POOLING, lambda X, K: operations.pool(X, (2, 2), ((1, 0), (0, 1)), mode="avg")),
}


def with_an_allowed_call_in_a_branch_and_a_loop(X, K):
    total = tf.zeros((3, 3))
    for _ in tf.range(2):
        if tf.reduce_sum(X) > 0:
            total += cross_correlate(X, K)
    return total


class WithAMethod:
    @tf.function
    def call(self, X, K):
        return with_an_allowed_call(X, K)


def hidden_forbidden_call(X, K):
    return vars(tf.nn)["conv2d"](X[tf.newaxis, :, :, tf.newaxis], K[:, :, None, None], 1, "VALID")


def hidden_courses_call(X, K):
    return vars(operations)["convolve"](X, K)


# What makes a graph of a function, in each way that a student may choose.
GRAPHS = {
    "tf.function": tf.function,
    "nested": lambda function: tf.function(tf.function(function)),
    "without AutoGraph": tf.function(autograph=False),
    "compiled": tf.function(jit_compile=True),
    "compiled without AutoGraph": tf.function(jit_compile=True, autograph=False),
    "lambda": lambda function: tf.function(lambda X, K: function(X, K)),
    "inner function": lambda function: lambda X, K: tf.function(function)(X, K),
    "one graph for all shapes": tf.function(
        input_signature=[tf.TensorSpec([None, None]), tf.TensorSpec([None, None])]
    ),
}
ARRAYS = np.ones((4, 4), np.float32), np.ones((2, 2), np.float32)


def calls_noted(rule, function):
    with watch_calls((rule,)) as made:
        function(*ARRAYS)
    return made


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("name", ALLOWED)
def test_an_allowed_call_is_allowed_in_a_graph(graph, name):
    forbidding, function = ALLOWED[name]
    rule, answer = forbidding.allowing(f"course.operations.{name}"), graph(function)
    assert calls_noted(rule, answer) == []
    assert calls_noted(rule, answer) == []  # the graph is not traced again


@pytest.mark.parametrize(
    "answer",
    [
        tf.function(with_an_allowed_call_in_a_branch_and_a_loop),
        tf.function(cross_correlate),
        WithAMethod().call,
    ],
    ids=["branch and loop", "the allowed call itself", "method"],
)
def test_an_allowed_call_is_allowed_wherever_a_graph_makes_it(answer):
    rule = CONVOLUTION.allowing("course.operations.cross_correlate")
    assert calls_noted(rule, answer) == []


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_a_forbidden_call_is_forbidden_in_a_graph(graph):
    rule = CONVOLUTION.allowing("course.operations.cross_correlate")
    assert calls_noted(rule, graph(hidden_forbidden_call))[:1] == ["tf.nn.conv2d"]
    assert calls_noted(rule, graph(hidden_courses_call))[:1] == ["convolve"]


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_a_forbidden_call_is_forbidden_in_a_graph_that_was_traced_before(graph):
    answer = graph(hidden_forbidden_call)
    answer(*ARRAYS)
    assert calls_noted(CONVOLUTION, answer)[:1] == ["tf.nn.conv2d"]


def test_a_forbidden_call_is_forbidden_in_a_branch_that_was_traced_before():
    @tf.function
    def answer(X, K):
        if tf.reduce_sum(X) > 0:
            return hidden_forbidden_call(X, K)
        return hidden_forbidden_call(X, K) * 2

    answer(*ARRAYS)
    assert calls_noted(CONVOLUTION, answer)[:1] == ["tf.nn.conv2d"]


def test_nothing_is_noted_of_loops_or_after_the_watch():
    with watch_calls((CONVOLUTION, POOLING, PADDING)) as made:
        with_loops(IMAGE[0, :, :, 0], KERNEL[:, :, 0, 0])
        tf.reduce_sum(IMAGE)
    np.pad(IMAGE, 1)
    assert made == []
