"""The exercise `multiply_adds`: the number of products that a convolutional layer adds up.

Models of mistakes call the reference with other sizes. An answer counts channels, the places of a
window and the elements of the output, and each of these parts may be wrong in its own way.
"""

from typing import Any

from course import operations
from course.checks import drivers
from course.checks.channels.parameter_count import confused_lengths
from course.checks.exercise import Exercise, Misconception, Note, Property, case
from course.checks.mistake_models import (
    SMALL,
    Model,
    Part,
    Table,
    combined,
    named_in,
    parts_in,
    right,
    ways,
)
from course.checks.mistake_models import multiply_adds as products
from course.checks.rules import forbid


def _with_sizes(channels: Any, window: Any, output: Any, total: Any, small: Any) -> Model:
    """Build a model that changes sizes in pairs, and then the number of products."""

    def model(c_i: int, c_o: int, k_h: int, k_w: int, h_out: int, w_out: int) -> int:
        (c_in, c_out), (k, m), (h, w) = (
            channels(c_i, c_o),
            window(k_h, k_w),
            output(h_out, w_out, k_h, k_w),
        )
        counted = products(c_in, c_out, k, m, 1, 1) * h * w
        elements = products(1, c_out, 1, 1, 1, 1) * h * w
        changed: int = small(total(counted, elements, c_o, c_in))
        return changed

    return model


def _only_one_length(what: str, rule: str) -> Table:
    """Return the mistakes of a length that is forgotten."""
    return {
        f"only the {what}'s height": (
            f"You count the {what}'s height and not its width. {rule}",
            lambda height, width, *_: (height, 1),
        ),
        f"only the {what}'s width": (
            f"You count the {what}'s width and not its height. {rule}",
            lambda height, width, *_: (1, width),
        ),
    }


_WINDOW_SIZE = "A window has height times width numbers."
_OUTPUT_SIZE = "It has height times width elements."
CHANNELS = (
    right(lambda c_i, c_o: (c_i, c_o)),
    Part(
        "input channels forgotten",
        "You count one input channel. All of them go into each output element.",
        lambda c_i, c_o: (1, c_o),
    ),
    Part(
        "output channels forgotten",
        "You count one output channel. Each output channel is as much work again.",
        lambda c_i, c_o: (c_i, 1),
    ),
    Part(
        "channels forgotten",
        "You count one input and one output channel. Each output channel uses each input channel.",
        lambda c_i, c_o: (1, 1),
    ),
    Part(
        "channels added instead of multiplied",
        "You add the numbers of channels. Each output channel uses each input channel.",
        lambda c_i, c_o: (c_i + c_o, 1),
    ),
    *(
        Part(
            "only one of the channel numbers",
            f"You take the {words} of the two numbers of channels. Each output channel uses each "
            "input channel: multiply them.",
            change,
        )
        for words, change in (
            ("larger", lambda c_i, c_o: (max(c_i, c_o), 1)),
            ("smaller", lambda c_i, c_o: (min(c_i, c_o), 1)),
        )
    ),
    Part(
        "input channels counted twice",
        "The number of input channels is there twice, that of output channels is not. Each output "
        "channel uses each input channel.",
        lambda c_i, c_o: (c_i, c_i),
    ),
    Part(
        "output channels counted twice",
        "The number of output channels is there twice, that of input channels is not. Each output "
        "channel uses each input channel.",
        lambda c_i, c_o: (c_o, c_o),
    ),
)

_WINDOW: Table = {
    "kernel forgotten": (
        "You count one product for each output element and channel. An element adds up a whole "
        "window.",
        lambda k_h, k_w: (1, 1),
    ),
    **confused_lengths("kernel", _WINDOW_SIZE),
    "kernel counted twice": (
        f"The kernel's height and width are there twice. {_WINDOW_SIZE}",
        lambda k_h, k_w: (k_h**2, k_w**2),
    ),
    **_only_one_length("kernel", _WINDOW_SIZE),
}
WINDOW = ways(lambda k_h, k_w: (k_h, k_w), _WINDOW)

_OUTPUT: Table = {
    "parameters instead of products": (
        "You count the numbers of the kernel. Each is used once for every output element of its "
        "channel.",
        lambda h_out, w_out, k_h, k_w: (1, 1),
    ),
    "output taken for the input": (
        "You take h_out and w_out for the image's size and make the output smaller once more. They "
        "are the output's size already.",
        lambda h_out, w_out, k_h, k_w: (h_out - k_h + 1, w_out - k_w + 1),
    ),
    "input instead of output": (
        "You count the cells of the input, h_out + k_h - 1 by w_out + k_w - 1. Windows, and so "
        "output elements, are fewer.",
        lambda h_out, w_out, k_h, k_w: (h_out + k_h - 1, w_out + k_w - 1),
    ),
    "loops over the output leave out a row and a column": (
        "You count (h_out - 1) * (w_out - 1) elements for each output channel: the first or last "
        "row and column are missing.",
        lambda h_out, w_out, k_h, k_w: (h_out - 1, w_out - 1),
    ),
    "one row and one column too many": (
        "You count (h_out + 1) * (w_out + 1) elements for each output channel. h_out and w_out are "
        "the output's size already.",
        lambda h_out, w_out, k_h, k_w: (h_out + 1, w_out + 1),
    ),
    "output as large as with windows side by side": (
        "You divide the output's size by the kernel's. h_out and w_out are the output's size "
        "already.",
        lambda h_out, w_out, k_h, k_w: (h_out // k_h, w_out // k_w),
    ),
    **confused_lengths("output", _OUTPUT_SIZE),
    **_only_one_length("output", _OUTPUT_SIZE),
}
OUTPUT = ways(lambda h_out, w_out, k_h, k_w: (h_out, w_out), _OUTPUT)

_TOTAL: Table = {
    "products and additions counted apart": (
        "You count each product twice, with its addition. A product and its addition are one "
        "multiply-add.",
        lambda counted, elements, c_o, c_i: 2 * counted,
    ),
    "additions counted": (
        "You count one less for each output element: the plus signs of its sum, not the products.",
        lambda counted, elements, c_o, c_i: counted - elements,
    ),
    "products and plus signs counted": (
        "You count the products and the plus signs between them. A product and its addition are "
        "one multiply-add.",
        lambda counted, elements, c_o, c_i: 2 * counted - elements,
    ),
    "bias counted as well": (
        "You count the bias of each output element too. Only the products count here.",
        lambda counted, elements, c_o, c_i: counted + elements,
    ),
    "products, additions and biases counted": (
        "You count each product twice, with its addition, and the bias of each output element. A "
        "product and its addition are one multiply-add, and only those count.",
        lambda counted, elements, c_o, c_i: 2 * counted + elements,
    ),
    "biases added once": (
        "You add the number of biases. Only products count here, and a bias is added.",
        lambda counted, elements, c_o, c_i: counted + c_o,
    ),
    "plus signs within windows counted": (
        "You count one less for each window, the plus signs between its products. Only products "
        "count here.",
        lambda counted, elements, c_o, c_i: counted - elements * c_i,
    ),
    "additions of the channels counted": (
        "You count the additions of the channels besides the products. A product and its addition "
        "are one multiply-add.",
        lambda counted, elements, c_o, c_i: counted + elements * (c_i - 1),
    ),
}
TOTAL = (
    right(lambda counted, elements, c_o, c_i: counted),
    *parts_in(_TOTAL),
    Part(
        "additions of the channels counted",
        "You count an addition for each input channel besides the products. A product and its "
        "addition are one multiply-add.",
        lambda counted, elements, c_o, c_i: counted + elements * c_i,
    ),
    Part(
        "half of the products",
        "Your number is half of what it should be. A product and its addition are one "
        "multiply-add, and each product counts once.",
        lambda counted, elements, c_o, c_i: counted // 2,
    ),
)

_ADDED: Table = {
    "window moved by its own size": (
        "Your windows stand side by side. A window moves by one cell, so each output element has "
        "its own.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, c_o, 1, 1, 1, 1) * (h_out - h_out % k_h) * (w_out - w_out % k_w)
        ),
    ),
    "window and channels counted apart": (
        "You add the products of the windows and those that mix the channels, as in a depthwise "
        "separable convolution. Here each output channel has a window in every input channel: "
        "multiply the two.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, 1, k_h, k_w, h_out, w_out) + products(c_i, c_o, 1, 1, h_out, w_out)
        ),
    ),
    "kernel and output added instead of multiplied": (
        "You add the numbers of one kernel to those of the output. Each output element takes a "
        "product for each number of a kernel: multiply.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, 1, k_h, k_w, 1, 1) + products(1, c_o, 1, 1, h_out, w_out)
        ),
    ),
}
MISCONCEPTIONS = (
    *named_in(_ADDED),
    Misconception(
        "kernel and output added instead of multiplied",
        "You add the numbers of all kernels to those of the output. Each output element takes a "
        "product for each number of its kernel: multiply.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, c_o, k_h, k_w, 1, 1) + products(1, c_o, 1, 1, h_out, w_out)
        ),
    ),
    Misconception(
        "output channels added instead of multiplied",
        "You add the number of output channels to the products of one element. Each output channel "
        "is as much work again: multiply.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, 1, k_h, k_w, h_out, w_out) + products(1, c_o, 1, 1, h_out, w_out)
        ),
    ),
    *combined(_with_sizes, CHANNELS, WINDOW, OUTPUT, TOTAL, SMALL),
)

multiply_adds = Exercise(
    name="multiply_adds",
    reference=operations.multiply_adds,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.operations.multiply_adds"),),
    hints=(
        "Pick a single number of the output. How many products add up to it?",
        "Each output number adds up one product for every number of its kernel, over all input "
        "channels. How many output numbers are there, over all output channels?",
        "Products for one output number: input channels times height times width of the kernel. "
        "Output numbers: output channels times height times width of the output. Multiply the two.",
    ),
    notes=(
        Note(
            drivers.counts_in_large_layers,
            case(c_i=1, c_o=1, k_h=3, k_w=3, h_out=2, w_out=2),
            "For layers with thousands of channels your result is wrong: it is a whole number of "
            "32 bits, as `tf.reduce_prod` and dtype int32 make them, and those end at "
            "2,147,483,647. Numbers of Python have no end.",
        ),
    ),
    properties=(
        Property(
            "counts the products in all elements of all output channels",
            points=1,
            cases=(
                case(c_i=1, c_o=1, k_h=2, k_w=2, h_out=2, w_out=2),
                case(c_i=2, c_o=3, k_h=2, k_w=2, h_out=2, w_out=2),
                case(c_i=1, c_o=6, k_h=5, k_w=5, h_out=28, w_out=28),
                case(c_i=4, c_o=2, k_h=1, k_w=3, h_out=5, w_out=7),
                case(c_i=3, c_o=5, k_h=2, k_w=4, h_out=6, w_out=9),
            ),
            hint="It is the number of products for one output element, times that of the elements.",
        ),
    ),
)
