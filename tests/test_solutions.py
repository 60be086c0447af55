"""Every answer in `answers/` gets the marks it says, and check and grade say the same of it.

Here all answers are graded, and the right ones are checked. Of the wrong ones a sample is checked;
`make nightly` checks all of them. One module grades them all, as each result serves several tests.
"""

import functools
import importlib
import json
import linecache
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from conftest import ROOT

from course.operations import cross_correlate
from course.staff.solutions import Solution, SolutionError, read_solutions
from nbproctor.checks.answer_key import AnswerKey, use_key
from nbproctor.checks.diagnosis import WITHOUT_NUMBERS, list_differences
from nbproctor.checks.evaluate import evaluate
from nbproctor.checks.exercise import Exercise
from nbproctor.checks.hidden import A_CALL
from nbproctor.checks.result import Result
from nbproctor.course_folder import CourseFolder
from nbproctor.grading.answer_keys import AnswerKeys

pytestmark = pytest.mark.usefixtures("patient")
FOLDER = ROOT / "answers"
CHAPTERS = sorted(path.name for path in FOLDER.iterdir() if any(path.glob("*.py")))
SOLUTIONS = [(chapter, each) for chapter in CHAPTERS for each in read_solutions(FOLDER / chapter)]
WRONG = [(chapter, each) for chapter, each in SOLUTIONS if not each.right]
# The first wrong answer to each exercise that loses the same properties.
SAMPLE = [*{(each.exercise, each.loses): (chapter, each) for chapter, each in WRONG[::-1]}.values()]


def parameters(right: bool, sample: bool = False) -> list[Any]:
    return [
        pytest.param(
            chapter,
            each,
            id=f"{each.exercise}: {each.title}",
            marks=pytest.mark.nightly if sample and (chapter, each) not in SAMPLE else (),
        )
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
def read_keys() -> dict[str, bytes]:
    """Return the keys with which a class run grades; they are kept for the next process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", os.environ.copy())  # the configuration changes it
        with AnswerKeys(CourseFolder.find(ROOT).config, CHAPTERS) as keys:
            return {chapter: keys.get(chapter) for chapter in CHAPTERS}


@functools.cache
def key_of(chapter: str) -> AnswerKey:
    """Return the key of a chapter for the checks of this process."""
    return AnswerKey(read_keys()[chapter], list(exercises("grader_tests", chapter).values()))


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


NOTED = {
    "zeros at the start": "equal at the start",
    "NumPy loops inside call": "training could",
    "a product of TensorFlow, which has 32 bits": "2,147,483,647",
}


@pytest.mark.parametrize(
    ("chapter", "solution"),
    [each for each in parameters(True) if each.values[1].exercise in ("Conv2D", "multiply_adds")],
)
def test_an_answer_that_could_be_better_has_a_note(
    chapter: str, solution: Solution, capsys: Any
) -> None:
    exercises("course.checks", chapter)[solution.exercise](answer(solution))
    notes = capsys.readouterr().out.partition("Note: ")[2]
    assert NOTED.get(solution.title, "") in notes
    assert bool(notes) == (solution.title in NOTED)


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=False))
def test_a_wrong_answer_loses_the_properties_it_names(chapter: str, solution: Solution) -> None:
    result = graded(chapter, solution)
    lost = [each.name for each in result.properties if not each.passed]
    assert lost == list(solution.loses), result.text(with_points=True)


@pytest.mark.parametrize(("chapter", "solution"), parameters(right=False, sample=True))
def test_a_wrong_answer_fails_the_public_check(chapter: str, solution: Solution) -> None:
    check = exercises("course.checks", chapter)[solution.exercise]
    with pytest.raises(AssertionError, match=f"^{solution.exercise}"):
        check(answer(solution))


@pytest.mark.parametrize(
    ("chapter", "name"),
    [(each, name) for each in CHAPTERS for name in exercises("course.checks", each)],
)
def test_the_same_answer_gets_the_same_score_again_and_in_any_order(
    chapter: str, name: str
) -> None:
    of_it = [each for its, each in SOLUTIONS if (its, each.exercise) == (chapter, name)]
    right = [each for each in of_it if each.right]
    wrong = [each for each in of_it if not each.right]
    functions = [answer(each) for each in right[:2] + wrong[:2]]
    hidden = exercises("grader_tests", chapter)[name]
    with use_key(key_of(chapter)):
        first = [hidden.examine(function).earned for function in functions]
        again = [hidden.examine(function).earned for function in reversed(functions)]
    assert first == again[::-1]


def told(chapter: str, solution: Solution) -> str:
    """What the grade calls the mistake; a forbidden call and an untouched stub are told as such."""
    result = graded(chapter, solution)
    if result.forbidden or not result.attempted:
        return solution.diagnosis
    return result.diagnosis.name if result.diagnosis else "nothing"


def test_nine_in_ten_wrong_answers_are_told_which_mistake_it_is(capsys: Any) -> None:
    names = [(each, told(chapter, each)) for chapter, each in WRONG]
    missed = [(each, name) for each, name in names if name != each.diagnosis]
    share = 1 - len(missed) / len(WRONG)
    with capsys.disabled():
        print(f"\n{share:.1%} of {len(WRONG)} wrong answers are told which mistake it is")
    for each, name in missed:
        print(f"{each.exercise}: {each.title}: told {name!r}, not {each.diagnosis!r}")
    assert share >= 0.9


LOOKS = {
    *("all zero", "opposite sign", "negatives cut off", "absolute values", "transposed"),
    *("constant offset", "scaled", "off by one row or column", "extra axes", "number of axes"),
    *("last row or column", "size off by one", "axes swapped", "infinite", "NaN"),
}


def list_arrays(expected: Any, received: Any) -> list[tuple[Any, Any]]:
    """Return the expected arrays of an answer, each with the numbers in its place."""
    if isinstance(expected, tuple):
        parts = received if isinstance(received, tuple | list) else ()
        pairs = zip(expected, parts, strict=False)
        return [found for want, got in pairs for found in list_arrays(want, got)]
    try:
        array = np.asarray(received)
    except ValueError:  # rows of different lengths
        return []
    return [(expected, array.astype(float))] if array.dtype.kind in "biuf" else []


def test_a_look_is_true_of_every_failing_case() -> None:
    looks = 0
    for chapter, solution in SOLUTIONS:
        hidden = exercises("grader_tests", chapter)[solution.exercise]
        told = None if solution.right else graded(chapter, solution).diagnosis
        if told is None or told.name not in LOOKS - {m.name for m in hidden.misconceptions}:
            continue
        tried = [(each, case) for each in hidden.properties for case in each.cases]
        drivers = [each.driver or hidden.driver for each, _ in tried]
        outcomes = evaluate(answer(solution), [case.inputs for _, case in tried], drivers)
        for (each, case), outcome in zip(tried, outcomes, strict=True):
            expected, bound = hidden.compute_expected(each, case)
            for want, got in list_arrays(expected, outcome.value):
                if got.shape != want.shape or not np.allclose(got, want, atol=1e-3 * max(1, bound)):
                    assert told.name in list_differences(want, got, 1e-4), solution.title
                    looks += 1
    assert looks > 20


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_exercise_has_four_right_and_eight_wrong_answers(chapter: str) -> None:
    names = exercises("course.checks", chapter)
    count = {(name, right): 0 for name in names for right in (True, False)}
    for its_chapter, each in SOLUTIONS:
        if its_chapter == chapter:
            count[each.exercise, each.right] += 1
    wanted = {True: 4, False: 8}
    assert not {key: n for key, n in count.items() if n < wanted[key[1]]}


# Wrong answers of strangers.
OPENED = sorted((Path(__file__).parent / "mistakes").glob("opened-*.json"))
DAILY = 12  # every twelfth of them

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


def list_opened() -> Iterator[tuple[str, Solution]]:
    for path in OPENED:
        for each in json.loads(path.read_text(encoding="utf-8")):
            source = each["code"] + "\n"
            yield each["chapter"], Solution(each["exercise"], False, each["cause"], (), source)


STRANGERS = list(list_opened())
SETS = [
    pytest.param(SAMPLE + STRANGERS[::DAILY], id="sample"),
    pytest.param(WRONG + STRANGERS, id="all", marks=pytest.mark.nightly),
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


@pytest.mark.parametrize("digits", ["two", "half precision"])
def test_a_rounded_result_fails_the_check_where_it_fails_the_grade(digits: str) -> None:
    def round_all(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(round_all, value))
        array = np.asarray(value)
        if array.dtype.kind != "f":
            return value
        return np.round(array, 2) if digits == "two" else array.astype(np.float16)

    first = {each.exercise: (chapter, each) for chapter, each in SOLUTIONS[::-1] if each.right}
    passed = []
    for chapter, solution in first.values():
        function = answer(solution)
        if isinstance(function, type):
            continue

        def rounded(*inputs: Any, function: Any = function) -> Any:
            return round_all(function(*inputs))

        name = solution.exercise
        if exercises("course.checks", chapter)[name].examine(rounded).passed:
            with use_key(key_of(chapter)):
                if not exercises("grader_tests", chapter)[name].examine(rounded).passed:
                    passed.append(name)
    assert passed == []


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
