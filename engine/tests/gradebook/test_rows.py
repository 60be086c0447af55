"""The class run and plain nbgrader leave the same rows in the gradebook and the same files."""

import stat
from datetime import datetime

import pytest
from nbgrader.converters import Autograde

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import register
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.gradebook_dump import dump
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

STUB = "def add(a, b):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def a_class(root):
    """Right, wrong, untouched, broken and late ones, in a chapter that was due in February."""
    folder = small_course(root)
    folder.config.LateSubmissionPlugin.penalty_method = "zero"
    hand_in(folder, "right", timestamp_txt="2025-01-01 10:00:00 UTC", data_txt="1, 2")
    hand_in(folder, "late", timestamp_txt="2025-03-01 10:00:00 UTC")
    hand_in(folder, "wrong", "def add(a, b):\n    return a - b")
    hand_in(folder, "broken", "def add(a, b)")
    hand_in(folder, "untouched", STUB)
    register(folder, CHAPTER)
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(CHAPTER, duedate="2025-02-01 00:00:00 UTC")
    return folder


def by_nbgrader(folder):
    coursedir = folder.coursedir(CHAPTER, student_id="*")
    Autograde(coursedir=coursedir, config=coursedir.config, force=True).start()


def by_class_run(folder):
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    grade_class(folder, found, settings=RunSettings(workers=2, regrade=True, feedback=False))


def graded_by_hand(folder):
    """What an instructor may have entered before the class is graded once more."""
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("test_add", CHAPTER, CHAPTER, "wrong")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.5, False
        grade = gradebook.find_grade("essay", CHAPTER, CHAPTER, "right")
        grade.manual_score, grade.needs_manual_grade = 3.0, False
        comment = gradebook.find_comment("add", CHAPTER, CHAPTER, "wrong")
        comment.manual_comment = "Minus is not plus."
        submission = gradebook.find_submission(CHAPTER, "late")
        submission.extension = datetime(2025, 6, 1) - datetime(2025, 2, 1)
        gradebook.db.commit()


def rows(folder):
    """What both leave in the gradebook: all but the class run's own rows."""
    submissions = dump(folder.coursedir(CHAPTER).db_url)["submissions"]
    return {
        student: {name: each[CHAPTER][name] for name in ("timestamp", "extension", "notebooks")}
        for student, each in submissions.items()
    }


def files(folder):
    """Names and permissions of what stands in autograded/."""
    root = folder.root / "autograded"
    return {
        str(path.relative_to(root)): stat.S_IMODE(path.stat().st_mode)
        for path in root.glob("*/*/**/*")
        if ".incoming" not in path.parts
    }


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """The same class, graded by nbgrader, and by the class run."""
    root = tmp_path_factory.mktemp("rows")
    theirs, ours = a_class(root / "theirs"), a_class(root / "ours")
    by_nbgrader(theirs)
    by_class_run(ours)
    return theirs, ours


def test_the_first_grading_leaves_the_same_rows_and_files(pair):
    theirs, ours = pair
    assert rows(ours) == rows(theirs)
    assert len(rows(ours)) == 5
    assert files(ours) == files(theirs)


def test_grading_again_leaves_the_same_rows_but_what_a_human_decided_stays_decided(pair):
    for folder, grade in zip(pair, (by_nbgrader, by_class_run), strict=True):
        graded_by_hand(folder)
        grade(folder)
    theirs, ours = map(rows, pair)
    decided = ours["wrong"]["notebooks"][CHAPTER]["grades"]["test_add"]
    assert decided == [0.0, 1.5, 0.5, False]
    theirs["wrong"]["notebooks"][CHAPTER]["grades"]["test_add"][3] = False  # nbgrader asks again
    assert ours == theirs
