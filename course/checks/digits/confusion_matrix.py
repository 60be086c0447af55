"""The exercise `confusion_matrix`: how often each label is taken for each class.

Models of mistakes choose images and a size, count, and turn or change the matrix. In the tables,
`p` are the predictions, `y` the labels, and `n` is the number of classes.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.mistake_models import Model, Table, combined, family, index_slips, named_in, ways
from course.checks.rules import forbid

Counted = tuple[Any, Any, int]


def _count(predictions: Any, labels: Any, classes: int, weights: Any = 1) -> Any:
    """Return the matrix, in which each image counts 1 or its weight."""
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (labels, predictions), weights)
    return matrix


def _of(
    size: Callable[[Any, Any, int], Counted],
    turn: Callable[[Any], Any],
    change: Callable[[Any], Any],
) -> Model:
    """Build a model that counts in a matrix of another size, turns it, then changes the counts."""

    def model(predictions: Any, labels: Any, classes: int) -> Any:
        predictions, labels, classes = size(predictions, labels, classes)
        return change(turn(_count(predictions, labels, classes)))

    return model


def _only_those_that_occur(predictions: Any, labels: Any, classes: int) -> Counted:
    """Number the classes that occur anew, in their order."""
    occur = np.unique(np.concatenate([predictions, labels]))
    return np.searchsorted(occur, predictions), np.searchsorted(occur, labels), len(occur)


def _by_place(predictions: Any, labels: Any, classes: int) -> Counted:
    """Number labels and predictions by their places among those that occur, each by themselves."""
    _, predicted = np.unique(predictions, return_inverse=True)
    _, labelled_as = np.unique(labels, return_inverse=True)
    return predicted, labelled_as, classes


def _within(predictions: Any, labels: Any, least: int, classes: int) -> tuple[Any, Any]:
    """Keep the images both of whose classes are at least `least` and less than `classes`."""
    pairs = np.stack([predictions, labels])
    kept = ((pairs >= least) & (pairs < classes)).all(axis=0)
    return predictions[kept], labels[kept]


def _labels_only(count: Callable[[Any], int], is_strict: bool) -> Callable[..., Counted]:
    """Return a size from the labels; a class beyond it is an error, or is not counted."""

    def size(predictions: Any, labels: Any, classes: int) -> Counted:
        found = count(labels)
        if is_strict:
            return predictions, labels, found
        return *_within(predictions, labels, 0, found), found

    return size


def _without_first(earlier: int) -> Callable[..., Counted]:
    """Return a choice that leaves class 0 out, and counts the others some places earlier."""

    def size(predictions: Any, labels: Any, classes: int) -> Counted:
        kept = _within(predictions, labels, 1, classes)
        return kept[0] - earlier, kept[1] - earlier, classes

    return size


def _chosen(which: Callable[[Any, Any], Any]) -> Callable[..., Counted]:
    """Return a choice of images, by an index or by whether each is chosen."""

    def choose(predictions: Any, labels: Any, classes: int) -> Counted:
        images = which(predictions, labels)
        return predictions[images], labels[images], classes

    return choose


def _divided(axis: int | None, is_safe: bool = False, factor: int = 1) -> Callable[[Any], Any]:
    """Return a change that divides the counts by their sum along an axis.

    Args:
        axis: see `np.sum`.
        is_safe: whether sums of 0 are replaced, so that there is no 0 / 0.
        factor: what the shares are multiplied by.
    """

    def change(matrix: Any) -> Any:
        sums = matrix.sum(axis=axis, keepdims=True)
        return factor * matrix / (np.maximum(sums, 1) if is_safe else sums)

    return change


SIZES: Table = {
    "size from the largest label": (
        "Your matrix ends at the largest class that occurs. It has a row and a column for every "
        "class: `classes` says how many there are.",
        lambda p, y, n: (p, y, int(max(y.max(), p.max())) + 1),
    ),
    "size from the labels alone": (
        "Your matrix has a size taken from the labels. A class may occur among the predictions "
        "only, or nowhere: `classes` says how many there are.",
        *(
            _labels_only(count, is_strict)
            for count in (lambda labels: max(labels) + 1, lambda labels: len(set(labels)))
            for is_strict in (True, False)
        ),
    ),
    "size from the number of images": (
        "Your matrix has as many rows and columns as there are images. It has one for each class: "
        "`classes` says how many there are.",
        lambda p, y, n: (p, y, len(y)),
    ),
    "classes that do not occur left out": (
        "Your matrix has no row and column for a class that does not occur. It has one for every "
        "class, filled with zeros.",
        _only_those_that_occur,
    ),
    "classes numbered by their place": (
        "Your rows or columns are numbered by the place of a class among those that occur, so one "
        "that does not occur moves the later ones. The row of a class is the class itself.",
        _by_place,
        lambda p, y, n: (*_only_those_that_occur(p, y, n)[:2], n),
    ),
    **family(
        "Your matrix is one row and one column too {}: classes are counted from 0.",
        {
            "one row and column too many": ("large", lambda p, y, n: (p, y, n + 1)),
            "one row and column too few": ("small", lambda p, y, n: (p, y, n - 1)),
        },
    ),
    "1 added to every class": (
        "Row 0 and column 0 stay empty, and the matrix is one too large: you add 1 to every class. "
        "Classes are counted from 0, as rows and columns are.",
        lambda p, y, n: (p + 1, y + 1, n + 1),
    ),
    "1 taken from every class": (
        "You take 1 away from every class, so the first class ends up in the last row or column. "
        "Classes are counted from 0, as rows and columns are.",
        lambda p, y, n: (p - 1, y - 1, n),
    ),
    "classes counted from 1": (
        "You take the classes for 1 to n, so class 0 is not counted, and every other one stands a "
        "row and a column too early. Classes are counted from 0.",
        _without_first(1),
    ),
    "first class left out": (
        "Row 0 and column 0 stay empty: class 0 is not counted. Where do your loops start?",
        _without_first(0),
    ),
    "last class left out": (
        "The last row and column stay empty: the last class is not counted. Where do your loops "
        "end?",
        lambda p, y, n: (*_within(p, y, 0, n - 1), n),
    ),
    "last image left out": (
        "The last image is not counted. Where does your loop end?",
        _chosen(lambda p, y: np.s_[:-1]),
    ),
    "first image left out": (
        "The first image is not counted. Where does your loop start?",
        _chosen(lambda p, y: np.s_[1:]),
    ),
    "only right answers counted": (
        "Only the diagonal is filled. What the network confuses stands beside it.",
        _chosen(lambda p, y: p == y),
    ),
    "only mistakes counted": (
        "Your diagonal is 0. Right answers are counted as well.",
        _chosen(lambda p, y: p != y),
    ),
    "predictions or labels alone": (
        "You count the labels, or the predictions, on the diagonal. The row is the label, and the "
        "column is the prediction.",
        lambda p, y, n: (p, p, n),
        lambda p, y, n: (y, y, n),
    ),
}

TURNS: Table = {
    "rows and columns swapped": (
        "Your rows are predictions. Here rows are labels, the truth, and columns are predictions.",
        np.transpose,
    ),
}


def _one_way_alike(matrix: Any) -> Any:
    """Add each pair's counts of both orders, where label and prediction differ."""
    return matrix + matrix.T - np.diag(np.diag(matrix))


CHANGES: Table = {
    "pairs counted once": (
        "Each pair counts only once, however often it occurs. `M[labels, predictions] += 1` adds 1 "
        "to each place only once: use a loop or np.add.at.",
        lambda matrix: np.minimum(matrix, 1),
    ),
    **family(
        "Your {} are divided by their sums. Here are counts, also where a class does not occur.",
        {
            f"{share} of each {which}": (
                f"{words}{line}",
                *(_divided(axis, is_safe, factor) for is_safe in (False, True)),
            )
            for which, axis, line in (("label", 1, "rows"), ("prediction", 0, "columns"))
            for share, factor, words in (("shares", 1, ""), ("per cent", 100, "per cents: "))
        },
    ),
    **family(
        "Your numbers are {}. Here they are counts.",
        {
            "shares of all images": ("shares of all images", _divided(None)),
            "per cent of all images": ("per cent of all images", _divided(None, factor=100)),
        },
    ),
    "counts of a label in every column": (
        "Each image is counted in every column of its row: the column is missing in `M[i, j]`.",
        lambda matrix: np.repeat(matrix.sum(axis=1, keepdims=True), len(matrix), 1),
    ),
    "only the diagonal": (
        "You return the diagonal, the images that are right. The matrix counts the mistakes, too.",
        np.diag,
        lambda matrix: np.diag(np.diag(matrix)),
    ),
    "only the mistakes": (
        "Images that are right are missing in your matrix. They stand on the diagonal.",
        lambda matrix: matrix - np.diag(np.diag(matrix)),
    ),
    "a single number": (
        "You return one number, a sum of counts. The matrix has a count for each pair of classes.",
        np.sum,
        np.trace,
    ),
    "counting starts at 1": (
        "Every number is 1 too large: the matrix starts with zeros.",
        lambda matrix: matrix + 1,
    ),
    "both orders in one place": (
        "You count label i and prediction j in the same place as label j and prediction i, the "
        "smaller class first or the larger. The row is the label, whichever is larger.",
        lambda matrix: np.triu(_one_way_alike(matrix)),
        lambda matrix: np.tril(_one_way_alike(matrix)),
    ),
    "mistakes counted twice": (
        "Wrong answers are counted twice in their place. Each image counts once.",
        lambda matrix: 2 * matrix - np.diag(np.diag(matrix)),
    ),
    "counted twice": ("Every image is counted twice.", lambda matrix: 2 * matrix),
    "both ways round": (
        "You count images, or mistakes, at (label, prediction) and at (prediction, label). Only "
        "the first is meant.",
        lambda matrix: matrix + matrix.T,
        _one_way_alike,
    ),
    "flat": (
        "Your counts lie in a single row. They are right, but belong in a matrix, a row for each "
        "label: reshape them.",
        np.ravel,
    ),
}


RARE_CHANGES: Table = {
    "one index for row and column": (
        "Your rows or columns all hold the right answers: one index stands for both classes. The "
        "row's is that of the label, the column's that of the prediction.",
        lambda matrix: np.tile(np.diag(matrix), (len(matrix), 1)),
        lambda matrix: np.tile(np.diag(matrix)[:, np.newaxis], len(matrix)),
    ),
    **family(
        "The {} of your matrix is missing. Rows and columns are those of all classes from 0 to "
        "classes - 1: where do your loops start and end?",
        {
            "last column missing": ("last column", lambda matrix: matrix[:, :-1]),
            "last row missing": ("last row", lambda matrix: matrix[:-1]),
            "first column missing": ("first column", lambda matrix: matrix[:, 1:]),
            "first row missing": ("first row", lambda matrix: matrix[1:]),
        },
    ),
    **index_slips("rows of your matrix", 0),
    **index_slips("columns of your matrix", 1),
}


def _of_each(classes: Any, count: int) -> Any:
    """Return how often each class occurs."""
    return np.bincount(classes, minlength=count)


WHOLE: Table = {
    "only one image counted": (
        "Only the first or the last image is counted: is the return inside the loop, or the matrix "
        "made anew in it?",
        lambda p, y, n: _count(p[:1], y[:1], n),
        lambda p, y, n: _count(p[-1:], y[-1:], n),
    ),
    "counts of each class": (
        "You count how often each class occurs. The matrix counts pairs: a label and what it was "
        "taken for.",
        lambda p, y, n: _of_each(y, n),
        lambda p, y, n: _of_each(p, n),
    ),
    "all rows alike": (
        "All your rows are alike: each image is counted in every row. `[[0] * n] * n` is n times "
        "the same list, so that a change of one row changes all; `np.zeros((n, n))` is not.",
        lambda p, y, n: np.tile(_of_each(p, n), (n, 1)),
        lambda p, y, n: np.tile(_of_each(y, n), (n, 1)),
    ),
    "either instead of both": (
        "You count images whose label is i or whose prediction is j. Both have to hold: `&` in "
        "place of `|`.",
        lambda p, y, n: np.add.outer(_of_each(y, n), _of_each(p, n)) - _count(p, y, n),
    ),
    "labels and predictions sorted": (
        "You sort labels and predictions, which forgets the images. Each image is one pair.",
        lambda p, y, n: _count(np.sort(p), np.sort(y), n),
    ),
    "each label with every prediction": (
        "You combine the label of each image with the predictions of all images. Each image is one "
        "pair: go through both together.",
        lambda p, y, n: np.outer(_of_each(y, n), _of_each(p, n)),
    ),
    "a row and a column for each image": (
        "Your matrix compares images: it has a row and a column for each of them. It should have "
        "them for each class; the images are added up.",
        lambda p, y, n: y[:, np.newaxis] == p,
        lambda p, y, n: p[:, np.newaxis] == y,
    ),
    "distances of the classes": (
        "You add up by how much prediction and label differ. Classes are names: each image counts "
        "1.",
        lambda p, y, n: _count(p, y, n, np.abs(p - y)),
        lambda p, y, n: _count(p, y, n, p - y),
    ),
    "ten classes assumed": (
        "Your matrix is made for ten classes at most. `classes` says how many there are.",
        lambda p, y, n: np.bincount(y * 10 + p, minlength=100).reshape(10, 10)[:n, :n],
        lambda p, y, n: _count(p, y, 10)[:n, :n],
    ),
    "classes spread over those that occur": (
        "Your bins reach from the smallest class that occurs to the largest. They should be one "
        "for each class from 0 to classes - 1: np.histogram2d has a `range`.",
        lambda p, y, n: np.histogram2d(y, p, n)[0],
    ),
    "counts of pairs too few for the matrix": (
        "np.bincount ends at the largest pair that occurs, so its counts do not fill the matrix. "
        "Its `minlength` is the number of places, classes ** 2.",
        lambda p, y, n: np.bincount(y * n + p).reshape(n, n),
        lambda p, y, n: np.bincount(p * n + y).reshape(n, n),
    ),
}

MISCONCEPTIONS = (
    *combined(
        _of,
        ways(lambda *given: given, SIZES),
        ways(np.copy, TURNS),
        ways(np.copy, CHANGES, RARE_CHANGES),
    ),
    *named_in(WHOLE),
)

confusion_matrix = Exercise(
    name="confusion_matrix",
    reference=network.confusion_matrix,
    magnitude=lambda predictions, labels, classes: 1.0,
    misconceptions=MISCONCEPTIONS,
    by_hand=(
        forbid("course.network", "course.digits", "sklearn", "tensorflow.math.confusion_matrix"),
    ),
    hints=(
        "A 1 is taken for a 7. In which row and in which column is this image counted?",
        "Start with zeros, a row and a column for each class. Go through the images, and add 1 in "
        "the row of the label and the column of the prediction.",
        "zip(labels, predictions) gives both numbers of an image. Use them as the two indices of "
        "the matrix, the label first.",
    ),
    properties=(
        Property(
            "rows are labels, columns are predictions",
            points=1,
            cases=(
                labelled(predictions=[0, 1, 1, 0, 0], labels=[0, 1, 0, 0, 0], classes=2),
                labelled(predictions=[1, 1, 2, 0, 2, 1], labels=[0, 1, 2, 0, 2, 0], classes=3),
                labelled(
                    predictions=[3, 0, 3, 1, 2, 3, 3, 1], labels=[1, 0, 1, 1, 2, 3, 0, 2], classes=4
                ),
            ),
            hint="The image with label i and prediction j is counted in row i and column j.",
        ),
        Property(
            "classes that never occur",
            points=1,
            cases=(
                # Symmetric, and each pair once: what breaks the other property keeps this one.
                labelled(predictions=[0, 2, 0], labels=[2, 0, 0], classes=5),
                labelled(predictions=[3, 1, 1], labels=[1, 1, 3], classes=4),
                labelled(predictions=[0, 11, 0], labels=[11, 0, 0], classes=12),
                labelled(predictions=[1], labels=[1], classes=3),
            ),
            hint="A class that never occurs has a row and a column as well.",
        ),
    ),
)
