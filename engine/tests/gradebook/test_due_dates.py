"""Due dates by command: what depends on them changes with them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder, register
from nbproctor.gradebook.due_dates import read_due_dates, set_due_date
from nbproctor.gradebook.extensions import LAST_YEAR, extend, parse_time
from nbproctor.gradebook.lateness import to_utc
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

SETTINGS = """
c.AssignLatePenalties.plugin_class = "nbproctor.lms.late.PointsPerDay"
c.PointsPerDay.points_per_day = 1.0
c.Course.timezone = "Europe/Berlin"
"""


@pytest.fixture
def folder(tmp_path) -> CourseFolder:
    return small_course(tmp_path / "course", settings=SETTINGS)


def test_an_assignment_that_nobody_registered_gets_a_due_date(folder, nbproctor):
    def due(*arguments):
        done = nbproctor(folder.root, "due", *arguments)
        return done.returncode, (done.stdout + done.stderr).splitlines()

    set_to = f"{CHAPTER}: due Sat 24 Oct 2026 23:59 (Europe/Berlin)"
    assert due() == (0, [f"{CHAPTER}: no due date"])
    assert due(CHAPTER, "--until", "2026-10-24") == (0, [set_to])
    with folder.transaction() as connection:
        assert read_due_dates(connection) == {CHAPTER: datetime(2026, 10, 24, 21, 59)}
    assert due("--until", "2026-10-24")[0] != 0
    assert due(CHAPTER, "--remove") == (
        0,
        [f"{CHAPTER}: no due date", "Before, it was due Sat 24 Oct 2026 23:59 (Europe/Berlin)."],
    )


def test_the_longest_extension_of_the_latest_due_date_is_a_date(folder):
    zone = ZoneInfo("Europe/Berlin")
    first, last = (to_utc(parse_time(each, zone)) for each in ("1970-01-02", f"{LAST_YEAR}-12-31"))
    register(folder, CHAPTER)
    with folder.transaction() as connection:
        set_due_date(connection, folder.config, CHAPTER, first)
        extend(connection, folder.config, CHAPTER, "zoe", last)
        _, _, moved = set_due_date(connection, folder.config, CHAPTER, last)
    assert moved.startswith(f"An extension moved: zoe, {CHAPTER}: due Sat 29 Dec 8029 23:59")


def test_extensions_move_and_penalties_change_with_the_due_date(folder):
    for student in ("ada", "zoe"):
        hand_in(folder, student, timestamp_txt="2026-10-26 12:00:00 UTC")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    grade_class(folder, found, settings=RunSettings(workers=1, feedback=False))
    with folder.transaction() as connection:
        set_due_date(connection, folder.config, CHAPTER, datetime(2026, 10, 24, 21, 59))
        extend(connection, folder.config, CHAPTER, "zoe", datetime(2026, 10, 25, 22, 59))
        lines = set_due_date(connection, folder.config, CHAPTER, datetime(2026, 10, 25, 22, 59))
    assert lines[:2] == [
        f"{CHAPTER}: due Sun 25 Oct 2026 23:59 (Europe/Berlin)",
        "Before, it was due Sat 24 Oct 2026 23:59 (Europe/Berlin).",
    ]
    assert lines[2].startswith(f"An extension moved: zoe, {CHAPTER}: due Tue 27 Oct 2026 00:59")
    assert lines[3:5] == [
        "ada: the late penalty changed from 2 to 1 points.",
        "zoe: the late penalty changed from 1 to 0 points.",
    ]
