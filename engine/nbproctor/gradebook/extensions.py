"""Extensions: a later due date for one student.

nbgrader keeps an extension in the row of the submission, as a time that is added to the due date;
its own commands and late penalties honour it. A student who has not handed in has no such row. The
extension then waits in a table of nbproctor's, and moves to the row with the first submission.
"""

import difflib
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment
from sqlalchemy import Connection, select, update
from traitlets.config import Config

from nbproctor.errors import CourseError, program
from nbproctor.gradebook import tables
from nbproctor.gradebook.lateness import (
    add_days,
    find_penalties,
    renew_penalties,
    to_local,
    to_utc,
)
from nbproctor.gradebook.reader import STUDENT, SUBMISSION, find_chapter
from nbproctor.settings import read_timezone

ASSIGNMENT = Assignment.__table__
# Years of a due date, extended or not. The longest extension moves the latest due date to 8029, and
# Python knows years to 9999.
FIRST_YEAR, LAST_YEAR = 1970, 4999


@dataclass(frozen=True)
class Extension:
    """A student's due date in a chapter; equal to the chapter's if there is no extension.

    Attributes:
        due: the due date of the chapter, in UTC; None if the chapter has none any more.
        extended: the due date of the student, in UTC.
        handed_in: whether the gradebook has a submission of the student.
    """

    chapter: str
    student: str
    due: datetime | None
    extended: datetime | None
    handed_in: bool

    def describe(self, zone: tzinfo) -> str:
        """Describe both due dates on the clock of a time zone."""
        name = f"{self.student}, {self.chapter}"
        if self.due is None or self.extended is None:
            return f"{name}: extended, but the assignment has no due date"
        if self.due == self.extended:
            return f"{name}: due {format_time(self.due, zone)}, no extension"
        due, extended = format_time(self.due, zone), format_time(self.extended, zone)
        waits = "" if self.handed_in else "; nothing is graded yet"
        return f"{name}: due {extended} instead of {due}{waits}"


def format_time(when: datetime, zone: tzinfo) -> str:
    """Format a time of the gradebook on the clock of a time zone.

    >>> from zoneinfo import ZoneInfo
    >>> format_time(datetime(2026, 10, 24, 21, 59), ZoneInfo("Europe/Berlin"))
    'Sat 24 Oct 2026 23:59 (Europe/Berlin)'
    """
    return f"{to_local(when, zone):%a %d %b %Y %H:%M} ({zone})"


def read_due_date(connection: Connection, chapter: str) -> datetime:
    """Read the due date of a chapter, in UTC.

    Raises:
        CourseError: there is none to extend.
    """
    due: datetime | None = connection.execute(
        select(ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == chapter)
    ).scalar()
    if due is None:
        raise CourseError(
            f"{chapter} has no due date, so there is nothing to extend. Set one with "
            f'`{program()} due {chapter} --until "2026-10-24 23:59"`, or in formgrader.'
        )
    return due


def compute_due_date(
    due: datetime, zone: tzinfo, days: int = 0, hours: float = 0.0, until: str = ""
) -> datetime:
    """Compute a later due date, in UTC; days are counted on the clock of the time zone.

    Args:
        until: a date and a time on that clock; the end of the day if there is no time.

    Raises:
        CourseError: it is not later, or far too late, or `until` is not a date.
    """
    if until:
        new = to_utc(parse_time(until, zone))
    else:
        try:
            new = add_days(due, days, zone) + timedelta(hours=hours)
        except (OverflowError, ValueError):  # ValueError: `--hours nan`
            new = datetime.max
        if new.year > LAST_YEAR:
            raise CourseError(f"an extension ends in the year {LAST_YEAR} at the latest.")
    if new <= due:
        raise CourseError(
            f"{format_time(new, zone)} is not after the due date, {format_time(due, zone)}."
        )
    return new


def parse_time(text: str, zone: tzinfo) -> datetime:
    """Read a date and a time; without a time it is the end of the day.

    Raises:
        CourseError: it is not a date.
    """
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise CourseError(
            f"--until {text!r} is not a date. Write it as 2026-10-26 or '2026-10-26 18:00'."
        ) from None
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise CourseError(f"--until {text!r} is not a year from {FIRST_YEAR} to {LAST_YEAR}.")
    if len(text.strip()) <= len("2026-10-26"):
        when = when.replace(hour=23, minute=59)
    return when if when.tzinfo else when.replace(tzinfo=zone)


def read_extensions(connection: Connection) -> list[Extension]:
    """Read all extensions, by chapter and student."""
    found = [
        Extension(row.name, row.student_id, row.duedate, _add(row.duedate, row.extension), True)
        for row in connection.execute(
            select(
                ASSIGNMENT.c.name,
                ASSIGNMENT.c.duedate,
                SUBMISSION.c.student_id,
                SUBMISSION.c.extension,
            )
            .join(SUBMISSION, SUBMISSION.c.assignment_id == ASSIGNMENT.c.id)
            .where(SUBMISSION.c.extension.is_not(None))
        )
        if row.extension
    ]
    due_dates = {
        row.name: row.duedate
        for row in connection.execute(select(ASSIGNMENT.c.name, ASSIGNMENT.c.duedate))
    }
    for (chapter, student), extension in tables.read_waiting_extensions(connection).items():
        due = due_dates.get(chapter)
        found.append(Extension(chapter, student, due, _add(due, extension), False))
    return sorted(found, key=lambda each: (each.chapter, each.student))


def read_last_due_date(connection: Connection, chapter: str) -> datetime | None:
    """Return when the last student's due date in a chapter is, in UTC; None if it has none."""
    due: datetime | None = connection.execute(
        select(ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == chapter)
    ).scalar()
    extended = (each.extended for each in read_extensions(connection) if each.chapter == chapter)
    return due and max([due, *filter(None, extended)])


def _add(due: datetime | None, extension: timedelta) -> datetime | None:
    return due and due + extension


def find_due_date(connection: Connection, chapter: str, student: str) -> datetime | None:
    """Return the due date of a student in a chapter, in UTC; None if the chapter has none."""
    due: datetime | None = connection.execute(
        select(ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == chapter)
    ).scalar()
    return due and read_extension(connection, chapter, student).extended


def read_extension(connection: Connection, chapter: str, student: str) -> Extension:
    """Read a student's due date in a chapter.

    Raises:
        CourseError: the chapter has no due date.
    """
    due = read_due_date(connection, chapter)
    row = _find_submission(connection, chapter, student)
    if row is not None:
        extension: timedelta | None = row.extension
    else:
        extension = tables.read_waiting_extensions(connection).get((chapter, student))
    return Extension(chapter, student, due, due + (extension or timedelta(0)), row is not None)


def write_extension(
    connection: Connection, chapter: str, student: str, extended: datetime | None
) -> Extension:
    """Replace or remove a student's extension; return the new due date.

    Args:
        extended: the new due date, in UTC; None to remove the extension.

    Raises:
        CourseError: the chapter has no due date.
    """
    due = read_due_date(connection, chapter)
    extension = None if extended is None else extended - due
    row = _find_submission(connection, chapter, student)
    if row is None:
        tables.write_waiting_extension(connection, chapter, student, extension)
    else:
        here = SUBMISSION.c.id == row.id
        connection.execute(update(SUBMISSION).where(here).values(extension=extension))
        tables.write_waiting_extension(connection, chapter, student, None)
    return read_extension(connection, chapter, student)


def extend(
    connection: Connection, config: Config, chapter: str, student: str, extended: datetime | None
) -> list[str]:
    """Replace or remove a student's extension, and renew the late penalty.

    Args:
        extended: the new due date, in UTC; None to remove the extension.

    Returns:
        What has changed, in lines for the instructor.

    Raises:
        CourseError: the chapter has no due date.
    """
    zone = read_timezone(config)
    before = read_extension(connection, chapter, student)
    after = write_extension(connection, chapter, student, extended)
    lines = [after.describe(zone)]
    if before.extended not in (before.due, after.extended) and before.extended:
        lines.append(f"Before, it was due {format_time(before.extended, zone)}.")
    penalties, rows = find_penalties(config), find_chapter(connection, chapter)
    if rows and penalties:
        lines += [
            f"The late penalty changed from {each.before:g} to {each.after:g} points. "
            f"`{program()} grade {chapter}` writes it into grades.csv and the feedback."
            for each in renew_penalties(connection, rows, penalties, student)
        ]
    return lines


def require_student(connection: Connection, submitted: Path, student: str) -> None:
    """Require that a student is in the gradebook or has handed in.

    Args:
        submitted: the folder of all submissions.

    Raises:
        CourseError: the student is not known; the message names a similar one.
    """
    known = set(connection.execute(select(STUDENT.c.id)).scalars())
    if student in known or (submitted / student).is_dir():
        return
    close = difflib.get_close_matches(student, known, n=1)
    hint = f"Did you mean {close[0]}?" if close else f"Add students with `{program()} roster FILE`."
    raise CourseError(f"there is no student {student!r} in the gradebook. {hint}")


def _find_submission(connection: Connection, chapter: str, student: str) -> Any:
    return connection.execute(
        select(SUBMISSION.c.id, SUBMISSION.c.extension)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .where(ASSIGNMENT.c.name == chapter, SUBMISSION.c.student_id == student)
    ).one_or_none()
