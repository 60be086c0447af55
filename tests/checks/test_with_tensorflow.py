"""The course's checks with TensorFlow: drivers, rules, models and references that need it."""

import importlib
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from conftest import ROOT
from tensorflow.python.eager import context

from course.checks import drivers, mistake_models
from course.checks.exercise import Exercise, Property, case
from course.checks.rules import forbid
from course.operations import cross_correlate
from nbproctor.checks.evaluate import evaluate, to_data
from nbproctor.checks.exchange import answer, ask_to_evaluate, read_outcomes

CHAPTERS = sorted(path.name for path in (ROOT / "source").iterdir())
double = Exercise(
    name="double",
    reference=lambda X: 2 * X,
    properties=(Property("values", points=1, cases=(case(X=np.array([1.0, 2.0])),)),),
)


def right(X):
    return 2 * X


def test_an_operation_is_computed_once_for_each_input_of_a_model():
    X, settings = np.arange(12.0).reshape(3, 4), ((2, 2), ((0, 0), (0, 0)), (1, 1))
    first = mistake_models.pool(X, *settings, mode="max")
    assert mistake_models.pool(X.copy(), *settings, mode="max") is first
    others = [
        mistake_models.pool(X, *settings, mode="avg"),
        mistake_models.pool(X.reshape(4, 3), *settings, mode="max"),
        mistake_models.pool(X.astype(np.float32), *settings, mode="max"),
        mistake_models.pool(X, (2, 1), *settings[1:], mode="max"),
    ]
    assert all(other is not first for other in others)


def test_a_forbidden_operation_is_found_under_any_name():
    rule = forbid(operations={"Mul": "tf.multiply"})
    secretly = getattr(tf, "multi" + "ply")
    by_hand = replace(double, by_hand=(rule,))
    assert by_hand.examine(lambda X: secretly(X, 2.0)).forbidden == "tf.multiply"


def test_references_are_computed_on_the_cpu_wherever_the_caller_computes():
    wanted = set()

    def reference(X):
        wanted.add(context.context().device_name[-5:])
        return 2 * X

    with tf.device("GPU:0"):  # TensorFlow takes the name whether or not there is one
        assert context.context().device_name.endswith("GPU:0")
        Exercise("double", reference, double.properties).examine(right)
    assert wanted == {"CPU:0"}


def test_an_error_in_a_driver_or_a_package_shows_the_students_line():
    class Layer:
        def __init__(self, kernel_size):
            self.kernel_size = kernel_size

        def __call__(self, X):
            return cross_correlate(X, np.ones(self.kernel_size))  # of an image without a width

    case = {"X": np.ones(3), "kernel_size": (2, 2)}
    [called] = evaluate(Layer, [case], [drivers.layer_shapes])
    assert "`return cross_correlate(X, np.ones(self.kernel_size))" in called.error
    [missing] = evaluate(lambda *inputs: None, [{}], [drivers.layer_shapes])
    assert missing.error.startswith("TypeError: layer_shapes() missing")
    assert "(line" not in missing.error


def test_tensors_and_variables_become_arrays():
    for value in (tf.ones((2, 3)), tf.Variable(tf.ones((2, 3)))):
        assert to_data(value).shape == (2, 3)


def test_a_driver_goes_by_its_name(monkeypatch):
    students = {"corr2d_tensor": lambda X, K: tf.nn.relu(X)}
    monkeypatch.setattr("nbproctor.checks.exchange._get_namespace", lambda: students)
    inputs = {"X": np.array([[-1.0, 2]], np.float32), "K": np.ones((1, 1), np.float32)}
    reply = eval(ask_to_evaluate("corr2d_tensor", [inputs], [drivers.output_on_tape]))
    [outcome] = read_outcomes(reply, [inputs])
    assert outcome.value.tolist() == [[0, 2]]


def exercises():
    for chapter in CHAPTERS:
        hidden = importlib.import_module(f"grader_tests.{chapter}")
        yield from (each for each in vars(hidden).values() if isinstance(each, Exercise))


@pytest.mark.parametrize("exercise", list(exercises()), ids=lambda exercise: exercise.name)
def test_every_hidden_case_can_be_sent(exercise):
    tried = [(each, given) for each in exercise.properties for given in each.cases]
    cases = [given.inputs for _, given in tried]
    ways = [each.driver or exercise.driver for each, _ in tried]
    request = ask_to_evaluate(exercise.name, cases, ways, exercise.by_hand)
    assert len(request) < 200_000
    assert answer.__module__ in request
