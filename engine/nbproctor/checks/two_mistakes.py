"""Finds two mistakes that explain a wrong answer together, when no single one does.

One of them may be a change of all values, such as an integer dtype; or both are slips whose model
the course can join.
"""

import functools
import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nbproctor.checks.answer import Answer
from nbproctor.checks.compare import SHOWN_RESULTS, find_difference, holds_text
from nbproctor.checks.diagnosis import SQUEEZED, TWISTS
from nbproctor.checks.run_models import Run, agrees, explains
from nbproctor.checks.vocabulary import Case, Misconception

Change = Callable[[Any], Any]
Trial = tuple[bool, bool, tuple[int, ...], bytes]
# The pairs of mistakes that are tried at most, and the failing cases that choose them.
PAIRS, PROBES = 500, 3


def find_twisted(
    misconceptions: Sequence[Misconception], answers: Sequence[Answer], run: Run
) -> Misconception | None:
    """Return a mistake that explains all answers together with a change of all values, or None.

    The change is one of `TWISTS`. It happens to all results of one property or more, and may be the
    only mistake.
    """
    results = [
        (answer.about.name, _to_floats(answer.expected), _to_floats(answer.received))
        for answer in answers
        if answer.received is not None
    ]
    ways = [(twist, change) for twist in (*TWISTS, SQUEEZED) for change in twist.changes]
    for twist, change in ways:
        # It changes no result that it has changed before.
        names = {name for name, expected, _ in results if _changes(change, expected)} - {
            name for name, _, received in results if _changes(change, received)
        }
        changed = {answer.case for answer in answers if answer.about.name in names}
        twisted = [
            replace(a, expected=_twist(a.expected, change) if a.case in changed else a.expected)
            for a in answers
        ]
        if changed and not any(map(_differs, twisted)):
            return Misconception(twist.name, twist.sentence, change, tuple(names))
        run_twisted = functools.partial(_run_twisted, run, change, changed)
        for each in misconceptions if changed else ():
            if explains(each, answers, run_twisted):
                besides = f"Besides, {twist.sentence[0].lower()}{twist.sentence[1:]}"
                name, sentence = f"{each.name} and {twist.name}", f"{each.sentence} {besides}"
                parts = (*(each.parts or [each.name]), twist.name)
                return replace(each, name=name, sentence=sentence, parts=parts)
    return None


def _run_twisted(
    run: Run, change: Change, changed: Collection[Case], mistake: Misconception, given: Case
) -> tuple[Any, ...]:
    """Return what a mistake returns, with all its values changed in some cases."""
    values = run(mistake, given)
    return (_twist(values[0], change),) if values and given in changed else values


def _twist(value: Any, change: Change) -> Any:
    """Return a result with all its values changed; itself if they are not numbers."""
    arrays = _to_floats(value)
    if not arrays:
        return value
    return tuple(map(change, arrays)) if isinstance(value, tuple | list) else change(arrays[0])


def _differs(answer: Answer) -> bool:
    """Whether an answer differs from the expected values by more than rounding."""
    return bool(
        answer.outcome.error or not agrees(answer.expected, answer.received, answer.allowed)
    )


def _changes(change: Change, arrays: Sequence[Any]) -> bool:
    """Whether a change of all values makes a difference."""
    pairs = [(array, change(array)) for array in arrays]
    return any(a.shape != b.shape or not np.allclose(a, b, equal_nan=True) for a, b in pairs)


def _to_floats(value: Any) -> list[Any]:
    """Return the arrays of a result, or of its parts; none if they are not numbers.

    A long list or tuple is one array: to look at thousands of items one by one takes seconds.
    """
    if holds_text(value):  # as an array, each item would take as much memory as the longest
        return []
    has_parts = isinstance(value, tuple | list) and len(value) <= SHOWN_RESULTS
    parts = value if has_parts else (value,)
    try:
        arrays = [np.asarray(part) for part in parts]
    except ValueError:
        return []
    is_numeric = all(array.dtype.kind in "biuf" for array in arrays)
    return [array.astype(np.float64) for array in arrays] if is_numeric else []


def find_pair(
    misconceptions: Sequence[Misconception], answers: Sequence[Answer], run: Run
) -> Misconception | None:
    """Return two mistakes that explain all answers together, as one, or None.

    Args:
        answers: failing ones first, the smallest before the others.
    """
    joinable = [each for each in misconceptions if each.join]
    failing = [
        answer
        for answer in answers
        if answer.problem
        and not answer.outcome.error
        and any(each.is_about(answer.about) for each in joinable)
    ]
    probes = list({a.about.name: a for a in reversed(failing)}.values())[::-1][:PROBES]
    if not probes:  # errors say too little
        return None
    tried = [(each, _try(each, probes, run)) for each in joinable]
    # Forms of one mistake that return the same wrong results are tried once.
    fitting = {
        (each.name, place if any(right for right, *_ in trials) else str(trials)): (each, trials)
        for place, (each, trials) in enumerate(tried)
        if trials
    }
    pairs = (
        (one, two)
        for (one, first), (two, second) in itertools.combinations(fitting.values(), 2)
        if one.join is two.join
        and one.properties == two.properties
        and all(map(_may_be_both, probes, first, second))
    )
    for one, two in itertools.islice(pairs, PAIRS):
        model = one.join(one.change, two.change) if one.join else None
        if model is None:
            continue
        name, sentence = f"{one.name} and {two.name}", f"{one.sentence} {two.sentence}"
        both = replace(one, name=name, sentence=sentence, model=model, parts=(one.name, two.name))
        if explains(both, answers, run):
            return both
    return None


def _try(mistake: Misconception, probes: Sequence[Answer], run: Run) -> list[Trial]:
    """Return of each result if it is right, or the answer's, its shape and bytes; or nothing.

    Nothing, if the mistake can be no part of a pair: it raises, or its result is larger or smaller
    than both the answer and the right one.
    """
    trials: list[Trial] = []
    for answer in probes:
        returned = run(mistake, answer.case)
        if not returned:
            return []
        shape, wanted, got = map(find_shape, (returned[0], answer.expected, answer.received))
        if shape not in (wanted, got) and not (
            len(shape) == len(wanted) == len(got)
            and all(min(e, r) <= n <= max(e, r) for n, e, r in zip(shape, wanted, got, strict=True))
        ):
            return []
        right = not find_difference(answer.expected, returned[0], answer.allowed)
        is_same = shape == got and agrees(returned[0], answer.received, answer.allowed)
        trials.append((right, is_same, shape, np.asarray(returned[0]).tobytes()))
    return trials


def _may_be_both(answer: Answer, first: Trial, second: Trial) -> bool:
    """Whether two mistakes may have led to an answer together.

    Where one of them changes nothing, the answer is that of the other.
    """
    if first[0] or second[0]:
        return second[1] if first[0] else first[1]
    wanted, got = map(find_shape, (answer.expected, answer.received))
    return got in (first[2], second[2]) or got == tuple(
        a + b - n for a, b, n in zip(first[2], second[2], wanted, strict=False)
    )


def find_shape(value: Any) -> tuple[int, ...]:
    """Return the shape of a result; (-1,) if it is no array."""
    try:
        return np.shape(value)
    except ValueError:
        return (-1,)
