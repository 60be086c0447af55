"""The exercise `multiply_adds`: the number of products that a convolutional layer adds up.

Most models of mistakes call the reference with other sizes.
"""

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import multiply_adds as products
from course.checks.rules import forbid

MISCONCEPTIONS = (
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

multiply_adds = Exercise(
    name="multiply_adds",
    reference=operations.multiply_adds,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.operations.multiply_adds"),),
    hints=(
        "Pick a single number of the output. How many products were added up to make it?",
        "Each output number adds up one product for every number of its kernel, over all input "
        "channels. How many output numbers are there, over all output channels?",
        "Products for one output number: input channels times height times width of the kernel. "
        "Output numbers: output channels times height times width of the output. Multiply the "
        "two.",
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
            ),
            hint="How many products make one output element, and how many elements are there?",
        ),
    ),
)
