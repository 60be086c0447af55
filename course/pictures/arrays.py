"""Named arrays side by side: as numbers, as grey images, or as signed feature maps."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from course.pictures import shades
from course.pictures.layout import INPUT
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import (
    KEEP,
    SHRINK,
    WRAP,
    Frame,
    below,
    beside,
    draw_pixels,
    draw_table,
    panel,
    symbol,
)
from course.pictures.words import describe, show, to_grid

NUMBERS_UP_TO = 16  # rows or columns; larger arrays are drawn as images without numbers
CHARACTER_PX, CELL_PX, NARROWEST_PX = 7, 9, 14  # of a character, a cell's padding and lines, a text
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
    """Draw arrays with their names, left to right. Arrays of more than 16 rows are images.

    Args:
        named: title to array, each of shape (rows, columns).
        images: titles of arrays to draw as grey images, from the smallest value of all of them
            (dark) to the largest (white).
        maps: titles of arrays to draw as feature maps: positive red, negative blue, zero white.
            All have the same scale.
        marks: title to a window (row, column, rows, columns) to frame in that array, which is
            drawn with numbers.
        symbols: text between the arrays, such as ("+", "="), or a space for none.
        columns: number of arrays in a row; by default all.
    """
    grids = {title: to_grid(values) for title, values in named.items()}
    framed = dict(marks or {})
    panels = draw_arrays(grids, images, maps, framed)
    across = min(columns or len(grids), len(grids))
    widths = [_estimate_width(title, values) for title, values in grids.items()]
    narrow = SHRINK if any(is_large(values) for values in grids.values()) else WRAP
    rows: list[list[str]] = []
    for position, (title, drawn) in enumerate(panels.items()):
        if position % across == 0:
            rows.append([])
        width = max(widths[position % across :: across]) if across < len(grids) else 0
        part = panel("", drawn, width=width) if width else drawn
        if 0 < position <= len(symbols) and symbols[position - 1].strip():
            sign = symbol(symbols[position - 1])
            part = beside(sign, part, narrow=SHRINK if is_large(grids[title]) else KEEP)
        rows[-1].append(part)
    html = below(*(beside(*row, narrow=narrow) for row in rows))
    return Picture(_write_alt(grids, framed, symbols), html)


def draw_pairs(grids: Mapping[str, Array]) -> Picture:
    """Draw the first half of some arrays in a row and, below each, its partner of the second half.

    All are feature maps with the same scale, unless the first half is small and the second large.
    """
    titles = list(grids)
    half = len(titles) // 2
    second = titles[half:]
    maps = second if is_large(grids[second[0]]) else titles
    drawn = draw_arrays(grids, maps=maps)
    pairs = (below(drawn[a], drawn[b]) for a, b in zip(titles[:half], second, strict=True))
    return Picture(_write_alt(grids, {}, ()), beside(*pairs))


def draw_arrays(
    grids: Mapping[str, Array],
    images: Collection[str] = (),
    maps: Collection[str] = (),
    marks: Mapping[str, Window] | None = None,
) -> dict[str, str]:
    """Return the HTML of each array with its title; see `arrays`."""
    for title, values in grids.items():
        if is_large(values) and title not in (*images, *maps):
            images, maps = (
                (images, [*maps, title]) if np.nanmin(values) < 0 else ([*images, title], maps)
            )
    images = [title for title in grids if title in images]
    maps = [title for title in grids if title in maps]
    shaded: dict[str, Array] = {}
    if images:
        darkest = 0.0 if any(is_large(grids[title]) for title in images) else shades.DARKEST
        coloured = shades.shade_images([grids[title] for title in images], darkest)
        shaded |= zip(images, coloured, strict=True)
    if maps:
        shaded |= zip(
            maps, shades.shade_feature_maps([grids[title] for title in maps]), strict=True
        )
    drawn = {}
    for title, values in grids.items():
        if is_large(values):
            drawn[title] = panel(title, draw_pixels(shaded[title], describe(values)))
        else:
            frames = [Frame(INPUT, *marks[title])] if marks and title in marks else []
            drawn[title] = draw_table(values, title, frames=frames, fills=shaded.get(title))
    return drawn


def is_large(values: Array) -> bool:
    """Whether an array is drawn as an image, without numbers."""
    return bool(max(values.shape) > NUMBERS_UP_TO)


def _estimate_width(title: str, values: Array) -> int:
    """Return about how wide an array with its title is, in browser pixels, to align columns."""
    wide = CHARACTER_PX * max(map(len, title.split("\n")))
    if is_large(values):
        return wide
    longest = max(len(show(value)) for value in values.ravel())
    columns = int(values.shape[1])
    return max(wide, columns * (CELL_PX + max(NARROWEST_PX, CHARACTER_PX * longest)))


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
