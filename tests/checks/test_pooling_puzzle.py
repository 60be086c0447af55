"""The puzzle on pooling is solved by drawings whose moves pooling does not notice."""

import numpy as np
import pytest

from course.checks.pooling import puzzle_unseen_move

EVEN = np.zeros((8, 8))
EVEN[::2, ::2] = [[1, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1], [0, 0, 0, 0]]


@pytest.fixture
def said(capsys):
    """Call the puzzle, and return the sentence that it prints."""

    def call(drawing):
        assert puzzle_unseen_move(drawing) is None
        return " ".join(capsys.readouterr().out.splitlines())

    return call


def test_a_drawing_on_even_rows_and_columns_solves_it_at_any_scale(said):
    for drawing in (EVEN, 0.001 * EVEN, (255 * EVEN).astype(int).tolist()):
        assert said(drawing).startswith("Solved")


def test_a_cell_that_is_never_the_largest_of_a_window_does_not_matter(said):
    drawing = 9 * EVEN
    drawing[2, 3] = 1
    assert said(drawing).startswith("Solved")


@pytest.mark.parametrize(
    ("by", "moves"),
    [
        ((0, 1), "right, right and down."),
        ((1, 0), "down, right and down."),
        ((1, 1), "right, down, right and down."),
    ],
)
def test_the_moves_that_pooling_notices_are_named(said, by, moves):
    assert said(np.roll(EVEN, by, axis=(0, 1))).endswith(f"notices the moves {moves}")


def test_a_drawing_needs_five_cells_and_a_map_with_zeros(said):
    few = np.zeros((8, 8))
    few[0, :8:2] = 1
    assert said(few).startswith("Not yet: 4 cells are above 0")
    assert "no zeros left" in said(np.ones((8, 8)))


@pytest.mark.parametrize(
    "drawing",
    [None, 1, "abc", [[1], [1, 2]], np.ones((8, 7)), EVEN - 1, EVEN * np.nan, [[object()] * 8] * 8],
)
def test_whatever_is_no_drawing_is_told_what_is_expected(said, drawing):
    assert said(drawing).startswith("Give a drawing of 8 x 8 numbers")
