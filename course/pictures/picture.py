"""A finished figure: an image with alternative text.

Its opaque white background keeps it legible in light and dark themes. `@skip_while_grading` marks
a drawing function, which then draws nothing during grading.
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
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

P = ParamSpec("P")
R = TypeVar("R")

PIXELS_PER_INCH = 192  # twice a browser's pixels per inch, to be sharp on dense screens
WIDEST = 920  # browser pixels


@dataclass(frozen=True, repr=False)
class Picture:
    """An image with its alternative text.

    Attributes:
        alt: alternative text, which describes the image with its numbers.
        png: the bytes of the file.
        width: in browser pixels.
    """

    alt: str
    png: bytes
    width: int

    def __repr__(self) -> str:
        return self.alt

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.png).decode("ascii")
        alt = html.escape(self.alt, quote=True)
        return f'<img alt="{alt}" width="{self.width}" src="data:image/png;base64,{data}">'

    def save(self, path: Path | str) -> None:
        """Write the image as a PNG file, to look at it outside a notebook."""
        Path(path).write_bytes(self.png)


class NoPicture(Picture):
    """A picture that shows nothing, for grading."""

    def __init__(self) -> None:
        super().__init__(alt="", png=b"", width=0)

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
    """Create a figure with a white background, sized in inches.

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
    return Figure(figsize=(width_in, height_in), facecolor="white")


def to_picture(figure: Figure, alt: str) -> Picture:
    """Render a figure as a picture with alternative text."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=PIXELS_PER_INCH, facecolor="white")
    width = min(WIDEST, round(figure.get_figwidth() * 96))
    return Picture(alt=alt, png=file.getvalue(), width=width)
