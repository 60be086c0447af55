"""The exercise `kernel_to_hwio`: a kernel's axes in TensorFlow's order."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from course import operations
from course.checks import mistake_models as models
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
    before,
    combined,
    index_slips,
    named_in,
    shared_lists,
    ways,
    with_fractions_cut,
)
from course.checks.rules import forbid
from nbproctor.checks.diagnosis import INTEGER_DTYPE


def _kernel(K: Any) -> Any:
    return np.asarray(models.kernel_to_hwio(K))


AXES = ("output channels", "input channels", "height", "width")  # of K
RIGHT = (2, 3, 1, 0)


def _list_orders() -> Iterator[Misconception]:
    """Yield the mistakes of all orders of the axes, without and with a reshape at the end."""
    for order in itertools.permutations(range(4)):
        if order != RIGHT:
            axes = ", ".join(AXES[axis] for axis in order)
            yield Misconception(
                "axes in another order",
                f"Your axes are {axes}. TensorFlow wants height, width, input channels, output "
                "channels. If you swap axes one after the other, they have new numbers after each "
                "swap.",
                lambda K, order=order: K.transpose(order),
            )
            yield reshape_after(AXES, order, _kernel)


def _by_windows(lengths: Lengths) -> Model:
    """Build a model that reads the lengths of K in another way, and moves whole windows."""

    def model(K: Any) -> Any:
        c_o, c_i, h, w = lengths(K.shape)
        moved = np.zeros((h, w, c_i, c_o))
        for o, i in np.ndindex(c_o, c_i):
            moved[:, :, i, o] = K[o, i]
        return moved

    return model


_OTHER_ORDERS: Table = {
    "reshape instead of transpose": (
        "The shape is right, but a reshape only cuts the row of numbers at other places. Move the "
        "axes instead.",
        lambda K: K.reshape(*K.shape[2:], K.shape[1], -1),
    ),
    "only the output channels moved": (
        "The output channels are last, as they should be, but the input channels are still first.",
        lambda K: np.moveaxis(_kernel(K), 2, 0),
    ),
    "only the input channels moved": (
        "The input channels are last and the output channels still first, as in a batch of "
        "images. A kernel's order is height, width, input, output.",
        lambda K: np.moveaxis(_kernel(K), 3, 0),
    ),
    "the way back": (
        "Your order leads from TensorFlow's layout to ours. Which axis of K comes to which place?",
        lambda K: np.swapaxes(np.swapaxes(_kernel(K), 0, 1), 2, 3),
    ),
    "channels left in their order": (
        "The window comes first, but the output channels stand before the input channels. "
        "TensorFlow wants them last.",
        lambda K: np.swapaxes(_kernel(K), 2, 3),
    ),
    "all axes reversed": (
        "The channels are right, but the width stands before the height.",
        lambda K: np.swapaxes(_kernel(K), 0, 1),
    ),
    "channels filled in the old order": (
        "The shape is right, but each window's numbers are still in the order of K. Input and "
        "output channels change places: that is a transpose.",
        lambda K: np.swapaxes(_kernel(K), 2, 3).reshape(_kernel(K).shape),
    ),
    "kernel flipped": (
        "The kernel was flipped as well. Only its axes move; TensorFlow slides it as it is.",
        lambda K: _kernel(K)[::-1, ::-1],
    ),
    "only the first output channel": (
        "You have only output channel 0. All of them belong on the last axis.",
        lambda K: _kernel(K[:1]),
    ),
}
LAYOUTS = (
    Misconception(
        "truncated to whole numbers",
        INTEGER_DTYPE,
        lambda K: np.trunc(_kernel(K)),
    ),
    UNCHANGED,
    *named_in(_OTHER_ORDERS),
    *loops_left_out(4, _kernel),
    Misconception(
        "axes of length 1 dropped",
        "Axes of length 1 are gone. TensorFlow wants all four, however long.",
        lambda K: np.squeeze(_kernel(K)),
    ),
    Misconception(
        "square window assumed",
        "You use the height of the kernel for its width as well. K has its height on axis 2, its "
        "width on axis 3.",
        lambda K: cut_to_square(_kernel(K)),
    ),
    *_list_orders(),
)

NAMES = ("output channels", "input channels", "rows of each kernel", "columns of each kernel")
# Flips of the kernel, which may happen besides any other order of the axes.
FLIPS = ways(
    lambda K: K,
    {
        "kernel flipped": (
            "The kernel was flipped as well. Only its axes move; TensorFlow slides it as it is.",
            lambda K: K[:, :, ::-1, ::-1],
        ),
        "kernel flipped on all axes": (
            "The kernel was flipped on all axes, those of the channels too. Only its axes move.",
            lambda K: K[::-1, ::-1, ::-1, ::-1],
        ),
        "kernel turned by 90 degrees": (
            "The kernel was turned by a quarter. Only its axes move; TensorFlow slides it as it "
            "is.",
            lambda K: np.rot90(K, axes=(2, 3)),
            lambda K: np.rot90(K, -1, axes=(2, 3)),
        ),
        **reversed_axes(NAMES),
    },
)
PLACES = models.parts_of(
    _kernel,
    [each for each in LAYOUTS if each.name not in ("kernel flipped", "truncated to whole numbers")],
)
_OTHER_RESULTS: Table = {
    "only the first input channel": (
        "You have only input channel 0. All of them stay, on the last axis but one.",
        lambda K: _kernel(K[:, :1]),
    ),
    "channels added up": (
        "You add up channels. They stay apart, each on its own axis.",
        lambda K: _kernel(K.sum(axis=1, keepdims=True)),
        lambda K: _kernel(K.sum(axis=0, keepdims=True)),
    ),
    "an axis added": (
        "Your result has a fifth axis, of length 1, in front. A kernel has four.",
        lambda K: _kernel(K)[np.newaxis],
    ),
    "one axis too few": (
        "You take the first kernel alone, so an axis is missing. All four axes stay.",
        lambda K: K[0].transpose(1, 2, 0),
    ),
}
MISCONCEPTIONS = (
    *LAYOUTS,
    *combined(models.one_after_another, FLIPS, PLACES),
    *with_fractions_cut(LAYOUTS[1:]),
    *after(shared_lists("rows", "columns", "input channels"), _kernel),
    *axis_slips(NAMES, _kernel),
    *before(index_slips("rows and columns of each kernel", 2, 3), _kernel),
    *layout_slips("K", NAMES, RIGHT, "oiab", _by_windows),
    *named_in(_OTHER_RESULTS),
)

A, B = np.array([[1, 2, 3], [4, 5, 6.0]]), np.array([[0, -1, 0], [7, 0, 8.0]])

kernel_to_hwio = Exercise(
    name="kernel_to_hwio",
    reference=operations.kernel_to_hwio,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.operations.kernel_to_hwio"),),
    hints=(
        "Number the axes of K from 0 to 3 and write down what each of them counts. Then do the "
        "same for the result.",
        "This is the previous exercise, with four axes. For each axis of the result, ask where it "
        "is in K: height first, then width, then input channels, then output channels.",
        "In K the height is axis 2, the width axis 3, the input channels axis 1 and the output "
        "channels axis 0. A transpose takes exactly such a list.",
    ),
    properties=(
        # Here a swap of the two channel axes changes nothing ...
        Property(
            "height and width come first",
            points=1,
            cases=(
                case(K=A.reshape(1, 1, 3, 2)),
                case(K=np.array([[A, B], [B, A]])),
            ),
            hint="Element [a, b] of the result belongs to row a and column b of every window.",
        ),
        # ... and here a swap of height and width changes nothing.
        Property(
            "then the input channels, then the output channels",
            points=1,
            cases=(
                case(K=A.reshape(2, 3, 1, 1)),
                case(K=1.126 * B.reshape(3, 2, 1, 1)),
            ),
            hint="Element [a, b, i, o] of the result is K[o, i, a, b].",
        ),
    ),
)
