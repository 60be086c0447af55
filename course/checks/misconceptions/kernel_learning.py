"""Known mistakes of the chapter on learning a kernel: the loss and the tape.

The gradient by hand has a module of its own, `by_hand_gradient`; so have the descent, `descending`
and `learning`, and the layer, `layer_training`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import descent
from course.checks.exercise import Misconception
from course.checks.misconceptions.cross_correlation import CORR2D, named
from course.operations import cross_correlate

Model = Callable[..., Any]


def _of_errors(change: Callable[[Any], Any]) -> Model:
    """Something else is made of the differences than their sum of squares."""
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


SQUARED_ERROR = (
    *named(
        "mean instead of sum",
        "Your number is the mean of the squares, over all elements or along an axis. Here all "
        "squares are added up.",
        _of_errors(lambda E: np.mean(E**2)),
        _of_errors(lambda E: np.sum(np.mean(E**2, axis=-1))),
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
        _of_errors(lambda E: np.sum(E**2, axis=0)),
        _of_errors(lambda E: np.sum(E**2, axis=-1)),
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
        "not squared",
        "You add up the differences as they are, so that errors of opposite sign cancel out.",
        _of_errors(np.sum),
    ),
    *named(
        "doubled instead of squared",
        "You add up twice the differences. In Python, a square is written with two stars.",
        _of_errors(lambda E: 2 * np.sum(E)),
    ),
    *named(
        "absolute values",
        "You add up the absolute values of the differences, not their squares.",
        _of_errors(lambda E: np.sum(np.abs(E))),
    ),
    *named(
        "root taken",
        "Your number is the square root of the loss: the last step is one too many.",
        _of_errors(lambda E: np.sqrt(np.sum(E**2))),
    ),
    *named(
        "half the sum",
        "Your number is half the sum of the squares. Some books define the loss so, this one not.",
        _of_errors(lambda E: np.sum(E**2) / 2),
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
)

_TAPE = "a tape finds the gradient"
_ALL = (
    "slides the kernel and adds up the products",
    "images and kernels that are not square, fractions",
    _TAPE,
)


def _rows_of_all_lengths(X: Any, K: Any, *weights: Any) -> Any:
    """The list of a row goes on from the row before: no tensor, unless there is one row only."""
    if len(X) > len(K):
        raise ValueError
    return descent.output_and_gradient(X, K, *weights)[1] if weights else cross_correlate(X, K)


CORR2D_TENSOR = (
    Misconception(
        "row never emptied",
        "Your rows grow longer and longer: the list of a row goes on from the row before. Where "
        "does it start anew?",
        _rows_of_all_lengths,
        _ALL,
    ),
    Misconception(
        "gradient ignores what comes after",
        "Your gradient is the same whatever is done with the output. A gradient made by hand must "
        "take in what it is handed; that of recorded operations does so by itself.",
        lambda X, K, weights: descent.output_and_gradient(X, K, np.ones_like(weights))[1],
        (_TAPE,),
    ),
    *named(
        "whole numbers inside",
        "You compute with whole numbers: fractions are cut off, and there is no gradient. Leave "
        "the dtype as it is.",
        lambda X, K: cross_correlate(np.trunc(X), np.trunc(K)),
    ),
    *named(
        "flat list",
        "Your numbers stand in one row. Y has a height and a width.",
        lambda X, K: np.ravel(cross_correlate(X, K)),
    ),
    *CORR2D,
)
