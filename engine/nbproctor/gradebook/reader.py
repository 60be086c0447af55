"""Read registered chapters and submissions from nbgrader's tables.

nbgrader's model classes compute sums over a whole table for every object. This module queries the
tables directly: the cost of reading a submission does not depend on the size of the class, and a
chapter takes a fixed number of queries. It works with SQLite and PostgreSQL.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.api import (
    Comment as CommentTable,
)
from nbgrader.api import (
    Grade as GradeTable,
)
from sqlalchemy import Connection, func, select

from nbproctor.errors import CourseError, program
from nbproctor.gradebook.grades import (
    Comment,
    Grade,
    GradedCell,
    RegisteredCell,
    RegisteredChapter,
    RegisteredNotebook,
    StoredNotebook,
    StoredSubmission,
)

ASSIGNMENT = Assignment.__table__
STUDENT = Student.__table__
SUBMISSION = SubmittedAssignment.__table__
NOTEBOOK = SubmittedNotebook.__table__
GRADE = GradeTable.__table__
COMMENT = CommentTable.__table__


@dataclass(frozen=True)
class NotebookRows:
    """The keys of a registered notebook's rows.

    Attributes:
        id: the id of the notebook.
        graded, commented: ids of its cells, by name.
    """

    id: str
    graded: dict[str, str]
    commented: dict[str, str]


@dataclass(frozen=True)
class ChapterRows:
    """A registered chapter, and the keys of its rows in the gradebook.

    Attributes:
        duedate: in UTC, or None.
        notebooks: the keys of its notebooks, by name.
    """

    registered: RegisteredChapter
    assignment_id: str
    duedate: datetime | None
    notebooks: dict[str, NotebookRows]


def read_chapter(connection: Connection, chapter: str) -> ChapterRows:
    """Read a registered chapter.

    Raises:
        CourseError: the chapter is not registered.
    """
    found = find_chapter(connection, chapter)
    if found is not None:
        return found
    raise CourseError(
        f"assignment {chapter} is not in the gradebook: run `{program()} grade {chapter}`, "
        f"which registers it, or `nbgrader generate_assignment {chapter}`."
    )


def find_chapter(connection: Connection, chapter: str) -> ChapterRows | None:
    """Read a registered chapter; None if the gradebook has no notebook of it."""
    rows = connection.execute(
        select(
            Notebook.id.label("id"),
            Notebook.name.label("name"),
            Assignment.id.label("assignment_id"),
            Assignment.duedate.label("duedate"),
            Notebook.kernelspec.label("kernelspec"),
        )
        .join(Assignment, Notebook.assignment_id == Assignment.id)
        .where(Assignment.name == chapter)
        .order_by(Notebook.name)
    ).all()
    if not rows:
        return None
    notebooks, keys = [], {}
    for row in rows:
        graded, commented = _read_cells(connection, row.id)
        notebooks.append(
            RegisteredNotebook(
                row.name,
                row.kernelspec,
                _read_source_cells(connection, row.id),
                tuple(cell for cell, _ in graded),
                tuple(commented),
            )
        )
        keys[row.name] = NotebookRows(row.id, {c.name: cell_id for c, cell_id in graded}, commented)
    registered = RegisteredChapter(chapter, tuple(notebooks))
    return ChapterRows(registered, rows[0].assignment_id, rows[0].duedate, keys)


def _read_source_cells(connection: Connection, notebook_id: str) -> tuple[RegisteredCell, ...]:
    cells = SourceCell.__table__
    rows = connection.execute(
        select(cells).where(cells.c.notebook_id == notebook_id).order_by(cells.c.name)
    )
    return tuple(
        RegisteredCell(row.name, row.cell_type, row.locked, row.source, row.checksum)
        for row in rows
    )


def _read_cells(
    connection: Connection, notebook_id: str
) -> tuple[list[tuple[GradedCell, str]], dict[str, str]]:
    """Read the cells with points, each with its id, and the ids of cells with comments."""
    base, graded, commented = BaseCell.__table__, [], {}
    solutions = SolutionCell.__table__
    rows = connection.execute(
        select(base.c.name, base.c.id)
        .join(solutions, solutions.c.id == base.c.id)
        .where(base.c.notebook_id == notebook_id)
        .order_by(base.c.name)
    )
    answers = {row.name: row.id for row in rows}
    for kind, task in ((GradeCell.__table__, False), (TaskCell.__table__, True)):
        rows = connection.execute(
            select(base.c.name, kind.c.id, kind.c.max_score, kind.c.cell_type)
            .join(kind, kind.c.id == base.c.id)
            .where(base.c.notebook_id == notebook_id)
            .order_by(base.c.name)
        )
        for row in rows:
            answer = row.name in answers
            cell = GradedCell(row.name, row.max_score, row.cell_type, task, answer)
            graded.append((cell, row.id))
            if task:
                commented[row.name] = row.id
    return graded, commented | answers


def read_submissions(
    connection: Connection, chapter: ChapterRows, student: str | None = None
) -> dict[str, StoredSubmission]:
    """Read all submissions of a chapter, or only that of one student.

    Returns:
        Submissions by student, sorted.
    """
    found = (
        select(
            SUBMISSION.c.student_id,
            SUBMISSION.c.timestamp,
            Notebook.name.label("notebook"),
            NOTEBOOK.c.id,
            NOTEBOOK.c.late_submission_penalty,
        )
        .join(NOTEBOOK, NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .join(Notebook, Notebook.id == NOTEBOOK.c.notebook_id)
        .where(SUBMISSION.c.assignment_id == chapter.assignment_id)
        .order_by(SUBMISSION.c.student_id, Notebook.name)
    )
    if student is not None:
        found = found.where(SUBMISSION.c.student_id == student)
    rows = connection.execute(found).all()
    only = None if student is None else [row.id for row in rows]
    stored: dict[str, StoredNotebook] = {}  # by the id of the submitted notebook
    for registered in chapter.registered.notebooks:
        keys = chapter.notebooks[registered.name]
        points = {cell.name: float(cell.max_score) for cell in registered.graded}
        grades = _read_by_notebook(connection, GRADE, keys.graded, only)
        comments = _read_by_notebook(connection, COMMENT, keys.commented, only)
        for row in rows:
            if row.notebook == registered.name:
                stored[row.id] = StoredNotebook(
                    {
                        name: Grade(
                            grade.auto_score,
                            grade.manual_score,
                            bool(grade.needs_manual_grade),
                            grade.extra_credit or 0.0,
                            points[name],
                        )
                        for name, grade in grades.get(row.id, {}).items()
                    },
                    {
                        name: Comment(comment.auto_comment, comment.manual_comment)
                        for name, comment in comments.get(row.id, {}).items()
                    },
                    row.late_submission_penalty,
                )
    submissions: dict[str, StoredSubmission] = {}
    for row in rows:
        submission = submissions.setdefault(
            row.student_id, StoredSubmission(timestamp=row.timestamp)
        )
        submission.notebooks[row.notebook] = stored[row.id]
    return submissions


def _read_by_notebook(
    connection: Connection, table: Any, cells: Mapping[str, str], notebooks: Collection[str] | None
) -> dict[str, dict[str, Any]]:
    """Read rows by the id of the submitted notebook and the name of the cell, in cell order.

    The query names the cells so that the database uses its index.

    Args:
        notebooks: ids of the submitted notebooks; None for all.
    """
    rows = select(table).where(table.c.cell_id.in_(cells.values()))
    if notebooks is not None:
        rows = rows.where(table.c.notebook_id.in_(notebooks))
    found: dict[str, dict[str, Any]] = {}
    for row in connection.execute(rows):
        found.setdefault(row.notebook_id, {})[row.cell_id] = row
    return {
        notebook: {name: by_cell[cell] for name, cell in cells.items() if cell in by_cell}
        for notebook, by_cell in found.items()
    }


def read_student_ids(connection: Connection) -> set[str]:
    """Return the names of all students."""
    return set(connection.execute(select(STUDENT.c.id)).scalars())


def read_course_ids(connection: Connection) -> set[str]:
    """Return the ids of all courses that have an assignment in the gradebook."""
    return set(connection.execute(select(ASSIGNMENT.c.course_id)).scalars())


def count_students(connection: Connection) -> int:
    """Count the students in the gradebook."""
    return int(connection.execute(select(func.count()).select_from(STUDENT)).scalar_one())
