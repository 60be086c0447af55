"""The exercise `corr2d_matmul`: a cross-correlation as one matrix product."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course import operations
from course.checks.channels.channel_mistakes import (
    FLATTENED,
    FLIPPED,
    FLIPPED_CHANNELS,
    MATRICES,
    correlate,
    needs,
    of_loop,
    unpacking_slips,
)
from course.checks.channels.inputs import (
    K_MIXED,
    K_PAIR,
    K_THREE,
    K_TWO,
    X_ONE,
    X_TALL,
    X_THREE_4X4,
    X_TWO,
    X_WIDE,
)
from course.checks.channels.matrix_mistakes import RESHAPED_KERNEL, RESULT_WAYS, SHARED, only_where
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import Model, Part, Table, after, combined, named, named_in, ways
from course.checks.rules import CONVOLUTION
from course.checks.sum_mistakes import KERNELS
from course.checks.window_mistakes import COUNTS, STEPS, window_mistakes
from course.checks.window_models import correlation_of_channels
from course.checks.windows import find_window


def _counted_by_height(Y: Any) -> Any:
    """Write windows to column i * h_out + j of the matrix: later ones overwrite earlier ones."""
    needs(Y.shape[1] <= Y.shape[2])
    return _at_columns(lambda i, j, h, w: i * h + j)(Y)


def _square(Y: Any) -> Any:
    needs(Y.shape[1] <= Y.shape[2])
    return Y[:, :, : Y.shape[1]]


Matrix = Callable[[Any, Any], Any]


def _places(X: Any, K: Any) -> tuple[int, int]:
    """Return how many windows there are downwards and to the right."""
    return X.shape[1] - K.shape[2] + 1, X.shape[2] - K.shape[3] + 1


def _product(kernels: Matrix, windows: Matrix, finish: Callable[[Any], Any]) -> Model:
    """Build a model of a matrix product, from the matrices of kernels and windows."""

    def model(X: Any, K: Any) -> Any:
        needs(len(X) == K.shape[1])
        h, w = _places(X, K)
        product = kernels(X, K) @ windows(X, K).reshape(-1, h * w)
        return finish(product.reshape(len(K), h, w))

    return model


def _windows(X: Any, K: Any) -> Any:
    """Return the windows: channel, row and column of the output, row and column of the window."""
    return np.lib.stride_tricks.sliding_window_view(X, K.shape[2:], axis=(1, 2))


def _matrix(X: Any, K: Any) -> Any:
    """Return the matrix of windows: a row for each number of a kernel, a column for each place."""
    return _laid_out((0, 3, 4, 1, 2))(X, K)


def _laid_out(order: Sequence[int], *, transposed: bool = False) -> Matrix:
    """Return a matrix of windows that comes from axes in some order, by a reshape.

    Args:
        order: of the axes channel, row and column of the output, row and column of the window.
        transposed: whether the matrix has a row for each window, and is transposed then.
    """

    def matrix(X: Any, K: Any) -> Any:
        cells = _windows(X, K).transpose(order)
        if transposed:
            return cells.reshape(-1, K[0].size).T
        return cells.reshape(K[0].size, -1)

    return matrix


def _at_rows(place: Callable[..., int]) -> Matrix:
    """Return a matrix of windows whose rows are written to other places; it may raise.

    Args:
        place: the row, from the channel, the row and the column of the kernel and their numbers.
    """

    def matrix(X: Any, K: Any) -> Any:
        found, cells = np.zeros((K[0].size, _windows(X, K)[0].size // K[0, 0].size)), _matrix(X, K)
        for at, (c, a, b) in enumerate(np.ndindex(*K.shape[1:])):
            found[place(c, a, b, *K.shape[1:])] = cells[at]
        return found

    return matrix


def _of_slices(height: int, width: int) -> Matrix:
    """Return a matrix of windows that are cut with other sizes of the kernel.

    Args:
        height, width: the axes of K that are taken for its height and its width.
    """

    def matrix(X: Any, K: Any) -> Any:
        k_h, k_w = K.shape[height], K.shape[width]
        places = np.ndindex(*_places(X, K))
        return np.array([X[:, i : i + k_h, j : j + k_w].ravel() for i, j in places]).T

    return matrix


def _swapped_places(X: Any, K: Any) -> Any:
    """Return a matrix of windows from shifted images of the output's width and height."""
    h, w = _places(X, K)
    numbers = np.ndindex(*K.shape[1:])
    return np.array([X[c, a : a + w, b : b + h].ravel() for c, a, b in numbers])


def _multiply(K: Any, windows: Any, places: Sequence[int]) -> Any:
    """Multiply the kernels by a matrix of windows, and lay the product out as images."""
    return (K.reshape(len(K), -1) @ windows).reshape(len(K), *places)


def _written_to(shape: Callable[[Any, Any, int, int], tuple[int, int]]) -> Model:
    """Build a model that writes the windows into a matrix of another shape; it mostly raises.

    Args:
        shape: the shape, from X, K and the numbers of places downwards and to the right.
    """

    def model(X: Any, K: Any) -> Any:
        h, w = _places(X, K)
        found, windows = np.zeros(shape(X, K, h, w)), _matrix(X, K)
        for at in range(h * w):
            found[:, at] = windows[:, at]
        return _multiply(K, found, (h, w))

    return model


def _at_swapped_places(X: Any, K: Any) -> Any:
    k_h, k_w = K.shape[2:]
    h, w = X.shape[1] - k_w + 1, X.shape[2] - k_h + 1
    cells = [X[:, i : i + k_h, j : j + k_w].ravel() for i, j in np.ndindex(max(h, 0), max(w, 0))]
    return _multiply(K, np.array(cells).T, (h, w))


WINDOWS_WAYS = ways(
    _matrix,
    {
        "windows reshaped where axes should move": (
            "The matrix of windows is made by a reshape alone, which cuts the row of numbers at "
            "other places: its columns are not the windows. Move the axes of the window in front "
            "of those of the output first, or transpose the matrix.",
            _laid_out((0, 1, 2, 3, 4)),
            _laid_out((1, 2, 0, 3, 4)),
            _laid_out((1, 2, 3, 4, 0)),
            _laid_out((0, 3, 1, 4, 2)),
            _laid_out((0, 1, 3, 2, 4)),
            _laid_out((3, 4, 1, 2, 0)),
            _laid_out((0, 1, 2, 3, 4), transposed=True),
            _laid_out((0, 3, 4, 1, 2), transposed=True),
        ),
        "input truncated to whole numbers": (
            "The fractions of X are gone before the product: your matrix holds whole numbers. Look "
            "at its dtype.",
            lambda X, K: _matrix(np.trunc(X), K),
        ),
    },
    {
        **{
            f"number of the kernel in row {words}": (
                "Number (a, b) of channel c of the kernel belongs to another row of your matrix "
                f"than {words}. A channel has k_h * k_w numbers, and a row of the kernel has k_w "
                "of them: it is row c * k_h * k_w + a * k_w + b.",
                _at_rows(place),
            )
            for words, place in (
                ("c * k_h * k_w + a * k_h + b", lambda c, a, b, n, h, w: c * h * w + a * h + b),
                ("(c * k_h + a) * k_h + b", lambda c, a, b, n, h, w: (c * h + a) * h + b),
                ("(c * k_w + a) * k_w + b", lambda c, a, b, n, h, w: (c * w + a) * w + b),
                ("(c * k_w + a) * k_h + b", lambda c, a, b, n, h, w: (c * w + a) * h + b),
                ("a * k_w + b", lambda c, a, b, n, h, w: a * w + b),
                ("c + a * k_w + b", lambda c, a, b, n, h, w: c + a * w + b),
                ("c * k_h * k_w + a + b", lambda c, a, b, n, h, w: c * h * w + a + b),
                ("c * k_h + a * k_w + b", lambda c, a, b, n, h, w: c * h + a * w + b),
                ("c * k_w + a * k_w + b", lambda c, a, b, n, h, w: c * w + a * w + b),
                ("c * c_i + a * k_w + b", lambda c, a, b, n, h, w: c * n + a * w + b),
                ("c * k_h * k_w + b * k_w + a", lambda c, a, b, n, h, w: c * h * w + b * w + a),
                ("c * k_h * k_w + a * c_i + b", lambda c, a, b, n, h, w: c * h * w + a * n + b),
                ("c * k_h * k_w + a * k_w - b", lambda c, a, b, n, h, w: c * h * w + a * w - b),
                (
                    "c * k_h * k_w + a * k_w + b + 1",
                    lambda c, a, b, n, h, w: c * h * w + a * w + b + 1,
                ),
                (
                    "c * k_h * k_w + a * k_w + b - 1",
                    lambda c, a, b, n, h, w: c * h * w + a * w + b - 1,
                ),
            )
        },
        "output's height and width swapped": (
            "Each shifted image is as wide as the output is high, and as high as it is wide. Rows "
            "come first in a slice.",
            _swapped_places,
        ),
        "height used for the width in the slice": (
            "Each window is as wide as the kernel is high. Look where the slice of the columns "
            "ends.",
            _of_slices(2, 2),
        ),
        "width used for the height in the slice": (
            "Each window is as high as the kernel is wide. Look where the slice of the rows ends.",
            _of_slices(3, 3),
        ),
        "height and width swapped in the slice": (
            "Each window is as wide as the kernel is high, and as high as it is wide. Rows come "
            "first in a slice.",
            _of_slices(3, 2),
        ),
    },
)


def _flattened(inputs: Callable[[Any, Any], tuple[Any, Any]], X: Any, K: Any) -> Any:
    """Return the matrix of kernels, each changed as a loop's `inputs` says."""
    return np.array([np.ravel(inputs(X, kernel)[1]) for kernel in K])


KERNEL_WAYS = ways(
    lambda X, K: K.reshape(len(K), -1),
    {
        "kernel flipped": (FLIPPED.sentence, lambda X, K: K[..., ::-1, ::-1].reshape(len(K), -1)),
        RESHAPED_KERNEL.name: (RESHAPED_KERNEL.sentence, lambda X, K: K.reshape(-1, len(K)).T),
    },
) + tuple(
    Part(each.name, each.sentence, functools.partial(_flattened, each.change.inputs))
    for each in (*FLATTENED, FLIPPED_CHANNELS)
)


def _collected(rows: slice, columns: slice) -> Model:
    """Build a model that collects only some of the windows; the reshape at the end then raises."""

    def model(X: Any, K: Any) -> Any:
        needs(len(X) == K.shape[1])
        windows = _windows(X, K)
        h, w = _places(X, K)
        cells = [windows[:, i, j].ravel() for i in range(h)[rows] for j in range(w)[columns]]
        return _multiply(K, np.array(cells).T, (h, w))

    return model


_ALL, _NOT_FIRST, _NOT_LAST = slice(None), slice(1, None), slice(-1)


def _at_columns(place: Callable[[int, int, int, int], int]) -> Callable[[Any], Any]:
    """Return outputs whose windows are written to other columns of the matrix.

    Args:
        place: the column, from the row and the column of the output, its height and its width.
    """

    def change(Y: Any) -> Any:
        flat = np.zeros((len(Y), Y[0].size))
        for i, j in np.ndindex(*Y.shape[1:]):
            flat[:, place(i, j, *Y.shape[1:])] = Y[:, i, j]
        return flat.reshape(Y.shape)

    return change


def _at_the_end(K: Any) -> Any:
    """Return a kernel whose last number is the sum of all, and the others 0."""
    sums = np.zeros_like(K)
    sums[-1, -1, -1] = K.sum()
    return sums


COLUMNS = (
    *(
        of_loop(
            "windows in other columns",
            f"Your window of row i and column j is column {words} of the matrix. A row of the "
            "output has w_out windows: it is column i * w_out + j.",
            stack=_at_columns(place),
        )
        for words, place in (
            ("i * h_out + j", lambda i, j, h, w: i * h + j),
            ("j * w_out + i", lambda i, j, h, w: j * w + i),
            ("i * w_out - j", lambda i, j, h, w: i * w - j),
            ("i * w_out + j - 1", lambda i, j, h, w: i * w + j - 1),
            ("i * w_out + j + 1", lambda i, j, h, w: i * w + j + 1),
            ("i * (w_out - 1) + j", lambda i, j, h, w: i * (w - 1) + j),
            ("i * (w_out + 1) + j", lambda i, j, h, w: i * (w + 1) + j),
            ("i + j", lambda i, j, h, w: i + j),
            ("i * j", lambda i, j, h, w: i * j),
        )
    ),
    of_loop(
        "windows added up",
        "Each column of your matrix contains the windows before it. A column is one window.",
        stack=lambda Y: np.cumsum(Y.reshape(len(Y), -1), axis=1).reshape(Y.shape),
    ),
    of_loop(
        "one list for all rows of the matrix",
        "All rows of your matrix of windows are alike. Are they one and the same list, as in "
        "`[[0] * n] * m`? A change of one is a change of all: make a new one for each.",
        inputs=lambda X, K: (X, _at_the_end(K)),
    ),
    Misconception(
        "axes of the channels swapped",
        "You exchange the axes of the channels of K before you flatten it. The output channels "
        "are first already, and a row of the matrix is one kernel.",
        lambda X, K: correlate(X, np.swapaxes(K, 0, 1).reshape(K.shape)),
    ),
)
_SAME_COLUMNS: Table = {
    "all windows in one column": (
        "All windows are written to the same column of your matrix, so that only the last one "
        "stays. Does the number of the column grow?",
        _at_columns(lambda i, j, h, w: 0),
    ),
    "one window for all columns": (
        "All your columns are the last window: they are one and the same array. Make a new one for "
        "each window.",
        lambda Y: np.broadcast_to(Y[:, -1:, -1:], Y.shape),
    ),
    "windows counted by the column alone": (
        "Windows of different rows are written to the same column of your matrix. How many windows "
        "stand before the first one of row i?",
        _at_columns(lambda i, j, h, w: j),
        _at_columns(lambda i, j, h, w: i + j),
    ),
}
_WRONG_MATRICES: Table = {
    "matrix with the wrong number of columns": (
        "Your matrix has as many columns as if the output were a square, or as large as the image. "
        "It has one for each window: h_out * w_out.",
        _written_to(lambda X, K, h, w: (K[0].size, h * h)),
        _written_to(lambda X, K, h, w: (K[0].size, w * w)),
        _written_to(lambda X, K, h, w: (K[0].size, X[0].size)),
        _written_to(lambda X, K, h, w: (K[0].size, h + w)),
    ),
    "matrix without rows for all channels": (
        "Your matrix has k_h * k_w rows, and a window has as many numbers for each input channel: "
        "it needs c_i * k_h * k_w rows.",
        _written_to(lambda X, K, h, w: (K[0, 0].size, h * w)),
    ),
    "height and width swapped in the size": (
        "The size of your output subtracts the kernel's width from the image's height, and the "
        "other way round. Rows belong to rows.",
        _at_swapped_places,
    ),
    "matrix of windows not transposed": (
        "Your matrix has a row for each window. The product needs a column for each: transpose it.",
        lambda X, K: _multiply(K, _matrix(X, K).T, _places(X, K)),
    ),
    "product element by element": (
        "You multiply the two matrices element by element, with *. The matrix product is written "
        "@.",
        lambda X, K: (K.reshape(len(K), -1) * _matrix(X, K)).reshape(len(K), *_places(X, K)),
    ),
    "columns not multiplied": (
        "You return the matrix of the windows. What is left is its product with the kernels.",
        _matrix,
    ),
}
_OTHER_OUTPUTS: Table = {
    "windows counted by the height": (
        "Windows land in the wrong column of your matrix. How many windows stand before the first "
        "one of row i?",
        _counted_by_height,
    ),
    "size off by one": (
        "Your output has a row or a column too few: the last window, which ends where the image "
        "ends, is missing.",
        lambda Y: Y[:, :-1, :-1],
        lambda Y: Y[:, :-1],
        lambda Y: Y[:, :, :-1],
    ),
}
_OTHER_SIZES: Table = {
    "windows side by side": (
        "Your windows do not overlap: each begins where the last one ends. They move by one cell.",
        lambda X, K: correlate(X, K)[:, :: K.shape[2], :: K.shape[3]],
    ),
    "window of 2 x 2, whatever the kernel": (
        "Your windows are 2 x 2, as in the example. Their size is that of the kernel.",
        only_where(lambda X, K: K.shape[2:] == (2, 2)),
    ),
    "one kernel size for both axes": (
        "You use one size of the kernel for both axes. Its last two axes are its height and its "
        "width.",
        only_where(lambda X, K: K.shape[2] == K.shape[3]),
    ),
}
MISCONCEPTIONS = (
    *COLUMNS,
    *named(
        "too few windows collected",
        "Your matrix has too few columns for the output: the first or last windows are missing. "
        "Where do your loops start and end? There are h - k_h + 1 rows of windows, and "
        "w - k_w + 1 columns of them; both are counted from 0.",
        *(
            _collected(rows, columns)
            for part in (_NOT_FIRST, _NOT_LAST)
            for rows, columns in ((part, part), (part, _ALL), (_ALL, part))
        ),
    ),
    *combined(_product, KERNEL_WAYS, WINDOWS_WAYS, RESULT_WAYS),
    *after(_SAME_COLUMNS, correlate),
    *named_in(_WRONG_MATRICES),
    *FLATTENED,
    of_loop(
        "windows taken column by column",
        "Windows were taken down the columns first. The output is filled row by row.",
        stack=lambda Y: np.swapaxes(Y, 1, 2).reshape(Y.shape),
    ),
    *after(_OTHER_OUTPUTS, correlate),
    of_loop(
        "axes of length 1 dropped",
        "Where there is a single window, your output has lost its height and its width.",
        stack=lambda Y: Y[:, 0, 0] if Y.shape[1:] == (1, 1) else Y,
    ),
    *named_in(_OTHER_SIZES),
    Misconception(
        "square image assumed",
        "You make as many columns of output as rows. Each axis has its own size: "
        "h - k_h + 1 and w - k_w + 1.",
        lambda X, K: _square(correlate(X, K)),
    ),
    FLIPPED,
    FLIPPED_CHANNELS,
    *SHARED,
    *unpacking_slips(MATRICES),
    *window_mistakes(correlation_of_channels, KERNELS, STEPS, COUNTS),
)

corr2d_matmul = Exercise(
    name="corr2d_matmul",
    reference=operations.cross_correlate_channels,
    terms=lambda X, K: K[0].size,
    window=lambda index, X, K: {"X": (slice(None), *find_window(index, K.shape))},
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION,),
    hints=(
        "For an input of shape (2, 3, 3) and 2 x 2 windows: how many rows and how many columns "
        "does the matrix of windows have? The figure shows them.",
        "Cut a window out of all channels at once and flatten it: that is one column. A kernel, "
        "flattened in the same order, is one row. A row times a column is one output number.",
        "Fill a matrix of c_i * k_h * k_w rows and h_out * w_out columns in two loops over the "
        "places of the window; the window at place (i, j) goes into column i * w_out + j. "
        "Reshape K to c_o rows, multiply it by the matrix with @, and reshape the product to an "
        "image for each output channel.",
    ),
    properties=(
        Property(
            "every window becomes a column, every kernel a row",
            points=1,
            cases=(
                case(X=X_TWO, K=K_THREE[:2]),
                case(X=X_THREE_4X4[:2], K=K_PAIR),
                case(X=X_TWO, K=np.stack([X_TWO, X_TWO[::-1]])),
            ),
            hint="Window and kernel must be flattened in the same order: channel, row, column.",
        ),
        Property(
            "any number of channels",
            points=1,
            cases=(
                case(X=X_TWO, K=K_THREE),
                case(X=X_THREE_4X4, K=np.stack([K_MIXED, -K_MIXED[::-1]])),
                case(X=X_ONE, K=K_TWO[:1, np.newaxis]),
            ),
            hint="A column has c_i * k_h * k_w numbers; there are c_o rows.",
        ),
        Property(
            "images and kernels that are not square, fractions",
            points=1,
            cases=(
                case(X=X_WIDE, K=K_PAIR),
                case(X=X_TALL, K=K_PAIR / 2),
                case(X=X_TWO, K=K_PAIR[:, :, :1]),
                case(X=1.126 * X_TWO, K=K_PAIR[:, :, :, 1:]),
                case(X=X_WIDE, K=np.concatenate([K_PAIR, -K_PAIR[..., 1:]], axis=-1)),
            ),
            hint="There are h_out * w_out columns, row by row of the output.",
        ),
    ),
)
