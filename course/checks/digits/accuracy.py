"""The exercise `accuracy`: the share of images whose largest logit is at the label.

Models of mistakes find out which images are right, and make a number of that. In the tables, `z`
are the logits and `y` the labels.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.mistake_models import Model, Table, combined, family, named_in, ways
from course.checks.rules import forbid


def _of(choose: Callable[[Any, Any], Any], total: Callable[[Any, Any], Any]) -> Model:
    """Build a model that finds out which images are right, and makes a number of that."""
    return lambda logits, labels: total(choose(logits, labels), logits)


def _hits(logits: Any, labels: Any) -> Any:
    """Return which images are right."""
    return logits.argmax(axis=1) == labels


def _at_columns(logits: Any, labels: Any) -> Any:
    """Compare the place of each column's largest logit with a label, as far as there are both."""
    hits = np.zeros(len(labels))
    both = min(logits.shape[1], len(labels))
    hits[:both] = logits.argmax(axis=0)[:both] == labels[:both]
    return hits


def _probabilities(logits: Any) -> Any:
    return np.asarray(network.softmax(logits))


def _label_of(values: Any, labels: Any) -> Any:
    """Return the value of the label in each row."""
    return values[np.arange(len(labels)), labels]


def _answers(change: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """Return a choice by another class of each image than that of the largest logit."""
    return lambda logits, labels: change(logits) == labels


def _last_of(marked: Any) -> Any:
    """Return the last marked place of each row, 0 if there is none."""
    return (marked * np.arange(marked.shape[1])).max(axis=1)


def _above_the_place(logits: Any) -> Any:
    """Return the class if each logit is compared with the class found so far, from 0 on."""
    best = np.zeros(len(logits), int)
    for j, column in enumerate(logits.T):
        best = np.where(column > best, j, best)
    return best


def _so_far(logits: Any) -> Any:
    """Return the class of each image if the search goes on from row to row."""
    best, largest, found = 0, -np.inf, []
    for row in logits:
        if row.max() > largest:
            best, largest = int(row.argmax()), row.max()
        found.append(best)
    return np.array(found)


BY_COLUMNS = (
    "You look for the largest logit of each column, which compares images. Each row is an image: "
    "its largest logit is the network's answer."
)
ALL_PAIRS = (
    "You compare every prediction with every label. One array has the shape (n, 1), the other "
    "(n,), so NumPy makes n x n pairs of them. Both should have the shape (n,)."
)
CHOICES: Table = {
    "the smallest logit": (
        "You take the smallest logit of each image. The network's answer is the largest.",
        _answers(lambda z: z.argmin(axis=1)),
    ),
    "the second largest logit": (
        "You take the second largest logit of each image. The network's answer is the largest.",
        _answers(lambda z: z.argsort(axis=1)[:, -2]),
    ),
    "first large probability": (
        "You take the first class whose probability is above 0.5, and class 0 where there is none. "
        "The network's answer is the class with the largest, however small it is.",
        _answers(lambda z: (_probabilities(z) > 0.5).argmax(axis=1)),
    ),
    "one class for all images": (
        "You take one and the same class for all images, from sums, means or maxima over the "
        "images. Each image has an answer of its own.",
        _answers(lambda z: z.sum(axis=0).argmax()),
        _answers(lambda z: z.max(axis=0).argmax()),
        _answers(lambda z: z.min(axis=0).argmax()),
    ),
    "logit compared with the first": (
        "Your search compares each logit with the first one, and so ends at the last that is "
        "larger. Note the largest so far beside its place.",
        _answers(lambda z: _last_of(z > z[:, :1])),
    ),
    "search goes on from row to row": (
        "Your search for the largest logit goes on from image to image, so an image whose logits "
        "are smaller gets the answer of one before. Start it anew for each.",
        _answers(_so_far),
    ),
    "errors counted": (
        "Your number is the share of wrong answers. Accuracy is the share of right ones.",
        lambda z, y: ~_hits(z, y),
    ),
    "labels counted from 1": (
        "You are one class off: classes are counted from 0, by argmax and by the labels alike.",
        _answers(lambda z: z.argmax(axis=1) + 1),
        _answers(lambda z: z.argmax(axis=1) - 1),
    ),
    "largest logit taken for the class": (
        "You compare the largest logit with the label. The class is the place of the largest "
        "logit, not its value.",
        _answers(lambda z: z.max(axis=1)),
    ),
    "largest logit of each class": (BY_COLUMNS, _at_columns),
    **family(
        "You count an image as right if its label's {} is large enough by itself. It has to be the "
        "largest of its row.",
        {
            "label's logit compared with a number": (
                "logit",
                lambda z, y: _label_of(z, y) > 0,
                lambda z, y: _label_of(z, y) > 0.5,
                lambda z, y: _label_of(z, y) > 1,
                lambda z, y: _label_of(z, y) > z.mean(axis=1),
                lambda z, y: _label_of(z, y) >= z.mean(axis=1),
            ),
            "label's probability compared with a number": (
                "probability",
                lambda z, y: _label_of(_probabilities(z), y) > 0.5,
            ),
        },
    ),
    "search starts at 0": (
        "Your search for the largest logit starts at 0. Where all logits of a row are negative, it "
        "finds none: start with the row's first logit.",
        _answers(lambda z: np.maximum(z, 0).argmax(axis=1)),
    ),
    **family(
        "Your search for the largest logit leaves out the {} column. Its class can be the "
        "network's answer, too.",
        {
            "first class left out of the search": (
                "first",
                _answers(lambda z: z[:, 1:].argmax(axis=1) + 1),
                _answers(lambda z: z[:, 1:].argmax(axis=1)),
            ),
            "last class left out of the search": (
                "last",
                _answers(lambda z: z[:, :-1].argmax(axis=1)),
            ),
        },
    ),
    **family(
        "You count an image as right if its label is among the {} largest logits. It has to be at "
        "the largest.",
        {
            f"among the {number} largest": (
                number,
                lambda z, y, most=most: (z > _label_of(z, y)[:, np.newaxis]).sum(axis=1) < most,
            )
            for most, number in ((2, "two"), (3, "three"))
        },
    ),
    "ones and zeros compared": (
        "You compare rows of ones and zeros number by number, so zeros in the same place count as "
        "right answers, too. An image is right or wrong as a whole: compare its class and its "
        "label.",
        lambda z, y: (z == z.max(axis=1, keepdims=True)) == np.eye(z.shape[1])[y],
    ),
    "logits without their signs": (
        "You look for the largest logit without its sign. -5 is smaller than 1.",
        _answers(lambda z: np.abs(z).argmax(axis=1)),
    ),
    "logits without their fractions": (
        "Your logits have lost their fractions before you look for the largest: two that differ a "
        "little are equal then.",
        _answers(lambda z: np.round(z).argmax(axis=1)),
        _answers(lambda z: np.trunc(z).argmax(axis=1)),
        _answers(lambda z: np.floor(z).argmax(axis=1)),
    ),
    "first positive logit": (
        "You take the first logit above 0. The network's answer is the largest, whatever its sign.",
        _answers(lambda z: (z > 0).argmax(axis=1)),
    ),
    "logit compared with its neighbour": (
        "You compare each logit with the one before it. Compare it with the largest so far.",
        _answers(lambda z: _last_of(z > np.roll(z, 1, axis=1))),
    ),
    "logit compared with a place": (
        "You compare a logit with the place of the largest so far, not with its value.",
        _answers(_above_the_place),
    ),
    "label of another image": (
        "You take the label at the place of the largest logit. The label of an image is at the "
        "image's own place.",
        lambda z, y: z.argmax(axis=1) == np.take(y, z.argmax(axis=1), mode="raise"),
    ),
    "other images' labels": (
        "You compare predictions with the labels of other images, anywhere or in their order. Each "
        "image has a label of its own: compare the two at the same place.",
        lambda z, y: np.isin(z.argmax(axis=1), y),
        lambda z, y: np.sort(z.argmax(axis=1)) == np.sort(y),
    ),
    "every prediction compared with every label": (
        ALL_PAIRS,
        lambda z, y: _hits(z, y[:, np.newaxis]),
    ),
    "last image left out": (
        "The last image does not count in your number. Where does your loop end?",
        lambda z, y: _hits(z[:-1], y[:-1]),
    ),
    "first image left out": (
        "The first image does not count in your number. Where does your loop start?",
        lambda z, y: _hits(z[1:], y[1:]),
    ),
}

TOTALS: Table = {
    **family(
        "Your number is divided by {}. Accuracy is a share of the images: divide by their number.",
        {
            "divided by one too many": (
                "one more than there are images",
                lambda hits, logits: np.sum(hits) / (len(hits) + 1),
            ),
            "divided by one too few": (
                "one less than there are images",
                lambda hits, logits: np.sum(hits) / (len(hits) - 1),
            ),
            "divided by the number of logits": (
                "the number of all logits",
                lambda hits, logits: np.sum(hits) / logits.size,
            ),
        },
    ),
    "wrong answers subtracted": (
        "You take the wrong answers off the right ones. A wrong answer counts 0.",
        lambda hits, logits: 2 * np.mean(hits) - 1,
        lambda hits, logits: 2 * np.sum(hits) - len(hits),
    ),
    "divided by the number of wrong answers": (
        "You divide by the number of wrong answers. Accuracy is a share of all images.",
        lambda hits, logits: np.sum(hits) / (len(hits) - np.sum(hits)),
        lambda hits, logits: np.sum(hits) / max(1, len(hits) - np.sum(hits)),
    ),
    "stops at the first wrong answer": (
        "You stop at the first wrong answer. The images after it count, too.",
        lambda hits, logits: np.sum(np.cumprod(hits)) / len(hits),
    ),
    "never more than one counted": (
        "You never count more than one image: does `=` or `=+` stand where `+=` belongs, or a "
        "return inside the loop?",
        lambda hits, logits: np.any(hits) / len(hits),
    ),
    "count starts at 1": (
        "You count one image more than are right: a count starts at 0.",
        lambda hits, logits: (np.sum(hits) + 1) / len(hits),
    ),
    "first image left out of the count": (
        "The first image never counts as right. Where does your loop start?",
        lambda hits, logits: np.sum(hits[1:]) / len(hits),
    ),
    "last image left out of the count": (
        "The last image never counts as right. Where does your loop end?",
        lambda hits, logits: np.sum(hits[:-1]) / len(hits),
    ),
    "number of images instead of their share": (
        "Your number is how many images are right. Accuracy is their share: divide by the number "
        "of images.",
        lambda hits, logits: np.sum(hits),
    ),
    "per cent": (
        "Your number is in per cent. Here it is a share, from 0 to 1.",
        lambda hits, logits: 100 * np.mean(hits),
    ),
    "whole number": (
        "Your number is whole: 1 if all images are right, and 0 otherwise. Is there a `//`, an "
        "`int`, or a comparison of whole arrays?",
        lambda hits, logits: np.trunc(np.mean(hits)),
    ),
    "rounded": (
        "Your number is rounded. Return the share as it is.",
        *(lambda hits, logits, n=n: np.round(np.mean(hits), n) for n in (0, 1, 2)),
    ),
    "image by image": (
        "You return a result for each image. Accuracy is one number for all of them.",
        lambda hits, logits: np.float64(hits),
    ),
    "divided by the number of classes": (
        "You divide by the number of classes. Accuracy is a share of the images.",
        lambda hits, logits: np.sum(hits) / logits.shape[1],
    ),
    "only the first image": (
        "Your number is about the first image alone: is the return inside the loop?",
        lambda hits, logits: np.mean(hits[0]),
        lambda hits, logits: np.mean(hits[0]) / len(hits),
    ),
    "only the last image": (
        "Your number is about the last image alone: is the counter set to 0 in the loop, or "
        "replaced?",
        lambda hits, logits: np.mean(hits[-1]),
        lambda hits, logits: np.mean(hits[-1]) / len(hits),
    ),
    "no image is right": (
        "Your number is always 0, also where all images are right: no image ever counts. Print the "
        "predictions beside the labels, and what your comparison says of them.",
        lambda hits, logits: 0.0,
    ),
    "any image is right": (
        "Your number is 1 as soon as a single image is right. Accuracy is the share of the images "
        "that are.",
        lambda hits, logits: np.float64(np.any(hits)),
    ),
}

BEFORE: Table = {
    "distance of the classes": (
        "You take the difference between prediction and label, as if classes were a measure. An "
        "image is right or wrong, and by how many classes does not matter.",
        lambda z, y: 1 - np.mean(np.abs(z.argmax(axis=1) - y)),
    ),
    "labels added up": (
        "You add up the labels of the images that are right. Each of them counts 1.",
        lambda z, y: np.mean(y * _hits(z, y)),
        lambda z, y: np.sum(y * _hits(z, y)),
    ),
    "images of class 0 left out": (
        "Images with the label 0 do not count in your number. 0 is a class like any other.",
        lambda z, y: np.mean(_hits(z, y)[y > 0]),
        lambda z, y: np.mean(_hits(z, y) & (y > 0)),
    ),
    "classes that occur in both": (
        "You compare the sets of predictions and labels, which forgets the images. Compare the two "
        "of each image.",
        lambda z, y: len({*z.argmax(axis=1)} & {*y}) / len(y),
    ),
    "largest logit of each class": (
        BY_COLUMNS,
        lambda z, y: np.mean(z.argmax(axis=0) == y),
        lambda z, y: np.mean(
            [place == label for place, label in zip(z.argmax(axis=0), y, strict=False)]
        ),
        lambda z, y: np.mean(z.argmax(axis=0) == y[: z.shape[1]]),
    ),
}
WHOLE: Table = {
    "every prediction compared with every label": (
        ALL_PAIRS,
        lambda z, y: np.sum(_hits(z, y[:, np.newaxis])) / len(y),
    ),
    "largest logit of all": (
        "argmax without an axis counts through all images and gives one place. Each row has a "
        "largest logit of its own: which axis holds the classes?",
        lambda z, y: np.mean(z.argmax() == y),
    ),
    "classes returned": (
        "You return the network's class of each image. Accuracy is one number: for what share of "
        "the images is that class the label?",
        lambda z, y: z.argmax(axis=1),
    ),
    "mean of the classes' shares": (
        "You compute a share for each class and take the mean of these shares. Here each image "
        "counts the same, whatever its class.",
        lambda z, y: np.mean([np.mean(_hits(z[y == c], c)) for c in np.unique(y)]),
    ),
    "divided by the number of labels that occur": (
        "You divide by the number of different labels. Accuracy is a share of the images.",
        lambda z, y: np.sum(_hits(z, y)) / len(np.unique(y)),
    ),
    "mean of the probabilities": (
        "Your number is the mean probability of the labels. Accuracy asks only whether the largest "
        "logit is at the label.",
        lambda z, y: np.mean(_label_of(_probabilities(z), y)),
    ),
}

MISCONCEPTIONS = (
    *named_in(BEFORE),
    *combined(_of, ways(_hits, CHOICES), ways(lambda hits, logits: np.mean(hits), TOTALS)),
    *named_in(WHOLE),
)

ROWS = np.array([[0.5, 2, -1], [3, 1, 2], [-4, -3, -2], [1, 0, 4.5], [0, 5, 1]])
# Several classes have nearly the same logit, so that the largest probability is below a half.
MANY = np.array(
    [
        [0.25, 0.5, 0, 0.375],
        [1, 0.75, 0.5, 1.25],
        [-2, -0.5, -3, -1],
        [0.5, 0.25, 1, 0.75],
        [2, -3, 0, 1],
        [0.25, 0, 0.5, 0.125],
        [3, 1, -1, 2],
    ]
)

accuracy = Exercise(
    name="accuracy",
    reference=network.accuracy,
    magnitude=lambda logits, labels: 1.0,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.network.accuracy", "sklearn", "tensorflow.keras.metrics"),),
    hints=(
        "Which class does the network name for the row [0.5, 2, -1]? At which place is that "
        "number?",
        "For each row find the place of the largest logit. Count how often it is the label, and "
        "divide by the number of rows.",
        "argmax with axis=1 gives the class of each row. Compared with the labels this is an array "
        "of True and False, and its mean is the share of True.",
    ),
    properties=(
        Property(
            "the share of images whose largest logit is at the label",
            points=1,
            cases=(
                labelled(logits=ROWS, labels=[1, 2, 2, 0, 1]),
                labelled(logits=-ROWS[:3], labels=[1, 1, 2]),
                labelled(
                    logits=np.array([[-1, -3], [2, 2.5], [0, 1], [4, -4.0]]), labels=[0, 1, 0, 0]
                ),
                labelled(logits=np.array([[1, 3, -2, 2.0], [6, 3, 4, 5]]), labels=[1, 3]),
                labelled(logits=MANY, labels=[1, 3, 1, 0, 0, 2, 3]),
                labelled(logits=ROWS[:2], labels=[1, 0]),
                labelled(logits=np.array([[9, 1], [2, 3], [5, 4.0]]), labels=[0, 0, 1]),
            ),
            hint="It is the share of rows whose largest logit is at the place of the label.",
        ),
    ),
)
