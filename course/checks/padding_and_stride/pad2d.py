"""The exercise `pad2d`: rows and columns of zeros around an image."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model
from course.checks.padding_and_stride.inputs import NONE, X_2X2, X_3X3
from course.checks.rules import PADDING


def _sides(twist: Callable[[int, int, int, int], Any]) -> Model:
    """Build a model that calls the reference with other padding (top, bottom, left, right)."""
    return lambda X, padding: models.pad(X, twist(*padding[0], *padding[1]))


def _square(axis: int, crop: bool) -> Model:
    """Build a model that pads a square as large as one image axis, cropped or broadcast."""

    def model(X: Any, padding: Any) -> Any:
        n = X.shape[axis]
        if crop and X.shape[1 - axis] < n:
            raise IndexError
        return models.pad(X[:n, :n] if crop else np.broadcast_to(X, (n, n)), padding)

    return model


def _sides_without_padding(X: Any, padding: Any) -> Any:
    """Model slices that end at minus the padding: they are empty if the padding is 0."""
    if 0 in (padding[0][1], padding[1][1]):
        raise ValueError
    return models.pad(X, padding)


def _transposed_inside(X: Any, padding: Any) -> Any:
    Y = np.zeros_like(models.pad(X, padding))
    top, left = padding[0][0], padding[1][0]
    Y[top : top + X.shape[1], left : left + X.shape[0]] = X.T
    return Y


_ONE_AXIS_FOR_BOTH = (
    "You use one length of X for both axes. Height and width of an image are two numbers."
)
_TWICE = "Your output is too large: padding counts twice. Each side is added once."

MISCONCEPTIONS = (
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
        lambda X, padding: models.pad(X.astype(int) % 256, padding),
    ),
    Misconception(
        "truncated to whole numbers",
        "The fractions are gone: your output's dtype is whole.",
        lambda X, padding: models.pad(np.trunc(X), padding),
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

pad2d = Exercise(
    name="pad2d",
    reference=operations.pad,
    misconceptions=MISCONCEPTIONS,
    by_hand=(PADDING,),
    hints=(
        "How many rows and columns has the result of the figure above, and in which row and "
        "column of it does the image start?",
        "Make a larger array that holds zeros alone, and write the whole image into the right "
        "place of it. The sizes on both sides are added to the height and the width of X.",
        "Unpack padding into top, bottom, left and right. Make zeros of top + height + bottom "
        "rows and left + width + right columns. Assign X to the part whose rows go from top to "
        "top plus the height and whose columns go from left to left plus the width. A slice "
        "that counts from the end, such as [1:-0], is empty.",
    ),
    properties=(
        Property(
            "rows of zeros on top and at the bottom, each its own number",
            points=1,
            cases=(
                case(X=X_3X3, padding=((1, 2), (1, 1))),
                case(X=X_2X2, padding=((3, 1), (2, 2))),
            ),
            hint="padding[0] is (top, bottom): how tall is the result, and in which row is X[0]?",
        ),
        Property(
            "columns of zeros on the left and on the right, each its own number",
            points=1,
            cases=(
                case(X=X_3X3, padding=((1, 1), (2, 1))),
                case(X=X_2X2, padding=((2, 2), (1, 3))),
            ),
            hint="padding[1] is (left, right): how wide is the result, and where does a row start?",
        ),
        Property(
            "images that are not square",
            points=1,
            cases=(
                case(X=np.arange(1.0, 7.0).reshape(2, 3), padding=((1, 1), (1, 1))),
                case(X=np.arange(-6.0, 0.0).reshape(3, 2), padding=((2, 2), (2, 2))),
            ),
            hint="The height of X goes with top and bottom, its width with left and right.",
        ),
        Property(
            "fractions, and sides without padding",
            points=1,
            cases=(
                case(X=X_2X2 / 4, padding=((1, 1), (1, 1))),
                case(X=X_3X3, padding=NONE),
                case(X=X_2X2, padding=((0, 0), (1, 1))),
            ),
            hint="Is your array one of fractions, and does a slice such as [0:-0] hold anything?",
        ),
    ),
)
