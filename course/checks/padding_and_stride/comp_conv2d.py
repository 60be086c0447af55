"""The exercise `comp_conv2d`: an image with two axes through a Keras layer."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks import drivers
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model
from course.checks.padding_and_stride.inputs import K_2X2, K_3X3, X_4X4, X_4X6


def _output(X: Any, kernel: Any, padding: str, strides: tuple[int, int]) -> Any:
    return models.cross_correlate_strided(X, kernel, padding, strides).numpy()


def _through_layer(twist: Callable[[Any], Any]) -> Model:
    """Build a model that changes the layer's output, without batch and channel axes."""
    return lambda *inputs: twist(_output(*inputs))


def _reshaped_like_image(X: Any, kernel: Any, padding: str, strides: tuple[int, int]) -> Any:
    return _output(X, kernel, padding, strides).reshape(X.shape)


def _given(twist: Callable[[Any], Any]) -> Model:
    """Build a model that gives the layer another image."""
    return lambda X, *settings: _output(twist(X), *settings)


MISCONCEPTIONS = (
    Misconception(
        "all axes kept",
        "Your output still has the axes of the batch and of the channels. X came without them.",
        _through_layer(lambda Y: Y[np.newaxis, :, :, np.newaxis]),
    ),
    Misconception(
        "channel axis kept",
        "Your output still has the axis of the channels, the last one. X came without it.",
        _through_layer(lambda Y: Y[:, :, np.newaxis]),
    ),
    Misconception(
        "batch axis kept",
        "Your output still has the axis of the batch, the first one. X came without it.",
        _through_layer(lambda Y: Y[np.newaxis]),
    ),
    Misconception(
        "flattened",
        "Your numbers are right, but in a single row. Height and width should stay.",
        _through_layer(np.ravel),
    ),
    Misconception(
        "squeezed",
        "You take off every axis of length 1. An output of a single row has two axes too.",
        _through_layer(np.squeeze),
    ),
    Misconception(
        "one row or column",
        "You return a part of the output. All rows and columns belong to it.",
        _through_layer(lambda Y: Y[0]),
    ),
    Misconception(
        "output transposed",
        "Your output is the transpose. Rows of the layer's output are rows of yours.",
        _through_layer(np.transpose),
    ),
    Misconception(
        "truncated to whole numbers",
        "The fractions are gone: somewhere the dtype is whole.",
        _through_layer(np.trunc),
    ),
    Misconception(
        "image transposed",
        "The layer got the transpose of the image. Rows of X are rows of what it wants.",
        _given(np.transpose),
    ),
    Misconception(
        "height and width swapped",
        "You reshape X to (width, height): that tears its rows apart. Height comes first.",
        _given(lambda X: X.reshape(X.shape[::-1])),
    ),
    Misconception(
        "square image assumed",
        "It fails only for images that are not square. Height and width are two numbers.",
        _given(lambda X: X.reshape(len(X), len(X))),
    ),
    Misconception(
        "size of the image fixed",
        "It takes images of 8 x 8 only. Ask X for its shape.",
        _given(lambda X: X.reshape(8, 8)),
    ),
    Misconception(
        "reshaped like the image",
        "It fails where the output is not as large as the image. The layer decides on the size.",
        _reshaped_like_image,
    ),
    Misconception(
        "the layer's settings ignored",
        "Your numbers are those of its kernel without its padding and strides. Call the layer.",
        lambda X, kernel, *settings: models.cross_correlate(X, kernel),
    ),
    Misconception(
        "a layer of its own",
        "Your numbers are those of another layer. Use the one that is handed to you.",
        lambda X, *settings: models.cross_correlate(X, np.ones((3, 3))),
    ),
)

X_8X8 = np.add.outer([1, 0, 2, 5, 3, 7, 4, 6], [0, 2, 1, 4, 9, 3, -5, 8.0])

comp_conv2d = Exercise(
    name="comp_conv2d",
    reference=lambda X, kernel, padding, strides: operations.cross_correlate_strided(
        X, kernel, padding, strides
    ),
    driver=drivers.through_layer,
    terms=lambda X, kernel, padding, strides: kernel.size,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Print the shape of X and the shape that the layer wants. Which axes are missing, and "
        "on which side?",
        "Give X an axis of length 1 in front, for the batch, and one at the end, for the "
        "channels. Call the layer as if it were a function, and take these two axes off its "
        "output.",
        "np.newaxis between square brackets, beside colons for height and width, adds an axis. "
        "From the output take image 0, all rows, all columns and channel 0, by their numbers. A "
        "squeeze takes off too much when there is a single row.",
    ),
    properties=(
        Property(
            "the layer's output, with two axes",
            points=1,
            cases=(case(X=X_4X4 / 4, kernel=K_3X3, padding="same", strides=(1, 1)),),
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
            hint="The output's shape is the layer's business; only two axes of length 1 go.",
        ),
        Property(
            "outputs of a single row or column",
            points=1,
            cases=(
                case(X=X_8X8, kernel=np.ones((3, 5)), padding="valid", strides=(3, 4)),
                case(X=X_4X4, kernel=K_3X3[:2] / 2, padding="valid", strides=(3, 1)),
            ),
            hint="Take off the first and the last axis, not every axis that has length 1.",
        ),
    ),
)
