"""Where things stand on a canvas, in units of cells, and the colours that say what they are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt

# Okabe and Ito's palette, told apart by colour-blind readers; each colour keeps its meaning.
INPUT = "#E69F00"  # orange: what is looked at
KERNEL = "#0072B2"  # blue: what it is multiplied by
OUTPUT = "#009E73"  # green: what comes out
THIRD = "#CC79A7"  # reddish purple: one more thing to tell apart
INK = "#222222"
LINE = "#888888"
PAPER = "#FFFFFF"
UNKNOWN = (0.92, 0.92, 0.92)

CELL_IN = 0.42  # inches
NUMBERS_UP_TO = 16  # rows or columns; a larger array is drawn as an image, without numbers
IMAGE_CELLS = 8.0  # height or width at which such an image is drawn


@dataclass(frozen=True)
class Box:
    """Where an array stands on the canvas; y grows downwards.

    >>> Box(left=2, top=0, rows=3, columns=4).part(1, 1, 2, 2)
    Box(left=3.0, top=1.0, rows=2, columns=2, cell=1.0, high=1.0)
    """

    left: float
    top: float
    rows: int
    columns: int
    cell: float = 1.0
    high: float = 1.0

    @property
    def right(self) -> float:
        """Its right border."""
        return self.left + self.columns * self.cell

    @property
    def bottom(self) -> float:
        """Its lower border."""
        return self.top + self.rows * self.cell * self.high

    @property
    def centre(self) -> tuple[float, float]:
        """The point (x, y) in its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def part(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Box:
        """The box of some of its cells."""
        left, top = self.left + column * self.cell, self.top + row * self.cell * self.high
        return replace(self, left=left, top=top, rows=rows, columns=columns)


def cell_size(values: npt.NDArray[Any]) -> float:
    """Size at which a cell of `values` (rows, columns) is drawn: 1, or less in a large array."""
    largest = max(values.shape)
    return 1.0 if largest <= NUMBERS_UP_TO else IMAGE_CELLS / largest


def text_size(text: str, size: float = 11) -> tuple[float, float]:
    """Width and height, in cells, that text of `size` points takes: estimated, generously."""
    lines = text.split("\n")
    em = size / 72 / CELL_IN
    return 0.6 * em * max(map(len, lines)), 1.3 * em * len(lines)
