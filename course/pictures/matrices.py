"""Convolution as a matrix product: windows become columns, kernels become rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, OUTPUT, THIRD, text_size
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, show, show_products

GAP = 1.3
TITLE = 1.3
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
    canvas, right = Canvas(), -GAP
    for (name, values), mark, look in zip(named.items(), marks, LOOKS, strict=True):
        title = f"{name}\n{values.shape}"
        spare = max(0.0, text_size(title)[0] - values.shape[1]) / 2
        box = canvas.draw_grid(values, right + GAP + spare, title=title)
        canvas.outline(box.part(*mark), look[0], tint=0.25)
        canvas.write(look[1], right + GAP / 2, 0.0, size=20)
        right = box.right + spare
    return canvas.to_picture(_write_product_alt(named, at))


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
    X, (k_h, k_w), canvas = np.asarray(X, np.float64), kernel_size, Canvas()
    windows, per_channel = _find_windows(X, kernel_size), k_h * k_w
    columns = windows.reshape(len(windows), -1)
    row, column = divmod(at, windows.shape[2])
    for c, x in enumerate(X):
        y = (c - (len(X) - 1) / 2) * (X.shape[1] + TITLE)
        box = canvas.draw_grid(x, 0.0, y, title=f"input, channel {c}")
        canvas.outline(box.part(row, column, k_h, k_w), CHANNEL_COLOURS[c], tint=0.35)
    canvas.write("→", box.right + 1.2, 0.0, size=16)
    matrix = canvas.draw_grid(columns, box.right + 5.2, title=f"matrix of columns {columns.shape}")
    for c in range(len(X)):
        part = matrix.part(c * per_channel, at, per_channel, 1)
        canvas.outline(part, CHANNEL_COLOURS[c], tint=0.35)
        canvas.write(f"channel {c}", matrix.left - 0.4, part.centre[1], align=("right", "center"))
        if c:
            canvas.draw_line((matrix.left, part.top), (matrix.right, part.top), INK, linewidth=2.0)
    return canvas.to_picture(_write_columns_alt(X, columns, (row, column), at))


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
    canvas = Canvas()
    for k, x in enumerate(X):
        y = (k - (c - 1) / 2) * (h + TITLE)
        box = canvas.draw_grid(x, 0.0, y, title=f"channel {k}", fills=_tint_channels(of_channel[k]))
    orders = {f"channels first, {(c, h, w)}": (0, 1, 2), f"channels last, {(h, w, c)}": (1, 2, 0)}
    for position, (title, axes) in enumerate(orders.items()):
        values = X.transpose(axes).reshape(1, -1)
        fills = _tint_channels(of_channel.transpose(axes).reshape(1, -1))
        canvas.draw_grid(values, box.right + 1.5, (position - 0.5) * 2.6, title=title, fills=fills)
    said = "; ".join(
        f"{title}: {' '.join(show(v) for v in X.transpose(axes).ravel())}"
        for title, axes in orders.items()
    )
    maps = "; ".join(f"channel {k} {describe(x)}" for k, x in enumerate(X))
    return canvas.to_picture(f"Feature maps: {maps}. Their numbers one after the other, {said}.")


def _tint_channels(channels: npt.NDArray[np.int64]) -> Array:
    """Return a light colour for each cell that marks its channel, shape (rows, columns, 3)."""
    from matplotlib.colors import to_rgb

    palette = 1 - 0.4 * (1 - np.array([to_rgb(colour) for colour in CHANNEL_COLOURS]))
    tints: Array = palette[channels]
    return tints
