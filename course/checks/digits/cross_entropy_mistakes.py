"""Known mistakes of `cross_entropy`: in the logarithms, in the loss and in its gradient."""

from collections.abc import Callable
from functools import partial
from typing import Any

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
    Table,
    combined,
    family,
    keep_only,
    named_in,
    remembered,
    ways,
)


def _both(
    logarithms: Callable[[Any], Any],
    terms: Callable[[Batch], Any],
    total: Callable[[Any, int], Any],
    gradient: Callable[[Batch], Any],
    scaled: Callable[[Any], Any],
) -> Model:
    """Build a model of the loss and its gradient.

    Args:
        logarithms: computes log-probabilities from logits.
        terms: computes the loss of each image.
        total: makes the loss of these, given the number of classes.
        gradient: computes the gradient of the sum of the images' losses.
        scaled: makes the gradient of the mean of it.
    """

    def model(logits: Any, labels: Any) -> Any:
        logits = logits.astype(np.float64)
        batch = Batch(logits, labels, logarithms(logits))
        return total(terms(batch), logits.shape[1]), scaled(gradient(batch))

    return model


def _from_shares(move: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return logarithms of probabilities in float32, of logits that are moved in another way."""

    def logarithms(logits: Any) -> Any:
        powers = np.exp(move(logits).astype(np.float32))
        return np.log(powers / of_rows(np.sum, powers))

    return logarithms


def _from_sums(move: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return moved logits minus the logarithm of their sum of exponentials, in float32."""

    def logarithms(logits: Any) -> Any:
        moved = move(logits).astype(np.float32)
        return moved - np.log(of_rows(np.sum, np.exp(moved)))

    return logarithms


_log_overflowing = remembered(_from_shares(lambda logits: logits))


def _in_columns(logits: Any) -> Any:
    return log_softmax(logits.T).T


# Powers of ten that are added to probabilities, or limit them.
CAPS = (6, 7, 8, 9, 10, 12, 15, 16, 20, 30, 300)
CAPPED = (
    "You add a small number, or put a limit, before you take the logarithm, which caps the loss of "
    "a bad mistake."
)
NO_CAP = "The logarithm of a softmax is the logit minus the logarithm of a sum: that needs no cap."

LOGARITHMS: Table = {
    "large logits overflow": (
        "exp of a large number is infinite, and of a very negative one 0. Subtract the largest "
        "logit of each row first.",
        _log_overflowing,
    ),
    "softmax over the images": (
        "Your probabilities add up to 1 in each column. It is each row, an image, that has to.",
        remembered(_in_columns),
    ),
}


def _minus(number: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda logits: logits - number(logits)


def _summed_on(logits: Any) -> Any:
    moved = logits - of_rows(np.max, logits)
    return moved - np.log(np.cumsum(np.exp(moved).sum(axis=1))[:, np.newaxis])


MOVES: dict[str, Callable[[Any], Any]] = {
    "the largest logit of all rows": np.max,
    "at least 0, from a row of negative logits, too": lambda z: np.maximum(of_rows(np.max, z), 0),
    "a row's largest number without its sign": lambda z: of_rows(np.max, np.abs(z)),
    "the mean of a row": lambda z: of_rows(np.mean, z),
    "the smallest logit of a row": lambda z: of_rows(np.min, z),
}
RARE_LOGARITHMS: Table = {
    **family(
        "You subtract {}. A row far below or above that number has exponentials that are 0 or "
        "infinite: subtract the row's own largest logit.",
        {
            f"{words} subtracted": (
                words,
                *(form(_minus(number)) for form in (_from_shares, _from_sums)),
            )
            for words, number in MOVES.items()
        },
    ),
    "largest logit of each column subtracted": (
        "You subtract the largest logit of each column, which changes the rows. The number to "
        "subtract has to be the same within a row.",
        lambda logits: log_softmax(logits - logits.max(axis=0)),
        _from_shares(lambda logits: logits - logits.max(axis=0)),
        _from_sums(lambda logits: logits - logits.max(axis=0)),
    ),
    "a sum that goes on from row to row": (
        "Your sum of exponentials goes on from row to row. Each row starts with a sum of 0.",
        _summed_on,
    ),
    "softmax twice": (
        "You take the softmax of probabilities: it is taken once more than it should.",
        lambda logits: log_softmax(np.exp(log_softmax(logits))),
    ),
    "logits clipped": (
        "Logits beyond a limit count as the limit, so that they look alike. Subtract the largest "
        "logit of each row instead.",
        *(
            form(partial(np.clip, a_min=least, a_max=limit))
            for form in (_from_shares, _from_sums)
            for limit in (10, 20, 30, 50, 80, 88, 100, 500, 700)
            for least in (-limit, None)
        ),
    ),
}

TERMS: Table = {
    "logarithm of 0": (
        "A probability that is rounded to 0 has no logarithm. The logarithm of a softmax is the "
        "logit minus the logarithm of a sum: compute that instead.",
        lambda batch: -batch.at_label(np.log(batch.p.astype(np.float32))),
        # 0 times a logarithm of 0 is no number.
        lambda batch: -np.sum(batch.t * np.log(batch.p.astype(np.float32)), axis=1),
    ),
    "small number added before the logarithm": (
        f"{CAPPED} {NO_CAP}",
        *(
            lambda batch, least=10.0**-power: -batch.at_label(np.log(batch.p + least))
            for power in CAPS
        ),
    ),
    "sign of the loss flipped": (
        "Your loss has the opposite sign. Logarithms of probabilities are negative, and a loss is "
        "not.",
        lambda batch: batch.at_label(batch.logs),
    ),
    "another base of the logarithm": (
        "Your logarithm has the base 2 or 10. The loss takes the natural one, np.log.",
        lambda batch: -batch.at_label(batch.logs) / np.log(2),
        lambda batch: -batch.at_label(batch.logs) / np.log(10),
    ),
    "no logarithm": (
        "You return a mean of probabilities, or minus that. The loss takes their logarithms first.",
        lambda batch: batch.at_label(batch.p),
        lambda batch: -batch.at_label(batch.p),
    ),
    "all classes": (
        "All classes count in your loss. Only the label's probability does.",
        lambda batch: -batch.logs.sum(axis=1),
    ),
}


def _log_sum(batch: Batch) -> Any:
    """Return the logarithm of the sum of exponentials of each row, moved to at most 0."""
    return np.log(np.exp(batch.logits - of_rows(np.max, batch.logits)).sum(axis=1))


def _read(at: Callable[[Batch], Any], batch: Batch) -> Any:
    """Return the loss of each image if the label's logit is read from other numbers."""
    return _log_sum(batch) - batch.at_label(at(batch))


# What may be in place of the logits when the loss is read.
OVERWRITTEN: tuple[Callable[[Batch], Any], ...] = (
    lambda batch: (batch.p - batch.t) / batch.n,
    lambda batch: batch.p - batch.t,
    lambda batch: batch.p,
    lambda batch: batch.logs,
    lambda batch: np.exp(batch.logits - of_rows(np.max, batch.logits)),
)
READ_TOO_LATE: tuple[Callable[[Batch], Any], ...] = (
    *(partial(_read, at) for at in OVERWRITTEN),
    lambda batch: -np.log(batch.at_label(batch.p) / batch.n),
    lambda batch: -np.log(np.exp(batch.at_label(batch.logits) - batch.logits.max(axis=1))),
    lambda batch: -batch.at_label(batch.p - batch.t),
    lambda batch: -batch.at_label(batch.p - batch.t) / batch.n,
)
RARE_TERMS: Table = {
    "largest logit not added again in the loss": (
        "You subtract the largest logit of a row before exp. Subtract it from the label's logit, "
        "too, or add it after the logarithm.",
        lambda batch: -batch.at_label(batch.logs) - batch.logits.max(axis=1),
    ),
    "sum of exponentials overflows in the loss": (
        "The sum of exponentials in your loss overflows, or is 0. Subtract the largest logit of "
        "each row before exp, and from the label's logit, too.",
        lambda batch: (
            np.log(np.exp(batch.logits.astype(np.float32)).sum(axis=1))
            - batch.at_label(batch.logits)
        ),
    ),
    "softmax over the images in the loss": (
        "The probabilities of your loss add up to 1 in each column. It is each row, an image, that "
        "has to.",
        lambda batch: -batch.at_label(_in_columns(batch.logits)),
    ),
    "each class as a question of its own": (
        "You add the loss of all the classes that are not the label, as if each were a question of "
        "its own. With softmax the label's term is the whole loss.",
        lambda batch: -np.sum(np.log(np.abs(1 - batch.t - batch.p)), axis=1),
    ),
    "largest probability instead of the label's": (
        "Your loss is about the largest probability. It should be that of the label.",
        lambda batch: -batch.logs.max(axis=1),
    ),
    "1 added to the probability or subtracted": (
        "You take 1 - p or 1 + p in place of the label's probability p. The loss is minus the "
        "logarithm of p itself.",
        lambda batch: 1 - batch.at_label(batch.p),
        lambda batch: -np.log(1 - batch.at_label(batch.p)),
        lambda batch: -np.log1p(batch.at_label(batch.p)),
    ),
    "numbers of the loss overwritten": (
        "Your loss reads numbers that another step has overwritten: `g = z` is a second name of "
        "the same array, and `g -= ...`, `g /= n` and `out=g` change it under both. Work on a "
        "copy, or compute the loss first.",
        *READ_TOO_LATE,
    ),
    "1 subtracted before the loss": (
        "You subtract 1 at the labels before you compute the loss, so it takes logarithms of "
        "negative numbers. `g = p` is another name for the same array: work on a copy, or compute "
        "the loss first.",
        lambda batch: np.log(batch.at_label(batch.p) - 1),
    ),
    "differences in the loss": (
        "Your loss is made of differences between probabilities and truth, or of their squares. It "
        "is minus the logarithm of the label's probability.",
        lambda batch: np.sum((batch.p - batch.t) ** 2, axis=1),
        lambda batch: np.sum((batch.p - batch.t) ** 2, axis=1) / 2,
        lambda batch: np.mean((batch.p - batch.t) ** 2, axis=1),
        lambda batch: np.sum(np.abs(batch.p - batch.t), axis=1),
    ),
    "labels of the batch in every row of the loss": (
        "Your loss takes the probabilities of all labels from every row, as `p[:, labels]` does. "
        "Each row has one label: index rows and labels together, `p[np.arange(n), labels]`.",
        lambda batch: -batch.logs[:, batch.labels].mean(axis=1),
        lambda batch: -batch.logs[:, batch.labels].sum(axis=1),
    ),
    "next class in the loss": (
        "Your loss is about the class before or after the label. Labels are counted from 0, as "
        "columns are.",
        lambda batch: -batch.at_label(np.roll(batch.logs, 1, axis=1)),
        lambda batch: -batch.at_label(np.roll(batch.logs, -1, axis=1)),
    ),
}


TOTALS: Table = {
    "sum instead of mean": (
        "Your loss is the sum over the images. Here it is their mean.",
        lambda losses, classes: np.sum(losses),
    ),
    "mean over images and classes": (
        "Your loss is divided by the number of images and of classes. Each image has one label, so "
        "it is divided by the number of images alone.",
        lambda losses, classes: np.mean(losses) / classes,
    ),
    "half the loss": (
        "Your loss is half the mean. That belongs to squares: here it is the mean itself.",
        lambda losses, classes: np.mean(losses) / 2,
    ),
    "a loss for each image": (
        "You return a loss for each image. The loss of a batch is one number, their mean.",
        lambda losses, classes: losses,
    ),
}
RARE_TOTALS: Table = {
    "loss divided by the classes": (
        "Your loss is divided by the number of classes. It is the images that are averaged.",
        lambda losses, classes: np.sum(losses) / classes,
    ),
    "logarithm of the mean": (
        "You add up or average the probabilities first, and take the logarithm then. Each image "
        "has a loss of its own: the logarithm comes first.",
        lambda losses, classes: -np.log(np.mean(np.exp(-losses))),
        lambda losses, classes: -np.log(np.sum(np.exp(-losses))),
    ),
    "loss rounded": (
        "Your loss is rounded. Return it as it is.",
        *(lambda losses, classes, n=n: np.round(np.mean(losses), n) for n in range(5)),
    ),
    "last image left out of the loss": (
        "The last image does not count in your loss. Where does your loop end?",
        lambda losses, classes: np.sum(losses[:-1]) / len(losses),
    ),
    **family(
        "Only the {} image counts in your loss. It is a mean over all: add up in the loop.",
        {
            "only the first image in the loss": (
                "first",
                lambda losses, classes: losses[0],
                lambda losses, classes: losses[0] / len(losses),
            ),
            "only the last image in the loss": (
                "last",
                lambda losses, classes: losses[-1],
                lambda losses, classes: losses[-1] / len(losses),
            ),
        },
    ),
}


def _one_sided(h: float, batch: Batch) -> Any:
    """Return by how much the sum of the losses grows for each logit that grows by h, over h."""
    return np.log1p(batch.p * np.expm1(h)) / h - batch.t


GRADIENTS: Table = {
    "sign of the gradient flipped": (
        "Your gradient has the opposite sign. A larger logit at the label makes the loss smaller.",
        lambda batch: batch.t - batch.p,
    ),
    **LABEL_NOT_SUBTRACTED,
    "only the label has a gradient": (
        "Your gradient is 0 except at the label. The other logits change the loss, too, because "
        "they are in the sum of softmax.",
        lambda batch: (batch.p - 1) * batch.t,
    ),
}
RARE_GRADIENTS: Table = {
    **SHARED_GRADIENTS,
    "one-sided differences": (
        "Your gradient is made of differences to one side, which are off by the nudge. Nudge to "
        "both sides, by h and by -h, and divide by 2 h; or compute the probabilities minus 1 at "
        "the label.",
        *(partial(_one_sided, sign * h) for h in (1, 0.1, 0.01, 0.001) for sign in (1, -1)),
    ),
    "exponentials overflow in the gradient": (
        "The exponentials of your gradient overflow, or are all 0. Subtract the largest logit of "
        "each row before exp, as in the loss.",
        lambda batch: np.exp(_log_overflowing(batch.logits)) - batch.t,
    ),
    "gradient with respect to the probabilities": (
        "Your gradient is that with respect to the probabilities. The question is how the loss "
        "changes with the logits: softmax stands in between.",
        lambda batch: -batch.t / batch.p,
    ),
    "gradient without probabilities": (
        "Your gradient is 0 but for the labels, or everywhere. Is it computed from the "
        "probabilities, and written into your array? And an array with an integer dtype, such as "
        "`dtype=int`, cuts all fractions off.",
        lambda batch: -batch.t,
        lambda batch: 0 * batch.t,
    ),
}
SCALES: Table = {
    "gradient of the sum": (
        "Your gradient is that of a sum over the images. The loss is their mean: divide by the "
        "number of images.",
        lambda gradient: gradient,
    ),
    "half the gradient": (
        "Your gradient is half as large as it should be.",
        lambda gradient: gradient / len(gradient) / 2,
    ),
}
RARE_SCALES: Table = {
    "gradient divided twice": (
        "Your gradient is divided by the number of images twice. Once is enough for a mean.",
        lambda gradient: gradient / len(gradient) ** 2,
    ),
    "gradient added up over the images": (
        "You return one row for all images. Each logit has a gradient of its own.",
        lambda gradient: gradient.sum(axis=0),
        lambda gradient: gradient.mean(axis=0),
    ),
    "gradient on its side": (
        "Your gradient lies on its side. It has the shape of the logits: rows are images.",
        lambda gradient: gradient.T / len(gradient),
    ),
    "only one image has a gradient": (
        "Only the first or the last row of your gradient is filled. Each image has a row of its "
        "own: where does your loop end, and is the array made anew in it?",
        lambda gradient: keep_only(gradient, np.s_[:1]) / len(gradient),
        lambda gradient: keep_only(gradient, np.s_[-1:]) / len(gradient),
    ),
}

STEPS = (
    ways(remembered(log_softmax), LOGARITHMS, RARE_LOGARITHMS),
    ways(lambda batch: -batch.at_label(batch.logs), TERMS, RARE_TERMS),
    ways(lambda losses, classes: np.mean(losses), TOTALS, RARE_TOTALS),
    ways(right_gradient, GRADIENTS, RARE_GRADIENTS),
    ways(lambda gradient: gradient / len(gradient), SCALES, RARE_SCALES),
)


def _right(logits: Any, labels: Any) -> Any:
    return tuple(map(np.asarray, network.cross_entropy(logits, labels)))


def _smooth(part: float, logits: Any, labels: Any) -> Any:
    classes = logits.shape[1]
    return (1 - part) * np.eye(classes)[labels] + part / classes


def _up_to_the_largest_label(logits: Any, labels: Any) -> Any:
    return np.eye(labels.max() + 1)[labels]


def _with_targets(targets: Callable[[Any, Any], Any], is_mean: bool = True) -> Model:
    """Build a model with other rows of zeros and ones, made of logits and labels."""

    def model(logits: Any, labels: Any) -> Any:
        logs, t = log_softmax(logits.astype(np.float64)), targets(logits, labels)
        count = len(labels)
        return -np.sum(t * logs) / count, (np.exp(logs) - t) / (count if is_mean else 1)

    return model


def _with_logarithms(logarithms: Callable[[Any], Any]) -> Model:
    """Build a model of loss and gradient that are right but for the logarithms."""
    return _both(logarithms, *(step[0].change for step in STEPS[1:]))


def _unkept(keeps_largest: bool, keeps_sum: bool, moves: bool = True) -> Model:
    """Build a model in which the largest logits, or the sums, of the rows have the shape (n,)."""

    def logarithms(logits: Any) -> Any:
        moved = logits - logits.max(axis=1, keepdims=keeps_largest) if moves else logits
        return moved - np.log(np.exp(moved).sum(axis=1, keepdims=keeps_sum))

    return _with_logarithms(logarithms)


def _capped(least: float) -> Model:
    """Build a model of a tape's gradient through probabilities that are at least `least`."""

    def gradient(batch: Batch) -> Any:
        is_capped = batch.at_label(batch.p)[:, np.newaxis] < least
        return np.where(is_capped, 0, right_gradient(batch))

    def terms(batch: Batch) -> Any:
        return -np.log(np.maximum(batch.at_label(batch.p), least))

    return _both(log_softmax, terms, STEPS[2][0].change, gradient, STEPS[4][0].change)


def _from_moved(logarithms: Callable[[Any], Any]) -> Model:
    """Build a model of loss and gradient from logarithms of logits that were moved to at most 0."""
    return _with_logarithms(lambda logits: logarithms(logits - of_rows(np.max, logits)))


def _to_base(log: Callable[[Any], Any]) -> tuple[Model, Model]:
    """Return models with another logarithm: of the sums alone, or of the probabilities."""
    return (
        _from_moved(lambda z: z - log(of_rows(np.sum, np.exp(z)))),
        _from_moved(lambda z: log(np.exp(z) / of_rows(np.sum, np.exp(z)))),
    )


def _overflowing(logits: Any, labels: Any) -> Any:
    """Model a logarithm of sums that overflow in float32."""
    logs = logits - np.log(of_rows(np.sum, np.exp(logits.astype(np.float32))))
    gradient = np.exp(logs)
    gradient[np.arange(len(labels)), labels] -= 1
    return -np.mean(logs[np.arange(len(labels)), labels]), gradient / len(labels)


WHOLE: Table = {
    "probabilities limited before the logarithm": (
        f"{CAPPED} Beyond the limit the gradient is 0, so nothing is learned from such a mistake. "
        f"{NO_CAP}",
        *(_capped(10.0**-power) for power in CAPS),
    ),
    "softmax forgotten": (
        "Your loss is minus the logit of the label. The logits become probabilities first: softmax "
        "is missing.",
        lambda logits, labels: (
            -np.mean(logits[np.arange(len(labels)), labels]),
            -np.eye(logits.shape[1])[labels] / len(labels),
        ),
    ),
    **family(
        "You take logarithms to the base {}. The loss has natural logarithms, `np.log`.",
        {
            f"logarithms to the base {words}": (words, *_to_base(log))
            for words, log in (("2", np.log2), ("10", np.log10))
        },
    ),
    "1 added to the sum": (
        "You add 1 before the logarithm, as `np.log1p` does. Take the logarithm of the sum itself.",
        _from_moved(lambda z: z - np.log1p(of_rows(np.sum, np.exp(z)))),
    ),
    **family(
        "Your probabilities are shares of the sum of {}. Each image has a sum of its own, that of "
        "its row.",
        {
            "sum of all rows": ("all rows", _from_moved(lambda z: z - np.log(np.exp(z).sum()))),
            "sum of a column": (
                "a column",
                _from_moved(lambda z: z - np.log(np.exp(z).sum(axis=0))),
            ),
        },
    ),
    "large logits overflow": (
        "exp of a large number is infinite, and of a very negative one 0. Subtract the largest "
        "logit of its row from each logit before exp.",
        _overflowing,
    ),
    "labels of the batch in every row": (
        "You mark the labels of all images in every row, as `t[:, labels] = 1` does. Each row has "
        "one label: index rows and labels together, `t[np.arange(n), labels]`.",
        _with_targets(lambda logits, labels: 1.0 * np.isin(np.indices(logits.shape)[1], labels)),
    ),
    "labels smoothed": (
        "You spread a part of each label over all classes. The label alone counts.",
        *(_with_targets(partial(_smooth, part)) for part in (0.1, 0.2, 0.05, 0.01)),
    ),
    "as many classes as the largest label": (
        "Your rows of ones and zeros end at the largest label of the batch. They have a place for "
        "each class, a column of the logits.",
        _with_targets(_up_to_the_largest_label),
    ),
    "as many classes as the largest label and gradient of the sum": (
        "Your rows of ones and zeros end at the largest label of the batch. They have a place for "
        "each class, a column of the logits. And your gradient is that of a sum over the images: "
        "divide by their number.",
        _with_targets(_up_to_the_largest_label, is_mean=False),
    ),
    "sums without an axis of their own": (
        AXIS_OF_THEIR_OWN,
        _unkept(True, False),
        _unkept(False, True),
        _unkept(False, False),
        _unkept(True, False, moves=False),
    ),
    "largest logit taken for the label": (
        "Your loss and gradient are about the class with the largest logit. They are about the "
        "label, which is given.",
        lambda logits, labels: _right(logits, logits.argmax(axis=1)),
    ),
    "next class": (
        "Your loss is about the class before or after the label, and so is your gradient. Labels "
        "are counted from 0, as columns are.",
        lambda logits, labels: _right(logits, (labels - 1) % logits.shape[1]),
        lambda logits, labels: _right(logits, (labels + 1) % logits.shape[1]),
        lambda logits, labels: _right(logits, labels + 1),
    ),
    "results swapped": (
        "You return the gradient before the loss: swap them.",
        lambda logits, labels: _right(logits, labels)[::-1],
    ),
}

MISCONCEPTIONS = (*named_in(WHOLE), *combined(_both, *STEPS))
