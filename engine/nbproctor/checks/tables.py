"""Shows a failing case as a row of small tables: inputs, expected, received.

Tables cost less time than images, screen readers read them, and they take the colours of the page,
light or dark. Where a page removes styles, bold numbers and marks remain.
"""

import html
from typing import Any

import numpy as np
import numpy.typing as npt

from nbproctor.checks.result import Failure, show, split_parts

LARGEST = 16  # rows, columns or channels of an array that is drawn
ROW = "display:flex;flex-wrap:wrap;gap:1.5em;align-items:flex-start"
TABLE = "border-collapse:collapse;margin:0;color:inherit"
CELL = "padding:2px 7px;border:1px solid #888;text-align:right;background:none"
WRONG = "padding:1px 6px;border:2px solid #D55E00;text-align:right;background:none"
WINDOW = "padding:1px 6px;border:2px solid #0072B2;text-align:right;background:none"
MARK = "background:none;color:inherit"

Array = npt.NDArray[Any]


def draw_tables(failure: Failure) -> str:
    """Draw the failing case as HTML.

    Differing cells of the answer are bold and have a frame. The first of them is marked in the
    answer and in the expected value, and the window that it comes from in the inputs.
    """
    first, tables = find_first_difference(failure), []
    for name, value in failure.inputs.items():
        marked = _mark(value, failure.window.get(name))
        tables += [_draw_value(*part, marked=marked) for part in split_parts(name, value)]
    expected = failure.values.get("expected")
    wanted = [part for _, part in split_parts("expected", expected)]
    here = None if first is None else tuple(slice(i, i + 1) for i in first)
    for name, value in failure.values.items():
        parts, marked = split_parts(name, value, failure.results), _mark(value, here)
        is_compared = name == "received" and len(parts) == len(wanted)
        for i, (title, part) in enumerate(parts):
            wrong = _find_wrong(wanted[i], part, failure.allowed) if is_compared else None
            tables.append(_draw_value(title, part, wrong, marked))
    return f'<div style="{ROW}">{"".join(tables)}</div>'


def find_first_difference(failure: Failure) -> tuple[int, ...] | None:
    """Return the index of the first number that differs; None if shapes or kinds differ.

    >>> values = {"expected": np.array([[1.0, 2.0]]), "received": np.array([[1.0, 3.0]])}
    >>> find_first_difference(Failure("any", "", values=values))
    (0, 1)
    """
    if "received" not in failure.values or isinstance(failure.values["received"], tuple | list):
        return None
    expected, received = failure.values["expected"], failure.values["received"]
    wrong = _find_wrong(expected, received, failure.allowed)
    if wrong is None or not wrong.any():
        return None
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def is_drawn(value: Any) -> bool:
    """Whether a value is drawn as tables: a small array of numbers with up to three axes."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        return False
    return value.ndim <= 3 and max(value.shape, default=0) <= LARGEST


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


def _mark(value: Any, part: tuple[slice, ...] | None) -> Array | None:
    """Return which cells of an array are in a part of it; None if there is no such part."""
    if part is None or not isinstance(value, np.ndarray) or len(part) > value.ndim:
        return None
    marked = np.zeros(value.shape, bool)
    marked[part] = True
    return marked


def _draw_value(
    name: str, value: Any, wrong: Array | None = None, marked: Array | None = None
) -> str:
    """Draw an array as a table, or a table for each channel; show any other value as text."""
    if not is_drawn(value):
        shape = f", shape {value.shape}" if isinstance(value, np.ndarray) else f": {show(value)}"
        return f"<div>{html.escape((name + shape)[:200], quote=False)}</div>"
    array: Array = value
    none = np.zeros(array.shape, bool)
    wrong, marked = (none if each is None else each for each in (wrong, marked))
    if array.ndim == 3:
        parts = zip(array, wrong, marked, strict=True)
        return "".join(_draw_value(f"{name}[{i}]", *part) for i, part in enumerate(parts))
    return _draw_array(name, *(np.atleast_2d(each) for each in (array, wrong, marked)))


def _draw_array(name: str, array: Array, wrong: Array, marked: Array) -> str:
    rows = []
    for i, row in enumerate(array):
        cells = "".join(
            _draw_cell(f"{float(value):.4g}", bool(wrong[i, j]), bool(marked[i, j]))
            for j, value in enumerate(row)
        )
        rows.append(f'<tr style="background:none">{cells}</tr>')
    escaped = html.escape(name, quote=False)
    caption = f'<caption style="text-align:left;color:inherit">{escaped}</caption>'
    body = f"<tbody>{''.join(rows)}</tbody>"
    return f'<table border="1" style="{TABLE}">{caption}{body}</table>'


def _draw_cell(number: str, is_wrong: bool, is_marked: bool) -> str:
    title = ' title="differs"' if is_wrong else ""
    style = WRONG if is_wrong else WINDOW if is_marked else CELL
    number = f"<b>{number}</b>" if is_wrong else number
    number = f'<mark style="{MARK}">{number}</mark>' if is_marked else number
    return f'<td style="{style}"{title}>{number}</td>'
