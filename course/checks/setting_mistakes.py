"""Mistakes with stride and padding, for all exercises in which a window slides.

The tables belong to those of `course.checks.window_mistakes`.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.mistake_models import Table, family
from course.checks.window_mistakes import Slip, beyond_the_end, both_ways, slips_in
from course.checks.window_models import (
    EMPTY_SLICES,
    NO_PADDING,
    WRAPPED,
    WRAPS,
    Loop,
    Pair,
    Sides,
    Sizes,
    count_windows,
    surround,
)

_STRIDES: tuple[tuple[Callable[[Pair], Pair], str, str], ...] = (
    (lambda s: (s[1], s[0]), "strides swapped", "moves down by s_w and to the right by s_h"),
    (lambda s: (s[0], s[0]), "one stride for both axes", "moves by s_h on both axes"),
    (lambda s: (s[1], s[1]), "one stride for both axes", "moves by s_w on both axes"),
    (lambda s: (s[0], 1), "stride on one axis only", "moves to the right by one cell only"),
    (lambda s: (1, s[1]), "stride on one axis only", "moves down by one cell only"),
)


def _start_at(first: Callable[[int, int, int], int]) -> Callable[[int, int, Sizes], Pair]:
    """Return where windows start: on each axis, from an index, the stride and the padding."""

    def start(i: int, j: int, sizes: Sizes) -> Pair:
        (s_h, s_w), (top, left) = sizes.stride, sizes.before
        return first(i, s_h, top), first(j, s_w, left)

    return start


def _at_its_start(i: int, j: int, start: Pair) -> Pair:
    return start


def _size_of_stride_one(sizes: Sizes) -> Pair:
    (n_h, n_w), (k_h, k_w) = sizes.image, sizes.window
    return count_windows(n_h, k_h, 1), count_windows(n_w, k_w, 1)


def _size_with_gaps(sizes: Sizes) -> Pair:
    (rows, columns), (s_h, s_w) = sizes.output, sizes.stride
    return (rows - 1) * s_h + 1, (columns - 1) * s_w + 1


def _count_one_too_few(n: int, k: int, s: int) -> int:
    return max(0, (n - k + 1) // s)


def _count_steps(n: int, k: int, s: int) -> int:
    return max(0, (n - k) // s)


def _count_rounded_up(n: int, k: int, s: int) -> int:
    return max(0, -(-(n - k) // s) + 1)


def _on_one_axis(count: Callable[[int, int, int], int]) -> tuple[Loop, ...]:
    """Return loops that count windows wrongly on one axis only."""

    def rows(sizes: Sizes) -> Pair:
        return count(sizes.image[0], sizes.window[0], sizes.stride[0]), sizes.output[1]

    def columns(sizes: Sizes) -> Pair:
        return sizes.output[0], count(sizes.image[1], sizes.window[1], sizes.stride[1])

    return Loop(shape=rows, loops=rows), Loop(shape=columns, loops=columns)


def _cut_slices(span: Callable[[int, int, int], slice]) -> Callable[[Any, Pair, Pair, Pair], Any]:
    """Return a way to cut windows: on each axis, from a start, the size and the stride."""
    return lambda P, start, reach, stride: P[tuple(map(span, start, reach, stride))]


def _cut_cells_apart(is_thinned: bool, outside: str) -> Callable[[Any, Pair, Pair, Pair], Any]:
    """Return a way to cut windows whose cells are a stride apart.

    Args:
        is_thinned: whether windows slide over an image of every s-th row and column, so that the
            start is multiplied by the stride twice at once; else they start a cell apart.
        outside: as in `Loop`.
    """

    def cut(P: Any, start: Pair, reach: Pair, stride: Pair) -> Any:
        index = []
        for first, k, s, length in zip(start, reach, stride, P.shape, strict=True):
            cells = (first if is_thinned else first // s) + np.arange(k) * s
            if outside == "cut":
                cells = cells[cells < length]
            index.append(np.minimum(cells, length - 1) if outside == "zeros" else cells)
        return P[np.ix_(*index)]

    return cut


def _count_on_thinned(n: int, k: int, s: int) -> int:
    return count_windows(-(-n // s), k, 1)


def _count_on_thinned_if_large(n: int, k: int, s: int) -> int:
    """Count the windows on every s-th cell.

    Raises:
        ValueError: there are fewer cells than the window has.
    """
    if -(-n // s) < k:
        raise ValueError("window shape cannot be larger than input array shape")
    return _count_on_thinned(n, k, s)


STRIDES = (
    Slip(
        "index not scaled",
        "You write to the row where the window starts. The output counts windows, the image cells.",
        (Loop(place=_at_its_start),),
    ),
    Slip(
        "gaps in the output",
        "Between your numbers are gaps. The output has one place for each window.",
        (
            Loop(place=_at_its_start, shape=_size_of_stride_one),
            Loop(place=_at_its_start, shape=_size_with_gaps),
        ),
    ),
    Slip(
        "size without the stride",
        "Your output is as large as for a stride of 1: what is not filled stays 0. Divide the "
        "number of steps by the stride.",
        (Loop(shape=_size_of_stride_one),),
    ),
    Slip(
        "stride added instead of multiplied",
        "The window of Y[i, j] starts at i + s_h and j + s_w, so the first ones are left out, and "
        "all others are one cell apart. Each step of i moves the window by s_h cells: multiply.",
        both_ways(Loop(start=_start_at(lambda i, s, p: i + s))),
    ),
    Slip(
        "stride missing in the end of the slice",
        "Your slices start at i * s_h but end at i + k_h, without the stride, so windows shrink "
        "away from the corner. The end is the start plus the size. Columns are alike.",
        (Loop(cut=_cut_slices(lambda start, k, s: slice(start, start // s + k))),),
    ),
    Slip(
        "windows one cell apart",
        "Your windows move by one cell only. Where does that of Y[1, 1] start?",
        both_ways(Loop(start=_start_at(lambda i, s, p: i))),
    ),
    Slip(
        "windows moved on one axis only",
        "Downwards your windows move by one cell only.",
        both_ways(Loop(start=lambda i, j, sizes: (i, j * sizes.stride[1]))),
    ),
    Slip(
        "windows moved on one axis only",
        "To the right your windows move by one cell only.",
        both_ways(Loop(start=lambda i, j, sizes: (i * sizes.stride[0], j))),
    ),
    Slip(
        "start divided by the stride",
        "The start of your windows is divided by the stride. Each step of i moves the window by "
        "s_h cells: multiply, i * s_h.",
        both_ways(Loop(start=_start_at(lambda i, s, p: i // s))),
        is_alone=True,
    ),
    Slip(
        "one cell too few a step",
        "Each step moves your windows by one cell less than the stride says. A stride of 1 is a "
        "step of one cell.",
        both_ways(Loop(start=_start_at(lambda i, s, p: i * (s - 1)))),
        is_alone=True,
    ),
    Slip(
        "one cell too many a step",
        "Each step moves your windows by one cell more than the stride says. A stride of 1 is a "
        "step of one cell.",
        beyond_the_end(Loop(start=_start_at(lambda i, s, p: i * (s + 1)))),
        is_alone=True,
    ),
    Slip(
        "window as large as the stride",
        "Your slices end s_h rows and s_w columns after their start, whatever the {window}. The "
        "stride says where windows start, not how large they are.",
        (Loop(cut=_cut_slices(lambda start, k, s: slice(start, start + s))),),
        is_alone=True,
    ),
    Slip(
        "stride within the window",
        "You step through each window by the stride, and leave cells of it out. The stride is for "
        "the start of the windows only.",
        (Loop(cut=_cut_slices(lambda start, k, s: slice(start, start + k, s))),),
        is_alone=True,
    ),
    Slip(
        "cells of the window a stride apart",
        "The cells of your windows are a stride apart, as if you left out rows and columns of the "
        "image before the {window} slides. The stride says how far a window moves. Its cells lie "
        "side by side.",
        tuple(
            Loop(cut=_cut_cells_apart(is_thinned, outside), outside=outside)
            for is_thinned in (True, False)
            for outside in ("zeros", "cut", "raise")
        ),
        is_alone=True,
    ),
    Slip(
        "image thinned out",
        "You leave out rows and columns of the padded image by the stride, before the window "
        "slides. The window sees all cells; its places are what the stride leaves out.",
        tuple(
            Loop(count=count, cut=_cut_cells_apart(is_thinned=True, outside="cut"))
            for count in (_count_on_thinned, _count_on_thinned_if_large)
        ),
        is_alone=True,
    ),
    Slip(
        "first windows left out",
        "Your first window starts where the stride ends, not at the corner of the image. The first "
        "start is row 0 and column 0.",
        (
            Loop(count=_count_one_too_few, start=_start_at(lambda i, s, p: (i + 1) * s - 1)),
            Loop(count=_count_steps, start=_start_at(lambda i, s, p: (i + 1) * s)),
        ),
    ),
    *(
        Slip(
            f"{name} in the start",
            f"Your {{window}} {what}. In (s_h, s_w), the step downwards comes first.",
            both_ways(Loop(stride_in_start=change)),
        )
        for change, name, what in _STRIDES[:3]
    ),
    *(
        Slip(
            f"{name} in the size",
            f"The size is that of an output whose {{window}} {what}. In (s_h, s_w), the step "
            "downwards comes first.",
            beyond_the_end(Loop(stride_in_size=change)),
        )
        for change, name, what in _STRIDES
    ),
    Slip(
        "stride ignored",
        "Your {window} moves by one cell, whatever the stride. It should skip places.",
        (Loop(stride=lambda s: (1, 1)),),
    ),
    Slip(
        "stride ignored in the size",
        "Your loops run as often as for a stride of 1, so the last windows lie beyond the image. "
        "Divide the number of steps by the stride.",
        beyond_the_end(Loop(stride_in_size=lambda s: (1, 1))),
    ),
    *(
        Slip(
            name,
            f"Your {{window}} {what}. In (s_h, s_w), the step downwards comes first.",
            (Loop(stride=change),),
        )
        for change, name, what in _STRIDES
    ),
    Slip(
        "both strides thin out the rows",
        "Two slices one after the other, [::s_h][::s_w], both thin out the rows, and no column is "
        "left out. Rows and columns stand in one pair of brackets: [::s_h, ::s_w].",
        (Loop(stride=lambda s: (s[0] * s[1], 1)),),
    ),
    Slip(
        "stride is the size of the {window}",
        "Your {window} moves by its own size. It should move by the stride, (s_h, s_w).",
        (
            Loop(
                count=lambda n, k, s: n // k,
                start=lambda i, j, sizes: (i * sizes.window[0], j * sizes.window[1]),
            ),
        ),
    ),
    Slip(
        "stride 2 fixed",
        "Your stride is (2, 2), whatever is asked.",
        (Loop(stride=lambda s: (2, 2)),),
    ),
    Slip(
        "rounded up",
        "You compute a window that does not fit whole. Such a window is left out: the size is "
        "rounded down.",
        beyond_the_end(
            Loop(count=_count_rounded_up),
            Loop(count=lambda n, k, s: (n - k) // s + 2),
            *_on_one_axis(_count_rounded_up),
        ),
    ),
    Slip(
        "last window forgotten",
        "A last row or column of windows is missing. The {window} also stops before its first "
        "step, so there is one place more than steps.",
        (
            Loop(count=_count_one_too_few),
            Loop(count=_count_steps),
            *_on_one_axis(_count_one_too_few),
            *_on_one_axis(_count_steps),
            Loop(count=lambda n, k, s: max(0, -(-(n - k) // s))),
        ),
    ),
    Slip(
        "{window} forgotten in the size",
        "The size of your output is that of the image divided by the stride. The {window} has to "
        "fit whole: what does that cost?",
        beyond_the_end(
            Loop(count=lambda n, k, s: n // s),
            Loop(count=lambda n, k, s: -(-n // s)),
            *_on_one_axis(lambda n, k, s: n // s),
        ),
    ),
)


def _change_sides(change: Callable[[int, int, int, int], Any]) -> Callable[[Sides], Any]:
    """Return padding computed from (top, bottom, left, right)."""
    return lambda padding: change(*padding[0], *padding[1])


def _pad_as(table: Table) -> tuple[Slip, ...]:
    """Return the slips of a table whose functions take (top, bottom, left, right)."""
    return tuple(
        Slip(name, sentence, tuple(Loop(padding=_change_sides(change)) for change in changes))
        for name, (sentence, *changes) in table.items()
    )


def _keep(padding: Sides) -> Sides:
    return padding


def _drop(padding: Sides) -> Sides:
    return NO_PADDING


def _double(top: int, bottom: int, left: int, right: int) -> Sides:
    return (2 * top, 2 * bottom), (2 * left, 2 * right)


def _fail_if_empty(is_empty: Callable[[int, int], bool], padding: Sides) -> Sides:
    """Model slices that end at minus the padding: nothing fits into them if it is 0."""
    if is_empty(padding[0][1], padding[1][1]):
        raise ValueError("could not broadcast input array")
    return padding


def _multiply_with_a_part(cells: Any, kernel: Any) -> Any:
    return cells * kernel[: cells.shape[-2], : cells.shape[-1]]


def _pad_in_mode(mode: str) -> Callable[[Any, Sides, float], Any]:
    return lambda P, sides, border: np.pad(P, sides, mode=mode)  # type: ignore[call-overload]


def _pad_with(number: Callable[[Any], float]) -> Callable[[Any, Sides, float], Any]:
    return lambda P, sides, border: surround(P, sides, number(P))


def borders(rule: str) -> tuple[Slip, ...]:
    """Return the mistakes of other numbers in padded cells; `rule` says what belongs there."""
    table = family(
        f"Your padding is {{}}. {rule}",
        {
            f"padded with {words}": (words, *changes)
            for words, *changes in (
                ("ones", _pad_with(lambda P: 1.0)),
                ("the border repeated", _pad_in_mode("edge")),
                ("the image mirrored", _pad_in_mode("reflect"), _pad_in_mode("symmetric")),
                ("the image's other end", _pad_in_mode("wrap")),
                ("the image's smallest number", _pad_with(np.min)),
                ("the image's largest number", _pad_with(np.max)),
                ("the mean of the image", _pad_with(np.mean)),
            )
        },
    )
    return slips_in("surround", {"indices below 0": (f"{WRAPPED} {rule}", *WRAPS), **table})


def _leave_out(top: int, bottom: int, left: int, right: int) -> Loop:
    """Return a loop that has padding in place of the image's outermost rows and columns."""
    return Loop(
        pixels=lambda X: X[top : len(X) - bottom, left : X.shape[1] - right],
        padding=_change_sides(lambda t, b, le, r: ((t + top, b + bottom), (le + left, r + right))),
    )


_PLACES: Table = {
    "top used for left": (
        "Your image starts in column `top` of the padded one. Its rows are shifted by top, its "
        "columns by left.",
        lambda t, b, le, r: ((t, b), (t, le + r - t)),
    ),
    "left used for top": (
        "Your image starts in row `left` of the padded one. Its rows are shifted by top, its "
        "columns by left.",
        lambda t, b, le, r: ((le, t + b - le), (le, r)),
    ),
    "top and left swapped": (
        "Your image starts in row `left` and column `top` of the padded one. Its rows are shifted "
        "by top, its columns by left.",
        lambda t, b, le, r: ((le, t + b - le), (t, le + r - t)),
    ),
}
_ORDERS: Table = {
    "axes of the padding swapped": (
        "Your rows are padded with the numbers for columns. The first pair is (top, bottom).",
        lambda t, b, le, r: ((le, r), (t, b)),
    ),
    "before and after swapped": (
        "Your padding is at the wrong ends: bottom and right come second in their pairs.",
        lambda t, b, le, r: ((b, t), (r, le)),
        lambda t, b, le, r: ((b, t), (le, r)),
        lambda t, b, le, r: ((t, b), (r, le)),
    ),
    "corners in place of sides": (
        "You read the pairs as (top, left) and (bottom, right). A pair belongs to one axis.",
        lambda t, b, le, r: ((t, le), (b, r)),
    ),
    "clockwise": (
        "You read the four numbers clockwise. The first pair is (top, bottom).",
        lambda t, b, le, r: ((t, le), (r, b)),
    ),
}
_AMOUNTS: Table = {
    "padding on one axis only": (
        "Only one axis is padded. The first pair is for rows, the second for columns.",
        lambda t, b, le, r: ((t, b), (0, 0)),
        lambda t, b, le, r: ((0, 0), (le, r)),
    ),
    "image in the corner": (
        "All your padding is on one side of the image. Part of it belongs on the other.",
        lambda t, b, le, r: ((0, t + b), (0, le + r)),
        lambda t, b, le, r: ((t + b, 0), (le + r, 0)),
    ),
    "padding twice": (
        "Your output is too large: padding counts twice. Each side is added once.",
        _double,
        lambda t, b, le, r: ((t + b,) * 2, (le + r,) * 2),
    ),
    "padding halved": (
        "Each side of your image gets half of the padding of its axis, and the two need not be "
        "alike. Each side has a number of its own.",
        lambda t, b, le, r: (((t + b) // 2,) * 2, ((le + r) // 2,) * 2),
        lambda t, b, le, r: (
            ((t + b) // 2, (t + b + 1) // 2),
            ((le + r) // 2, (le + r + 1) // 2),
        ),
    ),
    "padding always 1": (
        "You pad one cell on every side. How many cells it should be is what `padding` says.",
        lambda *four: ((1, 1), (1, 1)),
    ),
}

PADDINGS = (
    Slip(
        "padding ignored",
        "Your image is not padded. Put the padding around it first.",
        (Loop(padding=_drop),),
    ),
    Slip(
        "sized without padding",
        "Some of your values are missing: the size is that without padding.",
        (
            Loop(padding_in_size=_drop),
            Loop(padding_in_size=_change_sides(lambda t, b, le, r: ((0, 0), (le, r)))),
            Loop(padding_in_size=_change_sides(lambda t, b, le, r: ((t, b), (0, 0)))),
        ),
    ),
    Slip(
        "image not padded",
        "The size of your output counts the padding, but the windows slide over the image without "
        "it.",
        beyond_the_end(Loop(padding=_drop, padding_in_size=_keep)),
    ),
    Slip(
        "padding counted twice in the size",
        "The image is padded, and then the size of your output counts the padding once more.",
        beyond_the_end(Loop(padding_in_size=_change_sides(_double))),
    ),
    Slip(
        "windows moved into the image",
        "Where a window begins in the padding above or to the left, you move its start to the "
        "image and count its whole size from there, so it reaches too far. Compute its end from "
        "the start as it was, and move the start then.",
        (Loop(start=_start_at(lambda i, s, p: max(i * s, p))),),
    ),
    Slip(
        "padding subtracted from the start",
        "You subtract top and left from the start of a window, though the image is padded already: "
        "the first window of the padded image starts at row 0 and column 0.",
        both_ways(Loop(start=_start_at(lambda i, s, p: i * s - p))),
        is_alone=True,
    ),
    *(
        Slip(
            f"{which} row or column of the image left out",
            f"The {which} row or column of the image never counts. {why}",
            (
                _leave_out(before, after, before, after),
                _leave_out(before, after, 0, 0),
                _leave_out(0, 0, before, after),
            ),
            is_alone=True,
        )
        for which, why, before, after in (
            ("first", "If you ask whether an index is in the image: 0 is.", 1, 0),
            ("last", "The end of a slice or range is not part of it: it is the size.", 0, 1),
        )
    ),
    Slip(
        "padding added to the start",
        "You add top and left to the start of a window, so your windows begin too far inside. In "
        "the padded image the first starts at row 0 and column 0. In the image without padding it "
        "starts `top` rows above row 0 and `left` columns before column 0.",
        both_ways(
            Loop(start=_start_at(lambda i, s, p: i * s + p)),
            Loop(start=_start_at(lambda i, s, p: i * s + p), padding=_drop, padding_in_size=_keep),
        ),
        is_alone=True,
    ),
    Slip(
        "slices that begin below 0",
        "A window that begins in the padding starts at an index below 0 in your slices. Such an "
        "index counts from the end, so the slice is empty or lies elsewhere. Only cells of the "
        "image can be cut out: start at max(0, ...).",
        tuple(
            Loop(
                padding=_drop,
                padding_in_size=_keep,
                start=_start_at(lambda i, s, p: i * s - p),
                combine=combine,
            )
            for combine in (np.multiply, _multiply_with_a_part)
        ),
        is_alone=True,
    ),
    Slip(
        "padding counted for one side",
        "The size of your output counts the padding of one side of each axis. Both sides count.",
        (
            Loop(padding_in_size=_change_sides(lambda t, b, le, r: ((0, b), (0, r)))),
            Loop(padding_in_size=_change_sides(lambda t, b, le, r: ((t, 0), (le, 0)))),
        ),
    ),
    Slip(
        "both ends alike",
        "You pad both ends of an axis alike, or the size of your output counts them so. Each side "
        "has a number of its own.",
        (
            Loop(padding=_change_sides(lambda t, b, le, r: ((t, t), (le, le)))),
            Loop(padding=_change_sides(lambda t, b, le, r: ((b, b), (r, r)))),
        ),
    ),
    Slip(
        "both sides alike in the size",
        "The size of your output counts the padding of one side of each axis twice, as if both "
        "were alike. It is top + bottom, and left + right.",
        both_ways(
            Loop(padding_in_size=_change_sides(lambda t, b, le, r: ((t, t), (le, le)))),
            Loop(padding_in_size=_change_sides(lambda t, b, le, r: ((b, b), (r, r)))),
        ),
        is_alone=True,
    ),
    Slip(
        "one padding for all sides",
        "You put the same padding on all sides. It is ((top, bottom), (left, right)).",
        tuple(
            Loop(padding=_change_sides(lambda *four, at=at: ((four[at],) * 2,) * 2))
            for at in range(4)
        ),
    ),
    *(
        Slip(
            f"padding of the {one} for both axes",
            f"You pad {other} like {one}. Rows have (top, bottom), columns have (left, right).",
            (Loop(padding=change), *beyond_the_end(Loop(padding=change, padding_in_size=_keep))),
        )
        for one, other, change in (
            ("rows", "columns", _change_sides(lambda t, b, le, r: ((t, b), (t, b)))),
            ("columns", "rows", _change_sides(lambda t, b, le, r: ((le, r), (le, r)))),
        )
    ),
    *_pad_as(_PLACES),
    Slip(
        "empty slice",
        "It fails where a side has no padding: a slice that ends at -0 is empty. Count from the "
        "start, top : top + height.",
        tuple(Loop(padding=functools.partial(_fail_if_empty, when)) for when in EMPTY_SLICES),
    ),
    *_pad_as(_ORDERS),
    *(
        Slip(
            "padding on one side only",
            f"Your padding stands only {where} the image. Each axis has two numbers, one for "
            "before and one for after.",
            (Loop(padding=_change_sides(change)),),
        )
        for where, change in (
            ("before", lambda t, b, le, r: ((t, 0), (le, 0))),
            ("after", lambda t, b, le, r: ((0, b), (0, r))),
        )
    ),
    *_pad_as(_AMOUNTS),
)
