"""The exercise `to_channels_last`: from (c, h, w) to (h, w, c)."""

import itertools
from typing import Any

import numpy as np

from course import operations
from course.checks import mistake_models as models
from course.checks.channels.channel_mistakes import first
from course.checks.channels.inputs import X_ONE, X_TALL
from course.checks.channels.layout_mistakes import (
    UNCHANGED,
    axis_slips,
    cut_to_square,
    layout_slips,
    loops_left_out,
    reshape_after,
    reversed_axes,
)
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import (
    Lengths,
    Model,
    Table,
    after,
    combined,
    named_in,
    shared_lists,
    ways,
    with_fractions_cut,
)
from course.checks.rules import forbid
from nbproctor.checks.diagnosis import INTEGER_DTYPE


def _maps(X: Any) -> Any:
    return np.asarray(models.to_channels_last(X))


AXES = ("channels", "height", "width")  # of X
RIGHT = (1, 2, 0)


def _by_channels(lengths: Lengths) -> Model:
    """Build a model that reads the lengths of X in another way, and moves whole channels."""

    def model(X: Any) -> Any:
        c, h, w = lengths(X.shape)
        Y = np.zeros((h, w, c))
        for k in range(c):
            Y[:, :, k] = X[k]
        return Y

    return model


_OTHER_ORDERS: Table = {
    "reshape instead of transpose": (
        "The shape is right, but a reshape only cuts the row of numbers at other places. Move the "
        "axis instead.",
        lambda X: X.reshape(*X.shape[1:], -1),
    ),
    "all axes reversed": (
        "The channels are last, but height and width changed places as well: a swap of the first "
        "axis and the last moves both. Only one axis moves.",
        lambda X: np.swapaxes(_maps(X), 0, 1),
    ),
    "channels in the middle": (
        "The channels stand in the middle. They go behind height and width.",
        lambda X: np.swapaxes(_maps(X), 1, 2),
    ),
    "the way back": (
        "Your axes are width, channels, height, as on the way from channels last to channels "
        "first. A permutation names, for each place of the result, the axis of X that comes there; "
        "it does not say to which place an axis goes. If you swap twice: after the first swap the "
        "axes have new numbers.",
        lambda X: _maps(_maps(X)),
    ),
    "height and width swapped": (
        "You exchanged height and width. They stay as they are; the channels move.",
        lambda X: np.swapaxes(_maps(_maps(X)), 0, 1),
    ),
    "channels in reverse order": (
        "The channels are in reverse order, as OpenCV keeps colours. Keep them in theirs.",
        lambda X: _maps(X[::-1]),
    ),
    "only the first channel": (
        "You have only channel 0. All of them belong on the last axis.",
        lambda X: _maps(X[:1]),
    ),
    "two channels, whatever there are": (
        "You take two channels, however many there are. Their number is the length of the first "
        "axis.",
        lambda X: _maps(first(2, X)),
    ),
    "three channels, whatever there are": (
        "You take three channels, as a colour image has. Their number is the length of the first "
        "axis.",
        lambda X: _maps(first(3, X)),
    ),
}
_PARTS: Table = {
    "axes of length 1 dropped": (
        "Where there is one channel its axis is gone. An axis of length 1 is an axis.",
        lambda X: np.squeeze(_maps(X)),
    ),
    "square image assumed": (
        "You use the height for the width as well. X has the axes channels, height, width.",
        lambda X: cut_to_square(_maps(X)),
    ),
    "only the last channel": (
        "You have only the last channel. All of them belong on the last axis: is each one "
        "overwritten by the next?",
        lambda X: _maps(X[-1:]),
    ),
    "the first channel for all": (
        "All your channels are channel 0. Each number comes from its own channel.",
        lambda X: _maps(np.repeat(X[:1], len(X), axis=0)),
    ),
    "the last channel for all": (
        "All your channels are the last one: each overwrites the one before. Is the channel's "
        "number missing where you write?",
        lambda X: _maps(np.repeat(X[-1:], len(X), axis=0)),
    ),
    "image upside down": (
        "Your rows stand in reverse order. Rows and columns stay where they are.",
        lambda X: _maps(X[:, ::-1]),
    ),
    "one row for all": (
        "All your rows equal the last one. A list such as [row] * h holds one and the same row h "
        "times: make a new row for each.",
        lambda X: _maps(np.repeat(X[:, -1:], X.shape[1], axis=1)),
    ),
    "channels added up": (
        "You add up the channels. They stay apart, on the last axis.",
        lambda X: X.sum(axis=0),
    ),
    "axis of the batch added": (
        "Your result has a fourth axis, of length 1, in front, as a batch of images has. Here it "
        "is one image with three axes.",
        lambda X: _maps(X)[np.newaxis],
    ),
    "a row for each pixel": (
        "Your result has a row for each pixel and no height and width. It has three axes.",
        lambda X: _maps(X).reshape(-1, len(X)),
    ),
}
LAYOUTS = (
    Misconception(
        "truncated to whole numbers",
        INTEGER_DTYPE,
        lambda X: np.trunc(_maps(X)),
    ),
    UNCHANGED,
    *named_in(_OTHER_ORDERS),
    *loops_left_out(3, _maps),
    *named_in(_PARTS),
    *(
        reshape_after(AXES, order, _maps)
        for order in itertools.permutations(range(3))
        if order != RIGHT
    ),
)

NAMES = ("channels", "rows", "columns")
# Flips of the image, which may happen besides any other order of the axes.
FLIPS = ways(lambda X: X, reversed_axes(NAMES))
PLACES = models.parts_of(_maps, LAYOUTS[1:])
_OTHER_RESULTS: Table = {
    "reshape instead of transpose": (
        "The shape is right, but a reshape only cuts the row of numbers at other places, also with "
        "order='F'. Move the axis instead.",
        lambda X: X.reshape(_maps(X).shape, order="F"),
    ),
    "mean over the channels": (
        "You take the mean over the channels. They stay apart, on the last axis.",
        lambda X: X.mean(axis=0),
    ),
    "channels added up": (
        "You make one channel of all. They stay apart, on the last axis.",
        lambda X: X.mean(axis=0)[..., np.newaxis],
        lambda X: X.sum(axis=0)[..., np.newaxis],
    ),
    "pixel appended too often": (
        "Each pixel stands in your result several times: it is appended inside the loop over the "
        "channels. Append it after that loop.",
        lambda X: np.repeat(_maps(X), len(X), axis=1),
    ),
    "pixel never emptied": (
        "All your pixels are one list, which grows with every pixel. Start an empty list for each.",
        lambda X: np.broadcast_to(_maps(X).ravel(), (*X.shape[1:], X.size)),
    ),
    "divided by 255": (
        "Your numbers are divided by 255, as those of images are. They keep their values here.",
        lambda X: _maps(X) / 255,
    ),
    "channels side by side": (
        "Your channels stand side by side, or one below the other, in one array of two axes. They "
        "need an axis of their own, the last.",
        lambda X: np.concatenate(X, axis=-1),
        lambda X: np.concatenate(X, axis=0),
    ),
    "an axis added": (
        "You add an axis of length 1, and the others stay as they are. The first axis should "
        "become the last.",
        lambda X: X[..., np.newaxis],
        lambda X: X[np.newaxis],
    ),
}
MISCONCEPTIONS = (
    *LAYOUTS,
    *combined(models.one_after_another, FLIPS, PLACES),
    *with_fractions_cut(LAYOUTS[1:]),
    *after(shared_lists("rows", "pixels"), _maps),
    *axis_slips(NAMES, _maps),
    *layout_slips("X", NAMES, RIGHT, "kij", _by_channels),
    *named_in(_OTHER_RESULTS),
)

to_channels_last = Exercise(
    name="to_channels_last",
    reference=operations.to_channels_last,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.operations.to_channels_last"),),
    hints=(
        "Which axis of the result counts rows, and which axis of X does? Answer the same for "
        "columns and for channels.",
        "No number changes; only the order of the axes does. A transpose changes it. A reshape "
        "does not: it keeps the numbers in the same order in memory.",
        "In the result, axis 0 is axis 1 of X, axis 1 is axis 2 of X, and axis 2 is axis 0 of "
        "X. Give these three numbers, in this order, to a transpose.",
    ),
    properties=(
        Property(
            "each number keeps its row and column; its channel comes last",
            points=1,
            cases=(
                case(X=np.arange(12.0).reshape(2, 2, 3)),
                case(X=np.stack([X_TALL[0], 1.126 * X_TALL[1], -X_TALL[0]])),
                case(X=X_ONE[:, :2]),
            ),
            hint="Element [i, j, c] of the result is X[c, i, j].",
        ),
    ),
)
