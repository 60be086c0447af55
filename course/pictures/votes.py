"""What happens at the border: how often a pixel is seen, and what zeros do to a blur."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course.pictures.arrays import arrays
from course.pictures.picture import Picture, skip_while_grading

WITH_RINGS = ("without padding", "with a ring of zeros", "with two rings of zeros")


@skip_while_grading
def votes(
    image: tuple[int, int],
    kernel: tuple[int, int],
    *,
    rings: Sequence[int] = (0,),
    strides: Sequence[tuple[int, int]] = ((1, 1),),
) -> Picture:
    """Draw for each pixel the number of windows that contain it, for every setting.

    Args:
        image: (n_h, n_w).
        kernel: (k_h, k_w).
        rings: numbers of rings of zeros around the image, each 0, 1 or 2.
        strides: pairs (s_h, s_w).
    """
    from course.operations import times_used

    named = {}
    for ring in rings:
        for stride in strides:
            parts = [f"stride {stride}"] if len(strides) > 1 else []
            parts += [WITH_RINGS[ring]] if len(rings) > 1 else []
            padding = ((ring, ring), (ring, ring))
            counts = times_used(image, kernel, padding=padding, stride=stride)
            named[", ".join(parts) or "windows that contain the pixel"] = counts
    return arrays(named, maps=list(named))


@skip_while_grading
def border_effect() -> Picture:
    """Draw an image that is 1 everywhere, and its mean over 3 x 3 windows with zeros around it."""
    from course.operations import cross_correlate_strided

    flat = np.ones((5, 7))
    blurred = cross_correlate_strided(flat, np.full((3, 3), 1 / 9), "SAME")
    return arrays({"image": flat, "blurred": blurred}, maps=["image", "blurred"], symbols="→")
