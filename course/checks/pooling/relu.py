"""The exercise `relu`: negative numbers become 0, all others stay."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.checks.exercise import Exercise, Misconception, Property, case
from course.checks.mistake_models import after, shared_lists
from course.checks.pooling.inputs import NEGATIVE, SIGNED
from nbproctor.checks.diagnosis import INTEGER_DTYPE


def _activation(name: str, *settings: float) -> Callable[[Any], Any]:
    """Build a model from one of TensorFlow's activation functions."""

    def model(X: Any) -> Any:
        import tensorflow as tf

        return getattr(tf.nn, name)(X, *settings).numpy()

    return model


def _two_axes_only(X: Any) -> Any:
    if X.ndim != 2:
        raise ValueError("setting an array element with a sequence")
    return _activation("relu")(X)


NOT_ZERO = (  # what an answer takes in place of 0
    ("1", lambda X: 1),
    ("-1", lambda X: -1),
    ("the mean of all elements", np.mean),
)

MISCONCEPTIONS = (
    Misconception(
        "truncated to whole numbers",
        INTEGER_DTYPE,
        lambda X: np.trunc(np.maximum(X, 0)),
    ),
    Misconception(
        "absolute value",
        "Your numbers are absolute values: what was negative came back positive. ReLU silences it.",
        np.abs,
    ),
    Misconception(
        "step function",
        "Your numbers say where X is positive: 1 or 0. ReLU keeps the numbers themselves.",
        lambda X: X > 0,
    ),
    *(
        Misconception(
            "leaky",
            f"What is negative comes through, times {slope}: a leaky ReLU. Plain ReLU makes it 0.",
            _activation("leaky_relu", slope),
        )
        for slope in (0.1, 0.01, 0.2, 0.3)
    ),
    Misconception(
        "the wrong half kept",
        "You keep what is negative and silence what is positive. ReLU does it the other way round.",
        lambda X: np.minimum(X, 0),
    ),
    Misconception(
        "sign flipped",
        "You keep what is negative, with its sign changed. ReLU keeps what is positive.",
        lambda X: np.maximum(-X, 0),
    ),
    *(
        Misconception(
            "cut off above",
            f"Numbers above {top} are cut off. ReLU leaves large numbers as they are.",
            lambda X, top=top: np.clip(X, 0, top),
        )
        for top in (1, 6, 255)
    ),
    Misconception(
        "cut off at the largest",
        "You cut off at the largest number. Where all are negative, it is below 0.",
        lambda X: np.clip(X, 0, np.max(X)),
    ),
    Misconception(
        "negative elements left out",
        "The negative elements are missing from your output. They become 0 in their place, so that "
        "the shape stays.",
        lambda X: X[X > 0],
    ),
    Misconception(
        "largest along an axis",
        "Your numbers are the largest along the first axis: the 0 was taken for the number of an "
        "axis. ReLU looks at every element alone.",
        lambda X: np.max(X, axis=0),
    ),
    Misconception(
        "nothing changed",
        "You return X as it was. np.maximum, np.where and X.copy() leave it alone and return a new "
        "array: is that the one that you return? If you compare one number of X, such as its "
        "largest, with 0: ReLU decides for every element alone.",
        lambda X: X,
    ),
    *after(shared_lists("rows"), _two_axes_only),
    Misconception(
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
            ("0.5", lambda X: 0.5),
            ("-1", lambda X: -1),
            ("the mean of all elements", np.mean),
        )
    ),
    *(
        Misconception(
            "another number for the negatives",
            f"Negative numbers become {words}. ReLU makes them 0.",
            lambda X, other=other: np.where(X > 0, X, other(X)),
        )
        for words, other in NOT_ZERO
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
        for words, number in (("their sum", np.sum), ("the first element", lambda X: X.flat[0]))
    ),
    *(
        Misconception(
            "another curve",
            f"Your numbers are {words} of what ReLU gives. It leaves positive numbers as they are.",
            lambda X, change=change: change(np.maximum(X, 0)),
        )
        for words, change in (
            ("the hyperbolic tangent", np.tanh),
            ("the square", np.square),
            ("the root", np.sqrt),
        )
    ),
    Misconception(
        "row of positive numbers",
        "Your numbers stand in one row. The shape stays as it is.",
        lambda X: np.maximum(X, 0).ravel(),
    ),
    Misconception(
        "positive numbers made 1",
        "Positive numbers became 1. ReLU keeps them as they are.",
        lambda X: np.where(X > 0, 1.0, X),
    ),
    Misconception(
        "everything is 0",
        "Everything is 0 in your result. Positive numbers stay as they are.",
        np.zeros_like,
    ),
    Misconception(
        "smooth below 0",
        "Negative numbers became small negative numbers, as with ELU. ReLU makes them 0.",
        lambda X: np.where(X > 0, X, np.expm1(X)),
    ),
    *(
        Misconception(
            "smooth below 0",
            f"Your numbers are those of {name}, a smooth relative of ReLU. ReLU makes what is "
            "negative 0 and leaves the rest as it is.",
            _activation(function),
        )
        for name, function in (("GELU", "gelu"), ("SiLU", "silu"), ("tanh", "tanh"))
    ),
    Misconception(
        "squared",
        "Positive numbers are squared. ReLU leaves them as they are.",
        lambda X: np.maximum(X, 0) ** 2,
    ),
    Misconception(
        "negative numbers made 1",
        "Negative numbers became 1. ReLU makes them 0.",
        lambda X: np.where(X < 0, 1, X),
    ),
    Misconception(
        "numbers below 1 made 1",
        "What is below 1 became 1. ReLU compares with 0.",
        lambda X: np.maximum(X, 1),
    ),
    Misconception(
        "softplus",
        "Your numbers are those of softplus, ReLU's smooth relative. ReLU makes what is negative 0 "
        "and leaves the rest as it is.",
        _activation("softplus"),
    ),
    Misconception(
        "sigmoid",
        "Your numbers are those of the sigmoid, between 0 and 1. ReLU leaves positive numbers as "
        "they are.",
        _activation("sigmoid"),
    ),
    Misconception(
        "fractions below 1 cut off",
        "Positive numbers below 1 became 0. ReLU lets all pass that is positive, however small.",
        lambda X: X * (X >= 1),
    ),
    Misconception(
        "two axes assumed",
        "Your function works for two axes alone. ReLU works on every element, whatever the shape.",
        _two_axes_only,
    ),
)


relu = Exercise(
    name="relu",
    reference=_activation("relu"),
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
            ),
            hint="Element by element, for any shape, without changing X itself.",
        ),
    ),
)
