"""What came of a submission, read from its autograded notebook and the gradebook, and the table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from rich.markup import escape
from rich.table import Table

from nbproctor.checks.report import find_result
from nbproctor.gradebook.loose_gradebook import GradeRecord, RegisteredChapter
from nbproctor.grading.apart.run_record import RUN
from nbproctor.grading.restore import NOTES
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.pages.plain_text import plain


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
        peak_mib: the most memory that the worker had used by then.
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
    cpu_seconds: float = 0.0
    peak_mib: float = 0.0
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


def points_of(chapter: RegisteredChapter, grades: dict[str, GradeRecord]) -> dict[str, Any]:
    """Score, possible and by_hand of a submission, as `GradeResult` wants them."""
    automatic = [cell for cell in chapter.graded if cell.cell_type == "code" and not cell.task]
    by_hand = [cell for cell in chapter.graded if cell not in automatic]
    scores = [grades[cell.name].auto_score for cell in automatic]
    return {
        "score": None if None in scores else float(sum(score or 0.0 for score in scores)),
        "possible": float(sum(cell.max_score for cell in automatic)),
        "by_hand": float(
            sum(cell.max_score for cell in by_hand if grades[cell.name].needs_manual_grade)
        ),
    }


def read_autograded(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What failed and what was put right, from an autograded notebook."""
    notebook = read_notebook(path)
    cells = {nbgrader_metadata(cell).get("grade_id", ""): cell for cell in notebook.cells}
    graded = {
        name.removeprefix("test_"): cell
        for name, cell in cells.items()
        if cell.cell_type == "code" and nbgrader_metadata(cell).get("points")
    }
    phrases = [_phrase(name, cells.get(name), grade) for name, grade in graded.items()]
    untouched = [phrase for phrase in phrases if phrase and phrase.endswith("not attempted")]
    if len(untouched) == len(phrases):
        failed = ["nothing attempted"]
    else:
        failed = [phrase for phrase in phrases if phrase]
    happened = notebook.metadata.get(RUN, {}).get("notes", ())
    return tuple(failed), tuple(dict.fromkeys([*notebook.metadata.get(NOTES, ()), *happened]))


def _phrase(exercise: str, answer: NotebookNode | None, grade: NotebookNode) -> str:
    """Why a grade cell did not earn all its points, or nothing.

    What is not defined failed in the answer cell already, and there is the reason.
    """
    for output in grade.outputs:
        if output.output_type == "error":
            errors = [each for each in (answer or grade).outputs if each.output_type == "error"]
            reason = errors[0] if output.ename == "NameError" and errors else output
            return f"{exercise}: {_error(reason.ename, reason.evalue)}"
        data = find_result(output.get("data", {}))
        if data and not data["attempted"]:
            return f"{exercise}: not attempted"
        if data and data["forbidden"]:
            return f"{exercise}: not by hand ({data['forbidden']})"
        if data:
            wrong = [each["name"] for each in data["properties"] if not each["passed"]]
            return f"{exercise}: {data['diagnosis'] or wrong[0]}" if wrong else ""
    return f"{exercise}: no result"


def _error(name: str, value: str) -> str:
    if name == "CellTimeoutError":
        return "took too long"
    return f"{name}: {value.splitlines()[0][:60]}" if value else name


def table(results: Iterable[GradeResult]) -> Table:
    """The table that `course grade` prints."""
    made = Table()
    for heading in ("student", "chapter", "score", "what failed"):
        made.add_column(heading, overflow="fold")
    made.add_column("s", justify="right")
    for result in results:
        row = (result.student, result.chapter, result.points, result.phrase)
        made.add_row(*(escape(plain(text)) for text in row), f"{result.seconds:.1f}")
    return made


def summary(results: Sequence[GradeResult]) -> str:
    """How the class did, in a line."""
    ungraded = sum(result.score is None for result in results)
    full = sum(result.score == result.possible for result in results)
    noted = sum(bool(result.notes) for result in results)
    kept = sum(result.kept for result in results)
    earlier = f" ({kept} in an earlier run, and unchanged)" if kept else ""
    return (
        f"{len(results)} graded{earlier}: {full} with all automatic points, "
        f"{noted} with notes, {ungraded} could not run."
    )
