"""The exercise `receptive_field`: the input area that an output element of stacked layers sees.

An answer chooses sizes from the axes and lets them add to what is seen. Each of the two parts may
be wrong in its own way.
"""

from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import (
    Model,
    Part,
    Table,
    combined,
    named,
    named_in,
    one_after_another,
    parts_in,
    right,
    ways,
)
from course.checks.mistake_models import receptive_field as reference
from course.checks.rules import forbid


def _seen(sizes: Any) -> Any:
    """Compute the right answer from an array of whole numbers, shape (layers, 2)."""
    return np.array(reference([(int(k_h), int(k_w)) for k_h, k_w in sizes]))


def _growing(layers: Any, growth: Any, axes: Any) -> Model:
    """Build a model from the layers and sizes that it takes and the area that it computes."""

    def model(kernel_sizes: Any) -> Any:
        return tuple(growth(axes(layers(np.array(kernel_sizes, int).reshape(-1, 2)))))

    return model


def _two_layers(kernel_sizes: Any) -> Any:
    if len(kernel_sizes) != 2:
        raise ValueError
    return reference(kernel_sizes)


def _some_layers(kernel_sizes: Any) -> Any:
    if not kernel_sizes:
        raise IndexError
    return reference(kernel_sizes)


_GROWTHS: Table = {
    "sizes added up": (
        "Your numbers are sums of the sizes. Neighbouring windows overlap: what is seen already "
        "counts once.",
        lambda sizes: sizes.sum(0),
    ),
    "one added to the sum of the sizes": (
        "You add each kernel's whole size to the one cell at the start. Windows overlap: a kernel "
        "of size 1 adds nothing.",
        lambda sizes: sizes.sum(0) + 1,
    ),
    "one subtracted for the whole stack": (
        "You subtract 1 for the whole stack, which is right for two layers. Ask what each layer "
        "adds.",
        lambda sizes: sizes.sum(0) - 1,
    ),
    "first layer counted twice": (
        "The first layer counts twice: you start with its size and add it once more.",
        lambda sizes: _seen(sizes) + (sizes[0] if len(sizes) else 0),
        lambda sizes: _seen(sizes) + (sizes[0] - 1 if len(sizes) else 0),
    ),
    "only the last layer": (
        "Only the last layer is in your numbers: each overwrites what the ones before have added. "
        "Add to what there is.",
        lambda sizes: sizes[-1] - 1 if len(sizes) else np.ones(2),
    ),
    "subtracted instead of added": (
        "Your numbers become smaller with each layer. What is seen grows: add k - 1.",
        lambda sizes: 2 - _seen(sizes),
    ),
    "sizes multiplied": (
        "Your numbers are products of the sizes, as if each layer moved by the size of its kernel. "
        "Here each moves by one cell.",
        lambda sizes: sizes.prod(0),
    ),
    "starts at zero": (
        "Your numbers are 1 too small: without a layer an element sees one cell, itself.",
        lambda sizes: _seen(sizes) - 1,
    ),
    "one too many": (
        "Your numbers are 1 too large: a kernel of size 1 sees one cell.",
        lambda sizes: _seen(sizes) + 1,
    ),
    "only the largest kernel": (
        "Your numbers are those of the largest kernel. Each layer adds something.",
        lambda sizes: sizes.max(0),
        lambda sizes: sizes.max(0, initial=1),
    ),
}
_OTHER_GROWTHS: Table = {
    "only the last layer": (
        "Your numbers are those of the last layer. Each layer adds something to what is seen.",
        lambda sizes: _seen(sizes[-1:]),
        lambda sizes: sizes[-1],
    ),
    **{
        f"the {which} kernel for all layers": (
            f"In your numbers all layers have the {which} kernel. Each layer has its own.",
            lambda sizes, at=at: _seen(np.repeat(sizes[at:][:1], len(sizes), axis=0)),
        )
        for which, at in (("first", 0), ("last", -1))
    },
    **{
        f"size {n}x{n} hard-coded": (
            f"Your numbers are those of kernels of size {n}. Look at the sizes that you are given.",
            lambda sizes, n=n: _seen(np.full_like(sizes, n)),
        )
        for n in (2, 3)
    },
    "all sizes taken for odd": (
        "Your numbers are right where sizes are odd. An even kernel does not have equally many "
        "cells on both sides.",
        lambda sizes: 1 + 2 * (sizes // 2).sum(0),
    ),
    "one side of the kernels only": (
        "Each layer adds half a kernel in your numbers, the cells on one side. Those on the other "
        "side are seen as well.",
        lambda sizes: 1 + (sizes // 2).sum(0),
    ),
    "step doubled with each layer": (
        "Each further layer adds twice as much per cell in your numbers, as if windows moved by "
        "two cells in each layer. Here they move by one cell.",
        lambda sizes: 1 + 2 ** np.arange(len(sizes)) @ (sizes - 1),
        lambda sizes: 1 + 2 ** np.arange(len(sizes))[::-1] @ (sizes - 1),
    ),
    "step one larger with each layer": (
        "The second layer adds twice as much per cell in your numbers, the third three times as "
        "much. Each layer moves by one cell.",
        lambda sizes: 1 + np.arange(1, len(sizes) + 1) @ (sizes - 1),
    ),
    "number of layers added": (
        "You add the number of layers once too often: each layer adds its size minus one.",
        lambda sizes: _seen(sizes) + len(sizes),
    ),
    "growth counted on both sides": (
        "Each layer adds twice what it should, as if its kernel lay on both sides of the area. "
        "Half of it lies on each.",
        lambda sizes: 2 * _seen(sizes) - 1,
    ),
}
GROWTHS = (right(_seen), *parts_in(_GROWTHS), *parts_in(_OTHER_GROWTHS))

_LAYERS: Table = {
    "only the first layer": (
        "Your numbers are those of the first layer: is the return inside the loop?",
        lambda sizes: sizes[:1],
    ),
    "first layer left out": (
        "The first layer adds nothing in your numbers. Where does your loop start?",
        lambda sizes: sizes[1:],
    ),
    "last layer left out": (
        "The last layer adds nothing in your numbers. Where does your loop end?",
        lambda sizes: sizes[:-1],
    ),
    "equal layers once": (
        "Layers of the same size count only once, as in a set. Each layer counts.",
        lambda sizes: np.array(sorted(set(map(tuple, sizes)))).reshape(-1, 2),
    ),
}
LAYERS = (
    right(),
    *(
        Part(
            f"only the {which} two layers",
            f"Your numbers are those of the {which} two layers. Each layer adds something to those "
            "before it.",
            lambda sizes, part=part: sizes[part],
        )
        for which, part in (("first", slice(2)), ("last", slice(-2, None)))
    ),
    Part(
        "only the first layer and the last",
        "Your numbers are those of the first and the last layer. Each layer adds something.",
        lambda sizes: sizes[[0, -1]] if len(sizes) > 1 else sizes,
    ),
    Part(
        "only the first layer and the last",
        "Your numbers are those of the first and the last layer. Each layer adds something, and a "
        "single one only once.",
        lambda sizes: sizes[[0, -1]] if len(sizes) else sizes,
    ),
    *parts_in(_LAYERS),
)

_OWN = "Height and width grow by themselves, each from its own sizes."

_AXES: Table = {
    "height used for both axes": (
        f"Only the kernels' heights count in yours. {_OWN}",
        lambda sizes: sizes[:, [0, 0]],
    ),
    "width used for both axes": (
        f"Only the kernels' widths count in yours. {_OWN}",
        lambda sizes: sizes[:, [1, 1]],
    ),
    "height and width swapped": (
        "Your results are in the other order. Height comes first, in the sizes and in the result.",
        lambda sizes: sizes[:, ::-1],
    ),
    **{
        f"{words} of height and width": (
            f"You take the {words} of each kernel's height and width for both. {_OWN}",
            lambda sizes, choose=choose: np.repeat(choose(sizes, axis=1, keepdims=True), 2, axis=1),
        )
        for words, choose in (("larger", np.max), ("smaller", np.min))
    },
    "height and width in one sum": (
        f"Heights and widths add to the same number in yours. {_OWN}",
        lambda sizes: np.repeat(sizes.reshape(-1, 1), 2, axis=1),
    ),
}
AXES = ways(lambda sizes: sizes, _AXES)


def _read_as_strides(kernel_sizes: Any) -> Any:
    """Model pairs that are read as a size and a stride, the same on both axes."""
    seen, step = 1, 1
    for size, stride in kernel_sizes:
        seen += (size - 1) * step
        step *= stride
    return seen, seen


def _in_one_name(kernel_sizes: Any) -> Any:
    """Model a width that goes on from the height of the same layer."""
    rows = columns = 1
    for tall, wide in kernel_sizes:
        rows += tall - 1
        columns = rows + wide - 1
    return rows, columns


def _from_old_height(kernel_sizes: Any) -> Any:
    """Model a width that goes on from the height before the layer."""
    rows = columns = 1
    for tall, wide in kernel_sizes:
        rows, columns = rows + tall - 1, rows + wide - 1
    return rows, columns


def _from_width(model: Model) -> Model:
    """Build a model in which height and width have changed their parts."""
    return lambda kernel_sizes: model([size[::-1] for size in kernel_sizes])[::-1]


def _on_one_axis(growth: Any, axis: int) -> Model:
    """Build a model in which one of the two numbers grows by another rule."""

    def model(kernel_sizes: Any) -> Any:
        sizes = np.array(kernel_sizes, int).reshape(-1, 2)
        both = list(_seen(sizes))
        both[axis] = growth(sizes)[axis]
        return tuple(both)

    return model


_RESULTS: Table = {
    "width from the new height": (
        f"Your width goes on from the height, which has its new value by then. {_OWN}",
        _in_one_name,
    ),
    "width from the height": (
        f"Your width goes on from the height of the layers before. {_OWN}",
        _from_old_height,
    ),
    "height from the width": (
        f"Your height goes on from the width. {_OWN}",
        _from_width(_in_one_name),
        _from_width(_from_old_height),
    ),
    "pairs joined in place of added": (
        "Your result has two numbers more for each layer: + joins two tuples to a longer one. Add "
        "their numbers, one by one.",
        lambda kernel_sizes: (1, 1, *(k - 1 for size in kernel_sizes for k in size)),
        lambda kernel_sizes: (1, 1, *(k for size in kernel_sizes for k in size)),
    ),
    "number of pixels": (
        "Your number counts the pixels that are seen. Return the pair (height, width).",
        lambda kernel_sizes: np.prod(reference(kernel_sizes)),
    ),
    "one number": (
        f"You return one number. Return the pair (height, width). {_OWN}",
        lambda kernel_sizes: reference(kernel_sizes)[0],
        lambda kernel_sizes: reference(kernel_sizes)[1],
    ),
    "two layers assumed": (
        "Your code counts on two layers. A stack may have any number of them, or none.",
        _two_layers,
    ),
    "no layers not thought of": (
        "Your code counts on at least one layer. Without one an element sees only itself: (1, 1).",
        _some_layers,
        lambda kernel_sizes: reference(kernel_sizes) if kernel_sizes else (0, 0),
    ),
}
MISCONCEPTIONS = (
    *combined(_growing, LAYERS, GROWTHS, AXES),
    *named(
        "width taken for a stride",
        "You read each pair as the size of a kernel and its stride. It is the height and the width "
        "of a kernel, and all strides are 1.",
        _read_as_strides,
    ),
    *(
        Misconception(
            f"{part.name} in the {which}",
            f"In the {which}: {part.sentence[0].lower()}{part.sentence[1:]}",
            _on_one_axis(growth, axis),
        )
        for axis, which in enumerate(("height", "width"))
        for part, growth in (
            *((part, part.change) for part in GROWTHS[1:]),
            *((part, one_after_another(part.change, _seen)) for part in LAYERS[1:]),
        )
    ),
    *named_in(_RESULTS),
)

HEIGHT_AND_WIDTH = ("your first result (height)", "your second result (width)")

receptive_field = Exercise(
    name="receptive_field",
    reference=operations.receptive_field,
    by_hand=(forbid("course.operations.receptive_field"),),
    misconceptions=MISCONCEPTIONS,
    hints=(
        "How many cells does an element see if there is no layer at all? Put one layer with a 3 "
        "x 3 kernel in front of it: how many rows and columns are added?",
        "Neighbouring windows start one cell apart and overlap. So a kernel of height k_h adds k_h "
        "- 1 rows, however many are seen already. Widths grow in the same way, from their own "
        "sizes.",
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
            hint="Each layer adds k - 1 to height and width, which are 1 without any layer.",
        ),
        Property(
            "kernels that are not square",
            points=1,
            cases=(
                case(kernel_sizes=[(3, 1), (2, 5)]),
                case(kernel_sizes=[(1, 4), (5, 2)]),
                case(kernel_sizes=[(2, 6), (4, 3)]),
            ),
            results=HEIGHT_AND_WIDTH,
            hint="Height and width grow independently.",
        ),
    ),
)
