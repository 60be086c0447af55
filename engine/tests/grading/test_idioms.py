"""Grade cells as others write them: beside, scores are plain nbgrader's; apart, none is wrong.

idioms.json holds the scores and comments of plain nbgrader. A nightly test compares them. After a
change of idioms.py delete the file, and run this module with `-m nightly`, which writes it.
"""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from idioms import ASSIGNMENT, IDIOMS, hand_in, write_source
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from nbgrader.converters import Autograde, GenerateAssignment

from nbproctor.checks.evaluate import ANSI_COLOUR
from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder
from nbproctor.grading.submissions import find_submissions
from nbproctor.notebooks import cell_name, read_notebook
from nbproctor.testing.small_course import write_configuration

RECORDED = Path(__file__).with_name("idioms.json")
TIMEOUT_S = 5
STOCK = f"""c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = {TIMEOUT_S}
c.Execute.iopub_timeout = 60  # nbgrader gives up a notebook whose outputs come late
"""
OURS = f"""
c.Execute.timeout = {TIMEOUT_S}
c.Execute.iopub_timeout = 60  # nbgrader gives up a notebook whose outputs come late
c.WarmKernels.preload = ["numpy", "pandas", "matplotlib.pyplot"]
"""
STUDENTS = ("right", "wrong", "untouched")
TESTS = {f"test_{each.name}": each for each in IDIOMS}
OTHERS = ("first_test", "twice_1", "twice_2", "own_test", "essay", "check")

# (score, whether it waits for a human) of each graded cell, by student and name of the cell.
Scores = dict[tuple[str, str], tuple[float | None, bool]]


def grade_by_nbgrader(folder: CourseFolder) -> None:
    coursedir = folder.coursedir(ASSIGNMENT, student_id="*")
    Autograde(coursedir=coursedir, config=coursedir.config).start()


def grade_by_class_run(folder: CourseFolder) -> None:
    found = find_submissions(folder.root / "submitted", [ASSIGNMENT])
    grade_class(folder, found, settings=RunSettings(workers=1, feedback=False))


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Callable[..., CourseFolder]:
    """Return a function that makes the class and grades it."""

    def grade(
        grade_all: Callable[[CourseFolder], None], settings: str = "", stock: bool = False
    ) -> CourseFolder:
        root = tmp_path_factory.mktemp("course")
        os.environ.pop("JUPYTER_DEFAULT_PROVISIONER_NAME", None)
        if stock:
            (root / "nbgrader_config.py").write_text(STOCK)
        else:
            write_configuration(root, OURS + settings)
        KernelProvisionerFactory.clear_instance()
        folder = CourseFolder.find(root)
        write_source(root)
        coursedir = folder.coursedir(ASSIGNMENT)
        GenerateAssignment(coursedir=coursedir, config=coursedir.config).start()
        released = root / "release" / ASSIGNMENT
        hand_in(root, released / f"{ASSIGNMENT}.ipynb")
        for student in STUDENTS:
            place = root / "submitted" / student / ASSIGNMENT
            shutil.copytree(
                released, place, ignore=shutil.ignore_patterns("*.ipynb"), dirs_exist_ok=True
            )
        grade_all(folder)
        return folder

    return grade


def read_scores(folder: CourseFolder) -> Scores:
    with folder.gradebook() as gradebook:
        return {
            (student, grade.name): (grade.auto_score, bool(grade.needs_manual_grade))
            for student in STUDENTS
            for grade in gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades
        }


def read_comments(folder: CourseFolder) -> dict[tuple[str, str], str | None]:
    with folder.gradebook() as gradebook:
        return {
            (student, comment.name): comment.auto_comment
            for student in STUDENTS
            for comment in gradebook.find_submission_notebook(
                ASSIGNMENT, ASSIGNMENT, student
            ).comments
        }


def to_json(values: dict[tuple[str, str], object]) -> dict[str, object]:
    return {f"{student} {name}": value for (student, name), value in sorted(values.items())}


def read_recorded(kind: str) -> dict[tuple[str, str], Any]:
    """Read the scores or the comments by `nbgrader autograde`, without this package."""
    recorded = json.loads(RECORDED.read_text())[kind]
    return {tuple(key.split(" ")): value for key, value in recorded.items()}


@pytest.fixture(scope="module")
def plain() -> Scores:
    return {key: tuple(value) for key, value in read_recorded("scores").items()}


@pytest.mark.nightly
def test_what_is_recorded_is_what_plain_nbgrader_gives(graded):
    stock = graded(grade_by_nbgrader, stock=True)
    found = {"scores": to_json(read_scores(stock)), "comments": to_json(read_comments(stock))}
    text = json.dumps(found, indent=1) + "\n"
    if not RECORDED.exists():
        RECORDED.write_text(text)
    assert RECORDED.read_text() == text


BY_NBGRADER = pytest.param(grade_by_nbgrader, marks=pytest.mark.nightly)


@pytest.fixture(scope="module", params=[BY_NBGRADER, grade_by_class_run])
def beside(request, graded) -> CourseFolder:
    return graded(request.param)


@pytest.fixture(scope="module")
def scored(beside) -> Scores:
    return read_scores(beside)


@pytest.fixture(scope="module")
def apart(graded) -> CourseFolder:
    return graded(grade_by_class_run, "c.ExecuteCells.apart = True\n")


@pytest.fixture(scope="module")
def scored_apart(apart) -> Scores:
    return read_scores(apart)


@pytest.mark.parametrize("cell", TESTS)
def test_each_idiom_tells_right_from_wrong_in_plain_nbgrader(plain, cell):
    right, wrong = plain["right", cell][0], plain["wrong", cell][0]
    assert right == TESTS[cell].points
    if cell != "test_credit_of_numpy":
        assert wrong < right


@pytest.mark.parametrize("cell", [*TESTS, *OTHERS])
def test_beside_scores_are_those_of_plain_nbgrader(plain, scored, cell):
    assert {s: scored[s, cell] for s in STUDENTS} == {s: plain[s, cell] for s in STUDENTS}


def test_beside_comments_are_those_of_plain_nbgrader(beside):
    assert read_comments(beside) == read_recorded("comments")


def test_beside_hidden_tests_and_tracebacks_are_kept(beside):
    path = beside.root / "autograded" / "wrong" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    [cell] = [c for c in read_notebook(path).cells if cell_name(c) == "test_hidden_test"]
    assert "BEGIN HIDDEN TESTS" in cell.source
    [error] = [each for each in cell.outputs if each.output_type == "error"]
    assert "co(-1) == 1" in ANSI_COLOUR.sub("", "\n".join(error.traceback))


@pytest.mark.parametrize("cell", TESTS)
def test_apart_no_score_is_wrong(plain, scored_apart, cell):
    for student in STUDENTS:
        assert scored_apart[student, cell] in (plain[student, cell], (None, True))


@pytest.mark.parametrize("cell", [name for name, each in TESTS.items() if each.apart])
def test_apart_many_idioms_are_graded(plain, scored_apart, cell):
    assert {s: scored_apart[s, cell] for s in STUDENTS} == {s: plain[s, cell] for s in STUDENTS}


def test_apart_what_cannot_run_names_the_cell_and_the_cure(apart, scored_apart):
    path = apart.root / "autograded" / "right" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    record = read_notebook(path).metadata["course_run"]["cells"]
    waiting = [name for name in TESTS if scored_apart["right", name] == (None, True)]
    reasons = {name: record[name]["reason"] for name in waiting}
    assert reasons
    assert [name for name, reason in reasons.items() if "grade it beside" not in reason] == []
