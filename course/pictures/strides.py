"""Stride: how far the window moves, down and to the right."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, KERNEL, OUTPUT, THIRD, Box
from course.pictures.padding import NONE, Padding, describe_padding, draw_padded_grid
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, to_grid

PLACES = {(0, 0): INPUT, (0, 1): KERNEL, (1, 0): THIRD}
GAP = 3.0
UP = ("center", "bottom")


@skip_while_grading
def strides(
    X: Any, kernel: tuple[int, int], stride: tuple[int, int], padding: Padding = NONE
) -> Picture:
    """Draw the first window, the next one to the right and the next one down.

    Beside the input, draw the output with the elements of these three windows.

    Args:
        X: input, shape (n_h, n_w).
        kernel: (k_h, k_w), the window's size; each axis must have room for two windows.
        stride: (s_h, s_w).
        padding: ((top, bottom), (left, right)).
    """
    X = to_grid(X)
    rows, columns = (
        (n + sum(p) - k) // s + 1
        for n, p, k, s in zip(X.shape, padding, kernel, stride, strict=True)
    )
    canvas = Canvas()
    box = draw_padded_grid(canvas, X, padding, 0.0)
    output = _draw_output(canvas, rows, columns, box.right + GAP)
    canvas.write("→", (box.right + output.left) / 2, 0.0, size=16)
    for (i, j), colour in PLACES.items():
        place = box.part(i * stride[0], j * stride[1], *kernel)
        canvas.outline(place, colour, tint=0.25)
        canvas.outline(output.part(i, j), colour, tint=0.5)
    _draw_arrows(canvas, box, stride)
    return canvas.to_picture(_write_alt(X, padding, kernel, stride, (rows, columns)))


def _draw_output(canvas: Canvas, rows: int, columns: int, left: float) -> Box:
    texts = [[""] * columns for _ in range(rows)]
    box = canvas.draw_grid(np.zeros((rows, columns)), left, texts=texts)
    canvas.write(f"output {(rows, columns)}", box.centre[0], box.top - 0.25, align=UP)
    canvas.outline(box, OUTPUT, width=1.5)
    return box


def _draw_arrows(canvas: Canvas, box: Box, stride: tuple[int, int]) -> None:
    """Draw arrows above and left of the input for the moves of the window's corner."""
    s_h, s_w = stride
    style: dict[str, Any] = {"arrowstyle": "-|>", "linewidth": 2.0, "mutation_scale": 14}
    x, y = box.left - 0.4, box.top - 0.4
    for end, colour in (((box.left + s_w, y), KERNEL), ((x, box.top + s_h), THIRD)):
        start = (box.left, y) if colour == KERNEL else (x, box.top)
        props = {**style, "color": colour, "shrinkA": 0, "shrinkB": 0}
        canvas.axes.annotate("", end, start, arrowprops=props, zorder=5)
    canvas.write(f"$s_w$ = {s_w}", box.left, y - 0.3, align=("left", "bottom"))
    canvas.write(f"$s_h$ = {s_h}", x - 0.3, box.top + s_h / 2, align=("right", "center"))


def _write_alt(
    X: Any,
    padding: Padding,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    output: tuple[int, int],
) -> str:
    before = f", {describe_padding(X, padding)}" if padding != NONE else "."
    return (
        f"Input: {describe(X)}{before} Three windows of {kernel[0]} by {kernel[1]} cells are "
        f"framed: one in the upper left corner, one {stride[1]} columns to the right of it, one "
        f"{stride[0]} rows below it. They give the elements (0, 0), (0, 1) and (1, 0) of the "
        f"output, which is {output[0]} by {output[1]}."
    )
