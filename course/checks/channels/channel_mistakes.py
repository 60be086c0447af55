"""Mistakes with channels that several exercises share, and building blocks for their models.

The models call the reference with other inputs, in float64. A model raises where the mistake itself
would raise, because shapes do not fit or an index is out of range.
"""

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from course.checks.mistake_models import (
    Lengths,
    Model,
    Table,
    cross_correlate_channels,
    index_slips,
    keep_only,
    shape_slips,
    with_fractions_cut,
)
from course.checks.sum_mistakes import KERNELS, RESULTS, SUMS, VALUES
from course.checks.window_mistakes import WINDOWS, shift_mistakes, window_mistakes
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


def each_its_own(X: Any, K: Any) -> Any:
    """Correlate input channel o alone for output channel o."""
    count = len(K)
    return correlate(first(count, X), np.eye(count)[:, :, np.newaxis, np.newaxis] * K[:, :count])


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


def channel_slips(field: str, table: Table, is_alone: bool = False) -> tuple[Misconception, ...]:
    """Return the mistakes of a table that change one part of a `Loop`.

    Args:
        field: the part: "inputs", "add" or "stack"; or "kernel", which changes no other input.
        table: how this part is changed; a kernel has shape (c_i, k_h, k_w).
        is_alone: whether they are too rare to be tried together with a second mistake.
    """

    def loop_of(change: Any) -> Loop:
        return Loop(inputs=_of_kernel(change)) if field == "kernel" else Loop(**{field: change})

    build = correlation_of_channels
    join = None if is_alone else join_models(build)
    return tuple(
        Misconception(name, sentence, build(loop), change=loop, join=join)
        for name, (sentence, *changes) in table.items()
        for loop in map(loop_of, changes)
    )


def _of_kernel(change: Callable[[Any], Any]) -> Callable[[Any, Any], tuple[Any, Any]]:
    return lambda X, K: (X, change(K))


ONE_INPUT = channel_slips(
    "inputs",
    {
        "only the first input channel": (
            "Your numbers are those of input channel 0 alone. All channels take part: does a "
            "return stand inside a loop?",
            lambda X, K: (X[:1], K[:1]),
        ),
        "only the last input channel": (
            "Your numbers are those of the last input channel alone. The results of all channels "
            "add up: is each one overwritten by the next?",
            lambda X, K: (X[-1:], K[-1:]),
        ),
    },
)
FIXED_INPUTS = channel_slips(
    "inputs",
    {
        "two input channels, whatever there are": (
            "Your function takes channels 0 and 1, however many there are. Their number is the "
            "length of the first axis of X.",
            lambda X, K: (first(2, X), first(2, K)),
        ),
        "three input channels, whatever there are": (
            "Your function wants three channels, as a colour image has. Their number is the length "
            "of the first axis of X.",
            lambda X, K: (first(3, X), first(3, K)),
        ),
    },
)
MEAN = channel_slips(
    "add",
    {
        "mean over the input channels": (
            "You take the mean over the input channels. They add up; no mean is taken.",
            lambda maps: np.mean(maps, axis=0),
        )
    },
)
TRUNCATED_MEAN = with_fractions_cut([replace(each, join=None) for each in MEAN])
OTHER_SUMS = channel_slips(
    "add",
    {
        "largest of the channels": (
            "You kept the largest of the channels' results. They add up, element by element.",
            lambda maps: np.max(maps, axis=0),
        ),
        "product of the channels": (
            "You multiplied the channels' results. They add up, element by element.",
            lambda maps: np.prod(maps, axis=0),
        ),
    },
)
OTHER_KERNELS = channel_slips(
    "kernel",
    {
        "the first channel's kernel for all channels": (
            "All channels met channel 0 of the kernel. Each input channel has its own.",
            lambda K: np.repeat(K[:1], len(K), 0),
        ),
        "every channel meets every kernel": (
            "Each channel met the kernels of all channels, or their sum. A channel meets only its "
            "own.",
            lambda K: np.repeat(K.sum(axis=0, keepdims=True), len(K), 0),
        ),
        "channels met in reverse order": (
            "The first channel met the last kernel. Input channel c belongs to channel c of the "
            "kernel.",
            lambda K: K[::-1],
        ),
    },
)
_NO_FIRST = (
    "Input channel 0 is missing from your sum. Channels are counted from 0: where does your loop "
    "start?"
)
_NO_LAST = "The last input channel is missing from your sum. Where does your loop end?"
SKIPS = (
    *channel_slips(
        "add",
        {  # a sum of no channels is the number 0
            "first input channel left out": (_NO_FIRST, lambda maps: sum(maps[1:])),
            "last input channel left out": (_NO_LAST, lambda maps: sum(maps[:-1])),
        },
    ),
    *channel_slips(
        "kernel",
        {
            "first input channel left out": (_NO_FIRST, lambda K: keep_only(K, np.s_[1:])),
            "last input channel left out": (_NO_LAST, lambda K: keep_only(K, np.s_[:-1])),
            "first input channel counted twice": (
                "Input channel 0 counts twice in your sum: at its start, and in the loop once "
                "more.",
                lambda K: K + keep_only(K, np.s_[:1]),
            ),
        },
    ),
    *channel_slips(
        "inputs",
        {
            "first input channel for all kernels": (
                "All channels of the kernel met channel 0 of the input. Each meets its own.",
                lambda X, K: (np.repeat(X[:1], len(X), 0), K),
            ),
            "last channel's kernel for all channels": (
                "All input channels met the last channel of the kernel. Each has its own.",
                lambda X, K: (X, np.repeat(K[-1:], len(X), 0)),
            ),
        },
    ),
)
INPUT_SLIPS = (
    of_loop(
        "truncated to whole numbers",
        "Each channel's fractions are gone: somewhere an array or a number is whole. Look at its "
        "dtype.",
        add=lambda maps: np.trunc(maps).sum(axis=0),
    ),
    *channel_slips("kernel", index_slips("input channels of the kernel", 0), is_alone=True),
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
    inputs=_of_kernel(np.flip),
)
FLATTENED = tuple(
    of_loop(
        "windows and kernels in different orders",
        f"{words} Both need the same order.",
        inputs=_of_kernel(change),
    )
    for words, change in (
        (
            "Windows were flattened column by column and channels last, kernels channel by channel "
            "and row by row.",
            lambda K: K.reshape(K.shape[::-1]).T,
        ),
        (
            "Kernels were flattened column by column and channels last, windows channel by channel "
            "and row by row.",
            lambda K: K.T.reshape(K.shape),
        ),
        (
            "Windows were flattened channels last, kernels channels first.",
            lambda K: np.moveaxis(K.reshape(*K.shape[1:], len(K)), -1, 0),
        ),
        (
            "Kernels were flattened channels last, windows channels first.",
            lambda K: np.moveaxis(K, 0, -1).reshape(K.shape),
        ),
        (
            "Windows were flattened column by column, kernels row by row, or the other way round.",
            lambda K: np.swapaxes(K.reshape(len(K), *K.shape[:0:-1]), 1, 2),
        ),
    )
)


def _padded(by: Callable[[int], int], X: Any, K: Any) -> Any:
    rows, columns = map(by, K.shape[-2:])
    return correlate(np.pad(X, ((0, 0), (rows, rows), (columns, columns))), K)


def sum_and_window_mistakes(kernels: int) -> tuple[Misconception, ...]:
    """Return the mistakes with sums and windows of answers that loop over channels.

    Args:
        kernels: the axes of K; 3 if it has no output channels.
    """
    return (
        Misconception(
            "mean instead of sum",
            "Your numbers are means of the products. They should be sums.",
            lambda X, K: correlate(X, K) / math.prod(K.shape[-3:]),
        ),
        *channel_slips(
            "kernel",
            {
                "first product counted twice": (
                    "The first product of each window counts twice: your sum starts with that of "
                    "channel 0, and the loops add it once more. A sum starts at 0.",
                    lambda K: K + keep_only(K, np.s_[:1, :1, :1]),
                )
            },
            is_alone=True,
        ),
        *TRUNCATED_MEAN,
        *(
            Misconception(
                "zeros padded",
                f"You pad the input with {words} on every side. Here windows stay inside, so the "
                "output is smaller than the input.",
                functools.partial(_padded, by),
            )
            for words, by in PADDINGS.items()
        ),
        *unpacking_slips(LOOPS, kernels),
        *shift_mistakes(functools.partial(correlation_of_channels, build=correlation_by_shifts)),
        *window_mistakes(correlation_of_channels, KERNELS, SUMS, VALUES, RESULTS, WINDOWS),
        *OTHER_SUMS,
    )
