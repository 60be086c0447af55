"""Judges the outcomes of a function: which properties hold, and which mistake explains the rest."""

import copy
import functools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from nbproctor.checks.answer_key import key_in_use
from nbproctor.checks.compare import find_difference, holds_text, name_result
from nbproctor.checks.diagnosis import (
    WITHOUT_NUMBERS,
    describe_single_number,
    list_differences,
)
from nbproctor.checks.evaluate import UNFINISHED, Outcome, to_data
from nbproctor.checks.result import Diagnosis, Failure, PropertyResult, Result
from nbproctor.checks.vocabulary import Case, Misconception, Property

Run = Callable[[Misconception, Case], tuple[Any, ...]]
# Of arrays, in a message.
SHAPE = re.compile(r"\(\d[\d, ]*\)|array of size \d+|size \d+ is different from \d+")
MANY = 3  # numbers that are not equal by accident
RETURN_IT = (
    "`print` shows a value, but hands nothing back. End the function with `return` and the value."
)


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
    def problem(self) -> str:
        """What is wrong with this answer, or ""."""
        outcome = self.outcome
        if outcome.error.startswith(UNFINISHED):
            return f"no result: {outcome.error}."
        if outcome.error and self.reserved:
            return f"your code raised {_get_kind(outcome.error)} {self._refer_to_check()}"
        if outcome.error:
            return f"your code raised {outcome.error}"
        if outcome.printed:
            return "your code printed its result and returned None."
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
    shown = _choose_answer(failing)
    try:
        mistake, about, second = _find_mistake(exercise, misconceptions, explained)
        if mistake:
            shown = _choose_answer([answer for answer in failing if answer.about is about])
            diagnosis = Diagnosis(mistake.name, _join(mistake.sentence, second))
        else:
            diagnosis = _diagnose(shown, failing)
    except Exception as error:  # a notebook shows the failing case all the same
        diagnosis = Diagnosis("diagnosis failed", "", error)
    return replace(result, diagnosis=diagnosis, failure=_describe_failure(shown))


def _find_mistake(
    exercise: str, misconceptions: Sequence[Misconception], answers: Sequence[Answer]
) -> tuple[Misconception | None, Property | None, str]:
    """Return the known mistake that explains the failing cases, and a property that it breaks.

    If no mistake explains all of them, an answer has more than one. The mistake then explains all
    cases of one property or more, and changes no result that is right. The last value is a sentence
    about a property that it does not explain; "" if nothing is known of it.
    """
    failing = [answer for answer in answers if answer.problem]
    if all(a.outcome.value is None and not a.outcome.error for a in failing):
        return None, None, ""

    @functools.cache
    def run(misconception: Misconception, given: Case) -> tuple[Any, ...]:
        return _find_mistaken(exercise, misconception, given)

    ordered = sorted(answers, key=lambda a: (not a.problem, _count_inputs(a.case)))
    found = _find_explanation(misconceptions, ordered, run)
    if found:
        return found, next(a.about for a in failing if found.is_about(a.about)), ""
    broken = list({answer.about.name: answer.about for answer in failing}.values())
    explained = []
    for about in broken if len(broken) > 1 else ():
        of_one = [a for a in ordered if a.about is about or not a.problem]
        if any(not a.outcome.error for a in of_one if a.problem):
            known = [each for each in misconceptions if each.is_about(about)]
            explained += [(each, about) for each in known if _explains(each, of_one, run)]
    if not explained:
        return None, None, ""
    count = Counter(each for each, _ in explained)
    first, about = max(explained, key=lambda pair: count[pair[0]])
    # A mistake also fits a property that it is not about, and one whose few numbers may agree by
    # accident. Neither is a reason to tell a second mistake.
    fitting = [
        each
        for each in broken
        if _compare_with_model(first, [a for a in failing if a.about is each], run) is not None
    ]
    return first, about, _describe_second(fitting, explained, failing)


def _describe_second(
    known: Sequence[Property],
    explained: Sequence[tuple[Misconception, Property]],
    failing: Sequence[Answer],
) -> str:
    """Return a sentence about a property that the first mistake does not explain, or "".

    Args:
        known: the properties whose failing cases the first mistake fits.
        explained: all known mistakes that explain a property, each with the property.
    """
    for each, about in explained:
        if about not in known:
            return each.sentence
    for about in {a.about.name: a.about for a in failing if a.about not in known}.values():
        of_one = [answer for answer in failing if answer.about is about]
        shown = _choose_answer(of_one)
        sentence = "" if shown.outcome.error else _diagnose(shown, of_one).sentence
        if sentence:
            return f"There is more wrong with “{about.name}”: {sentence}"
    return ""


def _join(first: str, second: str) -> str:
    """Return two sentences as one text, or one of them alone if it says all of the other.

    >>> _join("Flipped.", "Flipped. Besides, the fractions are gone.")
    'Flipped. Besides, the fractions are gone.'
    """
    if first in second or second in first:
        return max(first, second, key=len)
    return f"{first} {second}"


def _explains(misconception: Misconception, answers: Sequence[Answer], run: Run) -> bool:
    """Whether a model agrees with all answers, in more numbers than can be equal by accident."""
    agreement = _compare_with_model(misconception, answers, run)
    return agreement is not None and agreement[1] >= MANY


def _find_explanation(
    misconceptions: Sequence[Misconception], answers: Sequence[Answer], run: Run
) -> Misconception | None:
    """Return the first mistake whose model agrees with all answers.

    A model that only raises errors says little. It is returned if no other mistake raises errors in
    the same cases, and the function is right in others; or if no other mistake raises errors with
    the same shapes. Another one is not this one together with a second one.

    Args:
        misconceptions: the known mistakes.
        answers: failing ones first, so that models are rejected early.
        run: returns what `run_model` returns.
    """
    raising = []
    failing = [answer for answer in answers if answer.problem]
    for each in misconceptions:
        agreement = _compare_with_model(each, answers, run)
        if agreement is None:
            continue
        compared, _, raised = agreement
        if compared:
            return each
        if raised == len(failing):
            raising.append(each)
    if _is_one(raising) and len(failing) < len(answers):
        return raising[0]
    if len(failing) > 1:
        raising = [m for m in raising if all(_raises_same_error(m, a) for a in failing)]
        return raising[0] if _is_one(raising) else None
    return None


def _is_one(mistakes: Sequence[Misconception]) -> bool:
    """Whether all are the first mistake, alone or together with another one."""
    if not mistakes:
        return False
    first = mistakes[0].name
    return all(f" and {first} and " in f" and {each.name} and " for each in mistakes)


def _get_kind(error: str) -> str:
    """Return the class of an error: the first word of its description."""
    return re.split("[: ]", error)[0]


def _raises_same_error(misconception: Misconception, answer: Answer) -> bool:
    """Whether a model raises an error of the same kind and with the same shapes as a function."""
    error = answer.outcome.error.rpartition(" (line ")[0] or answer.outcome.error
    shapes = sorted(SHAPE.findall(error))
    try:
        misconception.model(*copy.deepcopy(list(answer.case.inputs.values())))
    except Exception as own:
        same_kind = error.startswith(f"{type(own).__name__}:")
        return same_kind and bool(shapes) and sorted(SHAPE.findall(str(own))) == shapes
    return False


def _choose_answer(failing: Sequence[Answer]) -> Answer:
    """Choose the most instructive failing case of the first failing property.

    It is the smallest one whose result is there and not empty.
    """

    def is_bare(answer: Answer) -> bool:
        is_missing = bool(answer.outcome.error) or answer.received is None
        return is_missing or _is_empty(answer.received) or _is_empty(answer.expected)

    first = [answer for answer in failing if answer.about is failing[0].about]
    return min(first, key=lambda answer: (is_bare(answer), _count_inputs(answer.case)))


def _is_empty(value: Any) -> bool:
    is_array = isinstance(value, np.ndarray)
    return not value.size if is_array else isinstance(value, tuple | list) and not value


def _describe_failure(answer: Answer) -> Failure:
    """Return what the student may see of a failing case.

    The hint of a property is about results. It helps only if there is one.
    """
    each, outcome = answer.about, answer.outcome
    hint = "" if outcome.error or outcome.value is None else each.hint
    if answer.case.hidden and answer.reserved:
        return Failure(each.name, answer.problem, hint)
    values = {}
    if isinstance(outcome.value, np.ndarray | tuple | list | int | float):
        values["expected"] = answer.expected
        if not answer.reserved:
            received = outcome.value if answer.received is None else answer.received
            values["received"] = _match_format(answer.expected, received)
    inputs = dict(answer.case.inputs)
    return Failure(each.name, answer.problem, hint, inputs, values, answer.allowed)


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


def _compare_with_model(
    misconception: Misconception, answers: Sequence[Answer], run: Run
) -> tuple[int, int, int] | None:
    """Return how many wrong results, numbers and errors a model shares with a function.

    Numbers that are 0 do not count: many mistakes return them.

    None if the model returns something else than the function in any case, or is right where the
    function is wrong.
    """
    compared = numbers = raised = 0
    for answer in answers:
        if not misconception.is_about(answer.about):
            continue
        returned = run(misconception, answer.case)
        if not returned:
            if not answer.outcome.error:
                return None
            raised += 1
            continue
        [modelled], part = returned, answer.about.part
        modelled = modelled if part is None else modelled[part]
        if not find_difference(answer.expected, _to_arrays(modelled), answer.allowed):
            if answer.problem:
                return None
            continue
        if answer.outcome.error or not _agrees(modelled, answer.received, answer.allowed):
            return None
        compared += 1
        parts = modelled if isinstance(modelled, tuple | list) else (modelled,)
        numbers += sum(int(np.count_nonzero(part)) for part in parts)
    return compared, numbers, raised


def _count_inputs(given: Case) -> int:
    return sum(map(_count_numbers, given.inputs.values()))


def _count_numbers(value: Any) -> int:
    """Return how many items are in an array, or in lists and tuples that may be of any lengths.

    >>> _count_numbers([("pooling", (2, 2)), ("dense", 10)])
    5
    """
    if isinstance(value, list | tuple):
        return sum(map(_count_numbers, value))
    return int(np.size(value))


def _find_mistaken(exercise: str, misconception: Misconception, given: Case) -> tuple[Any, ...]:
    """Return what `run_model` returns, from the answer key if it is there."""
    key = key_in_use()
    found = key.find_mistaken(exercise, misconception, given) if key else None
    return run_model(misconception.model, given) if found is None else found


def run_model(model: Callable[..., Any], given: Case) -> tuple[Any, ...]:
    """Compute what the model of a mistake returns: one value, as data; none if it raises.

    Call it in a block of `silence`: models warn as students' functions do.
    """
    try:
        return (to_data(model(*copy.deepcopy(list(given.inputs.values())))),)
    except Exception:
        return ()


def _agrees(modelled: Any, received: Any, allowed: float) -> bool:
    """Whether a model's arrays and a function's are equal but for rounding; NaN equals NaN."""
    arrays = _to_arrays(modelled)
    if isinstance(arrays, tuple):
        parts = received if isinstance(received, tuple | list) else ()
        pairs = zip(arrays, parts, strict=False)
        return len(arrays) == len(parts) and all(_agrees(*pair, allowed) for pair in pairs)
    try:
        values = np.asarray(received)
    except ValueError:
        return False
    if values.dtype.kind not in "biuf" or arrays.dtype.kind not in "biuf":
        return False
    if values.shape != arrays.shape:
        return False
    with np.errstate(all="ignore"):  # of infinite values
        largest = float(np.max(np.abs(arrays), initial=0.0, where=np.isfinite(arrays)))
        close = np.isclose(
            values.astype(np.float64),
            arrays.astype(np.float64),
            rtol=0,
            atol=max(allowed, 1e-5 * largest),
            equal_nan=True,
        )
    return bool(close.all())


def _to_arrays(value: Any) -> Any:
    return tuple(map(np.asarray, value)) if isinstance(value, tuple) else np.asarray(value)


def _diagnose(shown: Answer, failing: Sequence[Answer]) -> Diagnosis:
    """Diagnose a wrong answer by its errors, or by its differences from the expected values."""
    outcome = shown.outcome
    if outcome.error.startswith(UNFINISHED):
        return Diagnosis("took too long", "")
    if outcome.error:
        name = _get_kind(outcome.error)
        return Diagnosis(f"raised {name}", shown.meaning)
    if outcome.printed:
        return Diagnosis("printed instead of returned", RETURN_IT)
    if outcome.value is None:
        return Diagnosis("returned None", "")
    if outcome.changed:
        return Diagnosis("changed its input", "Work on a copy: the caller needs the original.")
    if isinstance(outcome.value, str):
        return Diagnosis("returned text", "")
    if not _find_differing_arrays(shown):
        return Diagnosis("not numbers" if "real numbers" in shown.problem else "wrong results", "")
    name, sentence = _describe_differences([shown, *(a for a in failing if a is not shown)])
    return Diagnosis(name or "other values", sentence)


def _describe_differences(failing: Sequence[Answer]) -> tuple[str, str]:
    """Return a difference that all of several failing answers show: its name and sentence.

    Of several results, the same ones must be wrong in all answers: all of them, or a single one,
    which the sentence then names.
    """
    looks, parts, sizes = [], set(), set()
    for answer in failing:
        differing = _find_differing_arrays(answer)
        if answer.outcome.error or not differing:
            return "", ""
        parts.add(tuple(differing))
        for expected, received in differing.values():
            looks.append(list_differences(expected, received, answer.allowed))
            sizes.add(expected.size)
    first, count = failing[0], len(next(iter(parts)))
    is_tuple = isinstance(first.expected, tuple)
    if len(parts) > 1 or (is_tuple and count not in (1, len(first.expected))):
        return "", ""
    for name in looks[0] if len(failing) > 1 else ():
        sentences = {look.get(name) for look in looks}
        if None in sentences or (len(sentences) > 1 and min(sizes) == 1):
            continue  # a single number is always off by one number, or a multiple
        sentence = looks[0][name] if len(sentences) == 1 else ""
        if len(sentences) > 1 or first.reserved:
            sentence = WITHOUT_NUMBERS.get(name, sentence)
        if max(sizes) == 1:
            sentence = describe_single_number(sentence)
        if is_tuple and count == 1 and sentence:
            [[place]] = parts
            part = name_result(place, first.about.results)
            sentence = f"In {part}: {sentence[0].lower()}{sentence[1:]}"
        return name, sentence
    return "", ""


def _find_differing_arrays(answer: Answer) -> dict[int, tuple[Any, Any]]:
    """Return the numeric arrays, expected and received, that differ, by their place in a tuple."""
    expected, received = answer.expected, answer.received
    if not isinstance(expected, tuple):
        expected, received = (expected,), (received,)
    found = {}
    received = received if isinstance(received, tuple | list) else ()
    for place, (want, got) in enumerate(zip(expected, received, strict=False)):
        if holds_text(got) or not find_difference(want, got, answer.allowed):
            continue
        try:
            array = np.asarray(got)
        except ValueError:
            continue
        if array.dtype.kind in "biuf":
            found[place] = (np.asarray(want, np.float64), array.astype(np.float64))
    return found
