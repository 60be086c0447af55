"""Judges the outcomes of a function: which properties hold, and which mistake explains the rest."""

import copy
import functools
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nbproctor.checks.compare import Difference, difference
from nbproctor.checks.diagnosis import telling_difference
from nbproctor.checks.evaluate import UNFINISHED, Outcome, silence
from nbproctor.checks.hidden import without_own_words
from nbproctor.checks.result import Diagnosis, Failure, PropertyResult, Result
from nbproctor.checks.vocabulary import Case, Misconception, Property

_RAISED = object()


@dataclass(frozen=True)
class Answer:
    """One case of a property, with its outcome and the expected value.

    Attributes:
        expected: the reference's value, or the part of it that the property is about.
        allowed: largest error that rounding explains.
        reserved: whether to hide everything that the student's code can choose freely.
    """

    about: Property
    case: Case
    outcome: Outcome
    expected: Any
    allowed: float
    reserved: bool = False

    @cached_property
    def received(self) -> Any:
        """What the function returned, or the part that the property is about; None if missing."""
        value, part = self.outcome.value, self.about.part
        if part is None:
            return value
        return value[part] if isinstance(value, tuple | list) and len(value) > part else None

    @cached_property
    def problem(self) -> Difference | None:
        """What is wrong with this answer, or None."""
        if self.outcome.error.startswith(UNFINISHED):
            return Difference(f"no result: {self.outcome.error}.")
        if self.outcome.error:
            return Difference(f"your function raised {self.outcome.error}")
        if self.received is None and self.outcome.value is not None:
            return Difference("your function should return several results in a tuple.")
        found = difference(
            self.expected, self.received, self.allowed, self.about.results, self.reserved
        )
        if found:
            return found
        if self.outcome.changed:
            return Difference(f"your function changed its input {', '.join(self.outcome.changed)}.")
        return None

    @property
    def size(self) -> int:
        """Count of numbers in all inputs of the case."""
        return sum(np.size(value) for value in self.case.inputs.values())


def judge(
    exercise: str,
    properties: Sequence[Property],
    misconceptions: Sequence[Misconception],
    answers: Sequence[Answer],
    show_hidden: bool,
    known_calls: Collection[str] = (),
) -> Result:
    """Return the result of an exercise, in the order of its properties.

    Args:
        exercise: its name.
        properties: of the exercise.
        misconceptions: known mistakes, the more special before the more general.
        answers: one for each case of each property.
        show_hidden: whether inputs and values of hidden cases may be shown.
        known_calls: names of forbidden calls that may be shown after hidden cases.
    """
    reserved = not show_hidden and any(answer.case.hidden for answer in answers)
    if reserved:
        answers = [
            replace(each, reserved=True, outcome=without_own_words(each.outcome, known_calls))
            for each in answers
        ]
    judged = tuple(_judged(each, answers) for each in properties)
    result = Result(exercise, judged)
    if all(answer.outcome.not_attempted for answer in answers):
        return replace(result, attempted=False)
    forbidden = next((a.outcome.forbidden for a in answers if a.outcome.forbidden), "")
    if forbidden:
        failed = tuple(replace(each, passed=False) for each in judged)
        return replace(result, properties=failed, forbidden=forbidden)
    worst = _most_telling(answers)
    if worst is None:
        return result
    try:
        named = _misconception(misconceptions, answers) or _diagnosis(worst)
    except Exception:  # a diagnosis only helps: an error in it must not change the points
        named = Diagnosis("diagnosis failed", "")
    return replace(result, diagnosis=named, failure=_failure(worst, reserved))


def _judged(each: Property, answers: Iterable[Answer]) -> PropertyResult:
    problems = [a.problem for a in answers if a.about is each and a.problem]
    sentence = problems[0].sentence if problems else ""
    return PropertyResult(each.name, each.points, not problems, sentence)


def _most_telling(answers: Sequence[Answer]) -> Answer | None:
    """Return the smallest failing case of the first failing property, a public one if possible."""
    failing = [answer for answer in answers if answer.problem]
    if not failing:
        return None
    first = [answer for answer in failing if answer.about is failing[0].about]
    return min(first, key=lambda answer: (answer.case.hidden, answer.size))


def _failure(answer: Answer, reserved: bool) -> Failure:
    """Return what the student sees of a failing case.

    Args:
        answer: a wrong one.
        reserved: whether to hide what the student's code returned. For a public case, too, it may
            return the inputs of a hidden case that it was called with before.
    """
    assert answer.problem
    each = answer.about
    if answer.case.hidden and reserved:
        return Failure(each.name, answer.problem.sentence, each.hint)
    failed = not isinstance(answer.outcome.value, np.ndarray | tuple | list | int | float)
    values = {} if failed else {"expected": answer.expected}
    if values and not reserved:
        values["received"] = answer.received
    return Failure(
        each.name,
        answer.problem.sentence,
        each.hint,
        dict(answer.case.inputs),
        values,
        answer.allowed,
    )


def _misconception(
    misconceptions: Iterable[Misconception], answers: Sequence[Answer]
) -> Diagnosis | None:
    """Return the first misconception that computes what the function returned."""
    for each in misconceptions:
        if _explains(each, answers):
            return Diagnosis(each.name, each.sentence)
    return None


def _explains(misconception: Misconception, answers: Sequence[Answer]) -> bool:
    """Whether a model returns what the function returned wherever it differs from the reference.

    A model that raises wherever it differs says little, so then the function must be right
    everywhere else.
    """
    compared = failed = 0
    about = [answer for answer in answers if misconception.is_about(answer.about)]
    for answer in sorted(about, key=functools.partial(_effort, misconception.model)):
        modelled = _modelled(misconception.model, answer.case)
        if modelled is _RAISED:
            if not answer.outcome.error:
                return False
            failed += 1
            continue
        part = answer.about.part
        modelled = modelled if part is None else modelled[part]
        if difference(answer.expected, _plain(modelled), answer.allowed) is None:
            continue
        if answer.outcome.error or not _alike(modelled, answer.received, answer.allowed):
            return False
        compared += 1
    if compared or not failed:
        return compared > 0
    return sum(answer.problem is not None for answer in answers) == failed


# Results of wrong models, by case: all students of a process share them.
_known: dict[tuple[Callable[..., Any], Case], Any] = {}


def _effort(model: Callable[..., Any], answer: Answer) -> int:
    """Sort key: cached and failing cases first, to reject models early."""
    return 0 if (model, answer.case) in _known else 2 - (answer.problem is not None)


def _modelled(model: Callable[..., Any], given: Case) -> Any:
    """Return what a wrong model computes for a case; `_RAISED` if it raises."""
    if (model, given) not in _known:
        try:
            with silence():
                _known[model, given] = model(*copy.deepcopy(list(given.inputs.values())))
        except Exception:
            _known[model, given] = _RAISED
    return _known[model, given]


def _alike(modelled: Any, received: Any, allowed: float) -> bool:
    parts = [np.asarray(part) for part in (modelled if isinstance(modelled, tuple) else [modelled])]
    if any(part.dtype.kind not in "biuf" for part in parts):
        return False
    largest = max(float(np.max(np.abs(part), initial=0.0)) for part in parts)
    return difference(_plain(modelled), received, max(allowed, 1e-5 * largest)) is None


def _plain(value: Any) -> Any:
    return (
        tuple(np.asarray(part) for part in value) if isinstance(value, tuple) else np.asarray(value)
    )


def _diagnosis(answer: Answer) -> Diagnosis:
    """Diagnose a wrong answer by its difference from the expected value alone."""
    outcome = answer.outcome
    if outcome.error.startswith(UNFINISHED):
        return Diagnosis("took too long", "")
    if outcome.error:
        return Diagnosis(f"raised {re.split('[: ]', outcome.error)[0]}", "")
    if outcome.value is None:
        return Diagnosis("returned None", "")
    if outcome.changed:
        return Diagnosis("changed its input", "Work on a copy: the caller needs the original.")
    if isinstance(outcome.value, str):
        return Diagnosis("returned text", "")
    arrays = _first_difference(answer.expected, answer.received, answer.allowed)
    if arrays is None:
        strange = answer.problem is not None and "real numbers" in answer.problem.sentence
        return Diagnosis("not numbers" if strange else "wrong results", "")
    name, sentence = telling_difference(*arrays, answer.allowed, answer.reserved)
    return Diagnosis(name or "other values", sentence)


def _first_difference(expected: Any, received: Any, allowed: float) -> tuple[Any, Any] | None:
    """Return the first pair of numeric arrays, expected and received, that differ."""
    if isinstance(expected, tuple):
        received = received if isinstance(received, tuple | list) else ()
        pairs = [_first_difference(e, r, allowed) for e, r in zip(expected, received, strict=False)]
        return next((pair for pair in pairs if pair), None)
    try:
        array = np.asarray(received)
    except ValueError:
        return None
    if array.dtype.kind not in "biuf" or difference(expected, received, allowed) is None:
        return None
    return np.asarray(expected, np.float64), array.astype(np.float64)
