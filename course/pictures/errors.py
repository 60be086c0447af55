"""Errors of a prediction: their squares, their window, and kernels that were learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.pictures.arrays import arrays
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import to_grid


@skip_while_grading
def squared_errors(prediction: Any, target: Any) -> Picture:
    """Draw a prediction, its target, their difference, and its square, element by element.

    Args:
        prediction: shape (n_h, n_w).
        target: of the same shape.
    """
    error = to_grid(prediction) - to_grid(target)
    named = {"prediction": prediction, "target": target, "error": error}
    maps = list(named)
    return arrays({**named, "error²": error**2}, maps=maps, symbols="−=→", columns=2)


@skip_while_grading
def error_window(X: Any, K: Any, Y: Any, at: tuple[int, int]) -> Picture:
    """Draw an image, a kernel, and the errors of their cross-correlation, one of them framed.

    The window that this error comes from is framed, too.

    Args:
        X: image, shape (n_h, n_w).
        K: kernel, shape (k_h, k_w).
        Y: target, shape (n_h - k_h + 1, n_w - k_w + 1).
        at: row and column of the framed error.
    """
    from course.operations import cross_correlate

    errors = np.asarray(cross_correlate(X, K)) - to_grid(Y)
    marks = {"X": (*at, *np.shape(K)), "X ⋆ K − Y": (*at, 1, 1)}
    return arrays({"X": X, "K": K, "X ⋆ K − Y": errors}, marks=marks)


@skip_while_grading
def learned_kernels(pairs: Mapping[str, tuple[Any, Any]]) -> Picture:
    """Draw true kernels, each beside the kernel that was learned in its place.

    Args:
        pairs: name to the pair (true kernel, learned kernel).
    """
    named = {}
    for name, (true, learned) in pairs.items():
        named[f"{name}, true"] = true
        named[f"{name}, learned"] = learned
    return arrays(named, maps=list(named), columns=2)
