"""The exercise `pool2d_strided`: pooling with padding and stride."""

import functools
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property
from course.checks.mistake_models import Model
from course.checks.pooling.inputs import (
    AROUND,
    DIGITS,
    MIXED,
    MIXED_5X5,
    MIXED_6X6,
    NEGATIVE,
    NEGATIVE_4X4,
    NO_PADDING,
    SIGNED,
    X_4X4,
    pool_case,
)
from course.checks.pooling.window_mistakes import (
    MODES,
    PADDED_WITH_ZEROS,
    SHARED,
    choose_by_mode,
    only,
    pool_with_zeros,
)
from course.checks.rules import POOLING
from course.checks.setting_mistakes import PADDINGS, STRIDES, borders
from course.checks.sum_mistakes import RESULTS, VALUES
from course.checks.window_mistakes import WINDOWS, Slip, window_mistakes
from course.checks.window_models import Loop, pooling
from course.checks.windows import find_window


def _mean_of_cells_not_zero(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    share = pool_with_zeros(np.float32(X != 0), size, padding, stride, mode)
    smallest_share = 1 / (size[0] * size[1])
    return pool_with_zeros(X, size, padding, stride, mode) / np.maximum(share, smallest_share)


def _find_largest_but_zero(cells: Any) -> Any:
    return np.where(cells == 0, -np.inf, cells).max(axis=(-2, -1))


# Each mode may pad for itself, with its own mistake.
_OF_ONE_MODE = [
    slip
    for slip in PADDINGS
    if slip.name in ("padding ignored", "before and after swapped", "both ends alike")
]


def _border(largest: float, mean: float) -> Loop:
    """Return a loop with other numbers in padded cells, one for each mode."""
    return Loop(border=lambda mode: largest if mode == "max" else mean)


_NO_PART = "Padded cells are no part of the image: they never win, and no mean counts them."

BORDERS = (
    Slip("padded with zeros", PADDED_WITH_ZEROS, (_border(0, 0),)),
    Slip(
        "max pads with a number that can win",
        "You pad with 0, or a number that is nearly 0, and where all cells of a window are "
        "negative it wins. The padding of a maximum has to be below every number: -infinity.",
        (_border(0, np.nan),),
    ),
    *(
        Slip(
            "max pads with a number that can win",
            f"You pad with {number}, and where all cells are smaller it wins. The padding of a "
            "maximum has to be below every number: -infinity.",
            (_border(number, np.nan),),
        )
        for number in (1, 255, 999, -1, -2, -5, -10, -50, -99, -100, -128, -255, -500, -999, -1000)
    ),
    Slip(
        "max pads with a number that can win",
        "You pad with a very large number, and it wins in each window at the border. The padding "
        "of a maximum has to be below every number: -infinity. In NumPy, the smallest number of a "
        "dtype is np.finfo(dtype).min.",
        (_border(float(np.finfo(np.float32).max), np.nan), _border(np.inf, np.nan)),
    ),
    Slip(
        "max pads with NaN",
        "You pad with NaN, and the largest of a window with NaN is NaN. The padding of a maximum "
        "has to be below every number: -infinity.",
        (_border(np.nan, np.nan),),
    ),
    Slip(
        "mean counts padded cells",
        "At the border your means are infinite, or NaN: they count padded cells, in which that "
        "number stands. Padded cells are no part of the image. The mean leaves them out, and "
        "divides by the number of cells that exist.",
        (_border(-np.inf, -np.inf), _border(np.inf, np.inf), _border(-np.inf, np.inf)),
    ),
    *borders(_NO_PART),
    Slip(
        "mean divides by the size of the window",
        "Your means divide by the size of the window, though at the border part of it is padding. "
        "Divide by the number of cells that exist.",
        (_border(-np.inf, 0),),
    ),
)


def _pad_with_nan(loop: Loop) -> Model:
    """Build a model that pads with NaN: a window of padded cells alone has no largest number."""
    return lambda *given: np.where(
        np.isneginf(Y := pooling(loop)(*given)) & (given[-1] == "max"), np.nan, Y
    )


_LARGEST, _ZERO_MEAN = pooling(Loop()), pooling(_border(-np.inf, 0))
_PLAIN_MEAN = pooling(Loop(reduce=lambda cells: cells.mean(axis=(-2, -1))))
_NAN_LARGEST = pooling(_border(np.nan, np.nan))

MISCONCEPTIONS = (
    *window_mistakes(pooling, MODES, window="window"),
    Misconception(
        "max started at 0 and mean divides by the size of the window",
        "Your largest is never below 0. Where every cell is smaller, so is the largest: with what "
        "does your search start? Your means divide by the size of the window, though at the border "
        "part of it is padding. Divide by the number of cells that exist.",
        choose_by_mode(lambda *given: np.maximum(_LARGEST(*given), 0), _ZERO_MEAN),
        parts=("max started at 0", "mean divides by the size of the window"),
    ),
    *SHARED,
    *window_mistakes(pooling, BORDERS, window="window"),
    Misconception(
        "zeros of the image taken for padding",
        "Your largest leaves out cells that are 0. Those exist: only padded ones do not count.",
        pooling(Loop(reduce=_find_largest_but_zero, border=lambda mode: 0.0), only="max"),
    ),
    Misconception(
        "mean counts only cells that are not zero",
        "Your means leave out cells that are 0. Those exist: only padded ones do not count.",
        only("avg", _mean_of_cells_not_zero),
    ),
    *(
        Misconception(
            "mean counts padded cells",
            f"At the border your means are NaN{words}: they count padded cells, in which NaN "
            "stands. Padded cells are no part of the image. NumPy's `nanmean` leaves NaN out.",
            model,
        )
        for words, model in (
            ("", only("avg", _PLAIN_MEAN)),
            (", and so are your largest numbers", choose_by_mode(_NAN_LARGEST, _PLAIN_MEAN)),
        )
    ),
    *window_mistakes(functools.partial(pooling, only="avg"), borders(_NO_PART), window="window"),
    *window_mistakes(
        _pad_with_nan,
        [slip for slip in STRIDES if slip.name in ("rounded up", "{window} forgotten in the size")],
        window="window",
    ),
    *window_mistakes(pooling, VALUES, RESULTS, STRIDES, PADDINGS, WINDOWS, window="window"),
    *(
        mistake
        for mode in ("max", "avg")
        for mistake in window_mistakes(
            functools.partial(pooling, only=mode), _OF_ONE_MODE, window="window"
        )
    ),
)

pool2d_strided = Exercise(
    name="pool2d_strided",
    reference=operations.pool,
    terms=lambda X, pool_size, *others: pool_size[0] * pool_size[1],
    window=lambda index, X, pool_size, padding, stride, mode: {
        "X": find_window(index, pool_size, padding, stride)
    },
    misconceptions=MISCONCEPTIONS,
    by_hand=(POOLING,),
    hints=(
        "Which cells of a window are real when it hangs over the border? Count them in the "
        "corner of the figure above, for the maximum and for the mean.",
        "Fill the border with something that cannot be mistaken for a number of the image, or cut "
        "each window so that it ends at the border. Then only real cells are compared, added and "
        "counted. The rest is your pool2d with windows that start s_h rows and s_w columns apart.",
        "One way: fill an array of the padded size with np.nan, lay the image into it, and take "
        "np.nanmax or np.nanmean of each window: they leave NaN out. Windows start at rows 0, "
        "s_h, 2 s_h, and so on, as long as a whole window fits into the padded height. Columns "
        "work the same.",
    ),
    properties=(
        Property(
            "the window moves by the stride",
            points=1,
            cases=(
                pool_case(MIXED_5X5, (3, 3), NO_PADDING, (2, 2)),
                pool_case(MIXED_6X6, (3, 3), NO_PADDING, (3, 3)),
            ),
            hint="The window of Y[i, j] starts at row i * s_h and column j * s_w.",
            stays="Who moves the window rightly, but for rows as for columns, earns it.",
        ),
        Property(
            "strides that differ, or leave a rest",
            points=1,
            cases=(
                pool_case(X_4X4, (3, 3), NO_PADDING, (3, 3)),
                pool_case(MIXED_5X5, (3, 3), NO_PADDING, (1, 2)),
                pool_case(MIXED_6X6, (3, 3), NO_PADDING, (2, 3)),
            ),
            hint="If the cells at the end are too few for a whole window, leave them out.",
        ),
        Property(
            "max: padded cells never win",
            points=1,
            cases=(
                pool_case(NEGATIVE, (3, 3), AROUND, (1, 1)),
                pool_case(1000 * NEGATIVE, (3, 3), AROUND, (1, 1)),
                pool_case(NEGATIVE_4X4 - NEGATIVE_4X4.max(), (3, 3), AROUND, (1, 1)),
                pool_case(NEGATIVE / 4, (3, 3), AROUND, (1, 1)),
            ),
            hint="Only those cells of X that lie in a window can be its largest.",
        ),
        Property(
            "avg: only cells that exist count",
            points=1,
            cases=(
                pool_case(SIGNED, (3, 3), AROUND, (1, 1), mode="avg"),
                pool_case(DIGITS, (3, 3), ((0, 1), (2, 0)), (1, 1), mode="avg"),
            ),
            hint="A window at the border holds fewer cells of X: divide by their number.",
        ),
        Property(
            "padding that differs on each side",
            points=1,
            cases=(
                pool_case(X_4X4, (3, 3), ((1, 0), (1, 0)), (2, 2)),
                pool_case(MIXED_5X5, (5, 5), ((0, 2), (1, 3)), (1, 1)),
            ),
            hint="padding is ((top, bottom), (left, right)).",
        ),
        Property(
            "images and windows of any height and width",
            points=1,
            cases=(
                pool_case(MIXED[:, :4], (2, 2)),
                pool_case(X_4X4, (2, 3), ((0, 0), (1, 1)), (2, 3)),
                pool_case(MIXED, (3, 2)),
                pool_case(6 * MIXED.T, (2, 3), mode="avg"),
            ),
            hint="Height and width each have their own n, p and s.",
        ),
    ),
)
