"""Shows a result: as text, as a card in a notebook, and as data for the report on the class.

The data has a MIME type of its own among the outputs of a cell; `find_result` reads it from there.
"""

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from nbproctor.checks.card import draw_card
from nbproctor.checks.result import Result

MIME_TYPE = "application/vnd.nbproctor.result+json"
# Notebooks graded by an earlier version have another vendor's name in the MIME type.
RESULT_TYPE = re.compile(r"application/vnd\.[a-z-]+\.result\+json")
VALIDATING = "NBGRADER_VALIDATING"  # environment variable that nbgrader sets for Validate

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
    """The answer is wrong. The message is the whole result as text.

    Attributes:
        line: the verdict in one line, which refers to the card above.
    """

    def __init__(self, result: Result, shown: bool = False) -> None:
        """Build the error of a failed check.

        Args:
            result: the result of the check.
            shown: whether a card above shows it already.
        """
        super().__init__(result.text(with_points=False))
        self.result = result
        self.line = f"{result.exercise}: {result.summary}; see the card above."
        self._shown = shown

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback; Validate shows nothing else."""
        is_validating = VALIDATING in os.environ
        return [self.line] if self._shown and not is_validating else str(self).splitlines()


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


def publish(result: Result, with_points: bool) -> bool:
    """Show a result as a card, text and data; return False if there is no notebook to show it."""
    return display_output(
        {
            "text/plain": result.text(with_points),
            "text/html": draw_card(result, with_points),
            MIME_TYPE: result.data(),
        }
    )


def display_output(shown: dict[str, Any]) -> bool:
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
