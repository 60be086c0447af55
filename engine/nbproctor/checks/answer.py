"""One case of a property, what a student's function did with it, and what was expected."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from nbproctor.checks.compare import find_difference, name_result
from nbproctor.checks.evaluate import UNFINISHED, Outcome
from nbproctor.checks.vocabulary import Case, Property


@dataclass(frozen=True)
class Answer:
    """One case of a property, with its outcome and the expected value.

    Attributes:
        expected: the reference's value, or the part of it that the property is about.
        allowed: largest error that rounding explains.
        meaning: what the message of the outcome's error means; "" if that is not known.
        reserved: whether to hide everything that the student's code can choose freely. It may
            return the inputs of a hidden case in its answer to a public case.
    """

    about: Property
    case: Case
    outcome: Outcome
    expected: Any
    allowed: float
    meaning: str = ""
    reserved: bool = False

    @cached_property
    def received(self) -> Any:
        """The value that the function returned, or the part of it that the property is about."""
        value, part = self.outcome.value, self.about.part
        if part is None:
            return value
        return value[part] if isinstance(value, tuple | list) and len(value) > part else None

    @cached_property
    def is_one_result(self) -> bool:
        """Whether the value of the function is the right result, where several are asked for."""
        if self.about.part is None or self.outcome.value is None:
            return False
        return not find_difference(self.expected, self.outcome.value, self.allowed)

    @cached_property
    def problem(self) -> str:
        """What is wrong with this answer, or ""."""
        outcome = self.outcome
        if outcome.error.startswith(UNFINISHED):
            return f"no result: {outcome.error}."
        if outcome.error and self.reserved:
            return f"your code raised {get_error_class(outcome.error)} {self._refer_to_check()}"
        if outcome.error:
            return f"your code raised {outcome.error}"
        if outcome.printed:
            return "your code printed its result and returned None."
        if self.is_one_result:
            name = name_result(self.about.part or 0, self.about.results)
            return f"your code returned {name} alone: it should return all results in a tuple."
        if self.received is None and outcome.value is not None:
            part = self.about.part or 0
            if isinstance(outcome.value, tuple | list) and len(outcome.value) > part:
                return f"{name_result(part, self.about.results)} is None."
            return "your code should return several results in a tuple."
        names, reserved = self.about.results, self.reserved
        found = find_difference(self.expected, self.received, self.allowed, names, reserved)
        if outcome.changed and not found:
            return f"your code changed its input {', '.join(outcome.changed)}."
        return found

    def _refer_to_check(self) -> str:
        if self.case.hidden:
            return "with an input that the check above does not try."
        return "as in the check above, which shows its message and line."


def choose_answer(failing: Sequence[Answer]) -> Answer:
    """Choose the most instructive failing case of the first failing property.

    It is the smallest one whose result is there and not empty. A case with an empty input comes
    last: it shows a rule's edge, and not the rule.
    """

    def has_empty_input(answer: Answer) -> bool:
        return any(map(_is_empty, answer.case.inputs.values()))

    def is_bare(answer: Answer) -> bool:
        is_missing = bool(answer.outcome.error) or answer.received is None
        return is_missing or _is_empty(answer.received) or _is_empty(answer.expected)

    first = [answer for answer in failing if answer.about is failing[0].about]
    return min(
        first, key=lambda each: (has_empty_input(each), is_bare(each), count_inputs(each.case))
    )


def _is_empty(value: Any) -> bool:
    is_array = isinstance(value, np.ndarray)
    return not value.size if is_array else isinstance(value, tuple | list) and not value


def count_inputs(given: Case) -> int:
    """Return how many numbers are in the inputs of a case."""
    return sum(map(_count_numbers, given.inputs.values()))


def _count_numbers(value: Any) -> int:
    """Return how many items are in an array, or in lists and tuples that may be of any lengths.

    >>> _count_numbers([("pooling", (2, 2)), ("dense", 10)])
    5
    """
    if isinstance(value, list | tuple):
        return sum(map(_count_numbers, value))
    return int(np.size(value))


def get_error_class(error: str) -> str:
    """Return the class of an error: the first word of its description."""
    return re.split("[: ]", error)[0]
