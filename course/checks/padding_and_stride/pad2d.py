"""The exercise `pad2d`: rows and columns of zeros around an image.

An answer pads rows and columns, and each of the two may be wrong in its own way.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course import operations
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    Part,
    Table,
    combined,
    family,
    named_in,
    ways,
)
from course.checks.padding_and_stride.inputs import NONE, X_2X2, X_3X3
from course.checks.rules import PADDING
from course.checks.window_models import EMPTY_SLICES, WRAPPED, WRAPS, surround
from nbproctor.checks.diagnosis import INTEGER_DTYPE

# Padding of one axis, from its two sides and then those of the other axis.
Axis = Callable[[int, int, int, int], tuple[int, int]]


def _pad_sides(change: Callable[[int, int, int, int], Any]) -> Model:
    """Build a model with other padding, from (top, bottom, left, right); it raises below 0."""
    return lambda X, padding: surround(X, change(*padding[0], *padding[1]))


def _pad_axes(rows: Axis, columns: Axis) -> Model:
    """Build a model with other padding of rows and columns."""
    return _pad_sides(lambda t, b, le, r: (rows(t, b, le, r), columns(le, r, t, b)))


def _end_at_minus_padding(is_empty: Callable[[int, int], bool]) -> Model:
    """Build a model of slices that end at minus the padding."""

    def model(X: Any, padding: Any) -> Any:
        if is_empty(padding[0][1], padding[1][1]):
            raise ValueError
        return models.pad(X, padding)

    return model


def _pad_in_two_steps(axis: int) -> Model:
    """Build a model that pads one axis, and then joins zeros of the old length on the other."""

    def model(X: Any, padding: Any) -> Any:
        longer = np.swapaxes(X, 0, axis)
        (top, bottom), (before, after) = padding[axis], padding[1 - axis]
        rows = longer.shape[1]
        longer = surround(longer, ((0, 0), (before, after)))
        zeros = [np.zeros((n, rows)) for n in (top, bottom)]
        return np.swapaxes(np.concatenate([zeros[0], longer, zeros[1]]), 0, axis)

    return model


def _end_without_start(rows: bool, columns: bool) -> Model:
    """Build a model whose slice ends at the image's height or width, wherever it starts."""

    def model(X: Any, padding: Any) -> Any:
        Y = surround(0 * X, padding)
        top, left = padding[0][0], padding[1][0]
        h, w = X.shape
        Y[top : h + top * (not rows), left : w + left * (not columns)] = X
        return Y

    return model


def _insert_before_last(rows: bool, columns: bool) -> Model:
    """Build a model that inserts the last zeros before the last row or column."""

    def model(X: Any, padding: Any) -> Any:
        (top, bottom), (left, right) = padding
        Y = surround(X, ((top, bottom * (not rows)), (left, right * (not columns))))
        Y = np.insert(Y, [-1] * (bottom * rows), 0, axis=0)
        return np.insert(Y, [-1] * (right * columns), 0, axis=1)

    return model


def _write_in_one_row(X: Any, padding: Any) -> Any:
    """Write the pixels without gaps into one long row of zeros, which is cut into rows then."""
    Y = surround(0 * X, padding)
    start = padding[0][0] * Y.shape[1] + padding[1][0]
    Y.flat[start : start + X.size] = X.ravel()
    return Y


def _pad_after_each_row(X: Any, padding: Any) -> Any:
    (top, bottom), sides = padding
    rows = [surround(row[np.newaxis], ((0, bottom), sides)) for row in X]
    return np.concatenate([np.zeros((top, rows[0].shape[1])), *rows])


def _share_one_list(X: Any, padding: Any) -> Any:
    """Write all rows into one list, which stands for each of them."""
    height = len(X) + sum(padding[0])
    return np.repeat(surround(X[-1:], ((0, 0), padding[1])), height, axis=0)


def _write_last_row_around(sides: Sequence[int], X: Any, padding: Any) -> Any:
    """Put the last row of the image into the rows above it (0), below it (1) or both."""
    Y = surround(X, padding)
    top, bottom = padding[0]
    for side in sides:
        Y[slice(0, top) if side == 0 else slice(len(Y) - bottom, None)] = Y[top + len(X) - 1]
    return Y


def _write_with_lengths(rows: int, columns: int) -> tuple[Model, ...]:
    """Build models that take these axes of X for its height and width, in a slice or in loops."""

    def sliced(X: Any, padding: Any) -> Any:
        (top, _), (left, _) = padding
        h, w = X.shape[rows], X.shape[columns]
        Y = surround(np.zeros((h, w)), padding)
        Y[top : top + h, left : left + w] = X
        return Y

    def looped(X: Any, padding: Any) -> Any:
        (top, _), (left, _) = padding
        h, w = X.shape[rows], X.shape[columns]
        Y = surround(np.zeros((h, w)), padding)
        for i, j in np.ndindex(h, w):
            Y[top + i, left + j] = X[i, j]
        return Y

    return sliced, looped


def _pad_with(number: Callable[[Any], float], X: Any, padding: Any) -> Any:
    return surround(X, padding, number(X))


def _write_part(part: Any) -> Model:
    """Build a model that writes only a part of the image into the zeros."""
    return lambda X, padding: surround(models.keep_only(X, part), padding)


def _write_transposed(X: Any, padding: Any) -> Any:
    Y = np.zeros_like(models.pad(X, padding))
    top, left = padding[0][0], padding[1][0]
    Y[top : top + X.shape[1], left : left + X.shape[0]] = X.T
    return Y


def _list_ways(lines: str, before: str, after: str, start: str, other: str) -> tuple[Part, ...]:
    """Return the ways to pad one axis.

    Args:
        lines: what is added, "rows" or "columns".
        before, after: the names of its two sides, "top" and "bottom".
        start: the name of the other axis' first side.
        other: the name of the mistake in which nothing is added.
    """
    own = "Each side has a number of its own."
    mistakes: Table = {
        f"{after} as {before}": (
            f"At the {after} you have as many {lines} as at the {before}. {own}",
            lambda a, b, c, d: (a, a),
        ),
        f"{before} as {after}": (
            f"At the {before} you have as many {lines} as at the {after}. {own}",
            lambda a, b, c, d: (b, b),
        ),
        f"{before} and {after} swapped": (
            f"The {lines} meant for the {before} are at the {after}. The pair is ({before}, "
            f"{after}).",
            lambda a, b, c, d: (b, a),
        ),
        f"{lines} padded with the other pair": (
            f"Your {lines} are padded with the numbers of the other axis. Theirs are ({before}, "
            f"{after}).",
            lambda a, b, c, d: (c, d),
        ),
        f"{start} used for {before}": (
            f"Your image starts at {start} where it should start at {before}: its {lines} are "
            f"shifted by the number of {lines} at the {before}.",
            lambda a, b, c, d: (c, a + b - c),
        ),
        f"{start} in place of {before}": (
            f"At the {before} you have as many {lines} as `{start}` says. {own}",
            lambda a, b, c, d: (c, b),
        ),
        other: (
            f"No {lines} are added. Those at the {before} and at the {after} belong to it too.",
            lambda a, b, c, d: (0, 0),
        ),
        f"{lines} at the {before} only": (
            f"You add {lines} at the {before} and none at the {after}.",
            lambda a, b, c, d: (a, 0),
        ),
        f"{lines} at the {after} only": (
            f"You add {lines} at the {after} and none at the {before}.",
            lambda a, b, c, d: (0, b),
        ),
        f"all {lines} at the {before}": (
            f"All {lines} of zeros are at the {before}. Those of the {after} belong at the other "
            "end.",
            lambda a, b, c, d: (a + b, 0),
        ),
        f"all {lines} at the {after}": (
            f"All {lines} of zeros are at the {after}. Those of the {before} belong at the other "
            "end.",
            lambda a, b, c, d: (0, a + b),
        ),
        f"image a {lines[:-1]} too early": (
            f"Your image starts one of the {lines} too early: those of zeros are one too few at "
            f"the {before}, and one too many at the {after}.",
            lambda a, b, c, d: (a - 1, b + 1),
            lambda a, b, c, d: (max(a - 1, 0), b + min(a, 1)),
        ),
        f"image a {lines[:-1]} too late": (
            f"Your image starts one of the {lines} too late: those of zeros are one too many at "
            f"the {before}, and one too few at the {after}.",
            lambda a, b, c, d: (a + 1, b - 1),
        ),
        f"{lines} of both sides at each": (
            f"Each end has the {lines} of both. {own}",
            lambda a, b, c, d: (a + b, a + b),
        ),
        f"half of all {lines} at each side": (
            f"The {before} and the {after} share their {lines} of zeros equally, and what is left "
            f"over is lost or at one end. {own}",
            lambda a, b, c, d: ((a + b) // 2, (a + b) // 2),
            lambda a, b, c, d: ((a + b) // 2, (a + b + 1) // 2),
            lambda a, b, c, d: ((a + b + 1) // 2, (a + b) // 2),
        ),
        f"as many {lines} as on the other axis": (
            f"Your output has as many {lines} of zeros in all as zeros on its other axis. What "
            f"belongs there is the number at the {before} plus that at the {after}.",
            lambda a, b, c, d: (a, c + d - a),
        ),
        f"twice the {lines}": (
            f"You add twice as many {lines} as you should.",
            lambda a, b, c, d: (2 * a, 2 * b),
        ),
        f"a {lines[:-1]} too many": (
            f"You have a {lines[:-1]} of zeros too many at the {after}.",
            lambda a, b, c, d: (a, b + 1),
        ),
    }
    return (
        *ways(lambda a, b, c, d: (a, b), mistakes),
        Part(
            f"a {lines[:-1]} too many",
            f"You have a {lines[:-1]} of zeros too many at the {before}.",
            lambda a, b, c, d: (a + 1, b),
        ),
        Part(
            f"a {lines[:-1]} too few",
            f"You have a {lines[:-1]} of zeros too few at the {after}.",
            lambda a, b, c, d: (a, b - 1),
        ),
    )


ROWS = _list_ways("rows", "top", "bottom", "left", "columns only")
COLUMNS = _list_ways("columns", "left", "right", "top", "rows only")

FOUR_NUMBERS: Table = {
    "second of each pair ignored": (
        "Bottom is padded like the top and right like the left. Each side has a number of its own.",
        _pad_sides(lambda t, b, le, r: ((t, t), (le, le))),
    ),
    "top and left for both": (
        "All four sides have one number. Each has a number of its own.",
        _pad_sides(lambda t, b, le, r: ((t, t), (t, t))),
    ),
    "before and after swapped": (
        "Your image lies nearer to the wrong ends, on both axes. Which of a pair comes first?",
        _pad_sides(lambda t, b, le, r: ((b, t), (r, le))),
    ),
    "axes of the padding swapped": (
        "Your rows are padded with the numbers for columns. The first pair is (top, bottom).",
        _pad_sides(lambda t, b, le, r: ((le, r), (t, b))),
    ),
    "corners in place of sides": (
        "You read the pairs as (top, left) and (bottom, right). A pair belongs to one axis.",
        _pad_sides(lambda t, b, le, r: ((t, le), (b, r))),
    ),
    "clockwise": (
        "You read the four numbers clockwise. The first pair is (top, bottom).",
        _pad_sides(lambda t, b, le, r: ((t, le), (r, b))),
    ),
    "padding twice": (
        "Your output is too large: padding counts twice. Each side is added once.",
        _pad_sides(lambda t, b, le, r: ((t, t + 2 * b), (le, le + 2 * r))),
        _pad_sides(lambda t, b, le, r: ((2 * t, 2 * b), (2 * le, 2 * r))),
        _pad_sides(lambda t, b, le, r: ((t + b,) * 2, (le + r,) * 2)),
    ),
    "one cell on every side": (
        "You pad one cell on every side. How many cells it should be is what `padding` says.",
        lambda X, padding: np.pad(X, 1),
    ),
    "image in the corner": (
        "The size is right, but your image lies in the upper left corner. Where should it start?",
        _pad_sides(lambda t, b, le, r: ((0, t + b), (0, le + r))),
    ),
}
PLACES: Table = {
    "image in the corner": (
        "The size is right, but your image lies in the lower right corner. Where should it start?",
        _pad_sides(lambda t, b, le, r: ((t + b, 0), (le + r, 0))),
    ),
    "top and left swapped": (
        "Your image starts in row `left` and column `top`. Its rows are shifted by top, its "
        "columns by left.",
        _pad_sides(lambda t, b, le, r: ((le, t + b - le), (t, le + r - t))),
    ),
}

BORDERS: Table = {
    "image repeated on two sides": (
        "Below and to the right of the image you repeat it, where zeros belong. An index that "
        "begins again with %, or a test of its lower end alone, does that: it needs an upper end.",
        lambda X, padding: np.pad(
            np.pad(X, [(0, after) for _, after in padding], "wrap"),
            [(before, 0) for before, _ in padding],
        ),
    ),
    "indices below 0": (f"{WRAPPED} The border should hold zeros.", *WRAPS),
    "image repeated": (
        "Your border holds pixels of the image's other end, as the rest of a division by its "
        "height or width gives them. It should hold zeros.",
        lambda X, padding: np.pad(X, padding, "wrap"),
    ),
    "edge repeated": (
        "Your border repeats the outermost pixels of the image. It should hold zeros.",
        lambda X, padding: np.pad(X, padding, "edge"),
    ),
    "bytes": (
        "Your output holds bytes: fractions are gone, and negative numbers have become large.",
        lambda X, padding: models.pad(X.astype(int) % 256, padding),
    ),
    "truncated to whole numbers": (
        INTEGER_DTYPE,
        lambda X, padding: models.pad(np.trunc(X), padding),
    ),
    **family(
        "Your border holds {}. It should hold zeros.",
        {
            f"border of {words}": (words, functools.partial(_pad_with, number))
            for words, number in (
                ("ones", lambda X: 1),
                ("minus ones", lambda X: -1),
                ("255", lambda X: 255),
                ("NaN", lambda X: np.nan),
                ("the smallest number of the image", np.min),
                ("the largest number of the image", np.max),
                ("the mean of the image", np.mean),
            )
        },
    ),
}
WRITTEN: Table = {
    "zeros before the last row or column": (
        "The zeros at the bottom or on the right stand before the last row or column of the image. "
        "`insert` puts a row before the one that you name, and -1 is the last.",
        *(_insert_before_last(*axes) for axes in ((True, True), (True, False), (False, True))),
    ),
    "pixels without gaps": (
        "The rows of your image follow each other without zeros between them. Each row needs zeros "
        "on its left and on its right.",
        _write_in_one_row,
    ),
    "bottom after each row": (
        "The rows of zeros at the bottom follow after each row of the image. They belong after the "
        "loop over rows.",
        _pad_after_each_row,
    ),
    "image transposed": ("Inside the border rows stand as columns.", _write_transposed),
    "one row for all": (
        "All your rows are equal, those of the border too. A list such as [[0] * w] * h holds one "
        "and the same row h times: make a new row for each.",
        _share_one_list,
    ),
    "rows of zeros share one list": (
        "Your rows of zeros are not zero: they are one and the same list, into which pixels of the "
        "image are written as well. Make a new list for each row.",
        *(functools.partial(_write_last_row_around, sides) for sides in ((0, 1), (0,), (1,))),
    ),
    "loops start at 1": (
        "The first row or column of the image is missing: zeros stand in its place. Rows and "
        "columns have numbers from 0 on. Where do your loops start? If you compare indices with "
        "top and left, those count, too: <= in place of <.",
        _write_part(np.s_[1:, 1:]),
        _write_part(np.s_[1:]),
        _write_part(np.s_[:, 1:]),
    ),
    "loops stop early": (
        "The last row or column of the image is missing: zeros stand in its place. Where do your "
        "loops end?",
        _write_part(np.s_[:-1, :-1]),
        _write_part(np.s_[:-1]),
        _write_part(np.s_[:, :-1]),
    ),
    "empty slice": (
        "It fails where a side has no padding. Does a slice of yours end at minus the padding? One "
        "that ends at -0 is empty.",
        *map(_end_at_minus_padding, EMPTY_SLICES),
    ),
    "zeros of the old length joined": (
        "You join zeros on one axis, and then zeros of the image's old length on the other. After "
        "the first step rows or columns are longer: the next zeros are as long as those.",
        *map(_pad_in_two_steps, (0, 1)),
    ),
    "slice ends without its start": (
        "The slice that you write the image into ends at the image's height and width, wherever it "
        "starts. Its end is its start plus the height or the width.",
        *(_end_without_start(*axes) for axes in ((True, True), (True, False), (False, True))),
    ),
    "one length for both axes": (
        "You use one length of X for both axes, or its width as its height. The shape of X is "
        "(height, width), two numbers.",
        *(
            model
            for rows, columns in ((0, 0), (1, 1), (1, 0))
            for model in _write_with_lengths(rows, columns)
        ),
    ),
}

MISCONCEPTIONS = (
    *named_in(FOUR_NUMBERS),
    *named_in(PLACES),
    *combined(_pad_axes, ROWS, COLUMNS),
    *named_in(BORDERS),
    *named_in(WRITTEN),
)

pad2d = Exercise(
    name="pad2d",
    reference=operations.pad,
    misconceptions=MISCONCEPTIONS,
    by_hand=(PADDING,),
    hints=(
        "How many rows and columns does the result in the figure above have, and in which of them "
        "does the image start?",
        "Make a larger array of zeros, and write the whole image into the right place. Add the "
        "padding on both sides to the height and the width of X.",
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
            hint="padding[0] is (top, bottom). X[0] is in row `top` of the result.",
        ),
        Property(
            "columns of zeros on the left and on the right, each its own number",
            points=1,
            cases=(
                case(X=X_3X3, padding=((1, 1), (2, 1))),
                case(X=X_2X2, padding=((2, 2), (1, 3))),
            ),
            hint="padding[1] is (left, right). A row of X starts in column `left` of the result.",
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
                case(X=1.126 * X_2X2, padding=((1, 1), (1, 1))),
                case(X=X_3X3, padding=NONE),
                case(X=X_2X2, padding=((0, 0), (1, 1))),
                case(X=X_2X2, padding=((1, 1), (0, 0))),
            ),
            hint="Fractions stay as they are, and a side whose number is 0 gets no cells.",
        ),
    ),
)
