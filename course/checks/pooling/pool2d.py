"""The exercise `pool2d`: the largest number, or the mean, of each window."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model, cross_correlate, pool
from course.checks.pooling.inputs import (
    DIGITS,
    MIXED,
    MIXED_6X6,
    NEGATIVE_4X4,
    NO_PADDING,
    SIGNED_4X4,
    X_3X3,
)
from course.checks.pooling.window_mistakes import MODES, SHARED
from course.checks.rules import POOLING
from course.checks.sum_mistakes import RESULTS, VALUES
from course.checks.window_mistakes import WINDOWS, window_mistakes
from course.checks.window_models import Loop, pooling
from course.checks.windows import find_window


def _alone(model: Model) -> Model:
    """Adapt a model to `pool2d`, which has neither padding nor stride."""
    return lambda X, size, mode: model(X, size, NO_PADDING, (1, 1), mode)


def _slid(loop: Loop) -> Model:
    return _alone(pooling(loop))


def _cells(X: Any, size: Any) -> Any:
    """Return the inputs under each cell of the window, shape (cells, y_h, y_w)."""
    kernels = np.eye(size[0] * size[1], dtype=np.float32).reshape(-1, *size)
    return np.stack([cross_correlate(X, K) for K in kernels])


def _one_of_cells(mode: str, choose: Callable[[Any], Any]) -> Model:
    """Build a model that, in one mode, combines a window's cells in another way."""

    def model(X: Any, size: Any, its_mode: str) -> Any:
        if its_mode == mode:
            return choose(_cells(X, size))
        return pool(X, size, mode=its_mode).numpy()

    return model


def _corner_taken_twice(X: Any, size: Any, mode: str) -> Any:
    """Model means from running sums that lack the fourth corner of the window."""
    result = pool(X, size, mode=mode).numpy()
    if mode == "max":
        return result
    height, width = result.shape
    sums = np.pad(X, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    return result - sums[:height, :width] / (size[0] * size[1])


MISCONCEPTIONS = (
    Misconception(
        "corner of running sums taken twice",
        "From running sums, a window's sum is made of four corners. You subtract the part above "
        "and the part to the left; what lies in both is then gone twice. Add it once.",
        _corner_taken_twice,
    ),
    Misconception(
        "place of the largest number",
        "Your numbers are places: where in its window the largest stands. Keep the number itself.",
        _one_of_cells("max", lambda cells: cells.argmax(axis=0)),
    ),
    Misconception(
        "largest minus smallest",
        "Your numbers are the differences between the largest and the smallest of each window. "
        "Keep the largest itself.",
        _one_of_cells("max", lambda cells: cells.max(axis=0) - cells.min(axis=0)),
    ),
    Misconception(
        "middle between largest and smallest",
        "Your means lie halfway between the largest and the smallest number. A mean takes all "
        "numbers of the window into account.",
        _one_of_cells("avg", lambda cells: (cells.max(axis=0) + cells.min(axis=0)) / 2),
    ),
    Misconception(
        "mean divided by height plus width",
        "Your sums are divided by height plus width. A window has height times width cells.",
        lambda X, size, mode: (
            pool(X, size, mode=mode).numpy()
            * ((size[0] * size[1] / (size[0] + size[1])) if mode == "avg" else 1)
        ),
    ),
    Misconception(
        "answer of an earlier call",
        "You always return the numbers of the notebook's example. Compute them from X.",
        lambda X, size, mode: pool(MIXED[:, :4], (3, 3)),
    ),
    *window_mistakes(_slid, MODES, window="window"),
    *(
        Misconception(each.name, each.sentence, _alone(each.model), parts=each.parts)
        for each in SHARED
    ),
    *window_mistakes(_slid, VALUES, RESULTS, WINDOWS, window="window"),
)

pool2d = Exercise(
    name="pool2d",
    reference=lambda X, pool_size, mode: operations.pool(X, pool_size, mode=mode),
    terms=lambda X, pool_size, *others: pool_size[0] * pool_size[1],
    window=lambda index, X, pool_size, mode: {"X": find_window(index, pool_size)},
    misconceptions=MISCONCEPTIONS,
    by_hand=(POOLING,),
    hints=(
        "Write down the four windows of the example. Which rows and columns of X does the "
        "window of Y[1, 0] hold?",
        "Two loops visit every element of the output. In each, cut a window of p_h rows and p_w "
        "columns out of X, and keep its largest number or its mean, as the mode says.",
        "The output has n_h - p_h + 1 rows and n_w - p_w + 1 columns of fractions. The window of "
        "Y[i, j] starts at row i and column j. NumPy finds the largest and the mean of a whole "
        "array, so you need no start value.",
    ),
    properties=(
        Property(
            "max: the largest number of each window",
            points=1,
            cases=(
                case(X=MIXED[:, :4], pool_size=(3, 3), mode="max"),
                case(X=MIXED_6X6, pool_size=(5, 5), mode="max"),
                case(X=MIXED[::-1, 1:], pool_size=(3, 3), mode="max"),
            ),
            hint="The window moves by one cell, so neighbouring windows overlap.",
            stays="What a mode is comes first: who has it right for square windows earns it.",
        ),
        Property(
            "avg: the mean of each window",
            points=1,
            cases=(
                case(X=9 * MIXED[:, :4], pool_size=(3, 3), mode="avg"),
                case(X=25 * (MIXED_6X6 % 7), pool_size=(5, 5), mode="avg"),
            ),
            hint="Add up the cells of the window and divide by their number.",
            stays="It is what an answer that has only the largest right loses.",
        ),
        Property(
            "images that are not square",
            points=1,
            cases=(
                case(X=MIXED, pool_size=(3, 3), mode="max"),
                case(X=MIXED.T, pool_size=(3, 3), mode="max"),
            ),
            hint="The output has its own height and width: n_h - p_h + 1 and n_w - p_w + 1.",
        ),
        Property(
            "windows of any height and width",
            points=1,
            cases=(
                case(X=X_3X3, pool_size=(2, 2), mode="max"),
                case(X=X_3X3[::-1, ::-1], pool_size=(2, 2), mode="avg"),
                case(X=MIXED[:, :4], pool_size=(2, 3), mode="max"),
                case(X=DIGITS, pool_size=(3, 1), mode="max"),
                case(X=4 * DIGITS, pool_size=(1, 4), mode="avg"),
            ),
            hint="The window is pool_size[0] cells high and pool_size[1] cells wide.",
        ),
        Property(
            "negative numbers, zeros and fractions",
            points=1,
            cases=(
                case(X=NEGATIVE_4X4, pool_size=(3, 3), mode="max"),
                case(X=1000 * NEGATIVE_4X4, pool_size=(3, 3), mode="max"),
                case(X=NEGATIVE_4X4 / 4, pool_size=(3, 3), mode="max"),
                case(X=np.minimum(SIGNED_4X4, 0) / 2, pool_size=(3, 3), mode="max"),
                case(X=SIGNED_4X4, pool_size=(3, 3), mode="avg"),
            ),
            hint="Where every cell is negative, the largest is negative too; a mean may be 0.25.",
        ),
    ),
)
