"""The exercise `confusion_matrix`: how often each label is taken for each class."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.mistake_models import Model, Part, combined, named, right
from course.checks.rules import forbid


def _count(predictions: Any, labels: Any, classes: int) -> Any:
    matrix = np.zeros((classes, classes))
    np.add.at(matrix, (labels, predictions), 1)
    return matrix


def _of(
    size: Callable[[Any, Any, int], tuple[Any, Any, int]], change: Callable[[Any], Any]
) -> Model:
    """Build a model that counts in a matrix of another size, then changes the counts."""

    def model(predictions: Any, labels: Any, classes: int) -> Any:
        predictions, labels, classes = size(predictions, labels, classes)
        return change(_count(predictions, labels, classes))

    return model


def _only_those_that_occur(predictions: Any, labels: Any, classes: int) -> tuple[Any, Any, int]:
    """Number the classes that occur anew, in their order."""
    occur = np.unique(np.concatenate([predictions, labels]))
    return np.searchsorted(occur, predictions), np.searchsorted(occur, labels), len(occur)


def _only(part: slice) -> Model:
    """Build a model that counts a part of the images."""
    return lambda predictions, labels, classes: _count(predictions[part], labels[part], classes)


def _divided(axis: int | None) -> Callable[[Any], Any]:
    """Return a change that divides the counts by their sum along an axis."""
    return lambda matrix: matrix / matrix.sum(axis=axis, keepdims=True)


SIZES = (
    right(lambda predictions, labels, classes: (predictions, labels, classes)),
    Part(
        "size from the largest label",
        "Your matrix ends at the largest class that occurs. It has a row and a column for every "
        "class: `classes` says how many there are.",
        lambda predictions, labels, classes: (
            predictions,
            labels,
            int(max(labels.max(), predictions.max())) + 1,
        ),
    ),
    *(
        Part(
            "size from the labels alone",
            "Your matrix has a size taken from the labels. A class may occur among the predictions "
            "only, or nowhere: `classes` says how many there are.",
            lambda predictions, labels, classes, count=count: (predictions, labels, count(labels)),
        )
        for count in (lambda labels: int(labels.max()) + 1, lambda labels: len(np.unique(labels)))
    ),
    Part(
        "classes that do not occur left out",
        "Your matrix has no row and column for a class that does not occur. It has one for every "
        "class, filled with zeros.",
        _only_those_that_occur,
    ),
    Part(
        "one row and column too many",
        "Your matrix is one row and one column too large: classes are counted from 0.",
        lambda predictions, labels, classes: (predictions, labels, classes + 1),
    ),
    Part(
        "one row and column too few",
        "Your matrix is one row and one column too small: classes are counted from 0, so the last "
        "one of n is n - 1.",
        lambda predictions, labels, classes: (predictions, labels, classes - 1),
    ),
    Part(
        "last image left out",
        "The last image is not counted. Where does your loop end?",
        lambda predictions, labels, classes: (predictions[:-1], labels[:-1], classes),
    ),
    Part(
        "first image left out",
        "The first image is not counted. Where does your loop start?",
        lambda predictions, labels, classes: (predictions[1:], labels[1:], classes),
    ),
    Part(
        "only right answers counted",
        "Only the diagonal is filled. What the network confuses stands beside it.",
        lambda predictions, labels, classes: (
            predictions[predictions == labels],
            labels[predictions == labels],
            classes,
        ),
    ),
    Part(
        "only mistakes counted",
        "Your diagonal is 0. Right answers are counted as well.",
        lambda predictions, labels, classes: (
            predictions[predictions != labels],
            labels[predictions != labels],
            classes,
        ),
    ),
    Part(
        "predictions alone",
        "You count the predictions on the diagonal. The row is the label.",
        lambda predictions, labels, classes: (predictions, predictions, classes),
    ),
    Part(
        "labels alone",
        "You count the labels on the diagonal. The column is the prediction.",
        lambda predictions, labels, classes: (labels, labels, classes),
    ),
)

CHANGES = (
    right(lambda matrix: matrix),
    Part(
        "rows and columns swapped",
        "Your rows are predictions. Here rows are labels, the truth, and columns are predictions.",
        lambda matrix: matrix.T,
    ),
    Part(
        "pairs counted once",
        "Each pair counts only once, however often it occurs. `M[labels, predictions] += 1` adds 1 "
        "to each place only once: use a loop or np.add.at.",
        lambda matrix: np.minimum(matrix, 1),
    ),
    Part(
        "shares of all images",
        "Your numbers are shares of all images. Here they are counts.",
        _divided(None),
    ),
    Part(
        "shares of each label",
        "Your rows are divided by their sums. Here they are counts, also where a class does not "
        "occur.",
        _divided(1),
    ),
    Part(
        "shares of each prediction",
        "Your columns are divided by their sums. Here they are counts, also where a class does not "
        "occur.",
        _divided(0),
    ),
    Part(
        "counting starts at 1",
        "Every number is 1 too large: the matrix starts with zeros.",
        lambda matrix: matrix + 1,
    ),
    Part(
        "counted twice",
        "Every image is counted twice.",
        lambda matrix: 2 * matrix,
    ),
    Part(
        "both ways round",
        "You count each image at (label, prediction) and at (prediction, label). Only the first is "
        "meant.",
        lambda matrix: matrix + matrix.T,
    ),
)


MISCONCEPTIONS = (
    *combined(_of, SIZES, CHANGES),
    *named(
        "only one image counted",
        "Only the first or the last image is counted: is the return inside the loop, or the matrix "
        "made anew in it?",
        lambda predictions, labels, classes: _count(predictions[:1], labels[:1], classes, classes),
        lambda predictions, labels, classes: _count(
            predictions[-1:], labels[-1:], classes, classes
        ),
    ),
    *named(
        "counts of each class",
        "You count how often each class occurs. The matrix counts pairs: a label and what it was "
        "taken for.",
        lambda predictions, labels, classes: np.bincount(labels, minlength=classes),
        lambda predictions, labels, classes: np.bincount(predictions, minlength=classes),
    ),
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
                labelled(predictions=[1], labels=[1], classes=3),
            ),
            hint="A class that never occurs has a row and a column as well.",
        ),
    ),
)
