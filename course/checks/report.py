"""What a student reads of a check: one line a property, and why the first failing case fails.

The same lines stand in the notebook, in Validate's dialog and in feedback. Beside them goes the
result as data, from which the class run makes its table.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course.checks.compare import show

MIME_TYPE = "application/vnd.cnn-course.result+json"
WIDTH = 80


@dataclass(frozen=True)
class PropertyResult:
    """Whether a property holds, and where not: why, a hint, and the inputs that may be shown."""

    name: str
    points: int
    passed: bool
    problem: str = ""
    hint: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    values: str = ""


@dataclass(frozen=True)
class Result:
    """What came of examining an answer to one exercise."""

    exercise: str
    properties: tuple[PropertyResult, ...]
    attempted: bool = True

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

    def text(self, with_points: bool) -> str:
        """The result as lines of at most 80 columns."""
        points = f": {self.earned} of {self.possible} points" if with_points else ""
        if not self.attempted:
            lines = [f"{self.exercise}{points}: not attempted."]
            lines += _wrap("Replace `raise NotImplementedError()` in the answer cell by your code.")
            return "\n".join(lines)
        lines = [f"{self.exercise}{points}" + (": all is well." if self.passed else "")]
        for each in self.properties:
            lines.append(
                f"  {'✓' if each.passed else '✗'} {each.name}" + _points(each, with_points)
            )
        failed = next((each for each in self.properties if not each.passed), None)
        if failed:
            lines += _explanation(failed)
        return "\n".join(lines)

    def data(self) -> dict[str, Any]:
        """The result as JSON, without inputs and values."""
        return {
            "exercise": self.exercise,
            "attempted": self.attempted,
            "earned": self.earned,
            "possible": self.possible,
            "properties": [
                {"name": p.name, "points": p.points, "passed": p.passed, "problem": p.problem}
                for p in self.properties
            ],
        }


def _points(each: PropertyResult, with_points: bool) -> str:
    return f" ({each.points if each.passed else 0} of {each.points})" if with_points else ""


def _explanation(failed: PropertyResult) -> list[str]:
    lines = ["", *_wrap(f"{failed.name}: {failed.problem}")]
    if failed.hint:
        lines += _wrap(failed.hint)
    if failed.inputs:
        lines.append("With")
        for name, value in failed.inputs.items():
            lines += f"{name} =\n{show(value)}".splitlines()
    lines += failed.values.splitlines()
    return lines


def _wrap(sentence: str) -> list[str]:
    return textwrap.wrap(sentence, WIDTH, break_on_hyphens=False) or [""]


class CheckFailed(AssertionError):
    """A check found something wrong; in a notebook only its own lines are shown, no stack."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.text(with_points=False))
        self.result = result

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def publish(result: Result, with_points: bool) -> None:
    """Show a result: in a notebook as text and data, elsewhere by printing it."""
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    text = result.text(with_points)
    if get_ipython() is None:
        print(text)
        return
    display({"text/plain": text, MIME_TYPE: result.data()}, raw=True)
