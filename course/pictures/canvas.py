"""A `Canvas` that figures draw on. Its unit of length is one cell of an array.

The first canvas imports matplotlib. It does not use pyplot, so a figure leaves no global state.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.pictures.layout import CELL_IN, INK, LINE, Box, text_size
from course.pictures.picture import Picture, new_figure, to_picture

MARGIN = 0.5


class Canvas:
    """A drawing in units of cells. It grows with its content."""

    def __init__(self) -> None:
        self.figure = new_figure(1.0, 1.0)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.axis("off")
        self._x: list[float] = []
        self._y: list[float] = []

    def draw_grid(self, box: Box, title: str) -> None:
        """Draw empty cells with a title above them."""
        xs = [box.left + i * box.cell for i in range(1, box.columns)]
        ys = [box.top + i * box.cell for i in range(1, box.rows)]
        self.axes.vlines(xs, box.top, box.bottom, colors=LINE, linewidth=0.8)
        self.axes.hlines(ys, box.left, box.right, colors=LINE, linewidth=0.8)
        self.outline(box, LINE, width=1.2)
        self.write(title, box.centre[0], box.top - 0.25, align=("center", "bottom"))

    def outline(self, box: Box, colour: str, *, width: float = 3.0, tint: float = 0.0) -> None:
        """Frame a box and tint it with the same colour; `tint` is the opacity (0 to 1)."""
        from matplotlib.colors import to_rgba
        from matplotlib.patches import Rectangle

        size = (box.right - box.left, box.bottom - box.top)
        style: dict[str, Any] = {
            "facecolor": to_rgba(colour, tint),
            "edgecolor": colour,
            "linewidth": width,
        }
        self.axes.add_patch(Rectangle((box.left, box.top), *size, zorder=3, **style))
        self._include(box)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float = 11,
        bold: bool = False,
        align: tuple[str, str] = ("center", "center"),
    ) -> None:
        """Write text; `align` is the part of the text at (x, y), horizontally and vertically."""
        weight = "bold" if bold else "normal"
        style: dict[str, Any] = {"ha": align[0], "va": align[1], "fontsize": size, "color": INK}
        self.axes.text(x, y, text, fontweight=weight, zorder=4, **style)
        wide, high = text_size(text, size)
        left = x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[align[0]]
        top = y - high * {"top": 0.0, "center": 0.5, "bottom": 1.0}[align[1]]
        self._include_points((left, left + wide), (top, top + high))

    def draw_line(
        self, start: tuple[float, float], end: tuple[float, float], colour: str = LINE, **style: Any
    ) -> None:
        """Draw a straight line between two points (x, y)."""
        xs, ys = (start[0], end[0]), (start[1], end[1])
        self.axes.plot(xs, ys, color=colour, **{"linewidth": 1.2, "zorder": 2, **style})
        self._include_points(xs, ys)

    def _include(self, box: Box) -> None:
        self._include_points((box.left, box.right), (box.top, box.bottom))

    def _include_points(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        self._x += xs
        self._y += ys

    def to_picture(self, alt: str) -> Picture:
        """Render the drawing as a picture with alternative text."""
        left, right = min(self._x) - MARGIN, max(self._x) + MARGIN
        top, bottom = min(self._y) - MARGIN, max(self._y) + MARGIN
        self.axes.set(xlim=(left, right), ylim=(bottom, top))
        self.figure.set_size_inches((right - left) * CELL_IN, (bottom - top) * CELL_IN)
        return to_picture(self.figure, alt)
