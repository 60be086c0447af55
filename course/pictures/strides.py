"""Stride: how far the window moves, downwards and to the right."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, KERNEL, OUTPUT, THIRD, Box
from course.pictures.padding import NONE, Padding, padded_grid, said
from course.pictures.picture import Picture, drawn
from course.pictures.words import as_grid, spoken

PLACES = {(0, 0): INPUT, (0, 1): KERNEL, (1, 0): THIRD}
GAP = 3.0
UP = ("center", "bottom")


@drawn
def strides(
    X: Any, kernel: tuple[int, int], stride: tuple[int, int], padding: Padding = NONE
) -> Picture:
    """Draw the window's first place, the next one to the right and the next one down.

    Beside the input stands the output, and in it the three elements that these windows give.

    Args:
        X: input, shape (n_h, n_w).
        kernel: (k_h, k_w), the window's size; there must be at least two on each axis.
        stride: (s_h, s_w).
        padding: ((top, bottom), (left, right)).
    """
    X = as_grid(X)
    rows, columns = (
        (n + sum(p) - k) // s + 1
        for n, p, k, s in zip(X.shape, padding, kernel, stride, strict=True)
    )
    canvas = Canvas()
    box = padded_grid(canvas, X, padding, 0.0)
    output = _output(canvas, rows, columns, box.right + GAP)
    canvas.write("→", (box.right + output.left) / 2, 0.0, size=16)
    for (i, j), colour in PLACES.items():
        place = box.part(i * stride[0], j * stride[1], *kernel)
        canvas.outline(place, colour, tint=0.25)
        canvas.outline(output.part(i, j), colour, tint=0.5)
    _arrows(canvas, box, stride)
    return canvas.picture(_alt(X, padding, kernel, stride, (rows, columns)))


def _output(canvas: Canvas, rows: int, columns: int, left: float) -> Box:
    texts = [[""] * columns for _ in range(rows)]
    box = canvas.grid(np.zeros((rows, columns)), left, texts=texts)
    canvas.write(f"output {(rows, columns)}", box.centre[0], box.top - 0.25, align=UP)
    canvas.outline(box, OUTPUT, width=1.5)
    return box


def _arrows(canvas: Canvas, box: Box, stride: tuple[int, int]) -> None:
    """Above and left of the input: how far the window's corner moves."""
    s_h, s_w = stride
    style: dict[str, Any] = {"arrowstyle": "-|>", "linewidth": 2.0, "mutation_scale": 14}
    x, y = box.left - 0.4, box.top - 0.4
    for end, colour in (((box.left + s_w, y), KERNEL), ((x, box.top + s_h), THIRD)):
        start = (box.left, y) if colour == KERNEL else (x, box.top)
        props = {**style, "color": colour, "shrinkA": 0, "shrinkB": 0}
        canvas.axes.annotate("", end, start, arrowprops=props, zorder=5)
    canvas.write(f"$s_w$ = {s_w}", box.left, y - 0.3, align=("left", "bottom"))
    canvas.write(f"$s_h$ = {s_h}", x - 0.3, box.top + s_h / 2, align=("right", "center"))


def _alt(
    X: Any,
    padding: Padding,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    output: tuple[int, int],
) -> str:
    before = f", {said(X, padding)}" if padding != NONE else "."
    return (
        f"Input: {spoken(X)}{before} Three windows of {kernel[0]} by {kernel[1]} cells are framed: "
        f"one in the upper left corner, one {stride[1]} columns to the right of it, one "
        f"{stride[0]} rows below it. They give the elements (0, 0), (0, 1) and (1, 0) of the "
        f"output, which is {output[0]} by {output[1]}."
    )
