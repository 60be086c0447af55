"""Padding: an image with rows and columns of zeros around it, in another colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, Box
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import describe, to_grid

if TYPE_CHECKING:
    import numpy.typing as npt

Padding = tuple[tuple[int, int], tuple[int, int]]

NONE: Padding = ((0, 0), (0, 0))
BORDER = (0.88, 0.82, 0.9)  # pale purple
GAP = 2.2
UP = ("center", "bottom")


@skip_while_grading
def padded(X: Any, padding: Padding) -> Picture:
    """Draw an image and, beside it, the same image with zeros around it. Label each side.

    Args:
        X: image, shape (n_h, n_w).
        padding: ((top, bottom), (left, right)).
    """
    X = to_grid(X)
    (top, bottom), (left, right) = padding
    canvas = Canvas()
    before = canvas.draw_grid(X, 0.0, title=f"image {X.shape}")
    canvas.outline(before, INPUT)
    canvas.write("→", before.right + GAP / 2, 0.0, size=16)
    box = draw_padded_grid(canvas, X, padding, before.right + GAP + 2.4)
    canvas.outline(box.part(top, left, *X.shape), INPUT)
    x, y = box.centre
    canvas.write(f"padded {(box.rows, box.columns)}\n\ntop {top}", x, box.top - 0.25, align=UP)
    canvas.write(f"bottom {bottom}", x, box.bottom + 0.25, align=("center", "top"))
    canvas.write(f"left {left}", box.left - 0.3, y, align=("right", "center"))
    canvas.write(f"right {right}", box.right + 0.3, y, align=("left", "center"))
    return canvas.to_picture(
        f"Left the image: {describe(X)}. Right, {describe_padding(X, padding)}"
    )


def draw_padded_grid(
    canvas: Canvas,
    X: npt.NDArray[np.float64],
    padding: Padding,
    left: float,
    *,
    title: str = "",
    texts: Sequence[Sequence[str]] | None = None,
) -> Box:
    """Draw image `X` with its padding on a canvas: padded cells pale purple, the image framed.

    `texts` replace the numbers in the cells.
    """
    values, inside = np.pad(X, padding), np.pad(np.ones(X.shape, bool), padding)
    fills = np.where(inside[:, :, np.newaxis], 1.0, BORDER)
    box = canvas.draw_grid(values, left, title=title, fills=fills, texts=texts)
    if not inside.all():
        canvas.outline(box.part(padding[0][0], padding[1][0], *X.shape), INK, width=2.0)
    return box


def describe_padding(X: npt.NDArray[np.float64], padding: Padding) -> str:
    """Describe a padded image, for alternative text."""
    (top, bottom), (left, right) = padding
    return (
        f"padded with rows and columns of zeros, {top} on top, {bottom} at the bottom, {left} on "
        f"the left and {right} on the right: {describe(np.pad(X, padding))}."
    )
