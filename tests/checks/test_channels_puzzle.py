"""The plate of the chapter on channels: solved by the right mix of colours, and by no easy one."""

import numpy as np
import pytest

from course.checks import channels
from course.checks.channels.puzzles import EXPECTED, PLATE


def said(capsys, weights):
    channels.puzzle_plate(weights)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "weights",
    [
        [1, 1, -2],
        [-5, -5, 10],
        np.array([0.25, 0.25, -0.5]).reshape(1, 3, 1, 1),
        [1, 0.95, -2],
        [1e300, 1e300, -2e300],
    ],
    ids=["as it is", "another scale and sign", "as a kernel", "nearly right", "huge"],
)
def test_the_right_mix_solves_the_plate_at_every_scale(capsys, weights):
    assert said(capsys, weights).startswith("Solved: ")


@pytest.mark.parametrize(
    "weights",
    [
        *([1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [1, -1, 0]),
        *([1, 0, -1], [0, 1, -1], [1, 1, -1], [1, -2, 1], [1, 1, 2]),
    ],
    ids=str,
)
def test_a_single_colour_or_a_plain_difference_does_not_solve_the_plate(capsys, weights):
    assert said(capsys, weights).startswith("Not yet: ")


@pytest.mark.parametrize(
    "weights",
    [None, "red", [1, 2], [[1, 2, 3], [4, 5]], [0, 0, 0], [1, np.nan, 0], {"red": 1}, np.eye(3)],
    ids=repr,
)
def test_anything_else_is_told_what_is_expected(capsys, weights):
    assert said(capsys, weights) == f"{EXPECTED}\n"


def test_the_plate_is_a_colour_image():
    assert PLATE.shape == (3, 9, 11)
    assert 0 <= PLATE.min() < PLATE.max() <= 1
