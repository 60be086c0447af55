"""Extensions by command: they wait for the first submission, and late penalties honour them."""

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from nbgrader.converters import Autograde

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder, register
from nbproctor.errors import CourseError
from nbproctor.gradebook.extensions import (
    compute_due_date,
    extend,
    read_extensions,
    require_student,
)
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

BERLIN = ZoneInfo("Europe/Berlin")
DUE = datetime(2026, 10, 24, 21, 59)  # 23:59 on the last day of summer time
SETTINGS = """
c.AssignLatePenalties.plugin_class = "nbproctor.lms.late.PointsPerDay"
c.PointsPerDay.points_per_day = 1.0
c.Course.timezone = "Europe/Berlin"
"""


@pytest.fixture
def folder(tmp_path) -> CourseFolder:
    folder = small_course(tmp_path / "course", settings=SETTINGS)
    register(folder, CHAPTER)
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(CHAPTER, duedate=DUE)
        gradebook.add_student("zoe")
    return folder


def grade(folder):
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    return grade_class(folder, found, settings=RunSettings(workers=1, feedback=False))


def extended(folder, student, **change):
    with folder.transaction() as connection:
        new = compute_due_date(DUE, BERLIN, **change) if change else None
        return extend(connection, folder.config, CHAPTER, student, new)


def penalty(folder, student):
    with folder.gradebook() as gradebook:
        submission = gradebook.find_submission(CHAPTER, student)
        return submission.late_submission_penalty, submission.extension


@pytest.mark.parametrize(
    ("change", "due"),
    [
        ({"days": 1}, "2026-10-25 22:59"),
        ({"days": 2, "hours": 1}, "2026-10-26 23:59"),
        ({"hours": 25}, "2026-10-25 22:59"),
        ({"until": "2026-10-26"}, "2026-10-26 22:59"),
        ({"until": "2026-10-26 08:00"}, "2026-10-26 07:00"),
        ({"until": "2026-10-26T08:00+00:00"}, "2026-10-26 08:00"),
    ],
)
def test_days_are_those_of_the_courses_clock(change, due):
    assert compute_due_date(DUE, BERLIN, **change) == datetime.fromisoformat(due)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": "next week"}, "--until 'next week' is not a date. Write it as 2026-10-26"),
        ({"until": "2026-10-24 23:59"}, "Sat 24 Oct 2026 23:59 .* is not after the due date"),
        ({"days": 0}, "is not after the due date"),
        ({"days": 10**7}, "an extension ends in the year 4999 at the latest"),
        ({"hours": 1e300}, "an extension ends in the year 4999 at the latest"),
        ({"hours": math.nan}, "an extension ends in the year 4999 at the latest"),
    ],
)
def test_an_extension_must_be_a_later_date(change, words):
    with pytest.raises(CourseError, match=words):
        compute_due_date(DUE, BERLIN, **change)


@pytest.mark.parametrize("by_nbgrader", [False, True], ids=["grade", "nbgrader autograde"])
def test_an_extension_waits_for_the_first_submission(folder, by_nbgrader):
    said = extended(folder, "zoe", days=1)
    assert said == [
        f"zoe, {CHAPTER}: due Sun 25 Oct 2026 23:59 (Europe/Berlin) instead of "
        "Sat 24 Oct 2026 23:59 (Europe/Berlin); nothing is graded yet"
    ]
    with folder.gradebook() as gradebook:
        assert gradebook.student_submissions("zoe") == []
    hand_in(folder, "zoe", timestamp_txt="2026-10-25 22:30:00 UTC")
    if by_nbgrader:
        folder.config.Autograde.exporter_class = (
            "nbproctor.grading.submitted_notebook.SubmittedExporter"
        )
        coursedir = folder.coursedir(CHAPTER, student_id="*")
        Autograde(coursedir=coursedir, config=coursedir.config).start()
    else:
        grade(folder)
    assert penalty(folder, "zoe") == (0.0, timedelta(hours=25))
    with folder.transaction() as connection:
        [listed] = read_extensions(connection)
    assert (listed.handed_in, listed.extended) == (True, DUE + timedelta(hours=25))


def test_the_penalty_of_a_graded_submission_changes_at_once(folder):
    hand_in(folder, "ada", timestamp_txt="2026-10-25 22:59:00 UTC")
    grade(folder)
    assert penalty(folder, "ada")[0] == 1.0
    said = extended(folder, "ada", days=1)
    assert said[-1].startswith("The late penalty changed from 1 to 0 points.")
    assert penalty(folder, "ada") == (0.0, timedelta(hours=25))
    said = extended(folder, "ada", hours=1)
    assert said[1] == "Before, it was due Sun 25 Oct 2026 23:59 (Europe/Berlin)."
    assert penalty(folder, "ada") == (1.0, timedelta(hours=1))
    assert extended(folder, "ada")[0].endswith(
        "Sat 24 Oct 2026 23:59 (Europe/Berlin), no extension"
    )
    with folder.transaction() as connection:
        assert read_extensions(connection) == []


def test_an_extension_that_waits_can_be_taken_back(folder):
    extended(folder, "zoe", days=1)
    extended(folder, "zoe")
    hand_in(folder, "zoe", timestamp_txt="2026-10-25 22:59:00 UTC")
    grade(folder)
    assert penalty(folder, "zoe") == (1.0, None)


def test_a_changed_due_date_changes_penalties_at_the_next_run(folder):
    hand_in(folder, "ada", timestamp_txt="2026-10-25 22:59:00 UTC")
    [first] = grade(folder)
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(CHAPTER, duedate=DUE - timedelta(days=1))
    [second] = grade(folder)
    assert penalty(folder, "ada")[0] == 2.0
    assert (first.kept, second.kept) == (False, True)
    assert second.notes == ("its late penalty changed from 1 to 2 points",)
    [third] = grade(folder)
    assert third.notes == ()


def test_who_is_not_known_is_refused_and_a_similar_name_is_said(folder):
    hand_in(folder, "new")
    with folder.transaction() as connection:
        for student in ("zoe", "new"):
            require_student(connection, folder.root / "submitted", student)
        with pytest.raises(CourseError, match=r"no student 'zoé' .* Did you mean zoe\?"):
            require_student(connection, folder.root / "submitted", "zoé")
        with pytest.raises(CourseError, match=r"Add students with `nbproctor roster FILE`\."):
            require_student(connection, folder.root / "submitted", "someone")


def test_without_a_due_date_there_is_nothing_to_extend(folder):
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment(CHAPTER, duedate=None)
    with pytest.raises(CourseError, match="sums has no due date, so there is nothing to extend"):
        extended(folder, "zoe", days=1)
