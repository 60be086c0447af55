"""One step of pooling: the window, the number it keeps, and the output so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.layout import INPUT, OUTPUT
from course.pictures.padding import BORDER, NONE, Padding
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import Frame, beside, draw_table, symbol
from course.pictures.words import describe, show, show_factor, to_grid

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@skip_while_grading
def pooling(
    X: Any,
    pool_size: tuple[int, int],
    at: tuple[int, int] = (0, 0),
    *,
    padding: Padding = NONE,
    stride: tuple[int, int] = (1, 1),
    mode: str = "max",
) -> Picture:
    """Draw how pooling computes the output element at row and column `at`.

    Args:
        X: input, shape (n_h, n_w).
        pool_size: height and width of the window.
        at: row and column of the output element. Earlier elements, row by row, are filled in.
        padding: ((top, bottom), (left, right)); these cells are drawn but do not count.
        stride: (s_h, s_w), the distance between windows.
        mode: 'max' or 'avg'.

    Raises:
        IndexError: the output has no such element.
    """
    from course.operations import pool

    X = to_grid(X)
    Y = np.asarray(pool(X, pool_size, padding, stride, mode), np.float64)
    if not (0 <= at[0] < Y.shape[0] and 0 <= at[1] < Y.shape[1]):
        raise IndexError(f"The output has shape {Y.shape}; it has no element at {at}.")
    place = (at[0] * stride[0], at[1] * stride[1])
    exists = np.pad(np.ones(X.shape, bool), padding)
    values = np.pad(X, padding)
    windows, there = _find_windows(values, pool_size), _find_windows(exists, pool_size)
    seen, real = windows[place], there[place]
    kept = _describe_result(seen[real], mode)
    known = np.arange(Y.size).reshape(Y.shape) <= at[0] * Y.shape[1] + at[1]
    so_far = np.where(known, Y, np.nan)
    title = f"input {X.shape}" + ("" if exists.all() else f"\npadded {values.shape}")
    frames = [Frame(INPUT, 0, 0, *pool_size)]
    if mode == "max":
        largest = int(np.argmax(np.where(real, seen, -np.inf)))
        frames.append(Frame(OUTPUT, *divmod(largest, pool_size[1])))
    html = beside(
        _draw_cells(values, exists, mode, title, [Frame(INPUT, *place, *pool_size)]),
        symbol("→"),
        _draw_cells(seen, real, mode, "window", frames, kept),
        beside(
            symbol("→"),
            draw_table(so_far, f"output {so_far.shape}", frames=[Frame(OUTPUT, *at)]),
        ),
    )
    return Picture(_write_alt(X, seen, real, place, kept, so_far, at, padding), html)


def _find_windows(cells: npt.NDArray[Any], pool_size: tuple[int, int]) -> npt.NDArray[Any]:
    return np.lib.stride_tricks.sliding_window_view(cells, pool_size)


def _draw_cells(
    values: Array, exists: Flags, mode: str, title: str, frames: Sequence[Frame], below: str = ""
) -> str:
    """Draw cells; padded cells have their own colour and show the value that they count as."""
    empty = "−∞" if mode == "max" else ""
    texts = [
        [show(value) if there else empty for value, there in zip(*row, strict=True)]
        for row in zip(values, exists, strict=True)
    ]
    fills = None if exists.all() else np.where(exists[:, :, np.newaxis], np.nan, BORDER)
    return draw_table(values, title, frames=frames, fills=fills, texts=texts, below=below)


def _describe_result(cells: Array, mode: str) -> str:
    """Describe how pooling computes its result from these numbers.

    >>> _describe_result(np.array([1.0, -3.0]), "avg")
    '(1 + (−3)) / 2 = −1'
    """
    if mode == "max":
        return f"largest: {show(cells.max())}"
    terms = " + ".join(show_factor(x) for x in cells)
    return f"({terms}) / {cells.size} = {show(cells.mean())}"


def _write_alt(
    X: Array,
    window: Array,
    exists: Flags,
    place: tuple[int, int],
    kept: str,
    so_far: Array,
    at: tuple[int, int],
    padding: Padding,
) -> str:
    (top, bottom), (left, right) = padding
    around = (
        f", padded by cells that do not count: rows {top} on top and {bottom} below, "
        f"columns {left} on the left and {right} on the right"
        if padding != NONE
        else ""
    )
    seen = describe(np.where(exists, window, np.nan)).replace("?", "padding")
    return (
        f"Input: {describe(X)}{around}. The window whose upper left corner is row {place[0]}, "
        f"column {place[1]}{' of the padded input' if around else ''} is {seen}. {kept}, "
        f"which is the element at row {at[0]}, column {at[1]} of the output. "
        f"Output so far, a question mark where it is not known yet: {describe(so_far)}."
    )
