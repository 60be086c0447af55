"""The exercise `squared_error`: the sum of all squared differences."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from course import descent
from course.checks.exercise import Exercise, Property, case
from course.checks.kernel_learning.inputs import X_3X3, X_SIGNED, layer_images
from course.checks.mistake_models import (
    Model,
    Part,
    Table,
    after,
    combined,
    limits,
    named_in,
    one_after_another,
    right,
    ways,
)
from course.checks.rules import forbid


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


# Their elements, without axes of length 1, and their sums.
PRODUCTS: tuple[Model, ...] = (
    *(
        one_after_another(multiply, finish)
        for multiply in (
            lambda E: E @ E.T,
            lambda E: E.T @ E,
            lambda E: E @ E,
            lambda E: E @ E.swapaxes(-1, -2),
            lambda E: E.swapaxes(-1, -2) @ E,
        )
        for finish in (np.copy, np.squeeze, np.sum)
    ),
    lambda E: np.trace(E @ E),
)
ADDED_UP = "Here all squares are added up, and that is all."


def _until_zero(E: Any) -> Any:
    """Return the differences before the first that is 0, in one row."""
    flat = np.ravel(E)
    return flat[: np.argmin(np.abs(flat))] if 0 in flat else E


SELECTIONS: Table = {
    "stops where a difference is 0": (
        "You stop at the first difference that is 0. Those after it count, too.",
        _until_zero,
    ),
    "loops start at 1": (
        "The first row or column does not count in your number. Rows and columns are counted "
        "from 0: where do your loops start?",
        lambda E: E[1:, 1:],
        lambda E: E[1:],
        lambda E: E[:, 1:],
    ),
    "loops stop early": (
        "The last row or column does not count in your number. Where do your loops end?",
        lambda E: E[:-1, :-1],
        lambda E: E[:-1],
        lambda E: E[:, :-1],
    ),
}
REDUCTIONS: Table = {
    "mean instead of sum": (f"Your number is a mean. {ADDED_UP}", np.mean),
    "mean over the images": (
        "Your number is divided by the length of the first axis. Here all squares are added up.",
        lambda terms: np.sum(terms) / len(terms),
    ),
    "truncated to whole numbers": (
        "Your number is whole: the fraction of the sum is gone.",
        lambda terms: np.trunc(np.sum(terms)),
    ),
    "sum in brackets": (
        "Your sum is still an array: its axes of length 1 belong away. The loss is one number.",
        lambda terms: np.sum(terms, keepdims=True),
        lambda terms: np.sum(terms).reshape(1),
    ),
    "first square twice": (
        "The first square counts twice: a sum that starts with it goes on with the second.",
        lambda terms: np.sum(terms) + np.ravel(terms)[0],
    ),
    "equal squares once": (
        "Squares that are equal count only once in your number, as in a set. All of them count.",
        lambda terms: np.sum(np.unique(terms)),
    ),
}
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
            lambda terms, number=number: np.sqrt(np.sum(terms)) / (number or terms.size),
        )
        for words, number in (("2", 2), ("the number of elements", 0))
    ),
    *ways(np.sum, REDUCTIONS)[1:],
)


def _huber(E: Any) -> Any:
    return np.where(np.abs(E) < 1, E**2 / 2, np.abs(E) - 0.5)


def _as_bytes(array: Any) -> Any:
    return np.trunc(array).astype(np.int64).astype(np.uint8)


# What is added up for each difference.
TERMS: Table = {
    "absolute values": (
        "You take the absolute values of the differences, not their squares.",
        np.abs,
    ),
    "not squared": (
        "Your differences are not squared, so that errors of opposite sign cancel out.",
        lambda E: E,
    ),
    "Huber's loss": (
        "You take Huber's loss, which goes on as a straight line from 1. Square all differences.",
        _huber,
    ),
    **{
        name: (sentence, *(one_after_another(limit, np.square) for limit in row))
        for name, (sentence, *row) in limits("difference").items()
        if "length" not in name
    },
}


def _numbers_paired(pair: Callable[[Any, Any], tuple[Any, Any]]) -> Model:
    """Build a model that subtracts other numbers of the target, both flattened."""

    def model(Y_hat: Any, Y: Any) -> Any:
        predicted, target = pair(np.ravel(Y_hat), np.ravel(Y))
        return np.sum((predicted - target) ** 2)

    return model


def _running_mean(E: Any) -> Any:
    """Average each square with the mean so far."""
    return reduce(lambda mean, square: (mean + square) / 2, np.ravel(E) ** 2)


def _squared_on(Y_hat: Any, Y: Any) -> Any:
    total = 0.0
    for error in np.ravel(np.float64(Y_hat) - Y):
        total = (total + error) ** 2
    return total


_STEPS = combined(
    lambda select, term, add: lambda Y_hat, Y: add(term(select(Y_hat - Y))),
    ways(lambda E: E, SELECTIONS),
    ways(np.square, TERMS),
    TOTALS,
)

OTHER_PAIRS: Table = {
    "every number with every number": (
        "You subtract every number of the target from every number of the prediction: an axis of "
        "length 1 lets NumPy make all pairs. Subtract the two at the same place.",
        _numbers_paired(lambda p, y: (p[:, np.newaxis], y)),
    ),
    "prediction and target in different orders": (
        "Prediction and target are in different orders, so numbers of different places are "
        "subtracted. Flatten both alike, or neither.",
        lambda Y_hat, Y: np.sum((np.ravel(Y_hat, "F") - np.ravel(Y)) ** 2),
        lambda Y_hat, Y: np.sum((np.ravel(Y_hat) - np.ravel(Y, "F")) ** 2),
        _numbers_paired(lambda p, y: (p[::-1], y)),
        _numbers_paired(lambda p, y: (np.roll(p, 1), y)),
        _numbers_paired(lambda p, y: (np.roll(p, -1), y)),
    ),
    "first or last number left out": (
        "The first or the last number does not count in yours. Where does your loop start and end?",
        _numbers_paired(lambda p, y: (p[1:], y[1:])),
        _numbers_paired(lambda p, y: (p[:-1], y[:-1])),
    ),
}
CUT: Table = {
    "truncated to whole numbers": (
        "Your number is whole: the fraction of the sum, or of each square, is gone.",
        lambda E: np.trunc(np.sum(E**2)),
        lambda E: np.round(np.sum(E**2)),
        lambda E: np.sum(np.trunc(E**2)),
    ),
}
OTHER_OPERATIONS: Table = {
    "truncated to whole numbers": (
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
    "total squared again": (
        "You square the total with each new difference. Square the difference, and add it then.",
        _squared_on,
    ),
}
MATRIX_PRODUCTS: Table = {
    "matrix product with the transpose": (
        "You multiply matrices, which also multiplies numbers of different rows or columns: "
        "E @ E.T is the sum of the squares only where E is a single row. Square each element by "
        "itself, and add up.",
        *PRODUCTS,
    ),
    "norm of a matrix": (
        "`np.linalg.norm` with the order 2 is no sum of squares for a matrix: it is how far the "
        "matrix stretches a vector. Square each element, and add up.",
        lambda E: np.linalg.norm(E, 2) ** 2,
        lambda E: np.linalg.norm(E.reshape(len(E), -1) if E.ndim > 2 else E, 2) ** 2,
        lambda E: np.linalg.norm(E, 2),
    ),
}
WITHOUT_ERRORS: Table = {
    "added instead of subtracted": (
        "You add the target to the prediction. The error is their difference.",
        lambda Y_hat, Y: np.sum((Y_hat + Y) ** 2),
    ),
    "multiplied instead of subtracted": (
        "You multiply the prediction by the target. The error is their difference.",
        lambda Y_hat, Y: np.sum(Y_hat * Y),
        lambda Y_hat, Y: np.sum((Y_hat * Y) ** 2),
    ),
    "only the prediction or the target squared": (
        "Only one of the two is squared: brackets around the difference are missing. A power comes "
        "before a subtraction.",
        lambda Y_hat, Y: np.sum(Y_hat - Y**2),
        lambda Y_hat, Y: np.sum(Y_hat**2 - Y),
    ),
}
PLACES: Table = {
    "only the first square": (
        "Your number is the square of the first difference alone: is the return inside the loop?",
        lambda E: E.flat[0] ** 2,
    ),
    "only the first row": (
        "Only the first row counts in your number: is the return inside the outer loop?",
        lambda E: np.sum(E[0] ** 2),
    ),
    "only the last row": (
        "Only the last row counts in your number: is the total set to 0 again in every row?",
        lambda E: np.sum(E[-1] ** 2),
    ),
}
OTHER_SUMS: Table = {
    "rows added up before they are squared": (
        "You add up the differences of a row or column and square that. Errors of opposite sign "
        "cancel out there: square each difference first.",
        lambda E: np.sum(np.sum(E, axis=0) ** 2),
        lambda E: np.sum(np.sum(E, axis=-1) ** 2),
    ),
    "another power": (
        "You raise the differences to another power than 2.",
        lambda E: np.sum(E**3),
        lambda E: np.sum(np.abs(E) ** 3),
        lambda E: np.sum(E**4),
    ),
    "twice the sum": (
        "Your number is twice the sum of the squares. Each square counts once.",
        lambda E: 2 * np.sum(E**2),
    ),
    "sum starts at 1": (
        "Your number is 1 too large: a sum starts at 0.",
        lambda E: np.sum(E**2) + 1,
    ),
    "mean instead of sum": (
        "Your number is the mean of the squares, over all elements or along an axis. Here all "
        "squares are added up.",
        lambda E: np.sum(np.mean(E**2, axis=-1)),
        lambda E: np.sum(np.mean(E**2, axis=-2)),
    ),
    "mean times a part of the number of elements": (
        "Your number is the mean of the squares times the length of some axes: you add up along "
        "these and take the mean along the others, or multiply a mean by another number than that "
        "of all elements. Add up along all axes.",
        lambda E: np.mean(E**2) * E.shape[-1],
        lambda E: np.mean(E**2) * len(E),
        lambda E: np.mean(E**2) * E.shape[0] * E.shape[1],
        lambda E: np.mean(E**2) * E.shape[-2] * E.shape[-1],
        lambda E: np.mean(E**2) * (E.shape[0] + E.shape[1]),
        lambda E: np.mean(E**2) * E.ndim,
    ),
    "halved with each square": (
        "You halve what you have with each new square, as in (old + new) / 2, so the last ones "
        "weigh most. Add all squares up.",
        _running_mean,
        lambda E: _running_mean(np.insert(E, 0, 0)),
    ),
    "half of the squares, not added up": (
        "You return half of every square by itself. The loss is one number, their sum.",
        lambda E: E**2 / 2,
    ),
    "half the mean": (
        f"Your number is half the mean of the squares. {ADDED_UP}",
        lambda E: np.mean(E**2) / 2,
    ),
    "root of the mean": (
        f"Your number is the root of the mean of the squares. {ADDED_UP}",
        lambda E: np.sqrt(np.mean(E**2)),
    ),
    "differences not squared and not added up": (
        "You return the differences. Square each of them, and add up the squares.",
        lambda E: E,
        np.abs,
        np.negative,
    ),
    "square of the sum of absolute values": (
        "You add up absolute values and square their sum. Square each difference, and add up then.",
        lambda E: np.sum(np.abs(E)) ** 2,
    ),
    "mean of the errors taken off": (
        "Your number is a variance or a standard deviation, which subtracts the mean of the "
        "differences first. Square them as they are, and add up.",
        np.var,
        np.std,
        lambda E: np.sum((E - E.mean()) ** 2),
    ),
    "divided by one less than the number of elements": (
        f"Your number is divided by the number of elements less one. {ADDED_UP}",
        lambda E: np.sum(E**2) / (E.size - 1),
    ),
    "errors of one sign only": (
        "Only errors of one sign count in your number. The square of a negative one counts, too.",
        lambda E: np.sum(np.maximum(E, 0) ** 2),
        lambda E: np.sum(np.minimum(E, 0) ** 2),
    ),
    "rounded": (
        "Your number is rounded. Return the sum as it is.",
        *(lambda E, n=n: np.round(np.sum(E**2), n) for n in (0, 1, 2, 3)),
    ),
}
TARGETS: Table = {
    "squares of both added": (
        "You add up the squares of the prediction and of the target. Subtract first: the error is "
        "a difference, and that is squared.",
        lambda Y_hat, Y: np.sum(Y_hat**2) + np.sum(Y**2),
    ),
    "relative errors": (
        "You divide the differences by the target. They are squared as they are.",
        lambda Y_hat, Y: np.sum(((Y_hat - Y) / Y) ** 2),
    ),
}
RARE_SUMS: Table = {
    "opposite sign": (
        "Your number has the opposite sign. A sum of squares is never negative.",
        lambda E: -np.sum(E**2),
    ),
    "squares not added up": (
        "You return every square by itself. The loss is one number for all of them.",
        np.square,
    ),
    "height used for both axes": (
        "Both your loops run over as many elements as there are rows. Rows may be longer, or "
        "shorter, than that.",
        _height_for_both,
    ),
    "two axes assumed": (
        "Your function is right for two axes only. It should take arrays with one axis, or four.",
        _on_two_axes,
        _two_axes_or_nothing,
    ),
    "summed along one axis": (
        "You add up along one axis only, so more than one number is left. The loss is one number.",
        *(lambda E, axis=axis: np.sum(E**2, axis=axis) for axis in (0, -1, 1, (1, 2, 3), (1, 2))),
    ),
    "only the diagonal": (
        "Only elements whose row and column are equal count in your number. All should.",
        _diagonal,
    ),
    "only the last square": (
        "Your number is the square of the last difference alone: each one overwrites the total.",
        lambda E: E.flat[-1] ** 2,
    ),
    "largest square": (
        "Your number is the largest of the squares. Here all squares are added up.",
        lambda E: np.max(E**2),
    ),
    "square of the sum": (
        "Your number is the square of a sum, in which errors of opposite sign cancel out. What "
        "comes first, squaring or adding?",
        lambda E: np.sum(E) ** 2,
    ),
}
RARE_OPERATIONS: Table = {
    "difference of the squares": (
        "You square first and subtract then. The error is a difference: square that.",
        lambda Y_hat, Y: np.sum(Y_hat**2 - Y**2),
    ),
    "doubled instead of squared": (
        "You add up twice the differences. In Python, a square is written with two stars.",
        lambda Y_hat, Y: 2 * np.sum(Y_hat - Y),
    ),
    "errors rounded": (
        "You make whole numbers of the differences before you square them. Fractions count, too.",
        lambda Y_hat, Y: np.sum(np.trunc(Y_hat - Y) ** 2),
        lambda Y_hat, Y: np.sum(np.round(Y_hat - Y) ** 2),
    ),
    "the number 1 returned": (
        "You return the number 1, whatever you are given. It looks much like the letter l.",
        lambda Y_hat, Y: 1.0,
    ),
    "bytes": (
        "You compute with bytes, whole numbers from 0 to 255: fractions and signs are lost.",
        lambda Y_hat, Y: np.sum(np.float64(_as_bytes(Y_hat) - _as_bytes(Y)) ** 2),
        lambda Y_hat, Y: np.sum(np.float64(_as_bytes(Y_hat - Y)) ** 2),
        lambda Y_hat, Y: np.sum((np.float64(_as_bytes(Y_hat)) - _as_bytes(Y)) ** 2),
    ),
}

MISCONCEPTIONS = (
    *named_in(OTHER_PAIRS),
    *after(CUT, np.subtract),
    *named_in(OTHER_OPERATIONS),
    *after(MATRIX_PRODUCTS, np.subtract),
    *named_in(WITHOUT_ERRORS),
    *after(PLACES, np.subtract),
    *(each for each in _STEPS if not each.parts),
    *after(OTHER_SUMS, np.subtract),
    *named_in(TARGETS),
    *after(RARE_SUMS, np.subtract),
    *named_in(RARE_OPERATIONS),
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
