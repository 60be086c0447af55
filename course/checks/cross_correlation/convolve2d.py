"""The exercise `convolve2d`: a cross-correlation with the kernel flipped on both axes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.corr2d import ANY_KERNEL, slices_of_shifted
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
    Lengths,
    Model,
    Table,
    convolve,
    cross_correlate,
    named,
    named_in,
    one_for_all,
    shape_slips,
)
from course.checks.rules import CONVOLUTION
from course.checks.sum_mistakes import KERNELS, RESULTS, SUMS, VALUES, read_backwards
from course.checks.window_mistakes import WINDOWS, shift_mistakes, slips_in, window_mistakes
from course.checks.window_models import Loop, correlation, correlation_by_shifts, flipped
from course.checks.windows import find_window


def _with(twist: Callable[[Any], Any]) -> Model:
    """Build a model that cross-correlates with a kernel changed by something other than a flip."""
    return lambda X, K: cross_correlate(X, twist(K))


def _overwritten(rows: bool, columns: bool) -> Callable[[Any], Any]:
    """Return a flip in which each number is read from the array that is being filled."""

    def flip(K: Any) -> Any:
        K = np.array(K)
        h, w = K.shape
        for a, b in np.ndindex(h, w):
            K[a, b] = K[h - 1 - a if rows else a, w - 1 - b if columns else b]
        return K

    return flip


def _flipped_in_loops(lengths: Lengths) -> tuple[Model, ...]:
    """Build models that flip number by number, and read the lengths of the kernel otherwise."""

    def flip(K: Any, shape: Sequence[int]) -> Any:
        h, w = lengths(K.shape)
        F = np.zeros(shape)
        for a, b in np.ndindex(h, w):
            F[a, b] = K[h - 1 - a, w - 1 - b]
        return F

    return _with(lambda K: flip(K, K.shape)), _with(lambda K: flip(K, lengths(K.shape)))


def _length_twice(axis: int) -> Lengths:
    return lambda shape: (shape[axis], shape[axis])


def _off_by(by: int) -> tuple[Model, ...]:
    """Build models whose flipped kernel is some places off, on both axes or one, and goes round."""

    def roll(rows: int, columns: int) -> Model:
        return _with(lambda K: np.roll(np.flip(K), (rows, columns), (0, 1)))

    return roll(by, by), roll(by, 0), roll(0, by)


_SWAPPED = (
    "If a loop swaps a with n - 1 - a, it must end in the middle: over all of them it swaps each "
    "pair back. A loop over the rows that assigns to its own variable, `row = row[::-1]`, changes "
    "no array."
)
# Mistakes with a kernel that are the same if it is flipped.
NOT_FLIPS = (
    "kernel divided by its sum",
    "kernel ignored",
    "kernel without signs",
    "only one number of the kernel",
    "product of the sums",
    "window multiplied in place",
)
_BOTH_AXES = "A convolution flips the kernel on both."
_TURN = "Flipping reverses the order on both axes, which is half a turn."

_FLIPS: Table = {
    "kernel not flipped": (
        "Your numbers are those of a cross-correlation. A convolution flips the kernel first. If "
        "you do flip it: np.flip, tf.reverse and a slice leave K as it is and return a new array, "
        "which needs a name. And K[::-1][::-1] flips the rows twice, which changes nothing: both "
        "axes stand in one pair of brackets, K[::-1, ::-1].",
        cross_correlate,
    ),
    "only the rows flipped": (
        f"You reversed the order of the rows only. {_BOTH_AXES} {_SWAPPED}",
        _with(np.flipud),
    ),
    "only the columns flipped": (
        f"You reversed the order of the columns only. {_BOTH_AXES} {_SWAPPED}",
        _with(np.fliplr),
    ),
    "transposed instead of flipped": (
        "You transposed the kernel. Flipping reverses the order on an axis, it swaps no axes.",
        _with(np.transpose),
    ),
    "turned by 90 degrees": (
        f"You turned the kernel by 90 degrees. {_TURN}",
        _with(np.rot90),
        _with(lambda K: np.rot90(K, -1)),
    ),
    "flipped and transposed": (
        "You flipped the kernel and transposed it as well. Its shape should stay as it is.",
        lambda X, K: convolve(X, K.T),
    ),
    "flattened kernel laid out the other way": (
        "Your flipped kernel has height and width swapped: the row of its numbers is cut to (k_w, "
        "k_h). It keeps the shape (k_h, k_w).",
        _with(lambda K: np.ravel(K)[::-1].reshape(K.shape[::-1])),
    ),
    "image flipped instead": (
        "You flipped the image. Only the kernel is flipped, and the image stays as it is.",
        lambda X, K: cross_correlate(X[::-1, ::-1], K),
    ),
    "output in reverse order": (
        "Your numbers are those of the kernel as it is, in reverse order. Flip the kernel, and "
        "neither image nor output.",
        lambda X, K: cross_correlate(X, K)[::-1, ::-1],
    ),
    "sign changed instead of a flip": (
        "You changed the kernel's sign. A flip reverses the order of its rows and columns.",
        lambda X, K: -cross_correlate(X, K),
    ),
    "part of the kernel lost": (
        "A row and a column of the kernel are lost in the flip: look where your slices end.",
        lambda X, K: convolve(X, K[1:, 1:]),
        lambda X, K: convolve(X, K[:-1, :-1]),
    ),
    "cut instead of flipped": (
        "K[:-1, :-1] leaves out the last row and the last column. A slice runs backwards with a "
        "step of -1, after two colons: K[::-1, ::-1].",
        lambda X, K: cross_correlate(X, K[:-1, :-1]),
        lambda X, K: cross_correlate(X, K[:-1]),
    ),
    "image flipped as well": (
        "You flipped the image, too, on one axis. Only the kernel is flipped, on both axes.",
        lambda X, K: convolve(X[::-1], K),
        lambda X, K: convolve(X[:, ::-1], K),
    ),
    "flipped into the array that is read": (
        "You write the flipped kernel into the array that you read it from, so what is read last "
        "has been overwritten by then. K[a], K[b] = K[b], K[a] does so, too, as rows are views. "
        "Fill a new array.",
        _with(_overwritten(True, True)),
        _with(lambda K: _overwritten(True, False)(K)[:, ::-1]),
        _with(lambda K: _overwritten(False, True)(K)[::-1]),
        _with(lambda K: _overwritten(False, True)(_overwritten(True, False)(K))),
    ),
    "flip one past the end": (
        "A flip with K[k_h - a, k_w - b] starts one past the end: the last index of n is n - 1, so "
        "it is K[k_h - 1 - a, k_w - 1 - b].",
        lambda X, K: K[[len(K)], [len(K.T)]],
    ),
}
_FLIPS_IN_LOOPS: Table = {
    "square kernel assumed": (
        "Your flip uses one length for both axes of the kernel. Height and width are two numbers, "
        "each from its own axis.",
        *(model for axis in (0, 1) for model in _flipped_in_loops(_length_twice(axis))),
    ),
    "windows of an image in reverse order": (
        "Your indices of the image go down from the start of a window, X[i - a, j - b]. They go "
        "down from its end: X[i + k_h - 1 - a, j + k_w - 1 - b].",
        correlation(Loop(cut=read_backwards)),
    ),
    "flip one cell off": (
        "Your flipped kernel starts with its own first element. Index -0 is the first, not the "
        "last.",
        *_off_by(1),
    ),
    "flip starts one too early": (
        "Your flipped kernel starts with the last row or column but one, and the last comes last: "
        "the index k - 2 - a ends at -1. The last index of k is k - 1, so it is K[k_h - 1 - a, "
        "k_w - 1 - b].",
        *_off_by(-1),
    ),
}
MISCONCEPTIONS = (
    *named_in(_FLIPS),
    *shape_slips("K", ("height", "width"), _flipped_in_loops),
    *named_in(_FLIPS_IN_LOOPS),
    *(replace(each, model=flipped(each.model)) for each in ANY_KERNEL),
    *named(
        "shifted image one cell off",
        "Your shifted images start at k_h - a and k_w - b, one cell too far. The last index of k "
        "is k - 1: they start at k_h - 1 - a and k_w - 1 - b.",
        *slices_of_shifted(
            lambda at, length, size: slice(size - 1 - at, size - 1 - at + length),
            lambda at, length, size: slice(size - at, size - at + length),
        ),
    ),
    *shift_mistakes(lambda loop: flipped(correlation_by_shifts(loop))),
    *window_mistakes(
        lambda loop: flipped(correlation(loop)),
        slips_in("kernel", one_for_all("rows of the flipped kernel", 0)),
        slips_in("kernel", one_for_all("columns of the flipped kernel", 1)),
        [slip for slip in KERNELS if slip.name in NOT_FLIPS],
        SUMS,
        VALUES,
        RESULTS,
        WINDOWS,
    ),
)

convolve2d = Exercise(
    name="convolve2d",
    reference=operations.convolve,
    terms=lambda X, K: K.size,
    window=lambda index, X, K: {"X": find_window(index, K.shape)},
    by_hand=(CONVOLUTION.allowing("course.operations.cross_correlate"),),
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Write the kernel [[0, 1], [2, 3]] flipped on both axes on paper. Where does the 3 go, "
        "and where does the 1 go?",
        "The image stays as it is. Put the rows of the kernel in reverse order, and the numbers"
        " in each row, too. Then cross-correlate the image with that kernel.",
        "A slice with the step -1 runs backwards. Take one on each axis of K, both within one "
        "pair of square brackets. (np.flip without an axis does the same.) Hand X and the "
        "flipped kernel to cross_correlate, and return its result.",
    ),
    properties=(
        Property(
            "flips the kernel on both axes",
            points=1,
            cases=(case(X=X_4X4, K=K_3X3), case(X=X_FRACTIONS, K=K_FRACTIONS)),
            hint="The last row of the kernel comes first, and in it the last column.",
        ),
        Property(
            "images and kernels of any height and width",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2),
                case(X=X_5X5, K=K_4X4),
                case(X=X_4X6, K=np.array([[1, 2, 3], [4, 5, 6.0]])),
                case(X=X_4X6.T, K=np.array([[1], [2.0]])),
                case(X=X_6X6, K=-K_5X5[:3]),
            ),
            hint="Flipping reverses the order on an axis; it does not swap the axes.",
        ),
    ),
)
