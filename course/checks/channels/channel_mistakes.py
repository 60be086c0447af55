"""Mistakes with channels that several exercises share, and building blocks for their models.

The models call the reference with other inputs, in float64. A model raises where the mistake itself
would raise, because shapes do not fit or an index is out of range.
"""

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from course.checks.mistake_models import (
    Lengths,
    Model,
    Table,
    before,
    cross_correlate_channels,
    index_slips,
    keep_only,
    named,
    one_for_all,
    shape_slips,
    with_fractions_cut,
)
from course.checks.window_mistakes import shift_mistakes
from course.checks.window_models import (
    PADDINGS,
    Loop,
    correlation_by_shifts,
    correlation_of_channels,
    join_models,
)
from nbproctor.checks.exercise import Misconception


def correlate(X: Any, K: Any) -> Any:
    """Compute the reference as an array; raise if the numbers of channels differ."""
    needs(len(X) == K.shape[-3])
    return np.asarray(cross_correlate_channels(X.astype(np.float64), K))


def needs(condition: bool) -> None:
    """Raise, as the mistake itself would, unless the condition holds."""
    if not condition:
        raise ValueError("The shapes do not fit.")


def apart(X: Any, K: Any) -> Any:
    """Correlate each channel with its own kernel, as a depthwise layer does.

    >>> apart(np.ones((2, 3, 3)), np.array([[[1.0]], [[2.0]]]))[:, 0, 0].tolist()
    [1.0, 2.0]
    """
    return correlate(X, np.eye(len(K))[:, :, np.newaxis, np.newaxis] * K)


def first(count: int, array: Any, axis: int = 0) -> Any:
    """Return the first `count` channels; raise if there are fewer."""
    return np.take(array, range(count), axis)


def under_window(K: Any, height: int, width: int) -> Any:
    """Return the kernel as NumPy broadcasts it to windows of another size."""
    for axis, size in ((-2, height), (-1, width)):
        if size == 1:
            K = K.sum(axis=axis, keepdims=True)
        elif K.shape[axis] == 1:
            K = np.repeat(K, size, axis)
        needs(K.shape[axis] == size)
    return K


def keeping_axis(axis: int) -> tuple[Misconception, ...]:
    """Return the mistakes of a sum or mean over the input channels that keeps their axis."""
    kept = (
        "Your output still has the axis of the input channels, with length 1. Where you add the "
        "channels up, leave `keepdims` out, or drop this axis."
    )
    return (
        Misconception(
            "axis of the input channels kept",
            kept,
            lambda X, K: np.expand_dims(correlate(X, K), axis),
        ),
        Misconception(
            "mean over the input channels and axis of the input channels kept",
            f"You take the mean over the input channels, and they should add up. {kept}",
            lambda X, K: np.expand_dims(correlate(X, K) / len(X), axis),
            parts=("mean over the input channels", "axis of the input channels kept"),
        ),
    )


def of_loop(name: str, sentence: str, **changes: Any) -> Misconception:
    """Define a mistake with channels as a loop, so that it can be joined with others of a loop."""
    loop = Loop(**changes)
    build = correlation_of_channels
    return Misconception(name, sentence, build(loop), change=loop, join=join_models(build))


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


def _by_cells(X: Any, K: Any, sizes: Sequence[int], lengths: Sequence[int]) -> Any:
    """Fill the output number by number, with these lengths of K and X."""
    (c_o, c_i, k_h, k_w), (_, h, w) = sizes, lengths
    Y = np.zeros((c_o, h - k_h + 1, w - k_w + 1))
    if not Y.size:
        return Y
    own = sizes[-K.ndim :]
    if all(n <= m for n, m in zip((*own, c_i, h, w), (*K.shape, *X.shape), strict=True)):
        Z = correlate(X[:c_i, :h, :w], K[tuple(map(slice, own))])
        return Z if K.ndim == 4 else Z[np.newaxis]
    for o, i, j, c, a, b in np.ndindex(*Y.shape, c_i, k_h, k_w):  # until it raises
        Y[o, i, j] += X[c, i + a, j + b] * K[(o, c, a, b)[-K.ndim :]]
    return Y


def _by_shifts(X: Any, K: Any, sizes: Sequence[int], lengths: Sequence[int]) -> Any:
    """Add up shifted channels, each times one number of K."""
    (c_o, c_i, k_h, k_w), (_, h, w) = sizes, lengths
    Y = np.zeros((c_o, h - k_h + 1, w - k_w + 1))
    h, w = Y.shape[1:]
    for o, c, a, b in np.ndindex(c_o, c_i, k_h, k_w):
        Y[o] += K[(o, c, a, b)[-K.ndim :]] * X[c, a : a + h, b : b + w]
    return Y


def _by_windows(X: Any, K: Any, sizes: Sequence[int], lengths: Sequence[int]) -> Any:
    (c_o, _, k_h, k_w), (_, h, w) = sizes, lengths
    Y = np.zeros((c_o, h - k_h + 1, w - k_w + 1))
    for o, i, j in np.ndindex(*Y.shape):
        Y[o, i, j] = np.sum(X[:, i : i + k_h, j : j + k_w] * (K[o] if K.ndim == 4 else K))
    return Y


def _by_channels(X: Any, K: Any, sizes: Sequence[int], lengths: Sequence[int]) -> Any:
    (c_o, c_i, k_h, k_w), (_, h, w) = sizes, lengths
    Y = np.zeros((c_o, h - k_h + 1, w - k_w + 1))
    for o, i, j, c in np.ndindex(*Y.shape, c_i):
        Y[o, i, j] += np.sum(X[c, i : i + k_h, j : j + k_w] * K[(o, c)[-K.ndim + 2 :]])
    return Y


def _by_matrix(X: Any, K: Any, sizes: Sequence[int], lengths: Sequence[int]) -> Any:
    (c_o, c_i, k_h, k_w), (_, h, w) = sizes, lengths
    h, w = h - k_h + 1, w - k_w + 1
    windows = np.zeros((c_i * k_h * k_w, h * w))
    for i, j in np.ndindex(h, w):
        windows[:, i * w + j] = X[:, i : i + k_h, j : j + k_w].ravel()
    return (K.reshape(c_o, -1) @ windows).reshape(c_o, h, w)


LOOPS, MATRICES = (_by_cells, _by_windows, _by_channels, _by_shifts), (_by_matrix,)


def unpacking_slips(forms: Sequence[Any], kernels: int = 4) -> tuple[Misconception, ...]:
    """Return the mistakes of answers that read the shape of X or K in another order.

    Args:
        forms: `LOOPS` or `MATRICES`, how the answer computes.
        kernels: the axes of K; 3 if it has no output channels.
    """
    names = ("output channels", "input channels", "height", "width")[4 - kernels :]

    def of_kernel(lengths: Lengths) -> list[Model]:
        return [lambda X, K, form=form: run(form, X, K, lengths, tuple) for form in forms]

    def of_image(lengths: Lengths) -> list[Model]:
        return [lambda X, K, form=form: run(form, X, K, tuple, lengths) for form in forms]

    def run(form: Any, X: Any, K: Any, of_kernel: Any, of_image: Any) -> Any:
        sizes = of_kernel(K.shape)
        if kernels == 3:
            return form(X, K, (1, *sizes), of_image(X.shape))[0]
        return form(X, K, sizes, of_image(X.shape))

    orders = [(0, 1, 3, 2), (2, 3, 1, 0), (2, 3, 0, 1), (1, 0, 3, 2)]
    if forms is LOOPS:  # those of matrices tell confused channels in another way
        orders.append((1, 0, 2, 3))
    return (
        *shape_slips("K", names, of_kernel, orders if kernels == 4 else ()),
        *shape_slips("X", ("channels", "height", "width"), of_image),
    )


FLIPPED = Misconception(
    "kernel flipped",
    "Your kernel was flipped, as in a convolution. Cross-correlation slides it as it is.",
    lambda X, K: correlate(X, K[..., ::-1, ::-1]),
)


def channel_slips(field: str, table: Table) -> tuple[Misconception, ...]:
    """Return the mistakes of a table that change the kernel of one output, or all outputs.

    Args:
        field: "inputs" or "stack", see `Loop`.
        table: changes of a kernel (c_i, k_h, k_w), or of the stack of outputs.
    """

    def change_of(change: Any) -> Any:
        return (lambda X, K: (X, change(K))) if field == "inputs" else change

    return tuple(
        replace(of_loop(name, sentence, **{field: change_of(change)}), join=None)
        for name, (sentence, *changes) in table.items()
        for change in changes
    )


def _padded(by: Callable[[int], int], X: Any, K: Any) -> Any:
    rows, columns = map(by, K.shape[-2:])
    return correlate(np.pad(X, ((0, 0), (rows, rows), (columns, columns))), K)


SHIFTS = shift_mistakes(functools.partial(correlation_of_channels, build=correlation_by_shifts))
PADDED = tuple(
    Misconception(
        "zeros padded",
        f"You pad the input with {words} on every side. Here windows stay inside, so the output is "
        "smaller than the input.",
        functools.partial(_padded, by),
    )
    for words, by in PADDINGS.items()
)
INPUT_SLIPS = (
    of_loop(
        "truncated to whole numbers",
        "Each channel's fractions are gone: somewhere an array or a number is whole. Look at its "
        "dtype.",
        add=lambda maps: np.trunc(maps).sum(axis=0),
    ),
    *channel_slips("inputs", index_slips("input channels of the kernel", 0)),
    of_loop(
        "truncated to whole numbers",
        "Your sums lose their fractions with every input channel that is added: the array that you "
        "add to holds whole numbers.",
        add=lambda maps: functools.reduce(lambda total, each: np.trunc(total + each), maps, 0.0),
    ),
)
FLIPPED_CHANNELS = of_loop(
    "kernel flipped, channels too",
    "The kernel was flipped on all axes, that of the channels too. Cross-correlation takes it as "
    "it is.",
    inputs=lambda X, K: (X, K[::-1, ::-1, ::-1]),
)
FIRST_INPUT = of_loop(
    "only the first input channel",
    "Your numbers are those of input channel 0 alone. All channels take part: does a return stand "
    "inside a loop?",
    inputs=lambda X, K: (X[:1], K[:1]),
)
FIRST_PRODUCT_TWICE = channel_slips(
    "inputs",
    {
        "first product counted twice": (
            "The first product of each window counts twice: your sum starts with that of channel "
            "0, and the loops add it once more. A sum starts at 0.",
            lambda K: K + keep_only(K, np.s_[:1, :1, :1]),
        )
    },
)
LAST_INPUT = of_loop(
    "only the last input channel",
    "Your numbers are those of the last input channel alone. The results of all channels add up: "
    "is each one overwritten by the next?",
    inputs=lambda X, K: (X[-1:], K[-1:]),
)
SKIPS = (
    # A sum of no channels is the number 0.
    of_loop(
        "first input channel left out",
        "Input channel 0 is missing from your sum. Channels are counted from 0: where does your "
        "loop start?",
        add=lambda maps: sum(maps[1:]),
    ),
    of_loop(
        "last input channel left out",
        "The last input channel is missing from your sum. Where does your loop end?",
        add=lambda maps: sum(maps[:-1]),
    ),
    of_loop(
        "first input channel left out",
        "Input channel 0 is missing from your sum. Channels are counted from 0: where does your "
        "loop start?",
        inputs=lambda X, K: (X, keep_only(K, np.s_[1:])),
    ),
    of_loop(
        "last input channel left out",
        "The last input channel is missing from your sum. Where does your loop end?",
        inputs=lambda X, K: (X, keep_only(K, np.s_[:-1])),
    ),
    of_loop(
        "first input channel counted twice",
        "Input channel 0 counts twice in your sum: at its start, and in the loop once more.",
        inputs=lambda X, K: (X, K + keep_only(K, np.s_[:1])),
    ),
    of_loop(
        "first input channel for all kernels",
        "All channels of the kernel met channel 0 of the input. Each meets its own.",
        inputs=lambda X, K: (np.repeat(X[:1], len(X), 0), K),
    ),
    of_loop(
        "last channel's kernel for all channels",
        "All input channels met the last channel of the kernel. Each has its own.",
        inputs=lambda X, K: (X, np.repeat(K[-1:], len(X), 0)),
    ),
)
TWO_INPUTS = of_loop(
    "two input channels, whatever there are",
    "Your function takes channels 0 and 1, however many there are. Their number is the length of "
    "the first axis of X.",
    inputs=lambda X, K: (first(2, X), first(2, K)),
)
THREE_INPUTS = of_loop(
    "three input channels, whatever there are",
    "Your function wants three channels, as a colour image has. Their number is the length of the "
    "first axis of X.",
    inputs=lambda X, K: (first(3, X), first(3, K)),
)
MEAN = of_loop(
    "mean over the input channels",
    "You take the mean over the input channels. They add up; no mean is taken.",
    add=lambda maps: np.mean(maps, axis=0),
)
TRUNCATED_MEAN = with_fractions_cut([replace(MEAN, join=None)])
OTHER_SUMS = (
    of_loop(
        "largest of the channels",
        "You kept the largest of the channels' results. They add up, element by element.",
        add=lambda maps: np.max(maps, axis=0),
    ),
    of_loop(
        "product of the channels",
        "You multiplied the channels' results. They add up, element by element.",
        add=lambda maps: np.prod(maps, axis=0),
    ),
)
EVERY_KERNEL = of_loop(
    "every channel meets every kernel",
    "Each channel met the kernels of all channels, or their sum. A channel meets only its own.",
    inputs=lambda X, K: (X, np.repeat(K.sum(axis=0, keepdims=True), len(X), 0)),
)
FIRST_KERNEL = of_loop(
    "the first channel's kernel for all channels",
    "All channels met channel 0 of the kernel. Each input channel has its own.",
    inputs=lambda X, K: (X, np.repeat(K[:1], len(X), 0)),
)
REVERSED = of_loop(
    "channels met in reverse order",
    "The first channel met the last kernel. Input channel c belongs to channel c of the kernel.",
    inputs=lambda X, K: (X, K[::-1]),
)
FLATTENED = (
    of_loop(
        "windows and kernels in different orders",
        "Windows were flattened column by column and channels last, kernels channel by channel and "
        "row by row. Both need the same order.",
        inputs=lambda X, K: (X, K.reshape(K.shape[::-1]).T),
    ),
    of_loop(
        "windows and kernels in different orders",
        "Kernels were flattened column by column and channels last, windows channel by channel and "
        "row by row. Both need the same order.",
        inputs=lambda X, K: (X, K.T.reshape(K.shape)),
    ),
    of_loop(
        "windows and kernels in different orders",
        "Windows were flattened channels last, kernels channels first. Both need the same order.",
        inputs=lambda X, K: (X, np.moveaxis(K.reshape(*K.shape[1:], len(K)), -1, 0)),
    ),
    of_loop(
        "windows and kernels in different orders",
        "Kernels were flattened channels last, windows channels first. Both need the same order.",
        inputs=lambda X, K: (X, np.moveaxis(K, 0, -1).reshape(K.shape)),
    ),
    of_loop(
        "windows and kernels in different orders",
        "Windows were flattened column by column, kernels row by row, or the other way round. Both "
        "need the same order.",
        inputs=lambda X, K: (X, np.swapaxes(K.reshape(len(K), *K.shape[:0:-1]), 1, 2)),
    ),
)
UNCHANGED = Misconception(
    "unchanged",
    "You return what you were given. Moving axes makes a new array and leaves the old one alone: "
    "is it kept?",
    lambda array: array,
)
