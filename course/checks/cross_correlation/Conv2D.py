"""The exercise `Conv2D`: a convolutional layer with a weight and a bias."""

from typing import Any

import numpy as np

from course import operations
from course.checks import drivers
from course.checks.cross_correlation.inputs import BAND, X_5X5
from course.checks.exercise import Exercise, Misconception, Note, Property, case
from course.checks.mistake_models import (
    Model,
    convolve,
    cross_correlate,
    cross_correlate_same,
    named,
)
from course.checks.windows import find_window

SHAPES = "has a weight and a bias of the right shapes, both trained"
WEIGHT = "cross-correlates its input with the weight"
BIAS = "adds the bias to every output element"


def _shapes(name: str, sentence: str, model: Model) -> Misconception:
    """Model a mistake in the parameters: weight's shape, bias' shape, number of trained arrays."""
    return Misconception(name, sentence, model, (SHAPES,))


def _without_bias(X: Any, kernel: Any, bias: Any = None) -> Any:
    """Model a layer without a bias: reading it raises."""
    if bias is None:
        raise AttributeError
    return cross_correlate(X, kernel)


def _first_only(X: Any, kernel: Any, bias: Any) -> Any:
    Y = cross_correlate(X, kernel).numpy()
    Y[0, 0] += bias[0]
    return Y


MISCONCEPTIONS = (
    _shapes(
        "kernel as large as the input",
        "Your weight has the shape of the input: that is what build is given. The kernel's size "
        "came to __init__.",
        lambda X, kernel_size: (X.shape, (1,), 2),
    ),
    _shapes(
        "kernel's height and width swapped",
        "The shape of your weight is turned round. A kernel's size is (height, width).",
        lambda X, kernel_size: (kernel_size[::-1], (1,), 2),
    ),
    _shapes(
        "only one length of the kernel",
        "Your weight is a square, though the size asked for is none. A kernel's size is (height, "
        "width).",
        lambda X, kernel_size: ((kernel_size[0],) * 2, (1,), 2),
    ),
    _shapes(
        "only one length of the kernel",
        "Your weight is a square, though the size asked for is none. A kernel's size is (height, "
        "width).",
        lambda X, kernel_size: ((kernel_size[1],) * 2, (1,), 2),
    ),
    _shapes(
        "axes for channels",
        "Your weight has axes for channels, as in Keras. Here it has two: (height, width).",
        lambda X, kernel_size: ((*kernel_size, 1, 1), (1,), 2),
    ),
    _shapes(
        "bias with a number for each row or column",
        "Your bias has a number for each row or column of the kernel. It is a single number.",
        lambda X, kernel_size: (kernel_size, kernel_size[:1], 2),
    ),
    _shapes(
        "bias with a number for each row or column",
        "Your bias has a number for each row or column of the kernel. It is a single number.",
        lambda X, kernel_size: (kernel_size, kernel_size[1:], 2),
    ),
    _shapes(
        "bias with two axes",
        "Your bias has two axes. Its shape should be (1,): one axis, one number.",
        lambda X, kernel_size: (kernel_size, (1, 1), 2),
    ),
    _shapes(
        "weight and bias exchanged",
        "Weight and bias have each other's shape. The weight is the kernel, the bias one number.",
        lambda X, kernel_size: ((1,), kernel_size, 2),
    ),
    _shapes(
        "size 2x2 hard-coded",
        "Your weight is 2 x 2, whatever size is asked for. The kernel's size came to __init__.",
        lambda X, kernel_size: ((2, 2), (1,), 2),
    ),
    _shapes(
        "bias as large as the kernel",
        "Your bias has a number for every element of the kernel. It is a single number.",
        lambda X, kernel_size: (kernel_size, kernel_size, 2),
    ),
    _shapes(
        "bias as large as the output",
        "Your bias has a number for every element of the output. It is a single number.",
        lambda X, kernel_size: (
            kernel_size,
            cross_correlate(X, np.zeros(kernel_size)).shape,
            2,
        ),
    ),
    _shapes(
        "bias without an axis",
        "Your bias has no axis. Its shape should be (1,): one axis, one number.",
        lambda X, kernel_size: (kernel_size, (), 2),
    ),
    _shapes(
        "nothing is trained",
        "Keras does not know your parameters, so it would train neither: let the layer add them.",
        lambda X, kernel_size: (kernel_size, (1,), 0),
    ),
    _shapes(
        "one parameter not trained",
        "Keras would train one of your two parameters only: let the layer add both, trainable.",
        lambda X, kernel_size: (kernel_size, (1,), 1),
    ),
    Misconception(
        "no bias",
        "Your layer has no bias. A convolutional layer adds one number to all its outputs.",
        _without_bias,
        (SHAPES, WEIGHT, BIAS),
    ),
    *named(
        "bias not added",
        "Your outputs are without the bias. Add it to every element.",
        lambda X, kernel, bias: cross_correlate(X, kernel),
    ),
    *named(
        "bias added to the input",
        "The bias was added to the input, so that the kernel multiplies it. Add it once to every "
        "element of the output.",
        lambda X, kernel, bias: cross_correlate(X + bias, kernel),
    ),
    *named(
        "bias multiplied",
        "You multiply by the bias. It is added.",
        lambda X, kernel, bias: cross_correlate(X, kernel) * bias,
    ),
    *named(
        "bias twice",
        "The bias is added twice. Add it once to every element of the output.",
        lambda X, kernel, bias: cross_correlate(X, kernel) + 2 * bias,
    ),
    *named(
        "bias added to the kernel",
        "The bias was added to the kernel. Add it once to every element of the output.",
        lambda X, kernel, bias: cross_correlate(X, kernel + bias),
    ),
    *named(
        "bias added to every product",
        "The bias counts as often as the kernel has elements. Add it once, after the sum.",
        lambda X, kernel, bias: cross_correlate(X, kernel) + bias * kernel.size,
    ),
    *named(
        "bias added to the first element only",
        "Only the first element has the bias. All elements get it.",
        _first_only,
    ),
    *named(
        "bias subtracted",
        "You subtract the bias. It is added.",
        lambda X, kernel, bias: cross_correlate(X, kernel) - bias,
    ),
    *named(
        "activation",
        "Negative numbers are cut off. This layer has no activation: it keeps the sign.",
        lambda X, kernel, bias: np.maximum(cross_correlate(X, kernel), 0) + bias,
        lambda X, kernel, bias: np.maximum(cross_correlate(X, kernel) + bias, 0),
    ),
    *named(
        "kernel flipped",
        "Your numbers are those of a convolution: the kernel was flipped. The layer slides it as "
        "it is.",
        lambda X, kernel, bias: convolve(X, kernel) + bias,
    ),
    *named(
        "zeros padded",
        "Your output is as large as the input, as with SAME. This layer does not pad: its windows "
        "stay inside.",
        lambda X, kernel, bias: cross_correlate_same(X, kernel) + bias,
    ),
    *named(
        "kernel ignored",
        "Your outputs do not depend on the weight: the input is added up as it is.",
        lambda X, kernel, bias: cross_correlate(X, np.ones_like(kernel)) + bias,
    ),
    *named(
        "axes of length 1 dropped",
        "Where an axis of the output has length 1 it is gone. The output always has a height and a "
        "width.",
        lambda X, kernel, bias: np.squeeze(cross_correlate(X, kernel) + bias),
    ),
    *named(
        "axes of batch and channels kept",
        "Your output has axes for a batch or for channels. The input has two axes, and so has the "
        "output.",
        lambda X, kernel, bias: (cross_correlate(X, kernel) + bias).numpy()[None, ..., None],
        lambda X, kernel, bias: (cross_correlate(X, kernel) + bias).numpy()[..., None],
        lambda X, kernel, bias: (cross_correlate(X, kernel) + bias).numpy()[None],
    ),
    *named(
        "kernel transposed",
        "Your numbers are those of the transposed kernel. The layer slides it as it is.",
        lambda X, kernel, bias: cross_correlate(X, kernel.T) + bias,
    ),
)

# Flipping or transposing this kernel changes nothing, so only mistakes with the bias show.
K_SYMMETRIC = np.array([[1.0, 2], [2, 1]])

Conv2D = Exercise(
    name="Conv2D",
    reference=lambda X, kernel, bias: operations.cross_correlate(X, kernel) + bias,
    driver=drivers.layer_output,
    terms=lambda X, kernel, *bias: np.size(kernel) + 1,
    window=lambda index, X, kernel, *bias: {"X": find_window(index, kernel.shape)},
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Ask three questions, one for each method. What must the layer remember before it sees an "
        "input? Which numbers will be trained? What does it do with an input?",
        "__init__ keeps the kernel's size in an attribute of self. build adds a weight as large "
        "as the kernel and a bias of one number. call cross-correlates the input with the "
        "weight and adds the bias.",
        "In build, call self.add_weight twice, each time with a shape: the kernel's size that "
        "__init__ kept, and a tuple with a single 1 in it (mind its comma). Keep the results as "
        "self.weight and self.bias. You do not need input_shape. In call, hand the inputs and "
        "self.weight to cross_correlate, add self.bias, and return the sum.",
    ),
    notes=(
        Note(
            drivers.starts_with_different_weights,
            case(X=BAND, kernel_size=(5, 4)),
            "All numbers of your weight are equal at the start. Kernels that start equal stay "
            "equal; let add_weight draw them at random.",
        ),
        Note(
            drivers.lets_a_tape_follow,
            case(X=BAND, kernel_size=(2, 3)),
            "The outputs are right, but training could not follow how they were made: NumPy keeps "
            "no record of that, and TensorFlow does. cross_correlate is made of TensorFlow's "
            "operations.",
        ),
    ),
    properties=(
        Property(
            SHAPES,
            points=1,
            cases=(case(X=BAND, kernel_size=(2, 3)), case(X=BAND, kernel_size=(5, 4))),
            driver=drivers.layer_shapes,
            reference=lambda X, kernel_size: (kernel_size, (1,), 2),
            results=("shape of weight", "shape of bias", "number of trained weights"),
            hint="build receives the shape of the input; __init__ received the kernel's size.",
        ),
        Property(
            WEIGHT,
            points=1,
            cases=(
                case(X=X_5X5, kernel=np.array([[1, -2], [0, 1], [-3, 0.0]]), bias=np.zeros(1)),
                case(X=X_5X5[:3], kernel=np.array([[1, -2], [0, 1], [-3, 0.0]]), bias=np.zeros(1)),
            ),
            hint="call(inputs) slides self.weight over a two-dimensional input.",
        ),
        Property(
            BIAS,
            points=1,
            cases=(case(X=X_5X5, kernel=K_SYMMETRIC, bias=np.array([0.5])),),
            hint="The bias is one number, added once to each element of the output.",
        ),
    ),
)
