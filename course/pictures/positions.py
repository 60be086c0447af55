"""The places where a kernel fits: the size of the output along one axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, KERNEL, LINE, OUTPUT, Box
from course.pictures.padding import draw_padded_grid
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import show

STEP = 1.15  # vertical distance between places


@skip_while_grading
def positions(n: int, k: int, padding: tuple[int, int] = (0, 0), stride: int = 1) -> Picture:
    """Draw `n` cells of an axis and, below them, every place where a kernel of `k` cells stops.

    Args:
        n: number of input cells.
        k: size of the kernel.
        padding: number of zeros (before, after) the input.
        stride: distance between places, in cells.

    Raises:
        ValueError: the kernel is larger than the padded input.
    """
    wide = n + sum(padding)
    if not 1 <= k <= wide:
        raise ValueError(f"A kernel of {k} cells does not fit into {wide} cells.")
    starts = range(0, wide - k + 1, stride)
    canvas = Canvas()
    _draw_input(canvas, n, padding)
    canvas.write(f"n = {n} cells", -0.5, 0.0, align=("right", "center"))
    canvas.write("output", wide + 2.0, 0.0)
    canvas.write(f"k = {k} cells", -0.5, 1.4, align=("right", "center"))
    for row, start in enumerate(starts):
        y = 1.4 + STEP * row
        canvas.outline(_place(start, k, y), KERNEL, tint=0.3)
        canvas.write("→", wide + 0.7, y, size=14)
        canvas.outline(canvas.draw_grid(np.array([[float(row)]]), wide + 1.5, y), OUTPUT, tint=0.2)
    y = 1.4 + STEP * len(starts)
    if starts[-1] + k < wide:
        beyond = _place(starts[-1] + stride, k, y)
        canvas.outline(beyond, LINE, width=1.5)
        canvas.write("does not fit", beyond.right + 0.3, y, align=("left", "center"))
        y += STEP
    canvas.write(_describe_count(n, k, sum(padding), stride), wide / 2, y, bold=True)
    return canvas.to_picture(_write_alt(n, k, padding, stride, starts))


def _draw_input(canvas: Canvas, n: int, padding: tuple[int, int]) -> None:
    """Draw the input with numbered cells; padded cells say "pad"."""
    cells = np.arange(float(n)).reshape(1, n)
    texts = [["pad"] * padding[0] + [str(cell) for cell in range(n)] + ["pad"] * padding[1]]
    box = draw_padded_grid(canvas, cells, ((0, 0), padding), 0.0, texts=texts)
    canvas.outline(box.part(0, padding[0], 1, n), INPUT, tint=0.2)


def _place(start: int, k: int, y: float) -> Box:
    return Box(start, y - 0.3, 1, k, high=0.6)


def _describe_count(n: int, k: int, p: int, stride: int) -> str:
    """Show how the number of places is computed."""
    padded = f"{n} − {k}" + (f" + {p}" if p else "")
    if stride == 1:
        return f"{padded} + 1 = {n - k + p + 1} places"
    share = (n - k + p + stride) / stride
    return f"⌊({padded} + {stride}) / {stride}⌋ = ⌊{show(share)}⌋ = {int(share)} places"


def _write_alt(n: int, k: int, padding: tuple[int, int], stride: int, starts: Sequence[int]) -> str:
    before, after = padding
    padded = f", padded by {before} before and by {after} after it" if sum(padding) else ""
    steps = f", {stride} cells apart" if stride > 1 else ""
    unused = n + before + after - starts[-1] - k
    rest = f" Left over without a window at the end: {unused}." if unused else ""
    return (
        f"A row of {n} input cells{padded}. A kernel of {k} cells fits at {len(starts)} places"
        f"{steps}, starting at cell {starts[0]} to cell {starts[-1]} of the row; each gives one "
        f"output element: {_describe_count(n, k, before + after, stride)}.{rest}"
    )
