"""The places where a kernel fits: the size of the output along one axis."""

from __future__ import annotations

from collections.abc import Sequence

from course.pictures.layout import INPUT, KERNEL, LINE, OUTPUT
from course.pictures.padding import BORDER
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import Cell, Frame, beside, panel, tint, write_table
from course.pictures.words import show


@skip_while_grading
def positions(n: int, k: int, padding: tuple[int, int] = (0, 0), stride: int = 1) -> Picture:
    """Draw `n` cells of an axis and, below them, every place where a kernel of `k` cells stops.

    Args:
        n: number of input cells.
        k: size of the kernel.
        padding: number of zeros (before, after) the input.
        stride: distance between places, in cells.

    Raises:
        ValueError: the kernel is larger than the padded input.
    """
    wide = n + sum(padding)
    if not 1 <= k <= wide:
        raise ValueError(f"A kernel of {k} cells does not fit into {wide} cells.")
    starts = range(0, wide - k + 1, stride)
    rows = [_draw_input(n, padding)]
    for number, start in enumerate(starts):
        label = f"k = {k} cells" if number == 0 else ""
        output = [Cell("→", plain=True), Cell(str(number), fill=tint(OUTPUT))]
        rows.append([Cell(label, plain=True), *_draw_place(start, k, wide, KERNEL), *output])
    if starts[-1] + k < wide:
        beyond = _draw_place(starts[-1] + stride, k, wide, LINE)
        rows.append([Cell("does not fit", plain=True), *beyond])
    count = _describe_count(n, k, sum(padding), stride)
    alt = _write_alt(n, k, padding, stride, starts)
    return Picture(alt, beside(panel("", write_table(rows), count)))


def _draw_input(n: int, padding: tuple[int, int]) -> list[Cell]:
    """Return a row of numbered cells; padded cells say "pad"."""
    before, after = ([Cell("pad", fill=BORDER) for _ in range(count)] for count in padding)
    cells = [Cell(str(number), fill=tint(INPUT)) for number in range(n)]
    output = [Cell(plain=True), Cell("output", plain=True)]
    return [Cell(f"n = {n} cells", plain=True), *before, *cells, *after, *output]


def _draw_place(start: int, k: int, wide: int, colour: str) -> list[Cell]:
    """Return a row of empty cells, of which `k` cells from `start` on are marked."""
    frame = Frame(colour, 0, start, 1, k)
    cells = [Cell(plain=True) for _ in range(max(wide, start + k))]
    for column in range(start, start + k):
        cells[column].mark(frame, 0, column)
    return cells


def _describe_count(n: int, k: int, p: int, stride: int) -> str:
    """Show how the number of places is computed."""
    padded = f"{n} − {k}" + (f" + {p}" if p else "")
    if stride == 1:
        return f"{padded} + 1 = {n - k + p + 1} places"
    share = (n - k + p + stride) / stride
    return f"⌊({padded} + {stride}) / {stride}⌋ = ⌊{show(share)}⌋ = {int(share)} places"


def _write_alt(n: int, k: int, padding: tuple[int, int], stride: int, starts: Sequence[int]) -> str:
    before, after = padding
    padded = f", padded by {before} before and by {after} after it" if sum(padding) else ""
    steps = f", {stride} cells apart" if stride > 1 else ""
    unused = n + before + after - starts[-1] - k
    rest = f" Left over without a window at the end: {unused}." if unused else ""
    return (
        f"A row of {n} input cells{padded}. A kernel of {k} cells fits at {len(starts)} places"
        f"{steps}, starting at cell {starts[0]} to cell {starts[-1]} of the row; each gives one "
        f"output element: {_describe_count(n, k, before + after, stride)}.{rest}"
    )
