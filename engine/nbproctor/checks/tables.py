"""Shows a failing case as a row of small tables: inputs, expected, received.

Tables cost less time than images, screen readers read them, and they take the colours of the page,
light or dark. A frame marks a differing cell, besides its colour.
"""

import html
from typing import Any

import numpy as np
import numpy.typing as npt

from nbproctor.checks.result import Failure, show

LARGEST = 16  # rows, columns or channels of an array that is drawn
CELL = "padding:2px 7px;border:1px solid #888;text-align:right;background:none"
WRONG = "padding:1px 6px;border:2px solid #D55E00;text-align:right;font-weight:bold;background:none"

Array = npt.NDArray[Any]


def draw_tables(failure: Failure) -> str:
    """Draw the failing case as HTML; differing cells of the answer have a frame and a title."""
    tables = [_draw_arrays(name, value) for name, value in failure.inputs.items()]
    for name, value in failure.values.items():
        expected = failure.values["expected"]
        if name != "received":
            tables.append(_draw_arrays(name, value))
        elif _holds_arrays(expected) and isinstance(value, tuple | list):
            for want, got in zip(expected, value, strict=False):
                tables.append(_draw_arrays(name, got, _find_wrong(want, got, failure.allowed)))
        else:
            tables.append(_draw_arrays(name, value, _find_wrong(expected, value, failure.allowed)))
    row = "display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start"
    return f'<div style="{row}">{"".join(tables)}</div>'


def _holds_arrays(value: Any) -> bool:
    """Whether a value is several arrays, rather than several numbers."""
    several = isinstance(value, tuple | list)
    return several and any(isinstance(part, np.ndarray) and part.ndim > 0 for part in value)


def _find_wrong(expected: Any, received: Any, allowed: float) -> Array | None:
    """Return which cells differ; None if the shapes differ or a value is no array of numbers."""
    try:
        want, got = np.asarray(expected, np.float64), np.asarray(received)
    except ValueError:
        return None
    if got.dtype.kind not in "biuf":
        return None
    with np.errstate(all="ignore"):  # of huge and infinite values
        return ~(np.abs(want - got) <= allowed) if want.shape == got.shape else None


def _draw_arrays(name: str, value: Any, wrong: Array | None = None) -> str:
    """Draw an array as a table, or a table for each channel; show any other value as text."""
    if _holds_arrays(value):
        return "".join(_draw_arrays(f"{name} {i + 1}", part) for i, part in enumerate(value))
    array = value if isinstance(value, np.ndarray) else None
    if array is None or array.dtype.kind not in "biuf" or max(array.shape, default=0) > LARGEST:
        shape = f", shape {array.shape}" if array is not None else f": {show(value)}"
        return f"<div>{html.escape((name + shape)[:200])}</div>"
    if array.ndim == 3:
        parts = [None] * len(array) if wrong is None else list(wrong)
        numbered = zip(array, parts, strict=True)
        return "".join(_draw_arrays(f"{name}[{i}]", a, w) for i, (a, w) in enumerate(numbered))
    if array.ndim > 3:
        return f"<div>{html.escape(f'{name}, shape {array.shape}')}</div>"
    return _draw_array(name, np.atleast_2d(array), None if wrong is None else np.atleast_2d(wrong))


def _draw_array(name: str, array: Array, wrong: Array | None) -> str:
    rows = []
    for i, row in enumerate(array):
        cells = []
        for j, value in enumerate(row):
            differs = wrong is not None and wrong[i, j]
            style = f'style="{WRONG}" title="differs"' if differs else f'style="{CELL}"'
            cells.append(f"<td {style}>{float(value):.4g}</td>")
        rows.append(f"<tr style='background:none'>{''.join(cells)}</tr>")
    caption = f"<caption style='text-align:left;color:inherit'>{html.escape(name)}</caption>"
    style = "border-collapse:collapse;margin:0;color:inherit"
    return f"<table style='{style}'>{caption}{''.join(rows)}</table>"
