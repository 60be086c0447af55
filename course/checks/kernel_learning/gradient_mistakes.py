"""Known mistakes in a gradient that is computed by hand, for `kernel_gradient`.

Most models change the course's own gradient, or compute it for other errors.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course.checks.mistake_models import (
    Lengths,
    Model,
    Part,
    Table,
    after,
    combined,
    index_slips,
    keep_only,
    limits,
    named_in,
    remembered,
    shape_slips,
    shared_lists,
    ways,
)
from course.operations import cross_correlate
from nbproctor.checks.diagnosis import INTEGER_DTYPE
from nbproctor.checks.exercise import Misconception


@remembered
def _windows(X: Any, K: Any) -> Any:
    """Return all windows of `X` in float64, shape (y_h, y_w, k_h, k_w)."""
    return np.lib.stride_tricks.sliding_window_view(X.astype(np.float64), K.shape)


def _weighted(X: Any, K: Any, error: Any) -> Any:
    """Return what `descent.kernel_gradient` computes, from errors."""
    return 2 * np.einsum("ijab,ij->ab", _windows(X, K), error)


@remembered
def _predicted(X: Any, K: Any) -> Any:
    return np.einsum("ijab,ab->ij", _windows(X, K), K)


def _error(X: Any, K: Any, Y: Any) -> Any:
    return _predicted(X, K) - Y


def _gradient(X: Any, K: Any, Y: Any) -> Any:
    """Compute the right answer."""
    return _weighted(X, K, _error(X, K, Y))


def _then(change: Callable[[Any], Any]) -> Model:
    """Build a model that changes the right gradient."""
    return lambda X, K, Y: change(_gradient(X, K, Y))


def _of_errors(change: Callable[[Any], Any]) -> Model:
    """Build a model that computes the gradient of other errors."""
    return lambda X, K, Y: _weighted(X, K, change(_error(X, K, Y)))


def _only(choose: Callable[[Any], Any]) -> Model:
    """Build a model that uses only the errors at some places."""
    return _of_errors(lambda error: keep_only(error, choose(error)))


def _keeping(*parts: Any) -> tuple[Callable[[Any], Any], ...]:
    """Return changes of an array; each keeps one of these parts, and makes the others 0."""
    return tuple(partial(keep_only, part=part) for part in parts)


def _product(multiply: Callable[[Any, Any], Any]) -> Model:
    """Build a model that multiplies image and errors as matrices."""
    return lambda X, K, Y: multiply(X, _error(X, K, Y))


def _with_respect_to_image(X: Any, K: Any, Y: Any) -> Any:
    gradient = np.zeros(X.shape)
    for (i, j), error in np.ndenumerate(_error(X, K, Y)):
        gradient[i : i + K.shape[0], j : j + K.shape[1]] += 2 * error * K
    return gradient


def _read_backwards(X: Any, K: Any, Y: Any) -> Any:
    error, gradient = _error(X, K, Y), np.zeros(K.shape)
    for a, b in np.ndindex(K.shape):
        rows, columns = (np.arange(n) - at for n, at in zip(Y.shape, (a, b), strict=True))
        gradient[a, b] = 2 * np.sum(error * X[np.ix_(rows, columns)])
    return gradient


def _one_sided(step: float, over: float = 1) -> Model:
    """Model one-sided differences: the loss's change when a number grows by `step`, per step.

    Args:
        over: what the differences are divided by, besides.
    """

    def model(X: Any, K: Any, Y: Any) -> Any:
        return (_gradient(X, K, Y) + step * np.sum(_windows(X, K) ** 2, axis=(0, 1))) / over

    return model


def _kept_nudges(first: float, kept: float, add_up: bool = False) -> Model:
    """Build a model of differences whose nudges are kept: each is the slope at another kernel.

    Args:
        first: how far the middle of a difference lies from where its nudge begins.
        kept: what is left of each nudge.
        add_up: whether each difference is one from the kernel as it was.
    """

    def model(X: Any, K: Any, Y: Any) -> Any:
        moved, slopes = np.array(K, np.float64), np.zeros(K.shape)
        for place in np.ndindex(K.shape):
            middle = moved.copy()
            middle[place] += first
            slopes[place] = _gradient(X, middle, Y)[place]
            moved[place] += kept
        return np.cumsum(slopes).reshape(K.shape) if add_up else slopes

    return model


def _scaled(
    which: Callable[[Any], Any],
    error: Callable[[Any], Any],
    bend: Callable[[Any], Any],
    scale: Callable[[Any, Any], Any],
) -> Model:
    """Build a model of a gradient by hand: its outputs, errors, form and factor."""

    def model(X: Any, K: Any, Y: Any) -> Any:
        errors = which(error(_error(X, K, Y)))
        return scale(bend(_weighted(X, K, errors)), Y)

    return model


def _unscaled(gradient: Any, Y: Any) -> Any:
    return gradient


def _height_of_kernel(X: Any, K: Any, Y: Any) -> Any:
    """Model windows as wide as high; NumPy may broadcast a single number to a whole kernel."""
    height, width = K.shape
    if height == 1 < width:
        return _gradient(X[:, : Y.shape[1]], K.sum(keepdims=True), Y)
    if height != width:
        raise ValueError
    return _gradient(X, K, Y)


def _of_parts(cut: Callable[..., Any]) -> Model:
    """Build a model that multiplies the errors by other parts of the image.

    Args:
        cut: takes the part from `X`, (a, b), the lengths of the errors and those of the kernel.
    """

    def model(X: Any, K: Any, Y: Any) -> Any:
        error = _error(X, K, Y)
        gradient = np.zeros(K.shape)
        for place in np.ndindex(K.shape):
            part = cut(X.astype(np.float64), place, error.shape, K.shape)
            gradient[place] = 2 * np.sum(error * part)
        return gradient

    return model


def _before_the_end(X: Any, at: Any, y: Any, k: Any) -> Any:
    return X[at[0] : -(k[0] - 1 - at[0]), at[1] : -(k[1] - 1 - at[1])]


def parts(what: str) -> Table:
    """Return the mistakes in the part of the image that a number of the kernel meets.

    The right part is X[a : a + y_h, b : b + y_w].

    Args:
        what: is as large as the part.
    """
    return {
        "slices end without their start": (
            f"Your slices of X begin at a and b, but end at the height and width of the {what}, as "
            "X[a:h, b:w] does. The end is the start plus the size.",
            lambda X, at, y, k: X[at[0] : y[0], at[1] : y[1]],
        ),
        "slices as large as the kernel": (
            "You cut parts out of X that are as large as the kernel. K[a, b] meets a part as large "
            f"as the {what}.",
            lambda X, at, y, k: X[at[0] : at[0] + k[0], at[1] : at[1] + k[1]],
        ),
        "slices that end at 0": (
            "Your slices of X end at minus something that is 0 for the last row and column of the "
            f"kernel. X[a:-0] is empty: end at a + h, where h is the height of the {what}.",
            _before_the_end,
        ),
        "slices not moved": (
            "Your slices of X begin at 0 for all of the kernel's numbers on an axis. K[a, b] meets "
            "the part that begins at X[a, b].",
            lambda X, at, y, k: X[: y[0], at[1] : at[1] + y[1]],
            lambda X, at, y, k: X[at[0] : at[0] + y[0], : y[1]],
        ),
        "slices one cell too far": (
            "Your slices of X begin one cell too far: a and b are counted from 0.",
            lambda X, at, y, k: X[at[0] + 1 : at[0] + 1 + y[0], at[1] + 1 : at[1] + 1 + y[1]],
        ),
        "slices one cell too large or too small": (
            f"Your slices of X are one cell larger or smaller than the {what}. A slice ends before "
            "the index after its colon: X[a : a + h].",
            lambda X, at, y, k: X[at[0] : at[0] + y[0] + 1, at[1] : at[1] + y[1] + 1],
            lambda X, at, y, k: X[at[0] : at[0] + y[0] - 1, at[1] : at[1] + y[1] - 1],
        ),
        "a and b swapped": (
            "Your parts of X begin at row b and column a. Row a and column b belong to K[a, b].",
            lambda X, at, y, k: X[at[1] : at[1] + y[0], at[0] : at[0] + y[1]],
        ),
        f"height and width of the {what} swapped": (
            f"Your slices of X have the height of the {what} for their width. Y.shape is (height, "
            "width).",
            lambda X, at, y, k: X[at[0] : at[0] + y[1], at[1] : at[1] + y[0]],
        ),
    }


def _of_lengths(lengths: Lengths) -> tuple[Model, ...]:
    """Build models that read the lengths of the kernel in another way."""

    def fill(shape: Any, X: Any, K: Any, Y: Any) -> Any:
        k_h, k_w = lengths(K.shape)
        error = _error(X, K, Y)
        gradient = np.zeros(shape(k_h, k_w, K))
        for a, b in np.ndindex(k_h, k_w):
            part = X[a : a + len(error), b : b + error.shape[1]]
            gradient[a, b] = 2 * np.sum(error * part)
        return gradient

    def fill_by_cells(X: Any, K: Any, Y: Any) -> Any:
        k_h, k_w = lengths(K.shape)
        error = _error(X, K, Y)
        if k_h <= len(K) and k_w <= K.shape[1]:
            return _gradient(X, K, Y)
        gradient = np.zeros((k_h, k_w))
        for a, b in np.ndindex(k_h, k_w):
            for i, j in np.ndindex(error.shape):
                gradient[a, b] += 2 * error[i, j] * X[i + a, j + b]
        return gradient

    return (
        partial(fill, lambda k_h, k_w, K: (k_h, k_w)),
        partial(fill, lambda k_h, k_w, K: K.shape),
        fill_by_cells,
    )


def _height_of_output(X: Any, K: Any, Y: Any) -> Any:
    n = len(Y)
    if n > Y.shape[1]:
        raise IndexError
    return _only(lambda error: np.s_[:, :n])(X, K, Y)


def _sizes_swapped(X: Any, K: Any, Y: Any) -> Any:
    if Y.shape[0] != Y.shape[1]:
        raise ValueError
    return _gradient(X, K, Y)


# Steps of differences that are often chosen.
NUDGES = (0.5, 0.1, 0.05, 0.01, 0.005, 1e-3, 5e-4, 1e-4)

_SUMS = (
    "one wrong output: twice its error, times its window",
    "all outputs add up",
    "images and kernels that are not square",
)

ERRORS: Table = {
    "sign turned round": (
        "Your signs are turned round: the error is the prediction minus the target.",
        np.negative,
    ),
    "errors without sign": (
        "Your errors have lost their sign. One that is too small pulls the other way.",
        np.abs,
    ),
    "only the signs of the errors": (
        "Only the signs of the errors count in yours. A larger error pulls more.",
        np.sign,
    ),
    "errors squared": (
        "You multiply by the squares of the errors. The derivative of a square is no square.",
        np.square,
    ),
    "error flipped": (
        "Your errors are flipped, as a kernel is in a convolution. Here nothing is flipped.",
        lambda error: error[::-1, ::-1],
    ),
    "errors of one sign only": (
        "Only errors of one sign count in yours. A negative one counts as much as a positive one.",
        lambda error: np.maximum(error, 0),
        lambda error: np.minimum(error, 0),
    ),
    "errors cut to whole numbers": (
        "The fractions of your errors are gone: they have an integer dtype.",
        np.trunc,
    ),
}

FACTORS: Table = {
    "half the gradient": (
        "A factor of 2 is missing. With a formula: what is the derivative of a square? With "
        "differences: are the two kernels really 2 h apart? `plus = K` makes no copy, so a nudge "
        "of it nudges K, too.",
        lambda gradient, Y: gradient / 2,
    ),
    "factor 2 twice": (
        "The factor 2 counts twice. The derivative of a square has it once; and a difference over "
        "2 h is divided by 2 h.",
        lambda gradient, Y: 2 * gradient,
    ),
    "mean instead of sum": (
        "Your gradient is that of a mean over the outputs. The loss is their sum.",
        lambda gradient, Y: gradient / Y.size,
    ),
}
BY_AN_AXIS = tuple(
    Part(
        "divided by the length of an axis",
        f"Your gradient is divided by the number of {what} of the output. The loss is a sum, not a "
        "mean.",
        lambda gradient, Y, axis=axis: gradient / Y.shape[axis],
    )
    for axis, what in enumerate(("rows", "columns"))
)
RARE_FACTORS: Table = {
    "half the mean instead of the sum": (
        "Your gradient is that of half a mean over the outputs. The loss is their sum.",
        lambda gradient, Y: gradient / Y.size / 2,
    ),
    "divided by the size of the kernel": (
        "You divide by the number of the kernel's cells. The loss is a sum, not a mean.",
        lambda gradient, Y: gradient / gradient.size,
    ),
}
WHICH: Table = {
    "loops start at 1": (
        "The first row or column of outputs does not count. Outputs are counted from 0: "
        "where do your loops start?",
        *_keeping(np.s_[1:, 1:], np.s_[1:], np.s_[:, 1:]),
    ),
    "loops stop early": (
        "The last row or column of outputs does not count. Where do your loops end?",
        *_keeping(np.s_[:-1, :-1], np.s_[:-1], np.s_[:, :-1]),
    ),
    "only the last output": (
        "Only the last output counts: each one overwrites what was there before.",
        *_keeping(np.s_[-1:, -1:]),
    ),
}
BENDS: Table = {
    "gradient flipped": (
        "Your gradient is turned by 180 degrees: its first number belongs at the end.",
        lambda gradient: gradient[::-1, ::-1],
    ),
    "transposed": (
        "Your gradient is the transpose: rows stand as columns. It has the shape of K.",
        np.transpose,
    ),
}

NUDGES_KEPT: Table = {
    "earlier nudges kept": (
        "Each number is the sum of those up to it. If you nudge the kernel's numbers one by one, "
        "take each nudge back before the next.",
        *(_kept_nudges(h / 2, h, add_up=True) for h in (0, 1, *NUDGES)),
    ),
    "nudge not put back": (
        "You nudge a number of the kernel and do not put it back, so all later differences are "
        "taken at another kernel. After `+= h` and `-= 2 * h`, `+= h` is missing; or copy the "
        "kernel for each nudge.",
        *(
            _kept_nudges(first * h, kept * h)
            for forms in (((0, -1), (0, 1)), ((0.5, 1),))
            for h in (1, *NUDGES)
            for first, kept in forms
        ),
    ),
}
CHANGES: Table = {
    **{
        name: row
        for name, row in index_slips("rows and columns of your gradient", 0, 1).items()
        if not name.endswith("in reverse order")  # as in `BENDS`
    },
    **index_slips("rows of your gradient", 0),
    **index_slips("columns of your gradient", 1),
    **shared_lists("rows"),
    "image not shifted": (
        "All your numbers are equal: each is that of the kernel's first place. Each place of the "
        "kernel met another part of the image, which starts at X[a, b].",
        lambda gradient: np.full_like(gradient, gradient[0, 0]),
    ),
    "total carried on": (
        "Each number contains those before it in its row. Every number of the gradient is a sum of "
        "its own.",
        lambda gradient: np.cumsum(gradient, axis=1),
    ),
    **limits("gradient"),
}
WHOLE: Table = {
    "only outputs on the diagonal": (
        "Only outputs whose row and column are equal count. Rows and columns of the output need a "
        "loop each.",
        _of_errors(lambda error: error * np.eye(*error.shape)),
    ),
    "flat list": (
        "Your numbers stand in one row. The gradient has the shape of K.",
        _then(np.ravel),
    ),
    "target added": (
        "You add the target to the prediction. The error is their difference, prediction minus "
        "target.",
        lambda X, K, Y: _weighted(X, K, _predicted(X, K) + Y),
        lambda X, K, Y: _weighted(X, K, _predicted(X, K) + Y) / 2,
    ),
    "negative predictions cut off": (
        "Negative numbers of your prediction become 0, as with ReLU. It may be negative.",
        lambda X, K, Y: _weighted(X, K, np.maximum(_predicted(X, K), 0) - Y),
    ),
    "image cut to whole numbers or bytes": (
        "The numbers of your image are whole ones: fractions, and as bytes signs, are lost.",
        lambda X, K, Y: _gradient(np.trunc(X), K, Y),
        lambda X, K, Y: _gradient(np.trunc(X).astype(np.int64).astype(np.uint8), K, Y),
        lambda X, K, Y: _gradient(np.trunc(X), np.trunc(K), Y),
        lambda X, K, Y: _gradient(X, np.trunc(K), Y),
    ),
    "loops start at 1": (
        "The first row or column of your gradient is 0. Rows and columns are counted from 0: where "
        "do your loops start?",
        *map(_then, _keeping(np.s_[1:, 1:], np.s_[1:], np.s_[:, 1:])),
    ),
    "kernel taken for a square": (
        "You take one length of the kernel for both axes, so part of your gradient stays 0. Each "
        "axis has its own length.",
        _then(lambda gradient: keep_only(gradient, np.s_[:, : len(gradient)])),
        _then(lambda gradient: keep_only(gradient, np.s_[: gradient.shape[1]])),
    ),
    "kernel in the gradient": (
        "The kernel is in your gradient once more. The derivative of a product K[a, b] * X is X: "
        "the kernel counts only in the prediction.",
        lambda X, K, Y: _gradient(X, K, Y) * K.sum(),
        lambda X, K, Y: _gradient(X, K, Y) * K,
    ),
    "gradient filled column by column": (
        "Your gradient is filled column by column, with numbers that are in the order of rows. "
        "Flatten and reshape in the same order.",
        _then(lambda G: np.reshape(G, G.shape, order="F")),
        _then(lambda G: np.ravel(G, order="F").reshape(G.shape)),
    ),
    "truncated to whole numbers": (
        INTEGER_DTYPE,
        _then(np.trunc),
    ),
    "target forgotten": (
        "Your gradient is the one for a target of zeros: Y is missing from the error.",
        lambda X, K, Y: _gradient(X, K, np.zeros_like(Y)),
    ),
    "inner derivative forgotten": (
        "You return twice the errors. The chain rule has a second factor: what did each number of "
        "the kernel meet?",
        lambda X, K, Y: 2 * (_error(X, K, Y)),
    ),
    "loss instead of its gradient": (
        "You return the loss, one number. The gradient has a number for each of the kernel's.",
        lambda X, K, Y: np.sum((_error(X, K, Y)) ** 2),
    ),
    "gradient with respect to the image": (
        "Your gradient has the shape of X: it says how the loss grows with the pixels. What is "
        "asked for is how it grows with K.",
        _with_respect_to_image,
    ),
    "window summed up": (
        "All your numbers are alike: the input is added up before it is used. Each number of the "
        "kernel meets an input of its own.",
        _then(lambda G: np.full_like(G, G.sum())),
    ),
    "kernel flipped in the prediction": (
        "Your prediction is a convolution: it flips the kernel. Cross-correlation slides it as it "
        "is.",
        lambda X, K, Y: _gradient(X, K[::-1, ::-1], Y),
    ),
    "gradient divided by its length": (
        "You divide the gradient by its length, so that it does not say how steep the loss is.",
        _then(lambda G: G / np.linalg.norm(G)),
    ),
    "last column or row left out": (
        "The last row or column of your gradient is 0. Where do your loops end?",
        *map(_then, _keeping(np.s_[:, :-1], np.s_[:-1], np.s_[:-1, :-1])),
    ),
    "kernel minus its gradient": (
        "You return the kernel minus its gradient. The gradient alone is asked for.",
        lambda X, K, Y: K - _gradient(X, K, Y),
    ),
    "matrix product": (
        "You multiply matrices, as in linear regression. Here each number of the kernel met a "
        "whole map of inputs: multiply that by the errors element by element, and add up.",
        _product(lambda X, error: 2 * X.T @ error),
        _product(lambda X, error: X.T @ error),
        _product(lambda X, error: 2 * error @ X.T),
        _product(lambda X, error: error @ X.T),
        _product(lambda X, error: 2 * error.T @ X),
        _product(lambda X, error: 2 * X @ error),
        _product(lambda X, error: 2 * error @ X),
    ),
    "all zero": (
        "Your gradient is 0 everywhere, or nearly so. Is anything added to it? If you compare the "
        "losses of two kernels, there are three ways to get 0: a step such as 1e-8 is lost in "
        "float32, which has seven digits; after up = K both names mean one array; and `/ 2 * h` "
        "multiplies by h, where / (2 * h) divides.",
        _then(np.zeros_like),
    ),
    "errors added up first": (
        "You add up all errors, and all windows, and multiply the sums. Each error belongs to its "
        "own window: many products, one sum.",
        lambda X, K, Y: 2 * np.sum(_error(X, K, Y)) * np.sum(_windows(X, K), axis=(0, 1)),
    ),
    "indices of the image go down": (
        "Your indices of the image go down from the output's place, X[i - a, j - b]. A negative "
        "index counts from the end. K[a, b] met X[i + a, j + b].",
        _read_backwards,
    ),
}
RARE_WHOLE: Table = {
    "errors added up first": (
        "You add up all errors, and multiply the sum by a pixel. Each error belongs to its own "
        "window: many products, one sum.",
        lambda X, K, Y: 2 * np.sum(_error(X, K, Y)) * X[: K.shape[0], : K.shape[1]],
    ),
    "errors left out": (
        "You add up the windows themselves. Each counts as often as the error of its output says.",
        lambda X, K, Y: _weighted(X, K, np.ones_like(Y)),
        lambda X, K, Y: _weighted(X, K, np.ones_like(Y)) / 2,
    ),
    "target in place of the error": (
        "You multiply by the target. The error is prediction minus target.",
        lambda X, K, Y: _weighted(X, K, Y),
        lambda X, K, Y: -_weighted(X, K, Y),
    ),
    "multiplied by the kernel": (
        "You multiply by the kernel once more. Its numbers are in the errors already.",
        lambda X, K, Y: _gradient(X, K, Y) * K,
    ),
    "return inside the loop": (
        "Only the first row is there: is the return inside a loop?",
        _then(lambda gradient: keep_only(gradient, np.s_[:1])),
        _only(lambda error: 0),
        _only(lambda error: (0, 0)),
    ),
    "only the largest error": (
        "Only the output with the largest error counts. In the text only one was wrong; here many "
        "can be.",
        _only(lambda error: np.unravel_index(np.argmax(np.abs(error)), error.shape)),
    ),
    "only the first wrong output": (
        "Only the first output that is wrong counts. Look at where your function returns.",
        _only(lambda error: tuple(np.argwhere(np.abs(error) > 1e-3)[:1].T)),
    ),
    "only the last wrong output": (
        "Only the last output that is wrong counts: each one overwrites what was there before.",
        _only(lambda error: tuple(np.argwhere(np.abs(error) > 1e-3)[-1:].T)),
    ),
    "kernel after the step": (
        "You return the kernel after a step. What is asked for is the gradient alone.",
        lambda X, K, Y: K - 3e-2 * _gradient(X, K, Y),
    ),
    "change over a step of 1": (
        "Your numbers are what the loss grows by when a number of the kernel grows by 1. The "
        "gradient is the slope at the kernel itself.",
        _one_sided(1),
    ),
    "one-sided differences": (
        "Your numbers are slopes between the kernel and a nudged one, on one side. They are off by "
        "the nudge, which is too large for that. Nudge to both sides, by h and by -h, and divide "
        "the difference of the two losses by 2 h.",
        *(_one_sided(sign * step) for step in NUDGES for sign in (1, -1)),
    ),
    "one-sided differences over 2 h": (
        "Your differences go to one side by h, and you divide by 2 h. Nudge to both sides, by h "
        "and by -h, for a distance of 2 h.",
        *(_one_sided(sign * step, over=2) for step in NUDGES for sign in (1, -1)),
    ),
    "differences not divided": (
        "Your numbers are differences of losses. A slope is a difference divided by how far apart "
        "the two kernels are: 2 h for central differences.",
        *(_then(partial(np.multiply, 2 * step)) for step in NUDGES[1:5]),
    ),
}


def _in_float32(step: float, is_symmetric: bool) -> Model:
    """Build a model of differences of losses in float32, which rounds a small difference away."""

    def loss(X: Any, K: Any, Y: Any) -> Any:
        return np.sum((cross_correlate(X, K).numpy() - Y) ** 2)

    def model(X: Any, K: Any, Y: Any) -> Any:
        X, K, Y = (np.asarray(each, np.float32) for each in (X, K, Y))
        slopes = np.zeros(K.shape)
        for place in np.ndindex(K.shape):
            up, down = K.copy(), K.copy()
            up[place] += step
            down[place] -= step * is_symmetric
            slopes[place] = (loss(X, up, Y) - loss(X, down, Y)) / (step * (1 + is_symmetric))
        return slopes

    return model


ROUNDED: Table = {
    "differences rounded away": (
        "Your slopes are mostly rounding. float32 has seven digits: two losses that differ by a "
        "millionth of their size differ by a few units of the last digit. Take a step of 1 to both "
        "sides: this loss is a square, so the difference is exact for large steps, too.",
        *(
            _in_float32(step, is_symmetric)
            for step in (1e-4, 1e-5, 1e-6, 1e-7)
            for is_symmetric in (True, False)
        ),
    ),
}
LENGTHS: Table = {
    "output's height used for both axes": (
        "Your loops over the outputs run equally far in both directions. Y may be wider than high.",
        _height_of_output,
    ),
    "kernel's height used for both axes": (
        "You take the kernel's height for its width, too. The gradient has the shape of K.",
        _height_of_kernel,
    ),
}
LAST: Table = {
    "output's height and width swapped": (
        "Your function fails where the output is not square. Do you take its height for its width, "
        "and the other way round?",
        _sizes_swapped,
    ),
    "answer of an earlier call": (
        "You always return the gradient of the notebook's example. Compute it from X, K and Y.",
        lambda X, K, Y: np.array([[8.0, 10.0], [14.0, 16.0]]),
    ),
}

MISCONCEPTIONS = (
    *combined(
        _scaled,
        ways(lambda error: error, WHICH),
        ways(lambda error: error, ERRORS),
        ways(lambda gradient: gradient, BENDS),
        (*ways(_unscaled, FACTORS), *BY_AN_AXIS, *ways(_unscaled, RARE_FACTORS)[1:]),
    ),
    *named_in(NUDGES_KEPT),
    *after(CHANGES, _gradient),
    *named_in(parts("errors"), _of_parts),
    *named_in(WHOLE),
    *named_in(RARE_WHOLE),
    Misconception(
        "gradient of the root",
        "Your gradient is that of the square root of the loss. The loss has no root.",
        lambda X, K, Y: _gradient(X, K, Y) / 2 / np.sqrt(np.sum((_error(X, K, Y)) ** 2)),
        _SUMS,
    ),
    *named_in(LENGTHS),
    *shape_slips("K", ("height", "width"), _of_lengths),
    *named_in(LAST),
    *named_in(ROUNDED),
)
