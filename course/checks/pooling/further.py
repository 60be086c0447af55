"""Exercises without points of the chapter on pooling: `check.further.softmax_pool(...)`.

Grading leaves them out, so they need no hidden cases and are in no answer key.
"""

import math
from typing import Any

import numpy as np

from course import operations
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import named
from course.checks.pooling.inputs import DIGITS, MIXED, NEGATIVE_4X4, SIGNED_4X4
from course.checks.rules import POOLING, forbid

TAPE = forbid(
    "tensorflow.GradientTape",
    "tensorflow.gradients",
    "tensorflow.autodiff",
    operations={"MaxPoolGrad": "tf.GradientTape", "AvgPoolGrad": "tf.GradientTape"},
)
G_3X3 = np.array([[1, -2, 4], [3, 0, 5], [-1, 7, 2.0]])


def _backward(X: Any, gradient: Any, pool_size: Any, mode: str) -> Any:
    """Return the gradient of a pooling with stride 1 with respect to its input, from a tape."""
    import tensorflow as tf

    X = tf.convert_to_tensor(X)
    with tf.GradientTape() as tape:
        tape.watch(X)
        Y = operations.pool(X, pool_size, mode=mode)
    return tape.gradient(Y, X, output_gradients=tf.cast(gradient, Y.dtype)).numpy()


def _max_pool_backward(X: Any, gradient: Any, pool_size: Any) -> Any:
    return _backward(X, gradient, pool_size, "max")


def _avg_pool_backward(gradient: Any, pool_size: Any) -> Any:
    shape = [n + p - 1 for n, p in zip(gradient.shape, pool_size, strict=True)]
    return _backward(np.zeros(shape), gradient, pool_size, "avg")


def _last_wins(X: Any, gradient: Any, pool_size: Any) -> Any:
    """Model an assignment where windows that share their largest number should add up."""
    result = np.zeros(X.shape)
    for i, j in np.ndindex(*gradient.shape):
        window = X[i : i + pool_size[0], j : j + pool_size[1]]
        a, b = np.unravel_index(window.argmax(), window.shape)
        result[i + a, j + b] = gradient[i, j]
    return result


def _corner(X: Any, gradient: Any, pool_size: Any) -> Any:
    result = np.zeros(X.shape)
    for i, j in np.ndindex(*gradient.shape):
        window = X[i : i + pool_size[0], j : j + pool_size[1]]
        result[np.unravel_index(window.argmax(), window.shape)] += gradient[i, j]
    return result


max_pool_backward = Exercise(
    name="max_pool_backward",
    reference=_max_pool_backward,
    terms=lambda X, gradient, pool_size: gradient.size,
    by_hand=(TAPE,),
    misconceptions=(
        Misconception(
            "gradient overwritten",
            "Two windows may share their largest number. Their gradients add up; you keep only "
            "the last of them.",
            _last_wins,
        ),
        Misconception(
            "place in the window taken for a place in the image",
            "The place of the largest number is counted from the corner of its window. Where is "
            "that in the image?",
            _corner,
        ),
        Misconception(
            "spread over the window",
            "Every number of a window gets a part of its gradient. A maximum changes only with "
            "the largest.",
            lambda X, gradient, pool_size: _avg_pool_backward(gradient, pool_size),
        ),
    ),
    hints=(
        "Make one number of a window a little larger. When does the maximum change?",
        "Only the largest number of a window has an effect on its maximum, and the maximum grows "
        "as fast as that number. So this pixel gets the window's whole gradient. A pixel that "
        "wins several windows gets all of theirs.",
        "Start from zeros of the shape of X. For each window, find the place of its largest "
        "number, count it from the image's corner, and add the window's gradient there.",
    ),
    properties=(
        Property(
            "the largest number of a window gets its gradient",
            points=0,
            cases=(
                case(X=MIXED[:2, :2], gradient=np.array([[3.0]]), pool_size=(2, 2)),
                case(X=np.array([[9, 1, 8.0]]), gradient=np.array([[2.0, -5.0]]), pool_size=(1, 2)),
            ),
            hint="All other numbers of the window get nothing.",
        ),
        Property(
            "windows that share their largest number add up",
            points=0,
            cases=(
                case(X=MIXED[:4, :4], gradient=G_3X3, pool_size=(2, 2)),
                case(X=NEGATIVE_4X4, gradient=G_3X3 / 4, pool_size=(2, 2)),
                case(X=MIXED, gradient=G_3X3[:2], pool_size=(3, 3)),
            ),
            hint="A pixel may be the largest of several windows.",
        ),
    ),
)

avg_pool_backward = Exercise(
    name="avg_pool_backward",
    reference=_avg_pool_backward,
    terms=lambda gradient, pool_size: gradient.size,
    by_hand=(TAPE,),
    misconceptions=(
        Misconception(
            "not divided",
            "Each pixel gets a window's whole gradient. A mean grows only by a share of what a "
            "pixel grows.",
            lambda gradient, pool_size: (
                _avg_pool_backward(gradient, pool_size) * np.prod(pool_size)
            ),
        ),
        Misconception(
            "gradient overwritten",
            "A pixel lies in several windows. Their gradients add up; you keep only the last.",
            lambda gradient, pool_size: np.pad(
                gradient / np.prod(pool_size), [(0, p - 1) for p in pool_size], "edge"
            ),
        ),
        Misconception(
            "shape of the output",
            "The gradient has the shape of the image, which is larger than the output.",
            lambda gradient, pool_size: gradient / np.prod(pool_size),
        ),
    ),
    hints=(
        "A pixel of a 2 x 2 window grows by 1. By how much does the mean grow?",
        "Each pixel under a window gets an equal share of the window's gradient, and a pixel adds "
        "up the shares of all its windows. The values of the image do not matter.",
        "Start from zeros of the image's shape, which you find from those of the output and the "
        "window. For each output, add its gradient, divided by the number of cells, to all cells "
        "under its window.",
    ),
    properties=(
        Property(
            "every pixel of a window gets an equal share",
            points=0,
            cases=(
                case(gradient=np.array([[4.0]]), pool_size=(2, 2)),
                case(gradient=np.array([[3.0]]), pool_size=(1, 3)),
            ),
            hint="The mean of n cells grows by 1/n if one of them grows by 1.",
        ),
        Property(
            "the shares of overlapping windows add up",
            points=0,
            cases=(
                case(gradient=G_3X3, pool_size=(2, 2)),
                case(gradient=G_3X3[:2] / 4, pool_size=(3, 2)),
            ),
            hint="A pixel lies in several windows.",
        ),
    ),
)


def _averaging_kernel(channels: int, pool_size: Any) -> Any:
    mean = np.full(pool_size, 1 / math.prod(pool_size))
    return np.einsum("oi,hw->oihw", np.eye(channels), mean)


averaging_kernel = Exercise(
    name="averaging_kernel",
    reference=_averaging_kernel,
    misconceptions=(
        Misconception(
            "channels mixed",
            "Each output channel averages all input channels. Pooling takes each channel by "
            "itself: which entries of the kernel are 0?",
            lambda channels, pool_size: np.full(
                (channels, channels, *pool_size), 1 / math.prod(pool_size)
            ),
        ),
        Misconception(
            "mean of all channels",
            "Your kernel takes the mean of all channels. Pooling takes each channel by itself.",
            lambda channels, pool_size: np.full(
                (channels, channels, *pool_size), 1 / (channels * math.prod(pool_size))
            ),
        ),
        Misconception(
            "not divided",
            "Your kernel adds up the window. A mean divides by the number of cells.",
            lambda channels, pool_size: (
                _averaging_kernel(channels, pool_size) * math.prod(pool_size)
            ),
        ),
        Misconception(
            "divided by the channels too",
            "You divide by the number of channels as well. An output channel uses one of them.",
            lambda channels, pool_size: _averaging_kernel(channels, pool_size) / channels,
        ),
        *named(
            "divided by one side",
            "You divide by the cells of one side. How many cells has the whole window?",
            lambda channels, pool_size: _averaging_kernel(channels, pool_size) * pool_size[1],
            lambda channels, pool_size: _averaging_kernel(channels, pool_size) * pool_size[0],
        ),
        Misconception(
            "no axis of output channels",
            "Your kernel has three axes. It has a part for each pair of an output and an input "
            "channel.",
            lambda channels, pool_size: np.full((channels, *pool_size), 1 / math.prod(pool_size)),
        ),
    ),
    hints=(
        "Which input channels does the first output channel of a pooling depend on?",
        "An output channel sees its own input channel through equal weights that add up to 1, and "
        "all others through zeros.",
        "Start from zeros of shape (channels, channels, p_h, p_w). Where output and input channel "
        "have the same number, put 1 divided by the number of the window's cells.",
    ),
    properties=(
        Property(
            "one channel",
            points=0,
            cases=(case(channels=1, pool_size=(2, 2)), case(channels=1, pool_size=(3, 1))),
            hint="The weights are equal and add up to 1.",
        ),
        Property(
            "each channel by itself",
            points=0,
            cases=(case(channels=2, pool_size=(2, 3)), case(channels=3, pool_size=(1, 2))),
            hint="An output channel depends on one input channel.",
        ),
    ),
)


def _softmax_pool(X: Any, pool_size: Any, t: float) -> Any:
    import tensorflow as tf

    p_h, p_w = pool_size
    windows = tf.image.extract_patches(
        tf.cast(X, tf.float64)[tf.newaxis, :, :, tf.newaxis],
        (1, p_h, p_w, 1),
        (1, 1, 1, 1),
        (1, 1, 1, 1),
        "VALID",
    )[0]  # (h_out, w_out, p_h * p_w)
    return tf.reduce_sum(tf.nn.softmax(t * windows) * windows, axis=-1).numpy()


def _unnormalised(X: Any, pool_size: Any, t: float) -> Any:
    sums = _softmax_pool(np.zeros_like(X), pool_size, t)
    for i, j in np.ndindex(*sums.shape):
        window = X[i : i + pool_size[0], j : j + pool_size[1]]
        sums[i, j] = np.sum(window * np.exp(t * window))
    return sums


def _log_mean_exp(X: Any, pool_size: Any, t: float) -> Any:
    sums = operations.pool(np.exp(t * np.float64(X)), pool_size, mode="avg")
    return np.log(sums.numpy()) / t


softmax_pool = Exercise(
    name="softmax_pool",
    reference=_softmax_pool,
    terms=lambda X, pool_size, t: 4 * pool_size[0] * pool_size[1],
    magnitude=lambda X, pool_size, t: np.max(X) * (1 + np.max(X) * abs(t)),
    misconceptions=(
        Misconception(
            "weights not divided by their sum",
            "Your weights do not add up to 1. Divide them by their sum.",
            _unnormalised,
        ),
        Misconception(
            "t left out",
            "Your weights are exp(x), whatever t is.",
            lambda X, pool_size, t: _softmax_pool(X, pool_size, 1.0),
        ),
        Misconception(
            "logarithm of the mean",
            "You take the logarithm of a mean of exponentials. Here exponentials are weights: "
            "each one multiplies its own number.",
            _log_mean_exp,
        ),
        Misconception(
            "opposite weights",
            "Your weights are larger for smaller numbers: look at the sign in the exponent.",
            lambda X, pool_size, t: _softmax_pool(X, pool_size, -t),
        ),
    ),
    hints=(
        "What are the weights of the numbers 1 and 3 if t is 0, and if t is 10?",
        "A weighted mean: each number times its weight, added up, divided by the sum of the "
        "weights. The weight of x is the exponential of t times x.",
        "For each window, compute the exponentials of t times its numbers. Multiply them by the "
        "numbers, add up, and divide by the sum of the exponentials.",
    ),
    properties=(
        Property(
            "for t = 0 a mean",
            points=0,
            cases=(
                case(X=DIGITS, pool_size=(2, 2), t=0.0),
                case(X=SIGNED_4X4, pool_size=(1, 3), t=0.0),
            ),
            hint="All weights are equal then.",
        ),
        Property(
            "weights exp(t·x)",
            points=0,
            cases=(
                case(X=np.array([[0.0, 1.0]]), pool_size=(1, 2), t=2.0),
                case(X=SIGNED_4X4 / 8, pool_size=(2, 2), t=0.5),
                case(X=DIGITS / 4, pool_size=(3, 2), t=2.0),
            ),
            hint="Divide the weighted sum by the sum of the weights.",
        ),
    ),
)


def _pool_2x2(X: Any) -> Any:
    return operations.pool(X, (2, 2), stride=(2, 2)).numpy()


MAXIMA = forbid("numpy.max", "numpy.amax", "numpy.fmax", "numpy.sort", "tensorflow.reduce_max")

max_pool_by_relu = Exercise(
    name="max_pool_by_relu",
    reference=_pool_2x2,
    terms=lambda X: 8,
    by_hand=(POOLING, MAXIMA),
    misconceptions=(
        Misconception(
            "of the two rows only",
            "You compare one pair of each window. The other pair has a larger number.",
            lambda X: np.maximum(X[::2, ::2], X[1::2, ::2]),
        ),
        Misconception(
            "difference, not maximum",
            "The ReLU says by how much one number is larger than the other. Add it to the other.",
            lambda X: np.maximum(
                np.maximum(X[::2, ::2] - X[::2, 1::2], 0)
                - np.maximum(X[1::2, ::2] - X[1::2, 1::2], 0),
                0,
            ),
        ),
        Misconception(
            "zero wins",
            "Where all four numbers are negative, you get 0. Apply the ReLU to a difference only.",
            lambda X: np.maximum(_pool_2x2(X), 0),
        ),
        Misconception(
            "stride 1",
            "Your windows overlap. Here they lie side by side.",
            lambda X: operations.pool(X, (2, 2)).numpy(),
        ),
    ),
    hints=(
        "By how much is a larger than b? Write it with relu, such that it is 0 if b is larger.",
        "The larger of a and b is b, plus what a has more than b, if it has more. Apply this to "
        "the upper two numbers of all windows, to the lower two, and then to the two results.",
        "Slices with a step of 2 give the upper left numbers of all windows, the upper right "
        "ones, and so on. The larger of two such arrays is the second plus the relu of the first "
        "minus the second.",
    ),
    properties=(
        Property(
            "the largest of each 2 x 2 window",
            points=0,
            cases=(case(X=DIGITS), case(X=MIXED[:4, :4]), case(X=MIXED[:2, :4])),
            hint="Three comparisons for each window.",
        ),
        Property(
            "negative numbers",
            points=0,
            cases=(case(X=NEGATIVE_4X4), case(X=NEGATIVE_4X4[:2] / 4)),
            hint="A ReLU never returns less than 0, but what you add it to may be negative.",
        ),
    ),
)


def _min_pool(X: Any, pool_size: Any, padding: Any) -> Any:
    return -operations.pool(-np.asarray(X), pool_size, padding).numpy()


min_pool = Exercise(
    name="min_pool",
    reference=_min_pool,
    misconceptions=(
        Misconception(
            "the largest",
            "Your numbers are the largest of each window.",
            lambda X, pool_size, padding: operations.pool(X, pool_size, padding).numpy(),
        ),
        Misconception(
            "sign flipped",
            "You turn the signs of the image round, and not back again.",
            lambda X, pool_size, padding: operations.pool(-X, pool_size, padding).numpy(),
        ),
        Misconception(
            "padded with zeros",
            "The zeros of your padding win where all numbers are positive. `pool` pads for you.",
            lambda X, pool_size, padding: _min_pool(
                np.pad(X, padding), pool_size, ((0, 0), (0, 0))
            ),
        ),
    ),
    hints=(
        "Hold a mirror at 0: the numbers 2 and 5 become -2 and -5. Which one is now larger?",
        "The smallest number becomes the largest if all signs are turned round. pool pads with "
        "minus infinity, which in the mirror is plus infinity.",
        "Call pool with the negative image and the same window and padding, and turn the signs "
        "of the result.",
    ),
    properties=(
        Property(
            "the smallest number of each window",
            points=0,
            cases=(
                case(X=DIGITS, pool_size=(2, 2), padding=((0, 0), (0, 0))),
                case(X=SIGNED_4X4, pool_size=(1, 3), padding=((0, 0), (0, 0))),
            ),
            hint="The smallest number of X is the largest of -X, with the other sign.",
        ),
        Property(
            "padded cells never win",
            points=0,
            cases=(
                case(X=DIGITS, pool_size=(2, 2), padding=((1, 1), (1, 1))),
                case(X=MIXED / 4, pool_size=(3, 2), padding=((0, 2), (1, 0))),
            ),
            hint="Let `pool` do the padding.",
        ),
    ),
)
