"""Exercises without points: their checks pass right answers and name the mistake in wrong ones."""

import importlib
from typing import Any

import pytest
from conftest import ROOT
from test_solutions import CHAPTERS, answer

from course.staff.solutions import Solution, read_solutions
from nbproctor.checks.build_key import find_exercises
from nbproctor.checks.exercise import Exercise
from nbproctor.notebooks import OPTIONAL, nbgrader_metadata, read_notebook

FOLDER = ROOT / "answers"
WITH_FURTHER = [chapter for chapter in CHAPTERS if (FOLDER / chapter / "further").is_dir()]


def exercises(chapter: str) -> dict[str, Exercise]:
    module = importlib.import_module(f"course.checks.{chapter}.further")
    return {each.name: each for each in find_exercises(module)}


def parameters(right: bool) -> list[Any]:
    return [
        pytest.param(chapter, each, id=f"{each.exercise}: {each.title}")
        for chapter in WITH_FURTHER
        for each in read_solutions(FOLDER / chapter / "further")
        if each.right is right
    ]


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=True))
def test_a_right_answer_passes(chapter: str, solution: Solution) -> None:
    exercises(chapter)[solution.exercise](answer(solution))


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=False))
def test_a_wrong_answer_fails_in_what_it_names(chapter: str, solution: Solution) -> None:
    result = exercises(chapter)[solution.exercise].examine(answer(solution))
    lost = [each.name for each in result.properties if not each.passed]
    assert lost == list(solution.loses), result.text(with_points=False)
    assert result.diagnosis is not None
    assert result.diagnosis.name == solution.diagnosis


@pytest.mark.parametrize("chapter", WITH_FURTHER)
def test_every_exercise_is_whole(chapter: str) -> None:
    checks = exercises(chapter)
    cells = read_notebook(ROOT / "source" / chapter / f"{chapter}.ipynb").cells
    stubs = {
        nbgrader_metadata(cell)["grade_id"]
        for cell in cells
        if OPTIONAL in cell.metadata.get("tags", []) and nbgrader_metadata(cell)
    }
    solutions = read_solutions(FOLDER / chapter / "further")
    for right in (True, False):
        titles = [each.exercise for each in solutions if each.right is right]
        assert {name for name in titles if titles.count(name) >= 2} == stubs == set(checks)
    for name, each in checks.items():
        assert each.points == 0
        assert len(each.hints) == 3
        assert len({mistake.name for mistake in each.misconceptions}) >= 2, name
