"""One step of pooling: the window, what it keeps of its cells, and the output so far."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, OUTPUT, Box, text_size
from course.pictures.padding import BORDER, NONE, Padding
from course.pictures.picture import Picture, drawn
from course.pictures.slider import slider
from course.pictures.words import as_grid, factor, number, spoken

GAP = 1.8
Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@drawn
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
        at: row and column of the output element; those before it, row by row, are filled in.
        padding: ((top, bottom), (left, right)); these cells are drawn, but never count.
        stride: (s_h, s_w), from one window to the next.
        mode: 'max' or 'avg'.

    Raises:
        IndexError: the output has no such element.
    """
    from course.operations import pool

    X = as_grid(X)
    Y = np.asarray(pool(X, pool_size, padding, stride, mode), np.float64)
    if not (0 <= at[0] < Y.shape[0] and 0 <= at[1] < Y.shape[1]):
        raise IndexError(f"The output has shape {Y.shape}; it has no element at {at}.")
    place = (at[0] * stride[0], at[1] * stride[1])
    exists = np.pad(np.ones(X.shape, bool), padding)
    values = np.pad(X, padding)
    canvas = Canvas()
    title = f"input {X.shape}" + ("" if exists.all() else f"\npadded {values.shape}")
    box = _cells(canvas, values, exists, 0.0, mode, title)
    canvas.outline(box.part(*place, *pool_size), INPUT, tint=0.25)
    windows, there = _windows(values, pool_size), _windows(exists, pool_size)
    kept = _kept(windows[place][there[place]], mode)
    room = max(text_size(_kept(windows[k][there[k]], mode))[0] for k in _places(Y, stride))
    box = _window(canvas, windows[place], there[place], box, mode, room)
    known = np.arange(Y.size).reshape(Y.shape) <= at[0] * Y.shape[1] + at[1]
    so_far = np.where(known, Y, np.nan)
    _output(canvas, so_far, at, box)
    return canvas.picture(_alt(X, windows[place], there[place], place, kept, so_far, at, padding))


def step_through_pooling(X: Any, pool_size: tuple[int, int], **settings: Any) -> Any:
    """A slider over all output elements of pooling `X`; the settings are those of `pooling`."""
    from course.operations import pool

    rows, columns = pool(X, pool_size, **settings).shape
    return slider(
        lambda step: pooling(X, pool_size, divmod(step, columns), **settings), rows * columns
    )


def _windows(cells: npt.NDArray[Any], pool_size: tuple[int, int]) -> npt.NDArray[Any]:
    return np.lib.stride_tricks.sliding_window_view(cells, pool_size)


def _places(Y: Array, stride: tuple[int, int]) -> list[tuple[int, int]]:
    """Upper left corners of the windows of all output elements."""
    return [(i * stride[0], j * stride[1]) for i, j in np.ndindex(*Y.shape)]


def _cells(canvas: Canvas, values: Array, exists: Flags, left: float, mode: str, title: str) -> Box:
    """Draw cells; those of the padding in their own colour, with what they count as."""
    empty = "−∞" if mode == "max" else ""
    texts = [
        [number(value) if there else empty for value, there in zip(*row, strict=True)]
        for row in zip(values, exists, strict=True)
    ]
    fills = np.where(exists[:, :, np.newaxis], 1.0, BORDER)
    return canvas.grid(values, left, title=title, fills=fills, texts=texts)


def _window(
    canvas: Canvas, values: Array, exists: Flags, before: Box, mode: str, room: float
) -> Box:
    """Draw the window's cells, what is kept of them below, and mark the largest.

    Below, `room` is as wide as the widest of these texts, so that no step of a slider jumps.
    """
    reach = max(0.0, room - values.shape[1]) / 2
    left = before.right + GAP + reach
    canvas.write("→", before.right + GAP / 2, 0.0, size=16)
    box = _cells(canvas, values, exists, left, mode, "window")
    canvas.outline(box, INPUT)
    if mode == "max":
        largest = np.argmax(np.where(exists, values, -np.inf))
        canvas.outline(box.part(*divmod(int(largest), values.shape[1])), OUTPUT, tint=0.25)
    canvas.write(_kept(values[exists], mode), box.centre[0], box.bottom + 0.6)
    return Box(box.left, box.top, box.rows, 1, cell=box.right + reach - box.left)


def _kept(cells: Array, mode: str) -> str:
    """In words what pooling makes of these numbers.

    >>> _kept(np.array([1.0, -3.0]), "avg")
    '(1 + (−3)) / 2 = −1'
    """
    if mode == "max":
        return f"largest: {number(cells.max())}"
    terms = " + ".join(factor(x) for x in cells)
    return f"({terms}) / {cells.size} = {number(cells.mean())}"


def _output(canvas: Canvas, so_far: Array, at: tuple[int, int], before: Box) -> None:
    canvas.write("→", before.right + GAP / 2, 0.0, size=16)
    title = f"output {so_far.shape}"
    left = before.right + GAP + max(0.0, text_size(title)[0] - so_far.shape[1]) / 2
    box = canvas.grid(so_far, left, title=title)
    canvas.outline(box.part(*at), OUTPUT, tint=0.25)


def _alt(
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
    seen = spoken(np.where(exists, window, np.nan)).replace("?", "padding")
    return (
        f"Input: {spoken(X)}{around}. The window whose upper left corner is row {place[0]}, column "
        f"{place[1]}{' of the padded input' if around else ''} is {seen}. {kept}, which is the "
        f"element at row {at[0]}, column {at[1]} of the output. "
        f"Output so far, a question mark where it is not known yet: {spoken(so_far)}."
    )
