"""Whatever a student's function returns is a plain failure, and an error of ours is no student's 0.

Each odd result is judged here, as in a notebook, and across processes, as in a grader.
"""

import collections
import datetime
import decimal
import fractions
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nbproctor.checks import answer, by_hand, diagnosis, exercise, judge, result
from nbproctor.checks.by_hand import Rule
from nbproctor.checks.evaluate import Elsewhere, evaluate
from nbproctor.checks.exchange import CannotImport, ask_to_evaluate, read_outcomes
from nbproctor.checks.exercise import Exercise, Misconception, Property, case
from nbproctor.checks.report import CheckBroken, CheckFailed
from nbproctor.checks.wire import LIMITS

double = Exercise(
    name="double",
    reference=lambda X: 2 * X,
    properties=(Property("values", points=2, cases=(case(X=np.array([[1.0, 2.0]])),)),),
)
hidden = double.with_cases({"values": [case(X=np.array([[3.0, 5.0]]))]})
pair = Exercise(
    name="pair",
    reference=lambda X: (X.sum(), X.sum() + 1),
    properties=(
        Property("both", 1, (case(X=np.array([1.0])),), results=("first", "second")),
        Property("second", 1, (case(X=np.array([1.0])),), part=1),
    ),
)


class Across(Elsewhere):
    """A function whose results are sent as bytes, as between a kernel and a grader."""

    def evaluate(self, cases, drivers, rules, case_limit_s, limit_s):
        reply = eval(ask_to_evaluate("f", cases, drivers, rules, (case_limit_s, limit_s)))
        return read_outcomes(reply, cases)


@pytest.fixture(params=["here", "across"])
def as_asked(request, monkeypatch):
    """Turn a student's function into what a check is given."""

    def turn(function: Any) -> Any:
        if request.param == "here":
            return function
        monkeypatch.setattr("nbproctor.checks.exchange._get_namespace", lambda: {"f": function})
        return Across()

    return turn


def fail(self: Any, *_: Any, **__: Any) -> Any:
    raise RuntimeError("an error of the student's")


def raising(*methods: str, kind: Any = object) -> Any:
    """An object of the student's whose methods all raise."""
    return type("Odd", (kind,), dict.fromkeys(methods, fail))()


class Nameless(type):
    __name__ = property(fail)


class Unprintable(Exception, metaclass=Nameless):
    def __str__(self) -> str:
        return fail(self)


class FinalizesBadly(np.ndarray):
    def __array_finalize__(self, other: Any) -> None:
        if other is not None:
            fail(self)


def itself() -> list[Any]:
    endless: list[Any] = []
    endless.append(endless)
    return endless


def nested(depth: int) -> list[Any]:
    inner: list[Any] = [1.0]
    for _ in range(depth):
        inner = [inner]
    return inner


ODD = {
    "nothing": lambda: None,
    "NaN": lambda: np.array([[np.nan, 4.0]]),
    "infinite": lambda: np.array([[np.inf, -np.inf]]),
    "too large for float64": lambda: np.full((1, 2), np.longdouble("1e400")),
    "a whole number too large to print": lambda: 10**5000,
    "list of huge whole numbers": lambda: [[10**400, 10**5000]],
    "rows of different lengths": lambda: [[2.0, 4.0], [1.0]],
    "arrays of different shapes": lambda: [np.zeros((2, 2)), np.zeros(3)],
    "a list in itself": itself,
    "lists within lists": lambda: nested(90),
    "lists too deep": lambda: nested(5_000),
    "dict": lambda: {"Y": 2.0},
    "set": lambda: {2.0, 4.0},
    "generator": lambda: (n for n in (2.0, 4.0)),
    "endless generator": itertools.count,
    "map": lambda: map(float, "24"),
    "bytes": lambda: b"2 4",
    "bytearray": lambda: bytearray(8),
    "text": lambda: "[[2, 4]]",
    "NumPy text": lambda: np.array([["2", "4"]]),
    "text beside numbers": lambda: [[2.0, "4"]],
    "lone surrogate": lambda: "\ud800",
    "complex": lambda: np.array([[2 + 0j, 4j]]),
    "dates": lambda: np.array(["2025-01-01"], "datetime64[D]"),
    "a date": lambda: datetime.date(2025, 1, 1),
    "records": lambda: np.zeros(2, [("a", float), ("b", int)]),
    "array of objects": lambda: np.array([[object(), None]]),
    "array of other arrays": lambda: np.array([[np.zeros(2), None]], object),
    "texts as objects": lambda: np.array([["2", "4"]], object),
    "empty list": lambda: [],
    "empty tuple": lambda: (),
    "no rows": lambda: np.zeros((0, 2)),
    "many axes": lambda: np.zeros((1,) * 40),
    "many numbers": lambda: np.zeros((1_000, 1_000)),
    "many items": lambda: [[2.0]] * (LIMITS.items // 2),  # and the list that holds them
    "function": lambda: fail,
    "class": lambda: Unprintable,
    "module": lambda: sys,
    "ellipsis": lambda: ...,
    "not implemented": lambda: NotImplemented,
    "masked": lambda: np.ma.masked_equal(np.full((1, 2), 7.0), 7.0),
    "subclass that cannot be copied": lambda: np.zeros((1, 2)).view(FinalizesBadly),
    "no array": lambda: raising("__array__"),
    "no text": lambda: raising("__repr__", "__str__", "__format__"),
    "not to be compared": lambda: raising("__eq__", "__ne__", "__bool__", "__hash__"),
    "no length": lambda: raising("__len__", "__getitem__", "__iter__"),
    "no number": lambda: raising("__float__", "__index__", kind=fractions.Fraction),
    "list that cannot be read": lambda: raising("__iter__", "__len__", kind=list),
    "tuple that cannot be read": lambda: raising("__iter__", "__len__", kind=tuple),
    "float that is none": lambda: raising("__float__", "__repr__", kind=float),
    "no class": lambda: type("Odd", (), {"__class__": property(fail)})(),
    "no such number": lambda: decimal.Decimal("sNaN"),
    "named tuple": lambda: collections.namedtuple("Pair", "a b")(object(), fail),
}
RAISED = {
    "nameless": Unprintable,
    "group": lambda: ExceptionGroup("several", [ValueError()]),
    "exit": SystemExit,
    "end of a generator": GeneratorExit,
    "stop": StopIteration,
    "of the base class": lambda: BaseException("base"),
    "memory": MemoryError,
    "name": lambda: NameError("name 'Y' is not defined"),
    "text that is no text": lambda: ValueError("\ud800\x00\x1b[31m"),
    "broken check": lambda: CheckBroken("double", ValueError()),
}


def require_plain_failure(one: Exercise, function: Any, capsys: Any) -> None:
    """Require that an answer earns nothing, here and in the grade, and is told why."""
    problem = rf"(?s)^{one.name}\n.*\n\n{one.properties[0].name}: \S"
    with pytest.raises(CheckFailed, match=problem):
        one(function)
    assert one.score(function) == 0.0
    text = capsys.readouterr().out
    assert f"{one.name}: 0 of" in text
    assert len(text) < 10_000


@pytest.mark.parametrize("exercise", [double, hidden, pair], ids=["double", "hidden", "pair"])
@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_result_is_a_plain_failure_with_a_message(odd, exercise, as_asked, capsys):
    require_plain_failure(exercise, as_asked(lambda X: odd()), capsys)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_result_among_two_is_a_plain_failure(odd, as_asked, capsys):
    require_plain_failure(pair, as_asked(lambda X: (odd(), odd())), capsys)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"Y": 2.0}, "returned an object that is not an array, expected real numbers"),
        (np.array([[None, 2.0]]), "returned an array of objects, expected real numbers"),
    ],
    ids=["dict", "array"],
)
def test_the_message_says_whether_an_array_came(value, words, as_asked):
    assert words in double.examine(as_asked(lambda X: value)).properties[0].problem


@pytest.mark.parametrize("error", RAISED.values(), ids=RAISED)
def test_an_odd_error_is_a_plain_failure_with_a_message(error, as_asked, capsys):
    def answer(X):
        raise error()

    require_plain_failure(double, as_asked(answer), capsys)


@pytest.mark.parametrize(
    "put",
    [
        lambda sizes: sizes.__setitem__(0, np.zeros(2)),
        lambda sizes: sizes.__setitem__(0, raising("__eq__")),
        lambda sizes: sizes.append(raising("__array__", "__repr__")),
    ],
    ids=["array", "not to be compared", "one more"],
)
def test_an_odd_object_put_into_an_input_is_a_change_of_the_input(put, as_asked):
    sizes = Exercise(
        "sizes",
        lambda sizes: np.float64(len(sizes)),
        (Property("count", 1, (case(sizes=[(2, 2), (3, 3)]),)),),
    )

    def answer(sizes):
        count = len(sizes)
        put(sizes)
        return count

    found = sizes.examine(as_asked(answer)).properties[0].problem
    assert found == "your code changed its input sizes."


def test_numpys_settings_of_the_notebook_do_not_disturb_the_check(capsys):
    too_large = np.full((1, 2), np.longdouble("1e400"))  # for float64
    with np.errstate(all="raise"):
        require_plain_failure(double, lambda X: too_large, capsys)


@pytest.mark.parametrize(
    "right",
    [
        lambda X: X * 2,
        lambda X: (2 * X).astype(np.float64),
        lambda X: (2 * X).astype(int),
        lambda X: (2 * X).astype(np.uint8),
        lambda X: (2 * X).astype(np.float16),
        lambda X: (2 * X).astype(np.longdouble),
        lambda X: (2 * X).astype(">f4"),
        lambda X: (2 * X).tolist(),
        lambda X: [tuple(row) for row in 2 * X],
        lambda X: list(2 * X),
        lambda X: np.matrix(2 * X),
        lambda X: np.ma.masked_array(2 * X),
        lambda X: np.asfortranarray(2 * X),
        lambda X: np.concatenate([2 * X, X])[:1],
        lambda X: (2 * X).astype(object),
        lambda X: [[fractions.Fraction(float(n)) * 2 for n in row] for row in X],
        lambda X: [[decimal.Decimal(float(n)) * 2 for n in row] for row in X],
        lambda X: memoryview(2 * X),
    ],
)
def test_the_right_numbers_are_right_in_any_type(right, as_asked):
    assert double.score(as_asked(right)) == 2.0


@pytest.mark.parametrize(
    "number", [4, 4.0, np.float64(4), np.int64(4), np.array(4), fractions.Fraction(4)], ids=repr
)
def test_one_right_number_is_right_in_any_type(number, as_asked):
    total = Exercise(
        "total", lambda X: X.sum(), (Property("sum", 1, (case(X=np.array([1.0, 3.0])),)),)
    )
    assert total.score(as_asked(lambda X: number)) == 1.0


def broken(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError("an error of the author's")


def leaves(*_: Any, **__: Any) -> Any:
    raise SystemExit


# Parts of the judge, each of which raises an error in turn.
PARTS = {
    "comparison": (answer, "find_difference"),
    "choice of the case to show": (judge, "choose_answer"),
    "case to show": (judge, "_describe_failure"),
    "known mistakes": (judge, "find_known_mistake"),
    "look at the difference": (diagnosis, "list_differences"),
    "whole diagnosis": (judge, "diagnose"),
    "judge": (exercise, "judge"),
    "tolerance": (exercise, "compute_tolerance"),
    "text": (result, "show"),
    "page": (exercise, "publish"),
}


@pytest.mark.parametrize("error", [broken, leaves], ids=["error", "exit"])
@pytest.mark.parametrize(("module", "name"), PARTS.values(), ids=PARTS)
def test_an_error_in_any_part_of_the_judge_is_no_score(
    module, name, error, as_asked, monkeypatch, capsys
):
    known = replace(double, misconceptions=(Misconception("other", "", lambda X: X**3),))
    monkeypatch.setattr(module, name, error)
    with pytest.raises(CheckBroken, match=r"^double: the check itself failed"):
        known.score(as_asked(lambda X: X**2))
    assert capsys.readouterr().out == ""


def test_a_notebook_shows_the_failing_case_though_the_diagnosis_fails(monkeypatch):
    monkeypatch.setattr(judge, "diagnose", broken)
    with pytest.raises(CheckFailed, match="2 of 2 values differ"):
        double(lambda X: X**3 + 9)


@pytest.mark.parametrize(
    "change",
    [
        {"reference": broken},
        {"reference": leaves},
        {"terms": broken},
        {"magnitude": broken},
        {"context": broken},
    ],
    ids=["reference", "reference that exits", "terms", "magnitude", "context"],
)
def test_an_error_in_the_exercise_is_no_score(change, as_asked):
    with pytest.raises(CheckBroken):
        replace(double, **change).score(as_asked(lambda X: 2 * X))


@contextmanager
def fails_at_once(rule: Rule, calls: list[str]) -> Iterator[None]:
    raise ZeroDivisionError("an error of the author's")
    yield


@contextmanager
def fails_at_the_end(rule: Rule, calls: list[str]) -> Iterator[None]:
    yield
    raise ZeroDivisionError("an error of the author's")


@pytest.mark.parametrize("watcher", [fails_at_once, fails_at_the_end])
def test_an_error_in_a_watcher_is_no_score(watcher, as_asked, monkeypatch):
    monkeypatch.setattr(by_hand, watcher.__name__, watcher, raising=False)
    rule = Rule({}, (), watcher=f"{by_hand.__name__}:{watcher.__name__}")
    with pytest.raises((CheckBroken, CannotImport)):
        replace(double, by_hand=(rule,)).score(as_asked(lambda X: 2 * X))


@pytest.mark.parametrize(
    ("name", "value"),
    [("__class__", property(fail)), ("__wrapped__", property(fail)), ("__getattr__", fail)],
    ids=["no class", "wraps nothing", "no attributes"],
)
def test_a_function_that_cannot_be_inspected_is_called_all_the_same(name, value):
    function = type("Odd", (), {name: value, "__call__": lambda self, X: 2 * X})()
    [outcome] = evaluate(function, [{"X": 2}], rules=(Rule({}, ("numpy.pad",)),))
    assert (outcome.value, outcome.error, outcome.forbidden) == (4, "", "")
