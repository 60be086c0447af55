"""A course folder that the version before graded is taken over: what is unchanged stays as it is.

graded_before_the_split.tar.xz is such a folder. It was made with commit 40154fc7cd6d, in a folder
with its nbgrader_config.py and the two chapters' folders of source/ and tests/solutions/:

    export COURSE_SECRET="before the split"
    course sample-class --students 5 cross_correlation pooling
    # All were handed in at 2025-01-01 10:00:00 UTC, but student_2's pooling at 2025-02-02 10:00:00.
    # student_1's pooling: the cell check_relu deleted, a raw cell added, values.txt beside it.
    # student_3's pooling: the first 20,000 characters of it.
    course grade
    nbgrader db assignment add pooling --duedate="2025-02-01 00:00:00 UTC"
    course grade --regrade
    # By hand: student_1's diagonal_edges 2 points, 0.5 extra and "Well argued."; student_2's
    # test_corr2d 4.5, student_4's test_corr2d 3; every cell of student_3's pooling 1.
    course grade
    # By hand: student_2's dropped_zeros 1 point and "Where is the reason?"
    tar --create --xz autograded feedback grade.log gradebook.db grades.csv nbgrader_config.py \
        source submitted
"""

import copy
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell
from sqlalchemy import create_engine, text

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.class_run.writer import open_writer
from nbproctor.course_folder import CourseFolder
from nbproctor.gradebook.grades import Comment
from nbproctor.grading.repair_notes import Note, add_notes
from nbproctor.grading.submissions import Submission, find_submissions
from nbproctor.grading.tasks import DIGEST_FORMAT
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook
from nbproctor.pages.feedback_page import says
from nbproctor.testing.gradebook_dump import dump
from nbproctor.testing.small_course import CHAPTER, TEST, answered, hand_in, small_course

pytestmark = pytest.mark.nightly
COURSE = Path(sys.executable).parent / "course"
GRADED_BEFORE = Path(__file__).with_name("graded_before_the_split.tar.xz")
SECRET = "before the split"
UNCHANGED = "10 unchanged: "
FORMER_DIGEST = "0" * 64
WRONG = "def add(a, b):\n    return a - b"


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """The folder as its instructor has it after updating the course."""
    root = tmp_path_factory.mktemp("term")
    with tarfile.open(GRADED_BEFORE) as archive:
        archive.extractall(root, filter="data")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    return root


def course(root, *arguments, secret=SECRET):
    return subprocess.run(
        [COURSE, *arguments],
        cwd=root,
        env={**os.environ, "COURSE_SECRET": secret},
        capture_output=True,
        text=True,
        check=False,
    )


def gradebook(root):
    return dump(f"sqlite:///{root / 'gradebook.db'}")


def pages(root):
    """When each page of feedback was made."""
    return {
        f"{path.parts[-3]}/{path.stem}": path.stat().st_mtime_ns
        for path in root.glob("feedback/*/*/*.html")
    }


def changed(before, after):
    assert before.keys() == after.keys()
    return [name for name, each in before.items() if after[name] != each]


@pytest.fixture(scope="module")
def taken_over(old):
    """The gradebook, the log and the pages before the first grading; and what that printed.

    Before it, one with another secret is refused.
    """
    before = gradebook(old), (old / "grade.log").read_text(), pages(old)
    refused = course(old, "grade", secret="another")
    assert "this class was graded with another secret" in refused.stderr
    done = course(old, "grade")
    assert done.returncode == 0, done.stdout + done.stderr
    return *before, done.stdout


def test_nothing_is_graded_again_and_nothing_waits_for_a_human_again(old, taken_over):
    before, log, _, printed = taken_over
    assert len(before["submissions"]) == 5
    assert gradebook(old) == before
    assert (old / "grade.log").read_text() == log
    assert UNCHANGED in printed


def test_only_a_page_whose_grades_have_changed_since_is_made_again(old, taken_over):
    _, _, before, _ = taken_over
    assert changed(before, pages(old)) == ["student_2/pooling"]
    page = (old / "feedback/student_2/pooling/pooling.html").read_text()
    assert "Where is the reason?" in page
    assert "handed in late" in page


def test_the_report_reads_what_was_graded_before(old, taken_over):
    assert course(old, "report").returncode == 0
    report = (old / "report.html").read_text()
    assert "truncated to whole numbers" in report
    assert "student_5" in report


def test_the_next_run_finds_nothing_to_do(old, taken_over):
    before, rows, made = gradebook(old), run_rows(f"sqlite:///{old / 'gradebook.db'}"), pages(old)
    done = course(old, "grade")
    assert UNCHANGED in done.stdout
    assert gradebook(old) == before
    assert run_rows(f"sqlite:///{old / 'gradebook.db'}") == rows
    assert pages(old) == made


def test_an_answer_that_is_changed_then_is_graded_again_and_nothing_else(old, taken_over):
    before, made = gradebook(old), pages(old)
    path = old / "submitted/student_1/cross_correlation/cross_correlation.ipynb"
    notebook = read_notebook(path)
    for cell in notebook.cells:
        if nbgrader_metadata(cell).get("grade_id") == "window_sum":
            cell.source = "def window_sum(X, shape):\n    return 0"
    write_notebook(notebook, path)
    assert "1 graded, 9 unchanged: " in course(old, "grade").stdout
    after = gradebook(old)
    assert changed(before["submissions"], after["submissions"]) == ["student_1"]
    mine, since = (each["submissions"]["student_1"] for each in (before, after))
    assert since["pooling"] == mine["pooling"]
    mine, since = mine["cross_correlation"], since["cross_correlation"]
    assert since["run"]["times_graded"] == mine["run"]["times_graded"] + 1
    grades = since["notebooks"]["cross_correlation"]["grades"]
    assert grades["test_window_sum"] == [0.0, None, None, False]
    assert grades["diagonal_edges"] == [None, 2.0, 0.5, False]
    assert changed(made, pages(old)) == ["student_1/cross_correlation"]


LONGER = "Well argued.\n\nMore."


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of feedback as the version before made it, and what the gradebook says."""
    root = tmp_path_factory.mktemp("page")
    with tarfile.open(GRADED_BEFORE) as archive:
        archive.extractall(root, filter="data")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    submission = Submission("cross_correlation", "student_1", root)
    with open_writer(CourseFolder.find(root)) as writer:
        said = writer.read(submission).notebooks["cross_correlation"]
    path = root / "feedback/student_1/cross_correlation/cross_correlation.html"
    return path.read_text(), said


def stated(said):
    points = {name: (each.score, each.max_score) for name, each in said.grades.items()}
    return (
        points,
        [each.comment for each in said.comments.values() if each.comment],
        said.late_penalty,
    )


def test_a_page_says_what_it_was_made_of(page):
    html, said = page
    assert says(html, *stated(said))


@pytest.mark.parametrize(
    "change",
    [
        lambda said: setattr(said.grades["test_corr2d"], "manual_score", 5.0),
        lambda said: setattr(said.grades["test_corr2d"], "max_score", 7.0),
        lambda said: said.grades.pop("test_corr2d"),
        lambda said: setattr(said.comments["diagonal_edges"], "manual_comment", "Well"),
        lambda said: setattr(
            said.comments["diagonal_edges"], "manual_comment", "Well argued.\n\nMore."
        ),
        lambda said: said.comments.pop("diagonal_edges"),
        lambda said: said.comments.update(corr2d=Comment(None, "Well argued.")),
        lambda said: setattr(said, "late_penalty", 1.0),
    ],
    ids=[
        *("score", "points", "a cell less", "shorter comment", "longer comment"),
        *("no comment", "one comment more", "late penalty"),
    ],
)
def test_a_page_does_not_say_what_has_changed_since(page, change):
    html, said = page
    said = SimpleNamespace(**copy.deepcopy(vars(said)))
    change(said)
    assert not says(html, *stated(said))


# Of a small class that was graded before: what each student does before it is taken over.
def no_change(folder, place):
    pass


def other_answer(folder, place):
    write_notebook(answered(folder, WRONG), place / f"{CHAPTER}.ipynb")


def own_cell(folder, place):
    notebook = read_notebook(place / f"{CHAPTER}.ipynb")
    notebook.cells.append(new_code_cell("add = min", id="own"))
    write_notebook(notebook, place / f"{CHAPTER}.ipynb")


def other_file(folder, place):
    (place / "data.txt").write_text("2")


def no_file(folder, place):
    (place / "data.txt").unlink()


def one_file_more(folder, place):
    (place / "more.txt").write_text("1")


def unreadable(folder, place):
    (place / f"{CHAPTER}.ipynb").write_text("{")


def missing(folder, place):
    (place / f"{CHAPTER}.ipynb").unlink()


def no_result(folder, place):
    shutil.rmtree(folder.root / "autograded" / place.parent.name)


def outputs_alone(folder, place):
    notebook = read_notebook(place / f"{CHAPTER}.ipynb")
    notebook.cells[0].execution_count = 7
    write_notebook(notebook, place / f"{CHAPTER}.ipynb")


def note_in_other_words(folder, place):
    path = folder.root / "autograded" / place.parent.name / CHAPTER / f"{CHAPTER}.ipynb"
    noted = add_notes(read_notebook(path), [Note.of("a cell", "was missing")])
    path.unlink()
    write_notebook(noted, path)


CHANGES = {
    no_change: False,
    note_in_other_words: False,
    outputs_alone: False,
    other_answer: True,
    own_cell: True,
    other_file: True,
    no_file: True,
    one_file_more: True,
    unreadable: True,
    missing: True,
    no_result: True,
}


def small_class(root, *changes, kept_as=FORMER_DIGEST):
    """A small course with a student for each change, graded; its rows' digests are another's."""
    folder = small_course(root)
    for change in changes:
        hand_in(folder, change.__name__, data_txt="1")
    graded(folder)
    with create_engine(folder.coursedir(CHAPTER).db_url).begin() as connection:
        connection.execute(text("update course_run set digest = :digest"), {"digest": kept_as})
    return folder


def graded(folder, **settings):
    """Grade the class; the students of whom nothing was kept."""
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    settings = RunSettings(workers=1, feedback=False, **settings)
    return {each.student for each in grade_class(folder, found, settings=settings) if not each.kept}


def run_rows(address):
    with create_engine(address).connect() as connection:
        return connection.execute(text("select * from course_run order by 1, 2")).all()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The class with all changes; who was graded again."""
    folder = small_class(tmp_path_factory.mktemp("small"), *CHANGES)
    for change in CHANGES:
        change(folder, folder.root / "submitted" / change.__name__ / CHAPTER)
    return folder, graded(folder)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_has_changed_since_is_graded_and_nothing_else(small, change):
    folder, again = small
    assert (change.__name__ in again) == CHANGES[change]
    submission = dump(folder.coursedir(CHAPTER).db_url)["submissions"][change.__name__][CHAPTER]
    assert submission["run"]["times_graded"] == 1 + CHANGES[change]


def test_digests_have_one_format_afterwards_and_fit_their_column(small):
    folder, _ = small
    digests = [row.digest for row in run_rows(folder.coursedir(CHAPTER).db_url)]
    assert {len(digest) for digest in digests} == {64}
    assert all(digest.startswith(DIGEST_FORMAT) for digest in digests)


def hidden_test(folder):
    source(folder, "test_add", lambda cell: setattr(cell, "source", TEST.replace("3", "4")))


def points(folder):
    source(folder, "test_add", lambda cell: cell.metadata.nbgrader.update(points=3))


def prose(folder):
    notebook = read_notebook(folder.source(CHAPTER))
    notebook.metadata["title"] = "Sums"
    write_notebook(notebook, folder.source(CHAPTER))


def source(folder, name, change):
    notebook = read_notebook(folder.source(CHAPTER))
    [cell] = [cell for cell in notebook.cells if nbgrader_metadata(cell)["grade_id"] == name]
    change(cell)
    write_notebook(notebook, folder.source(CHAPTER))


@pytest.mark.parametrize(
    ("change", "settings", "again"),
    [
        (prose, {}, False),
        (hidden_test, {}, True),
        (points, {}, True),
        (lambda folder: None, {"regrade": True}, True),
        (lambda folder: os.environ.update(NBPROCTOR_SECRET="new"), {"new_secret": True}, True),
    ],
    ids=["another part of the source", "hidden test", "points", "--regrade", "--new-secret"],
)
def test_a_chapter_is_graded_again_where_its_tests_or_the_secret_are_others(
    tmp_path, monkeypatch, change, settings, again
):
    monkeypatch.setenv("NBPROCTOR_SECRET", "old")
    folder = small_class(tmp_path, no_change)
    change(folder)
    assert bool(graded(folder, **settings)) == again


def test_a_submission_that_could_not_be_read_is_looked_at_again_when_it_came_later(tmp_path):
    folder = small_course(tmp_path)
    for student in ("same", "later"):
        place = hand_in(folder, student, timestamp_txt="2025-01-01 10:00:00 UTC")
        (place / f"{CHAPTER}.ipynb").write_text("{")
    graded(folder)
    with create_engine(folder.coursedir(CHAPTER).db_url).begin() as connection:
        connection.execute(text("update course_run set digest = 'former'"))
    (place / "timestamp.txt").write_text("2025-01-02 10:00:00 UTC")
    assert graded(folder) == {"later"}
