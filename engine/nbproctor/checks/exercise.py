"""Checks and scores answers to an exercise.

An author writes an `Exercise` as data. A notebook calls it, `check.corr2d(corr2d)`, to check an
answer on the public cases. Staff add hidden cases with `with_cases`, and a grade cell calls
`score`. A course may set defaults of its own in a subclass.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from nbproctor.checks.answer import Answer
from nbproctor.checks.answer_key import key_in_use
from nbproctor.checks.by_hand import Rule, list_globals
from nbproctor.checks.compare import compute_tolerance
from nbproctor.checks.error_messages import Meanings, explain_error
from nbproctor.checks.evaluate import Driver, Elsewhere, Outcome, WatchFailed, evaluate, silence
from nbproctor.checks.hidden import hide_own_words, shows_hidden
from nbproctor.checks.judge import judge
from nbproctor.checks.missing_answer import watch_cells
from nbproctor.checks.progress import list_failed, remember
from nbproctor.checks.report import CheckBroken, CheckFailed, publish
from nbproctor.checks.result import Diagnosis, Result, say
from nbproctor.checks.tables import find_first_difference
from nbproctor.checks.vocabulary import Case, Misconception, Note, Property, Reference, case
from nbproctor.checks.wire import WireError, encode

__all__ = ["Case", "Exercise", "Misconception", "Note", "Property", "case"]

Context = Callable[[], AbstractContextManager[Any]]
Window = Callable[..., Mapping[str, tuple[slice, ...]]]
NOTE_LIMIT_S = 0.5  # for one call: a note is a remark, which a slow answer need not wait for

# The last hint of each exercise that `hint` has printed in this process, so that the next call
# prints the next one. Nothing else reads it.
_last_hints: dict[str, int] = {}

watch_cells()

KEPT = Diagnosis(
    "kept from an earlier call",
    "Called twice with the same input, your code returns two different results. Something is kept "
    "from an earlier call, such as a list in a default argument or a name outside the function, or "
    "is drawn at random.",
)


@dataclass(frozen=True)
class Exercise:
    """One function that students write, what it should compute, and how its points are earned.

    Attributes:
        name: name of the function, of its answer cell, and in reports.
        reference: computes the expected value; its arrays are float64.
        properties: the properties of a right answer, in the order of reports.
        driver: a public function of a module that turns a class into a function of arrays. It is
            called as `driver(function, *inputs)`, in the student's process.
        terms: number of terms summed in one output element, from the inputs of a case.
        magnitude: bound on the sum of the absolute values of those terms, from absolute inputs. By
            default it is the reference on arrays filled with their largest absolute value, which
            is right for every function that is linear in each input.
        misconceptions: known mistakes, the more special before the more general.
        by_hand: rules that name the calls which the function may not make.
        context: makes the context manager in which a reference is called, for example one that
            sets a device.
        shown_errors: kinds of errors that students may read after hidden cases, such as those that
            a library raises.
        window: for an index of the output and the inputs of a case, the parts of the inputs that
            this output element is computed from, by name. The card of a failed check marks them.
        hints: the ladder of hints that `hint` prints: a question, the idea, nearly the answer.
        notes: remarks on an answer that is right and could still be better.
        meanings: messages of a library's errors and what they mean, see `explain_error`.
    """

    name: str
    reference: Reference
    properties: tuple[Property, ...]
    driver: Driver | None = None
    terms: Callable[..., int] = field(default=lambda *inputs: 1)
    magnitude: Reference | None = None
    misconceptions: Sequence[Misconception] = ()
    by_hand: tuple[Rule, ...] = ()
    context: Context = contextlib.nullcontext
    shown_errors: Collection[str] = ()
    window: Window | None = None
    hints: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    meanings: Meanings = ()

    @property
    def points(self) -> int:
        """The points that a right answer earns."""
        return sum(each.points for each in self.properties)

    def __call__(self, function: Callable[..., Any]) -> None:
        """Check an answer in the notebook: show the result, and raise `CheckFailed` if wrong."""
        result = self.examine(function)
        with _own_code_of(self.name):
            if not issubclass(type(function), Elsewhere):  # whose code is not here
                result = _point_to_failed(result, list_failed(list_globals(function)))
            remember(result, function)
            shown = publish(result, with_points=False)
        if not result.passed:
            raise CheckFailed(result, shown)
        if not shown:
            print(result.text(with_points=False))
        for sentence in self.find_notes(function):
            say(f"Note: {sentence} This costs no points.")

    def find_notes(self, function: Callable[..., Any]) -> list[str]:
        """Return the remarks that apply to a right answer."""
        inputs, drivers = [note.case.inputs for note in self.notes], [n.driver for n in self.notes]
        if not self.notes:
            return []
        outcomes = self._evaluate(function, inputs, drivers, case_limit_s=NOTE_LIMIT_S)
        return [
            note.sentence
            for note, outcome in zip(self.notes, outcomes, strict=True)
            if outcome.value is False
        ]

    def hint(self, number: int | None = None) -> None:
        """Print a hint: the next of the ladder at each call, or the one of this number.

        It costs nothing, and nobody learns of it.

        Args:
            number: counts from 1.
        """
        last = len(self.hints)
        if not last:
            text = "there are no hints for this one. Its check shows the smallest case that fails."
        elif number is not None and number not in range(1, last + 1):
            text = f"there are {last} hints; choose a number from 1 to {last}."
        else:
            before = _last_hints.get(self.name, 0)
            is_last_again = number is None and before == last
            number = min(before + 1, last) if number is None else number
            _last_hints[self.name] = number
            again = " (the last one, once more)" if is_last_again else ""
            text = f"hint {number} of {last}{again}. {self.hints[number - 1]}"
        say(f"{self.name}: {text}")

    def score(self, function: Callable[..., Any]) -> float:
        """Grade an answer: show the result and return the points earned, 0.0 to `points`.

        Raises:
            CheckBroken: the check's own code raised an error, be it only in the diagnosis.
        """
        result = self.examine(function)
        with _own_code_of(self.name):
            if result.diagnosis and result.diagnosis.error:
                raise result.diagnosis.error
            if not publish(result, with_points=True):
                print(result.text(with_points=True))
        return float(result.earned)

    def examine(self, function: Callable[..., Any]) -> Result:
        """Run every case of every property and return the result.

        Raises:
            CheckBroken: the check's own code raised an error; the answer is not the cause.
        """
        tried = [(each, case) for each in self.properties for case in each.cases]
        inputs = [case.inputs for _, case in tried]
        drivers = [each.driver or self.driver for each, _ in tried]
        outcomes = self._evaluate(function, inputs, drivers)
        with _own_code_of(self.name), silence(), np.errstate(all="ignore"):
            reserved = not shows_hidden() and any(case.hidden for _, case in tried)
            # One of a few known sentences says no more of a hidden input than the kind of an error.
            meanings = [explain_error(each.error, self.meanings) for each in outcomes]
            if reserved:
                calls = set().union(*(rule.shown for rule in self.by_hand))
                outcomes = [hide_own_words(each, calls, self.shown_errors) for each in outcomes]
            answers = [
                Answer(each, case, outcome, *self._expect(each, case), meaning, reserved)
                for (each, case), outcome, meaning in zip(tried, outcomes, meanings, strict=True)
            ]
            result = judge(self.name, self.properties, self.misconceptions, answers)
        if self._is_unexplained(result):
            [again] = self._evaluate(function, inputs[:1], drivers[:1])
            if _differs(answers[0].outcome, again):
                result = replace(result, diagnosis=KEPT)
        with _own_code_of(self.name):
            return self._find_window(result)

    def _find_window(self, result: Result) -> Result:
        """Add to a failure the parts of its inputs that the first wrong number comes from."""
        failure = result.failure
        index = find_first_difference(failure) if failure else None
        if not failure or index is None or not self.window:
            return result
        about = next(each for each in self.properties if each.name == failure.property)
        if about.driver or about.reference or about.part is not None:
            return result
        window = self.window(index, *failure.inputs.values())
        return replace(result, failure=replace(failure, window=window))

    def _evaluate(
        self,
        function: Callable[..., Any],
        inputs: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        **limits: float,
    ) -> list[Outcome]:
        try:
            return evaluate(function, inputs, drivers, self.by_hand, **limits)
        except WatchFailed as error:
            raise CheckBroken(self.name, error) from error

    def _is_unexplained(self, result: Result) -> bool:
        """Whether an answer was tried and is wrong, and no known mistake explains it."""
        if result.passed or not result.attempted or result.forbidden or result.diagnosis is None:
            return False
        known = {each.name for each in self.misconceptions}
        return result.diagnosis.name not in known | {"took too long"}

    def with_cases(self, hidden: Mapping[str, Sequence[Case]]) -> Self:
        """Return the same exercise with hidden cases added to its properties.

        Args:
            hidden: the hidden cases of each property, by its name; every property needs some.

        Raises:
            ValueError: a name is not a property of this exercise, or a property is left out.
        """
        names = [each.name for each in self.properties]
        if sorted(names) != sorted(hidden):
            raise ValueError(
                f"{self.name}: hidden cases are for {sorted(hidden)}, "
                f"but the properties are {sorted(names)}. Name each property once."
            )
        properties = []
        for each in self.properties:
            cases = tuple(Case(case.inputs, hidden=True) for case in hidden[each.name])
            properties.append(replace(each, cases=each.cases + cases))
        return replace(self, properties=tuple(properties))

    def _expect(self, each: Property, given: Case) -> tuple[Any, float]:
        """Return the expected value of a case, and the largest error that rounding explains."""
        key = key_in_use()
        found = key.find_expected(self, each, given) if key else None
        expected, largest = found or self.compute_expected(each, given)
        part = expected if each.part is None else expected[each.part]
        return part, compute_tolerance(largest, self.terms(*given.inputs.values()))

    def compute_expected(self, each: Property, given: Case) -> tuple[Any, float]:
        """Compute the reference's value of a case, and a bound on the sum of absolute terms."""
        reference, inputs = each.reference or self.reference, list(given.inputs.values())
        expected = bound = _call_in_float64(reference, self.context, inputs)
        if self.magnitude:
            absolute = [abs(v) if isinstance(v, np.ndarray) else v for v in inputs]
            bound = _call_in_float64(self.magnitude, self.context, absolute)
        elif any(isinstance(value, np.ndarray) for value in inputs):
            # Each array with its largest absolute value everywhere: sums that pass through cells
            # which an output element does not use, as an FFT's do, are rounded at the size of
            # those cells.
            largest = [
                np.full_like(v, np.max(np.abs(v), initial=0.0)) if isinstance(v, np.ndarray) else v
                for v in inputs
            ]
            bound = _call_in_float64(reference, self.context, largest)
        parts = bound if isinstance(bound, tuple) else (bound,)
        return expected, max(float(np.max(np.abs(part), initial=0.0)) for part in parts)


def _point_to_failed(result: Result, failed: Sequence[str]) -> Result:
    """Say of a wrong answer that it uses others whose check failed: the mistake may be theirs."""
    used = [name for name in failed if name != result.exercise]
    if not result.failure or not used:
        return result
    found = result.diagnosis or Diagnosis("", "")
    sentence = (
        f"Your code uses `{used[0]}`, whose own check failed when it last ran. Mend that one "
        f"first: the mistake may be there. {found.sentence or result.failure.hint}"
    )
    return replace(result, diagnosis=replace(found, sentence=sentence.strip()))


def _differs(first: Outcome, again: Outcome) -> bool:
    """Whether a function did something else when it was called with the same input again."""
    if first.error or again.error:
        return bool(first.error) != bool(again.error)
    try:
        return encode(first.value, exact=True) != encode(again.value, exact=True)
    except WireError:
        return False


@contextlib.contextmanager
def _own_code_of(exercise: str) -> Iterator[None]:
    """Raise every error of the block, which runs no code of the student's, as `CheckBroken`."""
    try:
        yield
    except (Exception, SystemExit) as error:
        raise CheckBroken(exercise, error) from error


def _call_in_float64(reference: Reference, context: Context, inputs: Sequence[Any]) -> Any:
    wide = [v.astype(np.float64) if isinstance(v, np.ndarray) else v for v in inputs]
    with context():
        value = reference(*wide)
    if isinstance(value, tuple):
        return tuple(np.asarray(part) for part in value)
    return np.asarray(value)
