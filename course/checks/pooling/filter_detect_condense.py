"""The exercise `filter_detect_condense`: filter, ReLU and pooling in turn."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    Part,
    Table,
    combined,
    named,
    named_in,
    remembered,
    same_padding,
    ways,
)
from course.checks.pooling.inputs import NO_PADDING
from course.checks.rules import forbid
from course.checks.sum_mistakes import KERNELS, SUMS
from course.checks.window_mistakes import CENTRES, IMAGES, LENGTHS, SLICES, window_mistakes
from course.checks.window_models import WRAPPED, WRAPS, Loop, correlation, pooling

_pool, _filter = pooling(Loop()), correlation(Loop())


def _choose_sides(k: int) -> tuple[int, int]:
    """Return the padding of SAME before and after, for a stride of 1."""
    return same_padding(9, k, 1)


def _filter_with(loop: Loop) -> Callable[[Any, Any], Any]:
    """Return a filter with SAME padding and a mistake in its loop."""
    slide = correlation(loop)
    return lambda image, kernel: slide(image, kernel, tuple(map(_choose_sides, kernel.shape)))


def _at_the_end(h: int, w: int) -> Any:
    return (0, h), (0, w)


def _pool_with(
    sides: Callable[[int, int], Any], size: Any = (2, 2), stride: Any = (2, 2), mode: str = "max"
) -> Callable[[Any], Any]:
    """Return a pooling whose padding is computed from the rests of height and width."""
    return lambda Z: _pool(Z, size, sides(len(Z) % 2, Z.shape[1] % 2), stride, mode)


_filter_same = _filter_with(Loop())
_condense = _pool_with(_at_the_end)


def _relu(Z: Any) -> Any:
    return np.maximum(Z, 0)


def _do_in_turn(
    filtered: Callable[[Any, Any], Any],
    detected: Callable[[Any], Any],
    condensed: Callable[[Any], Any],
) -> Model:
    """Build a model that filters, detects and condenses in one way each."""
    return lambda image, kernel: condensed(detected(filtered(image, kernel)))


def _remember(part: Part) -> Part:
    """Return the same filter; it filters an image with a kernel only once."""
    return replace(part, change=remembered(part.change))


def _filter_padded(sides: Callable[[int, int], Any], **how: Any) -> Callable[[Any, Any], Any]:
    """Return a filter with other padding, computed from the kernel's height and width."""
    return lambda image, kernel: _filter(np.pad(image, sides(*kernel.shape), **how), kernel)


def _add_up_above_0(products: Any) -> Any:
    """Add products up, and cut off after each what is negative."""
    total = np.zeros(products.shape[:-2])
    for place in np.ndindex(*products.shape[-2:]):
        total = np.maximum(total + products[(..., *place)], 0)
    return total


def _make_even(Z: Any) -> Any:
    """Put zeros below and on the right, so that height and width are even."""
    return np.pad(Z, [(0, n % 2) for n in Z.shape])


def _pool_blocks(axes: tuple[int, int], Z: Any) -> Any:
    """Cut a map into blocks, shape (y_h, 2, y_w, 2), and take the largest over two axes."""
    h, w = (n // 2 for n in _make_even(Z).shape)
    return _make_even(Z).reshape(h, 2, w, 2).max(axis=axes)


def _pool_four_in_a_row(Z: Any) -> Any:
    h, w = (n // 2 for n in _make_even(Z).shape)
    return _make_even(Z).reshape(h, w, 4).max(axis=-1)


def _pool_one_cell_apart(Z: Any) -> Any:
    """Pool windows that are one cell apart, as many as there should be."""
    h, w = (-(-n // 2) for n in Z.shape)
    return _pool(Z, (2, 2), ((0, 1), (0, 1)), (1, 1))[:h, :w]


def _fill_square_map(image: Any, kernel: Any) -> Any:
    """Model an output with a square image's number of columns, filled up with zeros."""
    h, w = image.shape
    wider = np.pad(_filter_same(image, kernel), ((0, 0), (0, max(0, h - w))))
    return _condense(_relu(wider))[:, : (h + 1) // 2]


def _refuse_square_map(image: Any, kernel: Any) -> Any:
    if len(set(-(-n // 2) for n in image.shape)) > 1:
        raise IndexError("index is out of bounds")
    return _condense(_relu(_filter_same(image, kernel)))


def _filter_mistaken(loop: Loop) -> Model:
    """Build a model with a mistake in the loop of the filter; ReLU and pooling are right."""
    return _do_in_turn(_filter_with(loop), _relu, _condense)


FILTERS: Table = {
    "kernel flipped": (
        "Your filter is a convolution: the kernel was flipped. Cross-correlation slides it as it "
        "is.",
        lambda image, kernel: _filter_same(image, kernel[::-1, ::-1]),
    ),
    "kernel transposed": (
        "Your kernel lies on its side: its rows were taken for columns. It slides as it is.",
        lambda image, kernel: _filter_same(image, kernel.T),
    ),
    "truncated to whole numbers": (
        "The fractions of image and kernel are gone before anything is computed: their dtype "
        "became whole.",
        lambda image, kernel: _filter_same(np.trunc(image), np.trunc(kernel)),
    ),
    "ReLU on the image too": (
        "ReLU took what is negative from the image, before it was filtered. It belongs after the "
        "filter alone.",
        lambda image, kernel: _filter_same(_relu(image), kernel),
    ),
    "no padding": (
        "Your filter does not pad, so its map is smaller than the image. SAME padding keeps its "
        "size.",
        _filter,
    ),
    "padding always 1": (
        "Your filter always pads by one cell. How many it needs depends on the kernel.",
        _filter_padded(lambda k_h, k_w: 1),
    ),
    "padding on both sides alike": (
        "With an even kernel your filter pads k // 2 cells before the image, as many as after it "
        "or more. SAME pads (k - 1) // 2 before and k // 2 after.",
        _filter_padded(lambda k_h, k_w: ((k_h // 2,) * 2, (k_w // 2,) * 2)),
    ),
    "odd padding before": (
        "With an even kernel your filter pads one more before than after. SAME puts the odd one "
        "after.",
        _filter_padded(lambda k_h, k_w: (_choose_sides(k_h)[::-1], _choose_sides(k_w)[::-1])),
    ),
    "padding of rows and columns swapped": (
        "Your filter pads rows by the width of the kernel. Each axis has its own k.",
        _filter_padded(lambda k_h, k_w: (_choose_sides(k_w), _choose_sides(k_h))),
    ),
    "square kernel assumed": (
        "Your filter pads both axes alike. A kernel has its own height and width.",
        _filter_padded(lambda k_h, k_w: (_choose_sides(k_h), _choose_sides(k_h))),
        _filter_padded(lambda k_h, k_w: (_choose_sides(k_w), _choose_sides(k_w))),
    ),
    "no zeros around the image": (
        "Around the image your filter finds other numbers than 0. SAME pads with zeros.",
        *(
            _filter_padded(lambda k_h, k_w: (_choose_sides(k_h), _choose_sides(k_w)), mode=mode)
            for mode in ("edge", "reflect", "symmetric", "wrap")
        ),
    ),
}
WRAPPED_PADDING: Table = {
    "indices below 0": (
        WRAPPED,
        *(
            lambda image, kernel, wrap=wrap: _filter(
                wrap(image, tuple(map(_choose_sides, kernel.shape))), kernel
            )
            for wrap in WRAPS
        ),
    ),
}
MORE_FILTERS: Table = {
    "ReLU inside the sum": (
        "ReLU comes too early: it silences products, or sums that are not complete. It belongs "
        "after the whole filter.",
        _filter_with(Loop(combine=lambda cells, K: np.maximum(cells * K, 0))),
        _filter_with(Loop(reduce=_add_up_above_0)),
    ),
    "ReLU on the kernel": (
        "ReLU took what is negative from the kernel. It belongs after the filter.",
        lambda image, kernel: _filter_same(image, np.maximum(kernel, 0)),
    ),
    "image and kernel exchanged": (
        "Your filter slides the image over the kernel: the image comes first, then the kernel.",
        lambda image, kernel: _filter_same(kernel, image),
    ),
    "not filtered": (
        "Your numbers are those of the image: nothing is filtered. Which of your arrays goes into "
        "the next step?",
        lambda image, kernel: image,
    ),
    "image padded to an even size": (
        "The image gets a row or column of zeros before it is filtered, so that the filter also "
        "responds there, where no image is. An odd map is padded only when it is pooled.",
        lambda image, kernel: _filter_same(_make_even(image), kernel),
    ),
    "condensed before the filter": (
        "You condense the image before you filter it, too. The kernel should see every pixel.",
        lambda image, kernel: _filter_same(_condense(image), kernel),
    ),
}
DETECTIONS: Table = {
    "no ReLU": (
        "Negative numbers come through: nothing was detected. ReLU comes between filter and "
        "pooling.",
        lambda Z: Z,
    ),
    "absolute value for ReLU": (
        "Negative responses count as much as positive ones in your numbers. ReLU silences them.",
        np.abs,
    ),
    "the wrong half kept": (
        "You keep what is negative and silence what is positive. ReLU does it the other way round.",
        lambda Z: np.minimum(Z, 0),
    ),
    "sign flipped": (
        "You keep what is negative, with its sign changed. ReLU keeps what is positive.",
        lambda Z: np.maximum(-Z, 0),
    ),
    "yes or no": (
        "Your map says where a response is positive, 1 or 0. ReLU keeps the numbers themselves.",
        lambda Z: np.float64(Z > 0),
    ),
    "small responses silenced": (
        "Small positive responses become 0 in your map: you compare with a number above 0. "
        "ReLU lets all pass that is positive.",
        *(lambda Z, least=least: np.where(least <= Z, Z, 0) for least in (1, 0.5, 0.1)),
    ),
    "fractions cut off": (
        "The fractions of your responses are gone: they have an integer dtype.",
        lambda Z: np.trunc(_relu(Z)),
    ),
}

CONDENSATIONS: Table = {
    "not condensed": (
        "Your map is as large as the detected one. Pooling makes it half as high and half as wide.",
        lambda Z: Z,
    ),
    "windows overlap": (
        "Your pooling moves by one cell, so nothing shrinks. Its stride should be 2.",
        _pool_with(lambda h, w: ((0, 1), (0, 1)), stride=(1, 1)),
        _pool_with(lambda h, w: NO_PADDING, stride=(1, 1)),
        _pool_with(_at_the_end, stride=(1, 1)),
    ),
    "stride of 2 on one axis only": (
        "Your pooling moves by 2 cells on one axis and by one cell on the other. The stride is "
        "a pair, (2, 2).",
        _pool_with(_at_the_end, stride=(1, 2)),
        _pool_with(_at_the_end, stride=(2, 1)),
    ),
    "windows one cell apart": (
        "Your windows are one cell apart, [i : i + 2], though there are as many as with a stride "
        "of 2. The start of a window is i times the stride.",
        _pool_one_cell_apart,
    ),
    "rows and columns to add exchanged": (
        "Your map gets a row where its width is odd, and a column where its height is. An odd "
        "height needs one more row, an odd width one more column.",
        _pool_with(lambda h, w: ((0, w), (0, h))),
    ),
    "pairs of the padding mixed up": (
        "You pad ((h % 2, w % 2), ...) before you pool. A pair belongs to one axis: (top, bottom), "
        "(left, right).",
        _pool_with(lambda h, w: ((h, w), (h, w))),
    ),
    "largest over other axes of the blocks": (
        "You cut the map into blocks with a reshape to (h / 2, 2, w / 2, 2), but do not take "
        "the largest over the two axes of length 2 that lie within a block.",
        *(
            functools.partial(_pool_blocks, axes)
            for axes in ((0, 1), (0, 2), (0, 3), (1, 2), (2, 3))
        ),
    ),
    "four numbers in a row": (
        "Your reshape cuts four neighbours of one row into a block. A block of 2 x 2 takes two "
        "from each of two rows.",
        _pool_four_in_a_row,
    ),
    "condensed twice": (
        "Your map is pooled twice. Pool it once.",
        lambda Z: _condense(_condense(Z)),
    ),
    "last row or column dropped": (
        "The last row or column of an odd map is missing. A window that is only half in it still "
        "counts.",
        _pool_with(lambda h, w: NO_PADDING),
    ),
    "padded all around before pooling": (
        "Your map was padded on all sides before it was pooled, which moves every window. A map of "
        "even height and width needs no padding there.",
        _pool_with(lambda h, w: ((1, 1), (1, 1))),
    ),
    "always padded before": (
        "Your map was always padded on top and on the left before it was pooled, which moves every "
        "window. Only an odd map is padded, and after its last row or column.",
        _pool_with(lambda h, w: ((1, 0), (1, 0))),
    ),
    "always padded after": (
        "Your map was always padded at the bottom and on the right before it was pooled. Only an "
        "odd map needs that.",
        _pool_with(lambda h, w: ((0, 1), (0, 1))),
    ),
    "half windows first": (
        "In an odd map your first window is the one that is only half in it. SAME pads after: it "
        "should be the last.",
        lambda Z: _condense(Z[::-1, ::-1])[::-1, ::-1],
    ),
    "average pooling": (
        "Your numbers are means of the detected map. Here it is the largest that is kept.",
        _pool_with(_at_the_end, mode="avg"),
    ),
    "smallest number": (
        "Your numbers are the smallest of each window. Here it is the largest that is kept.",
        lambda Z: -_condense(-Z),
    ),
    "every second response": (
        "You keep every second response, whatever stands beside it. Pooling keeps the largest of "
        "each window.",
        lambda Z: Z[::2, ::2],
    ),
    "windows of 3 x 3": (
        "Your pooling windows are 3 x 3. They should be 2 x 2.",
        _pool_with(lambda h, w: NO_PADDING, size=(3, 3)),
    ),
    "scaled to 0 ... 1": (
        "Your map was divided by its largest number. How strong a response is should stay visible.",
        lambda Z: _condense(Z) / np.max(Z),
    ),
    "the largest of all": (
        "You keep the largest number of the whole map. Pooling keeps that of each window.",
        np.max,
    ),
    "transposed": (
        "Your map lies on its side: rows stand as columns.",
        lambda Z: _condense(Z).T,
    ),
}


def _pad_like_kernel(image: Any, kernel: Any) -> Any:
    """Model pooling whose padding comes from the kernel's height and width."""
    pool = _pool_with(lambda h, w: [(0, k % 2) for k in kernel.shape])
    return pool(_relu(_filter_same(image, kernel)))


def _pool_like_kernel(image: Any, kernel: Any) -> Any:
    """Model pooling windows of the kernel's size."""
    return _pool_with(_at_the_end, size=kernel.shape)(_relu(_filter_same(image, kernel)))


def _round_size_down(image: Any, kernel: Any) -> Any:
    """Fill an array that has no place for the last windows of an odd map."""
    Z = _condense(_relu(_filter_same(image, kernel)))
    Y = np.zeros([n // 2 for n in image.shape])
    for place in np.ndindex(Z.shape):
        Y[place] = Z[place]
    return Y


OTHER_STEPS: Table = {
    "size rounded down": (
        "The array that you fill has no place for the last windows of an odd map: half of an odd "
        "height or width is rounded up.",
        _round_size_down,
    ),
    "average pooling and ReLU last": (
        "Your numbers are means, and ReLU comes after them. Here it is the largest that is kept, "
        "of what ReLU leaves.",
        _do_in_turn(_filter_same, _pool_with(_at_the_end, mode="avg"), _relu),
    ),
    "pooled with the size of the kernel": (
        "Your pooling windows are as large as the kernel. They should be 2 x 2.",
        _pool_like_kernel,
    ),
    "padded like the kernel before pooling": (
        "You pad for pooling where the kernel is odd. It is the map whose height and width count "
        "there: look at the shape that you divide by 2.",
        _pad_like_kernel,
    ),
    "ReLU first": (
        "Your numbers are those of an image from which ReLU took what is negative before it was "
        "filtered. It belongs after the filter.",
        lambda image, kernel: _condense(_filter_same(_relu(image), kernel)),
    ),
    "condensed first": (
        "You condense the image before you filter it. The kernel should see every pixel.",
        lambda image, kernel: _relu(_filter_same(_condense(image), kernel)),
    ),
}

# The second table comes without the right filter, which the first has.
ALL_FILTERS = (*ways(_filter_same, FILTERS, WRAPPED_PADDING), *ways(_filter_same, MORE_FILTERS)[1:])
MISCONCEPTIONS = (
    *named_in(OTHER_STEPS),
    *combined(
        _do_in_turn,
        tuple(map(_remember, ALL_FILTERS)),
        ways(_relu, DETECTIONS),
        ways(_condense, CONDENSATIONS),
    ),
    *named(
        "square image assumed",
        "The image is taken for a square: one side decides both sizes of the output. Each axis "
        "has its own.",
        _fill_square_map,
        lambda image, kernel: _fill_square_map(image.T, kernel.T).T,
        _refuse_square_map,
    ),
    *window_mistakes(_filter_mistaken, KERNELS, SUMS, SLICES, CENTRES, LENGTHS, IMAGES),
)

# Brighter and darker to the right, so that whole windows have results of both signs.
HILLS = np.array(
    [
        [0, 2, 4, 6, 1, 0],
        [1, 3, 4, 5, 2, 0],
        [-3, 0, 3, 9, 4, 1],
        [-5, -2, 1, 2, 2, 3],
        [4, 2, -1, 0, 5, 6],
        [7, 5, 2, 0, -2, 4.0],
    ]
)
BRIGHT_LEFT = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1.0]])

filter_detect_condense = Exercise(
    name="filter_detect_condense",
    reference=operations.condensed_feature_map,
    terms=lambda image, kernel: kernel.size,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.operations.condensed_feature_map"),),
    hints=(
        "On [[5, 2, 4, 1, 7]] the filter gives five numbers. What does ReLU make of them, and "
        "which pairs does a window of two columns see? Does the last number have a partner?",
        "Three calls, each on the result of the one before: filter with SAME padding, apply "
        "ReLU, and pool 2 x 2 with stride 2. An odd height or width needs one more row below or "
        "one more column on the right in the last step.",
        "pool takes its padding as ((top, bottom), (left, right)). Top and left are 0. Bottom "
        "is the rest of the height divided by 2, and right the rest of the width: % gives it, 1 "
        "for odd numbers and 0 for even ones.",
    ),
    properties=(
        Property(
            "filters, then detects, then condenses",
            points=1,
            cases=(
                case(image=HILLS, kernel=BRIGHT_LEFT),
                case(image=1.126 * HILLS[2:, :4], kernel=np.tri(3) - 1.5),
                case(image=0.01 * HILLS[2:, :4], kernel=np.tri(3) - 1.5),
            ),
            hint="Filter with the kernel as it is; keep what is positive; halve height and width.",
        ),
        Property(
            "images of odd height or width",
            points=1,
            cases=(
                case(image=HILLS[:5], kernel=BRIGHT_LEFT),
                case(image=HILLS[:4, :5], kernel=BRIGHT_LEFT.T),
                case(image=HILLS[:5, :5], kernel=BRIGHT_LEFT),
                # What even kernels are padded with does not matter here.
                case(image=np.full((5, 5), 2.0), kernel=np.array([[1, 0], [0, 0.0]])),
            ),
            hint="A last window that is only half in the image still counts.",
        ),
        Property(
            "kernels of any height and width",
            points=1,
            cases=(
                case(image=HILLS, kernel=np.array([[1, -1.0]])),
                case(image=HILLS, kernel=np.array([[2, 0], [0, -1.0]])),
                case(image=HILLS, kernel=np.array([[1, 0], [0, -2], [0, 1.0]])),
                case(image=HILLS, kernel=np.array([[1, 2, 0, -1, -3.0]])),
            ),
            hint="SAME padding adds k - 1 cells on an axis, the odd one after.",
        ),
    ),
)
