"""Late penalties: how late a submission is, and the points that the configured plugin takes off.

The gradebook stores times in UTC. People count days on a clock that changes twice a year, so a day
of lateness lasts from one time of day to the same time of the next day in the course's time zone,
even if that takes 23 or 25 hours.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, select, update
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from nbproctor.gradebook.reader import NOTEBOOK, SUBMISSION, ChapterRows, read_submissions
from nbproctor.settings import read_timezone

DAY_S = 24 * 60 * 60


@dataclass(frozen=True)
class PenaltyChange:
    """A late penalty that was replaced, summed over the notebooks of a submission."""

    student: str
    before: float
    after: float


def add_days(when: datetime, days: int, zone: tzinfo) -> datetime:
    """Return the same time of day some days later on the clock of a time zone.

    Args:
        when: in UTC, without a time zone, like the result.

    >>> from zoneinfo import ZoneInfo
    >>> add_days(datetime(2026, 10, 24, 22), 1, ZoneInfo("Europe/Berlin"))
    datetime.datetime(2026, 10, 25, 23, 0)
    """
    return to_utc(to_local(when, zone) + timedelta(days=days))


def to_local(when: datetime, zone: tzinfo) -> datetime:
    """Convert a time of the gradebook, in UTC without a time zone, to a time zone."""
    return when.replace(tzinfo=UTC).astimezone(zone)


def to_utc(when: datetime) -> datetime:
    """Convert a time with a time zone to one of the gradebook: in UTC, without a time zone."""
    return when.astimezone(UTC).replace(tzinfo=None)


def count_seconds_late(timestamp: datetime | None, due: datetime | None, zone: tzinfo) -> float:
    """Count how late a submission is; a whole day on the clock of the time zone is 86,400 seconds.

    >>> from zoneinfo import ZoneInfo
    >>> zone = ZoneInfo("Europe/Berlin")  # summer time ends at 01:00 UTC on 25 October 2026
    >>> count_seconds_late(datetime(2026, 10, 25, 22), datetime(2026, 10, 24, 22), zone) / DAY_S
    1.0
    >>> count_seconds_late(datetime(2026, 10, 25, 23), datetime(2026, 10, 24, 22), zone) / DAY_S
    1.0
    """
    if timestamp is None or due is None or timestamp <= due:
        return 0.0
    days = (to_local(timestamp, zone).date() - to_local(due, zone).date()).days
    while (begun := add_days(due, days, zone)) > timestamp:
        days -= 1
    return days * DAY_S + min((timestamp - begun).total_seconds(), DAY_S)


def find_penalties(config: Config) -> AssignLatePenalties | None:
    """Return the configured preprocessor for late penalties, or None if there is none."""
    course = CourseDirectory(config=config)
    for each in Autograde(coursedir=course, config=config).autograde_preprocessors:
        made = import_item(each) if isinstance(each, str) else each
        if isinstance(made, type) and issubclass(made, AssignLatePenalties):
            penalties = made(config=config)
            if not penalties.enabled:
                continue
            penalties.init_plugin()
            return penalties
    return None


def compute_penalty(
    assign: AssignLatePenalties, student: str, score: float, seconds_late: float
) -> float | None:
    """Compute the penalty of a notebook with the configured plugin; None if there is none."""
    if seconds_late <= 0:
        return None
    penalty: float | None = assign.plugin_inst.late_submission_penalty(student, score, seconds_late)
    # nbgrader's own bounds: at least 0, at most the score.
    return None if penalty is None else min(max(0.0, penalty), score)


def write_penalty(connection: Connection, notebook_id: str, penalty: float | None) -> None:
    """Write the late penalty of a submitted notebook."""
    here = NOTEBOOK.c.id == notebook_id
    connection.execute(update(NOTEBOOK).where(here).values(late_submission_penalty=penalty))


def renew_penalties(
    connection: Connection,
    chapter: ChapterRows,
    assign: AssignLatePenalties,
    student: str | None = None,
) -> list[PenaltyChange]:
    """Compute the late penalties of a chapter again, and write those that have changed.

    A due date, an extension, a rule or a score can change after a submission was graded.

    Args:
        student: renew the penalty of this student only.
    """
    zone = read_timezone(assign.config)
    late = _find_late(connection, chapter, zone, student)
    if not late:
        return []
    changes = []
    for name, stored in read_submissions(connection, chapter, student).items():
        before, after = stored.late_penalty, 0.0
        seconds_late, ids = late.get(name, (0.0, {}))
        for notebook, notebook_id in ids.items():
            old = stored.notebooks[notebook].late_penalty
            score = stored.notebooks[notebook].score
            new = compute_penalty(assign, name, score, seconds_late)
            after += new or 0.0
            if (old or 0.0) != (new or 0.0):
                write_penalty(connection, notebook_id, new)
        if ids and before != after:
            changes.append(PenaltyChange(name, before, after))
    return changes


def _find_late(
    connection: Connection, chapter: ChapterRows, zone: tzinfo, student: str | None
) -> dict[str, tuple[float, dict[str, str]]]:
    """Find the submissions that are late or have a penalty.

    Returns:
        By student: how late, and the ids of the submitted notebooks by name.
    """
    rows = (
        select(
            SUBMISSION.c.student_id,
            SUBMISSION.c.timestamp,
            SUBMISSION.c.extension,
            NOTEBOOK.c.id,
            NOTEBOOK.c.notebook_id,
            NOTEBOOK.c.late_submission_penalty,
        )
        .join(NOTEBOOK, NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .where(SUBMISSION.c.assignment_id == chapter.assignment_id)
    )
    if student is not None:
        rows = rows.where(SUBMISSION.c.student_id == student)
    names = {keys.id: name for name, keys in chapter.notebooks.items()}
    seconds: dict[str, float] = {}
    ids: dict[str, dict[str, str]] = {}
    with_penalty = set()
    for row in connection.execute(rows):
        due = chapter.duedate and chapter.duedate + (row.extension or timedelta(0))
        seconds[row.student_id] = count_seconds_late(row.timestamp, due, zone)
        if row.notebook_id in names:
            ids.setdefault(row.student_id, {})[names[row.notebook_id]] = row.id
        if row.late_submission_penalty:
            with_penalty.add(row.student_id)
    return {
        each: (late, ids.get(each, {}))
        for each, late in seconds.items()
        if late > 0 or each in with_penalty
    }
