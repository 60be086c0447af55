"""Named arrays side by side: as numbers, as grey images, or as signed feature maps."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures import shades
from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, cell_size, text_size
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, to_grid

GAP = 1.2
ROW_GAP = 1.8
Array = npt.NDArray[np.float64]
Window = tuple[int, int, int, int]  # row, column, rows, columns


@skip_while_grading
def arrays(
    named: Mapping[str, Any],
    *,
    images: Collection[str] = (),
    maps: Collection[str] = (),
    marks: Mapping[str, Window] | None = None,
    symbols: Sequence[str] = (),
    columns: int | None = None,
) -> Picture:
    """Draw arrays with their names, left to right.

    Args:
        named: title to array, each of shape (rows, columns).
        images: titles of arrays to draw as grey images, from the smallest value (dark) to the
            largest (white).
        maps: titles of arrays to draw as feature maps: positive red, negative blue, zero white.
        marks: title to a window (row, column, rows, columns) to frame in that array.
        symbols: text between the arrays, such as ("+", "=").
        columns: number of arrays in a row; by default all.
    """
    grids = {title: to_grid(values) for title, values in named.items()}
    framed = dict(marks or {})
    across, canvas = min(columns or len(grids), len(grids)), Canvas()
    slots = _measure_slots(grids, across)
    for position, (title, middle) in enumerate(
        zip(grids, _find_middles(grids, across), strict=True)
    ):
        values, column = grids[title], position % across
        left = sum(slots[:column]) + column * GAP
        inset = (slots[column] - _width(values)) / 2
        fills = _choose_fills(values, title in images, title in maps)
        box = canvas.draw_grid(values, left + inset, middle, title=title, fills=fills)
        if title in framed:
            canvas.outline(box.part(*framed[title]), INPUT)
        if column > 0 and position <= len(symbols):
            symbol = symbols[position - 1]
            canvas.write(symbol, left - GAP / 2, middle, size=24 if symbol == "⋆" else 15)
    return canvas.to_picture(_write_alt(grids, framed, symbols))


def _width(values: Array) -> float:
    return int(values.shape[1]) * cell_size(values)


def _measure_slots(grids: Mapping[str, Array], across: int) -> list[float]:
    """Return the width of each column of arrays, including their titles."""
    wide = [max(_width(values), text_size(title)[0]) for title, values in grids.items()]
    return [max(wide[column::across]) for column in range(across)]


def _find_middles(grids: Mapping[str, Array], across: int) -> list[float]:
    """Return the vertical middle of each array's row."""
    high = [values.shape[0] * cell_size(values) for values in grids.values()]
    middles: list[float] = []
    top = 0.0
    for start in range(0, len(high), across):
        row = high[start : start + across]
        middles += [top + max(row) / 2] * len(row)
        top += max(row) + ROW_GAP
    return middles


def _choose_fills(values: Array, image: bool, feature_map: bool) -> Array | None:
    large = cell_size(values) < 1
    if feature_map or (large and not image and np.nanmin(values) < 0):
        return shades.shade_feature_map(values)
    return shades.shade_image(values) if image or large else None


def _write_alt(
    grids: Mapping[str, Array], marks: Mapping[str, Window], symbols: Sequence[str]
) -> str:
    said = []
    for position, (title, values) in enumerate(grids.items()):
        name = " ".join(title.split())
        before = f"{symbols[position - 1]} " if 0 < position <= len(symbols) else ""
        mark = marks.get(title)
        framed = (
            f", framed: the {mark[2]} by {mark[3]} cells from row {mark[0]}, column {mark[1]}"
            if mark
            else ""
        )
        said.append(f"{before}{name}: {describe(values)}{framed}.")
    return " ".join(said)
