"""The loss after each step of several runs, and the slope of a loss at one kernel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from course.pictures.layout import INK, INPUT, KERNEL, LINE, OUTPUT, PAPER, THIRD
from course.pictures.picture import Picture, new_figure, skip_while_grading, to_picture
from course.pictures.words import show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = npt.NDArray[np.float64]

# A colour, a line style and a marker each, so that colour is not the only difference.
CURVES = ((KERNEL, "-", "o"), (INPUT, "--", "s"), (THIRD, "-.", "^"), (OUTPUT, ":", "D"))


@skip_while_grading
def loss_curves(losses: Mapping[str, Any], unit: str = "steps") -> Picture:
    """Draw the losses of up to four runs, one per step, on a logarithmic axis.

    Args:
        losses: name of each run to its losses, shape (steps,), all above 0.
        unit: what is counted, such as steps or epochs.
    """
    figure = new_figure(8.4, 3.6)
    axes = add_plot_axes(figure, (0.1, 0.16, 0.6, 0.76), unit, "loss (logarithmic)")
    axes.set_yscale("log")
    axes.locator_params(axis="x", integer=True)
    said = []
    for (name, values), (colour, line, marker) in zip(losses.items(), CURVES, strict=False):
        curve = np.asarray(values, np.float64)
        every = max(1, len(curve) // 12)
        style: dict[str, Any] = {"markersize": 5, "markevery": every, "linewidth": 1.8}
        axes.plot(curve, color=colour, linestyle=line, marker=marker, label=name, **style)
        said.append(_describe_curve(name, curve, unit))
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=11)
    return to_picture(figure, f"Curves of the loss on a logarithmic axis. {'; '.join(said)}.")


def _describe_curve(name: str, curve: Array, unit: str) -> str:
    last, lowest = len(curve) - 1, int(np.argmin(curve))
    said = f"{name}: from {curve[0]:.3g} to {curve[-1]:.3g} after {last} {unit}"
    return said if lowest == last else f"{said}, lowest {curve[lowest]:.3g} after {lowest}"


@skip_while_grading
def slope(loss: Callable[[float], float], at: float, h: float) -> Picture:
    """Draw a loss over a kernel of one number, and the line through its points at `at ± h`.

    Args:
        loss: function from the kernel's number to the loss.
        at: the number at which to show the slope.
        h: distance to the two points, left and right.
    """
    figure = new_figure(6.6, 3.4)
    axes = add_plot_axes(figure, (0.12, 0.16, 0.84, 0.78), "k", "loss")
    places = np.linspace(at - 4 * h, at + 6 * h, 201)
    axes.plot(places, [loss(k) for k in places], color=KERNEL, linewidth=1.8)
    low, high = loss(at - h), loss(at + h)
    rise = (high - low) / (2 * h)
    ends = np.array([at - 2.2 * h, at + 2.2 * h])
    axes.plot(ends, (low + high) / 2 + rise * (ends - at), color=INPUT, linewidth=2.2)
    style: dict[str, Any] = {"textcoords": "offset points", "fontsize": 11, "color": INK}
    for k, value in ((at - h, low), (at, loss(at)), (at + h, high)):
        axes.plot([k], [value], "o", color=KERNEL if k == at else INPUT, markeredgecolor=INK)
        axes.annotate(f"({show(k)}, {show(value)})", (k, value), (9, 6), **style)
    axes.set_ylim(bottom=0, top=1.05 * loss(at - 3 * h))
    return to_picture(
        figure,
        f"The loss over k, a parabola. A line runs through its points at k = {show(at - h)}, "
        f"loss {show(low)}, and k = {show(at + h)}, loss {show(high)}; its slope is "
        f"{show(rise)}. Between them, at k = {show(at)}, the loss is {show(loss(at))}.",
    )


def add_plot_axes(
    figure: Figure, place: tuple[float, float, float, float], x_label: str, y_label: str
) -> Any:
    """Add labelled axes without a frame; `place` is left, bottom, width and height."""
    axes = figure.add_axes(place, facecolor=PAPER)
    axes.set_xlabel(x_label, fontsize=11, color=INK)
    axes.set_ylabel(y_label, fontsize=11, color=INK)
    axes.tick_params(colors=INK)
    axes.grid(color=LINE, alpha=0.25, linewidth=0.8)
    axes.spines[["top", "right"]].set_visible(False)
    return axes
