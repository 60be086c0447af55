"""Turns data into bytes and back, to send it from one process to another.

The bytes may come from a student's process. Decoding them checks every size before it allocates
memory and runs nothing: no pickle, no compression, no header that is evaluated.

A message has three parts: the length of the JSON in 4 bytes, the JSON, and the elements of all
arrays, in the order in which the JSON mentions them.

    null, true, 1, 2.5, "max", {"a": ...}    themselves
    ["list", ...]   ["tuple", ...]           a list or a tuple with its items
    ["set", ...]     ["dict", key, ...]      a set with its items; a dict: keys and values in turn
    ["complex", 1.0, 2.0]                    a complex number
    ["array", "<f4", 2, 3]                   an array: dtype and shape; 24 bytes of elements
    ["scalar", ["array", "<f8"]]             a number of NumPy's
    ["object", 2, 3]                         an array of something else: its shape alone
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

LENGTH_BYTES = 4
DTYPE = re.compile(r"[<|][biufcUS]\d{1,7}")  # numbers and text in the usual byte order
WHOLE_NUMBER_BITS = 1024
AXES = 32


class WireError(ValueError):
    """A value cannot be sent, or bytes cannot be read; the message says why."""


@dataclass(frozen=True)
class MessageLimits:
    """How much one message may hold.

    Attributes:
        message_bytes: size of the whole message.
        structure_bytes: size of its JSON.
        elements: elements in all arrays together.
        items: values in the JSON, containers included.
        depth: containers within containers.
    """

    message_bytes: int = 8_000_000
    structure_bytes: int = 1_000_000
    elements: int = 1_000_000
    items: int = 50_000
    depth: int = 20


LIMITS = MessageLimits()


def encode(value: Any, limits: MessageLimits = LIMITS, exact: bool = False) -> bytes:
    """Turn data into bytes: None, bool, int, float, complex, str, list, tuple, set, dict, arrays.

    An array of anything but numbers or text, or a whole number of hundreds of digits, arrives as
    an array of objects of the same shape, without its contents. Lone surrogates in text arrive as
    question marks. With `exact` such a value is refused, and so is a list, set, dict or array that
    stands in two places, since two copies would arrive.

    Raises:
        WireError: the value is of another kind, or exceeds the limits.

    >>> decode(encode((1, [2.5], "max", np.zeros(2))))
    (1, [2.5], 'max', array([0., 0.]))
    """
    encoder = _Encoder(limits, exact)
    structure = json.dumps(encoder.encode(value, 0)).encode()
    _require(len(structure) <= limits.structure_bytes, "text", len(structure), "bytes")
    size = LENGTH_BYTES + len(structure) + sum(array.nbytes for array in encoder.arrays)
    _require(size <= limits.message_bytes, "data", size, "bytes")
    elements = (array.tobytes() for array in encoder.arrays)
    return b"".join((len(structure).to_bytes(LENGTH_BYTES, "big"), structure, *elements))


def decode(data: bytes, limits: MessageLimits = LIMITS) -> Any:
    """Turn bytes into data; the bytes may come from anywhere.

    Raises:
        WireError: `encode` does not make such bytes, or they exceed the limits.
    """
    _require(len(data) <= limits.message_bytes, "data", len(data), "bytes")
    size = int.from_bytes(data[:LENGTH_BYTES], "big")
    _require(size <= limits.structure_bytes, "text", size, "bytes")
    start = LENGTH_BYTES + size
    try:
        structure = json.loads(data[LENGTH_BYTES:start], parse_int=_read_whole_number)
        decoder = _Decoder(limits, data, start)
        value = decoder.decode(structure, 0)
    except WireError:
        raise
    except Exception as error:  # json and NumPy raise many kinds of errors at made-up bytes
        raise WireError(f"it is not what is sent ({type(error).__name__})") from None
    if decoder.start != len(data):
        raise WireError("it holds more than it says")
    return value


class _Counter:
    """Counts the items and elements of a message and compares them with the limits."""

    def __init__(self, limits: MessageLimits) -> None:
        self.limits = limits
        self.items = self.elements = 0

    def count_item(self, depth: int) -> None:
        self.items += 1
        _require(self.items <= self.limits.items, "data", self.items, "values")
        _require(depth <= self.limits.depth, "data", depth, "levels")

    def count_elements(self, shape: tuple[int, ...]) -> None:
        """Check the rank and each length before the product of the lengths."""
        _require(len(shape) <= AXES, "data", len(shape), "axes")
        for length in shape:
            _require(length <= self.limits.elements, "data", length, "numbers")
        self.elements += math.prod(shape)
        _require(self.elements <= self.limits.elements, "data", self.elements, "numbers")


class _Encoder(_Counter):
    """Turns values into JSON and collects the arrays."""

    def __init__(self, limits: MessageLimits, exact: bool) -> None:
        super().__init__(limits)
        self.exact = exact
        self.seen: dict[int, Any] = {}  # mutable parts by identity; keeping one keeps its identity
        self.arrays: list[npt.NDArray[Any]] = []

    def encode(self, value: Any, depth: int) -> Any:
        self.count_item(depth)
        kind = type(value)
        if self.exact and kind in (list, set, dict, np.ndarray):
            part = value if kind is not np.ndarray or value.base is None else value.base
            if id(part) in self.seen:
                raise WireError(f"one {kind.__name__} in two places is not data that can be sent")
            self.seen[id(part)] = part
        if value is None or kind in (bool, float):
            return value
        if kind is str:
            text = replace_surrogates(value)
            return text if text == value else self.encode_roughly(text, "text with lone surrogates")
        if kind is int:
            fits = value.bit_length() <= WHOLE_NUMBER_BITS
            return value if fits else self.encode_roughly(["object"], "so large a number")
        if kind is complex:
            return ["complex", value.real, value.imag]
        if kind in (list, tuple, set):
            return [kind.__name__, *(self.encode(item, depth + 1) for item in value)]
        if kind is dict and all(type(key) is str for key in value):
            return {key: self.encode(item, depth + 1) for key, item in value.items()}
        if kind is dict:
            parts = (part for pair in value.items() for part in pair)
            return ["dict", *(self.encode(part, depth + 1) for part in parts)]
        if kind is np.ndarray:
            self.count_elements(value.shape)
            if not DTYPE.fullmatch(value.dtype.str):
                sent = ["object", *value.shape]
                return self.encode_roughly(sent, f"an array of {value.dtype}")
            self.arrays.append(value)
            return ["array", value.dtype.str, *value.shape]
        is_scalar = isinstance(value, np.generic) and value.dtype.type is kind
        if is_scalar and DTYPE.fullmatch(value.dtype.str):
            return ["scalar", self.encode(np.array(value), depth + 1)]
        raise WireError(f"a {kind.__name__} is not data that can be sent")

    def encode_roughly(self, sent: Any, what: str) -> Any:
        """Return what is sent for a value that does not arrive as it is."""
        if self.exact:
            raise WireError(f"{what} is not data that can be sent")
        return sent


class _Decoder(_Counter):
    """Turns JSON into values; the elements of the next array begin at `start`."""

    def __init__(self, limits: MessageLimits, data: bytes, start: int) -> None:
        super().__init__(limits)
        self.data, self.start = data, start

    def decode(self, sent: Any, depth: int) -> Any:
        self.count_item(depth)
        if isinstance(sent, str):
            return replace_surrogates(sent)
        if isinstance(sent, dict):
            return {
                replace_surrogates(key): self.decode(item, depth + 1) for key, item in sent.items()
            }
        if not isinstance(sent, list):
            return sent
        match sent:
            case ["list", *items]:
                return [self.decode(item, depth + 1) for item in items]
            case ["tuple", *items]:
                return tuple(self.decode(item, depth + 1) for item in items)
            case ["set", *items]:
                return {self.decode(item, depth + 1) for item in items}
            case ["dict", *parts]:
                decoded = [self.decode(part, depth + 1) for part in parts]
                return dict(zip(decoded[::2], decoded[1::2], strict=True))
            case ["complex", float(real), float(imaginary)]:
                return complex(real, imaginary)
            case ["scalar", ["array", str(dtype)]] if DTYPE.fullmatch(dtype):
                return self.read_array(np.dtype(dtype), self.read_shape([]))[()]
            case ["object", *lengths]:
                return np.full(self.read_shape(lengths), None, object)
            case ["array", str(dtype), *lengths] if DTYPE.fullmatch(dtype):
                return self.read_array(np.dtype(dtype), self.read_shape(lengths))
        raise WireError("it has a value of no kind that is sent")

    def read_shape(self, lengths: list[Any]) -> tuple[int, ...]:
        if any(type(length) is not int or length < 0 for length in lengths):
            raise WireError("it has an array of no shape")
        self.count_elements(tuple(lengths))
        return tuple(lengths)

    def read_array(self, dtype: np.dtype[Any], shape: tuple[int, ...]) -> npt.NDArray[Any]:
        start = self.start
        self.start += math.prod(shape) * dtype.itemsize
        if self.start > len(self.data):
            raise WireError("it has an array that promises more than it holds")
        array = np.ndarray(shape, dtype, self.data[start : self.start]).copy()
        if dtype.kind == "U":
            "".join(array.ravel()).encode()  # raises an error if an element is not text
        return array


def _read_whole_number(digits: str) -> int:
    if len(digits) > WHOLE_NUMBER_BITS / 3:
        raise WireError(f"it has a number of {len(digits):,} digits")
    return int(digits)


def replace_surrogates(text: str) -> str:
    """Replace lone surrogates, which no file can contain, by question marks."""
    return text.encode("utf-8", "replace").decode()


def _require(holds: bool, what: str, count: int, unit: str) -> None:
    if not holds:
        raise WireError(f"its {what} is too large: {count:,} {unit}")
