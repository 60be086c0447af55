"""Represent the gradebook's chapters, submissions, grades and comments as values.

A chapter is an assignment with one or more notebooks. The name of a cell is unique only within its
notebook, so grades and comments are kept by notebook and cell. A score that is not decided yet is
None here and empty in a file, never 0.
"""

import math
from collections.abc import Sized
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# Automatic score of all cells of a notebook that was not graded; without one a human must look.
UNGRADED = {"missing": 0.0, "unreadable": None, "could not run": None}


@dataclass(frozen=True)
class RegisteredCell:
    """A cell as registered in the gradebook."""

    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str


@dataclass(frozen=True)
class GradedCell:
    """A cell that has points: a grade cell or a task.

    Attributes:
        answer: whether the student writes into it.
    """

    name: str
    max_score: float
    cell_type: str
    task: bool = False
    answer: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether a human grades it: a task, or an answer of text or code."""
        return self.task or self.answer or self.cell_type != "code"


@dataclass(frozen=True)
class RegisteredNotebook:
    """A notebook of a chapter as registered in the gradebook."""

    name: str
    kernelspec: str | None
    cells: tuple[RegisteredCell, ...]
    graded: tuple[GradedCell, ...]
    commented: tuple[str, ...]


@dataclass(frozen=True)
class RegisteredChapter:
    """A chapter in the gradebook: an assignment, and its notebooks in the order of their names."""

    name: str
    notebooks: tuple[RegisteredNotebook, ...]

    @property
    def notebook_names(self) -> list[str]:
        """The names of the notebooks."""
        return [notebook.name for notebook in self.notebooks]


def label_cell(cell: str, notebook: str, notebooks: Sized) -> str:
    """Name a cell or an exercise for readers: with its notebook, if the chapter has several.

    >>> label_cell("add", "part1", ["part1", "part2"]), label_cell("add", "sums", ["sums"])
    ('part1/add', 'add')
    """
    return f"{notebook}/{cell}" if len(notebooks) > 1 else cell


def label_text(text: str, notebook: str, notebooks: Sized) -> str:
    """Put the name of the notebook before a sentence, if the chapter has several.

    >>> label_text("nothing attempted", "part1", ["part1", "part2"])
    'part1: nothing attempted'
    """
    return f"{notebook}: {text}" if len(notebooks) > 1 else text


@dataclass
class Grade:
    """A submission's grade for a grade cell or a task: a row of nbgrader's table `grade`.

    Attributes:
        auto_score, manual_score: None if no score was given.
        max_score: the points of the cell.
    """

    auto_score: float | None = None
    manual_score: float | None = None
    needs_manual_grade: bool = True
    extra_credit: float = 0.0
    max_score: float = 0.0

    @property
    def points(self) -> float | None:
        """The manual score, or else the automatic one, plus extra credit; None if there is none.

        >>> Grade(auto_score=2.0, manual_score=3.0, extra_credit=0.5).points
        3.5
        """
        points = self.auto_score if self.manual_score is None else self.manual_score
        return None if points is None else points + self.extra_credit

    @property
    def score(self) -> float:
        """The points as nbgrader sums them up: 0 if there are none."""
        return self.points or 0.0


@dataclass
class Comment:
    """A submission's comment on a cell: a row of nbgrader's table `comment`."""

    auto_comment: str | None = None
    manual_comment: str | None = None

    @property
    def comment(self) -> str | None:
        """The manual comment, or else the automatic one."""
        return self.auto_comment if self.manual_comment is None else self.manual_comment


@dataclass(frozen=True)
class GradedNotebook:
    """The result of grading one notebook of a submission.

    Attributes:
        outcome: "graded", "missing", "unreadable" or "could not run".
        grades, comments: by cell, with the values that nbgrader sets.
        answers: digests of the answers, by graded cell.
    """

    outcome: str
    grades: dict[str, Grade] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can represent: scores, comments and digests by cell."""
        return {
            "outcome": self.outcome,
            "scores": {name: grade.auto_score for name, grade in self.grades.items()},
            "comments": {name: each.auto_comment for name, each in self.comments.items()},
            "answers": self.answers,
        }

    @classmethod
    def from_dict(cls, data: Any) -> "GradedNotebook":
        """Read what `to_dict` returned, in a process that read the student's files.

        Raises:
            ValueError: it is something else.
        """
        try:
            scores, comments, answers = data["scores"], data["comments"], data["answers"]
            return cls(
                require_text(data["outcome"]),
                {
                    require_text(name): Grade(None if s is None else require_number(s))
                    for name, s in scores.items()
                },
                {
                    require_text(name): Comment(None if c is None else require_text(c))
                    for name, c in comments.items()
                },
                {require_text(name): require_text(each) for name, each in answers.items()},
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"no graded notebook: {error}") from None


def require_number(value: Any) -> float:
    """Return a finite number.

    Raises:
        ValueError, OverflowError: it is something else.
    """
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)


def require_text(value: Any) -> str:
    """Return a text that a database and a file can hold.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, str):
        raise ValueError(f"{value!r} is no text")
    value.encode()  # UnicodeEncodeError is a ValueError
    if "\0" in value:
        raise ValueError("a text has a character with the code 0")
    return value


def needs_manual_grade(
    auto_score: float | None, manual_score: float | None, waited: bool, changed: bool
) -> bool:
    """Return whether a human has to grade a cell that was graded automatically just now.

    A human's score stands, unless the answer has changed since.

    Args:
        auto_score: the new automatic score; None if there is none.
        manual_score: the human's score of before; None if there is none.
        waited: whether the cell waited for a human before.
        changed: whether its answer has changed.
    """
    return auto_score is None if manual_score is None else waited or changed


@dataclass(frozen=True)
class StoredNotebook:
    """A notebook of a submission as stored in the gradebook.

    Attributes:
        grades, comments: by the name of the cell.
        late_penalty: points deducted for lateness; None if no penalty was set.
    """

    grades: dict[str, Grade] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    late_penalty: float | None = None

    @property
    def score(self) -> float:
        """The sum of the points so far, before the penalty."""
        return sum(grade.score for grade in self.grades.values())

    @property
    def waiting(self) -> list[str]:
        """The names of the cells that a human still has to grade."""
        return [name for name, grade in self.grades.items() if grade.needs_manual_grade]


@dataclass(frozen=True)
class StoredSubmission:
    """A submission as stored in the gradebook.

    Attributes:
        notebooks: by name.
        timestamp: time of submission, in UTC.
    """

    notebooks: dict[str, StoredNotebook] = field(default_factory=dict)
    timestamp: datetime | None = None

    @property
    def score(self) -> float:
        """The sum of the points of all notebooks so far, before the penalties."""
        return float(sum(notebook.score for notebook in self.notebooks.values()))

    @property
    def late_penalty(self) -> float:
        """The sum of the penalties of all notebooks; 0 if there are none."""
        return float(sum(notebook.late_penalty or 0.0 for notebook in self.notebooks.values()))
