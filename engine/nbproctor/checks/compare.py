"""Compares an answer with the expected value: its shape first, then every value.

The tolerance follows from the dtype and the number of terms: a sum of n products computed in any
order in floating point is off by at most about n * eps * sum(|x * k|) (Higham, "Accuracy and
Stability of Numerical Algorithms", section 3.1). Wrong answers miss by far more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# A message contains a shape only if it has at most so many axes of at most this length. After
# hidden cases each axis must be this near to the expected one: any other could be a message.
TOLD_AXES, TOLD_LENGTH, TOLD_NEAR = 5, 99, 2
TOLD_RESULTS = 9


@dataclass(frozen=True)
class Difference:
    """How an answer differs, in a sentence that contains shapes but no values."""

    sentence: str


def tolerance(magnitude: Array, terms: int, dtype: type[np.floating[Any]] = np.float32) -> float:
    """Return the largest error that rounding alone explains.

    Args:
        magnitude: the reference evaluated on the absolute values of the inputs.
        terms: number of products summed in one output element.
        dtype: precision in which an answer may be computed.

    >>> bool(tolerance(np.array([19.0]), terms=4) < 1e-4)
    True
    """
    largest = float(np.max(np.abs(magnitude), initial=0.0))
    kind = np.finfo(dtype)
    return 4 * (terms + 1) * (float(kind.eps) * largest + float(kind.tiny))


def difference(
    expected: Any,
    received: Any,
    allowed: float,
    names: Sequence[str] = (),
    reserved: bool = False,
) -> Difference | None:
    """Return the first difference between `received` and `expected`, or None.

    Args:
        expected: an array or number, or a tuple of those, from the reference.
        received: what the student's function returned, as plain data.
        allowed: largest absolute error of a value.
        names: of the results, where there are several.
        reserved: whether the function may know hidden inputs. Then the sentence holds nothing that
            the function can choose freely: no count, and no shape far from the expected one.
    """
    if received is None:
        return Difference("your function returned None: is there a return statement?")
    if isinstance(expected, tuple):
        return _tuple_difference(expected, received, allowed, names, reserved)
    return _array_difference(np.asarray(expected, np.float64), received, allowed, reserved)


def _tuple_difference(
    expected: tuple[Any, ...],
    received: Any,
    allowed: float,
    names: Sequence[str],
    reserved: bool,
) -> Difference | None:
    if isinstance(received, np.ndarray) and received.ndim > 0:
        received = tuple(received)
    if not isinstance(received, tuple | list):
        wanted = f"expected {len(expected)} results as a tuple"
        return Difference(f"your function returned {_kind(received)}, {wanted}.")
    if len(received) != len(expected):
        many = len(received) > TOLD_RESULTS
        count = f"more than {TOLD_RESULTS}" if many else f"{len(received)}"
        count = "another number of" if reserved else count
        return Difference(f"you returned {count} results, expected {len(expected)}.")
    for position, (want, got) in enumerate(zip(expected, received, strict=True)):
        if got is None:
            found: Difference | None = Difference("it is None.")
        else:
            found = difference(want, got, allowed, reserved=reserved)
        if found:
            name = names[position] if names else f"your {_ordinal(position)} result"
            return Difference(f"{name}: {found.sentence}")
    return None


def _ordinal(position: int) -> str:
    """Return the ordinal number, in words, of a position that counts from 0.

    >>> _ordinal(0), _ordinal(11)
    ('first', '12th')
    """
    words = ("first", "second", "third", "fourth", "fifth")
    return words[position] if position < len(words) else f"{position + 1}th"


def _array_difference(
    expected: Array, received: Any, allowed: float, reserved: bool
) -> Difference | None:
    try:
        array = np.asarray(received)
    except ValueError:
        return Difference("your rows have different lengths: that is not an array.")
    if array.dtype.kind not in "biuf":
        return Difference(f"your function returned {_kind(received)}, expected real numbers.")
    if array.shape != expected.shape:
        shape = "another shape" if reserved and not _is_near(array, expected) else _shape(array)
        return Difference(f"your output has {shape}, expected {expected.shape}.")
    if np.isnan(array).any():
        return Difference("your output contains NaN (not a number).")
    wrong = ~(np.abs(array.astype(np.float64) - expected) <= allowed)
    if not wrong.any():
        return None
    if not wrong.ndim:
        size = "larger" if array > expected else "smaller"
        return Difference(f"the value is {size} than the expected one.")
    if reserved:
        return Difference("some values differ from the expected ones.")
    return Difference(f"{int(wrong.sum())} of {wrong.size} values differ from the expected ones.")


def _is_near(array: npt.NDArray[Any], expected: Array) -> bool:
    """Whether an off-by-one error or swapped axes turn the expected shape into this one."""
    pairs = list(zip(array.shape, expected.shape, strict=False))
    is_near = array.ndim == expected.ndim and all(abs(a - b) <= TOLD_NEAR for a, b in pairs)
    return is_near or array.shape == expected.shape[::-1]


def _shape(array: npt.NDArray[Any]) -> str:
    """Return a shape as text, without numbers if it is so odd that it could be a message."""
    if array.ndim > TOLD_AXES:
        return f"more than {TOLD_AXES} axes"
    if max(array.shape, default=0) > TOLD_LENGTH:
        return f"an axis longer than {TOLD_LENGTH}"
    return f"shape {array.shape}"


def _kind(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return "an array of text" if value.dtype.kind in "US" else f"an array of {value.dtype}"
    return f"a {type(value).__name__}"


def show(value: Any) -> str:
    """Return an input or output as short text: arrays in rows, rounded to four decimals.

    >>> print(show(np.array([[0.0, 1.5], [2.0, 3.0]])))
    [[0.  1.5]
     [2.  3. ]]
    """
    if isinstance(value, tuple | list):
        start, end = "()" if isinstance(value, tuple) else "[]"
        return start + ", ".join(map(show, value)) + end
    if not isinstance(value, np.ndarray):
        return repr(value)
    return np.array2string(
        value, precision=4, suppress_small=True, max_line_width=70, threshold=100
    )
