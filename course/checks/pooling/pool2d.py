"""The exercise `pool2d`: the largest number, or the mean, of each window."""

import functools
from dataclasses import replace
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model, pool
from course.checks.pooling.inputs import (
    DIGITS,
    MIXED,
    MIXED_6X6,
    NEGATIVE_4X4,
    NO_PADDING,
    SIGNED_4X4,
    X_3X3,
    X_4X4,
)
from course.checks.pooling.window_mistakes import MODES, SHARED, join_modes
from course.checks.rules import POOLING
from course.checks.sum_mistakes import RESULTS, VALUES
from course.checks.window_mistakes import WINDOWS, window_mistakes
from course.checks.window_models import Loop, pooling
from course.checks.windows import find_window


def _drop_settings(model: Model) -> Model:
    """Adapt a model to `pool2d`, which has neither padding nor stride."""
    return lambda X, size, mode: model(X, size, NO_PADDING, (1, 1), mode)


def _slide(loop: Loop) -> Model:
    return _drop_settings(pooling(loop))


def _take_corner_again(times: int, X: Any, size: Any, mode: str) -> Any:
    """Model means from running sums, in which the fourth corner of a window is taken too often."""
    result = pool(X, size, mode=mode).numpy()
    if mode == "max":
        return result
    height, width = result.shape
    sums = np.pad(X, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    return result - times * sums[:height, :width] / (size[0] * size[1])


def _join_modes(first: Any, second: Any) -> Model | None:
    model = join_modes(first, second)
    return _drop_settings(model) if model else None


MISCONCEPTIONS = (
    *(
        Misconception(
            "corner of running sums taken twice",
            "From running sums, a window's sum is made of four corners. You subtract the part "
            f"above and the part to the left; what lies in both is then gone {often}. Add it once.",
            functools.partial(_take_corner_again, times),
        )
        for times, often in ((1, "twice"), (2, "three times, since you subtract it, too"))
    ),
    Misconception(
        "answer of an earlier call",
        "You always return the numbers of the notebook's example. Compute them from X.",
        lambda X, size, mode: pool(MIXED[:, :4], (3, 3)),
    ),
    *window_mistakes(_slide, MODES, window="window"),
    *(
        replace(each, model=_drop_settings(each.model), join=_join_modes if each.join else None)
        for each in SHARED
    ),
    *window_mistakes(_slide, VALUES, RESULTS, WINDOWS, window="window"),
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
                case(X=X_3X3[::-1, ::-1], pool_size=(2, 1), mode="max"),  # the largest at a corner
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
                case(X=-X_4X4 / 4, pool_size=(3, 3), mode="max"),  # the largest at a corner
            ),
            hint="Where every cell is negative, the largest is negative too; a mean may be 0.25.",
        ),
    ),
)
