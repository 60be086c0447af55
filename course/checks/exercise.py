"""The vocabulary of the check language: an exercise, its properties, their cases, and the result.

An author writes an `Exercise` as data. A notebook calls it, `check.corr2d(corr2d)`, to check an
answer on the public cases. Staff add hidden cases, `with_cases`, and `score` what was handed in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from course.checks.compare import Difference, difference, tolerance
from course.checks.evaluate import Driver, Outcome, evaluate
from course.checks.report import CheckFailed, PropertyResult, Result, publish

Reference = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """Named inputs of one call, in the order in which they are passed; hidden ones stay unseen."""

    inputs: Mapping[str, Any]
    hidden: bool = False


def case(**inputs: Any) -> Case:
    """A public case. Arrays become float32, the dtype in which students receive them.

    >>> case(X=np.ones((2, 3)), size=(1, 2)).inputs["X"].dtype
    dtype('float32')
    """
    return Case({name: _as_given(value) for name, value in inputs.items()})


def _as_given(value: Any) -> Any:
    return value.astype(np.float32) if isinstance(value, np.ndarray) else value


@dataclass(frozen=True)
class Property:
    """Something that a right answer has, worth whole points: earned when every case passes.

    Attributes:
        name: what the student reads, "non-square kernels".
        points: earned or not, never in parts.
        cases: what shows it. A case should fail here for one mistake and pass in other properties.
        hint: one sentence that helps without giving the answer.
        part: which result of a tuple this property is about; None for the whole.
        results: what the results of a tuple are called.
        driver, reference: in place of the exercise's own.
    """

    name: str
    points: int
    cases: tuple[Case, ...]
    hint: str = ""
    part: int | None = None
    results: tuple[str, ...] = ()
    driver: Driver | None = None
    reference: Reference | None = None


@dataclass(frozen=True)
class Exercise:
    """One function that students write, what it should compute, and how its points are earned.

    Attributes:
        name: of the function, of its answer cell, and in reports.
        reference: computes the expected value, by TensorFlow in float64 on the CPU.
        properties: in the order in which they are reported.
        driver: turns a class into a function of arrays, see `course.checks.drivers`.
        terms: number of terms summed in one output element, from the inputs of a case.
        magnitude: bound on the sum of the absolute values of those terms; by default the
            reference on absolute inputs, right for all that is linear in each input.
    """

    name: str
    reference: Reference
    properties: tuple[Property, ...]
    driver: Driver | None = None
    terms: Callable[..., int] = field(default=lambda *inputs: 1)
    magnitude: Reference | None = None

    @property
    def points(self) -> int:
        """What a right answer earns."""
        return sum(each.points for each in self.properties)

    def __call__(self, function: Callable[..., Any]) -> None:
        """Check an answer in the notebook: show the result, and raise where something is wrong."""
        result = self.examine(function)
        if not result.passed:
            raise CheckFailed(result)
        publish(result, with_points=False)

    def score(self, function: Callable[..., Any]) -> float:
        """Grade an answer: show the result and return the points earned, 0.0 to `points`."""
        result = self.examine(function)
        publish(result, with_points=True)
        return float(result.earned)

    def examine(self, function: Callable[..., Any]) -> Result:
        """Run every case of every property and say what passed; never raises for a wrong answer."""
        tried = [(each, given) for each in self.properties for given in each.cases]
        outcomes = evaluate(
            function,
            [given.inputs for _, given in tried],
            [each.driver or self.driver for each, _ in tried],
        )
        remaining = iter(outcomes)
        properties = [
            self._judge(each, [next(remaining) for _ in each.cases]) for each in self.properties
        ]
        attempted = not all(outcome.not_attempted for outcome in outcomes)
        return Result(self.name, tuple(properties), attempted)

    def with_cases(self, hidden: Mapping[str, Sequence[Case]]) -> "Exercise":
        """The same exercise with hidden cases added to its properties.

        Args:
            hidden: for each property, by name, its hidden cases; every property needs some.

        Raises:
            ValueError: a name is not a property of this exercise, or a property is left out.
        """
        names = [each.name for each in self.properties]
        if sorted(names) != sorted(hidden):
            raise ValueError(
                f"{self.name}: hidden cases are for {sorted(hidden)}, "
                f"but the properties are {sorted(names)}. Name each property once."
            )
        return replace(
            self,
            properties=tuple(
                replace(
                    each,
                    cases=each.cases
                    + tuple(Case(_case.inputs, hidden=True) for _case in hidden[each.name]),
                )
                for each in self.properties
            ),
        )

    def _judge(self, each: Property, outcomes: Sequence[Outcome]) -> PropertyResult:
        """Whether a property holds, by its cases' outcomes, and where not, why the first fails."""
        for given, outcome in zip(each.cases, outcomes, strict=True):
            problem = self._problem(each, given, outcome)
            if problem:
                shown = {} if given.hidden else given.inputs
                told = (problem.sentence, each.hint, shown, problem.values)
                return PropertyResult(each.name, each.points, False, *told)
        return PropertyResult(each.name, each.points, True)

    def _problem(self, each: Property, given: Case, outcome: Outcome) -> Difference | None:
        """What is wrong with a case's outcome, or None; values only where they may be shown."""
        if outcome.error:
            return Difference(f"your function raised {outcome.error}")
        expected, allowed = self._expected(each, given)
        received = outcome.value
        if each.part is not None and received is not None:
            expected = expected[each.part]
            if not isinstance(received, tuple | list) or len(received) <= each.part:
                return Difference("your function should return several results in a tuple.")
            received = received[each.part]
        found = difference(expected, received, allowed, each.results)
        if found:
            return replace(found, values="") if given.hidden else found
        if outcome.changed:
            return Difference(f"your function changed its input {', '.join(outcome.changed)}.")
        return None

    def _expected(self, each: Property, given: Case) -> tuple[Any, float]:
        """The reference's answer to a case, and the largest error that rounding explains."""
        reference, inputs = each.reference or self.reference, list(given.inputs.values())
        expected = magnitude = _in_float64(reference, inputs)
        if self.magnitude or any(isinstance(value, np.ndarray) for value in inputs):
            absolute = [abs(v) if isinstance(v, np.ndarray) else v for v in inputs]
            magnitude = _in_float64(self.magnitude or reference, absolute)
        parts = magnitude if isinstance(magnitude, tuple) else (magnitude,)
        largest = max(float(np.max(np.abs(part), initial=0.0)) for part in parts)
        return expected, tolerance(np.array(largest), self.terms(*inputs))


def _in_float64(reference: Reference, inputs: Any) -> Any:
    import tensorflow as tf

    wide = [v.astype(np.float64) if isinstance(v, np.ndarray) else v for v in inputs]
    with tf.device("CPU:0"):
        value = reference(*wide)
    if isinstance(value, tuple):
        return tuple(np.asarray(part) for part in value)
    return np.asarray(value)
