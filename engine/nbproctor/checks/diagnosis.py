"""Describes a wrong answer that no misconception explains, by its error or its numbers.

Each pattern is one way in which students' answers differ from the expected array. The student reads
the sentence of the first pattern that fits.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from nbproctor.checks.answer import Answer, get_error_class
from nbproctor.checks.compare import find_difference, holds_text, name_result
from nbproctor.checks.error_messages import explain_shapes
from nbproctor.checks.evaluate import UNFINISHED
from nbproctor.checks.result import Diagnosis

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Twist:
    """A change that a mistake makes to all values of a result, as an integer dtype does.

    The same change once more makes no difference.

    Attributes:
        name, sentence: what the student reads.
        changes: the ways in which it happens; each takes an array of float64 and returns one.
    """

    name: str
    sentence: str
    changes: tuple[Callable[[Array], Array], ...]


def _wrap_bytes(array: Array) -> Array:
    """Return what an array of unsigned bytes makes of numbers.

    >>> _wrap_bytes(np.array([1.5, -1, 300])).tolist()
    [1.0, 255.0, 44.0]
    """
    return np.trunc(array) % 256


def _over(divisor: Callable[[Array], Any], array: Array) -> Array:
    """Return an array divided by what is computed from it; itself if that is 0.

    A single number stays: it would be 1, which says nothing of where it comes from.
    """
    by = divisor(array) if array.size > 1 else 0.0
    return array / by if by else array


INTEGER_DTYPE = (
    "The fractions are gone. An integer dtype drops them: that of `dtype=int`, of "
    "`np.full(shape, 0)`, of a list of whole numbers, of `np.zeros_like` of whole numbers, or of "
    "`np.vectorize`, which takes it from its first result. `int`, `round` and `//` drop them, too."
)
# Any of these can happen beside another mistake.
TWISTS = (
    Twist(
        "truncated to whole numbers",
        INTEGER_DTYPE,
        (np.trunc, np.floor, np.round),
    ),
    Twist(
        "negatives cut off",
        "Where a negative number belongs you have 0.",
        (lambda array: np.maximum(array, 0),),
    ),
    Twist(
        "bytes",
        "Your numbers are bytes, whole ones from 0 to 255, as in image files: the dtype is uint8. "
        "Fractions and signs are lost in it.",
        (_wrap_bytes, lambda array: np.trunc(array).clip(0, 255)),
    ),
    Twist(
        "absolute values",
        "Your values have lost their signs: all are positive.",
        (np.abs,),
    ),
    *(
        Twist(
            f"limited to 0 to {top}",
            f"Your values are limited to the range from 0 to {top}. They may be any numbers.",
            (lambda array, top=top: array.clip(0, top),),  # type: ignore[misc]
        )
        for top in (1, 255)
    ),
    *(
        Twist(
            f"divided by {words}",
            f"Your values are divided by {words}. They should stay as they are.",
            tuple(functools.partial(_over, divisor) for divisor in divisors),
        )
        for words, divisors in (
            ("their largest one", (np.max, lambda array: np.max(np.abs(array)))),
            ("their sum", (np.sum,)),
        )
    ),
    Twist(
        "half precision",
        "Your numbers have three digits only, and none above 65504: the dtype is float16.",
        (lambda array: array.astype(np.float16).astype(np.float64),),
    ),
    Twist(
        "mean taken away",
        "The mean of your values is taken away from each of them. They should stay as they are.",
        (lambda array: array - array.mean() if array.size > 1 else array,),
    ),
)
SQUEEZED = Twist(
    "axes of length 1 dropped", "Where an axis has length 1 it is gone.", (np.squeeze,)
)

OTHER_VALUES = "other values"  # the name if nothing is known of the mistake
# For differences whose numbers are not shown, or differ from case to case.
WITHOUT_NUMBERS = {
    "constant offset": "Every value is off by the same number.",
    "scaled": "Every value is the same multiple of the expected one.",
}
CHANGED = (
    "Work on a copy: the caller needs the original. Of an array, `X.copy()` is a copy; `X[:]`, "
    "`np.asarray(X)` and another name for it are not."
)
WRONG_AS_WELL = " Results are wrong, too: does a later step read the changed numbers?"
RETURN_IT = (
    "`print` shows a value, but hands nothing back. End the function with `return` and the value."
)


def diagnose(shown: Answer, failing: Sequence[Answer]) -> Diagnosis:
    """Diagnose a wrong answer by its errors, or by its differences from the expected values."""
    outcome = shown.outcome
    if outcome.error.startswith(UNFINISHED):
        return Diagnosis("took too long", "")
    if outcome.error:
        name = get_error_class(outcome.error)
        # What is expected of a hidden case is not told.
        has_shape = isinstance(shown.expected, np.ndarray) and not shown.case.hidden
        about_shapes = explain_shapes(outcome.error, np.shape(shown.expected)) if has_shape else ""
        return Diagnosis(f"raised {name}", about_shapes or shown.meaning)
    if outcome.printed:
        return Diagnosis("printed instead of returned", RETURN_IT)
    if outcome.value is None:
        return Diagnosis("returned None", "")
    if outcome.changed:
        besides = WRONG_AS_WELL if any(map(_find_differing_arrays, failing)) else ""
        return Diagnosis("changed its input", CHANGED + besides)
    if isinstance(outcome.value, str):
        return Diagnosis("returned text", "")
    if shown.is_one_result:
        return Diagnosis("one result alone", "")
    if not _find_differing_arrays(shown):
        return Diagnosis("not numbers" if "real numbers" in shown.problem else "wrong results", "")
    name, sentence = _describe_differences([shown, *(a for a in failing if a is not shown)])
    return Diagnosis(name or OTHER_VALUES, sentence)


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
    found = dict[int, tuple[Any, Any]]()
    received = received if isinstance(received, tuple | list) else ()
    if len(received) != len(expected):
        return found
    for place, (want, got) in enumerate(zip(expected, received, strict=True)):
        if holds_text(got) or not find_difference(want, got, answer.allowed):
            continue
        try:
            array = np.asarray(got)
        except ValueError:
            continue
        if array.dtype.kind in "biuf":
            found[place] = (np.asarray(want, np.float64), array.astype(np.float64))
    return found


def list_differences(expected: Array, received: Array, allowed: float) -> dict[str, str]:
    """Return how `received` differs from `expected`: names and sentences, the most telling first.

    >>> list_differences(np.eye(2, 3), np.eye(2, 3) + 1, 1e-6)
    {'constant offset': 'Every value is 1 too large.'}
    """
    found: dict[str, str] = {}
    with np.errstate(all="ignore"):  # of huge and infinite values
        if expected.ndim and np.array_equal(received, expected.shape):
            found["shape returned"] = "You return the shape of the result, not the result itself."
        if expected.shape != received.shape:
            patterns = _compare_sizes(expected, received, allowed)
        else:
            patterns = _find_patterns(expected, received, allowed)
        for name, sentence in patterns:
            found.setdefault(name, sentence)
    return found


def describe_single_number(sentence: str) -> str:
    """Return a sentence about every value of an array, for results that are single numbers.

    >>> describe_single_number("Every value is 1 too large.")
    'Wherever the value is wrong, it is 1 too large.'
    """
    return sentence.replace("Every value", "Wherever the value is wrong, it")


def _compare_sizes(expected: Array, received: Array, allowed: float) -> Iterator[tuple[str, str]]:
    """Yield the name and the sentence of each way in which an array of another shape is wrong."""
    pairs = list(zip(expected.shape, received.shape, strict=False))
    first = tuple(slice(min(pair)) for pair in pairs)
    last = tuple(slice(-min(pair), None) for pair in pairs)
    is_whole = expected.ndim == received.ndim and expected[first].size > 1
    if is_whole and _is_close(expected[first], received[first], allowed):
        rest = received.copy()
        rest[first] = 0
        if all(got <= want for want, got in pairs):
            yield "last values missing", "The last values are missing: where does a loop end?"
        elif all(got >= want for want, got in pairs):
            if not rest.any():
                yield (
                    "zeros at the end",
                    "Zeros follow after the values that are asked for: the array that you fill is "
                    "too large.",
                )
            yield (
                "too many values",
                "More values follow after those that are asked for: where does a loop end?",
            )
    elif (
        is_whole
        and all(got <= want for want, got in pairs)
        and _is_close(expected[last], received[last], allowed)
    ):
        yield "first values missing", "The first values are missing: where does a loop start?"
    yield from _compare_shapes(expected.shape, received.shape)


def _compare_shapes(
    expected: tuple[int, ...], received: tuple[int, ...]
) -> Iterator[tuple[str, str]]:
    """Yield the name and the sentence of each way in which a shape is wrong."""
    if sorted(received) == sorted(expected):
        axes = "look where height and width belong" if len(expected) == 2 else "compare the shapes"
        yield "axes swapped", f"The axes are swapped: {axes}."
    if tuple(n for n in received if n != 1) == tuple(n for n in expected if n != 1):
        yield "extra axes", "Axes of length 1 are too many or too few."
    if len(received) != len(expected):
        axes = f"{len(expected)} {'axis' if len(expected) == 1 else 'axes'}"
        yield "number of axes", f"There should be {axes}."
        return
    off = [got - want for want, got in zip(expected, received, strict=True)]
    if max(map(abs, off)) == 1:
        word = "too many" if max(off) == 1 else "too few"
        yield "size off by one", f"There is one row or column {word}: look at the output's size."
    yield "wrong size", ""


def _find_patterns(expected: Array, received: Array, allowed: float) -> Iterator[tuple[str, str]]:
    """Yield the name and the sentence of each pattern that fits, the most telling first."""

    def is_received(values: Array) -> bool:
        return _is_close(values, received, allowed)

    if np.isnan(received).any():
        yield "NaN", "Look for 0/0, or for an array that was never filled."
    if np.isinf(received).any():
        sentence = "Some values are infinite: look for a division by 0, or for padding left over."
        yield "infinite", sentence
    if received.size > 1 and not received.any():
        yield "all zero", "Every value is 0: is the result ever written into the output?"
    if is_received(-expected):
        yield "opposite sign", "Every value has the opposite sign."
    for twist in TWISTS:
        if any(is_received(change(expected)) for change in twist.changes):
            yield twist.name, twist.sentence
    is_square = expected.ndim == 2 and expected.shape[0] == expected.shape[1] > 1
    if is_square and is_received(expected.T):
        yield "transposed", "Your output is the transpose: rows stand as columns."
    gap = received - expected
    if gap.size and np.ptp(gap) <= 2 * allowed and (np.abs(gap) > allowed).all():
        by = float(gap.flat[0])
        word = "large" if by > 0 else "small"
        amount = f"{abs(by):.4g} too {word}" if _is_plain(by) else f"too {word} by the same number"
        if gap.size > 1 or _is_plain(by):
            yield "constant offset", f"Every value is {amount}."
    if expected.any():
        place = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
        factor = float(received[place] / expected[place])
        is_factor = factor != 0 and abs(factor - 1) > 1e-3
        if is_factor and _is_close(factor * expected, received, allowed * max(1, abs(factor))):
            times = f"{factor:.4g} times" if _is_plain(factor) else "the same multiple of"
            if gap.size > 1 or _is_plain(factor):  # any two numbers are multiples of each other
                yield "scaled", f"Every value is {times} the expected one."
    yield from _find_places(expected, received, allowed)


def _find_places(expected: Array, received: Array, allowed: float) -> Iterator[tuple[str, str]]:
    """Yield patterns of values that are right in part, or in another place."""
    for axis in range(expected.ndim):
        if expected.shape[axis] < 3:
            continue
        first = [slice(None)] * expected.ndim
        last = list(first)
        first[axis], last[axis] = slice(1, None), slice(None, -1)
        pairs = ((tuple(first), tuple(last)), (tuple(last), tuple(first)))
        if any(_is_close(expected[a], received[b], allowed) for a, b in pairs):
            yield "off by one row or column", "The values are right, but one place away."
    right = np.abs(expected - received) <= allowed
    if not right.any() or right.all() or expected.ndim < 2:
        return
    last_row, last_column = right[..., -1, :], right[..., :, -1]
    inside = right[..., :-1, :-1]
    if inside.size > 1 and inside.all() and not (last_row.any() and last_column.any()):
        sentence = "Only the last row or column is wrong: where does a loop end?"
        yield "last row or column", sentence
    if right[..., 0, 0].all() and right.sum() == right[..., 0, 0].size:
        sentence = "Only the first element is right: does the window move?"
        yield "only the first is right", sentence
    if right[..., 1:-1, 1:-1].size and right[..., 1:-1, 1:-1].all():
        yield "only the border is wrong", "Inside all is right: look at the border."


def _is_plain(number: float) -> bool:
    """Whether a nonzero number or its inverse is a small whole number.

    Any other number could be a value of the input, which the student must not see.
    """
    near = (abs(each - round(each)) < 1e-3 for each in (number, 1 / number) if abs(each) < 100)
    return any(near)


def _is_close(a: Array, b: Array, allowed: float) -> bool:
    return bool((np.abs(a - b) <= allowed).all())
