"""The time that functions take for kernels of several sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course.pictures.losses import CURVES, add_plot_axes
from course.pictures.picture import Picture, new_figure, skip_while_grading, to_picture

SIZES = (2, 4, 8, 16, 32)
PLACES = 48  # of the kernel on each axis, for every size
LONGEST_S = 0.5  # larger kernels are left out once a call has taken longer


@skip_while_grading
def convolution_times(functions: Mapping[str, Callable[[Any, Any], Any]]) -> Picture:
    """Measure and draw how long functions take to convolve an image, for kernels of several sizes.

    A function that raises an error, as an unsolved exercise does, has no curve.

    Args:
        functions: name of each function to the function, at most four. It is called with a square
            kernel and an image that has 48 x 48 places for it.
    """
    figure = new_figure(8.4, 3.6)
    place = (0.1, 0.16, 0.6, 0.76)
    axes = add_plot_axes(figure, place, "height and width of the kernel", "milliseconds")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(SIZES, [str(size) for size in SIZES])
    described = []
    for (name, function), (colour, line, marker) in zip(functions.items(), CURVES, strict=False):
        times_ms = _measure(function)
        if times_ms:
            sizes = SIZES[: len(times_ms)]
            axes.plot(sizes, times_ms, color=colour, linestyle=line, marker=marker, label=name)
            values = ", ".join(f"{ms:.2g}" for ms in times_ms)
            described.append(f"{name}: {values} for kernel sizes up to {sizes[-1]}")
        else:
            described.append(f"{name} has no curve: it raises an error")
    if axes.lines:
        axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=11)
    return to_picture(
        figure,
        f"Curves of the time in milliseconds for kernels of {SIZES[0]} to {SIZES[-1]} rows and "
        f"columns. {'; '.join(described)}.",
    )


def _measure(function: Callable[[Any, Any], Any]) -> list[float]:
    """Return the milliseconds of a call for each size, the shorter of two calls."""
    times_ms = list[float]()
    for size in SIZES:
        image, kernel = (np.ones((n, n), np.float32) for n in (PLACES + size - 1, size))
        calls_s = []
        for _ in range(2):
            start = time.perf_counter()
            try:
                function(image, kernel)
            except Exception:  # an exercise that is not solved yet
                return []
            calls_s.append(time.perf_counter() - start)
        times_ms.append(1000 * min(calls_s))
        if max(calls_s) > LONGEST_S:
            break
    return times_ms
