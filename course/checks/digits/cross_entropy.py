"""The exercise `cross_entropy`: the loss of a batch, and its gradient with respect to the logits.

An answer has two results. Models of mistakes compute each of them in a way of its own, from the
probabilities and their logarithms.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.mistake_models import Model, Part, combined, named, right
from course.checks.rules import forbid

LOSS = "the mean of minus the logarithm of the label's probability"
GRADIENT = "the gradient with respect to the logits"
ANY_SIZE = "logits of any size"


def _log_softmax(logits: Any) -> Any:
    moved = logits - logits.max(axis=1, keepdims=True)
    return moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))


def _log_overflowing(logits: Any) -> Any:
    """Compute the logarithms from exponentials in float32, which overflow."""
    powers = np.exp(logits.astype(np.float32))
    return np.log(powers / powers.sum(axis=1, keepdims=True))


def _one_hot(logits: Any, labels: Any) -> Any:
    return np.eye(logits.shape[1])[labels]


def _both(
    logarithms: Callable[[Any], Any],
    loss: Callable[[Any, Any, Any], Any],
    gradient: Callable[[Any, Any, Any], Any],
) -> Model:
    """Build a model from ways to compute log-probabilities, the loss and its gradient."""

    def model(logits: Any, labels: Any) -> Any:
        logs, chosen = logarithms(logits.astype(np.float64)), _one_hot(logits, labels)
        return loss(logs, chosen, labels), gradient(np.exp(logs), chosen, labels)

    return model


def _marked_everywhere(logits: Any, labels: Any) -> Any:
    """Model targets whose rows all hold every label of the batch."""
    logs = _log_softmax(logits.astype(np.float64))
    marked = np.zeros_like(logs)
    marked[:, labels] = 1
    return -np.sum(marked * logs) / len(labels), (np.exp(logs) - marked) / len(labels)


def _of_labels(values: Any, chosen: Any) -> Any:
    """Return the value of the label in each row."""
    return np.where(chosen > 0, values, 0).sum(axis=1)


LOGARITHMS = (
    right(_log_softmax),
    Part(
        "large logits overflow",
        "exp of a large number is infinite, and of a very negative one 0. Subtract the largest "
        "logit of each row first.",
        _log_overflowing,
    ),
    Part(
        "softmax over the images",
        "Your probabilities add up to 1 in each column. It is each row, an image, that has to.",
        lambda logits: _log_softmax(logits.T).T,
    ),
    Part(
        "logits taken for logarithms",
        "You take the logits for the logarithms of probabilities: softmax is missing.",
        lambda logits: logits,
    ),
)

LOSSES = (
    right(lambda logs, chosen, labels: -np.mean(_of_labels(logs, chosen))),
    Part(
        "logarithm of 0",
        "A probability that is rounded to 0 has no logarithm. The logarithm of a softmax is the "
        "logit minus the logarithm of a sum: compute that instead.",
        lambda logs, chosen, labels: (
            -np.mean(_of_labels(np.log(np.exp(logs).astype(np.float32)), chosen))
        ),
    ),
    *(
        Part(
            "small number added before the logarithm",
            "You add a small number, or put a limit, before you take the logarithm, which caps the "
            "loss of a bad mistake. The logarithm of a softmax is the logit minus the logarithm of "
            "a sum: that needs no cap.",
            lambda logs, chosen, labels, least=least: (
                -np.mean(_of_labels(np.log(np.exp(logs) + least), chosen))
            ),
        )
        for least in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15)
    ),
    Part(
        "sum instead of mean",
        "Your loss is the sum over the images. Here it is their mean.",
        lambda logs, chosen, labels: -np.sum(_of_labels(logs, chosen)),
    ),
    Part(
        "mean over images and classes",
        "Your loss is divided by the number of images and of classes. Each image has one label, so "
        "it is divided by the number of images alone.",
        lambda logs, chosen, labels: -np.mean(np.where(chosen > 0, logs, 0)),
    ),
    Part(
        "sign of the loss flipped",
        "Your loss has the opposite sign. Logarithms of probabilities are negative, and a loss is "
        "not.",
        lambda logs, chosen, labels: np.mean(_of_labels(logs, chosen)),
    ),
    *(
        Part(
            "another base of the logarithm",
            "Your logarithm has the base 2 or 10. The loss takes the natural one, np.log.",
            lambda logs, chosen, labels, base=base: -np.mean(_of_labels(logs, chosen)) / base,
        )
        for base in (np.log(2), np.log(10))
    ),
    Part(
        "no logarithm",
        "You return a mean of probabilities. The loss takes their logarithms first.",
        lambda logs, chosen, labels: np.mean(_of_labels(np.exp(logs), chosen)),
    ),
    Part(
        "one minus the probability",
        "Your loss is one minus a probability. It takes minus its logarithm, which punishes bad "
        "mistakes much more.",
        lambda logs, chosen, labels: np.mean(1 - _of_labels(np.exp(logs), chosen)),
    ),
    Part(
        "logarithm of the mean",
        "You take the mean of the probabilities first and its logarithm then. Each image has a "
        "loss of its own: the logarithm comes first.",
        lambda logs, chosen, labels: -np.log(np.mean(_of_labels(np.exp(logs), chosen))),
    ),
    Part(
        "all classes",
        "All classes count in your loss. Only the label's probability does.",
        lambda logs, chosen, labels: -np.mean(logs.sum(axis=1)),
    ),
    Part(
        "entropy of the probabilities",
        "You weight the logarithms with the probabilities themselves. The weights are the truth: 1 "
        "for the label, 0 for all others.",
        lambda logs, chosen, labels: -np.mean(np.sum(np.exp(logs) * logs, axis=1)),
    ),
    Part(
        "each class as a question of its own",
        "You add the loss of all the classes that are not the label, as if each were a question of "
        "its own. With softmax the label's term is the whole loss.",
        lambda logs, chosen, labels: (
            -np.mean(np.sum(np.log(np.abs(1 - chosen - np.exp(logs))), axis=1))
        ),
    ),
    Part(
        "largest probability instead of the label's",
        "Your loss is about the largest probability. It should be that of the label.",
        lambda logs, chosen, labels: -np.mean(logs.max(axis=1)),
    ),
    Part(
        "squared differences",
        "Your loss is made of squared differences, as in the chapter on learning a kernel. Here it "
        "is minus the logarithm of the label's probability.",
        lambda logs, chosen, labels: np.mean(np.sum((np.exp(logs) - chosen) ** 2, axis=1)),
    ),
    Part(
        "a loss for each image",
        "You return a loss for each image. The loss of a batch is one number, their mean.",
        lambda logs, chosen, labels: -_of_labels(logs, chosen),
    ),
    Part(
        "only the first image in the loss",
        "Only the first image counts in your loss. It is a mean over all of them.",
        lambda logs, chosen, labels: -_of_labels(logs, chosen)[0],
    ),
    Part(
        "exponential of the loss",
        "You return the exponential of the loss. The loss itself is asked for.",
        lambda logs, chosen, labels: np.exp(-np.mean(_of_labels(logs, chosen))),
    ),
)

GRADIENTS = (
    right(lambda shares, chosen, labels: (shares - chosen) / len(labels)),
    Part(
        "gradient of the sum",
        "Your gradient is that of a sum over the images. The loss is their mean: divide by the "
        "number of images.",
        lambda shares, chosen, labels: shares - chosen,
    ),
    Part(
        "gradient divided by the classes, too",
        "Your gradient is divided by the number of images and of classes. Only the images are "
        "averaged.",
        lambda shares, chosen, labels: (shares - chosen) / shares.size,
    ),
    Part(
        "gradient divided by the classes",
        "Your gradient is divided by the number of classes. It is the images that are averaged.",
        lambda shares, chosen, labels: (shares - chosen) / shares.shape[1],
    ),
    Part(
        "sign of the gradient flipped",
        "Your gradient has the opposite sign. A larger logit at the label makes the loss smaller.",
        lambda shares, chosen, labels: (chosen - shares) / len(labels),
    ),
    Part(
        "label not subtracted",
        "Your gradient is made of the probabilities alone. At the label, 1 is taken away.",
        lambda shares, chosen, labels: shares / len(labels),
    ),
    Part(
        "1 subtracted everywhere",
        "You take 1 away from every probability. Only the label's loses 1.",
        lambda shares, chosen, labels: (shares - 1) / len(labels),
    ),
    Part(
        "only the label has a gradient",
        "Your gradient is 0 except at the label. The other logits change the loss, too, because "
        "they are in the sum of softmax.",
        lambda shares, chosen, labels: (shares - 1) * chosen / len(labels),
    ),
    Part(
        "gradient with respect to the probabilities",
        "Your gradient is that with respect to the probabilities. The question is how the loss "
        "changes with the logits: softmax stands in between.",
        lambda shares, chosen, labels: -chosen / shares / len(labels),
    ),
    Part(
        "number of the label subtracted",
        "You subtract the number of the label. It is a place: there, and only there, 1 is "
        "subtracted.",
        lambda shares, chosen, labels: (shares - labels[:, np.newaxis]) / len(labels),
    ),
    Part(
        "derivative of a sigmoid",
        "You multiply by p (1 - p) once more, as if each class were a sigmoid. With the logarithm "
        "that factor cancels.",
        lambda shares, chosen, labels: (shares - chosen) * shares * (1 - shares) / len(labels),
    ),
    Part(
        "gradient added up over the images",
        "You return one row for all images. Each logit has a gradient of its own.",
        lambda shares, chosen, labels: np.mean(shares - chosen, axis=0),
    ),
    Part(
        "gradient on its side",
        "Your gradient lies on its side. It has the shape of the logits: rows are images.",
        lambda shares, chosen, labels: (shares - chosen).T / len(labels),
    ),
)

MISCONCEPTIONS = (
    *named(
        "softmax forgotten",
        "Your loss is minus the logit of the label. The logits become probabilities first: softmax "
        "is missing.",
        lambda logits, labels: (
            -np.mean(_of_labels(logits, _one_hot(logits, labels))),
            -_one_hot(logits, labels) / len(labels),
        ),
    ),
    *named(
        "labels of the batch in every row",
        "You mark the labels of all images in every row, as `t[:, labels] = 1` does. Each row has "
        "one label: index rows and labels together, `t[np.arange(n), labels]`.",
        _marked_everywhere,
    ),
    *combined(_both, LOGARITHMS, LOSSES, GRADIENTS),
    *named(
        "results swapped",
        "You return the gradient before the loss: swap them.",
        lambda logits, labels: tuple(map(np.asarray, network.cross_entropy(logits, labels)))[::-1],
    ),
)

THREE = np.array([[0, 1, 2], [1, 1, -0.5]])
FOUR = np.array([[1, 0, -1, 2], [0.5, 0.5, 0, 1], [-2, 0, 1.5, 1]])

cross_entropy = Exercise(
    name="cross_entropy",
    reference=network.cross_entropy,
    terms=lambda logits, labels: logits.shape[1],
    magnitude=lambda logits, labels: 1.0 + 2 * float(np.max(logits)),
    misconceptions=MISCONCEPTIONS,
    by_hand=(
        forbid(
            "course.network",
            "course.digits",
            "tensorflow.nn.softmax_cross_entropy_with_logits",
            "tensorflow.nn.sparse_softmax_cross_entropy_with_logits",
            "tensorflow.keras",
            "keras",
            operations={
                "SoftmaxCrossEntropyWithLogits": "tf.nn.softmax_cross_entropy_with_logits",
                "SparseSoftmaxCrossEntropyWithLogits": (
                    "tf.nn.sparse_softmax_cross_entropy_with_logits"
                ),
            },
        ),
    ),
    hints=(
        "The logits [0, 0] have the probabilities [1/2, 1/2]. The label is 1: what is the loss, "
        "and which of the two logits should grow?",
        "The loss of an image is the logarithm of the sum of all exponentials of its row, minus "
        "the logit of its label. Its gradient is the probabilities, with 1 taken away at the "
        "label. Divide both by the number of images: the loss is a mean.",
        "Subtract the largest logit of each row. Take the log of the sum of exp along axis 1, and "
        "subtract logits at [np.arange(n), labels]. For the gradient copy the softmax, subtract 1 "
        "at these same places, and divide by n.",
    ),
    properties=(
        Property(
            LOSS,
            points=1,
            part=0,
            results=("the loss", "the gradient"),
            cases=(
                labelled(logits=np.array([[0, 1.0]]), labels=[0]),
                labelled(logits=THREE, labels=[2, 1]),
                labelled(logits=FOUR, labels=[3, 0, 1]),
            ),
            hint="Softmax, then the logarithm at the label, with a minus sign, then the mean.",
            stays="It earns a point where only the other result is wrong.",
        ),
        Property(
            GRADIENT,
            points=1,
            part=1,
            results=("the loss", "the gradient"),
            cases=(
                labelled(logits=np.array([[0, 1.0]]), labels=[0]),
                labelled(logits=THREE, labels=[2, 1]),
                labelled(logits=FOUR, labels=[3, 0, 1]),
            ),
            hint="By how much does the loss grow if one logit grows a little? Try it with 0.001.",
            stays="It earns a point where only the other result is wrong.",
        ),
        Property(
            ANY_SIZE,
            points=1,
            results=("the loss", "the gradient"),
            cases=(
                labelled(
                    logits=np.array([[1000, 1001, 999.0], [-1000, -1002, -1001]]), labels=[0, 2]
                ),
                labelled(logits=np.array([[0, 800.0], [750, 0]]), labels=[0, 0]),
            ),
            hint="If the label's logit is 800 below the largest one, the loss is 800.",
        ),
    ),
)
