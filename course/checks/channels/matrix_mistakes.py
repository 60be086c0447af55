"""Mistakes with matrix products, in `corr2d_1x1` and `corr2d_matmul`.

Most models give the reference's numbers in another order, or the reference for another kernel.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.channels.channel_mistakes import (
    MEAN,
    ONE_INPUT,
    OTHER_KERNELS,
    OTHER_SUMS,
    SKIPS,
    TRUNCATED_MEAN,
    channel_slips,
    correlate,
    first,
    needs,
    of_loop,
)
from course.checks.mistake_models import Model, Table, keep_only, named_in, ways
from nbproctor.checks.diagnosis import INTEGER_DTYPE
from nbproctor.checks.exercise import Misconception


def only_where(fits: Callable[[Any, Any], bool]) -> Model:
    """Build a model that is right if `fits(X, K)` holds, and raises otherwise."""

    def model(X: Any, K: Any) -> Any:
        needs(fits(X, K))
        return correlate(X, K)

    return model


_FEW_KERNELS: Table = {
    "truncated to whole numbers": (
        "The fractions of K are gone before anything is computed: it has an integer dtype.",
        lambda X, K: correlate(X, np.trunc(K)),
    ),
    "two output channels, whatever there are": (
        "You make two output channels, however many kernels there are. Their number is K.shape[0].",
        lambda X, K: correlate(X, first(2, K)),
    ),
    "three output channels, whatever there are": (
        "You make three output channels, as in the example. Their number is K.shape[0].",
        only_where(lambda X, K: len(K) == 3),
    ),
}
_AXES: Table = {
    "not laid out as images": (
        "Your output is still a matrix, a row for each output channel. Give it the output's three "
        "axes.",
        lambda Y: Y.reshape(len(Y), -1),
    ),
    "output channels on the last axis": (
        "Your output channels stand on the last axis. They come first.",
        lambda Y: np.moveaxis(Y, 0, -1),
    ),
    "product transposed before the reshape": (
        "The product had a row for each pixel when it was reshaped. Rows should be output "
        "channels.",
        lambda Y: np.moveaxis(Y, 0, -1).reshape(Y.shape),
    ),
    "height and width of the output swapped": (
        "Your output's width comes before its height. The axes are output channels, height, width.",
        lambda Y: Y.reshape(len(Y), Y.shape[2], Y.shape[1]),
    ),
}
_ROWS_AS_COLUMNS: Table = {
    "height and width of the output swapped": (
        "Rows of your output stand as columns: its axes are output channels, width, height. The "
        "height comes before the width.",
        lambda Y: np.swapaxes(Y, 1, 2),
    ),
}
_OUTPUT_CHANNELS: Table = {
    "only the first output channel": (
        "You return output channel 0 alone, without its axis. There is one for each kernel, "
        "K.shape[0] of them.",
        lambda Y: Y[0],
    ),
    "sum not started anew": (
        "Each output channel contains those before it: the sum goes on where it should begin anew.",
        lambda Y: Y.cumsum(axis=0),
    ),
    "only the last output channel": (
        "You have only the last output channel. There is one for each kernel, K.shape[0] of them.",
        lambda Y: Y[-1:],
    ),
    "output channels added up": (
        "You add up the output channels too. Each has its own place on the first axis.",
        lambda Y: Y.sum(axis=0),
    ),
    "output channels in reverse order": (
        "Your output channels are in reverse order. Output channel o comes from K[o].",
        lambda Y: Y[::-1],
    ),
    "the first kernel for all output channels": (
        "All your output channels are those of K[0]. Output channel o comes from K[o].",
        lambda Y: np.repeat(Y[:1], len(Y), 0),
    ),
    "one array for all output channels": (
        "All your output channels equal the last one. Are they one and the same array? Make a new "
        "one for each.",
        lambda Y: np.repeat(Y[-1:], len(Y), 0),
    ),
}
SHARED = (
    Misconception(
        "kernel reshaped where it should be transposed",
        "The kernels were cut at other places: a reshape to c_o columns does not put each kernel "
        "in its own column. Reshape to rows, then transpose.",
        lambda X, K: correlate(X, K.reshape(-1, len(K)).T.reshape(K.shape)),
    ),
    *channel_slips("stack", _AXES),
    *channel_slips("stack", _ROWS_AS_COLUMNS),
    *(
        of_loop(
            "loops leave out the first or last",
            "A row, a column or a channel of your output is still 0: where do your loops start, "
            "and where do they end?",
            stack=functools.partial(keep_only, part=part),
        )
        for part in (
            np.s_[:, :-1, :-1],
            np.s_[:, :-1],
            np.s_[:, :, :-1],
            np.s_[:, 1:, 1:],
            np.s_[:, 1:],
            np.s_[:, :, 1:],
            np.s_[:-1],
            np.s_[1:],
        )
    ),
    *ONE_INPUT,
    *SKIPS,
    of_loop(
        "only the first output channel",
        "You have only output channel 0. There is one for each kernel, K.shape[0] of them.",
        stack=lambda Y: Y[:1],
    ),
    *channel_slips("stack", _OUTPUT_CHANNELS),
    of_loop(
        "one array for all output channels",
        "All your output channels are alike, the sum of all. Are they one and the same array? Make "
        "a new one for each.",
        stack=lambda Y: np.repeat(Y.sum(axis=0, keepdims=True), len(Y), 0),
    ),
    Misconception(
        "kernel ignored",
        "You add up the inputs themselves. Each counts as often as the kernel says.",
        lambda X, K: correlate(X, np.ones_like(K)),
    ),
    Misconception(
        "truncated to whole numbers",
        INTEGER_DTYPE,
        lambda X, K: np.trunc(correlate(X, K)),
    ),
    Misconception(
        "truncated to whole numbers",
        "The fractions of the inputs are gone before anything is computed: their dtype became "
        "whole.",
        lambda X, K: correlate(np.trunc(X), np.trunc(K)),
    ),
    *named_in(_FEW_KERNELS),
    *MEAN,
    *TRUNCATED_MEAN,
    *OTHER_SUMS,
    of_loop(
        "mean instead of sum",
        "Your numbers are means of the products. They should be sums.",
        reduce=lambda products: products.mean(axis=(-2, -1)),
        add=lambda maps: np.mean(maps, axis=0),
    ),
    *OTHER_KERNELS,
    Misconception(
        "numbers of channels confused",
        "Your function works only where there are as many output as input channels: somewhere one "
        "number is taken for the other. K has shape (c_o, c_i, k_h, k_w), the output "
        "(c_o, h_out, w_out).",
        only_where(lambda X, K: K.shape[0] == K.shape[1]),
    ),
)

# Ways to turn the product into the output.
RESULT_WAYS = ways(lambda Y: Y, {**_AXES, **_ROWS_AS_COLUMNS})
RESHAPED_KERNEL = next(each for each in SHARED if each.name.startswith("kernel reshaped"))
