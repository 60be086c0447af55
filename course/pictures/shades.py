"""Colours of cells, safe for colour-blind readers: grey images, red and blue feature maps.

Arrays that are compared have one scale: pass them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from course.pictures.layout import UNKNOWN

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

DARKEST = 0.25  # of images with numbers in their cells
NEGATIVE, ZERO, POSITIVE = np.array([[33, 102, 172], [255, 255, 255], [178, 24, 43]]) / 255
STRONGER = 0.6  # power of the share of the largest value
MANY = 256  # cells; from here on a few extreme values do not decide the scale


def shade_images(images: Sequence[Array], darkest: float = DARKEST) -> list[Array]:
    """Return grey colours (rows, columns, 3): dark for the smallest value, white for the largest.

    >>> shade_images([np.array([[0.0]]), np.array([[1.0, 0.5]])], darkest=0.0)[1][0, :, 0].tolist()
    [1.0, 0.5]
    """
    low = min(float(np.nanmin(image)) for image in images)
    high = max(float(np.nanmax(image)) for image in images)
    shares = [(each - low) / (high - low) if high > low else np.ones_like(each) for each in images]
    return [_fill_unknown(np.stack([darkest + (1 - darkest) * share] * 3, -1)) for share in shares]


def shade_feature_maps(maps: Sequence[Array]) -> list[Array]:
    """Return colours (rows, columns, 3): white for zero, red for positive, blue for negative.

    In large maps the strongest colour stands for the 99th percentile of the absolute values, and
    weak values are drawn a little stronger, to be seen.

    >>> shade_feature_maps([np.array([[0.0]]), np.array([[2.0]])])[0].tolist()
    [[[1.0, 1.0, 1.0]]]
    """
    values = np.abs(np.concatenate([each.ravel() for each in maps]))
    is_large = values.size >= MANY
    limit = float(np.nanpercentile(values, 99)) if is_large else 0.0
    limit = limit or float(np.nanmax(values)) or 1.0
    power = STRONGER if is_large else 1.0
    coloured = []
    for each in maps:
        share = np.clip(each / limit, -1, 1)[:, :, np.newaxis]
        ends = np.where(share < 0, NEGATIVE, POSITIVE)
        coloured.append(_fill_unknown(ZERO + np.abs(share) ** power * (ends - ZERO)))
    return coloured


def _fill_unknown(colours: Array) -> Array:
    return np.where(np.isnan(colours), UNKNOWN, colours)
