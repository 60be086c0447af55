"""Encodes what crosses between two processes: JSON, followed by the elements of its arrays.

Python's types are kept both ways: `(Y1, Y2)`, `(2, 2)`, `'max'` and `[]` arrive as what they were.
The bytes may come from a student's process, so decoding checks sizes before it allocates and never
runs anything: no pickle, no compression, no header that is evaluated.

A message is the length of the structure in 4 bytes, the structure, and the elements of each array
in the order in which the structure names them: `["array", "<f4", "C", 2, 3]` is 24 bytes.
"""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

LENGTH_BYTES = 4
DTYPE = re.compile(r"[<>|][biufcUS]\d{1,7}")
WHOLE_NUMBER_BITS = 1024


class WireError(ValueError):
    """A value cannot be sent, or bytes cannot be read; the message says why."""


@dataclass(frozen=True)
class Limits:
    """How much one message may hold.

    Attributes:
        message_bytes: of the whole message.
        structure_bytes: of the JSON in it.
        arrays: number of arrays.
        elements: numbers in all arrays together.
        items: values in the structure, containers included.
        depth: containers within containers.
    """

    message_bytes: int = 8_000_000
    structure_bytes: int = 1_000_000
    arrays: int = 500
    elements: int = 1_000_000
    items: int = 50_000
    depth: int = 20


LIMITS = Limits()


def encode(value: Any, limits: Limits = LIMITS) -> bytes:
    """Turn data into bytes: None, bool, int, float, complex, str, list, tuple, dict and arrays.

    An array that is not of numbers or text, or a whole number of hundreds of digits, arrives as an
    array of objects of the same shape, without its contents.

    Raises:
        WireError: the value is of another kind, or exceeds the limits.

    >>> decode(encode((1, [2.5], "max", np.zeros(2))))
    (1, [2.5], 'max', array([0., 0.]))
    """
    packing = _Packing(limits)
    structure = json.dumps(packing.packed(value, 0)).encode()
    _require(len(structure) <= limits.structure_bytes, "text", len(structure), "bytes")
    size = LENGTH_BYTES + len(structure) + sum(array.nbytes for array in packing.arrays)
    _require(size <= limits.message_bytes, "data", size, "bytes")
    numbers = (array.tobytes(_order(array)) for array in packing.arrays)
    return b"".join((len(structure).to_bytes(LENGTH_BYTES, "big"), structure, *numbers))


def decode(data: bytes, limits: Limits = LIMITS) -> Any:
    """Turn bytes into data; they may come from anywhere.

    Raises:
        WireError: the bytes are not what `encode` makes, or exceed the limits.
    """
    _require(len(data) <= limits.message_bytes, "data", len(data), "bytes")
    try:
        return _decoded(data, limits)
    except WireError:
        raise
    except Exception as error:  # whatever the libraries say to made-up bytes
        raise WireError(f"it is not what is sent ({type(error).__name__})") from None


@dataclass
class _Packing:
    """Turns values into what JSON can contain, and collects the arrays."""

    limits: Limits
    arrays: list[npt.NDArray[Any]] = field(default_factory=list)
    items: int = 0
    elements: int = 0

    def packed(self, value: Any, depth: int) -> Any:
        self.items += 1
        _require(self.items <= self.limits.items, "data", self.items, "values")
        _require(depth <= self.limits.depth, "data", depth, "levels")
        kind = type(value)
        if value is None or kind in (bool, float):
            return value
        if kind is str:
            return _writable(value)
        if kind is int:
            return value if value.bit_length() <= WHOLE_NUMBER_BITS else ["object"]
        if kind is complex:
            return ["complex", value.real, value.imag]
        if kind in (list, tuple):
            return [kind.__name__, *(self.packed(item, depth + 1) for item in value)]
        if kind is dict and all(type(key) is str for key in value):
            return {key: self.packed(item, depth + 1) for key, item in value.items()}
        if kind is np.ndarray:
            return self._array(value)
        raise WireError(f"a {kind.__name__} is not data that can be sent")

    def _array(self, array: npt.NDArray[Any]) -> list[Any]:
        self.elements += array.size
        _require(self.elements <= self.limits.elements, "data", self.elements, "numbers")
        if array.dtype.kind not in "biufcUS" or not array.dtype.isnative:
            return ["object", *array.shape]
        self.arrays.append(array)
        _require(len(self.arrays) <= self.limits.arrays, "data", len(self.arrays), "arrays")
        return ["array", array.dtype.str, _order(array), *array.shape]


def _order(array: npt.NDArray[Any]) -> Literal["C", "F"]:
    """Return the order of elements that is nearest to the array's in memory."""
    return "F" if array.flags.fnc else "C"


def _decoded(data: bytes, limits: Limits) -> Any:
    size = int.from_bytes(data[:LENGTH_BYTES], "big")
    _require(size <= limits.structure_bytes, "text", size, "bytes")
    start = LENGTH_BYTES + size
    structure = json.loads(data[LENGTH_BYTES:start], parse_int=_whole_number)
    unpacking = _Unpacking(limits, data, start)
    value = unpacking.value(structure, 0)
    if unpacking.start != len(data):
        raise WireError("it holds more than it says")
    return value


def _whole_number(digits: str) -> int:
    if len(digits) > WHOLE_NUMBER_BITS / 3:
        raise WireError(f"it has a number of {len(digits):,} digits")
    return int(digits)


@dataclass
class _Unpacking:
    """Turns what JSON contains into values; the next array's elements begin at `start`."""

    limits: Limits
    data: bytes
    start: int
    items: int = 0
    elements: int = 0
    arrays: int = 0

    def value(self, packed: Any, depth: int) -> Any:
        self.items += 1
        _require(self.items <= self.limits.items, "data", self.items, "values")
        _require(depth <= self.limits.depth, "data", depth, "levels")
        if isinstance(packed, dict):
            return {_writable(key): self.value(item, depth + 1) for key, item in packed.items()}
        if not isinstance(packed, list):
            return _writable(packed) if isinstance(packed, str) else packed
        match packed:
            case ["list", *items]:
                return [self.value(item, depth + 1) for item in items]
            case ["tuple", *items]:
                return tuple(self.value(item, depth + 1) for item in items)
            case ["complex", float(real), float(imaginary)]:
                return complex(real, imaginary)
            case ["object", *shape]:
                return self._objects(tuple(shape))
            case ["array", str(dtype), ("C" | "F") as order, *shape] if DTYPE.fullmatch(dtype):
                return self._array(np.dtype(dtype), order, tuple(shape))
        raise WireError("it has a value of no kind that is sent")

    def _objects(self, shape: tuple[Any, ...]) -> npt.NDArray[Any]:
        self._count(shape)
        return np.full(shape, None, object)

    def _array(
        self, dtype: np.dtype[Any], order: Literal["C", "F"], shape: tuple[Any, ...]
    ) -> npt.NDArray[Any]:
        self.arrays += 1
        _require(self.arrays <= self.limits.arrays, "data", self.arrays, "arrays")
        self._count(shape)
        start, count = self.start, math.prod(shape)
        self.start += count * dtype.itemsize
        if self.start > len(self.data):
            raise WireError("it has an array that promises more than it holds")
        if start == self.start:  # of text without characters, too, which NumPy cannot read
            return np.zeros(shape, dtype)
        found = np.frombuffer(self.data, dtype, count, start).reshape(shape, order=order)
        if dtype.kind == "U":
            "".join(found.ravel()).encode()  # raises for what is not text
        return found.copy(order)

    def _count(self, shape: tuple[Any, ...]) -> None:
        """Count the elements; check each axis, since one of length 0 makes the product 0."""
        if any(type(length) is not int for length in shape):
            raise WireError("it has an array of no shape")
        longest = max(shape, default=0)
        self.elements += math.prod(shape)
        _require(len(shape) <= 32, "data", len(shape), "axes")
        _require(min(shape, default=0) >= 0, "data", -1, "elements")
        most = max(self.elements, longest)
        _require(most <= self.limits.elements, "data", most, "numbers")


def _writable(text: str) -> str:
    """Return text without lone surrogates, which no file can contain."""
    return text.encode("utf-8", "replace").decode()


def _require(holds: bool, what: str, count: int, unit: str) -> None:
    if not holds:
        raise WireError(f"its {what} is too large: {count:,} {unit}")
