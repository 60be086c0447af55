"""The exercise `parameter_count`: the number of parameters of a convolutional layer.

Models of mistakes call the reference with other sizes. An answer counts the numbers of the kernel
and the biases, and each of the two parts may be wrong in its own way.
"""

from collections.abc import Callable

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    SMALL,
    Model,
    Table,
    combined,
    named_in,
    ways,
)
from course.checks.mistake_models import parameter_count as count
from course.checks.rules import forbid

Count = Callable[[int, int, int, int, bool], int]
Pair = tuple[int, int]


def _without_biases(*sizes: int) -> int:
    """Count the numbers in an array: faster than a layer, of which there are many here."""
    return int(np.empty(sizes).size)


def _added(
    channels: Callable[[int, int, bool], Pair],
    window: Callable[[int, int], Pair],
    biases: Count,
    total: Callable[[int], int],
) -> Model:
    """Build a model that counts the numbers of the kernel and the biases, and adds them up."""

    def model(c_i: int, c_o: int, k_h: int, k_w: int, bias: bool) -> int:
        weights = _without_biases(*channels(c_i, c_o, bias), *window(k_h, k_w))
        return total(weights + biases(c_i, c_o, k_h, k_w, bias))

    return model


def confused_lengths(what: str, rule: str) -> Table:
    """Return the mistakes of one length that stands for both, and of lengths that are added."""
    return {
        f"{what} height for both axes": (
            f"You take the {what}'s height for its width as well.",
            lambda height, width, *_: (height, height),
        ),
        f"{what} width for both axes": (
            f"You take the {what}'s width for its height as well.",
            lambda height, width, *_: (width, width),
        ),
        f"{what}'s sizes added instead of multiplied": (
            f"You add the {what}'s height and width. {rule}",
            lambda height, width, *_: (height + width, 1),
        ),
    }


_CHANNELS: Table = {
    "input channels forgotten in the kernel": (
        "Your kernels have one input channel. Each has a window for every input channel.",
        lambda c_i, c_o, bias: (1, c_o),
    ),
    "output channels forgotten in the kernel": (
        "You count one kernel. Each output channel has its own.",
        lambda c_i, c_o, bias: (c_i, 1),
    ),
    "channels forgotten": (
        "You count a single window. There is one for each pair of an input and an output channel.",
        lambda c_i, c_o, bias: (1, 1),
    ),
    "output channels counted only without biases": (
        "Where there are biases, the kernel is counted once instead of c_o times. Which part does "
        "your if belong to?",
        lambda c_i, c_o, bias: (c_i, 1 if bias else c_o),
    ),
    "channels added instead of multiplied": (
        "You add the numbers of channels. Each output channel has a window for each input channel.",
        lambda c_i, c_o, bias: (c_i + c_o, 1),
    ),
    "output channels counted only with biases": (
        "Where there are no biases, the kernel is counted once instead of c_o times. Which part "
        "does your if belong to?",
        lambda c_i, c_o, bias: (c_i, c_o if bias else 1),
    ),
    "input channels counted only without biases": (
        "Where there are biases, your kernels have one input channel. Which part does your if "
        "belong to?",
        lambda c_i, c_o, bias: (1 if bias else c_i, c_o),
    ),
    "input channels counted twice": (
        "The number of input channels is there twice, that of output channels is not.",
        lambda c_i, c_o, bias: (c_i, c_i),
    ),
    "output channels counted twice": (
        "The number of output channels is there twice, that of input channels is not.",
        lambda c_i, c_o, bias: (c_o, c_o),
    ),
}
CHANNELS = ways(lambda c_i, c_o, bias: (c_i, c_o), _CHANNELS)

_WINDOW: Table = {
    **confused_lengths("kernel", "A window has height times width numbers."),
    "only the kernel's height": (
        "Your kernels have a height and no width. A window has height times width numbers.",
        lambda k_h, k_w: (k_h, 1),
    ),
    "only the kernel's width": (
        "Your kernels have a width and no height. A window has height times width numbers.",
        lambda k_h, k_w: (1, k_w),
    ),
    "size of the kernel forgotten": (
        "You count one number for each pair of channels. Each pair has a window of numbers.",
        lambda k_h, k_w: (1, 1),
    ),
}
WINDOW = ways(lambda k_h, k_w: (k_h, k_w), _WINDOW)

_BIASES: Table = {
    "bias the wrong way round": (
        "You count biases where there are none, and none where there are. Look at the argument "
        "bias.",
        lambda c_i, c_o, k_h, k_w, bias: (not bias) * c_o,
    ),
    "biases left out": (
        "You count no biases. Where the argument bias is True, they count too.",
        lambda *sizes: 0,
    ),
    "biases always counted": (
        "You count biases even where the layer has none. Look at the argument bias.",
        lambda c_i, c_o, k_h, k_w, bias: c_o,
    ),
    "one bias for the whole layer": (
        "You count a single bias. Each output channel has its own.",
        lambda c_i, c_o, k_h, k_w, bias: bias * 1,
    ),
    "biases counted twice": (
        "You count the biases twice. Each output channel has one.",
        lambda c_i, c_o, k_h, k_w, bias: bias * 2 * c_o,
    ),
    "one bias where there are none": (
        "You add 1 where the argument bias is False, and nothing where it is True. Each output "
        "channel has a bias where it is True.",
        lambda c_i, c_o, k_h, k_w, bias: int(not bias),
    ),
    "one bias for the whole layer, always": (
        "You add 1, whatever the argument bias says. Each output channel has a bias of its own, if "
        "there are any.",
        lambda *sizes: 1,
    ),
    "a bias for each place of the kernel": (
        "You count a bias for each number of the window. Each output channel has one.",
        lambda c_i, c_o, k_h, k_w, bias: bias * c_o * k_h * k_w,
    ),
    "a bias for each input channel": (
        "You count a bias for each input channel. It is the output channels that have one.",
        lambda c_i, c_o, k_h, k_w, bias: bias * c_i,
    ),
    "a bias for each input channel, always": (
        "You count a bias for each input channel, whatever the argument bias says. It is the "
        "output channels that have one, if there are any.",
        lambda c_i, c_o, k_h, k_w, bias: c_i,
    ),
    "a bias for each channel": (
        "You count a bias for each input and each output channel. Only output channels have one.",
        lambda c_i, c_o, k_h, k_w, bias: bias * (c_i + c_o),
    ),
    "a bias for each pair of channels": (
        "You count a bias for each pair of an input and an output channel. The input channels add "
        "up first: one bias is enough for each output.",
        lambda c_i, c_o, k_h, k_w, bias: bias * c_i * c_o,
    ),
    "a bias for each pair of channels, always": (
        "You count a bias for each pair of channels, whatever the argument bias says. Each output "
        "channel has one, if there are any.",
        lambda c_i, c_o, k_h, k_w, bias: c_i * c_o,
    ),
    "a bias for each number of the kernel": (
        "You count as many biases as there are numbers in the kernel. Each output channel has one.",
        lambda c_i, c_o, k_h, k_w, bias: bias * _without_biases(c_i, c_o, k_h, k_w),
    ),
    "biases subtracted": (
        "You subtract the biases. They are parameters as well, and count too.",
        lambda c_i, c_o, k_h, k_w, bias: -bias * c_o,
    ),
}
BIASES = ways(lambda c_i, c_o, k_h, k_w, bias: bias * c_o, _BIASES)

_WHOLES: Table = {
    "input channels forgotten": (
        "Your numbers are those of a layer with one input channel. Each kernel has a window for "
        "each of them.",
        lambda c_i, c_o, k_h, k_w, bias: count(1, c_o, k_h, k_w, bias),
    ),
    "output channels forgotten": (
        "Your numbers are those of a layer with one output channel. Each has its own kernel.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, 1, k_h, k_w, bias),
    ),
    "nothing without biases": (
        "Your number is 0 where the layer has no biases. In Python, `a + b if bias else 0` is "
        "`(a + b) if bias else 0`: put parentheses around what belongs to the if.",
        lambda c_i, c_o, k_h, k_w, bias: bias * count(c_i, c_o, k_h, k_w, True),
    ),
    "only the biases": (
        "Your number is that of the biases alone where there are any. The kernel counts as well: "
        "which part does your if belong to?",
        lambda c_i, c_o, k_h, k_w, bias: c_o if bias else _without_biases(c_i, c_o, k_h, k_w),
    ),
    "kernel counted only with biases": (
        "Where the layer has no biases you count c_o in place of the kernel's numbers: the "
        "argument bias belongs to the biases, not to the kernel.",
        lambda c_i, c_o, k_h, k_w, bias: bias * _without_biases(c_i, c_o, k_h, k_w) + c_o,
    ),
    "channels and window added": (
        "You add the pairs of channels to the numbers of a window. Each pair has a window: "
        "multiply.",
        lambda c_i, c_o, k_h, k_w, bias: c_i * c_o + k_h * k_w + bias * c_o,
        lambda c_i, c_o, k_h, k_w, bias: c_i + c_o + k_h * k_w + bias * c_o,
    ),
    "sizes added up": (
        "You add up all sizes. The numbers of the kernel are their product.",
        lambda c_i, c_o, k_h, k_w, bias: c_i + c_o + k_h + k_w + bias,
        lambda c_i, c_o, k_h, k_w, bias: c_i + c_o + k_h + k_w + bias * c_o,
    ),
}
MISCONCEPTIONS = (
    *named_in(_WHOLES),
    *combined(_added, CHANNELS, WINDOW, BIASES, SMALL),
)

parameter_count = Exercise(
    name="parameter_count",
    reference=operations.parameter_count,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.operations.parameter_count"),),
    hints=(
        "How many numbers are there in the kernel that makes a single output channel?",
        "One kernel covers all input channels, so it has one number for each channel and each "
        "cell of the window. There is a kernel for each output channel, and, where there are "
        "biases, one bias for each output channel.",
        "Multiply all four sizes: that is the kernel. If there are biases, add the number of "
        "output channels; if there are none, add nothing.",
    ),
    properties=(
        Property(
            "counts the numbers of the kernel, and the biases where there are any",
            points=1,
            cases=(
                case(c_i=1, c_o=1, k_h=5, k_w=5, bias=True),
                case(c_i=2, c_o=3, k_h=2, k_w=2, bias=False),
                case(c_i=3, c_o=64, k_h=3, k_w=3, bias=True),
                case(c_i=4, c_o=2, k_h=1, k_w=3, bias=True),
                case(c_i=3, c_o=5, k_h=2, k_w=7, bias=True),
                case(c_i=6, c_o=4, k_h=5, k_w=3, bias=False),
            ),
            hint="Count the numbers in one kernel, the kernels, and the biases.",
        ),
    ),
)
