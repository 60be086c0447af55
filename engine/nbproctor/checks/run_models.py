"""Runs the models of known mistakes, and compares what they return with a student's results."""

import copy
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nbproctor.checks.answer import Answer
from nbproctor.checks.answer_key import key_in_use
from nbproctor.checks.compare import find_difference
from nbproctor.checks.evaluate import to_data
from nbproctor.checks.vocabulary import Case, Misconception

Run = Callable[[Misconception, Case], tuple[Any, ...]]
# Of arrays, in a message.
SHAPE = re.compile(
    r"\(\d[\d, ]*\)|\[\d[\d, ]*\]|array of size \d+|size \d+ is different from \d+"
    r"|index \d+ is out of bounds for axis \d+ with size \d+"
)
MANY = 3  # numbers that are not equal by accident


def run_model(model: Callable[..., Any], given: Case) -> tuple[Any, ...]:
    """Compute what the model of a mistake returns: one value, as data; none if it raises.

    Call it in a block of `silence`: models warn as students' functions do.
    """
    try:
        return (to_data(model(*map(_copy, given.inputs.values()))),)
    except Exception:
        return ()


def find_mistaken(exercise: str, misconception: Misconception, given: Case) -> tuple[Any, ...]:
    """Return what `run_model` returns, from the answer key if it is there."""
    key = key_in_use()
    found = key.find_mistaken(exercise, misconception, given) if key else None
    return run_model(misconception.model, given) if found is None else found


def compare_with_model(
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
        modelled = choose_part(returned[0], answer)
        if not find_difference(answer.expected, modelled, answer.allowed):
            if answer.problem:
                return None
            continue
        if answer.outcome.error or not agrees(modelled, answer.received, answer.allowed):
            return None
        compared += 1
        parts = modelled if isinstance(modelled, tuple | list) else (modelled,)
        numbers += sum(int(np.count_nonzero(part)) for part in parts)
    return compared, numbers, raised


def explains(misconception: Misconception, answers: Sequence[Answer], run: Run) -> bool:
    """Whether a model agrees with all answers, in more numbers than can be equal by accident."""
    agreement = compare_with_model(misconception, answers, run)
    return agreement is not None and agreement[1] >= MANY


def raises_same_error(misconception: Misconception, answer: Answer) -> bool:
    """Whether a model raises an error of the same kind and with the same shapes as a function.

    False if the model's message names no shapes: two such errors may have different causes.
    """
    error = answer.outcome.error.rpartition(" (line ")[0] or answer.outcome.error
    try:
        misconception.model(*map(_copy, answer.case.inputs.values()))
    except Exception as own:
        shapes = set(SHAPE.findall(str(own)))
        if shapes and error.startswith(f"{type(own).__name__}:"):
            return set(SHAPE.findall(error)) == shapes
    return False


def choose_part(value: Any, answer: Answer) -> Any:
    """Return the part of a model's value that the property of an answer is about."""
    part = value if answer.about.part is None else value[answer.about.part]
    return _to_arrays(part)


def agrees(modelled: Any, received: Any, allowed: float) -> bool:
    """Whether a model's arrays and a function's are equal but for rounding; NaN equals NaN."""
    arrays = _to_arrays(modelled)
    if isinstance(arrays, tuple):
        parts = received if isinstance(received, tuple | list) else ()
        pairs = zip(arrays, parts, strict=False)
        return len(arrays) == len(parts) and all(agrees(*pair, allowed) for pair in pairs)
    try:
        values = np.asarray(received)
    except ValueError:
        return False
    if not values.size and not arrays.size:  # a list of no rows has one axis
        return True
    if values.shape != arrays.shape:
        return False
    if values.dtype.kind not in "biuf" or arrays.dtype.kind not in "biuf":
        return False
    with np.errstate(all="ignore"):  # of infinite values
        wanted, got = arrays.astype(np.float64), values.astype(np.float64)
        largest = float(np.max(np.abs(wanted), initial=0.0, where=np.isfinite(wanted)))
        close = (np.abs(got - wanted) <= max(allowed, 1e-5 * largest)) | (got == wanted)
        return bool((close | (np.isnan(got) & np.isnan(wanted))).all())


def _to_arrays(value: Any) -> Any:
    return tuple(map(np.asarray, value)) if isinstance(value, tuple) else np.asarray(value)


def _copy(value: Any) -> Any:
    """Return a copy of an input; itself if it cannot change. Much faster than `copy.deepcopy`."""
    if isinstance(value, np.ndarray):
        return value.copy()
    try:
        hash(value)
    except TypeError:
        return copy.deepcopy(value)
    return value
