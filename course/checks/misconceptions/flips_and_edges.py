"""Known mistakes of chapter one, cross-correlation: `convolve2d` and `detect_edges`."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.exercise import Misconception
from course.checks.misconceptions.cross_correlation import (
    Model,
    named,
    padded,
    part_of_kernel,
    square,
    through_window,
)
from course.checks.misconceptions.operations import convolve, cross_correlate, cross_correlate_same


def _with(twist: Callable[[Any], Any]) -> Model:
    """Cross-correlate with the kernel after something else than a flip."""
    return lambda X, K: cross_correlate(X, twist(K))


_BOTH_AXES = "A convolution flips the kernel on both."
_TURN = "Flipping reverses the order on both axes, which is half a turn."

CONVOLVE2D = (
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

PAIR = "a pair, zero where the image is flat"


def _edges(X: Any) -> tuple[Any, Any]:
    K = np.array([[1.0, -1.0]])
    return cross_correlate(X, K).numpy(), cross_correlate(X, K.T).numpy()


def _both(twist: Callable[[Any, Any], Any]) -> Model:
    """Something made of the vertical and the horizontal edges."""
    return lambda X: twist(*_edges(X))


def _hard_coded(X: Any) -> Any:
    if X.shape[0] < 6 or X.shape[1] < 8:
        raise IndexError
    return _edges(X[:6, :8])


def _skipping(X: Any) -> Any:
    K = np.array([[1.0, 0.0, -1.0]])
    return cross_correlate(X, K), cross_correlate(X, K.T)


def _as_large(X: Any) -> Any:
    vertical, horizontal = _edges(X)
    return np.pad(vertical, ((0, 0), (0, 1))), np.pad(horizontal, ((0, 1), (0, 0)))


def _padded(X: Any) -> Any:
    K = np.array([[1.0, -1.0]])
    return cross_correlate_same(X, K), cross_correlate_same(X, K.T)


DETECT_EDGES = (
    *named(
        "horizontal edges first",
        "Your results are in the other order. [[1, -1]] finds the vertical edges, they come first.",
        _both(lambda vertical, horizontal: (horizontal, vertical)),
    ),
    *named(
        "the same kernel twice",
        "Your second result is found by the first kernel. The second kernel is its transpose.",
        _both(lambda vertical, horizontal: (vertical, vertical)),
    ),
    *named(
        "result transposed",
        "Your second result lies on its side: it is that of the transposed image. Transpose the "
        "kernel, and leave the image as it is.",
        _both(lambda vertical, horizontal: (vertical, horizontal.T)),
    ),
    *named(
        "only the signs",
        "Your results tell only the signs. A larger step gives a larger number.",
        _both(lambda vertical, horizontal: (np.sign(vertical), np.sign(horizontal))),
    ),
    *named(
        "a pixel skipped",
        "You compare each pixel with the one after the next. [[1, -1]] compares neighbours.",
        _skipping,
    ),
    *named(
        "output as large as the image",
        "Your results are as large as the image. The last pixel of a row has no neighbour on its "
        "right.",
        _as_large,
        _padded,
    ),
    *named(
        "cut to one size",
        "Both your results are cut to one size. One is narrower than the image, the other lower.",
        _both(lambda vertical, horizontal: (vertical[:-1], horizontal[:, :-1])),
    ),
    *named(
        "size 6x8 hard-coded",
        "Your code counts on an image of shape (6, 8). Its size is in its shape.",
        _hard_coded,
    ),
    *named(
        "more than two results",
        "You return three results. Two are asked for: vertical and horizontal edges.",
        lambda X: (*_edges(X), X),
    ),
    Misconception(
        "only one result",
        "You return one of the two results only. Return both: (vertical, horizontal).",
        _both(lambda vertical, horizontal: vertical),
        (PAIR,),
    ),
    Misconception(
        "only one result",
        "You return one of the two results only. Return both: (vertical, horizontal).",
        _both(lambda vertical, horizontal: horizontal),
        (PAIR,),
    ),
    Misconception(
        "both in one image",
        "You add the two results up. Return each by itself: (vertical, horizontal).",
        _both(lambda vertical, horizontal: vertical[:-1] + horizontal[:, :-1]),
        (PAIR,),
    ),
)
