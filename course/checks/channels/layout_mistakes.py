"""Mistakes with the order of axes, in `to_channels_last` and `kernel_to_hwio`."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course.checks.channels.channel_mistakes import needs
from course.checks.mistake_models import (
    Lengths,
    Model,
    Table,
    before,
    index_slips,
    keep_only,
    named,
    one_for_all,
    shape_slips,
)
from nbproctor.checks.exercise import Misconception

UNCHANGED = Misconception(
    "unchanged",
    "You return what you were given. Moving axes makes a new array and leaves the old one alone: "
    "is it kept?",
    lambda array: array,
)


def cut_to_square(array: Any) -> Any:
    """Use the height as the width: drop extra columns, raise if columns are missing."""
    needs(array.shape[0] <= array.shape[1])
    return array[:, : len(array)]


def layout_slips(
    what: str,
    names: Sequence[str],
    order: Sequence[int],
    letters: str,
    form: Callable[[Lengths], Model],
) -> tuple[Misconception, ...]:
    """Return the mistakes of loops that put the axes of an array into another order.

    Args:
        what: the name of the array.
        names: what its axes count.
        order: the axes of the array in the order of the result.
        letters: of the loops' indices, in the order of the array's axes.
        form: builds the model of an answer that moves more than one number at once, from a function
            that reads the lengths of a shape.
    """
    right = tuple(range(len(order)))

    def move(
        array: Any,
        loops: Sequence[int],
        lengths: Sequence[int] | None = None,
        source: Sequence[int] | None = None,
        target: Sequence[int] = order,
    ) -> Any:
        result = np.zeros([(lengths or array.shape)[axis] for axis in order])
        for index in np.ndindex(*loops):
            value = array[tuple(index[axis] for axis in source or right)]
            result[tuple(index[axis] for axis in target)] = value
        return result

    def in_loops(lengths: Lengths) -> tuple[Model, Model]:
        return (
            lambda array: move(array, lengths(array.shape), lengths(array.shape)),
            form(lengths),
        )

    found = [*shape_slips(what, names, in_loops)]
    for other in itertools.permutations(right):
        if other != right:
            found.append(
                Misconception(
                    "indices in another order",
                    f"You read the element [{', '.join(letters[place] for place in other)}] in "
                    f"place of [{', '.join(letters)}], where {', '.join(letters)} count "
                    f"{', '.join(names)}.",
                    lambda array, other=other: move(array, array.shape, source=other),
                )
            )
        if other != tuple(order):
            found.append(
                Misconception(
                    "written in another order",
                    f"You write to [{', '.join(letters[place] for place in other)}] of the result. "
                    f"Its axes are [{', '.join(letters[axis] for axis in order)}], where "
                    f"{', '.join(letters)} count {', '.join(names)}.",
                    lambda array, other=other: move(array, array.shape, target=other),
                )
            )
    for axis, other_axis in itertools.permutations(right, 2):
        loops = [other_axis if each == axis else each for each in right]
        found.append(
            Misconception(
                "loop of another length",
                f"Your loop over the {names[axis]} runs as often as there are {names[other_axis]}.",
                lambda array, loops=loops: move(array, [array.shape[each] for each in loops]),
            )
        )
    return tuple(found)


def reversed_axes(names: Sequence[str]) -> Table:
    """Return the mistakes of an array with an axis in reverse order."""
    return {
        row: index_slips(name, axis)[row]
        for axis, name in enumerate(names)
        for row in [f"{name} in reverse order"]
    }


def loops_left_out(rank: int, model: Model) -> tuple[Misconception, ...]:
    """Return the mistakes of loops that leave out the first or the last index of an axis."""
    return named(
        "loops leave out the first or last",
        "Zeros stand where the first or the last channel, row or column belongs. Where do your "
        "loops start, and where do they end?",
        *(
            lambda array, part=(*[slice(None)] * axis, part): model(keep_only(array, part))
            for axis in range(rank)
            for part in (slice(1, None), slice(-1))
        ),
    )


def reshape_after(names: Sequence[str], order: Sequence[int], model: Model) -> Misconception:
    """Return the mistake of a reshape to the right shape, after axes were put into an order."""
    return Misconception(
        "reshape after a transpose",
        "The shape is right, but you have it from a reshape, which cuts the row of numbers at "
        f"other places. Before it your axes are {', '.join(names[axis] for axis in order)}: move "
        "the axes alone.",
        lambda array: array.transpose(order).reshape(model(array).shape),
    )


def axis_slips(names: Sequence[str], model: Model) -> tuple[Misconception, ...]:
    """Return the mistakes with an index of one axis of the input of a model."""
    return tuple(
        each
        for axis, name in enumerate(names)
        for table in (index_slips(name, axis), one_for_all(name, axis))
        for each in before(table, model)
    )
