"""The exercise `pool2d_channels`: every channel pooled by itself."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property
from course.checks.mistake_models import Model, pool
from course.checks.pooling.inputs import (
    AROUND,
    MIXED,
    NEGATIVE,
    NO_PADDING,
    SIGNED,
    X_4X4,
    pool_case,
)
from course.checks.rules import POOLING
from course.checks.setting_mistakes import PADDINGS, STRIDES
from course.checks.sum_mistakes import RESULTS, VALUES
from course.checks.window_mistakes import WINDOWS, window_mistakes
from course.checks.window_models import each_channel, pooling


def _pooled(X: Any, *settings: Any) -> Any:
    """Pool every channel by itself."""
    return np.stack([pool(channel, *settings) for channel in X])


def _then(change: Callable[[Any], Any]) -> Model:
    """Build a model that changes the pooled channels."""
    return lambda *given: change(_pooled(*given))


def _mixed(mix: Callable[..., Any], keepdims: bool) -> Model:
    return lambda *given: mix(_pooled(*given), axis=0, keepdims=keepdims)


def _joined(axis: int) -> Model:
    return lambda *given: np.concatenate(list(_pooled(*given)), axis=axis)


def _columns_as_channels(X: Any, *settings: Any) -> Any:
    return _pooled(np.moveaxis(X, -1, 0), *settings)


def _columns_as_channels_or_nothing(X: Any, *settings: Any) -> Any:
    """Return the same, but an empty array if the window does not fit."""
    try:
        return _columns_as_channels(X, *settings)
    except Exception:
        return np.zeros((X.shape[-1], 0))


def _padded_channels(X: Any, size: Any, padding: Any, *settings: Any) -> Any:
    return np.pad(_pooled(X, size, padding, *settings), ((padding[0][0], 0), (0, 0), (0, 0)))


def _zeros_first(X: Any, size: Any, padding: Any, *settings: Any) -> Any:
    return _pooled(np.pad(X, ((0, 0), *padding)), size, NO_PADDING, *settings)


MISCONCEPTIONS = (
    *(
        Misconception(
            f"{what} over all channels",
            f"Your numbers are the {what} over all channels. Pooling never mixes channels: as many "
            "come out as went in.",
            _mixed(mix, axes),
        )
        for what, mix in (("largest", np.max), ("sum", np.sum), ("mean", np.mean))
        for axes in (False, True)
    ),
    *(
        Misconception(
            f"only the {which} channel",
            f"Only the {which} channel is in your output. All of them belong there: does the loop "
            "run to its end, and does it keep what it computes?",
            _then(model),
        )
        for which, place in (("first", 0), ("last", -1))
        for model in (lambda Y, at=place: Y[at], lambda Y, at=place: Y[at][np.newaxis])
    ),
    Misconception(
        "the first channel for all",
        "All your channels are the first one. Each should be pooled from its own.",
        _then(lambda Y: np.repeat(Y[:1], len(Y), axis=0)),
    ),
    Misconception(
        "channels in reverse order",
        "Your channels stand in reverse order. Channel 0 of the output comes from channel 0 of X.",
        _then(lambda Y: Y[::-1]),
    ),
    Misconception(
        "channels last in the output",
        "Your channels stand last, as in TensorFlow. Here they come first: (c, y_h, y_w).",
        _then(lambda Y: np.moveaxis(Y, 0, -1)),
    ),
    *(
        Misconception(
            "channels last in the input",
            "You take the last axis of X for its channels. Here they come first: (c, n_h, n_w).",
            model,
        )
        for model in (_columns_as_channels, _columns_as_channels_or_nothing)
    ),
    *(
        Misconception(
            "channels side by side",
            "Your channels are joined into one image. Each should keep its place on an axis of its "
            "own: (c, y_h, y_w).",
            _joined(axis),
        )
        for axis in (0, 1)
    ),
    Misconception(
        "two channels hard-coded",
        "You always pool two channels. How many there are is the first number of X.shape.",
        _then(lambda Y: np.stack([Y[0], Y[1]])),
    ),
    Misconception(
        "axes of length 1 dropped",
        "Where an axis has length 1 it is gone. A single channel still has its axis.",
        _then(np.squeeze),
    ),
    Misconception(
        "axes of length 1 dropped",
        "Where there is one channel its axis is gone. The output has three axes.",
        _then(lambda Y: Y[0] if len(Y) == 1 else Y),
    ),
    Misconception(
        "mode not handed on",
        "Your numbers are the largest in both modes. Hand the mode on to each channel.",
        lambda X, size, padding, stride, mode: _pooled(X, size, padding, stride),
    ),
    Misconception(
        "stride not handed on",
        "Your windows move by one cell. Hand the stride on to each channel.",
        lambda X, size, padding, stride, mode: _pooled(X, size, padding, (1, 1), mode),
    ),
    Misconception(
        "padding not handed on",
        "Your numbers are those without padding. Hand the padding on to each channel.",
        lambda X, size, padding, stride, mode: _pooled(X, size, NO_PADDING, stride, mode),
    ),
    Misconception(
        "padded with zeros",
        "Your padding is zeros, and they count: in a largest that is negative, and in every mean. "
        "Padded cells are no part of the image.",
        _zeros_first,
    ),
    Misconception(
        "channels padded too",
        "You have more channels than went in: the axis of channels was padded as well. Padding is "
        "for rows and columns.",
        _padded_channels,
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
    misconceptions=MISCONCEPTIONS,
    by_hand=(POOLING.allowing("course.operations.pool"),),
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
            ),
            hint="Hand all the settings on, for each channel.",
        ),
    ),
)
