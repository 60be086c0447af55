"""The exercise `cross_entropy`: the loss of a batch, and its gradient with respect to the logits.

An answer has two results. Models of mistakes compute each of them in ways of its own, from the
probabilities and their logarithms.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.mistake_models import (
    Model,
    Part,
    combined,
    keep_only,
    named,
    remembered,
    right,
)
from course.checks.rules import forbid

LOSS = "the mean of minus the logarithm of the label's probability"
GRADIENT = "the gradient with respect to the logits"
ANY_SIZE = "logits of any size"


@remembered
def _log_softmax(logits: Any) -> Any:
    moved = logits - logits.max(axis=1, keepdims=True)
    return moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))


@remembered
def _log_overflowing(logits: Any) -> Any:
    """Compute the logarithms from exponentials in float32, which overflow."""
    powers = np.exp(logits.astype(np.float32))
    return np.log(powers / powers.sum(axis=1, keepdims=True))


def _one_hot(logits: Any, labels: Any) -> Any:
    return np.eye(logits.shape[1])[labels]


def _both(
    logarithms: Callable[[Any], Any],
    terms: Callable[[Any, Any, Any], Any],
    total: Callable[[Any, int], Any],
    gradient: Callable[[Any, Any, Any], Any],
    scale: Callable[[int, int], float],
) -> Model:
    """Build a model of the loss and its gradient.

    Args:
        logarithms: computes log-probabilities from logits.
        terms: computes the loss of each image, or of all of them, from log-probabilities, rows of
            zeros with a 1 at the label, and labels.
        total: makes the loss of these, given the number of classes.
        gradient: computes the gradient of a sum over the images, from probabilities and the same.
        scale: what the gradient is divided by, from the numbers of images and of classes.
    """

    def model(logits: Any, labels: Any) -> Any:
        logs, chosen = logarithms(logits.astype(np.float64)), _one_hot(logits, labels)
        loss = total(terms(logs, chosen, labels), logits.shape[1])
        return loss, gradient(np.exp(logs), chosen, labels) / scale(*logits.shape)

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

TERMS = (
    right(lambda logs, chosen, labels: -_of_labels(logs, chosen)),
    *(
        Part(
            "logarithm of 0",
            "A probability that is rounded to 0 has no logarithm. The logarithm of a softmax is "
            "the logit minus the logarithm of a sum: compute that instead.",
            term,
        )
        for term in (
            lambda logs, chosen, labels: (
                -_of_labels(np.log(np.exp(logs).astype(np.float32)), chosen)
            ),
            # 0 times a logarithm of 0 is no number.
            lambda logs, chosen, labels: (
                -np.sum(chosen * np.log(np.exp(logs).astype(np.float32)), axis=1)
            ),
        )
    ),
    *(
        Part(
            "small number added before the logarithm",
            "You add a small number, or put a limit, before you take the logarithm, which caps the "
            "loss of a bad mistake. The logarithm of a softmax is the logit minus the logarithm of "
            "a sum: that needs no cap.",
            lambda logs, chosen, labels, least=least: (
                -_of_labels(np.log(np.exp(logs) + least), chosen)
            ),
        )
        for least in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16, 1e-20, 1e-30, 1e-300)
    ),
    Part(
        "sign of the loss flipped",
        "Your loss has the opposite sign. Logarithms of probabilities are negative, and a loss is "
        "not.",
        lambda logs, chosen, labels: _of_labels(logs, chosen),
    ),
    *(
        Part(
            "another base of the logarithm",
            "Your logarithm has the base 2 or 10. The loss takes the natural one, np.log.",
            lambda logs, chosen, labels, base=base: -_of_labels(logs, chosen) / base,
        )
        for base in (np.log(2), np.log(10))
    ),
    Part(
        "no logarithm",
        "You return a mean of probabilities. The loss takes their logarithms first.",
        lambda logs, chosen, labels: _of_labels(np.exp(logs), chosen),
    ),
    Part(
        "no logarithm",
        "You return minus a mean of probabilities. The loss takes their logarithms first.",
        lambda logs, chosen, labels: -_of_labels(np.exp(logs), chosen),
    ),
    Part(
        "one minus the probability",
        "Your loss is one minus a probability. It takes minus its logarithm, which punishes bad "
        "mistakes much more.",
        lambda logs, chosen, labels: 1 - _of_labels(np.exp(logs), chosen),
    ),
    Part(
        "all classes",
        "All classes count in your loss. Only the label's probability does.",
        lambda logs, chosen, labels: -logs.sum(axis=1),
    ),
    Part(
        "entropy of the probabilities",
        "You weight the logarithms with the probabilities themselves. The weights are the truth: 1 "
        "for the label, 0 for all others.",
        lambda logs, chosen, labels: -np.sum(np.exp(logs) * logs, axis=1),
    ),
    Part(
        "each class as a question of its own",
        "You add the loss of all the classes that are not the label, as if each were a question of "
        "its own. With softmax the label's term is the whole loss.",
        lambda logs, chosen, labels: -np.sum(np.log(np.abs(1 - chosen - np.exp(logs))), axis=1),
    ),
    Part(
        "largest probability instead of the label's",
        "Your loss is about the largest probability. It should be that of the label.",
        lambda logs, chosen, labels: -logs.max(axis=1),
    ),
    Part(
        "squared differences",
        "Your loss is made of squared differences, as in the chapter on learning a kernel. Here it "
        "is minus the logarithm of the label's probability.",
        lambda logs, chosen, labels: np.sum((np.exp(logs) - chosen) ** 2, axis=1),
    ),
)

# Mistakes of a loss that go together with others too seldom to try all pairs.
RARE_TERMS = (
    Part(
        "labels of the batch in every row of the loss",
        "Your loss takes the probabilities of all labels from every row, as `p[:, labels]` does. "
        "Each row has one label: index rows and labels together, `p[np.arange(n), labels]`.",
        lambda logs, chosen, labels: -logs[:, labels].mean(axis=1),
    ),
    Part(
        "labels of the batch in every row of the loss",
        "Your loss takes the probabilities of all labels from every row, as `p[:, labels]` does. "
        "Each row has one label: index rows and labels together, `p[np.arange(n), labels]`.",
        lambda logs, chosen, labels: -logs[:, labels].sum(axis=1),
    ),
    Part(
        "next class in the loss",
        "Your loss is about the class before or after the label. Labels are counted from 0, as "
        "columns are.",
        lambda logs, chosen, labels: -_of_labels(logs, np.roll(chosen, -1, axis=1)),
    ),
    Part(
        "next class in the loss",
        "Your loss is about the class before or after the label. Labels are counted from 0, as "
        "columns are.",
        lambda logs, chosen, labels: -_of_labels(logs, np.roll(chosen, 1, axis=1)),
    ),
    Part(
        "logarithm of one minus the probability",
        "You take the logarithm of 1 - p. It is that of p itself, the label's probability.",
        lambda logs, chosen, labels: -np.log(1 - _of_labels(np.exp(logs), chosen)),
    ),
    Part(
        "1 added before the logarithm",
        "You add 1 before you take the logarithm, as log1p does. It is the logarithm of the "
        "probability itself.",
        lambda logs, chosen, labels: -np.log1p(_of_labels(np.exp(logs), chosen)),
    ),
    Part(
        "1 subtracted before the loss",
        "You subtract 1 at the labels before you compute the loss, so it takes logarithms of "
        "negative numbers. `g = p` is another name for the same array: work on a copy, or compute "
        "the loss first.",
        lambda logs, chosen, labels: np.log(_of_labels(np.exp(logs), chosen) - 1),
    ),
    Part(
        "squared differences",
        "Your loss is made of squared differences, as in the chapter on learning a kernel. Here it "
        "is minus the logarithm of the label's probability.",
        lambda logs, chosen, labels: np.mean((np.exp(logs) - chosen) ** 2, axis=1),
    ),
    Part(
        "squared differences",
        "Your loss is made of squared differences, as in the chapter on learning a kernel. Here it "
        "is minus the logarithm of the label's probability.",
        lambda logs, chosen, labels: np.sum((np.exp(logs) - chosen) ** 2, axis=1) / 2,
    ),
    Part(
        "absolute differences",
        "Your loss is made of differences between probabilities and truth. It is minus the "
        "logarithm of the label's probability.",
        lambda logs, chosen, labels: np.sum(np.abs(np.exp(logs) - chosen), axis=1),
    ),
    Part(
        "number of the label in the loss",
        "You multiply the logarithms by the number of the label. It is a place: only the logarithm "
        "at that place counts.",
        lambda logs, chosen, labels: -np.sum(labels[:, np.newaxis] * logs, axis=1),
    ),
)

TOTALS = (
    right(lambda losses, classes: np.mean(losses)),
    Part(
        "sum instead of mean",
        "Your loss is the sum over the images. Here it is their mean.",
        lambda losses, classes: np.sum(losses),
    ),
    Part(
        "mean over images and classes",
        "Your loss is divided by the number of images and of classes. Each image has one label, so "
        "it is divided by the number of images alone.",
        lambda losses, classes: np.mean(losses) / classes,
    ),
    Part(
        "loss divided by the classes",
        "Your loss is divided by the number of classes. It is the images that are averaged.",
        lambda losses, classes: np.sum(losses) / classes,
    ),
    Part(
        "logarithm of the mean",
        "You take the mean of the probabilities first and its logarithm then. Each image has a "
        "loss of its own: the logarithm comes first.",
        lambda losses, classes: -np.log(np.mean(np.exp(-losses))),
    ),
    Part(
        "logarithm of the mean",
        "You add up the probabilities first and take the logarithm then. Each image has a loss of "
        "its own: the logarithm comes first.",
        lambda losses, classes: -np.log(np.sum(np.exp(-losses))),
    ),
    Part(
        "a loss for each image",
        "You return a loss for each image. The loss of a batch is one number, their mean.",
        lambda losses, classes: losses,
    ),
    Part(
        "only the first image in the loss",
        "Only the first image counts in your loss. It is a mean over all of them.",
        lambda losses, classes: losses[0],
    ),
    Part(
        "only the first image in the loss",
        "Only the first image counts in your loss. It is a mean over all of them.",
        lambda losses, classes: losses[0] / len(losses),
    ),
    Part(
        "only the last image in the loss",
        "Only the last image counts in your loss. It is a mean over all: add up in the loop.",
        lambda losses, classes: losses[-1],
    ),
    Part(
        "only the last image in the loss",
        "Only the last image counts in your loss. It is a mean over all: add up in the loop.",
        lambda losses, classes: losses[-1] / len(losses),
    ),
    Part(
        "last image left out of the loss",
        "The last image does not count in your loss. Where does your loop end?",
        lambda losses, classes: np.sum(losses[:-1]) / len(losses),
    ),
    Part(
        "exponential of the loss",
        "You return the exponential of the loss. The loss itself is asked for.",
        lambda losses, classes: np.exp(np.mean(losses)),
    ),
)

GRADIENTS = (
    right(lambda shares, chosen, labels: shares - chosen),
    Part(
        "sign of the gradient flipped",
        "Your gradient has the opposite sign. A larger logit at the label makes the loss smaller.",
        lambda shares, chosen, labels: chosen - shares,
    ),
    Part(
        "label not subtracted",
        "Your gradient is made of the probabilities alone. At the label, 1 is taken away.",
        lambda shares, chosen, labels: shares,
    ),
    Part(
        "1 subtracted everywhere",
        "You take 1 away from every probability. Only the label's loses 1.",
        lambda shares, chosen, labels: shares - 1,
    ),
    Part(
        "only the label has a gradient",
        "Your gradient is 0 except at the label. The other logits change the loss, too, because "
        "they are in the sum of softmax.",
        lambda shares, chosen, labels: (shares - 1) * chosen,
    ),
    Part(
        "gradient with respect to the probabilities",
        "Your gradient is that with respect to the probabilities. The question is how the loss "
        "changes with the logits: softmax stands in between.",
        lambda shares, chosen, labels: -chosen / shares,
    ),
    Part(
        "number of the label subtracted",
        "You subtract the number of the label. It is a place: there, and only there, 1 is "
        "subtracted.",
        lambda shares, chosen, labels: shares - labels[:, np.newaxis],
    ),
    Part(
        "number of the label subtracted",
        "You subtract the number of the label at its place. It is 1 that is subtracted there.",
        lambda shares, chosen, labels: shares - chosen * labels[:, np.newaxis],
    ),
    Part(
        "derivative of a sigmoid",
        "You multiply by p (1 - p) once more, as if each class were a sigmoid. With the logarithm "
        "that factor cancels.",
        lambda shares, chosen, labels: (shares - chosen) * shares * (1 - shares),
    ),
)

RARE_GRADIENTS = (
    Part(
        "labels of the batch in every row of the gradient",
        "In every row you subtract 1 at the labels of all images, as `g[:, labels] -= 1` does. "
        "Each row has one label: index rows and labels together, `g[np.arange(n), labels]`.",
        lambda shares, chosen, labels: shares - (chosen.sum(axis=0) > 0),
    ),
    Part(
        "next class in the gradient",
        "You subtract 1 at the class before or after the label. Labels are counted from 0, as "
        "columns are.",
        lambda shares, chosen, labels: shares - np.roll(chosen, -1, axis=1),
    ),
    Part(
        "next class in the gradient",
        "You subtract 1 at the class before or after the label. Labels are counted from 0, as "
        "columns are.",
        lambda shares, chosen, labels: shares - np.roll(chosen, 1, axis=1),
    ),
    Part(
        "logarithms in the gradient",
        "Your gradient is made of the logarithms of the probabilities. It is the probabilities "
        "themselves, with 1 taken away at the label.",
        lambda shares, chosen, labels: np.log(shares) - chosen,
    ),
    Part(
        "1 added at the label",
        "You add 1 at the label. It is taken away there: a larger logit at the label makes the "
        "loss smaller.",
        lambda shares, chosen, labels: shares + chosen,
    ),
    Part(
        "sign flipped at the label",
        "At the label your gradient is 1 - p. It is p - 1, negative: a larger logit at the label "
        "makes the loss smaller.",
        lambda shares, chosen, labels: np.where(chosen > 0, 1 - shares, shares),
    ),
    Part(
        "probability at the label lost",
        "At the label your gradient is -1, without the probability. It is p - 1: subtract 1 in "
        "place of setting it.",
        lambda shares, chosen, labels: np.where(chosen > 0, -1, shares),
    ),
    Part(
        "1 subtracted after the division",
        "You divide the probabilities by the number of images, and subtract a whole 1 then. "
        "Subtract 1 first: all of it is divided.",
        lambda shares, chosen, labels: shares - chosen * len(labels),
    ),
    Part(
        "only the label's number divided",
        "You divide only the gradient at the label by the number of images. All of it is divided.",
        lambda shares, chosen, labels: np.where(chosen > 0, shares - chosen, shares * len(labels)),
    ),
    Part(
        "1 divided before it is subtracted",
        "You subtract 1 / n from the probabilities. Subtract 1, and divide all of it by n then.",
        lambda shares, chosen, labels: shares * len(labels) - chosen,
    ),
    Part(
        "derivative of each probability",
        "Your gradient is p (1 - p), as if each probability depended on its own logit alone. "
        "Together with the logarithm it becomes simpler: p, with 1 taken away at the label.",
        lambda shares, chosen, labels: shares * (1 - shares),
    ),
    Part(
        "loss as a factor of the gradient",
        "You multiply the gradient by the loss. The loss has no place in its own gradient.",
        lambda shares, chosen, labels: (
            (shares - chosen) * -np.mean(_of_labels(np.log(shares), chosen))
        ),
    ),
    Part(
        "gradient of squares",
        "Your gradient is that of squared differences with respect to the probabilities. The loss "
        "takes a logarithm, and has no factor of 2.",
        lambda shares, chosen, labels: 2 * (shares - chosen),
    ),
    Part(
        "whole gradient is 0",
        "Your gradient is 0 everywhere. Is it ever computed, or written into your array?",
        lambda shares, chosen, labels: np.zeros_like(shares),
    ),
    Part(
        "one-hot labels for the gradient",
        "Your gradient has only a number at the label, and no probabilities in it.",
        lambda shares, chosen, labels: -chosen,
    ),
    Part(
        "gradient added up over the images",
        "You return one row for all images. Each logit has a gradient of its own.",
        lambda shares, chosen, labels: np.sum(shares - chosen, axis=0),
    ),
    Part(
        "gradient on its side",
        "Your gradient lies on its side. It has the shape of the logits: rows are images.",
        lambda shares, chosen, labels: (shares - chosen).T,
    ),
    Part(
        "only the first image has a gradient",
        "Only the first row of your gradient is filled. Each image has a row of its own.",
        lambda shares, chosen, labels: keep_only(shares - chosen, np.s_[:1]),
    ),
    Part(
        "only the last image has a gradient",
        "Only the last row of your gradient is filled. Each image has a row of its own: is the "
        "array made anew in the loop?",
        lambda shares, chosen, labels: keep_only(shares - chosen, np.s_[-1:]),
    ),
)

SCALES = (
    right(lambda images, classes: images),
    Part(
        "gradient of the sum",
        "Your gradient is that of a sum over the images. The loss is their mean: divide by the "
        "number of images.",
        lambda images, classes: 1,
    ),
    Part(
        "gradient divided by the classes, too",
        "Your gradient is divided by the number of images and of classes. Only the images are "
        "averaged.",
        lambda images, classes: images * classes,
    ),
    Part(
        "gradient divided by the classes",
        "Your gradient is divided by the number of classes. It is the images that are averaged.",
        lambda images, classes: classes,
    ),
    Part(
        "gradient divided twice",
        "Your gradient is divided by the number of images twice. Once is enough for a mean.",
        lambda images, classes: images**2,
    ),
)


def _right(logits: Any, labels: Any) -> Any:
    return tuple(map(np.asarray, network.cross_entropy(logits, labels)))


def _up_to_largest_label(logits: Any, labels: Any) -> Any:
    logs = _log_softmax(logits.astype(np.float64))
    chosen = np.eye(labels.max() + 1)[labels]
    return -np.sum(chosen * logs) / len(labels), (np.exp(logs) - chosen) / len(labels)


def _largest_missing(logits: Any, labels: Any) -> Any:
    logs, chosen = _log_softmax(logits.astype(np.float64)), _one_hot(logits, labels)
    loss = -np.mean(_of_labels(logs, chosen) + logits.max(axis=1))
    return loss, (np.exp(logs) - chosen) / len(labels)


def _of_columns_once(in_loss: bool) -> Model:
    """Build a model whose softmax is over the images, in the loss or in the gradient alone."""

    def model(logits: Any, labels: Any) -> Any:
        logs, chosen = _log_softmax(logits.astype(np.float64)), _one_hot(logits, labels)
        other = _log_softmax(logits.T.astype(np.float64)).T
        loss = -np.mean(_of_labels(other if in_loss else logs, chosen))
        return loss, (np.exp(logs if in_loss else other) - chosen) / len(labels)

    return model


def _of_logits(logits: Any, labels: Any) -> Any:
    """Model a gradient of the logits themselves; the loss is right."""
    logs, chosen = _log_softmax(logits.astype(np.float64)), _one_hot(logits, labels)
    return -np.mean(_of_labels(logs, chosen)), (logits - chosen) / len(labels)


def _overflowing_in_loss(logits: Any, labels: Any) -> Any:
    """Model a sum of exponentials that overflows in the loss alone."""
    logs, chosen = _log_softmax(logits.astype(np.float64)), _one_hot(logits, labels)
    sums = np.log(np.exp(logits.astype(np.float32)).sum(axis=1))
    loss = np.mean(sums - _of_labels(logits, chosen))
    return loss, (np.exp(logs) - chosen) / len(labels)


def _unkept(keeps_largest: bool, keeps_sum: bool, moves: bool = True) -> Model:
    """Build a model in which the largest logits, or the sums, of the rows have the shape (n,)."""

    def model(logits: Any, labels: Any) -> Any:
        moved = logits - logits.max(axis=1, keepdims=keeps_largest) if moves else logits
        logs = moved - np.log(np.exp(moved).sum(axis=1, keepdims=keeps_sum))
        chosen = _one_hot(logits, labels)
        return -np.mean(_of_labels(logs, chosen)), (np.exp(logs) - chosen) / len(labels)

    return model


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
    *named(
        "largest logit not added again in the loss",
        "You subtract the largest logit of a row before exp. Subtract it from the label's logit, "
        "too, or add it after the logarithm.",
        _largest_missing,
    ),
    *named(
        "sums without an axis of their own",
        "A number of each row, its sum or its largest logit, has the shape (n,) in your code. So "
        "it is matched with the columns, or the shapes do not fit. keepdims=True keeps the axis, "
        "as in (n, 1).",
        _unkept(True, False),
        _unkept(False, True),
        _unkept(False, False),
        _unkept(True, False, moves=False),
    ),
    *named(
        "next class",
        "Your loss is about the class before or after the label, and so is your gradient. Labels "
        "are counted from 0, as columns are.",
        lambda logits, labels: _right(logits, (labels - 1) % logits.shape[1]),
        lambda logits, labels: _right(logits, (labels + 1) % logits.shape[1]),
        lambda logits, labels: _right(logits, labels + 1),
    ),
    *named(
        "as many classes as the largest label",
        "Your rows of ones and zeros end at the largest label of the batch. They have a place for "
        "each class, a column of the logits.",
        _up_to_largest_label,
    ),
    *combined(_both, LOGARITHMS, TERMS, TOTALS, GRADIENTS, SCALES),
    *combined(_both, LOGARITHMS[:1], RARE_TERMS, TOTALS[:1], GRADIENTS, SCALES[:2]),
    *combined(
        _both, LOGARITHMS[:1], TERMS[:1], TOTALS[:3], (GRADIENTS[0], *RARE_GRADIENTS), SCALES[:2]
    ),
    *named(
        "softmax over the images in the loss",
        "The probabilities of your loss add up to 1 in each column. It is each row, an image, that "
        "has to.",
        _of_columns_once(in_loss=True),
    ),
    *named(
        "softmax over the images in the gradient",
        "The probabilities of your gradient add up to 1 in each column. It is each row, an image, "
        "that has to.",
        _of_columns_once(in_loss=False),
    ),
    *named(
        "logits in the gradient",
        "Your gradient is made of the logits. They become probabilities first: softmax is missing "
        "there.",
        _of_logits,
    ),
    *named(
        "sum of exponentials overflows in the loss",
        "The sum of exponentials in your loss overflows, or is 0. Subtract the largest logit of "
        "each row before exp, and from the label's logit, too.",
        _overflowing_in_loss,
    ),
    *named(
        "results swapped",
        "You return the gradient before the loss: swap them.",
        lambda logits, labels: tuple(map(np.asarray, network.cross_entropy(logits, labels)))[::-1],
    ),
)

THREE = np.array([[0, 1, 2], [1, 1, -0.5]])
FOUR = np.array([[1, 0, -1, 2], [0.5, 0.5, 0, 1], [-2, 0, 1.5, 1]])
FIVE = np.array(
    [[1, 0.5, 2, -1, 0], [0, -2, 1.5, 1, 0.25], [-1, 0, 0.5, 3, 1], [0.75, 1, -0.5, 0, -3]]
)

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
                labelled(logits=FIVE, labels=[2, 4, 1, 3]),
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
                labelled(logits=FIVE, labels=[2, 4, 1, 3]),
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
                labelled(logits=np.array([[0, 800.0], [750, 0], [-1, 2]]), labels=[0, 0, 1]),
            ),
            hint="If the label's logit is 800 below the largest one, the loss is 800.",
        ),
    ),
)
