"""`NBPROCTOR_FEEDBACK_DETAIL` decides what feedback shows of a hidden case."""

from dataclasses import replace

import numpy as np
import pytest

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.evaluate import Elsewhere, Outcome
from nbproctor.checks.exercise import Exercise, Property, case
from nbproctor.checks.hidden import A_CALL

EXERCISE = Exercise(
    name="double",
    reference=lambda X: 2 * X,
    properties=(Property("values", 1, (case(X=np.array([0.0])),)),),
).with_cases({"values": [case(X=np.array([123.0]))]})


@pytest.mark.parametrize(("detail", "shown"), [("shapes", False), ("full", True), ("", False)])
def test_inputs_and_values_of_hidden_cases_are_shown_only_in_full(monkeypatch, detail, shown):
    monkeypatch.setenv("NBPROCTOR_FEEDBACK_DETAIL", detail)
    text = EXERCISE.examine(lambda X: X).text(with_points=True)
    assert ("123" in text, "246" in text) == (shown, shown)
    assert f"values: {'1 of 1' if shown else 'some'} values differ" in text


def raising(X):
    if X[0] == 123:
        raise type(f"Error{X[0]:.0f}", (Exception,), {})(f"X is {X}")
    return 2 * X


@pytest.mark.parametrize(("detail", "shown"), [("shapes", False), ("full", True)])
def test_what_the_students_own_code_says_of_a_hidden_case_is_shown_only_in_full(
    monkeypatch, detail, shown
):
    monkeypatch.setenv("NBPROCTOR_FEEDBACK_DETAIL", detail)
    result = EXERCISE.examine(raising)
    assert result.earned == 0
    assert ("123" in result.text(with_points=True) + str(result.data())) is shown
    assert result.diagnosis.name == ("raised Error123" if shown else "raised Error")


@pytest.mark.parametrize("name", ["", " ", ":"])
def test_an_error_whose_class_has_no_name_earns_nothing(name):
    def function(X):
        raise type(name, (Exception,), {})("no name")

    result = EXERCISE.examine(function)
    assert (result.earned, result.diagnosis.name) == (0, "raised Error")


@pytest.mark.parametrize("answer", [["a" * 1_000_000, *["b"] * 1_000_000], ["a"], "a"])
def test_text_earns_nothing_and_takes_no_memory(answer):
    result = EXERCISE.examine(lambda X: answer)
    assert (result.earned, result.attempted) == (0, True)


# Each tells a number that its function may have from a hidden input.
MESSAGES = {
    "count of results": lambda code: np.zeros(100_000 + code),
    "tuple": lambda code: (1.0,) * code,
    "shape": lambda code: (np.zeros((code, code + 1)), 1.0),
    "axes": lambda code: (np.zeros((1,) * (code % 20 + 3)), 1.0),
    "count of wrong values": lambda code: (np.where(np.arange(60) < code, 9.0, 0.0), 1.0),
    "offset": lambda code: (np.zeros(60) + code, 1.0),
    "factor": lambda code: (np.ones(60) * code, 1.0),
    "text": lambda code: f"{code}",
    "whole result": lambda code: code,
}


def telling(message):
    """A function that passes the last hidden value on in every answer that follows."""
    known = []

    def function(X):
        known.extend(int(value) for value in X if value > 10)
        return MESSAGES[message](known[-1]) if known else (np.zeros(60), 1.0)

    return function


@pytest.mark.parametrize("expected", [np.zeros(60), np.ones(60)], ids=["zeros", "ones"])
@pytest.mark.parametrize("message", MESSAGES)
def test_what_is_shown_after_a_hidden_case_is_the_same_whatever_its_input_is(
    monkeypatch, message, expected
):
    monkeypatch.setenv("NBPROCTOR_FEEDBACK_DETAIL", "shapes")
    shown = set()
    for secret in (17.0, 24.0, 53.0):
        exercise = Exercise(
            name="both",
            reference=lambda X: (expected, 1.0),
            properties=(
                Property("hidden first", 1, (case(X=np.array([1.0])),)),
                Property("public again", 1, (case(X=np.array([2.0])),)),
            ),
        ).with_cases(
            {"hidden first": [case(X=np.array([secret]))], "public again": [case(X=np.zeros(1))]}
        )
        result = exercise.examine(telling(message))
        shown.add(f"{result.text(with_points=True)}{result.data()}{result.earned}")
    assert len(shown) == 1


def test_the_name_of_a_forbidden_call_is_one_of_the_rule():
    rule = Rule(
        {"Fold": "library.fold"}, ("numpy.pad", "nbproctor.checks.compare"), package="nbproctor"
    )
    assert {"library.fold", "np.pad", "compute_tolerance"} <= rule.shown
    exercise = replace(EXERCISE, by_hand=(rule,))
    for told, seen in (("library.fold", "library.fold"), ("12.5", A_CALL)):
        outcomes = [Outcome(forbidden=told)] * 2
        assert exercise.examine(Told(outcomes)).forbidden == seen


class Told(Elsewhere):
    """Another process that says what it likes."""

    def __init__(self, outcomes):
        self.outcomes = outcomes

    def evaluate(self, *_):
        return self.outcomes
