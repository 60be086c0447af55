"""What the gradebook holds of a registered chapter: its cells, their ids, their points."""

from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import (
    Assignment,
    BaseCell,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    TaskCell,
)
from sqlalchemy import Connection, select

from nbproctor.errors import CourseError, program
from nbproctor.gradebook.loose_gradebook import GradedCell, RegisteredCell, RegisteredChapter


@dataclass(frozen=True)
class ChapterRows:
    """The keys of a chapter's rows in the gradebook, and what a worker needs of them.

    Attributes:
        duedate: in UTC, or None.
        graded, commented: id of each cell by its name.
    """

    registered: RegisteredChapter
    assignment_id: str
    notebook_id: str
    duedate: datetime | None
    graded: dict[str, str]
    commented: dict[str, str]


def read_chapter(connection: Connection, chapter: str) -> ChapterRows:
    """Read a registered chapter.

    Raises:
        CourseError: it is not registered.
    """
    notebook = connection.execute(
        select(
            Notebook.id.label("id"),
            Assignment.id.label("assignment_id"),
            Assignment.duedate.label("duedate"),
            Notebook.kernelspec.label("kernelspec"),
        )
        .join(Assignment, Notebook.assignment_id == Assignment.id)
        .where(Assignment.name == chapter, Notebook.name == chapter)
    ).one_or_none()
    if notebook is None:
        raise CourseError(
            f"chapter {chapter} is not in the gradebook: run `{program()} grade {chapter}`, "
            f"which registers it, or `nbgrader generate_assignment {chapter}`."
        )
    graded, commented = _cells(connection, notebook.id)
    return ChapterRows(
        RegisteredChapter(
            chapter,
            notebook.kernelspec,
            _source_cells(connection, notebook.id),
            tuple(cell for cell, _ in graded),
            tuple(commented),
        ),
        notebook.assignment_id,
        notebook.id,
        notebook.duedate,
        {cell.name: cell_id for cell, cell_id in graded},
        commented,
    )


def _source_cells(connection: Connection, notebook_id: str) -> tuple[RegisteredCell, ...]:
    cells = SourceCell.__table__
    rows = connection.execute(
        select(cells).where(cells.c.notebook_id == notebook_id).order_by(cells.c.name)
    )
    return tuple(
        RegisteredCell(row.name, row.cell_type, row.locked, row.source, row.checksum)
        for row in rows
    )


def _cells(
    connection: Connection, notebook_id: str
) -> tuple[list[tuple[GradedCell, str]], dict[str, str]]:
    """Cells that have points, each with its id, and the ids of those that have comments."""
    base, graded, commented = BaseCell.__table__, [], {}
    for kind, task in ((GradeCell.__table__, False), (TaskCell.__table__, True)):
        rows = connection.execute(
            select(base.c.name, kind.c.id, kind.c.max_score, kind.c.cell_type)
            .join(kind, kind.c.id == base.c.id)
            .where(base.c.notebook_id == notebook_id)
            .order_by(base.c.name)
        )
        for row in rows:
            graded.append((GradedCell(row.name, row.max_score, row.cell_type, task), row.id))
            if task:
                commented[row.name] = row.id
    solutions = SolutionCell.__table__
    rows = connection.execute(
        select(base.c.name, base.c.id)
        .join(solutions, solutions.c.id == base.c.id)
        .where(base.c.notebook_id == notebook_id)
        .order_by(base.c.name)
    )
    return graded, commented | {row.name: row.id for row in rows}
