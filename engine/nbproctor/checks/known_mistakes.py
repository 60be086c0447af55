"""Finds the known mistake that explains a wrong answer, and what a second mistake breaks.

The model of a mistake computes what it would return. A mistake explains an answer if its model
agrees with the student's function in every case, right or wrong.
"""

import copy
import functools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nbproctor.checks.answer import Answer, choose_answer, count_inputs
from nbproctor.checks.answer_key import key_in_use
from nbproctor.checks.compare import find_difference
from nbproctor.checks.diagnosis import diagnose
from nbproctor.checks.evaluate import to_data
from nbproctor.checks.vocabulary import Case, Misconception, Property

Run = Callable[[Misconception, Case], tuple[Any, ...]]
# Of arrays, in a message.
SHAPE = re.compile(r"\(\d[\d, ]*\)|array of size \d+|size \d+ is different from \d+")
MANY = 3  # numbers that are not equal by accident


def find_known_mistake(
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

    ordered = sorted(answers, key=lambda a: (not a.problem, count_inputs(a.case)))
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
        shown = choose_answer(of_one)
        sentence = "" if shown.outcome.error else diagnose(shown, of_one).sentence
        if sentence:
            return f"There is more wrong with “{about.name}”: {sentence}"
    return ""


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
    first, *others = (set(each.parts or [each.name]) for each in mistakes)
    return all(first <= each for each in others)


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
