"""Compares an answer with the expected value: its shape first, then every value.

The tolerance follows from the dtype and the number of terms: a sum of n products computed in any
order in floating point is off by at most about n * eps * sum(|x * k|) (Higham, "Accuracy and
Stability of Numerical Algorithms", section 3.1). Wrong answers miss by far more.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# A sentence contains a shape only if it has at most SHOWN_AXES axes of at most SHOWN_LENGTH. After
# hidden cases each axis must also be within SHOWN_DISTANCE of the expected one: a student's
# function could use any other shape to pass on hidden inputs.
SHOWN_AXES, SHOWN_LENGTH, SHOWN_DISTANCE = 5, 99, 2
SHOWN_RESULTS = 9


def compute_tolerance(largest: float, terms: int) -> float:
    """Return the largest error that rounding to float32 alone explains.

    Args:
        largest: bound on the sum of the absolute terms of an output element.
        terms: number of products summed in one output element.

    >>> compute_tolerance(19.0, terms=4) < 1e-4
    True
    """
    kind = np.finfo(np.float32)
    return 4 * (terms + 1) * (float(kind.eps) * largest + float(kind.tiny))


def find_difference(
    expected: Any,
    received: Any,
    allowed: float,
    names: Sequence[str] = (),
    reserved: bool = False,
) -> str:
    """Describe the first difference between `received` and `expected` in a sentence.

    The sentence contains shapes but no values. It is "" if there is no difference.

    Args:
        expected: an array or number, or a tuple of those, from the reference.
        received: what the student's function returned, as plain data.
        allowed: largest absolute error of a value.
        names: names of the results, if there are several.
        reserved: whether the function may know hidden inputs. Then the sentence contains nothing
            that the function can choose freely: no count, and no shape far from the expected one.
    """
    if received is None:
        return "your code returned None: is there a return statement?"
    if isinstance(expected, tuple):
        return _compare_tuples(expected, received, allowed, names, reserved)
    return _compare_arrays(np.asarray(expected, np.float64), received, allowed, reserved)


def _compare_tuples(
    expected: tuple[Any, ...],
    received: Any,
    allowed: float,
    names: Sequence[str],
    reserved: bool,
) -> str:
    wanted = f"expected {len(expected)} results as a tuple"
    is_array = isinstance(received, np.ndarray) and received.ndim > 0
    if is_array:
        received = tuple(received[: max(len(expected), SHOWN_RESULTS) + 1])  # may be a million rows
    if not isinstance(received, tuple | list):
        return f"your code returned {_describe_kind(received)}, {wanted}."
    if len(received) != len(expected):
        if is_array:
            return f"your code returned one array, {wanted}."
        many = len(received) > SHOWN_RESULTS
        count = f"more than {SHOWN_RESULTS}" if many else f"{len(received)}"
        count = "another number of" if reserved else count
        return f"you returned {count} results, expected {len(expected)}."
    for position, (want, got) in enumerate(zip(expected, received, strict=True)):
        if got is None:
            problem = "it is None."
        else:
            problem = find_difference(want, got, allowed, reserved=reserved)
        if problem:
            return f"{name_result(position, names)}: {problem}"
    return ""


def name_result(position: int, names: Sequence[str]) -> str:
    """Return the name of a result of several, or which one it is."""
    return names[position] if names else f"your {_ordinal(position)} result"


def _ordinal(position: int) -> str:
    """Return the ordinal number, in words, of a position that counts from 0.

    >>> _ordinal(0), _ordinal(11)
    ('first', '12th')
    """
    words = ("first", "second", "third", "fourth", "fifth")
    return words[position] if position < len(words) else f"{position + 1}th"


def _compare_arrays(expected: Array, received: Any, allowed: float, reserved: bool) -> str:
    try:
        array = None if holds_text(received) else np.asarray(received)
    except ValueError:
        return "your rows have different lengths: that is not an array."
    if array is None or array.dtype.kind not in "biuf":
        return f"your code returned {_describe_kind(received)}, expected real numbers."
    if array.shape != expected.shape:
        shape = (
            "another shape"
            if reserved and not _is_near(array, expected)
            else _describe_shape(array)
        )
        wanted = str(expected.shape) if expected.ndim else "a single number"
        return f"your output has {shape}, expected {wanted}."
    if np.isnan(array).any():
        return "your output contains NaN (not a number)."
    wrong = ~(np.abs(array.astype(np.float64) - expected) <= allowed)
    if not wrong.any():
        return ""
    if not wrong.ndim:
        size = "larger" if array > expected else "smaller"
        return f"the value is {size} than the expected one."
    if reserved:
        return "some values differ from the expected ones."
    return f"{int(wrong.sum())} of {wrong.size} values differ from the expected ones."


def holds_text(value: Any) -> bool:
    """Return whether a value is or contains text.

    NumPy would give each element of an array the size of the longest text.

    >>> holds_text([1.0, ("a", 2)]), holds_text([np.zeros(3)])
    (True, False)
    """
    if isinstance(value, tuple | list):
        return any(map(holds_text, value))
    is_array = isinstance(value, np.ndarray)
    return value.dtype.kind in "SU" if is_array else isinstance(value, str | bytes)


def _is_near(array: npt.NDArray[Any], expected: Array) -> bool:
    """Whether an off-by-one error or swapped axes turn the expected shape into this one."""
    pairs = list(zip(array.shape, expected.shape, strict=False))
    is_near = array.ndim == expected.ndim and all(abs(a - b) <= SHOWN_DISTANCE for a, b in pairs)
    return is_near or array.shape == expected.shape[::-1]


def _describe_shape(array: npt.NDArray[Any]) -> str:
    """Return a shape as text, without numbers if it has many or long axes."""
    if array.ndim > SHOWN_AXES:
        return f"more than {SHOWN_AXES} axes"
    if max(array.shape, default=0) > SHOWN_LENGTH:
        return f"an axis longer than {SHOWN_LENGTH}"
    return f"shape {array.shape}"


def _describe_kind(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        return "an array of objects" if value.ndim else "an object that is not an array"
    if isinstance(value, np.ndarray):
        return "an array of text" if value.dtype.kind in "US" else f"an array of {value.dtype}"
    return f"a {type(value).__name__}"
