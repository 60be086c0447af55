"""The exercise `corr2d_tensor`: a cross-correlation that a tape can follow."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course import descent
from course.checks import drivers
from course.checks.cross_correlation import corr2d
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.kernel_learning.gradient_mistakes import parts
from course.checks.kernel_learning.inputs import K_2X2, K_3X3, X_3X3, X_4X4, X_5X5, X_WIDE, Y_2X2
from course.checks.mistake_models import Model, named
from course.checks.rules import CONVOLUTION, forbid
from course.checks.windows import find_window
from course.operations import cross_correlate

_TAPE = "a tape finds the gradient"
_ALL = (
    "slides the kernel and adds up the products",
    "images and kernels of any height and width, fractions",
    _TAPE,
)


def _rows_of_all_lengths(X: Any, K: Any, *weights: Any) -> Any:
    """Model row lists that are never cleared: this is a tensor only if there is a single row."""
    if len(X) > len(K):
        raise ValueError
    return descent.output_and_gradient(X, K, *weights)[1] if weights else cross_correlate(X, K)


def _of_parts(cut: Callable[..., Any], X: Any, K: Any, *weights: Any) -> Any:
    """Add up products of parts of the image, each with one number of the kernel."""
    total, gradient = np.zeros(np.subtract(X.shape, K.shape) + 1), np.zeros(K.shape)
    size = total.shape
    for place in np.ndindex(K.shape):
        part = cut(X.astype(np.float64), place, size, K.shape)
        total = total + K[place] * part
        gradient[place] = np.sum(np.broadcast_to(part, size) * weights[0]) if weights else 0
    return gradient if weights else total


def _rolled(X: Any, K: Any) -> Any:
    """Add up whole images that are rolled, without cutting off what comes round."""
    return sum(K[at] * np.roll(X, np.negative(at), (0, 1)) for at in np.ndindex(K.shape))


def _of_windows(change: Callable[[Any, Any], Any]) -> Model:
    return lambda X, K: change(np.lib.stride_tricks.sliding_window_view(X, K.shape), K)


MISCONCEPTIONS = (
    *(
        Misconception(name, sentence, partial(_of_parts, cut), _ALL)
        for name, (sentence, *cuts) in parts("output").items()
        for cut in cuts
    ),
    Misconception(
        "shifted images not cut",
        "Your output is as large as the image: what a shift moves over one end comes in at the "
        "other. Cut the places off where the kernel does not fit.",
        _rolled,
        _ALL[:2],
    ),
    *named(
        "products added up along one axis",
        "You add up the products of a window along one axis only, so each place of your output has "
        "several numbers. Add up over both: tf.reduce_sum without an axis.",
        _of_windows(lambda windows, K: (windows * K).sum(axis=2)),
        _of_windows(lambda windows, K: (windows * K).sum(axis=3)),
    ),
    *named(
        "first number of a matrix product",
        "Each of your numbers is the first of a matrix product, a row of the window times a column "
        "of the kernel. Multiply element by element, and add up all products.",
        _of_windows(lambda windows, K: np.einsum("ija,a->ij", windows[:, :, 0], K[:, 0])),
    ),
    Misconception(
        "row never emptied",
        "Your rows grow longer and longer: the list of a row goes on from the row before. Where "
        "does it start anew?",
        _rows_of_all_lengths,
        _ALL,
    ),
    Misconception(
        "gradient ignores what comes after",
        "Your gradient is the same whatever is done with the output. A gradient made by hand must "
        "take in what it is handed; that of recorded operations does so by itself.",
        lambda X, K, weights: descent.output_and_gradient(X, K, np.ones_like(weights))[1],
        (_TAPE,),
    ),
    *named(
        "whole numbers inside",
        "You compute with whole numbers: fractions are cut off, and there is no gradient. Leave "
        "the dtype as it is.",
        lambda X, K: cross_correlate(np.trunc(X), np.trunc(K)),
    ),
    *named(
        "flat list",
        "Your numbers stand in one row. Y has a height and a width.",
        lambda X, K: np.ravel(cross_correlate(X, K)),
    ),
    *corr2d.misconceptions,
)

corr2d_tensor = Exercise(
    name="corr2d_tensor",
    reference=cross_correlate,
    driver=drivers.output_on_tape,
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION, forbid("course.descent")),
    terms=lambda X, K, *weights: X.size,
    window=lambda index, X, K, *weights: {"X": find_window(index, K.shape)},
    magnitude=lambda X, *factors: np.sum(X) * max(np.max(each) for each in factors),
    hints=(
        "Chapter one's function begins with an empty output and fills it in. Which of its lines "
        "does a tape not record?",
        "Compute every output number as before, but keep the numbers as tensors: collect them in a "
        "list instead of writing them into an array. TensorFlow can join a list of tensors, and "
        "the tape records that.",
        "For each row of the output make a list; for each column append tf.reduce_sum of the "
        "window times the kernel. Join each row with tf.stack, and join the rows with tf.stack, "
        "too. The window has the height and the width of K.",
    ),
    properties=(
        Property(
            "slides the kernel and adds up the products",
            points=1,
            cases=(case(X=X_4X4, K=K_3X3), case(X=X_5X5, K=K_3X3)),
            hint="Y[i, j] is the sum of the products of K and the window that starts at X[i, j].",
            stays="What breaks it breaks the others, too: it earns a point where those are lost.",
        ),
        Property(
            "images and kernels of any height and width, fractions",
            points=1,
            cases=(
                case(X=X_3X3, K=K_2X2),
                case(X=X_WIDE[:2], K=np.array([[1, -2.0]])),
                case(X=X_WIDE.T / 4, K=np.array([[1, 2, 0.5], [0, -1, 2]])),
                case(X=X_WIDE, K=np.array([[1, 2], [0, -1], [3, 0.5]])),
            ),
            hint="Height and width each have their own size, in the image and in the kernel.",
        ),
        Property(
            "a tape finds the gradient",
            points=1,
            driver=drivers.gradient_on_tape,
            reference=lambda X, K, weights: descent.output_and_gradient(X, K, weights)[1],
            cases=(case(X=X_4X4, K=K_3X3, weights=Y_2X2),),
            hint="A tape follows K to Y where each step uses TensorFlow's operations on tensors.",
        ),
    ),
)
