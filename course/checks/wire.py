"""What crosses between two processes: a structure in JSON beside plain arrays, one `.npz` in all.

Python's kinds are kept both ways: `(Y1, Y2)`, `(2, 2)`, `'max'` and `[]` arrive as what they were.
The bytes may be a stranger's, so decoding measures before it allocates and never runs anything: no
pickle, no compression, no header that is evaluated. An `.npz` is a ZIP archive of `.npy` files.
"""

import io
import json
import math
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

STRUCTURE = "structure.json"
MAGIC = b"\x93NUMPY\x01\x00"  # version 1.0 of the format of `.npy` files
HEADER = re.compile(
    rb"\{'descr': '([<>|][biufcUS]\d{1,7})', 'fortran_order': (True|False), "
    rb"'shape': \(((?:\d{1,18}, ?)*\d{0,18})\), \} *\n"
)
ENTRY = b"PK\x01\x02"  # begins an archive's entry for a file
WHOLE_NUMBER_BITS = 1024


class WireError(ValueError):
    """Something cannot be sent, or what came is not what is sent; the message says why."""


@dataclass(frozen=True)
class Limits:
    """How much one message may hold.

    Attributes:
        message_bytes: of the whole archive.
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
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        file.writestr(zipfile.ZipInfo(STRUCTURE), structure)
        for number, array in enumerate(packing.arrays):
            file.writestr(zipfile.ZipInfo(f"{number}.npy"), _npy(array))
    _require(archive.tell() <= limits.message_bytes, "data", archive.tell(), "bytes")
    return archive.getvalue()


def decode(data: bytes, limits: Limits = LIMITS) -> Any:
    """Turn bytes that `encode` made, or that a stranger made up, into data.

    Raises:
        WireError: they are not what `encode` makes, or exceed the limits.
    """
    _require(len(data) <= limits.message_bytes, "data", len(data), "bytes")
    entries = data.count(ENTRY)
    _require(entries <= limits.arrays + 1, "data", entries, "arrays")
    try:
        return _decoded(data, limits)
    except WireError:
        raise
    except Exception as error:  # whatever the libraries say to made-up bytes
        raise WireError(f"it is not what is sent ({type(error).__name__})") from None


@dataclass
class _Packing:
    """Turns values into what JSON can hold, and collects the arrays."""

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
        return ["array", len(self.arrays) - 1]


def _npy(array: npt.NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def _decoded(data: bytes, limits: Limits) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = file.infolist()
        names = [STRUCTURE, *(f"{number}.npy" for number in range(len(members) - 1))]
        if [member.filename for member in members] != names:
            raise WireError("its parts are not those that are sent")
        if any(each.compress_type or each.file_size != each.compress_size for each in members):
            raise WireError("it is compressed")
        _require(sum(each.file_size for each in members) <= len(data), "data", len(data), "bytes")
        size = members[0].file_size
        _require(size <= limits.structure_bytes, "text", size, "bytes")
        unpacking = _Unpacking(limits, lambda number: file.read(names[number + 1]), len(names) - 1)
        return unpacking.value(json.loads(file.read(STRUCTURE), parse_int=_whole_number), 0)


def _whole_number(digits: str) -> int:
    if len(digits) > WHOLE_NUMBER_BITS / 3:
        raise WireError(f"it has a number of {len(digits):,} digits")
    return int(digits)


@dataclass
class _Unpacking:
    """Turns what was in JSON into values, reading each array once, when it is met."""

    limits: Limits
    read: Callable[[int], bytes]
    arrays: int
    items: int = 0
    elements: int = 0
    met: set[int] = field(default_factory=set)

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
            case ["array", int(number)] if 0 <= number < self.arrays and number not in self.met:
                self.met.add(number)
                return self._array(self.read(number))
        raise WireError("it has a value of no kind that is sent")

    def _objects(self, shape: tuple[Any, ...]) -> npt.NDArray[Any]:
        if any(type(length) is not int for length in shape):
            raise WireError("it has an array of no shape")
        self._count(shape)
        return np.full(shape, None, object)

    def _array(self, data: bytes) -> npt.NDArray[Any]:
        size = int.from_bytes(data[8:10], "little")
        header, numbers = data[10 : 10 + size], data[10 + size :]
        found = HEADER.fullmatch(header) if data.startswith(MAGIC) and size <= 1000 else None
        if not found:
            raise WireError("it has an array that is not plain")
        dtype = np.dtype(found[1].decode())
        shape = tuple(int(length) for length in found[3].split(b",") if length.strip())
        self._count(shape)
        if math.prod(shape) * dtype.itemsize != len(numbers):
            raise WireError("it has an array that promises more than it holds")
        order = "F" if found[2] == b"True" else "C"
        if not numbers:  # of text without characters, too, which NumPy cannot read from nothing
            return np.zeros(shape, dtype)
        array: npt.NDArray[Any] = np.frombuffer(numbers, dtype).reshape(shape, order=order).copy()  # type: ignore[call-overload]
        if dtype.kind == "U":
            "".join(array.ravel()).encode()  # raises for what is not text
        return array

    def _count(self, shape: tuple[int, ...]) -> None:
        """Count the elements; an axis of length 0 hides no other that is longer than allowed."""
        longest = max(shape, default=0)
        self.elements += math.prod(shape)
        _require(len(shape) <= 32, "data", len(shape), "axes")
        _require(min(shape, default=0) >= 0, "data", -1, "elements")
        most = max(self.elements, longest)
        _require(most <= self.limits.elements, "data", most, "numbers")


def _writable(text: str) -> str:
    """Text without the half characters that no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _require(holds: bool, what: str, count: int, unit: str) -> None:
    if not holds:
        raise WireError(f"its {what} is too large: {count:,} {unit}")
