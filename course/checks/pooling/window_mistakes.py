"""Mistakes in pooling an image, with or without padding and stride.

A model takes the arguments of `pool2d_strided`. Most models call the course's own pooling with
other settings.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.mistake_models import Model, pool
from course.checks.pooling.inputs import NO_PADDING
from nbproctor.checks.exercise import Misconception


def pooled(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    """Compute the right answer."""
    return pool(X, size, padding, stride, mode).numpy()


def resized(change: Callable[..., tuple[Any, Any, Any]]) -> Model:
    """Build a model with another window size, padding and stride."""
    return lambda X, size, padding, stride, mode: pooled(X, *change(size, padding, stride), mode)


def always(mode: str) -> Model:
    """Build a model that ignores the given mode."""
    return lambda X, size, padding, stride, _: pooled(X, size, padding, stride, mode)


def only(its_mode: str, model: Model) -> Model:
    """Restrict a mistake to one mode."""
    return lambda *given: (model if given[-1] == its_mode else pooled)(*given)


def turned(model: Model) -> Model:
    """Swap the two axes in a mistake."""

    def mirrored(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        return model(X.T, size[::-1], padding[::-1], stride[::-1], mode).T

    return mirrored


def padded_with(number: float) -> Model:
    """Build a model that treats padded cells as cells of the image."""

    def padded(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        import tensorflow as tf

        bordered = tf.pad(X, padding, constant_values=np.float32(number))
        return pooled(bordered, size, NO_PADDING, stride, mode)

    return padded


def holding_cells(Y: Any) -> Any:
    """Return which outputs have a window with a cell; others are the lowest number or NaN."""
    return np.abs(Y) < 1e30


def seen(Y: Any) -> Any:
    """Return the array; raise, as NumPy does, if a window held no cell."""
    if not holding_cells(Y).all():
        raise ValueError("zero-size array to reduction operation")
    return Y


def _square_image(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    """Model a square image's number of columns; windows are cut off at the image's end."""
    left, right = padding[1]
    wider = right + max(0, X.shape[0] - X.shape[1])
    columns = (X.shape[0] - size[1] + left + right) // stride[1] + 1
    return seen(pooled(X, size, (padding[0], (left, wider)), stride, mode)[:, :columns])


def _square_image_refused(X: Any, *settings: Any) -> Any:
    if X.shape[0] != X.shape[1]:
        raise ValueError("could not broadcast input array")
    return pooled(X, *settings)


def _loops_over_rows(*given: Any) -> Any:
    Y = pooled(*given)
    if Y.shape[0] > Y.shape[1]:
        raise IndexError("index is out of bounds")
    Y[:, Y.shape[0] :] = 0
    return Y


def _first(columns: int | None) -> Model:
    """Build a model that computes only the first window or row of windows; the rest is 0."""

    def first(*given: Any) -> Any:
        Y = pooled(*given)
        kept = np.zeros_like(Y)
        kept[0, :columns] = Y[0, :columns]
        return kept

    return first


def _smallest(X: Any, *settings: Any) -> Any:
    return -pooled(-X, *settings)


def _size_squared(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    return pooled(X, size, padding, stride, mode) * (size[1] / size[0])


def _sum(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
    return padded_with(0)(X, size, padding, stride, mode) * (size[0] * size[1])


def _where_largest_is_zero(*given: Any) -> Any:
    Y = pooled(*given)
    return np.where(Y == 0, always("avg")(*given), Y)


def _modes_swapped(*given: Any) -> Any:
    return always("avg" if given[-1] == "max" else "max")(*given)


SHARED = (
    Misconception(
        "all zero",
        "Every value is 0: is the result of a window ever written into the output?",
        lambda *given: np.zeros_like(pooled(*given)),
    ),
    Misconception(
        "modes swapped",
        "Your numbers are means where the largest is asked, and the other way round.",
        _modes_swapped,
    ),
    Misconception(
        "always the largest",
        "Your numbers are the largest of each window in both modes. The mode 'avg' asks for means.",
        always("max"),
    ),
    Misconception(
        "always the mean",
        "Your numbers are means in both modes. The mode 'max' asks for the largest.",
        always("avg"),
    ),
    *(
        Misconception(
            "mode misspelt",
            f"With mode '{mode}' your output stays 0, so nothing is computed. The modes are spelt "
            "'max' and 'avg'.",
            only(mode, lambda *given: np.zeros_like(pooled(*given))),
        )
        for mode in ("max", "avg")
    ),
    *(
        Misconception(
            "one window size for both axes",
            f"Your window is square: as high and as wide as pool_size[{axis}]. pool_size holds its "
            "height and its width.",
            resized(lambda size, *others, axis=axis: ((size[axis], size[axis]), *others)),
        )
        for axis in (0, 1)
    ),
    Misconception(
        "height and width of the window swapped",
        "Your window is as wide as it should be high. The height is pool_size[0].",
        resized(lambda size, *others: (size[::-1], *others)),
    ),
    *(
        Misconception(
            "square image assumed",
            "The image is taken for a square: one side decides both sizes of the output. "
            "X.shape holds its height and its width.",
            model,
        )
        for model in (_square_image, turned(_square_image), _square_image_refused)
    ),
    *(
        Misconception(
            "both loops over one axis",
            "Both of your loops run equally far. One is for rows of the output, one for columns.",
            model,
        )
        for model in (_loops_over_rows, turned(_loops_over_rows))
    ),
    *(
        Misconception(
            "return inside the loop",
            f"Only your first {which} was computed. Where does your function return?",
            _first(columns),
        )
        for which, columns in (("window", 1), ("row of windows", None))
    ),
    Misconception(
        "negatives cut off",
        "Where a negative number belongs you have 0. Pooling keeps the sign of what it finds.",
        lambda *given: np.maximum(pooled(*given), 0),
    ),
    Misconception(
        "largest by absolute value",
        "Your numbers are the largest without their signs. -5 is smaller than 1.",
        only("max", lambda X, *settings: pooled(np.abs(X), *settings)),
    ),
    Misconception(
        "smallest number",
        "Your numbers are the smallest of each window; 'max' asks for the largest.",
        only("max", _smallest),
    ),
    Misconception(
        "mean where the largest is 0",
        "Where the largest number is 0 you have the mean. Zero is a number like any other, though "
        "Python takes it for False.",
        only("max", _where_largest_is_zero),
    ),
    Misconception(
        "max started at 0",
        "Your largest is never below 0. Where every cell is negative, so is the largest: with what "
        "does your search start?",
        only("max", lambda *given: np.maximum(pooled(*given), 0)),
    ),
    Misconception(
        "sum in place of the mean",
        "Your numbers are sums. A mean divides the sum by how many numbers there are.",
        only("avg", _sum),
    ),
    *(
        Misconception(
            "mean divided as in a square window",
            f"Your sums are divided by the square of the window's {side}. A window need not be "
            "square: how many cells does it have?",
            only("avg", model),
        )
        for side, model in (("height", _size_squared), ("width", turned(_size_squared)))
    ),
)
