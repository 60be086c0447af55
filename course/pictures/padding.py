"""Padding: an image with rows and columns of zeros around it, in another colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from course.pictures.layout import INPUT
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import Frame, beside, draw_table, symbol
from course.pictures.words import describe, to_grid

if TYPE_CHECKING:
    import numpy.typing as npt

Padding = tuple[tuple[int, int], tuple[int, int]]

NONE: Padding = ((0, 0), (0, 0))
BORDER = (0.88, 0.82, 0.9)  # pale purple


@skip_while_grading
def padded(X: Any, padding: Padding) -> Picture:
    """Draw an image and, beside it, the same image with zeros around it. Label each side.

    Args:
        X: image, shape (n_h, n_w).
        padding: ((top, bottom), (left, right)).
    """
    X = to_grid(X)
    (top, bottom), (left, right) = padding
    title = f"padded {np.pad(X, padding).shape}\ntop {top}"
    html = beside(
        draw_table(X, f"image {X.shape}", frames=[Frame.around(X, INPUT)]),
        symbol("→"),
        f"<div>left {left}</div>",
        draw_padded(
            X,
            padding,
            title,
            frames=[Frame(INPUT, top, left, *X.shape)],
            below=f"bottom {bottom}",
        ),
        f"<div>right {right}</div>",
    )
    alt = f"Left the image: {describe(X)}. Right, {describe_padding(X, padding)}"
    return Picture(alt, html)


def draw_padded(
    X: npt.NDArray[np.float64],
    padding: Padding,
    title: str = "",
    *,
    frames: Sequence[Frame] = (),
    texts: Sequence[Sequence[str]] | None = None,
    below: str = "",
) -> str:
    """Draw image `X` with its padding as a table; padded cells are pale purple.

    The other arguments are those of `draw_table`.
    """
    values, inside = np.pad(X, padding), np.pad(np.ones(X.shape, bool), padding)
    fills = None if inside.all() else np.where(inside[:, :, np.newaxis], np.nan, BORDER)
    return draw_table(values, title, frames=frames, fills=fills, texts=texts, below=below)


def describe_padding(X: npt.NDArray[np.float64], padding: Padding) -> str:
    """Describe a padded image, for alternative text."""
    (top, bottom), (left, right) = padding
    return (
        f"padded with rows and columns of zeros, {top} on top, {bottom} at the bottom, {left} on "
        f"the left and {right} on the right: {describe(np.pad(X, padding))}."
    )
