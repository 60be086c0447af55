"""Colours of cells: grey for images, a diverging map for feature maps, both safe for every eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

DARKEST = 0.25


def grey(values: Array) -> Array:
    """Colours (rows, columns, 3) of an image: its smallest value dark, its largest white.

    >>> grey(np.array([[0.0, 1.0]]))[0, :, 0].tolist()
    [0.25, 1.0]
    """
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    share = (values - low) / (high - low) if high > low else np.ones_like(values)
    return np.repeat((DARKEST + (1 - DARKEST) * share)[:, :, np.newaxis], 3, axis=2)


def signed(values: Array) -> Array:
    """Colours (rows, columns, 3) of a feature map: zero white, positive red, negative blue."""
    from matplotlib import colormaps

    largest = float(np.nanmax(np.abs(values)))
    share = values / largest if largest > 0 else np.zeros_like(values)
    colours: Array = np.asarray(colormaps["RdBu_r"](0.5 + 0.36 * share), np.float64)[:, :, :3]
    return colours
