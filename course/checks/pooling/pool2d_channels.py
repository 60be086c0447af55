"""The exercise `pool2d_channels`: every channel pooled by itself."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property
from course.checks.mistake_models import (
    Lengths,
    Model,
    Table,
    combined,
    family,
    keep_only,
    named,
    named_in,
    parts_of,
    remembered,
    shape_slips,
    ways,
)
from course.checks.pooling.inputs import (
    AROUND,
    MIXED,
    NEGATIVE,
    NO_PADDING,
    SIGNED,
    X_4X4,
    pool_case,
)
from course.checks.pooling.window_mistakes import PADDED_WITH_ZEROS
from course.checks.rules import POOLING
from course.checks.setting_mistakes import PADDINGS, STRIDES
from course.checks.sum_mistakes import RESULTS, VALUES
from course.checks.window_mistakes import WINDOWS, window_mistakes
from course.checks.window_models import Loop, count_windows, each_channel, pooling
from course.checks.windows import find_window

_pool = pooling(Loop())


@remembered
def _pool_each(X: Any, *settings: Any) -> Any:
    """Pool every channel by itself."""
    return np.stack([_pool(channel, *settings) for channel in X])


def _put_together(change: Callable[[Any], Any], settings: Callable[..., Any]) -> Model:
    """Build a model that pools with some of the settings, and then changes the pooled channels."""
    return lambda X, *given: change(_pool_each(X, *settings(*given)))


def _mix_in_mode(mode: str, mix: Callable[..., Any], X: Any, *settings: Any) -> Any:
    """Model channels that are mixed in one mode, and written into every channel."""
    Y = _pool_each(X, *settings)
    return np.broadcast_to(mix(Y, axis=0), Y.shape) if settings[-1] == mode else Y


def _pool_columns(X: Any, *settings: Any) -> Any:
    return _pool_each(np.moveaxis(X, -1, 0), *settings)


def _pool_columns_or_nothing(X: Any, *settings: Any) -> Any:
    """Return the same, but an empty array if the window does not fit."""
    try:
        return _pool_columns(X, *settings)
    except Exception:
        return np.zeros((X.shape[-1], 0))


def _pad_channels(X: Any, size: Any, padding: Any, *settings: Any) -> Any:
    return np.pad(_pool_each(X, size, padding, *settings), ((padding[0][0], 0), (0, 0), (0, 0)))


def _pad_with_zeros(X: Any, size: Any, padding: Any, *settings: Any) -> Any:
    return _pool_each(np.pad(X, ((0, 0), *padding)), size, NO_PADDING, *settings)


def _pool_as_one_image(axis: int, X: Any, *settings: Any) -> Any:
    """Model one image of all channels, joined along an axis, that is pooled at once."""
    length = _pool(X[0], *settings).shape[axis]
    pooled = _pool(np.concatenate(list(X), axis), *settings)
    ends = length * np.arange(1, len(X) + 1)
    return np.stack(np.split(pooled, ends, axis)[: len(X)])


def _fill_array(lengths: Callable[..., tuple[int, ...]]) -> Model:
    """Build a model that fills an array of another size; NumPy may broadcast, or raise.

    Args:
        lengths: height and width, from the image's shape, the window, the padding and the stride.
    """

    def model(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        Y = np.zeros((len(X), *lengths(X.shape[1:], size, padding, stride)))
        for at, pooled in enumerate(_pool_each(X, size, padding, stride, mode)):
            Y[at] = pooled
        return Y

    return model


def _count_on_both_axes(
    n: Any, size: Any, padding: Any, stride: Any, count: Any = count_windows
) -> Any:
    cells = (length + sum(sides) for length, sides in zip(n, padding, strict=True))
    return tuple(max(0, count(*each)) for each in zip(cells, size, stride, strict=True))


def _weigh_sides(*weights: int) -> Callable[..., Any]:
    """Return lengths that count each side of an axis as often as `weights` say."""
    return lambda n, size, padding, stride: _count_on_both_axes(
        n, size, [[a * b for a, b in zip(sides, weights, strict=True)] for sides in padding], stride
    )


def _exchange_axes(at: int, change: Callable[[Any], Any], *given: Any) -> Any:
    """Return lengths from the sizes of the other axis in one of the inputs."""
    sizes = list(given)
    sizes[at] = change(tuple(sizes[at]))
    return _count_on_both_axes(*sizes)


_SIZES: dict[str, tuple[Callable[..., Any], ...]] = {
    "without padding, where there is some": (
        lambda n, size, padding, stride: _count_on_both_axes(n, size, NO_PADDING, stride),
    ),
    "without the stride, where it is not 1": (
        lambda n, size, padding, stride: _count_on_both_axes(n, size, padding, (1, 1)),
    ),
    "without padding and stride": (
        lambda n, size, padding, stride: _count_on_both_axes(n, size, NO_PADDING, (1, 1)),
    ),
    "with the padding of one side taken twice, as if both sides were alike": (
        _weigh_sides(2, 0),
        _weigh_sides(0, 2),
    ),
    "with the padding of one side alone": (_weigh_sides(1, 0), _weigh_sides(0, 1)),
    "with padding that counts twice": (_weigh_sides(2, 2),),
    **{
        words.format(what): tuple(
            functools.partial(_exchange_axes, at, change) for change in changes
        )
        for at, what in enumerate(("image", "window", "padding", "stride"))
        for words, *changes in (
            ("with the {}'s two axes exchanged", lambda pair: pair[::-1]),
            (
                "with one of the {}'s axes for both",
                lambda pair: pair[:1] * 2,
                lambda pair: pair[1:] * 2,
            ),
        )
    },
    "with steps in place of windows: the window also stops before its first step": (
        functools.partial(_count_on_both_axes, count=lambda n, k, s: (n - k) // s),
    ),
    "with a window that does not fit whole: steps are rounded down": (
        functools.partial(_count_on_both_axes, count=lambda n, k, s: -(-(n - k) // s) + 1),
        functools.partial(_count_on_both_axes, count=lambda n, k, s: -(-n // s)),
    ),
    "without the window: it has to fit whole": (
        functools.partial(_count_on_both_axes, count=lambda n, k, s: n // s),
    ),
    "as that of the image": (lambda n, *others: n,),
}


def _loop_over(lengths: Lengths) -> tuple[Model, ...]:
    """Build models of loops over the channels that are read from the shape of X."""

    def stacked(X: Any, *settings: Any) -> Any:
        return np.stack([_pool(X[c], *settings) for c in range(lengths(X.shape)[0])])

    def filled(X: Any, size: Any, padding: Any, stride: Any, mode: str) -> Any:
        c, *n = lengths(X.shape)
        Y = np.zeros((c, *_count_on_both_axes(n, size, padding, stride)))
        for at in range(c):
            Y[at] = _pool(X[at], size, padding, stride, mode)
        return Y

    return stacked, filled


def _reshape_back(Y: Any) -> Any:
    """Stack channels on the last axis, and reshape that to (c, y_h, y_w)."""
    return np.moveaxis(Y, 0, -1).reshape(Y.shape)


def _reshape_channels_last(Y: Any) -> Any:
    return Y.reshape(*Y.shape[1:], len(Y))


def _reshape_before_pooling(X: Any) -> Any:
    """Reshape to (n_h, n_w, c), which tears channels apart, and take the channels of that."""
    return np.moveaxis(_reshape_channels_last(X), -1, 0)


SETTINGS: Table = {
    "mode not handed on": (
        "Your numbers are the largest in both modes. Hand the mode on to each channel.",
        lambda size, padding, stride, mode: (size, padding, stride),
    ),
    "stride not handed on": (
        "Your windows move by one cell. Hand the stride on to each channel.",
        lambda size, padding, stride, mode: (size, padding, (1, 1), mode),
    ),
    "padding not handed on": (
        "Your numbers are those without padding. Hand the padding on to each channel.",
        lambda size, padding, stride, mode: (size, NO_PADDING, stride, mode),
    ),
    "stride and mode not handed on": (
        "Your windows move by one cell and keep the largest in both modes. Hand stride and mode on "
        "to each channel.",
        lambda size, padding, stride, mode: (size, padding),
    ),
    "padding and stride not handed on": (
        "Your windows move by one cell, without padding. Hand both settings on to each channel.",
        lambda size, padding, stride, mode: (size, NO_PADDING, (1, 1), mode),
    ),
    "no settings handed on": (
        "Your windows move by one cell, without padding, and keep the largest in both modes. Hand "
        "all settings on to each channel.",
        lambda size, padding, stride, mode: (size,),
    ),
    "height and width of the window swapped": (
        "Your window is as wide as it should be high. Hand its size on as it is.",
        lambda size, *others: (size[::-1], *others),
    ),
    "strides swapped": (
        "Your window moves down by s_w and to the right by s_h. Hand the stride on as it is.",
        lambda size, padding, stride, mode: (size, padding, stride[::-1], mode),
    ),
    "axes of the padding swapped": (
        "Your rows are padded with the numbers for columns. Hand the padding on as it is.",
        lambda size, padding, stride, mode: (size, padding[::-1], stride, mode),
    ),
}

CHANNELS: Table = {
    **family(
        "Your numbers are the {} over all channels. Pooling never mixes channels: as many come out "
        "as went in.",
        {
            f"{what} over all channels": (
                what,
                functools.partial(mix, axis=0),
                functools.partial(mix, axis=0, keepdims=True),
            )
            for what, mix in (("largest", np.max), ("sum", np.sum), ("mean", np.mean))
        },
    ),
    **family(
        "Only the {} channel is in your output. All of them belong there: does the loop run to its "
        "end, and does it keep what it computes?",
        {
            "only the first channel": ("first", lambda Y: Y[0], lambda Y: Y[:1]),
            "only the last channel": ("last", lambda Y: Y[-1], lambda Y: Y[-1:]),
        },
    ),
    "the first channel for all": (
        "All your channels are the first one. Each should be pooled from its own.",
        lambda Y: np.repeat(Y[:1], len(Y), axis=0),
    ),
    "the last channel for all": (
        "All your channels are the last one. Are they one and the same array? Make a new one for "
        "each.",
        lambda Y: np.repeat(Y[-1:], len(Y), axis=0),
    ),
    "channels in reverse order": (
        "Your channels stand in reverse order. Channel 0 of the output comes from channel 0 of X.",
        lambda Y: Y[::-1],
    ),
    "channels last in the output": (
        "Your channels stand last, as in TensorFlow. Here they come first: (c, y_h, y_w).",
        lambda Y: np.moveaxis(Y, 0, -1),
    ),
    "axes in reverse order": (
        "The axes of your output are in reverse order, as `.T` turns them round. They are "
        "(c, y_h, y_w).",
        np.transpose,
    ),
    "channels in the middle": (
        "Your channels stand on the second axis. They come first: (c, y_h, y_w).",
        lambda Y: np.moveaxis(Y, 0, 1),
    ),
    "channels side by side": (
        "Your channels are joined into one image. Each should keep its place on an axis of its "
        "own: (c, y_h, y_w).",
        *(lambda Y, axis=axis: np.concatenate(list(Y), axis=axis) for axis in (0, 1)),
    ),
    "channels side by side, then reshaped": (
        "You join the pooled channels side by side, and a reshape then cuts the rows at other "
        "places. `np.stack` gives each channel a place of its own.",
        lambda Y: np.concatenate(list(Y), axis=1).reshape(Y.shape),
    ),
    "two channels hard-coded": (
        "You always pool two channels. How many there are is the first number of X.shape.",
        lambda Y: np.stack([Y[0], Y[1]]),
    ),
    "three channels hard-coded": (
        "You always pool three channels. How many there are is the first number of X.shape.",
        lambda Y: np.stack([Y[0], Y[1], Y[2]]),
    ),
    "first channel left out": (
        "The first channel is missing. Channels are counted from 0: where does your loop start?",
        lambda Y: Y[1:],
    ),
    "last channel left out": (
        "The last channel is missing. Where does your loop end?",
        lambda Y: Y[:-1],
    ),
    "first channel not filled": (
        "The first channel of your output is 0. Channels are counted from 0: where does your loop "
        "start?",
        lambda Y: keep_only(Y, np.s_[1:]),
    ),
    "last channel not filled": (
        "The last channel of your output is 0. Where does your loop end?",
        lambda Y: keep_only(Y, np.s_[:-1]),
    ),
    "each channel contains those before it": (
        "Each channel is added to those before it. Pooling never mixes channels.",
        lambda Y: np.cumsum(Y, axis=0),
    ),
    "axes of length 1 dropped": (
        "Where an axis has length 1 it is gone. A single channel still has its axis.",
        np.squeeze,
    ),
}
AXES: Table = {
    "axes of length 1 dropped": (
        "Where there is one channel its axis is gone. The output has three axes.",
        lambda Y: Y[0] if len(Y) == 1 else Y,
    ),
    "an axis too many": (
        "Your output has an axis too many, of length 1. It has three: (c, y_h, y_w).",
        lambda Y: Y[np.newaxis],
        lambda Y: Y[..., np.newaxis],
    ),
}
INPUTS: Table = {
    "channels last in the input": (
        "You take the last axis of X for its channels. Here they come first: (c, n_h, n_w).",
        _pool_columns,
        _pool_columns_or_nothing,
        lambda *given: np.moveaxis(_pool_columns(*given), 0, -1),
        lambda X, *given: _pool_columns(X[:, :, : len(X)], *given),
    ),
    "channels pooled as one image": (
        "You pool all channels at once, as one large image, so windows reach from one channel "
        "into the next. Pool each by itself, and stack the results.",
        functools.partial(_pool_as_one_image, 0),
        functools.partial(_pool_as_one_image, 1),
    ),
}

TURNED: Table = {
    "reshape in place of a transpose": (
        "You move the axis of the channels with a reshape, which keeps the numbers in their "
        "order and so mixes channels. np.transpose and np.moveaxis move an axis, and so does "
        "np.stack with another `axis`.",
        lambda X, *given: _pool_each(_reshape_before_pooling(X), *given),
        lambda X, *given: np.moveaxis(_pool_each(_reshape_before_pooling(X), *given), 0, -1),
        lambda *given: _reshape_back(_pool_each(*given)),
        lambda *given: _reshape_channels_last(_pool_each(*given)),
        lambda X, *given: _reshape_back(_pool_each(_reshape_before_pooling(X), *given)),
    ),
    "channels transposed": (
        "Rows and columns of each channel change places before it is pooled: X.T turns all axes "
        "round. Channel k is X[k].",
        lambda X, *given: _pool_each(np.swapaxes(X, 1, 2), *given),
        lambda X, *given: np.swapaxes(_pool_each(np.swapaxes(X, 1, 2), *given), 1, 2),
    ),
    "largest or mean over all channels": (
        "Your numbers are the largest, or the means, over all channels. Pooling never mixes "
        "channels: as many come out as went in.",
        *(
            lambda *given, axes=axes: (np.max if given[-1] == "max" else np.mean)(
                _pool_each(*given), axis=0, keepdims=axes
            )
            for axes in (False, True)
        ),
    ),
}


MISCONCEPTIONS = (
    *combined(
        _put_together,
        parts_of(lambda Y: Y, (*named_in(CHANNELS), *named_in(AXES))),
        ways(lambda *settings: settings, SETTINGS),
    ),
    *named_in(INPUTS),
    *(
        Misconception(
            f"output sized {words.partition(':')[0]}",
            f"The array that you fill has another size than a pooled channel. You compute it "
            f"{words}.",
            _fill_array(lengths),
        )
        for words, several in _SIZES.items()
        for lengths in several
    ),
    *shape_slips("X", ("c", "n_h", "n_w"), _loop_over, [(1, 2, 0)]),
    *named_in(TURNED),
    *(
        Misconception(
            f"{words} over all channels in one mode",
            f"In the mode '{mode}' your numbers are the {words} over all channels. A reduction "
            "without an axis, or over the channels as well, mixes them: take the last two axes.",
            functools.partial(_mix_in_mode, mode, mix),
        )
        for mode, words, mix in (("max", "largest", np.max), ("avg", "means", np.mean))
    ),
    *named("padded with zeros", PADDED_WITH_ZEROS, _pad_with_zeros),
    *named(
        "channels padded too",
        "You have more channels than went in: the axis of channels was padded as well. Padding is "
        "for rows and columns.",
        _pad_channels,
    ),
    *window_mistakes(
        lambda loop: each_channel(pooling(loop)),
        VALUES,
        RESULTS,
        STRIDES,
        PADDINGS,
        WINDOWS,
        window="window",
    ),
)

SHEETS = np.stack([MIXED, MIXED[::-1, ::-1], 26 - MIXED])  # (3, 4, 5)


def pool_each_channel(X: Any, *settings: Any) -> Any:
    """Pool every channel of `X`, shape (c, n_h, n_w); the settings are those of `pool`."""
    return np.stack([np.asarray(operations.pool(channel, *settings)) for channel in X])


pool2d_channels = Exercise(
    name="pool2d_channels",
    reference=pool_each_channel,
    terms=lambda X, pool_size, *others: pool_size[0] * pool_size[1],
    window=lambda index, X, pool_size, padding, stride, mode: {
        "X": (
            slice(index[0], index[0] + 1),
            *find_window(index, pool_size, padding, stride),
        )
    },
    misconceptions=MISCONCEPTIONS,
    by_hand=(POOLING.allowing("course.operations.pool"),),
    hints=(
        "What is X[0], and which of your functions takes such an array?",
        "Channels never mix in pooling. Pool each one with the same settings, and stack the "
        "results in the order of the channels.",
        "Loop over the first axis of X, pool each channel, and collect the results in a list. "
        "np.stack makes an array of them with a new first axis, even when there is only one.",
    ),
    properties=(
        Property(
            "each channel by itself",
            points=1,
            cases=(
                pool_case(np.stack([X_4X4, X_4X4 + 1]), (3, 3), ((1, 0), (1, 0)), (2, 2)),
                pool_case(SHEETS[:2], (3, 3), AROUND, (2, 2)),
            ),
            hint="Pooling never mixes channels: as many come out as went in.",
            stays="What pooling of channels is: who has it for two of them earns it.",
        ),
        Property(
            "one channel, or three",
            points=1,
            cases=(pool_case(SHEETS[:1], (3, 3)), pool_case(SHEETS, (3, 3))),
            hint="The output has three axes, whatever the number of channels: (c, h, w).",
        ),
        Property(
            "padding, stride and mode reach every channel",
            points=1,
            cases=(
                pool_case(
                    np.stack([SIGNED, SIGNED.T]),
                    (2, 3),
                    ((1, 0), (0, 2)),
                    (2, 1),
                    mode="avg",
                ),
                pool_case(np.stack([NEGATIVE, NEGATIVE / 4]), (3, 2), ((0, 2), (1, 0)), (1, 2)),
                pool_case(SHEETS[:2], (3, 3), AROUND, (1, 1)),
                pool_case(SHEETS[:2], (2, 2), NO_PADDING, (2, 2)),
            ),
            hint="Channel c of the output is channel c of X, pooled with the given settings.",
        ),
    ),
)
