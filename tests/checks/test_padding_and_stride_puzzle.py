"""The puzzle on padding and stride is solved by the picture and by nothing else."""

import numpy as np
import pytest

from course.checks.padding_and_stride import noisy_picture, puzzle_hidden_picture
from course.checks.padding_and_stride.puzzles import CELL, WINDOW
from course.photograph import photograph

KEEP = np.zeros(WINDOW)
KEEP[CELL] = 1


@pytest.fixture
def said(capsys):
    """Call the puzzle, and return the sentence that it prints."""

    def call(kernel, stride):
        assert puzzle_hidden_picture(kernel, stride) is None
        return " ".join(capsys.readouterr().out.splitlines())

    return call


def test_the_picture_is_found_with_the_right_cell_and_stride_at_any_scale(said):
    for kernel in (KEEP, 1e300 * KEEP, (KEEP / 1000).tolist()):
        assert said(kernel, WINDOW).startswith("Solved")


def test_a_larger_kernel_that_keeps_the_same_cell_finds_it_too(said):
    assert said(KEEP[: CELL[0] + 1, : CELL[1] + 1], WINDOW).startswith("Solved")


def test_no_other_cell_of_the_window_and_no_mean_shows_the_picture(said):
    for cell in np.ndindex(WINDOW):
        kernel = np.zeros(WINDOW)
        kernel[cell] = 1
        assert said(kernel, WINDOW).startswith("Solved") == (cell == CELL)
    assert "30 x 24 pixels are right" in said(np.ones(WINDOW), WINDOW)
    assert "30 x 24 pixels are right" in said(np.zeros(WINDOW), WINDOW)


def test_the_negative_is_told_from_the_picture(said):
    assert said(-KEEP, WINDOW).startswith("Nearly")


def test_another_stride_is_told_the_size_that_it_gives(said):
    assert said(np.ones((1, 1)), (1, 1)).startswith("Not yet: you see 90 x 96 pixels")
    assert said(np.ones((90, 96)), (10**30, 1)).startswith(("Not yet: you see 1 x 1", "Give"))


@pytest.mark.parametrize(
    ("kernel", "stride"),
    [
        (None, (3, 4)),
        ("abc", (3, 4)),
        ([1, 2], (3, 4)),
        ([[1], [2, 3]], (3, 4)),
        (np.zeros((0, 2)), (3, 4)),
        (np.ones((91, 1)), (3, 4)),
        (np.ones((1, 97)), (3, 4)),
        ([[np.nan]], (3, 4)),
        (KEEP, 3),
        (KEEP, (0, 4)),
        (KEEP, (3.5, 4)),
        (KEEP, ("a", "b")),
        (KEEP, (3, 4, 5)),
        (KEEP, None),
    ],
)
def test_whatever_is_no_kernel_or_stride_is_told_what_is_expected(said, kernel, stride):
    assert said(kernel, stride).startswith("Give a kernel")


def test_the_noise_is_always_the_same_and_has_the_shades_of_the_picture():
    noise = noisy_picture()
    assert noise.shape == (90, 96)
    assert np.array_equal(noise, noisy_picture())
    assert {*noise.ravel().tolist()} <= {*photograph(30).ravel().tolist()}
