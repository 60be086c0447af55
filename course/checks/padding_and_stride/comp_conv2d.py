"""The exercise `comp_conv2d`: an image with two axes through a Keras layer."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks import drivers
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model, Table, after, family, named, named_in
from course.checks.padding_and_stride.inputs import K_2X2, K_3X3, X_4X4, X_4X6
from nbproctor.checks.diagnosis import INTEGER_DTYPE


def _call_layer(
    X: Any, kernel: Any, padding: str, strides: tuple[int, int], bias: float = 0.0
) -> Any:
    return models.cross_correlate_strided(X, kernel, padding, strides).numpy() + bias


def _reshape_to_square(*inputs: Any) -> Any:
    Y = _call_layer(*inputs)
    side = int(Y.size**0.5)
    return Y.reshape(side, side)


def _change_image(*changes: Callable[[Any], Any]) -> list[Model]:
    """Build models that give the layer another image."""
    return [
        lambda X, *settings, change=change: _call_layer(change(X), *settings) for change in changes
    ]


def _give_lines(axis: int) -> Model:
    """Build a model that gives the layer every row or column as an image of its own."""

    def model(X: Any, *settings: Any) -> Any:
        return np.concatenate(
            [_call_layer(line, *settings) for line in np.split(X, X.shape[axis], axis)], axis
        )

    return model


def _change_settings(
    padding: str | None,
    strides: tuple[int, int] | None,
    has_bias: bool,
    X: Any,
    kernel: Any,
    its_padding: str,
    its_strides: tuple[int, int],
    bias: float = 0.0,
) -> Any:
    """Compute the output of a layer with other settings, where they are not None."""
    return _call_layer(X, kernel, padding or its_padding, strides or its_strides, bias * has_bias)


def _call_new_layer(X: Any, kernel: Any, padding: str, strides: Any, bias: Any = 0.0) -> Any:
    import tensorflow as tf

    with drivers.new_layers_alike():
        layer = tf.keras.layers.Conv2D(1, kernel.shape, padding=padding, strides=strides)
        return layer(X[np.newaxis, :, :, np.newaxis]).numpy()[0, :, :, 0]


def _give_upright_rows(X: Any, *settings: Any) -> Any:
    """Model the image (n_h, n_w, 1, 1): a batch of rows, each of which is an upright line."""
    lines = [_call_layer(row[:, np.newaxis], *settings) for row in X]
    return np.stack([line[:, 0] for line in lines])


OUTPUTS: Table = {
    "all axes kept": (
        "Your output still has the axes of the batch and of the channels. X came without them.",
        lambda Y: Y[np.newaxis, :, :, np.newaxis],
    ),
    "channel axis kept": (
        "Your output still has the axis of the channels, the last one. X came without it.",
        lambda Y: Y[:, :, np.newaxis],
    ),
    "batch axis kept": (
        "Your output still has the axis of the batch, the first one. X came without it.",
        lambda Y: Y[np.newaxis],
    ),
    "flattened": (
        "Your numbers are right, but in a single row. Height and width should stay.",
        np.ravel,
    ),
    "squeezed": (
        "You take off every axis of length 1. An output of a single row has two axes too.",
        np.squeeze,
    ),
    "output reshaped to (width, height)": (
        "You reshape the output with height and width exchanged, which tears its rows apart. The "
        "layer's output has the axes (batch, height, width, channels).",
        lambda Y: Y.reshape(Y.shape[::-1]),
    ),
    "a single row made a column": (
        "A single row comes out as a column, or a column as a row: `squeeze`, or a search for axes "
        "of length 1, also takes off one of the two that stay. Take off the first axis and the "
        "last, whatever the lengths are.",
        lambda Y: Y.T if len(Y) == 1 else Y,
        lambda Y: Y.T if Y.shape[1] == 1 else Y,
        lambda Y: Y.T if 1 in Y.shape else Y,
    ),
    "one row or column": (
        "You return a part of the output. All rows and columns belong to it.",
        lambda Y: Y[0],
    ),
    "output transposed": (
        "Your output is the transpose. Rows of the layer's output are rows of yours.",
        np.transpose,
    ),
    "truncated to whole numbers": (INTEGER_DTYPE, np.trunc),
}
IMAGES: Table = {
    "image transposed": (
        "The layer got the transpose of the image. Rows of X are rows of what it wants.",
        *_change_image(np.transpose),
    ),
    "image and output transposed": (
        "The layer got the transpose of the image, and you transposed its output in turn: a "
        "kernel gives other numbers then. In a permutation such as (0, 3, 2, 1) height and width "
        "change places, too. Keep their order.",
        lambda X, *settings: _call_layer(X.T, *settings).T,
    ),
    **family(
        "The layer got an image {}. Give it X as it is.",
        {
            "image with its rows or columns in reverse order": (
                "with its rows or columns in reverse order",
                *_change_image(np.fliplr, np.flipud, lambda X: X[::-1, ::-1]),
            ),
            "image that is padded already": (
                "that is padded already",
                *_change_image(lambda X: np.pad(X, 1)),
            ),
            "image cut to whole numbers": ("cut to whole numbers", *_change_image(np.trunc)),
            "image of absolute values": ("of absolute values", *_change_image(np.abs)),
        },
    ),
}
SHAPES: Table = {
    "image that is padded already": (
        "The layer got an image that is padded already. Give it X as it is.",
        lambda X, kernel, *settings: _call_layer(
            np.pad(X, [(k // 2,) * 2 for k in kernel.shape]), kernel, *settings
        ),
    ),
    "kernel flipped": (
        "Your numbers are those of a convolution: the kernel is flipped. Call the layer.",
        lambda X, kernel, *settings: _call_layer(X, kernel[::-1, ::-1], *settings),
    ),
    "height and width swapped": (
        "You reshape X to (width, height): that tears its rows apart. Height comes first.",
        *_change_image(lambda X: X.reshape(X.shape[::-1])),
    ),
    "square image assumed": (
        "It fails for images that are not square. Height and width are two numbers.",
        *_change_image(lambda X: X.reshape(len(X), len(X))),
    ),
    "size of the image fixed": (
        "It takes images of 8 x 8 only. Ask X for its shape.",
        *_change_image(lambda X: X.reshape(8, 8)),
    ),
    "reshaped to another shape": (
        "You reshape the output to a shape that it does not have everywhere: to that of the image, "
        "or to a square. The layer decides on height and width. Keep them, and take off only the "
        "axes of the batch and of the channels.",
        lambda X, *settings: _call_layer(X, *settings).reshape(X.shape),
        _reshape_to_square,
        lambda X, *settings: _call_layer(X, *settings).reshape(len(X), -1),
    ),
    "strides twice": (
        "You leave out rows and columns of the output by the strides. The layer has made its steps "
        "already.",
        lambda X, kernel, padding, strides, bias=0.0: _call_layer(
            X, kernel, padding, strides, bias
        )[:: strides[0], :: strides[1]],
    ),
    "rows given one by one": (
        "The layer got every row of X as an image of its own. X is one image: the axis of the "
        "batch comes first, that of the channels last.",
        _give_lines(0),
    ),
}

LAYERS: Table = {
    "rows given one by one": (
        "Both new axes stand behind X, so that the layer takes every row for an image of its own. "
        "The axis of the batch comes first, that of the channels last.",
        _give_upright_rows,
    ),
    "columns given one by one": (
        "The layer got every column of X as an image of its own. X is one image: the axis of the "
        "batch comes first, that of the channels last.",
        _give_lines(1),
    ),
    "first row with an axis": (
        "You return the first row of the output, with the axis of the channels. Take off the first "
        "axis and the last one.",
        lambda *inputs: _call_layer(*inputs)[0][:, np.newaxis],
    ),
    "bias left out": (
        "Your numbers lack the layer's bias: you compute them from its kernel. Call the layer, and "
        "it does all that belongs to it.",
        lambda X, kernel, padding, strides, bias=0.0: _call_layer(X, kernel, padding, strides),
    ),
    "bias twice": (
        "The layer's bias counts twice. The layer adds it by itself.",
        lambda X, kernel, padding, strides, bias=0.0: _call_layer(
            X, kernel, padding, strides, 2 * bias
        ),
    ),
    "negatives cut off": (
        "Negative outputs became 0. The output is what the layer returns, whatever its signs.",
        lambda *inputs: np.maximum(_call_layer(*inputs), 0),
    ),
    "brightness scaled": (
        "The layer got an image whose numbers are scaled: divided by 255, by the largest or by the "
        "deviation, or less their mean. Give it X as it is.",
        *_change_image(
            lambda X: X / 255,
            lambda X: X / np.max(X),
            lambda X: X - np.mean(X),
            lambda X: (X - np.mean(X)) / np.std(X),
            lambda X: (X - np.min(X)) / np.ptp(X),
        ),
    ),
}

MISCONCEPTIONS = (
    *after(OUTPUTS, _call_layer),
    *named_in(IMAGES),
    *named_in(SHAPES),
    *named_in(LAYERS),
    *(
        Misconception(
            "the layer's settings ignored",
            f"Your numbers are those of its kernel {words}, whatever the layer has. Call it.",
            functools.partial(_change_settings, padding, strides, has_bias),
        )
        for has_bias in (True, False)
        for padding, strides, words in (
            ("valid", (1, 1), "without its padding and strides"),
            ("valid", None, "without its padding"),
            (None, (1, 1), "without its strides"),
            ("same", (1, 1), "with SAME padding and a stride of 1"),
            ("same", None, "with SAME padding"),
        )
    ),
    *named(
        "a new layer",
        "You make a layer of your own, and a new layer draws its kernel at random, also with the "
        "settings of another. Call the one that is handed to you.",
        _call_new_layer,
    ),
    *named(
        "a layer of its own",
        "Your numbers are those of another layer. Use the one that is handed to you.",
        lambda X, *settings: models.cross_correlate(X, np.ones((3, 3))),
    ),
)

X_8X8 = np.add.outer([1, 0, 2, 5, 3, 7, 4, 6], [0, 2, 1, 4, 9, 3, -5, 8.0])

comp_conv2d = Exercise(
    name="comp_conv2d",
    reference=lambda X, kernel, padding, strides, bias=0.0: (
        operations.cross_correlate_strided(X, kernel, padding, strides) + bias
    ),
    driver=drivers.through_layer,
    terms=lambda X, kernel, *settings: kernel.size + 1,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Print the shape of X and the shape that the layer wants. Which axes are missing, and "
        "on which side?",
        "Give X an axis of length 1 in front, for the batch, and one at the end, for the channels. "
        "Call the layer as if it were a function, and take these two axes off its output.",
        "np.newaxis between square brackets, beside colons for height and width, adds an axis. "
        "From the output take image 0, all rows, all columns and channel 0, by their numbers. A "
        "squeeze takes off too much when there is a single row.",
    ),
    properties=(
        Property(
            "the layer's output, with two axes",
            points=1,
            cases=(
                case(X=1.126 * X_4X4, kernel=K_3X3, padding="same", strides=(1, 1)),
                case(X=X_4X4, kernel=K_3X3, padding="same", strides=(1, 1), bias=0.5),
            ),
            hint="Keras wants (batch, height, width, channels): here one image with one channel.",
            stays="It is what an answer for one shape of images still earns.",
        ),
        Property(
            "images that are not square, outputs smaller than the image",
            points=1,
            cases=(
                case(X=X_4X6, kernel=K_3X3, padding="valid", strides=(1, 1)),
                case(X=X_4X6, kernel=K_2X2, padding="same", strides=(2, 2)),
            ),
            hint="The result is the layer's output without the axes of batch and channels.",
        ),
        Property(
            "outputs of a single row or column",
            points=1,
            cases=(
                case(X=X_8X8, kernel=np.ones((3, 5)), padding="valid", strides=(3, 4)),
                case(X=X_4X4, kernel=K_3X3[:2] / 2, padding="valid", strides=(3, 1)),
            ),
            hint="The result has two axes, even if one of them has length 1.",
        ),
    ),
)
