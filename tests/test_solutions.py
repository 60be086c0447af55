"""Every answer in `answers/` gets the marks it says, from check and grade alike."""

import functools
import importlib
import linecache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from conftest import ROOT

from course.operations import cross_correlate
from course.staff.solutions import Solution, SolutionError, read_solutions
from nbproctor.checks.answer_key import AnswerKey, use_key
from nbproctor.checks.build_key import build_key
from nbproctor.checks.exercise import Exercise
from nbproctor.checks.result import Result

FOLDER = ROOT / "answers"
CHAPTERS = sorted(path.name for path in FOLDER.iterdir() if any(path.glob("*.py")))
SOLUTIONS = [(chapter, each) for chapter in CHAPTERS for each in read_solutions(FOLDER / chapter)]


def parameters(right: bool) -> list[Any]:
    return [
        pytest.param(chapter, each, id=f"{each.exercise}: {each.title}")
        for chapter, each in SOLUTIONS
        if each.right is right
    ]


def exercises(package: str, chapter: str) -> dict[str, Exercise]:
    module = importlib.import_module(f"{package}.{chapter}")
    return {name: each for name, each in vars(module).items() if isinstance(each, Exercise)}


def answer(solution: Solution) -> Any:
    """What the solution defines, run where a notebook's first cell has been run."""
    name = f"<{solution.exercise}: {solution.title}>"
    lines = solution.source.splitlines(keepends=True)
    linecache.cache[name] = (len(solution.source), None, lines, name)
    namespace = {"__name__": "__main__", "np": np, "tf": tf, "cross_correlate": cross_correlate}
    exec(compile(solution.source, name, "exec"), namespace)
    return namespace[solution.exercise]


@functools.cache
def key_of(chapter: str) -> AnswerKey:
    """The key with which a class run grades the chapter."""
    hidden = list(exercises("grader_tests", chapter).values())
    return AnswerKey(build_key(hidden), hidden)


@functools.cache
def graded(chapter: str, solution: Solution) -> Result:
    """What the hidden exercise says of the answer."""
    with use_key(key_of(chapter)):
        return exercises("grader_tests", chapter)[solution.exercise].examine(answer(solution))


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=True))
def test_a_right_answer_earns_full_marks(chapter: str, solution: Solution) -> None:
    hidden = exercises("grader_tests", chapter)[solution.exercise]
    result = graded(chapter, solution)
    assert result.earned == hidden.points, result.text(with_points=True)


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=True))
def test_a_right_answer_passes_the_public_check(chapter: str, solution: Solution) -> None:
    check = exercises("course.checks", chapter)[solution.exercise]
    check(answer(solution))


NOTED = {"zeros at the start": "equal at the start", "NumPy loops inside call": "training could"}


@pytest.mark.parametrize(
    ("chapter", "solution"),
    [each for each in parameters(True) if each.values[1].exercise == "Conv2D"],
)
def test_a_layer_that_cannot_be_trained_has_a_note(
    chapter: str, solution: Solution, capsys: Any
) -> None:
    exercises("course.checks", chapter)["Conv2D"](answer(solution))
    notes = capsys.readouterr().out.partition("Note: ")[2]
    assert NOTED.get(solution.title, "") in notes
    assert bool(notes) == (solution.title in NOTED)


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=False))
def test_a_wrong_answer_loses_the_properties_it_names(chapter: str, solution: Solution) -> None:
    result = graded(chapter, solution)
    lost = [each.name for each in result.properties if not each.passed]
    assert lost == list(solution.loses), result.text(with_points=True)


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=False))
def test_a_wrong_answer_fails_the_public_check(chapter: str, solution: Solution) -> None:
    check = exercises("course.checks", chapter)[solution.exercise]
    with pytest.raises(AssertionError, match=f"^{solution.exercise}"):
        check(answer(solution))


def told(chapter: str, solution: Solution) -> str:
    """What the grade calls the mistake; a forbidden call and an untouched stub are told as such."""
    result = graded(chapter, solution)
    if result.forbidden or not result.attempted:
        return solution.diagnosis
    return result.diagnosis.name if result.diagnosis else "nothing"


def test_nine_in_ten_wrong_answers_are_told_which_mistake_it_is(capsys: Any) -> None:
    wrong = [(chapter, each) for chapter, each in SOLUTIONS if not each.right]
    names = [(each, told(chapter, each)) for chapter, each in wrong]
    missed = [(each, name) for each, name in names if name != each.diagnosis]
    share = 1 - len(missed) / len(wrong)
    with capsys.disabled():
        print(f"\n{share:.1%} of {len(wrong)} wrong answers are told which mistake it is")
    for each, name in missed:
        print(f"{each.exercise}: {each.title}: told {name!r}, not {each.diagnosis!r}")
    assert share >= 0.9


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_exercise_has_four_right_and_eight_wrong_answers(chapter: str) -> None:
    names = exercises("course.checks", chapter)
    count = {(name, right): 0 for name in names for right in (True, False)}
    for its_chapter, each in SOLUTIONS:
        if its_chapter == chapter:
            count[each.exercise, each.right] += 1
    wanted = {True: 4, False: 8}
    assert not {key: n for key, n in count.items() if n < wanted[key[1]]}


def test_a_file_is_read_block_by_block(tmp_path: Path) -> None:
    (tmp_path / "double.py").write_text(
        '"""Answers to double."""\n\n'
        "# right: a sum\ndef double(x):\n    return x + x\n\n\n"
        "# wrong: squared\n# loses: odd numbers\n# loses: fractions\n"
        "import math\n\n\n# the square\ndef double(x):\n    return math.pow(x, 2)\n"
    )
    assert read_solutions(tmp_path) == [
        Solution("double", True, "a sum", (), "def double(x):\n    return x + x\n"),
        Solution(
            "double",
            False,
            "squared",
            ("odd numbers", "fractions"),
            "import math\n\n\n# the square\ndef double(x):\n    return math.pow(x, 2)\n",
        ),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("# right: a\n\n\n# right: b\nx = 1\n", "line 1: no code follows", id="empty"),
        pytest.param("# wrong: a\nx = 1\n", "line 1: name what this answer loses", id="no loss"),
        pytest.param(
            "# right: a\n# loses: b\nx = 1\n", "a right answer loses nothing", id="right with loss"
        ),
        pytest.param(
            "# right: a\nx = 1\n# right: a\nx = 2\n", "line 3: this title stands", id="twice"
        ),
    ],
)
def test_a_file_out_of_format_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "double.py").write_text(text)
    with pytest.raises(SolutionError, match=rf"^double\.py.*{message}"):
        read_solutions(tmp_path)
