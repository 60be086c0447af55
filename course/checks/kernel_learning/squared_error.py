"""The exercise `squared_error`: the sum of all squared differences."""

from collections.abc import Callable
from functools import partial, reduce
from typing import Any

import numpy as np

from course import descent
from course.checks.exercise import Exercise, Property, case
from course.checks.kernel_learning.inputs import X_3X3, X_SIGNED, layer_images
from course.checks.mistake_models import Model, Part, combined, limits, named, right
from course.checks.rules import forbid


def _of_errors(change: Callable[[Any], Any]) -> Model:
    """Build a model that computes something other than the sum of squared differences."""
    return lambda Y_hat, Y: change(Y_hat - Y)


def _on_two_axes(E: Any) -> Any:
    if E.ndim < 2:
        raise IndexError
    return np.sum(E**2, axis=(0, 1))


def _height_for_both(E: Any) -> Any:
    n = len(E)
    if n > E.shape[1]:
        raise IndexError
    return _on_two_axes(E[:n, :n])


def _two_axes_or_nothing(E: Any) -> Any:
    if E.ndim != 2:
        raise ValueError
    return np.sum(E**2)


def _diagonal(E: Any) -> Any:
    if len(E) > E.shape[1]:
        raise IndexError
    return sum(E[i, i] ** 2 for i in range(len(E)))


# np.dot and `@` differ for more than two axes, and so do `.T` and the transposes of TensorFlow.
PRODUCTS: tuple[Callable[[Any], Any], ...] = (
    lambda E: E @ E.T,
    lambda E: E.T @ E,
    lambda E: E @ E,
    lambda E: E @ E.swapaxes(-1, -2),
    lambda E: E.swapaxes(-1, -2) @ E,
    lambda E: np.dot(E, E),
    lambda E: np.dot(E, E.T),
    lambda E: np.dot(E.T, E),
)


ADDED_UP = "Here all squares are added up, and that is all."


def _until_zero(E: Any) -> Any:
    """Return the differences before the first that is 0, in one row."""
    flat = np.ravel(E)
    return flat[: np.argmin(np.abs(flat))] if 0 in flat else E


def _product(multiply: Callable[[Any], Any], finish: Callable[[Any], Any], E: Any) -> Any:
    return finish(multiply(E))


def _sum_along(axis: int | tuple[int, ...], E: Any) -> Any:
    return np.sum(E**2, axis=axis)


SELECTIONS = (
    right(),
    Part(
        "stops where a difference is 0",
        "You stop at the first difference that is 0. Those after it count, too.",
        _until_zero,
    ),
    *(
        Part(
            "loops start at 1",
            "The first row or column does not count in your number. Rows and columns are counted "
            "from 0: where do your loops start?",
            select,
        )
        for select in (lambda E: E[1:, 1:], lambda E: E[1:], lambda E: E[:, 1:])
    ),
    *(
        Part(
            "loops stop early",
            "The last row or column does not count in your number. Where do your loops end?",
            select,
        )
        for select in (lambda E: E[:-1, :-1], lambda E: E[:-1], lambda E: E[:, :-1])
    ),
)


def _root_over(number: int, terms: Any) -> Any:
    return np.sqrt(np.sum(terms)) / (number or terms.size)


TOTALS = (
    right(np.sum),
    Part(
        "half the sum",
        "Your number is half a sum. Some books define the loss so, this one not.",
        lambda terms: np.sum(terms) / 2,
    ),
    Part(
        "root taken",
        "Your number is a square root: the last step is one too many.",
        lambda terms: np.sqrt(np.sum(terms)),
    ),
    *(
        Part(
            "root taken and divided",
            f"Your number is a square root, and divided by {words}. {ADDED_UP}",
            partial(_root_over, number),
        )
        for words, number in (("2", 2), ("the number of elements", 0))
    ),
    Part("mean instead of sum", f"Your number is a mean. {ADDED_UP}", np.mean),
    Part(
        "mean over the images",
        "Your number is divided by the length of the first axis. Here all squares are added up.",
        lambda terms: np.sum(terms) / len(terms),
    ),
    Part(
        "truncated to whole numbers",
        "Your number is whole: the fraction of the sum is gone.",
        lambda terms: np.trunc(np.sum(terms)),
    ),
    Part(
        "sum in brackets",
        "Your sum is still an array: its axes of length 1 belong away. The loss is one number.",
        lambda terms: np.sum(terms, keepdims=True),
    ),
    Part(
        "sum in brackets",
        "Your sum is still an array: its axes of length 1 belong away. The loss is one number.",
        lambda terms: np.sum(terms).reshape(1),
    ),
    Part(
        "first square twice",
        "The first square counts twice: a sum that starts with it goes on with the second.",
        lambda terms: np.sum(terms) + np.ravel(terms)[0],
    ),
    Part(
        "equal squares once",
        "Squares that are equal count only once in your number, as in a set. All of them count.",
        lambda terms: np.sum(np.unique(terms)),
    ),
)


def _huber(E: Any) -> Any:
    return np.where(np.abs(E) < 1, E**2 / 2, np.abs(E) - 0.5)


def _square_of(change: Callable[[Any], Any], E: Any) -> Any:
    return change(E) ** 2


def _as_bytes(array: Any) -> Any:
    return np.trunc(array).astype(np.int64).astype(np.uint8)


# What is added up for each difference.
TERMS = (
    right(np.square),
    Part(
        "absolute values",
        "You take the absolute values of the differences, not their squares.",
        np.abs,
    ),
    Part(
        "not squared",
        "Your differences are not squared, so that errors of opposite sign cancel out.",
        lambda E: E,
    ),
    Part(
        "Huber's loss",
        "You take Huber's loss, which goes on as a straight line from 1. Square all differences.",
        _huber,
    ),
    *(
        Part(name, sentence, partial(_square_of, *changes))
        for name, (sentence, *changes) in limits("difference").items()
        if "length" not in name
    ),
)


def _rounded_sum(digits: int, E: Any) -> Any:
    return np.round(np.sum(E**2), digits)


def _numbers_paired(pair: Callable[[Any, Any], tuple[Any, Any]]) -> Model:
    """Build a model that subtracts other numbers of the target, both flattened."""

    def model(Y_hat: Any, Y: Any) -> Any:
        predicted, target = pair(np.ravel(Y_hat), np.ravel(Y))
        return np.sum((predicted - target) ** 2)

    return model


def _running_mean(start: float | None, E: Any) -> Any:
    """Average each square with the mean so far."""
    first, *others = np.ravel(E) ** 2 if start is None else (start, *np.ravel(E) ** 2)
    return reduce(lambda mean, square: (mean + square) / 2, others, first)


def _squared_on(Y_hat: Any, Y: Any) -> Any:
    total = 0.0
    for error in np.ravel(np.float64(Y_hat) - Y):
        total = (total + error) ** 2
    return total


_STEPS = combined(
    lambda select, term, add: lambda Y_hat, Y: add(term(select(Y_hat - Y))),
    SELECTIONS,
    TERMS,
    TOTALS,
)

MISCONCEPTIONS = (
    *named(
        "every number with every number",
        "You subtract every number of the target from every number of the prediction: an axis of "
        "length 1 lets NumPy make all pairs. Subtract the two at the same place.",
        _numbers_paired(lambda p, y: (p[:, np.newaxis], y)),
    ),
    *named(
        "prediction and target in different orders",
        "Prediction and target are in different orders, so numbers of different places are "
        "subtracted. Flatten both alike, or neither.",
        lambda Y_hat, Y: np.sum((np.ravel(Y_hat, "F") - np.ravel(Y)) ** 2),
        lambda Y_hat, Y: np.sum((np.ravel(Y_hat) - np.ravel(Y, "F")) ** 2),
        _numbers_paired(lambda p, y: (p[::-1], y)),
        _numbers_paired(lambda p, y: (np.roll(p, 1), y)),
        _numbers_paired(lambda p, y: (np.roll(p, -1), y)),
    ),
    *named(
        "first or last number left out",
        "The first or the last number does not count in yours. Where does your loop start and end?",
        _numbers_paired(lambda p, y: (p[1:], y[1:])),
        _numbers_paired(lambda p, y: (p[:-1], y[:-1])),
    ),
    *named(
        "truncated to whole numbers",
        "Your number is whole: the fraction of the sum, or of each square, is gone.",
        _of_errors(lambda E: np.trunc(np.sum(E**2))),
        _of_errors(lambda E: np.round(np.sum(E**2))),
        _of_errors(lambda E: np.sum(np.trunc(E**2))),
    ),
    *named(
        "truncated to whole numbers",
        "The fractions of the prediction or the target are gone before you subtract.",
        *(
            lambda Y_hat, Y, p=p, y=y: np.sum((p(np.float64(Y_hat)) - y(np.float64(Y))) ** 2)
            for p, y in (
                (np.trunc, np.float64),
                (np.float64, np.trunc),
                (np.trunc, np.trunc),
                (np.round, np.round),
            )
        ),
    ),
    *named(
        "total squared again",
        "You square the total with each new difference. Square the difference, and add it then.",
        _squared_on,
    ),
    *named(
        "matrix product with the transpose",
        "You multiply matrices, which also multiplies numbers of different rows or columns: "
        "E @ E.T is the sum of the squares only where E is a single row. Square each element by "
        "itself, and add up.",
        *(
            _of_errors(partial(_product, multiply, finish))
            for multiply in PRODUCTS
            for finish in (np.copy, np.squeeze, np.sum)
        ),
        _of_errors(lambda E: np.trace(E @ E)),
    ),
    *named(
        "norm of a matrix",
        "`np.linalg.norm` with the order 2 is no sum of squares for a matrix: it is how far the "
        "matrix stretches a vector. Square each element, and add up.",
        _of_errors(lambda E: np.linalg.norm(E, 2) ** 2),
        _of_errors(lambda E: np.linalg.norm(E.reshape(len(E), -1) if E.ndim > 2 else E, 2) ** 2),
        _of_errors(lambda E: np.linalg.norm(E, 2)),
    ),
    *named(
        "added instead of subtracted",
        "You add the target to the prediction. The error is their difference.",
        lambda Y_hat, Y: np.sum((Y_hat + Y) ** 2),
    ),
    *named(
        "multiplied instead of subtracted",
        "You multiply the prediction by the target. The error is their difference.",
        lambda Y_hat, Y: np.sum(Y_hat * Y),
        lambda Y_hat, Y: np.sum((Y_hat * Y) ** 2),
    ),
    *named(
        "only the prediction or the target squared",
        "Only one of the two is squared: brackets around the difference are missing. A power comes "
        "before a subtraction.",
        lambda Y_hat, Y: np.sum(Y_hat - Y**2),
        lambda Y_hat, Y: np.sum(Y_hat**2 - Y),
    ),
    *named(
        "only the first square",
        "Your number is the square of the first difference alone: is the return inside the loop?",
        _of_errors(lambda E: E.flat[0] ** 2),
    ),
    *named(
        "only the first row",
        "Only the first row counts in your number: is the return inside the outer loop?",
        _of_errors(lambda E: np.sum(E[0] ** 2)),
    ),
    *named(
        "only the last row",
        "Only the last row counts in your number: is the total set to 0 again in every row?",
        _of_errors(lambda E: np.sum(E[-1] ** 2)),
    ),
    *(each for each in _STEPS if not each.parts),
    *named(
        "rows added up before they are squared",
        "You add up the differences of a row or column and square that. Errors of opposite sign "
        "cancel out there: square each difference first.",
        _of_errors(lambda E: np.sum(np.sum(E, axis=0) ** 2)),
        _of_errors(lambda E: np.sum(np.sum(E, axis=-1) ** 2)),
    ),
    *named(
        "another power",
        "You raise the differences to another power than 2.",
        _of_errors(lambda E: np.sum(E**3)),
        _of_errors(lambda E: np.sum(np.abs(E) ** 3)),
        _of_errors(lambda E: np.sum(E**4)),
    ),
    *named(
        "twice the sum",
        "Your number is twice the sum of the squares. Each square counts once.",
        _of_errors(lambda E: 2 * np.sum(E**2)),
    ),
    *named(
        "sum starts at 1",
        "Your number is 1 too large: a sum starts at 0.",
        _of_errors(lambda E: np.sum(E**2) + 1),
    ),
    *named(
        "mean instead of sum",
        "Your number is the mean of the squares, over all elements or along an axis. Here all "
        "squares are added up.",
        _of_errors(lambda E: np.sum(np.mean(E**2, axis=-1))),
        _of_errors(lambda E: np.sum(np.mean(E**2, axis=-2))),
    ),
    *named(
        "mean times a part of the number of elements",
        "Your number is the mean of the squares times the length of some axes: you add up along "
        "these and take the mean along the others, or multiply a mean by another number than that "
        "of all elements. Add up along all axes.",
        _of_errors(lambda E: np.mean(E**2) * E.shape[-1]),
        _of_errors(lambda E: np.mean(E**2) * len(E)),
        _of_errors(lambda E: np.mean(E**2) * E.shape[0] * E.shape[1]),
        _of_errors(lambda E: np.mean(E**2) * E.shape[-2] * E.shape[-1]),
        _of_errors(lambda E: np.mean(E**2) * (E.shape[0] + E.shape[1])),
        _of_errors(lambda E: np.mean(E**2) * E.ndim),
    ),
    *named(
        "halved with each square",
        "You halve what you have with each new square, as in (old + new) / 2, so the last ones "
        "weigh most. Add all squares up.",
        _of_errors(partial(_running_mean, None)),
        _of_errors(partial(_running_mean, 0.0)),
    ),
    *named(
        "half of the squares, not added up",
        "You return half of every square by itself. The loss is one number, their sum.",
        _of_errors(lambda E: E**2 / 2),
    ),
    *named(
        "half the mean",
        "Your number is half the mean of the squares. Here all squares are added up, and that is "
        "all.",
        _of_errors(lambda E: np.mean(E**2) / 2),
    ),
    *named(
        "root of the mean",
        "Your number is the root of the mean of the squares. Here all squares are added up, and "
        "that is all.",
        _of_errors(lambda E: np.sqrt(np.mean(E**2))),
    ),
    *named(
        "differences not squared and not added up",
        "You return the differences. Square each of them, and add up the squares.",
        _of_errors(lambda E: E),
        _of_errors(np.abs),
        _of_errors(np.negative),
    ),
    *named(
        "square of the sum of absolute values",
        "You add up absolute values and square their sum. Square each difference, and add up then.",
        _of_errors(lambda E: np.sum(np.abs(E)) ** 2),
    ),
    *named(
        "mean of the errors taken off",
        "Your number is a variance or a standard deviation, which subtracts the mean of the "
        "differences first. Square them as they are, and add up.",
        _of_errors(np.var),
        _of_errors(np.std),
        _of_errors(lambda E: np.sum((E - E.mean()) ** 2)),
    ),
    *named(
        "divided by one less than the number of elements",
        "Your number is divided by the number of elements less one. Here all squares are added up, "
        "and that is all.",
        _of_errors(lambda E: np.sum(E**2) / (E.size - 1)),
    ),
    *named(
        "errors of one sign only",
        "Only errors of one sign count in your number. The square of a negative one counts, too.",
        _of_errors(lambda E: np.sum(np.maximum(E, 0) ** 2)),
        _of_errors(lambda E: np.sum(np.minimum(E, 0) ** 2)),
    ),
    *named(
        "rounded",
        "Your number is rounded. Return the sum as it is.",
        *(_of_errors(partial(_rounded_sum, digits)) for digits in (0, 1, 2, 3)),
    ),
    *named(
        "squares of both added",
        "You add up the squares of the prediction and of the target. Subtract first: the error is "
        "a difference, and that is squared.",
        lambda Y_hat, Y: np.sum(Y_hat**2) + np.sum(Y**2),
    ),
    *named(
        "relative errors",
        "You divide the differences by the target. They are squared as they are.",
        lambda Y_hat, Y: np.sum(((Y_hat - Y) / Y) ** 2),
    ),
    *named(
        "opposite sign",
        "Your number has the opposite sign. A sum of squares is never negative.",
        _of_errors(lambda E: -np.sum(E**2)),
    ),
    *named(
        "squares not added up",
        "You return every square by itself. The loss is one number for all of them.",
        _of_errors(np.square),
    ),
    *named(
        "height used for both axes",
        "Both your loops run over as many elements as there are rows. Rows may be longer, or "
        "shorter, than that.",
        _of_errors(_height_for_both),
    ),
    *named(
        "two axes assumed",
        "Your function is right for two axes only. It should take arrays with one axis, or four.",
        _of_errors(_on_two_axes),
        _of_errors(_two_axes_or_nothing),
    ),
    *named(
        "summed along one axis",
        "You add up along one axis only, so more than one number is left. The loss is one number.",
        *(_of_errors(partial(_sum_along, axis)) for axis in (0, -1, 1, (1, 2, 3), (1, 2))),
    ),
    *named(
        "only the diagonal",
        "Only elements whose row and column are equal count in your number. All should.",
        _of_errors(_diagonal),
    ),
    *named(
        "only the last square",
        "Your number is the square of the last difference alone: each one overwrites the total.",
        _of_errors(lambda E: E.flat[-1] ** 2),
    ),
    *named(
        "largest square",
        "Your number is the largest of the squares. Here all squares are added up.",
        _of_errors(lambda E: np.max(E**2)),
    ),
    *named(
        "square of the sum",
        "Your number is the square of a sum, in which errors of opposite sign cancel out. What "
        "comes first, squaring or adding?",
        _of_errors(lambda E: np.sum(E) ** 2),
    ),
    *named(
        "difference of the squares",
        "You square first and subtract then. The error is a difference: square that.",
        lambda Y_hat, Y: np.sum(Y_hat**2 - Y**2),
    ),
    *named(
        "doubled instead of squared",
        "You add up twice the differences. In Python, a square is written with two stars.",
        _of_errors(lambda E: 2 * np.sum(E)),
    ),
    *named(
        "errors rounded",
        "You make whole numbers of the differences before you square them. Fractions count, too.",
        _of_errors(lambda E: np.sum(np.trunc(E) ** 2)),
        _of_errors(lambda E: np.sum(np.round(E) ** 2)),
    ),
    *named(
        "the number 1 returned",
        "You return the number 1, whatever you are given. It looks much like the letter l.",
        lambda Y_hat, Y: 1.0,
    ),
    *named(
        "bytes",
        "You compute with bytes, whole numbers from 0 to 255: fractions and signs are lost.",
        lambda Y_hat, Y: np.sum(np.float64(_as_bytes(Y_hat) - _as_bytes(Y)) ** 2),
        lambda Y_hat, Y: np.sum(np.float64(_as_bytes(Y_hat - Y)) ** 2),
        lambda Y_hat, Y: np.sum((np.float64(_as_bytes(Y_hat)) - _as_bytes(Y)) ** 2),
    ),
    *(each for each in _STEPS if each.parts),
)

squared_error = Exercise(
    name="squared_error",
    reference=descent.squared_error,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.descent"),),
    terms=lambda Y_hat, Y: Y.size,
    magnitude=lambda Y_hat, Y: np.sum((Y_hat + Y) ** 2),
    hints=(
        "Take the two arrays of the example in the docstring. Which three steps lead from them "
        "to 13?",
        "Subtract, square every difference, add up all squares. The sum runs over all axes, "
        "however many there are. Do not take the mean.",
        "One expression is enough: a sum, over all elements, of the difference to the power of "
        "two. TensorFlow's sum is called tf.reduce_sum; without an axis it adds up everything.",
    ),
    properties=(
        Property(
            "adds up the squares of all differences",
            points=1,
            cases=(case(Y_hat=np.array([[3, 0], [1, 2.0]]), Y=np.array([[1, 1], [1, 5.0]])),),
            hint="Difference first, then the square of each, then one sum over everything.",
            stays="What breaks it breaks the others, too: it earns a point where those are lost.",
        ),
        Property(
            "arrays of any shape, fractions",
            points=1,
            cases=(
                case(Y_hat=np.array([[0.5, -1, 2]]), Y=np.array([[1, 1.25, 2]])),
                case(
                    Y_hat=layer_images(X_3X3[:2], X_3X3[1:]),
                    Y=layer_images(X_SIGNED[1:], X_SIGNED[:2] / 4),
                ),
            ),
            hint="A layer's output has four axes: the sum runs over all axes that there are.",
        ),
    ),
)
