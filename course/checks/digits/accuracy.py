"""The exercise `accuracy`: the share of images whose largest logit is at the label."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.mistake_models import Model, Part, combined, named, right
from course.checks.rules import forbid


def _of(choose: Callable[[Any, Any], Any], total: Callable[[Any], Any]) -> Model:
    """Build a model that finds out which images are right, and makes a number of that."""
    return lambda logits, labels: total(choose(logits, labels))


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
        "largest logit taken for the class",
        "You compare the largest logit with the label. The class is the place of the largest "
        "logit, not its value.",
        lambda logits, labels: logits.max(axis=1) == labels,
    ),
    Part(
        "label's logit compared with a number",
        "You count an image as right if its label's logit is large enough by itself. It has to be "
        "the largest of its row.",
        lambda logits, labels: logits[np.arange(len(labels)), labels] > 0,
    ),
    Part(
        "search starts at 0",
        "Your search for the largest logit starts at 0. Where all logits of a row are negative, it "
        "finds none: start with the row's first logit.",
        lambda logits, labels: np.maximum(logits, 0).argmax(axis=1) == labels,
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

TOTALS = (
    right(np.mean),
    Part(
        "number of images instead of their share",
        "Your number is how many images are right. Accuracy is their share: divide by the number "
        "of images.",
        np.sum,
    ),
    Part(
        "per cent",
        "Your number is in per cent. Here it is a share, from 0 to 1.",
        lambda hits: 100 * np.mean(hits),
    ),
    Part(
        "whole number",
        "Your number is whole: the fraction is gone. Is there a `//`, an `int` or a `round`?",
        lambda hits: np.trunc(np.mean(hits)),
    ),
    Part(
        "image by image",
        "You return a result for each image. Accuracy is one number for all of them.",
        np.float64,
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
    ),
    *combined(_of, CHOICES, TOTALS),
    *named(
        "largest logit of all",
        "argmax without an axis counts through all images and gives one place. Each row has a "
        "largest logit of its own: which axis holds the classes?",
        lambda logits, labels: np.mean(logits.argmax() == labels),
    ),
    *named(
        "divided by the number of classes",
        "You divide by the number of classes. Accuracy is a share of the images.",
        lambda logits, labels: np.sum(logits.argmax(axis=1) == labels) / logits.shape[1],
    ),
    *named(
        "divided by the number of logits",
        "You divide by the number of all logits. Accuracy is a share of the images.",
        lambda logits, labels: np.sum(logits.argmax(axis=1) == labels) / logits.size,
    ),
    *named(
        "only the first image",
        "Your number is about the first image alone: is the return inside the loop?",
        lambda logits, labels: np.mean(logits[0].argmax() == labels[0]),
    ),
    *named(
        "mean of the probabilities",
        "Your number is the mean probability of the labels. Accuracy asks only whether the largest "
        "logit is at the label.",
        lambda logits, labels: np.mean(
            np.asarray(network.softmax(logits))[np.arange(len(labels)), labels]
        ),
    ),
)

ROWS = np.array([[0.5, 2, -1], [3, 1, 2], [-4, -3, -2], [1, 0, 4.5], [0, 5, 1]])

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
                labelled(logits=np.array([[9, 1], [2, 3], [5, 4.0]]), labels=[0, 0, 1]),
            ),
            hint="For how many rows is the largest logit at the place that the label names?",
        ),
    ),
)
