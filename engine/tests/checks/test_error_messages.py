"""Messages of this Python and this NumPy are explained; the tests raise them themselves."""

import numpy as np
import pytest

from nbproctor.checks.error_messages import MEANINGS, MOST_CHARACTERS, explain_error, explain_shapes
from nbproctor.checks.evaluate import evaluate

X = np.ones((2, 3))
NUMBERS = [1, 2]


class Answer:
    def __init__(self, size):
        size = tuple(size)


def assign(array, index, value):
    array[index] = value


def call_without_argument():
    return (lambda a: a)()


def use_before_assignment():
    total += 1  # noqa: F821
    return total


def assign_whole(value):
    whole = np.zeros(2, int)
    whole += value
    return whole


def read_only():
    array = np.ones(3)
    array.flags.writeable = False
    array[0] = 2


class Taken:
    size = property(lambda self: 0)


def stub():
    raise NotImplementedError()


def assert_equal(a, b):
    assert a == b


RAISING = [
    (lambda: X + np.ones((2, 2)), "combined element by element"),
    (lambda: X + X[:, :-0], "A shape in this message has a 0"),
    (lambda: reversed(X)[0], "This is an iterator"),
    (lambda: X * reversed(X), "This is an iterator"),
    (lambda: len(zip(X, X, strict=True)), "This is an iterator"),
    (lambda: np.zeros(map(int, NUMBERS)), "This is an iterator"),
    (lambda: np.array((each for each in NUMBERS), float), "This is an iterator"),
    (lambda: assign(np.ones(0), slice(None), X), "A shape in this message has a 0"),
    (lambda: X + np.ones((10, 3)), "combined element by element"),
    (lambda: assign(np.ones((2, 2)), slice(None), X), "another shape than the place"),
    (lambda: X @ X, "as many columns on its left"),
    (lambda: assign(np.zeros(3), 0, [1, 2]), "One element of an array holds one number"),
    (lambda: X.reshape(4, 4), "keeps the number of elements"),
    (lambda: X[:0].max(), "is empty, so it has no largest"),
    (lambda: np.zeros((-1, 2)), "is below 0"),
    (lambda: [a for a, b, c in [X.shape]], "another number of names"),
    (lambda: 1 if X else 2, "an array has many"),
    (lambda: X[5, 0], "The last one of n is n - 1"),
    (lambda: NUMBERS[7], "The last one of n is n - 1"),
    (lambda: X[0, 0, 0], "more indices than the array has axes"),
    (lambda: X[1.0], "must be a whole number"),
    (lambda: range(4 / 2), "must be a whole number"),
    (lambda: NUMBERS[1 / 2], "must be a whole number"),
    (lambda: np.zeros(5, 5), "A shape is one argument, a tuple"),
    (lambda: list(5), "Do you mean `range(n)`"),
    (lambda: (lambda: None)()[0], "One of the values is None"),
    (lambda: 1 + None, "One of the values is None"),
    (lambda: NUMBERS[0][0], "You index a single number"),
    (lambda: X.shape(0), "Parentheses after a name call it"),
    (lambda: assign((1, 2), 0, 3), "cannot be changed. Make a new one"),
    (lambda: "a" + 1, "do not go together"),
    (call_without_argument, "fewer arguments"),
    (lambda: (lambda: 1)(2), "other arguments than the function takes"),
    (lambda: lenght(X), "does not know this name"),  # noqa: F821
    (use_before_assignment, "before it gives it a value"),
    (lambda: [1].shape, "is not an array"),
    (lambda: X.shpe, "no attribute of this name"),
    (lambda: Answer([1]).size, "store it on `self`"),
    (lambda: setattr(Taken(), "size", 1), "This name is taken"),
    (lambda: 1 // 0, "divided by 0"),
    (lambda: np.array([[1, 2], [3]]), "Rows of different lengths"),
    (lambda: np.concatenate([X, np.ones((3, 2))]), "joined or stacked"),
    (lambda: np.stack([X, np.ones((3, 2))]), "joined or stacked"),
    (lambda: X.transpose(0, 1, 2), "names every axis of the array once"),
    (lambda: np.lib.stride_tricks.sliding_window_view(X, (3, 3)), "larger than the array"),
    (lambda: np.einsum("ijk,ij->i", X, X), "letters of `einsum`"),
    (lambda: max([]), "is empty, so it has no largest"),
    (lambda: np.argmax(X[:0]), "is empty, so it has no largest"),
    (lambda: np.pad(X, -1), "cells to pad is below 0"),
    (lambda: range(0, 3, 0), "step of a range or a slice is 0"),
    (lambda: NUMBERS[::0], "step of a range or a slice is 0"),
    (lambda: int(np.nan), "NaN, or is infinite"),
    (lambda: int(np.inf), "NaN, or is infinite"),
    (lambda: np.array(2) ** -1, "negative powers"),
    (lambda: X ^ 2, "`^` is no power"),
    (lambda: float("two"), "A text is taken for a number"),
    (read_only, "cannot be changed. Work on a copy"),
    (lambda: assign_whole(0.5), "cannot take fractions"),
    (lambda: np.zeros((10**8, 10**8)), "far too large"),
    (lambda: X.sum(axis=2), "0 to n - 1"),
    (lambda: X.shape[2], "If it is a shape"),
    (lambda: X[[True, False, True]], "A mask of True and False"),
    (lambda: X[[0, 1], [0, 1, 2]], "only if their shapes fit"),
    (lambda: [].pop(), "The list is empty already"),
    (lambda: np.pad(X, 0.5), "must be a whole number"),
    (lambda: len(5), "A single number has no length"),
    (lambda: len(np.array(5)), "A single number has no length"),
    (lambda: "a" < 3, "do not go together"),
    (lambda: 1 < None, "One of the values is None"),
    (lambda: assign(5, 0, 1), "You index a single number"),
    (lambda: assign(range(3), 0, 1), "A tuple or range cannot be changed"),
    (lambda: str(1)(), "used for a value"),
    (lambda: (lambda a: a)(1, a=2), "hands over one argument twice"),
    (lambda: range(1, 2, 3, 4), "other arguments than the function takes"),
    (lambda: np.fold(X), "The module has no function of this name"),
    (lambda: X.append(1), "they keep their size"),
    (lambda: stub(), "still to be written"),
    (lambda: assert_equal(1, 2), "An `assert` in your own code"),
    (lambda: {}["a"], "no such key"),
    (lambda: np.load("no such file"), "no file of this name"),
    (lambda: __import__("nunpy"), "does not find what you import"),
]


@pytest.mark.parametrize(("function", "meaning"), RAISING)
@pytest.mark.filterwarnings("ignore")
def test_an_error_is_explained(function, meaning):
    [outcome] = evaluate(lambda: function(), [{}])
    assert meaning in explain_error(outcome.error), outcome.error


def test_an_error_that_is_not_known_is_not_explained():
    assert explain_error("Error: its message is not shown where hidden cases are tried") == ""


def test_the_first_meaning_that_fits_is_the_most_special():
    assert "NoneType" not in "".join(sentence for _, sentence in MEANINGS)
    text = explain_error("TypeError: unsupported operand type(s) for +: 'int' and 'NoneType'")
    assert "One of the values is None" in text


def test_the_code_that_raised_does_not_decide_what_the_message_means():
    raised = "ValueError: never seen before (line 1: `np.einsum('ij', X)`)"
    assert explain_error(raised) == ""


def test_a_course_adds_meanings_of_its_libraries_which_come_first():
    raised = "ValueError: cannot reshape array of size 6 into shape (4,)"
    assert explain_error(raised, [("ValueError: cannot reshape", "Told first.")]) == "Told first."


def test_forty_messages_and_more_are_explained():
    assert len({sentence for _, sentence in MEANINGS}) >= 40


def test_what_libraries_put_round_a_message_is_left_out():
    def fail():
        raise ValueError(
            "Exception encountered when calling Layer.call().\n\n\x1b[1m{{function_node "
            "__wrapped__Mul_device_/job:localhost}} Incompatible shapes: [2,2] vs. [3,3] "
            "[Op:Mul] name: \x1b[0m\n\nArguments received by Layer.call():\n  • inputs=[[1.0]]"
        )

    [outcome] = evaluate(fail, [{}])
    assert outcome.error.startswith("ValueError: Incompatible shapes: [2,2] vs. [3,3] (line ")


def test_only_the_beginning_of_a_message_that_a_student_made_up_is_searched():
    said = "broadcast (0, 1)"
    assert explain_error(f"ValueError: {said}")
    assert not explain_error(f"ValueError: {' ' * MOST_CHARACTERS}{said}")


def fill(place, written):
    """Return the message of NumPy when it writes an array to a place that it does not fit."""
    try:
        np.zeros(place)[:] = np.zeros(written)
    except ValueError as error:
        return f"ValueError: {error} (line 1: `Y[:] = y`)"


def add(place, added):
    try:
        np.add(np.zeros(added), 1, out=np.zeros(place))
    except ValueError as error:
        return f"ValueError: {error}"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (fill((2, 1), (2, 3)), "The place for it has 1 column instead of 3"),
        (fill((5, 3), (2, 3)), "The place for it has 5 rows instead of 2"),
        (fill((2, 3), (2, 2)), "What you write there has 2 columns instead of 3"),
        (fill((4, 2, 3), (4, 1, 2)), "2 on axis 2 instead of 3"),
        (add((1, 1), (2, 3)), "The place for it has 1 row instead of 2 and 1 column instead of 3"),
    ],
)
def test_of_two_shapes_the_one_that_is_not_the_results_is_named(error, said):
    assert said in explain_shapes(error, (4, 2, 3))


@pytest.mark.parametrize("error", [fill((0, 3), (2, 3)), fill((2, 4), (2, 5)), "ValueError: no"])
def test_nothing_is_said_of_shapes_that_are_empty_or_not_the_results(error):
    assert explain_shapes(error, (4, 2, 3)) == ""
