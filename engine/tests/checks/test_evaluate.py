import logging
import sys
import warnings
from collections import namedtuple

import numpy as np
import pytest

from nbproctor.checks.evaluate import evaluate, to_data


def outcome_of(function, **inputs):
    [outcome] = evaluate(function, [inputs], case_limit_s=0.2)
    return outcome


def test_value_of_each_case_comes_back_in_order():
    values = [outcome.value for outcome in evaluate(lambda n: n + 1, [{"n": 1}, {"n": 2}])]
    assert values == [2, 3]


def test_inputs_are_passed_by_position_so_that_any_parameter_name_serves():
    assert outcome_of(lambda image, filter: image - filter, X=5, K=3).value == 2


def test_an_error_in_one_case_leaves_the_others_alone():
    def invert(n):
        return 1 / n

    first, second = evaluate(invert, [{"n": 0}, {"n": 2}])
    assert first.error.startswith("ZeroDivisionError: division by zero (line ")
    assert "`return 1 / n`" in first.error
    assert second.value == 0.5


def test_an_error_shows_the_students_line_and_no_frame_of_a_library():
    def stack(X):
        return np.concatenate([X, np.ones((1, 5))])

    error = outcome_of(stack, X=np.ones((2, 2))).error
    assert "`return np.concatenate([X, np.ones((1, 5))])`" in error


def test_an_exception_that_cannot_be_printed_is_an_error_all_the_same():
    class Unprintable(Exception):
        def __str__(self):
            raise RuntimeError

    def fail(X):
        raise Unprintable

    assert outcome_of(fail, X=1).error.startswith("Unprintable")


def test_the_stub_is_not_attempted_but_a_message_of_ones_own_is():
    def stub(X):
        raise NotImplementedError()

    def own(X):
        raise NotImplementedError("bias")

    assert outcome_of(stub, X=1).not_attempted
    assert not outcome_of(own, X=1).not_attempted


def test_a_stub_in_a_helper_or_in_one_method_is_an_error_that_names_it():
    def helper(X):
        raise NotImplementedError()

    def calls_helper(X):
        return helper(X)

    class Layer:
        def call(self, X):
            raise NotImplementedError()

    class Untouched:
        def __init__(self):
            raise NotImplementedError()

    def drive(layer_class, X):
        return layer_class().call(X)

    [of_helper] = evaluate(calls_helper, [{"X": 1}])
    [of_method] = evaluate(Layer, [{"X": 1}], [drive])
    [of_class] = evaluate(Untouched, [{"X": 1}], [drive])
    assert of_helper.error.startswith("NotImplementedError in `helper` (line ")
    assert of_method.error.startswith("NotImplementedError in `call` (line ")
    stubs = [each.not_attempted for each in (of_helper, of_method, of_class)]
    assert stubs == [False, False, True]


def test_a_value_that_is_printed_and_not_returned_is_noticed():
    def prints(X):
        print(X)

    def prints_and_returns(X):
        print(X)
        return X

    def prints_nothing(X):
        print()

    asked = [outcome_of(each, X=1).printed for each in (prints, prints_and_returns, prints_nothing)]
    assert asked == [True, False, False]


def test_a_function_may_close_and_use_stdout_as_a_file():
    def odd(X):
        print("a", file=sys.stdout, flush=True)
        sys.stdout.writelines(["b"])
        sys.stdout.close()
        print("c")

    outcomes = evaluate(odd, [{"X": 1}, {"X": 2}])
    assert [outcome.error for outcome in outcomes] == ["", ""]


def test_an_exit_is_an_error_and_not_the_end():
    def leave(X):
        raise SystemExit

    assert outcome_of(leave, X=1).error.startswith("SystemExit")


def test_a_loop_without_end_is_stopped_and_the_next_case_runs():
    def wait_for_zero(n):
        while n:
            pass
        return "done"

    endless, ended = evaluate(wait_for_zero, [{"n": 1}, {"n": 0}], case_limit_s=0.2)
    assert "still running after 0.2 seconds" in endless.error
    assert ended.value == "done"


def test_all_calls_together_have_a_limit_too():
    def hang(n):
        while True:
            pass

    outcomes = evaluate(hang, [{"n": 1}] * 50, case_limit_s=0.05, limit_s=0.1)
    assert "not tried" in outcomes[-1].error
    assert sum("still running" in outcome.error for outcome in outcomes) <= 3


def test_a_function_may_close_what_it_prints_to():
    def closes(x):
        print("said")
        sys.stdout.close()
        return x

    outcomes = evaluate(closes, [{"x": 1}, {"x": 2}])
    assert [outcome.value for outcome in outcomes] == [1, 2]


def test_what_a_function_prints_warns_of_and_logs_goes_nowhere(capfd, caplog):
    def talk(n):
        print("hidden input", n)
        print("error", file=sys.stderr)
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        logging.getLogger("a library").warning("traced again")
        return n

    assert outcome_of(talk, n=1).value == 1
    assert capfd.readouterr() == ("", "")
    logging.getLogger("a library").warning("after the call")
    assert caplog.messages == ["after the call"]


def test_a_changed_input_is_named_and_the_case_itself_stays_as_it_was():
    X = np.ones((2, 2), np.float32)

    def clear(X):
        X[:] = 0
        return X

    outcome = outcome_of(clear, X=X)
    assert outcome.changed == ("X",)
    assert X.sum() == 4


def test_an_input_changed_in_its_list_is_noticed():
    assert outcome_of(lambda sizes: sizes.append(1), sizes=[(2, 2)]).changed == ("sizes",)


class EqualToAll:
    def __eq__(self, other):
        return True


@pytest.mark.parametrize(
    ("value", "expected_type"),
    [
        (None, type(None)),
        (2, int),
        ((1, 2), tuple),
        ([1, 2], list),
        (np.float32(1), np.ndarray),
        (np.ma.masked_array([1]), np.ndarray),
        (EqualToAll(), np.ndarray),
    ],
    ids=lambda value: type(value).__name__,
)
def test_answers_become_plain_data(value, expected_type):
    assert type(to_data(value)) is expected_type


def test_a_named_tuple_is_a_tuple():
    Pair = namedtuple("Pair", "first second")
    assert to_data(Pair(1, 2.5)) == (1, 2.5)


def test_a_driver_is_called_with_the_class_and_the_inputs():
    class Doubler:
        def __call__(self, n):
            return 2 * n

    [outcome] = evaluate(Doubler, [{"n": 4}], [lambda cls, n: cls()(n)])
    assert outcome.value == 8
