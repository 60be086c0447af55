"""No right answer is marked down: all of them, in every style, on random inputs."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings
from strategies import INPUTS
from test_solutions import CHAPTERS, SOLUTIONS, answer, exercises

from nbproctor.checks.exercise import Case, Exercise, Property

pytestmark = pytest.mark.usefixtures("patient")

PUBLIC = {
    name: exercise
    for chapter in CHAPTERS
    for name, exercise in exercises("course.checks", chapter).items()
}
# Examples of each exercise; each has 7 or more right answers.
EXAMPLES = [4, pytest.param(20, marks=pytest.mark.nightly)]


def about(exercise: Exercise, inputs: dict) -> Exercise:
    """The exercise with one random case in place of all its own, and no rule on how it is done."""
    [driver] = {each.driver for each in exercise.properties if each.reference is None}
    one = Property("random", 1, (Case(inputs),), driver=driver)
    return Exercise(
        exercise.name,
        exercise.reference,
        (one,),
        driver=exercise.driver,
        terms=exercise.terms,
        magnitude=exercise.magnitude,
    )


def test_every_exercise_has_random_inputs():
    assert set(INPUTS) == set(PUBLIC)


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_right_answer_is_right_on_random_inputs(name, examples):
    right = [(each, answer(each)) for _, each in SOLUTIONS if each.exercise == name and each.right]

    @seed(1)
    @settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(inputs=INPUTS[name])
    def check(inputs):
        exercise = about(PUBLIC[name], inputs)
        for solution, function in right:
            result = exercise.examine(function)
            assert result.passed, f"{solution.title}\n{result.text(with_points=False)}"

    check()


def test_inputs_arrive_as_float32_arrays_labels_ints_and_tuples():
    kinds = {
        type(value) if not isinstance(value, np.ndarray) else value.dtype
        for exercise in PUBLIC.values()
        for each in exercise.properties
        for given_case in each.cases
        for value in given_case.inputs.values()
    }
    assert kinds <= {np.dtype(np.float32), np.dtype(np.int64), int, float, bool, str, tuple, list}
