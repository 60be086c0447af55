"""Dump a gradebook as plain data, to compare gradebooks with each other.

    python -m nbproctor.testing.gradebook_dump FOLDER

nbgrader's primary keys are random, so the keys here are student, assignment, notebook and cell.
This module queries the database directly and does not use the code under test.
"""

import json
import sys
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Connection, column, create_engine, inspect, select, table

# Fields of a result that differ between runs, or that the keys already contain.
LEFT_OUT = {
    "seconds",
    "cpu_seconds",
    "peak_mib",
    "kept",
    "waits",
    "notebooks",
    "student",
    "chapter",
}
RUNS = table(
    "course_run", *map(column, ("chapter", "student", "outcome", "times_graded", "result"))
)


def dump(address: str) -> dict[str, Any]:
    """Read all assignments and submissions of the gradebook at a database URL.

    Returns:
        `assignments`: the due date of each, and its points by notebook and cell.
        `submissions`: by student and assignment, see `_read_submissions`.
    """
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            made = {
                "assignments": _read_assignments(connection),
                "submissions": _read_submissions(connection),
            }
            if inspect(engine).has_table("course_run"):
                for row in connection.execute(select(RUNS)):
                    submission = made["submissions"][row.student][row.chapter]
                    result = json.loads(row.result)
                    submission["run"] = {
                        "outcome": row.outcome,
                        "times_graded": row.times_graded,
                        **{name: result[name] for name in result.keys() - LEFT_OUT},
                    }
    finally:
        engine.dispose()
    return made


def _read_assignments(connection: Connection) -> dict[str, Any]:
    assignment, notebook, cell = Assignment.__table__, Notebook.__table__, BaseCell.__table__
    made: dict[str, Any] = {
        row.name: {"due": row.duedate and str(row.duedate), "notebooks": {}}
        for row in connection.execute(select(assignment))
    }
    for graded in (GradeCell.__table__, TaskCell.__table__):
        rows = connection.execute(
            select(
                assignment.c.name.label("assignment"),
                notebook.c.name.label("notebook"),
                cell.c.name,
                graded.c.max_score,
            )
            .join(notebook, notebook.c.assignment_id == assignment.c.id)
            .join(cell, cell.c.notebook_id == notebook.c.id)
            .join(graded, graded.c.id == cell.c.id)
        )
        for row in rows:
            points = made[row.assignment]["notebooks"].setdefault(row.notebook, {})
            points[row.name] = row.max_score
    return made


def _read_submissions(connection: Connection) -> dict[str, Any]:
    """Read each submission's time stamp and extension, and the results of its notebooks.

    The result of a notebook is its late penalty, its flag, and its grades and comments by cell.
    A grade is [automatic score, manual score, extra credit, needs manual grade]. A comment is
    [automatic, manual].
    """
    submission, notebook = SubmittedAssignment.__table__, SubmittedNotebook.__table__
    made: dict[str, Any] = {}
    by_id: dict[str, Any] = {}
    rows = connection.execute(
        select(
            submission.c.student_id,
            Assignment.__table__.c.name.label("assignment"),
            submission.c.timestamp,
            submission.c.extension,
            Notebook.__table__.c.name.label("notebook"),
            notebook.c.id,
            notebook.c.late_submission_penalty,
            notebook.c.flagged,
        )
        .join(Assignment.__table__, Assignment.__table__.c.id == submission.c.assignment_id)
        .join(notebook, notebook.c.assignment_id == submission.c.id)
        .join(Notebook.__table__, Notebook.__table__.c.id == notebook.c.notebook_id)
    )
    for row in rows:
        here = made.setdefault(row.student_id, {}).setdefault(
            row.assignment,
            {
                "timestamp": row.timestamp and str(row.timestamp),
                "extension": row.extension and str(row.extension),
                "notebooks": {},
            },
        )
        here["notebooks"][row.notebook] = by_id[row.id] = {
            "late_penalty": row.late_submission_penalty,
            "flagged": bool(row.flagged),
            "grades": {},
            "comments": {},
        }
    cell = BaseCell.__table__
    for name, of_cells, columns in (
        (
            "grades",
            Grade.__table__,
            ("auto_score", "manual_score", "extra_credit", "needs_manual_grade"),
        ),
        ("comments", Comment.__table__, ("auto_comment", "manual_comment")),
    ):
        rows = connection.execute(
            select(of_cells, cell.c.name).join(cell, cell.c.id == of_cells.c.cell_id)
        )
        for each in rows.mappings():
            by_id[each["notebook_id"]][name][each["name"]] = [each[of] for of in columns]
    return made


def format_dump(dumped: dict[str, Any]) -> str:
    """Format a dump as sorted JSON with one submission on each line."""
    parts = [f'"assignments": {json.dumps(dumped["assignments"], sort_keys=True)}']
    students = []
    for student, submissions in sorted(dumped["submissions"].items()):
        lines = [
            f" {json.dumps(name)}: {json.dumps(each, sort_keys=True)}"
            for name, each in sorted(submissions.items())
        ]
        students.append(f"{json.dumps(student)}: {{\n" + ",\n".join(lines) + "}")
    parts.append('"submissions": {\n' + ",\n".join(students) + "}")
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    print(format_dump(dump(f"sqlite:///{Path(sys.argv[1]).resolve() / 'gradebook.db'}")), end="")
