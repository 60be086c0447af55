"""The result of examining an answer, as text: a line for each property, then what is wrong.

The notebook, Validate's dialog and feedback show the same lines.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

WIDTH = 76  # JupyterLab shows 78 columns where it is 800 pixels wide, and breaks words beyond
SHOWN_ITEMS = 100  # of a list or tuple


@dataclass(frozen=True)
class PropertyResult:
    """Whether a property holds; if not, what is wrong in its first failing case."""

    name: str
    points: int
    passed: bool
    problem: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """The mistake that explains an answer: a name for staff, a sentence for the student.

    Attributes:
        error: the error that the diagnosis raised; the points then wait for a human.
    """

    name: str
    sentence: str
    error: Exception | None = None


@dataclass(frozen=True)
class Failure:
    """The failing case to show: with inputs and values only if the student may see them.

    Attributes:
        window: by name of an input, the part of it that the first wrong number comes from.
        results: names of the results, if there are several.
    """

    property: str
    problem: str
    hint: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    allowed: float = 0.0
    window: Mapping[str, tuple[slice, ...]] = field(default_factory=dict)
    results: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """The result of examining an answer to one exercise.

    Attributes:
        attempted: False for an untouched stub.
        forbidden: a forbidden call that the answer makes; no property then earns its points.
        diagnosis, failure: for a wrong answer, the mistake and the failing case.
    """

    exercise: str
    properties: tuple[PropertyResult, ...]
    attempted: bool = True
    forbidden: str = ""
    diagnosis: Diagnosis | None = None
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether every property holds."""
        return all(each.passed for each in self.properties)

    @property
    def earned(self) -> int:
        """Points of the properties that hold."""
        return sum(each.points for each in self.properties if each.passed)

    @property
    def possible(self) -> int:
        """Points of all properties."""
        return sum(each.points for each in self.properties)

    @property
    def summary(self) -> str:
        """The verdict in a phrase."""
        if not self.attempted:
            return "not attempted"
        if self.forbidden:
            return "not by hand"
        if self.passed:
            return "all is well"
        held = sum(each.passed for each in self.properties)
        return f"{held} of {len(self.properties)} properties hold"

    @property
    def advice(self) -> str:
        """What to do about an answer whose properties are not judged; "" if they are."""
        if not self.attempted:
            return (
                "The answer still has the line `raise NotImplementedError()`. Put your code in "
                "its place, and run the cell."
            )
        if self.forbidden:
            return f"This one is by hand: {self.forbidden} does its whole work. Write it yourself."
        return ""

    def text(self, with_points: bool) -> str:
        """Return the result as lines of at most `WIDTH` columns."""
        points = f": {self.earned} of {self.possible} points" if with_points else ""
        title = f"{self.exercise}{points}"
        if self.advice:
            return "\n".join([f"{title}: {self.summary}.", *wrap(self.advice)])
        lines = [title + (": all is well." if self.passed else "")]
        for each in self.properties:
            earned = each.points if each.passed else 0
            points = f" ({earned} of {each.points})" if with_points else ""
            lines.append(f"  {'✓' if each.passed else '✗'} {each.name}{points}")
        return "\n".join(lines + self._explain())

    def _explain(self) -> list[str]:
        """Explain a failure: the mistake or the hint, the inputs of the case, the values."""
        if not self.failure:
            return []
        lines = ["", *wrap(f"{self.failure.property}: {self.failure.problem}")]
        sentence = self.diagnosis.sentence if self.diagnosis else ""
        lines += wrap(sentence or self.failure.hint)
        if self.failure.inputs:
            lines.append("With")
            for name, value in self.failure.inputs.items():
                lines += f"{name} =\n{show(value)}".splitlines()
        for whole, value in self.failure.values.items():
            for name, part in split_parts(whole, value, self.failure.results):
                lines += f"{name}\n{show(part)}".splitlines()
        return lines

    def data(self) -> dict[str, Any]:
        """Return the result as JSON, without inputs and values."""
        return {
            "exercise": self.exercise,
            "attempted": self.attempted,
            "forbidden": self.forbidden,
            "diagnosis": self.diagnosis.name if self.diagnosis else "",
            "earned": self.earned,
            "possible": self.possible,
            "properties": [
                {"name": p.name, "points": p.points, "passed": p.passed, "problem": p.problem}
                for p in self.properties
            ],
        }


def wrap(sentence: str) -> list[str]:
    """Break a sentence into lines of at most `WIDTH` columns."""
    return textwrap.wrap(sentence, WIDTH, break_on_hyphens=False)


def say(sentence: str) -> None:
    """Print a sentence in lines of at most `WIDTH` columns."""
    print("\n".join(wrap(sentence)))


def split_parts(name: str, value: Any, results: tuple[str, ...] = ()) -> list[tuple[str, Any]]:
    """Return each of several arrays with a name of its own; any other value as it is.

    Args:
        name: name of the whole value.
        value: what an input or an output is; several numbers are one value.
        results: names of the parts, if they have names.

    >>> [name for name, _ in split_parts("expected", (np.ones(2), np.ones(3)), ("loss", "slope"))]
    ['expected, loss', 'expected, slope']
    >>> [name for name, _ in split_parts("kernels", [np.ones(2), np.ones(3)])]
    ['kernels (1 of 2)', 'kernels (2 of 2)']
    """
    several = isinstance(value, tuple | list)
    if not several or not any(isinstance(each, np.ndarray) and each.ndim for each in value):
        return [(name, value)]
    if len(results) == len(value):
        titles = [f"{name}, {each.removeprefix('your ')}" for each in results]
    else:
        titles = [f"{name} ({number} of {len(value)})" for number in range(1, len(value) + 1)]
    return list(zip(titles, value, strict=True))


def show(value: Any) -> str:
    """Return an input or output as short text: arrays in rows, rounded to four decimals.

    >>> print(show(np.array([[0.0, 1.5], [2.0, 3.0]])))
    [[0.  1.5]
     [2.  3. ]]
    >>> show([("global max",), ("dense", 10)])
    "[('global max',), ('dense', 10)]"
    """
    if isinstance(value, tuple | list):
        start, end = "()" if isinstance(value, tuple) else "[]"
        more = [] if len(value) <= SHOWN_ITEMS else ["..."]
        end = ",)" if isinstance(value, tuple) and len(value) == 1 else end
        return start + ", ".join([*map(show, value[:SHOWN_ITEMS]), *more]) + end
    if not isinstance(value, np.ndarray):
        return repr(value)
    if value.ndim == 0 and value.dtype.kind in "iuf":
        return f"{round(float(value), 4):.10g}"
    return np.array2string(
        value, precision=4, suppress_small=True, max_line_width=70, threshold=100
    )
