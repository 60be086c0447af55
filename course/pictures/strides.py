"""Stride: how far the window moves, down and to the right."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.pictures.layout import INPUT, KERNEL, THIRD
from course.pictures.padding import NONE, Padding, describe_padding, draw_padded
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import Frame, beside, draw_table, symbol
from course.pictures.words import describe, to_grid

PLACES = {(0, 0): INPUT, (0, 1): KERNEL, (1, 0): THIRD}


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
    frames = [
        Frame(colour, i * stride[0], j * stride[1], *kernel) for (i, j), colour in PLACES.items()
    ]
    texts = [[""] * columns for _ in range(rows)]
    texts[0][0], texts[0][1], texts[1][0] = "first", f"{stride[1]} right", f"{stride[0]} down"
    marks = [Frame(colour, i, j) for (i, j), colour in PLACES.items()]
    empty = np.zeros((rows, columns))
    html = beside(
        draw_padded(X, padding, f"stride {stride}", frames=frames),
        symbol("→"),
        draw_table(empty, f"output {(rows, columns)}", frames=marks, texts=texts),
    )
    return Picture(_write_alt(X, padding, kernel, stride, (rows, columns)), html)


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
