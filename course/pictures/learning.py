"""A kernel while it learns: its numbers after each step beside those it should find."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures import shades
from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, LINE, OUTPUT
from course.pictures.picture import Picture, drawn
from course.pictures.slider import slider
from course.pictures.words import as_grid, number, spoken

GAP = 1.6
CELL = 1.25
WIDE, HIGH = 8.0, 1.4  # of the curve, in cells; HIGH above and below its middle
Array = npt.NDArray[np.float64]


@drawn
def learning(kernels: Any, losses: Any, true: Any, step: int = 0) -> Picture:
    """Draw the kernel after some steps, the true one, and the losses up to then.

    Args:
        kernels: the start and the kernel after each step, shape (steps + 1, k_h, k_w).
        losses: of all kernels but the last, shape (steps,), all above 0.
        true: the kernel that made the target, shape (k_h, k_w).
        step: how many steps are done, less than there are losses.
    """
    now, true = as_grid(np.asarray(kernels)[step]), as_grid(true)
    curve, fills = np.asarray(losses, np.float64), shades.signed(np.vstack([now, true]))
    done = f"after {step} step{'' if step == 1 else 's'}"
    canvas = Canvas()
    box = canvas.grid(now, 0.0, title=done, cell=CELL, fills=fills[: len(now)])
    canvas.outline(box, KERNEL)
    left = max(box.right, 3.2) + 0.6
    box = canvas.grid(true, left, title="true kernel", cell=CELL, fills=fills[len(now) :])
    canvas.outline(box, OUTPUT)
    _curve(canvas, curve, step, max(box.right, left + 2.2) + GAP + 0.8)
    return canvas.picture(
        f"The kernel {done}: {spoken(now)}. The true kernel: {spoken(true)}. "
        f"The loss was {number(curve[0])} at the start and is {number(curve[step])} now."
    )


def _curve(canvas: Canvas, curve: Array, step: int, left: float) -> None:
    """The losses on a logarithmic axis, those of steps still to come in grey."""
    high, low = np.log(curve.max()), np.log(curve.min())
    heights = HIGH - 2 * HIGH * (np.log(curve) - low) / max(high - low, 1e-9)
    xs = left + WIDE * np.arange(len(curve)) / max(len(curve) - 1, 1)
    canvas.line((left, -HIGH - 0.3), (left, HIGH + 0.3))
    canvas.line((left, HIGH + 0.3), (left + WIDE, HIGH + 0.3))
    canvas.axes.plot(xs, heights, "-", color=LINE, linewidth=1.2, zorder=2)
    done = slice(0, step + 1)
    canvas.axes.plot(xs[done], heights[done], "-", color=KERNEL, linewidth=2.4, zorder=3)
    style: dict[str, Any] = {"color": INPUT, "markeredgecolor": INK, "zorder": 4}
    canvas.axes.plot(xs[step], heights[step], "o", markersize=8, **style)
    canvas.write(f"loss {number(curve[step])}", left + WIDE / 2, -HIGH - 0.9, bold=True)
    canvas.write("steps, loss on a logarithmic axis", left + WIDE / 2, HIGH + 0.8, size=9.5)


def step_through_learning(kernels: Any, losses: Any, true: Any) -> Any:
    """A slider over all steps of a training, each drawn by `learning`."""
    return slider(lambda step: learning(kernels, losses, true, step), len(losses))
