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

from nbproctor.gradebook import tables
from nbproctor.gradebook.grades import (
    UNGRADED,
    Comment,
    Grade,
    GradedNotebook,
    needs_manual_grade,
)
from nbproctor.gradebook.lateness import compute_penalty, count_seconds_late, write_penalty
from nbproctor.gradebook.reader import COMMENT, GRADE, NOTEBOOK, STUDENT, SUBMISSION, ChapterRows
from nbproctor.settings import read_timezone


@dataclass(frozen=True)
class SubmissionRow:
    """The keys of a submission's rows, its time of submission and its due date, in UTC.

    Attributes:
        notebooks: ids of the submitted notebooks, by name.
    """

    id: str
    notebooks: dict[str, str]
    timestamp: datetime | None
    due: datetime | None
    is_new: bool = False


def find_submission(
    connection: Connection, chapter: ChapterRows, student: str
) -> SubmissionRow | None:
    """Find a submission's row; None if there is none."""
    found = connection.execute(
        select(SUBMISSION.c.id, SUBMISSION.c.timestamp, SUBMISSION.c.extension).where(
            SUBMISSION.c.assignment_id == chapter.assignment_id,
            SUBMISSION.c.student_id == student,
        )
    ).one_or_none()
    if found is None:
        return None
    due = chapter.duedate
    if due and found.extension:
        due += found.extension
    rows = connection.execute(
        select(NOTEBOOK.c.notebook_id, NOTEBOOK.c.id).where(NOTEBOOK.c.assignment_id == found.id)
    )
    ids = {row.notebook_id: row.id for row in rows}
    notebooks = {name: ids[keys.id] for name, keys in chapter.notebooks.items() if keys.id in ids}
    return SubmissionRow(found.id, notebooks, found.timestamp, due)


def put_submission(
    connection: Connection, chapter: ChapterRows, student: str, timestamp: datetime | None
) -> SubmissionRow:
    """Find or insert a submission's row and those of its notebooks, and set its time stamp."""
    row = find_submission(connection, chapter, student)
    if row is None:
        row = _insert_submission(connection, chapter, student, timestamp)
    elif timestamp is not None and timestamp != row.timestamp:
        here = SUBMISSION.c.id == row.id
        connection.execute(update(SUBMISSION).where(here).values(timestamp=timestamp))
        row = replace(row, timestamp=timestamp)
    extension = tables.take_waiting_extension(connection, chapter.registered.name, student)
    if extension is not None:
        here = SUBMISSION.c.id == row.id
        connection.execute(update(SUBMISSION).where(here).values(extension=extension))
        row = replace(row, due=chapter.duedate and chapter.duedate + extension)
    for name, keys in chapter.notebooks.items():
        if name not in row.notebooks:
            row.notebooks[name] = uuid.uuid4().hex
            connection.execute(
                insert(NOTEBOOK).values(
                    id=row.notebooks[name], notebook_id=keys.id, assignment_id=row.id
                )
            )
    return row


def _insert_submission(
    connection: Connection, chapter: ChapterRows, student: str, timestamp: datetime | None
) -> SubmissionRow:
    if connection.execute(select(STUDENT.c.id).where(STUDENT.c.id == student)).first() is None:
        connection.execute(insert(STUDENT).values(id=student))
    row = SubmissionRow(uuid.uuid4().hex, {}, timestamp, chapter.duedate, is_new=True)
    connection.execute(
        insert(SUBMISSION).values(
            id=row.id,
            assignment_id=chapter.assignment_id,
            student_id=student,
            timestamp=timestamp,
        )
    )
    return row


def put_notebook(
    connection: Connection,
    chapter: ChapterRows,
    student: str,
    row: SubmissionRow,
    notebook: str,
    graded: GradedNotebook,
    before: Mapping[str, str],
) -> None:
    """Set the scores, comments and digests of answers of a notebook, whatever its outcome is.

    Args:
        notebook: its name.
        before: digests of the answers that were graded last, by cell.
    """
    cells, grades, answers = chapter.notebooks[notebook].graded, graded.grades, graded.answers
    unchanged = {cell for cell, digest in answers.items() if before.get(cell) == digest}
    if graded.outcome != "graded":
        grades = dict.fromkeys(cells, Grade(UNGRADED[graded.outcome]))
    if graded.outcome == "could not run":  # the answers may be the same: decisions stand
        answers, unchanged = dict(before), set(cells)
    tables.write_answers(connection, chapter.registered.name, notebook, student, answers)
    put_grades(connection, chapter, row, notebook, grades, unchanged)
    put_comments(connection, chapter, row, notebook, graded.comments)


def put_grades(
    connection: Connection,
    chapter: ChapterRows,
    row: SubmissionRow,
    notebook: str,
    grades: Mapping[str, Grade],
    unchanged: Collection[str] = (),
) -> None:
    """Set the automatic scores of a notebook's cells; keep manual scores.

    Args:
        notebook: its name.
        grades: by cell; a task has none.
        unchanged: cells whose answers have not changed since a human graded them.
    """
    keys = chapter.notebooks[notebook]
    known = {} if row.is_new else _read_existing(connection, GRADE, keys.graded, row, notebook)
    fresh, changed = [], []
    for name, cell_id in keys.graded.items():
        old = known.get(cell_id)
        auto_score = grades[name].auto_score if name in grades else None
        manual_score, waited = (old.manual_score, old.needs_manual_grade) if old else (None, False)
        values = {
            "auto_score": auto_score,
            "needs_manual_grade": needs_manual_grade(
                auto_score, manual_score, waited, name not in unchanged
            ),
        }
        if old is None:
            fresh.append(_make_key(row, notebook, cell_id) | values)
        else:
            changed.append({"row": old.id, **values})
    _write_rows(connection, GRADE, fresh, changed)


def put_comments(
    connection: Connection,
    chapter: ChapterRows,
    row: SubmissionRow,
    notebook: str,
    comments: Mapping[str, Comment],
) -> None:
    """Set the automatic comments on a notebook's cells; keep manual ones."""
    keys = chapter.notebooks[notebook]
    known = {} if row.is_new else _read_existing(connection, COMMENT, keys.commented, row, notebook)
    fresh, changed = [], []
    for name, cell_id in keys.commented.items():
        old, comment = known.get(cell_id), comments.get(name)
        values = {"auto_comment": comment.auto_comment if comment else None}
        if old is None:
            fresh.append(_make_key(row, notebook, cell_id) | values)
        elif comment:
            changed.append({"row": old.id, **values})
    _write_rows(connection, COMMENT, fresh, changed)


def put_late_penalty(
    connection: Connection,
    assign: AssignLatePenalties,
    student: str,
    row: SubmissionRow,
    notebook: str,
    score: float,
) -> None:
    """Set the late penalty of a notebook, which the configured plugin computes from its score."""
    seconds_late = count_seconds_late(row.timestamp, row.due, read_timezone(assign.config))
    penalty = compute_penalty(assign, student, score, seconds_late)
    write_penalty(connection, row.notebooks[notebook], penalty)


def _make_key(row: SubmissionRow, notebook: str, cell_id: str) -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "notebook_id": row.notebooks[notebook], "cell_id": cell_id}


def _read_existing(
    connection: Connection, table: Any, cells: dict[str, str], row: SubmissionRow, notebook: str
) -> dict[str, Any]:
    """Read a submitted notebook's rows by cell id; the query names the cells to use an index."""
    found = connection.execute(
        select(table).where(
            table.c.cell_id.in_(cells.values()),
            table.c.notebook_id == row.notebooks[notebook],
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
