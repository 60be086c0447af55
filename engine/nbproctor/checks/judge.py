"""Judges the outcomes of a function: which properties hold, and which mistake explains the rest."""

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nbproctor.checks.answer_key import key_in_use
from nbproctor.checks.compare import find_difference, holds_text
from nbproctor.checks.diagnosis import describe_difference
from nbproctor.checks.evaluate import UNFINISHED, Outcome, silence, to_data
from nbproctor.checks.result import Diagnosis, Failure, PropertyResult, Result
from nbproctor.checks.vocabulary import Case, Misconception, Property


@dataclass(frozen=True)
class Answer:
    """One case of a property, with its outcome and the expected value.

    Attributes:
        expected: the reference's value, or the part of it that the property is about.
        allowed: largest error that rounding explains.
        reserved: whether to hide everything that the student's code can choose freely. It may
            return the inputs of a hidden case in its answer to a public case.
    """

    about: Property
    case: Case
    outcome: Outcome
    expected: Any
    allowed: float
    reserved: bool = False

    @cached_property
    def received(self) -> Any:
        """The value that the function returned, or the part of it that the property is about."""
        value, part = self.outcome.value, self.about.part
        if part is None:
            return value
        return value[part] if isinstance(value, tuple | list) and len(value) > part else None

    @cached_property
    def problem(self) -> str:
        """What is wrong with this answer, or ""."""
        outcome = self.outcome
        if outcome.error.startswith(UNFINISHED):
            return f"no result: {outcome.error}."
        if outcome.error:
            return f"your function raised {outcome.error}"
        if self.received is None and outcome.value is not None:
            return "your function should return several results in a tuple."
        names, reserved = self.about.results, self.reserved
        found = find_difference(self.expected, self.received, self.allowed, names, reserved)
        if outcome.changed and not found:
            return f"your function changed its input {', '.join(outcome.changed)}."
        return found


def judge(
    exercise: str,
    properties: Sequence[Property],
    misconceptions: Sequence[Misconception],
    answers: Sequence[Answer],
) -> Result:
    """Return the result of an exercise, in the order of its properties.

    Args:
        exercise: its name.
        properties: the properties of the exercise.
        misconceptions: known mistakes, the more special before the more general.
        answers: one for each case of each property.
    """
    judged = []
    for each in properties:
        problems = [a.problem for a in answers if a.about is each and a.problem]
        first = problems[0] if problems else ""
        judged.append(PropertyResult(each.name, each.points, not problems, first))
    result = Result(exercise, tuple(judged))
    if all(answer.outcome.not_attempted for answer in answers):
        return replace(result, attempted=False)
    forbidden = next((a.outcome.forbidden for a in answers if a.outcome.forbidden), "")
    if forbidden:
        failed = tuple(replace(each, passed=False) for each in judged)
        return replace(result, properties=failed, forbidden=forbidden)
    failing = [answer for answer in answers if answer.problem]
    if not failing:
        return result
    shown = _choose_answer(failing)
    try:
        known = (each for each in misconceptions if _explains(exercise, each, answers))
        named = next((Diagnosis(each.name, each.sentence) for each in known), None)
        diagnosis = named or _diagnose(shown)
    except Exception as error:  # a notebook shows the failing case all the same
        diagnosis = Diagnosis("diagnosis failed", "", error)
    return replace(result, diagnosis=diagnosis, failure=_describe_failure(shown))


def _choose_answer(failing: Sequence[Answer]) -> Answer:
    """Choose the smallest failing case of the first failing property, a public one if possible."""
    first = [answer for answer in failing if answer.about is failing[0].about]
    return min(
        first, key=lambda a: (a.case.hidden, sum(np.size(v) for v in a.case.inputs.values()))
    )


def _describe_failure(answer: Answer) -> Failure:
    """Return what the student may see of a failing case."""
    each = answer.about
    if answer.case.hidden and answer.reserved:
        return Failure(each.name, answer.problem, each.hint)
    values = {}
    if isinstance(answer.outcome.value, np.ndarray | tuple | list | int | float):
        values["expected"] = answer.expected
        if not answer.reserved:
            values["received"] = answer.received
    inputs = dict(answer.case.inputs)
    return Failure(each.name, answer.problem, each.hint, inputs, values, answer.allowed)


def _explains(exercise: str, misconception: Misconception, answers: Sequence[Answer]) -> bool:
    """Whether a model returns what the function returned wherever it differs from the reference.

    A model that raises an error wherever it differs says little. The function must then be right
    everywhere else.
    """
    compared = failed = 0
    about = [answer for answer in answers if misconception.is_about(answer.about)]
    about.sort(key=lambda answer: not answer.problem)  # failing ones first, to reject models early
    for answer in about:
        returned = _find_mistaken(exercise, misconception, answer.case)
        if not returned:
            if not answer.outcome.error:
                return False
            failed += 1
            continue
        [modelled], part = returned, answer.about.part
        modelled = modelled if part is None else modelled[part]
        if not find_difference(answer.expected, _to_arrays(modelled), answer.allowed):
            continue
        if answer.outcome.error or not _agrees(modelled, answer.received, answer.allowed):
            return False
        compared += 1
    if compared or not failed:
        return compared > 0
    return sum(bool(answer.problem) for answer in answers) == failed


def _find_mistaken(exercise: str, misconception: Misconception, given: Case) -> tuple[Any, ...]:
    """Return what `run_model` returns, from the answer key if it is there."""
    key = key_in_use()
    found = key.find_mistaken(exercise, misconception, given) if key else None
    return run_model(misconception.model, given) if found is None else found


def run_model(model: Callable[..., Any], given: Case) -> tuple[Any, ...]:
    """Compute what the model of a mistake returns: one value, as data; none if it raises."""
    try:
        with silence():
            return (to_data(model(*copy.deepcopy(list(given.inputs.values())))),)
    except Exception:
        return ()


def _agrees(modelled: Any, received: Any, allowed: float) -> bool:
    arrays = _to_arrays(modelled)
    parts = arrays if isinstance(arrays, tuple) else (arrays,)
    if any(part.dtype.kind not in "biuf" for part in parts):
        return False
    largest = max(float(np.max(np.abs(part), initial=0.0)) for part in parts)
    return not find_difference(arrays, received, max(allowed, 1e-5 * largest))


def _to_arrays(value: Any) -> Any:
    return tuple(map(np.asarray, value)) if isinstance(value, tuple) else np.asarray(value)


def _diagnose(answer: Answer) -> Diagnosis:
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
    pair = _find_differing_arrays(answer.expected, answer.received, answer.allowed)
    if pair is None:
        return Diagnosis("not numbers" if "real numbers" in answer.problem else "wrong results", "")
    name, sentence = describe_difference(*pair, answer.allowed, answer.reserved)
    return Diagnosis(name or "other values", sentence)


def _find_differing_arrays(expected: Any, received: Any, allowed: float) -> tuple[Any, Any] | None:
    """Return the first pair of numeric arrays, expected and received, that differ."""
    if isinstance(expected, tuple):
        received = received if isinstance(received, tuple | list) else ()
        pairs = zip(expected, received, strict=False)
        found = (_find_differing_arrays(want, got, allowed) for want, got in pairs)
        return next((pair for pair in found if pair), None)
    if holds_text(received):
        return None
    try:
        array = np.asarray(received)
    except ValueError:
        return None
    if array.dtype.kind not in "biuf" or not find_difference(expected, received, allowed):
        return None
    return np.asarray(expected, np.float64), array.astype(np.float64)
