import base64
import functools
import json
import sys
import types

import numpy as np
import pytest

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.evaluate import Elsewhere, Outcome, evaluate
from nbproctor.checks.exchange import (
    CANNOT,
    CannotImport,
    _pack,
    ask_to_call,
    ask_to_evaluate,
    ask_what_is,
    read_found,
    read_outcomes,
    read_reply,
)
from nbproctor.checks.wire import WireError, encode


@pytest.fixture
def students(monkeypatch):
    """The names of a student's notebook: those of the main module, outside of IPython."""
    names = {}
    monkeypatch.setattr("nbproctor.checks.exchange._get_namespace", lambda: names)
    return names


def replied(expression):
    """What the student's process makes of an expression, as it comes back."""
    return eval(expression)


def asked(name, *cases, drivers=None, rules=()):
    drivers = drivers or [None] * len(cases)
    reply = replied(ask_to_evaluate(name, cases, drivers, rules))
    return read_outcomes(reply, cases)


def test_inputs_go_there_and_results_come_back_as_what_they_were(students):
    students["pair"] = lambda X, size: (X * 2, [size, "max", None])
    [outcome] = asked("pair", {"X": np.ones((1, 2), np.float32), "size": (2, 3)})
    doubled, rest = outcome.value
    assert doubled.dtype == np.float32
    assert doubled.tolist() == [[2, 2]]
    assert rest == [(2, 3), "max", None]


def test_errors_changes_and_stubs_come_back_case_by_case(students):
    def odd(X, n):
        X[n] = 0
        if n == 1:
            raise NotImplementedError
        return 1 / n

    students["odd"] = odd
    zero, one, two = asked("odd", *({"X": np.ones(3), "n": n} for n in (0, 1, 2)))
    assert zero.error.startswith("ZeroDivisionError")
    assert one.not_attempted
    assert (two.value, two.changed) == (0.5, ("X",))


def test_a_name_that_is_not_defined_is_told(students):
    assert asked("nowhere", {"n": 1}) is None
    assert not read_found(replied(ask_what_is("nowhere"))).exists


def called(name, *arguments, **keywords):
    return read_reply(replied(ask_to_call(name, arguments, keywords, 1.0)))


def test_a_call_passes_positions_and_keywords_and_returns_what_it_was(students):
    students["power"] = lambda base, *, exponent: {base: {base**exponent}}
    assert called("power", 3, exponent=2).value == {3: {9}}


class Own(ValueError):
    """An error of the student's."""


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (KeyError("k"), ("KeyError", False, ("k",))),
        (Own("o"), ("ValueError", True, ())),
        (SystemExit(), ("SystemExit", False, ())),
    ],
    ids=["of Python", "of their own", "exit"],
)
def test_a_call_tells_the_class_of_python_that_an_error_is(students, raised, expected):
    def fail():
        raise raised

    students["fail"] = fail
    reply = called("fail")
    assert (reply.raised, reply.is_own, reply.arguments) == expected


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (lambda xs: iter(xs), CANNOT["result"]),
        (lambda xs: np.datetime64(1, "s"), CANNOT["result"]),
        (lambda xs: np.array([object()]), CANNOT["result"]),
        (lambda xs: 7**2000, CANNOT["result"]),
        (lambda xs: {1, Own}, CANNOT["result"]),
        (lambda xs: xs.append(1), CANNOT["arguments"]),
        (lambda xs: xs.append(len), CANNOT["arguments"]),
    ],
    ids=["iterator", "scalar", "objects", "large", "classes", "changes", "adds a function"],
)
def test_a_call_says_what_cannot_be_brought_across(students, function, reason):
    students["f"] = function
    assert called("f", [1]).cannot == reason


def test_a_call_tells_whether_it_wrote_to_stderr(students):
    students["warn"] = lambda: print("old", file=sys.stderr)
    students["calm"] = lambda: print("calm")
    assert called("warn").wrote_to_stderr
    assert not called("calm").wrote_to_stderr


def test_a_call_of_nothing_and_a_reply_of_somebody_else(students):
    assert called("nowhere") is None
    assert (
        read_reply(_pack({"cannot": "what the student's process writes"})).cannot
        == CANNOT["result"]
    )
    for fields in ({"cannot": [7]}, {"raised": ["x"]}, {"arguments": "x", "raised": "KeyError"}):
        reply = read_reply(_pack(fields))
        assert isinstance(reply.cannot, str)
        assert isinstance(reply.arguments, tuple)


@pytest.mark.parametrize("value", [3, "text", [1, (2.5, None)], np.arange(3)], ids=repr)
def test_data_is_found_as_a_copy(students, value):
    students["value"] = value
    found = read_found(replied(ask_what_is("value")))
    assert found.is_data
    assert np.array_equal(found.value, value) if type(value) is np.ndarray else found.value == value


@pytest.mark.parametrize("value", [len, np, object()], ids=["function", "module", "object"])
def test_what_is_no_data_is_found_to_be_there(students, value):
    students["value"] = value
    found = read_found(replied(ask_what_is("value")))
    assert found.exists
    assert not found.is_data


def test_a_driver_may_be_of_any_module(students):
    students["f"] = None
    [outcome] = asked("f", {}, drivers=[json.dumps])
    assert outcome.value == "null"


def of_a_cell(function):
    return 1


of_a_cell.__module__ = "__main__"


@pytest.mark.parametrize(
    "driver",
    [lambda function: 1, of_a_cell, json.JSONEncoder.encode, _pack, functools.partial(of_a_cell)],
    ids=["lambda", "cell", "method", "private", "partial"],
)
def test_only_a_function_that_can_be_imported_by_a_public_name_goes_as_a_driver(driver):
    with pytest.raises(WireError, match="not a public function"):
        ask_to_evaluate("f", [{}], [driver])


def test_a_driver_or_watcher_that_only_the_grader_can_import_is_told(students, monkeypatch):
    students["f"] = print
    graders = types.ModuleType("graders")
    exec("def driver(function):\n    pass", vars(graders))
    monkeypatch.setitem(sys.modules, "graders", graders)
    watched = Rule({}, (), watcher="graders:watcher")
    with_driver = ask_to_evaluate("f", [{}], [graders.driver])
    for request in (with_driver, ask_to_evaluate("f", [{}], [None], (watched,))):
        with monkeypatch.context() as there:
            there.delitem(sys.modules, "graders")
            reply = replied(request)
        with pytest.raises(CannotImport):
            read_outcomes(reply, [{}])


def test_rules_are_kept_there(students):
    def padded(X):
        return np.pad(X, 1)

    students["padded"] = padded
    [outcome] = asked(
        "padded", {"X": np.ones((1, 1))}, rules=(Rule({}, ("json.",)), Rule({}, ("numpy.pad",)))
    )
    assert outcome.forbidden == "np.pad"


def test_an_answer_that_is_too_large_leaves_the_others_alone(students):
    students["zeros"] = np.zeros
    small, large = asked("zeros", {"n": 2}, {"n": 10_000_000})
    assert small.value.tolist() == [0, 0]
    assert large.error == "TooMuch: its data is too large: 10,000,000 numbers"


def packed(reply):
    return base64.b64encode(encode(reply)).decode()


OUTCOME = vars(Outcome(value=1))


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "not base 64!",
        base64.b64encode(b"not a message").decode(),
        "A" * 20_000_000,
        packed(None),
        packed({}),
        packed({"outcomes": "two"}),
        packed({"outcomes": []}),
        packed({"outcomes": [OUTCOME, OUTCOME]}),
        packed({"outcomes": [4.0]}),
    ],
    ids=lambda reply: reply[:12],
)
def test_a_reply_that_is_none_is_refused(reply):
    with pytest.raises(WireError):
        read_outcomes(reply, [{"n": 1}])


def test_fields_of_other_kinds_are_taken_for_absent():
    strange = {
        "value": 2,
        "error": ["text"],
        "not_attempted": "yes",
        "changed": ("n", "other", 3),
        "forbidden": 1,
        "seconds": "long",
    }
    [outcome] = read_outcomes(packed({"outcomes": [strange]}), [{"n": 1}])
    assert outcome == Outcome(value=2, changed=("n",))


def test_an_error_is_one_line_that_can_be_printed():
    said = {**OUTCOME, "error": "Bad: \x1b[31mred\u202e\n\nlines" + "x" * 5_000}
    [outcome] = read_outcomes(packed({"outcomes": [said]}), [{}])
    assert outcome.error.startswith("Bad: ?[31mred? lines")
    assert len(outcome.error) <= 600


def test_evaluate_hands_over_to_a_function_of_another_process():
    class There(Elsewhere):
        def evaluate(self, *given):
            self.given = given
            return [Outcome(value="there")]

    there = There()
    assert evaluate(there, [{"n": 1}], case_limit_s=1, limit_s=2) == [Outcome(value="there")]
    assert there.given == ([{"n": 1}], [None], (), 1, 2)
