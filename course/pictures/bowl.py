"""The loss over a kernel of two numbers, seen from above, with paths of gradient descent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures.layout import INK, LINE
from course.pictures.losses import CURVES, add_plot_axes
from course.pictures.picture import Picture, new_figure, skip_while_grading, to_picture
from course.pictures.words import show, to_grid

Array = npt.NDArray[np.float64]


@skip_while_grading
def bowl(X: Any, Y: Any, paths: Mapping[str, Any], reach: float = 1.6) -> Picture:
    """Draw lines of equal loss over the two numbers of a kernel, and the paths of several runs.

    Args:
        X: image, shape (n_h, n_w).
        Y: target, shape (n_h, n_w - 1).
        paths: name of each run to its kernels, shape (steps + 1, 1, 2).
        reach: distance that the picture shows on each side of the lowest point.
    """
    windows = np.lib.stride_tricks.sliding_window_view(to_grid(X), (1, 2)).reshape(-1, 2)
    wanted = to_grid(Y).ravel()
    lowest: Array = np.linalg.lstsq(windows, wanted, rcond=None)[0].astype(np.float64)
    across = np.linspace(-reach, reach, 121)
    first, second = np.meshgrid(lowest[0] + across, lowest[1] + across)
    losses = np.sum((np.stack([first, second], axis=2) @ windows.T - wanted) ** 2, axis=2)
    figure = new_figure(7.4, 4.4)
    axes = add_plot_axes(figure, (0.1, 0.13, 0.54, 0.84), "K[0, 0]", "K[0, 1]")
    levels = np.max(losses) * np.linspace(0.05, 1, 9) ** 2
    axes.contour(first, second, losses, levels=levels, colors=LINE, linewidths=0.9)
    for (name, kernels), (colour, line, marker) in zip(paths.items(), CURVES, strict=False):
        way = np.asarray(kernels, np.float64).reshape(-1, 2)
        style: dict[str, Any] = {"color": colour, "linestyle": line, "marker": marker}
        axes.plot(*way.T, **style, markersize=4.5, linewidth=1.5, label=name)
    axes.plot(*lowest, "*", color=INK, markersize=14, label="lowest point", linestyle="none")
    axes.set(xlim=lowest[0] + across[[0, -1]], ylim=lowest[1] + across[[0, -1]], aspect="equal")
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=11)
    return to_picture(figure, _write_alt(lowest, paths))


def _write_alt(lowest: Array, paths: Mapping[str, Any]) -> str:
    ways = []
    for name, kernels in paths.items():
        way = np.asarray(kernels, np.float64).reshape(-1, 2)
        ends = [f"({show(k[0])}, {show(k[1])})" for k in (way[0], way[1], way[-1])]
        ways.append(f"{name}: from {ends[0]} by {ends[1]} to {ends[2]} in {len(way) - 1} steps")
    return (
        "Lines of equal loss over the two numbers of the kernel, ellipses around the lowest point "
        f"({show(lowest[0])}, {show(lowest[1])}). Paths across them: {'; '.join(ways)}."
    )
