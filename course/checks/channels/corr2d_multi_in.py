"""The exercise `corr2d_multi_in`: several input channels, one output."""

from typing import Any

import numpy as np

from course import operations
from course.checks.channels.channel_mistakes import (
    FIXED_INPUTS,
    FLATTENED,
    FLIPPED_CHANNELS,
    INPUT_SLIPS,
    MEAN,
    ONE_INPUT,
    OTHER_KERNELS,
    SKIPS,
    apart,
    correlate,
    keeping_axis,
    needs,
    sum_and_window_mistakes,
    under_window,
)
from course.checks.channels.inputs import K_ODD, K_PAIR, K_TWO, X_TALL, X_THREE_4X4, X_TWO, X_WIDE
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Table, cross_correlate, named_in
from course.checks.rules import CONVOLUTION
from course.checks.windows import find_window


def _indexed_last(X: Any, K: Any) -> Any:
    needs(X.shape[-1] <= K.shape[-1])
    return correlate(np.moveaxis(X, -1, 0), np.moveaxis(K, -1, 0)[: X.shape[-1]])


def _channels_for_height(X: Any, K: Any) -> Any:
    shape = (X.shape[1] - len(K) + 1, X.shape[2] - K.shape[1] + 1)
    if 0 in shape:  # no window fits, so nothing is multiplied and nothing raises
        return np.zeros(shape)
    return correlate(X, under_window(K, len(K), K.shape[1]))


_TOTALS: Table = {
    "channels not added up": (
        "You have one array for each channel. The output is their sum, a single array.",
        apart,
    ),
    "everything added up": (
        "You added up all numbers to a single one. Only the channels add up, element by element.",
        lambda X, K: apart(X, K).sum(),
    ),
    "added up over the wrong axis": (
        "You added up the rows of each channel. It is the axis of the channels that goes.",
        lambda X, K: apart(X, K).sum(axis=1),
    ),
}
_JOINED: Table = {
    "channels side by side": (
        "You put the channels of the input and those of the kernel side by side and slide one over "
        "the other. Windows then mix channels: correlate each channel by itself and add up.",
        lambda X, K: cross_correlate(np.concatenate(X, axis=1), np.concatenate(K, axis=1)),
    ),
    "channels one below the other": (
        "You put the channels of the input and those of the kernel one below the other and slide "
        "one over the other. Windows then mix channels: correlate each channel by itself and add "
        "up.",
        lambda X, K: cross_correlate(np.concatenate(X), np.concatenate(K)),
    ),
    "absolute values of each channel": (
        "Each channel's numbers lost their signs before they were added. They count as they are.",
        lambda X, K: np.abs(apart(X, K)).sum(axis=0),
    ),
    "negatives cut off in each channel": (
        "Each channel's negative numbers became 0 before they were added. They count as they are.",
        lambda X, K: np.maximum(apart(X, K), 0).sum(axis=0),
    ),
}
_OTHER_AXES: Table = {
    "channels taken for the last axis": (
        "Your loop counts channels on the last axis. Here they stand first: X has shape "
        "(c_i, h, w), K has (c_i, k_h, k_w).",
        _indexed_last,
    ),
    "first axis taken for the height": (
        "Your windows have the number of channels for their height. The first axis of K counts "
        "channels; height and width follow.",
        _channels_for_height,
    ),
}
MISCONCEPTIONS = (
    *named_in(_TOTALS),
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
    *ONE_INPUT,
    *FIXED_INPUTS,
    *MEAN,
    *keeping_axis(0),
    *named_in(_JOINED),
    *OTHER_KERNELS,
    *SKIPS,
    *INPUT_SLIPS,
    FLIPPED_CHANNELS,
    *FLATTENED,
    *named_in(_OTHER_AXES),
    *sum_and_window_mistakes(kernels=3),
)

corr2d_multi_in = Exercise(
    name="corr2d_multi_in",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K.size,
    window=lambda index, X, K: {"X": (slice(None), *find_window(index, K.shape))},
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION.allowing("course.operations.cross_correlate"),),
    hints=(
        "Take two channels first. What does channel 0 of the input give with channel 0 of the "
        "kernel, and what happens to the two results?",
        "Every channel is an ordinary cross-correlation with a kernel of its own. The output is "
        "the sum of all the results, cell by cell. The length of the first axis of X is the number "
        "of channels.",
        "Start with 0. Walk through the channels of X and of K together, cross-correlate each "
        "pair, and add the result to the total. Return the total after the loop, not inside it.",
    ),
    properties=(
        Property(
            "each channel meets its own kernel, and the results add up",
            points=1,
            cases=(
                case(X=X_THREE_4X4[:2], K=K_ODD[:2]),
                case(X=X_THREE_4X4[1:], K=K_ODD[::2]),
                case(X=X_THREE_4X4[:2, :3, :3], K=K_ODD[1:]),
            ),
            hint="Every channel gives one array; the output is their sum, element by element.",
        ),
        Property(
            "one channel, and more than two",
            points=1,
            cases=(case(X=X_THREE_4X4[:1], K=K_ODD[:1]), case(X=X_THREE_4X4, K=K_ODD)),
            hint="The number of channels is the length of the first axis, in X and in K.",
        ),
        Property(
            "images and kernels of any height and width",
            points=1,
            cases=(
                case(X=X_TWO, K=K_TWO),
                case(X=X_WIDE, K=K_PAIR[0]),
                case(X=X_TALL, K=K_PAIR[0]),
                case(X=X_TWO, K=K_PAIR[0][:, :1]),
                case(X=X_TWO, K=K_PAIR[1][:, :, 1:]),
            ),
            hint="The first axis counts channels, the second is the height, the third the width.",
        ),
        Property(
            "fractions and negative numbers",
            points=1,
            cases=(case(X=1.133 * X_THREE_4X4[:2], K=K_ODD[1:] / 2),),
            hint="Fractions and negative numbers count as they are, in X, in K and in the output.",
        ),
    ),
)
