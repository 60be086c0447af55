"""The exercise `training_step`: one step of gradient descent in the last layer of a network."""

from typing import Any

import numpy as np

from course import network
from course.checks.digits.inputs import labelled
from course.checks.digits.training_step_mistakes import MISCONCEPTIONS
from course.checks.exercise import Exercise, Property
from course.checks.rules import forbid


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
BRIGHT = SMALL | {"features": 400 * np.asarray(SMALL["features"]), "W": np.zeros((2, 4))}
FIRST = (labelled(**ONE, learning_rate=0.5), labelled(**SMALL, learning_rate=0.5))
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
            cases=FIRST,
            hint="Each weight has a gradient of its own: what the loss does if it grows a little.",
            stays="It earns a point where only the other result is wrong.",
        ),
        Property(
            "the biases move against the gradient",
            points=1,
            part=1,
            results=RESULTS,
            cases=FIRST,
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
                # Its gradient is larger than usual limits, and its logits are small.
                labelled(**BRIGHT, learning_rate=0.5),
                # No image has the last class.
                labelled(**(THREE | {"labels": [1, 0, 0, 1, 1]}), learning_rate=0.25),
            ),
            hint="All numbers come from the arguments: images, features, classes, learning rate.",
        ),
    ),
)
