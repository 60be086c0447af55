"""The exercise `train_step`: one step of gradient descent in a Keras layer.

Models take the driver's arguments and return the same as the driver: the loss of each step, and the
kernel.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from course import descent
from course.checks import drivers
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.kernel_learning.descent_mistakes import IN_EVERY_STEP
from course.checks.kernel_learning.inputs import (
    BAND,
    EDGES,
    K_SIGNED,
    START,
    X_WIDE,
    Y_2X2,
    layer_images,
)
from course.checks.mistake_models import Model, named
from course.checks.rules import forbid
from course.operations import cross_correlate

LOSS = "returns the loss before the step"


def _in_layer(model: Model) -> Model:
    """Adapt a model of `learn_kernel` to images with a channel axis."""
    return lambda X, Y, *others: model(X[..., 0], Y[..., 0], *others)[::-1]


def _telling(change: Callable[..., Any]) -> Model:
    """Build a model with the right kernel whose steps do not return their losses.

    `change` gets all kernels, all losses including the last kernel's, X and Y.
    """

    def model(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
        kernels, losses = descent.descent(X[..., 0], Y[..., 0], kernel, rate, steps + 1)
        return change(kernels[:-1], losses, X, Y)

    return model


def _squares(kernels: Any, losses: Any, X: Any, Y: Any) -> Any:
    [image], [wanted] = X[..., 0], Y[..., 0]
    errors = [cross_correlate(image, np.float32(K)) - wanted for K in kernels[:-1]]
    return np.square(errors)[:, np.newaxis, ..., np.newaxis]


def _sign_alone(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    """Model a new Adam in each step: as long as the rate, regardless of the slope."""
    for _ in range(steps):
        kernel = kernel - rate * np.sign(kernel - descent.train(X, Y, kernel, rate, 1)[1])
    return None, kernel


def _image_by_image(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    for each in list(range(len(X))) * steps:
        _, kernel = descent.train(X[each : each + 1], Y[each : each + 1], kernel, rate, 1)
    return None, kernel


def _momentum(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    """Model momentum: each step adds nine tenths of the step before."""
    before = kernel
    for _ in range(steps):
        onward = 0.9 * (kernel - before)
        before, kernel = kernel, onward + descent.train(X, Y, kernel, rate, 1)[1]
    return None, kernel


def _other_axes(predicted: Any, wanted: Any) -> Model:
    """Build a model whose prediction and target have other axes, which broadcasts their difference.

    Args:
        predicted, wanted: index of the arrays of shape (images, height, width, 1).
    """

    def model(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
        windows = np.lib.stride_tricks.sliding_window_view(X[..., 0], kernel.shape, axis=(1, 2))
        losses = []
        for _ in range(steps):
            output = np.einsum("...ab,ab->...", windows, kernel)[..., np.newaxis][predicted]
            error = output - Y[wanted]
            losses.append(np.sum(error**2))
            # Each output meets several targets: its errors add up.
            shape = (1,) * (error.ndim - output.ndim) + output.shape
            repeated = tuple(axis for axis, n in enumerate(shape) if n < error.shape[axis])
            error = error.sum(repeated, keepdims=True).reshape(windows.shape[:3])
            kernel = kernel - 2 * rate * np.tensordot(error, windows, axes=3)
        return losses, kernel

    return model


def _one_by_two(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    if kernel.shape != (1, 2):
        raise ValueError
    return descent.train(X, Y, kernel, rate, steps)


def _told(name: str, sentence: str, change: Callable[..., Any]) -> Misconception:
    return Misconception(name, sentence, _telling(change), (LOSS,))


def _losses_of(each: Misconception) -> Misconception:
    """Return the same mistake as the losses show it, which are those of other kernels."""
    return replace(each, model=lambda *inputs: each.model(*inputs)[0], properties=(LOSS,))


_STEPS = tuple(replace(each, model=_in_layer(each.model)) for each in IN_EVERY_STEP)
# Their losses are right but for the kernels.
_OTHER_KERNELS = (
    "factor 2 twice",
    "gradient divided by its length",
    "gradient flipped",
    "gradient in place of the kernel",
    "gradient transposed",
    "learning rate hard-coded",
    "learning rate ignored",
    "learning rate twice",
    "layer's kernel unchanged",
    "step in place of the kernel",
    "step of a mean",
    "uphill",
    "uphill and factor 2 forgotten",
)

_OF_KERNEL = (
    *named(
        "prediction and target with other axes",
        "Prediction and target have different axes: one of them has lost the axis of channels or "
        "of images. Their difference then broadcasts, so that each output meets several targets, "
        "or fails. Both have the shape (images, height, width, channels): print both.",
        _other_axes(np.s_[..., 0], np.s_[:]),
        _other_axes(np.s_[:], np.s_[..., 0]),
        _other_axes(np.s_[0, ..., 0], np.s_[:]),
        _other_axes(np.s_[:], np.s_[0, ..., 0]),
    ),
    *_STEPS,
    *named(
        "layer's kernel unchanged",
        "The layer's kernel is what it was before: you change another array, or none. "
        "`get_weights()`, `.numpy()` and `tf.Variable(...)` make copies, and a subtraction makes a "
        "new value. Changing those leaves the layer alone. Its own kernel has to take the value: "
        "`assign` or `assign_sub` of `layer.kernel`, or `set_weights`.",
        lambda X, Y, kernel, rate, steps: descent.train(X, Y, kernel, 0.0, steps),
    ),
    *named(
        "two steps at once",
        "Each call takes two steps. It should take one.",
        lambda X, Y, kernel, rate, steps: descent.train(X, Y, kernel, rate, 2 * steps),
    ),
    *named(
        "another optimizer",
        "Your steps are as long as the learning rate, whatever the slope, as Adam's are. Here a "
        "step is the gradient times the learning rate.",
        _sign_alone,
    ),
    *named(
        "step goes on the one before",
        "Your second step has something of the first in it, as with momentum. Here a step knows "
        "only the layer's kernel.",
        _momentum,
    ),
    *named(
        "mean over the images",
        "Your step is shorter the more images there are. The loss is a sum over all of them.",
        lambda X, Y, kernel, rate, steps: descent.train(X, Y, kernel, rate / len(X), steps),
    ),
    *named(
        "only the first image",
        "Only the first image counts in your step. The loss is a sum over all of them.",
        lambda X, Y, *others: descent.train(X[:1], Y[:1], *others),
    ),
    *named(
        "a step for each image",
        "You take a step for each image. A step has the gradient of all images, at one kernel.",
        _image_by_image,
    ),
    *named(
        "kernel size hard-coded",
        "Your function fails for kernels that are not of shape (1, 2). The layer's kernel tells "
        "its shape.",
        _one_by_two,
    ),
)

MISCONCEPTIONS = (
    *_OF_KERNEL,
    _told(
        "loss after the step",
        "You return the loss after the step. Keep the one from which the gradient was taken.",
        lambda kernels, losses, X, Y: losses[1:],
    ),
    _told(
        "squares not added up",
        "You return an array. The loss is one number, the sum over all outputs.",
        _squares,
    ),
    _told(
        "kernel returned",
        "You return the kernel. The layer has it already; the loss is asked for.",
        lambda kernels, losses, X, Y: kernels[1:, :, :, np.newaxis, np.newaxis],
    ),
    _told(
        "mean losses",
        "You return the mean of the squares, though your step is right. The loss is their sum.",
        lambda kernels, losses, X, Y: losses[:-1] / Y.size,
    ),
    _told(
        "loss cut to a whole number",
        "Your loss is a whole number: its fraction is gone. int cuts it off.",
        lambda kernels, losses, X, Y: np.trunc(losses[:-1]),
    ),
    _told(
        "half the loss",
        "Your loss is half as large as it should be. It is the whole sum of the squares.",
        lambda kernels, losses, X, Y: losses[:-1] / 2,
    ),
    _told(
        "root of the loss",
        "Your loss is a square root. The sum of the squares has no root.",
        lambda kernels, losses, X, Y: np.sqrt(losses[:-1]),
    ),
    _told(
        "mean of the losses of the images",
        "Your loss is divided by the number of images. It is the sum over all of them.",
        lambda kernels, losses, X, Y: losses[:-1] / len(X),
    ),
    _told(
        "the number 1 for a loss",
        "You return the number 1, which looks much like the letter l.",
        lambda kernels, losses, X, Y: np.ones(len(losses) - 1),
    ),
    *(_losses_of(each) for each in _OF_KERNEL if each.name in _OTHER_KERNELS),
)

_HAND = {
    "X": layer_images(np.array([[1.0, 2, 0]])),
    "Y": layer_images(np.array([[5.0, -10]])),
    "kernel": np.zeros((1, 2)),
}
_EDGE_LAYER = {"X": layer_images(BAND), "Y": layer_images(EDGES), "kernel": START}
_PAIR = {
    "X": layer_images(X_WIDE, X_WIDE[::-1] / 2),
    "Y": layer_images(Y_2X2, K_SIGNED),
    "kernel": np.array([[0.5, 0, 1, -1], [-1, 0.25, 0, 2]]),
}

train_step = Exercise(
    name="train_step",
    reference=descent.train,
    driver=drivers.training,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.descent"),),
    terms=lambda X, Y, kernel, learning_rate, steps: Y.size,
    magnitude=lambda X, Y, *others: descent.largest_loss(X[..., 0], Y[..., 0], *others),
    hints=(
        "Which lines have to be inside the `with` block of the tape, and which only need what "
        "it recorded?",
        "Inside the block, let the layer predict and compute the loss. After it, ask the tape "
        "for the gradient of the loss with respect to the layer's kernel, and change this "
        "kernel in place.",
        "Record layer(X) and the summed squared error. Outside of the block, take tape.gradient "
        "of the loss for layer.kernel, and subtract the learning rate times this gradient with "
        "the variable's method assign_sub. Return the loss as a float; it is the one from "
        "before the step.",
    ),
    properties=(
        Property(
            "one step moves the kernel against the gradient",
            points=1,
            part=1,
            cases=(case(**_HAND, learning_rate=0.01, steps=1),),
            hint="Does the layer's own kernel change, by the learning rate times the gradient?",
            stays="What breaks it breaks the others, too: it earns a point where those are lost.",
        ),
        Property(
            "each further step goes on from there",
            points=1,
            part=1,
            cases=(case(**_EDGE_LAYER, learning_rate=0.02, steps=2),),
            hint="The next step starts from the layer's kernel, so each step has to change it.",
        ),
        Property(
            "returns the loss before the step",
            points=1,
            driver=drivers.losses_in_training,
            reference=lambda *inputs: descent.train(*inputs)[0],
            cases=(
                case(**_HAND, learning_rate=0.01, steps=2),
                case(**_PAIR, learning_rate=0.02, steps=1),
            ),
            hint="Is your result the sum of squares from which the gradient was taken?",
        ),
        Property(
            "several images, kernels of other sizes",
            points=1,
            part=1,
            cases=(case(**_PAIR, learning_rate=0.02, steps=1),),
            hint="The loss is the sum over all outputs of all images.",
        ),
    ),
)
