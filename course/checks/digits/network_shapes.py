"""The exercise `network_shapes`: output shapes and parameters through a stack of layers.

An answer has two results. Models of mistakes go through the layers as students do, with each rule
in one of several ways.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course import network
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model, Part, combined, named, right
from course.checks.rules import forbid

Size = tuple[int, int, int]


def _walk(
    map_size: Callable[..., tuple[int, int]],
    pooled: Callable[[Size, Any], Size],
    condensed: Callable[[Size], Size],
    convolution_weights: Callable[..., int],
    dense_weights: Callable[..., int],
    layer_of: Callable[..., Any],
    channels_after: Callable[[Size, int], int] = lambda size, channels: channels,
    dense_size: Callable[[Size, int], Size] = lambda size, outputs: (outputs, 1, 1),
    other_weights: Callable[..., int] = lambda kind, size, settings, parameters: 0,
) -> Model:
    """Build a model that follows a size through all layers, and counts parameters.

    Args:
        map_size: height and width after a convolution, from the size, kernel size and padding.
        pooled: size after pooling, from the size and the window.
        condensed: size after a global maximum.
        convolution_weights: from the size before, channels and kernel size.
        dense_weights: from the size before, the outputs and the size of the image.
        layer_of: changes all shapes and all numbers of parameters at the end, given the image's
            shape and the layers.
        channels_after: the channels after a convolution, from the size before and its channels.
        dense_size: size after a dense layer, from the size before and the outputs.
        other_weights: parameters of pooling and of a global maximum, from the kind, the size, the
            settings and the parameters so far.
    """

    def model(input_shape: Size, layers: Sequence[Any]) -> Any:
        size = input_shape
        shapes: list[Size] = []
        parameters: list[int] = []
        for kind, *settings in layers:
            count = 0
            if kind == "convolution":
                channels, kernel_size, padding = settings
                count = convolution_weights(size, channels, kernel_size, input_shape)
                size = (
                    channels_after(size, channels),
                    *map_size(size, kernel_size, padding),
                )
            elif kind == "pooling":
                count = other_weights(kind, size, settings, parameters)
                size = pooled(size, settings[0])
            elif kind == "global max":
                count = other_weights(kind, size, settings, parameters)
                size = condensed(size)
            else:
                count = dense_weights(size, settings[0], input_shape)
                size = dense_size(size, settings[0])
            shapes.append(size)
            parameters.append(count)
        return layer_of(np.array(shapes), np.array(parameters), input_shape, layers)

    return model


def _kept(size: Size, kernel_size: Any, padding: str) -> tuple[int, int]:
    """Return the height and width after a convolution."""
    lost = (0, 0) if padding == "same" else (kernel_size[0] - 1, kernel_size[1] - 1)
    return size[1] - lost[0], size[2] - lost[1]


def _padded(size: Size, kernel_size: Any, zeros: Sequence[int]) -> tuple[int, int]:
    """Return the height and width after a convolution with zeros on both sides of each axis."""
    height, width = _kept(size, kernel_size, "valid")
    return height + 2 * zeros[0], width + 2 * zeros[1]


MAP_SIZES = (
    right(_kept),
    Part(
        "padding of a convolution ignored",
        'Your convolutions always make a map smaller. With the padding "same" it keeps its size.',
        lambda size, kernel_size, padding: _kept(size, kernel_size, "valid"),
    ),
    Part(
        "convolutions keep every size",
        'Your convolutions never change height and width. With the padding "valid" a map becomes '
        "smaller.",
        lambda size, kernel_size, padding: _kept(size, kernel_size, "same"),
    ),
    Part(
        "same and valid swapped",
        'You have same and valid the wrong way round: "same" keeps height and width.',
        lambda size, kernel_size, padding: _kept(
            size, kernel_size, "valid" if padding == "same" else "same"
        ),
    ),
    *(
        Part(
            "same number of zeros on both sides",
            f'With the padding "same" a map keeps its size for even kernels, too. {more} on both '
            "sides keep it for odd ones only.",
            lambda size, kernel_size, padding, spare=spare: (
                _padded(size, kernel_size, [(k - spare) // 2 for k in kernel_size])
                if padding == "same"
                else _kept(size, kernel_size, padding)
            ),
        )
        for spare, more in ((0, "k // 2 zeros"), (1, "(k - 1) // 2 zeros"))
    ),
    Part(
        "one too few after a convolution",
        "Your maps lose a whole kernel: n - k. A window of k cells fits n - k + 1 times.",
        lambda size, kernel_size, padding: (
            size[1:] if padding == "same" else (size[1] - kernel_size[0], size[2] - kernel_size[1])
        ),
    ),
    Part(
        "kernel's height for both axes",
        "You take the kernel's height for its width as well.",
        lambda size, kernel_size, padding: _kept(size, (kernel_size[0],) * 2, padding),
    ),
    Part(
        "kernel's width for both axes",
        "You take the kernel's width for its height as well.",
        lambda size, kernel_size, padding: _kept(size, (kernel_size[1],) * 2, padding),
    ),
    Part(
        "kernel's height and width swapped",
        "You have the kernel's height and width swapped.",
        lambda size, kernel_size, padding: _kept(size, kernel_size[::-1], padding),
    ),
    Part(
        "square maps assumed",
        "Your maps are as wide as high. Each axis has its own size.",
        lambda size, kernel_size, padding: _kept((size[0], size[1], size[1]), kernel_size, padding),
    ),
)


def _pooled(size: Size, pool_size: Any) -> Size:
    return size[0], size[1] // pool_size[0], size[2] // pool_size[1]


POOLINGS = (
    right(_pooled),
    Part(
        "last window of a pooling counted although it does not fit",
        "You round up after pooling. A window that does not fit into the map is left out: round "
        "down.",
        lambda size, pool_size: (
            size[0],
            math.ceil(size[1] / pool_size[0]),
            math.ceil(size[2] / pool_size[1]),
        ),
    ),
    Part(
        "pooling by single steps",
        "Your pooling window moves by one cell. Here it moves by its own size.",
        lambda size, pool_size: (
            size[0],
            size[1] - pool_size[0] + 1,
            size[2] - pool_size[1] + 1,
        ),
    ),
    Part(
        "pooling always halves",
        "Your pooling always divides by 2. The window has a size of its own, on each axis.",
        lambda size, pool_size: (size[0], size[1] // 2, size[2] // 2),
    ),
    Part(
        "pooling changes nothing",
        "Your pooling keeps height and width. Each window becomes one number.",
        lambda size, pool_size: size,
    ),
    Part(
        "fractions of cells",
        "Your shapes have fractions: / divides exactly, // rounds down.",
        lambda size, pool_size: (size[0], size[1] / pool_size[0], size[2] / pool_size[1]),
    ),
    Part(
        "window's height for both axes",
        "You take the height of the pooling window for its width as well.",
        lambda size, pool_size: _pooled(size, (pool_size[0],) * 2),
    ),
    Part(
        "window's width for both axes",
        "You take the width of the pooling window for its height as well.",
        lambda size, pool_size: _pooled(size, (pool_size[1],) * 2),
    ),
    Part(
        "window's height and width swapped",
        "You have the height and width of the pooling window swapped.",
        lambda size, pool_size: _pooled(size, pool_size[::-1]),
    ),
    Part(
        "pooling over the channels",
        "Your pooling has fewer channels after it. It treats each channel by itself.",
        lambda size, pool_size: (size[0] // pool_size[0], *_pooled(size, pool_size)[1:]),
    ),
)

GLOBAL = (
    right(lambda size: (size[0], 1, 1)),
    Part(
        "global max leaves maps",
        "Your global max keeps height and width. It leaves one number of each channel.",
        lambda size: size,
    ),
    Part(
        "global max of all channels",
        "Your global max leaves a single number. It leaves one of each channel.",
        lambda size: (1, 1, 1),
    ),
    Part(
        "global max of the channels",
        "Your global max leaves one channel. It is height and width that it takes together.",
        lambda size: (1, size[1], size[2]),
    ),
)


def _weights(size: Size, channels: int, kernel_size: Sequence[int], first: Size) -> int:
    """Return the number of parameters of a convolution."""
    return channels * (size[0] * kernel_size[0] * kernel_size[1] + 1)


CONVOLUTIONS = (
    right(_weights),
    Part(
        "biases of convolutions left out",
        "You count no biases for convolutions. Each output channel has one.",
        lambda size, channels, kernel_size, first: (
            channels * (size[0] * kernel_size[0] * kernel_size[1])
        ),
    ),
    Part(
        "input channels forgotten",
        "Your kernels have one input channel. Each has a window for every channel of the layer "
        "before.",
        lambda size, channels, kernel_size, first: _weights(
            (1, 0, 0), channels, kernel_size, first
        ),
    ),
    Part(
        "channels of the image in every convolution",
        "Your kernels have as many input channels as the image. A later layer is given those of "
        "the layer before.",
        lambda size, channels, kernel_size, first: _weights(first, channels, kernel_size, first),
    ),
    Part(
        "input channels taken from the output",
        "Your kernels have as many input channels as output channels. Count the parameters before "
        "you change the shape.",
        lambda size, channels, kernel_size, first: _weights(
            (channels, 0, 0), channels, kernel_size, first
        ),
    ),
    Part(
        "one bias for a convolution",
        "You count a single bias for a convolution. Each output channel has its own.",
        lambda size, channels, kernel_size, first: (
            channels * (size[0] * kernel_size[0] * kernel_size[1]) + 1
        ),
    ),
    Part(
        "a bias for each pair of channels",
        "You count a bias for each pair of an input and an output channel. Each output channel has "
        "one.",
        lambda size, channels, kernel_size, first: (
            channels * size[0] * (kernel_size[0] * kernel_size[1] + 1)
        ),
    ),
    Part(
        "output channels forgotten",
        "You count one kernel. Each output channel has its own.",
        lambda size, channels, kernel_size, first: _weights(size, 1, kernel_size, first),
    ),
    Part(
        "one number of the kernel's size",
        "You take the kernel's height for its width as well. Its numbers are height times width.",
        lambda size, channels, kernel_size, first: _weights(
            size, channels, (kernel_size[0],) * 2, first
        ),
    ),
    Part(
        "weights for each place of the map",
        "You count the weights of each place in the map. A convolution uses the same ones "
        "everywhere.",
        lambda size, channels, kernel_size, first: (
            _weights(size, channels, kernel_size, first) * size[1] * size[2]
        ),
    ),
)

DENSE = (
    right(lambda size, outputs, first: outputs * (math.prod(size) + 1)),
    Part(
        "biases of dense layers left out",
        "You count no biases for dense layers. Each output has one.",
        lambda size, outputs, first: outputs * math.prod(size),
    ),
    Part(
        "one bias for a dense layer",
        "You count a single bias for a dense layer. Each output has its own.",
        lambda size, outputs, first: outputs * math.prod(size) + 1,
    ),
    Part(
        "dense layer takes channels only",
        "Your dense layers have a weight for each channel. Where whole maps go in, there is one "
        "for each number: c · h · w.",
        lambda size, outputs, first: outputs * (size[0] + 1),
    ),
    Part(
        "dense layer takes one channel",
        "Your dense layers have weights for the numbers of one channel. All channels go in.",
        lambda size, outputs, first: outputs * (size[1] * size[2] + 1),
    ),
    Part(
        "a bias for each input of a dense layer",
        "You count a bias for each input of a dense layer. It is the outputs that have one.",
        lambda size, outputs, first: (outputs + 1) * math.prod(size),
    ),
    Part(
        "dense layers have only outputs",
        "You count one parameter for each output of a dense layer. Each has a weight for every "
        "input, and a bias.",
        lambda size, outputs, first: outputs,
    ),
    Part(
        "dense layers have no parameters",
        "Your dense layers have no parameters. Each output has a weight for every input, and a "
        "bias.",
        lambda size, outputs, first: 0,
    ),
)

RESULTS = (
    right(lambda shapes, parameters, first, layers: (shapes, parameters)),
    Part(
        "channels last",
        "Your shapes are (h, w, c). In this course the channels come first: (c, h, w).",
        lambda shapes, parameters, first, layers: (shapes[:, [1, 2, 0]], parameters),
    ),
    Part(
        "shapes of the inputs",
        "You return the shape that goes into each layer. The one that comes out is asked for.",
        lambda shapes, parameters, first, layers: (np.vstack([first, shapes[:-1]]), parameters),
    ),
    Part(
        "input counted as a layer",
        "Your first shape is that of the image. There is one for each layer, what comes out of it.",
        lambda shapes, parameters, first, layers: (np.vstack([first, shapes]), parameters),
    ),
    Part(
        "only the last shape",
        "You return the last shape alone. There is one for each layer.",
        lambda shapes, parameters, first, layers: (shapes[-1], parameters),
    ),
    Part(
        "numbers added up over the layers",
        "Your parameters add up from layer to layer. Each layer has a number of its own.",
        lambda shapes, parameters, first, layers: (shapes, np.cumsum(parameters)),
    ),
    Part(
        "all parameters together",
        "You return the sum of all parameters. Each layer has a number of its own.",
        lambda shapes, parameters, first, layers: (shapes, np.sum(parameters)),
    ),
    Part(
        "layers without parameters left out",
        "Your parameters have no entry for layers that have none. There is one for each layer, 0 "
        "for pooling and global max.",
        lambda shapes, parameters, first, layers: (shapes, parameters[parameters > 0]),
    ),
    Part(
        "results swapped",
        "You return the parameters before the shapes: swap them.",
        lambda shapes, parameters, first, layers: (parameters, shapes),
    ),
)


def _lost(change: Callable[[int], int], padded: int = 0) -> Callable[..., tuple[int, int]]:
    """Return sizes of maps that lose, or gain, a number of cells that the kernel's size gives."""

    def size_of(size: Size, kernel_size: Any, padding: str) -> tuple[int, int]:
        height, width = (
            n + padded * (k - 1) if padding == "same" else n - change(k)
            for n, k in zip(size[1:], kernel_size, strict=True)
        )
        return height, width

    return size_of


def _pooled_by(change: Callable[[int, int], int]) -> Callable[[Size, Any], Size]:
    return lambda size, window: (size[0], change(size[1], window[0]), change(size[2], window[1]))


# Mistakes that go together with others too seldom to try all pairs.
RARE_MAP_SIZES = (
    right(_kept),
    Part(
        "half a kernel lost",
        'With the padding "valid" your maps lose half a kernel, k // 2. They lose that much on '
        "both sides: a window of k cells fits n - k + 1 times.",
        _lost(lambda k: k // 2),
    ),
    Part(
        "odd kernels assumed",
        'With the padding "valid" your maps lose 2 * (k // 2) cells, which is right for odd '
        "kernels only. A window of k cells fits n - k + 1 times.",
        _lost(lambda k: 2 * (k // 2)),
    ),
    Part(
        "one cell lost too many",
        'With the padding "valid" your maps are too small: n - k - 1. A window of k cells fits '
        "n - k + 1 times.",
        _lost(lambda k: k + 1),
    ),
    Part(
        "height for both axes",
        "Your maps are as wide as high after a convolution. Each axis has its own size.",
        lambda size, kernel_size, padding: (_kept(size, kernel_size, padding)[0],) * 2,
    ),
    Part(
        "maps grow",
        'With the padding "same" your maps grow by k - 1 cells. They keep their size.',
        _lost(lambda k: k - 1, padded=1),
    ),
)

RARE_POOLINGS = (
    right(_pooled),
    Part(
        "pooling of the height alone",
        "Your pooling makes the height smaller, and leaves the width. Each axis is divided.",
        lambda size, window: (size[0], size[1] // window[0], size[2]),
    ),
    Part(
        "pooling of the width alone",
        "Your pooling makes the width smaller, and leaves the height. Each axis is divided.",
        lambda size, window: (size[0], size[1], size[2] // window[1]),
    ),
    Part(
        "last window of a pooling forgotten",
        "After pooling a row and a column are missing: (n - k) // k counts the steps, and there is "
        "one window more than steps.",
        _pooled_by(lambda n, k: (n - k) // k),
    ),
    Part(
        "size after pooling rounded to the nearest",
        "You round to the nearest number after pooling. A window that does not fit into the map is "
        "left out: round down.",
        _pooled_by(lambda n, k: round(n / k)),
    ),
    Part(
        "size after pooling rounded to the nearest",
        "You round to the nearest number after pooling. A window that does not fit into the map is "
        "left out: round down.",
        _pooled_by(lambda n, k: (2 * n + k) // (2 * k)),
    ),
    Part(
        "pooling by steps of 2",
        "Your pooling window always moves by two cells. Here it moves by its own size.",
        _pooled_by(lambda n, k: (n - k) // 2 + 1),
    ),
    Part(
        "window subtracted in pooling",
        "You subtract the size of the window from that of the map. How many windows fit side by "
        "side? Divide.",
        _pooled_by(lambda n, k: n - k),
    ),
)

RARE_GLOBAL = (
    right(lambda size: (size[0], 1, 1)),
    Part(
        "global max flattens",
        "Your global max keeps all numbers, one after another. It leaves one of each channel.",
        lambda size: (math.prod(size), 1, 1),
    ),
)

RARE_CONVOLUTIONS = (
    right(_weights),
    Part(
        "one number of the kernel's size",
        "You take the kernel's width for its height as well. Its numbers are height times width.",
        lambda size, channels, kernel_size, first: _weights(
            size, channels, (kernel_size[1],) * 2, first
        ),
    ),
    Part(
        "kernel's height and width added",
        "You add the kernel's height and width. Its numbers are height times width.",
        lambda size, channels, kernel_size, first: channels * (size[0] * sum(kernel_size) + 1),
    ),
    Part(
        "input and output channels added",
        "You add the numbers of input and output channels. There is a window for each pair of "
        "them: multiply.",
        lambda size, channels, kernel_size, first: (
            (size[0] + channels) * kernel_size[0] * kernel_size[1] + channels
        ),
    ),
    Part(
        "a bias for each input channel",
        "You count a bias for each input channel. It is the output channels that have one.",
        lambda size, channels, kernel_size, first: (
            channels * size[0] * kernel_size[0] * kernel_size[1] + size[0]
        ),
    ),
    Part(
        "numbers of the map counted",
        "You count the numbers that come out of a convolution. Its parameters are the numbers of "
        "its kernels, and the biases.",
        lambda size, channels, kernel_size, first: channels * size[1] * size[2],
    ),
)

RARE_DENSE = (
    right(lambda size, outputs, first: outputs * (math.prod(size) + 1)),
    Part(
        "inputs of a dense layer taken from its outputs",
        "Your dense layers have as many inputs as outputs. Count the parameters before you change "
        "the shape.",
        lambda size, outputs, first: outputs * (outputs + 1),
    ),
    Part(
        "dense layers take the image",
        "Your dense layers have a weight for every number of the image. They are given what comes "
        "out of the layer before.",
        lambda size, outputs, first: outputs * (math.prod(first) + 1),
    ),
    Part(
        "sizes added in a dense layer",
        "You add channels, height and width. A map has c · h · w numbers: multiply.",
        lambda size, outputs, first: outputs * (sum(size) + 1),
    ),
    Part(
        "dense layer takes height and width once",
        "Your dense layers take a number for each channel and row. All numbers of the maps go in: "
        "c · h · w.",
        lambda size, outputs, first: outputs * (size[0] * size[1] + 1),
    ),
)

RARE_RESULTS = (
    right(lambda shapes, parameters, first, layers: (shapes, parameters)),
    Part(
        "only the first layer",
        "You return the first layer alone: is the return inside the loop?",
        lambda shapes, parameters, first, layers: (shapes[:1], parameters[:1]),
    ),
    Part(
        "the last shape for all layers",
        "All your shapes are that of the last layer: you append one and the same list, and change "
        "it later. Append a new tuple each time.",
        lambda shapes, parameters, first, layers: (
            np.repeat(shapes[-1:], len(shapes), axis=0),
            parameters,
        ),
    ),
    Part(
        "global max not listed",
        "There is no entry for a global max in your lists. There is one for each layer, 0 for its "
        "parameters.",
        lambda shapes, parameters, first, layers: tuple(
            each[[kind != "global max" for kind, *_ in layers]] for each in (shapes, parameters)
        ),
    ),
    Part(
        "height and width swapped",
        "Your shapes are (c, w, h). The height comes before the width: (c, h, w).",
        lambda shapes, parameters, first, layers: (shapes[:, [0, 2, 1]], parameters),
    ),
    Part(
        "batch in the shapes",
        "Your shapes have an axis for images. A shape is (c, h, w).",
        lambda shapes, parameters, first, layers: (
            np.insert(shapes, 0, 1, axis=1),
            parameters,
        ),
    ),
    Part(
        "last layer left out",
        "The last layer is missing in your lists. Where does your loop end?",
        lambda shapes, parameters, first, layers: (shapes[:-1], parameters[:-1]),
    ),
)

CHANNELS = (
    right(lambda size, channels: channels),
    Part(
        "channels unchanged by a convolution",
        "Your convolutions leave the number of channels. What comes out has a channel for each "
        "kernel, the second entry of the layer.",
        lambda size, channels: size[0],
    ),
    Part(
        "channels multiplied by a convolution",
        "Your convolutions multiply the channels by those before. The input channels add up: what "
        "comes out has a channel for each kernel.",
        lambda size, channels: size[0] * channels,
    ),
)

DENSE_SIZES = (
    right(lambda size, outputs: (outputs, 1, 1)),
    Part(
        "dense layer leaves maps",
        "Your dense layers keep height and width. Their outputs are single numbers: (n, 1, 1).",
        lambda size, outputs: (outputs, *size[1:]),
    ),
    Part(
        "outputs of a dense layer in another place",
        "The outputs of your dense layers stand in the place of the width. They are channels: "
        "(n, 1, 1).",
        lambda size, outputs: (1, 1, outputs),
    ),
)

OTHERS = (
    right(lambda kind, size, settings, parameters: 0),
    Part(
        "parameters of pooling windows",
        "You count parameters for pooling. Its window holds no numbers that are learned: it has "
        "none.",
        lambda kind, size, settings, parameters: math.prod(settings[0]) if settings else 0,
    ),
    Part(
        "parameters of pooling windows",
        "You count parameters for pooling. Its window holds no numbers that are learned: it has "
        "none.",
        lambda kind, size, settings, parameters: (
            size[0] * math.prod(settings[0]) if settings else 0
        ),
    ),
    *(
        Part(
            "parameters of pooling windows",
            "You count parameters for pooling. Its window holds no numbers that are learned: it "
            "has none.",
            count,
        )
        for count in (
            lambda kind, size, settings, parameters: (
                size[0] * (math.prod(settings[0]) + 1) if settings else 0
            ),
            lambda kind, size, settings, parameters: (
                size[0] * (size[0] * math.prod(settings[0]) + 1) if settings else 0
            ),
        )
    ),
    Part(
        "parameters of the layer before",
        "Pooling and global max have the number of the layer before. They have no parameters: set "
        "your count to 0 for each layer.",
        lambda kind, size, settings, parameters: parameters[-1] if parameters else 0,
    ),
    Part(
        "one parameter for a layer without",
        "You count a parameter for pooling or global max. They have none.",
        lambda kind, size, settings, parameters: 1,
    ),
)

_COMMON = (
    MAP_SIZES[:1],
    POOLINGS[:1],
    GLOBAL[:1],
    CONVOLUTIONS[:1],
    DENSE[:1],
    RESULTS[:1],
)
_right_walk = _walk(*(each[0].change for each in _COMMON))


def _unchained(input_shape: Size, layers: Sequence[Any]) -> Any:
    """Model layers that are all given the image."""
    each = [_right_walk(input_shape, [layer]) for layer in layers]
    return np.vstack([shapes for shapes, _ in each]), np.hstack([counts for _, counts in each])


def _read_channels_last(input_shape: Size, layers: Sequence[Any]) -> Any:
    height, width, channels = input_shape
    shapes, parameters = _right_walk((channels, height, width), layers)
    return shapes[:, [1, 2, 0]], parameters


MISCONCEPTIONS: tuple[Misconception, ...] = (
    *combined(_walk, MAP_SIZES, POOLINGS, GLOBAL, CONVOLUTIONS, DENSE, RESULTS),
    *combined(
        _walk,
        RARE_MAP_SIZES,
        RARE_POOLINGS,
        RARE_GLOBAL,
        RARE_CONVOLUTIONS,
        RARE_DENSE,
        RARE_RESULTS,
        CHANNELS,
        DENSE_SIZES,
        OTHERS,
        most=1,
    ),
    *combined(
        _walk,
        MAP_SIZES[:1],
        POOLINGS[:1],
        GLOBAL[:1],
        RARE_CONVOLUTIONS,
        RARE_DENSE,
        RESULTS[:1],
    ),
    *named(
        "each layer given the image",
        "All your layers are given the image. What comes out of a layer goes into the next one.",
        _unchained,
    ),
    *named(
        "input read as channels last",
        "You read the shape of the image as (h, w, c). In this course the channels come first: "
        "(c, h, w).",
        _read_channels_last,
        lambda input_shape, layers: (
            _read_channels_last(input_shape, layers)[0][:, [2, 0, 1]],
            _read_channels_last(input_shape, layers)[1],
        ),
    ),
)

# Later layers of a case show a mistake of an earlier one, too.
SAME, VALID, SQUARE = "same", "valid", (3, 3)
STACK = [
    ("convolution", 4, SQUARE, SAME),
    ("pooling", (2, 2)),
    ("convolution", 6, SQUARE, SAME),
    ("global max",),
    ("dense", 10),
]
NAMES = ("the shapes", "the parameters")

network_shapes = Exercise(
    name="network_shapes",
    reference=network.network_shapes,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.network", "course.digits", "tensorflow.keras", "keras"),),
    hints=(
        "Take the example of the docstring: what does each layer make of the shape (1, 6, 6)?",
        "Go through the layers with a shape that each of them changes: a convolution changes the "
        'channels, and with "valid" height and width; pooling divides height and width; a global '
        "maximum leaves the channels; a dense layer leaves its outputs. Count the parameters "
        "before you change the shape.",
        "A convolution has c_o * (c_i * k_h * k_w + 1) parameters, where c_i is the number of "
        "channels so far. A dense layer has n * (c * h * w + 1): after a global maximum h and w "
        "are 1. The others have 0.",
    ),
    properties=(
        Property(
            "shapes from layer to layer",
            points=1,
            part=0,
            results=NAMES,
            cases=(
                case(
                    input_shape=(1, 6, 6),
                    layers=[("convolution", 2, SQUARE, VALID), ("pooling", (2, 2))],
                ),
                case(input_shape=(1, 8, 8), layers=STACK),
                case(input_shape=(3, 4, 4), layers=[("dense", 5), ("dense", 2)]),
            ),
            hint="What comes out of a layer goes into the next one.",
        ),
        Property(
            "maps and windows that are not square, and that do not fit",
            points=1,
            part=0,
            results=NAMES,
            cases=(
                case(
                    input_shape=(2, 9, 12),
                    layers=[
                        ("convolution", 3, (3, 5), VALID),
                        ("pooling", (2, 3)),
                        ("convolution", 4, (1, 2), VALID),
                        ("global max",),
                    ],
                ),
                case(input_shape=(1, 13, 11), layers=[("pooling", (4, 2)), ("pooling", (2, 3))]),
                case(input_shape=(2, 5, 8), layers=[("convolution", 3, (3, 1), SAME)]),
                case(input_shape=(1, 6, 5), layers=[("convolution", 2, (2, 4), SAME)]),
            ),
            hint="Each axis has its own size. A window that does not fit is left out.",
        ),
        Property(
            "parameters of each layer",
            points=1,
            part=1,
            results=NAMES,
            cases=(
                case(input_shape=(1, 8, 8), layers=STACK),
                case(
                    input_shape=(3, 6, 6),
                    layers=[
                        ("convolution", 2, (1, 3), SAME),
                        ("convolution", 5, (3, 1), SAME),
                        ("global max",),
                        ("dense", 4),
                        ("dense", 3),
                    ],
                ),
            ),
            hint="Count the numbers of one kernel, the kernels and the biases.",
        ),
        Property(
            "dense layers that take whole maps",
            points=1,
            part=1,
            results=NAMES,
            cases=(
                case(input_shape=(2, 3, 3), layers=[("dense", 4)]),
                case(
                    input_shape=(1, 4, 4),
                    layers=[
                        ("convolution", 3, SQUARE, SAME),
                        ("pooling", (2, 2)),
                        ("dense", 6),
                        ("dense", 2),
                    ],
                ),
            ),
            hint="A dense layer has a weight for every number that goes in, and for every output.",
        ),
    ),
)
