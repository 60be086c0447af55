"""A sound as a row of numbers, and its windows at a given stride."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, KERNEL, LINE, Box
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import show

WIDE = 17.0  # cells, for all samples together
HIGH = 1.5  # cells, for the loudest sample
STEP = 0.65  # vertical distance between windows
RATE = 16_000  # samples a second of the call to hear


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


@skip_while_grading
def listen(strides: Sequence[int] = (1, 2, 4)) -> Picture:
    """Let a bird's call be heard, with every sample and with every second and fourth only.

    The call rises from 1,500 to 5,000 Hz. The labels give the rates and leave it to the student
    to explain what is heard.

    Args:
        strides: distances between the samples that are kept; at most 5.
    """
    from IPython.display import Audio

    time = np.arange(0.8 * RATE) / RATE
    envelope = np.sin(np.pi * time / 0.8) ** 2
    call = envelope * np.sin(2 * np.pi * (1500 * time + 3500 * time**2 / 1.6))
    parts, said = [], []
    for stride in strides:
        kept, rate = call[::stride], RATE // stride
        name = "all samples" if stride == 1 else f"one sample of {stride}"
        label = f"stride {stride}: {name}, {rate:,} a second"
        player = Audio(kept, rate=rate)._repr_html_()
        parts.append(f"<div>{label}</div><div>{player}</div>")
        said.append(label)
    alt = f"A bird's call that rises from 1,500 to 5,000 Hz, to hear. {'; '.join(said)}."
    return Picture(alt, f"<div>{''.join(parts)}</div>")
