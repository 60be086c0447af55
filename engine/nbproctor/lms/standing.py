"""Compute each student's standing in a chapter, for the export plugins in export.py.

A score that is not decided yet is None here and empty in a file, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from nbproctor.gradebook.grades import (
    RegisteredChapter,
    StoredSubmission,
    label_cell,
)
from nbproctor.gradebook.reader import find_chapter, read_submissions

COULD_NOT_RUN = "could not run"
BY_HAND = "wait to be graded by hand"
NOT_HANDED_IN = "not handed in"
LISTED = 5


@dataclass(frozen=True)
class Standing:
    """One student's result in a chapter.

    Attributes:
        student: the student's id in nbgrader.
        chapter: the name of the assignment.
        maximum: points of the chapter.
        score: points after the late penalty; None if they are not decided.
        undecided: why there is no score: `COULD_NOT_RUN`, `BY_HAND` or `NOT_HANDED_IN`.
        raw_score: points so far, before the late penalty.
        penalty: points deducted for lateness.
        timestamp: time of submission.
        broken: grade cells without a score because grading them failed.
        cells: points of each graded cell by label, with extra credit; None if undecided.
        feedback: the exercises that lost points, and the manual comments.
    """

    student: str
    chapter: str
    maximum: float
    score: float | None = None
    undecided: str = NOT_HANDED_IN
    raw_score: float = 0.0
    penalty: float = 0.0
    timestamp: object = ""
    broken: tuple[str, ...] = ()
    cells: Mapping[str, float | None] = field(default_factory=dict)
    feedback: str = ""


def read_standings(connection: Connection, chapter: str, maximum: float) -> dict[str, Standing]:
    """Read the standing of every student who submitted a chapter, in a fixed number of queries."""
    rows = find_chapter(connection, chapter)
    if rows is None:
        return {}
    return {
        student: _build_standing(student, rows.registered, maximum, stored)
        for student, stored in read_submissions(connection, rows).items()
    }


def list_cells(connection: Connection, chapter: str) -> list[str]:
    """List the labels of the cells of a chapter that can have points."""
    rows = find_chapter(connection, chapter)
    if rows is None:
        return []
    notebooks = rows.registered.notebooks
    return [
        label_cell(cell.name, notebook.name, notebooks)
        for notebook in notebooks
        for cell in notebook.graded
        if cell.max_score or cell.by_hand
    ]


def _build_standing(
    student: str, chapter: RegisteredChapter, maximum: float, stored: StoredSubmission
) -> Standing:
    """Compute a student's standing from the notebooks of a chapter."""
    score, penalty = stored.score, stored.late_penalty
    found = [
        (label_cell(cell.name, notebook.name, chapter.notebooks), cell, grade)
        for notebook in chapter.notebooks
        if notebook.name in stored.notebooks
        for cell in notebook.graded
        if (grade := stored.notebooks[notebook.name].grades.get(cell.name))
    ]
    broken = tuple(
        name
        for name, cell, grade in found
        if cell.max_score and not cell.by_hand and grade.points is None
    )
    by_hand = any(grade.needs_manual_grade for _, _, grade in found)
    undecided = COULD_NOT_RUN if broken else BY_HAND if by_hand else ""
    return Standing(
        student,
        chapter.name,
        maximum,
        score=None if undecided else max(0.0, score - penalty),
        undecided=undecided,
        raw_score=score,
        penalty=penalty,
        timestamp=stored.timestamp or "",
        broken=broken,
        cells={
            name: None if grade.needs_manual_grade else grade.points for name, _, grade in found
        },
        feedback="" if undecided else _format_feedback(chapter, stored),
    )


def _format_feedback(chapter: RegisteredChapter, stored: StoredSubmission) -> str:
    """List the exercises that lost points, the manual comments and the late penalty."""
    said = []
    for notebook, each in stored.notebooks.items():
        for name, grade in sorted(each.grades.items()):
            if grade.score < grade.max_score:
                exercise = label_cell(name.removeprefix("test_"), notebook, chapter.notebooks)
                said.append(f"{exercise}: {grade.score:g} of {grade.max_score:g}")
        said += [
            f"{label_cell(name, notebook, chapter.notebooks)}: "
            f"{' '.join(comment.manual_comment.split())}"
            for name, comment in each.comments.items()
            if comment.manual_comment
        ]
    if stored.late_penalty:
        said.append(f"late: {stored.late_penalty:g} off")
    return "; ".join(said)


def describe_undecided(standings: Iterable[Standing]) -> list[str]:
    """Write one line for each chapter and reason that leaves scores empty, with the students."""
    students: dict[tuple[str, str], list[str]] = {}
    for each in standings:
        if each.undecided:
            students.setdefault((each.chapter, each.undecided), []).append(each.student)
    return [
        f"{chapter}: left empty for {join_names(names)}: {reason}."
        for (chapter, reason), names in students.items()
    ]


def join_names(names: list[str]) -> str:
    """Join the first names to a line, and add the number of the others.

    >>> join_names(["ada", "bo", "cy", "di", "ed", "flo"])
    'ada, bo, cy, di, ed and 1 more'
    """
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more
