"""Small feature maps beside what ReLU and pooling make of them, and pooling's gradients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.pictures.arrays import arrays, draw_pairs
from course.pictures.padding import NONE, Padding
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.words import to_grid


@skip_while_grading
def detect(image: Any, kernel: Any) -> Picture:
    """Draw an image, the response of a kernel to it, and the response after ReLU.

    Args:
        image: shape (n_h, n_w).
        kernel: shape (k_h, k_w).
    """
    from course.operations import cross_correlate

    response = np.asarray(cross_correlate(image, kernel))
    named = {"image": image, "response": response, "after ReLU": np.maximum(response, 0)}
    return arrays(named, images=["image"], maps=["response", "after ReLU"], symbols="→→")


@skip_while_grading
def pooled_maps(
    named: Mapping[str, Any],
    pool_size: tuple[int, int],
    *,
    padding: Padding = NONE,
    stride: tuple[int, int] | None = None,
    mode: str = "max",
) -> Picture:
    """Draw feature maps in a row and, below each, the same map pooled.

    Args:
        named: title to map, shape (n_h, n_w).
        pool_size: height and width of the window.
        padding: ((top, bottom), (left, right)).
        stride: (s_h, s_w), by default the size of the window.
        mode: 'max' or 'avg'.
    """
    from course.operations import pool

    grids = {name: to_grid(each) for name, each in named.items()}
    for name, each in named.items():
        result = pool(each, pool_size, padding, stride or pool_size, mode)
        grids[f"{name}, pooled"] = to_grid(result)
    return draw_pairs(grids)


@skip_while_grading
def moved_spot(moves: int = 3) -> Picture:
    """Draw a map with one detection that moves to the right, and each map max-pooled 2 x 2.

    Args:
        moves: number of maps; the detection moves by one column in each.
    """
    spot = np.zeros((4, 8))
    spot[1, 2] = 9
    named = {f"moved by {move}": np.roll(spot, move, axis=1) for move in range(moves)}
    return pooled_maps(named, (2, 2))


@skip_while_grading
def pooling_gradients(X: Any, pool_size: tuple[int, int]) -> Picture:
    """Draw an input and, for both modes, the gradient of the sum of its pooled output.

    Args:
        X: input, shape (n_h, n_w).
        pool_size: height and width of the window, which moves by one cell.
    """
    import tensorflow as tf

    from course.operations import pool

    numbers = tf.constant(to_grid(X))
    named = {"input": numbers}
    for mode in ("max", "avg"):
        with tf.GradientTape() as tape:
            tape.watch(numbers)
            output = pool(numbers, pool_size, mode=mode)
        named[f"gradient, {mode}"] = tape.gradient(output, numbers)
    return arrays(named)
