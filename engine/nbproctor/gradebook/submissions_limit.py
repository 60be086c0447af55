"""Limit how many submissions of a student are graded: feedback is an oracle.

With feedback after every submission, a student can try answers until the hidden cases pass.
`c.ClassRun.submissions_limit` ends this. A submission beyond the limit waits, and the last graded
one keeps its grade. One that could not run counts too: a student can break a grader on purpose.

A newer submission takes the place of one that waits, as everywhere in nbgrader: only the newest is
in `submitted/`. After the due date it is graded, so that nobody loses what they did last: once, and
late work with its late penalty. If late work waited, it would hide the work on time that it
replaced, and neither would be graded. Work whose time stamp is before the due date is always graded
then. Downloads of Canvas and Moodle have the due date in place of a later time.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection
from traitlets.config import Config

from nbproctor.errors import program
from nbproctor.gradebook import tables
from nbproctor.gradebook.extensions import find_due_date, format_time
from nbproctor.settings import ClassRun, read_timezone


def explain_wait(
    connection: Connection,
    config: Config,
    chapter: str,
    student: str,
    hand_in: str,
    timestamp: datetime | None,
    now: datetime | None = None,
) -> str:
    """Explain why a submission waits; "" if it may be graded.

    Args:
        hand_in: digest of the submitted files.
        timestamp: when it was handed in, in UTC without a time zone; None if that is not known.
        now: in UTC without a time zone; by default the time of the call.
    """
    limit = ClassRun(config=config).submissions_limit
    if not limit:
        return ""
    graded = tables.read_hand_ins(connection, chapter, student)
    if graded[-1:] == [hand_in] or len(graded) < limit:
        return ""
    due = find_due_date(connection, chapter, student)
    over = due is not None and (now or datetime.now(UTC).replace(tzinfo=None)) > due
    in_time = due is not None and timestamp is not None and timestamp < due
    if over and (in_time or len(graded) == limit):
        return ""
    until = f" until {format_time(due, read_timezone(config))}" if due and not over else ""
    return (
        f"this submission waits{until}: {len(graded)} before it were graded, the limit of "
        f"c.ClassRun.submissions_limit is {limit}. To grade it now, run "
        f"`{program()} grade {chapter} --student {student}`"
    )
