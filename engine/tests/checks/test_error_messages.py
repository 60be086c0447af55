"""Messages of this Python and this NumPy are explained; the tests raise them themselves."""

import numpy as np
import pytest

from nbproctor.checks.error_messages import MEANINGS, explain_error
from nbproctor.checks.evaluate import evaluate

X = np.ones((2, 3))
NUMBERS = [1, 2]


def assign(array, index, value):
    array[index] = value


def call_without_argument():
    return (lambda a: a)()


def use_before_assignment():
    total += 1  # noqa: F821
    return total


RAISING = [
    (lambda: X + np.ones((2, 2)), "combines arrays element by element"),
    (lambda: assign(np.ones((2, 2)), slice(None), X), "another shape than the place"),
    (lambda: X @ X, "as many columns on its left"),
    (lambda: assign(np.zeros(3), 0, [1, 2]), "One element of an array holds one number"),
    (lambda: X.reshape(4, 4), "keeps the number of elements"),
    (lambda: X[:0].max(), "A slice is empty"),
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
    (lambda: assign((1, 2), 0, 3), "A tuple cannot be changed"),
    (lambda: "a" + 1, "do not go together"),
    (call_without_argument, "fewer arguments"),
    (lambda: (lambda: 1)(2), "other arguments than the function takes"),
    (lambda: lenght(X), "does not know this name"),  # noqa: F821
    (use_before_assignment, "before it gives it a value"),
    (lambda: [1].shape, "is not an array"),
    (lambda: X.shpe, "nothing of this name"),
    (lambda: 1 // 0, "divided by 0"),
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
