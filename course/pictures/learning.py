"""A kernel while it learns: its numbers after each step, beside the true kernel."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures import shades
from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, LINE, OUTPUT
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, show, to_grid

GAP = 1.6
CELL = 1.25
WIDE, HIGH = 8.0, 1.4  # of the curve, in cells; HIGH above and below its middle
Array = npt.NDArray[np.float64]


@skip_while_grading
def learning(kernels: Any, losses: Any, true: Any, step: int = 0) -> Picture:
    """Draw the kernel after some steps, the true one, and the losses up to then.

    Args:
        kernels: the start and the kernel after each step, shape (steps + 1, k_h, k_w).
        losses: the loss of each kernel except the last, shape (steps,), all above 0.
        true: the kernel that made the target, shape (k_h, k_w).
        step: number of steps done, less than the number of losses.
    """
    now, true = to_grid(np.asarray(kernels)[step]), to_grid(true)
    curve, fills = np.asarray(losses, np.float64), shades.shade_feature_map(np.vstack([now, true]))
    done = f"after {step} step{'' if step == 1 else 's'}"
    canvas = Canvas()
    box = canvas.draw_grid(now, 0.0, title=done, cell=CELL, fills=fills[: len(now)])
    canvas.outline(box, KERNEL)
    left = max(box.right, 3.2) + 0.6
    box = canvas.draw_grid(true, left, title="true kernel", cell=CELL, fills=fills[len(now) :])
    canvas.outline(box, OUTPUT)
    _draw_curve(canvas, curve, step, max(box.right, left + 2.2) + GAP + 0.8)
    return canvas.to_picture(
        f"The kernel {done}: {describe(now)}. The true kernel: {describe(true)}. "
        f"The loss was {show(curve[0])} at the start and is {show(curve[step])} now."
    )


def _draw_curve(canvas: Canvas, curve: Array, step: int, left: float) -> None:
    """Draw the losses on a logarithmic axis; those of later steps are grey."""
    high, low = np.log(curve.max()), np.log(curve.min())
    heights = HIGH - 2 * HIGH * (np.log(curve) - low) / max(high - low, 1e-9)
    xs = left + WIDE * np.arange(len(curve)) / max(len(curve) - 1, 1)
    canvas.draw_line((left, -HIGH - 0.3), (left, HIGH + 0.3))
    canvas.draw_line((left, HIGH + 0.3), (left + WIDE, HIGH + 0.3))
    canvas.axes.plot(xs, heights, "-", color=LINE, linewidth=1.2, zorder=2)
    done = slice(0, step + 1)
    canvas.axes.plot(xs[done], heights[done], "-", color=KERNEL, linewidth=2.4, zorder=3)
    style: dict[str, Any] = {"color": INPUT, "markeredgecolor": INK, "zorder": 4}
    canvas.axes.plot(xs[step], heights[step], "o", markersize=8, **style)
    canvas.write(f"loss {show(curve[step])}", left + WIDE / 2, -HIGH - 0.9, bold=True)
    canvas.write("steps, loss on a logarithmic axis", left + WIDE / 2, HIGH + 0.8, size=9.5)
