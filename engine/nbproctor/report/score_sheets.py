"""The scores of a whole chapter and what grading it cost, each read from the gradebook at once.

nbgrader's tables are used as they are: its model classes compute sums over the whole table with
every object. Works with SQLite and PostgreSQL alike.
"""

import json
from dataclasses import dataclass
from typing import Any

from nbgrader.api import Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, func, inspect, select

from nbproctor.gradebook.registered import ChapterRows
from nbproctor.gradebook.tables import course_run
from nbproctor.report.class_data import Cost

STUDENT = Student.__table__
SUBMISSION = SubmittedAssignment.__table__
NOTEBOOK = SubmittedNotebook.__table__
GRADE = Grade.__table__


@dataclass(frozen=True)
class CellScore:
    """One row of nbgrader's `grade`."""

    automatic: float | None
    manual: float | None
    extra_credit: float
    needs_manual_grade: bool

    @property
    def points(self) -> float | None:
        """As nbgrader has it: a human's score before the automatic one, extra credit on top."""
        points = self.automatic if self.manual is None else self.manual
        return None if points is None else points + self.extra_credit


@dataclass(frozen=True)
class ScoreSheet:
    """One submission: its scores by the name of the cell, and the penalty for lateness."""

    cells: dict[str, CellScore]
    penalty: float


@dataclass(frozen=True)
class RunRow:
    """What the class run recorded of a submission; see `nbproctor.gradebook.tables`."""

    outcome: str
    notes: tuple[str, ...]
    cost: Cost


def count_students(connection: Connection) -> int:
    """How many students the gradebook knows."""
    return int(connection.execute(select(func.count()).select_from(STUDENT)).scalar_one())


def read_sheets(connection: Connection, chapter: ChapterRows) -> dict[str, ScoreSheet]:
    """The scores of every submission of a chapter, by student."""
    rows = connection.execute(
        select(SUBMISSION.c.student_id, NOTEBOOK.c.id, NOTEBOOK.c.late_submission_penalty)
        .join(NOTEBOOK, NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .where(NOTEBOOK.c.notebook_id == chapter.notebook_id)
        .order_by(SUBMISSION.c.student_id)
    ).all()
    names = {cell_id: name for name, cell_id in chapter.graded.items()}
    cells: dict[str, dict[str, CellScore]] = {row.id: {} for row in rows}
    for grade in connection.execute(select(GRADE).where(GRADE.c.cell_id.in_(names))):
        if grade.notebook_id in cells:
            cells[grade.notebook_id][names[grade.cell_id]] = CellScore(
                grade.auto_score,
                grade.manual_score,
                grade.extra_credit or 0.0,
                bool(grade.needs_manual_grade),
            )
    return {
        row.student_id: ScoreSheet(cells[row.id], row.late_submission_penalty or 0.0)
        for row in rows
    }


def read_run_rows(connection: Connection, chapter: str) -> dict[str, RunRow]:
    """What the class run recorded, by student; empty where plain nbgrader graded."""
    if not inspect(connection).has_table(course_run.name):
        return {}
    columns = (course_run.c.student, course_run.c.outcome, course_run.c.result)
    rows = connection.execute(select(*columns).where(course_run.c.chapter == chapter))
    return {row.student: _run_row(row.outcome, json.loads(row.result)) for row in rows}


def _run_row(outcome: str, result: dict[str, Any]) -> RunRow:
    cost = Cost(result["seconds"], result.get("cpu_seconds"), result.get("peak_mib"))
    return RunRow(outcome, tuple(result["notes"]), cost)
