"""The exercise `cross_entropy`: the loss of a batch, and its gradient at the logits."""

import numpy as np

from course import network
from course.checks.digits.cross_entropy_mistakes import MISCONCEPTIONS
from course.checks.digits.inputs import labelled
from course.checks.exercise import Exercise, Property
from course.checks.rules import forbid

LOSS = "the mean of minus the logarithm of the label's probability"
GRADIENT = "the gradient with respect to the logits"
ANY_SIZE = "logits of any size"

THREE = np.array([[0, 1, 2], [1, 1, -0.5]])
FOUR = np.array([[1, 0, -1, 2], [0.5, 0.5, 0, 1], [-2, 0, 1.5, 1]])
FIVE = np.array(
    [[1, 0.5, 2, -1, 0], [0, -2, 1.5, 1, 0.25], [-1, 0, 0.5, 3, 1], [0.75, 1, -0.5, 0, -3]]
)
SMALL = (
    labelled(logits=np.array([[0, 1.0]]), labels=[0]),
    labelled(logits=THREE, labels=[2, 1]),
    labelled(logits=FOUR, labels=[3, 0, 1]),
    labelled(logits=FIVE, labels=[2, 4, 1, 3]),
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
            cases=SMALL,
            hint="Softmax, then the logarithm at the label, with a minus sign, then the mean.",
            stays="It earns a point where only the other result is wrong.",
        ),
        Property(
            GRADIENT,
            points=1,
            part=1,
            results=("the loss", "the gradient"),
            cases=SMALL,
            hint="It says how the loss grows if one logit grows a little. Try it with 0.001.",
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
                labelled(logits=np.array([[-900, -901.0]]), labels=[1]),
                labelled(logits=np.array([[-60, -61.0]]), labels=[0]),
            ),
            hint="If the label's logit is 800 below the largest one, the loss is 800.",
        ),
    ),
)
