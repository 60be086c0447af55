"""Keeps what a student's code says out of results once hidden cases are tried.

The text of an exception, and even its name, can contain inputs that the function was called with,
in this call or in an earlier one. The check above the grade shows them for the public cases.
"""

import builtins
import os
from collections.abc import Collection
from dataclasses import replace

from nbproctor.checks.evaluate import UNFINISHED, Outcome

FEEDBACK_DETAIL = "NBPROCTOR_FEEDBACK_DETAIL"  # environment variable: "shapes" or "full"
# Kinds of errors that are not Python's own and that a student may read. The package that holds a
# course's exercises adds its own when it is imported, see `show_kinds`.
KNOWN = {"AnswerUnreadable", "AxisError", "KernelDied", "LinAlgError", "TooMuch"}
A_CALL = "a call that it does not allow"
NOT_SHOWN = "its message is not shown where hidden cases are tried"


def shows_hidden() -> bool:
    """Whether feedback shows the inputs and values of hidden cases, as the configuration sets."""
    return os.environ.get(FEEDBACK_DETAIL) == "full"


def show_kinds(*names: str) -> None:
    """Add kinds of errors that students may read, such as those that a library raises."""
    KNOWN.update(names)


def without_own_words(outcome: Outcome, known_calls: Collection[str] = ()) -> Outcome:
    """Return the outcome of a case with its error reduced to a known kind.

    Args:
        outcome: of the call.
        known_calls: names of forbidden calls that may be shown.

    >>> without_own_words(Outcome(error="ValueError: [[1, 2]] (line 2: `f(X)`)")).error
    'ValueError: its message is not shown where hidden cases are tried'
    >>> without_own_words(Outcome(error="Error_1_2: x")).error
    'Error: its message is not shown where hidden cases are tried'
    """
    forbidden = outcome.forbidden
    if forbidden and forbidden not in known_calls:
        forbidden = A_CALL
    return replace(outcome, error=known_kind(outcome.error), forbidden=forbidden)


def known_kind(error: str) -> str:
    """Reduce an error to its kind, if that is known; its message is never shown."""
    if not error:
        return ""
    if error.startswith(UNFINISHED):
        return f"{UNFINISHED} not finished in time"
    kind = error.partition(":")[0].split()[0]
    found = getattr(builtins, kind, None)
    own = isinstance(found, type) and issubclass(found, BaseException)
    return f"{kind if own or kind in KNOWN else 'Error'}: {NOT_SHOWN}"
