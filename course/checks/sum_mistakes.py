"""Mistakes with kernel, sum and result, for all exercises in which a window slides.

The tables belong to those of `course.checks.window_mistakes`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.mistake_models import Table, index_slips, one_for_all
from course.checks.window_mistakes import Slip, both_ways, slips_in
from course.checks.window_models import Loop, Pair
from nbproctor.checks.diagnosis import INTEGER_DTYPE


def read_backwards(P: Any, start: Pair, reach: Pair, stride: Pair) -> Any:
    """Take the cells before the start of a window, from there backwards."""
    rows, columns = (first - np.arange(n) for first, n in zip(start, reach, strict=True))
    return P[np.ix_(rows, columns)]


def to_bytes(array: Any) -> Any:
    """Return numbers as `astype(np.uint8)` makes them.

    >>> to_bytes(np.array([-1.5, 2.5, 257.0])).tolist()
    [255.0, 2.0, 1.0]
    """
    return np.trunc(array) % 256


def _diagonal(K: Any) -> Any:
    """Return the diagonal as a column; raise if it is shorter than the kernel is high."""
    return np.diagonal(K)[: len(K), np.newaxis].repeat(K.shape[1], axis=1)


def _in_first(sums: Any, shape: Pair) -> Any:
    """Return an array with these numbers in its first rows and columns, and 0 elsewhere."""
    found = np.zeros(shape)
    found[tuple(map(slice, sums.shape))] = sums
    return found


def _cut_products(cut: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda cells, kernel: cut(cells * kernel)


FLATTEN_ALIKE = (
    "One of window and kernel is flattened row by row, the other column by column, so numbers meet "
    "the wrong partners. Flatten both in the same order."
)
# A reversed kernel has its own sentence.
_INDICES = tuple(
    slip
    for what, axes in (("rows and columns", (0, 1)), ("rows", (0,)), ("columns", (1,)))
    for slip in slips_in("kernel", index_slips(f"{what} of the kernel", *axes))
    if not slip.name.endswith("in reverse order")
)
# Each changes the kernel, and is too rare to be tried together with a second mistake.
_OTHER_KERNELS: Table = {
    "product of the sums": (
        "Your numbers are the sum of the window times the sum of the kernel. It is the other way "
        "round: many products, one sum.",
        lambda K: np.full_like(K, K.sum()),
    ),
    "image not shifted": (
        "Each of your numbers is one cell of the image times the sum of the kernel. Each number of "
        "the kernel needs a cell of its own: X[i + a, j + b].",
        lambda K: _in_first(K.sum(keepdims=True), K.shape),
    ),
    "image shifted on one axis only": (
        "Each column, or each row, of the kernel meets the same cells of the image: it is shifted "
        "on one axis only. Each number of the kernel needs a cell of its own: X[i + a, j + b].",
        lambda K: _in_first(K.sum(axis=1, keepdims=True), K.shape),
        lambda K: _in_first(K.sum(axis=0, keepdims=True), K.shape),
    ),
    "rows or columns added up first": (
        "You add up rows or columns of window and kernel, and multiply those sums, as a matrix "
        "product with a transpose does. It is the other way round: many products, one sum.",
        lambda K: np.broadcast_to(K.sum(axis=0), K.shape),
        lambda K: np.broadcast_to(K.sum(axis=1, keepdims=True), K.shape),
    ),
    "kernel turned": (
        "Your kernel is turned by a quarter. It slides as it is.",
        np.rot90,
        lambda K: np.rot90(K, -1),
    ),
    "one index for both axes of the kernel": (
        "Your kernel takes part with its diagonal only, with the same number for a whole row or "
        "column. Its two axes need an index each: K[a, b].",
        _diagonal,
        lambda K: _diagonal(K.T).T,
    ),
    "kernel without signs": (
        "The numbers of your kernel have lost their signs. A negative one makes the sum smaller.",
        np.abs,
    ),
    "kernel divided by its sum": (
        "The numbers of your kernel are divided by their sum. It slides as it is.",
        lambda K: K / K.sum(),
    ),
    **one_for_all("rows of the kernel", 0),
    **one_for_all("columns of the kernel", 1),
}
KERNELS = (
    Slip(
        "kernel flipped",
        "Your kernel was flipped, as in a convolution. Cross-correlation slides it as it is.",
        (Loop(kernel=lambda K: K[::-1, ::-1]),),
    ),
    Slip(
        "kernel flipped on one axis",
        "Your kernel was flipped on one axis. Cross-correlation slides it as it is.",
        (Loop(kernel=lambda K: K[::-1]), Loop(kernel=lambda K: K[:, ::-1])),
    ),
    Slip(
        "kernel transposed",
        "Your kernel was transposed. Its rows go with rows of the window.",
        both_ways(
            Loop(kernel=np.transpose),
            Loop(kernel=np.transpose, window=lambda size: (size[1], size[0])),
        ),
    ),
    Slip(
        "windows and kernels in different orders",
        FLATTEN_ALIKE,
        (
            Loop(kernel=lambda K: K.T.reshape(K.shape)),
            Loop(kernel=lambda K: K.reshape(K.shape[::-1]).T),
        ),
    ),
    Slip(
        "window multiplied in place",
        "A window is a part of the image, not a copy: `window *= K` changes the image, and later "
        "windows read the changed numbers. Multiply into a new array, window * K.",
        (Loop(in_place=True),),
    ),
    Slip(
        "indices of a convolution",
        "Your indices of the image go down where those of the kernel go up, X[i - a, j - b], as in "
        "the formula of a convolution. A negative index counts from the end. Cross-correlation "
        "adds: X[i + a, j + b].",
        (Loop(cut=read_backwards),),
    ),
    Slip(
        "kernel ignored",
        "You sum the window itself. Each number counts as often as the kernel says.",
        (Loop(kernel=np.ones_like),),
    ),
    Slip(
        "only one number of the kernel",
        "Your numbers use a single number of the kernel. All of them take part.",
        (
            Loop(kernel=lambda K: np.full_like(K, K[0, 0])),
            Loop(kernel=lambda K: np.full_like(K, K[-1, -1])),
        ),
    ),
    *slips_in("kernel", _OTHER_KERNELS),
    *_INDICES,
)

_INTEGERS = INTEGER_DTYPE[0].lower() + INTEGER_DTYPE[1:]
SUMS = (
    Slip(
        "mean instead of sum",
        "Your numbers are means of the products. They should be sums.",
        (Loop(reduce=lambda products: products.mean(axis=(-2, -1))),),
    ),
    Slip(
        "mean instead of sum and truncated to whole numbers",
        f"Your numbers are means of the products. They should be sums. Besides, {_INTEGERS}",
        (Loop(reduce=lambda products: products.mean(axis=(-2, -1)), finish=np.trunc),),
        is_alone=True,
    ),
    Slip(
        "last product kept",
        "Each of your numbers is the last product of its window: each one overwrites the one "
        "before. Add them up.",
        (Loop(reduce=lambda products: products[..., -1, -1]),),
    ),
    Slip(
        "first product kept",
        "Each of your numbers is the first product of its window. Add all of them up: does a "
        "return stand too far inside?",
        (Loop(reduce=lambda products: products[..., 0, 0]),),
    ),
    Slip(
        "first product counted twice",
        "The first product of each window counts twice: your sum starts with it, and your loops "
        "add it again.",
        (Loop(reduce=lambda products: products.sum(axis=(-2, -1)) + products[..., 0, 0]),),
    ),
    Slip(
        "only the last row of the window",
        "Each of your numbers is the sum of the last row of its window: the sum starts again with "
        "every row.",
        (Loop(reduce=lambda products: products[..., -1, :].sum(axis=-1)),),
    ),
    Slip(
        "only the first row or column of the window",
        "Each of your numbers is the sum of the first row, or the first column, of its window. "
        "Rows and columns of the kernel need a loop each: K[a, b].",
        (
            Loop(reduce=lambda products: products[..., 0, :].sum(axis=-1)),
            Loop(reduce=lambda products: products[..., :, 0].sum(axis=-1)),
        ),
        is_alone=True,
    ),
    Slip(
        "only the last column of the window",
        "Each of your numbers is the sum of the last column of its window: the sum starts again "
        "with every column.",
        (Loop(reduce=lambda products: products[..., :, -1].sum(axis=-1)),),
        is_alone=True,
    ),
    Slip(
        "loops over the kernel start at 1",
        "The first row or column of each window is left out: your loops over the kernel start at "
        "1, but its first row and column have the number 0.",
        (
            Loop(reduce=lambda products: products[..., 1:, 1:].sum(axis=(-2, -1))),
            Loop(reduce=lambda products: products[..., 1:, :].sum(axis=(-2, -1))),
            Loop(reduce=lambda products: products[..., :, 1:].sum(axis=(-2, -1))),
        ),
    ),
    Slip(
        "only the diagonal of the window",
        "Each of your numbers adds up the diagonal of its window alone: rows and columns of the "
        "kernel need a loop each.",
        (Loop(reduce=lambda products: np.trace(products, axis1=-2, axis2=-1)),),
    ),
    Slip(
        "products subtracted",
        "Every number has the opposite sign: do you subtract the products? They are added up.",
        (Loop(finish=np.negative),),
        is_alone=True,
    ),
    Slip(
        "first product counted twice",
        "The first product of each window counts twice: your sum starts with it, and the loops add "
        "it once more. A sum starts at 0.",
        (Loop(reduce=lambda products: products.sum(axis=(-2, -1)) + products[..., 0, 0]),),
        is_alone=True,
    ),
    Slip(
        "sum starts at 1",
        "Each of your numbers is 1 too large: a sum starts at 0.",
        (Loop(finish=lambda Y: Y + 1),),
    ),
    Slip(
        "added instead of multiplied",
        "You add the kernel to the window. Multiply the two, element by element.",
        (Loop(combine=np.add),),
    ),
    Slip(
        "squared differences",
        "You add up the squared differences of window and kernel. Multiply the two.",
        (Loop(combine=lambda cells, kernel: (cells - kernel) ** 2),),
        is_alone=True,
    ),
    Slip(
        "products without signs",
        "You add up products without their signs. A negative one makes the sum smaller.",
        (Loop(combine=lambda cells, kernel: np.abs(cells * kernel)),),
        is_alone=True,
    ),
    Slip(
        "negative products left out",
        "Only products above 0 are in your sums. Negative ones count as well: they make the sum "
        "smaller.",
        (Loop(combine=_cut_products(lambda products: np.maximum(products, 0))),),
        is_alone=True,
    ),
    Slip(
        "products truncated",
        "The fractions of your products are gone before they are added up: they are whole numbers.",
        tuple(Loop(combine=_cut_products(cut)) for cut in (np.trunc, np.floor, np.round)),
    ),
    Slip(
        "largest product",
        "Each of your numbers is the largest product of its window. Add all of them up.",
        (Loop(reduce=lambda products: products.max(axis=(-2, -1))),),
    ),
    Slip(
        "total carried on",
        "Each number contains the ones before it. Every window starts its sum at 0.",
        (
            Loop(finish=lambda Y: np.cumsum(Y).reshape(Y.shape)),
            Loop(finish=lambda Y: np.cumsum(Y, axis=1)),
            Loop(finish=lambda Y: np.cumsum(Y, axis=0)),
        ),
    ),
    Slip(
        "truncated to whole numbers",
        "The fractions of the inputs are gone before anything is computed: their dtype became "
        "an integer dtype.",
        (Loop(kernel=np.trunc, pixels=np.trunc), Loop(pixels=np.trunc), Loop(kernel=np.trunc)),
    ),
    Slip(
        "inputs made bytes",
        "Your inputs became bytes, whole numbers from 0 to 255: their dtype is uint8. Fractions "
        "and signs are lost in it, and products over 255 start again at 0.",
        (
            Loop(pixels=to_bytes),
            Loop(kernel=to_bytes),
            Loop(pixels=to_bytes, kernel=to_bytes, combine=lambda cells, K: cells * K % 256),
            Loop(pixels=to_bytes, kernel=to_bytes),
        ),
        is_alone=True,
    ),
)

VALUES = (
    Slip(
        "truncated to whole numbers",
        INTEGER_DTYPE,
        tuple(Loop(finish=cut) for cut in (np.trunc, np.floor, np.round)),
    ),
    Slip(
        "negatives cut off",
        "Where a negative number belongs you have 0. The sign should stay.",
        (Loop(finish=lambda Y: np.maximum(Y, 0)),),
    ),
    Slip(
        "bytes",
        "Your numbers are whole ones from 0 to 255, as bytes are. Outputs may be negative, and "
        "have fractions.",
        (
            Loop(finish=lambda Y: np.clip(np.trunc(Y), 0, 255)),
            Loop(finish=to_bytes),
        ),
    ),
    Slip(
        "image cut to bytes",
        "Your image has become whole numbers from 0 to 255 before anything is computed, as in a "
        "padded image whose dtype is uint8. Fractions and signs are lost in it.",
        (Loop(pixels=to_bytes),),
        is_alone=True,
    ),
    Slip(
        "absolute values",
        "Your values have lost their signs: all are positive.",
        (Loop(finish=np.abs),),
    ),
)


def _ragged(Y: Any) -> Any:
    """Model rows that grow longer and longer, which is an array only if there is a single one."""
    if len(Y) > 1:
        raise ValueError("setting an array element with a sequence")
    return Y


RESULTS = (
    *slips_in("finish", index_slips("rows and columns of your output", 0, 1)),
    *slips_in("finish", index_slips("rows of your output", 0)),
    *slips_in("finish", index_slips("columns of your output", 1)),
    Slip(
        "rows share one list",
        "All your rows are equal. A list such as [[0] * w] * h holds one and the same row h times: "
        "make a new row for each.",
        (
            Loop(finish=lambda Y: np.repeat(Y[-1:], len(Y), axis=0)),
            Loop(finish=lambda Y: np.repeat(Y.sum(axis=0, keepdims=True), len(Y), axis=0)),
        ),
    ),
    Slip(
        "row never emptied",
        "Your rows grow longer and longer: the list of a row goes on from the row before. Start an "
        "empty list for each row, inside the outer loop.",
        (Loop(finish=lambda Y: np.tile(np.ravel(Y), (len(Y), 1))),),
    ),
    Slip(
        "row never emptied",
        "Your function fails wherever the output has more than one row. Do your rows have "
        "different lengths, because the list of a row goes on from the row before?",
        (Loop(finish=_ragged),),
    ),
    Slip(
        "row appended too often",
        "Each row stands in your output several times: it is appended inside the inner loop. "
        "Append it after that loop.",
        (Loop(finish=lambda Y: np.repeat(Y, Y.shape[1], axis=0)),),
    ),
    Slip(
        "only the first row",
        "Only the first row is filled: is the return inside the loop?",
        (
            Loop(loops=lambda sizes: (1, sizes.output[1])),
            Loop(finish=lambda Y: Y[:1]),
        ),
    ),
    Slip(
        "only the first element",
        "Only the first element is filled: is the return inside the loops?",
        (
            Loop(loops=lambda sizes: (1, 1)),
            Loop(finish=lambda Y: Y[0, 0]),
            Loop(finish=lambda Y: Y[:1, :1]),
        ),
    ),
    Slip(
        "only the last element",
        "You return the last number alone. Is each one overwritten by the next?",
        (Loop(finish=lambda Y: Y[-1, -1]),),
    ),
    Slip(
        "only the last row",
        "You return the last row alone. Is each one overwritten by the next?",
        (Loop(finish=lambda Y: Y[-1]), Loop(finish=lambda Y: Y[-1:])),
    ),
    Slip(
        "axes of length 1 dropped",
        "Where an axis has length 1 it is gone. Y always has a height and a width.",
        (Loop(finish=np.squeeze), Loop(finish=lambda Y: Y[0, 0] if Y.shape == (1, 1) else Y)),
    ),
    Slip(
        "flat list",
        "Your numbers stand in one row. Y has a height and a width.",
        (Loop(finish=np.ravel),),
    ),
    Slip(
        "numbers cut to width and height",
        "Your numbers stand in one long row that is cut to (width, height). The height comes "
        "first.",
        (Loop(finish=lambda Y: np.reshape(Y, Y.shape[::-1])),),
    ),
    Slip(
        "everything added up",
        "You return a single number, the sum of all elements. Y has one element for each window.",
        (Loop(finish=np.sum),),
    ),
    Slip(
        "all zero",
        "Every value is 0: is the result of a window ever written into the output?",
        (Loop(loops=lambda sizes: (0, 0)),),
    ),
)
