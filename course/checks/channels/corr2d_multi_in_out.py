"""The exercise `corr2d_multi_in_out`: several input channels, several output channels."""

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
    channel_slips,
    correlate,
    each_its_own,
    first,
    keeping_axis,
    needs,
    of_loop,
    sum_and_window_mistakes,
)
from course.checks.channels.inputs import (
    K_ODD_SETS,
    K_PAIR,
    K_THREE,
    X_TALL,
    X_THREE_4X4,
    X_TWO,
    X_WIDE,
)
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Table, index_slips, keep_only, named, named_in
from course.checks.rules import CONVOLUTION
from course.checks.windows import find_window


def _written_to_inputs(X: Any, K: Any) -> Any:
    """Model results that are added to the output channel with the number of the input channel."""
    maps = np.stack([apart(X, kernel) for kernel in K]).sum(axis=0)  # one for each input channel
    return np.stack([*maps, *[0 * maps[0]] * (len(K) - len(maps))][: max(len(K), len(maps))])


_CONFUSED: Table = {
    "all results in one output channel": (
        "All results are added up in one output channel, and the others are 0. Output channel o "
        "has the results of K[o].",
        lambda X, K: keep_only(correlate(X, K).sum(axis=0, keepdims=True).repeat(len(K), 0), [0]),
        lambda X, K: keep_only(correlate(X, K).sum(axis=0, keepdims=True).repeat(len(K), 0), [-1]),
    ),
    "results written by the input channel": (
        "You write to the output channel with the number of the input channel. Output channel o "
        "has the results of K[o].",
        lambda X, K: _written_to_inputs(X, K) if len(X) <= len(K) else needs(False),
    ),
    "input channel chosen by the output channel": (
        "Output channel o meets input channel o with all parts of its kernel. Channel i of a "
        "kernel meets channel i of X.",
        lambda X, K: np.stack(
            [
                correlate(np.repeat(X[[o]], len(X), 0), kernel[np.newaxis])[0]
                for o, kernel in enumerate(K)
            ]
        ),
    ),
    "numbers of channels confused": (
        "Your loop over the input channels runs as often as there are output channels. It runs "
        "over the first axis of X.",
        lambda X, K: correlate(first(len(K), X), first(len(K), K, 1)),
    ),
}
OUTPUT_SLIPS = (
    *channel_slips("stack", index_slips("output channels", 0), is_alone=True),
    *named_in(_CONFUSED),
    *named(
        "numbers of channels confused",
        "Your loop over the output channels runs as often as there are input channels. It runs "
        "over the first axis of K.",
        lambda X, K: (
            keep_only(correlate(X, K), np.s_[: len(X)]) if len(X) <= len(K) else needs(False)
        ),
    ),
    *named(
        "only the first output channel",
        "You return one output channel alone. All of them belong on the first axis.",
        lambda X, K: correlate(X, K)[0],
        lambda X, K: correlate(X, K)[-1],
    ),
)
_WRONG_KERNELS: Table = {
    "the first kernel for all output channels": (
        "All your output channels are those of K[0]. Output channel o comes from K[o].",
        lambda X, K: correlate(X, np.repeat(K[:1], len(K), 0)),
    ),
    "kernels made by adding 1": (
        "Your kernels are K[0], K[0] + 1 and so on. That was the text's example; take them from K.",
        lambda X, K: correlate(X, K[:1] + np.arange(len(K)).reshape(-1, 1, 1, 1)),
    ),
    "each output channel sees one input channel": (
        "Output channel o saw only input channel o. Every output channel comes from all of X.",
        each_its_own,
    ),
}
MISCONCEPTIONS = (
    Misconception(
        "input channels not added up",
        "Your output has an axis for the input channels. For each output channel they add up.",
        lambda X, K: np.stack([apart(X, kernel) for kernel in K]),
    ),
    of_loop(
        "output channels added up",
        "You added up the output channels too. Each has its own place on the first axis.",
        stack=lambda Y: Y.sum(axis=0),
    ),
    of_loop(
        "sum not started anew",
        "Each output channel contains those before it: the sum goes on where it should begin anew.",
        stack=lambda Y: Y.cumsum(axis=0),
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
    of_loop(
        "only the first output channel",
        "You have only output channel 0. Does something that belongs after the loop stand inside?",
        stack=lambda Y: Y[:1],
    ),
    of_loop(
        "only the last output channel",
        "You have only the last output channel. Is each one overwritten by the next?",
        stack=lambda Y: Y[-1:],
    ),
    of_loop(
        "one array for all output channels",
        "All your output channels equal the last one: they are one and the same array. Make a new "
        "one for each.",
        stack=lambda Y: np.repeat(Y[-1:], len(Y), 0),
    ),
    of_loop(
        "one array for all output channels",
        "All your output channels are alike, the sum of all: they are one and the same array. Make "
        "a new one for each.",
        stack=lambda Y: np.repeat(Y.sum(axis=0, keepdims=True), len(Y), 0),
    ),
    of_loop(
        "first output channel left out",
        "The first output channel is missing. Kernels are counted from 0: where does your loop "
        "start?",
        stack=lambda Y: Y[1:] if len(Y) > 1 else needs(False),
    ),
    of_loop(
        "first output channel not filled",
        "Output channel 0 of yours is 0. Kernels are counted from 0: where does your loop start?",
        stack=lambda Y: keep_only(Y, np.s_[1:]),
    ),
    of_loop(
        "last output channel not filled",
        "The last output channel of yours is 0. Where does the loop end?",
        stack=lambda Y: keep_only(Y, np.s_[:-1]),
    ),
    *keeping_axis(1),
    of_loop(
        "mean over the output channels",
        "You take the mean over the output channels. Each has its own place on the first axis.",
        stack=lambda Y: Y.mean(axis=0),
    ),
    of_loop(
        "last output channel left out",
        "The last output channel is missing. Where does the loop end?",
        stack=lambda Y: Y[:-1] if len(Y) > 1 else needs(False),
    ),
    Misconception(
        "as many output channels as input channels",
        "You make one output channel for each input channel. Their number is K.shape[0].",
        lambda X, K: correlate(X, first(len(X), K)),
    ),
    of_loop(
        "two output channels, whatever there are",
        "You make two output channels, however many kernels there are. Their number is K.shape[0].",
        stack=lambda Y: first(2, Y),
    ),
    of_loop(
        "three output channels, whatever there are",
        "You make three output channels, as in the example. Their number is K.shape[0].",
        stack=lambda Y: first(3, Y),
    ),
    *named_in(_WRONG_KERNELS),
    of_loop(
        "output channels on the last axis",
        "Your output channels stand on the last axis. They come first.",
        stack=lambda Y: np.moveaxis(Y, 0, -1),
    ),
    of_loop(
        "reshape instead of a transpose",
        "Your numbers were collected with the output channels last, and a reshape to (c_o, h, w) "
        "only cuts the row of numbers at other places. Move the axis of the channels to the front.",
        stack=lambda Y: np.moveaxis(Y, 0, -1).reshape(Y.shape),
    ),
    Misconception(
        "appended before the sum is complete",
        "Your output has one channel for each pair of channels: a sum is appended for each input "
        "channel, before it is complete. Append after the loop over the input channels.",
        lambda X, K: np.concatenate([apart(X, kernel).cumsum(axis=0) for kernel in K]),
    ),
    Misconception(
        "a result for each pair of channels",
        "Your output has one channel for each pair of an input and an output channel. Those of the "
        "input channels add up first.",
        lambda X, K: np.concatenate([apart(X, kernel) for kernel in K]),
    ),
    of_loop(
        "output channels joined into one array",
        "Your output channels stand one below the other in a single array. Each has its own place "
        "on the first of three axes.",
        stack=lambda Y: np.concatenate(Y),
    ),
    of_loop(
        "axes of length 1 dropped",
        "Where an axis has length 1 it is gone. A single output channel still has its axis.",
        stack=lambda Y: np.squeeze(Y),
    ),
    of_loop(
        "output channels in reverse order",
        "Your output channels are in reverse order. Output channel o comes from K[o].",
        stack=lambda Y: Y[::-1],
    ),
    Misconception(
        "clipped to bytes",
        "Your output is kept in bytes, as images are: whole numbers from 0 to 255. Feature maps "
        "have fractions and negative numbers.",
        lambda X, K: np.trunc(correlate(X, K).clip(0, 255)),
    ),
    *ONE_INPUT,
    *FIXED_INPUTS,
    *MEAN,
    *OTHER_KERNELS,
    *SKIPS,
    *INPUT_SLIPS,
    *OUTPUT_SLIPS,
    FLIPPED_CHANNELS,
    *FLATTENED,
    *sum_and_window_mistakes(kernels=4),
)

corr2d_multi_in_out = Exercise(
    name="corr2d_multi_in_out",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K[0].size,
    window=lambda index, X, K: {"X": (slice(None), *find_window(index, K.shape))},
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION.allowing("course.operations.cross_correlate"),),
    hints=(
        "What is K[0]? Look at its shape. Which function of yours takes an input of several "
        "channels and a kernel of that shape?",
        "Each kernel along the first axis of K sees the whole input and gives one output "
        "channel. The output is a stack of these channels, in the order of the kernels.",
        "Loop over the first axis of K. For each kernel compute the sum over the input channels, "
        "as in the previous exercise, and append it to a list. After the loop, stack the list on a "
        "new first axis.",
    ),
    properties=(
        Property(
            "each kernel of several channels gives one output channel",
            points=1,
            cases=(
                case(X=X_THREE_4X4[:2], K=K_ODD_SETS[:2, :2]),
                case(X=X_THREE_4X4[1:], K=K_ODD_SETS[1:, 1:]),
                case(X=X_THREE_4X4[:2, :3, :3], K=-K_ODD_SETS[:2, 1:]),
            ),
            hint="Output channel o comes from K[o] and all channels of X; the first axis is o.",
        ),
        Property(
            "more output channels than input channels, and fewer",
            points=1,
            cases=(
                case(X=X_THREE_4X4[:2], K=K_ODD_SETS[:, :2]),
                case(X=X_THREE_4X4, K=K_ODD_SETS[:2]),
                case(X=X_THREE_4X4[:2], K=-K_ODD_SETS[:1, :2]),
            ),
            hint="There are K.shape[0] output channels, even where that is 1, each from all of X.",
        ),
        Property(
            "images and kernels of any height and width",
            points=1,
            cases=(
                case(X=X_TWO, K=K_THREE[:2]),
                case(X=X_WIDE, K=K_PAIR),
                case(X=X_TALL, K=K_PAIR),
                case(X=X_TWO, K=K_PAIR[:, :, :1]),
                case(X=X_TWO, K=K_PAIR[:, :, :, 1:]),
            ),
            hint="The axes of K are output channels, input channels, height, width.",
        ),
        Property(
            "fractions and negative numbers",
            points=1,
            cases=(case(X=1.133 * X_THREE_4X4[:2], K=K_ODD_SETS[:2, :2] / 2),),
            hint="Fractions and negative numbers count as they are, in X, in K and in the output.",
        ),
    ),
)
