"""Exercises without points of the chapter on padding and stride: `check.further.fair_blur(...)`.

Grading leaves them out, so they need no hidden cases and are in no answer key.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.rules import CONVOLUTION, POOLING

X_5X5 = np.array(
    [[1, 0, 2, 4, 1], [3, 1, 0, 2, 5], [0, 6, 1, 3, 2], [4, 2, 0, 1, 7], [1, 3, 5, 0, 2.0]]
)
X_5X7 = np.column_stack([X_5X5, [2, 0, 1, 6, 3], [4, 1, 8, 0, 2.0]])
K_2X2 = np.array([[1, 2], [-1, 3.0]])
K_2X3 = np.array([[1, 0, 2], [-1, 3, 1.0]])


def _fair_blur(X: Any) -> Any:
    around = ((1, 1), (1, 1))
    return operations.pool(X, (3, 3), around, mode="avg").numpy()


def _blur(X: Any) -> Any:
    return operations.cross_correlate_same(X, np.full((3, 3), 1 / 9)).numpy()


fair_blur = Exercise(
    name="fair_blur",
    reference=_fair_blur,
    terms=lambda X: 18,
    by_hand=(POOLING,),
    misconceptions=(
        Misconception(
            "zeros count",
            "You divide by 9 everywhere. At the border fewer than nine cells are pixels.",
            _blur,
        ),
        Misconception(
            "border left out",
            "Your output has no border. It is as large as the image.",
            lambda X: operations.cross_correlate(X, np.full((3, 3), 1 / 9)).numpy(),
        ),
        Misconception(
            "border repeated",
            "You repeat the pixels of the border, so they count more than once.",
            lambda X: operations.cross_correlate(
                np.pad(X, 1, "edge"), np.full((3, 3), 1 / 9)
            ).numpy(),
        ),
    ),
    hints=(
        "What does the blur with zeros make of an image of ones? What should it make?",
        "The blur of an image of ones says which share of each window lies inside the image. "
        "Divide the blur of the image by it.",
        "Add up the nine shifted copies of the image, padded with one row or column of zeros on "
        "each side. Do the same with ones, and divide the first result by the second.",
    ),
    properties=(
        Property(
            "inside, the mean of nine pixels",
            points=0,
            cases=(case(X=np.pad(9 * X_5X5, 2)),),
            hint="The window is 3 x 3.",
        ),
        Property(
            "at the border, the mean of the pixels that exist",
            points=0,
            cases=(case(X=np.full((3, 4), 2.0)), case(X=X_5X5), case(X=X_5X7[:2] / 4)),
            hint="A corner has four pixels, and an edge six.",
        ),
    ),
)


def _dilated(X: Any, K: Any, d: int) -> Any:
    import tensorflow as tf

    X, K = tf.cast(X, tf.float64), tf.cast(K, tf.float64)
    Y = tf.nn.conv2d(X[None, :, :, None], K[:, :, None, None], 1, "VALID", dilations=d)
    return Y[0, :, :, 0].numpy()


corr2d_dilated = Exercise(
    name="corr2d_dilated",
    reference=_dilated,
    terms=lambda X, K, d: K.size,
    misconceptions=(
        Misconception(
            "dilation left out",
            "Your kernel has no holes: its numbers meet neighbours.",
            lambda X, K, d: operations.cross_correlate(X, K).numpy(),
        ),
        Misconception(
            "one hole too many",
            "There are d cells between two numbers of your kernel. They are d apart, so there are "
            "d - 1 cells between them.",
            lambda X, K, d: _dilated(X, K, d + 1),
        ),
        Misconception(
            "a stride instead of holes",
            "Your kernel moves by d cells. It moves by one, and its numbers are d cells apart.",
            lambda X, K, d: operations.cross_correlate_strided(X, K, stride=(d, d)).numpy(),
        ),
        Misconception(
            "height and width swapped",
            "Height and width of the kernel are swapped somewhere.",
            lambda X, K, d: (
                _dilated(X, K, d)[: X.shape[0] - (K.shape[1] - 1) * d]
                if K.shape[0] < K.shape[1]
                else _dilated(X, K, d)
            ),
        ),
    ),
    hints=(
        "Draw a 2 x 2 kernel with d = 3. How many cells does it span?",
        "K[a, b] meets the pixel d * a rows and d * b columns from the window's corner. Or make a "
        "larger kernel that has zeros in the holes, and slide that.",
        "Fill an array of zeros of the spanned size with K at every d-th row and column, and "
        "slide it over the image.",
    ),
    properties=(
        Property(
            "numbers of the kernel are d cells apart",
            points=0,
            cases=(case(X=X_5X5, K=K_2X2, d=2), case(X=X_5X5, K=K_2X2, d=3)),
            hint="A slice with a step takes every d-th pixel of a window.",
        ),
        Property(
            "d = 1 is a plain cross-correlation",
            points=0,
            cases=(case(X=X_5X5, K=K_2X2, d=1),),
            hint="There is no hole then.",
        ),
        Property(
            "images and kernels that are not square",
            points=0,
            cases=(case(X=X_5X7, K=K_2X3, d=2), case(X=X_5X7 / 4, K=K_2X3.T, d=2)),
            hint="On an axis, k cells with holes of d - 1 between them span (k - 1) * d + 1.",
        ),
    ),
)


def _transposed(Y: Any, K: Any, stride: Sequence[int]) -> Any:
    import tensorflow as tf

    Y, K = tf.cast(Y, tf.float64), tf.cast(K, tf.float64)
    size = [(n - 1) * s + k for n, k, s in zip(Y.shape, K.shape, stride, strict=True)]
    X = tf.nn.conv2d_transpose(
        Y[None, :, :, None], K[:, :, None, None], (1, *size, 1), tuple(stride), "VALID"
    )
    return X[0, :, :, 0].numpy()


def _overwritten(Y: Any, K: Any, stride: Any) -> Any:
    (s_h, s_w), (k_h, k_w) = stride, K.shape
    X = np.zeros_like(_transposed(Y, K, stride))
    for i, j in np.ndindex(*Y.shape):
        X[i * s_h : i * s_h + k_h, j * s_w : j * s_w + k_w] = Y[i, j] * K
    return X


corr2d_transposed = Exercise(
    name="corr2d_transposed",
    reference=_transposed,
    terms=lambda Y, K, stride: Y.size,
    by_hand=(CONVOLUTION,),
    misconceptions=(
        Misconception(
            "overlaps overwritten",
            "Where two stamped kernels overlap, their numbers add up. You keep only the last.",
            _overwritten,
        ),
        Misconception(
            "kernel flipped",
            "The kernel is stamped as it is, not flipped.",
            lambda Y, K, stride: _transposed(Y, K[::-1, ::-1], stride),
        ),
        Misconception(
            "stride left out",
            "Your stamps are one cell apart, whatever the stride is.",
            lambda Y, K, stride: _transposed(Y, K, (1, 1)),
        ),
        Misconception(
            "stride swapped",
            "The stride is (s_h, s_w): first down, then to the right.",
            lambda Y, K, stride: _transposed(Y, K, stride[::-1]),
        ),
    ),
    hints=(
        "A strided cross-correlation makes one number of a window. Here one number makes a whole "
        "window. What is in it if that number is 1, and if it is 3?",
        "Y[i, j] times the kernel is stamped where the window of Y[i, j] would lie. Stamps that "
        "overlap add up.",
        "Start from zeros of height (h - 1) * s_h + k_h, and the same for the width. For each "
        "number of Y, add its product with K to the k_h rows from i * s_h on, and to the k_w "
        "columns from j * s_w on.",
    ),
    properties=(
        Property(
            "one number stamps the kernel",
            points=0,
            cases=(
                case(Y=np.array([[3.0]]), K=K_2X2, stride=(1, 1)),
                case(Y=np.array([[0, 0], [0, 2.0]]), K=K_2X2, stride=(2, 2)),
            ),
            hint="The stamp of Y[i, j] begins at row i * s_h and column j * s_w.",
        ),
        Property(
            "stamps that overlap add up",
            points=0,
            cases=(
                case(Y=X_5X5[:2, :3], K=K_2X2, stride=(1, 1)),
                case(Y=X_5X5[1:3, :2] / 4, K=X_5X5[:3, :3], stride=(2, 2)),
            ),
            hint="Where stamps overlap, an element is their sum.",
        ),
        Property(
            "strides and kernels that differ on the two axes",
            points=0,
            cases=(
                case(Y=X_5X7[:2, :3], K=K_2X3, stride=(1, 2)),
                case(Y=X_5X7[:3, :2], K=K_2X3.T, stride=(2, 1)),
            ),
            hint="Height and width each have their own k and s.",
        ),
    ),
)


def _far_sight(layers: Sequence[tuple[int, int]]) -> int:
    """Measure how many cells the first output depends on: the gradient is not 0 there."""
    import tensorflow as tf

    X = tf.zeros((1, int(np.prod([k + s for k, s in layers])) + 8, 1))
    with tf.GradientTape() as tape:
        tape.watch(X)
        H = X
        for k, s in layers:
            H = tf.nn.conv1d(H, tf.ones((k, 1, 1)), s, "VALID")
        first = H[0, 0, 0]
    return int(tf.math.count_nonzero(tape.gradient(first, X)))


receptive_field_strided = Exercise(
    name="receptive_field_strided",
    reference=_far_sight,
    misconceptions=(
        Misconception(
            "strides left out",
            "Your result is the same whatever the strides are.",
            lambda layers: 1 + sum(k - 1 for k, _ in layers),
        ),
        Misconception(
            "own stride counted",
            "You widen the steps of a layer by its own stride. Its kernel meets neighbours of "
            "the layer before; only later layers take wider steps.",
            lambda layers: (
                1
                + sum(
                    (k - 1) * int(np.prod([s for _, s in layers[: at + 1]]))
                    for at, (k, _) in enumerate(layers)
                )
            ),
        ),
        Misconception(
            "only the stride of the layer before",
            "You multiply by one stride only. The strides of all earlier layers multiply.",
            lambda layers: (
                1
                + sum(
                    (k - 1) * (layers[at - 1][1] if at else 1) for at, (k, _) in enumerate(layers)
                )
            ),
        ),
    ),
    hints=(
        "With stride 2 in the first layer, how far apart in the image are two neighbours in its "
        "output?",
        "A layer with k cells adds k - 1 steps. A step in its input is as wide in the image as "
        "the product of the strides of all layers before it.",
        "Start with a field of 1 and a step of 1. For each layer, add k - 1 steps to the field, "
        "and after that multiply the step by the layer's stride.",
    ),
    properties=(
        Property(
            "stride 1: every layer adds k - 1",
            points=0,
            cases=(case(layers=[(3, 1)]), case(layers=[(3, 1), (2, 1), (5, 1)])),
            hint="Two layers of 3 see 5 cells.",
        ),
        Property(
            "a stride widens the steps of later layers",
            points=0,
            cases=(
                case(layers=[(3, 2), (3, 1)]),
                case(layers=[(2, 2), (2, 2), (2, 2)]),
                case(layers=[(3, 2), (3, 3), (2, 1)]),
            ),
            hint="A layer's stride widens the steps of the layers after it, not its own.",
        ),
    ),
)
