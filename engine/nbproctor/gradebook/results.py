"""Define the result of grading a submission, which `grade` prints and the gradebook stores."""

from dataclasses import dataclass
from typing import Any

from nbproctor.gradebook.grades import RegisteredChapter, StoredSubmission

NO_FEEDBACK = "no feedback: "  # begins the note on a page that could not be made


@dataclass(frozen=True)
class GradeResult:
    """The result of grading one submission.

    Attributes:
        score: automatic points; None if the submission could not be graded.
        possible: automatic points of the chapter.
        by_hand: points of answers that a human still has to grade.
        failed: one phrase for each exercise that failed.
        notes: anything unusual about the submission.
        notebooks: names of the notebooks that were graded; an earlier version recorded none.
        seconds: wall time of grading.
        cpu_seconds: CPU time of grading, including the kernels'; None if not recorded.
        peak_mib: peak memory of the worker so far; None if not recorded.
        waits: why a newer submission waits, whose files are not graded; "" if none does.
        kept: whether an earlier run graded the submission and it has not changed since.
    """

    student: str
    chapter: str
    score: float | None
    possible: float
    by_hand: float = 0.0
    failed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()
    seconds: float = 0.0
    cpu_seconds: float | None = None
    peak_mib: float | None = None
    waits: str = ""
    kept: bool = False

    @property
    def phrase(self) -> str:
        """The notes and failures in one line.

        >>> GradeResult("ada", "pooling", 4.0, 18.0, failed=("relu: not attempted",)).phrase
        'relu: not attempted'
        """
        return "; ".join([*filter(None, [self.waits]), *self.notes, *self.failed])

    @property
    def lacks_feedback(self) -> bool:
        """Whether its feedback page could not be made."""
        return any(note.startswith(NO_FEEDBACK) for note in self.notes)

    @property
    def points(self) -> str:
        """The score as text, with the points that are still to be graded by hand."""
        if self.score is None:
            return "could not run"
        by_hand = f" + {self.by_hand:g} by hand" if self.by_hand else ""
        return f"{self.score:g} of {self.possible:g}{by_hand}"


def count_points(chapter: RegisteredChapter, stored: StoredSubmission) -> dict[str, Any]:
    """Compute the `score`, `possible` and `by_hand` of a `GradeResult`."""
    cells = [
        (cell, stored.notebooks[notebook.name].grades[cell.name])
        for notebook in chapter.notebooks
        for cell in notebook.graded
    ]
    automatic = [(cell, grade) for cell, grade in cells if not cell.by_hand]
    scores = [grade.auto_score for _, grade in automatic]
    return {
        "score": None if None in scores else float(sum(score or 0.0 for score in scores)),
        "possible": float(sum(cell.max_score for cell, _ in automatic)),
        "by_hand": float(
            sum(
                cell.max_score for cell, grade in cells if cell.by_hand and grade.needs_manual_grade
            )
        ),
    }
