"""`feedback_detail` in nbgrader_config.py decides what feedback shows of a hidden case."""

import numpy as np
import pytest
from conftest import ROOT

from course.checks.exercise import Exercise, Property, case

EXERCISE = Exercise(
    name="double",
    reference=lambda X: 2 * X,
    properties=(Property("values", 1, (case(X=np.array([0.0])),)),),
).with_cases({"values": [case(X=np.array([123.0]))]})


@pytest.mark.parametrize(("detail", "shown"), [("shapes", False), ("full", True), ("", False)])
def test_inputs_and_values_of_hidden_cases_are_shown_only_in_full(monkeypatch, detail, shown):
    monkeypatch.setenv("COURSE_FEEDBACK_DETAIL", detail)
    text = EXERCISE.examine(lambda X: X).text(with_points=True)
    assert ("123" in text, "246" in text) == (shown, shown)
    assert "values: 1 of 1 values differ" in text


def raising(X):
    if X[0] == 123:
        raise type(f"Error{X[0]:.0f}", (Exception,), {})(f"X is {X}")
    return 2 * X


@pytest.mark.parametrize(("detail", "shown"), [("shapes", False), ("full", True)])
def test_what_the_students_own_code_says_of_a_hidden_case_is_shown_only_in_full(
    monkeypatch, detail, shown
):
    monkeypatch.setenv("COURSE_FEEDBACK_DETAIL", detail)
    result = EXERCISE.examine(raising)
    assert result.earned == 0
    assert ("123" in result.text(with_points=True) + str(result.data())) is shown
    assert result.diagnosis.name == ("raised Error123" if shown else "raised Error")


def test_the_configuration_sets_it():
    assert 'feedback_detail = "shapes"' in (ROOT / "nbgrader_config.py").read_text()
