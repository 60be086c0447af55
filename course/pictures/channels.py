"""Several channels: their sum, the outputs of several kernels, and colour images."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures import shades
from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, OUTPUT, Box
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, show, show_factor, show_products

GAP = 1.3
PRODUCT_CELL = 1.45
TITLE = 1.3  # height of a title above its array
Array = npt.NDArray[np.float64]


@skip_while_grading
def channel_sum(X: Any, K: Any, at: tuple[int, int] = (0, 0)) -> Picture:
    """Draw how channels add up to the output element at row and column `at`.

    Args:
        X: input, shape (c_i, h, w).
        K: kernel, shape (c_i, k_h, k_w).
        at: row and column of the output element. Earlier elements, row by row, are filled in.

    Raises:
        IndexError: the kernel does not fit at this place.
    """
    from course.operations import cross_correlate_channels

    X, K = np.asarray(X, np.float64), np.asarray(K, np.float64)
    Y = np.asarray(cross_correlate_channels(X, K))
    if not (0 <= at[0] < Y.shape[0] and 0 <= at[1] < Y.shape[1]):
        raise IndexError(f"The output has shape {Y.shape}; it has no element at {at}.")
    known = np.arange(Y.size).reshape(Y.shape) <= at[0] * Y.shape[1] + at[1]
    so_far = np.where(known, Y, np.nan)
    windows = X[:, at[0] : at[0] + K.shape[1], at[1] : at[1] + K.shape[2]]
    sums = (windows * K).sum(axis=(1, 2))  # (c_i,)
    canvas, step = Canvas(), max(X.shape[1], K.shape[1] * PRODUCT_CELL) + TITLE
    boxes = [_draw_channel(canvas, X, K, c, at, c * step) for c in range(len(X))]
    for above, below in itertools.pairwise(boxes):
        canvas.write("+", above.centre[0], (above.bottom + below.top) / 2 - 0.1, size=20)
    _draw_total(canvas, so_far, at, boxes[-1].right, (len(X) - 1) * step / 2)
    return canvas.to_picture(_write_sum_alt(X, K, windows, sums, so_far, at))


def _draw_channel(canvas: Canvas, X: Array, K: Array, c: int, at: tuple[int, int], y: float) -> Box:
    """Draw a row: a channel, its kernel and the products. Return the box of their sum."""
    x, k = X[c], K[c]
    box = canvas.draw_grid(x, 0.0, y, title=f"input, channel {c}")
    canvas.outline(box.part(*at, *k.shape), INPUT, tint=0.25)
    canvas.write("⋆", box.right + GAP / 2, y, size=24)
    left = box.right + GAP + max(0.0, 4.2 - k.shape[1]) / 2
    kernel = canvas.draw_grid(k, left, y, title=f"kernel, channel {c}")
    canvas.outline(kernel, KERNEL, tint=0.15)
    window = x[at[0] : at[0] + k.shape[0], at[1] : at[1] + k.shape[1]]
    values = (show(value) for value in np.ravel(window * k))
    told = [
        f"{pair}\n= {value}" for pair, value in zip(show_products(window, k), values, strict=True)
    ]
    texts = [told[start : start + k.shape[1]] for start in range(0, k.size, k.shape[1])]
    left = kernel.right + GAP + 0.5
    canvas.write("→", (kernel.right + left) / 2, y, size=16)
    box = canvas.draw_grid(window, left, y, title="products", texts=texts, cell=PRODUCT_CELL)
    canvas.write("→", box.right + 0.7, y, size=16)
    total = np.array([[(window * k).sum()]])
    return canvas.draw_grid(total, box.right + 1.4, y, title="sum", cell=1.3)


def _draw_total(canvas: Canvas, so_far: Array, at: tuple[int, int], right: float, y: float) -> None:
    canvas.write("=", right + 0.7, y, size=20)
    box = canvas.draw_grid(so_far[at].reshape(1, 1), right + 1.4, y, cell=1.3)
    canvas.outline(box, OUTPUT, tint=0.25)
    canvas.write("→", box.right + 0.7, y, size=16)
    left = box.right + 1.4 + max(0.0, 3.2 - so_far.shape[1]) / 2
    output = canvas.draw_grid(so_far, left, y, title=f"output {so_far.shape}")
    canvas.outline(output.part(*at), OUTPUT, tint=0.25)


def _write_sum_alt(
    X: Array, K: Array, windows: Array, sums: Array, so_far: Array, at: tuple[int, int]
) -> str:
    said = []
    for c, total in enumerate(sums):
        terms = " + ".join(show_products(windows[c], K[c]))
        said.append(
            f"Channel {c}: the input is {describe(X[c])}, the kernel {describe(K[c])}; the window "
            f"at row {at[0]}, column {at[1]} gives {terms} = {show(total)}."
        )
    terms = " + ".join(show_factor(total) for total in sums)
    said.append(
        f"The channels add up: {terms} = {show(so_far[at])}, the element at row {at[0]}, column "
        f"{at[1]} of the output. Output so far, a question mark where it is not known yet: "
        f"{describe(so_far)}."
    )
    return " ".join(said)


@skip_while_grading
def output_channels(X: Any, K: Any) -> Picture:
    """Draw the kernels of several output channels, and the output of each.

    Args:
        X: input, shape (c_i, h, w).
        K: kernels, shape (c_o, c_i, k_h, k_w).
    """
    from course.operations import cross_correlate_channels

    X, K = np.asarray(X, np.float64), np.asarray(K, np.float64)
    Y = np.asarray(cross_correlate_channels(X, K))
    canvas = Canvas()
    height = max(K.shape[2], Y.shape[1]) + TITLE + 0.5
    middles = [o * height for o in range(len(K))]
    step, middle = X.shape[1] + TITLE, float(np.mean(middles))
    inputs = [
        canvas.draw_grid(
            x, 0.0, middle + (c - (len(X) - 1) / 2) * step, title=f"input, channel {c}"
        )
        for c, x in enumerate(X)
    ]
    for o, y in enumerate(middles):
        left = inputs[0].right + 3.4
        canvas.draw_line((inputs[0].right + 0.4, middle), (left - 0.5, y), INK)
        kernels = _draw_kernels(canvas, K[o], left, y, o)
        canvas.write("→", kernels.right + 1.1, y, size=16)
        box = canvas.draw_grid(Y[o], kernels.right + 2.2, y, title=f"output, channel {o}")
        canvas.outline(box, OUTPUT, tint=0.15)
    return canvas.to_picture(_write_outputs_alt(X, K, Y))


def _draw_kernels(canvas: Canvas, kernels: Array, left: float, y: float, o: int) -> Box:
    """Draw the kernel of output channel `o`, channel by channel, in a frame."""
    boxes: list[Box] = []
    for kernel in kernels:
        boxes.append(canvas.draw_grid(kernel, boxes[-1].right + 0.4 if boxes else left, y))
    wide, high = boxes[-1].right - left + 0.5, kernels.shape[1] + 0.5
    frame = Box(left - 0.25, y - high / 2, rows=1, columns=1, cell=wide, high=high / wide)
    canvas.outline(frame, KERNEL, tint=0.12)
    canvas.write(f"kernel {o}, {kernels.shape}", frame.centre[0], frame.top - 0.5)
    return frame


def _write_outputs_alt(X: Array, K: Array, Y: Array) -> str:
    inputs = "; ".join(f"channel {c} {describe(x)}" for c, x in enumerate(X))
    said = [f"The input, {len(X)} channels: {inputs}."]
    for o, (kernels, y) in enumerate(zip(K, Y, strict=True)):
        parts = "; ".join(f"for channel {c} {describe(k)}" for c, k in enumerate(kernels))
        said.append(f"Kernel {o} is {parts}. With all of the input it gives {describe(y)}.")
    return " ".join(said)


@skip_while_grading
def colours(X: Any) -> Picture:
    """Draw a colour image beside its three channels, each as a grey image.

    Args:
        X: red, green and blue from 0 (none) to 1 (full), shape (3, h, w).
    """
    X = np.asarray(X, np.float64)
    canvas, blank = Canvas(), [[""] * X.shape[2]] * X.shape[1]
    image = np.moveaxis(X, 0, -1)
    box = canvas.draw_grid(X[0], 0.0, title="image", fills=image, texts=blank, cell=0.6)
    for name, channel in zip(("red", "green", "blue"), X, strict=True):
        grey = shades.shade_image(np.append(channel.ravel(), (0.0, 1.0)).reshape(1, -1))
        fills = grey[0, :-2].reshape(*channel.shape, 3)
        left = box.right + 0.9
        box = canvas.draw_grid(channel, left, title=name, fills=fills, texts=blank, cell=0.6)
    said = "; ".join(
        f"{name}: {describe(x)}" for name, x in zip(("red", "green", "blue"), X, strict=True)
    )
    return canvas.to_picture(f"A colour image beside its three channels as grey images. {said}.")
