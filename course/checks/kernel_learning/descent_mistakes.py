"""Known mistakes in the steps of gradient descent, in `learn_kernel` and `train_step`.

The models call the course's descent with another start, learning rate or number of steps, or change
what it returns.
"""

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np

from course.checks.mistake_models import Model, named
from course.descent import descent, learn
from nbproctor.checks.exercise import Misconception


def loss_at(X: Any, Y: Any, K: Any) -> Any:
    """Return the loss of a kernel over one or several images."""
    return descent(X, Y, K, 0.0, 1)[1][0]


def after_step(X: Any, Y: Any, K: Any, rate: float) -> Any:
    """Return the kernel after one right step."""
    return descent(X, Y, K, rate, 1)[0][1]


def at_rate(change: Callable[[float, Any], float]) -> Model:
    """Build a model with another learning rate, computed from the given one and the target."""
    return lambda X, Y, K, rate, steps: learn(X, Y, K, change(rate, Y), steps)


def _always(rate: float) -> Model:
    return at_rate(lambda given, Y: rate)


def stepping(move: Callable[[Any, Any, Any, float], Any]) -> Model:
    """Build a model whose steps follow another rule: `move` computes the next kernel."""

    def model(X: Any, Y: Any, K0: Any, rate: float, steps: int) -> Any:
        way = list(accumulate(range(steps), lambda K, _: move(X, Y, K, rate), initial=K0))
        return way[-1], [loss_at(X, Y, K) for K in way[:-1]]

    return model


def of_errors(change: Callable[[Any], Any], loss: Callable[[Any], Any]) -> Model:
    """Build a model that descends along other errors, and reports another loss of the errors."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        windows = np.lib.stride_tricks.sliding_window_view(X, K.shape, axis=(-2, -1))
        kernel, losses = K.astype(np.float64), []
        for _ in range(steps):
            error = np.einsum("...ab,ab->...", windows, kernel) - Y
            losses.append(loss(error))
            kernel = kernel - 2 * rate * np.tensordot(change(error), windows, axes=error.ndim)
        return kernel, losses

    return model


def _mean_instead_of_sum(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
    return _mean_over(lambda Y: Y.size)(X, Y, K, rate, steps)


def _mean_over(count: Callable[[Any], float]) -> Model:
    """Build a model whose loss is the sum divided by a number computed from the target."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        K, losses = learn(X, Y, K, rate / count(Y), steps)
        return K, losses / count(Y)

    return model


def _half_the_loss(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
    K, losses = learn(X, Y, K, rate / 2, steps)
    return K, losses / 2


def _normalised(length: Callable[[Any], Any]) -> Model:
    """Build a model whose steps follow the gradient divided by its length."""

    def move(X: Any, Y: Any, K: Any, rate: float) -> Any:
        gradient = (K - after_step(X, Y, K, rate)) / rate
        return K - rate * gradient / (length(gradient) + 1e-12)

    return stepping(move)


def _step(X: Any, Y: Any, K: Any, rate: float) -> Any:
    """Return what one right step adds to a kernel."""
    return after_step(X, Y, K, rate) - K


def _from_the_start(X: Any, Y: Any, K0: Any, rate: float, steps: int) -> Any:
    """Model steps that all start from the first kernel, each along the gradient at the last."""
    way = [K0]
    for _ in range(steps):
        way.append(K0 + _step(X, Y, way[-1], rate))
    return way[-1], [loss_at(X, Y, K) for K in way[:-1]]


def _at_falling_rate(factor: float) -> Model:
    """Build a model whose learning rate is multiplied by a factor after each step, or before."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        way = [K]
        for number in range(steps):
            way.append(after_step(X, Y, way[-1], rate * factor**number))
        return way[-1], [loss_at(X, Y, each) for each in way[:-1]]

    return model


def _earlier(model: Model, factor: float) -> Model:
    return lambda X, Y, K, rate, steps: model(X, Y, K, rate * factor, steps)


def _scaled_by(size: Callable[[Any], Any]) -> Callable[[Any, Any, Any, float], Any]:
    """Return a step after which the kernel is divided by a number computed from it."""

    def move(X: Any, Y: Any, K: Any, rate: float) -> Any:
        K = after_step(X, Y, K, rate)
        return K / size(K)

    return move


def _along_cut(cut: Callable[[Any], Any]) -> Callable[[Any, Any, Any, float], Any]:
    """Return a step along the gradient without its fractions."""
    return lambda X, Y, K, rate: K - rate * cut(-_step(X, Y, K, rate) / rate)


FALLING = (0.9, 0.99, 0.95, 0.5, 0.1)

IN_EVERY_STEP = (
    *named(
        "each step from the start",
        "Each step starts from the first kernel again, so the steps before it are lost. It starts "
        "from the kernel that the last step left.",
        _from_the_start,
    ),
    *named(
        "learning rate falls",
        "Your learning rate becomes smaller from step to step. It is the same in all of them.",
        *(_at_falling_rate(factor) for factor in FALLING),
        *(_earlier(_at_falling_rate(factor), factor) for factor in FALLING),
    ),
    *named(
        "kernel shrinks",
        "Each step makes the kernel itself smaller, besides the gradient. Only the gradient times "
        "the learning rate is taken away.",
        stepping(lambda X, Y, K, rate: after_step(X, Y, K, rate) - rate * K),
        stepping(lambda X, Y, K, rate: rate * K + _step(X, Y, K, rate)),
    ),
    *named(
        "negatives cut off",
        "Negative numbers of your kernel become 0 in each step. A kernel may be negative.",
        stepping(lambda X, Y, K, rate: np.maximum(after_step(X, Y, K, rate), 0)),
    ),
    *named(
        "kernel scaled in each step",
        "Your kernel is divided by its largest number, its length or its sum in each step. It "
        "stays as the step has left it.",
        *(
            stepping(_scaled_by(size))
            for size in (lambda K: np.abs(K).max(), np.max, np.linalg.norm, np.sum)
        ),
    ),
    *named(
        "gradient cut to whole numbers",
        "The fractions of your gradient are gone before the step.",
        *(stepping(_along_cut(cut)) for cut in (np.trunc, np.round)),
    ),
    *named(
        "signs of the errors",
        "Your steps follow the signs of the errors, as if the loss were their absolute values. The "
        "gradient of the squares has the errors themselves.",
        of_errors(np.sign, lambda error: np.sum(error**2)),
        of_errors(lambda error: np.sign(error) / 2, lambda error: np.sum(error**2)),
    ),
    *named(
        "root of the loss",
        "You take the root of the loss, and its gradient. The loss is the sum of the squares.",
        of_errors(
            lambda error: error / 2 / (np.sqrt(np.sum(error**2)) or 1.0),
            lambda error: np.sqrt(np.sum(error**2)),
        ),
    ),
    *named(
        "square of the sum",
        "You add up the differences first, and square the sum. Errors of opposite sign cancel out "
        "there: square each difference first.",
        of_errors(
            lambda error: np.full_like(error, np.sum(error)), lambda error: np.sum(error) ** 2
        ),
    ),
    *named(
        "gradient divided by its length",
        "You divide the gradient by its length or its largest number, so that your steps do not "
        "depend on how steep the loss is. A step is the learning rate times the gradient as it is.",
        _normalised(np.linalg.norm),
        _normalised(lambda gradient: np.max(np.abs(gradient))),
        _normalised(lambda gradient: np.sum(np.abs(gradient))),
    ),
    *named(
        "mean instead of sum",
        "You take the mean of the squares. The loss is their sum, and so is its gradient.",
        _mean_instead_of_sum,
    ),
    *named(
        "sum divided by the length of an axis",
        "Your loss is the sum of the squares divided by the length of an axis: a mean is taken "
        "along it, or a mean over all is multiplied by one length only. It is the sum over all.",
        _mean_over(lambda Y: Y.shape[-1]),
        _mean_over(lambda Y: Y.shape[-2]),
    ),
    *named(
        "step of a mean",
        "Your steps are those of the mean of the squares, though the loss is their sum. Take the "
        "gradient of the sum.",
        at_rate(lambda rate, Y: rate / Y.size),
        at_rate(lambda rate, Y: rate / Y.size / 2),
    ),
    *named(
        "absolute values instead of squares",
        "Your loss adds up absolute values. It is the sum of the squares.",
        of_errors(lambda error: np.sign(error) / 2, lambda error: np.sum(np.abs(error))),
    ),
    *named(
        "differences not squared",
        "Your loss adds up the differences as they are, so that errors of opposite sign cancel "
        "out. It is the sum of their squares.",
        of_errors(lambda error: np.full_like(error, 0.5), np.sum),
    ),
    *named(
        "gradient flipped",
        "Your gradient is turned by 180 degrees: its first number belongs at the end.",
        stepping(lambda X, Y, K, rate: K + (after_step(X, Y, K, rate) - K)[::-1, ::-1]),
    ),
    *named(
        "gradient transposed",
        "Your gradient is the transpose: rows stand as columns. It has the shape of the kernel.",
        stepping(lambda X, Y, K, rate: K + (after_step(X, Y, K, rate) - K).T),
    ),
    *named(
        "the same step for all numbers",
        "All numbers of your kernel take the same step, a sum or a mean over the gradient. Each "
        "has a gradient of its own.",
        stepping(lambda X, Y, K, rate: K + np.sum(after_step(X, Y, K, rate) - K)),
        stepping(lambda X, Y, K, rate: K + np.mean(after_step(X, Y, K, rate) - K)),
    ),
    *named(
        "factor 2 forgotten",
        "Your steps are half as long as they should be. The loss is the whole sum of the squares: "
        "what is the derivative of a square?",
        at_rate(lambda rate, Y: rate / 2),
        _half_the_loss,
    ),
    *named(
        "factor 2 twice",
        "Your steps are twice as long as they should be. The gradient of a tape has the 2 of the "
        "derivative in it already, and by hand it counts once.",
        at_rate(lambda rate, Y: 2 * rate),
    ),
    *named(
        "uphill and factor 2 forgotten",
        "You go uphill, with the gradient, in steps half as long as they should be. The loss falls "
        "the other way, and the derivative of a square has a 2.",
        at_rate(lambda rate, Y: -rate / 2),
        parts=("uphill", "factor 2 forgotten"),
    ),
    *named(
        "uphill",
        "You go uphill, with the gradient. The loss falls the other way.",
        at_rate(lambda rate, Y: -rate),
    ),
    *named(
        "uphill and mean instead of sum",
        "You go uphill, with the gradient. The loss falls the other way. And you take the mean of "
        "the squares. The loss is their sum, and so is its gradient.",
        lambda X, Y, K, rate, steps: _mean_instead_of_sum(X, Y, K, -rate, steps),
        parts=("uphill", "mean instead of sum"),
    ),
    *named(
        "learning rate twice",
        "You multiply by the learning rate twice. Once is enough.",
        at_rate(lambda rate, Y: rate**2),
    ),
    *named(
        "divided by the learning rate",
        "You divide by the learning rate. A step is the gradient times the learning rate.",
        at_rate(lambda rate, Y: 1 / rate),
    ),
    *named(
        "target forgotten",
        "Your descent is the one for a target of zeros: Y is missing from the error.",
        lambda X, Y, K, rate, steps: learn(X, 0 * Y, K, rate, steps),
    ),
    *named(
        "gradient flipped and factor 2 forgotten",
        "Your gradient is turned by 180 degrees: its first number belongs at the end. And your "
        "steps are half as long as they should be: the derivative of a square has a 2.",
        stepping(lambda X, Y, K, rate: K + (after_step(X, Y, K, rate / 2) - K)[::-1, ::-1]),
        parts=("gradient flipped", "factor 2 forgotten"),
    ),
    *named(
        "learning rate ignored",
        "You subtract the whole gradient. The learning rate says how much of it.",
        at_rate(lambda rate, Y: 1.0),
    ),
    *(
        Misconception(
            "learning rate hard-coded",
            f"Your learning rate is always {always}. It is an argument of the function.",
            _always(always),
        )
        for always in (0.03, 0.01, 0.1, 0.001)
    ),
    *named(
        "step in place of the kernel",
        "Your kernel is the step alone. A step is taken away from the kernel there was.",
        stepping(lambda X, Y, K, rate: K - after_step(X, Y, K, rate)),
        stepping(lambda X, Y, K, rate: after_step(X, Y, K, rate) - K),
    ),
    *named(
        "gradient in place of the kernel",
        "Your kernel is the gradient. Only a part of it is taken away from the kernel there was.",
        stepping(lambda X, Y, K, rate: (K - after_step(X, Y, K, rate)) / rate),
        stepping(lambda X, Y, K, rate: (after_step(X, Y, K, rate) - K) / rate),
    ),
)
