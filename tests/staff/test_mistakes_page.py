"""The page of known mistakes: each mistake loses the points of what it breaks, and no others."""

import numpy as np

from course.staff.mistakes import describe_mistakes
from nbproctor.checks.exercise import Exercise, Misconception, Property, case


def mistake(name, model, parts=()):
    return Misconception(name, "", model, parts=parts)


DOUBLE = Exercise(
    "double",
    lambda x: 2 * x,
    (
        Property("whole numbers", 1, (case(x=np.array([2, 3])),)),
        Property("fractions", 2, (case(x=np.array([0.5, 1.25])),)),
        Property("large numbers", 1, (case(x=np.array([700.0, 900.0])),)),
    ),
    misconceptions=(
        mistake("squared", lambda x: x**2 + 1),
        mistake("cut off", lambda x: 2 * np.trunc(x)),
        mistake("at most 99", lambda x: np.minimum(2 * x, 99)),
        mistake("at most 99", lambda x: np.minimum(2 * np.trunc(x), 99)),
        mistake("an error", lambda x: 1 / 0),
        mistake("squared and cut off", lambda x: np.trunc(x**2 + 1), ("squared", "cut off")),
        mistake("fractions and signs gone", lambda x: abs(2 * np.trunc(x))),
    ),
)


def test_a_mistake_loses_the_points_of_the_properties_that_it_breaks():
    assert describe_mistakes(DOUBLE).splitlines() == [
        "Lose everything: squared; an error. Pairs of mistakes: 1.",
        "",
        "| mistake | loses | properties |",
        "| --- | --- | --- |",
        "| cut off | 2 | fractions |",
        "| at most 99 | 1 to 3 | fractions; large numbers |",
        "| fractions and signs gone | 2 | fractions |",
    ]
