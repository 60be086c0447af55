"""Beyond a limit another submission waits: feedback is no oracle, and no last work is lost."""

from datetime import datetime

import pytest

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.class_run.results import find_state, list_waiting
from nbproctor.course_folder import CourseFolder, register
from nbproctor.gradebook import tables
from nbproctor.gradebook.due_dates import set_due_date
from nbproctor.gradebook.extensions import extend
from nbproctor.gradebook.submissions_limit import explain_wait
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

DUE = datetime(2026, 10, 24, 12, 0)
LIMIT = "c.ClassRun.submissions_limit = 2\n"
BREAKING = "import os; os.kill(os.getppid(), 9)"  # ends the grader
ANSWERS = ("return 1", "return 2", "return a + b", BREAKING)


@pytest.fixture
def folder(tmp_path) -> CourseFolder:
    return small_course(tmp_path / "course", settings=LIMIT)


@pytest.fixture(scope="module")
def due(tmp_path_factory) -> CourseFolder:
    """A course whose chapter has a due date, and two graded submissions of ada."""
    folder = small_course(tmp_path_factory.mktemp("due"), settings=LIMIT)
    register(folder, CHAPTER)
    with folder.transaction() as connection:
        set_due_date(connection, folder.config, CHAPTER, DUE)
        for digest in ("first", "second"):
            tables.write_hand_in(connection, CHAPTER, "ada", digest)
    return folder


def grade(folder, number, **settings):
    """Hand in and grade the answer with a number; return the result."""
    timestamp = f"2026-10-24 0{number}:00:00 UTC"
    hand_in(folder, "ada", f"def add(a, b):\n    {ANSWERS[number]}", timestamp_txt=timestamp)
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    [result] = grade_class(folder, found, settings=RunSettings(1, feedback=False, **settings))
    return result


def test_what_is_beyond_the_limit_waits_until_the_student_is_named(folder):
    assert [grade(folder, number).score for number in (0, 1, 1)] == [0.0, 0.0, 0.0]
    for settings in ({}, {"regrade": True}):
        waiting = grade(folder, 2, **settings)
        assert (waiting.score, waiting.kept) == (0.0, True)
        assert find_state(waiting) == "waits"
        [line] = list_waiting([waiting])
        assert line.startswith(f"ada, {CHAPTER}: this submission waits: 2 before it were graded")
        assert line.endswith(f"run `nbproctor grade {CHAPTER} --student ada`.")
        assert waiting.waits in waiting.phrase
    back = grade(folder, 0)  # its code may read the clock, and do something else each time
    assert find_state(back) == "waits"
    named = grade(folder, 2, beyond_limit=True)
    assert (named.score, named.kept, named.waits) == (2.0, False, "")
    assert grade(folder, 2, regrade=True).score == 2.0


def test_a_submission_that_breaks_its_grader_counts_and_the_next_one_waits(folder):
    assert [grade(folder, number).score for number in (0, 3)] == [0.0, None]
    waiting = grade(folder, 2)
    assert (waiting.score, waiting.kept) == (None, True)
    assert "this submission waits: 2 before it were graded" in waiting.waits


@pytest.mark.parametrize(
    ("timestamp", "now", "extended", "words"),
    [
        ((24, 11), (24, 11), None, "waits until Sat 24 Oct 2026 12:00 (UTC): 2 before it"),
        ((24, 11), (24, 13), None, ""),
        (None, (24, 13), None, ""),
        ((24, 13), (24, 14), None, ""),
        ((24, 13), (24, 14), (25, 12), "waits until Sun 25 Oct 2026 12:00 (UTC): 2 before it"),
        ((24, 13), (25, 13), (25, 12), ""),
    ],
)
def test_the_newest_submission_is_graded_after_the_due_date(due, timestamp, now, extended, words):
    def october(time):
        return time and datetime(2026, 10, *time)

    with due.transaction() as connection:
        extend(connection, due.config, CHAPTER, "ada", october(extended))
        asked = (connection, due.config, CHAPTER, "ada")
        said = explain_wait(*asked, "third", october(timestamp), october(now))
        assert words in said
        assert bool(said) == bool(words)
        assert not explain_wait(*asked, "second", october(timestamp), october(now))
        assert not explain_wait(*asked[:3], "bob", "third", october(timestamp), october(now))


def test_one_submission_that_may_be_late_is_graded_after_the_due_date(due):
    """A download has the due date in place of every later time."""
    late, after = datetime(2026, 10, 24, 13), datetime(2026, 10, 24, 14)
    with due.transaction() as connection:
        extend(connection, due.config, CHAPTER, "ada", None)
        asked = (connection, due.config, CHAPTER, "ada")
        assert {explain_wait(*asked, "third", each, after) for each in (None, DUE, late)} == {""}
        tables.write_hand_in(connection, CHAPTER, "ada", "third")
        for time in (None, DUE, late):
            assert "submission waits: 3 before it" in explain_wait(*asked, "fourth", time, after)
        assert not explain_wait(*asked, "fourth", datetime(2026, 10, 24, 11), after)
        connection.rollback()
