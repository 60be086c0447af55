"""What a human decided stays decided when a class is graded again, but for changed answers."""

import contextlib
import copy
import csv
import shutil
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from sqlalchemy import create_engine

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder, register
from nbproctor.gradebook.tables import course_answers
from nbproctor.grading import submitted_notebook
from nbproctor.grading.answers import answer_digests
from nbproctor.grading.repair_notes import Note, add_notes
from nbproctor.grading.submissions import find_submissions
from nbproctor.kernels.graders import GraderReport
from nbproctor.lms.export import CanvasCsv
from nbproctor.notebooks import nbgrader_metadata, write_notebook
from nbproctor.testing.small_course import (
    CHAPTER,
    answered,
    hand_in,
    make_cell,
    small_course,
)

WRONG = "def add(a, b):\n    return a - b"
OTHER = "def add(a, b):\n    return b - a"
BY_HAND = {"test_add": 1.5, "why": 0.5, "essay": 2.0}
EXTRA, COMMENT = 0.25, "Well argued."


def by_class_run(folder):
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    grade_class(folder, found, settings=RunSettings(workers=1, regrade=True, feedback=False))


def by_nbgrader(folder):
    coursedir = folder.coursedir(CHAPTER, student_id="*")
    with contextlib.suppress(NbGraderException):  # of a submission that cannot be graded
        Autograde(coursedir=coursedir, config=coursedir.config, force=True).start()


@pytest.fixture(scope="module", params=[by_class_run, by_nbgrader])
def way(request):
    return request.param


@pytest.fixture(scope="module")
def decided(tmp_path_factory) -> CourseFolder:
    """One submission, graded by hand in all of its cells."""
    folder = small_course(tmp_path_factory.mktemp("decided"))
    folder.config.Autograde.exporter_class = (
        "nbproctor.grading.submitted_notebook.SubmittedExporter"
    )
    folder.config.Autograde.autograde_preprocessors = [
        "nbgrader.preprocessors.Execute",
        "nbproctor.grading.save_grades.SaveGrades",
    ]
    hand_in(folder, "ada", WRONG)
    by_class_run(folder)
    decide(folder)
    return folder


def decide(folder):
    """Grade all cells by hand, as formgrader does, with extra credit and a comment."""
    with folder.gradebook() as gradebook:
        for name, score in BY_HAND.items():
            grade = gradebook.find_grade(name, CHAPTER, CHAPTER, "ada")
            grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.find_grade("why", CHAPTER, CHAPTER, "ada").extra_credit = EXTRA
        gradebook.find_comment("why", CHAPTER, CHAPTER, "ada").manual_comment = COMMENT
        gradebook.db.commit()


@pytest.fixture
def folder(decided, tmp_path):
    return copied(decided, tmp_path / "course")


def copied(folder, root):
    """A copy of a course in another place."""
    other = CourseFolder(root, copy.deepcopy(folder.config))
    shutil.copytree(folder.root, root)
    other.config.CourseDirectory.root = str(root)
    return other


def waiting(folder):
    """The cells that wait for a human; all that a human has given must still be there."""
    with folder.gradebook() as gradebook:
        grades = {n: gradebook.find_grade(n, CHAPTER, CHAPTER, "ada") for n in BY_HAND}
        assert {name: grade.manual_score for name, grade in grades.items()} == BY_HAND
        assert grades["why"].extra_credit == EXTRA
        comment = gradebook.find_comment("why", CHAPTER, CHAPTER, "ada")
        assert comment.comment == COMMENT
        return {name for name, grade in grades.items() if grade.needs_manual_grade}


def exported(folder):
    """The score in the file for Canvas."""
    plugin = CanvasCsv(config=folder.config)
    plugin.to = str(folder.root / "grades-canvas.csv")
    with folder.gradebook() as gradebook:
        plugin.export(gradebook)
    with Path(plugin.to).open(newline="") as file:
        _, row = csv.DictReader(file)
    return row[CHAPTER]


def change_why(notebook):
    cell_of(notebook, "why").source = "Because of something else."


def change_add(notebook):
    cell_of(notebook, "add").source = OTHER


def add_code(notebook):
    notebook.cells.append(new_code_cell("add = max"))


def add_text(notebook):
    notebook.cells.append(new_markdown_cell("An essay."))


def cell_of(notebook, name):
    [cell] = [each for each in notebook.cells if nbgrader_metadata(each).get("grade_id") == name]
    return cell


def hand_in_again(folder, change):
    notebook = answered(folder, WRONG)
    change(notebook)
    write_notebook(notebook, folder.root / "submitted" / "ada" / CHAPTER / f"{CHAPTER}.ipynb")


def test_the_same_answers_stay_decided_and_are_exported(folder, way):
    way(folder)
    assert waiting(folder) == set()
    assert exported(folder) == "4.25"


@pytest.mark.parametrize(
    ("way", "change", "cells"),
    [
        pytest.param(by_class_run, change_why, {"why"}, marks=pytest.mark.nightly),
        (by_class_run, change_add, {"test_add"}),
        pytest.param(by_class_run, add_text, {"essay"}, marks=pytest.mark.nightly),
        (by_nbgrader, add_code, {"test_add", "essay"}),
    ],
)
def test_a_changed_answer_waits_until_a_human_has_looked_and_no_other_does(
    folder, way, change, cells
):
    hand_in_again(folder, change)
    way(folder)
    assert waiting(folder) == cells
    assert exported(folder) == ""
    way(folder)  # nobody has looked yet
    assert waiting(folder) == cells
    with folder.gradebook() as gradebook:
        for name in cells:
            gradebook.find_grade(name, CHAPTER, CHAPTER, "ada").needs_manual_grade = False
        gradebook.db.commit()
    way(folder)
    assert waiting(folder) == set()


def test_a_source_that_changed_elsewhere_leaves_decisions_alone(folder, way):
    text = folder.source(CHAPTER).read_text()
    folder.source(CHAPTER).write_text(text.replace("add(1, 2) == 3", "add(1, 3) == 4"))
    way(folder)
    assert waiting(folder) == set()


def test_a_gradebook_of_an_earlier_version_is_compared_with_what_is_autograded(folder):
    for change, cells in ((lambda notebook: None, set()), (change_why, {"why"})):
        with create_engine(f"sqlite:///{folder.root / 'gradebook.db'}").begin() as connection:
            course_answers.drop(connection)
        hand_in_again(folder, change)
        by_class_run(folder)
        assert waiting(folder) == cells


def test_a_failure_of_the_grader_leaves_decisions_alone(folder):
    preprocessors = folder.config.Autograde.sanitize_preprocessors
    folder.config.Autograde.sanitize_preprocessors = ["no.such.Preprocessor"]
    by_class_run(folder)
    assert not (folder.root / "autograded" / "ada" / CHAPTER).exists()
    assert waiting(folder) == set()
    folder.config.Autograde.sanitize_preprocessors = preprocessors
    by_class_run(folder)
    assert waiting(folder) == set()
    assert exported(folder) == "4.25"


def test_a_failure_of_the_grader_in_nbgrader_leaves_decisions_alone(folder, monkeypatch):
    def fail(order):
        return GraderReport(problem="the grader was ended at its limit of memory")

    with monkeypatch.context() as there:
        there.setattr(submitted_notebook, "run_grader", fail)
        by_nbgrader(folder)
    assert not (folder.root / "autograded" / "ada" / CHAPTER / f"{CHAPTER}.ipynb").exists()
    assert waiting(folder) == set()
    by_nbgrader(folder)
    assert waiting(folder) == set()
    assert exported(folder) == "4.25"


def test_a_submission_that_cannot_be_read_waits_until_a_human_has_looked(folder, way):
    notebook = folder.root / "submitted" / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
    notebook.write_text("{")
    way(folder)
    assert waiting(folder) == set(BY_HAND)
    decide(folder)
    way(folder)
    assert waiting(folder) == set()
    notebook.write_text("{}}")
    way(folder)
    assert waiting(folder) == set(BY_HAND)


@pytest.mark.nightly
def test_points_for_what_is_missing_stay_decided(folder):
    """A student may hand in on paper."""
    (folder.root / "submitted" / "ada" / CHAPTER / f"{CHAPTER}.ipynb").unlink()
    by_class_run(folder)
    assert waiting(folder) == set(BY_HAND)
    decide(folder)
    by_class_run(folder)
    assert waiting(folder) == set()
    assert exported(folder) == "4.25"


@pytest.fixture(scope="module")
def decided_before(tmp_path_factory) -> CourseFolder:
    """A course that plain nbgrader has graded, and then a human."""
    folder = small_course(tmp_path_factory.mktemp("before"))
    hand_in_again(folder, add_what_does_not_count)
    plain = copy.deepcopy(folder)
    plain.config.pop("Autograde")
    register(plain, CHAPTER)
    by_nbgrader(plain)
    decide(plain)
    return folder


def add_what_does_not_count(notebook):
    notebook.cells += [new_code_cell(""), new_markdown_cell(" ")]


@pytest.mark.parametrize(
    ("way", "change", "cells"),
    [
        (by_nbgrader, add_what_does_not_count, set()),
        pytest.param(by_nbgrader, change_why, {"why"}, marks=pytest.mark.nightly),
        pytest.param(by_class_run, add_what_does_not_count, set(), marks=pytest.mark.nightly),
        pytest.param(by_class_run, change_why, {"why"}, marks=pytest.mark.nightly),
    ],
)
def test_a_gradebook_that_plain_nbgrader_filled_is_taken_over(
    decided_before, decided, tmp_path, way, change, cells
):
    folder = copied(decided_before, tmp_path / "course")
    folder.config.Autograde = decided.config.Autograde
    hand_in_again(folder, change)
    way(folder)
    assert waiting(folder) == cells
    way(folder)
    assert waiting(folder) == cells


@pytest.mark.parametrize(
    "write",
    [
        lambda text: f"{text}\n",
        lambda text: f"\n {text}",
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["line end", "space", "line ends of Windows"],
)
def test_space_and_line_ends_are_no_change(write):
    notebook = new_notebook(cells=[make_cell("why", "One.\nTwo.", grade=True, solution=True)])
    before = answer_digests(notebook)
    notebook.cells[0].source = write(notebook.cells[0].source)
    assert answer_digests(notebook) == before


def test_another_picture_is_another_answer():
    cell = make_cell("why", "![](a.png)", grade=True, solution=True, markdown=True)
    digests = set()
    for picture in ("", "iVBO", "R0lG"):
        cell.attachments = {"a.png": {"image/png": picture}} if picture else {}
        digests.add(answer_digests(new_notebook(cells=[cell]))["why"])
    assert len(digests) == 3


def test_the_note_of_what_was_put_right_is_no_answer(folder):
    notebook = answered(folder, WRONG)
    noted = add_notes(copy.deepcopy(notebook), [Note.of("cell `first`", "was missing")])
    assert answer_digests(noted) == answer_digests(notebook)


def test_all_tests_of_one_answer_wait_where_it_has_changed_and_the_next_answer_does_not(folder):
    notebook = answered(folder, WRONG)
    again, test = (copy.deepcopy(cell_of(notebook, name)) for name in ("test_add", "test_add"))
    answer = copy.deepcopy(cell_of(notebook, "add"))
    for name, cell in (("again", again), ("next", answer), ("test_next", test)):
        cell.metadata.nbgrader.grade_id = name
    place = notebook.cells.index(cell_of(notebook, "test_add")) + 1
    notebook.cells[place:place] = [again, answer, test]
    before = answer_digests(notebook)
    change_add(notebook)
    after = answer_digests(notebook)
    assert {name for name in before if before[name] != after[name]} == {"test_add", "again"}
