"""One step of cross-correlation: window, kernel, products, their sum, and the output so far."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, KERNEL, OUTPUT, Box
from course.pictures.padding import NONE, Padding, describe_padding, draw_padded_grid
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, show, show_factor, show_products, to_grid

GAP = 1.3
PRODUCT_CELL = 1.45
Array = npt.NDArray[np.float64]


@skip_while_grading
def window(
    X: Any,
    K: Any,
    at: tuple[int, int] = (0, 0),
    padding: Padding = NONE,
    stride: tuple[int, int] = (1, 1),
) -> Picture:
    """Draw how the output element at row and column `at` is computed.

    Args:
        X: input, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w).
        at: row and column of the output element. Earlier elements, row by row, are filled in.
        padding: rows and columns of zeros around the input, ((top, bottom), (left, right)).
        stride: (s_h, s_w), how far the window moves down and to the right.

    Raises:
        IndexError: the kernel does not fit at this place.
    """
    from course.operations import cross_correlate_strided

    X, K = to_grid(X), to_grid(K)
    Y = np.asarray(cross_correlate_strided(X, K, padding, stride))
    if not (0 <= at[0] < Y.shape[0] and 0 <= at[1] < Y.shape[1]):
        raise IndexError(f"The output has shape {Y.shape}; it has no element at {at}.")
    corner = at[0] * stride[0], at[1] * stride[1]
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)[corner]
    known = np.arange(Y.size).reshape(Y.shape) <= at[0] * Y.shape[1] + at[1]
    so_far = np.where(known, Y, np.nan)
    canvas = Canvas()
    box = draw_padded_grid(canvas, X, padding, 0.0, title=_title(X, padding))
    canvas.outline(box.part(*corner, *K.shape), INPUT, tint=0.25)
    box = _draw_kernel(canvas, K, box)
    box = _draw_products(canvas, seen, K, box)
    _draw_output(canvas, so_far, at, box)
    before = f"Input: {describe(X)}" + (
        f", {describe_padding(X, padding)}" if padding != NONE else "."
    )
    return canvas.to_picture(f"{before} {_write_alt(K, seen, corner, so_far, at)}")


def _title(X: Array, padding: Padding) -> str:
    if padding == NONE:
        return f"input {X.shape}"
    return f"input {X.shape}\npadded {np.pad(X, padding).shape}"


def _draw_kernel(canvas: Canvas, K: Array, before: Box) -> Box:
    canvas.write("⋆", before.right + GAP / 2, 0.0, size=24)
    left = before.right + GAP + max(0.0, 3.2 - K.shape[1]) / 2
    box = canvas.draw_grid(K, left, title=f"kernel {K.shape}")
    canvas.outline(box, KERNEL, tint=0.15)
    return box


def _draw_products(canvas: Canvas, seen: Array, K: Array, before: Box) -> Box:
    left = before.right + GAP + 0.3
    canvas.write("→", (before.right + left) / 2, 0.0, size=16)
    texts = [
        [f"{show_factor(x)}·{show_factor(k)}\n= {show(x * k)}" for x, k in zip(*rows, strict=True)]
        for rows in zip(seen, K, strict=True)
    ]
    return canvas.draw_grid(seen, left, title="products", texts=texts, cell=PRODUCT_CELL)


def _draw_output(canvas: Canvas, so_far: Array, at: tuple[int, int], before: Box) -> None:
    left = before.right + 1.6
    canvas.write("→", before.right + 0.8, 0.0, size=16)
    total = canvas.draw_grid(so_far[at].reshape(1, 1), left, title="sum", cell=1.3)
    canvas.outline(total, OUTPUT, tint=0.25)
    canvas.write("→", total.right + 0.8, 0.0, size=16)
    left = total.right + 1.6 + max(0.0, 3.2 - so_far.shape[1]) / 2
    box = canvas.draw_grid(so_far, left, title=f"output {so_far.shape}")
    canvas.outline(box.part(*at), OUTPUT, tint=0.25)


def _write_alt(
    K: Array, seen: Array, corner: tuple[int, int], so_far: Array, at: tuple[int, int]
) -> str:
    terms = " + ".join(show_products(seen, K))
    return (
        f"Kernel: {describe(K)}. "
        f"The window whose upper left corner is row {corner[0]}, column {corner[1]} of the input "
        f"is {describe(seen)}. The products add up to {terms} = {show(so_far[at])}, which is the "
        f"element at row {at[0]}, column {at[1]} of the output. "
        f"Output so far, a question mark where it is not known yet: {describe(so_far)}."
    )
