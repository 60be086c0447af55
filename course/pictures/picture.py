"""A finished figure: HTML with alternative text.

Numbers, labels and headings are text that takes the colours of the page, light or dark; see
`tables`. A plot is an image on a light panel of its own. `@skip_while_grading` marks a drawing
function, which then draws nothing during grading.
"""

from __future__ import annotations

import base64
import functools
import html
import io
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from course.pictures.layout import PAPER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

P = ParamSpec("P")
R = TypeVar("R")

PIXELS_PER_INCH = 192  # twice a browser's pixels per inch, to be sharp on dense screens
WIDEST = 920  # browser pixels
BORDER = "#BBBBBB"


@dataclass(frozen=True, repr=False)
class Picture:
    """A figure with its alternative text.

    Attributes:
        alt: alternative text, which describes the figure with its numbers.
        html: the figure.
        is_image: whether `html` is a single image, which has `alt` already. Below any other
            figure, a notebook shows `alt` folded, under the heading "In words".
    """

    alt: str
    html: str
    is_image: bool = False

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        if self.is_image:
            return self.html
        words = f"<details><summary>In words</summary>{html.escape(self.alt)}</details>"
        return f"{self.html}{words}"


class NoPicture(Picture):
    """A picture that shows nothing, for grading."""

    def __init__(self) -> None:
        super().__init__(alt="", html="")

    def _ipython_display_(self) -> None:
        pass


def is_grading() -> bool:
    """Return whether nbgrader is grading the notebook. Figures would only cost time then."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def skip_while_grading(function: Callable[P, R]) -> Callable[P, R | NoPicture]:
    """Make a drawing function return `NoPicture` during grading."""

    @functools.wraps(function)
    def draw(*args: P.args, **kwargs: P.kwargs) -> R | NoPicture:
        return NoPicture() if is_grading() else function(*args, **kwargs)

    return draw


def new_figure(width_in: float, height_in: float) -> Figure:
    """Create a figure on a light panel with a border, sized in inches.

    On first import matplotlib may log that it builds a font cache. The notebook would show that as
    an error, so the log line is suppressed.
    """
    logger = logging.getLogger("matplotlib")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        from matplotlib.figure import Figure
    finally:
        logger.setLevel(level)
    return Figure(figsize=(width_in, height_in), facecolor=PAPER, edgecolor=BORDER, linewidth=2.0)


def to_picture(figure: Figure, alt: str) -> Picture:
    """Render a figure as a picture with alternative text."""
    from PIL import Image

    file, small = io.BytesIO(), io.BytesIO()
    figure.savefig(file, format="png", dpi=PIXELS_PER_INCH, facecolor=PAPER, edgecolor=BORDER)
    Image.open(file).convert("RGB").quantize(64).save(small, format="png", optimize=True)
    width = min(WIDEST, round(figure.get_figwidth() * 96))
    return Picture(alt, write_image(small.getvalue(), alt, width), is_image=True)


def write_image(png: bytes, alt: str, width: int) -> str:
    """Return the HTML of an image, `width` browser pixels wide."""
    data = base64.b64encode(png).decode("ascii")
    text = html.escape(alt, quote=True)
    style = "max-width:100%;height:auto"
    source = f"data:image/png;base64,{data}"
    return f'<img alt="{text}" width="{width}" style="{style}" src="{source}">'
