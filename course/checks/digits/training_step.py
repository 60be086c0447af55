"""The exercise `training_step`: one step of gradient descent in the last layer of a network.

An answer has two results, the weights and the biases, and may make a mistake in either.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Misconception, Property
from course.checks.mistake_models import Model, Part, combined, named, right
from course.checks.rules import forbid


def _softmax(logits: Any) -> Any:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _errors(features: Any, labels: Any, W: Any, b: Any) -> Any:
    """Return the gradient of the mean loss with respect to the logits, shape (n, classes)."""
    logits = features.astype(np.float64) @ W.T + b
    return (_softmax(logits) - np.eye(len(W))[labels]) / len(labels)


def _of(
    errors: Callable[[Any, Any, Any], Any],
    rates: Callable[[float], float],
    of_weights: Callable[[Any, Any], Any],
    of_biases: Callable[[Any, Any], Any],
    weights_rates: Callable[[float], float] = lambda rate: rate,
    biases_rates: Callable[[float], float] = lambda rate: rate,
    added: Callable[[Any], Any] = lambda b: b,
) -> Model:
    """Build a model of a step.

    Args:
        errors: computes the gradient at the logits of a sum over the images, from the logits, rows
            of zeros with a 1 at the label, and labels.
        rates: changes the learning rate of both results.
        of_weights, of_biases: compute the gradients from that of the mean and the features.
        weights_rates, biases_rates: change the learning rate of one result.
        added: changes the biases that are added to the logits.
    """

    def model(features: Any, labels: Any, W: Any, b: Any, learning_rate: float) -> Any:
        logits = features.astype(np.float64) @ W.T + added(b)
        E = errors(logits, np.eye(len(W))[labels], labels) / len(labels)
        rate = rates(learning_rate)
        return (
            W - weights_rates(rate) * of_weights(E, features),
            b - biases_rates(rate) * of_biases(E, features),
        )

    return model


def _told(name: str, sentence: str, change: Callable[..., Any]) -> Misconception:
    """Define a mistake by what it returns, given the inputs and the right new weights."""

    def model(*inputs: Any) -> Any:
        return change(*inputs, *map(np.asarray, network.training_step(*inputs)))

    return Misconception(name, sentence, model)


def _hidden_steps(features: Any, labels: Any, W: Any, b: Any, learning_rate: float) -> Any:
    """Model the biases' gradient at the new weights."""
    new_W, _ = map(np.asarray, network.training_step(features, labels, W, b, learning_rate))
    E = _errors(features, labels, new_W, b)
    return new_W, b - learning_rate * E.sum(axis=0)


def _image_by_image(features: Any, labels: Any, W: Any, b: Any, learning_rate: float) -> Any:
    for i in range(len(labels)):
        E = _errors(features[i : i + 1], labels[i : i + 1], W, b)
        W, b = W - learning_rate * E.T @ features[i : i + 1], b - learning_rate * E[0]
    return W, b


def _right_errors(logits: Any, chosen: Any, labels: Any) -> Any:
    return _softmax(logits) - chosen


def _of_logits_on_their_side(
    features: Any, labels: Any, W: Any, b: Any, learning_rate: float
) -> Any:
    E = (_softmax(features @ W + b) - np.eye(len(W))[labels]) / len(labels)
    return W - learning_rate * E.T @ features, b - learning_rate * E.sum(axis=0)


def _step_of_the_loss(features: Any, labels: Any, W: Any, b: Any, learning_rate: float) -> Any:
    loss = np.asarray(network.cross_entropy(features.astype(np.float64) @ W.T + b, labels)[0])
    return W - learning_rate * loss, b - learning_rate * loss


ERRORS = (
    right(_right_errors),
    Part(
        "label not subtracted",
        "Your gradient with respect to the logits is the probabilities alone. At the label, 1 is "
        "taken away.",
        lambda logits, chosen, labels: _softmax(logits),
    ),
)

NEXT_CLASS = "You subtract 1 at the class before or after the label. Labels are counted from 0."

RARE_ERRORS = (
    Part(
        "next class",
        NEXT_CLASS,
        lambda logits, chosen, labels: _softmax(logits) - np.roll(chosen, -1, axis=1),
    ),
    Part(
        "next class",
        NEXT_CLASS,
        lambda logits, chosen, labels: _softmax(logits) - np.roll(chosen, 1, axis=1),
    ),
    Part(
        "sums without an axis of their own",
        "A number of each row, its sum or its largest logit, has the shape (n,) in your code. So "
        "it is matched with the columns, or the shapes do not fit. keepdims=True keeps the axis, "
        "as in (n, 1).",
        lambda logits, chosen, labels: np.exp(logits) / np.exp(logits).sum(axis=1) - chosen,
    ),
    Part(
        "divided by the classes",
        "Your gradient is divided by the number of classes. It is the images that are averaged.",
        lambda logits, chosen, labels: (_softmax(logits) - chosen) * len(labels) / logits.shape[1],
    ),
    Part(
        "divided by images and classes",
        "Your gradient is divided by the number of images and of classes. Only the images are "
        "averaged.",
        lambda logits, chosen, labels: (_softmax(logits) - chosen) / logits.shape[1],
    ),
    Part(
        "logarithms in the gradient",
        "Your errors are made of the logarithms of the probabilities. It is the probabilities "
        "themselves, with 1 taken away at the label.",
        lambda logits, chosen, labels: np.log(_softmax(logits)) - chosen,
    ),
    Part(
        "gradient of squares",
        "Your gradient is that of squared differences. The loss is the cross-entropy: its gradient "
        "with respect to the logits is the probabilities, with 1 taken away at the label.",
        lambda logits, chosen, labels: (
            2 * (_softmax(logits) - chosen) * _softmax(logits) * (1 - _softmax(logits))
        ),
    ),
    Part(
        "softmax twice",
        "You take the softmax of the logits and give it to the loss, which takes the softmax once "
        "more. The loss is given the logits.",
        lambda logits, chosen, labels: _softmax(_softmax(logits)) - chosen,
    ),
    Part(
        "softmax forgotten",
        "Your errors are the logits, with 1 taken away at the label. The logits become "
        "probabilities first: softmax is missing.",
        lambda logits, chosen, labels: logits - chosen,
    ),
    Part(
        "softmax over the images",
        "Your probabilities add up to 1 in each column. It is each row, an image, that has to.",
        lambda logits, chosen, labels: _softmax(logits.T).T - chosen,
    ),
    Part(
        "exponentials not divided by their sum",
        "Your errors are made of exponentials. They become probabilities when each row is divided "
        "by its sum.",
        lambda logits, chosen, labels: np.exp(logits) - chosen,
    ),
    Part(
        "each logit by itself",
        "You take the sigmoid of each logit by itself. The classes of an image share one whole: "
        "softmax.",
        lambda logits, chosen, labels: 1 / (1 + np.exp(-logits)) - chosen,
    ),
    Part(
        "number of the label subtracted",
        "You subtract the number of the label from the probabilities. It is a place: there, and "
        "only there, 1 is subtracted.",
        lambda logits, chosen, labels: _softmax(logits) - labels[:, np.newaxis],
    ),
    Part(
        "labels of the batch in every row",
        "In every row you subtract 1 at the labels of all images, as `g[:, labels] -= 1` does. "
        "Each row has one label: index rows and labels together, `g[np.arange(n), labels]`.",
        lambda logits, chosen, labels: _softmax(logits) - (chosen.sum(axis=0) > 0),
    ),
    Part(
        "1 subtracted everywhere",
        "You take 1 away from every probability. Only the label's loses 1.",
        lambda logits, chosen, labels: _softmax(logits) - 1,
    ),
    Part(
        "1 subtracted after the division",
        "You divide the probabilities by the number of images, and subtract a whole 1 then. "
        "Subtract 1 first: all of it is divided.",
        lambda logits, chosen, labels: _softmax(logits) - chosen * len(labels),
    ),
    Part(
        "only the label takes a step",
        "Only the label's row of the weights takes a step, and only its bias. The other logits "
        "change the loss, too: each class has an error.",
        lambda logits, chosen, labels: (_softmax(logits) - chosen) * chosen,
    ),
    Part(
        "classes in place of probabilities",
        "Your errors are made of the class with the largest logit, as 1, and 0 for the others. The "
        "gradient takes the probabilities.",
        lambda logits, chosen, labels: np.eye(logits.shape[1])[logits.argmax(axis=1)] - chosen,
    ),
    Part(
        "derivative of a sigmoid",
        "You multiply by p (1 - p) once more, as if each class were a sigmoid. With the logarithm "
        "of the loss that factor cancels.",
        lambda logits, chosen, labels: (
            (_softmax(logits) - chosen) * _softmax(logits) * (1 - _softmax(logits))
        ),
    ),
)

RATES = (
    right(),
    Part("uphill", "You go uphill, with the gradient. The loss falls the other way.", np.negative),
    Part(
        "learning rate ignored",
        "You subtract the whole gradient. The learning rate says how much of it.",
        lambda rate: 1.0,
    ),
    Part(
        "divided by the learning rate",
        "You divide by the learning rate. A step is the gradient times the learning rate.",
        lambda rate: 1 / rate,
    ),
    *(
        Part(
            "learning rate hard-coded",
            f"Your learning rate is always {always}. It is an argument of the function.",
            lambda rate, always=always: always,
        )
        for always in (0.5, 0.1, 0.01, 0.001)
    ),
    Part(
        "two steps' length",
        "Your steps are twice as long as they should be. This loss has no square, so its gradient "
        "has no factor 2.",
        lambda rate: 2 * rate,
    ),
)

RARE_RATES = (
    Part(
        "learning rate twice",
        "You multiply by the learning rate twice. Once is enough.",
        np.square,
    ),
)


def _rates_of(what: str) -> tuple[Part, ...]:
    """Return mistakes in the learning rate of one result alone, the right way first."""
    return (
        right(),
        Part(
            f"{what} uphill",
            f"Your {what} go uphill, with the gradient: you add their step. It is subtracted.",
            np.negative,
        ),
        Part(
            f"learning rate ignored for the {what}",
            f"Your {what} take the whole gradient off. The learning rate says how much of it.",
            lambda rate: 1.0,
        ),
        Part(
            f"learning rate twice for the {what}",
            f"The step of your {what} is multiplied by the learning rate twice. Once is enough.",
            np.square,
        ),
    )


OF_WEIGHTS = (
    right(lambda E, features: E.T @ features),
    Part(
        "weights unchanged",
        "The weights are what they were before. They take a step, as the biases do.",
        lambda E, features: 0.0,
    ),
    Part(
        "step of a sum for the weights",
        "The step of your weights is too long by the number of images. The loss is a mean, and its "
        "gradient with respect to the logits is divided by that number already.",
        lambda E, features: len(E) * E.T @ features,
    ),
    Part(
        "weights' step divided by the images twice",
        "The step of your weights is divided by the number of images twice. The gradient of the "
        "mean loss has that division already.",
        lambda E, features: E.T @ features / len(E),
    ),
    Part(
        "gradient of the weights transposed",
        "The gradient of your weights lies on its side, or does not fit. It has the shape of W, a "
        "row for each class: errors transposed times features.",
        lambda E, features: features.T @ E,
    ),
    Part(
        "the same step for all features",
        "All weights of a class take the same step. Each weight's gradient has its own feature as "
        "a factor.",
        lambda E, features: E.sum(axis=0)[:, np.newaxis] * np.ones(features.shape[1]),
    ),
    Part(
        "only the first image in the weights",
        "Only the first image counts in the step of your weights. All images add up.",
        lambda E, features: np.outer(E[0], features[0]),
    ),
    Part(
        "only the last image in the weights",
        "Only the last image counts in the step of your weights. All images add up.",
        lambda E, features: np.outer(E[-1], features[-1]),
    ),
    Part(
        "features averaged first",
        "You add up the errors and average the features before you multiply them. Each image has "
        "its own product; the products are added up.",
        lambda E, features: np.outer(E.sum(axis=0), features.mean(axis=0)),
    ),
    Part(
        "features averaged first",
        "You average the errors and the features before you multiply them. Each image has its own "
        "product; the products are added up.",
        lambda E, features: np.outer(E.mean(axis=0), features.mean(axis=0)),
    ),
    Part(
        "errors not transposed",
        "You multiply errors @ features. Errors have a row for each image, and the gradient of W "
        "has one for each class: transpose the errors.",
        lambda E, features: E @ features,
    ),
    Part(
        "features added up first",
        "You add up the errors, and the features, before you multiply them. Each image has its own "
        "product; the products are added up.",
        lambda E, features: np.outer(E.sum(axis=0), features.sum(axis=0)),
    ),
)

OF_BIASES = (
    right(lambda E, features: E.sum(axis=0)),
    Part(
        "biases unchanged",
        "The biases are what they were before. They take a step, as the weights do: the gradient "
        "at the logits, added up over the images alone. Over images and classes it is 0.",
        lambda E, features: 0.0,
    ),
    Part(
        "mean for the biases",
        "The step of your biases is divided by the number of images twice. The gradient of the "
        "mean loss has that division already: add up.",
        lambda E, features: E.mean(axis=0),
    ),
    Part(
        "step of a sum for the biases",
        "The step of your biases is too long by the number of images. The loss is a mean over "
        "them.",
        lambda E, features: len(E) * E.sum(axis=0),
    ),
    *(
        Part(
            "another axis added up for the biases",
            "For the biases you add up along another axis, so they step by 0, or by something that "
            "does not fit. Each class has a bias: add up the errors over the images, axis 0.",
            change,
        )
        for change in (
            lambda E, features: E.sum(axis=1),
            lambda E, features: (E.T @ features).sum(axis=0),
        )
    ),
    Part(
        "features in the biases",
        "The step of your biases has the features as a factor. A bias is added to its logit as it "
        "is: its gradient is the errors, added up over the images.",
        lambda E, features: (E.T @ features).sum(axis=1),
    ),
    Part(
        "features in the biases",
        "The step of your biases has the features as a factor. A bias is added to its logit as it "
        "is: its gradient is the errors, added up over the images.",
        lambda E, features: (E.T @ features).mean(axis=1),
    ),
    Part(
        "a step of the biases for each feature",
        "Your biases take a step for each feature. They take one: is their line in the loop over "
        "the features?",
        lambda E, features: E.sum(axis=0) * features.shape[1],
    ),
    Part(
        "only the first image in the biases",
        "Only the first image counts in the step of your biases. All images add up.",
        lambda E, features: E[0],
    ),
    Part(
        "only the last image in the biases",
        "Only the last image counts in the step of your biases. All images add up.",
        lambda E, features: E[-1],
    ),
)

MISCONCEPTIONS = (
    _told(
        "steps in place of the weights",
        "You return the steps. A step is taken away from the weights there were.",
        lambda features, labels, W, b, rate, new_W, new_b: (W - new_W, b - new_b),
    ),
    _told(
        "steps in place of the weights",
        "You return the steps alone. A step is added to the weights there were.",
        lambda features, labels, W, b, rate, new_W, new_b: (new_W - W, new_b - b),
    ),
    _told(
        "fractions cut off",
        "The fractions are gone: your weights and biases are whole numbers.",
        lambda features, labels, W, b, rate, new_W, new_b: (np.trunc(new_W), np.trunc(new_b)),
    ),
    _told(
        "uphill and results swapped",
        "You return the biases before the weights: swap them. And you go uphill, with the "
        "gradient: the loss falls the other way.",
        lambda features, labels, W, b, rate, new_W, new_b: (2 * b - new_b, 2 * W - new_W),
    ),
    _told(
        "gradients in place of the weights",
        "You return the gradients. Only a part of them is taken away from the weights there were.",
        lambda features, labels, W, b, rate, new_W, new_b: (
            (W - new_W) / rate,
            (b - new_b) / rate,
        ),
    ),
    _told(
        "results swapped",
        "You return the biases before the weights: swap them.",
        lambda features, labels, W, b, rate, new_W, new_b: (new_b, new_W),
    ),
    _told(
        "weights transposed",
        "Your weights lie on their side. They have the shape of W: a row for each class.",
        lambda features, labels, W, b, rate, new_W, new_b: (new_W.T, new_b),
    ),
    *named(
        "weights not transposed in the logits",
        "Your logits are features @ W. A row of W belongs to a class: features @ W.T has a column "
        "for each class.",
        _of_logits_on_their_side,
    ),
    *combined(_of, ERRORS, RATES, OF_WEIGHTS, OF_BIASES),
    *combined(_of, (ERRORS[0], *RARE_ERRORS), RATES[:2], OF_WEIGHTS[:3], OF_BIASES[:3]),
    *combined(
        _of,
        ERRORS,
        RATES,
        OF_WEIGHTS[:3],
        OF_BIASES[:3],
        (right(),),
        (right(),),
        (
            right(),
            Part(
                "biases left out of the logits",
                "You compute the logits without the biases, so the errors are those of another "
                "network.",
                np.zeros_like,
            ),
        ),
    ),
    *combined(_of, ERRORS[:1], RARE_RATES, OF_WEIGHTS[:3], OF_BIASES[:3]),
    *combined(
        _of,
        ERRORS[:1],
        RATES[:1],
        OF_WEIGHTS[:4],
        OF_BIASES,
        _rates_of("weights"),
        _rates_of("biases"),
    ),
    *named(
        "loss in place of the gradient",
        "You subtract the learning rate times the loss. It is the gradient that is subtracted: "
        "each weight has one of its own.",
        _step_of_the_loss,
    ),
    _told(
        "all multiplied by the learning rate",
        "You multiply the weights by the learning rate, too. Only the gradient is.",
        lambda features, labels, W, b, rate, new_W, new_b: (
            rate * (W - (W - new_W) / rate),
            rate * (b - (b - new_b) / rate),
        ),
    ),
    *named(
        "biases step from the new weights",
        "The step of your biases is computed with the new weights. Compute both gradients first, "
        "and take both steps then.",
        _hidden_steps,
    ),
    *named(
        "a step for each image",
        "You take a step for each image. A step has the gradient of all images, at the same "
        "weights.",
        _image_by_image,
    ),
    *named(
        "two steps at once",
        "Each call takes two steps. It should take one.",
        lambda features, labels, W, b, rate: network.training_step(
            features, labels, *network.training_step(features, labels, W, b, rate), rate
        ),
    ),
)


def _largest(features: Any, labels: Any, W: Any, b: Any, learning_rate: float) -> float:
    """Bound the sum of absolute terms in a result, from absolute inputs."""
    logit = features.shape[1] * np.max(features) * np.max(W) + np.max(b)
    gradient = (1 + logit) * (1 + np.max(features))
    return float(np.max(W) + np.max(b) + learning_rate * gradient)


EVEN = np.zeros((2, 2))
ONE = {"features": np.array([[1, 2.0]]), "labels": [1], "W": EVEN, "b": np.zeros(2)}
SMALL = {
    "features": np.array([[1, 0, 2, 0.5], [0, 3, 1, -1], [2, 1, 0, 1.0]]),
    "labels": [0, 1, 1],
    "W": np.array([[0.5, -0.5, 0, 0.25], [0, 0.25, 0.5, -0.75]]),
    "b": np.array([0.5, -1]),
}
THREE = {
    "features": np.array([[0, 1], [2, 1], [1, 0.5], [3, 2], [-1, 1.0]]),
    "labels": [2, 0, 2, 1, 1],
    "W": np.array([[1, -1], [0, 0.5], [-0.5, 1.5]]),
    "b": np.array([0, 0.5, -0.25]),
}
RESULTS = ("W", "b")

training_step = Exercise(
    name="training_step",
    reference=network.training_step,
    terms=lambda features, labels, W, b, learning_rate: features.size,
    magnitude=_largest,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.network.training_step", "course.digits"),),
    hints=(
        "One image has the features [1, 2] and the label 1; all weights are 0. What are its "
        "probabilities, and which of its two logits should grow?",
        "Compute the logits, and the gradient of the loss with respect to them. A weight's "
        "gradient is the gradient at its logit times its feature, added up over the images; a "
        "bias's is the gradient at its logit, added up.",
        "With E, the second result of cross_entropy, the gradient of W is E transposed @ features, "
        "and that of b is the sum of E along axis 0. Subtract the learning rate times these, and "
        "return both.",
    ),
    properties=(
        Property(
            "the weights move against the gradient",
            points=1,
            part=0,
            results=RESULTS,
            cases=(
                labelled(**ONE, learning_rate=0.5),
                labelled(**SMALL, learning_rate=0.5),
            ),
            hint="Each weight has a gradient of its own: what the loss does if it grows a little.",
            stays="It earns a point where only the other result is wrong.",
        ),
        Property(
            "the biases move against the gradient",
            points=1,
            part=1,
            results=RESULTS,
            cases=(
                labelled(**ONE, learning_rate=0.5),
                labelled(**SMALL, learning_rate=0.5),
            ),
            hint="A bias is added to a logit of every image: their gradients add up.",
            stays="It earns a point where only the other result is wrong.",
        ),
        Property(
            "several images and classes, other learning rates",
            points=1,
            results=RESULTS,
            cases=(
                labelled(**THREE, learning_rate=0.25),
                labelled(**THREE, learning_rate=2.0),
            ),
            hint="All numbers come from the arguments: images, features, classes, learning rate.",
        ),
    ),
)
