"""The exercise `corr2d`: the cross-correlation of an image with a kernel."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.inputs import K_2X2, K_3X3, K_SIGNED, X_3X3, X_5X5, X_SIGNED
from course.checks.cross_correlation.size_mistakes import (
    padded,
    part_of_kernel,
    square,
    through_window,
)
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    convolve,
    cross_correlate,
    cross_correlate_same,
    named,
)
from course.checks.mistake_models import cross_correlate_strided as strided
from course.checks.rules import CONVOLUTION


def _kept(choose: Callable[[Any, Any], Any]) -> Model:
    """Build a model that fills in only some output elements and leaves the others 0."""

    def model(X: Any, K: Any) -> Any:
        Y = cross_correlate(X, K).numpy()
        filled, at = np.zeros_like(Y), choose(Y, K)
        filled[at] = Y[at]
        return filled

    return model


def _rows_for_both(X: Any, K: Any) -> Any:
    """Model both loops over the number of the output's rows."""
    Y = cross_correlate(X, K).numpy()
    if len(Y) > len(Y.T):
        raise IndexError
    Y[:, len(Y) :] = 0
    return Y


def _sized_by(axis: int) -> Model:
    """Build a model with right elements, but an output size from one kernel axis."""

    def model(X: Any, K: Any) -> Any:
        if K.shape[axis] < K.shape[1 - axis]:
            raise ValueError
        height, width = (n - K.shape[axis] + 1 for n in X.shape)
        return cross_correlate(X, K)[:height, :width]

    return model


def _where_square(model: Model) -> Model:
    """Build a model that changes a square output, and raises for any other."""

    def guarded(X: Any, K: Any) -> Any:
        Y = cross_correlate(X, K)
        if Y.shape[0] != Y.shape[1]:
            raise IndexError
        return model(Y)

    return guarded


def _summed_rows(X: Any, K: Any) -> Any:
    """Model a matrix product with each window, followed by a sum."""
    if K.shape[0] != K.shape[1]:
        raise ValueError
    return cross_correlate(X, np.tile(K.sum(axis=1), (len(K), 1)))


_FLIPPED = (
    "Your numbers are those of a convolution: the kernel was flipped. "
    "Cross-correlation slides it as it is."
)
_KERNEL = "A kernel has a height and a width, and so has each window."
_BOTH_SHAPES = "Image and kernel each have a height and a width of their own."

MISCONCEPTIONS = (
    *named("kernel flipped", _FLIPPED, convolve),
    *named(
        "mean instead of sum",
        "Your numbers are means of the products. Cross-correlation adds them up.",
        lambda X, K: cross_correlate(X, K) / K.size,
    ),
    *named(
        "matrix product",
        "Your numbers are made of matrix products. Multiply each window by the kernel element by "
        "element.",
        _summed_rows,
    ),
    *named(
        "bytes",
        "Your numbers are cut to whole ones from 0 to 255, as bytes are. Outputs may be negative.",
        lambda X, K: np.clip(np.trunc(cross_correlate(X, K)), 0, 255),
    ),
    *named(
        "negatives cut off",
        "Where a negative number belongs you have 0. Cross-correlation keeps the sign.",
        lambda X, K: np.maximum(cross_correlate(X, K), 0),
    ),
    *named(
        "answer of the example",
        "You return the numbers of the example whatever you are given. Compute them from X and K.",
        lambda X, K: np.array([[19.0, 25.0], [37.0, 43.0]]),
    ),
    *named(
        "total carried on",
        "Each number contains the ones before it. Every window starts its sum at 0.",
        lambda X, K: np.cumsum(Y := cross_correlate(X, K)).reshape(Y.shape),
        lambda X, K: np.cumsum(cross_correlate(X, K), axis=1),
    ),
    *named(
        "transposed",
        "Your output is the transpose: rows stand as columns. Y has a row for each step downwards.",
        lambda X, K: np.transpose(cross_correlate(X, K)),
    ),
    *named(
        "kernel transposed",
        "Your numbers are those of the transposed kernel. Cross-correlation slides it as it is.",
        lambda X, K: through_window(X, K.T, *K.shape),
    ),
    *named(
        "loop variables swapped",
        "The window for row i and column j is taken at row j and column i: look at your slices.",
        _where_square(np.transpose),
    ),
    *named(
        "output's height and width swapped",
        "The output you fill has height and width swapped: its rows come from X.shape[0].",
        _where_square(lambda Y: Y),
    ),
    *named(
        "both loops over one axis",
        "Both your loops run equally often. One runs over the output's rows, one over its columns.",
        _rows_for_both,
        lambda X, K: np.transpose(_rows_for_both(X.T, K.T)),
    ),
    *named(
        "kernel moved by its own size",
        "Your kernel moves on by its own size. It should move by one cell at a time.",
        _kept(lambda Y, K: np.s_[:: K.shape[0], :: K.shape[1]]),
        lambda X, K: strided(X, K, stride=K.shape),
    ),
    *named(
        "kernel subtracted twice",
        "Too few rows and columns are filled: the kernel's size is subtracted twice.",
        _kept(lambda Y, K: np.s_[: max(0, len(Y) - len(K) + 1), : max(0, len(Y.T) - len(K.T) + 1)]),
    ),
    *named(
        "only the first row",
        "Only the first row is filled: is the return inside the loop?",
        _kept(lambda Y, K: 0),
        lambda X, K: cross_correlate(X, K)[:1],
    ),
    *named(
        "only the first element",
        "Only the first element is filled: is the return inside the loops?",
        _kept(lambda Y, K: (0, 0)),
    ),
    *named(
        "output as large as the image",
        "Your output is as large as the image, with zeros left over at the end. A window stops "
        "where its end touches the end of the image.",
        lambda X, K: np.pad(
            Y := cross_correlate(X, K), [(0, n - m) for n, m in zip(X.shape, Y.shape, strict=True)]
        ),
    ),
    *named(
        "slice up to minus zero",
        "Nothing is left where the kernel has one row or column: a slice [0:-0] is empty.",
        lambda X, K: cross_correlate(X, K)[
            : 0 if len(K) == 1 else None, : 0 if len(K.T) == 1 else None
        ],
    ),
    *named(
        "zeros padded",
        "Your windows reach over the image's edge, as if zeros were there. Here they stay inside.",
        lambda X, K: padded(X, K, K.shape[0] // 2, K.shape[1] // 2),
        lambda X, K: padded(X, K, K.shape[0] - 1, K.shape[1] - 1),
        cross_correlate_same,
    ),
    *named(
        "square image and kernel assumed",
        f"You use one length for both axes, of X and of K. {_BOTH_SHAPES}",
        lambda X, K: through_window(square(X, 0), K, *[K.shape[0]] * 2),
        lambda X, K: part_of_kernel(square(X, 0), K, *[K.shape[0]] * 2),
    ),
    *named(
        "square image assumed",
        "You use one length of X for both axes. The height of an image is X.shape[0], its width "
        "X.shape[1].",
        lambda X, K: cross_correlate(square(X, 0), K),
        lambda X, K: cross_correlate(square(X, 1), K),
    ),
    *named(
        "kernel's height used for both axes",
        f"You use the kernel's height for its width, too. {_KERNEL}",
        lambda X, K: through_window(X, K, *[K.shape[0]] * 2),
        lambda X, K: part_of_kernel(X, K, *[K.shape[0]] * 2),
        _sized_by(0),
    ),
    *named(
        "kernel's width used for both axes",
        f"You use the kernel's width for its height, too. {_KERNEL}",
        lambda X, K: through_window(X, K, *[K.shape[1]] * 2),
        lambda X, K: part_of_kernel(X, K, *[K.shape[1]] * 2),
        _sized_by(1),
    ),
    *named(
        "kernel's height and width swapped",
        "You take the kernel's height for its width, and the other way round: rows come first in "
        "a shape.",
        lambda X, K: through_window(X, K, *K.shape[::-1]),
    ),
    *named(
        "size 2x2 hard-coded",
        "Your windows are 2 x 2, whatever the kernel. Its size is in its shape.",
        lambda X, K: through_window(X, K, 2, 2),
        lambda X, K: part_of_kernel(X, K, 2, 2),
    ),
    *named(
        "size 3x3 hard-coded",
        "Your windows are 3 x 3, whatever the kernel. Its size is in its shape.",
        lambda X, K: through_window(X, K, 3, 3),
        lambda X, K: part_of_kernel(X, K, 3, 3),
    ),
)

corr2d = Exercise(
    name="corr2d",
    reference=operations.cross_correlate,
    terms=lambda X, K: K.size,
    by_hand=(CONVOLUTION,),
    misconceptions=MISCONCEPTIONS,
    properties=(
        Property(
            "slides the kernel and adds up the products",
            points=2,
            cases=(case(X=X_3X3, K=K_2X2), case(X=X_5X5, K=K_3X3)),
            hint="Y[i, j] is the window sum of the window whose upper left corner is X[i, j].",
            stays="What breaks it breaks the others, too: it earns points where those are lost.",
        ),
        Property(
            "images that are not square",
            points=1,
            cases=(
                case(X=np.arange(15.0).reshape(3, 5), K=K_2X2),
                case(X=np.arange(15.0).reshape(5, 3), K=K_2X2),
            ),
            hint="The output has its own height and width: n_h - k_h + 1 and n_w - k_w + 1.",
        ),
        Property(
            "kernels that are not square",
            points=1,
            cases=(
                case(X=X_5X5, K=np.array([[1, 0, 2], [0, 3, 1.0]])),
                case(X=X_5X5, K=np.array([[1, 2], [0, 1], [3, 0.0]])),
                case(X=X_5X5, K=np.array([[1, 0, -1.0]])),
                case(X=X_5X5, K=np.array([[1], [0], [-2.0]])),
            ),
            hint="The height of the kernel is K.shape[0], its width is K.shape[1].",
        ),
        Property(
            "fractions and negative numbers",
            points=1,
            cases=(case(X=X_SIGNED, K=K_SIGNED),),
            hint="Check the dtype of the array that you fill: whole numbers cut fractions off.",
        ),
        Property(
            "kernels of one cell, and of the size of the image",
            points=1,
            cases=(
                case(X=X_3X3, K=np.array([[2.0]])),
                case(X=X_3X3, K=X_3X3),
            ),
            hint="How often does the kernel fit on each axis? At the end of the last fit, stop.",
        ),
    ),
)
