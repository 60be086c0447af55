"""Two steps of gradient descent: solved by two different rates, and by no single one."""

import numpy as np
import pytest

from course.checks import kernel_learning
from course.checks.kernel_learning.puzzles import EXPECTED


def said(capsys, rates):
    kernel_learning.puzzle_two_steps(rates)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "rates", [[1 / 60, 1 / 12], [1 / 12, 1 / 60], (0.017, 0.08), np.array([[0.017], [0.083]])]
)
def test_a_rate_for_each_direction_solves_it_in_either_order(capsys, rates):
    assert "\nSolved. " in said(capsys, rates)


def test_no_rate_used_twice_solves_it(capsys):
    for rate in np.arange(0.001, 0.1, 0.001):
        assert "\nNot yet: " in said(capsys, [rate, rate])


def test_the_losses_are_those_of_the_chapters_descent(capsys):
    expected = "Loss: 40.5 at the start, 17.5 after one step, 7.7 after two.\n"
    assert said(capsys, [0.03, 0.03]).startswith(expected)


@pytest.mark.parametrize(
    "rates",
    [None, 0.03, "fast", [0.03], [0.03, -0.03], [0.03, 0], [1e300, 0.1], [np.nan, 0.1], [[1], 2]],
    ids=repr,
)
def test_anything_else_is_told_what_is_expected(capsys, rates):
    assert said(capsys, rates) == f"{EXPECTED}\n"
