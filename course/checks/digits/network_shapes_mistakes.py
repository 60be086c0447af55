"""Known mistakes of `network_shapes`: a walk through the layers, with some of its rules wrong.

Each rule is a step of `_walk`. A table holds the wrong ways to do a step; pairs of mistakes in two
steps follow from the tables.
"""

import inspect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from course.checks.mistake_models import Model, Table, combined, family, named_in, ways

Size = tuple[int, int, int]
OnAxis = Callable[[int, int], float]  # from the cells of a map and of a window, on one axis


@dataclass(frozen=True)
class At:
    """Where the walk is: the size (c, h, w) that a layer is given, and its settings."""

    c: int
    h: int
    w: int
    n: int = 0  # output channels of a convolution, outputs of a dense layer
    k_h: int = 0  # kernel or pooling window
    k_w: int = 0
    is_same: bool = False
    image: Size = (0, 0, 0)
    counts: Sequence[int] = ()  # the parameters of the layers before


class Walked(NamedTuple):
    """What a walk has found: shapes (layers, 3) and parameters (layers,)."""

    shapes: Any
    counts: Any
    image: Size


def _walk(
    map_size: Callable[[At], Sequence[float]],
    pooled: Callable[[At], Sequence[float]],
    condensed: Callable[[At], Size],
    convolution_weights: Callable[[At], int],
    dense_weights: Callable[[At], int],
    channels: Callable[[At], int],
    dense_size: Callable[[At], Size],
    other_weights: Callable[[At], int],
    results: Callable[[Walked], Any],
) -> Model:
    """Build a model that follows a size through all layers, and counts parameters.

    Args:
        map_size: height and width after a convolution.
        pooled, condensed, dense_size: size after pooling, a global maximum and a dense layer.
        convolution_weights, dense_weights: parameters of these layers.
        channels, other_weights: channels after a convolution, parameters of all other layers.
        results: what is returned at the end.
    """

    def model(image: Size, layers: Sequence[Any]) -> Any:
        size: Any = image
        shapes: list[Any] = []
        counts: list[int] = []
        for kind, *settings in layers:
            at = At(size[0], size[1], size[2], image=image, counts=tuple(counts))
            if kind == "convolution":
                n, (k_h, k_w), padding = settings
                at = replace(at, n=n, k_h=k_h, k_w=k_w, is_same=padding == "same")
                count, size = convolution_weights(at), (channels(at), *map_size(at))
            elif kind == "dense":
                at = replace(at, n=settings[0])
                count, size = dense_weights(at), dense_size(at)
            elif kind == "pooling":
                at = replace(at, k_h=settings[0][0], k_w=settings[0][1])
                count, size = other_weights(at), pooled(at)
            else:
                count, size = other_weights(at), condensed(at)
            shapes.append(size)
            counts.append(count)
        return results(Walked(np.array(shapes), np.array(counts), image))

    return model


def _all(n: int, k: int) -> int:
    return n


def _fitting(n: int, k: int) -> int:
    return n - k + 1


def _maps(valid: OnAxis = _fitting, same: OnAxis = _all) -> Callable[[At], Sequence[float]]:
    """Return the rule for height and width after a convolution, from those for each padding."""

    def map_size(at: At) -> Sequence[float]:
        rule = same if at.is_same else valid
        return rule(at.h, at.k_h), rule(at.w, at.k_w)

    return map_size


def _pools(rule: OnAxis) -> Callable[[At], Sequence[float]]:
    return lambda at: (at.c, rule(at.h, at.k_h), rule(at.w, at.k_w))


def _weigh(at: At) -> int:
    """Return the number of parameters of a convolution."""
    return at.n * (at.c * at.k_h * at.k_w + 1)


_map_size, _pooled = _maps(), _pools(lambda n, k: n // k)


def _wrong_window(
    window: str, words: str, rule: Callable[[At], Sequence[float]]
) -> dict[str, tuple[str, Callable[[At], Sequence[float]]]]:
    """Return mistakes in the sizes of a kernel or of a pooling window, told in these `words`."""
    height, width = words.format("height"), words.format("width")
    return {
        f"{window}'s height for both axes": (
            f"You take {height} for its width as well.",
            lambda at: rule(replace(at, k_w=at.k_h)),
        ),
        f"{window}'s width for both axes": (
            f"You take {width} for its height as well.",
            lambda at: rule(replace(at, k_h=at.k_w)),
        ),
        f"{window}'s height and width swapped": (
            f"You have {words.format('height and width')} swapped.",
            lambda at: rule(replace(at, k_h=at.k_w, k_w=at.k_h)),
        ),
    }


MAP_SIZES: Table = {
    "padding of a convolution ignored": (
        'Your convolutions always make a map smaller. With the padding "same" it keeps its size.',
        _maps(same=_fitting),
    ),
    "convolutions keep every size": (
        'Your convolutions never change height and width. With the padding "valid" a map becomes '
        "smaller.",
        _maps(valid=_all),
    ),
    "same and valid swapped": (
        'You have same and valid the wrong way round: "same" keeps height and width.',
        _maps(valid=_all, same=_fitting),
    ),
    **family(
        'With the padding "same" a map keeps its size for even kernels, too. {} on both sides keep '
        "it for odd ones only.",
        {
            "same number of zeros on both sides": (
                "k // 2 zeros",
                _maps(same=lambda n, k: n - k + 1 + 2 * (k // 2)),
            ),
            "(k - 1) // 2 zeros on both sides": (
                "(k - 1) // 2 zeros",
                _maps(same=lambda n, k: n - k + 1 + 2 * ((k - 1) // 2)),
            ),
        },
    ),
    "one too few after a convolution": (
        "Your maps lose a whole kernel: n - k. A window of k cells fits n - k + 1 times.",
        _maps(valid=lambda n, k: n - k),
    ),
    **_wrong_window("kernel", "the kernel's {}", _map_size),
    "square maps assumed": (
        "Your maps are as wide as high. Each axis has its own size.",
        lambda at: _map_size(replace(at, w=at.h)),
        lambda at: (_map_size(at)[0],) * 2,
    ),
}
RARE_MAP_SIZES: Table = {
    "other cells lost in a convolution": (
        'With the padding "valid" your maps lose another number of cells than k - 1: a window of k '
        "cells fits n - k + 1 times.",
        _maps(lambda n, k: n - k // 2),
        _maps(lambda n, k: n - 2 * (k // 2)),
        _maps(lambda n, k: n - k - 1),
    ),
    **family(
        'With the padding "valid" your convolutions make the {}. Each axis loses k - 1 cells.',
        {
            "convolution of the height alone": (
                "height smaller, and leave the width",
                lambda at: (_map_size(at)[0], at.w),
            ),
            "convolution of the width alone": (
                "width smaller, and leave the height",
                lambda at: (at.h, _map_size(at)[1]),
            ),
        },
    ),
    "maps grow": (
        'With the padding "same" your maps grow by k - 1 cells. They keep their size.',
        _maps(same=lambda n, k: n + k - 1),
    ),
}

POOLINGS: Table = {
    "last window of a pooling counted although it does not fit": (
        "You round up after pooling. A window that does not fit into the map is left out: round "
        "down.",
        _pools(lambda n, k: math.ceil(n / k)),
    ),
    "size after pooling rounded to the nearest": (
        "You round to the nearest number after pooling. A window that does not fit into the map is "
        "left out: round down.",
        _pools(lambda n, k: round(n / k)),
    ),
    "pooling by single steps": (
        "Your pooling window moves by one cell. Here it moves by its own size.",
        _pools(_fitting),
    ),
    "pooling always halves": (
        "Your pooling always divides by 2. The window has a size of its own, on each axis.",
        _pools(lambda n, k: n // 2),
    ),
    "pooling changes nothing": (
        "Your pooling keeps height and width. Each window becomes one number.",
        _pools(_all),
    ),
    "fractions of cells": (
        "Your shapes have fractions: / divides exactly, // rounds down.",
        _pools(lambda n, k: n / k),
    ),
    **_wrong_window("window", "the {} of the pooling window", _pooled),
}
RARE_POOLINGS: Table = {
    **family(
        "Your pooling makes the {}. Each axis is divided.",
        {
            "pooling of the height alone": (
                "height smaller, and leaves the width",
                lambda at: (at.c, at.h // at.k_h, at.w),
            ),
            "pooling of the width alone": (
                "width smaller, and leaves the height",
                lambda at: (at.c, at.h, at.w // at.k_w),
            ),
        },
    ),
    "window subtracted by pooling": (
        "Your pooling takes the size of the window off, n - k. It divides by it: windows lie side "
        "by side.",
        _pools(lambda n, k: n - k),
    ),
    "last window of a pooling forgotten": (
        "After pooling a row and a column are missing: (n - k) // k counts the steps, and there is "
        "one window more than steps.",
        _pools(lambda n, k: (n - k) // k),
    ),
}

GLOBAL: Table = {
    "global max leaves maps": (
        "Your global max keeps height and width. It leaves one number of each channel.",
        lambda at: (at.c, at.h, at.w),
    ),
    "channels changed by a global max": (
        "Your global max changes the number of channels. It leaves one number of each: (c, 1, 1).",
        lambda at: (1, 1, 1),
        lambda at: (1, at.h, at.w),
        lambda at: (at.c * at.h * at.w, 1, 1),
    ),
}

CONVOLUTIONS: Table = {
    "biases of convolutions left out": (
        "You count no biases for convolutions. Each output channel has one.",
        lambda at: at.n * at.c * at.k_h * at.k_w,
    ),
    "input channels forgotten": (
        "Your kernels have one input channel. Each has a window for every channel of the layer "
        "before.",
        lambda at: _weigh(replace(at, c=1)),
    ),
    "channels of the image in every convolution": (
        "Your kernels have as many input channels as the image. A later layer is given those of "
        "the layer before.",
        lambda at: _weigh(replace(at, c=at.image[0])),
    ),
    "input channels taken from the output": (
        "Your kernels have as many input channels as output channels. Count the parameters before "
        "you change the shape.",
        lambda at: _weigh(replace(at, c=at.n)),
    ),
    "other biases in a convolution": (
        "Your convolutions have another number of biases. Each output channel has one.",
        lambda at: at.n * at.c * at.k_h * at.k_w + 1,
        lambda at: at.n * at.c * at.k_h * at.k_w + at.c,
        lambda at: at.n * at.c * (at.k_h * at.k_w + 1),
        lambda at: at.n * (at.c + 1) * at.k_h * at.k_w,
    ),
    "weights counted at each place": (
        "You count the weights of a convolution at each place of the map. All places share the "
        "same kernels: those are its parameters.",
        lambda at: _weigh(at) * at.h * at.w,
        lambda at: int(_weigh(at) * math.prod(_map_size(at))),
        lambda at: int((_weigh(at) - at.n) * math.prod(_map_size(at)) + at.n),
    ),
    "output channels and biases forgotten": (
        "You count one kernel without a bias. Each output channel has a kernel and a bias.",
        lambda at: at.c * at.k_h * at.k_w,
    ),
    "output channels forgotten": (
        "You count one kernel. Each output channel has its own.",
        lambda at: _weigh(replace(at, n=1)),
    ),
    "one number of the kernel's size": (
        "You take one side of the kernel for both. Its numbers are height times width.",
        lambda at: _weigh(replace(at, k_w=at.k_h)),
        lambda at: _weigh(replace(at, k_h=at.k_w)),
    ),
}

DENSE: Table = {
    "biases of dense layers left out": (
        "You count no biases for dense layers. Each output has one.",
        lambda at: at.n * at.c * at.h * at.w,
    ),
    "other biases in a dense layer": (
        "You count one bias for a dense layer, or one for each input or channel. Each output has "
        "its own.",
        lambda at: at.n * at.c * at.h * at.w + 1,
        lambda at: (at.n + 1) * at.c * at.h * at.w,
        lambda at: at.n * at.c * at.h * at.w + at.c,
    ),
    "dense layer takes channels only": (
        "Your dense layers have a weight for each channel. Where whole maps go in, there is one "
        "for each number: c · h · w.",
        lambda at: at.n * (at.c + 1),
    ),
}
RARE_DENSE: Table = {
    "dense layer takes a part of the maps": (
        "Your dense layers do not take all numbers of the maps. There are c · h · w: multiply.",
        lambda at: at.n * (at.h * at.w + 1),
        lambda at: at.n * (at.c * at.h + 1),
        lambda at: at.n * (at.c + at.h + at.w + 1),
    ),
    "weights of dense layers left out": (
        "You count no weights for dense layers. Each output has one for every input, and a bias.",
        lambda at: at.n,
        lambda at: 0,
    ),
    "inputs of a dense layer taken from its outputs": (
        "Your dense layers have as many inputs as outputs. Count the parameters before you change "
        "the shape.",
        lambda at: at.n * (at.n + 1),
    ),
}

CHANNELS: Table = {
    "channels unchanged by a convolution": (
        "Your convolutions leave the number of channels. What comes out has a channel for each "
        "kernel, the second entry of the layer.",
        lambda at: at.c,
    ),
    "channels multiplied by a convolution": (
        "Your convolutions multiply the channels by those before. The input channels add up.",
        lambda at: at.c * at.n,
    ),
}
DENSE_SIZES: Table = {
    "outputs of a dense layer on another axis": (
        "The outputs of your dense layers stand on the axis of the height or of the width. They "
        "are channels: (n, 1, 1).",
        lambda at: (1, 1, at.n),
        lambda at: (1, at.n, 1),
        lambda at: (at.c, at.n, 1),
        lambda at: (at.c, 1, at.n),
    ),
    "dense layer changes nothing": (
        "Your dense layers leave the shape as it is. n outputs have the shape (n, 1, 1).",
        lambda at: (at.c, at.h, at.w),
    ),
    "dense layer leaves maps": (
        "Your dense layers keep height and width. Their outputs are single numbers: (n, 1, 1).",
        lambda at: (at.n, at.h, at.w),
    ),
}
NONE_IN_POOLING = (
    "You count parameters for pooling. Its window holds no numbers that are learned: it has none."
)
OTHERS: Table = {
    "parameters of pooling windows": (
        NONE_IN_POOLING,
        lambda at: at.k_h * at.k_w,
        lambda at: at.c * at.k_h * at.k_w,
    ),
}
RARE_OTHERS: Table = {
    "parameters of pooling windows": (
        NONE_IN_POOLING,
        lambda at: at.c * (at.k_h * at.k_w + 1) if at.k_h else 0,
        lambda at: at.c * (at.c * at.k_h * at.k_w + 1) if at.k_h else 0,
        lambda at: 1,
    ),
    "parameters of the layer before": (
        "Pooling and global max have the number of the layer before. Set it to 0 for each layer.",
        lambda at: at.counts[-1] if at.counts else 0,
    ),
}

RESULTS: Table = {
    "channels last": (
        "Your shapes are (h, w, c). In this course the channels come first: (c, h, w).",
        lambda walked: (walked.shapes[:, [1, 2, 0]], walked.counts),
    ),
    "input counted as a layer": (
        "Your first shape is that of the image. There is one for each layer, what comes out of it.",
        lambda walked: (np.vstack([walked.image, walked.shapes]), walked.counts),
    ),
    "only the last shape": (
        "You return the last shape alone. There is one for each layer.",
        lambda walked: (walked.shapes[-1], walked.counts),
    ),
    "numbers added up over the layers": (
        "Your parameters add up from layer to layer. Each layer has a number of its own.",
        lambda walked: (walked.shapes, np.cumsum(walked.counts)),
    ),
    "all parameters together": (
        "You return the sum of all parameters. Each layer has a number of its own.",
        lambda walked: (walked.shapes, np.sum(walked.counts)),
    ),
    "layers without parameters left out": (
        "Your parameters have no entry for layers that have none. There is one for each layer, 0 "
        "for pooling and global max.",
        lambda walked: (walked.shapes, walked.counts[walked.counts > 0]),
    ),
    "results swapped": (
        "You return the parameters before the shapes: swap them.",
        lambda walked: (walked.counts, walked.shapes),
    ),
}
RARE_RESULTS: Table = {
    "shapes of the inputs": (
        "You return the shape that goes into each layer. The one that comes out is asked for.",
        lambda walked: (np.vstack([walked.image, walked.shapes[:-1]]), walked.counts),
    ),
    "only the first layer": (
        "You return the first layer alone: is the return inside the loop?",
        lambda walked: (walked.shapes[:1], walked.counts[:1]),
    ),
    "first layer left out": (
        "Your lists begin with the second layer. There is an entry for each layer, also the first.",
        lambda walked: (walked.shapes[1:], walked.counts[1:]),
    ),
    "last layer left out": (
        "Your lists end before the last layer. There is an entry for each layer: where does your "
        "loop end?",
        lambda walked: (walked.shapes[:-1], walked.counts[:-1]),
    ),
    "the last shape for all layers": (
        "All your shapes are that of the last layer: you append one and the same list, and change "
        "it later. Append a new tuple each time.",
        lambda walked: (walked.shapes * 0 + walked.shapes[-1], walked.counts),
    ),
    "height and width swapped": (
        "Your shapes are (c, w, h). The height comes before the width: (c, h, w).",
        lambda walked: (walked.shapes[:, [0, 2, 1]], walked.counts),
    ),
}

STEPS = (
    ways(_map_size, MAP_SIZES, RARE_MAP_SIZES),
    ways(_pooled, POOLINGS, RARE_POOLINGS),
    ways(lambda at: (at.c, 1, 1), GLOBAL),
    ways(_weigh, CONVOLUTIONS),
    ways(lambda at: at.n * (at.c * at.h * at.w + 1), DENSE, RARE_DENSE),
    ways(lambda at: at.n, {}, CHANNELS),
    ways(lambda at: (at.n, 1, 1), {}, DENSE_SIZES),
    ways(lambda at: 0, OTHERS, RARE_OTHERS),
    ways(lambda walked: walked[:2], RESULTS, RARE_RESULTS),
)
_right_walk = _walk(*(step[0].change for step in STEPS))


def _unchained(image: Size, layers: Sequence[Any]) -> Any:
    """Model layers that are all given the image."""
    each = [_right_walk(image, [layer]) for layer in layers]
    return np.vstack([shapes for shapes, _ in each]), np.hstack([counts for _, counts in each])


def _read_channels_last(image: Size, layers: Sequence[Any]) -> Any:
    height, width, channels = image
    return _right_walk((channels, height, width), layers)


def _walk_with(**steps: Callable[..., Any]) -> Model:
    """Build a model in which some steps of `_walk` are done in another way."""
    names = list(inspect.signature(_walk).parameters)
    rights = {name: step[0].change for name, step in zip(names, STEPS, strict=True)}
    return _walk(**(rights | steps))


def _width_from_new_height(at: At) -> Sequence[float]:
    height = int(_map_size(at)[0])
    return height, _map_size(replace(at, w=height))[1]


WHOLE: Table = {
    "parameters counted after the shape is changed": (
        "The shape is that of the layer's output already when you count the parameters, so that "
        "its outputs are taken for its inputs. Count before you change the shape.",
        _walk_with(
            convolution_weights=lambda at: _weigh(replace(at, c=at.n)),
            dense_weights=lambda at: at.n * (at.n + 1),
        ),
    ),
    "heights changed before they are used for widths": (
        "You compute the new width from the new height: the name of the height has its new value "
        "by then. The width follows from the old width.",
        _walk_with(pooled=lambda at: (at.c, at.h // at.k_h, at.h // at.k_h // at.k_w)),
        _walk_with(map_size=_width_from_new_height),
    ),
    "height and width of the input swapped": (
        "You read the shape of the image as (c, w, h). The height comes before the width.",
        lambda image, layers: _right_walk((image[0], image[2], image[1]), layers),
        lambda image, layers: (
            _right_walk((image[0], image[2], image[1]), layers)[0][:, [0, 2, 1]],
            _right_walk((image[0], image[2], image[1]), layers)[1],
        ),
    ),
    "first layer skipped": (
        "You skip the first layer: the second one is given the image. Where does your loop start?",
        lambda image, layers: _right_walk(image, layers[1:]),
    ),
    "each layer given the image": (
        "All your layers are given the image. What comes out of a layer goes into the next one.",
        _unchained,
    ),
    "input read as channels last": (
        "You read the shape of the image as (h, w, c). In this course the channels come first: "
        "(c, h, w).",
        _read_channels_last,
        lambda *inputs: (
            _read_channels_last(*inputs)[0][:, [1, 2, 0]],
            _read_channels_last(*inputs)[1],
        ),
    ),
}

MISCONCEPTIONS = (*named_in(WHOLE), *combined(_walk, *STEPS))
