"""Why images need convolutions: connections and numbers of parameters."""

import html
from collections.abc import Mapping
from typing import Any

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, OUTPUT, THIRD
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import PLAIN, beside, draw_pixels, panel, to_rgb

BAR_PX = 400  # length of the longest bar, in browser pixels
STRENGTHS = ((KERNEL, "-"), (INPUT, "--"), (THIRD, ":"), (OUTPUT, "-."))


@skip_while_grading
def connections(n: int = 7, k: int = 3) -> Picture:
    """Draw a dense layer on `n` inputs beside a convolution, with a line style for each weight.

    Args:
        n: number of inputs.
        k: size of the kernel, at most 4.
    """
    m, canvas = n - k + 1, Canvas()
    for i in range(m):
        for j in range(n):
            canvas.draw_line((j, 3.4), (i + (k - 1) / 2, 0.0), "#666666", linewidth=0.9)
    for i in range(m):
        for offset, (colour, style) in enumerate(STRENGTHS[:k]):
            start, end = (n + 2 + i + offset, 3.4), (n + 2 + i + (k - 1) / 2, 0.0)
            canvas.draw_line(start, end, colour, linewidth=2.2, linestyle=style)
    titles = (f"dense: {n * m} weights", f"convolution: {k} weights")
    for left, title in zip((0, n + 2), titles, strict=True):
        _draw_nodes(canvas, [left + j for j in range(n)], 3.4, INPUT)
        _draw_nodes(canvas, [left + i + (k - 1) / 2 for i in range(m)], 0.0, OUTPUT)
        canvas.write(title, left + (n - 1) / 2, -0.9, bold=True)
    canvas.write("outputs", -1.3, 0.0)
    canvas.write("inputs", -1.3, 3.4)
    return canvas.to_picture(
        f"Left: a dense layer joins each of {n} inputs to each of {m} outputs by {n * m} lines, "
        f"a weight each. Right: a convolution joins each output to {k} neighbouring inputs, and "
        f"the same {k} weights, drawn as {k} kinds of line, serve all outputs."
    )


def _draw_nodes(canvas: Canvas, xs: list[float], y: float, colour: str) -> None:
    style: dict[str, Any] = {"edgecolors": INK, "linewidths": 1.0, "zorder": 4}
    canvas.axes.scatter(xs, [y] * len(xs), s=190, c=colour, **style)


@skip_while_grading
def bars(values: Mapping[str, float], title: str) -> Picture:
    """Draw numbers as labelled bars on a linear axis.

    Args:
        values: name to positive number, from top to bottom.
        title: the meaning of the numbers.
    """
    largest, rows = max(values.values()), []
    for name, value in values.items():
        pixels = np.broadcast_to(to_rgb(KERNEL), (14, max(1, round(BAR_PX * value / largest)), 3))
        bar = draw_pixels(pixels, f"bar, {value / largest:.2%} of the longest", size=1)
        number = f'<td align="right" style="{PLAIN};text-align:right">{value:,.0f}</td>'
        bar = f'<td align="left" style="{PLAIN};text-align:left">{bar}</td>'
        label = f'<td align="right" style="{PLAIN};text-align:right">{html.escape(name)}</td>'
        rows.append(f'<tr style="background:none">{label}{number}{bar}</tr>')
    table = f'<table style="border:none;margin:0;color:inherit">{"".join(rows)}</table>'
    said = "; ".join(f"{name}: {value:,.0f}" for name, value in values.items())
    return Picture(f"Bars, {title}. {said}.", beside(panel(title, table)))
