"""Shows a result: as text, as tables in a notebook, and as data for the report on the class.

The data has a MIME type of its own among the outputs of a cell; `find_result` reads it from there.
"""

import contextlib
import html
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from nbproctor.checks.result import Result
from nbproctor.checks.tables import draw_tables

MIME_TYPE = "application/vnd.nbproctor.result+json"
# Notebooks graded by an earlier version have another vendor's name in the MIME type.
RESULT_TYPE = re.compile(r"application/vnd\.[a-z-]+\.result\+json")

_shown: ContextVar[list[dict[str, Any]] | None] = ContextVar("_shown", default=None)


@contextlib.contextmanager
def collect_outputs() -> Iterator[list[dict[str, Any]]]:
    """Collect outputs of the block, by MIME type, in the list that this yields; show nothing."""
    shown: list[dict[str, Any]] = []
    before = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(before)


def find_result(data: Mapping[str, Any]) -> Any:
    """Return the data of a result in an output, whose data is by MIME type; None without one.

    >>> find_result({"text/plain": "6.0", "application/vnd.earlier.result+json": {"earned": 6}})
    {'earned': 6}
    """
    found = (value for name, value in data.items() if RESULT_TYPE.fullmatch(name))
    return data.get(MIME_TYPE, next(found, None))


class CheckFailed(AssertionError):
    """The answer is wrong; a notebook shows this message without a traceback."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.text(with_points=False))
        self.result = result

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class CheckBroken(Exception):
    """The check itself raised an error; the answer may be right or wrong.

    >>> print(CheckBroken("corr2d", ZeroDivisionError("division by zero")))
    corr2d: the check itself failed (ZeroDivisionError: division by zero). Report it to your \
instructor; your answer is not the cause.
    """

    def __init__(self, exercise: str, error: BaseException) -> None:
        super().__init__(
            f"{exercise}: the check itself failed ({type(error).__name__}: {error}). "
            "Report it to your instructor; your answer is not the cause."
        )


def publish(result: Result, with_points: bool) -> None:
    """Show a result: in a notebook as text, tables and data; elsewhere print it."""
    text = result.text(with_points)
    shown: dict[str, Any] = {"text/plain": text, MIME_TYPE: result.data()}
    if result.failure and result.failure.values:
        lines = f"<pre>{html.escape(text)}</pre>"
        shown["text/html"] = lines + draw_tables(result.failure)
    if not _display(shown):
        print(text)


def show_failure(result: Result) -> None:
    """Show the failing case as tables in a notebook; the exception contains the text."""
    if result.failure and result.failure.values:
        _display({"text/plain": "", "text/html": draw_tables(result.failure)})


def _display(shown: dict[str, Any]) -> bool:
    """Show an output in the notebook or collect it; return False if neither is possible."""
    collecting = _shown.get()
    if collecting is not None:
        collecting.append(shown)
        return True
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    if get_ipython() is None:
        return False
    display(shown, raw=True)
    return True
