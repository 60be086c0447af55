"""Show the results of a class run: as a table, in one line, as JSON."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal, get_args

from rich.markup import escape
from rich.table import Table

from nbproctor.gradebook.results import GradeResult
from nbproctor.pages.plain_text import plain

State = Literal["graded", "unchanged", "waits", "could not run"]
STATES: tuple[State, ...] = get_args(State)


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
    parts = [f"{count} {state}" for state, count in count_states(results).items() if count]
    full = sum(result.score == result.possible for result in results)
    noted = sum(bool(result.notes) for result in results)
    return f"{', '.join(parts)}: {full} with all automatic points, {noted} with notes."


def count_states(results: Iterable[GradeResult]) -> dict[State, int]:
    """Count the results by state; include states without any."""
    counted = Counter(map(find_state, results))
    return {state: counted[state] for state in STATES}


def find_state(result: GradeResult) -> State:
    """Return what this run did with a submission."""
    if result.score is None:
        return "could not run"
    if result.waits:
        return "waits"
    return "unchanged" if result.kept else "graded"


def to_json(results: Sequence[GradeResult]) -> dict[str, Any]:
    """Represent the results for `grade --json`; docs/commands.md describes the keys."""
    return {
        "results": [
            {
                "student": result.student,
                "assignment": result.chapter,
                "state": find_state(result),
                "score": result.score,
                "possible": result.possible,
                "by_hand": result.by_hand,
                "failed": result.failed,
                "notes": result.notes,
                "waits": result.waits,
                "lacks_feedback": result.lacks_feedback,
                "seconds": round(result.seconds, 3),
            }
            for result in results
        ],
        "counts": count_states(results),
    }
