"""The colours with their meanings, and positions on a canvas in units of cells."""

from __future__ import annotations

from dataclasses import dataclass, replace

# Okabe and Ito's palette, safe for colour-blind readers. Each colour keeps its meaning.
INPUT = "#E69F00"  # orange: the input window
KERNEL = "#0072B2"  # blue: the kernel
OUTPUT = "#009E73"  # green: the output
THIRD = "#CC79A7"  # reddish purple: a third thing
INK = "#222222"
LINE = "#888888"
PAPER = "#FFFFFF"
UNKNOWN = (0.92, 0.92, 0.92)

CELL_IN = 0.42  # inches


@dataclass(frozen=True)
class Box:
    """The position of an array on the canvas; y grows downwards.

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
        """Its middle (x, y)."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def part(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Box:
        """Return the box of a block of its cells."""
        left, top = self.left + column * self.cell, self.top + row * self.cell * self.high
        return replace(self, left=left, top=top, rows=rows, columns=columns)


def text_size(text: str, size: float = 11) -> tuple[float, float]:
    """Estimate the width and height, in cells, of text of `size` points; never too small."""
    lines = text.split("\n")
    em = size / 72 / CELL_IN
    return 0.6 * em * max(map(len, lines)), 1.3 * em * len(lines)
