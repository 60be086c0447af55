"""The exercise `relu`: negative numbers become 0, all others stay."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import (
    Model,
    Table,
    after,
    combined,
    family,
    named,
    named_in,
    shared_lists,
    ways,
)
from course.checks.pooling.inputs import NEGATIVE, SIGNED
from nbproctor.checks.diagnosis import INTEGER_DTYPE


def _build_activation(name: str, *settings: float) -> Callable[[Any], Any]:
    """Build a model from one of TensorFlow's activation functions."""

    def model(X: Any) -> Any:
        import tensorflow as tf

        return getattr(tf.nn, name)(X, *settings).numpy()

    return model


def _keep(X: Any) -> Any:
    return X


def _refuse_other_axes(X: Any) -> Any:
    if X.ndim != 2:
        raise ValueError("setting an array element with a sequence")
    return _build_activation("relu")(X)


NOT_ZERO = (  # what an answer takes in place of 0
    ("1", lambda X: 1),
    ("-1", lambda X: -1),
    ("the mean of all elements", np.mean),
)

# What an answer makes of negative and of positive numbers.
NEGATIVES: Table = {
    "leaky": (
        "What is negative comes through, times a small number: a leaky ReLU. Plain ReLU makes "
        "it 0.",
        *(lambda X, slope=slope: slope * X for slope in (0.1, 0.01, 0.2, 0.3, 0.001, 0.05)),
    ),
    "negative numbers kept": ("Negative numbers stay as they are. ReLU makes them 0.", _keep),
    "absolute value": ("What was negative came back positive. ReLU silences it.", np.abs),
    "smooth below 0": (
        "Negative numbers became small negative numbers, as with ELU. ReLU makes them 0.",
        np.expm1,
    ),
    **family(
        "Negative numbers become {}. ReLU makes them 0.",
        {
            f"negative numbers become {words}": (words, other)
            for words, other in (*NOT_ZERO, ("NaN", lambda X: np.nan))
        },
    ),
}
POSITIVES: Table = {
    "positive numbers made 1": ("Positive numbers became 1. ReLU keeps them.", np.ones_like),
    "16 bits": (
        "What is positive became a whole number of 8 or 16 bits: the dtype of your result is "
        "uint8, int16 or the like. ReLU leaves fractions and large numbers as they are.",
        *(
            lambda X, dtype=dtype: X.astype(np.int64).astype(dtype)
            for dtype in (np.int8, np.int16, np.uint16)
        ),
    ),
    **family(
        "Numbers above {} are cut off. ReLU leaves large numbers as they are.",
        {
            f"cut off above {top}": (str(top), lambda X, top=top: np.minimum(X, top))
            for top in (1, 6, 255)
        },
    ),
    **family(
        "What is positive became {}. ReLU leaves it as it is.",
        {
            "hyperbolic tangent": ("its hyperbolic tangent", np.tanh),
            "squared": ("its square", np.square),
            "root": ("its root", np.sqrt),
            "twice": ("twice as large, as X + |X| is", lambda X: 2 * X),
            "half": ("half as large", lambda X: X / 2),
            "rounded": (
                "rounded to one or two decimals",
                lambda X: np.round(X, 1),
                lambda X: np.round(X, 2),
            ),
        },
    ),
}


SIGNS = (ways(lambda X: 0.0, NEGATIVES), ways(_keep, POSITIVES))


def _choose_by_sign(negative: Callable[[Any], Any], positive: Callable[[Any], Any]) -> Model:
    return lambda X: np.where(X > 0, positive(X), negative(X))


def _choose_with_zero(negative: Callable[[Any], Any], positive: Callable[[Any], Any]) -> Model:
    """Build the same model, but 0 stays 0."""
    return lambda X: np.where(X >= 0, positive(X), negative(X))


def _keep_first_dtype(X: Any) -> Any:
    """Model np.vectorize where one of two results is the whole number 0."""
    Y = np.maximum(X, 0)
    return Y if X.flat[0] > 0 else np.trunc(Y)


def _decide_by_part(keeps: Callable[..., Any], is_each_row: bool) -> Model:
    """Build a model that decides for a whole row, or for whatever X[i] is."""

    def model(X: Any) -> Any:
        if X.ndim == 1 and not is_each_row and (X < 0).any():
            raise TypeError("a number has no axes")
        axes = (-1,) if is_each_row else tuple(range(1, X.ndim))
        return X * keeps(X, axes)

    return model


def _leave_out(part: Any, is_flat: bool, are_zeros: bool) -> Model:
    """Build a model that leaves a part of X, or of its elements in a row, as it is, or 0."""

    def model(X: Any) -> Any:
        Y = np.maximum(X, 0)
        given, left_out = (X.reshape(-1), Y.reshape(-1)) if is_flat else (X, Y)
        left_out[part] = 0 if are_zeros else given[part]
        return Y

    return model


def _change_first_negative(X: Any) -> Any:
    Y = X.ravel().copy()
    Y[np.flatnonzero(Y < 0)[:1]] = 0
    return Y.reshape(X.shape)


def _decide_once(X: Any) -> Any:
    """Compare arrays as Python's `max` does: an array of one number only has a truth value."""
    return X if bool(X > 0) else np.zeros_like(X)


def _decide_for_a_row(X: Any) -> Any:
    """Compare what X[i] is; only in an array of one axis that is a number."""
    if X.ndim > 1:
        raise ValueError("the truth value of an array is ambiguous")
    return _build_activation("relu")(X)


OTHER_FUNCTIONS: Table = {
    "truncated to whole numbers": (INTEGER_DTYPE, lambda X: np.trunc(np.maximum(X, 0))),
    "absolute value": (
        "Your numbers are absolute values: what was negative came back positive. ReLU silences it.",
        np.abs,
    ),
    "step function": (
        "Your numbers say where X is positive: 1 or 0. ReLU keeps the numbers themselves.",
        lambda X: X > 0,
    ),
    "the wrong half kept": (
        "You keep what is negative and silence what is positive. ReLU does it the other way round.",
        lambda X: np.minimum(X, 0),
    ),
    "sign flipped": (
        "You keep what is negative, with its sign changed. ReLU keeps what is positive.",
        lambda X: np.maximum(-X, 0),
    ),
    "cut off at the largest": (
        "You cut off at the largest number. Where all are negative, it is below 0.",
        lambda X: np.clip(X, 0, np.max(X)),
    ),
    "negative elements left out": (
        "The negative elements are missing from your output. They become 0 in their place, so that "
        "the shape stays.",
        lambda X: X[X > 0],
    ),
    "largest along an axis": (
        "Your numbers are the largest along the first axis: the 0 was taken for the number of an "
        "axis. ReLU looks at every element alone.",
        lambda X: np.max(X, axis=0),
    ),
    "nothing changed": (
        "You return X as it was. np.maximum, np.where and X.copy() leave it alone and return a new "
        "array: is that the one that you return? If you compare one number of X, such as its "
        "largest, with 0: ReLU decides for every element alone.",
        lambda X: X,
    ),
}


SOME_SHAPES: Table = {
    "axes turned round": (
        "The axes of your result are in reverse order. The shape stays as it is.",
        lambda X: np.maximum(X, 0).T,
        lambda X: np.maximum(X, 0).reshape(X.shape[::-1]),
    ),
    "one truth for the whole array": (
        "Python's own `max` and an `if` decide once, and an array of several numbers is not true "
        "or false as a whole. Compare element by element, as np.maximum and np.where do.",
        _decide_once,
    ),
    "one truth for a whole row": (
        "Your function works where X has one axis only: a row is not true or false as a whole. "
        "ReLU compares element by element, whatever the shape.",
        _decide_for_a_row,
    ),
    "fractions below 1 cut off": (
        "Positive numbers below 1 became 0. ReLU lets all pass that is positive, however small.",
        lambda X: X * (X >= 1),
    ),
    "two axes assumed": (
        "Your function works for two axes alone. ReLU works on every element, whatever the shape.",
        _refuse_other_axes,
    ),
}

MISCONCEPTIONS = (
    *named_in(OTHER_FUNCTIONS),
    *after(shared_lists("rows"), _refuse_other_axes),
    *named(
        "shifted up",
        "You added the same number everywhere, so that nothing is negative. ReLU leaves positive "
        "numbers as they are.",
        lambda X: X - X.min(),
    ),
    *(
        Misconception(
            "compared with another number",
            f"You keep what is above {words}. ReLU keeps what is above 0.",
            lambda X, least=least: np.where(least(X) < X, X, 0),
        )
        for words, least in (
            ("1", lambda X: 1),
            *(
                ("a small positive number, below 1", lambda X, n=number: n)
                for number in (0.5, 0.2, 0.1, 0.05, 0.01, 1e-3)
            ),
            ("-1 (are the fractions of X cut off before you compare?)", lambda X: -1),
            ("the mean of all elements", np.mean),
        )
    ),
    *(
        Misconception(
            "never below another number",
            f"None of your numbers is below {words}. ReLU cuts off at 0.",
            lambda X, least=least: np.maximum(X, least(X)),
        )
        for words, least in NOT_ZERO
    ),
    *(
        Misconception(
            "decided by one number for all",
            f"You look at {words} to decide for all elements. ReLU decides for every element "
            "alone.",
            lambda X, number=number: X * (number(X) > 0),
        )
        for words, number in (
            ("their sum", np.sum),
            ("the first element", lambda X: X.flat[0]),
            ("the last element", lambda X: X.flat[-1]),
            ("the largest, or ask for any that is positive,", np.max),
            ("the smallest, or ask if all are positive,", np.min),
        )
    ),
    *named(
        "row of positive numbers",
        "Your numbers stand in one row. The shape stays as it is.",
        lambda X: np.maximum(X, 0).ravel(),
    ),
    *named(
        "everything is 0",
        "Everything is 0 in your result. Positive numbers stay as they are.",
        np.zeros_like,
    ),
    *(
        Misconception(
            "smooth below 0",
            f"Your numbers are those of {name}, a smooth relative of ReLU. ReLU makes what is "
            "negative 0 and leaves the rest as it is.",
            _build_activation(function),
        )
        for name, function in (("GELU", "gelu"), ("SiLU", "silu"), ("tanh", "tanh"))
    ),
    *named(
        "numbers below 1 made 1",
        "What is below 1 became 1. ReLU compares with 0.",
        lambda X: np.maximum(X, 1),
    ),
    *named(
        "softplus",
        "Your numbers are those of softplus, ReLU's smooth relative. ReLU makes what is negative 0 "
        "and leaves the rest as it is.",
        _build_activation("softplus"),
    ),
    *named(
        "softplus",
        "Your numbers are those of softplus, log(1 + exp(X)), ReLU's smooth relative, which is "
        "infinite for large numbers here. ReLU makes what is negative 0 and leaves the rest as it "
        "is.",
        lambda X: np.log1p(np.exp(X)),
    ),
    *named(
        "sigmoid",
        "Your numbers are those of the sigmoid, between 0 and 1. ReLU leaves positive numbers as "
        "they are.",
        _build_activation("sigmoid"),
    ),
    *named("truncated to whole numbers", INTEGER_DTYPE, _keep_first_dtype),
    *combined(_choose_by_sign, *SIGNS),
    *combined(_choose_with_zero, *SIGNS, most=1),
    *named(
        "divided by the largest",
        "Your numbers are divided by the largest of them. ReLU leaves positive numbers as they "
        "are.",
        lambda X: np.maximum(X, 0) / np.maximum(X, 0).max(),
    ),
    *(
        Misconception(
            f"{which} elements left out",
            f"The {which} element, row or column of X {is_left}. Do your loops reach all elements?",
            _leave_out(part, is_flat, are_zeros),
        )
        for are_zeros, is_left in ((False, "stays as it is"), (True, "is 0 in your result"))
        for which, at, rows in (("first", 0, np.s_[:1]), ("last", -1, np.s_[-1:]))
        for part, is_flat in ((at, True), (rows, False), ((..., rows), False))
    ),
    *named(
        "only the first negative number",
        "Only the first negative number becomes 0: do your loops end there, with a `break` or a "
        "`return`?",
        _change_first_negative,
    ),
    *(
        Misconception(
            "decided by one number for each row",
            f"You look at {words} of a row to decide for the whole row. ReLU decides for every "
            "element alone.",
            _decide_by_part(keeps, is_each_row),
        )
        for words, keeps in (
            ("the smallest number", lambda X, axes: X.min(axis=axes, keepdims=True) >= 0),
            ("the largest number", lambda X, axes: X.max(axis=axes, keepdims=True) > 0),
            ("the sum", lambda X, axes: X.sum(axis=axes, keepdims=True) > 0),
            ("the first number", lambda X, axes: X[..., :1] > 0),
        )
        for is_each_row in (True, False)
    ),
    *named_in(SOME_SHAPES),
)


relu = Exercise(
    name="relu",
    reference=_build_activation("relu"),
    misconceptions=MISCONCEPTIONS,
    hints=(
        "Which of the numbers -2, 0, 0.5 and 3 should change, and into what?",
        "Compare each element with 0 and keep the larger of the two. NumPy can do that for a "
        "whole array of any shape. Make a new array, because the caller still needs X.",
        "np.max finds the largest number of one array. np.maximum compares two, element by "
        "element, and one of the two may be the number 0.",
    ),
    properties=(
        Property(
            "negative numbers become 0, all others stay",
            points=1,
            cases=(
                case(X=np.array([[-2, 0, 2.5], [0.125, -0.5, 12]])),
                case(X=np.stack([SIGNED, NEGATIVE])),
                case(X=np.array([-300.0, 300, 70000])),
                case(X=np.array([[-3, -1.5]])),
                case(X=np.array([[0.03, 3], [0.75, 1]])),
                case(X=np.array([2.0])),
            ),
            hint="Element by element, for any shape, without changing X itself.",
        ),
    ),
)
