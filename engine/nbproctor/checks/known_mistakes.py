"""Finds the known mistake that explains a wrong answer, and what a second mistake breaks.

The model of a mistake computes what it would return. A mistake explains an answer if its model
agrees with the student's function in every case, right or wrong.
"""

import copy
import functools
import itertools
import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from nbproctor.checks.answer import Answer, choose_answer, count_inputs
from nbproctor.checks.answer_key import key_in_use
from nbproctor.checks.compare import find_difference
from nbproctor.checks.diagnosis import SQUEEZED, TWISTS, diagnose
from nbproctor.checks.evaluate import to_data
from nbproctor.checks.vocabulary import Case, Misconception, Property

Run = Callable[[Misconception, Case], tuple[Any, ...]]
Change = Callable[[Any], Any]
Trial = tuple[bool, bool, tuple[int, ...], bytes]
# Of arrays, in a message.
SHAPE = re.compile(r"\(\d[\d, ]*\)|array of size \d+|size \d+ is different from \d+")
MANY = 3  # numbers that are not equal by accident
# The pairs of mistakes that are tried at most, and the failing cases that choose them.
PAIRS, PROBES = 500, 3


def find_known_mistake(
    exercise: str, misconceptions: Sequence[Misconception], answers: Sequence[Answer]
) -> tuple[Misconception | None, Property | None, str]:
    """Return the known mistake that explains the failing cases, and a property that it breaks.

    If no mistake explains all of them, an answer has more than one. Two that explain all together
    are returned as one. Otherwise the mistake explains all cases of one property or more, and
    changes no result that is right. The last value is a sentence about a property that it does not
    explain; "" if nothing is known of it.
    """
    failing = [answer for answer in answers if answer.problem]
    if all(a.outcome.value is None and not a.outcome.error for a in failing):
        return None, None, ""

    @functools.cache
    def run(misconception: Misconception, given: Case) -> tuple[Any, ...]:
        return _find_mistaken(exercise, misconception, given)

    ordered = sorted(answers, key=lambda a: (not a.problem, count_inputs(a.case)))
    found = (
        _find_explanation(misconceptions, ordered, run)
        or _find_twisted(misconceptions, ordered, run)
        or _find_pair(misconceptions, ordered, run)
    )
    if found:
        about = next(a.about for a in failing if found.is_about(a.about))
        rest = [a for a in failing if not found.is_about(a.about)]
        return found, about, _describe_rest(found, misconceptions, rest, run)
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
    for each, other in explained:
        if other not in fitting:
            return first, about, each.sentence
    rest = [answer for answer in failing if answer.about not in fitting]
    return first, about, _describe_second(first, rest, run)


def _describe_second(first: Misconception, rest: Sequence[Answer], run: Run) -> str:
    """Return a sentence about failing cases that the first mistake does not explain, or "".

    The results are compared with those of the first mistake, and then with the right ones.
    """

    def after_first(answer: Answer) -> Answer:
        values = run(first, answer.case) if first.is_about(answer.about) else ()
        return replace(answer, expected=_choose_part(values[0], answer)) if values else answer

    for about in {answer.about.name: answer.about for answer in rest}.values():
        of_one = [answer for answer in rest if answer.about is about]
        for answers in ([after_first(answer) for answer in of_one], of_one):
            shown = choose_answer(answers)
            if shown.outcome.error:
                continue
            twisted = _find_twisted((), answers, run)
            sentence = twisted.sentence if twisted else diagnose(shown, answers).sentence
            if sentence or shown.outcome.value is None:
                return f"There is more wrong with “{about.name}”: {sentence or shown.problem}"
    return ""


def _describe_rest(
    found: Misconception, misconceptions: Sequence[Misconception], rest: Sequence[Answer], run: Run
) -> str:
    """Return a sentence about failing cases that a mistake is not about, or "".

    They may fail because of the same mistake. Nothing is said of them unless a model of the same
    name is about them and does not explain them.
    """
    for about in {answer.about.name: answer.about for answer in rest}.values():
        of_one = [answer for answer in rest if answer.about is about]
        same = [m for m in misconceptions if m.name == found.name and m.is_about(about)]
        if not same or any(_compare_with_model(m, of_one, run) for m in same):
            continue
        known = [each for each in misconceptions if each.is_about(about)]
        other = next((each for each in known if _explains(each, of_one, run)), None)
        if sentence := other.sentence if other else _describe_second(same[0], of_one, run):
            return sentence
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


def _find_twisted(
    misconceptions: Sequence[Misconception], answers: Sequence[Answer], run: Run
) -> Misconception | None:
    """Return a mistake that explains all answers together with a change of all values, or None.

    The change is one of `TWISTS`. It happens to all results of one property or more, and may be the
    only mistake.
    """
    received = [answer for answer in answers if answer.received is not None]
    ways = [(twist, change) for twist in (*TWISTS, SQUEEZED) for change in twist.changes]
    for twist, change in ways:
        # It changes no result that it has changed before.
        names = {a.about.name for a in received if _changes(change, a.expected)} - {
            a.about.name for a in received if _changes(change, a.received)
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
            if _explains(each, answers, run_twisted):
                besides = f"Besides, {twist.sentence[0].lower()}{twist.sentence[1:]}"
                name, sentence = f"{each.name} and {twist.name}", f"{each.sentence} {besides}"
                return replace(each, name=name, sentence=sentence)
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
    if isinstance(value, tuple | list):
        return tuple(map(change, arrays))
    return change(arrays[0]) if arrays else value


def _differs(answer: Answer) -> bool:
    """Whether an answer differs from the expected values by more than rounding."""
    return bool(
        answer.outcome.error or not _agrees(answer.expected, answer.received, answer.allowed)
    )


def _changes(change: Change, value: Any) -> bool:
    """Whether a change of all values makes a difference; not if they are not numbers."""
    pairs = [(array, change(array)) for array in _to_floats(value)]
    return any(a.shape != b.shape or not np.allclose(a, b, equal_nan=True) for a, b in pairs)


def _to_floats(value: Any) -> list[Any]:
    """Return the arrays of a result, or of its parts; none if they are not numbers."""
    parts = value if isinstance(value, tuple | list) else (value,)
    try:
        arrays = [np.asarray(part) for part in parts]
    except ValueError:
        return []
    is_numeric = all(array.dtype.kind in "biuf" for array in arrays)
    return [array.astype(np.float64) for array in arrays] if is_numeric else []


def _find_pair(
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
        name, sentence = f"{one.name} and {two.name}", f"{one.sentence} {two.sentence}"
        both = replace(one, name=name, sentence=sentence, model=model) if model else None
        if both and _explains(both, answers, run):
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
        shape, wanted, got = map(_find_shape, (returned[0], answer.expected, answer.received))
        if shape not in (wanted, got) and not (
            len(shape) == len(wanted) == len(got)
            and all(min(e, r) <= n <= max(e, r) for n, e, r in zip(shape, wanted, got, strict=True))
        ):
            return []
        right = not find_difference(answer.expected, returned[0], answer.allowed)
        agrees = shape == got and _agrees(returned[0], answer.received, answer.allowed)
        trials.append((right, agrees, shape, np.asarray(returned[0]).tobytes()))
    return trials


def _may_be_both(answer: Answer, first: Trial, second: Trial) -> bool:
    """Whether two mistakes may have led to an answer together.

    Where one of them changes nothing, the answer is that of the other.
    """
    if first[0] or second[0]:
        return second[1] if first[0] else first[1]
    wanted, got = map(_find_shape, (answer.expected, answer.received))
    return got in (first[2], second[2]) or got == tuple(
        a + b - n for a, b, n in zip(first[2], second[2], wanted, strict=False)
    )


def _find_shape(value: Any) -> tuple[int, ...]:
    """Return the shape of a result; (-1,) if it is no array."""
    try:
        return np.shape(value)
    except ValueError:
        return (-1,)


def _is_one(mistakes: Sequence[Misconception]) -> bool:
    """Whether all are the first mistake, alone or together with another one."""
    if not mistakes:
        return False
    first = mistakes[0].name
    return all(f" and {first} and " in f" and {each.name} and " for each in mistakes)


def _raises_same_error(misconception: Misconception, answer: Answer) -> bool:
    """Whether a model raises an error of the same kind and with the same shapes as a function."""
    error = answer.outcome.error.rpartition(" (line ")[0] or answer.outcome.error
    shapes = sorted(SHAPE.findall(error))
    try:
        misconception.model(*map(_copy, answer.case.inputs.values()))
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
        modelled = _choose_part(returned[0], answer)
        if not find_difference(answer.expected, modelled, answer.allowed):
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
        return (to_data(model(*map(_copy, given.inputs.values()))),)
    except Exception:
        return ()


def _choose_part(value: Any, answer: Answer) -> Any:
    """Return the part of a model's value that the property of an answer is about."""
    part = value if answer.about.part is None else value[answer.about.part]
    return _to_arrays(part)


def _copy(value: Any) -> Any:
    """Return a copy of an input; itself if it cannot change. Much faster than `copy.deepcopy`."""
    if isinstance(value, np.ndarray):
        return value.copy()
    try:
        hash(value)
    except TypeError:
        return copy.deepcopy(value)
    return value


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
