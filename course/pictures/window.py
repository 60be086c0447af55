"""One step of cross-correlation: window, kernel, products, their sum, and the output so far."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, KERNEL, OUTPUT, Box
from course.pictures.padding import NONE, Padding, padded_grid, said
from course.pictures.picture import Picture, drawn
from course.pictures.words import as_grid, number, spoken

GAP = 1.3
PRODUCT_CELL = 1.45
Array = npt.NDArray[np.float64]


@drawn
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
        at: row and column of the output element; those before it, row by row, are filled in.
        padding: ((top, bottom), (left, right)), rows and columns of zeros around the input.
        stride: (s_h, s_w), from one window to the next, downwards and to the right.

    Raises:
        IndexError: the kernel does not fit at this place.
    """
    from course.operations import cross_correlate_strided

    X, K = as_grid(X), as_grid(K)
    Y = np.asarray(cross_correlate_strided(X, K, padding, stride))
    if not (0 <= at[0] < Y.shape[0] and 0 <= at[1] < Y.shape[1]):
        raise IndexError(f"The output has shape {Y.shape}; it has no element at {at}.")
    corner = at[0] * stride[0], at[1] * stride[1]
    seen = np.lib.stride_tricks.sliding_window_view(np.pad(X, padding), K.shape)[corner]
    known = np.arange(Y.size).reshape(Y.shape) <= at[0] * Y.shape[1] + at[1]
    so_far = np.where(known, Y, np.nan)
    canvas = Canvas()
    box = padded_grid(canvas, X, padding, 0.0, title=_title(X, padding))
    canvas.outline(box.part(*corner, *K.shape), INPUT, tint=0.25)
    box = _kernel(canvas, K, box)
    box = _products(canvas, seen, K, box)
    _output(canvas, so_far, at, box)
    before = f"Input: {spoken(X)}" + (f", {said(X, padding)}" if padding != NONE else ".")
    return canvas.picture(f"{before} {_alt(K, seen, corner, so_far, at)}")


def _title(X: Array, padding: Padding) -> str:
    if padding == NONE:
        return f"input {X.shape}"
    return f"input {X.shape}\npadded {np.pad(X, padding).shape}"


def _kernel(canvas: Canvas, K: Array, before: Box) -> Box:
    canvas.write("⋆", before.right + GAP / 2, 0.0, size=24)
    left = before.right + GAP + max(0.0, 3.2 - K.shape[1]) / 2
    box = canvas.grid(K, left, title=f"kernel {K.shape}")
    canvas.outline(box, KERNEL, tint=0.15)
    return box


def _products(canvas: Canvas, seen: Array, K: Array, before: Box) -> Box:
    left = before.right + GAP + 0.3
    canvas.write("→", (before.right + left) / 2, 0.0, size=16)
    texts = [
        [f"{_factor(x)}·{_factor(k)}\n= {number(x * k)}" for x, k in zip(*rows, strict=True)]
        for rows in zip(seen, K, strict=True)
    ]
    return canvas.grid(seen, left, title="products", texts=texts, cell=PRODUCT_CELL)


def _factor(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _output(canvas: Canvas, so_far: Array, at: tuple[int, int], before: Box) -> None:
    left = before.right + 1.6
    canvas.write("→", before.right + 0.8, 0.0, size=16)
    total = canvas.grid(so_far[at].reshape(1, 1), left, title="sum", cell=1.3)
    canvas.outline(total, OUTPUT, tint=0.25)
    canvas.write("→", total.right + 0.8, 0.0, size=16)
    left = total.right + 1.6 + max(0.0, 3.2 - so_far.shape[1]) / 2
    box = canvas.grid(so_far, left, title=f"output {so_far.shape}")
    canvas.outline(box.part(*at), OUTPUT, tint=0.25)


def _alt(K: Array, seen: Array, corner: tuple[int, int], so_far: Array, at: tuple[int, int]) -> str:
    terms = " + ".join(
        f"{_factor(x)}·{_factor(k)}" for x, k in zip(seen.ravel(), K.ravel(), strict=True)
    )
    return (
        f"Kernel: {spoken(K)}. "
        f"The window whose upper left corner is row {corner[0]}, column {corner[1]} of the input "
        f"is {spoken(seen)}. The products add up to {terms} = {number(so_far[at])}, which is the "
        f"element at row {at[0]}, column {at[1]} of the output. "
        f"Output so far, a question mark where it is not known yet: {spoken(so_far)}."
    )
