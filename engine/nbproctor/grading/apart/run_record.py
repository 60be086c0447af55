"""What happened while a notebook was graded, as the grader saw it: the record that scores are from.

It stands in the metadata of the autograded notebook, where nothing that a student's code prints or
shows reaches. A notebook that was executed otherwise has none.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from nbformat import NotebookNode

RUN = "course_run"

GradeOutcome = Literal["passed", "failed", "could not run"]


@dataclass(frozen=True)
class CellRecord:
    """What came of a grade cell.

    Attributes:
        outcome: "could not run" is a failure of the grader, which decides nothing on the answer.
        reason: one sentence where the result itself does not tell.
        earned: points; None where it could not run.
    """

    outcome: GradeOutcome
    reason: str = ""
    earned: float | None = None


@dataclass(frozen=True)
class KernelDeath:
    """The end of a kernel before its time: the cell that was run or graded, and what happened."""

    cell: str
    reason: str


@dataclass
class RunRecord:
    """Fills while a notebook is graded."""

    cells: dict[str, CellRecord] = field(default_factory=dict)
    kernel_deaths: list[KernelDeath] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def written_to(self, notebook: NotebookNode) -> None:
        """Put the record into a notebook's metadata, in place of what stands there."""
        notebook.metadata[RUN] = asdict(self)


def scores(notebook: NotebookNode) -> dict[str, float | None]:
    """Points by grade cell as the grader recorded them; None for what could not run.

    Empty for a notebook without a record.
    """
    return {name: cell["earned"] for name, cell in _cells(notebook).items()}


def could_not_run(notebook: NotebookNode) -> dict[str, str]:
    """The reason for each grade cell that the grader failed at."""
    return {
        name: cell["reason"]
        for name, cell in _cells(notebook).items()
        if cell["outcome"] == "could not run"
    }


def _cells(notebook: NotebookNode) -> dict[str, Any]:
    cells: dict[str, Any] = notebook.metadata.get(RUN, {}).get("cells", {})
    return cells
