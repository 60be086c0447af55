"""Colours of cells, safe for colour-blind readers: grey images, red and blue feature maps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

DARKEST = 0.25


def shade_image(values: Array) -> Array:
    """Return grey colours (rows, columns, 3): dark for the smallest value, white for the largest.

    >>> shade_image(np.array([[0.0, 1.0]]))[0, :, 0].tolist()
    [0.25, 1.0]
    """
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    share = (values - low) / (high - low) if high > low else np.ones_like(values)
    return np.repeat((DARKEST + (1 - DARKEST) * share)[:, :, np.newaxis], 3, axis=2)


def shade_feature_map(values: Array) -> Array:
    """Return colours (rows, columns, 3): white for zero, red for positive, blue for negative."""
    from matplotlib import colormaps

    largest = float(np.nanmax(np.abs(values)))
    share = values / largest if largest > 0 else np.zeros_like(values)
    colours: Array = np.asarray(colormaps["RdBu_r"](0.5 + 0.36 * share), np.float64)[:, :, :3]
    return colours
