"""Known mistakes of chapter two, padding and stride: `pad2d` and `comp_conv2d`.

Those of `corr2d_strided` and of the sizes have modules of their own.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.exercise import Misconception
from course.checks.misconceptions import operations

Model = Callable[..., Any]


def _sides(twist: Callable[[int, int, int, int], Any]) -> Model:
    """The reference with other sides, from (top, bottom, left, right), in place of those given."""
    return lambda X, padding: operations.pad(X, twist(*padding[0], *padding[1]))


def _square(axis: int, crop: bool) -> Model:
    """Lay a square as large as one axis of the image into the output, row by row where `crop`."""

    def model(X: Any, padding: Any) -> Any:
        n = X.shape[axis]
        if crop and X.shape[1 - axis] < n:
            raise IndexError
        return operations.pad(X[:n, :n] if crop else np.broadcast_to(X, (n, n)), padding)

    return model


def _sides_without_padding(X: Any, padding: Any) -> Any:
    """Slices that end at minus the padding: nothing is left where it is 0."""
    if 0 in (padding[0][1], padding[1][1]):
        raise ValueError
    return operations.pad(X, padding)


def _transposed_inside(X: Any, padding: Any) -> Any:
    Y = np.zeros_like(operations.pad(X, padding))
    top, left = padding[0][0], padding[1][0]
    Y[top : top + X.shape[1], left : left + X.shape[0]] = X.T
    return Y


_ONE_AXIS_FOR_BOTH = (
    "You use one length of X for both axes. Height and width of an image are two numbers."
)
_TWICE = "Your output is too large: padding counts twice. Each side is added once."

PAD2D = (
    Misconception(
        "second of each pair ignored",
        "Bottom is padded like the top and right like the left. Each side has a number of its own.",
        _sides(lambda top, bottom, left, right: ((top, top), (left, left))),
    ),
    Misconception(
        "bottom as top",
        "At the bottom you have as many rows as on top. Each side has a number of its own.",
        _sides(lambda top, bottom, left, right: ((top, top), (left, right))),
    ),
    Misconception(
        "right as left",
        "On the right you have as many columns as on the left. Each side has a number of its own.",
        _sides(lambda top, bottom, left, right: ((top, bottom), (left, left))),
    ),
    Misconception(
        "top and left for both",
        "All four sides have one number. Each has a number of its own.",
        _sides(lambda top, bottom, left, right: ((top, top), (top, top))),
    ),
    Misconception(
        "before and after swapped",
        "Your image lies nearer to the wrong ends, on both axes. Which of a pair comes first?",
        _sides(lambda top, bottom, left, right: ((bottom, top), (right, left))),
    ),
    Misconception(
        "top and bottom swapped",
        "The rows meant for the top are at the bottom. The first pair is (top, bottom).",
        _sides(lambda top, bottom, left, right: ((bottom, top), (left, right))),
    ),
    Misconception(
        "left and right swapped",
        "The columns meant for the left are on the right. The second pair is (left, right).",
        _sides(lambda top, bottom, left, right: ((top, bottom), (right, left))),
    ),
    Misconception(
        "axes of the padding swapped",
        "Your rows are padded with the numbers for columns. The first pair is (top, bottom).",
        _sides(lambda top, bottom, left, right: ((left, right), (top, bottom))),
    ),
    Misconception(
        "corners in place of sides",
        "You read the pairs as (top, left) and (bottom, right). A pair belongs to one axis.",
        _sides(lambda top, bottom, left, right: ((top, left), (bottom, right))),
    ),
    Misconception(
        "clockwise",
        "You read the four numbers clockwise. The first pair is (top, bottom).",
        _sides(lambda top, bottom, left, right: ((top, left), (right, bottom))),
    ),
    Misconception(
        "padding twice",
        _TWICE,
        _sides(
            lambda top, bottom, left, right: ((top, top + 2 * bottom), (left, left + 2 * right))
        ),
    ),
    Misconception(
        "padding twice",
        _TWICE,
        _sides(lambda top, bottom, left, right: ((2 * top, 2 * bottom), (2 * left, 2 * right))),
    ),
    Misconception(
        "one cell on every side",
        "You pad one cell on every side. How many cells it should be is what `padding` says.",
        _sides(lambda top, bottom, left, right: ((1, 1), (1, 1))),
    ),
    Misconception(
        "rows only",
        "Only rows are added. Columns on the left and on the right belong to it too.",
        _sides(lambda top, bottom, left, right: ((top, bottom), (0, 0))),
    ),
    Misconception(
        "columns only",
        "Only columns are added. Rows on top and at the bottom belong to it too.",
        _sides(lambda top, bottom, left, right: ((0, 0), (left, right))),
    ),
    Misconception(
        "image in the corner",
        "The size is right, but your image lies in the upper left corner. Where should it start?",
        _sides(lambda top, bottom, left, right: ((0, top + bottom), (0, left + right))),
    ),
    Misconception(
        "image in the corner",
        "The size is right, but your image lies in the lower right corner. Where should it start?",
        _sides(lambda top, bottom, left, right: ((top + bottom, 0), (left + right, 0))),
    ),
    Misconception(
        "edge repeated",
        "Your border repeats the outermost pixels of the image. It should hold zeros.",
        lambda X, padding: np.pad(X, padding, "edge"),
    ),
    Misconception(
        "bytes",
        "Your output holds bytes: fractions are gone, and negative numbers have become large.",
        lambda X, padding: operations.pad(X.astype(int) % 256, padding),
    ),
    Misconception(
        "border of ones",
        "Your border holds ones. It should hold zeros.",
        lambda X, padding: np.pad(X, padding, constant_values=1),
    ),
    Misconception(
        "image transposed", "Inside the border rows stand as columns.", _transposed_inside
    ),
    Misconception(
        "empty slice",
        "It fails only where a side has no padding: a slice that ends at -0 is empty.",
        _sides_without_padding,
    ),
    *(
        Misconception("one length for both axes", _ONE_AXIS_FOR_BOTH, _square(axis, crop))
        for axis in (0, 1)
        for crop in (False, True)
    ),
)


def _output(X: Any, kernel: Any, padding: str, strides: tuple[int, int]) -> Any:
    return operations.cross_correlate_strided(X, kernel, padding, strides).numpy()


def _through_layer(twist: Callable[[Any], Any]) -> Model:
    """What becomes of the layer's output, without batch and channels, or of the image before."""
    return lambda *inputs: twist(_output(*inputs))


def _reshaped_like_image(X: Any, kernel: Any, padding: str, strides: tuple[int, int]) -> Any:
    return _output(X, kernel, padding, strides).reshape(X.shape)


def _given(twist: Callable[[Any], Any]) -> Model:
    """The layer's output for an image that was changed before."""
    return lambda X, *settings: _output(twist(X), *settings)


COMP_CONV2D = (
    Misconception(
        "all axes kept",
        "Your output still has the axes of the batch and of the channels. X came without them.",
        _through_layer(lambda Y: Y[np.newaxis, :, :, np.newaxis]),
    ),
    Misconception(
        "channel axis kept",
        "Your output still has the axis of the channels, the last one. X came without it.",
        _through_layer(lambda Y: Y[:, :, np.newaxis]),
    ),
    Misconception(
        "batch axis kept",
        "Your output still has the axis of the batch, the first one. X came without it.",
        _through_layer(lambda Y: Y[np.newaxis]),
    ),
    Misconception(
        "flattened",
        "Your numbers are right, but in a single row. Height and width should stay.",
        _through_layer(np.ravel),
    ),
    Misconception(
        "squeezed",
        "You take off every axis of length 1. An output of a single row has two axes too.",
        _through_layer(np.squeeze),
    ),
    Misconception(
        "one row or column",
        "You return a part of the output. All rows and columns belong to it.",
        _through_layer(lambda Y: Y[0]),
    ),
    Misconception(
        "output transposed",
        "Your output is the transpose. Rows of the layer's output are rows of yours.",
        _through_layer(np.transpose),
    ),
    Misconception(
        "image transposed",
        "The layer got the transpose of the image. Rows of X are rows of what it wants.",
        _given(np.transpose),
    ),
    Misconception(
        "height and width swapped",
        "You reshape X to (width, height): that tears its rows apart. Height comes first.",
        _given(lambda X: X.reshape(X.shape[::-1])),
    ),
    Misconception(
        "square image assumed",
        "It fails only for images that are not square. Height and width are two numbers.",
        _given(lambda X: X.reshape(len(X), len(X))),
    ),
    Misconception(
        "size of the image fixed",
        "It takes images of 8 x 8 only. Ask X for its shape.",
        _given(lambda X: X.reshape(8, 8)),
    ),
    Misconception(
        "reshaped like the image",
        "It fails where the output is not as large as the image. The layer decides on the size.",
        _reshaped_like_image,
    ),
    Misconception(
        "the layer's settings ignored",
        "Your numbers are those of its kernel without its padding and strides. Call the layer.",
        lambda X, kernel, *settings: operations.cross_correlate(X, kernel),
    ),
    Misconception(
        "a layer of its own",
        "Your numbers are those of another layer. Use the one that is handed to you.",
        lambda X, *settings: operations.cross_correlate(X, np.ones((3, 3))),
    ),
)
