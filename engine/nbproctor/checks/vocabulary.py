"""The parts of an exercise: cases, properties, misconceptions."""

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbproctor.checks.evaluate import Driver
from nbproctor.checks.wire import WireError, encode

Reference = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Case:
    """Named inputs of one call, in the order in which they are passed.

    Students see the inputs of a hidden case only if the configuration says so.
    """

    inputs: Mapping[str, Any]
    hidden: bool = False

    @functools.cached_property
    def digest(self) -> str:
        """A digest of the inputs; "" if they are not data, see `nbproctor.checks.wire`."""
        try:
            return hashlib.sha256(encode(dict(self.inputs), exact=True)).hexdigest()[:32]
        except WireError:
            return ""


def case(**inputs: Any) -> Case:
    """Make a public case. Arrays become float32, the dtype in which students receive them.

    >>> case(X=np.ones((2, 3)), size=(1, 2)).inputs["X"].dtype
    dtype('float32')
    """
    arrays = {
        name: value.astype(np.float32, order="C")  # the order in which arrays are sent, too
        for name, value in inputs.items()
        if isinstance(value, np.ndarray)
    }
    return Case({**inputs, **arrays})


@dataclass(frozen=True)
class Property:
    """A property of a right answer, worth whole points, which it earns if every case passes.

    Attributes:
        name: name that the student reads, "non-square kernels".
        points: points that an answer earns if all cases pass; there is no partial credit.
        cases: cases that test it. A mistake should fail them and pass those of other properties.
        hint: a sentence about right answers that helps without giving one away. It is no question:
            the student may have made any mistake.
        part: position of the result that this property is about, in a tuple; None for the whole.
        results: names of the results of a tuple.
        driver, reference: replace those of the exercise.
        stays: reason to keep it although no known mistake fails on it alone.
    """

    name: str
    points: int
    cases: tuple[Case, ...]
    hint: str = ""
    part: int | None = None
    results: tuple[str, ...] = ()
    driver: Driver | None = None
    reference: Reference | None = None
    stays: str = ""


@dataclass(frozen=True)
class Misconception:
    """A wrong model that students are known to have.

    Attributes:
        name: name in reports, "kernel flipped".
        sentence: a sentence that helps the student without giving the answer away.
        model: computes what the mistake would return, from the inputs of a case (arrays are
            float32); it raises an error where the mistake would.
        properties: names of the properties that it is about; by default those without a driver or
            a reference of their own.
        parts: names of the mistakes that it joins; empty if it is a single one.
        change: what the mistake changes in a right answer, for `join`.
        join: turns the changes of two mistakes with the same `join` into the model of an answer
            that makes both; None if they exclude each other.
    """

    name: str
    sentence: str
    model: Callable[..., Any]
    properties: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    change: Any = None
    join: Callable[[Any, Any], Callable[..., Any] | None] | None = None

    def is_about(self, each: Property) -> bool:
        """Whether the model takes this property's inputs and computes its kind of result."""
        if self.properties:
            return each.name in self.properties
        return each.driver is None and each.reference is None


@dataclass(frozen=True)
class Note:
    """A remark on a right answer. It costs no points.

    Attributes:
        driver: called as `driver(function, *inputs)` in the student's process, as the driver of an
            exercise. It returns False if the remark applies.
        case: its inputs.
        sentence: what the student reads below the result.
    """

    driver: Callable[..., bool]
    case: Case
    sentence: str
