"""The exercise `detect_edges`: the vertical and the horizontal edges of an image."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from course import operations
from course.checks.cross_correlation.inputs import BAND
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Lengths,
    Model,
    Table,
    cross_correlate,
    cross_correlate_same,
    keep_only,
    named,
    named_in,
    shape_slips,
    shared_lists,
)
from course.checks.rules import CONVOLUTION

PAIR = "a pair, zero where the image is flat"
EDGE = np.array([[1.0, -1.0]])


def _edges(X: Any) -> tuple[Any, Any]:
    return cross_correlate(X, EDGE).numpy(), cross_correlate(X, EDGE.T).numpy()


def _both(twist: Callable[[Any, Any], Any]) -> Model:
    """Build a model from the vertical and the horizontal edges."""
    return lambda X: twist(*_edges(X))


def _each(change: Callable[[Any], Any]) -> Model:
    """Build a model that changes both results alike."""
    return lambda X: tuple(map(change, _edges(X)))


def _each_or_one(change: Callable[[Any], Any]) -> tuple[Model, ...]:
    """Build models that change both results, the first alone, and the second alone."""
    return (
        _each(change),
        _both(lambda vertical, horizontal: (change(vertical), horizontal)),
        _both(lambda vertical, horizontal: (vertical, change(horizontal))),
    )


def _of_image(change: Callable[[Any], Any]) -> Model:
    """Build a model that finds the edges of a changed image."""
    return lambda X: _edges(np.float32(change(X)))


def _by(kernel: Any) -> Model:
    """Build a model with another kernel, and its transpose."""
    K = np.array(kernel)
    return lambda X: (cross_correlate(X, K), cross_correlate(X, K.T))


def _prepended(sign: int, is_repeated: int) -> Model:
    """Build a model with 0, or the first row or column once more, before the image."""

    def model(X: Any) -> Any:
        first = X[:, :1] * is_repeated, X[:1] * is_repeated
        return tuple(sign * np.diff(X, axis=1 - at, prepend=first[at]) for at in (0, 1))

    return model


def _rolled(by: int, sign: int = 1) -> Model:
    """Build a model that subtracts the image after `np.roll`."""
    return lambda X: tuple(sign * (X - np.roll(X, by, axis)) for axis in (1, 0))


def _cut(model: Model, part: slice) -> Model:
    """Build a model that keeps some columns of the vertical edges, some rows of the horizontal."""

    def cut(X: Any) -> Any:
        vertical, horizontal = model(X)
        return vertical[:, part], horizontal[part]

    return cut


def _hard_coded(X: Any) -> Any:
    if X.shape[0] < 6 or X.shape[1] < 8:
        raise IndexError
    return _edges(X[:6, :8])


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

_SIGNS: Table = {
    "signs turned round": (
        f"Both your results have the opposite sign. {_SIGN}",
        _each(np.negative),
    ),
    "one sign turned round": (
        f"One of your results has the opposite sign. {_SIGN}",
        *_each_or_one(np.negative)[1:],
    ),
    "horizontal edges first": (
        "Your results are in the other order. [[1, -1]] finds the vertical edges, they come first.",
        _both(lambda vertical, horizontal: (horizontal, vertical)),
    ),
    "horizontal edges first, one sign turned round": (
        "Your results are in the other order: [[1, -1]] finds the vertical edges, they come first. "
        f"Besides, one of them has the opposite sign. {_SIGN}",
        _both(lambda vertical, horizontal: (horizontal, -vertical)),
        _both(lambda vertical, horizontal: (-horizontal, vertical)),
    ),
    "horizontal edges first, signs turned round": (
        "Your results are in the other order: [[1, -1]] finds the vertical edges, they come first. "
        f"Besides, they have the opposite sign. {_SIGN}",
        _both(lambda vertical, horizontal: (-horizontal, -vertical)),
    ),
}
_DIFFERENCES: Table = {
    "image cut to whole numbers": (
        "The fractions of your image are gone before its edges are found: astype(int) makes 0 of "
        "all greys between 0 and 1.",
        _of_image(np.trunc),
        _of_image(np.round),
    ),
    "truncated to whole numbers": (
        "The fractions of your results are gone: they have an integer dtype.",
        *_each_or_one(np.trunc),
    ),
    "absolute values": (
        "Your numbers have lost their signs. A step upwards and one downwards differ in them.",
        *_each_or_one(np.abs),
    ),
    "negatives cut off": (
        "Where a negative number belongs you have 0. A step upwards and one downwards differ in "
        "their signs.",
        _each(lambda edges: np.maximum(edges, 0)),
    ),
    "steps downwards only": (
        "Your results are 1 where the grey falls, and 0 elsewhere. They should be the differences.",
        _each(lambda edges: edges > 0),
        _each(lambda edges: edges > 0.5),
    ),
    "yes or no": (
        "Your results say where an edge is, and not how large its step is.",
        _each(lambda edges: edges != 0),
        _each(lambda edges: np.abs(np.sign(edges))),
    ),
    "last pixel compared with the first": (
        "Your results are as large as the image: the last pixel is compared with the first, as "
        "np.roll does. The last pixel of a row has no neighbour on its right.",
        _rolled(-1),
    ),
    "first pixel compared with the last": (
        "Your results are as large as the image: np.roll by 1 brings the last pixel before the "
        "first, and compares each pixel with its neighbour on the left, or above. [[1, -1]] "
        "compares it with the one on the right; the last pixel of a row has none.",
        _rolled(1),
        _rolled(1, -1),
        _rolled(-1, -1),
    ),
    "first pixel compared with 0": (
        "Your results are as large as the image: a 0, or the first pixel once more, stands before "
        "the first pixel. The border has no neighbour outside: the results are smaller.",
        *map(_prepended, (1, 1, -1, -1), (0, 1, 0, 1)),
    ),
    "wrong end cut off after a roll": (
        "A difference between the first and the last pixel is left, and a real one is cut off. "
        "np.roll brings one end of the image to the other: after a roll by -1 the last column has "
        "no neighbour on its right, after a roll by 1 the first has none on its left.",
        _cut(_rolled(-1), slice(1, None)),
        _cut(_rolled(1, -1), slice(-1)),
    ),
    "a kernel of more than two numbers": (
        "Your kernel has more than two numbers. [[1, -1]] compares two neighbours.",
        _by([[1.0, -1.0], [1.0, -1.0]]),
        _by([[1.0, 0.0, -1.0], [1.0, 0.0, -1.0], [1.0, 0.0, -1.0]]),
        _by([[1.0, 0.0, -1.0], [2.0, 0.0, -2.0], [1.0, 0.0, -1.0]]),
        _by([[1.0, -2.0, 1.0]]),
        _by([[0.5, -0.5], [0.5, -0.5]]),
    ),
    "half the difference": (
        "Your numbers are half as large as they should be: [[1, -1]] takes the whole difference.",
        _each(lambda edges: edges / 2),
    ),
    "sums in place of differences": (
        "You add neighbours. An edge is their difference.",
        _by([[1.0, 1.0]]),
    ),
    "edges of the edges": (
        "One of your results is computed from the other. Each kernel slides over the image itself.",
        lambda X: (_edges(X)[0], _edges(_edges(X)[0])[1]),
        lambda X: (_edges(_edges(X)[1])[0], _edges(X)[1]),
    ),
    "the same kernel twice": (
        "Your second result is found by the first kernel. The second kernel is its transpose.",
        _both(lambda vertical, horizontal: (vertical, vertical)),
    ),
    "result transposed": (
        "Your second result lies on its side: it is that of the transposed image. Transpose the "
        "kernel, and leave the image as it is.",
        _both(lambda vertical, horizontal: (vertical, horizontal.T)),
    ),
    "kernel and image transposed": (
        "Your second result is the first one, lying on its side: both the kernel and the image are "
        "transposed. Transpose the kernel alone.",
        _both(lambda vertical, horizontal: (vertical, vertical.T)),
    ),
    "result transposed and signs turned round": (
        "Your second result lies on its side: it is that of the transposed image. Transpose the "
        f"kernel, and leave the image as it is. Besides, its sign is the opposite. {_SIGN}",
        _both(lambda vertical, horizontal: (vertical, -horizontal.T)),
        _both(lambda vertical, horizontal: (-vertical, -horizontal.T)),
    ),
    "only the signs": (
        "Your results tell only the signs. A larger step gives a larger number.",
        _each(np.sign),
    ),
    "squared": (
        "Your numbers are squares. A step upwards and one downwards differ in their signs.",
        *_each_or_one(np.square),
    ),
    "a pixel skipped": (
        "You compare each pixel with the one after the next. [[1, -1]] compares neighbours.",
        _by([[1.0, 0.0, -1.0]]),
    ),
    "output as large as the image": (
        "Your results are as large as the image. The last pixel of a row has no neighbour on its "
        "right.",
        _both(
            lambda vertical, horizontal: (
                np.pad(vertical, ((0, 0), (0, 1))),
                np.pad(horizontal, ((0, 1), (0, 0))),
            )
        ),
        lambda X: (cross_correlate_same(X, EDGE), cross_correlate_same(X, EDGE.T)),
    ),
    "cut to one size": (
        "You cut both results to one size, or one of them to that of the other. The vertical edges "
        "are as high as the image and narrower, the horizontal ones as wide and lower.",
        _both(lambda vertical, horizontal: (vertical[:-1], horizontal[:, :-1])),
        _both(lambda vertical, horizontal: (vertical[:-1], horizontal)),
        _both(lambda vertical, horizontal: (vertical, horizontal[:, :-1])),
    ),
    "last differences missing": (
        "The last difference of each row or column is missing: look where your loops end. A row of "
        "w pixels has w - 1 differences, and range(w - 1) ends at w - 2.",
        _cut(_edges, slice(-1)),
    ),
    "loops over the whole image": (
        "Your loops run to the last pixel, which has no neighbour behind it. A row of w pixels has "
        "w - 1 differences, a column of h pixels has h - 1.",
        lambda X: [X[i, j] - X[i, j + 1] for i, j in np.ndindex(X.shape)],
        lambda X: [X[i, j] - X[i + 1, j] for i, j in np.ndindex(X.shape)],
    ),
    "image divided": (
        "Your image is divided by its largest number or by 255 before its edges are found. It "
        "should stay as it is.",
        _of_image(lambda X: X / X.max()),
        _of_image(lambda X: X / 255),
    ),
    "both filled in the same loops": (
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
    "np.gradient": (
        "You use np.gradient, which takes half the difference of the neighbours on both sides. "
        "[[1, -1]] compares a pixel with its next neighbour.",
        lambda X: np.gradient(X.astype(np.float64))[::-1],
        lambda X: np.gradient(-X.astype(np.float64))[::-1],
    ),
    "small steps left out": (
        "You take small steps for no edges, or round them away. Every difference counts, however "
        "small.",
        _each(lambda edges: np.where(np.abs(edges) < 0.2, 0, edges)),
        _each(lambda edges: np.where(np.abs(edges) < 0.6, 0, edges)),
    ),
    "divided by the largest": (
        "Your results are divided by their largest number. They should stay as they are.",
        _each(lambda edges: edges / (np.abs(edges).max() or 1)),
    ),
    "both in one array": (
        "One array holds both your results, so that the second changes the first. Give each an "
        "array of its own.",
        lambda X: (
            np.concatenate([(X[:-1] - X[1:])[:, :-1], X[-1:, :-1] - X[-1:, 1:]]),
            X[:-1] - X[1:],
        ),
    ),
}
_RESULTS: Table = {
    "size 6x8 hard-coded": (
        "Your code counts on an image of shape (6, 8). Its size is in its shape.",
        _hard_coded,
    ),
    "more than two results": (
        "You return three results. Two are asked for: vertical and horizontal edges.",
        lambda X: (*_edges(X), X),
    ),
}
_ONE_RESULT: Table = {
    "only one result": (
        "You return one of the two results only. Return both: (vertical, horizontal).",
        _both(lambda vertical, horizontal: vertical),
        _both(lambda vertical, horizontal: horizontal),
    ),
    "both in one image": (
        "You add the two results up. Return each by itself: (vertical, horizontal).",
        _both(lambda vertical, horizontal: vertical[:-1] + horizontal[:, :-1]),
    ),
}
MISCONCEPTIONS = (
    *named_in(_SIGNS),
    *(
        each
        for name, (sentence, *changes) in shared_lists("rows").items()
        for each in named(name, sentence, *map(_each, changes))
    ),
    *named_in(_DIFFERENCES),
    *shape_slips("X", ("height", "width"), _of_lengths),
    *named_in(_RESULTS),
    *(replace(each, properties=(PAIR,)) for each in named_in(_ONE_RESULT)),
)

# Grey steps that differ in size and sign.
STEPS = np.add.outer([0.126, 0.126, 3, 3], [0, 0, 3, 3, 0.126])
# Small steps, and no two rows or columns with the same.
SMALL_STEPS = np.array(
    [[0, 0.126, 3, 3, 1.5], [2, 2, 0.25, 1, 1.126], [0.5, 4, 4.25, 0, 0.126], [1, 1.126, 0, 2, 0.0]]
)

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
        "Write the kernel as an array with two axes, so with two pairs of brackets. Hand the image "
        "and the kernel to cross_correlate, then the image and the transposed kernel, which is its "
        ".T. Return the two results with a comma between them, the vertical edges first.",
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
