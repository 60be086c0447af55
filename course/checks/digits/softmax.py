"""The exercise `softmax`: logits become probabilities, also where exponentials overflow.

Models of mistakes move the logits `z`, make weights `w` of them, and divide: three steps, some of
them wrong. Float32 has its largest number at exp(88), float64 at exp(709): both overflow in the
cases.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course import network
from course.checks.digits.batch_mistakes import AXIS_OF_THEIR_OWN, of_rows
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    Table,
    after,
    combined,
    family,
    keep_only,
    named_in,
    shared_lists,
    ways,
)
from course.checks.rules import forbid


def _of(
    move: Callable[[Any], Any],
    weigh: Callable[[Any], Any],
    share: Callable[[Any], Any],
    dtype: Any = np.float32,
) -> Model:
    """Build a model that moves the logits, makes weights of them, and then shares."""
    return lambda logits: share(weigh(move(logits.astype(dtype))))


_of_doubles = partial(_of, dtype=np.float64)


# Methods are faster than `of_rows`, and most models call these two.
def _largest(values: Any) -> Any:
    return values.max(axis=1, keepdims=True)


def _sum(values: Any) -> Any:
    return values.sum(axis=1, keepdims=True)


_mean = partial(of_rows, np.mean)


def _fixed(number: float, values: Any) -> float:
    return number


def _move(logits: Any) -> Any:
    return logits - _largest(logits)


def _powers(logits: Any) -> Any:
    return np.exp(_move(logits))


def _share(weights: Any) -> Any:
    return weights / _sum(weights)


OVERFLOW: Table = {
    "large logits overflow": (
        "exp of a large number is infinite, and of a very negative one 0. Softmax does not change "
        "if the same number is subtracted from all logits of a row: which one keeps exp small?",
        lambda z: z,
    ),
}
OTHER_NUMBERS: dict[str, Callable[[Any], Any]] = {
    "a row's largest number without its sign": lambda z: _largest(np.abs(z)),
    "the largest number of all rows without its sign": lambda z: np.abs(z).max(),
    "a row's smallest logit": partial(of_rows, np.min),
    "a row's mean": _mean,
    "a row's median": partial(of_rows, np.median),
    "the smallest logit of all rows": np.min,
    "the mean of all rows": np.mean,
    "the largest logit of the first row": lambda z: z[0].max(),
    "a row's first logit": lambda z: z[:, :1],
    "a row's last logit": lambda z: z[:, -1:],
    "a row's sum": _sum,
    **{f"{n} in all rows": partial(_fixed, n) for n in (50, 80, 88, 100, 500, 700, 709, 1000)},
}
MOVES: Table = {
    **OVERFLOW,
    "largest logit added": (
        "You add the largest logit, so that exp overflows even earlier. Subtract it: then no "
        "exponent is above 0.",
        lambda z: z + _largest(z),
    ),
    "largest logit of all rows subtracted": (
        "You subtract the largest logit of all rows. A row far below it becomes 0 / 0: each row "
        "has a largest logit of its own.",
        lambda z: z - z.max(),
    ),
    "search for the largest logit starts at 0": (
        "Your search for the largest logit starts at 0, so in a row of negative logits nothing is "
        "subtracted, and 0 / 0 comes out. Start with a logit of the row.",
        lambda z: z - np.maximum(_largest(z), 0),
    ),
    "largest logit of each column subtracted": (
        "You subtract the largest logit of each column, which changes the rows. The number to "
        "subtract has to be the same within a row.",
        lambda z: z - z.max(axis=0),
    ),
    "largest logit goes on from row to row": (
        "Your largest logit goes on from row to row, so a row far below an earlier one becomes "
        "0 / 0. Each row has a largest logit of its own.",
        lambda z: z - np.maximum.accumulate(_largest(z), axis=0),
    ),
    **family(
        "You subtract {}, and not the row's largest logit. Logits far above that number still "
        "overflow, and a row far below it becomes 0 / 0.",
        {
            f"{words} subtracted": (words, lambda z, number=number: z - number(z))
            for words, number in OTHER_NUMBERS.items()
        },
    ),
    "logits without their signs": (
        "Your logits have lost their signs before exp. The smallest has the smallest probability, "
        "also if it is negative.",
        lambda z: np.abs(z) - _largest(np.abs(z)),
        np.abs,
    ),
    **family(
        "You divide the logits by {}. That changes their differences, and so the probabilities: "
        "subtract a number, and no more.",
        {
            "logits divided by the largest": ("the largest", lambda z: z / _largest(z)),
            "logits divided by the number of classes": (
                "the number of classes",
                lambda z: z / z.shape[1],
            ),
            "scaled by their range": (
                "their range",
                lambda z: (z - of_rows(np.min, z)) / of_rows(np.ptp, z),
                lambda z: _move(z) / of_rows(np.ptp, z),
            ),
            "standardised": (
                "their standard deviation",
                lambda z: (z - _mean(z)) / of_rows(np.std, z),
                lambda z: (z - z.mean()) / z.std(),
            ),
        },
    ),
    "logits clipped": (
        "Logits beyond a limit count as the limit, so that they look alike. Subtract a number "
        "instead.",
        *(
            lambda z, limit=limit, least=least: np.clip(z, least, limit)
            for limit in (10, 20, 30, 50, 80, 88, 100, 500, 700, 709)
            for least in (-limit, None)
        ),
    ),
}
WEIGHTS: Table = {
    "no exponential": (
        "You divide the logits themselves by their sum. They may be negative: take their "
        "exponentials first.",
        lambda moved: moved,
    ),
    "sign of the logits flipped": (
        "Your largest probability is at the smallest logit: there is a minus sign too many.",
        lambda moved: np.exp(-moved),
    ),
    "largest subtracted after the exponential": (
        "You subtract the largest number after the exponential, which is another result. It is "
        "subtracted from the logits, before exp.",
        lambda moved: np.exp(moved) - _largest(np.exp(moved)),
    ),
    **family(
        "You take {}. Softmax takes powers of e, the exponentials of the logits.",
        {
            "powers of two": ("powers of 2", np.exp2),
            "squares for exponentials": ("squares of the logits", np.square),
            "absolute values for exponentials": ("the logits without their signs", np.abs),
            "positive parts for exponentials": (
                "the logits that are positive",
                lambda moved: np.maximum(moved, 0),
            ),
            "powers of ten": ("powers of 10", lambda moved: 10.0**moved),
        },
    ),
    **family(
        "You divide the logits by {} before the exponential, which makes the probabilities more "
        "alike. Take them as they are.",
        {
            f"logits divided by {number}": (
                str(number),
                lambda moved, number=number: np.exp(moved / number),
            )
            for number in (2, 10, 100, 1000)
        },
    ),
}
SHARES: Table = {
    "not divided by the sum": (
        "Your rows do not add up to 1: divide each by its sum.",
        lambda w: w,
    ),
    "divided by the sum of a column": (
        "Your columns add up to 1. It is each row, an image, that has to.",
        lambda w: w / w.sum(axis=0),
    ),
    "divided by the sum of all rows": (
        "All your numbers together add up to 1. Each row has to, by itself.",
        lambda w: w / w.sum(),
    ),
    "logarithms returned": (
        "Your numbers are the logarithms of the probabilities.",
        lambda w: np.log(_share(w)),
    ),
    "rounded": (
        "Your probabilities are rounded, or whole numbers.",
        *(lambda w, n=n: np.round(_share(w), n) for n in (0, 1, 2, 3, 4)),
    ),
    "only the largest": (
        "Your rows have a 1 at the largest logit and 0 elsewhere. The others have a share, too.",
        lambda w: np.float64(w == _largest(w)),
    ),
    "small number added to the sum": (
        "A small number added to the sum does not help: where all exponentials are 0, you get 0 in "
        "place of probabilities.",
        *(lambda w, least=10.0**-n: w / (_sum(w) + least) for n in (7, 8, 9, 10, 12)),
    ),
}
RARE_SHARES: Table = {
    **family(
        "You divide a row by {}. It has to add up to 1: divide by its sum, and no more.",
        {
            "divided by the number of images as well": (
                "its sum and by the number of images",
                lambda w: _share(w) / len(w),
            ),
            "mean instead of sum": ("its mean", lambda w: w / _mean(w)),
            "1 added to the sum": ("its sum plus 1", lambda w: w / (_sum(w) + 1)),
            "first exponential left out of the sum": (
                "a sum that leaves the first exponential out",
                lambda w: w / _sum(w[:, 1:]),
            ),
            "last exponential left out of the sum": (
                "a sum that leaves the last exponential out",
                lambda w: w / _sum(w[:, :-1]),
            ),
            "divided by the last exponential": (
                "its last exponential, as if the sum began anew with each logit",
                lambda w: w / w[:, -1:],
            ),
            "divided by the largest exponential": (
                "its largest exponential",
                lambda w: w / _largest(w),
            ),
            "divided by its length": (
                "its length, the root of the sum of squares",
                lambda w: w / of_rows(np.linalg.norm, w),
            ),
        },
    ),
}
SHARING = ways(_share, SHARES, RARE_SHARES)


def _unkept(keeps_largest: bool, keeps_sum: bool, moves: bool = True) -> Model:
    """Build a model in which the largest logits, or the sums, of the rows have the shape (n,)."""

    def model(logits: Any) -> Any:
        moved = logits - logits.max(axis=1, keepdims=keeps_largest) if moves else logits
        weights = np.exp(moved)
        return weights / weights.sum(axis=1, keepdims=keeps_sum)

    return model


def _right(logits: Any) -> Any:
    return np.asarray(network.softmax(logits))


WHOLE: Table = {
    "sums without an axis of their own": (
        AXIS_OF_THEIR_OWN,
        _unkept(True, False),
        _unkept(True, False, moves=False),
        _unkept(False, True),
        _unkept(False, False),
        lambda z: np.exp(z - z.max(axis=1)) / np.exp(z).sum(axis=1),
    ),
    "sum of other exponentials": (
        "Numerator and sum are made of different exponentials: subtract the same number in both.",
        lambda z: _powers(z) / _sum(np.exp(z)),
        lambda z: np.exp(z) / _sum(_powers(z)),
    ),
    "a sum that goes on from row to row": (
        "The first row is right, and the sum goes on from row to row. Each row starts with a sum "
        "of 0.",
        lambda z: _powers(z) / np.cumsum(_sum(_powers(z)), axis=0),
    ),
    "last row left out": (
        "The last row is 0. Where does your loop end?",
        lambda z: np.vstack([_right(z)[:-1], 0 * z[:1]]),
    ),
    "exponential of the sum": (
        "You divide by the exponential of the sum of a row. It is the sum of the exponentials: exp "
        "comes first, the sum then.",
        lambda z: np.exp(z) / np.exp(_sum(z)),
    ),
    "divided before the exponential": (
        "You divide the logits by their sum, and take exp then. It is the other way round: exp "
        "first, then divide by the sum of these numbers.",
        lambda z: np.exp(_share(z)),
    ),
    "each logit by itself": (
        "You take the sigmoid of each logit by itself. The classes of an image share one whole: "
        "divide by the sum of the row.",
        lambda z: 1 / (1 + np.exp(-z.astype(np.float64))),
    ),
}
RARE_WHOLE: Table = {
    "logits divided": (
        "You divide the logits themselves by the sum. It is their exponentials that you divide.",
        lambda z: z / _sum(_powers(z)),
        lambda z: _move(z) / _sum(_powers(z)),
    ),
    "probabilities added up": (
        "Each of your numbers contains those before it in its row. Every class has its own share.",
        lambda z: np.cumsum(_right(z), axis=1),
    ),
    "divided in the same loop": (
        "You divide each exponential by the sum so far. Add up the whole row first, and divide "
        "after that.",
        lambda z: _powers(z) / np.cumsum(_powers(z), axis=1),
    ),
    "only the first row filled": (
        "Only the first row is filled: is the return inside the loop?",
        lambda z: keep_only(_right(z), np.s_[:1]),
    ),
    "one class left out": (
        "The first or the last class of each row is 0 in your numbers, and not in the sum. Where "
        "do your loops start and end?",
        *(
            lambda z, at=at: _share(keep_only(_powers(z), at))
            for at in (np.s_[:, 1:], np.s_[:, :-1])
        ),
    ),
    "one minus the probability": (
        "Your numbers are 1 minus the probabilities.",
        lambda z: 1 - _right(z),
    ),
    "classes returned": (
        "You return the class with the largest logit of each image. The probabilities of all "
        "classes are asked for.",
        lambda z: z.argmax(axis=1),
    ),
    "overflow hidden": (
        "exp overflows, and you replace what is no number afterwards. The probabilities are lost "
        "by then: subtract each row's largest logit before exp.",
        lambda z: np.nan_to_num(_share(np.exp(z))),
        lambda z: _share(np.nan_to_num(np.exp(z))),
        lambda z: np.nan_to_num(_share(np.nan_to_num(np.exp(z)))),
    ),
    "large logits overflow": (
        OVERFLOW["large logits overflow"][0],
        # Divided by the largest exponential, after it has overflowed.
        lambda z: _share(np.exp(z) / _largest(np.exp(z))),
    ),
    "sorted": (
        "Your probabilities are sorted. Each stays at the place of its logit.",
        lambda z: np.sort(_right(z), axis=1),
    ),
    "sigmoids for exponentials": (
        "You take sigmoids and divide them by their sum. Softmax takes exponentials.",
        lambda z: _share(1 / (1 + np.exp(-z))),
    ),
    "flat": (
        "Your probabilities lie in a single row. They belong in an array with a row for each "
        "image: append the rows whole.",
        lambda z: _right(z).ravel(),
    ),
    "half precision": (
        "You compute with numbers of 16 bits, float16, which have three digits only.",
        lambda z: _share(np.exp(_move(z).astype(np.float16))),
        lambda z: _share(np.exp(z.astype(np.float16))),
    ),
    "transposed": (
        "Your array lies on its side: rows are images, columns are classes.",
        lambda z: _right(z).T,
    ),
    "each column by itself, on its side": (
        "You go through the columns: each adds up to 1 and becomes a row of yours. Go through the "
        "rows, which are images.",
        lambda z: _right(z.T),
    ),
    "only the largest probability": (
        "You return one number for each row, its largest probability. All of them are asked for.",
        lambda z: _right(z).max(axis=1),
        lambda z: _right(z).max(axis=1, keepdims=True),
    ),
    "only one row": (
        "You return the first row alone, or the last. There is a row for each image: collect them "
        "in a list or an array.",
        *(lambda z, at=at: _right(z)[at] for at in (0, -1, np.s_[:1], np.s_[-1:])),
    ),
}

MISCONCEPTIONS = (
    *named_in(WHOLE),
    *combined(_of, ways(_move, MOVES), ways(np.exp, WEIGHTS), SHARING),
    # Nearly every answer with two other mistakes lets large logits overflow as well.
    *combined(_of, ways(_move, OVERFLOW)[1:], ways(np.exp, WEIGHTS), SHARING, most=3),
    # In float64 fewer logits overflow.
    *combined(_of_doubles, ways(_move, MOVES), ways(np.exp, {}), ways(_share, {})),
    *combined(_of_doubles, ways(_move, OVERFLOW)[1:], ways(np.exp, WEIGHTS), SHARING, most=2),
    *named_in(RARE_WHOLE),
    *after(shared_lists("rows"), _right),
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
                case(logits=np.array([[800, 0, -800.0]])),
                case(logits=np.array([[-900, -901.0]])),
                case(logits=np.array([[-900, -901], [900, 899.0]])),
                # Only with a mistake do these overflow: the first two in float32, the last in both.
                case(logits=np.array([[60, 61.0]])),
                case(logits=np.array([[-60, -61.0]])),
                case(logits=np.array([[-400, -401.0]])),
            ),
            hint="The logits [1000, 1001] have the same probabilities as [0, 1].",
        ),
    ),
)
