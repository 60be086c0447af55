"""Known mistakes in the gradient of the loss, which `cross_entropy` and `training_step` share."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.mistake_models import Table

AXIS_OF_THEIR_OWN = (
    "A number of each row, its sum or its largest logit, has the shape (n,) in your code. So it is "
    "matched with the columns, or the shapes do not fit. keepdims=True keeps the axis, as in "
    "(n, 1)."
)


def of_rows(find: Callable[..., Any], values: Any) -> Any:
    """Return a number of each row, shape (n, 1)."""
    return find(values, axis=1, keepdims=True)


def log_softmax(logits: Any) -> Any:
    """Return the logarithms of the probabilities of each row."""
    moved = logits - logits.max(axis=1, keepdims=True)
    return moved - np.log(np.exp(moved).sum(axis=1, keepdims=True))


class Batch:
    """Logits and labels, and what models compute from them.

    Attributes:
        logits, logs, p: logits, logarithms of probabilities and probabilities, shape (n, classes).
        labels: shape (n,).
        t: rows of zeros with a 1 at the label, shape (n, classes).
        n: number of images.
    """

    def __init__(self, logits: Any, labels: Any, logs: Any):
        self.logits, self.labels, self.logs = logits, labels, logs
        self.p = np.exp(logs)
        self.t = np.eye(logits.shape[1])[labels]
        self.n = len(labels)

    def at_label(self, values: Any) -> Any:
        """Return the value of the label in each row of an array of shape (n, classes)."""
        return np.where(self.t > 0, values, 0).sum(axis=1)


def right_gradient(batch: Batch) -> Any:
    """Return the gradient of the sum of the images' losses with respect to the logits."""
    return batch.p - batch.t


LABEL_NOT_SUBTRACTED: Table = {
    "label not subtracted": (
        "Your gradient with respect to the logits is the probabilities alone. At the label, 1 is "
        "taken away.",
        lambda batch: batch.p,
    ),
}
SHARED_GRADIENTS: Table = {
    "number of the label subtracted": (
        "You subtract the number of the label. It is a place: there, and only there, 1 is "
        "subtracted.",
        lambda batch: batch.p - batch.labels[:, np.newaxis],
        lambda batch: batch.p - batch.t * batch.labels[:, np.newaxis],
    ),
    "1 subtracted everywhere": (
        "You take 1 away from every probability. Only the label's loses 1.",
        lambda batch: batch.p - 1,
    ),
    "labels of the batch in every row of the gradient": (
        "In every row you subtract 1 at the labels of all images, as `g[:, labels] -= 1` does. "
        "Each row has one label: index rows and labels together, `g[np.arange(n), labels]`.",
        lambda batch: batch.p - (batch.t.sum(axis=0) > 0),
    ),
    "next class in the gradient": (
        "You subtract 1 at the class before or after the label. Labels are counted from 0, as "
        "columns are.",
        lambda batch: batch.p - np.roll(batch.t, -1, axis=1),
        lambda batch: batch.p - np.roll(batch.t, 1, axis=1),
    ),
    "other numbers at the label": (
        "At the label your gradient is not p - 1. A larger logit there makes the loss smaller: "
        "take 1 away from the probability.",
        lambda batch: batch.p + batch.t,
        lambda batch: np.where(batch.t > 0, 1 - batch.p, batch.p),
        lambda batch: np.where(batch.t > 0, -1, batch.p),
    ),
    "1 subtracted after the division": (
        "You divide the probabilities by the number of images, and subtract a whole 1 then. "
        "Subtract 1 first: all of it is divided.",
        lambda batch: batch.p - batch.t * batch.n,
    ),
    "a part of the gradient divided": (
        "You divide only a part of the gradient by the number of images. Subtract 1 at the label "
        "first: all of it is divided then.",
        lambda batch: np.where(batch.t > 0, batch.p - batch.t, batch.p * batch.n),
        lambda batch: batch.p * batch.n - batch.t,
    ),
    "1 at the label divided twice": (
        "At the label you subtract 1 / n, and divide by the number of images n then, so that it "
        "is divided twice. Subtract a whole 1 before you divide.",
        lambda batch: batch.p - batch.t / batch.n,
    ),
    "gradient divided by the classes": (
        "Your gradient is divided by the number of classes. It is the images alone that are "
        "averaged.",
        lambda batch: right_gradient(batch) / batch.p.shape[1],
        lambda batch: right_gradient(batch) / batch.p.shape[1] * batch.n,
    ),
    "derivative of a sigmoid": (
        "You multiply by p (1 - p), as if each class were a sigmoid. With the logarithm of the "
        "loss that factor cancels.",
        lambda batch: right_gradient(batch) * batch.p * (1 - batch.p),
        lambda batch: batch.p * (1 - batch.p),
    ),
    "gradient of squares": (
        "Your gradient is that of squared differences. The loss is the cross-entropy: its gradient "
        "with respect to the logits is the probabilities, with 1 taken away at the label.",
        lambda batch: 2 * right_gradient(batch),
        lambda batch: 2 * right_gradient(batch) * batch.p * (1 - batch.p),
    ),
    "logarithms in the gradient": (
        "Your gradient is made of the logarithms of the probabilities. It is the probabilities "
        "themselves, with 1 taken away at the label.",
        lambda batch: batch.logs - batch.t,
    ),
    "logits in the gradient": (
        "Your gradient is made of the logits. They become probabilities first: softmax is missing "
        "there.",
        lambda batch: batch.logits - batch.t,
    ),
    "exponentials in the gradient": (
        "Your gradient is made of exponentials. They become probabilities when each row is divided "
        "by its sum.",
        lambda batch: np.exp(batch.logits) - batch.t,
    ),
    "sigmoids in the gradient": (
        "You take the sigmoid of each logit by itself. The classes of an image share one whole: "
        "softmax.",
        lambda batch: 1 / (1 + np.exp(-batch.logits)) - batch.t,
    ),
    "softmax over the images in the gradient": (
        "The probabilities of your gradient add up to 1 in each column. It is each row, an image, "
        "that has to.",
        lambda batch: np.exp(log_softmax(batch.logits.T).T) - batch.t,
    ),
}
