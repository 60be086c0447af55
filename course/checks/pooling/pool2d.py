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
    MIXED_5X5,
    NEGATIVE,
    NO_PADDING,
    SIGNED,
    X_3X3,
)
from course.checks.pooling.window_mistakes import SHARED, pooled, seen
from course.checks.rules import POOLING


def _alone(model: Model) -> Model:
    """Adapt a model to `pool2d`, which has neither padding nor stride."""
    return lambda X, size, mode: model(X, size, NO_PADDING, (1, 1), mode)


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


def _cut_transposed(X: Any, size: Any, mode: str) -> Any:
    """Model swapped indices, row j and column i; windows are cut off at the image's end."""
    height, width = (n - p + 1 for n, p in zip(X.shape, size, strict=True))
    beyond = max(0, width - height), max(0, height - width)
    Y = pooled(X, size, ((0, beyond[0]), (0, beyond[1])), (1, 1), mode)
    return seen(Y[:width, :height].T)


def _over_the_edge(X: Any, size: Any, mode: str) -> Any:
    return pooled(X, size, ((0, size[0] - 1), (0, size[1] - 1)), (1, 1), mode)


def _zeros_at_the_end(X: Any, size: Any, mode: str) -> Any:
    return np.pad(pool(X, size, mode=mode), ((0, size[0] - 1), (0, size[1] - 1)))


MISCONCEPTIONS = (
    Misconception(
        "windows do not overlap",
        "Your window moves by its own size. Here it moves by one cell, so windows overlap.",
        lambda X, size, mode: pool(X, size, stride=size, mode=mode),
    ),
    Misconception(
        "window always 2 x 2",
        "Your window is always 2 x 2. Its size is given as pool_size.",
        lambda X, size, mode: pool(X, (2, 2), mode=mode),
    ),
    *(
        Misconception(
            "output as large as the image",
            "Your output is as large as the image. A window that hangs over the edge does not "
            "count, so the output is smaller.",
            model,
        )
        for model in (_over_the_edge, _zeros_at_the_end)
    ),
    Misconception(
        "row and column swapped in the window",
        "Your windows are cut at row j and column i. Y[i, j] belongs to row i and column j.",
        _cut_transposed,
    ),
    Misconception(
        "median in place of the mean",
        "Your numbers are medians: half of a window is below them. A mean takes all into account.",
        _one_of_cells("avg", lambda cells: np.median(cells, axis=0)),
    ),
    Misconception(
        "mean always divided by 4",
        "Your sums are divided by 4, whatever the window. How many cells does it have?",
        _one_of_cells("avg", lambda cells: cells.sum(axis=0) / 4),
    ),
    Misconception(
        "last number of the window",
        "Your number is the last of each window, whatever the others are: each one overwrites the "
        "one before. Keep it only where it is larger.",
        _one_of_cells("max", lambda cells: cells[-1]),
    ),
    Misconception(
        "place of the largest number",
        "Your numbers are places: where in its window the largest stands. Keep the number itself.",
        _one_of_cells("max", lambda cells: cells.argmax(axis=0)),
    ),
    Misconception(
        "bytes",
        "Your output holds bytes, whole numbers from 0 to 255. Pooling also gives fractions and "
        "negative numbers.",
        lambda X, size, mode: np.clip(pool(X, size, mode=mode), 0, 255).astype(np.uint8),
    ),
    Misconception(
        "answer of an earlier call",
        "You always return the numbers of the notebook's example. Compute them from X.",
        lambda X, size, mode: np.array([[4.0, 5.0], [7.0, 8.0]]),
    ),
    *(Misconception(each.name, each.sentence, _alone(each.model)) for each in SHARED),
)

pool2d = Exercise(
    name="pool2d",
    reference=lambda X, pool_size, mode: operations.pool(X, pool_size, mode=mode),
    terms=lambda X, pool_size, *others: pool_size[0] * pool_size[1],
    misconceptions=MISCONCEPTIONS,
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
