"""What may be told of an answer to a hidden case: nothing that the student's code says itself.

The text of an exception, and even its name, can hold the inputs that the function was called with.
"""

import builtins
from dataclasses import replace

from course.checks.evaluate import UNFINISHED, Outcome

# Kinds of errors that are not Python's own and that a student may read of.
KNOWN = {
    "AnswerUnreadable",
    "AxisError",
    "InvalidArgumentError",
    "KernelDied",
    "LinAlgError",
    "NoGradient",
    "TooMuch",
}
A_CALL = "a call that it does not allow"


def without_own_words(outcome: Outcome, known_calls: frozenset[str] = frozenset()) -> Outcome:
    """The outcome of a hidden case with its error reduced to a known kind.

    Args:
        outcome: of the call.
        known_calls: forbidden calls that were found without any hidden case.

    >>> without_own_words(Outcome(error="ValueError: [[1, 2]] (line 2: `f(X)`)")).error
    'ValueError: its message is not shown for hidden cases'
    >>> without_own_words(Outcome(error="Error_1_2: x")).error
    'Error: its message is not shown for hidden cases'
    """
    forbidden = outcome.forbidden
    if forbidden and forbidden not in known_calls:
        forbidden = A_CALL
    return replace(outcome, error=_error(outcome.error), forbidden=forbidden)


def _error(error: str) -> str:
    if not error:
        return ""
    if error.startswith(UNFINISHED):
        return f"{UNFINISHED} not finished in time"
    kind = error.partition(":")[0].split()[0]
    found = getattr(builtins, kind, None)
    own = isinstance(found, type) and issubclass(found, BaseException)
    return f"{kind if own or kind in KNOWN else 'Error'}: its message is not shown for hidden cases"
