"""The exercises of the chapter on pooling: 18 points.

Inputs are kept so that a property shows one mistake: numbers are positive where padding with zeros
would do no harm, and means are whole where a whole-number result would.
"""

from typing import Any

import numpy as np

from course import operations
from course.checks.by_hand import POOLING, Rule
from course.checks.exercise import Case, Exercise, Property, case
from course.checks.misconceptions.pooling_channels import POOL2D_CHANNELS
from course.checks.misconceptions.pooling_layer import FILTER_DETECT_CONDENSE
from course.checks.misconceptions.pooling_relu import RELU
from course.checks.misconceptions.pooling_stride import POOL2D_STRIDED
from course.checks.misconceptions.pooling_window import POOL2D

X_3X3 = np.arange(9.0).reshape(3, 3)
X_4X4 = np.arange(16.0).reshape(4, 4)
DIGITS = np.array([[3, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8], [9, 7, 9, 3.0]])
MIXED = np.array([[7, 20, 3, 14, 11], [16, 2, 8, 9, 18], [5, 23, 12, 1, 21], [19, 25, 15, 24, 4.0]])
MIXED_5X5 = np.vstack([MIXED, [10, 13, 6, 22, 17]])
SIGNED = np.array([[1, -2, 4], [-3, 0, 5], [6, -7, -8.0]])
NEGATIVE = -np.array([[4, 2, 7], [3, 9, 5], [8, 6, 10.0]])

NO_PADDING = ((0, 0), (0, 0))
AROUND = ((1, 1), (1, 1))


def pooled(
    X: Any, pool_size: Any, padding: Any = NO_PADDING, stride: Any = (1, 1), mode: str = "max"
) -> Case:
    """A case of pooling with padding and stride."""
    return case(X=X, pool_size=pool_size, padding=padding, stride=stride, mode=mode)


def _window_cells(X: Any, pool_size: tuple[int, int], *others: Any) -> int:
    return pool_size[0] * pool_size[1]


pool2d = Exercise(
    name="pool2d",
    reference=lambda X, pool_size, mode: operations.pool(X, pool_size, mode=mode),
    terms=_window_cells,
    misconceptions=POOL2D,
    by_hand=(POOLING,),
    properties=(
        Property(
            "max: the largest number of each window",
            points=1,
            cases=(
                case(X=X_3X3, pool_size=(2, 2), mode="max"),
                case(X=MIXED_5X5, pool_size=(3, 3), mode="max"),
            ),
            hint="The window moves by one cell, so neighbouring windows overlap.",
            stays="What a mode is comes first: who has it right for square windows earns it.",
        ),
        Property(
            "avg: the mean of each window",
            points=1,
            cases=(
                case(X=X_3X3, pool_size=(2, 2), mode="avg"),
                case(X=9 * DIGITS, pool_size=(3, 3), mode="avg"),
            ),
            hint="Add up the cells of the window and divide by how many they are.",
        ),
        Property(
            "images that are not square",
            points=1,
            cases=(
                case(X=MIXED[:3], pool_size=(2, 2), mode="max"),
                case(X=MIXED.T, pool_size=(2, 2), mode="max"),
            ),
            hint="The output has its own height and width: n_h - p_h + 1 and n_w - p_w + 1.",
        ),
        Property(
            "windows that are not square",
            points=1,
            cases=(
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
                case(X=NEGATIVE, pool_size=(2, 2), mode="max"),
                case(X=1000 * NEGATIVE, pool_size=(2, 2), mode="max"),
                case(X=np.minimum(SIGNED, 0) / 2, pool_size=(2, 2), mode="max"),
                case(X=SIGNED, pool_size=(2, 2), mode="avg"),
            ),
            hint="Where every cell is negative, the largest is negative too; a mean may be 0.25.",
        ),
    ),
)

pool2d_strided = Exercise(
    name="pool2d_strided",
    reference=operations.pool,
    terms=_window_cells,
    misconceptions=POOL2D_STRIDED,
    by_hand=(POOLING,),
    properties=(
        Property(
            "the window moves by the stride",
            points=1,
            cases=(
                pooled(MIXED_5X5, (3, 3), NO_PADDING, (2, 2)),
                pooled(MIXED_5X5, (2, 2), NO_PADDING, (3, 3)),
            ),
            hint="The window of Y[i, j] starts at row i * s_h and column j * s_w.",
            stays="Who moves the window rightly, but for rows as for columns, earns it.",
        ),
        Property(
            "strides that differ, or leave a rest",
            points=1,
            cases=(
                pooled(X_4X4, (3, 3), NO_PADDING, (3, 3)),
                pooled(MIXED_5X5, (2, 2), NO_PADDING, (1, 3)),
                pooled(MIXED_5X5, (2, 2), NO_PADDING, (2, 3)),
            ),
            hint="Cells at the end that are too few for a whole window are left out.",
        ),
        Property(
            "max: padded cells never win",
            points=1,
            cases=(
                pooled(NEGATIVE, (2, 2), AROUND, (1, 1)),
                pooled(1000 * NEGATIVE, (2, 2), AROUND, (1, 1)),
                pooled(NEGATIVE - NEGATIVE.max(), (2, 2), AROUND, (1, 1)),
                pooled(NEGATIVE / 4, (3, 3), AROUND, (1, 1)),
            ),
            hint="Which number is smaller than every other, and so never the largest?",
        ),
        Property(
            "avg: only cells that exist count",
            points=1,
            cases=(
                pooled(SIGNED, (2, 2), AROUND, (1, 1), mode="avg"),
                pooled(DIGITS, (3, 3), ((0, 1), (2, 0)), (1, 1), mode="avg"),
            ),
            hint="A window at the border holds fewer cells of X: divide by their number.",
        ),
        Property(
            "padding that differs on each side",
            points=1,
            cases=(
                pooled(X_4X4, (3, 3), ((1, 0), (1, 0)), (2, 2)),
                pooled(MIXED_5X5, (4, 4), ((0, 2), (1, 3)), (1, 1)),
            ),
            hint="padding is ((top, bottom), (left, right)).",
        ),
        Property(
            "images and windows that are not square",
            points=1,
            cases=(
                pooled(X_4X4, (2, 3), ((0, 0), (1, 1)), (2, 3)),
                pooled(MIXED, (3, 2)),
                pooled(6 * MIXED.T, (2, 3), mode="avg"),
            ),
            hint="Height and width each have their own n, p and s.",
        ),
    ),
)

SHEETS = np.stack([MIXED, MIXED[::-1, ::-1], 26 - MIXED])  # (3, 4, 5)


def pool_each_channel(X: Any, *settings: Any) -> Any:
    """Pool every channel of `X`, shape (c, n_h, n_w); the settings are those of `pool`."""
    return np.stack([np.asarray(operations.pool(channel, *settings)) for channel in X])


pool2d_channels = Exercise(
    name="pool2d_channels",
    reference=pool_each_channel,
    terms=_window_cells,
    misconceptions=POOL2D_CHANNELS,
    by_hand=(POOLING.allowing("course.operations.pool"),),
    properties=(
        Property(
            "each channel by itself",
            points=1,
            cases=(
                pooled(np.stack([X_4X4, X_4X4 + 1]), (3, 3), ((1, 0), (1, 0)), (2, 2)),
                pooled(SHEETS[:2], (2, 2), AROUND, (2, 2)),
            ),
            hint="Pooling never mixes channels: as many come out as went in.",
            stays="What pooling of channels is: who has it for two of them earns it.",
        ),
        Property(
            "one channel, or three",
            points=1,
            cases=(pooled(SHEETS[:1], (2, 2)), pooled(SHEETS, (2, 3))),
            hint="The output has three axes, whatever the number of channels: (c, h, w).",
        ),
        Property(
            "padding, stride and mode reach every channel",
            points=1,
            cases=(
                pooled(
                    np.stack([SIGNED, SIGNED.T]),
                    (2, 3),
                    ((1, 0), (0, 2)),
                    (2, 1),
                    mode="avg",
                ),
                pooled(np.stack([NEGATIVE, NEGATIVE / 4]), (3, 2), ((0, 2), (1, 0)), (1, 2)),
            ),
            hint="Hand all the settings on, for each channel.",
        ),
    ),
)


def _positive_part(X: Any) -> Any:
    import tensorflow as tf

    return tf.nn.relu(X)


relu = Exercise(
    name="relu",
    reference=_positive_part,
    misconceptions=RELU,
    properties=(
        Property(
            "negative numbers become 0, all others stay",
            points=1,
            cases=(
                case(X=np.array([[-2, 0, 2.5], [0.25, -0.5, 12]])),
                case(X=np.stack([SIGNED, NEGATIVE])),
            ),
            hint="Element by element, for any shape, without changing X itself.",
        ),
    ),
)


# Brighter and darker to the right, so that filters answer with both signs, over whole windows.
HILLS = np.array(
    [
        [0, 2, 4, 6, 1, 0],
        [1, 3, 4, 5, 2, 0],
        [-3, 0, 3, 9, 4, 1],
        [-5, -2, 1, 2, 2, 3],
        [4, 2, -1, 0, 5, 6],
        [7, 5, 2, 0, -2, 4.0],
    ]
)
BRIGHT_LEFT = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1.0]])

filter_detect_condense = Exercise(
    name="filter_detect_condense",
    reference=operations.condensed_feature_map,
    terms=lambda image, kernel: kernel.size,
    misconceptions=FILTER_DETECT_CONDENSE,
    by_hand=(Rule({}, calls=("course.operations.condensed_feature_map",)),),
    properties=(
        Property(
            "filters, then detects, then condenses",
            points=1,
            cases=(
                case(image=HILLS, kernel=BRIGHT_LEFT),
                case(image=HILLS[2:, :4] / 4, kernel=np.tri(3) - 1.5),
            ),
            hint="Filter with the kernel as it is; keep what is positive; halve height and width.",
        ),
        Property(
            "images of odd height or width",
            points=1,
            cases=(
                case(image=HILLS[:5], kernel=BRIGHT_LEFT),
                case(image=HILLS[:4, :5], kernel=BRIGHT_LEFT.T),
            ),
            hint="A last window that is only half in the image still counts.",
        ),
        Property(
            "kernels of any height and width",
            points=1,
            cases=(
                case(image=HILLS, kernel=np.array([[1, -1.0]])),
                case(image=HILLS, kernel=np.array([[2, 0], [0, -1.0]])),
                case(image=HILLS, kernel=np.array([[1, 0], [0, -2], [0, 1.0]])),
                case(image=HILLS, kernel=np.array([[1, 2, 0, -1, -3.0]])),
            ),
            hint="SAME padding adds k - 1 cells on an axis, the odd one after.",
        ),
    ),
)
