"""The exercise `forward`: the logits of a small network, from an image and all its weights.

Models of mistakes do the same steps in NumPy, each step in one of several ways.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from course import network
from course.checks.exercise import Case, Exercise, Misconception, Property, case
from course.checks.mistake_models import Model, Part, combined, named, remembered, right
from course.checks.rules import forbid

SIZES = "images and kernels of any height and width"


def _slide(maps: Any, K: Any) -> Any:
    """Slide kernels over maps without padding.

    Raises:
        ValueError: the maps have another number of channels than the kernels take.
    """
    if len(maps) != K.shape[1]:
        raise ValueError(f"{len(maps)} channels, but the kernels take {K.shape[1]}")
    windows = np.lib.stride_tricks.sliding_window_view(maps, K.shape[2:], axis=(1, 2))
    return np.einsum("cijab,ocab->oij", windows, K)


def _filtered(maps: Any, K: Any, border: Any = None, mode: str = "constant") -> Any:
    """Slide kernels over padded maps, by default such that the size is kept."""
    (k_h, k_w), kind = K.shape[2:], {"mode": mode}
    sides = border or (((k_h - 1) // 2,) * 2, ((k_w - 1) // 2,) * 2)
    return _slide(np.pad(maps, ((0, 0), *sides), **kind), K)  # type: ignore[call-overload]


def _pooled(maps: Any, keep: Callable[..., Any] = np.max, stride: int = 2) -> Any:
    """Pool 2 x 2, and leave out a window that does not fit."""
    windows = np.lib.stride_tricks.sliding_window_view(maps, (2, 2), axis=(1, 2))
    return keep(windows[:, ::stride, ::stride], axis=(3, 4))


def _rounded_up(maps: Any) -> Any:
    """Pool 2 x 2, and keep a window that is only half in the map."""
    _, h, w = maps.shape
    return _pooled(np.pad(maps, ((0, 0), (0, h % 2), (0, w % 2)), constant_values=-np.inf))


def _add(maps: Any, bias: Any) -> Any:
    return maps + bias[:, np.newaxis, np.newaxis]


def _once(part: Part) -> Part:
    """Return the same step; it computes the result of each input only once."""
    return replace(part, change=remembered(part.change))


def _in_turn(
    filters: Callable[[Any, Any], Any],
    detects: Callable[[Any, Any, int], Any],
    pools: Callable[[Any], Any],
    condenses: Callable[[Any], Any],
    weighs: Callable[[Any, Any, Any], Any],
) -> Model:
    """Build a model from ways to filter, to detect in layer 1 and in layer 2, to pool, to end."""

    def model(image: Any, K1: Any, b1: Any, K2: Any, b2: Any, W: Any, b: Any) -> Any:
        maps = pools(detects(filters(image.astype(np.float64), K1), b1, 1))
        maps = detects(filters(maps, K2), b2, 2)
        return weighs(condenses(maps), W, b)

    return model


def _square_border(maps: Any, K: Any, axis: int) -> Any:
    k = K.shape[axis]
    return _filtered(maps, K, (((k - 1) // 2,) * 2,) * 2)


FILTERS = (
    right(_filtered),
    Part(
        "kernels flipped",
        "Your kernels are flipped: that is a convolution. A network slides them as they are.",
        lambda maps, K: _filtered(maps, K[:, :, ::-1, ::-1]),
    ),
    Part(
        "kernels transposed",
        "Your kernels lie on their sides: their rows were taken for columns.",
        lambda maps, K: _filtered(maps, K.transpose(0, 1, 3, 2)),
    ),
    Part(
        "no padding",
        "Your convolutions do not pad, so the maps get smaller. SAME padding keeps their size.",
        _slide,
    ),
    Part(
        "padding always 1",
        "Your convolutions always pad by one cell. How many are needed depends on the kernel, on "
        "each axis.",
        lambda maps, K: _filtered(maps, K, ((1, 1), (1, 1))),
    ),
    Part(
        "kernel's height for both paddings",
        "You pad both axes by the kernel's height. Each axis has its own.",
        partial(_square_border, axis=2),
    ),
    Part(
        "kernel's width for both paddings",
        "You pad both axes by the kernel's width. Each axis has its own.",
        partial(_square_border, axis=3),
    ),
    *(
        Part(
            "no zeros around the maps",
            "Around a map your convolution finds other numbers than 0. SAME pads with zeros.",
            partial(_filtered, mode=mode),
        )
        for mode in ("edge", "reflect", "symmetric", "wrap")
    ),
    Part(
        "only the first input channel",
        "Only the first channel of a map counts. A kernel has a window for each, and their results "
        "add up.",
        lambda maps, K: _filtered(maps[:1], K[:, :1]),
    ),
    Part(
        "mean over the input channels",
        "You take the mean over the input channels. They add up.",
        lambda maps, K: _filtered(maps, K) / len(maps),
    ),
)


def _detected(maps: Any, bias: Any, layer: int) -> Any:
    return np.maximum(_add(maps, bias), 0)


DETECTIONS = (
    right(_detected),
    Part(
        "no ReLU",
        "Negative numbers come through both convolutions. ReLU comes after each of them.",
        lambda maps, bias, layer: _add(maps, bias),
    ),
    Part(
        "no ReLU after the first convolution",
        "Negative numbers come through your first convolution. ReLU comes after each of them.",
        lambda maps, bias, layer: _add(maps, bias) if layer == 1 else _detected(maps, bias, layer),
    ),
    Part(
        "no ReLU after the second convolution",
        "Negative numbers come through your second convolution. ReLU comes after each of them.",
        lambda maps, bias, layer: _add(maps, bias) if layer == 2 else _detected(maps, bias, layer),
    ),
    Part(
        "absolute value for ReLU",
        "Negative responses count as much as positive ones in your maps. ReLU silences them.",
        lambda maps, bias, layer: np.abs(_add(maps, bias)),
    ),
    Part(
        "biases of the convolutions left out",
        "The biases of your convolutions are missing: b1 and b2, a number for each output channel.",
        lambda maps, bias, layer: np.maximum(maps, 0),
    ),
    Part(
        "bias of the first convolution left out",
        "The bias b1 of the first convolution is missing.",
        lambda maps, bias, layer: _detected(maps, bias * (layer == 2), layer),
    ),
    Part(
        "bias of the second convolution left out",
        "The bias b2 of the second convolution is missing.",
        lambda maps, bias, layer: _detected(maps, bias * (layer == 1), layer),
    ),
    Part(
        "bias added after ReLU",
        "You add the biases of the convolutions after ReLU. They belong before it: a bias moves "
        "the threshold above which a response counts.",
        lambda maps, bias, layer: _add(np.maximum(maps, 0), bias),
    ),
    Part(
        "biases subtracted",
        "You subtract the biases of the convolutions. They are added.",
        lambda maps, bias, layer: _detected(maps, -bias, layer),
    ),
    Part(
        "one bias for all channels",
        "All channels get the first bias. Each has its own.",
        lambda maps, bias, layer: _detected(maps, np.full_like(bias, bias[0]), layer),
    ),
    Part(
        "biases added up",
        "All channels get the sum of the biases. Each has its own.",
        lambda maps, bias, layer: _detected(maps, np.full_like(bias, bias.sum()), layer),
    ),
    Part(
        "biases along the columns",
        "Your biases are added along the columns of the maps, or do not fit: a bias belongs to a "
        "channel. b1[:, np.newaxis, np.newaxis] has the axes of channel, row and column.",
        lambda maps, bias, layer: np.maximum(maps + bias, 0),
    ),
)

POOLINGS = (
    right(_pooled),
    Part(
        "not pooled",
        "Your maps are not pooled between the convolutions.",
        lambda maps: maps,
    ),
    Part(
        "windows overlap",
        "Your pooling moves by one cell. Its stride should be 2.",
        partial(_pooled, stride=1),
    ),
    Part(
        "half windows kept",
        "With an odd height or width your pooling keeps a window that is only half in the map. "
        "Here it is left out: no padding.",
        _rounded_up,
    ),
    Part(
        "average pooling",
        "Your pooling takes means. Here it keeps the largest of each window.",
        partial(_pooled, keep=np.mean),
    ),
    Part(
        "every second response",
        "You keep every second number of the maps. Pooling keeps the largest of each window.",
        lambda maps: maps[:, ::2, ::2],
    ),
)

CONDENSATIONS = (
    right(lambda maps: maps.max(axis=(1, 2))),
    Part(
        "mean of each map",
        "You take the mean of each map at the end. Here it is its largest number.",
        lambda maps: maps.mean(axis=(1, 2)),
    ),
    Part(
        "sum of each map",
        "You add up each map at the end. Here it is its largest number.",
        lambda maps: maps.sum(axis=(1, 2)),
    ),
    Part(
        "largest of all maps",
        "You take the largest number of all maps together. Each channel has its own.",
        lambda maps: np.full(len(maps), maps.max()),
    ),
    Part(
        "pooled once more",
        "You pool after the second convolution as well. Where a row or column is left over, its "
        "numbers are lost: the global maximum sees all of the map.",
        lambda maps: _pooled(maps).max(axis=(1, 2)),
    ),
    Part(
        "first number of each map",
        "You take the first number of each map. Here it is its largest number.",
        lambda maps: maps[:, 0, 0],
    ),
)


def _softmax(logits: Any) -> Any:
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


ENDS = (
    right(lambda features, W, b: W @ features + b),
    Part(
        "biases of the dense layer left out",
        "The biases of your dense layer are missing: b, a number for each class.",
        lambda features, W, b: W @ features,
    ),
    Part(
        "biases of the dense layer subtracted",
        "You subtract the biases of the dense layer. They are added.",
        lambda features, W, b: W @ features - b,
    ),
    Part(
        "weights of the dense layer transposed",
        "Your dense layer takes the columns of W for its rows. A row belongs to a class, a column "
        "to a feature.",
        lambda features, W, b: features @ W + b,
    ),
    Part(
        "ReLU after the dense layer",
        "Your logits are never negative: ReLU comes after the convolutions, not after the dense "
        "layer.",
        lambda features, W, b: np.maximum(W @ features + b, 0),
    ),
    Part(
        "softmax at the end",
        "You return probabilities. The logits are asked for, as the dense layer makes them.",
        lambda features, W, b: _softmax(W @ features + b),
    ),
    Part(
        "class instead of logits",
        "You return the class with the largest logit. The logits themselves are asked for.",
        lambda features, W, b: np.argmax(W @ features + b),
    ),
    Part(
        "features instead of logits",
        "You return the features. The dense layer is missing.",
        lambda features, W, b: features,
    ),
    Part(
        "not added up in the dense layer",
        "Your dense layer multiplies and does not add up: use @ in place of *.",
        lambda features, W, b: W * features + b[:, np.newaxis],
    ),
)


def _window_pooled(maps: Any, size: int, stride: int, keep: Callable[..., Any] = np.max) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(maps, (size, size), axis=(1, 2))
    return keep(windows[:, ::stride, ::stride], axis=(3, 4))


def _one_sided(maps: Any, K: Any, at_end: bool) -> Any:
    sides = [(0, k // 2 * 2) if at_end else (k // 2 * 2, 0) for k in K.shape[2:]]
    return _slide(np.pad(maps, ((0, 0), *sides)), K)


def _layer(maps: Any, K: Any, bias: Any) -> Any:
    return np.maximum(_add(_filtered(maps, K), bias), 0)


ONE_SIDE = "You pad one side of each axis only. SAME pads both sides alike, by k // 2."
ANOTHER_FUNCTION = "Your maps go through {name}. ReLU is asked for: negative numbers become 0."

# Mistakes that go together with others too seldom to try all pairs.
RARE_FILTERS = (
    right(_filtered),
    Part(
        "padding of a whole kernel",
        "You pad by k - 1 cells on both sides, so your maps grow. SAME pads by k // 2.",
        lambda maps, K: _filtered(maps, K, tuple((k - 1, k - 1) for k in K.shape[2:])),
    ),
    Part("padding on one side", ONE_SIDE, partial(_one_sided, at_end=True)),
    Part("padding on one side", ONE_SIDE, partial(_one_sided, at_end=False)),
    Part(
        "paddings swapped",
        "You pad the height by the kernel's width, and the width by its height. Each axis has its "
        "own: k_h // 2 rows and k_w // 2 columns.",
        lambda maps, K: _filtered(maps, K, tuple((k // 2, k // 2) for k in K.shape[:1:-1])),
    ),
    Part(
        "only the last input channel",
        "Only the last channel of a map counts. A kernel has a window for each, and their results "
        "add up.",
        lambda maps, K: _filtered(maps[-1:], K[:, -1:]),
    ),
    Part(
        "mean over the kernel",
        "Your convolutions divide by the number of the kernel's cells. The products add up.",
        lambda maps, K: _filtered(maps, K) / K[0].size,
    ),
    Part(
        "mean over the kernel",
        "Your convolutions divide by the number of the kernel's cells. The products add up.",
        lambda maps, K: _filtered(maps, K) / (K.shape[2] * K.shape[3]),
    ),
    Part(
        "whole numbers after a convolution",
        "The fractions of your maps are gone: an array of yours holds whole numbers.",
        lambda maps, K: np.trunc(_filtered(maps, K)),
    ),
    Part(
        "input channels not added up",
        "The first kernel window of each output channel is used for all input channels. Each has a "
        "window of its own, K[o, i].",
        lambda maps, K: _filtered(maps, np.repeat(K[:, :1], K.shape[1], axis=1)),
    ),
)

RARE_DETECTIONS = (
    right(_detected),
    *(
        Part(
            name,
            ANOTHER_FUNCTION.format(name=name),
            lambda maps, bias, layer, change=change: change(_add(maps, bias)),
        )
        for name, change in (
            ("a sigmoid", lambda z: 1 / (1 + np.exp(-z))),
            ("tanh", np.tanh),
        )
    ),
    *(
        Part(
            "leaky ReLU",
            "Your ReLU lets a part of each negative number through. They become 0.",
            lambda maps, bias, layer, part=part: np.maximum(
                _add(maps, bias), part * _add(maps, bias)
            ),
        )
        for part in (0.01, 0.1, 0.2, 0.3)
    ),
    Part(
        "smaller of number and 0",
        "Your ReLU keeps the negative numbers: it is the larger of a number and 0, np.maximum.",
        lambda maps, bias, layer: np.minimum(_add(maps, bias), 0),
    ),
    *(
        Part(
            "ReLU with an upper limit",
            "Your maps have an upper limit. ReLU has none: positive numbers stay as they are.",
            lambda maps, bias, layer, most=most: np.clip(_add(maps, bias), 0, most),
        )
        for most in (1, 6, 255)
    ),
    Part(
        "ReLU starts at 1",
        "Numbers below 1 become 1 in your maps. ReLU compares with 0.",
        lambda maps, bias, layer: np.maximum(_add(maps, bias), 1),
    ),
    Part(
        "ones for positive numbers",
        "Your maps say only where a number is positive. ReLU keeps these numbers.",
        lambda maps, bias, layer: np.float64(_add(maps, bias) > 0),
    ),
)

RARE_POOLINGS = (
    right(_pooled),
    *(
        Part(
            "pooling windows of 3 x 3",
            "Your pooling has windows of 3 x 3 cells. Here they are 2 x 2, with stride 2.",
            partial(_window_pooled, size=3, stride=stride),
        )
        for stride in (1, 2, 3)
    ),
    Part(
        "smallest of each window",
        "Your pooling keeps the smallest number of each window. Here it keeps the largest.",
        partial(_pooled, keep=np.min),
    ),
    Part(
        "sum of each window",
        "Your pooling adds up each window. Here it keeps the largest number.",
        partial(_pooled, keep=np.sum),
    ),
    Part(
        "pooling of one axis",
        "Your pooling makes one axis shorter. Its windows are 2 x 2, on both axes.",
        lambda maps: np.maximum(
            maps[:, : maps.shape[1] // 2 * 2 : 2], maps[:, 1 : maps.shape[1] // 2 * 2 : 2]
        ),
    ),
    Part(
        "pooled twice",
        "You pool twice between the convolutions. Once is asked for.",
        lambda maps: _pooled(_pooled(maps)),
    ),
    Part(
        "all channels pooled together",
        "Your pooling keeps the largest number of all channels. Each channel is pooled by itself.",
        lambda maps: np.repeat(_pooled(maps).max(axis=0, keepdims=True), len(maps), axis=0),
    ),
    Part(
        "first channel pooled for all",
        "All your pooled maps are that of the first channel. Each channel is pooled by itself.",
        lambda maps: np.repeat(_pooled(maps[:1]), len(maps), axis=0),
    ),
)

RARE_CONDENSATIONS = (
    right(lambda maps: maps.max(axis=(1, 2))),
    Part(
        "smallest of each map",
        "You take the smallest number of each map at the end. Here it is its largest number.",
        lambda maps: maps.min(axis=(1, 2)),
    ),
    Part(
        "last number of each map",
        "You take the last number of each map. Here it is its largest number.",
        lambda maps: maps[:, -1, -1],
    ),
    Part(
        "middle of each map",
        "You take the number in the middle of each map. Here it is its largest number.",
        lambda maps: maps[:, maps.shape[1] // 2, maps.shape[2] // 2],
    ),
    *(
        Part(
            "largest along one axis",
            "You take the largest number along one axis of the maps. A feature is one number, the "
            "largest of its whole map: over height and width together.",
            lambda maps, axis=axis: maps.max(axis=axis),
        )
        for axis in (1, 2)
    ),
    *(
        Part(
            "largest over the channels",
            "You take the largest number over the channels. Each channel has one: look over height "
            "and width, axes 1 and 2.",
            change,
        )
        for change in (
            lambda maps: maps.max(axis=0),
            lambda maps: maps.max(axis=0).ravel(),
            lambda maps: maps.max(axis=(0, 1)),
            lambda maps: maps.max(axis=(0, 2)),
        )
    ),
    Part(
        "maps not condensed",
        "You hand whole maps to the dense layer. It is given one number of each map, the largest.",
        lambda maps: maps.ravel(),
    ),
    Part(
        "place of the largest",
        "You take the place of each map's largest number, as argmax gives it. The number itself is "
        "the feature.",
        lambda maps: maps.reshape(len(maps), -1).argmax(axis=1),
    ),
)


def _softmax_overflowing(logits: Any) -> Any:
    powers = np.exp(logits.astype(np.float32))
    return powers / powers.sum()


RARE_ENDS = (
    right(lambda features, W, b: W @ features + b),
    Part(
        "softmax at the end",
        "You return probabilities. The logits are asked for, as the dense layer makes them.",
        lambda features, W, b: _softmax_overflowing(W @ features + b),
    ),
    Part(
        "logarithms of a softmax at the end",
        "You return logarithms of probabilities. The logits are asked for, as the dense layer "
        "makes them.",
        lambda features, W, b: np.log(_softmax(W @ features + b)),
    ),
    Part(
        "sigmoid at the end",
        "You return sigmoids of the logits. The logits are asked for, as the dense layer makes "
        "them.",
        lambda features, W, b: 1 / (1 + np.exp(-(W @ features + b))),
    ),
    Part(
        "not added up in the dense layer",
        "Your dense layer multiplies and does not add up: use @ in place of *.",
        lambda features, W, b: W * features + b,
    ),
    Part(
        "not added up in the dense layer",
        "Your dense layer multiplies and does not add up: use @ in place of *.",
        lambda features, W, b: W * features,
    ),
    Part(
        "all classes added up",
        "Your dense layer adds up the products of all classes. Each class has a sum of its own: a "
        "row of W times the features.",
        lambda features, W, b: np.sum(W * features) + b,
    ),
    Part(
        "classes added up in the dense layer",
        "Your dense layer adds up over the classes. It adds up over the features, along a row of "
        "W.",
        lambda features, W, b: (W * features).sum(axis=0) + b,
    ),
    Part(
        "classes added up in the dense layer",
        "Your dense layer adds up over the classes. It adds up over the features, along a row of "
        "W.",
        lambda features, W, b: (W * features).sum(axis=0),
    ),
    Part(
        "biases of the dense layer added up",
        "All your logits get the sum of the biases b. Each class has its own.",
        lambda features, W, b: W @ features + b.sum(),
    ),
    Part(
        "mean over the features",
        "Your dense layer divides by the number of features. The products add up.",
        lambda features, W, b: W @ features / len(features) + b,
    ),
    Part(
        "largest logit alone",
        "You return the largest logit. All of them are asked for.",
        lambda features, W, b: np.max(W @ features + b),
    ),
)


def _rebuilt(
    first: Callable[..., Any] = lambda image, K1, b1, K2, b2: _layer(image, K1, b1),
    pooled: Callable[[Any], Any] = _pooled,
    second: Callable[..., Any] = lambda maps, image, K1, b1, K2, b2: _layer(maps, K2, b2),
) -> Model:
    """Build a model with another first or second layer, given all kernels and biases."""

    def model(image: Any, K1: Any, b1: Any, K2: Any, b2: Any, W: Any, b: Any) -> Any:
        image = image.astype(np.float64)
        maps = pooled(first(image, K1, b1, K2, b2))
        return W @ second(maps, image, K1, b1, K2, b2).max(axis=(1, 2)) + b

    return model


MISCONCEPTIONS: tuple[Misconception, ...] = (
    *combined(
        _in_turn,
        tuple(map(_once, FILTERS)),
        tuple(map(_once, DETECTIONS)),
        tuple(map(_once, POOLINGS)),
        CONDENSATIONS,
        ENDS,
    ),
    *combined(
        _in_turn,
        RARE_FILTERS,
        RARE_DETECTIONS,
        RARE_POOLINGS,
        RARE_CONDENSATIONS,
        RARE_ENDS,
        most=1,
    ),
    *named(
        "no padding in the second convolution",
        "Your second convolution does not pad. SAME padding keeps the size of the maps in both.",
        _rebuilt(
            second=lambda maps, image, K1, b1, K2, b2: np.maximum(_add(_slide(maps, K2), b2), 0)
        ),
    ),
    *named(
        "no padding in the first convolution",
        "Your first convolution does not pad. SAME padding keeps the size of the maps in both.",
        _rebuilt(first=lambda image, K1, b1, K2, b2: np.maximum(_add(_slide(image, K1), b1), 0)),
    ),
    *named(
        "first biases in both convolutions",
        "Your second convolution takes the biases of the first, b1. It has its own, b2.",
        _rebuilt(second=lambda maps, image, K1, b1, K2, b2: _layer(maps, K2, b1)),
    ),
    *named(
        "second biases in both convolutions",
        "Your first convolution takes the biases of the second, b2. It has its own, b1.",
        _rebuilt(first=lambda image, K1, b1, K2, b2: _layer(image, K1, b2)),
    ),
    *named(
        "second kernels not used",
        "You have a feature for each kernel in K1, because K2 is not used: the second convolution "
        "is missing, or takes the kernels of the first.",
        _rebuilt(second=lambda maps, image, K1, b1, K2, b2: maps),
        _rebuilt(second=lambda maps, image, K1, b1, K2, b2: _layer(maps, K1, b1)),
        _rebuilt(second=lambda maps, image, K1, b1, K2, b2: _layer(maps, K1, b2)),
    ),
    *named(
        "first convolution missing",
        "The first convolution is missing: K1 and b1 are not used.",
        _rebuilt(first=lambda image, K1, b1, K2, b2: image),
    ),
    *named(
        "second convolution of the image",
        "Your second convolution slides over the image. It is given the pooled maps of the first.",
        _rebuilt(second=lambda maps, image, K1, b1, K2, b2: _layer(image, K2, b2)),
    ),
    *named(
        "second convolution before pooling",
        "Your second convolution slides over the maps of the first before they are pooled.",
        _rebuilt(
            pooled=lambda maps: maps,
            second=lambda maps, image, K1, b1, K2, b2: _pooled(_layer(maps, K2, b2)),
        ),
    ),
    *named(
        "pooled before the first convolution",
        "You pool the image before the first convolution. The maps are pooled after it.",
        _rebuilt(first=lambda image, K1, b1, K2, b2: _layer(_pooled(image), K1, b1)),
        _rebuilt(
            first=lambda image, K1, b1, K2, b2: _layer(_pooled(image), K1, b1),
            pooled=lambda maps: maps,
        ),
    ),
    *named(
        "image divided",
        "You divide the image by its largest number, or by 255. The network takes it as it is.",
        _rebuilt(first=lambda image, K1, b1, K2, b2: _layer(image / 255, K1, b1)),
        _rebuilt(first=lambda image, K1, b1, K2, b2: _layer(image / image.max(), K1, b1)),
        _rebuilt(first=lambda image, K1, b1, K2, b2: _layer(image / 16, K1, b1)),
    ),
    *named(
        "biases along the rows",
        "Your biases have the shape (c_o, 1), so they are added along the rows of the maps, or do "
        "not fit: a bias belongs to a channel. b1[:, np.newaxis, np.newaxis] has the axes of "
        "channel, row and column.",
        _rebuilt(
            first=lambda image, K1, b1, K2, b2: np.maximum(
                _filtered(image, K1) + b1[:, np.newaxis], 0
            ),
            second=lambda maps, image, K1, b1, K2, b2: np.maximum(
                _filtered(maps, K2) + b2[:, np.newaxis], 0
            ),
        ),
    ),
    *named(
        "as a column",
        "Your logits are a column. Their shape is (classes,), one axis.",
        lambda *inputs: np.asarray(network.forward(*inputs))[:, np.newaxis],
    ),
    *named(
        "as a row of a batch",
        "Your logits have an axis for images. There is one image: their shape is (classes,).",
        lambda *inputs: np.asarray(network.forward(*inputs))[np.newaxis],
    ),
)


def _mixed(*shape: int, start: int = 1) -> Any:
    """Return whole numbers from -5 to 5, in an order that is not that of a count."""
    count = np.arange(start, start + np.prod(shape))
    return ((count * 5) % 11 - 5).reshape(shape).astype(np.float32)


def _positive(*shape: int, start: int = 1) -> Any:
    """Return whole numbers from 1 to 11, so that ReLU changes nothing."""
    return _mixed(*shape, start=start) + 6


def network_case(image: Any, kernels: Any, biases: Any, dense: Any) -> Case:
    """Make a case: kernels of both convolutions, all biases, weights of the dense layer."""
    (K1, K2), (b1, b2, b) = kernels, biases
    return case(image=image, K1=K1, b1=b1, K2=K2, b2=b2, W=dense, b=b)


def unbiased(image: Any, K1: Any, K2: Any, W: Any) -> Case:
    """Make a case without biases; its kernels are an eighth of those that are given."""
    biases = [np.zeros(len(each)) for each in (K1, K2, W)]
    return network_case(image, (K1 / 8, K2 / 8), biases, W)


def bright_below(image: Any, by: float = 50) -> Any:
    """Return an image whose last two rows and columns are brighter."""
    image = np.array(image)
    image[:, -2:] += by
    image[:, :, -2:] += by
    return image


# The second kernel of each convolution answers with negative numbers to a positive image.
FIRST, SECOND = _mixed(2, 1, 3, 3), _mixed(3, 2, 3, 3, start=5)
FIRST[1], SECOND[1] = -_positive(1, 3, 3), -_positive(2, 3, 3, start=2)
BIASED = (np.array([-4, 3.0]), np.array([60, 90, -70.0]), np.array([7, -3.0]))

forward = Exercise(
    name="forward",
    reference=network.forward,
    terms=lambda image, K1, b1, K2, b2, W, b: K1[0].size + K2[0].size + W.shape[1] + 3,
    magnitude=network.forward,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.network", "course.digits"),),
    hints=(
        "Follow the shapes: an image (1, 14, 14), K1 of shape (16, 1, 3, 3), K2 of shape "
        "(32, 16, 3, 3), and W of shape (10, 32). Which shape comes out of each step?",
        "Pad height and width, slide the kernels, add a bias to each channel, apply ReLU, and pool "
        "each channel. Do the same with K2 but without pooling. The largest number of each map is "
        "a feature, and the logits are W @ features + b.",
        "np.pad takes ((0, 0), (p, p), (q, q)) for three axes, with k // 2 for p and for q. "
        "cross_correlate_channels slides the kernels, b1[:, np.newaxis, np.newaxis] fits the maps, "
        "and pool takes a single channel: put the pooled channels together with np.stack.",
    ),
    properties=(
        Property(
            "two convolutions with pooling in between, the maxima, the dense layer",
            points=1,
            cases=(
                unbiased(
                    _positive(1, 4, 4), _positive(1, 1, 3, 3), _positive(2, 1, 3, 3), _mixed(2, 2)
                ),
                unbiased(
                    _positive(1, 4, 4), _positive(2, 1, 3, 3), _positive(3, 2, 3, 3), _mixed(2, 3)
                ),
                unbiased(
                    _positive(2, 4, 4), _positive(2, 2, 3, 3), _positive(3, 2, 3, 3), _mixed(4, 3)
                ),
            ),
            hint="Compare your maps after each step with those of a single cell of the image.",
            stays="What breaks it breaks the others, too: it earns a point where those are lost.",
        ),
        Property(
            "biases of all layers, and ReLU after both convolutions",
            points=1,
            cases=(
                network_case(_positive(1, 4, 4), (FIRST / 8, SECOND / 8), BIASED, _mixed(2, 3)),
                network_case(
                    _positive(1, 4, 4, start=4), (FIRST / 8, SECOND / 8), BIASED, _mixed(2, 3)
                ),
            ),
            hint="Each channel of a convolution has a bias, added before ReLU, and each logit.",
        ),
        Property(
            SIZES,
            points=1,
            cases=(
                unbiased(
                    bright_below(_positive(1, 5, 5)),
                    _positive(1, 1, 3, 3),
                    _positive(2, 1, 3, 3),
                    _mixed(2, 2),
                ),
                unbiased(
                    bright_below(_positive(2, 4, 6)),
                    _positive(2, 2, 1, 3),
                    _positive(3, 2, 5, 1),
                    _mixed(2, 3),
                ),
                unbiased(
                    bright_below(_positive(1, 6, 7)),
                    _positive(2, 1, 3, 5),
                    _positive(3, 2, 1, 1),
                    _mixed(2, 3),
                ),
            ),
            hint="SAME pads each axis by k // 2 on both sides. Pooling does not pad.",
        ),
    ),
)
