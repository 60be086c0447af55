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


def test_the_configuration_sets_it():
    assert 'feedback_detail = "shapes"' in (ROOT / "nbgrader_config.py").read_text()
