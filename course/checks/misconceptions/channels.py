"""Mistakes with several channels, in `corr2d_multi_in` and `corr2d_multi_in_out`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.checks.exercise import Misconception
from course.checks.misconceptions.channels_shared import (
    EVERY_KERNEL,
    FIRST_INPUT,
    FIRST_KERNEL,
    FLIPPED,
    FLIPPED_CHANNELS,
    LAST_INPUT,
    MEAN,
    REVERSED,
    SIZES,
    THREE_INPUTS,
    TWO_INPUTS,
    apart,
    correlate,
    first,
    needs,
    under_window,
)


def _indexed_last(X: Any, K: Any) -> Any:
    needs(X.shape[-1] <= K.shape[-1])
    return correlate(np.moveaxis(X, -1, 0), np.moveaxis(K, -1, 0)[: X.shape[-1]])


def _channels_for_height(X: Any, K: Any) -> Any:
    shape = (X.shape[1] - len(K) + 1, X.shape[2] - K.shape[1] + 1)
    if 0 in shape:  # no window fits: nothing is multiplied, so nothing raises
        return np.zeros(shape)
    return correlate(X, under_window(K, len(K), K.shape[1]))


def _pixels_swapped(X: Any, K: Any) -> Any:
    Y = correlate(X, K)
    needs(Y.shape[-2] == Y.shape[-1])
    return Y


corr2d_multi_in: Sequence[Misconception] = (
    Misconception(
        "channels not added up",
        "You have one array for each channel. The output is their sum, a single array.",
        apart,
    ),
    Misconception(
        "everything added up",
        "You added up all numbers to a single one. Only the channels add up, element by element.",
        lambda X, K: apart(X, K).sum(),
    ),
    Misconception(
        "added up over the wrong axis",
        "You added up the rows of each channel. It is the axis of the channels that goes.",
        lambda X, K: apart(X, K).sum(axis=1),
    ),
    Misconception(
        "added up over the wrong axis",
        "You added up the columns of each channel. It is the axis of the channels that goes.",
        lambda X, K: apart(X, K).sum(axis=2),
    ),
    Misconception(
        "channel 1 again and again",
        "From channel 1 on, your sum takes the same channel again. Look for a 1 where the loop's "
        "variable belongs.",
        lambda X, K: correlate(X[np.arange(len(X)).clip(max=1)], K[np.arange(len(X)).clip(max=1)]),
    ),
    FIRST_INPUT,
    LAST_INPUT,
    TWO_INPUTS,
    THREE_INPUTS,
    MEAN,
    Misconception(
        "largest of the channels",
        "You kept the largest of the channels' results. They add up, element by element.",
        lambda X, K: apart(X, K).max(axis=0),
    ),
    Misconception(
        "product of the channels",
        "You multiplied the channels' results. They add up, element by element.",
        lambda X, K: apart(X, K).prod(axis=0),
    ),
    Misconception(
        "negatives cut off in each channel",
        "Each channel's negative numbers became 0 before they were added. They count as they are.",
        lambda X, K: np.maximum(apart(X, K), 0).sum(axis=0),
    ),
    Misconception(
        "truncated to whole numbers",
        "Each channel's fractions are gone: somewhere an array or a number is whole. Look at its "
        "dtype.",
        lambda X, K: np.trunc(apart(X, K)).sum(axis=0),
    ),
    FIRST_KERNEL,
    EVERY_KERNEL,
    REVERSED,
    FLIPPED,
    FLIPPED_CHANNELS,
    Misconception(
        "channels taken for the last axis",
        "Your loop counts channels on the last axis. Here they stand first: X has shape "
        "(c_i, h, w), K has (c_i, k_h, k_w).",
        _indexed_last,
    ),
    Misconception(
        "first axis taken for the height",
        "Your windows have the number of channels for their height. The first axis of K counts "
        "channels; height and width follow.",
        _channels_for_height,
    ),
    *SIZES,
)

corr2d_multi_in_out: Sequence[Misconception] = (
    Misconception(
        "input channels not added up",
        "Your output has an axis for the input channels. For each output channel they add up.",
        lambda X, K: np.stack([apart(X, kernel) for kernel in K]),
    ),
    Misconception(
        "output channels added up",
        "You added up the output channels too. Each has its own place on the first axis.",
        lambda X, K: correlate(X, K).sum(axis=0),
    ),
    Misconception(
        "sum not started anew",
        "Each output channel contains those before it: the sum goes on where it should begin anew.",
        lambda X, K: correlate(X, K).cumsum(axis=0),
    ),
    Misconception(
        "axes of the channels swapped",
        "You took K's axes as (c_i, c_o, k_h, k_w). The output channels come first.",
        lambda X, K: correlate(X, np.swapaxes(first(len(X), K), 0, 1)),
    ),
    Misconception(
        "axes of the channels swapped",
        "You took K's axes as (c_i, c_o, k_h, k_w). The output channels come first.",
        lambda X, K: correlate(X[: len(K)], np.swapaxes(K[: len(X)], 0, 1)),
    ),
    Misconception(
        "only the first output channel",
        "You have only output channel 0. Does something that belongs after the loop stand inside?",
        lambda X, K: correlate(X, K[:1]),
    ),
    Misconception(
        "only the last output channel",
        "You have only the last output channel. Is each one overwritten by the next?",
        lambda X, K: correlate(X, K[-1:]),
    ),
    Misconception(
        "last output channel left out",
        "The last output channel is missing. Where does the loop end?",
        lambda X, K: correlate(X, first(len(K) - 1, K)) if len(K) > 1 else needs(False),
    ),
    Misconception(
        "as many output channels as input channels",
        "You make one output channel for each input channel. Their number is K.shape[0].",
        lambda X, K: correlate(X, first(len(X), K)),
    ),
    Misconception(
        "two output channels, whatever there are",
        "You make two output channels, however many kernels there are. Their number is K.shape[0].",
        lambda X, K: correlate(X, first(2, K)),
    ),
    Misconception(
        "three output channels, whatever there are",
        "You make three output channels, as in the example. Their number is K.shape[0].",
        lambda X, K: correlate(X, first(3, K)),
    ),
    Misconception(
        "the first kernel for all output channels",
        "All your output channels are those of K[0]. Output channel o comes from K[o].",
        lambda X, K: correlate(X, np.repeat(K[:1], len(K), 0)),
    ),
    Misconception(
        "kernels made by adding 1",
        "Your kernels are K[0], K[0] + 1 and so on. That was the text's example; take them from K.",
        lambda X, K: correlate(X, K[:1] + np.arange(len(K)).reshape(-1, 1, 1, 1)),
    ),
    Misconception(
        "each output channel sees one input channel",
        "Output channel o saw only input channel o. Every output channel comes from all of X.",
        lambda X, K: correlate(first(len(K), X), np.eye(len(K))[:, :, None, None] * K[:, : len(K)]),
    ),
    Misconception(
        "output channels on the last axis",
        "Your numbers are right, but the output channels stand on the last axis. They come first.",
        lambda X, K: np.moveaxis(correlate(X, K), 0, -1),
    ),
    Misconception(
        "output channels joined into one array",
        "Your output channels stand one below the other in a single array. Each has its own place "
        "on the first of three axes.",
        lambda X, K: np.concatenate(correlate(X, K)),
    ),
    Misconception(
        "axes of length 1 dropped",
        "Where an axis has length 1 it is gone. A single output channel still has its axis.",
        lambda X, K: np.squeeze(correlate(X, K)),
    ),
    Misconception(
        "output channels in reverse order",
        "Your output channels are in reverse order. Output channel o comes from K[o].",
        lambda X, K: correlate(X, K[::-1]),
    ),
    Misconception(
        "height and width of the output swapped",
        "Your output array has its width first. Its axes are output channels, height, width.",
        _pixels_swapped,
    ),
    Misconception(
        "clipped to bytes",
        "Your output is kept in bytes, as images are: whole numbers from 0 to 255. Feature maps "
        "have fractions and negative numbers.",
        lambda X, K: np.trunc(correlate(X, K).clip(0, 255)),
    ),
    FIRST_INPUT,
    LAST_INPUT,
    TWO_INPUTS,
    THREE_INPUTS,
    MEAN,
    FIRST_KERNEL,
    EVERY_KERNEL,
    REVERSED,
    FLIPPED,
    FLIPPED_CHANNELS,
    *SIZES,
)
