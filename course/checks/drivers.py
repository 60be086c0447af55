"""Drivers: public functions that turn a student's class into arrays in, arrays out.

A driver runs beside the class, in the student's process. What it returns is compared like any
answer.
"""

from typing import Any

import numpy as np


def layer_shapes(layer_class: Any, X: Any, kernel_size: tuple[int, int]) -> tuple[Any, Any, int]:
    """Build a layer on `X` and return (shape of weight, shape of bias, number trained)."""
    layer = layer_class(kernel_size)
    layer(X)
    return tuple(layer.weight.shape), tuple(layer.bias.shape), len(layer.trainable_weights)


def layer_output(layer_class: Any, X: Any, kernel: Any, bias: Any) -> Any:
    """Build a layer on `X`, give it a kernel and, if it has one, a bias, and return its output."""
    layer = layer_class(tuple(kernel.shape))
    layer(X)
    layer.weight.assign(kernel)
    if hasattr(layer, "bias"):
        layer.bias.assign(np.reshape(bias, layer.bias.shape))
    return layer(X)
