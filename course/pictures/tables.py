"""Arrays as HTML: tables of numbers with marked cells, enlarged pixels, and their arrangement.

Text and lines take the colours of the page; a coloured cell sets its own text colour. JupyterLab
removes styles from a notebook that is not trusted, and keeps `bgcolor`, `<b>` and `<font>`, so
marked cells remain visible there.
"""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from course.pictures.layout import LINE
from course.pictures.picture import write_image
from course.pictures.words import show

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

# Three arrays of eight columns fit side by side into a notebook of 800 pixels.
CELL = f"border:1px solid {LINE};padding:3px 4px;min-width:14px"
PLAIN = "border:none;padding:3px 4px"
# What things side by side do on a narrow page: wrap, let images get smaller, or keep their widths.
WRAP, SHRINK, KEEP = "flex-wrap:wrap", "min-width:0", "flex:none"
IMAGE_PX = 360  # height or width of an enlarged image, in browser pixels


@dataclass(frozen=True)
class Frame:
    """A block of cells to mark: a thick border, and a tint of the same colour.

    Attributes:
        colour: as #rrggbb.
        row, column: the block's upper left cell.
        rows, columns: size of the block.
        tint: strength of the colour inside, from 0 to 1.
    """

    colour: str
    row: int = 0
    column: int = 0
    rows: int = 1
    columns: int = 1
    tint: float = 0.35

    @classmethod
    def around(cls, values: npt.NDArray[Any], colour: str) -> Frame:
        """Return a frame around all cells of an array, with a weak tint."""
        return cls(colour, 0, 0, values.shape[0], values.shape[1], tint=0.2)

    def edges(self, row: int, column: int) -> list[str]:
        """Return the sides of the cell that lie on the block's border."""
        sides = {
            "top": row == self.row,
            "bottom": row == self.row + self.rows - 1,
            "left": column == self.column,
            "right": column == self.column + self.columns - 1,
        }
        return [side for side, is_there in sides.items() if is_there]


@dataclass
class Cell:
    """A cell of a table.

    Attributes:
        text: content; a new line starts at each line break.
        fill: red, green and blue from 0 to 1, or None for the page's own background.
        bold: whether the text is bold.
        plain: whether the cell has no lines around it.
        edges: side to the colour of a thick line there.
    """

    text: str = ""
    fill: Any = None
    bold: bool = False
    plain: bool = False
    edges: dict[str, str] = field(default_factory=dict)

    def mark(self, frame: Frame, row: int, column: int) -> None:
        """Take the colour of a frame, and its border if the cell lies there."""
        paper = np.ones(3) if self.fill is None else np.asarray(self.fill)
        if frame.tint:
            self.fill = frame.tint * to_rgb(frame.colour) + (1 - frame.tint) * paper
        self.edges |= dict.fromkeys(frame.edges(row, column), frame.colour)

    def to_html(self) -> str:
        """Return the cell as `<td>`."""
        content = html.escape(self.text).replace("\n", "<br>")
        if self.bold:
            content = f"<b>{content}</b>"
        style = f"{PLAIN if self.plain else CELL};text-align:center"
        if " " in self.text:
            style += ";white-space:nowrap"
        style += "".join(f";border-{side}:3px solid {to}" for side, to in self.edges.items())
        if self.fill is None:
            return f'<td style="{style}">{content}</td>'
        fill, ink = to_hex(self.fill), choose_ink(self.fill)
        style += f";background:{fill};color:{ink}"
        content = f'<font color="{ink}">{content}</font>' if content else ""
        return f'<td bgcolor="{fill}" style="{style}">{content}</td>'


def to_rgb(colour: str) -> Array:
    """Convert #rrggbb to red, green and blue from 0 to 1.

    >>> to_rgb("#FF0033").tolist()
    [1.0, 0.0, 0.2]
    """
    return np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])


def tint(colour: str) -> Array:
    """Return a light colour, made of #rrggbb and white."""
    return 1 - 0.35 * (1 - to_rgb(colour))


def to_hex(fill: Any) -> str:
    """Convert red, green and blue from 0 to 1 to #rrggbb.

    >>> to_hex([1, 0, 0.2])
    '#ff0033'
    """
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in fill)


def choose_ink(fill: Any) -> str:
    """Return black or white, whichever has more contrast with a colour: at least 4.5 to 1.

    >>> choose_ink([0.5, 0.5, 0.5])
    '#000000'
    """
    luminance = float(np.dot(np.asarray(fill) ** 2.2, (0.2126, 0.7152, 0.0722)))
    return "#000000" if luminance > 0.18 else "#ffffff"


def draw_table(
    values: npt.NDArray[Any],
    title: str = "",
    *,
    frames: Sequence[Frame] = (),
    fills: Array | None = None,
    texts: Sequence[Sequence[str]] | None = None,
    below: str = "",
) -> str:
    """Draw an array as a table of numbers with a title.

    Args:
        values: shape (rows, columns); NaN is an unknown number, shown as a question mark.
        title: text above the table.
        frames: blocks to mark, the later on top of the earlier.
        fills: colours of the cells, shape (rows, columns, 3), see `shades`; NaN for the page's
            own background.
        texts: text for the cells in place of the numbers.
        below: text below the table.
    """
    cells = [
        [
            Cell(
                texts[i][j] if texts else "?" if np.isnan(value) else show(value),
                fill=None if fills is None or np.isnan(fills[i, j, 0]) else fills[i, j],
            )
            for j, value in enumerate(row)
        ]
        for i, row in enumerate(values)
    ]
    for frame in frames:
        is_bold = frame.tint > 0 and frame.rows * frame.columns < values.size
        for i in range(frame.row, frame.row + frame.rows):
            for j in range(frame.column, frame.column + frame.columns):
                cells[i][j].mark(frame, i, j)
                cells[i][j].bold |= is_bold
    return panel(title, write_table(cells), below)


def write_table(cells: Sequence[Sequence[Cell]]) -> str:
    """Return rows of cells as `<table>`."""
    rows = "".join(
        f'<tr align="center" style="background:none">{"".join(cell.to_html() for cell in row)}</tr>'
        for row in cells
    )
    style = "border-collapse:collapse;border:none;margin:0 auto;color:inherit"
    return f'<table border="1" style="{style}">{rows}</table>'


def draw_pixels(colours: Array, alt: str, size: int = IMAGE_PX) -> str:
    """Draw colours, shape (rows, columns, 3), as an enlarged image.

    Args:
        colours: red, green and blue from 0 to 1.
        alt: alternative text of the image.
        size: about the height or width in browser pixels, whichever is larger.
    """
    from PIL import Image

    scale = max(1, round(size / max(colours.shape[:2])))
    pixels = np.round(255 * colours).astype(np.uint8).repeat(scale, axis=0).repeat(scale, axis=1)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, format="png")
    return write_image(file.getvalue(), alt, pixels.shape[1])


def panel(title: str, body: str, below: str = "", width: int = 0) -> str:
    """Return HTML with a title above it and text below it, at least `width` pixels wide."""
    style = f"text-align:center;min-width:{width}px"
    texts = [html.escape(text).replace("\n", "<br>") for text in (title, below)]
    head, foot = (f"<div>{text}</div>" if text else "" for text in texts)
    return f'<div style="{style}">{head}{body}{foot}</div>'


def symbol(text: str) -> str:
    """Return a symbol to put between two arrays that have titles."""
    size = 32 if text == "⋆" else 20
    style = f"font-size:{size}px;line-height:1"
    return f'<div>&nbsp;<div style="{style}">{html.escape(text)}</div></div>'


def beside(*parts: str, narrow: str = WRAP) -> str:
    """Put HTML side by side, vertically centred.

    Args:
        narrow: what it does on a narrow page: `WRAP`, `SHRINK` or `KEEP`.
    """
    style = f"display:flex;gap:8px 14px;align-items:center;margin:6px 0;{narrow}"
    return f'<div style="{style}">{"".join(parts)}</div>'


def below(*parts: str) -> str:
    """Put HTML one below the other."""
    gaps = "".join(f'<div style="margin:6px 0">{part}</div>' for part in parts)
    return f"<div>{gaps}</div>"
