"""One step of pooling: the window, the number it keeps, and the output so far."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, OUTPUT, Box, text_size
from course.pictures.padding import BORDER, NONE, Padding
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, show, show_factor, to_grid

GAP = 1.8
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
    canvas = Canvas()
    title = f"input {X.shape}" + ("" if exists.all() else f"\npadded {values.shape}")
    box = _draw_cells(canvas, values, exists, 0.0, mode, title)
    canvas.outline(box.part(*place, *pool_size), INPUT, tint=0.25)
    windows, there = _find_windows(values, pool_size), _find_windows(exists, pool_size)
    kept = _describe_result(windows[place][there[place]], mode)
    room = max(
        text_size(_describe_result(windows[k][there[k]], mode))[0] for k in _find_places(Y, stride)
    )
    box = _draw_window(canvas, windows[place], there[place], box, mode, room)
    known = np.arange(Y.size).reshape(Y.shape) <= at[0] * Y.shape[1] + at[1]
    so_far = np.where(known, Y, np.nan)
    _draw_output(canvas, so_far, at, box)
    return canvas.to_picture(
        _write_alt(X, windows[place], there[place], place, kept, so_far, at, padding)
    )


def _find_windows(cells: npt.NDArray[Any], pool_size: tuple[int, int]) -> npt.NDArray[Any]:
    return np.lib.stride_tricks.sliding_window_view(cells, pool_size)


def _find_places(Y: Array, stride: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the upper left corner of each output element's window."""
    return [(i * stride[0], j * stride[1]) for i, j in np.ndindex(*Y.shape)]


def _draw_cells(
    canvas: Canvas, values: Array, exists: Flags, left: float, mode: str, title: str
) -> Box:
    """Draw cells; padded cells have their own colour and show the value that they count as."""
    empty = "−∞" if mode == "max" else ""
    texts = [
        [show(value) if there else empty for value, there in zip(*row, strict=True)]
        for row in zip(values, exists, strict=True)
    ]
    fills = np.where(exists[:, :, np.newaxis], 1.0, BORDER)
    return canvas.draw_grid(values, left, title=title, fills=fills, texts=texts)


def _draw_window(
    canvas: Canvas, values: Array, exists: Flags, before: Box, mode: str, room: float
) -> Box:
    """Draw the window's cells and the number it keeps, and mark the largest cell.

    `room` is the width of the widest text of all steps, so that all steps are drawn alike.
    """
    reach = max(0.0, room - values.shape[1]) / 2
    left = before.right + GAP + reach
    canvas.write("→", before.right + GAP / 2, 0.0, size=16)
    box = _draw_cells(canvas, values, exists, left, mode, "window")
    canvas.outline(box, INPUT)
    if mode == "max":
        largest = np.argmax(np.where(exists, values, -np.inf))
        canvas.outline(box.part(*divmod(int(largest), values.shape[1])), OUTPUT, tint=0.25)
    canvas.write(_describe_result(values[exists], mode), box.centre[0], box.bottom + 0.6)
    return Box(box.left, box.top, box.rows, 1, cell=box.right + reach - box.left)


def _describe_result(cells: Array, mode: str) -> str:
    """Describe how pooling computes its result from these numbers.

    >>> _describe_result(np.array([1.0, -3.0]), "avg")
    '(1 + (−3)) / 2 = −1'
    """
    if mode == "max":
        return f"largest: {show(cells.max())}"
    terms = " + ".join(show_factor(x) for x in cells)
    return f"({terms}) / {cells.size} = {show(cells.mean())}"


def _draw_output(canvas: Canvas, so_far: Array, at: tuple[int, int], before: Box) -> None:
    canvas.write("→", before.right + GAP / 2, 0.0, size=16)
    title = f"output {so_far.shape}"
    left = before.right + GAP + max(0.0, text_size(title)[0] - so_far.shape[1]) / 2
    box = canvas.draw_grid(so_far, left, title=title)
    canvas.outline(box.part(*at), OUTPUT, tint=0.25)


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
