"""Days of lateness on the clock of the course, and penalties that follow every change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from traitlets.config import Config

from nbproctor.errors import CourseError
from nbproctor.gradebook.lateness import DAY_S, count_seconds_late, find_penalties, renew_penalties
from nbproctor.gradebook.reader import read_chapter
from nbproctor.settings import read_timezone

BERLIN = ZoneInfo("Europe/Berlin")
SUMMER_ENDS = datetime(2026, 10, 24, 23, 59)  # a day of 25 hours follows
SUMMER_BEGINS = datetime(2026, 3, 28, 23, 59)  # a day of 23 hours follows


def local(when):
    return when.replace(tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("due", "days", "hours", "expected_days"),
    [
        (SUMMER_ENDS, 1, 0, 1.0),
        (SUMMER_ENDS, 2, 0, 2.0),
        (SUMMER_ENDS, 0, 24.5, 1.0),
        (SUMMER_ENDS, 1, 1, 1 + 1 / 24),
        (SUMMER_BEGINS, 1, 0, 1.0),
        (SUMMER_BEGINS, 0, 23.5, 1 + 0.5 / 24),
        (datetime(2026, 6, 1, 12), 1, 0, 1.0),
        (datetime(2026, 6, 1, 12), 0, 0.25, 0.25 / 24),
        (datetime(2026, 6, 1, 12), 0, 0, 0.0),
        (datetime(2026, 6, 1, 12), -1, 0, 0.0),
    ],
)
def test_a_day_lasts_to_the_same_time_of_the_next_day(due, days, hours, expected_days):
    handed_in = local(due + timedelta(days)) + timedelta(hours=hours)
    assert count_seconds_late(handed_in, local(due), BERLIN) == pytest.approx(expected_days * DAY_S)


def test_the_hour_that_comes_twice_counts_as_time_passes():
    due = datetime(2026, 10, 25, 0, 30)  # 02:30 in summer time
    assert count_seconds_late(due + timedelta(minutes=40), due, BERLIN) == 40 * 60


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("UTC")])
def test_in_utc_seconds_are_those_of_nbgrader(zone):
    due, handed_in = datetime(2026, 3, 28), datetime(2026, 4, 2, 7, 8, 9)
    assert count_seconds_late(handed_in, due, zone) == (handed_in - due).total_seconds()
    assert count_seconds_late(None, due, zone) == count_seconds_late(due, None, zone) == 0


@pytest.mark.parametrize(
    ("settings", "zone"),
    [
        ({}, "UTC"),
        ({"Course": "Europe/Berlin", "Exchange": "Asia/Tokyo"}, "Europe/Berlin"),
        ({"NbGraderAPI": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"Exchange": "UTC"}, "UTC"),
    ],
)
def test_the_time_zone_is_the_courses_or_nbgraders(settings, zone):
    config = Config({section: {"timezone": name} for section, name in settings.items()})
    assert str(read_timezone(config)) == zone


@pytest.mark.parametrize(
    ("section", "name", "hint"),
    [
        ("Course", "Europe/Berln", "Did you mean 'Europe/Berlin'?"),
        ("Exchange", "Middle-earth", "is not the name of a time zone"),
        ("Course", "/etc/passwd", "is not the name of a time zone"),
        ("Course", "../../etc/localtime", "is not the name of a time zone"),
        ("Course", "Europe", "is not the name of a time zone"),
    ],
)
def test_a_name_that_is_no_time_zone_is_refused_with_its_setting(section, name, hint):
    with pytest.raises(CourseError) as caught:
        read_timezone(Config({section: {"timezone": name}}))
    assert f"c.{section}.timezone = {name!r}" in str(caught.value)
    assert hint in str(caught.value)


SETTINGS = """
c.AssignLatePenalties.plugin_class = "nbproctor.lms.late.PointsPerDay"
c.PointsPerDay.points_per_day = 1.0
c.Course.timezone = "Europe/Berlin"
"""


def test_renewed_penalties_follow_the_due_date_and_the_scores(folder):
    with (folder.root / "nbgrader_config.py").open("a") as file:
        file.write(SETTINGS)
    folder = type(folder).find(folder.root)
    with folder.gradebook() as gradebook:
        gradebook.add_assignment("sums", duedate=local(SUMMER_ENDS))
        gradebook.add_notebook("sums", "sums")
        gradebook.add_grade_cell("test", "sums", "sums", max_score=6, cell_type="code")
        for student, days, points in (("early", 0, 6), ("late", 1, 6), ("poor", 9, 0.5)):
            gradebook.add_student(student)
            stamp = local(SUMMER_ENDS + timedelta(days))
            gradebook.add_submission("sums", student, timestamp=stamp)
            gradebook.find_grade("test", "sums", "sums", student).auto_score = points
        gradebook.db.commit()
    penalties = find_penalties(folder.config)

    def renew(student=None):
        with folder.transaction() as connection:
            chapter = read_chapter(connection, "sums")
            changes = renew_penalties(connection, chapter, penalties, student)
        return {each.student: (each.before, each.after) for each in changes}

    assert renew("late") == {"late": (0, 1)}
    assert renew() == {"poor": (0, 0.5)}
    assert renew() == {}
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment("sums", duedate=local(datetime(2026, 10, 30, 12)))
        gradebook.find_grade("test", "sums", "sums", "poor").manual_score = 5.0
        gradebook.db.commit()
    assert renew() == {"late": (1, 0), "poor": (0.5, 4)}
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment("sums", duedate=None)
    assert renew() == {"poor": (4, 0)}
