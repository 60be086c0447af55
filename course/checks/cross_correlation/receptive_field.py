"""The exercise `receptive_field`: the input area that an output element of stacked layers sees."""

from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import Model, named
from course.checks.mistake_models import receptive_field as reference
from course.checks.rules import forbid


def _sizes(kernel_sizes: Any) -> Any:
    """Convert the sizes to an array of whole numbers, shape (layers, 2)."""
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
    """Build a model that uses one axis of the kernels for both."""
    return lambda kernel_sizes: reference([(size[axis], size[axis]) for size in kernel_sizes])


_OWN = "Height and width grow by themselves, each from its own sizes."

MISCONCEPTIONS = (
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

HEIGHT_AND_WIDTH = ("your first result (height)", "your second result (width)")

receptive_field = Exercise(
    name="receptive_field",
    reference=operations.receptive_field,
    by_hand=(forbid("course.operations.receptive_field"),),
    misconceptions=MISCONCEPTIONS,
    hints=(
        "How many cells does an element see if there is no layer at all? Put one layer with a 3"
        " x 3 kernel in front of it: how many rows and columns are added?",
        "Neighbouring windows start one cell apart and overlap. So a kernel of height k_h adds "
        "k_h - 1 rows to what is seen already, whatever that is. Widths grow in the same way, "
        "from their own sizes.",
        "Start height and width at 1. For each pair in the list, add the kernel's height minus "
        "one to the height, and its width minus one to the width. Return the pair after the "
        "loop. An empty list then gives (1, 1) without a special case.",
    ),
    properties=(
        Property(
            "stacks of any number of layers",
            points=1,
            cases=(
                case(kernel_sizes=[(2, 2), (2, 2)]),
                case(kernel_sizes=[(3, 3), (5, 5), (2, 2)]),
                case(kernel_sizes=[(4, 4)]),
                case(kernel_sizes=[]),
            ),
            results=HEIGHT_AND_WIDTH,
            hint="What does each further layer add to what is seen already? Without one an output "
            "sees itself.",
        ),
        Property(
            "kernels that are not square",
            points=1,
            cases=(case(kernel_sizes=[(3, 1), (2, 5)]), case(kernel_sizes=[(1, 4), (5, 2)])),
            results=HEIGHT_AND_WIDTH,
            hint="Height and width grow by themselves.",
        ),
    ),
)
