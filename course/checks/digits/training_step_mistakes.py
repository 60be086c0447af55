"""Known mistakes of `training_step`: in the gradient, in the steps and in what is returned.

An answer has two results, the weights and the biases, and may make a mistake in either.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from course import network
from course.checks.digits.batch_mistakes import (
    AXIS_OF_THEIR_OWN,
    LABEL_NOT_SUBTRACTED,
    SHARED_GRADIENTS,
    Batch,
    log_softmax,
    of_rows,
    right_gradient,
)
from course.checks.mistake_models import (
    Model,
    Part,
    Table,
    combined,
    family,
    limits,
    named_in,
    ways,
)

Rate = Callable[[float], float]


class Step(NamedTuple):
    """The weights `W` and biases `b` before a step, and both after it."""

    W: Any
    b: Any
    rate: float
    weights: Any
    biases: Any


def _of(
    added: Callable[[Any], Any],
    gradient: Callable[[Batch], Any],
    rates: Rate,
    of_weights: Callable[[Any, Any], Any],
    of_biases: Callable[[Any, Any], Any],
    weights_rate: Rate,
    biases_rate: Rate,
    results: Callable[[Step], Any],
) -> Model:
    """Build a model of a step.

    Args:
        added: changes the biases that are added to the logits.
        gradient: computes the gradient of the sum of the images' losses at the logits.
        rates: changes the learning rate of both results.
        of_weights, of_biases: compute the gradients from that of the mean and the features.
        weights_rate, biases_rate: change the learning rate of one result.
        results: what is returned at the end.
    """

    def model(features: Any, labels: Any, W: Any, b: Any, learning_rate: float) -> Any:
        logits = features.astype(np.float64) @ W.T + added(b)
        E = gradient(Batch(logits, labels, log_softmax(logits))) / len(labels)
        rate = rates(learning_rate)
        new_W = W - weights_rate(rate) * of_weights(E, features)
        new_b = b - biases_rate(rate) * of_biases(E, features)
        return results(Step(W, b, learning_rate, new_W, new_b))

    return model


def _same(value: Any) -> Any:
    return value


def _through_softmax(p: Any, gradient: Any) -> Any:
    """Return the gradient at the logits, from that at their probabilities."""
    return p * (gradient - of_rows(np.sum, gradient * p))


def _sparse_from_probabilities(batch: Batch) -> Any:
    """Return what Keras' loss does with logits that it takes for probabilities: it limits them."""
    least = 1e-7
    p = np.clip(batch.logits, least, 1 - least)
    return np.where(p == batch.logits, (p / of_rows(np.sum, p) - batch.t) / p, 0.0)


ADDED: Table = {
    "biases left out of the logits": (
        "You compute the logits without the biases, so the errors are those of another network.",
        np.zeros_like,
    ),
}

RARE_GRADIENTS: Table = {
    "softmax twice": (
        "You take the softmax of the logits and give it to the loss, which takes the softmax once "
        "more. The loss is given the logits.",
        lambda batch: np.exp(log_softmax(batch.p)) - batch.t,
        lambda batch: _through_softmax(batch.p, np.exp(log_softmax(batch.p)) - batch.t),
    ),
    "logits taken for probabilities": (
        "Your loss takes the logits for probabilities. A loss of Keras does so unless it is made "
        "with `from_logits=True`.",
        _sparse_from_probabilities,
        lambda batch: np.where(
            np.abs(batch.logits / of_rows(np.sum, batch.logits) - 0.5) < 0.5,
            1 / of_rows(np.sum, batch.logits) - batch.t / batch.logits,
            0.0,
        ),
    ),
    "each class as a question of its own": (
        "You take the loss of a sigmoid for each class, binary cross-entropy. The classes of an "
        "image share one whole: softmax.",
        lambda batch: 1 / (1 + np.exp(-batch.logits)) - batch.t,
        lambda batch: (1 / (1 + np.exp(-batch.logits)) - batch.t) / batch.t.shape[1],
    ),
    "step of a sum": (
        "Your step is too long by the number of images: the loss is their mean, and not their sum.",
        lambda batch: right_gradient(batch) * batch.n,
    ),
    "only the first image": (
        "Only the first image counts in your step. All images add up: is the return inside the "
        "loop?",
        lambda batch: right_gradient(batch) * (np.arange(batch.n) == 0)[:, np.newaxis] * batch.n,
        lambda batch: right_gradient(batch) * (np.arange(batch.n) == 0)[:, np.newaxis],
    ),
    "largest logit taken for the label": (
        "Your errors are about the class with the largest logit. They are about the label, which "
        "is given.",
        lambda batch: batch.p - np.eye(batch.t.shape[1])[batch.logits.argmax(axis=1)],
    ),
    "only images that are wrong": (
        "Only images whose largest logit is not at the label count in your step. Right ones have "
        "an error, too: their probabilities are not quite 1.",
        lambda batch: (
            right_gradient(batch) * (batch.logits.argmax(axis=1) != batch.labels)[:, np.newaxis]
        ),
    ),
    "largest logit in place of the probabilities": (
        "Your errors have a 1 at the largest logit and 0 elsewhere, in place of the probabilities.",
        lambda batch: np.eye(batch.t.shape[1])[batch.logits.argmax(axis=1)] - batch.t,
    ),
    "only the label takes a step": (
        "Only the label's row of the weights takes a step, and only its bias. The other logits "
        "change the loss, too: each class has an error.",
        lambda batch: right_gradient(batch) * batch.t,
    ),
    "sums without an axis of their own": (
        AXIS_OF_THEIR_OWN,
        lambda batch: np.exp(batch.logits) / np.exp(batch.logits).sum(axis=1) - batch.t,
    ),
    **SHARED_GRADIENTS,
}

RATES: Table = {
    "uphill": ("You go uphill, with the gradient. The loss falls the other way.", np.negative),
    "learning rate ignored": (
        "You subtract the whole gradient. The learning rate says how much of it.",
        lambda rate: 1.0,
    ),
    "two steps' length": (
        "Your steps are twice as long as they should be. This loss has no square, so its gradient "
        "has no factor 2.",
        lambda rate: 2 * rate,
    ),
}
RARE_RATES: Table = {
    "divided by the learning rate": (
        "You divide by the learning rate. A step is the gradient times the learning rate.",
        lambda rate: 1 / rate,
    ),
}
HARD_CODED = tuple(
    Part(
        "learning rate hard-coded",
        f"Your learning rate is always {always}. It is an argument of the function.",
        lambda rate, always=always: always,
        is_alone=True,
    )
    for always in (0.5, 0.1, 0.01, 0.001)
)


def _rates_of(what: str) -> Table:
    """Return mistakes in the learning rate of one result alone."""
    return {
        f"{what} uphill": (
            f"Your {what} go uphill, with the gradient: you add their step. It is subtracted.",
            np.negative,
        ),
        f"learning rate ignored for the {what}": (
            f"Your {what} take the whole gradient off. The learning rate says how much of it.",
            lambda rate: 1.0,
        ),
        f"learning rate twice for the {what}": (
            f"The step of your {what} is multiplied by the learning rate twice. Once is enough.",
            np.square,
        ),
        **{
            f"step of the {what} {word}": (
                f"The step of your {what} is {word}. It is the learning rate times the gradient.",
                lambda rate, factor=factor: factor * rate,
            )
            for word, factor in (("doubled", 2), ("halved", 0.5))
        },
    }


def _of_weights(E: Any, features: Any) -> Any:
    return E.T @ features


def _of_biases(E: Any, features: Any) -> Any:
    return E.sum(axis=0)


def _steps_of(what: str, of: Callable[[Any, Any], Any]) -> Table:
    """Return mistakes that weights and biases share: images that count too much, or not at all."""
    return {
        f"step of a sum for the {what}": (
            f"The step of your {what} is too long by the number of images. The loss is a mean, and "
            "its gradient with respect to the logits is divided by that number already.",
            lambda E, features: len(E) * of(E, features),
        ),
        f"only the first image in the {what}": (
            f"Only the first image counts in the step of your {what}. All images add up.",
            lambda E, features: of(E[:1], features[:1]),
        ),
        f"only the last image in the {what}": (
            f"Only the last image counts in the step of your {what}. All images add up.",
            lambda E, features: of(E[-1:], features[-1:]),
        ),
    }


# `E` is the gradient at the logits, shape (n, classes), and `x` the features.
OF_WEIGHTS: Table = {
    "weights unchanged": (
        "The weights are what they were before. A step takes the rate times their gradient off.",
        lambda E, x: 0.0,
    ),
    "weights' step divided by the images twice": (
        "The step of your weights is divided by the number of images twice. The gradient of the "
        "mean loss has that division already.",
        lambda E, x: E.T @ x / len(E),
    ),
    **_steps_of("weights", _of_weights),
}
RARE_OF_WEIGHTS: Table = {
    "gradient of the weights transposed": (
        "The gradient of your weights lies on its side, or does not fit. It has the shape of W, a "
        "row for each class: errors transposed times features.",
        lambda E, x: x.T @ E,
    ),
    "gradient of the weights reshaped": (
        "The gradient of your weights has its shape by a reshape, which cuts the row of numbers at "
        "other places. Transpose it, or take errors transposed times features.",
        lambda E, x: (x.T @ E).reshape(E.shape[1], x.shape[1]),
    ),
    "errors not transposed": (
        "You multiply errors @ features. Errors have a row for each image, and the gradient of W "
        "has one for each class: transpose the errors.",
        lambda E, x: E @ x,
    ),
    "errors reshaped where they should be transposed": (
        "Your errors have the right shape, but not by a transpose: a reshape cuts the row of "
        "numbers at other places. Take E.T.",
        lambda E, x: E.reshape(E.shape[1], -1) @ x,
    ),
    **family(
        "The step of your weights is divided by the number of {}. Only the images are averaged, "
        "and that has been done in the gradient at the logits.",
        {
            "weights' step divided by the features": (
                "features",
                lambda E, x: E.T @ x / x.shape[1],
            ),
            "weights' step divided by the classes": ("classes", lambda E, x: E.T @ x / E.shape[1]),
        },
    ),
    "the same step for all features": (
        "All weights of a class take the same step. Each weight's gradient has its own feature as "
        "a factor.",
        lambda E, x: E.sum(axis=0)[:, np.newaxis] * np.ones(x.shape[1]),
    ),
    "added up before multiplied": (
        "You add up or average the errors, and the features, before you multiply them. Each image "
        "has its own product; the products are added up.",
        lambda E, x: np.outer(E.sum(axis=0), x.mean(axis=0)),
        lambda E, x: np.outer(E.mean(axis=0), x.mean(axis=0)),
        lambda E, x: np.outer(E.sum(axis=0), x.sum(axis=0)),
    ),
}

OF_BIASES: Table = {
    "biases unchanged": (
        "The biases are what they were before. They take a step, as the weights do: the gradient "
        "at the logits, added up over the images alone. Over images and classes it is 0.",
        lambda E, x: 0.0,
    ),
    "mean for the biases": (
        "The step of your biases is divided by the number of images twice. The gradient of the "
        "mean loss has that division already: add up.",
        lambda E, x: E.mean(axis=0),
    ),
    **_steps_of("biases", _of_biases),
    "another axis added up for the biases": (
        "For the biases you add up along another axis, so they step by 0, or by something that "
        "does not fit. Each class has a bias: add up the errors over the images, axis 0.",
        lambda E, x: E.sum(axis=1),
        lambda E, x: (E.T @ x).sum(axis=0),
    ),
}
RARE_OF_BIASES: Table = {
    "features in the biases": (
        "The step of your biases has the features as a factor. A bias is added to its logit as it "
        "is: its gradient is the errors, added up over the images.",
        lambda E, x: (E.T @ x).sum(axis=1),
        lambda E, x: (E.T @ x).mean(axis=1),
    ),
    "a step of the biases for each feature": (
        "Your biases take a step for each feature. They take one: is their line in the loop over "
        "the features?",
        lambda E, x: E.sum(axis=0) * x.shape[1],
    ),
}

RESULTS: Table = {
    "results swapped": (
        "You return the biases before the weights: swap them.",
        lambda step: (step.biases, step.weights),
    ),
}
RARE_RESULTS: Table = {
    "steps in place of the weights": (
        "You return the steps alone. A step is taken from the weights there were.",
        lambda step: (step.W - step.weights, step.b - step.biases),
        lambda step: (step.weights - step.W, step.biases - step.b),
    ),
    "gradients in place of the weights": (
        "You return the gradients. Only a part of them is taken away from the weights there were.",
        lambda step: ((step.W - step.weights) / step.rate, (step.b - step.biases) / step.rate),
    ),
    "fractions cut off": (
        "The fractions are gone: your weights and biases are whole numbers.",
        lambda step: (np.trunc(step.weights), np.trunc(step.biases)),
    ),
    "biases in brackets": (
        "Your biases have an axis too many, (1, classes). Sum without keepdims=True: they have the "
        "shape of b, (classes,).",
        lambda step: (step.weights, step.biases[np.newaxis]),
    ),
    "weights transposed": (
        "Your weights lie on their side. They have the shape of W: a row for each class.",
        lambda step: (step.weights.T, step.biases),
    ),
}

STEPS = (
    ways(_same, ADDED),
    ways(right_gradient, LABEL_NOT_SUBTRACTED, RARE_GRADIENTS),
    (*ways(_same, RATES, RARE_RATES), *HARD_CODED),
    ways(_of_weights, OF_WEIGHTS, RARE_OF_WEIGHTS),
    ways(_of_biases, OF_BIASES, RARE_OF_BIASES),
    ways(_same, _rates_of("weights")),
    ways(_same, _rates_of("biases")),
    ways(lambda step: (step.weights, step.biases), RESULTS, RARE_RESULTS),
)
_right_step = _of(*(step[0].change for step in STEPS))


def _biases_from_new_weights(features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    new_W, _ = _right_step(features, labels, W, b, rate)
    return new_W, _right_step(features, labels, new_W, b, rate)[1]


def _weights_from_new_biases(features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    _, new_b = _right_step(features, labels, W, b, rate)
    return _right_step(features, labels, W, new_b, rate)[0], new_b


def _image_by_image(is_mean: bool, features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    rate = rate / len(labels) if is_mean else rate
    for i in range(len(labels)):
        W, b = _right_step(features[i : i + 1], labels[i : i + 1], W, b, rate)
    return W, b


def _step_of_the_loss(features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    loss = np.asarray(network.cross_entropy(features.astype(np.float64) @ W.T + b, labels)[0])
    return W - rate * loss, b - rate * loss


def _classes_from_the_labels(features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    """Model rows of zeros and ones that end at the largest label; subtracting them may fail."""
    logits = features.astype(np.float64) @ W.T + b
    E = (np.exp(log_softmax(logits)) - np.eye(labels.max() + 1)[labels]) / len(labels)
    return W - rate * _of_weights(E, features), b - rate * _of_biases(E, features)


def _weights_on_their_side(features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    logits = features @ W + b
    E = right_gradient(Batch(logits, labels, log_softmax(logits))) / len(labels)
    return W - rate * _of_weights(E, features), b - rate * _of_biases(E, features)


def _weights_reshaped(features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    other = W.reshape(W.shape[::-1]).T
    new_W, new_b = _right_step(features, labels, other, b, rate)
    return W + new_W - other, new_b


def _along(change: Callable[[Any], Any]) -> Model:
    """Build a model of a step along changed gradients of weights and biases."""

    def model(features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
        new_W, new_b = _right_step(features, labels, W, b, 1.0)
        return W - rate * change(W - new_W), b - rate * change(b - new_b)

    return model


def _shrunk(part: float, of_biases: float, *given: Any) -> Any:
    _, _, W, b, rate = given
    new_W, new_b = _right_step(*given)
    return new_W - rate * part * W, new_b - rate * of_biases * part * b


def _in_one_call(count: int, features: Any, labels: Any, W: Any, b: Any, rate: float) -> Any:
    for _ in range(count):
        W, b = _right_step(features, labels, W, b, rate)
    return W, b


def _of_features(change: Callable[[Any], Any]) -> Model:
    return lambda features, *others: _right_step(change(features), *others)


SLOPES: Table = {
    **limits("gradient"),
    "another optimizer": (
        "Your steps are as long as the learning rate, whatever the slope, as Adam's first step is. "
        "Here a step is the gradient times the learning rate.",
        lambda slope: slope / (np.abs(slope) + 3.162e-6),
        np.sign,
    ),
}
WHOLE: Table = {
    "weights shrink": (
        "Your step makes the weights themselves smaller, besides the gradient. Only the gradient "
        "times the learning rate is taken away.",
        *(
            partial(_shrunk, part, of_biases)
            for part in (0.01, 0.001, 0.02, 0.002, 0.1, 0.2, 0.5, 1)
            for of_biases in (0, 1)
        ),
    ),
    "features divided": (
        "You scale the features before the step. They are taken as they are.",
        *(
            _of_features(change)
            for change in (
                lambda x: x / x.max(),
                lambda x: x / 255,
                lambda x: x / of_rows(np.linalg.norm, x),
                lambda x: (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8),
            )
        ),
    ),
    "weights reshaped where they should be transposed": (
        "The weights in your logits have the right shape, but not by a transpose: a reshape cuts "
        "the row of numbers at other places. Take features @ W.T.",
        _weights_reshaped,
    ),
    "weights not transposed in the logits": (
        "Your logits are features @ W. A row of W belongs to a class: features @ W.T has a column "
        "for each class.",
        _weights_on_their_side,
    ),
    "as many classes as the largest label": (
        "Your rows of ones and zeros end at the largest label of the batch. They have a place for "
        "each class, a row of W.",
        _classes_from_the_labels,
    ),
    "loss in place of the gradient": (
        "You subtract the learning rate times the loss. It is the gradient that is subtracted: "
        "each weight has one of its own.",
        _step_of_the_loss,
    ),
    "biases step from the new weights": (
        "The step of your biases is computed with the new weights. Compute both gradients first, "
        "and take both steps then.",
        _biases_from_new_weights,
    ),
    "weights step from the new biases": (
        "The step of your weights is computed with the new biases. Compute both gradients first, "
        "and take both steps then.",
        _weights_from_new_biases,
    ),
    "a step for each image": (
        "You take a step for each image. A step has the gradient of all images, at the same "
        "weights.",
        partial(_image_by_image, False),
        partial(_image_by_image, True),
    ),
    **family(
        "Each call takes {} steps. It should take one.",
        {
            f"{count} steps at once": (str(count), partial(_in_one_call, count))
            for count in (2, 3, 5, 10, 20, 50, 100)
        },
    ),
}

MISCONCEPTIONS = (*named_in(SLOPES, _along), *named_in(WHOLE), *combined(_of, *STEPS))
