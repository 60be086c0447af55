"""What came of grading a submission: the row that `grade` prints and the gradebook keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nbproctor.gradebook.grades import Grade, RegisteredChapter


@dataclass(frozen=True)
class GradeResult:
    """One row of the table.

    Attributes:
        score: automatic points, or None where the submission could not be graded.
        possible: automatic points of the chapter.
        by_hand: points of answers that wait for a human.
        failed: what failed, in a phrase each.
        notes: what was unusual about the submission.
        seconds, cpu_seconds: wall and processor time of grading it, its kernels' included.
        peak_mib: the most memory that the worker had used by then. None for both where an earlier
            version did not record them.
        kept: it had not changed since an earlier run, which graded it.
    """

    student: str
    chapter: str
    score: float | None
    possible: float
    by_hand: float = 0.0
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float | None = None
    peak_mib: float | None = None
    kept: bool = False

    @property
    def phrase(self) -> str:
        """What failed and what was unusual, in one line.

        >>> GradeResult("ada", "pooling", 4.0, 18.0, failed=("relu: not attempted",)).phrase
        'relu: not attempted'
        """
        return "; ".join([*self.notes, *self.failed])

    @property
    def points(self) -> str:
        """The score as text, with what is still to be graded by hand."""
        if self.score is None:
            return "could not run"
        by_hand = f" + {self.by_hand:g} by hand" if self.by_hand else ""
        return f"{self.score:g} of {self.possible:g}{by_hand}"


def count_points(chapter: RegisteredChapter, grades: Mapping[str, Grade]) -> dict[str, Any]:
    """Sum up the `score`, `possible` and `by_hand` of a `GradeResult`."""
    automatic = [cell for cell in chapter.graded if not cell.by_hand]
    by_hand = [cell for cell in chapter.graded if cell.by_hand]
    scores = [grades[cell.name].auto_score for cell in automatic]
    return {
        "score": None if None in scores else float(sum(score or 0.0 for score in scores)),
        "possible": float(sum(cell.max_score for cell in automatic)),
        "by_hand": float(
            sum(cell.max_score for cell in by_hand if grades[cell.name].needs_manual_grade)
        ),
    }
