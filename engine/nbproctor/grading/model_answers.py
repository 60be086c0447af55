"""Read the model and short answers that a feedback page shows after the last extension has ended.

`c.Course.release_solutions = True` shows them. Every student is then past the due date, so no one
can hand in what another student reads.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.preprocessors import ClearSolutions
from sqlalchemy import Connection
from traitlets.config import Config

from nbproctor.errors import program
from nbproctor.gradebook.extensions import format_time, read_last_due_date
from nbproctor.grading.submissions import Files, read_plain_file
from nbproctor.notebooks import nbgrader_metadata, parse_notebook
from nbproctor.settings import Course, read_timezone

SHORT_ANSWERS = "short_answers.md"  # name of the file of short answers among the sources of a page


def explain_refusal(
    connection: Connection, config: Config, chapter: str, now: datetime | None = None
) -> str:
    """Explain why a chapter's model answers may not be shown; "" if they may, or are not wanted.

    Args:
        now: in UTC, without a time zone; by default the time of the call.
    """
    if not Course(config=config).release_solutions:
        return ""
    last = read_last_due_date(connection, chapter)
    if last is None:
        return (
            f"{chapter} has no due date, so its feedback shows no model answers. Set one with "
            f"`{program()} due {chapter} --until DATE`, or in formgrader."
        )
    if (now or datetime.now(UTC).replace(tzinfo=None)) <= last:
        when = format_time(last, read_timezone(config))
        return (
            f"{chapter}: the feedback shows no model answers before the last due date, {when}. "
            f"Run `{program()} grade {chapter}` after it."
        )
    return ""


def are_released(connection: Connection, config: Config, chapter: str) -> bool:
    """Return whether feedback shows a chapter's model answers now."""
    wanted = Course(config=config).release_solutions
    return wanted and not explain_refusal(connection, config, chapter)


def find_short_answers(root: Path, config: Config, chapter: str) -> Files:
    """Read the file of a chapter's short answers; nothing if the course or the chapter has none.

    Args:
        root: the course folder.
    """
    place = Course(config=config).short_answers.replace("{assignment_id}", chapter)
    if not place or not (root / place).is_file():
        return ()
    return ((SHORT_ANSWERS, read_plain_file(root / place)),)


def read_short_answers(sources: Files) -> str:
    """Return the Markdown of the short answers among the sources of a page, or ""."""
    return dict(sources).get(SHORT_ANSWERS, b"").decode("utf-8", "replace")


def read_model_answers(sources: Files, config: Config) -> dict[str, dict[str, str]]:
    """Read the answers in source notebooks, by notebook and cell, without the marks around them."""
    return {
        name.removesuffix(".ipynb"): dict(_read_answers(data, name, config))
        for name, data in sources
        if name.endswith(".ipynb")
    }


def _read_answers(data: bytes, name: str, config: Config) -> Iterator[tuple[str, str]]:
    clear = ClearSolutions(config=config)
    marks = (clear.begin_solution_delimeter, clear.end_solution_delimeter)
    for cell in parse_notebook(data, name).cells:
        known = nbgrader_metadata(cell)
        if known.get("solution"):
            lines = cell.source.splitlines()
            kept = [line for line in lines if not any(mark in line for mark in marks)]
            yield str(known.get("grade_id", "")), "\n".join(kept)
