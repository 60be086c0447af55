"""A slider with a play button that steps through drawings."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from course.pictures.padding import NONE, Padding
from course.pictures.picture import Picture
from course.pictures.window import window


def step_through(X: Any, K: Any, padding: Padding = NONE, stride: tuple[int, int] = (1, 1)) -> Any:
    """Build a slider over all output elements of a cross-correlation, each drawn by `window`.

    Args:
        X: input, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w).
        padding: ((top, bottom), (left, right)).
        stride: (s_h, s_w).
    """
    down, across = (
        (n + sum(p) - k) // s + 1
        for n, p, k, s in zip(np.shape(X), padding, np.shape(K), stride, strict=True)
    )

    def draw(step: int) -> Picture:
        return window(X, K, divmod(step, across), padding, stride)

    return build_slider(draw, steps=down * across)


def build_slider(draw: Callable[[int], Picture], steps: int) -> Any:
    """Build a slider over the pictures `draw(0)` to `draw(steps - 1)`; draw each on first use.

    Without ipywidgets, and while nbgrader validates or grades the notebook, return the first
    picture.
    """
    if os.environ.get("NBGRADER_EXECUTION"):
        return draw(0)
    try:
        import ipywidgets
    except ImportError:
        return draw(0)
    return _build_widget(ipywidgets, draw, steps)


def _build_widget(ipywidgets: Any, draw: Callable[[int], Picture], steps: int) -> Any:
    drawings: dict[int, Picture] = {}

    def show(step: int) -> str:
        if step not in drawings:
            drawings[step] = draw(step)
        return drawings[step]._repr_html_()

    play = ipywidgets.Play(min=0, max=steps - 1, interval=1000)
    handle = ipywidgets.IntSlider(min=0, max=steps - 1, description="step")
    ipywidgets.jslink((play, "value"), (handle, "value"))
    drawing = ipywidgets.HTML(show(0))
    handle.observe(lambda change: setattr(drawing, "value", show(change["new"])), names="value")
    return ipywidgets.VBox([ipywidgets.HBox([play, handle]), drawing])
