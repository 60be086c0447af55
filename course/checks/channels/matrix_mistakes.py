"""Mistakes with matrix products, in `corr2d_1x1` and `corr2d_matmul`.

Most models give the reference's numbers in another order, or the reference for another kernel.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.channels.channel_mistakes import (
    EVERY_KERNEL,
    FIRST_INPUT,
    FIRST_KERNEL,
    MEAN,
    REVERSED,
    correlate,
    first,
    needs,
)
from course.checks.mistake_models import Model
from nbproctor.checks.exercise import Misconception


def only_where(fits: Callable[[Any, Any], bool]) -> Model:
    """Build a model that is right if `fits(X, K)` holds, and raises otherwise."""

    def model(X: Any, K: Any) -> Any:
        needs(fits(X, K))
        return correlate(X, K)

    return model


def laid_out(order: Callable[[Any], Any]) -> Model:
    """Build a model that rearranges the right numbers."""
    return lambda X, K: order(correlate(X, K))


SHARED = (
    Misconception(
        "not laid out as images",
        "Your output is still a matrix, a row for each output channel. Give it the output's three "
        "axes.",
        laid_out(lambda Y: Y.reshape(len(Y), -1)),
    ),
    Misconception(
        "output channels on the last axis",
        "Your numbers are right, but the output channels stand on the last axis. They come first.",
        laid_out(lambda Y: np.moveaxis(Y, 0, -1)),
    ),
    Misconception(
        "product transposed before the reshape",
        "Your numbers are right but in another order: the product had a row for each pixel when "
        "it was reshaped. Rows should be output channels.",
        laid_out(lambda Y: np.moveaxis(Y, 0, -1).reshape(Y.shape)),
    ),
    Misconception(
        "height and width of the output swapped",
        "Your output's width comes before its height. The axes are output channels, height, width.",
        laid_out(lambda Y: Y.reshape(len(Y), Y.shape[2], Y.shape[1])),
    ),
    FIRST_INPUT,
    Misconception(
        "only the first output channel",
        "You have only output channel 0. There is one for each kernel, K.shape[0] of them.",
        lambda X, K: correlate(X, K[:1]),
    ),
    Misconception(
        "two output channels, whatever there are",
        "You make two output channels, however many kernels there are. Their number is K.shape[0].",
        lambda X, K: correlate(X, first(2, K)),
    ),
    Misconception(
        "three output channels, whatever there are",
        "You make three output channels, as in the example. Their number is K.shape[0].",
        only_where(lambda X, K: len(K) == 3),
    ),
    MEAN,
    FIRST_KERNEL,
    EVERY_KERNEL,
    REVERSED,
    Misconception(
        "numbers of channels confused",
        "Your function works only where there are as many output as input channels. K has shape "
        "(c_o, c_i, k_h, k_w), the output (c_o, h_out, w_out).",
        only_where(lambda X, K: K.shape[0] == K.shape[1]),
    ),
)
