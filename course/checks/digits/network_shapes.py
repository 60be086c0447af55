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
from course.checks.mistake_models import Model, Part, combined, right
from course.checks.rules import forbid

Size = tuple[int, int, int]


def _walk(
    map_size: Callable[..., tuple[int, int]],
    pooled: Callable[[Size, Any], Size],
    condensed: Callable[[Size], Size],
    convolution_weights: Callable[..., int],
    dense_weights: Callable[..., int],
    layer_of: Callable[..., Any],
) -> Model:
    """Build a model that follows a size through all layers, and counts parameters.

    Args:
        map_size: height and width after a convolution, from the size, kernel size and padding.
        pooled: size after pooling, from the size and the window.
        condensed: size after a global maximum.
        convolution_weights: from the size before, channels and kernel size.
        dense_weights: from the size before, that before the last layer, and the outputs.
        layer_of: changes all shapes and all numbers of parameters at the end.
    """

    def model(input_shape: Size, layers: Sequence[Any]) -> Any:
        size, shapes, parameters = input_shape, [], []
        for kind, *settings in layers:
            count = 0
            if kind == "convolution":
                channels, kernel_size, padding = settings
                count = convolution_weights(size, channels, kernel_size, input_shape)
                size = (channels, *map_size(size, kernel_size, padding))
            elif kind == "pooling":
                size = pooled(size, settings[0])
            elif kind == "global max":
                size = condensed(size)
            else:
                count = dense_weights(size, settings[0])
                size = (settings[0], 1, 1)
            shapes.append(size)
            parameters.append(count)
        return layer_of(np.array(shapes), np.array(parameters), input_shape)

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
    right(lambda size, outputs: outputs * (math.prod(size) + 1)),
    Part(
        "biases of dense layers left out",
        "You count no biases for dense layers. Each output has one.",
        lambda size, outputs: outputs * math.prod(size),
    ),
    Part(
        "one bias for a dense layer",
        "You count a single bias for a dense layer. Each output has its own.",
        lambda size, outputs: outputs * math.prod(size) + 1,
    ),
    Part(
        "dense layer takes channels only",
        "Your dense layers have a weight for each channel. Where whole maps go in, there is one "
        "for each number: c · h · w.",
        lambda size, outputs: outputs * (size[0] + 1),
    ),
    Part(
        "dense layer takes one channel",
        "Your dense layers have weights for the numbers of one channel. All channels go in.",
        lambda size, outputs: outputs * (size[1] * size[2] + 1),
    ),
    Part(
        "a bias for each input of a dense layer",
        "You count a bias for each input of a dense layer. It is the outputs that have one.",
        lambda size, outputs: (outputs + 1) * math.prod(size),
    ),
    Part(
        "dense layers have only outputs",
        "You count one parameter for each output of a dense layer. Each has a weight for every "
        "input, and a bias.",
        lambda size, outputs: outputs,
    ),
    Part(
        "dense layers have no parameters",
        "Your dense layers have no parameters. Each output has a weight for every input, and a "
        "bias.",
        lambda size, outputs: 0,
    ),
)

RESULTS = (
    right(lambda shapes, parameters, first: (shapes, parameters)),
    Part(
        "channels last",
        "Your shapes are (h, w, c). In this course the channels come first: (c, h, w).",
        lambda shapes, parameters, first: (shapes[:, [1, 2, 0]], parameters),
    ),
    Part(
        "shapes of the inputs",
        "You return the shape that goes into each layer. The one that comes out is asked for.",
        lambda shapes, parameters, first: (np.vstack([first, shapes[:-1]]), parameters),
    ),
    Part(
        "input counted as a layer",
        "Your first shape is that of the image. There is one for each layer, what comes out of it.",
        lambda shapes, parameters, first: (np.vstack([first, shapes]), parameters),
    ),
    Part(
        "only the last shape",
        "You return the last shape alone. There is one for each layer.",
        lambda shapes, parameters, first: (shapes[-1], parameters),
    ),
    Part(
        "numbers added up over the layers",
        "Your parameters add up from layer to layer. Each layer has a number of its own.",
        lambda shapes, parameters, first: (shapes, np.cumsum(parameters)),
    ),
    Part(
        "all parameters together",
        "You return the sum of all parameters. Each layer has a number of its own.",
        lambda shapes, parameters, first: (shapes, np.sum(parameters)),
    ),
    Part(
        "layers without parameters left out",
        "Your parameters have no entry for layers that have none. There is one for each layer, 0 "
        "for pooling and global max.",
        lambda shapes, parameters, first: (shapes, parameters[parameters > 0]),
    ),
    Part(
        "results swapped",
        "You return the parameters before the shapes: swap them.",
        lambda shapes, parameters, first: (parameters, shapes),
    ),
)

MISCONCEPTIONS: tuple[Misconception, ...] = combined(
    _walk, MAP_SIZES, POOLINGS, GLOBAL, CONVOLUTIONS, DENSE, RESULTS
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
                case(input_shape=(1, 14, 11), layers=[("pooling", (4, 2)), ("pooling", (2, 3))]),
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
