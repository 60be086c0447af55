"""Mistakes with counting, in `parameter_count` and `multiply_adds`.

Most are the reference for other sizes.
"""

from collections.abc import Sequence

from course.checks.exercise import Misconception
from course.checks.misconceptions.operations import multiply_adds as products
from course.checks.misconceptions.operations import parameter_count as count

parameter_count: Sequence[Misconception] = (
    Misconception(
        "bias the wrong way round",
        "You count biases where there are none, and none where there are. Look at the argument "
        "bias.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, not bias),
    ),
    Misconception(
        "biases left out",
        "Your numbers are those of the kernel alone. Where bias is True, the biases count too.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, False),
    ),
    Misconception(
        "biases always counted",
        "You count biases even where the layer has none. Look at the argument bias.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, True),
    ),
    Misconception(
        "one bias for the whole layer",
        "You count a single bias. Each output channel has its own.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, False) + bias,
    ),
    Misconception(
        "a bias for each input channel",
        "You count a bias for each input channel. It is the output channels that have one.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, False) + bias * c_i,
    ),
    Misconception(
        "a bias for each pair of channels",
        "You count a bias for each pair of an input and an output channel. The input channels add "
        "up first: one bias is enough for each output.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, False) + bias * c_i * c_o,
    ),
    Misconception(
        "a bias for each number of the kernel",
        "You count as many biases as there are numbers in the kernel. Each output channel has one.",
        lambda c_i, c_o, k_h, k_w, bias: (1 + bias) * count(c_i, c_o, k_h, k_w, False),
    ),
    Misconception(
        "input channels forgotten",
        "Your numbers are those of a layer with one input channel. Each kernel has a window for "
        "each of them.",
        lambda c_i, c_o, k_h, k_w, bias: count(1, c_o, k_h, k_w, bias),
    ),
    Misconception(
        "output channels forgotten",
        "Your numbers are those of a layer with one output channel. Each has its own kernel.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, 1, k_h, k_w, bias),
    ),
    Misconception(
        "output channels forgotten in the kernel",
        "You count one kernel, but the biases of all output channels. Each output channel has its "
        "own kernel.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, 1, k_h, k_w, False) + bias * c_o,
    ),
    Misconception(
        "output channels counted only without biases",
        "Where there are biases, the kernel is counted once instead of c_o times. Which part does "
        "your if belong to?",
        lambda c_i, c_o, k_h, k_w, bias: (
            count(c_i, 1 if bias else c_o, k_h, k_w, False) + bias * c_o
        ),
    ),
    Misconception(
        "channels added instead of multiplied",
        "You add the numbers of channels. Each output channel has a window for each input channel.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i + c_o, 1, k_h, k_w, False) + bias * c_o,
    ),
    Misconception(
        "kernel height for both axes",
        "You take the kernel's height for its width as well.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_h, bias),
    ),
    Misconception(
        "kernel width for both axes",
        "You take the kernel's width for its height as well.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_w, k_w, bias),
    ),
    Misconception(
        "kernel's sizes added instead of multiplied",
        "You add the kernel's height and width. A window has height times width numbers.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h + k_w, 1, bias),
    ),
)

multiply_adds: Sequence[Misconception] = (
    Misconception(
        "input channels forgotten",
        "Your numbers are those of one input channel. All of them go into each output element.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(1, c_o, k_h, k_w, h_out, w_out),
    ),
    Misconception(
        "output channels forgotten",
        "Your numbers are those of one output channel. Each output channel is as much work again.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i, 1, k_h, k_w, h_out, w_out),
    ),
    Misconception(
        "parameters instead of products",
        "You count the numbers of the kernel. Each is used once for every output element of its "
        "channel.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i, c_o, k_h, k_w, 1, 1),
    ),
    Misconception(
        "kernel forgotten",
        "You count the output's elements for each input channel. An element adds up a whole "
        "window.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i, c_o, 1, 1, h_out, w_out),
    ),
    Misconception(
        "products and additions counted apart",
        "You count twice as many: a product and its addition are one multiply-add.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: 2 * products(c_i, c_o, k_h, k_w, h_out, w_out),
    ),
    Misconception(
        "additions counted",
        "Each of your sums has one term less: you count the plus signs. Count the products.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, c_o, k_h, k_w, h_out, w_out) - products(1, c_o, 1, 1, h_out, w_out)
        ),
    ),
    Misconception(
        "bias counted as well",
        "You count the bias of each output element too. Only the products count here.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, c_o, k_h, k_w, h_out, w_out) + products(1, c_o, 1, 1, h_out, w_out)
        ),
    ),
    Misconception(
        "channels added instead of multiplied",
        "You add the numbers of channels. Each output channel uses each input channel.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i + c_o, 1, k_h, k_w, h_out, w_out),
    ),
    Misconception(
        "output taken for the input",
        "You take h_out and w_out for the image's size and make the output smaller once more. They "
        "are the output's size already.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, c_o, k_h, k_w, 1, 1) * (h_out - k_h + 1) * (w_out - k_w + 1)
        ),
    ),
    Misconception(
        "kernel height for both axes",
        "You take the kernel's height for its width as well.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i, c_o, k_h, k_h, h_out, w_out),
    ),
    Misconception(
        "kernel width for both axes",
        "You take the kernel's width for its height as well.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i, c_o, k_w, k_w, h_out, w_out),
    ),
    Misconception(
        "output height for both axes",
        "You take the output's height for its width as well.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i, c_o, k_h, k_w, h_out, h_out),
    ),
    Misconception(
        "output width for both axes",
        "You take the output's width for its height as well.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: products(c_i, c_o, k_h, k_w, w_out, w_out),
    ),
    Misconception(
        "window moved by its own size",
        "Your windows stand side by side. A window moves by one cell, so each output element has "
        "its own.",
        lambda c_i, c_o, k_h, k_w, h_out, w_out: (
            products(c_i, c_o, 1, 1, 1, 1) * (h_out - h_out % k_h) * (w_out - w_out % k_w)
        ),
    ),
)
