"""Mistakes with the order of axes, in `to_channels_last` and `kernel_to_hwio`."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.checks.exercise import Misconception
from course.checks.misconceptions import operations
from course.checks.misconceptions.channels_shared import first, needs


def _maps(X: Any) -> Any:
    return np.asarray(operations.to_channels_last(X))


def _kernel(K: Any) -> Any:
    return np.asarray(operations.kernel_to_hwio(K))


def _square(array: Any) -> Any:
    """The height used for the width as well: columns beyond it are lost, missing ones raise."""
    needs(array.shape[0] <= array.shape[1])
    return array[:, : len(array)]


UNCHANGED = Misconception(
    "unchanged",
    "You return what you were given. Moving axes makes a new array and leaves the old one alone: "
    "is it kept?",
    lambda array: array,
)

to_channels_last: Sequence[Misconception] = (
    UNCHANGED,
    Misconception(
        "reshape instead of transpose",
        "The shape is right, but a reshape only cuts the row of numbers at other places. Move the "
        "axis instead.",
        lambda X: X.reshape(*X.shape[1:], -1),
    ),
    Misconception(
        "all axes reversed",
        "The channels are last, but height and width changed places as well. Only one axis moves.",
        lambda X: np.swapaxes(_maps(X), 0, 1),
    ),
    Misconception(
        "channels in the middle",
        "The channels stand in the middle. They go behind height and width.",
        lambda X: np.swapaxes(_maps(X), 1, 2),
    ),
    Misconception(
        "the way back",
        "Your order leads from channels last to channels first. Which axis of X comes to which "
        "place?",
        lambda X: _maps(_maps(X)),
    ),
    Misconception(
        "height and width swapped",
        "You exchanged height and width. They stay as they are; the channels move.",
        lambda X: np.swapaxes(_maps(_maps(X)), 0, 1),
    ),
    Misconception(
        "channels in reverse order",
        "The channels are in reverse order, as OpenCV keeps colours. Keep them in theirs.",
        lambda X: _maps(X[::-1]),
    ),
    Misconception(
        "only the first channel",
        "You have only channel 0. All of them belong on the last axis.",
        lambda X: _maps(X[:1]),
    ),
    Misconception(
        "two channels, whatever there are",
        "You take two channels, however many there are. Their number is the length of the first "
        "axis.",
        lambda X: _maps(first(2, X)),
    ),
    Misconception(
        "three channels, whatever there are",
        "You take three channels, as a colour image has. Their number is the length of the first "
        "axis.",
        lambda X: _maps(first(3, X)),
    ),
    Misconception(
        "axes of length 1 dropped",
        "Where there is one channel its axis is gone. An axis of length 1 is an axis.",
        lambda X: np.squeeze(_maps(X)),
    ),
    Misconception(
        "square image assumed",
        "You use the height for the width as well. X has the axes channels, height, width.",
        lambda X: _square(_maps(X)),
    ),
)

kernel_to_hwio: Sequence[Misconception] = (
    UNCHANGED,
    Misconception(
        "reshape instead of transpose",
        "The shape is right, but a reshape only cuts the row of numbers at other places. Move the "
        "axes instead.",
        lambda K: K.reshape(*K.shape[2:], K.shape[1], -1),
    ),
    Misconception(
        "only the output channels moved",
        "The output channels are last, as they should be, but the input channels are still first.",
        lambda K: np.moveaxis(_kernel(K), 2, 0),
    ),
    Misconception(
        "only the input channels moved",
        "The input channels are last and the output channels still first, as in a batch of "
        "images. A kernel's order is height, width, input, output.",
        lambda K: np.moveaxis(_kernel(K), 3, 0),
    ),
    Misconception(
        "the way back",
        "Your order leads from TensorFlow's layout to ours. Which axis of K comes to which place?",
        lambda K: np.swapaxes(np.swapaxes(_kernel(K), 0, 1), 2, 3),
    ),
    Misconception(
        "channels left in their order",
        "The window comes first, but the output channels stand before the input channels. "
        "TensorFlow wants them last.",
        lambda K: np.swapaxes(_kernel(K), 2, 3),
    ),
    Misconception(
        "all axes reversed",
        "The channels are right, but the width stands before the height.",
        lambda K: np.swapaxes(_kernel(K), 0, 1),
    ),
    Misconception(
        "channels filled in the old order",
        "The shape is right, but each window's numbers are still in the order of K. Input and "
        "output channels change places: that is a transpose.",
        lambda K: np.swapaxes(_kernel(K), 2, 3).reshape(_kernel(K).shape),
    ),
    Misconception(
        "kernel flipped",
        "The kernel was flipped as well. Only its axes move; TensorFlow slides it as it is.",
        lambda K: _kernel(K)[::-1, ::-1],
    ),
    Misconception(
        "only the first output channel",
        "You have only output channel 0. All of them belong on the last axis.",
        lambda K: _kernel(K[:1]),
    ),
    Misconception(
        "axes of length 1 dropped",
        "Axes of length 1 are gone. TensorFlow wants all four, however long.",
        lambda K: np.squeeze(_kernel(K)),
    ),
    Misconception(
        "square window assumed",
        "You use the height of the kernel for its width as well. K has its height on axis 2, its "
        "width on axis 3.",
        lambda K: _square(_kernel(K)),
    ),
)
