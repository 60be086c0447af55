"""A kernel while it learns: its numbers after each step, beside the true kernel."""

from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures import shades
from course.pictures.layout import INK, INPUT, KERNEL, LINE
from course.pictures.losses import add_plot_axes
from course.pictures.picture import Picture, new_figure, skip_while_grading, to_picture
from course.pictures.tables import beside, draw_table, panel
from course.pictures.words import describe, show, to_grid

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
    curve, [now_fills, true_fills] = np.asarray(losses), shades.shade_feature_maps([now, true])
    done = f"after {step} step{'' if step == 1 else 's'}"
    html = beside(
        draw_table(now, f"kernel {done}", fills=now_fills),
        draw_table(true, "true kernel", fills=true_fills),
        panel(f"loss {show(curve[step])}, logarithmic axis", _draw_curve(curve, step).html),
    )
    alt = (
        f"The kernel {done}: {describe(now)}. The true kernel: {describe(true)}. "
        f"The loss was {show(curve[0])} at the start and is {show(curve[step])} now."
    )
    return Picture(alt, html)


def _draw_curve(curve: Array, step: int) -> Picture:
    """Draw the losses on a logarithmic axis; those of later steps are grey."""
    figure = new_figure(4.2, 1.9)
    axes = add_plot_axes(figure, (0.15, 0.24, 0.81, 0.7), "steps", "")
    axes.set_yscale("log")
    axes.plot(curve, color=LINE, linewidth=1.2)
    axes.plot(curve[: step + 1], color=KERNEL, linewidth=2.4)
    axes.plot([step], [curve[step]], "o", color=INPUT, markeredgecolor=INK, markersize=8)
    return to_picture(figure, f"Curve of the loss, {show(curve[step])} after step {step}.")
