"""The exercise `window_sum`: a window times a kernel, element by element, added up."""

from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.inputs import K_2X2, K_3X3, X_3X3
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Lengths,
    Model,
    Table,
    convolve,
    cross_correlate,
    named_in,
    shape_slips,
)
from course.checks.rules import CONVOLUTION
from course.checks.sum_mistakes import FLATTEN_ALIKE, KERNELS, SUMS, VALUES, to_bytes
from course.checks.window_mistakes import SLICES, window_mistakes
from course.checks.window_models import Loop, correlation


def _part(at: Any) -> Model:
    """Build a model that uses only a part of the window and the same part of the kernel."""

    def model(window: Any, kernel: Any) -> Any:
        return cross_correlate(window[at], kernel[at])[0, 0] if window[at].size else 0.0

    return model


def _first_of(window: Any, kernel: Any, height: int, width: int) -> Any:
    """Use only a corner of both; raise if it exceeds the window."""
    if height > window.shape[0] or width > window.shape[1]:
        raise IndexError
    return _part(np.s_[:height, :width])(window, kernel)


def _diagonal(window: Any, kernel: Any) -> Any:
    if window.shape[0] > window.shape[1]:
        raise IndexError
    return np.trace(np.multiply(window, kernel))


def _of_one_window(loop: Loop) -> Model:
    """Build a model of a loop over a single window."""
    model = correlation(loop)
    return lambda window, kernel: model(window, kernel)[0, 0]


def _in_loops(lengths: Lengths) -> tuple[Model, ...]:
    """Build a model that reads the lengths of the window in another way."""

    def model(window: Any, kernel: Any) -> Any:
        return sum(window[at] * kernel[at] for at in np.ndindex(*lengths(window.shape)))

    return (model,)


_NOT_SQUARE = "A window has a height and a width of its own: take each from its own axis."

_PRODUCTS: Table = {
    "matrix product": (
        "Your number is made of a matrix product, row by column. Here each number of the window "
        "meets only the one at its own place in the kernel.",
        lambda window, kernel: np.sum(window @ kernel),
        lambda window, kernel: np.sum(kernel @ window),
        lambda window, kernel: window @ kernel,
        lambda window, kernel: kernel @ window,
    ),
    "products not added up": (
        "You return the products one by one. The result is one number, their sum.",
        np.multiply,
    ),
    "added up on one axis only": (
        "You add up on one axis only. The result is one number, the sum of all products.",
        lambda window, kernel: np.multiply(window, kernel).sum(axis=0),
        lambda window, kernel: np.multiply(window, kernel).sum(axis=1),
    ),
    "mean instead of sum": (
        "Your number is the mean of the products. A window sum adds them up, without dividing.",
        lambda window, kernel: cross_correlate(window, kernel)[0, 0] / kernel.size,
    ),
    "added instead of multiplied": (
        "You add the window to the kernel. Multiply the two first, element by element.",
        lambda window, kernel: np.sum(window + kernel),
    ),
    "product of the sums": (
        "You add up first and multiply then. It is the other way round: many products, one sum.",
        lambda window, kernel: window.sum() * kernel.sum(),
    ),
    "kernel left out": (
        "Your number is the sum of the window alone. Each number counts as often as the kernel "
        "says.",
        lambda window, kernel: np.sum(window),
    ),
    "truncated to whole numbers": (
        "The fractions are gone: somewhere a number or an array is whole.",
        lambda window, kernel: np.trunc(np.vdot(window, kernel)),
        lambda window, kernel: np.round(np.vdot(window, kernel)),
        lambda window, kernel: np.sum(np.trunc(np.multiply(window, kernel))),
        lambda window, kernel: np.vdot(np.trunc(window), np.trunc(kernel)),
    ),
    "maximum instead of sum": (
        "Your number is the largest product. A window sum adds up all products.",
        lambda window, kernel: np.multiply(window, kernel).max(),
    ),
    "kernel flipped": (
        "Your number is that of a flipped kernel. Lay the kernel on the window as it is.",
        lambda window, kernel: convolve(window, kernel)[0, 0],
    ),
    "kernel flipped on one axis": (
        "Your number is that of a kernel that is flipped on one axis. Lay it on the window as it "
        "is.",
        lambda window, kernel: np.vdot(window, kernel[::-1]),
        lambda window, kernel: np.vdot(window, kernel[:, ::-1]),
    ),
    "rows or columns added up first": (
        "You add up rows or columns of window and kernel, and multiply those sums. It is the other "
        "way round: many products, one sum.",
        lambda window, kernel: np.vdot(window.sum(axis=0), kernel.sum(axis=0)),
        lambda window, kernel: np.vdot(window.sum(axis=1), kernel.sum(axis=1)),
    ),
    "windows and kernels in different orders": (
        FLATTEN_ALIKE,
        lambda window, kernel: np.dot(np.ravel(window), np.ravel(kernel, "F")),
        lambda window, kernel: np.dot(np.ravel(window, "F"), np.ravel(kernel)),
    ),
    "kernel transposed": (
        "Your number is that of the transposed kernel. Rows of the kernel lie on rows.",
        lambda window, kernel: cross_correlate(*np.broadcast_arrays(window, kernel.T))[0, 0],
    ),
    "height used for both axes": (
        f"You use the window's height for its width, too. {_NOT_SQUARE}",
        lambda window, kernel: _first_of(window, kernel, *[len(window)] * 2),
    ),
    "width used for both axes": (
        f"You use the window's width for its height, too. {_NOT_SQUARE}",
        lambda window, kernel: _first_of(window, kernel, *[len(window.T)] * 2),
    ),
}
_TOTALS: Table = {
    "size 2x2 hard-coded": (
        "You look at 2 rows and 2 columns, whatever the window. Its size is in its shape.",
        lambda window, kernel: _first_of(window, kernel, 2, 2),
    ),
    "loops that stop early": (
        "The last row or the last column is missing: look where your loops end.",
        _part(np.s_[:-1, :-1]),
        _part(np.s_[:-1]),
        _part(np.s_[:, :-1]),
    ),
    "loops that start at 1": (
        "The first row or the first column is missing: rows and columns are counted from 0, and "
        "your loops start at 1.",
        _part(np.s_[1:, 1:]),
        _part(np.s_[1:]),
        _part(np.s_[:, 1:]),
    ),
    "only the diagonal": (
        "You add up the diagonal only, where row and column are equal. Rows and columns need a "
        "loop each.",
        _diagonal,
        lambda window, kernel: np.trace(np.multiply(window, kernel)),
    ),
    "first product counted twice": (
        "The first product counts twice: your sum starts with it, and the loops add it once more. "
        "A sum starts at 0.",
        lambda window, kernel: np.vdot(window, kernel) + window[0, 0] * kernel[0, 0],
    ),
    "inputs made bytes": (
        "Your inputs became bytes, whole numbers from 0 to 255: their dtype is uint8. Fractions "
        "and signs are lost in it, and products over 255 start again at 0.",
        lambda window, kernel: np.sum(to_bytes(window) * to_bytes(kernel) % 256),
        lambda window, kernel: np.vdot(to_bytes(window), to_bytes(kernel)),
        lambda window, kernel: np.vdot(to_bytes(window), kernel),
        lambda window, kernel: np.vdot(window, to_bytes(kernel)),
    ),
    "divided by the kernel's sum": (
        "Your number is divided by the sum of the kernel, as in a weighted mean. A window sum adds "
        "up the products, without dividing.",
        lambda window, kernel: np.vdot(window, kernel) / np.sum(kernel),
    ),
    "squared differences": (
        "You add up the squared differences of window and kernel. Multiply the two.",
        lambda window, kernel: np.sum((window - kernel) ** 2),
    ),
    "largest sum of a row or column": (
        "You add up rows or columns and keep the largest sum. A window sum adds up all products.",
        lambda window, kernel: np.multiply(window, kernel).sum(axis=1).max(),
        lambda window, kernel: np.multiply(window, kernel).sum(axis=0).max(),
    ),
    "rounded": (
        "Your number is rounded. Keep its fraction as it is.",
        lambda window, kernel: np.round(np.vdot(window, kernel), 1),
        lambda window, kernel: np.round(np.vdot(window, kernel), 2),
    ),
    "mean over one axis": (
        "You add up on one axis and take the mean over the other. A window sum adds up over both.",
        lambda window, kernel: np.vdot(window, kernel) / len(window),
        lambda window, kernel: np.vdot(window, kernel) / len(window.T),
    ),
    **{
        f"{n} rows or columns hard-coded": (
            f"You look at {n} rows or {n} columns, whatever the window. Its size is in its shape.",
            lambda window, kernel, n=n: _first_of(window, kernel, n, window.shape[1]),
            lambda window, kernel, n=n: _first_of(window, kernel, window.shape[0], n),
        )
        for n in (2, 3)
    },
    "sum starts at 1": (
        "Your number is 1 too large: a sum starts at 0.",
        lambda window, kernel: np.vdot(window, kernel) + 1,
    ),
    "products multiplied": (
        "You multiply all products with each other. They are added up.",
        lambda window, kernel: np.prod(np.multiply(window, kernel)),
    ),
    "power instead of product": (
        "You raise the window to the power of the kernel. A product has one star.",
        lambda window, kernel: np.sum(np.power(window, kernel)),
    ),
    "absolute values": (
        "Your number adds up products without their signs. A negative product makes it smaller.",
        lambda window, kernel: np.sum(np.abs(np.multiply(window, kernel))),
    ),
    "only the first column": (
        "You add up the first column only: is the return inside a loop?",
        _part(np.s_[:, :1]),
    ),
    "only the last column": (
        "You add up the last column only: is the total set to 0 again in every column?",
        _part(np.s_[:, -1:]),
    ),
    "only the first row": (
        "You add up the first row only: is the return inside the loop?",
        _part(np.s_[:1]),
    ),
    "only the last row": (
        "You add up the last row only: is the total set to 0 again in every row?",
        _part(np.s_[-1:]),
    ),
    "only one product": (
        "Your number is a single product: add each to what you have, and return after all loops.",
        _part(np.s_[-1:, -1:]),
        _part(np.s_[:1, :1]),
    ),
}
MISCONCEPTIONS = (
    *named_in(_PRODUCTS),
    *shape_slips("the window", ("height", "width"), _in_loops),
    *named_in(_TOTALS),
    # These can be joined: two at once are told.
    *window_mistakes(
        _of_one_window,
        [slip for slip in KERNELS if slip.name != "indices of a convolution"],
        SUMS,
        VALUES,
        [slip for slip in SLICES if slip.name == "window one cell too small"],
    ),
)

window_sum = Exercise(
    name="window_sum",
    reference=lambda window, kernel: operations.cross_correlate(window, kernel)[0, 0],
    terms=lambda window, kernel: window.size,
    by_hand=(CONVOLUTION,),
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Take a pencil and the 2 x 2 example. Which number of the window meets which number of "
        "the kernel, and how many products are there?",
        "Each cell of the window meets the cell of the kernel in the same row and the same "
        "column. All products go into one sum. In NumPy, `*` multiplies two arrays of one shape "
        "cell by cell.",
        "Start a total at zero. Go through the rows of the kernel, and in each row through its "
        "columns. Add the product of the two cells at that place to the total, and return the "
        "total after both loops. Without loops: multiply the two arrays with `*`, and add up the "
        "whole result.",
    ),
    properties=(
        Property(
            "multiplies element by element, then adds up",
            points=1,
            cases=(
                case(window=np.array([[0, 1], [3, 4.0]]), kernel=K_2X2),
                case(window=X_3X3, kernel=K_3X3),
            ),
            hint="Each number of the window meets the number at the same place in the kernel.",
            stays="What breaks it breaks the other, too: it earns a point where that is lost.",
        ),
        Property(
            "windows that are not square, fractions",
            points=1,
            cases=(
                case(
                    window=np.array([[1, 2, 3], [4, 5, 7.0]]),
                    kernel=np.array([[0.5, 0, -1], [2, 1, 0.126]]),
                ),
                case(
                    window=np.array([[1, -2], [3, 0.5], [4, 2.0]]),
                    kernel=np.array([[2, 1], [0, 3], [-1, 0.25]]),
                ),
                case(
                    window=np.array([[1.5, 2, -1], [3, -2.5, 4], [2.5, 1.25, 3]]),
                    kernel=np.array([[2, -1.5, 1.25], [3.5, 1, -2], [1.25, 2.5, 2.25]]),
                ),
            ),
            hint="The result is one real number, whatever the shape of the window.",
        ),
    ),
)
