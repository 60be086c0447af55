"""The exercise `Conv2D`: a convolutional layer with a weight and a bias."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from course import operations
from course.checks import drivers
from course.checks.cross_correlation.corr2d import padded
from course.checks.cross_correlation.inputs import BAND, X_5X5
from course.checks.exercise import Exercise, Misconception, Note, Property, case
from course.checks.mistake_models import (
    Model,
    Part,
    Table,
    combined,
    convolve,
    cross_correlate,
    cross_correlate_same,
    named_in,
    parts_in,
    right,
    ways,
)
from course.checks.window_models import PADDINGS
from course.checks.windows import find_window

SHAPES = "has a weight and a bias of the right shapes, both trained"
WEIGHT = "cross-correlates its input with the weight"
BIAS = "adds the bias to every output element"


def _shapes(weight: Callable[..., Any], bias: Callable[..., Any]) -> Model:
    """Build a model of the parameters: weight's shape, bias' shape, number of trained arrays."""

    def model(X: Any, kernel_size: tuple[int, int]) -> Any:
        shape = weight(X, kernel_size)
        return shape, bias(X, kernel_size, shape), 2

    return model


def _output_shape(X: Any, size: Sequence[int]) -> tuple[int, ...]:
    return tuple(n - k + 1 for n, k in zip(X.shape, size, strict=True))


def _called(
    correlate: Model, add_bias: Callable[[Any, Any, Any], Any], finish: Callable[[Any], Any]
) -> Model:
    """Build a model of a call, from what each of its steps computes."""
    return lambda X, kernel, bias: finish(
        add_bias(np.asarray(correlate(X, kernel, bias)), kernel, bias)
    )


def _without_bias(X: Any, kernel: Any, bias: Any = None) -> Any:
    """Model a layer without a bias: reading it raises."""
    if bias is None:
        raise AttributeError
    return cross_correlate(X, kernel)


def _to_the_first(Y: Any, kernel: Any, bias: Any) -> Any:
    Y = np.array(Y)
    Y[0, 0] += bias[0]
    return Y


_WEIGHT_SHAPES: Table = {
    "kernel as large as the input": (
        "Your weight has the shape of the input: that is what build is given. The kernel's size "
        "came to __init__.",
        lambda X, size: X.shape,
    ),
    "kernel's height and width swapped": (
        "The shape of your weight is turned round. A kernel's size is (height, width).",
        lambda X, size: size[::-1],
    ),
    "only one length of the kernel": (
        "Your weight is a square, though the size asked for is none. A kernel's size is (height, "
        "width).",
        lambda X, size: (size[0],) * 2,
        lambda X, size: (size[1],) * 2,
    ),
    "axes for channels": (
        "Your weight has axes for channels, as in Keras. Here it has two: (height, width).",
        lambda X, size: (*size, 1, 1),
    ),
    "weight as large as the output": (
        "Your weight has the shape of the output. It is the kernel, whose size came to __init__.",
        _output_shape,
    ),
    "one number for the whole weight": (
        "Your weight has a single axis, of as many numbers as the kernel. Its shape is (height, "
        "width).",
        lambda X, size: (size[0] * size[1],),
    ),
    **{
        f"size {n}x{n} hard-coded": (
            f"Your weight is {n} x {n}, whatever size is asked for. The kernel's size came to "
            "__init__.",
            lambda X, size, n=n: (n, n),
        )
        for n in (1, 2, 3, 5)
    },
}
WEIGHT_SHAPES = ways(lambda X, size: size, _WEIGHT_SHAPES)

_BIAS_SHAPES: Table = {
    "bias with a number for each row or column": (
        "Your bias has a number for each row or column of the kernel. It is a single number.",
        lambda X, size, weight: weight[:1],
        lambda X, size, weight: weight[1:2],
    ),
    "bias with two axes": (
        "Your bias has two axes. Its shape should be (1,): one axis, one number.",
        lambda X, size, weight: (1, 1),
    ),
    "bias as large as the kernel": (
        "Your bias has a number for every element of the kernel. It is a single number.",
        lambda X, size, weight: weight,
    ),
    "bias as large as the output": (
        "Your bias has a number for every element of the output. It is a single number.",
        lambda X, size, weight: _output_shape(X, weight[:2]),
    ),
}
BIAS_SHAPES = (
    right(lambda X, size, weight: (1,)),
    *parts_in(_BIAS_SHAPES),
    *(
        Part(
            "bias with a number for each row or column",
            "Your bias has a number for each row or column of the output. It is a single number.",
            lambda X, size, weight, axis=axis: (X.shape[axis] - weight[axis] + 1,),
        )
        for axis in (0, 1)
    ),
    Part(
        "bias without an axis",
        "Your bias has no axis. Its shape should be (1,): one axis, one number.",
        lambda X, size, weight: (),
    ),
)

_CORRELATIONS: Table = {
    "bias added to the input": (
        "The bias was added to the input, so that the kernel multiplies it. Add it once to every "
        "element of the output.",
        lambda X, kernel, bias: cross_correlate(X + bias, kernel) - bias,
    ),
    "bias added to the kernel": (
        "The bias was added to the kernel. Add it once to every element of the output.",
        lambda X, kernel, bias: cross_correlate(X, kernel + bias) - bias,
    ),
    "kernel flipped": (
        "Your kernel was flipped, as in a convolution. The layer slides it as it is.",
        lambda X, kernel, bias: convolve(X, kernel),
    ),
    "kernel transposed": (
        "Your kernel was transposed. The layer slides it as it is.",
        lambda X, kernel, bias: cross_correlate(X, kernel.T),
    ),
    "mean instead of sum": (
        "Your outputs are divided by the size of the kernel. The layer adds the products up.",
        lambda X, kernel, bias: cross_correlate(X, kernel) / kernel.size,
    ),
    "everything added up": (
        "You add all outputs up to one number. The layer returns all of them.",
        lambda X, kernel, bias: np.sum(cross_correlate(X, kernel)),
    ),
    "kernel ignored": (
        "Your outputs do not depend on the weight: the input is added up as it is.",
        lambda X, kernel, bias: cross_correlate(X, np.ones_like(kernel)),
    ),
    "zeros padded": (
        "Your output is as large as the input, as with SAME. This layer does not pad: its windows "
        "stay inside.",
        lambda X, kernel, bias: cross_correlate_same(X, kernel),
    ),
}
CORRELATIONS = (
    *ways(lambda X, kernel, bias: cross_correlate(X, kernel), _CORRELATIONS),
    *(
        Part(
            "padded",
            f"You pad the input with {words} on every side. This layer does not pad: its windows "
            "stay inside.",
            lambda X, kernel, bias, by=by: padded(by, X, kernel),
        )
        for words, by in PADDINGS.items()
    ),
    Part(
        "activation",
        "Negative numbers are cut off. This layer has no activation: it keeps the sign.",
        lambda X, kernel, bias: np.maximum(cross_correlate(X, kernel), 0),
    ),
)

_BIASES: Table = {
    "bias not added": (
        "Your outputs are without the bias. Add it to every element.",
        lambda Y, kernel, bias: Y,
    ),
    "bias multiplied": ("You multiply by the bias. It is added.", lambda Y, kernel, bias: Y * bias),
    "bias twice": (
        "The bias is added twice. Add it once to every element of the output.",
        lambda Y, kernel, bias: Y + 2 * bias,
    ),
    "bias added to every product": (
        "The bias counts as often as the kernel has elements. Add it once, after the sum.",
        lambda Y, kernel, bias: Y + bias * kernel.size,
    ),
    "bias added to the first element only": (
        "Only the first element has the bias. All elements get it.",
        _to_the_first,
    ),
    "bias subtracted": ("You subtract the bias. It is added.", lambda Y, kernel, bias: Y - bias),
}
BIASES = ways(lambda Y, kernel, bias: Y + bias, _BIASES)

_FINISHES: Table = {
    "transposed": (
        "Your output is the transpose: rows stand as columns.",
        np.transpose,
    ),
    "axes of length 1 dropped": (
        "Where an axis of the output has length 1 it is gone. The output always has a height and a "
        "width.",
        np.squeeze,
    ),
    "axes of batch and channels kept": (
        "Your output has axes for a batch or for channels. The input has two axes, and so has the "
        "output.",
        lambda Y: Y[None, ..., None],
        lambda Y: Y[..., None],
        lambda Y: Y[None],
    ),
}
FINISHES = (
    right(),
    Part(
        "activation",
        "Negative numbers are cut off. This layer has no activation: it keeps the sign.",
        lambda Y: np.maximum(Y, 0),
    ),
    *(
        Part(
            "activation",
            f"Your outputs went through {words}. This layer has no activation: it returns the sums "
            "as they are.",
            change,
        )
        for words, change in (
            ("a sigmoid", lambda Y: 1 / (1 + np.exp(-Y))),
            ("tanh", np.tanh),
            ("abs", np.abs),
            ("a softmax", lambda Y: np.exp(Y) / np.exp(Y).sum(axis=-1, keepdims=True)),
        )
    ),
    *parts_in(_FINISHES),
)

_PARAMETERS: Table = {
    "weight and bias exchanged": (
        "Weight and bias have each other's shape. The weight is the kernel, the bias one number.",
        lambda X, kernel_size: ((1,), kernel_size, 2),
    ),
    "nothing is trained": (
        "Keras does not know your parameters, so it would train neither: let the layer add them.",
        lambda X, kernel_size: (kernel_size, (1,), 0),
    ),
    "more than two parameters": (
        "Keras trains more arrays of yours than two. The layer has a weight and a bias.",
        lambda X, kernel_size: (kernel_size, (1,), 3),
    ),
    "one parameter not trained": (
        "Keras would train one of your two parameters only: let the layer add both, trainable.",
        lambda X, kernel_size: (kernel_size, (1,), 1),
    ),
}
MISCONCEPTIONS = (
    *(
        replace(each, properties=(SHAPES,))
        for each in (*combined(_shapes, WEIGHT_SHAPES, BIAS_SHAPES), *named_in(_PARAMETERS))
    ),
    Misconception(
        "no bias",
        "Your layer has no bias. A convolutional layer adds one number to all its outputs.",
        _without_bias,
        (SHAPES, WEIGHT, BIAS),
    ),
    *combined(_called, CORRELATIONS, BIASES, FINISHES),
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
