"""The exercise `learn_kernel`: gradient descent from a given kernel."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course import descent
from course.checks import drivers
from course.checks.exercise import Exercise, Property, case
from course.checks.kernel_learning.descent_mistakes import (
    IN_EVERY_STEP,
    RULES,
    after_step,
    at_rates,
    descents,
    following,
    loss_at,
    stepping,
)
from course.checks.kernel_learning.inputs import (
    BAND,
    EDGES,
    K_3X3,
    K_SIGNED,
    START,
    X_4X4,
    X_SIGNED,
    X_WIDE,
    Y_2X2,
)
from course.checks.mistake_models import Model, Table, named_in
from course.checks.rules import forbid
from course.operations import cross_correlate


def _in_steps(change: Callable[[int], int]) -> Model:
    """Build a model with another number of steps."""
    return lambda X, Y, K, rate, steps: descent.learn(X, Y, K, rate, change(steps))


def _of_way(change: Callable[[Any, Any, int], tuple[Any, Any]]) -> Model:
    """Build a model that changes the kernels and losses of a descent with one more step."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        return change(*descent.descent(X, Y, K, rate, steps + 1), steps)

    return model


def _kernels(change: Callable[[Any, int], Any]) -> Model:
    """Build a model with the right losses but another kernel, made from those of all steps."""
    return _of_way(lambda ways, losses, steps: (change(ways, steps), losses[:steps]))


def _at_the_end(change: Callable[[Any], Any]) -> Model:
    """Build a model that changes the last kernel."""
    return _kernels(lambda ways, steps: change(ways[steps]))


def _divided(size: Callable[[Any], Any]) -> Model:
    """Build a model that divides the last kernel by a number computed from it."""
    return _at_the_end(lambda K: K / size(K))


def _number_by_number(X: Any, Y: Any, K: Any, rate: float) -> Any:
    K = np.array(K)
    for place in np.ndindex(K.shape):
        K[place] = after_step(X, Y, K, rate)[place]
    return K


def _first_number_for_all(X: Any, Y: Any, K: Any, rate: float) -> Any:
    """Model a square gradient of a kernel with one row: NumPy broadcasts its single number."""
    if 1 < len(K) != len(K[0]):
        raise ValueError
    move = after_step(X, Y, K, rate) - K
    return K + (move[0, 0] if len(K) == 1 else move)


def _first_gradient_again(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
    way = [K + step * (after_step(X, Y, K, rate) - K) for step in range(steps + 1)]
    return way[-1], [loss_at(X, Y, each) for each in way[:-1]]


def _until_steady(least: float, ways: Any, losses: Any, steps: int) -> Any:
    """Model a loop that ends after a step in which the loss changed by less than `least`."""
    steady = [t for t in range(1, steps) if abs(losses[t] - losses[t - 1]) < least]
    end = steady[0] + 1 if steady else steps
    return ways[end], losses[:end]


def _until_it_grows(ways: Any, losses: Any, steps: int) -> Any:
    grown = [t for t in range(1, steps) if losses[t] > losses[t - 1]]
    end = grown[0] if grown else steps
    return ways[end], losses[: end + 1 if grown else steps]


def _best(ways: Any, losses: Any, steps: int) -> Any:
    return ways[np.argmin(losses[:steps]) if steps else 0], losses[:steps]


def _least_squares(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(X, K.shape).reshape(Y.size, K.size)
    solved = np.linalg.lstsq(windows, Y.ravel(), rcond=None)[0]
    return solved.reshape(K.shape), np.zeros(steps)


def _fails_where(condition: Callable[[int], bool]) -> Model:
    """Build a model that raises for some numbers of steps, and is right otherwise."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        if condition(steps):
            raise TypeError
        return descent.learn(X, Y, K, rate, steps)

    return model


def _losses(change: Callable[[Any, int], Any]) -> Model:
    """Build a model with the right kernel but other losses, made from one loss more."""
    return _of_way(lambda ways, losses, steps: (ways[steps], change(losses, steps)))


def _rounded_losses(digits: int) -> Model:
    return _losses(lambda losses, steps: np.round(losses[:steps], digits))


def _losses_of_errors(loss: Callable[[Any], Any]) -> Model:
    """Build a model with the right kernel, but other losses of the errors."""

    def model(X: Any, Y: Any, K: Any, rate: float, steps: int) -> Any:
        ways, _ = descent.descent(X, Y, K, rate, steps)
        errors = [np.asarray(cross_correlate(X, np.float32(each))) - Y for each in ways[:-1]]
        return ways[-1], np.array([loss(error) for error in errors])

    return model


def _until_small(least: float, last: int, kept: int, ways: Any, losses: Any, steps: int) -> Any:
    """Model a loop that ends at the first loss below `least`.

    Args:
        last: number of steps with that loss, 0 or 1.
        kept: how often that loss is kept.
    """
    small = np.flatnonzero(np.asarray(losses[:steps]) < least)
    if not small.size:
        return ways[steps], losses[:steps]
    return ways[small[0] + last], losses[: small[0] + kept]


_DESCENTS = descents(
    {
        "one step too few": (
            "One step is missing. Count the rounds of your loop for steps = 1.",
            lambda steps: max(0, steps - 1),
        ),
        "one step too many": (
            "You take one step too many. Count the rounds of your loop for steps = 1.",
            lambda steps: steps + 1,
        ),
        "return inside the loop": (
            "You stop after the first step: is the return inside the loop?",
            lambda steps: min(steps, 1),
        ),
    },
    {},
    {},
)

CUTS: tuple[Model, ...] = (*(partial(np.round, decimals=n) for n in range(5)), np.trunc)
WHOLE: Table = {
    "results swapped": (
        "Your results stand in the wrong order: first the kernel, then the losses.",
        lambda *given: descent.learn(*given)[::-1],
    ),
    "kernel never changed": (
        "Your K is K0 still: the new kernel is computed, but neither the next step nor the return "
        "takes it. `.copy()`, `.numpy()` and a new `tf.Variable` are other arrays than K: changing "
        "them leaves it alone.",
        lambda X, Y, K, rate, steps: descent.learn(X, Y, K, 0.0, steps),
    ),
    "gradient of the start at every step": (
        "All your steps are the same: the gradient is that of K0. It changes with the kernel.",
        _first_gradient_again,
    ),
    "every step from the start": (
        "Every step starts from K0 again, so that only the last one counts. Is K made from K0 "
        "inside the loop?",
        _of_way(lambda ways, losses, steps: (ways[min(steps, 1)], np.full(steps, losses[0]))),
    ),
    "number of steps hard-coded": (
        "You take ten steps. How many are asked for is an argument of the function.",
        _in_steps(lambda steps: 10),
    ),
    "always a first step": (
        "You take a step even where none is asked for: look at when your loop ends.",
        _in_steps(lambda steps: max(steps, 1)),
    ),
    "kernel no longer watched": (
        "Your second step fails. Is your tape made before the loop? It gives its gradient only "
        "once: each step needs a tape of its own. Or is K a plain tensor after K = K - ...? A tape "
        "watches those only when told to.",
        _fails_where(lambda steps: steps > 1),
    ),
    "fails without a step": (
        "With 0 steps your function fails: does a name get its value inside the loop only?",
        _fails_where(lambda steps: steps == 0),
    ),
    "start ignored": (
        "You start from a kernel of your own, such as zeros or ones. The kernel to start from is "
        "K0.",
        lambda X, Y, K, rate, steps: descent.learn(X, Y, np.zeros_like(K), rate, steps),
        lambda X, Y, K, rate, steps: descent.learn(X, Y, np.ones_like(K), rate, steps),
    ),
    "stops when the loss is small": (
        "There are fewer losses than steps: your loop ends early. Take all the steps, even where "
        "nothing is left to learn.",
        *(
            _of_way(partial(_until_small, least, *form))
            for least in (1e-6, 1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-8, 1e-10)
            for form in ((0, 1), (1, 1), (0, 0))
        ),
    ),
    "stops when the loss hardly changes": (
        "There are fewer losses than steps: your loop ends where the loss hardly changes. Take all "
        "the steps, even where nothing is left to learn.",
        *(_of_way(partial(_until_steady, least)) for least in (1e-1, 1e-2, 1e-3, 1e-4, 1e-6, 1e-8)),
    ),
    "stops when the loss grows": (
        "You stop where the loss grows. With too large a rate it may; take all steps.",
        _of_way(_until_it_grows),
    ),
    "best kernel in place of the last": (
        "You return the kernel with the smallest loss so far. Asked for is the last one.",
        _of_way(_best),
    ),
    "kernel changed while its gradient is computed": (
        "The numbers of your kernel change one after the other, so later ones have the gradient of "
        "another kernel. Compute all of it first.",
        stepping(_number_by_number),
    ),
    "solved instead of learned": (
        "Your kernel is the one with the smallest loss of all. Asked for is how far the descent "
        "gets in its steps.",
        _least_squares,
    ),
    "kernel's height used for both axes": (
        "You take the kernel's height for its width, too. The gradient has the shape of K0.",
        stepping(_first_number_for_all),
    ),
    "start returned": (
        "Your losses are right, but you return K0. Return the kernel after the last step.",
        _kernels(lambda ways, steps: ways[0]),
    ),
    "kernel before the last step": (
        "Your losses are right, but the kernel that you return lacks the last step.",
        _kernels(lambda ways, steps: ways[max(0, steps - 1)]),
    ),
    "all kernels returned": (
        "You return the kernels of all steps. Return the last one alone.",
        _kernels(lambda ways, steps: ways[: steps + 1]),
        _kernels(lambda ways, steps: ways[1 : steps + 1]),
        _kernels(lambda ways, steps: ways[:steps]),
    ),
    "mean of all kernels": (
        "You return the mean of the kernels of all steps. Return the last one alone.",
        _kernels(lambda ways, steps: ways[: steps + 1].mean(axis=0)),
        _kernels(lambda ways, steps: ways[min(1, steps) : steps + 1].mean(axis=0)),
    ),
    "kernel rounded at the end": (
        "The kernel that you return is rounded. Return it as the last step left it.",
        *(_at_the_end(cut) for cut in CUTS),
    ),
    "kernel scaled at the end": (
        "The kernel that you return is divided by its sum, its length or its largest number. "
        "Return it as the last step left it.",
        _divided(np.sum),
        _divided(np.linalg.norm),
        _divided(np.max),
        _divided(lambda K: np.max(np.abs(K))),
        _divided(lambda K: np.sum(np.abs(K))),
    ),
    "first loss at the end": (
        "Your losses are all there, but that of K0 stands at the end: index -1 is the last place. "
        "Steps are counted from 0.",
        _losses(lambda losses, steps: np.roll(losses[:steps], -1)),
    ),
    "losses in reverse order": (
        "Your losses stand in reverse order. That of K0 comes first.",
        _losses(lambda losses, steps: losses[:steps][::-1]),
    ),
    "losses carried on": (
        "Each loss contains those before it: the sum of the squares goes on where it should begin "
        "anew.",
        _losses(lambda losses, steps: np.cumsum(losses[:steps])),
    ),
    "the first loss again and again": (
        "All your losses are that of K0. Compute the loss in each step, with the kernel there is.",
        _losses(lambda losses, steps: np.full(steps, losses[0])),
    ),
    "the last loss again and again": (
        "All your losses are alike, the last one. Does the list hold one and the same thing again "
        "and again?",
        _losses(lambda losses, steps: np.full(steps, losses[max(0, steps - 1)])),
    ),
    "absolute losses": (
        "Your losses add up absolute values, though your kernel is right. A loss is the sum of the "
        "squares.",
        _losses_of_errors(lambda error: np.sum(np.abs(error))),
    ),
    "losses of a sum squared": (
        "Your losses are squares of a sum, in which errors of opposite sign cancel out, though "
        "your kernel is right. Square first, add up then.",
        _losses_of_errors(lambda error: np.sum(error) ** 2),
    ),
    "losses rounded": (
        "Your losses are rounded. Return them as they are.",
        *(_rounded_losses(digits) for digits in (1, 2, 3, 4)),
    ),
    "losses listed twice": (
        "Each loss is twice in your list. Append it once.",
        _losses(lambda losses, steps: np.repeat(losses[:steps], 2)),
    ),
    "learning rate that changes from step to step": (
        "Your learning rate becomes smaller from step to step. It is the same in all of them.",
        *(
            at_rates(change)
            for change in (
                lambda rate, step: rate / (step + 1),
                lambda rate, step: rate * 0.9**step,
                lambda rate, step: rate * 0.5**step,
                lambda rate, step: rate**step,
            )
        ),
    ),
    "first loss left out": (
        "The loss of K0 is missing. Each step has one loss, before its update.",
        _losses(lambda losses, steps: losses[1:steps]),
    ),
    "last loss left out": (
        "The loss of the last step is missing. Each step has one loss, before its update.",
        _losses(lambda losses, steps: losses[: max(0, steps - 1)]),
    ),
    "one loss too many": (
        "The loss of the final kernel is there, too. Each step has one loss, before its update.",
        _losses(lambda losses, steps: losses),
    ),
    "only the last loss": (
        "Only the last loss is there. Keep that of each step.",
        _losses(lambda losses, steps: losses[max(0, steps - 1) : steps]),
        _losses(lambda losses, steps: losses[steps - 1] if steps else 0.0),
    ),
    "every second loss": (
        "Only every second loss is there, those that the notebook prints. Keep that of each step.",
        _losses(lambda losses, steps: losses[1:steps:2]),
        _losses(lambda losses, steps: losses[0:steps:2]),
    ),
    "squares not added up": (
        "Your losses are arrays. Each should be one number, the sum over all outputs.",
        _losses_of_errors(np.square),
    ),
    "the number 1 for a loss": (
        "Your losses are all 1, a number that looks much like the letter l.",
        _losses(lambda losses, steps: np.ones(steps)),
    ),
}

MISCONCEPTIONS = (
    *IN_EVERY_STEP,
    *(each for each in _DESCENTS if not each.parts),
    *named_in(RULES, following),
    *named_in(WHOLE),
    *(each for each in _DESCENTS if each.parts),
)

_ONE_NUMBER = {"X": np.array([[1.0, 2]]), "Y": np.array([[5.0, 10]]), "K0": np.array([[0.0]])}
_SMALL = {"X": X_SIGNED, "Y": Y_2X2, "K0": K_SIGNED}
_EDGES = {"X": BAND, "Y": EDGES, "K0": START}

learn_kernel = Exercise(
    name="learn_kernel",
    reference=descent.learn,
    driver=drivers.learning,
    misconceptions=MISCONCEPTIONS,
    by_hand=(forbid("course.descent"),),
    terms=lambda X, Y, K0, learning_rate, steps: Y.size,
    magnitude=descent.largest_loss,
    hints=(
        "What do you need to know before a step, and what changes in it? Should you keep the loss "
        "before the step or the loss after it?",
        "Each step does three things in this order: note the loss of the current kernel, compute "
        "the gradient at the current kernel, and move the kernel against the gradient. The next "
        "step starts from the moved kernel.",
        "Copy K0 and begin an empty list. Repeat `steps` times: append the loss of K as a "
        "float, then set K to K minus the learning rate times the gradient. Make a new array in "
        "each step, so that K0 stays as it is. Return both.",
    ),
    properties=(
        Property(
            "one step, against the gradient",
            points=1,
            part=0,
            cases=(
                case(**_ONE_NUMBER, learning_rate=0.01, steps=1),
                case(**_SMALL, learning_rate=0.02, steps=1),
                # A gradient so small that no limit changes it.
                case(X=X_SIGNED / 8, Y=Y_2X2 / 8, K0=np.zeros((2, 2)), learning_rate=0.5, steps=1),
            ),
            hint="One step takes the learning rate times the gradient away from the kernel.",
            stays="What breaks it breaks the others, too: it earns a point where those are lost.",
        ),
        Property(
            "many steps, each from where the last one ended",
            points=1,
            part=0,
            cases=(
                case(**_ONE_NUMBER, learning_rate=0.25, steps=3),
                case(**_SMALL, learning_rate=0.02, steps=2),
            ),
            hint="Each step takes the gradient at the kernel of that moment.",
        ),
        Property(
            "the losses, one a step, each before its update",
            points=2,
            part=1,
            cases=(
                case(**_ONE_NUMBER, learning_rate=0.01, steps=2),
                case(**_SMALL, learning_rate=0.02, steps=3),
                case(**(_ONE_NUMBER | {"K0": np.array([[5.0]])}), learning_rate=0.01, steps=3),
            ),
            hint="There is one loss for each step, and losses[0] is that of K0 itself.",
        ),
        Property(
            "kernels that are not square, and no step at all",
            points=1,
            part=0,
            cases=(
                case(**_EDGES, learning_rate=0.03, steps=2),
                case(X=X_WIDE, Y=X_4X4[:2, :3], K0=K_3X3[:2], learning_rate=0.01, steps=1),
                case(X=X_WIDE.T, Y=X_4X4[:, :3], K0=np.ones((2, 1)), learning_rate=0.01, steps=1),
                case(**_SMALL, learning_rate=0.02, steps=0),
            ),
            hint="After 0 steps the kernel is still K0, and there is no loss to report.",
        ),
    ),
)
