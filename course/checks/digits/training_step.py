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

Inputs = tuple[Any, Any, Any, Any, float]


def _errors(features: Any, labels: Any, W: Any, b: Any) -> Any:
    """Return the gradient of the mean loss with respect to the logits, shape (n, classes)."""
    logits = features.astype(np.float64) @ W.T + b
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return (shares - np.eye(len(W))[labels]) / len(labels)


def _of(
    errors: Callable[[Any], Any],
    rates: Callable[[float], float],
    of_weights: Callable[[Any, Any], Any],
    of_biases: Callable[[Any], Any],
) -> Model:
    """Build a model from ways to change the errors and the rate, and to compute both gradients."""

    def model(features: Any, labels: Any, W: Any, b: Any, learning_rate: float) -> Any:
        E, rate = errors(_errors(features, labels, W, b)), rates(learning_rate)
        return W - rate * of_weights(E, features), b - rate * of_biases(E)

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


ERRORS = (
    right(),
    Part(
        "label not subtracted",
        "Your gradient with respect to the logits is the probabilities alone. At the label, 1 is "
        "taken away.",
        lambda E: np.where(E < 0, E + 1 / len(E), E),
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
        for always in (0.1, 0.01, 0.001)
    ),
    Part(
        "two steps' length",
        "Your steps are twice as long as they should be. This loss has no square, so its gradient "
        "has no factor 2.",
        lambda rate: 2 * rate,
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
)

OF_BIASES = (
    right(lambda E: E.sum(axis=0)),
    Part(
        "biases unchanged",
        "The biases are what they were before. They take a step, as the weights do.",
        lambda E: 0.0,
    ),
    Part(
        "mean for the biases",
        "The step of your biases is divided by the number of images twice. The gradient of the "
        "mean loss has that division already: add up.",
        lambda E: E.mean(axis=0),
    ),
    Part(
        "step of a sum for the biases",
        "The step of your biases is too long by the number of images. The loss is a mean over "
        "them.",
        lambda E: len(E) * E.sum(axis=0),
    ),
    Part(
        "the same step for all biases",
        "All biases take the same step. Each class has a gradient of its own: add up over the "
        "images alone.",
        lambda E: E.sum(),
    ),
    Part(
        "only the first image in the biases",
        "Only the first image counts in the step of your biases. All images add up.",
        lambda E: E[0],
    ),
    Part(
        "only the last image in the biases",
        "Only the last image counts in the step of your biases. All images add up.",
        lambda E: E[-1],
    ),
)

MISCONCEPTIONS = (
    *named(
        "biases left out of the logits",
        "You compute the logits without the biases, so the errors are those of another network.",
        lambda features, labels, W, b, rate: (
            W - rate * _errors(features, labels, W, 0 * b).T @ features,
            b - rate * _errors(features, labels, W, 0 * b).sum(axis=0),
        ),
    ),
    _told(
        "steps in place of the weights",
        "You return the steps. A step is taken away from the weights there were.",
        lambda features, labels, W, b, rate, new_W, new_b: (W - new_W, b - new_b),
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
    *combined(_of, ERRORS, RATES, OF_WEIGHTS, OF_BIASES),
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
    "features": np.array([[1, 0, 2], [0, 3, 1.0]]),
    "labels": [0, 1],
    "W": np.array([[0.5, -0.5, 0], [0, 0.25, 0.5]]),
    "b": np.array([0.5, -1]),
}
THREE = {
    "features": np.array([[0, 1], [2, 1], [1, 0.5], [3, 2.0]]),
    "labels": [2, 0, 2, 1],
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
