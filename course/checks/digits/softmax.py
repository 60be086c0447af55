"""The exercise `softmax`: logits become probabilities, also where exponentials overflow."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course import network
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import Model, Part, combined, named, right
from course.checks.rules import forbid


def _of(
    move: Callable[[Any], Any], weigh: Callable[[Any], Any], share: Callable[[Any], Any]
) -> Model:
    """Build a model that moves the logits, makes weights of them, and then shares.

    Float32 has its largest number at exp(88), float64 at exp(709): both overflow in the cases.
    """
    return lambda logits: share(weigh(move(logits.astype(np.float32))))


MOVES = (
    right(lambda logits: logits - logits.max(axis=1, keepdims=True)),
    Part(
        "large logits overflow",
        "exp of a large number is infinite, and of a very negative one 0. Softmax does not change "
        "if the same number is subtracted from all logits of a row: which one keeps exp small?",
        lambda logits: logits,
    ),
    Part(
        "largest logit of all rows subtracted",
        "You subtract the largest logit of all rows. A row far below it becomes 0 / 0: each row "
        "has a largest logit of its own.",
        lambda logits: logits - logits.max(),
    ),
    Part(
        "largest logit of each column subtracted",
        "You subtract the largest logit of each column, which changes the rows. The number to "
        "subtract has to be the same within a row.",
        lambda logits: logits - logits.max(axis=0),
    ),
    Part(
        "smallest logit subtracted",
        "You subtract the smallest logit of a row, so that exp becomes larger still. Which number "
        "leaves nothing above 0?",
        lambda logits: logits - logits.min(axis=1, keepdims=True),
    ),
    Part(
        "mean subtracted",
        "You subtract the mean of a row. Numbers far above it still overflow: which number leaves "
        "nothing above 0?",
        lambda logits: logits - logits.mean(axis=1, keepdims=True),
    ),
    Part(
        "logits divided by the largest",
        "You divide by the largest logit. That changes their differences, and so the "
        "probabilities: subtract it.",
        lambda logits: logits / logits.max(axis=1, keepdims=True),
    ),
    Part(
        "logits clipped",
        "Logits beyond a limit count as the limit, so that they look alike. Subtract a number "
        "instead.",
        lambda logits: np.clip(logits, -50, 50),
    ),
)

WEIGHTS = (
    right(np.exp),
    Part(
        "no exponential",
        "You divide the logits themselves by their sum. They may be negative: take their "
        "exponentials first.",
        lambda moved: moved,
    ),
    Part(
        "sign of the logits flipped",
        "Your largest probability is at the smallest logit: there is a minus sign too many.",
        lambda moved: np.exp(-moved),
    ),
    Part(
        "powers of two",
        "Your probabilities are made of powers of 2. Softmax takes powers of e.",
        np.exp2,
    ),
    Part(
        "squares for exponentials",
        "You square the logits. Softmax takes their exponentials.",
        np.square,
    ),
    Part(
        "absolute values for exponentials",
        "You take absolute values of the logits. Softmax takes their exponentials.",
        np.abs,
    ),
)

SHARES = (
    right(lambda weights: weights / weights.sum(axis=1, keepdims=True)),
    Part(
        "not divided by the sum",
        "Your rows do not add up to 1: divide each by its sum.",
        lambda weights: weights,
    ),
    Part(
        "divided by the sum of a column",
        "Your columns add up to 1. It is each row, an image, that has to.",
        lambda weights: weights / weights.sum(axis=0),
    ),
    Part(
        "divided by the sum of all rows",
        "All your numbers together add up to 1. Each row has to, by itself.",
        lambda weights: weights / weights.sum(),
    ),
    Part(
        "divided by the largest",
        "The largest number of each of your rows is 1. It is their sum that has to be 1.",
        lambda weights: weights / weights.max(axis=1, keepdims=True),
    ),
    Part(
        "mean instead of sum",
        "You divide by the mean of a row. Your rows add up to the number of classes, not to 1.",
        lambda weights: weights / weights.mean(axis=1, keepdims=True),
    ),
    Part(
        "logarithms returned",
        "Your numbers are the logarithms of the probabilities.",
        lambda weights: np.log(weights / weights.sum(axis=1, keepdims=True)),
    ),
    Part(
        "rounded",
        "Your probabilities are rounded, or whole numbers.",
        lambda weights: np.round(weights / weights.sum(axis=1, keepdims=True)),
    ),
    Part(
        "only the largest",
        "Your rows have a 1 at the largest logit and 0 elsewhere. The others have a share, too.",
        lambda weights: np.float64(weights == weights.max(axis=1, keepdims=True)),
    ),
)


def _sums_in_wrong_shape(logits: Any) -> Any:
    """Model `exp(x) / exp(x).sum(axis=1)`: each column is divided by the sum of another row."""
    moved = np.exp(logits - logits.max(axis=1, keepdims=True))
    return moved / moved.sum(axis=1)


MISCONCEPTIONS = (
    *named(
        "sums without an axis of their own",
        "Your sums have the shape (n,), so they are matched with columns: each column is divided "
        "by the sum of another row, or the shapes do not fit. The sum of a row keeps its axis with "
        "keepdims=True.",
        _sums_in_wrong_shape,
        lambda logits: np.exp(logits) / np.exp(logits).sum(axis=1),
        lambda logits: np.exp(logits - logits.max(axis=1)) / np.exp(logits).sum(axis=1),
    ),
    *named(
        "sum of other exponentials",
        "Numerator and sum are made of different exponentials: subtract the same number in both.",
        lambda logits: (
            np.exp(logits - logits.max(axis=1, keepdims=True))
            / np.exp(logits).sum(axis=1, keepdims=True)
        ),
    ),
    *named(
        "each logit by itself",
        "You take the sigmoid of each logit by itself. The classes of an image share one whole: "
        "divide by the sum of the row.",
        lambda logits: 1 / (1 + np.exp(-logits.astype(np.float64))),
    ),
    *combined(_of, MOVES, WEIGHTS, SHARES),
    *named(
        "transposed",
        "Your array lies on its side: rows are images, columns are classes.",
        lambda logits: np.asarray(network.softmax(logits)).T,
    ),
    *named(
        "only the first row",
        "You return the first row alone. There is a row for each image.",
        lambda logits: np.asarray(network.softmax(logits))[0],
        lambda logits: np.asarray(network.softmax(logits))[:1],
    ),
)

SMALL = np.array([[0, 1, 2], [-1, -1, 1.5]])

softmax = Exercise(
    name="softmax",
    reference=network.softmax,
    terms=lambda logits: logits.shape[1],
    magnitude=lambda logits: max(1.0, float(np.max(logits, initial=0.0))),
    misconceptions=MISCONCEPTIONS,
    by_hand=(
        forbid(
            "course.network",
            "course.digits",
            "scipy.special.softmax",
            "scipy.special.log_softmax",
            "tensorflow.nn.softmax",
            "tensorflow.nn.log_softmax",
            "tensorflow.math.softmax",
            "tensorflow.math.log_softmax",
            "tensorflow.keras",
            "keras",
            operations={"Softmax": "tf.nn.softmax", "LogSoftmax": "tf.nn.log_softmax"},
        ),
    ),
    hints=(
        "What do the logits [0, 0] become, and what do [1000, 1000] become?",
        "Take the exponential of each logit, and divide each row by its sum. Before that, subtract "
        "a number from the whole row, so that no exponential is larger than 1.",
        "Largest logit of each row: max with axis=1 and keepdims=True. Subtract it, take exp, and "
        "divide by the sum, again with axis=1 and keepdims=True.",
    ),
    properties=(
        Property(
            "the exponentials of a row, divided by their sum",
            points=1,
            cases=(
                case(logits=SMALL),
                case(logits=np.array([[0.5, -0.25]])),
                case(logits=np.array([[1, 2], [0, -1], [3, 0.5]])),
                case(logits=np.array([[2, 0, -1, 1], [0.5, 0, 1, -2], [-3, 1, 1.5, 2]])),
            ),
            hint="Each row adds up to 1, and differences between logits become ratios.",
            stays="What breaks it breaks the other, too: it earns a point where that is lost.",
        ),
        Property(
            "logits of any size",
            points=1,
            cases=(
                case(logits=np.array([[1000, 1001, 999.0], [-1000, -1002, -1001]])),
                case(logits=np.array([[-800, 800.0]])),
            ),
            hint="The logits [1000, 1001] have the same probabilities as [0, 1].",
        ),
    ),
)
