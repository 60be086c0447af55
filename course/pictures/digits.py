"""Handwritten digits, and what networks make of them: positions, kernels, maps, mistakes."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from course.digits.data import CENTRED
from course.digits.networks import load_positions
from course.pictures.layout import KERNEL
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.shades import shade_feature_maps, shade_images
from course.pictures.tables import PLAIN, Cell, beside, draw_pixels, panel, to_rgb, write_table
from course.pictures.words import describe

Array = npt.NDArray[np.float64]

DIGIT_PX, KERNEL_PX = 56, 34  # height of a digit and of a kernel, in browser pixels
MOVES = range(-CENTRED, CENTRED + 1)
DOWN = [f"{-step} up" if step < 0 else f"{step} down" if step else "centre" for step in MOVES]
ACROSS = [f"{-step} left" if step < 0 else f"{step} right" if step else "centre" for step in MOVES]


@skip_while_grading
def positions_map(percent: Mapping[str, Any] | None = None) -> Picture:
    """Draw how many percent of the digits networks read right, by the place of the digit.

    Args:
        percent: title to percent, shape (7, 7), see `course.digits.accuracy_by_position`; without
            it, those of the two trained networks.
    """
    if percent is None:
        percent = {f"{name} network": each for name, each in load_positions().items()}
    panels, said = [], []
    for name, values in percent.items():
        rows = [
            [Cell("", plain=True), *(Cell(text.replace(" ", "\n"), plain=True) for text in ACROSS)]
        ]
        for text, row in zip(DOWN, np.asarray(values, np.int64).tolist(), strict=True):
            rows.append(
                [Cell(text, plain=True), *(Cell(f"{n}", fill=_shade(n / 100)) for n in row)]
            )
            said.append(f"{name}, {text}: {' '.join(map(str, row))}.")
        panels.append(panel(f"{name}: percent right", write_table(rows)))
    order = ", ".join(ACROSS)
    alt = f"Percent of the digits that are read right, moved {order}. {' '.join(said)}"
    return Picture(alt, beside(*panels))


def _shade(share: float) -> Array:
    """Return a colour from white (0) to blue (1)."""
    return 1 - share * (1 - to_rgb(KERNEL))


@skip_while_grading
def digits(images: Any, titles: Sequence[Any], columns: int = 10) -> Picture:
    """Draw grey images in rows, each with a title above it.

    Args:
        images: shape (digits, h, w), or with one channel, (digits, h, w, 1).
        titles: a short text for each, such as its label.
        columns: number of images in a row.
    """
    shaded = shade_images(list(_drop_channel(images)), darkest=0.0)
    texts = [str(title) for title in titles]
    cells = [
        _figure(draw_pixels(pixels, f"digit, {text}", DIGIT_PX), text)
        for pixels, text in zip(shaded, texts, strict=True)
    ]
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    alt = f"{len(texts)} handwritten digits, white on black, {', '.join(texts)}."
    return Picture(alt, _write_rows(rows))


@skip_while_grading
def kernel_rows(named: Mapping[str, Any]) -> Picture:
    """Draw kernels of one input channel as small images, a row for each network.

    All have one scale: positive red, negative blue, zero white.

    Args:
        named: title to kernels, shape (c_o, 1, k_h, k_w).
    """
    stacks = {name: np.asarray(K, np.float64)[:, 0] for name, K in named.items()}
    flat = [kernel for stack in stacks.values() for kernel in stack]
    shaded, drawn = iter(shade_feature_maps(flat)), []
    for name, stack in stacks.items():
        images = [
            _figure(draw_pixels(next(shaded), f"kernel {n}: {describe(kernel)}", KERNEL_PX))
            for n, kernel in enumerate(stack)
        ]
        drawn.append([_heading(name), *images])
    count = max(map(len, stacks.values()))
    head = [_heading(""), *(_heading(str(n)) for n in range(count))]
    ranges = (f"{name}: from {k.min():.2f} to {k.max():.2f}" for name, k in stacks.items())
    alt = f"{count} kernels of 3 by 3 numbers in each row, drawn as pixels. {'; '.join(ranges)}."
    return Picture(alt, _write_rows([head, *drawn]))


@skip_while_grading
def strokes(images: Any, kernels: Any, chosen: Sequence[int]) -> Picture:
    """Draw digits and, beside each, the maps that kernels make of it, after ReLU.

    Args:
        images: shape (digits, h, w), or with one channel, (digits, h, w, 1).
        kernels: shape (c_o, 1, k_h, k_w).
        chosen: numbers of the kernels to draw, from 0.
    """
    from course.operations import cross_correlate_same

    grey = _drop_channel(images)
    picked = [np.asarray(kernels, np.float64)[n, 0] for n in chosen]
    maps = [
        [np.maximum(np.asarray(cross_correlate_same(image, kernel)), 0) for kernel in picked]
        for image in grey
    ]
    shaded = iter(shade_feature_maps([each for row in maps for each in row]))
    heads = [
        _figure(draw_pixels(pixels, f"kernel {n}", KERNEL_PX), f"kernel {n}")
        for n, pixels in zip(chosen, shade_feature_maps(picked), strict=True)
    ]
    rows = [[_heading(""), *heads]]
    for image, responses in zip(shade_images(list(grey), darkest=0.0), maps, strict=True):
        row = [_figure(draw_pixels(image, "digit", DIGIT_PX))]
        for n, response in zip(chosen, responses, strict=True):
            words = f"map of kernel {n}, up to {response.max():.1f}"
            row.append(_figure(draw_pixels(next(shaded), words, DIGIT_PX)))
        rows.append(row)
    total = np.array([[each.max() for each in row] for row in maps])
    strongest = ", ".join(f"kernel {chosen[int(n)]}" for n in total.argmax(axis=1))
    alt = (
        f"{len(grey)} digits, each with the maps of {len(picked)} kernels after ReLU: red where "
        f"the kernel finds its pattern. The strongest response of each digit, from top to bottom: "
        f"{strongest}."
    )
    return Picture(alt, _write_rows(rows))


@skip_while_grading
def confusion(matrix: Any) -> Picture:
    """Draw a confusion matrix as a table: a row for each label, a column for each prediction.

    Mistakes are shaded, from none (white) to the most frequent (blue).

    Args:
        matrix: whole numbers, shape (classes, classes).
    """
    counts = np.asarray(matrix, np.int64)
    wrong = counts * (1 - np.eye(len(counts), dtype=np.int64))
    most = max(1, int(wrong.max()))
    names = [Cell(f"{n}", plain=True, bold=True) for n in range(len(counts))]
    rows = [[Cell("", plain=True), *names]]
    for label, row in enumerate(counts.tolist()):
        cells = [names[label]]
        for read, count in enumerate(row):
            fill = None if read == label else _shade(0.75 * count / most)
            text = f"{count}" if count or read == label else ""
            cells.append(Cell(text, fill=fill, bold=read == label))
        rows.append(cells)
    said = "; ".join(
        f"{label} read as {read}: {wrong[label, read]}"
        for label, read in zip(*np.nonzero(wrong), strict=True)
    )
    right = int(np.trace(counts))
    alt = (
        f"A confusion matrix: {right} of {int(counts.sum())} are right. Mistakes: {said or 'none'}."
    )
    table = panel("rows: what it is · columns: what it is read as", write_table(rows))
    return Picture(alt, beside(table))


def _drop_channel(images: Any) -> Array:
    """Return images of shape (digits, h, w)."""
    array = np.asarray(images, np.float64)
    return array[..., 0] if array.ndim == 4 else array


def _figure(image: str, title: str = "") -> str:
    return panel(title, image)


def _heading(text: str) -> str:
    return f"<div>{html.escape(text)}</div>"


def _write_rows(rows: Sequence[Sequence[str]]) -> str:
    """Return HTML in rows and columns, without lines."""
    style = f"{PLAIN};text-align:center;vertical-align:bottom"
    lines = []
    for row in rows:
        cells = "".join(f'<td style="{style}">{part}</td>' for part in row)
        lines.append(f'<tr align="center" style="background:none">{cells}</tr>')
    return f'<table style="border:none;margin:6px 0;color:inherit">{"".join(lines)}</table>'
