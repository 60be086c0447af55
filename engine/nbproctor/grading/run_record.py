"""The grader's record of how a notebook was graded; scores are read from it.

The record is in the metadata of the autograded notebook, where no output of a student's code can
reach. A notebook that was executed by other means has none.
"""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from nbformat import NotebookNode

RUN = "course_run"

GradeOutcome = Literal["passed", "failed", "could not run"]


@dataclass(frozen=True)
class CellRecord:
    """The outcome of a grade cell.

    Attributes:
        outcome: "could not run" is a failure of the grader and says nothing about the answer.
        reason: one sentence, unless the result itself explains the outcome.
        earned: points; None if the cell could not run.
    """

    outcome: GradeOutcome
    reason: str = ""
    earned: float | None = None


@dataclass(frozen=True)
class KernelDeath:
    """The early end of a kernel: the cell that was being run or graded, and what happened."""

    cell: str
    reason: str


@dataclass
class RunRecord:
    """The record of a notebook, filled while it is graded."""

    cells: dict[str, CellRecord] = field(default_factory=dict)
    kernel_deaths: list[KernelDeath] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def write_to(self, notebook: NotebookNode) -> None:
        """Put the record into a notebook's metadata, in place of any record there."""
        notebook.metadata[RUN] = asdict(self)


def read_scores(notebook: NotebookNode) -> dict[str, float | None]:
    """Read the points of each grade cell from the record; None for cells that could not run.

    A notebook without a record has no scores.
    """
    cells: dict[str, Any] = notebook.metadata.get(RUN, {}).get("cells", {})
    return {name: cell["earned"] for name, cell in cells.items()}
