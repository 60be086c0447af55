"""The exercise `detect_edges`: the vertical and the horizontal edges of an image."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.inputs import (
    BAND,
)
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import (
    Lengths,
    Model,
    cross_correlate,
    cross_correlate_same,
    keep_only,
    named,
    shape_slips,
    shared_lists,
)
from course.checks.rules import CONVOLUTION

PAIR = "a pair, zero where the image is flat"


def _edges(X: Any) -> tuple[Any, Any]:
    K = np.array([[1.0, -1.0]])
    return cross_correlate(X, K).numpy(), cross_correlate(X, K.T).numpy()


def _both(twist: Callable[[Any, Any], Any]) -> Model:
    """Build a model from the vertical and the horizontal edges."""
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


def _of_grey(twist: Callable[[Any], Any]) -> Model:
    """Build a model that finds the edges of another image."""
    return lambda X: _edges(np.float32(twist(X)))


def _by(kernel: Any) -> Model:
    """Build a model with another kernel, and its transpose."""
    K = np.array(kernel)
    return lambda X: (cross_correlate(X, K), cross_correlate(X, K.T))


def _at_least(least: float) -> Model:
    """Build a model that takes smaller steps for no edges."""
    return _both(lambda *edges: tuple(np.where(np.abs(each) < least, 0, each) for each in edges))


def _prepended(sign: int, is_repeated: int) -> Model:
    """Build a model with 0, or the first row or column once more, before the image."""

    def model(X: Any) -> Any:
        first = X[:, :1] * is_repeated, X[:1] * is_repeated
        return tuple(sign * np.diff(X, axis=1 - at, prepend=first[at]) for at in (0, 1))

    return model


def _in_a_circle(X: Any) -> Any:
    return X - np.roll(X, -1, axis=1), X - np.roll(X, -1, axis=0)


def _of_lengths(lengths: Lengths) -> tuple[Model, ...]:
    """Build models that read the lengths of the image in another way, and loop over it."""

    def looped(X: Any) -> Any:
        h, w = lengths(X.shape)
        vertical, horizontal = np.zeros((h, w - 1)), np.zeros((h - 1, w))
        for i, j in np.ndindex(h, w - 1):
            vertical[i, j] = X[i, j] - X[i, j + 1]
        for i, j in np.ndindex(h - 1, w):
            horizontal[i, j] = X[i, j] - X[i + 1, j]
        return vertical, horizontal

    def sliced(X: Any) -> Any:
        h, w = lengths(X.shape)
        return X[:, : w - 1] - X[:, 1:w], X[: h - 1] - X[1:h]

    return looped, sliced


_SIGN = (
    "You subtract a pixel from its neighbour on the right or below. [[1, -1]] takes the neighbour "
    "away from the pixel."
)

MISCONCEPTIONS = (
    *named(
        "signs turned round",
        f"Both your results have the opposite sign. {_SIGN}",
        _both(lambda vertical, horizontal: (-vertical, -horizontal)),
    ),
    *named(
        "one sign turned round",
        f"One of your results has the opposite sign. {_SIGN}",
        _both(lambda vertical, horizontal: (-vertical, horizontal)),
        _both(lambda vertical, horizontal: (vertical, -horizontal)),
    ),
    *named(
        "horizontal edges first",
        "Your results are in the other order. [[1, -1]] finds the vertical edges, they come first.",
        _both(lambda vertical, horizontal: (horizontal, vertical)),
    ),
    *named(
        "horizontal edges first, one sign turned round",
        "Your results are in the other order: [[1, -1]] finds the vertical edges, they come first. "
        f"Besides, one of them has the opposite sign. {_SIGN}",
        _both(lambda vertical, horizontal: (horizontal, -vertical)),
        _both(lambda vertical, horizontal: (-horizontal, vertical)),
    ),
    *named(
        "horizontal edges first, signs turned round",
        "Your results are in the other order: [[1, -1]] finds the vertical edges, they come first. "
        f"Besides, they have the opposite sign. {_SIGN}",
        _both(lambda vertical, horizontal: (-horizontal, -vertical)),
    ),
    *(
        Misconception(
            name, sentence, _both(lambda *edges, change=change: tuple(map(change, edges)))
        )
        for name, (sentence, *changes) in shared_lists("rows").items()
        for change in changes
    ),
    *named(
        "image cut to whole numbers",
        "The fractions of your image are gone before its edges are found: astype(int) makes 0 of "
        "all greys between 0 and 1.",
        _of_grey(np.trunc),
        _of_grey(np.round),
    ),
    *named(
        "truncated to whole numbers",
        "The fractions of your results are gone: they have an integer dtype.",
        _both(lambda vertical, horizontal: (np.trunc(vertical), np.trunc(horizontal))),
        _both(lambda vertical, horizontal: (np.trunc(vertical), horizontal)),
        _both(lambda vertical, horizontal: (vertical, np.trunc(horizontal))),
    ),
    *named(
        "absolute values",
        "Your numbers have lost their signs. A step upwards and one downwards differ in them.",
        _both(lambda vertical, horizontal: (np.abs(vertical), np.abs(horizontal))),
        _both(lambda vertical, horizontal: (np.abs(vertical), horizontal)),
        _both(lambda vertical, horizontal: (vertical, np.abs(horizontal))),
    ),
    *named(
        "negatives cut off",
        "Where a negative number belongs you have 0. A step upwards and one downwards differ in "
        "their signs.",
        _both(lambda vertical, horizontal: (np.maximum(vertical, 0), np.maximum(horizontal, 0))),
    ),
    *named(
        "steps downwards only",
        "Your results are 1 where the grey falls, and 0 elsewhere. They should be the differences.",
        _both(lambda vertical, horizontal: (vertical > 0, horizontal > 0)),
        _both(lambda vertical, horizontal: (vertical > 0.5, horizontal > 0.5)),
    ),
    *named(
        "yes or no",
        "Your results say where an edge is, and not how large its step is.",
        _both(lambda vertical, horizontal: (vertical != 0, horizontal != 0)),
        _both(
            lambda vertical, horizontal: (np.abs(np.sign(vertical)), np.abs(np.sign(horizontal)))
        ),
    ),
    *named(
        "last pixel compared with the first",
        "Your results are as large as the image: the last pixel is compared with the first, as "
        "np.roll does. The last pixel of a row has no neighbour on its right.",
        _in_a_circle,
    ),
    *named(
        "first pixel compared with the last",
        "Your results are as large as the image: np.roll by 1 brings the last pixel before the "
        "first, and compares each pixel with its neighbour on the left, or above. [[1, -1]] "
        "compares it with the one on the right; the last pixel of a row has none.",
        lambda X: (X - np.roll(X, 1, axis=1), X - np.roll(X, 1, axis=0)),
        lambda X: (np.roll(X, 1, axis=1) - X, np.roll(X, 1, axis=0) - X),
        lambda X: (np.roll(X, -1, axis=1) - X, np.roll(X, -1, axis=0) - X),
    ),
    *named(
        "first pixel compared with 0",
        "Your results are as large as the image: a 0, or the first pixel once more, stands before "
        "the first pixel. The border has no neighbour outside: the results are smaller.",
        *map(_prepended, (1, 1, -1, -1), (0, 1, 0, 1)),
    ),
    *named(
        "wrong end cut off after a roll",
        "A difference between the first and the last pixel is left, and a real one is cut off. "
        "np.roll brings one end of the image to the other: after a roll by -1 the last column has "
        "no neighbour on its right, after a roll by 1 the first has none on its left.",
        lambda X: (_in_a_circle(X)[0][:, 1:], _in_a_circle(X)[1][1:]),
        lambda X: (
            (np.roll(X, 1, axis=1) - X)[:, :-1],
            (np.roll(X, 1, axis=0) - X)[:-1],
        ),
    ),
    *named(
        "a kernel of more than two numbers",
        "Your kernel has more than two numbers. [[1, -1]] compares two neighbours.",
        _by([[1.0, -1.0], [1.0, -1.0]]),
        _by([[1.0, 0.0, -1.0], [1.0, 0.0, -1.0], [1.0, 0.0, -1.0]]),
        _by([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]),
        _by([[1.0, -2.0, 1.0]]),
        _by([[0.5, -0.5], [0.5, -0.5]]),
    ),
    *named(
        "half the difference",
        "Your numbers are half as large as they should be: [[1, -1]] takes the whole difference.",
        _both(lambda vertical, horizontal: (vertical / 2, horizontal / 2)),
    ),
    *named(
        "sums in place of differences",
        "You add neighbours. An edge is their difference.",
        _by([[1.0, 1.0]]),
    ),
    *named(
        "edges of the edges",
        "One of your results is computed from the other. Each kernel slides over the image itself.",
        lambda X: (_edges(X)[0], _edges(_edges(X)[0])[1]),
        lambda X: (_edges(_edges(X)[1])[0], _edges(X)[1]),
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
        "kernel and image transposed",
        "Your second result is the first one, lying on its side: both the kernel and the image are "
        "transposed. Transpose the kernel alone.",
        _both(lambda vertical, horizontal: (vertical, vertical.T)),
    ),
    *named(
        "result transposed and signs turned round",
        "Your second result lies on its side: it is that of the transposed image. Transpose the "
        f"kernel, and leave the image as it is. Besides, its sign is the opposite. {_SIGN}",
        _both(lambda vertical, horizontal: (vertical, -horizontal.T)),
        _both(lambda vertical, horizontal: (-vertical, -horizontal.T)),
    ),
    *named(
        "only the signs",
        "Your results tell only the signs. A larger step gives a larger number.",
        _both(lambda vertical, horizontal: (np.sign(vertical), np.sign(horizontal))),
    ),
    *named(
        "squared",
        "Your numbers are squares. A step upwards and one downwards differ in their signs.",
        _both(lambda vertical, horizontal: (vertical**2, horizontal**2)),
        _both(lambda vertical, horizontal: (vertical**2, horizontal)),
        _both(lambda vertical, horizontal: (vertical, horizontal**2)),
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
        "You cut both results to one size, or one of them to that of the other. The vertical edges "
        "are as high as the image and narrower, the horizontal ones as wide and lower.",
        _both(lambda vertical, horizontal: (vertical[:-1], horizontal[:, :-1])),
        _both(lambda vertical, horizontal: (vertical[:-1], horizontal)),
        _both(lambda vertical, horizontal: (vertical, horizontal[:, :-1])),
    ),
    *named(
        "last differences missing",
        "The last difference of each row or column is missing: look where your loops end. A row of "
        "w pixels has w - 1 differences, and range(w - 1) ends at w - 2.",
        _both(lambda vertical, horizontal: (vertical[:, :-1], horizontal[:-1])),
    ),
    *named(
        "loops over the whole image",
        "Your loops run to the last pixel, which has no neighbour behind it. A row of w pixels has "
        "w - 1 differences, a column of h pixels has h - 1.",
        lambda X: [X[i, j] - X[i, j + 1] for i, j in np.ndindex(X.shape)],
        lambda X: [X[i, j] - X[i + 1, j] for i, j in np.ndindex(X.shape)],
    ),
    *named(
        "image divided",
        "Your image is divided by its largest number or by 255 before its edges are found. It "
        "should stay as it is.",
        _of_grey(lambda X: X / X.max()),
        _of_grey(lambda X: X / 255),
    ),
    *named(
        "both filled in the same loops",
        "A row or a column of your results is still 0: loops that end at h - 1 and w - 1 end too "
        "early for one of them. The vertical edges have h rows and w - 1 columns, the horizontal "
        "ones h - 1 rows and w columns.",
        _both(
            lambda vertical, horizontal: (
                keep_only(vertical, np.s_[:-1]),
                keep_only(horizontal, np.s_[:, :-1]),
            )
        ),
        _both(lambda vertical, horizontal: (keep_only(vertical, np.s_[:-1]), horizontal)),
        _both(lambda vertical, horizontal: (vertical, keep_only(horizontal, np.s_[:, :-1]))),
        _both(
            lambda vertical, horizontal: (
                keep_only(vertical, np.s_[:, :-1]),
                keep_only(horizontal, np.s_[:-1]),
            )
        ),
    ),
    *named(
        "np.gradient",
        "You use np.gradient, which takes half the difference of the neighbours on both sides. "
        "[[1, -1]] compares a pixel with its next neighbour.",
        lambda X: tuple(np.gradient(X.astype(np.float64), axis=axis) for axis in (1, 0)),
        lambda X: tuple(-np.gradient(X.astype(np.float64), axis=axis) for axis in (1, 0)),
    ),
    *named(
        "small steps left out",
        "You take small steps for no edges, or round them away. Every difference counts, however "
        "small.",
        *map(_at_least, (0.2, 0.6)),
    ),
    *named(
        "divided by the largest",
        "Your results are divided by their largest number. They should stay as they are.",
        _both(
            lambda vertical, horizontal: tuple(
                each / (np.abs(each).max() or 1) for each in (vertical, horizontal)
            )
        ),
    ),
    *named(
        "both in one array",
        "One array holds both your results, so that the second changes the first. Give each an "
        "array of its own.",
        lambda X: (
            np.concatenate([(X[:-1] - X[1:])[:, :-1], X[-1:, :-1] - X[-1:, 1:]]),
            X[:-1] - X[1:],
        ),
    ),
    *shape_slips("X", ("height", "width"), _of_lengths),
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

# Grey steps that differ in size and sign.
STEPS = np.add.outer([0.126, 0.126, 3, 3], [0, 0, 3, 3, 0.126])
# Small steps, and no two rows or columns with the same.
SMALL_STEPS = np.array(
    [[0, 0.126, 3, 3, 1.5], [2, 2, 0.25, 1, 1.126], [0.5, 4, 4.25, 0, 0.126], [1, 1.126, 0, 2, 0.0]]
)
EDGE = np.array([[1.0, -1.0]])

detect_edges = Exercise(
    name="detect_edges",
    reference=lambda X: (
        operations.cross_correlate(X, EDGE),
        operations.cross_correlate(X, EDGE.T),
    ),
    terms=lambda X: 2,
    magnitude=lambda X: (
        operations.cross_correlate(X, abs(EDGE)),
        operations.cross_correlate(X, abs(EDGE.T)),
    ),
    by_hand=(CONVOLUTION.allowing("course.operations.cross_correlate"),),
    misconceptions=MISCONCEPTIONS,
    hints=(
        "[[1, -1]] lies on two neighbours in one row. Which two does it subtract? And which "
        "two, if you stand the kernel upright?",
        "Cross-correlate the image twice: with a kernel of one row and two columns, and with "
        "its transpose. The first result shows vertical edges, the second one horizontal edges.",
        "Write the kernel as an array with two axes, so with two pairs of brackets. Hand the "
        "image and the kernel to cross_correlate, then the image and the transposed kernel, "
        "which is its .T. Return the two results with a comma between them, the vertical edges "
        "first.",
    ),
    properties=(
        Property(
            "vertical edges come first",
            points=1,
            part=0,
            cases=(case(X=BAND), case(X=STEPS), case(X=SMALL_STEPS)),
            hint="[[1, -1]] compares a pixel with its neighbour on the right.",
        ),
        Property(
            "horizontal edges come second",
            points=1,
            part=1,
            cases=(case(X=BAND.T), case(X=STEPS), case(X=SMALL_STEPS)),
            hint="The transposed kernel compares a pixel with its neighbour below.",
        ),
        Property(
            PAIR,
            points=1,
            cases=(case(X=np.full((3, 5), 2.0)),),
            results=("your first result (vertical)", "your second result (horizontal)"),
            hint="The result is the tuple (vertical, horizontal).",
        ),
    ),
)
