"""Convolution as a matrix product: windows become columns, kernels become rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.layout import INPUT, KERNEL, OUTPUT, THIRD
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import Frame, below, beside, draw_table, symbol, to_rgb
from course.pictures.words import describe, show, show_products

CHANNEL_COLOURS = (INPUT, THIRD, KERNEL, OUTPUT)
LOOKS = ((KERNEL, ""), (INPUT, "·"), (OUTPUT, "="))  # colour of the mark, symbol before
Array = npt.NDArray[np.float64]


@skip_while_grading
def as_matrix_product(X: Any, K: Any, at: tuple[int, int] = (0, 0)) -> Picture:
    """Draw a cross-correlation with channels as a matrix product, with one row and column marked.

    Args:
        X: input, shape (c_i, h, w).
        K: kernels, shape (c_o, c_i, k_h, k_w).
        at: output channel, and index of the window, counted row by row.
    """
    X, K = np.asarray(X, np.float64), np.asarray(K, np.float64)
    windows = _find_windows(X, K.shape[2:])
    rows, columns = K.reshape(len(K), -1), windows.reshape(len(windows), -1)
    what = "pixels" if K.shape[2:] == (1, 1) else "windows"
    named = {"kernels as rows": rows, f"{what} as columns": columns, "output": rows @ columns}
    marks = ((at[0], 0, 1, rows.shape[1]), (0, at[1], len(columns), 1), (*at, 1, 1))
    parts = []
    for (name, values), mark, look in zip(named.items(), marks, LOOKS, strict=True):
        table = draw_table(values, f"{name}\n{values.shape}", frames=[Frame(look[0], *mark)])
        parts.append(beside(symbol(look[1]), table) if look[1] else table)
    return Picture(_write_product_alt(named, at), beside(*parts))


def _find_windows(X: Array, kernel_size: tuple[int, ...]) -> Array:
    """Return the numbers of every window, shape (numbers of a window, h_out, w_out)."""
    from course.operations import cross_correlate_channels

    size = len(X) * kernel_size[0] * kernel_size[1]
    # Each kernel contains a single 1 and picks one number of a window.
    picks = np.eye(size).reshape(size, len(X), *kernel_size)
    return np.asarray(cross_correlate_channels(X, picks), np.float64)


def _write_product_alt(named: Mapping[str, Array], at: tuple[int, int]) -> str:
    rows, columns, output = named.values()
    said = " ".join(f"{name}: {describe(values)}." for name, values in named.items())
    terms = " + ".join(show_products(rows[at[0]], columns[:, at[1]]))
    return (
        f"A matrix product. {said} Marked: row {at[0]} of the first and column {at[1]} of the "
        f"second matrix, which give {terms} = {show(output[at])}, the marked element."
    )


@skip_while_grading
def window_columns(X: Any, kernel_size: tuple[int, int], at: int = 0) -> Picture:
    """Draw an input of several channels beside the matrix whose columns are its windows.

    Args:
        X: input, shape (c_i, h, w), at most four channels.
        kernel_size: (k_h, k_w).
        at: index of the marked window, counted row by row.
    """
    X, (k_h, k_w) = np.asarray(X, np.float64), kernel_size
    windows, per_channel = _find_windows(X, kernel_size), k_h * k_w
    columns = windows.reshape(len(windows), -1)
    row, column = divmod(at, windows.shape[2])
    inputs, frames = [], []
    for c, (x, colour) in enumerate(zip(X, CHANNEL_COLOURS, strict=False)):
        window = Frame(colour, row, column, k_h, k_w)
        inputs.append(draw_table(x, f"input, channel {c}", frames=[window]))
        frames.append(Frame(colour, c * per_channel, at, per_channel, 1))
        frames.append(Frame(colour, c * per_channel, 0, per_channel, columns.shape[1], tint=0))
    title = f"matrix of columns {columns.shape}\n{per_channel} rows for each channel"
    html = beside(below(*inputs), symbol("→"), draw_table(columns, title, frames=frames))
    return Picture(_write_columns_alt(X, columns, (row, column), at), html)


def _write_columns_alt(X: Array, columns: Array, place: tuple[int, int], at: int) -> str:
    inputs = "; ".join(f"channel {c} {describe(x)}" for c, x in enumerate(X))
    marked = " ".join(show(value) for value in columns[:, at])
    return (
        f"Input: {inputs}. Beside it a matrix, {describe(columns)}. Marked: the window at row "
        f"{place[0]}, column {place[1]} of all channels, and column {at} of the matrix, which "
        f"holds its numbers, channel after channel and row after row: {marked}."
    )


@skip_while_grading
def memory_order(X: Any) -> Picture:
    """Draw the numbers of feature maps in the memory order of two layouts.

    Args:
        X: shape (c, h, w), at most four channels.
    """
    X = np.asarray(X, np.float64)
    c, h, w = X.shape
    of_channel = np.broadcast_to(np.arange(c).reshape(c, 1, 1), X.shape)
    maps = [draw_table(x, f"channel {k}", fills=_tint(of_channel[k])) for k, x in enumerate(X)]
    orders = {f"channels first, {(c, h, w)}": (0, 1, 2), f"channels last, {(h, w, c)}": (1, 2, 0)}
    rows = []
    for title, axes in orders.items():
        fills = _tint(of_channel.transpose(axes).reshape(1, -1))
        rows.append(draw_table(X.transpose(axes).reshape(1, -1), title, fills=fills))
    said = "; ".join(
        f"{title}: {' '.join(show(v) for v in X.transpose(axes).ravel())}"
        for title, axes in orders.items()
    )
    seen = "; ".join(f"channel {k} {describe(x)}" for k, x in enumerate(X))
    alt = f"Feature maps: {seen}. Their numbers one after the other, {said}."
    return Picture(alt, beside(below(*maps), symbol("→"), below(*rows)))


def _tint(channels: npt.NDArray[np.int64]) -> Array:
    """Return a light colour for each cell that marks its channel, shape (rows, columns, 3)."""
    palette = 1 - 0.4 * (1 - np.array([to_rgb(colour) for colour in CHANNEL_COLOURS]))
    tints: Array = palette[channels]
    return tints
