"""The mistakes that can happen wherever a window slides over an image, for all exercises.

Each exercise takes the tables that make sense for it, with a call of `window_mistakes`. The special
mistakes come before the general ones.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from course.checks.mistake_models import Model, Table
from course.checks.window_models import Loop, Pair, Sizes, count_windows, join_models
from nbproctor.checks.exercise import Misconception


@dataclass(frozen=True)
class Slip:
    """A mistake: its name, the sentence for the student, and the loops that have it.

    In both texts `{window}` stands for what slides, a kernel or a window. A mistake that is too
    rare to be tried together with a second one is alone.
    """

    name: str
    sentence: str
    loops: Sequence[Loop]
    is_alone: bool = False


def window_mistakes(
    build: Callable[[Loop], Model], *tables: Sequence[Slip], window: str = "kernel"
) -> tuple[Misconception, ...]:
    """Return the mistakes of some tables, for one exercise.

    Args:
        build: turns a loop into a model that takes the inputs of the exercise.
        tables: `SIZES`, `STRIDES` and others of this module.
        window: what slides, "kernel" or "window".
    """
    return tuple(
        Misconception(
            slip.name.format(window=window),
            slip.sentence.format(window=window),
            build(loop),
            change=loop,
            join=None if slip.is_alone else join_models(build),
        )
        for table in tables
        for slip in table
        for loop in slip.loops
    )


# What a mistake may change where shifted images add up, so that its sentence is true of them, too.
_OF_SHIFTS = {"image", "window", "window_in_size", "window_in_slice", "loops", "shape", "outside"}


def shift_mistakes(build: Callable[[Loop], Model]) -> tuple[Misconception, ...]:
    """Return the mistakes with sizes in answers that add up shifted images.

    Args:
        build: turns a loop into a model, see `correlation_by_shifts`.
    """
    found = []
    for slip in (*SLICES, *LENGTHS, *IMAGES, *COUNTS):
        changes = [loop.changes for loop in slip.loops if loop.changes.keys() <= _OF_SHIFTS]
        loops = [
            Loop(**{**each, "outside": outside})
            for each in changes
            if each.get("outside", "cut") == "cut" and not ("loops" in each and "shape" not in each)
            for outside in ("cut", "zeros", "skip")
        ]
        found.append(replace(slip, loops=loops, is_alone=True))
    return window_mistakes(build, found)


def slips_in(field: str, table: Table) -> tuple[Slip, ...]:
    """Return the slips of a table that change one field of a loop, each to be tried alone."""
    return tuple(
        Slip(
            name,
            sentence,
            tuple(Loop(**dict[str, Any]({field: change})) for change in changes),
            is_alone=True,
        )
        for name, (sentence, *changes) in table.items()
    )


def _height_twice(pair: Pair) -> Pair:
    return (pair[0], pair[0])


def _width_twice(pair: Pair) -> Pair:
    return (pair[1], pair[1])


def _crossed(pair: Pair) -> Pair:
    return (pair[1], pair[0])


def _shorter_twice(pair: Pair) -> Pair:
    return (min(pair), min(pair))


def _always(n: int) -> Callable[[Pair], Pair]:
    return lambda pair: (n, n)


def _longer(rows: int, columns: int) -> Callable[[Pair], Pair]:
    """Add a number of cells, which may be negative, to both lengths; none gets below 0."""
    return lambda pair: (max(0, pair[0] + rows), max(0, pair[1] + columns))


def _output(change: Callable[[Pair], Pair]) -> Callable[[Sizes], Pair]:
    return lambda sizes: change(sizes.output)


def both_ways(*loops: Loop) -> tuple[Loop, ...]:
    """Return each loop twice: with windows that are sliced, and read cell by cell."""
    return tuple(replace(loop, outside=each) for loop in loops for each in ("cut", "raise"))


def beyond_the_end(*loops: Loop) -> tuple[Loop, ...]:
    """Return each loop for all that windows may find beyond the end of the image."""
    others = ("zeros", "skip")
    return (*both_ways(*loops), *(replace(loop, outside=x) for x in others for loop in loops))


def _odd(pair: Pair) -> Pair:
    """Return the lengths of a window with equally many cells on both sides of its centre."""
    return (pair[0] // 2 * 2 + 1, pair[1] // 2 * 2 + 1)


def _cut_border(n: int, k: int, s: int) -> int:
    """Count what is left of `n` cells in a slice `[k // 2 : -(k // 2)]`."""
    return 0 if k == 1 else max(0, n - k // 2 * 2)


def _moved_if_even(i: int, j: int, sizes: Sizes) -> Pair:
    return i + (sizes.window[0] + 1) % 2, j + (sizes.window[1] + 1) % 2


def _centred(i: int, j: int, sizes: Sizes) -> Pair:
    (k_h, k_w), (s_h, s_w) = sizes.window, sizes.stride
    return i * s_h - k_h // 2, j * s_w - k_w // 2


def _at(rows: int, columns: int) -> Callable[[int, int, Sizes], Pair]:
    """Start windows some cells later."""
    return lambda i, j, sizes: (i * sizes.stride[0] + rows, j * sizes.stride[1] + columns)


def _later(rows: int, columns: int) -> Callable[[int, int, Pair], Pair]:
    """Write results some places later."""
    return lambda i, j, start: (i + rows, j + columns)


def _fitting(sizes: Sizes) -> Pair:
    """Count the windows that fit into the image on each axis."""
    (n_h, n_w), (k_h, k_w), (s_h, s_w) = sizes.image, sizes.window, sizes.stride
    return count_windows(n_h, k_h, s_h), count_windows(n_w, k_w, s_w)


def _only_in_size(change: Callable[[Pair], Pair]) -> tuple[Loop, ...]:
    """Return loops with other lengths in the output's size; the last one fills what fits."""
    return (
        *both_ways(Loop(window_in_size=change)),
        Loop(window_in_size=change, loops=_fitting),
    )


def _twice_subtracted(sizes: Sizes) -> Pair:
    return _longer(1 - sizes.window[0], 1 - sizes.window[1])(sizes.output)


# Lengths that are one too small or too large, on both axes or on one of them.
_ONE_LESS = (_longer(-1, -1), _longer(-1, 0), _longer(0, -1))
_ONE_MORE = (_longer(1, 1), _longer(1, 0), _longer(0, 1))
_TWO_LENGTHS = "Height and width are two numbers, each from its own axis."

# The output has the right size, but the slice of the window does not fit.
SLICES = (
    Slip(
        "window ends at its own size",
        "Each of your slices ends at the size of the {window}, wherever it starts, so windows "
        "shrink away from the corner. The end of a slice is its start plus the size.",
        (Loop(cut=lambda P, start, reach, stride: P[start[0] : reach[0], start[1] : reach[1]]),),
    ),
    Slip(
        "both slices cut rows",
        "Two slices one after the other, [...][...], both cut rows, so columns are never cut. Rows "
        "and columns stand in one pair of brackets, with a comma between them.",
        (
            Loop(
                cut=lambda P, start, reach, stride: P[start[0] : start[0] + reach[0]][
                    start[1] : start[1] + reach[1]
                ]
            ),
        ),
    ),
    Slip(
        "height used for the width in the slice",
        "Each window is as wide as the {window} is high. Look where the slice of the columns ends.",
        both_ways(Loop(window_in_slice=_height_twice)),
    ),
    Slip(
        "width used for the height in the slice",
        "Each window is as high as the {window} is wide. Look where the slice of the rows ends.",
        both_ways(Loop(window_in_slice=_width_twice)),
    ),
    Slip(
        "height and width swapped in the slice",
        "Each window is as wide as the {window} is high, and as high as it is wide. Rows come "
        "first in a slice.",
        both_ways(Loop(window_in_slice=_crossed)),
    ),
    Slip(
        "window one cell too small",
        "Your windows end one cell too early. The end of a slice or range is not part of it.",
        both_ways(*(Loop(window_in_slice=change) for change in _ONE_LESS)),
    ),
    Slip(
        "window one cell too large",
        "Your windows end one cell too late: they are larger than the {window}.",
        both_ways(*(Loop(window_in_slice=change) for change in _ONE_MORE)),
    ),
    Slip(
        "window one cell off",
        "Your windows start one cell too late. Y[0, 0] comes from the window at the upper left "
        "corner.",
        both_ways(Loop(start=_at(1, 1)), Loop(start=_at(1, 0)), Loop(start=_at(0, 1))),
    ),
    Slip(
        "window one cell off",
        "Your windows start one cell too early. Index -1 is the last row or column.",
        both_ways(Loop(start=_at(-1, -1))),
    ),
    Slip(
        "window centred on X[i, j]",
        "Half of your window lies before row i and column j. That is before the image for the "
        "first ones, and a negative index counts from the end.",
        both_ways(Loop(start=_centred)),
    ),
    Slip(
        "window never moves",
        "All your numbers come from the window at the upper left corner: its row and its column "
        "do not depend on i and j.",
        (
            *both_ways(Loop(start=lambda i, j, sizes: (0, 0))),
            Loop(finish=lambda Y: np.full_like(Y, Y[0, 0])),
        ),
        is_alone=True,
    ),
    Slip(
        "loop variables swapped",
        "Your number at row i and column j comes from the window at row j and column i. Look at "
        "your slices, and at where you store the number.",
        both_ways(
            Loop(start=lambda i, j, sizes: (j * sizes.stride[0], i * sizes.stride[1])),
        ),
    ),
)

CENTRES = (
    Slip(
        "window counted from its centre",
        "You count the {window} from its centre, as many cells on both sides of it. That is right "
        "for odd lengths only: an even {window} has no cell in its middle. Count from its corner.",
        (
            *both_ways(Loop(window=_odd)),
            Loop(window_in_size=_odd),
            Loop(loops=lambda sizes: _longer(*(k % 2 - 1 for k in sizes.window))(sizes.output)),
        ),
    ),
    Slip(
        "border cut off by half the {window}",
        "You cut half the {window} off at each end, [p:-p] with p = k // 2. That is a cell too "
        "many for even lengths, and for length 1 nothing is left, since [0:-0] is empty.",
        (Loop(count=_cut_border), Loop(count=_cut_border, start=_moved_if_even)),
    ),
)

# Lengths of the window that are wrong everywhere, or in the output's size alone.
LENGTHS = (
    Slip(
        "{window}'s height used for both axes",
        "You use the {window}'s height for its width, too. " + _TWO_LENGTHS,
        both_ways(Loop(window=_height_twice)),
    ),
    Slip(
        "{window}'s width used for both axes",
        "You use the {window}'s width for its height, too. " + _TWO_LENGTHS,
        both_ways(Loop(window=_width_twice)),
    ),
    Slip(
        "{window}'s height and width swapped",
        "You take the {window}'s height for its width, and the other way round: rows come first in "
        "a shape.",
        both_ways(Loop(window=_crossed)),
    ),
    Slip(
        "size from the {window}'s height",
        "The size of your output takes the {window}'s height for its width, too. The number of "
        "columns depends on the width.",
        _only_in_size(_height_twice),
    ),
    Slip(
        "size from the {window}'s width",
        "The size of your output takes the {window}'s width for its height, too. The number of "
        "rows depends on the height.",
        _only_in_size(_width_twice),
    ),
    Slip(
        "height and width swapped in the size",
        "The size of your output subtracts the {window}'s width from the image's height, and the "
        "other way round. Rows belong to rows.",
        _only_in_size(_crossed),
    ),
    *(
        Slip(
            f"size {n}x{n} hard-coded",
            f"Your windows are {n} x {n}, whatever the {{window}}. Use the size that is given.",
            both_ways(Loop(window=_always(n)), Loop(window_in_slice=_always(n))),
        )
        for n in (2, 3)
    ),
    *(
        Slip(
            f"output size for {n}x{n} hard-coded",
            f"The size of your output is that for a {{window}} of {n} x {n}, whatever it is. Use "
            "the size that is given.",
            both_ways(Loop(window_in_size=_always(n))),
        )
        for n in (2, 3)
    ),
)


_ONE_LENGTH = "You use one length of the image for both axes. " + _TWO_LENGTHS


def _from_a_row(P: Any, start: Pair, reach: Pair, stride: Pair) -> Any:
    """Take a window from the flattened image, with its height in place of its width."""
    rows, columns = (first + np.arange(n) for first, n in zip(start, reach, strict=True))
    return P.ravel()[rows[:, np.newaxis] * len(P) + columns]


def _only_square(X: Any) -> Any:
    if X.shape[0] != X.shape[1]:
        raise ValueError("could not broadcast input array")
    return X


IMAGES = (
    Slip(
        "heights and widths swapped",
        "You take heights for widths, and the other way round, of the image and of the {window}: "
        "rows come first in a shape.",
        beyond_the_end(Loop(image=_crossed, window=_crossed)),
        is_alone=True,
    ),
    Slip(
        "square image and {window} assumed",
        "You use one length for both axes, of the image and of the {window}. " + _TWO_LENGTHS,
        beyond_the_end(
            Loop(image=_height_twice, window=_height_twice),
            Loop(image=_width_twice, window=_width_twice),
        ),
    ),
    Slip(
        "square image assumed",
        _ONE_LENGTH,
        (
            *beyond_the_end(Loop(image=_height_twice), Loop(image=_width_twice)),
            Loop(pixels=_only_square),
        ),
    ),
    Slip(
        "height and width of the image swapped",
        "You take the image's height for its width, and the other way round. Rows come first in a "
        "shape.",
        beyond_the_end(Loop(image=_crossed)),
    ),
    Slip(
        "flattened image read by its height",
        "Your index in the flattened image counts rows by the image's height. A row is as long as "
        "the image is wide: X[i, j] is number i * n_w + j.",
        (Loop(cut=_from_a_row),),
        is_alone=True,
    ),
    Slip(
        "both loops over one axis",
        "Both your loops run equally often. One runs over the output's rows, one over its columns.",
        (
            *beyond_the_end(Loop(loops=_output(_height_twice)), Loop(loops=_output(_width_twice))),
            Loop(loops=_output(_shorter_twice)),
        ),
    ),
    Slip(
        "output taken for a square",
        "The output that you fill has as many columns as rows. Each axis has its own number of "
        "windows.",
        (Loop(shape=_output(_height_twice)), Loop(shape=_output(_width_twice))),
    ),
    Slip(
        "output's height and width swapped",
        "Height and width of the output are swapped where you make it, or where you fill it. It "
        "has as many rows as the window finds places downwards.",
        (
            Loop(shape=_output(_crossed)),
            Loop(loops=_output(_crossed)),
            *beyond_the_end(Loop(shape=_output(_crossed), loops=_output(_crossed))),
        ),
    ),
    Slip(
        "written to row j and column i",
        "Each number is written to Y[j, i] in place of Y[i, j].",
        (Loop(place=lambda i, j, start: (j, i)),),
    ),
    Slip(
        "transposed",
        "Your output is the transpose: rows stand as columns. Y has a row for each step downwards.",
        (Loop(finish=np.transpose),),
    ),
    Slip(
        "numbers collected column by column",
        "Your numbers are collected down the columns first, but a reshape fills row by row. Let "
        "the outer loop run over rows.",
        (Loop(finish=lambda Y: np.reshape(np.transpose(Y), Y.shape)),),
    ),
)


COUNTS = (
    Slip(
        "{window} subtracted twice",
        "Too few rows and columns are filled: the {window}'s size is subtracted twice.",
        (Loop(loops=_twice_subtracted), Loop(loops=_twice_subtracted, shape=_twice_subtracted)),
    ),
    Slip(
        "k + 1 subtracted",
        "Your output has two rows and two columns too few: the 1 of n - k + 1 is added, and it is "
        "subtracted in n - (k + 1) and n - k - 1.",
        (
            Loop(loops=_output(_longer(-2, -2)), shape=_output(_longer(-2, -2))),
            Loop(loops=_output(_longer(-2, -2))),
        ),
        is_alone=True,
    ),
    Slip(
        "size off by one",
        "Your output has a row or a column too few: the last window, which ends where the image "
        "ends, is missing.",
        tuple(
            loop
            for change in _ONE_LESS
            for loop in (
                Loop(loops=_output(change), shape=_output(change)),
                Loop(shape=_output(change)),
            )
        ),
    ),
    Slip(
        "size off by one",
        "Your output has a row or a column too many. The last window ends where the image ends.",
        tuple(
            loop
            for change in _ONE_MORE
            for loop in (
                *beyond_the_end(Loop(loops=_output(change), shape=_output(change))),
                Loop(shape=_output(change)),
            )
        ),
    ),
    Slip(
        "last row or column",
        "The last windows are missing: look where your loops end.",
        tuple(Loop(loops=_output(change)) for change in _ONE_LESS),
    ),
    Slip(
        "first row or column",
        "The first windows are missing: look where your loops start.",
        tuple(
            Loop(
                loops=_output(_longer(-rows, -columns)),
                start=_at(rows, columns),
                place=_later(rows, columns),
            )
            for rows, columns in ((1, 1), (1, 0), (0, 1))
        ),
    ),
    Slip(
        "first windows left out",
        "The first windows are missing: your loops start at 1, but the first row and the first "
        "column have the number 0.",
        (
            Loop(finish=lambda Y: Y[1:, 1:]),
            Loop(finish=lambda Y: Y[1:]),
            Loop(finish=lambda Y: Y[:, 1:]),
            *both_ways(Loop(loops=_output(_longer(-1, -1)), start=_at(1, 1))),
        ),
    ),
    Slip(
        "output as large as the image",
        "Your output is as large as the image. A window stops where its end touches the end of the "
        "image, so there are fewer windows than cells.",
        (
            Loop(shape=lambda sizes: sizes.image),
            *beyond_the_end(Loop(shape=lambda sizes: sizes.image, loops=lambda sizes: sizes.image)),
        ),
    ),
    Slip(
        "loops over the whole image",
        "Your loops run to the end of the image, but the last windows do not fit into it.",
        (
            *beyond_the_end(Loop(loops=lambda sizes: sizes.image))[:-1],  # who skips is right
            *both_ways(
                Loop(loops=lambda sizes: (sizes.image[0], sizes.output[1])),
                Loop(loops=lambda sizes: (sizes.output[0], sizes.image[1])),
            ),
        ),
    ),
)


def _own_steps(*, rows: bool = True, columns: bool = True) -> Callable[[int, int, Sizes], Pair]:
    """Start windows side by side on these axes, and one cell later on the other."""
    return lambda i, j, sizes: (
        i * (sizes.window[0] if rows else 1),
        j * (sizes.window[1] if columns else 1),
    )


STEPS = (
    Slip(
        "{window} moved by its own size",
        "Your {window} moves on by its own size, so the windows stand side by side. It should move "
        "by one cell, or by the stride if there is one.",
        (
            Loop(count=lambda n, k, s: n // k, start=_own_steps()),
            *beyond_the_end(
                Loop(start=_own_steps()),
                Loop(start=_own_steps(columns=False)),
                Loop(start=_own_steps(rows=False)),
            ),
            Loop(
                loops=lambda sizes: (
                    -(-sizes.output[0] // sizes.window[0]),
                    -(-sizes.output[1] // sizes.window[1]),
                ),
                start=_own_steps(),
                place=lambda i, j, start: start,
            ),
        ),
    ),
)

WINDOWS = (*STEPS, *SLICES, *CENTRES, *LENGTHS, *IMAGES, *COUNTS)


# Where the parts of an image end that an answer shifts and adds up: from their start, the lengths
# of image and window, and the stride.
_ENDS: dict[str, Callable[[int, int, int, int], int | None]] = {
    "end where the image ends": lambda a, n, k, s: None,
    "all end in the same place, wherever they start": lambda a, n, k, s: n - k + 1,
    "end one cell too early": lambda a, n, k, s: n - k + a,
    "end at minus what is left, and [a:-0] is empty": lambda a, n, k, s: a + 1 - k,
    "end as many cells after their start as the output has, without the stride": (
        lambda a, n, k, s: a + count_windows(n, k, s)
    ),
}


def shifted_parts(build: Callable[[Callable[..., Any]], Model]) -> tuple[Misconception, ...]:
    """Return the mistakes of answers that add up shifted parts of the image.

    Args:
        build: turns a function into a model. The function takes an image, the size of the window
            and the stride, and yields each cell of the window with the part of the image that it
            meets.
    """

    def shift(end: Callable[..., Any], P: Any, size: Pair, stride: Pair) -> Iterator[Any]:
        for place in np.ndindex(*size):
            lengths = zip(place, P.shape, size, stride, strict=True)
            yield place, P[tuple(slice(at, end(at, n, k, s), s) for at, n, k, s in lengths)]

    return tuple(
        Misconception(
            "shifted parts end elsewhere",
            f"The parts of the image that you add up {words}. Each has as many rows and columns as "
            "the output, counted in steps of the stride from its own start.",
            build(functools.partial(shift, end)),
        )
        for words, end in _ENDS.items()
    )
