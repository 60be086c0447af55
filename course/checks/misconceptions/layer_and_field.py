"""Known mistakes of chapter one, cross-correlation: `Conv2D` and `receptive_field`."""

from typing import Any

import numpy as np

from course.checks.exercise import Misconception
from course.checks.misconceptions.cross_correlation import Model, named
from course.checks.misconceptions.operations import convolve, cross_correlate
from course.checks.misconceptions.operations import receptive_field as reference

SHAPES = "has a weight and a bias of the right shapes, both trained"
WEIGHT = "cross-correlates its input with the weight"
BIAS = "adds the bias to every output element"


def _shapes(name: str, sentence: str, model: Model) -> Misconception:
    """A mistake in the parameters: (shape of weight, shape of bias, number trained)."""
    return Misconception(name, sentence, model, (SHAPES,))


def _without_bias(X: Any, kernel: Any, bias: Any = None) -> Any:
    """A layer whose bias is asked for in vain."""
    if bias is None:
        raise AttributeError
    return cross_correlate(X, kernel)


def _first_only(X: Any, kernel: Any, bias: Any) -> Any:
    Y = cross_correlate(X, kernel).numpy()
    Y[0, 0] += bias[0]
    return Y


CONV2D = (
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
        "kernel transposed",
        "Your numbers are those of the transposed kernel. The layer slides it as it is.",
        lambda X, kernel, bias: cross_correlate(X, kernel.T) + bias,
    ),
)


def _sizes(kernel_sizes: Any) -> Any:
    """The sizes as an array of whole numbers, (layers, 2)."""
    return np.array(kernel_sizes, int).reshape(-1, 2)


def _two_layers(kernel_sizes: Any) -> Any:
    if len(kernel_sizes) != 2:
        raise ValueError
    return reference(kernel_sizes)


def _some_layers(kernel_sizes: Any) -> Any:
    if not kernel_sizes:
        raise IndexError
    return reference(kernel_sizes)


def _one_size(axis: int) -> Model:
    """One axis of the kernels counts for both."""
    return lambda kernel_sizes: reference([(size[axis], size[axis]) for size in kernel_sizes])


_OWN = "Height and width grow by themselves, each from its own sizes."

RECEPTIVE_FIELD = (
    *named(
        "sizes added up",
        "Your numbers are the sums of the sizes. Neighbouring windows overlap: what is seen "
        "already counts once.",
        lambda kernel_sizes: tuple(_sizes(kernel_sizes).sum(0)),
    ),
    *named(
        "one added to the sum of the sizes",
        "You add each kernel's whole size to the one cell at the start. Windows overlap: a kernel "
        "of size 1 adds nothing.",
        lambda kernel_sizes: tuple(_sizes(kernel_sizes).sum(0) + 1),
    ),
    *named(
        "one subtracted for the whole stack",
        "You subtract 1 for the whole stack, which is right for two layers. Ask what each layer "
        "adds.",
        lambda kernel_sizes: tuple(_sizes(kernel_sizes).sum(0) - 1),
    ),
    *named(
        "sizes multiplied",
        "Your numbers are the products of the sizes, as if each layer moved by the size of its "
        "kernel. Here each moves by one cell.",
        lambda kernel_sizes: tuple(_sizes(kernel_sizes).prod(0)),
    ),
    *named(
        "starts at zero",
        "Your numbers are 1 too small: without a layer an element sees one cell, itself.",
        lambda kernel_sizes: tuple(np.array(reference(kernel_sizes)) - 1),
    ),
    *named(
        "only the largest kernel",
        "Your numbers are those of the largest kernel. Each layer adds something.",
        lambda kernel_sizes: tuple(_sizes(kernel_sizes).max(0)),
        lambda kernel_sizes: tuple(_sizes(kernel_sizes).max(0, initial=1)),
    ),
    *named(
        "only the last layer",
        "Your numbers are those of the last layer. Each layer adds something to what is seen.",
        lambda kernel_sizes: reference(kernel_sizes[-1:]),
        lambda kernel_sizes: tuple(kernel_sizes[-1]),
    ),
    *named(
        "only the first layer",
        "Your numbers are those of the first layer: is the return inside the loop?",
        lambda kernel_sizes: reference(kernel_sizes[:1]),
    ),
    *named(
        "size 2x2 hard-coded",
        "Your numbers are those of kernels of size 2. Look at the sizes that you are given.",
        lambda kernel_sizes: reference([(2, 2)] * len(kernel_sizes)),
    ),
    *named(
        "all sizes taken for odd",
        "Your numbers are right where sizes are odd. An even kernel does not have equally many "
        "cells on both sides.",
        lambda kernel_sizes: tuple(1 + 2 * (_sizes(kernel_sizes) // 2).sum(0)),
    ),
    *named(
        "height used for both axes",
        f"Only the kernels' heights count in yours. {_OWN}",
        _one_size(0),
    ),
    *named(
        "width used for both axes", f"Only the kernels' widths count in yours. {_OWN}", _one_size(1)
    ),
    *named(
        "height and width swapped",
        "Your results are in the other order. Height comes first, in the sizes and in the result.",
        lambda kernel_sizes: reference(kernel_sizes)[::-1],
    ),
    *named(
        "number of pixels",
        "Your number counts the pixels that are seen. Return the pair (height, width).",
        lambda kernel_sizes: np.prod(reference(kernel_sizes)),
    ),
    *named(
        "one number",
        f"You return one number. Return the pair (height, width). {_OWN}",
        lambda kernel_sizes: reference(kernel_sizes)[0],
        lambda kernel_sizes: reference(kernel_sizes)[1],
    ),
    *named(
        "two layers assumed",
        "Your code counts on two layers. A stack may have any number of them, or none.",
        _two_layers,
    ),
    *named(
        "no layers not thought of",
        "Your code counts on at least one layer. Without one an element sees only itself: (1, 1).",
        _some_layers,
        lambda kernel_sizes: reference(kernel_sizes) if kernel_sizes else (0, 0),
    ),
)
