"""The exercise `corr2d_1x1`: a matrix product over the channels of each pixel."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.channels.channel_mistakes import channel_slips, correlate, each_its_own, needs
from course.checks.channels.inputs import X_ONE, X_TALL, X_THREE, X_TWO, X_WIDE
from course.checks.channels.matrix_mistakes import RESHAPED_KERNEL, RESULT_WAYS, SHARED, only_where
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import (
    Lengths,
    Model,
    Part,
    Table,
    combined,
    keep_only,
    named,
    named_in,
    shape_slips,
    ways,
)
from course.checks.rules import CONVOLUTION
from course.checks.windows import find_window


def _flattened(lengths: Lengths) -> tuple[Model, ...]:
    """Build a model that reads the lengths of X in another way."""

    def model(X: Any, K: Any) -> Any:
        c, h, w = lengths(X.shape)
        return (K.reshape(len(K), -1) @ X.reshape(c, -1)).reshape(len(K), h, w)

    return (model,)


def _mixed(pixels: Any, kernel: Any, result: Any) -> Model:
    """Build a model from the pixels and the kernel that it takes, and what it makes of them."""
    return lambda X, K: result(correlate(pixels(X), kernel(K)))


PIXELS = ways(
    lambda X: X,
    {
        "pixels cut out by a reshape": (
            "A reshape to one row for each pixel puts neighbours of one channel side by side. The "
            "channels of a pixel stand on the first axis.",
            lambda X: X.reshape(*X.shape[1:], -1).transpose(2, 0, 1),
        )
    },
) + tuple(
    Part(
        "reshape after a transpose",
        f"Your matrix of pixels is made by a reshape of the axes {axes}, which cuts the row of "
        "numbers at other places. Its rows should be the input channels, its columns the pixels "
        "row by row: X.reshape(c_i, h * w).",
        lambda X, order=order: X.transpose(order).reshape(X.shape),
    )
    for axes, order in (
        ("channels, columns, rows", (0, 2, 1)),
        ("rows, columns, channels", (1, 2, 0)),
        ("columns, rows, channels", (2, 1, 0)),
        ("rows, channels, columns", (1, 0, 2)),
        ("columns, channels, rows", (2, 0, 1)),
    )
)
KERNEL_WAYS = ways(
    lambda K: K,
    {
        "kernel transposed": (
            "Your numbers are those of the transposed matrix. In K the output channels come first, "
            "so they are the rows.",
            lambda K: np.swapaxes(K, 0, 1),
        ),
        RESHAPED_KERNEL.name: (
            RESHAPED_KERNEL.sentence,
            lambda K: K.reshape(-1, len(K)).T.reshape(K.shape),
        ),
    },
)


def _in_one_loop(axis: int) -> Callable[[Any], Any]:
    """Return outputs that are filled in two loops over one axis; raise if the other is shorter."""

    def fill(Y: Any) -> Any:
        length = Y.shape[axis]
        needs(length <= min(Y.shape[1:]))
        return keep_only(Y, np.s_[:, :length, :length])

    return fill


def _like_the_input(X: Any, K: Any) -> Any:
    Y = np.zeros((len(X), *X.shape[1:]))
    Y[range(len(K))] = correlate(X, K)
    return Y


_PRODUCTS: Table = {
    "product element by element": (
        "You multiplied element by element, and broadcasting let it pass. The matrix product is "
        "written @.",
        lambda X, K: K[:, :, 0, 0] * X,
    ),
    "product of stacks of matrices": (
        "With more than two axes @ multiplies the last two: height and width here, not channels. "
        "Reshape K to (c_o, c_i) and X to (c_i, h * w) first.",
        lambda X, K: np.sum(K @ X, axis=1),
        lambda X, K: K @ X,
        lambda X, K: K[:, :, 0, 0] @ X,
        lambda X, K: K.reshape(K.shape[:2]) @ X.reshape(X.shape),
        np.matmul,
    ),
    "channels not added up": (
        "Your output has an axis for the input channels. For each output channel they add up.",
        lambda X, K: K * X,
    ),
    "added up over the wrong axis": (
        "You add up over the output channels. It is the axis of the input channels that goes.",
        lambda X, K: (K * X).sum(axis=0),
    ),
    "each channel times its own number": (
        "Each output channel has only one input channel in it. A 1x1 convolution mixes all of "
        "them.",
        each_its_own,
    ),
    "kernel transposed": (
        "Your numbers are those of the transposed matrix. In K the output channels come first, so "
        "they are the rows.",
        lambda X, K: correlate(X, np.swapaxes(K, 0, 1)),
    ),
    "one input channel assumed": (
        "Your function is right for one input channel and fails for all others. Do the shapes that "
        "you multiply fit? As a matrix K has shape (c_o, c_i), X has (c_i, h * w), and the "
        "matrix product of the two is written @, not *.",
        only_where(lambda X, K: K.shape[1] == 1),
    ),
}
MISCONCEPTIONS = (
    *named_in(_PRODUCTS),
    *combined(_mixed, PIXELS, KERNEL_WAYS, RESULT_WAYS),
    *named(
        "pixels taken column by column",
        "One reshape takes or fills pixels column by column, with order='F', and the other row by "
        "row. Use one order in both.",
        lambda X, K: correlate(X.reshape(len(X), -1, order="F").reshape(X.shape), K),
        lambda X, K: correlate(X.reshape(len(X), -1).reshape(X.shape, order="F"), K),
    ),
    *named(
        "one channel not thought of",
        "Your function fails where there is a single channel. Is an axis of length 1 gone that "
        "should stay? np.squeeze takes all of them.",
        only_where(lambda X, K: K.shape[1] > 1),
        only_where(lambda X, K: min(K.shape[:2]) > 1),
    ),
    *channel_slips(
        "stack",
        {
            "both loops over one axis": (
                "Both your loops run equally often. One runs over the rows, one over the columns.",
                _in_one_loop(1),
                _in_one_loop(2),
            )
        },
    ),
    Misconception(
        "output as large as the input",
        "Your output has as many channels as the input, as np.zeros_like makes it. It has one for "
        "each kernel, K.shape[0] of them.",
        _like_the_input,
    ),
    Misconception(
        "square image assumed",
        "You use the image's height for its width as well. Axis 1 of X is the height, axis 2 the "
        "width.",
        only_where(lambda X, K: X.shape[1] == X.shape[2]),
    ),
    *shape_slips("X", ("channels", "height", "width"), _flattened),
    *SHARED,
)

corr2d_1x1 = Exercise(
    name="corr2d_1x1",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K[0].size,
    window=lambda index, X, K: {"X": (slice(None), *find_window(index, K.shape))},
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION,),
    hints=(
        "Write down the shapes of the two matrices in the figure above. Which number do both "
        "shapes contain, and what shape does their product have?",
        "As a matrix, K has a row for each output channel and a column for each input channel. "
        "X has a row for each channel and a column for each pixel. Their product has a row for "
        "each output channel.",
        "Reshape K to (c_o, c_i) and X to (c_i, h * w), multiply the first by the second with "
        "@, and reshape the product to (c_o, h, w). Take all sizes from the shapes of X and K.",
    ),
    properties=(
        Property(
            "mixes the channels of each pixel",
            points=1,
            cases=(
                case(
                    X=np.array([[[1, 2], [3, 4]], [[0, 1], [-1, 2.0]]]),
                    K=np.array([[1, 2], [3, -1.0]]).reshape(2, 2, 1, 1),
                ),
                case(
                    X=np.array([[[2, 0], [1, 3]], [[5, -1], [4, -2.0]]]),
                    K=np.array([[-1, 3], [2, 1.0]]).reshape(2, 2, 1, 1),
                ),
            ),
            hint="A column of the second matrix is one pixel: c_i numbers, one for each channel.",
            stays="It is what the right idea with a mistake in its shapes still earns.",
        ),
        Property(
            "any number of channels, images that are not square, fractions",
            points=1,
            cases=(
                case(X=X_WIDE, K=np.array([[1, 0], [0, 1], [2, -1.0]]).reshape(3, 2, 1, 1)),
                case(X=X_THREE[:, :2], K=np.array([[1, 0.126, -1], [0, 2, 1]]).reshape(2, 3, 1, 1)),
                case(X=X_TALL / 2, K=np.array([[1, 2], [-1, 3.0]]).reshape(2, 2, 1, 1)),
                case(X=X_TWO, K=np.array([[1, 1], [2, -1], [0, 1.0]]).reshape(3, 2, 1, 1)),
                case(X=X_ONE, K=np.array([[0.5]]).reshape(1, 1, 1, 1)),
            ),
            hint="Flatten height and width for the product, and restore both after it.",
        ),
    ),
)
