"""Known mistakes in the steps of gradient descent, in `learn_kernel` and `train_step`.

The models call the course's descent with another start, learning rate or number of steps, or change
what it returns.
"""

from collections.abc import Callable
from functools import partial
from itertools import accumulate
from typing import Any

import numpy as np

from course.checks.mistake_models import (
    Model,
    Table,
    combined,
    family,
    limits,
    named,
    named_in,
    remembered,
    ways,
)
from course.descent import descent, learn
from nbproctor.checks.exercise import Misconception


def loss_at(X: Any, Y: Any, K: Any) -> Any:
    """Return the loss of a kernel over one or several images."""
    return descent(X, Y, K, 0.0, 1)[1][0]


def after_step(X: Any, Y: Any, K: Any, rate: float) -> Any:
    """Return the kernel after one right step."""
    return descent(X, Y, K, rate, 1)[0][1]


def at_rates(change: Callable[[float, int], float]) -> Model:
    """Build a model whose learning rate is computed from the given one and the number of a step."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        losses = []
        for step in range(steps):
            losses.append(loss_at(X, Y, K))
            K = after_step(X, Y, K, change(rate, step))
        return K, losses

    return model


def stepping(move: Callable[[Any, Any, Any, float], Any]) -> Model:
    """Build a model whose steps follow another rule: `move` computes the next kernel."""

    def model(X: Any, Y: Any, K0: Any, rate: float, steps: int) -> Any:
        way = list(accumulate(range(steps), lambda K, _: move(X, Y, K, rate), initial=K0))
        return way[-1], [loss_at(X, Y, K) for K in way[:-1]]

    return model


def of_errors(
    change: Callable[..., Any],
    loss: Callable[[Any], Any] = lambda error: np.sum(error**2),
    detect: Callable[[Any], Any] | None = None,
) -> Model:
    """Build a model that descends along other errors, and reports a loss of the errors.

    Args:
        change: computes the errors of the descent; with `detect` it is given the predictions, too.
        loss: computes the loss that is reported.
        detect: changes the predictions.
    """

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        windows = np.lib.stride_tricks.sliding_window_view(X, K.shape, axis=(-2, -1))
        kernel, losses = K.astype(np.float64), []
        for _ in range(steps):
            predicted = np.einsum("...ab,ab->...", windows, kernel)
            error = (detect(predicted) if detect else predicted) - Y
            losses.append(loss(error))
            changed = change(error, predicted) if detect else change(error)
            kernel = kernel - 2 * rate * np.tensordot(changed, windows, axes=error.ndim)
        return kernel, losses

    return model


@remembered
def _unroll(X: Any, k_h: int, k_w: int) -> Any:
    """Return all windows of one or several images, each as a row."""
    windows = np.lib.stride_tricks.sliding_window_view(X, (k_h, k_w), axis=(-2, -1))
    return windows.reshape(-1, k_h * k_w)


def _descending(
    number: Callable[[int], int],
    given: Callable[[Any, Any], tuple[Any, Any]],
    bend: Callable[[Any], Any],
    step: Callable[[float, Any], float],
    times: Callable[[Any], Any],
    losses: Callable[[Any, Any], Any],
) -> Model:
    """Build a model of a descent from its parts.

    Args:
        number: changes the number of steps.
        given: changes image and target.
        bend: changes the gradient of a step.
        step: computes by what the gradient is multiplied, from the rate and the target.
        times: chooses the losses of the steps, from those of all kernels, the last one too.
        losses: computes what is reported from these.
    """

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        X, Y = given(X, Y)
        steps = number(steps)
        windows, wanted, kernel, found = _unroll(X, *K.shape), Y.ravel(), K.astype(np.float64), []
        for count in range(steps + 1):
            error = windows @ kernel.ravel() - wanted
            found.append(error @ error)
            if count < steps:
                slope = 2 * (error @ windows).reshape(K.shape)
                kernel = kernel - step(rate, Y) * bend(slope)
        return kernel, losses(times(np.array(found)), Y)

    return model


GIVEN: Table = {
    "target forgotten": (
        "Your descent is the one for a target of zeros: Y is missing from the error.",
        lambda X, Y: (X, 0 * Y),
    ),
    "image divided": (
        "You divide the image by its largest number, or by 255. The kernel slides over it as it "
        "is.",
        lambda X, Y: (X / np.max(X), Y),
        lambda X, Y: (X / 255, Y),
    ),
}
_LIMITS = limits("gradient")
_OFTEN = ("gradient limited to 1", "gradient limited to 5")
BENT: Table = {
    "gradient flipped": (
        "Your gradient is turned by 180 degrees: its first number belongs at the end.",
        lambda slope: slope[::-1, ::-1],
    ),
    "gradient transposed": (
        "Your gradient is the transpose: rows stand as columns. It has the shape of the kernel.",
        np.transpose,
    ),
    **{name: _LIMITS[name] for name in _OFTEN},
}
RARE_BENT: Table = {
    "gradient filled column by column": (
        "Your gradient is filled column by column, with numbers that are in the order of rows.",
        lambda slope: slope.T.reshape(slope.shape),
        lambda slope: slope.reshape(slope.shape[::-1]).T,
    ),
    **{name: row for name, row in _LIMITS.items() if name not in _OFTEN},
}
FACTORS: Table = {
    "factor 2 forgotten": (
        "Your steps are half as long as they should be. The loss is the whole sum of the squares: "
        "what is the derivative of a square?",
        lambda rate, Y: rate / 2,
    ),
    "factor 2 twice": (
        "Your steps are twice as long as they should be. The gradient of a tape has the 2 of the "
        "derivative in it already, and by hand it counts once.",
        lambda rate, Y: 2 * rate,
    ),
    "uphill": (
        "You go uphill, with the gradient. The loss falls the other way.",
        lambda rate, Y: -rate,
    ),
    "step of a mean": (
        "Your steps are those of the mean of the squares, though the loss is their sum. Take the "
        "gradient of the sum.",
        lambda rate, Y: rate / Y.size,
        lambda rate, Y: rate / Y.size / 2,
    ),
    "learning rate ignored": (
        "You subtract the whole gradient. The learning rate says how much of it.",
        lambda rate, Y: 1.0,
    ),
    "learning rate twice": (
        "You multiply by the learning rate twice. Once is enough.",
        lambda rate, Y: rate**2,
    ),
}
RARE_FACTORS: Table = {
    "divided by the learning rate": (
        "You divide by the learning rate. A step is the gradient times the learning rate.",
        lambda rate, Y: 1 / rate,
    ),
    **family(
        "Your learning rate is always {}. It is an argument of the function.",
        {
            f"learning rate hard-coded as {always}": (
                str(always),
                lambda rate, Y, always=always: always,
            )
            for always in (0.03, 0.01, 0.1, 0.001)
        },
    ),
}
TIMES: Table = {
    "loss after the step": (
        "Your loss is that after a step. Keep the one from which the gradient was taken: the first "
        "is that of the kernel at the start.",
        lambda losses: losses[1:],
    ),
}
LOSSES: Table = {
    "mean losses": (
        "Your loss is the mean of the squares. It is their sum.",
        lambda losses, Y: losses / Y.size,
    ),
    "half the loss": (
        "Your loss is half as large as it should be. It is the whole sum of the squares.",
        lambda losses, Y: losses / 2,
    ),
    "root of the loss": (
        "Your loss is a square root. The sum of the squares has no root.",
        lambda losses, Y: np.sqrt(losses),
    ),
    "loss cut to a whole number": (
        "Your loss is a whole number: its fraction is gone.",
        lambda losses, Y: np.trunc(losses),
        lambda losses, Y: np.round(losses),
    ),
    "loss divided by the length of the first axis": (
        "Your loss is divided by the length of the first axis: the number of images, or of rows. "
        "It is the sum over all.",
        lambda losses, Y: losses / len(Y),
    ),
}


def _faded(slopes: Any, part: float = 0.9, power: int = 1) -> Any:
    """Add up powers of all gradients so far; one counts less the more steps ago it was."""
    ages = np.arange(len(slopes))[::-1]
    return np.tensordot(part**ages, slopes**power, 1)


def _adam(slopes: Any) -> Any:
    count = len(slopes)
    mean = 0.1 * _faded(slopes) / (1 - 0.9**count)
    square = 0.001 * _faded(slopes, 0.999, 2) / (1 - 0.999**count)
    return mean / (np.sqrt(square) + 1e-7 / np.sqrt(1 - 0.999**count))  # as in Keras


GOES_ON = (
    "Your steps go on with a part of the steps before, {}. Here a step is the gradient at the "
    "kernel times the learning rate, and no more."
)
# A rule computes what is multiplied by the learning rate, from all gradients so far, shape
# (steps, k_h, k_w).
RULES: Table = {
    **family(
        "Your steps follow another rule, that of {}. Here a step is the gradient times the "
        "learning rate.",
        {
            "another optimizer": ("Adam: they are about as long as the learning rate", _adam),
            "another optimizer, RMSprop": (
                "RMSprop: their length depends on the learning rate alone",
                lambda slopes: slopes[-1] / (np.sqrt(0.1 * _faded(slopes, power=2)) + 1e-7),
            ),
            "another optimizer, Adagrad": (
                "Adagrad: they become shorter the more gradients there were",
                lambda slopes: slopes[-1] / np.sqrt(0.1 + np.sum(slopes**2, axis=0)),
            ),
        },
    ),
    **family(
        GOES_ON,
        {
            "step goes on the one before": (
                "which is momentum",
                *(partial(_faded, part=part) for part in (0.9, 0.5, 0.8, 0.99)),
            ),
            "step goes on the one before, Nesterov": (
                "which is Nesterov's momentum",
                lambda slopes: 0.9 * _faded(slopes) + slopes[-1],
            ),
            "mean with the steps before": (
                "in a mean that fades",
                lambda slopes: 0.1 * _faded(slopes),
                lambda slopes: np.mean(slopes, axis=0),
            ),
        },
    ),
    "earlier gradients kept": (
        "Your gradient goes on from step to step: it is not set to 0 before each of them. Each "
        "step has the gradient at its own kernel.",
        lambda slopes: np.sum(slopes, axis=0),
    ),
}


def following(
    rule: Callable[[Any], Any],
    is_new: bool = False,
    scale: Callable[[Any], float] = lambda Y: 1.0,
) -> Model:
    """Build a model whose steps follow a rule.

    Args:
        is_new: whether it forgets the gradients of before.
        scale: the factor of the loss, and so of its gradient, from the target.
    """

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        losses, slopes = [], []
        for _ in range(steps):
            losses.append(scale(Y) * loss_at(X, Y, K))
            slopes.append(scale(Y) * (K - after_step(X, Y, K, 1.0)))
            K = K - rate * rule(np.array(slopes[-1:] if is_new else slopes))
        return K, losses

    return model


def descents(numbers: Table, given: Table, factors: Table) -> tuple[Misconception, ...]:
    """Return the mistakes of a descent, also two at once: those of all exercises, and further ones.

    Args:
        numbers: changes of the number of steps.
        given: further changes of image and target.
        factors: further factors of the gradient.
    """
    return combined(
        _descending,
        ways(lambda steps: steps, numbers),
        ways(lambda X, Y: (X, Y), {**GIVEN, **given}),
        ways(lambda slope: slope, BENT, RARE_BENT),
        ways(lambda rate, Y: rate, {**FACTORS, **factors}, RARE_FACTORS),
        ways(lambda losses: losses[:-1], TIMES),
        ways(lambda losses, Y: losses, LOSSES),
    )


def _mean_over(count: Callable[[Any], float]) -> Model:
    """Build a model whose loss, and its gradient, are divided by a number of the target."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        K, losses = learn(X, Y, K, rate / count(Y), steps)
        return K, losses / count(Y)

    return model


def _uphill(model: Model) -> Model:
    return lambda X, Y, K, rate, steps: model(X, Y, K, -rate, steps)


_mean = _mean_over(np.size)
_root = of_errors(
    lambda error: error / 2 / (np.sqrt(np.sum(error**2)) or 1.0),
    lambda error: np.sqrt(np.sum(error**2)),
)


def _step(X: Any, Y: Any, K: Any, rate: float) -> Any:
    """Return what one right step adds to a kernel."""
    return after_step(X, Y, K, rate) - K


def _from_the_start(X: Any, Y: Any, K0: Any, rate: float, steps: int) -> Any:
    """Model steps that all start from the first kernel, each along the gradient at the last."""
    way = [K0]
    for _ in range(steps):
        way.append(K0 + _step(X, Y, way[-1], rate))
    return way[-1], [loss_at(X, Y, K) for K in way[:-1]]


def _falling(factor: float, first: int) -> Model:
    """Build a model whose learning rate is multiplied by a factor after each step, or before."""
    return at_rates(lambda rate, step: rate * factor ** (step + first))


def _along(bend: Callable[[Any], Any]) -> Model:
    """Build a model whose steps follow another gradient, computed from the right one."""
    return stepping(lambda X, Y, K, rate: K - rate * bend(-_step(X, Y, K, rate) / rate))


def _scaled_by(size: Callable[[Any], Any]) -> Model:
    """Build a model whose kernel is divided by a number computed from it, after each step."""

    def move(X: Any, Y: Any, K: Any, rate: float) -> Any:
        K = after_step(X, Y, K, rate)
        return K / size(K)

    return stepping(move)


def _shrunk(part: float) -> Model:
    """Build a model that takes a part of the kernel away in each step, times the rate."""
    return stepping(lambda X, Y, K, rate: after_step(X, Y, K, rate) - part * rate * K)


def _cut(cut: Callable[[Any], Any]) -> Model:
    """Build a model whose kernel loses its fractions, at the start and in each step."""
    model = stepping(lambda X, Y, K, rate: cut(after_step(X, Y, K, rate)))
    return lambda X, Y, K, rate, steps: model(X, Y, cut(K), rate, steps)


def _flipped(is_followed: bool) -> Model:
    """Build a model that flips the kernel in its prediction; a tape follows that, a formula not."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        losses = []
        for _ in range(steps):
            losses.append(loss_at(X, Y, K[::-1, ::-1]))
            move = _step(X, Y, K[::-1, ::-1], rate)
            K = K + (move[::-1, ::-1] if is_followed else move)
        return K, losses

    return model


SHRUNK: tuple[Model, ...] = (
    _shrunk(1),
    stepping(lambda X, Y, K, rate: rate * K + _step(X, Y, K, rate)),
    *(_shrunk(part) for part in (0.01, 0.02, 0.1, 0.2, 0.5, 2)),
)
STEPS: Table = {
    "each step from the start": (
        "Each step starts from the first kernel again, so the steps before it are lost. It starts "
        "from the kernel that the last step left.",
        _from_the_start,
    ),
    "learning rate falls": (
        "Your learning rate becomes smaller from step to step. It is the same in all of them.",
        *(_falling(factor, first) for first in (0, 1) for factor in (0.9, 0.99, 0.95, 0.5, 0.1)),
    ),
    "kernel shrinks": (
        "Each step makes the kernel itself smaller, besides the gradient. Only the gradient times "
        "the learning rate is taken away.",
        *SHRUNK,
    ),
    "kernel cut to whole numbers": (
        "Your kernel loses its fractions, at the start or in each step: its dtype is an integer "
        "dtype.",
        _cut(np.trunc),
        _cut(np.round),
        lambda X, Y, K, rate, steps: learn(X, Y, np.trunc(K), rate, steps),
    ),
    "negative predictions cut off": (
        "Negative numbers of your prediction become 0, as with ReLU. It may be negative.",
        of_errors(
            lambda error, predicted: error * (predicted > 0),
            detect=lambda predicted: np.maximum(predicted, 0),
        ),
    ),
    "negatives cut off": (
        "Negative numbers of your kernel become 0 in each step. A kernel may be negative.",
        stepping(lambda X, Y, K, rate: np.maximum(after_step(X, Y, K, rate), 0)),
    ),
    "kernel scaled in each step": (
        "Your kernel is divided by its largest number, its length or its sum in each step. It "
        "stays as the step has left it.",
        _scaled_by(lambda K: np.abs(K).max()),
        _scaled_by(np.max),
        _scaled_by(np.linalg.norm),
        _scaled_by(np.sum),
    ),
    "gradient cut to whole numbers": (
        "The fractions of your gradient are gone before the step.",
        _along(np.trunc),
        _along(np.round),
    ),
    "signs of the errors": (
        "Your steps follow the signs of the errors, as if the loss were their absolute values. The "
        "gradient of the squares has the errors themselves.",
        of_errors(np.sign),
        of_errors(lambda error: np.sign(error) / 2),
    ),
    "root of the loss": (
        "You take the root of the loss, and its gradient. The loss is the sum of the squares.",
        _root,
    ),
}
MORE_STEPS: Table = {
    "kernel flipped in the prediction": (
        "Your prediction is a convolution: it flips the kernel. Cross-correlation slides it as it "
        "is.",
        _flipped(True),
        _flipped(False),
    ),
    "square of the sum": (
        "You add up the differences first, and square the sum. Errors of opposite sign cancel out "
        "there: square each difference first.",
        of_errors(
            lambda error: np.full_like(error, np.sum(error)), lambda error: np.sum(error) ** 2
        ),
    ),
    "gradient divided by its length": (
        "You divide the gradient by its length or its largest number, so that your steps do not "
        "depend on how steep the loss is. A step is the learning rate times the gradient as it is.",
        _along(lambda slope: slope / (np.linalg.norm(slope) + 1e-12)),
        _along(lambda slope: slope / (np.max(np.abs(slope)) + 1e-12)),
        _along(lambda slope: slope / (np.sum(np.abs(slope)) + 1e-12)),
    ),
    "mean instead of sum": (
        "You take the mean of the squares. The loss is their sum, and so is its gradient.",
        _mean,
    ),
    "sum divided by the length of an axis": (
        "Your loss is the sum of the squares divided by the length of an axis: a mean is taken "
        "along it, or a mean over all is multiplied by one length only. It is the sum over all.",
        _mean_over(lambda Y: Y.shape[-1]),
        _mean_over(lambda Y: Y.shape[-2]),
    ),
    "absolute values instead of squares": (
        "Your loss adds up absolute values. It is the sum of the squares.",
        of_errors(lambda error: np.sign(error) / 2, lambda error: np.sum(np.abs(error))),
    ),
    "differences not squared": (
        "Your loss adds up the differences as they are, so that errors of opposite sign cancel "
        "out. It is the sum of their squares.",
        of_errors(lambda error: np.full_like(error, 0.5), np.sum),
    ),
    "the same step for all numbers": (
        "All numbers of your kernel take the same step, a sum or a mean over the gradient. Each "
        "has a gradient of its own.",
        _along(np.sum),
        _along(np.mean),
    ),
    "factor 2 forgotten": (FACTORS["factor 2 forgotten"][0], _mean_over(lambda Y: 2)),
}
IN_PLACE: Table = {
    "step in place of the kernel": (
        "Your kernel is the step alone. A step is taken away from the kernel there was.",
        stepping(lambda X, Y, K, rate: -_step(X, Y, K, rate)),
        stepping(_step),
    ),
    "gradient in place of the kernel": (
        "Your kernel is the gradient. Only a part of it is taken away from the kernel there was.",
        stepping(lambda X, Y, K, rate: -_step(X, Y, K, rate) / rate),
        stepping(lambda X, Y, K, rate: _step(X, Y, K, rate) / rate),
    ),
}
IN_EVERY_STEP = (
    *named_in(STEPS),
    *named(
        "uphill and root of the loss",
        "You take the root of the loss, and its gradient, and go uphill. The loss is the sum of "
        "the squares, and falls against the gradient.",
        _uphill(_root),
        parts=("uphill", "root of the loss"),
    ),
    *named_in(MORE_STEPS),
    *named(
        "uphill and mean instead of sum",
        "You go uphill, with the gradient. The loss falls the other way. And you take the mean of "
        "the squares. The loss is their sum, and so is its gradient.",
        _uphill(_mean),
        parts=("uphill", "mean instead of sum"),
    ),
    *named_in(IN_PLACE),
)
