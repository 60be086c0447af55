"""Write the rows that `nbgrader autograde` sets for one submission, in a few statements.

The statements use nbgrader's tables directly; `nbproctor.gradebook.reader` says why.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection, bindparam, insert, select, update

from nbproctor.gradebook.grades import Comment, Grade
from nbproctor.gradebook.reader import COMMENT, GRADE, NOTEBOOK, STUDENT, SUBMISSION, ChapterRows


@dataclass(frozen=True)
class SubmissionRow:
    """The keys of a submission's rows, its time of submission and its due date, in UTC."""

    notebook_id: str
    submission_id: str
    timestamp: datetime | None
    due: datetime | None
    is_new: bool = False

    @property
    def seconds_late(self) -> float:
        """How late the submission is, in seconds; 0 if it is on time."""
        if self.timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due).total_seconds())


def find_submission(
    connection: Connection, chapter: ChapterRows, student: str
) -> SubmissionRow | None:
    """Find a submission's row; None if there is none."""
    found = connection.execute(
        select(
            SUBMISSION.c.id,
            SUBMISSION.c.timestamp,
            SUBMISSION.c.extension,
            NOTEBOOK.c.id.label("notebook_id"),
        )
        .join(NOTEBOOK, NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .where(
            SUBMISSION.c.assignment_id == chapter.assignment_id,
            SUBMISSION.c.student_id == student,
            NOTEBOOK.c.notebook_id == chapter.notebook_id,
        )
    ).one_or_none()
    if found is None:
        return None
    due = chapter.duedate
    if due and found.extension:
        due += found.extension
    return SubmissionRow(found.notebook_id, found.id, found.timestamp, due)


def put_submission(
    connection: Connection, chapter: ChapterRows, student: str, timestamp: datetime | None
) -> SubmissionRow:
    """Find or insert a submission's row, and set its time stamp."""
    found = find_submission(connection, chapter, student)
    if found is None:
        return _insert_submission(connection, chapter, student, timestamp)
    if timestamp is None or timestamp == found.timestamp:
        return found
    here = SUBMISSION.c.id == found.submission_id
    connection.execute(update(SUBMISSION).where(here).values(timestamp=timestamp))
    return replace(found, timestamp=timestamp)


def _insert_submission(
    connection: Connection, chapter: ChapterRows, student: str, timestamp: datetime | None
) -> SubmissionRow:
    if connection.execute(select(STUDENT.c.id).where(STUDENT.c.id == student)).first() is None:
        connection.execute(insert(STUDENT).values(id=student))
    row = SubmissionRow(uuid.uuid4().hex, uuid.uuid4().hex, timestamp, chapter.duedate, is_new=True)
    connection.execute(
        insert(SUBMISSION).values(
            id=row.submission_id,
            assignment_id=chapter.assignment_id,
            student_id=student,
            timestamp=timestamp,
        )
    )
    connection.execute(
        insert(NOTEBOOK).values(
            id=row.notebook_id, notebook_id=chapter.notebook_id, assignment_id=row.submission_id
        )
    )
    return row


def put_grades(
    connection: Connection,
    chapter: ChapterRows,
    row: SubmissionRow,
    grades: Mapping[str, Grade],
    unchanged: Collection[str] = (),
) -> None:
    """Set automatic scores; keep manual scores.

    A manual score needs manual grading again if the answer has changed. For the cells in
    `unchanged`, `needs_manual_grade` keeps its value.
    """
    known = {} if row.is_new else _read_existing(connection, GRADE, chapter.graded, row)
    fresh, changed = [], []
    for name, cell_id in chapter.graded.items():
        old, grade = known.get(cell_id), grades.get(name)
        if grade:
            values = {
                "auto_score": grade.auto_score,
                "needs_manual_grade": grade.needs_manual_grade,
            }
        else:  # a task
            values = {"auto_score": None, "needs_manual_grade": True}
        if old is None:
            fresh.append(_make_key(row, cell_id) | values)
            continue
        if old.manual_score is not None:
            values["needs_manual_grade"] = name not in unchanged or old.needs_manual_grade
        if grade or old.manual_score is not None:
            changed.append({"row": old.id, **values})
    _write_rows(connection, GRADE, fresh, changed)


def put_comments(
    connection: Connection,
    chapter: ChapterRows,
    row: SubmissionRow,
    comments: Mapping[str, Comment],
) -> None:
    """Set automatic comments; keep manual ones."""
    known = {} if row.is_new else _read_existing(connection, COMMENT, chapter.commented, row)
    fresh, changed = [], []
    for name, cell_id in chapter.commented.items():
        old, comment = known.get(cell_id), comments.get(name)
        values = {"auto_comment": comment.auto_comment if comment else None}
        if old is None:
            fresh.append(_make_key(row, cell_id) | values)
        elif comment:
            changed.append({"row": old.id, **values})
    _write_rows(connection, COMMENT, fresh, changed)


def put_late_penalty(
    connection: Connection,
    assign: AssignLatePenalties,
    student: str,
    row: SubmissionRow,
    score: float,
) -> float | None:
    """Set the late penalty that the configured plugin computes, and return it."""
    penalty: float | None = None
    if row.seconds_late > 0:
        penalty = assign.plugin_inst.late_submission_penalty(student, score, row.seconds_late)
        if penalty is not None:
            # nbgrader's own bounds: at least 0, at most the score.
            penalty = min(max(0.0, penalty), score)
    connection.execute(
        update(NOTEBOOK)
        .where(NOTEBOOK.c.id == row.notebook_id)
        .values(late_submission_penalty=penalty)
    )
    return penalty


def _make_key(row: SubmissionRow, cell_id: str) -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "notebook_id": row.notebook_id, "cell_id": cell_id}


def _read_existing(
    connection: Connection, table: Any, cells: dict[str, str], row: SubmissionRow
) -> dict[str, Any]:
    """Read a submission's rows by cell id; the query names the cells to use an index."""
    found = connection.execute(
        select(table).where(
            table.c.cell_id.in_(cells.values()), table.c.notebook_id == row.notebook_id
        )
    )
    return {each.cell_id: each for each in found}


def _write_rows(
    connection: Connection, table: Any, fresh: list[dict[str, Any]], changed: list[dict[str, Any]]
) -> None:
    if fresh:
        connection.execute(insert(table), fresh)
    if changed:
        connection.execute(update(table).where(table.c.id == bindparam("row")), changed)
