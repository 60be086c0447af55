"""How a student stands in a chapter, as the gradebook knows it: for the plugins of export.py.

A score that nobody has decided on yet is no score. It is None here and empty in a file, never 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import selectinload

COULD_NOT_RUN = "could not run"
BY_HAND = "wait to be graded by hand"
NOT_HANDED_IN = "not handed in"
LISTED = 5


@dataclass(frozen=True)
class Standing:
    """One student's chapter.

    Attributes:
        student: as nbgrader knows the student.
        chapter: name of the assignment.
        maximum: points of the chapter.
        score: points after the penalty for lateness; None where they are not decided.
        undecided: why there is no score: `COULD_NOT_RUN`, `BY_HAND` or `NOT_HANDED_IN`.
        raw_score: points so far, before the penalty.
        penalty: points taken off for lateness.
        timestamp: when it was handed in.
        broken: grade cells that have no score because grading them broke.
        feedback: points by exercise, and the comments of whoever graded by hand.
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


def standings(gradebook: Gradebook, chapter: Assignment) -> dict[str, Standing]:
    """Read a chapter of all students who handed it in, in a few queries however many they are.

    nbgrader's `score`, `max_score`, `late_submission_penalty` and `needs_manual_grade` are a query
    each time, over all grades: they are put together here from what was read.
    """
    graded = selectinload(SubmittedAssignment.notebooks)
    submissions = (
        gradebook.db.query(SubmittedAssignment)
        .filter(SubmittedAssignment.assignment_id == chapter.id)
        .options(graded.selectinload(SubmittedNotebook.grades).selectinload(Grade.cell))
        .options(graded.selectinload(SubmittedNotebook.comments).selectinload(Comment.cell))
    )
    maximum = float(chapter.max_score)
    return {each.student_id: _standing(each, chapter.name, maximum) for each in submissions}


def _standing(submission: SubmittedAssignment, chapter: str, maximum: float) -> Standing:
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    penalties = (notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)
    penalty = float(sum(penalties))
    score = float(sum(grade.score for grade in grades))
    broken = tuple(_broken(grades))
    by_hand = any(grade.needs_manual_grade for grade in grades)
    undecided = COULD_NOT_RUN if broken else BY_HAND if by_hand else ""
    return Standing(
        submission.student_id,
        chapter,
        maximum,
        score=None if undecided else max(0.0, score - penalty),
        undecided=undecided,
        raw_score=score,
        penalty=penalty,
        timestamp=submission.timestamp or "",
        broken=broken,
        feedback="" if undecided else _feedback(submission, penalty),
    )


def _broken(grades: Iterable[Grade]) -> Iterable[str]:
    for grade in grades:
        scored = grade.auto_score is not None or grade.manual_score is not None
        if grade.cell.cell_type == "code" and grade.cell.max_score > 0 and not scored:
            yield grade.cell.name


def _feedback(submission: SubmittedAssignment, penalty: float) -> str:
    """The points of every exercise that lost some, a penalty, and what was said by hand."""
    said = []
    for notebook in submission.notebooks:
        for grade in sorted(notebook.grades, key=lambda each: str(each.cell.name)):
            if grade.score < grade.cell.max_score:
                name = grade.cell.name.removeprefix("test_")
                said.append(f"{name}: {grade.score:g} of {grade.cell.max_score:g}")
        said += [
            f"{comment.cell.name}: {' '.join(comment.manual_comment.split())}"
            for comment in notebook.comments
            if comment.manual_comment
        ]
    if penalty:
        said.append(f"late: {penalty:g} off")
    return "; ".join(said)


def undecided_notes(standings: Iterable[Standing]) -> list[str]:
    """A line for each chapter and reason for which scores are left empty, with the students."""
    students: dict[tuple[str, str], list[str]] = {}
    for each in standings:
        if each.undecided:
            students.setdefault((each.chapter, each.undecided), []).append(each.student)
    return [
        f"{chapter}: left empty for {listed(names)}: {reason}."
        for (chapter, reason), names in students.items()
    ]


def listed(names: list[str]) -> str:
    """Names in a line, and how many more there are.

    >>> listed(["ada", "bo", "cy", "di", "ed", "flo"])
    'ada, bo, cy, di, ed and 1 more'
    """
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more
