"""The stages of a convolutional layer on a photograph: filter, ReLU, pooling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.pictures.arrays import arrays
from course.pictures.picture import Picture, skip_while_grading


@skip_while_grading
def stages(image: Any, kernel: Any) -> Picture:
    """Draw an image, a kernel, and the results of filtering, ReLU and 2x2 max-pooling in turn.

    Args:
        image: shape (h, w).
        kernel: shape (k_h, k_w).
    """
    import tensorflow as tf

    from course.operations import condensed_feature_map, cross_correlate_same

    filtered = cross_correlate_same(image, kernel)
    steps = {
        "filtered": filtered,
        "detected": tf.nn.relu(filtered),
        "condensed": condensed_feature_map(image, kernel),
    }
    named = {"image": image, "kernel": kernel, **steps}
    titled = {f"{name} {tuple(np.shape(values))}": values for name, values in named.items()}
    titles = list(titled)
    return arrays(titled, images=titles[:1], maps=titles[2:], symbols="⋆=→→", columns=3)


@skip_while_grading
def feature_maps(image: Any, kernels: Mapping[str, Any]) -> Picture:
    """Draw kernels and, below each, its condensed feature map of an image.

    Args:
        image: shape (h, w).
        kernels: name to kernel, shape (k_h, k_w).
    """
    from course.operations import condensed_feature_map

    maps = {f"map of {name}": condensed_feature_map(image, K) for name, K in kernels.items()}
    return arrays({**kernels, **maps}, maps=list(maps), columns=len(kernels))
