"""Exercises without points of the chapter on cross-correlation: `check.further.blur_kernel(...)`.

Grading leaves them out, so they need no hidden cases and are in no answer key.
"""

import math
from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.inputs import K_2X2, K_3X3, K_FRACTIONS, X_3X3, X_4X6, X_5X5
from course.checks.drivers import outer_product
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import Table, named_in
from course.checks.rules import CONVOLUTION, forbid


def _combined(K1: Any, K2: Any) -> Any:
    """Send a single bright pixel through both kernels; what comes out is flipped."""
    h, w = (a + b - 1 for a, b in zip(K1.shape, K2.shape, strict=True))
    pixel = np.zeros((2 * h - 1, 2 * w - 1))
    pixel[h - 1, w - 1] = 1
    seen = operations.cross_correlate(operations.cross_correlate(pixel, K1), K2)
    return seen.numpy()[::-1, ::-1]


def _derivative_kernel(order: int) -> Any:
    kernel = np.ones((1, 1))
    for _ in range(order):
        kernel = _combined(kernel, np.array([[1.0, -1.0]]))
    return kernel


_DERIVATIVE_KERNEL: Table = {
    "one cell for each order": (
        "A derivative of order d needs d + 1 cells: think of order 1.",
        lambda order: _derivative_kernel(order - 1),
    ),
    "signs left out": (
        "Your numbers are right and all positive. On a flat row they must cancel.",
        lambda order: np.abs(_derivative_kernel(order)),
    ),
    "first derivative only": (
        "Your kernel is [[1, -1]], whatever the order is.",
        lambda order: _derivative_kernel(1),
    ),
    "signs turned round": (
        "Your signs are the other way round: the kernel starts with 1.",
        lambda order: -_derivative_kernel(order),
    ),
}
derivative_kernel = Exercise(
    name="derivative_kernel",
    reference=_derivative_kernel,
    misconceptions=named_in(_DERIVATIVE_KERNEL),
    hints=(
        "What does [[1, -1]] make of the row 0, 0, 1, 0, 0? And of the result?",
        "Twice [[1, -1]] on a single bright cell gives the second derivative. Each further time "
        "adds one cell. The numbers are those of Pascal's triangle, with alternating signs.",
        "Start with a single 1. Each order puts a 0 behind the kernel, and subtracts the same "
        "numbers shifted to the right by one cell.",
    ),
    properties=(
        Property(
            "the second derivative",
            points=0,
            cases=(case(order=2),),
            hint="It gives 0 on 1, 2, 3, 4.",
        ),
        Property(
            "any order",
            points=0,
            cases=(case(order=1), case(order=3), case(order=4)),
            hint="[[1, -1]] is of order 1. Apply it again and again.",
        ),
    ),
)


def _blur_kernel(size: Any) -> Any:
    """Return the mean of a window, taken of one bright pixel at each place of it."""
    pixels = np.eye(math.prod(size)).reshape(-1, *size)
    return np.reshape([operations.pool(each, size, mode="avg") for each in pixels], size)


_BLUR_KERNEL: Table = {
    "ones": ("Your kernel adds up the pixels. A mean divides by their number.", np.ones),
    "divided by one side": (
        "You divide by the cells of one side. How many cells has the whole window?",
        lambda size: np.full(size, 1 / size[0]),
    ),
    "a column and a row too few": (
        "Your kernel is smaller than the window.",
        lambda size: np.full([n - 1 for n in size], 1 / math.prod(size)),
    ),
}
blur_kernel = Exercise(
    name="blur_kernel",
    reference=_blur_kernel,
    misconceptions=named_in(_BLUR_KERNEL),
    hints=(
        "What must a blur return for an image that has the same grey everywhere?",
        "All pixels of the window count the same, and their weights add up to 1.",
        "Fill an array of this shape with 1 divided by the number of its cells.",
    ),
    properties=(
        Property(
            "3 x 3",
            points=0,
            cases=(case(size=(3, 3)),),
            hint="The nine numbers add up to 1.",
        ),
        Property(
            "any height and width",
            points=0,
            cases=(case(size=(1, 5)), case(size=(4, 2)), case(size=(2, 2))),
            hint="The numbers add up to 1, however many there are.",
        ),
    ),
)


def _running_total(row: Any) -> Any:
    import tensorflow as tf

    return tf.cumsum(row).numpy()


_RUNNING_TOTAL: Table = {
    "from the other end": (
        "Your totals begin at the right end: put the zeros before the row, not after it.",
        lambda row: _running_total(row[::-1])[::-1],
    ),
    "without the cell itself": (
        "Your totals leave out the cell itself: there is one zero too many before the row.",
        lambda row: _running_total(row) - row,
    ),
    "two cells only": (
        "Your kernel is too short: the last total adds up the whole row.",
        lambda row: row + np.pad(row, (1, 0))[:-1],
    ),
}
running_total = Exercise(
    name="running_total",
    reference=_running_total,
    terms=lambda row: row.size,
    by_hand=(
        forbid("numpy.cumsum", "numpy.cumulative_sum", "tensorflow.cumsum", "tensorflow.math"),
    ),
    misconceptions=named_in(_RUNNING_TOTAL),
    hints=(
        "How many cells does the last total add up? So how long is the kernel?",
        "A kernel of ones adds up what lies under it. With enough zeros before the row, the first "
        "window contains only the first cell of the row, and the last one all of it.",
        "Put one zero less before the row than it has cells. Cross-correlate with as many ones as "
        "the row has cells; image and kernel have a single row each.",
    ),
    properties=(
        Property(
            "the sum of all cells so far",
            points=0,
            cases=(
                case(row=np.array([1.0, 2, 3, 4])),
                case(row=np.array([2.0, -5, 0.25, 3, -1])),
                case(row=np.array([7.0])),
            ),
            hint="The result is as long as the row, and has one axis.",
        ),
    ),
)

_COMBINE_KERNELS: Table = {
    "flipped": (
        "What comes out of a single bright pixel is the kernel, flipped on both axes. Flip it "
        "back.",
        lambda K1, K2: _combined(K1, K2)[::-1, ::-1],
    ),
    "second kernel flipped": (
        "You slide one kernel over the other as it is. That flips one of them.",
        lambda K1, K2: _combined(K1, K2[::-1, ::-1]),
    ),
    "no border of zeros": (
        "Your kernel is too small: let one kernel hang over the border of the other.",
        lambda K1, K2: operations.convolve(K1, K2).numpy(),
    ),
}
combine_kernels = Exercise(
    name="combine_kernels",
    reference=_combined,
    terms=lambda K1, K2: K1.size * K2.size,
    misconceptions=named_in(_COMBINE_KERNELS),
    hints=(
        "Send a single bright pixel, with zeros around it, through both. What do you see?",
        "The image of a single bright pixel is the combined kernel, flipped on both axes.",
        "Both heights add up to the new one plus 1, and the widths too. Leave one row and column "
        "less than that as zeros on each side of the pixel, cross-correlate with both kernels, "
        "and flip what comes out.",
    ),
    properties=(
        Property(
            "the two edge kernels",
            points=0,
            cases=(case(K1=np.array([[1, -1.0]]), K2=np.array([[1], [-1.0]])),),
            hint="It is a 2 x 2 kernel.",
        ),
        Property(
            "any two kernels",
            points=0,
            cases=(
                case(K1=K_2X2, K2=K_3X3),
                case(K1=K_FRACTIONS, K2=np.array([[1, 2, 4.0]])),
                case(K1=np.array([[1, 2.0]]), K2=K_2X2),
            ),
            hint="Compare with cross_correlate(cross_correlate(X, K1), K2) for an X of yours.",
        ),
    ),
)


def _as_matrix(K: Any, image_shape: Any) -> Any:
    n_h, n_w = image_shape
    pixels = np.eye(n_h * n_w).reshape(-1, n_h, n_w)
    return np.stack([np.ravel(operations.cross_correlate(each, K)) for each in pixels], axis=1)


def _wrapped(K: Any, image_shape: Any) -> Any:
    """Model rows that each move the kernel by one cell, as if the image were one long row."""
    matrix = np.zeros_like(_as_matrix(K, image_shape))
    first = _as_matrix(K, image_shape)[0]
    for at in range(len(matrix)):
        matrix[at] = np.roll(first, at)
    return matrix


_CORRELATION_MATRIX: Table = {
    "transposed": (
        "Rows and columns are swapped: a row of the matrix makes one output.",
        lambda K, image_shape: _as_matrix(K, image_shape).T,
    ),
    "windows over the end of a row": (
        "From one row of the matrix to the next, the kernel always moves by one. At the end "
        "of a row of outputs it must jump to the next row of the image.",
        _wrapped,
    ),
    "kernel flipped": (
        "The kernel lies in the rows as it is, not flipped.",
        lambda K, image_shape: _as_matrix(K[::-1, ::-1], image_shape),
    ),
}
correlation_matrix = Exercise(
    name="correlation_matrix",
    reference=_as_matrix,
    misconceptions=named_in(_CORRELATION_MATRIX),
    hints=(
        "What does the first row of the matrix have to be, so that times the image it gives "
        "Y[0, 0]?",
        "Row by row: an image of zeros with the kernel at one place, flattened. Or column by "
        "column: what the cross-correlation makes of a single bright pixel.",
        "Go over all places (i, j) of the output. Put the kernel into an image of zeros, its "
        "corner at (i, j), flatten it, and collect these rows.",
    ),
    properties=(
        Property(
            "a 3 x 3 image and a 2 x 2 kernel",
            points=0,
            cases=(case(K=K_2X2, image_shape=(3, 3)), case(K=K_2X2 + 1, image_shape=(3, 3))),
            hint="The matrix is 4 x 9, with the kernel's numbers in each row.",
        ),
        Property(
            "any height and width",
            points=0,
            cases=(
                case(K=np.array([[1, -1.0]]), image_shape=(2, 4)),
                case(K=K_FRACTIONS[:, :2], image_shape=(4, 3)),
            ),
            hint="The matrix has a row for each output and a column for each pixel.",
        ),
    ),
)

COLUMN = np.array([[1], [2], [1.0]])

_SEPARATE_KERNEL: Table = {
    "scaled twice": (
        "Column and row each have the size of the kernel's numbers, so their products are too "
        "large. Divide one of them by the number where they cross.",
        lambda K: K[:, :1] * K[:1, :],
    ),
    "sums of rows and columns": (
        "Your column and row are the kernel's sums. Their products are too large by the sum "
        "of the whole kernel.",
        lambda K: K.sum(axis=1, keepdims=True) * K.sum(axis=0, keepdims=True),
    ),
    "means of rows and columns": (
        "Your column and row are the kernel's means. Their products have another size.",
        lambda K: K.mean(axis=1, keepdims=True) * K.mean(axis=0, keepdims=True),
    ),
}
separate_kernel = Exercise(
    name="separate_kernel",
    reference=lambda K: K,
    driver=outer_product,
    terms=lambda K: 20,
    misconceptions=named_in(_SEPARATE_KERNEL),
    hints=(
        "All rows of such a kernel look alike. What differs between them?",
        "All rows are multiples of one row. Take a row that is not all zeros, and find by what "
        "each row is multiplied: a column does that.",
        "Find the number of the kernel with the largest absolute value. Take its row as it is, "
        "and its column divided by that number.",
    ),
    properties=(
        Property(
            "column times row is the kernel",
            points=0,
            cases=(
                case(K=COLUMN @ np.array([[1, 0, -1.0]])),
                case(K=np.full((3, 3), 2.0)),
                case(K=COLUMN @ np.array([[3, -1.0]]) / 4),
            ),
            hint="The number in row a and column b is column[a] * row[b].",
        ),
        Property(
            "a kernel that starts with zeros",
            points=0,
            cases=(
                case(K=np.array([[0], [1], [-2.0]]) @ np.array([[0, 3, 1.0]])),
                case(K=np.array([[0, 0], [0, 5.0]])),
            ),
            hint="A first row of zeros does not tell what the others look like.",
        ),
    ),
)

_FFT_CONVOLVE: Table = {
    "places that wrap around": (
        "Your output is as large as the image: in the first rows and columns the kernel hangs "
        "over the border and meets the other side. Leave these places out.",
        lambda X, K: np.fft.irfft2(np.fft.rfft2(X) * np.fft.rfft2(K, X.shape), X.shape),
    ),
    "the first places kept": (
        "You leave out the last rows and columns. The first ones are those that wrap around.",
        lambda X, K: np.fft.irfft2(np.fft.rfft2(X) * np.fft.rfft2(K, X.shape), X.shape)[
            : X.shape[0] - K.shape[0] + 1, : X.shape[1] - K.shape[1] + 1
        ],
    ),
    "cross-correlation": (
        "Your kernel is not flipped: that is a cross-correlation.",
        lambda X, K: operations.cross_correlate(X, K).numpy(),
    ),
}
fft_convolve = Exercise(
    name="fft_convolve",
    reference=lambda X, K: operations.convolve(X, K).numpy(),
    terms=lambda X, K: 8 * X.size,
    by_hand=(CONVOLUTION,),
    misconceptions=named_in(_FFT_CONVOLVE),
    hints=(
        "What do you get if you multiply the Fourier transforms of two arrays of one shape, and "
        "transform back?",
        "You get a convolution that wraps around: over the border the kernel meets the other side "
        "of the image. Only the first k_h - 1 rows and k_w - 1 columns are affected.",
        "Transform the image, and the kernel filled up with zeros to the image's shape: the "
        "second argument of np.fft.rfft2. Multiply, transform back to the same shape, and leave "
        "out the rows and columns where the kernel wraps.",
    ),
    properties=(
        Property(
            "square images and kernels",
            points=0,
            cases=(case(X=X_3X3, K=K_2X2), case(X=X_5X5, K=K_3X3)),
            hint="Compare with your convolve2d.",
        ),
        Property(
            "images and kernels of any height and width",
            points=0,
            cases=(
                case(X=X_4X6, K=K_2X2),
                case(X=X_5X5[:, :3] / 4, K=np.array([[1, 2.0]])),
                case(X=X_4X6[:3, :5], K=np.array([[1], [-2], [4.0]])),
            ),
            hint="Give the inverse transform the shape of the image.",
        ),
    ),
)
