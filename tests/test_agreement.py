"""Check and grade say the same of a wrong answer, and what the check passes earns its points.

A sample of the wrong answers is tried here; `make nightly` tries all of them.
"""

import functools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_solutions import SOLUTIONS, answer, exercises, graded

from course.staff.solutions import Solution
from nbproctor.checks.diagnosis import WITHOUT_NUMBERS
from nbproctor.checks.hidden import A_CALL
from nbproctor.checks.result import Result

OPENED = sorted((Path(__file__).parent / "mistakes").glob("opened-*.json"))
DAILY = 12  # every twelfth answer

# Answers that lose a property on hidden cases only: the beginning of the title, and the reason.
START_AT_ZERO = "The case to compute by hand starts at zero, where the step is the new kernel."
HIDDEN_ONLY = {
    ("train_step", "Sets the kernel to the step itself"): START_AT_ZERO,
    ("train_step", "The kernel is overwritten with the step"): START_AT_ZERO,
    ("train_step", "assigns the step -learning_rate * gradient"): START_AT_ZERO,
}

# Answers whose mistake the check tells by the shapes in Python's message. A grade has no message.
TOLD_BY_MESSAGE = {("forward", "whole maps into the dense layer")}


def is_listed(exercise: str, title: str) -> bool:
    return any(exercise == name and title.startswith(start) for name, start in HIDDEN_ONLY)


def list_wrong() -> Iterator[tuple[str, Solution]]:
    yield from ((chapter, each) for chapter, each in SOLUTIONS if not each.right)
    for path in OPENED:
        for each in json.loads(path.read_text(encoding="utf-8")):
            source = each["code"] + "\n"
            yield each["chapter"], Solution(each["exercise"], False, each["cause"], (), source)


WRONG = list(list_wrong())
SETS = [
    pytest.param(WRONG[::DAILY], id="sample"),
    pytest.param(WRONG, id="all", marks=pytest.mark.nightly),
]


@functools.cache
def check(chapter: str, solution: Solution) -> Result:
    return exercises("course.checks", chapter)[solution.exercise].examine(answer(solution))


def read_told(result: Result) -> tuple[str, ...]:
    """What a student reads of a mistake, apart from values and messages."""
    if result.passed or not result.attempted:
        return ("passed" if result.passed else "not attempted",)
    if result.forbidden:
        return ("not by hand",)
    assert result.diagnosis is not None
    assert result.failure is not None
    name, sentence = result.diagnosis.name, result.diagnosis.sentence
    if name in WITHOUT_NUMBERS:
        sentence = name
    return sentence, result.failure.hint, result.failure.property


@pytest.mark.parametrize("wrong", SETS)
def test_check_and_grade_tell_the_same_mistake(wrong: list[tuple[str, Solution]]) -> None:
    differing = {}
    for chapter, solution in wrong:
        checked, grade = read_told(check(chapter, solution)), read_told(graded(chapter, solution))
        told_by_message = (solution.exercise, solution.title) in TOLD_BY_MESSAGE
        if checked != grade and not told_by_message:
            differing[solution.exercise, solution.title] = (checked, grade)
    assert differing == {}


@pytest.mark.parametrize("wrong", SETS)
def test_a_property_that_passes_the_check_passes_the_grade(
    wrong: list[tuple[str, Solution]],
) -> None:
    lost_later = {}
    for chapter, solution in wrong:
        checked, grade = check(chapter, solution), graded(chapter, solution)
        if checked.forbidden or not checked.attempted:
            continue
        passed = {each.name for each in checked.properties if each.passed}
        lost = sorted(each.name for each in grade.properties if not each.passed)
        if later := [name for name in lost if name in passed]:
            lost_later[solution.exercise, solution.title] = later
    assert {key: names for key, names in lost_later.items() if not is_listed(*key)} == {}


@pytest.mark.parametrize("wrong", SETS)
def test_a_forbidden_call_has_one_name(wrong: list[tuple[str, Solution]]) -> None:
    names = {}
    for chapter, solution in wrong:
        checked, grade = check(chapter, solution).forbidden, graded(chapter, solution).forbidden
        if checked != grade or checked == A_CALL:
            names[solution.exercise, solution.title] = checked, grade
    assert names == {}
