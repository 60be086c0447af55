"""The exercise `parameter_count`: the number of parameters of a convolutional layer.

Most models of mistakes call the reference with other sizes.
"""

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import parameter_count as count
from course.checks.rules import forbid

MISCONCEPTIONS = (
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
        "one bias for the whole layer, always",
        "You add 1, whatever the argument bias says. Each output channel has a bias of its own, if "
        "there are any.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, False) + 1,
    ),
    Misconception(
        "a bias for each place of the kernel",
        "You count a bias for each number of the window. Each output channel has one.",
        lambda c_i, c_o, k_h, k_w, bias: count(c_i, c_o, k_h, k_w, False) + bias * c_o * k_h * k_w,
    ),
    Misconception(
        "channels forgotten",
        "Your numbers are those of one kernel with a single channel. There is a window for each "
        "pair of an input and an output channel.",
        lambda c_i, c_o, k_h, k_w, bias: count(1, 1, k_h, k_w, bias),
    ),
    Misconception(
        "channels forgotten",
        "Your numbers are those of one window and the biases. There is a window for each pair of "
        "an input and an output channel.",
        lambda c_i, c_o, k_h, k_w, bias: count(1, 1, k_h, k_w, False) + bias * c_o,
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
            ),
            hint="How many numbers has one kernel, how many kernels are there, and which bias?",
        ),
    ),
)
