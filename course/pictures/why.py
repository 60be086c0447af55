"""Why images need convolutions: connections and numbers of parameters."""

from collections.abc import Mapping
from typing import Any

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, OUTPUT, PAPER, THIRD
from course.pictures.picture import Picture, new_figure, skip_while_grading, to_picture

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
    """Draw numbers of very different size as labelled bars on a logarithmic axis.

    Args:
        values: name to positive number, from top to bottom.
        title: the meaning of the numbers.
    """
    figure = new_figure(8.4, 0.9 + 0.5 * len(values))
    axes = figure.add_axes((0.3, 0.22, 0.53, 0.6), facecolor=PAPER)
    places = range(len(values), 0, -1)
    axes.barh(places, list(values.values()), height=0.6, color=KERNEL, edgecolor=INK)
    axes.set_xscale("log")
    axes.set_xlim(left=1)
    for place, (name, value) in zip(places, values.items(), strict=True):
        style: dict[str, Any] = {"va": "center", "fontsize": 11, "color": INK}
        axes.annotate(f"{value:,.0f}", (value, place), (6, 0), textcoords="offset points", **style)
        axes.annotate(name, (1, place), (-8, 0), textcoords="offset points", ha="right", **style)
    axes.set_yticks([])
    axes.set_title(title, fontsize=11, color=INK)
    axes.tick_params(colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    said = "; ".join(f"{name}: {value:,.0f}" for name, value in values.items())
    return to_picture(figure, f"Bars on a logarithmic axis, {title}. {said}.")
