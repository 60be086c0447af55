"""Hides what a student's code says once it has been called with hidden inputs.

The text of an exception, and even its name, can contain inputs of this call or of an earlier one.
Students see the full text in the check above the grade, which tries the public cases only.
"""

import builtins
import os
from collections.abc import Collection
from dataclasses import replace

from nbproctor.checks.evaluate import UNFINISHED, Outcome

FEEDBACK_DETAIL = "NBPROCTOR_FEEDBACK_DETAIL"  # environment variable: "shapes" or "full"
# Kinds of errors that are not Python's own and that students may read.
SHOWN_ERRORS = {"AnswerUnreadable", "AxisError", "KernelDied", "LinAlgError", "TooMuch"}
A_CALL = "a call that it does not allow"
NOT_SHOWN = "its message is not shown where hidden cases are tried"


def shows_hidden() -> bool:
    """Whether feedback shows inputs and values of hidden cases, as the configuration sets."""
    return os.environ.get(FEEDBACK_DETAIL) == "full"


def hide_own_words(
    outcome: Outcome, shown_calls: Collection[str] = (), shown_errors: Collection[str] = ()
) -> Outcome:
    """Return an outcome with its error reduced to a known kind.

    Args:
        outcome: the outcome of a call.
        shown_calls: names of forbidden calls that students may read.
        shown_errors: kinds of errors that students may read, besides Python's and `SHOWN_ERRORS`.

    >>> hide_own_words(Outcome(error="ValueError: [[1, 2]] (line 2: `f(X)`)")).error
    'ValueError: its message is not shown where hidden cases are tried'
    >>> hide_own_words(Outcome(error="Error_1_2: x")).error
    'Error: its message is not shown where hidden cases are tried'
    """
    forbidden = outcome.forbidden
    if forbidden and forbidden not in shown_calls:
        forbidden = A_CALL
    return replace(outcome, error=reduce_error(outcome.error, shown_errors), forbidden=forbidden)


def reduce_error(error: str, shown_errors: Collection[str] = ()) -> str:
    """Reduce an error to its kind, if students may read that; never keep its message."""
    if not error:
        return ""
    if error.startswith(UNFINISHED):
        return f"{UNFINISHED} not finished in time"
    kind = next(iter(error.partition(":")[0].split()), "")  # a class may have no name
    found = getattr(builtins, kind, None)
    is_builtin = isinstance(found, type) and issubclass(found, BaseException)
    is_shown = is_builtin or kind in SHOWN_ERRORS or kind in shown_errors
    return f"{kind if is_shown else 'Error'}: {NOT_SHOWN}"
