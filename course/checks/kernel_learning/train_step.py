"""The exercise `train_step`: one step of gradient descent in a Keras layer.

Models take the driver's arguments and return the same as the driver: the loss of each step, and the
kernel.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from course import descent
from course.checks import drivers
from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.kernel_learning.descent_mistakes import (
    IN_EVERY_STEP,
    LOSSES,
    RULES,
    descents,
    following,
)
from course.checks.kernel_learning.inputs import (
    BAND,
    EDGES,
    K_SIGNED,
    START,
    X_WIDE,
    Y_2X2,
    layer_images,
)
from course.checks.mistake_models import Model, Part, combined, named, ways
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


def _errors(kernel: Any, X: Any, Y: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(X[..., 0], kernel.shape, axis=(1, 2))
    return np.einsum("...ab,ab->...", windows, kernel) - Y[..., 0]


def _gradients(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    kernels, _ = descent.descent(X[..., 0], Y[..., 0], kernel, rate, steps)
    return -np.diff(kernels, axis=0)[..., np.newaxis, np.newaxis] / rate


def _squares(kernels: Any, losses: Any, X: Any, Y: Any) -> Any:
    [image], [wanted] = X[..., 0], Y[..., 0]
    errors = [cross_correlate(image, np.float32(K)) - wanted for K in kernels[:-1]]
    return np.square(errors)[:, np.newaxis, ..., np.newaxis]


def _image_by_image(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    for each in list(range(len(X))) * steps:
        _, kernel = descent.train(X[each : each + 1], Y[each : each + 1], kernel, rate, 1)
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


def _in_one_call(count: int, X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    losses, kernel = descent.train(X, Y, kernel, rate, count * steps)
    return losses[count - 1 :: count], kernel


def _one_by_two(X: Any, Y: Any, kernel: Any, rate: float, steps: int) -> Any:
    if kernel.shape != (1, 2):
        raise ValueError
    return descent.train(X, Y, kernel, rate, steps)


def _penalised(part: float, kernels: Any, losses: Any, X: Any, Y: Any) -> Any:
    return losses[:-1] + part * np.sum(kernels[:-1] ** 2, axis=(1, 2))


def _told(name: str, sentence: str, change: Callable[..., Any]) -> Misconception:
    return Misconception(name, sentence, _telling(change), (LOSS,))


def _losses_of(each: Misconception) -> Misconception:
    """Return the same mistake as the losses show it, which are those of other kernels."""
    return replace(each, model=lambda *inputs: each.model(*inputs)[0], properties=(LOSS,))


UNCHANGED = (
    "The layer's kernel is what it was before: you change another array, or none. "
    "`get_weights()`, `.numpy()` and `tf.Variable(...)` make copies, and a subtraction makes a "
    "new value. Changing those leaves the layer alone. Its own kernel has to take the value: "
    "`assign` or `assign_sub` of `layer.kernel`, or `set_weights`."
)
_DESCENTS = tuple(
    replace(each, model=_in_layer(each.model))
    for each in descents(
        {},
        {
            "only the first image": (
                "Only the first image counts in your step. The loss is a sum over all of them.",
                lambda X, Y: (X[:1], Y[:1]),
            ),
            "only the last image": (
                "Only the last image counts in your step. The loss is a sum over all of them.",
                lambda X, Y: (X[-1:], Y[-1:]),
            ),
        },
        {
            "layer's kernel unchanged": (UNCHANGED, lambda rate, Y: 0.0),
            "mean over the images": (
                "Your step is shorter the more images there are. The loss is a sum over all of "
                "them.",
                lambda rate, Y: rate / len(Y),
            ),
        },
    )
)
_STEPS = tuple(replace(each, model=_in_layer(each.model)) for each in IN_EVERY_STEP)
# An optimizer that each call makes anew, and one that goes on; of the right loss or of another one.
_OPTIMIZERS = combined(
    lambda follow, scale: _in_layer(follow(scale)),
    [
        Part(name, sentence, partial(following, rule, is_new))
        for name, (sentence, *rules) in RULES.items()
        for rule in rules
        for is_new in (True, False)
    ],
    ways(
        lambda Y: 1.0,
        {
            "mean losses": (LOSSES["mean losses"][0], lambda Y: 1 / Y.size),
            "half the loss": (LOSSES["half the loss"][0], lambda Y: 0.5),
        },
    ),
)
# Their losses are right but for the kernels.
_OTHER_KERNELS = (
    "gradient divided by its length",
    "gradient in place of the kernel",
    "kernel shrinks",
    "step in place of the kernel",
    "several steps at once",
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
    *_DESCENTS,
    *_OPTIMIZERS,
    *(
        Misconception(
            "several steps at once",
            f"Each call takes {count} steps. It should take one.",
            partial(_in_one_call, count),
        )
        for count in (2, 3, 5, 10, 20, 50, 100)
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
        "squares not added up",
        "You return an array. The loss is one number, the sum over all outputs.",
        _squares,
    ),
    *(
        _told(
            "penalty in the loss",
            f"You add {part} times the squares of the kernel to the loss, a penalty. The loss is "
            "the sum of the squared errors alone.",
            partial(_penalised, part),
        )
        for part in (0.1, 0.01, 0.001, 0.0001)
    ),
    Misconception(
        "gradient returned",
        "You return the gradient. The loss from which it was taken is asked for.",
        _gradients,
        (LOSS,),
    ),
    _told(
        "absolute values instead of squares",
        "Your loss adds up absolute values. It is the sum of the squares.",
        lambda kernels, losses, X, Y: [np.sum(np.abs(_errors(K, X, Y))) for K in kernels[:-1]],
    ),
    _told(
        "kernel returned",
        "You return the kernel. The layer has it already; the loss is asked for.",
        lambda kernels, losses, X, Y: kernels[1:, :, :, np.newaxis, np.newaxis],
    ),
    _told(
        "the number 1 for a loss",
        "You return the number 1, which looks much like the letter l.",
        lambda kernels, losses, X, Y: np.ones(len(losses) - 1),
    ),
    *(_losses_of(each) for each in _OF_KERNEL if each.name in _OTHER_KERNELS),
    *(_losses_of(each) for each in (*_DESCENTS, *_OPTIMIZERS)),
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
            cases=(
                case(**_HAND, learning_rate=0.01, steps=1),
                # A gradient so small that no limit changes it.
                case(
                    **(_HAND | {"Y": layer_images(np.array([[0.125, 0]]))}),
                    learning_rate=0.5,
                    steps=1,
                ),
            ),
            hint="A step takes the learning rate times the gradient away from the layer's kernel.",
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
            hint="The result is the sum of squares from which the gradient was taken.",
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
