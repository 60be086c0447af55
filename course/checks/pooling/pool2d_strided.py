"""The exercise `pool2d_strided`: pooling with padding and stride."""

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
    NEGATIVE,
    NO_PADDING,
    SIGNED,
    X_4X4,
    pool_case,
)
from course.checks.pooling.window_mistakes import (
    SHARED,
    holding_cells,
    only,
    padded_with,
    pooled,
    resized,
    seen,
)
from course.checks.rules import POOLING


def _not_scaled(rows: bool, columns: bool) -> Model:
    """Build a model whose window starts at row i or column j, without the stride."""

    def model(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        Y = pooled(X, size, padding, stride, mode)
        step = (1 if rows else stride[0], 1 if columns else stride[1])
        return pooled(X, size, padding, step, mode)[: Y.shape[0], : Y.shape[1]]

    return model


def _rest_gets_a_window(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    sides = zip(X.shape, size, padding, stride, strict=True)
    wider = [(a, b + (p - n - a - b) % s) for n, p, (a, b), s in sides]
    return seen(pooled(X, size, wider, stride, mode))


def _fewer_windows(plus: int) -> Model:
    """Build a model with output size (n - p + padding + plus) // s."""

    def model(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        sides = zip(X.shape, size, padding, stride, strict=True)
        rows, columns = ((n - p + sum(both) + plus) // s for n, p, both, s in sides)
        return pooled(X, size, padding, stride, mode)[:rows, :columns]

    return model


def _not_zero(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    zeros = padded_with(0)
    share = zeros(np.float32(X != 0), size, padding, stride, mode)
    smallest_share = 1 / (size[0] * size[1])
    return zeros(X, size, padding, stride, mode) / np.maximum(share, smallest_share)


def _padded_twice(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    """Model windows of padding alone: the smallest number, or a mean of 0."""
    twice = 2 * np.array(padding)
    Y = pooled(X, size, twice, stride, mode)
    return np.where(holding_cells(Y), Y, X.min() if mode == "max" else 0)


_sides_swapped = resized(
    lambda size, padding, stride: (size, [side[::-1] for side in padding], stride)
)

MISCONCEPTIONS = (
    *SHARED,
    Misconception(
        "stride ignored",
        "Your window moves by one cell. It should move by the stride, (s_h, s_w).",
        resized(lambda size, padding, stride: (size, padding, (1, 1))),
    ),
    Misconception(
        "stride is the size of the window",
        "Your window moves by its own size, as Keras does unless told otherwise. Here the stride "
        "is given.",
        resized(lambda size, padding, stride: (size, padding, size)),
    ),
    Misconception(
        "stride always 2",
        "Your window always moves by two cells. It should move by the stride, (s_h, s_w).",
        resized(lambda size, padding, stride: (size, padding, (2, 2))),
    ),
    Misconception(
        "strides swapped",
        "Your window moves down by the horizontal stride. In (s_h, s_w), downwards comes first.",
        resized(lambda size, padding, stride: (size, padding, stride[::-1])),
    ),
    *(
        Misconception(
            "one stride for both axes",
            f"Your window moves by stride[{axis}] on both axes. Each axis has its own.",
            resized(
                lambda size, padding, stride, axis=axis: (
                    size,
                    padding,
                    (stride[axis], stride[axis]),
                )
            ),
        )
        for axis in (0, 1)
    ),
    *(
        Misconception(
            "place not multiplied by the stride",
            f"The shape is right, but {which} move by one cell only. Where does the window of "
            "Y[1, 1] start?",
            _not_scaled(rows, columns),
        )
        for which, rows, columns in (
            ("your windows", True, True),
            ("from row to row your windows", True, False),
            ("from column to column your windows", False, True),
        )
    ),
    Misconception(
        "size rounded up",
        "The cells that are left over at the end got a window of their own. Only whole windows "
        "count: the size is rounded down.",
        _rest_gets_a_window,
    ),
    *(
        Misconception(
            "last window left out",
            "A last row or column of windows is missing. How many windows of 2 cells that move "
            "by 2 fit into 4 cells?",
            _fewer_windows(plus),
        )
        for plus in (0, 1)
    ),
    Misconception(
        "padding ignored",
        "Your numbers are those without padding. Windows start in the padding and end in it.",
        resized(lambda size, padding, stride: (size, NO_PADDING, stride)),
    ),
    Misconception(
        "one padding for all sides",
        "You put the padding of the top on all sides. padding is ((top, bottom), (left, right)).",
        resized(lambda size, padding, stride: (size, ((padding[0][0],) * 2,) * 2, stride)),
    ),
    Misconception(
        "padding of rows and columns swapped",
        "Your padding of rows stands beside the image, that of columns above and below. The first "
        "pair is (top, bottom).",
        resized(lambda size, padding, stride: (size, padding[::-1], stride)),
    ),
    *(
        Misconception(
            "padding before and after swapped",
            "Your padding is on the wrong sides: bottom and right come second in their pairs.",
            model,
        )
        for model in (_sides_swapped, only("max", _sides_swapped), only("avg", _sides_swapped))
    ),
    Misconception(
        "padding read as ((top, left), (bottom, right))",
        "You take padding for ((top, left), (bottom, right)). Each pair belongs to one axis: "
        "((top, bottom), (left, right)).",
        resized(lambda size, padding, stride: (size, list(zip(*padding, strict=True)), stride)),
    ),
    *(
        Misconception(
            "padding on one side only",
            f"Your padding stands only {side} the image. Each axis has two numbers, one for before "
            "and one for after.",
            resized(
                lambda size, padding, stride, keep=keep: (
                    size,
                    [(before * keep, after * (1 - keep)) for before, after in padding],
                    stride,
                )
            ),
        )
        for side, keep in (("before", 1), ("after", 0))
    ),
    Misconception(
        "padding counted twice",
        "There is twice as much padding as asked for. padding says how many cells on each side, "
        "not on both together.",
        _padded_twice,
    ),
    Misconception(
        "padded with zeros",
        "Your padding is zeros, and they count: in a largest that is negative, and in every mean. "
        "Padded cells are no part of the image.",
        padded_with(0),
    ),
    Misconception(
        "max pads with zeros",
        "Where all cells of a window are negative, the zeros of your padding win. Padded cells "
        "never may.",
        only("max", padded_with(0)),
    ),
    *(
        Misconception(
            "max pads with a number that can win",
            f"You pad with {number}, and where all cells are smaller it wins. Which number is "
            "below all others?",
            only("max", padded_with(number)),
        )
        for number in (-1, -10, -99, -100, -255, -999, -1000)
    ),
    Misconception(
        "mean divides by the size of the window",
        "Your means divide by the size of the window, though at the border part of it is padding. "
        "Divide by the number of cells that exist.",
        only("avg", padded_with(0)),
    ),
    Misconception(
        "mean counts only cells that are not zero",
        "Your means leave out cells that are 0. Those exist: only padded ones do not count.",
        only("avg", _not_zero),
    ),
)

pool2d_strided = Exercise(
    name="pool2d_strided",
    reference=operations.pool,
    terms=lambda X, pool_size, *others: pool_size[0] * pool_size[1],
    misconceptions=MISCONCEPTIONS,
    by_hand=(POOLING,),
    properties=(
        Property(
            "the window moves by the stride",
            points=1,
            cases=(
                pool_case(MIXED_5X5, (3, 3), NO_PADDING, (2, 2)),
                pool_case(MIXED_5X5, (2, 2), NO_PADDING, (3, 3)),
            ),
            hint="The window of Y[i, j] starts at row i * s_h and column j * s_w.",
            stays="Who moves the window rightly, but for rows as for columns, earns it.",
        ),
        Property(
            "strides that differ, or leave a rest",
            points=1,
            cases=(
                pool_case(X_4X4, (3, 3), NO_PADDING, (3, 3)),
                pool_case(MIXED_5X5, (2, 2), NO_PADDING, (1, 3)),
                pool_case(MIXED_5X5, (2, 2), NO_PADDING, (2, 3)),
            ),
            hint="Cells at the end that are too few for a whole window are left out.",
        ),
        Property(
            "max: padded cells never win",
            points=1,
            cases=(
                pool_case(NEGATIVE, (2, 2), AROUND, (1, 1)),
                pool_case(1000 * NEGATIVE, (2, 2), AROUND, (1, 1)),
                pool_case(NEGATIVE - NEGATIVE.max(), (2, 2), AROUND, (1, 1)),
                pool_case(NEGATIVE / 4, (3, 3), AROUND, (1, 1)),
            ),
            hint="Which number is smaller than every other, and so never the largest?",
        ),
        Property(
            "avg: only cells that exist count",
            points=1,
            cases=(
                pool_case(SIGNED, (2, 2), AROUND, (1, 1), mode="avg"),
                pool_case(DIGITS, (3, 3), ((0, 1), (2, 0)), (1, 1), mode="avg"),
            ),
            hint="A window at the border holds fewer cells of X: divide by their number.",
        ),
        Property(
            "padding that differs on each side",
            points=1,
            cases=(
                pool_case(X_4X4, (3, 3), ((1, 0), (1, 0)), (2, 2)),
                pool_case(MIXED_5X5, (4, 4), ((0, 2), (1, 3)), (1, 1)),
            ),
            hint="padding is ((top, bottom), (left, right)).",
        ),
        Property(
            "images and windows that are not square",
            points=1,
            cases=(
                pool_case(X_4X4, (2, 3), ((0, 0), (1, 1)), (2, 3)),
                pool_case(MIXED, (3, 2)),
                pool_case(6 * MIXED.T, (2, 3), mode="avg"),
            ),
            hint="Height and width each have their own n, p and s.",
        ),
    ),
)
