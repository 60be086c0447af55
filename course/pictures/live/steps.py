"""A figure of arrays that changes from step to step, and a table of all its steps."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from course.pictures.live.figure import LiveFigure, build_frame
from course.pictures.picture import Picture
from course.pictures.words import show

Texts = Sequence[Sequence[str]]
# Row and column of the upper left cell, rows, columns, and "input", "kernel" or "output".
Mark = tuple[int, int, int, int, str]

ROW_PX, TITLE_PX, GAP_PX, CURVE_PX = 33, 26, 12, 140
AROUND_PX = 100  # controls, the step's text and margins


@dataclass(frozen=True)
class Grid:
    """An array of the figure.

    Attributes:
        title: stands above it, and names it in steps.
        cells: the texts of its cells, by rows, unless a step has others.
        mark: a part of it that is framed in all steps, unless a step has another.
        padded: which cells are padding.
        fills: whether each step makes one more cell known, row by row.
        shaded: whether its cells are red and blue by the size of their numbers.
    """

    title: str
    cells: Texts
    mark: Mark | None = None
    padded: Sequence[Sequence[bool]] | None = None
    fills: bool = False
    shaded: bool = False


@dataclass(frozen=True)
class Curve:
    """A curve with a point for each step, on a logarithmic axis; all values are above 0."""

    title: str
    curve: Sequence[float]


@dataclass(frozen=True)
class Step:
    """What one step shows: a text, and by a grid's title its cells and its framed part.

    `reach` is the number with the strongest colour in shaded grids.
    """

    text: str
    cells: dict[str, Texts] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    reach: float = 1.0


Part = Grid | Curve | str  # a string is a sign between arrays, such as "→"


def to_texts(values: Any) -> list[list[str]]:
    """Convert an array with two axes to the texts of its cells."""
    return [[show(value) for value in row] for row in values]


def build_figure(
    title: str,
    picture: Picture,
    rows: Sequence[Sequence[Part]],
    after: Sequence[Part],
    steps: Sequence[Step],
) -> LiveFigure:
    """Build a figure that a reader steps through.

    Args:
        title: what it shows, in a few words.
        picture: the step that shows most, for readers without a frame.
        rows: arrays and signs, in rows one below the other.
        after: arrays and signs to the right of all rows.
        steps: all steps, in order.
    """
    data = {
        "rows": [[_to_data(part) for part in row] for row in rows],
        "after": [_to_data(part) for part in after],
        "steps": [asdict(step) for step in steps],
    }
    grids = [part for row in [*rows, after] for part in row if isinstance(part, Grid)]
    height = sum(max(map(_height_px, row)) + GAP_PX for row in rows)
    return LiveFigure(
        title=title,
        frame=build_frame("steps", title, data),
        height=max(height, *map(_height_px, after)) + AROUND_PX,
        still=picture._repr_html_(),
        below=_write_sheet(grids, steps),
    )


def _to_data(part: Part) -> Any:
    return part if isinstance(part, str) else asdict(part)


def _height_px(part: Part) -> int:
    if isinstance(part, Grid):
        return TITLE_PX + ROW_PX * len(part.cells)
    return TITLE_PX + CURVE_PX if isinstance(part, Curve) else 0


def _write_sheet(grids: Sequence[Grid], steps: Sequence[Step]) -> str:
    """Write a table with a row for each step: the arrays that change, and the text."""
    changing = [grid for grid in grids if any(_changes(grid, step) for step in steps)]
    titles = ["step", *(grid.title for grid in changing), "result"]
    lines = [f"<tr>{''.join(f'<th>{html.escape(title)}</th>' for title in titles)}</tr>"]
    for number, step in enumerate(steps):
        drawn = [str(number + 1)]
        drawn += [_write_grid(grid, step, number) for grid in changing]
        drawn.append(html.escape(step.text))
        lines.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in drawn)}</tr>")
    summary = f"<summary>All {len(steps)} steps in a table</summary>"
    return f"<details>{summary}<table>{''.join(lines)}</table></details>"


def _changes(grid: Grid, step: Step) -> bool:
    return grid.fills or grid.title in step.cells or grid.title in step.marks


def _write_grid(grid: Grid, step: Step, number: int) -> str:
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in _write_cells(grid, step, number))
    return f'<table border="1">{rows}</table>'


def _write_cells(grid: Grid, step: Step, number: int) -> Iterator[list[str]]:
    """Write cells; those of the framed part are marked, and unknown ones have a question mark."""
    top, left, rows, columns, _ = step.marks.get(grid.title) or (0, 0, 0, 0, "")
    for i, texts in enumerate(step.cells.get(grid.title, grid.cells)):
        cells = []
        for j, text in enumerate(texts):
            known = not grid.fills or i * len(texts) + j <= number
            cell = html.escape(text) if known else "?"
            marked = top <= i < top + rows and left <= j < left + columns
            cells.append(f"<td>{f'<mark>{cell}</mark>' if marked else cell}</td>")
        yield cells
