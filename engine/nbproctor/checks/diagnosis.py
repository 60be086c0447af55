"""Finds the most telling difference between two arrays, if no misconception explains a mistake.

Each look compares the answer with the expected array in one way in which students' answers differ,
and describes the difference in a sentence. The student reads the first that fits.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

WITHOUT_NUMBERS = {
    "constant offset": "Every value is off by the same number.",
    "scaled": "Every value is the same multiple of the expected one.",
}


def telling_difference(
    expected: Array, received: Array, allowed: float, reserved: bool = False
) -> tuple[str, str]:
    """Return a name and a sentence for how `received` differs from `expected`; "" if nothing fits.

    If `reserved`, the sentence contains no number, since the student's function may choose it.

    >>> telling_difference(np.eye(2, 3), np.eye(2, 3) + 1, 1e-6)
    ('constant offset', 'Every value is 1 too large.')
    """
    if expected.shape != received.shape:
        return _shapes(expected.shape, received.shape)
    with np.errstate(all="ignore"):  # of huge and infinite values
        for look in _LOOKS:
            found = look(expected, received, allowed)
            if found and reserved:
                return found[0], WITHOUT_NUMBERS.get(*found)
            if found:
                return found
    return "", ""


def _shapes(expected: tuple[int, ...], received: tuple[int, ...]) -> tuple[str, str]:
    if received == expected[::-1] or sorted(received) == sorted(expected):
        return "axes swapped", "The axes are swapped: look where height and width belong."
    if tuple(n for n in received if n != 1) == tuple(n for n in expected if n != 1):
        return "extra axes", "Axes of length 1 are too many or too few."
    if len(received) != len(expected):
        return (
            "number of axes",
            f"There should be {_count(len(expected), 'axis', 'axes')}.",
        )
    off = [got - want for want, got in zip(expected, received, strict=True)]
    if max(map(abs, off)) == 1:
        word = "too many" if max(off) == 1 else "too few"
        return "size off by one", f"There is one row or column {word}: look at the output's size."
    return "wrong size", ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


Look = Callable[[Array, Array, float], tuple[str, str] | None]


def _not_a_number(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    if np.isnan(received).any():
        return "NaN", "Look for 0/0, or for an array that was never filled."
    if np.isinf(received).any():
        return (
            "infinite",
            "Some values are infinite: look for a division by 0, or for padding left over.",
        )
    return None


def _zeros(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    if received.size > 1 and not received.any():
        return "all zero", "Every value is 0: is the result ever written into the output?"
    return None


def _truncated(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    for cut in (np.trunc, np.floor, np.round):
        if _close(cut(expected), received, allowed):
            return (
                "truncated to whole numbers",
                "The fractions are gone: the output's dtype is whole.",
            )
    return None


def _negatives_cut(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    if _close(np.maximum(expected, 0), received, allowed):
        return "negatives cut off", "Where a negative number belongs you have 0."
    if _close(np.abs(expected), received, allowed):
        return "absolute values", "The values are right but for their signs: all are positive."
    return None


def _transposed(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    square = expected.ndim == 2 and expected.shape[0] == expected.shape[1] > 1
    if square and _close(expected.T, received, allowed):
        return "transposed", "Your output is the transpose: rows stand as columns."
    return None


def _opposite(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    if _close(-expected, received, allowed):
        return "opposite sign", "Every value has the opposite sign."
    return None


def _offset(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    gap = received - expected
    if gap.size > 1 and np.ptp(gap) <= 2 * allowed and (np.abs(gap) > allowed).all():
        by = float(gap.flat[0])
        word = "large" if by > 0 else "small"
        amount = f"{abs(by):.4g} too {word}" if _is_plain(by) else f"too {word} by the same number"
        return "constant offset", f"Every value is {amount}."
    return None


def _scaled(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    if expected.size < 2 or not expected.any():
        return None
    place = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    factor = float(received[place] / expected[place])
    is_factor = factor != 0 and abs(factor - 1) > 1e-3
    if is_factor and _close(factor * expected, received, allowed * max(1, abs(factor))):
        times = f"{factor:.4g} times" if _is_plain(factor) else "the same multiple of"
        return "scaled", f"Every value is {times} the expected one."
    return None


def _is_plain(number: float) -> bool:
    """Whether a nonzero number or its inverse is a small whole number.

    Any other number could be a value of the input, which the student must not see.
    """
    near = (abs(each - round(each)) < 1e-3 for each in (number, 1 / number) if abs(each) < 100)
    return any(near)


def _moved(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    for axis in range(expected.ndim):
        if expected.shape[axis] < 3:
            continue
        first = [slice(None)] * expected.ndim
        last = list(first)
        first[axis], last[axis] = slice(1, None), slice(None, -1)
        a, b = tuple(first), tuple(last)
        if _close(expected[a], received[b], allowed) or _close(expected[b], received[a], allowed):
            return "off by one row or column", "The values are right, but one place away."
    return None


def _partly(expected: Array, received: Array, allowed: float) -> tuple[str, str] | None:
    right = np.abs(expected - received) <= allowed
    if not right.any() or right.all() or expected.ndim < 2:
        return None
    if right[..., :-1, :-1].all():
        return "last row or column", "Only the last row or column is wrong: where does a loop end?"
    if right[..., 0, 0].all() and right.sum() == right[..., 0, 0].size:
        return "only the first is right", "Only the first element is right: does the window move?"
    if right[..., 1:-1, 1:-1].size and right[..., 1:-1, 1:-1].all():
        return "only the border is wrong", "Inside all is right: look at the border."
    return None


def _close(a: Array, b: Array, allowed: float) -> bool:
    return bool((np.abs(a - b) <= allowed).all())


_LOOKS: tuple[Look, ...] = (
    _not_a_number,
    _zeros,
    _opposite,
    _truncated,
    _negatives_cut,
    _transposed,
    _offset,
    _scaled,
    _moved,
    _partly,
)
