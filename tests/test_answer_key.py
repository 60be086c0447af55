"""With an answer key a process grades without TensorFlow, and the results are the same."""

import itertools
import pickle
import subprocess
import sys
from typing import Any

import pytest
from test_solutions import CHAPTERS, SOLUTIONS, answer, exercises, read_keys

from nbproctor.checks.evaluate import Elsewhere, Outcome, evaluate
from nbproctor.checks.exercise import Exercise

DAILY = ("cross_correlation",)  # arrays and a layer; hostile submissions use a key, too
RIGHT, WRONG = 3, 3  # answers of each exercise that are graded

GRADER = """
import importlib, pickle, sys
from nbproctor.checks.answer_key import AnswerKey, use_key
from nbproctor.checks.build_key import find_exercises
from nbproctor.checks.evaluate import Elsewhere

class Evaluated(Elsewhere):
    def evaluate(self, inputs, *given):
        return self.outcomes[: len(inputs)]

chapter, key, graded = pickle.load(sys.stdin.buffer)
module, results = importlib.import_module(f"grader_tests.{chapter}"), []
function = Evaluated()
with use_key(AnswerKey(key, find_exercises(module))):
    for name, function.outcomes in graded:
        result = getattr(module, name).examine(function)
        results.append((result.passed, repr(result)))
assert "tensorflow" not in sys.modules
sys.stdout.buffer.write(pickle.dumps(results))
"""


class Evaluated(Elsewhere):
    """A function of another process that has been called."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self._outcomes = outcomes

    def evaluate(self, inputs: Any, *given: Any) -> list[Outcome]:
        return self._outcomes[: len(inputs)]


def call(exercise: Exercise, function: Any) -> list[Outcome]:
    """What the function returns for every case of the exercise."""
    tried = [(about, case) for about in exercise.properties for case in about.cases]
    drivers = [about.driver or exercise.driver for about, _ in tried]
    inputs = [case.inputs for _, case in tried]
    # Long limits: a busy machine must not make a right answer slow.
    return evaluate(function, inputs, drivers, exercise.by_hand, case_limit_s=60, limit_s=240)


@pytest.mark.parametrize(
    "chapter",
    [pytest.param(each, marks=() if each in DAILY else pytest.mark.nightly) for each in CHAPTERS],
)
def test_grading_with_a_key_imports_no_tensorflow_and_gives_the_same_results(chapter: str) -> None:
    hidden = exercises("grader_tests", chapter)
    solutions = []
    for name in hidden:
        for is_right, most in ((True, RIGHT), (False, WRONG)):
            found = (s for _, s in SOLUTIONS if s.exercise == name and s.right is is_right)
            solutions += itertools.islice(found, most)
    outcomes = [call(hidden[each.exercise], answer(each)) for each in solutions]
    names = [each.exercise for each in solutions]
    graded = subprocess.run(
        [sys.executable, "-c", GRADER],
        input=pickle.dumps(
            (chapter, read_keys()[chapter], list(zip(names, outcomes, strict=True)))
        ),
        capture_output=True,
        check=False,
    )
    assert graded.returncode == 0, graded.stderr.decode()
    results = pickle.loads(graded.stdout)
    for solution, outcome, (passed, result) in zip(solutions, outcomes, results, strict=True):
        assert passed is solution.right
        if not passed:
            computed = hidden[solution.exercise].examine(Evaluated(outcome))
            assert result == repr(computed), solution.title
