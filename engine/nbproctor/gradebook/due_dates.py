"""Due dates of assignments: read and write them, with everything that depends on them."""

from datetime import datetime, tzinfo

from sqlalchemy import Connection, select, update
from traitlets.config import Config

from nbproctor.errors import program
from nbproctor.gradebook.extensions import ASSIGNMENT, format_time, read_extensions
from nbproctor.gradebook.lateness import find_penalties, renew_penalties
from nbproctor.gradebook.reader import find_chapter
from nbproctor.settings import read_timezone


def read_due_dates(connection: Connection) -> dict[str, datetime | None]:
    """Read the due date, in UTC, of each assignment in the gradebook, in alphabetical order."""
    columns = ASSIGNMENT.c
    rows = connection.execute(select(columns.name, columns.duedate).order_by(columns.name))
    return {row.name: row.duedate for row in rows}


def set_due_date(
    connection: Connection, config: Config, chapter: str, due: datetime | None
) -> list[str]:
    """Replace or remove the due date of a registered assignment, and renew its late penalties.

    An extension is a time after the due date, so it moves with it.

    Args:
        due: in UTC; None to remove the due date.

    Returns:
        What has changed, in lines for the instructor.
    """
    zone = read_timezone(config)
    before = read_due_dates(connection).get(chapter)
    here = ASSIGNMENT.c.name == chapter
    connection.execute(update(ASSIGNMENT).where(here).values(duedate=due))
    lines = [describe_due_date(chapter, due, zone)]
    if before and before != due:
        lines.append(f"Before, it was due {format_time(before, zone)}.")
    lines += [
        f"An extension moved: {each.describe(zone)}"
        for each in read_extensions(connection)
        if each.chapter == chapter and before != due
    ]
    rows, penalties = find_chapter(connection, chapter), find_penalties(config)
    changes = renew_penalties(connection, rows, penalties) if rows and penalties else []
    lines += [
        f"{each.student}: the late penalty changed from {each.before:g} to {each.after:g} points."
        for each in changes
    ]
    if changes:
        lines.append(f"`{program()} grade {chapter}` writes it into grades.csv and the feedback.")
    return lines


def describe_due_date(chapter: str, due: datetime | None, zone: tzinfo) -> str:
    """Describe the due date of an assignment on the clock of a time zone."""
    return f"{chapter}: due {format_time(due, zone)}" if due else f"{chapter}: no due date"
