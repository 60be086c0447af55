"""Represent the data of the report as values: chapters, submissions, marks and mistakes.

collect.py reads the values and page.py renders them.
"""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from nbproctor.gradebook.results import GradeResult

Status = Literal[
    "right", "partly right", "wrong", "not attempted", "to be graded by hand", "could not run"
]
STATUSES: tuple[Status, ...] = get_args(Status)

ConcernKind = Literal[
    "could not run",
    "ended its kernel",
    "took too long",
    "over a limit",
    "refused by the sandbox",
    "no notebook that can be read",
    "put right before grading",
    "other notes",
]
TALKING_POINTS = 3  # mistakes of a chapter to talk about in a lecture
CONCERNS: tuple[ConcernKind, ...] = get_args(ConcernKind)


@dataclass(frozen=True)
class Exercise:
    """A cell with points.

    Attributes:
        name: the name of the exercise, with that of its notebook if the chapter has several.
        by_hand: whether a human grades it.
    """

    name: str
    points: float
    by_hand: bool = False


@dataclass(frozen=True)
class Mark:
    """One student's result in an exercise.

    Attributes:
        score: the manual points, or else the automatic ones; None if there are none yet.
        mistake: the misconception or another reason for lost points; empty if unknown.
        named: whether `mistake` is a misconception that the course defines.
        failing: the names of the properties that fail.
        example: what the student's check says of the first of them; empty if it says nothing.
    """

    exercise: str
    status: Status
    score: float | None = None
    mistake: str = ""
    named: bool = False
    failing: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Concern:
    """A reason for staff to inspect a submission."""

    kind: ConcernKind
    text: str


@dataclass(frozen=True)
class Submission:
    """One student's submission for a chapter, and its result.

    Attributes:
        score: points so far, after the late penalty; None if grading failed.
        waits: whether an answer still has to be graded by hand.
        answers: the source of the answer cells, by exercise.
        cost: the result of the class run, with time and memory; None without a class run.
    """

    student: str
    score: float | None
    waits: bool = False
    marks: tuple[Mark, ...] = ()
    concerns: tuple[Concern, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    cost: GradeResult | None = None


@dataclass(frozen=True)
class Mistake:
    """A mistake in an exercise, and the students who made it.

    Attributes:
        failing: the properties that fail, each with the number of students.
        example: what the check of one of the students says.
    """

    exercise: str
    name: str
    named: bool
    students: tuple[str, ...]
    failing: tuple[tuple[str, int], ...]
    example: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter with its exercises, in the order of the notebooks, and its submissions."""

    name: str
    exercises: tuple[Exercise, ...]
    submissions: tuple[Submission, ...]

    @property
    def points(self) -> float:
        """The points of all exercises."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def scores(self) -> list[float]:
        """The scores of all submissions that have one, final or not."""
        return [each.score for each in self.submissions if each.score is not None]

    @property
    def mean(self) -> float | None:
        """The mean score; None if there is no score."""
        return statistics.fmean(self.scores) if self.scores else None

    @property
    def median(self) -> float | None:
        """The median score; None if there is no score."""
        return statistics.median(self.scores) if self.scores else None

    @property
    def waiting(self) -> int:
        """The number of submissions with answers that still have to be graded by hand."""
        return sum(each.waits for each in self.submissions)

    @property
    def could_not_run(self) -> int:
        """The number of submissions without a score because grading failed."""
        return sum(each.score is None for each in self.submissions)

    def statuses(self, exercise: str) -> dict[Status, int]:
        """Count the students by status of their answer; include statuses with no students."""
        counted = Counter(mark.status for mark in self.marks(exercise).values())
        return {status: counted[status] for status in STATUSES}

    def mean_share(self, exercise: Exercise) -> float | None:
        """Return the mean score of an exercise as a share of its points, from 0 to 1."""
        scores = [m.score for m in self.marks(exercise.name).values() if m.score is not None]
        return statistics.fmean(scores) / exercise.points if scores and exercise.points else None

    def marks(self, exercise: str) -> dict[str, Mark]:
        """Return the marks for an exercise, by student."""
        return {
            each.student: mark
            for each in self.submissions
            for mark in each.marks
            if mark.exercise == exercise
        }

    def mistakes(self) -> tuple[Mistake, ...]:
        """Return all mistakes: named ones first, then by descending number of students."""
        found: dict[tuple[str, str, bool], list[tuple[str, Mark]]] = {}
        for submission in self.submissions:
            for mark in submission.marks:
                if mark.mistake:
                    key = (mark.exercise, mark.mistake, mark.named)
                    found.setdefault(key, []).append((submission.student, mark))
        made = [_build_mistake(*key, marks) for key, marks in found.items()]
        return tuple(sorted(made, key=lambda m: (not m.named, -len(m.students), m.exercise)))

    def talking_points(self) -> tuple[Mistake, ...]:
        """Return the most common named mistakes: at most three, each made by two or more."""
        named = [each for each in self.mistakes() if each.named and len(each.students) > 1]
        return tuple(named[:TALKING_POINTS])


@dataclass(frozen=True)
class ClassData:
    """A class: the id of its course, the number of students, and the chapters."""

    course: str
    students: int
    chapters: tuple[Chapter, ...]

    def costs(self) -> list[tuple[GradeResult, str, str]]:
        """Return the known costs with student and chapter, slowest first."""
        costs = [
            (each.cost, each.student, chapter.name)
            for chapter in self.chapters
            for each in chapter.submissions
            if each.cost
        ]
        return sorted(costs, key=lambda each: -each[0].seconds)

    def concerns(self) -> dict[ConcernKind, list[tuple[str, str, str]]]:
        """Return student, chapter and text of all concerns by kind, most serious kind first."""
        found: dict[ConcernKind, list[tuple[str, str, str]]] = {kind: [] for kind in CONCERNS}
        for chapter in self.chapters:
            for submission in chapter.submissions:
                for concern in submission.concerns:
                    found[concern.kind].append((submission.student, chapter.name, concern.text))
        return {kind: sorted(rows) for kind, rows in found.items() if rows}


def to_json(data: ClassData) -> dict[str, Any]:
    """Represent a class for `report --json`; docs/commands.md describes the keys."""
    return {
        "course": data.course,
        "students": data.students,
        "assignments": [_chapter_to_json(chapter) for chapter in data.chapters],
        "concerns": [
            {"kind": kind, "student": student, "assignment": chapter, "text": text}
            for kind, rows in data.concerns().items()
            for student, chapter, text in rows
        ],
    }


def _chapter_to_json(chapter: Chapter) -> dict[str, Any]:
    return {
        "assignment": chapter.name,
        "points": chapter.points,
        "submissions": len(chapter.submissions),
        "waiting": chapter.waiting,
        "could_not_run": chapter.could_not_run,
        "mean": chapter.mean,
        "median": chapter.median,
        "exercises": [
            {
                "exercise": each.name,
                "points": each.points,
                "by_hand": each.by_hand,
                "mean_share": chapter.mean_share(each),
                "statuses": chapter.statuses(each.name),
            }
            for each in chapter.exercises
        ],
        "mistakes": [
            {
                "exercise": each.exercise,
                "mistake": each.name,
                "named": each.named,
                "students": each.students,
            }
            for each in chapter.mistakes()
        ],
    }


def _build_mistake(
    exercise: str, name: str, named: bool, marks: Sequence[tuple[str, Mark]]
) -> Mistake:
    failing = Counter(each for _, mark in marks for each in mark.failing)
    students = tuple(sorted(student for student, _ in marks))
    examples = [mark.example for _, mark in sorted(marks, key=lambda each: each[0]) if mark.example]
    example = examples[0] if examples else ""
    return Mistake(exercise, name, named, students, tuple(failing.most_common()), example)
