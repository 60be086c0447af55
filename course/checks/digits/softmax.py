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


OVERFLOW = (
    "exp of a large number is infinite, and of a very negative one 0. Softmax does not change if "
    "the same number is subtracted from all logits of a row: which one keeps exp small?"
)

OVERFLOWING = Part("large logits overflow", OVERFLOW, lambda logits: logits)

MOVES = (
    right(lambda logits: logits - logits.max(axis=1, keepdims=True)),
    OVERFLOWING,
    Part(
        "largest logit added",
        "You add the largest logit, so that exp overflows even earlier. Subtract it: then no "
        "exponent is above 0.",
        lambda logits: logits + logits.max(axis=1, keepdims=True),
    ),
    Part(
        "largest logit of the first row subtracted",
        "You subtract the first row's largest logit from all rows. Each row has a largest logit of "
        "its own.",
        lambda logits: logits - logits[0].max(),
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
    *(
        Part(
            "another number than the largest subtracted",
            "You subtract another number than the row's largest logit. Logits far above it still "
            "overflow: which number leaves nothing above 0?",
            move,
        )
        for move in (
            lambda logits: logits - logits.min(axis=1, keepdims=True),
            lambda logits: logits - logits.mean(axis=1, keepdims=True),
            lambda logits: logits - logits.min(),
            lambda logits: logits - logits.mean(),
        )
    ),
    Part(
        "logits divided by the largest",
        "You divide by the largest logit. That changes their differences, and so the "
        "probabilities: subtract it.",
        lambda logits: logits / logits.max(axis=1, keepdims=True),
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
        "largest subtracted after the exponential",
        "You subtract the largest number after the exponential, which is another result. It is "
        "subtracted from the logits, before exp.",
        lambda moved: np.exp(moved) - np.exp(moved).max(axis=1, keepdims=True),
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
        "divided by the number of images as well",
        "Your rows add up to 1 divided by the number of images. Each has to add up to 1: divide by "
        "its sum alone.",
        lambda weights: weights / weights.sum(axis=1, keepdims=True) / len(weights),
    ),
    Part(
        "1 added to the sum",
        "You divide by 1 plus the sum. Your rows add up to less than 1.",
        lambda weights: weights / (1 + weights.sum(axis=1, keepdims=True)),
    ),
    Part(
        "divided by the sum of the others",
        "You divide by the sum of the other exponentials. A share is of the whole row, its own "
        "exponential among them.",
        lambda weights: weights / (weights.sum(axis=1, keepdims=True) - weights),
    ),
    *(
        Part(
            "small number added to the sum",
            "A small number added to the sum does not help: where all exponentials are 0, you get "
            "0 in place of probabilities.",
            lambda weights, least=least: weights / (weights.sum(axis=1, keepdims=True) + least),
        )
        for least in (1e-7, 1e-8, 1e-9, 1e-10, 1e-12)
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
    *(
        Part(
            "rounded",
            "Your probabilities are rounded, or whole numbers.",
            lambda weights, digits=digits: np.round(
                weights / weights.sum(axis=1, keepdims=True), digits
            ),
        )
        for digits in (0, 1, 2, 3, 4)
    ),
    Part(
        "only the largest",
        "Your rows have a 1 at the largest logit and 0 elsewhere. The others have a share, too.",
        lambda weights: np.float64(weights == weights.max(axis=1, keepdims=True)),
    ),
)


def _share(weights: Any) -> Any:
    return weights / weights.sum(axis=1, keepdims=True)


def _unkept(keeps_largest: bool, keeps_sum: bool, moves: bool = True) -> Model:
    """Build a model in which the largest logits, or the sums, of the rows have the shape (n,)."""

    def model(logits: Any) -> Any:
        moved = logits - logits.max(axis=1, keepdims=keeps_largest) if moves else logits
        weights = np.exp(moved)
        return weights / weights.sum(axis=1, keepdims=keeps_sum)

    return model


def _running_total(logits: Any) -> Any:
    """Model a sum that is not set to 0 before each row."""
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / np.cumsum(weights.sum(axis=1))[:, np.newaxis]


def _but_last_row(logits: Any) -> Any:
    result = np.array(network.softmax(logits))
    result[-1] = 0
    return result


MISCONCEPTIONS = (
    *named(
        "sums without an axis of their own",
        "A number of each row, its sum or its largest logit, has the shape (n,) in your code. So "
        "it is matched with the columns, or the shapes do not fit. keepdims=True keeps the axis, "
        "as in (n, 1).",
        _unkept(True, False),
        _unkept(True, False, moves=False),
        _unkept(False, True),
        _unkept(False, False),
        lambda logits: np.exp(logits - logits.max(axis=1)) / np.exp(logits).sum(axis=1),
    ),
    *named(
        "sum of other exponentials",
        "Numerator and sum are made of different exponentials: subtract the same number in both.",
        lambda logits: (
            np.exp(logits - logits.max(axis=1, keepdims=True))
            / np.exp(logits).sum(axis=1, keepdims=True)
        ),
        lambda logits: (
            np.exp(logits)
            / np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1, keepdims=True)
        ),
    ),
    *named(
        "a sum that goes on from row to row",
        "The first row is right, and the sum goes on from row to row. Each row starts with a sum "
        "of 0.",
        _running_total,
    ),
    *named(
        "last row left out",
        "The last row is 0. Where does your loop end?",
        _but_last_row,
    ),
    *named(
        "exponential of the sum",
        "You divide by the exponential of the sum of a row. It is the sum of the exponentials: exp "
        "comes first, the sum then.",
        lambda logits: np.exp(logits) / np.exp(logits.sum(axis=1, keepdims=True)),
    ),
    *named(
        "divided before the exponential",
        "You divide the logits by their sum, and take exp then. It is the other way round: exp "
        "first, then divide by the sum of these numbers.",
        lambda logits: np.exp(_share(logits)),
    ),
    *named(
        "each logit by itself",
        "You take the sigmoid of each logit by itself. The classes of an image share one whole: "
        "divide by the sum of the row.",
        lambda logits: 1 / (1 + np.exp(-logits.astype(np.float64))),
    ),
    *combined(_of, MOVES, WEIGHTS, SHARES),
    # Nearly every answer with two other mistakes lets large logits overflow as well.
    *combined(_of, (OVERFLOWING,), WEIGHTS, SHARES, most=3),
    *named(
        "large logits overflow",
        OVERFLOW,
        # Divided by the largest exponential, after it has overflowed.
        lambda logits: _share(np.exp(logits) / np.exp(logits).max(axis=1, keepdims=True)),
    ),
    *named(
        "overflow hidden",
        "exp overflows, and you replace what is no number afterwards. The probabilities are lost "
        "by then: subtract each row's largest logit before exp.",
        lambda logits: np.nan_to_num(_share(np.exp(logits))),
        lambda logits: _share(np.nan_to_num(np.exp(logits))),
        lambda logits: np.nan_to_num(_share(np.nan_to_num(np.exp(logits)))),
    ),
    *named(
        "logits clipped",
        "Logits beyond a limit count as the limit, so that they look alike. Subtract a number "
        "instead.",
        *(
            lambda logits, limit=limit, least=least: _share(
                np.exp(np.clip(logits.astype(np.float64), -limit if least else None, limit))
            )
            for limit in (10, 20, 30, 50, 80, 88, 100, 500, 700, 709)
            for least in (True, False)
        ),
    ),
    *named(
        "standardised",
        "You divide by the standard deviation as well. That changes the differences between the "
        "logits, and so the probabilities: subtract a number, and no more.",
        lambda logits: _share(
            np.exp(
                (logits - logits.mean(axis=1, keepdims=True)) / logits.std(axis=1, keepdims=True)
            )
        ),
        lambda logits: _share(np.exp((logits - logits.mean()) / logits.std())),
    ),
    *named(
        "logits divided by the number of classes",
        "You divide the logits by the number of classes. That changes their differences, and so "
        "the probabilities.",
        lambda logits: np.asarray(network.softmax(logits / logits.shape[1])),
    ),
    *named(
        "transposed",
        "Your array lies on its side: rows are images, columns are classes.",
        lambda logits: np.asarray(network.softmax(logits)).T,
    ),
    *named(
        "each column by itself, on its side",
        "You go through the columns: each adds up to 1 and becomes a row of yours. Go through the "
        "rows, which are images.",
        lambda logits: np.asarray(network.softmax(logits.T)),
    ),
    *named(
        "only the largest probability",
        "You return one number for each row, its largest probability. All of them are asked for.",
        lambda logits: np.asarray(network.softmax(logits)).max(axis=1),
        lambda logits: np.asarray(network.softmax(logits)).max(axis=1, keepdims=True),
    ),
    *named(
        "only the last row",
        "You return the last row alone. There is a row for each image: collect them in a list or "
        "an array.",
        lambda logits: np.asarray(network.softmax(logits))[-1],
        lambda logits: np.asarray(network.softmax(logits))[-1:],
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
                case(logits=np.array([[-900, -901], [900, 899.0]])),
                # Only with a mistake do these overflow, even in float32.
                case(logits=np.array([[60, 61.0]])),
            ),
            hint="The logits [1000, 1001] have the same probabilities as [0, 1].",
        ),
    ),
)
