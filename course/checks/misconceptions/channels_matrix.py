"""Mistakes with matrix products, in `corr2d_1x1` and `corr2d_matmul`.

Most are the reference's numbers in another order, or the reference on another kernel.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course.checks.exercise import Misconception
from course.checks.misconceptions.channels_shared import (
    EVERY_KERNEL,
    FIRST_INPUT,
    FIRST_KERNEL,
    FLIPPED,
    FLIPPED_CHANNELS,
    MEAN,
    REVERSED,
    correlate,
    first,
    needs,
)

Model = Callable[[Any, Any], Any]


def _only_where(fits: Callable[[Any, Any], bool]) -> Model:
    """Right where something holds of X and K; elsewhere it raises."""

    def model(X: Any, K: Any) -> Any:
        needs(fits(X, K))
        return correlate(X, K)

    return model


def _laid_out(order: Callable[[Any], Any]) -> Model:
    """The right numbers, rearranged."""
    return lambda X, K: order(correlate(X, K))


def _each_its_own(X: Any, K: Any) -> Any:
    count = len(K)
    return correlate(first(count, X), np.eye(count)[:, :, None, None] * K[:, :count])


def _counted_by_height(X: Any, K: Any) -> Any:
    """Column i * h_out + j of the matrix: later windows overwrite earlier ones."""
    Y = correlate(X, K)
    count, height, width = Y.shape
    needs(height <= width)
    columns = np.zeros((count, height * width))
    for row in range(height):
        columns[:, row * height : row * height + width] = Y[:, row]
    return columns.reshape(Y.shape)


def _square_output(X: Any, K: Any) -> Any:
    Y = correlate(X, K)
    needs(Y.shape[1] <= Y.shape[2])
    return Y[:, :, : Y.shape[1]]


def _columns(X: Any, K: Any) -> Any:
    """The matrix of the windows: the output of kernels that have a single 1 each."""
    count = K[0].size
    return correlate(X, np.eye(count).reshape(count, *K.shape[1:])).reshape(count, -1)


SHARED = (
    Misconception(
        "not laid out as images",
        "Your output is still a matrix, a row for each output channel. Give it the output's three "
        "axes.",
        _laid_out(lambda Y: Y.reshape(len(Y), -1)),
    ),
    Misconception(
        "output channels on the last axis",
        "Your numbers are right, but the output channels stand on the last axis. They come first.",
        _laid_out(lambda Y: np.moveaxis(Y, 0, -1)),
    ),
    Misconception(
        "product transposed before the reshape",
        "Your numbers are right but in another order: the product had a row for each pixel when "
        "it was reshaped. Rows should be output channels.",
        _laid_out(lambda Y: np.moveaxis(Y, 0, -1).reshape(Y.shape)),
    ),
    Misconception(
        "height and width of the output swapped",
        "Your output's width comes before its height. The axes are output channels, height, width.",
        _laid_out(lambda Y: Y.reshape(len(Y), Y.shape[2], Y.shape[1])),
    ),
    FIRST_INPUT,
    Misconception(
        "only the first output channel",
        "You have only output channel 0. There is one for each kernel, K.shape[0] of them.",
        lambda X, K: correlate(X, K[:1]),
    ),
    Misconception(
        "two output channels, whatever there are",
        "You make two output channels, however many kernels there are. Their number is K.shape[0].",
        lambda X, K: correlate(X, first(2, K)),
    ),
    Misconception(
        "three output channels, whatever there are",
        "You make three output channels, as in the example. Their number is K.shape[0].",
        _only_where(lambda X, K: len(K) == 3),
    ),
    MEAN,
    FIRST_KERNEL,
    EVERY_KERNEL,
    REVERSED,
    Misconception(
        "numbers of channels confused",
        "Your function works only where there are as many output as input channels. K has shape "
        "(c_o, c_i, k_h, k_w), the output (c_o, h_out, w_out).",
        _only_where(lambda X, K: K.shape[0] == K.shape[1]),
    ),
)

corr2d_1x1: Sequence[Misconception] = (
    Misconception(
        "product element by element",
        "You multiplied element by element, and broadcasting let it pass. The matrix product is "
        "written @.",
        lambda X, K: K[:, :, 0, 0] * X,
    ),
    Misconception(
        "each channel times its own number",
        "Each output channel has only one input channel in it. A 1x1 convolution mixes all of "
        "them.",
        _each_its_own,
    ),
    Misconception(
        "kernel transposed",
        "Your numbers are those of the transposed matrix. In K the output channels come first, so "
        "they are the rows.",
        lambda X, K: correlate(X, np.swapaxes(K, 0, 1)),
    ),
    Misconception(
        "pixels cut out by a reshape",
        "A reshape to one row for each pixel puts neighbours of one channel side by side. The "
        "channels of a pixel stand on the first axis.",
        lambda X, K: correlate(X.reshape(*X.shape[1:], -1).transpose(2, 0, 1), K),
    ),
    Misconception(
        "kernel multiplied with all four axes",
        "You multiplied by K with its four axes: then @ sees only the last two, of length 1. As a "
        "matrix K has a row for each output channel.",
        _only_where(lambda X, K: K.shape[1] == 1),
    ),
    Misconception(
        "square image assumed",
        "You use the image's height for its width as well. Axis 1 of X is the height, axis 2 the "
        "width.",
        _only_where(lambda X, K: X.shape[1] == X.shape[2]),
    ),
    *SHARED,
)

corr2d_matmul: Sequence[Misconception] = (
    Misconception(
        "columns not multiplied",
        "You return the matrix of the windows. What is left is its product with the kernels.",
        _columns,
    ),
    Misconception(
        "kernel reshaped where it should be transposed",
        "The kernels were cut at other places: a reshape to c_o columns does not put each kernel "
        "in its own column. Reshape to rows, then transpose.",
        lambda X, K: correlate(X, K.reshape(-1, len(K)).T.reshape(K.shape)),
    ),
    Misconception(
        "windows and kernels in different orders",
        "Windows were flattened channels last, kernels channels first. Both need the same order.",
        lambda X, K: correlate(X, np.moveaxis(K.reshape(len(K), *K.shape[2:], K.shape[1]), -1, 1)),
    ),
    Misconception(
        "windows and kernels in different orders",
        "Kernels were flattened channels last, windows channels first. Both need the same order.",
        lambda X, K: correlate(X, np.moveaxis(K, 1, -1).reshape(K.shape)),
    ),
    Misconception(
        "windows and kernels in different orders",
        "Windows were flattened column by column, kernels row by row, or the other way round. Both "
        "need the same order.",
        lambda X, K: correlate(X, np.swapaxes(K.reshape(*K.shape[:2], *K.shape[:1:-1]), 2, 3)),
    ),
    Misconception(
        "windows taken column by column",
        "Your numbers are right but stand in another order: windows were taken down the columns "
        "first. The output is filled row by row.",
        _laid_out(lambda Y: np.swapaxes(Y, 1, 2).reshape(Y.shape)),
    ),
    Misconception(
        "windows counted by the height",
        "Windows land in the wrong column of your matrix. How many windows stand before the first "
        "one of row i?",
        _counted_by_height,
    ),
    Misconception(
        "windows side by side",
        "Your windows do not overlap: each begins where the last one ends. They move by one cell.",
        lambda X, K: correlate(X, K)[:, :: K.shape[2], :: K.shape[3]],
    ),
    Misconception(
        "window of 2 x 2, whatever the kernel",
        "Your windows are 2 x 2, as in the example. Their size is that of the kernel.",
        _only_where(lambda X, K: K.shape[2:] == (2, 2)),
    ),
    Misconception(
        "one kernel size for both axes",
        "You use one size of the kernel for both axes. Its last two axes are its height and its "
        "width.",
        _only_where(lambda X, K: K.shape[2] == K.shape[3]),
    ),
    Misconception(
        "square image assumed",
        "You make as many columns of output as rows. Each axis has its own size: "
        "h - k_h + 1 and w - k_w + 1.",
        _square_output,
    ),
    Misconception(
        "input truncated to whole numbers",
        "The fractions of X are gone before the product: your matrix holds whole numbers. Look at "
        "its dtype.",
        lambda X, K: correlate(np.trunc(X), K),
    ),
    FLIPPED,
    FLIPPED_CHANNELS,
    *SHARED,
)
