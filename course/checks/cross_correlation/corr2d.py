"""The exercise `corr2d`: the cross-correlation of an image with a kernel."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.inputs import (
    K_2X2,
    K_3X3,
    K_4X4,
    K_5X5,
    K_FRACTIONS,
    X_3X3,
    X_4X4,
    X_4X6,
    X_5X5,
    X_6X6,
    X_FRACTIONS,
)
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    Table,
    cross_correlate,
    cross_correlate_same,
    named,
    named_in,
)
from course.checks.mistake_models import cross_correlate_strided as strided
from course.checks.rules import CONVOLUTION
from course.checks.sum_mistakes import KERNELS, RESULTS, SUMS, VALUES
from course.checks.window_mistakes import WINDOWS, shift_mistakes, window_mistakes
from course.checks.window_models import PADDINGS, correlation, correlation_by_shifts
from course.checks.windows import find_window

Shift = Callable[[int, int, int], slice]


def padded(by: Callable[[int], int], X: Any, K: Any) -> Any:
    """Cross-correlate with zeros on all sides of the image, as many as `by(k)` says."""
    rows, columns = map(by, K.shape)
    return strided(X, K, ((rows, rows), (columns, columns)))


def _summed_rows(X: Any, K: Any) -> Any:
    """Model a matrix product with each window, followed by a sum."""
    if K.shape[0] != K.shape[1]:
        raise ValueError
    return cross_correlate(X, np.tile(K.sum(axis=1), (len(K), 1)))


def _corner(array: Any, X: Any, K: Any) -> Any:
    """Return as many rows and columns of an array as the output has."""
    return array[: X.shape[0] - K.shape[0] + 1, : X.shape[1] - K.shape[1] + 1]


def _shifted(rows: Shift, columns: Shift, in_place: bool, axis: int = 1) -> Model:
    """Build a model that adds up shifted images, each times one number of the kernel.

    Args:
        rows, columns: the slice of an axis, from the index of the kernel's number, the length of
            the output and that of the kernel.
        in_place: whether the sum is an array that is added to, which keeps its shape.
        axis: the axis of the kernel whose length is taken for that of a row.
    """

    def model(X: Any, K: Any) -> Any:
        Y = np.zeros_like(_corner(X, X, K), np.float64)
        (h, w), (k_h, k_w) = Y.shape, K.shape
        for n, number in enumerate(K.ravel()):
            a, b = divmod(n, K.shape[axis])
            product = number * X[rows(a, h, k_h), columns(b, w, k_w)]
            Y = np.add(Y, product, out=Y) if in_place else Y + product
        return Y

    return model


def slices_of_shifted(right: Shift, wrong: Shift) -> tuple[Model, ...]:
    """Return the models in which one axis or both are cut wrongly."""
    pairs = ((wrong, wrong), (wrong, right), (right, wrong))
    return tuple(_shifted(*pair, in_place) for pair in pairs for in_place in (True, False))


def _whole_length(at: int, length: int, size: int) -> slice:
    return slice(at, at + length)


def _windows(X: Any, K: Any) -> Any:
    return np.lib.stride_tricks.sliding_window_view(X, K.shape) * K


def _rolled(sign: int, X: Any, K: Any) -> Any:
    """Add up images that `np.roll` shifts by the index of each number, or by minus this index."""
    return sum(
        number * np.roll(X, (sign * a, sign * b), (0, 1)) for (a, b), number in np.ndenumerate(K)
    )


_HALF, _WHOLE, _ONE = (functools.partial(padded, by) for by in PADDINGS.values())
# The same mistakes happen with a flipped kernel.
_ANY_KERNEL: Table = {
    "shifted image ends where the output does": (
        "You cut each shifted image off at the length of the output, wherever it starts. Its end "
        "is its start plus that length, a + h for a start of a.",
        *slices_of_shifted(_whole_length, lambda at, length, size: slice(at, length)),
    ),
    "end counted from the back": (
        "The slice of your shifted image ends at a number counted from the back. For the last "
        "number of the kernel that is -0, which is the start, so that nothing is left. Count from "
        "the start: a + h for a start of a.",
        *slices_of_shifted(_whole_length, lambda at, length, size: slice(at, -(size - 1 - at))),
    ),
    "flattened kernel read by its height": (
        "The index of your flattened kernel counts rows by the kernel's height. A row is as long "
        "as the kernel is wide: number n is in row n // k_w and column n % k_w.",
        *(_shifted(_whole_length, _whole_length, each, axis=0) for each in (True, False)),
    ),
    "added up over the wrong axes": (
        "You multiply all windows at once, and add up over other axes than the last two. The first "
        "two count the windows, the last two the numbers of one.",
        lambda X, K: _windows(X, K).sum(axis=-1),
        lambda X, K: _windows(X, K).sum(axis=-2),
        lambda X, K: _windows(X, K).sum(axis=(0, 1)),
        lambda X, K: _windows(X, K).sum(axis=(1, 2, 3)),
        lambda X, K: _windows(X, K).sum(axis=(0, 2, 3)),
        _windows,
    ),
    "kernel moved by two cells": (
        "Your kernel moves by two cells. It moves by one.",
        lambda X, K: cross_correlate(X, K)[::2, ::2],
    ),
    "image turned round at its ends": (
        "Your output is as large as the image: np.roll brings what leaves the image at one end to "
        "the other. Keep only the places where the whole kernel lies inside.",
        functools.partial(_rolled, -1),
        functools.partial(_rolled, 1),
    ),
    "zeros padded": (
        "Your windows reach over the image's edge, as if zeros were there. Here they stay inside.",
        _HALF,
        _WHOLE,
        cross_correlate_same,
        _ONE,
        lambda X, K: _corner(_HALF(X, K), X, K),
    ),
    "sum starts with the image": (
        "Your output starts as a part of the image, to which the products are added. It starts "
        "with 0.",
        lambda X, K: cross_correlate(X, K) + _corner(X, X, K),
    ),
}
ANY_KERNEL = named_in(_ANY_KERNEL)
MISCONCEPTIONS = (
    *named(
        "matrix product",
        "Your numbers are made of matrix products. Multiply each window by the kernel element by "
        "element.",
        _summed_rows,
    ),
    *named(
        "answer of the example",
        "You return the numbers of the example whatever you are given. Compute them from X and K.",
        lambda X, K: np.array([[19.0, 25.0], [37.0, 43.0]]),
        lambda X, K: cross_correlate(X_4X4, K_3X3),
    ),
    *shift_mistakes(correlation_by_shifts),
    *window_mistakes(correlation, KERNELS, SUMS, VALUES, RESULTS, WINDOWS),
    *named(
        "slice up to minus zero",
        "Nothing is left where the kernel has one row or column: a slice [0:-0] is empty.",
        lambda X, K: cross_correlate(X, K)[
            : 0 if len(K) == 1 else None, : 0 if len(K.T) == 1 else None
        ],
    ),
    *ANY_KERNEL,
)

corr2d = Exercise(
    name="corr2d",
    reference=operations.cross_correlate,
    terms=lambda X, K: K.size,
    window=lambda index, X, K: {"X": find_window(index, K.shape)},
    by_hand=(CONVOLUTION,),
    misconceptions=MISCONCEPTIONS,
    hints=(
        "How many places does a kernel of width 2 find on a row of 3 cells? And a kernel of "
        "height k_h on n_h rows? That is the shape of the output.",
        "The output has a cell for each place where the window stops. The cell in row i and "
        "column j is the window sum of the part of X that begins in row i and column j and is "
        "as large as K.",
        "Make an array of zeros of the output's shape: on each axis the image's size minus the "
        "kernel's, plus one. Loop over its rows i and its columns j. Cut the window out of X with "
        "a slice on each axis: from i to i plus the kernel's height, from j to j plus the kernel's "
        "width. Store its window sum at row i, column j. Return the array after both loops.",
    ),
    properties=(
        Property(
            "slides the kernel and adds up the products",
            points=1,
            cases=(case(X=X_4X4, K=K_3X3), case(X=X_5X5, K=-K_3X3), case(X=X_6X6, K=K_5X5)),
            hint="Y[i, j] is the window sum of the window whose upper left corner is X[i, j].",
            stays="What breaks it breaks the others, too: it earns points where those are lost.",
        ),
        Property(
            "kernels of even height and width",
            points=1,
            cases=(case(X=X_3X3, K=K_2X2), case(X=X_5X5, K=-K_4X4)),
            hint="The window of Y[i, j] starts at X[i, j]: an even kernel has no middle cell.",
        ),
        Property(
            "images that are not square",
            points=1,
            cases=(case(X=X_4X6, K=K_3X3), case(X=X_4X6.T, K=-K_3X3)),
            hint="The output has its own height and width: n_h - k_h + 1 and n_w - k_w + 1.",
        ),
        Property(
            "kernels that are not square",
            points=1,
            cases=(
                case(X=X_5X5, K=np.array([[2, 0, -1.0]])),
                case(X=X_5X5, K=np.array([[1], [0], [-2.0]])),
                case(X=X_6X6, K=K_5X5[:3]),
                case(X=X_6X6, K=K_5X5[:, 1:4]),
            ),
            hint="The height of the kernel is K.shape[0], its width is K.shape[1].",
        ),
        Property(
            "fractions and negative numbers",
            points=1,
            cases=(
                case(X=X_FRACTIONS, K=K_FRACTIONS),
                case(X=X_FRACTIONS.T, K=-K_FRACTIONS),
            ),
            hint="Fractions and negative numbers count as they are, in X, in K and in the output.",
        ),
        Property(
            "kernels of one cell, and of the size of the image",
            points=1,
            cases=(
                case(X=X_3X3, K=np.array([[2.0]])),
                case(X=X_5X5[:3, :3], K=-K_3X3),
            ),
            hint="The kernel fits n - k + 1 times on an axis.",
        ),
    ),
)
