"""The time that functions take for kernels of several sizes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course.pictures.losses import CURVES, add_plot_axes
from course.pictures.picture import (
    NoPicture,
    Picture,
    new_figure,
    skip_while_grading,
    to_picture,
)
from nbproctor.checks.evaluate import silence
from nbproctor.checks.result import say

SIZES = (4, 8, 16, 32, 64, 128)
PLACES = 65  # of the kernel on each axis; images of 64 + size rows suit a Fourier transform
LONGEST_S = 0.1  # larger kernels are left out once a call has taken longer
LIMIT_S = 0.4  # for the calls of a function, after one of each size


@skip_while_grading
def convolution_times(functions: Mapping[str, Callable[[Any, Any], Any]]) -> Picture:
    """Measure and draw how long functions take to convolve an image, for kernels of several sizes.

    A function that raises an error, as an unsolved exercise does, has no curve, and the figure says
    so. If none has one, print what to do and draw nothing.

    Args:
        functions: name of each function to the function, at most four. It is called with a square
            kernel and an image that has 65 x 65 places for it.
    """
    times = {name: _measure(function) for name, function in functions.items()}
    if not any(times.values()):
        names = (getattr(function, "__name__", name) for name, function in functions.items())
        say(f"Solve {' or '.join(names)} first, then run this cell again.")
        return NoPicture()
    figure = new_figure(8.4, 3.6)
    place = (0.1, 0.16, 0.6, 0.76)
    axes = add_plot_axes(figure, place, "height and width of the kernel", "milliseconds")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(SIZES, [str(size) for size in SIZES])
    described = []
    for (name, times_ms), (colour, line, marker) in zip(times.items(), CURVES, strict=False):
        if times_ms:
            sizes = SIZES[: len(times_ms)]
            axes.plot(sizes, times_ms, color=colour, linestyle=line, marker=marker, label=name)
            values = ", ".join(f"{ms:.0f}" if ms >= 10 else f"{ms:.2g}" for ms in times_ms)
            described.append(f"{name}: {values} for kernel sizes up to {sizes[-1]}")
        else:
            axes.plot([], [], linestyle="", label=f"{name}: raises an error")
            described.append(f"{name} has no curve: it raises an error")
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5), frameon=False, fontsize=11)
    return to_picture(
        figure,
        f"Curves of the time in milliseconds for kernels of {SIZES[0]} to {SIZES[-1]} rows and "
        f"columns. {'; '.join(described)}.",
    )


def _measure(function: Callable[[Any, Any], Any]) -> list[float]:
    """Return the milliseconds of a call for each size: the shortest of several.

    Other work on the machine makes calls longer, never shorter. One round of calls goes over all
    sizes, so that a busy moment does not fall on all calls of one size.
    """
    inputs = [
        (np.ones((PLACES + n - 1,) * 2, np.float32), np.ones((n, n), np.float32)) for n in SIZES
    ]
    try:
        with silence():  # a function that prints would print hundreds of times
            first_s = _time_call(function, inputs[0])  # it may prepare more than it computes
            if first_s > LIMIT_S:
                return [1000 * first_s]
            shortest_s = list[float]()
            for given in inputs:
                shortest_s.append(_time_call(function, given))
                if shortest_s[-1] > LONGEST_S:
                    break
            end = time.perf_counter() + LIMIT_S
            while time.perf_counter() < end:
                again_s = [_time_call(function, given) for given in inputs[: len(shortest_s)]]
                shortest_s = list(map(min, shortest_s, again_s))
    except Exception:  # an exercise that is not solved yet
        return []
    return [1000 * each_s for each_s in shortest_s]


def _time_call(function: Callable[[Any, Any], Any], given: tuple[Any, Any]) -> float:
    """Return the wall time of one call in seconds."""
    start = time.perf_counter()
    function(*given)
    return time.perf_counter() - start
