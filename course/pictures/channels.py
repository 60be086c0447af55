"""Several channels: their sum, the outputs of several kernels, and colour images."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.layout import INPUT, KERNEL, OUTPUT
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import (
    SHRINK,
    Frame,
    below,
    beside,
    draw_pixels,
    draw_table,
    panel,
    symbol,
)
from course.pictures.window import draw_products
from course.pictures.words import describe, show, show_factor, show_products

COLOUR_PX = 150  # width of a colour image, in browser pixels
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
    size = windows.shape[1:]
    channels = [
        beside(
            draw_table(X[c], f"input, channel {c}", frames=[Frame(INPUT, *at, *size)]),
            symbol("⋆"),
            draw_table(K[c], f"kernel, channel {c}", frames=[Frame.around(K[c], KERNEL)]),
            symbol("→"),
            draw_products(windows[c], K[c]),
            symbol("→"),
            draw_table(np.array([[total]]), "sum"),
        )
        for c, total in enumerate(sums)
    ]
    html = beside(
        below(*channels),
        beside(
            symbol("add up →"),
            draw_table(so_far[at].reshape(1, 1), "total", frames=[Frame(OUTPUT)]),
        ),
        beside(
            symbol("→"),
            draw_table(so_far, f"output {so_far.shape}", frames=[Frame(OUTPUT, *at)]),
        ),
    )
    return Picture(_write_sum_alt(X, K, windows, sums, so_far, at), html)


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
    inputs = below(*(draw_table(x, f"input, channel {c}") for c, x in enumerate(X)))
    outputs = []
    for o, (kernels, y) in enumerate(zip(K, Y, strict=True)):
        tables = beside(*(draw_table(kernel) for kernel in kernels))
        framed = f'<div style="border:2px solid {KERNEL};padding:0 8px">{tables}</div>'
        output = draw_table(y, f"output, channel {o}", frames=[Frame.around(y, OUTPUT)])
        outputs.append(
            beside(symbol("→"), panel(f"kernel {o}, {kernels.shape}", framed), symbol("→"), output)
        )
    return Picture(_write_outputs_alt(X, K, Y), beside(inputs, below(*outputs)))


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
    greys = dict(zip(("red", "green", "blue"), X, strict=True))
    parts = [panel("image", draw_pixels(np.moveaxis(X, 0, -1), "the colour image", COLOUR_PX))]
    for name, channel in greys.items():
        image = draw_pixels(np.stack([channel] * 3, -1), describe(channel), COLOUR_PX)
        parts.append(panel(name, image))
    said = "; ".join(f"{name}: {describe(x)}" for name, x in greys.items())
    alt = f"A colour image beside its three channels as grey images. {said}."
    return Picture(alt, beside(*parts, narrow=SHRINK))
