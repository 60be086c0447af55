"""Print the table of a class run."""

from collections.abc import Iterable, Sequence

from rich.markup import escape
from rich.table import Table

from nbproctor.gradebook.results import GradeResult
from nbproctor.pages.plain_text import plain


def build_table(results: Iterable[GradeResult]) -> Table:
    """Build the table that `grade` prints."""
    made = Table()
    for heading in ("student", "assignment", "score", "what failed"):
        made.add_column(heading, overflow="fold")
    made.add_column("s", justify="right")
    for result in results:
        row = (result.student, result.chapter, result.points, result.phrase)
        made.add_row(*(escape(plain(text)) for text in row), f"{result.seconds:.1f}")
    return made


def list_waiting(results: Iterable[GradeResult]) -> list[str]:
    """Write a line for each submission that waits because of the limit of submissions."""
    return [f"{each.student}, {each.chapter}: {each.waits}." for each in results if each.waits]


def summarize(results: Sequence[GradeResult]) -> str:
    """Summarise the results of the class in one line."""
    ungraded = sum(result.score is None for result in results)
    full = sum(result.score == result.possible for result in results)
    noted = sum(bool(result.notes) for result in results)
    kept = sum(result.kept for result in results)
    earlier = f" ({kept} in an earlier run, and unchanged)" if kept else ""
    return (
        f"{len(results)} graded{earlier}: {full} with all automatic points, "
        f"{noted} with notes, {ungraded} could not run."
    )
