"""The exercise `accuracy`: the share of images whose largest logit is at the label."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.mistake_models import Model, Part, combined, named, right
from course.checks.rules import forbid


def _of(choose: Callable[[Any, Any], Any], total: Callable[[Any, Any], Any]) -> Model:
    """Build a model that finds out which images are right, and makes a number of that."""
    return lambda logits, labels: total(choose(logits, labels), logits)


def _at_columns(logits: Any, labels: Any) -> Any:
    """Compare the place of each column's largest logit with a label, as far as there are both."""
    hits = np.zeros(len(labels))
    both = min(logits.shape[1], len(labels))
    hits[:both] = logits.argmax(axis=0)[:both] == labels[:both]
    return hits


def _label_of(values: Any, labels: Any) -> Any:
    """Return the value of the label in each row."""
    return values[np.arange(len(labels)), labels]


def _ones_at_largest(logits: Any) -> Any:
    return logits == logits.max(axis=1, keepdims=True)


LABEL_ALONE = (
    "You count an image as right if its label's {what} is large enough by itself. It has to be the "
    "largest of its row."
)

CHOICES = (
    right(lambda logits, labels: logits.argmax(axis=1) == labels),
    Part(
        "the smallest logit",
        "You take the smallest logit of each image. The network's answer is the largest.",
        lambda logits, labels: logits.argmin(axis=1) == labels,
    ),
    Part(
        "errors counted",
        "Your number is the share of wrong answers. Accuracy is the share of right ones.",
        lambda logits, labels: logits.argmax(axis=1) != labels,
    ),
    Part(
        "labels counted from 1",
        "You are one class off: classes are counted from 0, by argmax and by the labels alike.",
        lambda logits, labels: logits.argmax(axis=1) + 1 == labels,
    ),
    Part(
        "labels counted from 1",
        "You are one class off: classes are counted from 0, by argmax and by the labels alike.",
        lambda logits, labels: logits.argmax(axis=1) - 1 == labels,
    ),
    Part(
        "largest logit taken for the class",
        "You compare the largest logit with the label. The class is the place of the largest "
        "logit, not its value.",
        lambda logits, labels: logits.max(axis=1) == labels,
    ),
    Part(
        "largest logit of each class",
        "You look for the largest logit of each column, which compares images. Each row is an "
        "image: its largest logit is the network's answer.",
        _at_columns,
    ),
    *(
        Part(
            "label's logit compared with a number",
            LABEL_ALONE.format(what="logit"),
            lambda logits, labels, limit=limit: _label_of(logits, labels) > limit,
        )
        for limit in (0, 0.5, 1)
    ),
    Part(
        "label's probability compared with a number",
        LABEL_ALONE.format(what="probability"),
        lambda logits, labels: _label_of(np.asarray(network.softmax(logits)), labels) > 0.5,
    ),
    Part(
        "search starts at 0",
        "Your search for the largest logit starts at 0. Where all logits of a row are negative, it "
        "finds none: start with the row's first logit.",
        lambda logits, labels: np.maximum(logits, 0).argmax(axis=1) == labels,
    ),
    Part(
        "first class left out of the search",
        "Class 0 is never your network's answer: the search for the largest logit leaves out the "
        "first column.",
        lambda logits, labels: logits[:, 1:].argmax(axis=1) + 1 == labels,
    ),
    Part(
        "first class left out of the search",
        "You look for the largest logit without the first column. The place in what is left is one "
        "too small as well.",
        lambda logits, labels: logits[:, 1:].argmax(axis=1) == labels,
    ),
    Part(
        "last class left out of the search",
        "The last class is never your network's answer: the search for the largest logit leaves "
        "out the last column.",
        lambda logits, labels: logits[:, :-1].argmax(axis=1) == labels,
    ),
    Part(
        "largest absolute value",
        "You take the logit that is farthest from 0, of either sign. The network's answer is the "
        "largest logit, sign and all.",
        lambda logits, labels: np.abs(logits).argmax(axis=1) == labels,
    ),
    *(
        Part(
            "among the largest",
            f"You count an image as right if its label is among the {number} largest logits. It "
            "has to be at the largest.",
            lambda logits, labels, most=most: (
                (logits > _label_of(logits, labels)[:, np.newaxis]).sum(axis=1) < most
            ),
        )
        for most, number in ((2, "two"), (3, "three"))
    ),
    Part(
        "second largest logit",
        "You take the second largest logit of each image. argsort sorts upwards: the last place of "
        "a row is that of its largest.",
        lambda logits, labels: np.argsort(logits, axis=1)[:, -2] == labels,
    ),
    Part(
        "ones and zeros compared",
        "You compare rows of ones and zeros number by number, so zeros in the same place count as "
        "right answers, too. An image is right or wrong as a whole: compare its class and its "
        "label.",
        lambda logits, labels: _ones_at_largest(logits) == np.eye(logits.shape[1])[labels],
    ),
    Part(
        "any label of the batch",
        "You ask whether a prediction is anywhere among the labels. Each image has a label of its "
        "own: compare the two at the same place.",
        lambda logits, labels: np.isin(logits.argmax(axis=1), labels),
    ),
    Part(
        "both sorted first",
        "You compare sorted predictions with sorted labels. Each image has a label of its own, at "
        "the same place.",
        lambda logits, labels: np.sort(logits.argmax(axis=1)) == np.sort(labels),
    ),
    Part(
        "last image left out",
        "The last image does not count in your number. Where does your loop end?",
        lambda logits, labels: logits[:-1].argmax(axis=1) == labels[:-1],
    ),
    Part(
        "first image left out",
        "The first image does not count in your number. Where does your loop start?",
        lambda logits, labels: logits[1:].argmax(axis=1) == labels[1:],
    ),
)

BY_CLASSES = "You divide by the number of classes. Accuracy is a share of the images."
FIRST = "Your number is about the first image alone: is the return inside the loop?"
LAST = (
    "Your number is about the last image alone: is the counter set to 0 in the loop, or replaced?"
)

TOTALS = (
    right(lambda hits, logits: np.mean(hits)),
    Part(
        "number of images instead of their share",
        "Your number is how many images are right. Accuracy is their share: divide by the number "
        "of images.",
        lambda hits, logits: np.sum(hits),
    ),
    Part(
        "per cent",
        "Your number is in per cent. Here it is a share, from 0 to 1.",
        lambda hits, logits: 100 * np.mean(hits),
    ),
    Part(
        "whole number",
        "Your number is whole: 1 if all images are right, and 0 otherwise. Is there a `//`, an "
        "`int`, or a comparison of whole arrays?",
        lambda hits, logits: np.trunc(np.mean(hits)),
    ),
    *(
        Part(
            "rounded",
            "Your number is rounded. Return the share as it is.",
            lambda hits, logits, digits=digits: np.round(np.mean(hits), digits),
        )
        for digits in (0, 1, 2)
    ),
    Part(
        "image by image",
        "You return a result for each image. Accuracy is one number for all of them.",
        lambda hits, logits: np.float64(hits),
    ),
    Part(
        "divided by the number of classes",
        BY_CLASSES,
        lambda hits, logits: np.sum(hits) / logits.shape[1],
    ),
    Part(
        "divided by the number of logits",
        "You divide by the number of all logits. Accuracy is a share of the images.",
        lambda hits, logits: np.sum(hits) / logits.size,
    ),
    Part(
        "divided by one image too few",
        "You divide by one less than the number of images. Accuracy is a share of all of them.",
        lambda hits, logits: np.sum(hits) / (len(hits) - 1),
    ),
    Part(
        "divided by one image too many",
        "You divide by one more than the number of images. Accuracy is a share of all of them.",
        lambda hits, logits: np.sum(hits) / (len(hits) + 1),
    ),
    Part(
        "right answers divided by wrong ones",
        "You divide the right answers by the wrong ones. Accuracy is their share of all images.",
        lambda hits, logits: np.sum(hits) / np.sum(np.logical_not(hits)),
    ),
    Part("only the first image", FIRST, lambda hits, logits: np.mean(hits[0])),
    Part("only the first image", FIRST, lambda hits, logits: np.mean(hits[0]) / len(hits)),
    Part("only the last image", LAST, lambda hits, logits: np.mean(hits[-1])),
    Part("only the last image", LAST, lambda hits, logits: np.mean(hits[-1]) / len(hits)),
    Part(
        "no image is right",
        "Your number is always 0, also where all images are right: no image ever counts. Print the "
        "predictions beside the labels, and what your comparison says of them.",
        lambda hits, logits: 0.0,
    ),
    Part(
        "any image is right",
        "Your number is 1 as soon as a single image is right. Accuracy is the share of the images "
        "that are.",
        lambda hits, logits: np.float64(np.any(hits)),
    ),
)

MISCONCEPTIONS = (
    *named(
        "largest logit of each class",
        "You look for the largest logit of each column, which compares images. Each row is an "
        "image: its largest logit is the network's answer.",
        lambda logits, labels: np.mean(logits.argmax(axis=0) == labels),
        lambda logits, labels: np.mean(
            [place == label for place, label in zip(logits.argmax(axis=0), labels, strict=False)]
        ),
        lambda logits, labels: np.mean(logits.argmax(axis=0) == labels[: logits.shape[1]]),
    ),
    *combined(_of, CHOICES, TOTALS),
    *named(
        "largest logit of all",
        "argmax without an axis counts through all images and gives one place. Each row has a "
        "largest logit of its own: which axis holds the classes?",
        lambda logits, labels: np.mean(logits.argmax() == labels),
    ),
    *named(
        "classes returned",
        "You return the network's class of each image. Accuracy is one number: for what share of "
        "the images is that class the label?",
        lambda logits, labels: logits.argmax(axis=1),
    ),
    *named(
        "mean of the classes' shares",
        "You compute a share for each class and take the mean of these shares. Here each image "
        "counts the same, whatever its class.",
        lambda logits, labels: np.mean(
            [np.mean(logits[labels == c].argmax(axis=1) == c) for c in np.unique(labels)]
        ),
    ),
    *named(
        "divided by the number of labels that occur",
        "You divide by the number of different labels. Accuracy is a share of the images.",
        lambda logits, labels: np.sum(logits.argmax(axis=1) == labels) / len(np.unique(labels)),
    ),
    *named(
        "mean of the probabilities",
        "Your number is the mean probability of the labels. Accuracy asks only whether the largest "
        "logit is at the label.",
        lambda logits, labels: np.mean(_label_of(np.asarray(network.softmax(logits)), labels)),
    ),
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
            hint="For how many rows is the largest logit at the place that the label names?",
        ),
    ),
)
