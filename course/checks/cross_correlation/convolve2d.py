"""The exercise `convolve2d`: a cross-correlation with the kernel flipped on both axes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.inputs import (
    K_2X2,
    K_SIGNED,
    X_3X3,
    X_SIGNED,
)
from course.checks.cross_correlation.size_mistakes import (
    padded,
    part_of_kernel,
    square,
    through_window,
)
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    convolve,
    cross_correlate,
    cross_correlate_same,
    named,
)
from course.checks.rules import CONVOLUTION


def _with(twist: Callable[[Any], Any]) -> Model:
    """Build a model that cross-correlates with a kernel changed by something other than a flip."""
    return lambda X, K: cross_correlate(X, twist(K))


_BOTH_AXES = "A convolution flips the kernel on both."
_TURN = "Flipping reverses the order on both axes, which is half a turn."

MISCONCEPTIONS = (
    *named(
        "kernel not flipped",
        "Your numbers are those of a cross-correlation. A convolution flips the kernel first.",
        cross_correlate,
    ),
    *named(
        "only the rows flipped",
        f"You reversed the order of the rows only. {_BOTH_AXES}",
        _with(np.flipud),
    ),
    *named(
        "only the columns flipped",
        f"You reversed the order of the columns only. {_BOTH_AXES}",
        _with(np.fliplr),
    ),
    *named(
        "transposed instead of flipped",
        "You transposed the kernel. Flipping reverses the order on an axis, it swaps no axes.",
        _with(np.transpose),
    ),
    *named(
        "turned by 90 degrees",
        f"You turned the kernel by 90 degrees. {_TURN}",
        _with(np.rot90),
        _with(lambda K: np.rot90(K, -1)),
    ),
    *named(
        "flipped and transposed",
        "You flipped the kernel and transposed it as well. Its shape should stay as it is.",
        lambda X, K: convolve(X, K.T),
    ),
    *named(
        "image flipped instead",
        "You flipped the image. Only the kernel is flipped, and the image stays as it is.",
        lambda X, K: cross_correlate(X[::-1, ::-1], K),
    ),
    *named(
        "output in reverse order",
        "Your numbers are those of the kernel as it is, in reverse order. Flip the kernel, and "
        "neither image nor output.",
        lambda X, K: cross_correlate(X, K)[::-1, ::-1],
    ),
    *named(
        "sign changed instead of a flip",
        "You changed the kernel's sign. A flip reverses the order of its rows and columns.",
        lambda X, K: -cross_correlate(X, K),
    ),
    *named(
        "part of the kernel lost",
        "A row and a column of the kernel are lost in the flip: look where your slices end.",
        lambda X, K: convolve(X, K[1:, 1:]),
        lambda X, K: convolve(X, K[:-1, :-1]),
    ),
    *named(
        "flip one cell off",
        "Your flipped kernel starts with its own first element. Index -0 is the first, not the "
        "last.",
        _with(lambda K: np.roll(np.flip(K), (1, 1), (0, 1))),
    ),
    *named(
        "negatives cut off",
        "Where a negative number belongs you have 0. A convolution keeps the sign.",
        lambda X, K: np.maximum(convolve(X, K), 0),
    ),
    *named(
        "zeros padded",
        "Your windows reach over the image's edge, as if zeros were there. Here they stay inside.",
        lambda X, K: padded(X, np.flip(K), K.shape[0] - 1, K.shape[1] - 1),
        lambda X, K: cross_correlate_same(X, np.flip(K)),
    ),
    *named(
        "square image assumed",
        "You use one length of X for both axes. An image has a height and a width.",
        lambda X, K: convolve(square(X, 0), K),
        lambda X, K: convolve(square(X, 1), K),
    ),
    *named(
        "kernel's height used for both axes",
        "You use the kernel's height for its width, too. Take each from its own axis.",
        lambda X, K: through_window(X, np.flip(K), *[K.shape[0]] * 2),
        lambda X, K: part_of_kernel(X, np.flip(K), *[K.shape[0]] * 2),
    ),
    *named(
        "kernel's width used for both axes",
        "You use the kernel's width for its height, too. Take each from its own axis.",
        lambda X, K: through_window(X, np.flip(K), *[K.shape[1]] * 2),
        lambda X, K: part_of_kernel(X, np.flip(K), *[K.shape[1]] * 2),
    ),
)

convolve2d = Exercise(
    name="convolve2d",
    reference=operations.convolve,
    terms=lambda X, K: K.size,
    by_hand=(CONVOLUTION.allowing("course.operations.cross_correlate"),),
    misconceptions=MISCONCEPTIONS,
    properties=(
        Property(
            "flips the kernel on both axes",
            points=1,
            cases=(case(X=X_3X3, K=K_2X2), case(X=X_SIGNED, K=K_SIGNED)),
            hint="The last row of the kernel comes first, and in it the last column.",
        ),
        Property(
            "images and kernels that are not square",
            points=1,
            cases=(
                case(X=np.arange(15.0).reshape(3, 5), K=np.array([[1, 2, 3], [4, 5, 6.0]])),
                case(X=np.arange(16.0).reshape(4, 4), K=np.array([[1], [2.0]])),
            ),
            hint="Flipping reverses the order on an axis; it does not swap the axes.",
        ),
    ),
)
