"""Checks and scores answers to an exercise.

An author writes an `Exercise` as data. A notebook calls it, `check.corr2d(corr2d)`, to check an
answer on the public cases. Staff add hidden cases by `with_cases`, and a grade cell calls `score`.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.compare import tolerance
from nbproctor.checks.evaluate import Driver, evaluate, silence
from nbproctor.checks.hidden import shows_hidden
from nbproctor.checks.judge import Answer, judge
from nbproctor.checks.report import CheckBroken, CheckFailed, publish, show_failure
from nbproctor.checks.result import Result
from nbproctor.checks.vocabulary import Case, Misconception, Property, Reference, case

__all__ = ["Case", "Exercise", "Misconception", "Property", "case"]


@dataclass(frozen=True)
class Exercise:
    """One function that students write, what it should compute, and how its points are earned.

    Attributes:
        name: of the function, of its answer cell, and in reports.
        reference: computes the expected value; its arrays are float64.
        properties: in the order in which they are reported.
        driver: a public function of a module that turns a class into a function of arrays. It is
            called as `driver(function, *inputs)`, in the student's process.
        terms: number of terms summed in one output element, from the inputs of a case.
        magnitude: bound on the sum of the absolute values of those terms, from absolute inputs; by
            default the reference on inputs as large everywhere as anywhere, right for all that is
            linear in each input.
        misconceptions: the mistakes that are named, the more special before the more general.
        by_hand: what the function may not call.
    """

    name: str
    reference: Reference
    properties: tuple[Property, ...]
    driver: Driver | None = None
    terms: Callable[..., int] = field(default=lambda *inputs: 1)
    magnitude: Reference | None = None
    misconceptions: Sequence[Misconception] = ()
    by_hand: tuple[Rule, ...] = ()

    @property
    def points(self) -> int:
        """Points that a right answer earns."""
        return sum(each.points for each in self.properties)

    def __call__(self, function: Callable[..., Any]) -> None:
        """Check an answer in the notebook: show the result, and raise `CheckFailed` if wrong."""
        result = self.examine(function)
        with _own_code_of(self.name):
            if result.passed:
                publish(result, with_points=False)
            else:
                show_failure(result)
        if not result.passed:
            raise CheckFailed(result)

    def score(self, function: Callable[..., Any]) -> float:
        """Grade an answer: show the result and return the points earned, 0.0 to `points`."""
        result = self.examine(function)
        with _own_code_of(self.name):
            publish(result, with_points=True)
        return float(result.earned)

    def examine(self, function: Callable[..., Any]) -> Result:
        """Run every case of every property and return the result.

        Raises:
            CheckBroken: the check's own code raised an error; the answer is not the cause.
        """
        tried = [(each, given) for each in self.properties for given in each.cases]
        inputs = [given.inputs for _, given in tried]
        drivers = [each.driver or self.driver for each, _ in tried]
        outcomes = evaluate(function, inputs, drivers, self.by_hand)
        with _own_code_of(self.name), silence():
            answers = [
                Answer(each, given, outcome, *self._expected(each, given))
                for (each, given), outcome in zip(tried, outcomes, strict=True)
            ]
            known_calls = set().union(*(rule.shown for rule in self.by_hand))
            shown = shows_hidden()
            return judge(
                self.name, self.properties, self.misconceptions, answers, shown, known_calls
            )

    def with_cases(self, hidden: Mapping[str, Sequence[Case]]) -> "Exercise":
        """Return the same exercise with hidden cases added to its properties.

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

    def _expected(self, each: Property, given: Case) -> tuple[Any, float]:
        """Return the expected value of a case, and the largest error that rounding explains."""
        reference = each.reference or self.reference
        expected, largest = _computed(reference, self.magnitude, given)
        part = expected if each.part is None else expected[each.part]
        return part, tolerance(np.array(largest), self.terms(*given.inputs.values()))


@contextlib.contextmanager
def _own_code_of(exercise: str) -> Iterator[None]:
    """Raise every error of the block, which runs no code of the student's, as `CheckBroken`."""
    try:
        yield
    except Exception as error:
        raise CheckBroken(exercise, error) from error


Key = tuple[Reference, Reference | None, Case]
# Expected values: a check and its grade share public cases, and so do all students of a process.
_known: dict[Key, tuple[Any, float]] = {}


def _computed(reference: Reference, magnitude: Reference | None, given: Case) -> tuple[Any, float]:
    key = (reference, magnitude, given)
    if key not in _known:
        _known[key] = _compute(*key)
    return _known[key]


def _compute(reference: Reference, magnitude: Reference | None, given: Case) -> tuple[Any, float]:
    """Compute the expected value of a case, and a bound on the sum of absolute terms."""
    inputs = list(given.inputs.values())
    expected = bound = _in_float64(reference, inputs)
    if magnitude:
        absolute = [abs(v) if isinstance(v, np.ndarray) else v for v in inputs]
        bound = _in_float64(magnitude, absolute)
    elif any(isinstance(value, np.ndarray) for value in inputs):
        bound = _in_float64(reference, [_largest_everywhere(v) for v in inputs])
    parts = bound if isinstance(bound, tuple) else (bound,)
    return expected, max(float(np.max(np.abs(part), initial=0.0)) for part in parts)


def _largest_everywhere(value: Any) -> Any:
    """Return an array with its largest absolute value in every cell.

    Sums that pass through cells which an output element does not use, as an FFT's do, are rounded
    at the size of those.
    """
    if not isinstance(value, np.ndarray):
        return value
    return np.full_like(value, np.max(np.abs(value), initial=0.0))


# Set once, at import, by the package that holds a course's exercises: one for all of them.
_context: Callable[[], AbstractContextManager[Any]] = contextlib.nullcontext


def compute_references_in(context: Callable[[], AbstractContextManager[Any]]) -> None:
    """Have this process call every reference within a context, for example one that sets a device.

    Args:
        context: makes the context manager, anew for each call of a reference.
    """
    global _context
    _context = context


def _in_float64(reference: Reference, inputs: Any) -> Any:
    wide = [v.astype(np.float64) if isinstance(v, np.ndarray) else v for v in inputs]
    with _context():
        value = reference(*wide)
    if isinstance(value, tuple):
        return tuple(np.asarray(part) for part in value)
    return np.asarray(value)
