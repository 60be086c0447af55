"""A sound as a row of numbers, and its windows at a given stride."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, KERNEL, LINE, Box
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import show

WIDE = 17.0  # cells, for all samples together
HIGH = 1.5  # cells, for the loudest sample
STEP = 0.65  # vertical distance between windows


@skip_while_grading
def sound(samples: Any, k: int, stride: int) -> Picture:
    """Draw samples as a curve and, below it, the windows of `k` samples, `stride` apart.

    Args:
        samples: air pressure at equal time steps, shape (n,).
        k: size of the window.
        stride: distance between windows, in samples.
    """
    values = np.asarray(samples, np.float64)
    n, cell = len(values), WIDE / len(values)
    starts = range(0, n - k + 1, stride)
    canvas = Canvas()
    canvas.draw_line((0.0, 0.0), (WIDE, 0.0))
    heights = -HIGH * values / np.abs(values).max()
    canvas.draw_line((0.0, -HIGH), (0.0, HIGH), LINE)
    style: dict[str, Any] = {"color": INK, "linewidth": 1.2, "markersize": 2.5}
    canvas.axes.plot((np.arange(n) + 0.5) * cell, heights, "o-", **style)
    canvas.write(f"{n} samples", -0.4, 0.0, align=("right", "center"))
    for row, start in enumerate(starts):
        place = Box(start * cell, HIGH + 0.5 + STEP * row, 1, k, cell, high=0.4 / cell)
        canvas.outline(place, KERNEL, width=2.0, tint=0.3)
    middle = HIGH + 0.7
    canvas.write(f"k = {k} samples", -0.4, middle, align=("right", "center"))
    if len(starts) > 1:
        canvas.write(f"{stride} later", -0.4, middle + STEP, align=("right", "center"))
    return canvas.to_picture(
        f"A curve through {n} samples with values from {show(values.min())} to "
        f"{show(values.max())}. Below it {len(starts)} windows of {k} samples each, the first "
        f"at sample 0, each further one {stride} samples later."
    )
