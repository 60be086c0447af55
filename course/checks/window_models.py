"""Models of loops over windows as students write them, in NumPy, each with a mistake.

A `Loop` says how an answer computes each part: the padding, the sizes, where a window starts and
how far it reaches. Each part is right by default, and a mistake changes one. Windows behave as in
Python: a slice is cut off at the end of the image, a negative start counts from the end, and NumPy
broadcasts or raises.
"""

import functools
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np

from course.checks.mistake_models import Model

Pair = tuple[int, int]  # one number for rows, one for columns
Sides = Sequence[Sequence[int]]  # ((top, bottom), (left, right))

NO_PADDING = ((0, 0), (0, 0))
# How many zeros students put on each side where none belong, by the length of the kernel.
PADDINGS: dict[str, Callable[[int], int]] = {
    "k // 2 cells": lambda k: k // 2,
    "k - 1 cells": lambda k: k - 1,
    "one cell": lambda k: 1,
}


class Sizes(NamedTuple):
    """The sizes that a loop knows when it starts."""

    output: Pair
    image: Pair  # with its padding
    window: Pair
    stride: Pair
    before: Pair  # cells of padding above the image and on its left, as the size counts them


def _same(value: Any) -> Any:
    return value


def count_windows(n: int, k: int, s: int) -> int:
    """Count the places where a window of `k` cells stops on `n` cells."""
    return max(0, (n - k) // s + 1)


def _start_by_stride(i: int, j: int, sizes: Sizes) -> Pair:
    return i * sizes.stride[0], j * sizes.stride[1]


def _same_place(i: int, j: int, start: Pair) -> Pair:
    return i, j


def surround(X: Any, sides: Sides, border: float = 0.0) -> Any:
    """Put a border around an image, much faster than `np.pad`.

    Raises:
        ValueError: a side is below 0.

    >>> surround(np.ones((1, 1)), ((0, 1), (1, 0))).tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    (top, bottom), (left, right) = sides
    if min(top, bottom, left, right) < 0:
        raise ValueError("padding cannot be negative")
    h, w = X.shape
    P = np.full((top + h + bottom, left + w + right), float(border))
    P[top : top + h, left : left + w] = X
    return P


def wrap_round(rows: bool, columns: bool, is_strict: bool) -> Callable[[Any, Sides, float], Any]:
    """Return a border in which an index below 0 finds a pixel, as it counts from the end.

    Args:
        rows, columns: whether this happens above the image, and on its left.
        is_strict: whether an index below minus the length raises; else the border's number is read.

    >>> wrap_round(True, True, False)(np.array([[1, 2]]), ((0, 0), (1, 1)), 0.0).tolist()
    [[2.0, 1.0, 2.0, 0.0]]
    """

    def read(X: Any, sides: Sides, border: float = 0.0) -> Any:
        P = surround(X, sides, border)
        (top, _), (left, _) = sides
        before = (top * rows, left * columns)
        if is_strict and (before[0] > len(X) or before[1] > X.shape[1]):
            raise IndexError
        for axis, (start, count) in enumerate(zip((top, left), before, strict=True)):
            count = min(count, X.shape[axis])
            size = start + X.shape[axis]
            inside = [slice(None)] * 2
            outside = list(inside)
            outside[axis], inside[axis] = slice(start - count, start), slice(size - count, size)
            P[tuple(outside)] = P[tuple(inside)]
        return P

    return read


# When nothing fits into a slice that ends at minus the padding of the bottom or of the right: which
# end counts from the start where it is 0, if any, and in which condition.
EMPTY_SLICES: tuple[Callable[[int, int], bool], ...] = (
    lambda bottom, right: 0 in (bottom, right),
    lambda bottom, right: right == 0,
    lambda bottom, right: bottom == 0,
    lambda bottom, right: (bottom == 0) != (right == 0),
    lambda bottom, right: right == 0 < bottom,
    lambda bottom, right: bottom == 0 < right,
)
WRAPS = tuple(
    wrap_round(rows, columns, is_strict)
    for rows, columns in ((True, True), (True, False), (False, True))
    for is_strict in (False, True)
)
WRAPPED = (
    "Above the image and on its left your indices are below 0. Such an index counts from the end, "
    "so you read pixels of the other end there. Neither an IndexError nor a comparison with the "
    "height or width tells: compare with 0 as well."
)


@dataclass(frozen=True)
class Loop:
    """How an answer slides its window.

    Attributes:
        pixels: the image, changed.
        padding: the padding that is put around the image, from the one that is given.
        padding_in_size: the padding that the output's size takes into account.
        image: height and width of the padded image, where the output's size is computed.
        window: height and width of the window, everywhere.
        window_in_size, window_in_slice: the same in one place only.
        stride: the stride, everywhere.
        stride_in_size, stride_in_start: the same in one place only.
        count: the output's length on one axis, from the lengths of image and window and the stride.
        shape: the shape of the array that is filled.
        loops: how many rows and columns the loops compute.
        start: the first row and column of the window of `Y[i, j]`.
        place: where in the output its result is written.
        outside: what a window finds beyond the image's end: a slice is "cut" off there, "raise" if
            the window is read cell by cell, "zeros", or the whole window is left out: "skip".
        cut: takes a window from the padded image, its start, its size and the stride, where it is
            no slice of that size.
        surround: puts the border around the image, from the image, its sides and a number.
        combine: what becomes of a window and the kernel, element by element.
        in_place: whether products are written into the image itself, where later windows find them.
        kernel: the kernel, changed.
        reduce: what is computed from the cells of windows, or from their products with the kernel,
            over the last two axes.
        finish: what happens to the output at the end.
        inputs: the channels of the input and those of one kernel, changed.
        add: how the results of the input channels become one.
        stack: what happens to the stack of the output channels at the end.
        mode: the mode of pooling, from the one that is given.
        border: the number in padded cells when an image is pooled, from the mode.
    """

    pixels: Callable[[Any], Any] = _same
    padding: Callable[[Sides], Sides] = _same
    padding_in_size: Callable[[Sides], Sides] | None = None
    image: Callable[[Pair], Pair] = _same
    window: Callable[[Pair], Pair] = _same
    window_in_size: Callable[[Pair], Pair] = _same
    window_in_slice: Callable[[Pair], Pair] = _same
    stride: Callable[[Pair], Pair] = _same
    stride_in_size: Callable[[Pair], Pair] = _same
    stride_in_start: Callable[[Pair], Pair] = _same
    count: Callable[[int, int, int], int] = count_windows
    shape: Callable[[Sizes], Pair] = lambda sizes: sizes.output
    loops: Callable[[Sizes], Pair] = lambda sizes: sizes.output
    start: Callable[[int, int, Sizes], Pair] = _start_by_stride
    place: Callable[[int, int, Pair], Pair] = _same_place
    outside: str = "cut"
    cut: Callable[[Any, Pair, Pair, Pair], Any] | None = None
    surround: Callable[[Any, Sides, float], Any] = surround
    combine: Callable[[Any, Any], Any] = np.multiply
    in_place: bool = False
    kernel: Callable[[Any], Any] = _same
    reduce: Callable[[Any], Any] | None = None
    finish: Callable[[Any], Any] = _same
    inputs: Callable[[Any, Any], tuple[Any, Any]] = lambda X, K: (X, K)
    add: Callable[[Sequence[Any]], Any] = lambda maps: functools.reduce(np.add, maps)
    stack: Callable[[Any], Any] = _same
    mode: Callable[[str], str] = _same
    border: Callable[[str], float] = lambda mode: -np.inf if mode == "max" else np.nan

    @functools.cached_property
    def changes(self) -> dict[str, Any]:
        """The parts that are not right."""
        own = {field.name: (getattr(self, field.name), field.default) for field in fields(self)}
        return {name: value for name, (value, right) in own.items() if value is not right}

    def join(self, other: "Loop") -> "Loop | None":
        """Return a loop with the mistakes of both; None if both are in the same part.

        >>> Loop(kernel=np.transpose).join(Loop(kernel=np.flip)).kernel(np.array([[1, 2]])).tolist()
        [[2], [1]]
        """
        both = {**self.changes, **other.changes}
        for name in self.changes.keys() & other.changes.keys() - {"outside"}:
            if name not in ("pixels", "kernel", "finish", "stack"):
                return None
            both[name] = functools.partial(_one_by_one, self.changes[name], other.changes[name])
        return Loop(**both)


def _one_by_one(first: Callable[[Any], Any], second: Callable[[Any], Any], value: Any) -> Any:
    return second(first(value))


@functools.cache
def join_models(build: Callable[[Loop], Model]) -> Callable[[Loop, Loop], Model | None]:
    """Return a function that turns two loops into the model of an answer with both mistakes."""

    def join(first: Loop, second: Loop) -> Model | None:
        both = first.join(second)
        return build(both) if both else None

    return join


def _slide(
    loop: Loop,
    X: Any,
    window_size: Pair,
    padding: Sides,
    stride: Pair,
    border: float,
    value: Callable[[Any, Pair], Any],
) -> Any:
    """Fill an output as `loop` says; `value` computes an element from a window and its size."""
    sides = loop.padding(padding)
    P = loop.pixels(X.astype(np.float64))
    if any(map(any, sides)):
        P = loop.surround(P, sides, border)
    n, counted = P.shape, sides
    if loop.padding_in_size:
        counted = loop.padding_in_size(padding)
        n = (X.shape[0] + sum(counted[0]), X.shape[1] + sum(counted[1]))
    window, step = loop.window(window_size), loop.stride(stride)
    lengths = zip(
        loop.image(n), loop.window_in_size(window), loop.stride_in_size(step), strict=True
    )
    rows, columns = (loop.count(*each) for each in lengths)
    before = (counted[0][0], counted[1][0])
    sizes = Sizes((rows, columns), P.shape, window, loop.stride_in_start(step), before)
    reach = loop.window_in_slice(window)
    if loop.outside == "zeros":
        P = surround(P, ((0, reach[0]), (0, reach[1])), border)
    Y = np.zeros(loop.shape(sizes))
    rows, columns = loop.loops(sizes)
    s_h, s_w = sizes.stride
    if (
        (loop.start, loop.place, loop.cut) == (_start_by_stride, _same_place, None)
        and not loop.in_place
        and min(rows, columns, s_h, s_w, *reach) > 0
        and (rows - 1) * s_h + reach[0] <= P.shape[0]
        and (columns - 1) * s_w + reach[1] <= P.shape[1]
    ):
        views = _view_windows(P, reach)[::s_h, ::s_w]
        values = value(views[:rows, :columns], reach)
        if values.shape != (rows, columns):  # reduced over other axes
            return loop.finish(values)
        Y[:rows, :columns] = values
        return loop.finish(Y)
    places = list(itertools.product(range(rows), range(columns)))
    starts = [loop.start(i, j, sizes) for i, j in places]
    written = [loop.place(i, j, start) for (i, j), start in zip(places, starts, strict=True)]
    last = (P.shape[0] - reach[0], P.shape[1] - reach[1])
    if (
        places
        and not (loop.cut or loop.in_place)
        and min(reach) > 0
        and all(0 <= r <= last[0] and 0 <= c <= last[1] for r, c in starts)
    ):
        views = _view_windows(P, reach)
        Y[tuple(np.transpose(written))] = value(views[tuple(np.transpose(starts))], reach)
        return loop.finish(Y)
    for start, place in zip(starts, written, strict=True):
        window_cells = (
            loop.cut(P, start, reach, sizes.stride)
            if loop.cut
            else _cut(P, start, reach, loop.outside)
        )
        if loop.outside == "skip" and window_cells.shape != tuple(reach):
            continue
        Y[place] = value(window_cells, reach)
    return loop.finish(Y)


def _view_windows(P: Any, reach: Pair) -> Any:
    """Return all windows inside an image as views, ten times as fast as NumPy's own function."""
    P = np.ascontiguousarray(P)
    places = (P.shape[0] - reach[0] + 1, P.shape[1] - reach[1] + 1)
    return np.ndarray((*places, *reach), P.dtype, P, strides=2 * P.strides)


def _cut(P: Any, start: Pair, reach: Pair, outside: str) -> Any:
    """Cut a window out as a slice does, or read it cell by cell, as far as the image goes."""
    spans = [(first, first + length) for first, length in zip(start, reach, strict=True)]
    if outside == "raise":
        return P[np.ix_(*(range(*span) for span in spans))]
    return P[tuple(slice(*span) for span in spans)]


def correlation(loop: Loop) -> Model:
    """Build a model of a cross-correlation; padding and stride may be left out."""

    def model(X: Any, K: Any, padding: Sides = NO_PADDING, stride: Pair = (1, 1)) -> Any:
        kernel, reduce = loop.kernel(K.astype(np.float64)), loop.reduce or _sum

        def value(cells: Any, reach: Pair) -> Any:
            part = kernel[np.ix_(*map(range, reach))] if loop.outside == "raise" else kernel
            if loop.in_place:
                return reduce(np.multiply(cells, part, out=cells))
            return reduce(loop.combine(cells, part))

        return _slide(loop, X, K.shape, padding, stride, 0.0, value)

    return model


def correlation_by_shifts(loop: Loop) -> Model:
    """Build a model that adds up shifted images, each times one number of the kernel.

    Of a loop only sizes and the kernel count. Where shapes differ, `outside` says what becomes of
    a shifted image: "cut" adds it to the output in place, "zeros" makes a new sum, and "skip" adds
    it to as many rows and columns of the output as it has.
    """

    def model(X: Any, K: Any) -> Any:
        kernel = loop.kernel(K.astype(np.float64))
        window = loop.window(K.shape)
        lengths = zip(loop.image(X.shape), loop.window_in_size(window), strict=True)
        rows, columns = (count_windows(n, k, 1) for n, k in lengths)
        sizes = Sizes((rows, columns), X.shape, window, (1, 1), (0, 0))
        h, w = loop.loops(sizes)
        Y = np.zeros(loop.shape(sizes))
        for a, b in np.ndindex(*loop.window_in_slice(window)):
            part = kernel[a, b] * X[a : a + h, b : b + w]
            if loop.outside == "zeros":
                Y = Y + part
            elif loop.outside == "skip":
                Y[: len(part), : part.shape[1]] += part
            else:
                Y += part
        return loop.finish(Y)

    return model


def _sum(products: Any) -> Any:
    return products.sum(axis=(-2, -1))


def _largest(cells: Any) -> Any:
    return cells.max(axis=(-2, -1))


def _mean_of_real_cells(cells: Any) -> Any:
    exist = ~np.isnan(cells)
    return np.where(exist, cells, 0).sum(axis=(-2, -1)) / exist.sum(axis=(-2, -1))


def pooling(loop: Loop, only: str = "") -> Model:
    """Build a model of pooling; padding and stride may be left out.

    Args:
        loop: the mistake.
        only: the mode in which the mistake happens; in both by default.
    """

    def model(
        X: Any, size: Pair, padding: Sides = NO_PADDING, stride: Pair = (1, 1), mode: str = "max"
    ) -> Any:
        its_loop = loop if only in ("", mode) else Loop()
        mode = its_loop.mode(mode)
        right = _largest if mode == "max" else _mean_of_real_cells
        reduce = its_loop.reduce or right
        return _slide(
            its_loop,
            X,
            (size[0], size[1]),
            padding,
            stride,
            its_loop.border(mode),
            lambda cells, reach: reduce(cells),
        )

    return model


def flipped(model: Model) -> Model:
    """Adapt a model of a cross-correlation to a convolution, in which the mistake is the same."""
    return lambda X, K: model(X, K[::-1, ::-1])


def correlation_of_channels(loop: Loop, build: Callable[[Loop], Model] = correlation) -> Model:
    """Build a model for inputs (c_i, h, w) and kernels (c_i, k_h, k_w), or a stack of kernels.

    The results of the input channels add up, and each kernel of a stack has an output channel.
    """
    model = build(replace(loop, finish=_same))

    def add_up(X: Any, K: Any) -> Any:
        X, K = loop.inputs(X, K)
        if len(X) != len(K):
            raise ValueError
        return loop.finish(loop.add([model(*pair) for pair in zip(X, K, strict=True)]))

    def correlate(X: Any, K: Any) -> Any:
        if K.ndim == 3:
            return add_up(X, K)
        return loop.stack(np.stack([add_up(X, kernel) for kernel in K]))

    return correlate


def each_channel(model: Model) -> Model:
    """Adapt a model of pooling to inputs (c, h, w)."""
    return lambda X, *settings: np.stack([model(channel, *settings) for channel in X])
