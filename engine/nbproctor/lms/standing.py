"""Compute each student's standing in a chapter, for the export plugins in export.py.

A score that is not decided yet is None here and empty in a file, never 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from nbproctor.gradebook.grades import RegisteredChapter, StoredSubmission
from nbproctor.gradebook.reader import read_notebooks, read_submissions

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
    feedback: str = ""


def read_standings(connection: Connection, chapter: str, maximum: float) -> dict[str, Standing]:
    """Read the standing of every student who submitted a chapter, in a fixed number of queries."""
    notebooks = read_notebooks(connection, chapter)
    handed_in: dict[str, list[tuple[RegisteredChapter, StoredSubmission]]] = {}
    for rows in notebooks:
        for student, stored in read_submissions(connection, rows).items():
            handed_in.setdefault(student, []).append((rows.registered, stored))
    return {
        student: _build_standing(student, chapter, maximum, parts)
        for student, parts in handed_in.items()
    }


def _build_standing(
    student: str,
    chapter: str,
    maximum: float,
    parts: Sequence[tuple[RegisteredChapter, StoredSubmission]],
) -> Standing:
    """Compute a student's standing from the notebooks of a chapter."""
    score = float(sum(stored.score for _, stored in parts))
    penalty = float(sum(stored.late_penalty or 0.0 for _, stored in parts))
    broken = tuple(
        cell.name
        for registered, stored in parts
        for cell in registered.graded
        if cell.max_score
        and not cell.by_hand
        and cell.name in stored.grades
        and stored.grades[cell.name].points is None
    )
    by_hand = any(grade.needs_manual_grade for _, each in parts for grade in each.grades.values())
    undecided = COULD_NOT_RUN if broken else BY_HAND if by_hand else ""
    return Standing(
        student,
        chapter,
        maximum,
        score=None if undecided else max(0.0, score - penalty),
        undecided=undecided,
        raw_score=score,
        penalty=penalty,
        timestamp=parts[0][1].timestamp or "",
        broken=broken,
        feedback="" if undecided else _format_feedback([stored for _, stored in parts], penalty),
    )


def _format_feedback(parts: Iterable[StoredSubmission], penalty: float) -> str:
    """List the exercises that lost points, the manual comments and the late penalty."""
    said = []
    for stored in parts:
        for name, grade in sorted(stored.grades.items()):
            if grade.score < grade.max_score:
                exercise = name.removeprefix("test_")
                said.append(f"{exercise}: {grade.score:g} of {grade.max_score:g}")
        said += [
            f"{name}: {' '.join(comment.manual_comment.split())}"
            for name, comment in stored.comments.items()
            if comment.manual_comment
        ]
    if penalty:
        said.append(f"late: {penalty:g} off")
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
