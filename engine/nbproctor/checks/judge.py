"""Judges the outcomes of a function: which properties hold, and what is said of the rest."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nbproctor.checks.answer import Answer, choose_answer
from nbproctor.checks.compare import holds_text
from nbproctor.checks.diagnosis import CHANGED, diagnose
from nbproctor.checks.known_mistakes import find_known_mistake
from nbproctor.checks.result import Diagnosis, Failure, PropertyResult, Result
from nbproctor.checks.vocabulary import Misconception, Property

NO_KNOWN_MISTAKE = "No mistake that this check knows fits. The rule: "  # before a property's hint


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

    If public cases fail, they alone are explained: check and grade then say the same.
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
    public = [answer for answer in answers if not answer.case.hidden]
    explained = public if any(answer.problem for answer in public) else answers
    failing = [answer for answer in explained if answer.problem]
    if not failing:
        return result
    shown = choose_answer(failing)
    try:
        # A result is wrong or right whether the call changed its input or not.
        kept = [
            replace(a, outcome=replace(a.outcome, changed=())) if a.outcome.changed else a
            for a in explained
        ]
        mistake, about, second = find_known_mistake(exercise, misconceptions, kept)
        if mistake:
            shown = choose_answer([answer for answer in failing if answer.about is about])
            diagnosis = Diagnosis(mistake.name, _join(mistake.sentence, second))
            if any(answer.outcome.changed for answer in failing):
                name = f"{mistake.name} and changed its input"
                sentence = f"{diagnosis.sentence} Besides, your code changes its input. {CHANGED}"
                diagnosis = Diagnosis(name, sentence)
        else:
            diagnosis = diagnose(shown, failing)
    except Exception as error:  # a notebook shows the failing case all the same
        diagnosis = Diagnosis("diagnosis failed", "", error)
    return replace(result, diagnosis=diagnosis, failure=_describe_failure(shown))


def _join(first: str, second: str) -> str:
    """Return two sentences as one text, or one of them alone if it says all of the other.

    >>> _join("Flipped.", "Flipped. Besides, the fractions are gone.")
    'Flipped. Besides, the fractions are gone.'
    """
    if first in second or second in first:
        return max(first, second, key=len)
    return f"{first} {second}"


def _describe_failure(answer: Answer) -> Failure:
    """Return what the student may see of a failing case.

    The hint of a property is a rule about results. It is left out if the call returned none.
    """
    each, outcome = answer.about, answer.outcome
    has_hint = each.hint and not outcome.error and outcome.value is not None
    hint = f"{NO_KNOWN_MISTAKE}{each.hint}" if has_hint else ""
    if answer.case.hidden and answer.reserved:
        return Failure(each.name, answer.problem, hint)
    values = {}
    if isinstance(outcome.value, np.ndarray | tuple | list | int | float):
        values["expected"] = answer.expected
        if not answer.reserved:
            received = outcome.value if answer.received is None else answer.received
            values["received"] = _match_format(answer.expected, received)
    inputs = dict(answer.case.inputs)
    return Failure(
        each.name, answer.problem, hint, inputs, values, answer.allowed, results=each.results
    )


def _match_format(expected: Any, received: Any) -> Any:
    """Return a result of numbers in the form of the expected one: as arrays of float64."""
    if isinstance(expected, tuple) and isinstance(received, tuple | list):
        if len(expected) == len(received):
            return tuple(map(_match_format, expected, received))
        return received
    if isinstance(expected, tuple) or holds_text(received):
        return received
    try:
        array = np.asarray(received)
        return array.astype(np.float64) if array.dtype.kind in "biuf" else received
    except ValueError:  # rows of different lengths
        return received
