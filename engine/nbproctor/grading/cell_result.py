"""The result of a grade cell, and the error outputs that the grader itself writes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from nbformat import NotebookNode

from nbproctor.grading.run_record import CellRecord
from nbproctor.notebooks import new_output

LINE_LIMIT = 300  # characters
FOR_THE_STUDENT = "This is a failure of the grader, not of your answer: somebody will look at it."


class GraderFailed(Exception):
    """Grading cannot go on, and the submission is not the cause."""


@dataclass(frozen=True)
class CellResult:
    """The record of a grade cell, and its outputs."""

    record: CellRecord
    outputs: list[NotebookNode] = field(default_factory=list)

    def add_reason(self, reasons: Iterable[str]) -> "CellResult":
        """Return the result with these reasons if the cell failed without a reason of its own."""
        if self.record.outcome != "failed" or self.record.reason:
            return self
        reason = "; ".join(dict.fromkeys(filter(None, reasons)))
        return replace(self, record=replace(self.record, reason=reason))


def record_failure(kind: str, line: str) -> CellResult:
    """Record that a cell earns nothing; the reason becomes an error among its outputs."""
    record = CellRecord("failed", f"{kind}: {line}" if line else kind, 0.0)
    return CellResult(record, [build_error(kind, line)])


def record_breakdown(reason: str) -> CellResult:
    """Record that the grader could not run a cell; the reason is for staff."""
    record = CellRecord("could not run", get_first_line(reason))
    return CellResult(record, [build_error("CouldNotRun", FOR_THE_STUDENT)])


def build_error(kind: str, text: str) -> NotebookNode:
    """Build an error output without stack frames."""
    return new_output("error", ename=kind, evalue=text, traceback=f"{kind}: {text}".splitlines())


def get_first_line(text: str) -> str:
    """Return the first line of a text that is not blank, of bounded length."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[0][:LINE_LIMIT] if lines else ""
