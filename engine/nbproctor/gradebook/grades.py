"""What the gradebook holds of a chapter and of a submission, as values.

A score that nobody has decided on yet is no score: it is None here and empty in a file, never 0.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class RegisteredCell:
    """A cell as the gradebook knows it since the chapter was registered."""

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
class RegisteredChapter:
    """What the gradebook holds of a chapter: one assignment with one notebook of its name."""

    name: str
    kernelspec: str | None
    cells: tuple[RegisteredCell, ...]
    graded: tuple[GradedCell, ...]
    commented: tuple[str, ...]


@dataclass
class Grade:
    """What a submission has for a grade cell or a task: a row of nbgrader's `grade`.

    Attributes:
        auto_score, manual_score: None where no score was given.
        max_score: the points of the cell.
    """

    auto_score: float | None = None
    manual_score: float | None = None
    needs_manual_grade: bool = True
    extra_credit: float = 0.0
    max_score: float = 0.0

    @property
    def points(self) -> float | None:
        """A human's score before the automatic one, plus extra credit; None where there is none.

        >>> Grade(auto_score=2.0, manual_score=3.0, extra_credit=0.5).points
        3.5
        """
        points = self.auto_score if self.manual_score is None else self.manual_score
        return None if points is None else points + self.extra_credit

    @property
    def score(self) -> float:
        """The points as nbgrader sums them up: 0 where there are none."""
        return self.points or 0.0


@dataclass
class Comment:
    """What a submission has for a cell with comments: a row of nbgrader's `comment`."""

    auto_comment: str | None = None
    manual_comment: str | None = None

    @property
    def comment(self) -> str | None:
        """A human's comment before the automatic one."""
        return self.auto_comment if self.manual_comment is None else self.manual_comment


@dataclass(frozen=True)
class StoredSubmission:
    """A submission as the gradebook has it.

    Attributes:
        grades, comments: by the name of the cell.
        late_penalty: points taken off for lateness; None where none was set.
        timestamp: when it was handed in, in UTC.
    """

    grades: dict[str, Grade] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    late_penalty: float | None = None
    timestamp: datetime | None = None

    @property
    def score(self) -> float:
        """The points so far, without the penalty."""
        return sum(grade.score for grade in self.grades.values())
