"""The puzzle on diagonal edges: which kernels solve it, and what is said of the others."""

import numpy as np
import pytest
import tensorflow as tf

from course.checks import cross_correlation as check
from nbproctor.checks.result import WIDTH

BOTH = np.array([[1.0, -1], [-1, 1]])
FALLING = np.array([[0.0, 1, -1], [-1, 0, 1], [1, -1, 0]])


def verdict(capsys, kernel):
    """The sentences that the puzzle prints below its table. No line is cut at 800 pixels."""
    check.puzzle_diagonals(kernel)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= WIDTH
    return " ".join(line for line in lines if not line.startswith(("Strongest", "  ")))


@pytest.mark.parametrize("kernel", [BOTH, BOTH.tolist(), tf.constant(BOTH), np.pad(BOTH, 1)])
def test_a_kernel_whose_rows_and_columns_add_up_to_zero_solves_it(capsys, kernel):
    assert verdict(capsys, kernel).startswith("Solved: ")


@pytest.mark.parametrize("kernel", [FALLING, FALLING[:, ::-1]], ids=["falling", "rising"])
def test_a_kernel_for_one_diagonal_solves_the_harder_version(capsys, kernel):
    assert verdict(capsys, kernel).startswith("Solved, the harder version too")


@pytest.mark.parametrize("scale", [1e-200, -1, 0.3, 1e300])
def test_the_scale_of_a_kernel_does_not_count(capsys, scale):
    assert verdict(capsys, scale * BOTH).startswith("Solved: ")
    assert verdict(capsys, scale * np.eye(2)).startswith("Not yet: ")


@pytest.mark.parametrize(
    ("kernel", "loud"),
    [
        (np.ones((3, 3)), "a flat image and to a vertical edge and to a horizontal edge."),
        ([[1, -1], [1, -1]], "a vertical edge."),
        ([[1, 1], [-1, -1]], "a horizontal edge."),
        ([[0, 1, 2], [-1, 0, 1], [-2, -1, 0]], "a vertical edge and to a horizontal edge."),
        ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], "a vertical edge and to a horizontal edge."),
    ],
)
def test_what_else_a_kernel_responds_to_is_named(capsys, kernel, loud):
    assert verdict(capsys, kernel) == f"Not yet: your kernel also responds to {loud}"


@pytest.mark.parametrize(("share", "solved"), [(0.11, True), (0.12, False)])
def test_a_tenth_of_the_diagonal_response_counts_as_silence(capsys, share, solved):
    """The kernel's response to diagonal edges is 1 + share, and `share` to the vertical one."""
    kernel = [[-1, 0, 1], [share, 0, -share], [1, 0, -1]]
    assert verdict(capsys, kernel).startswith("Solved") is solved


@pytest.mark.parametrize("kernel", [np.zeros((3, 3)), np.zeros((2, 2), bool)])
def test_a_kernel_that_responds_to_nothing_is_told(capsys, kernel):
    assert "none of the five images" in verdict(capsys, kernel)


class Broken:
    def __array__(self, *arguments, **settings):
        raise KeyError("no array")


@pytest.mark.parametrize(
    "kernel",
    [
        *(None, 3, "[[1, -1]]", ..., [], [[]], {}, print, Broken()),
        *([[1, -1], [1]], [["a", "b"], ["c", "d"]], [[1j, 1], [1, 1]]),
        *([[1, -1]], np.ones((8, 8)), np.ones((2, 2, 2)), [[np.nan, 1], [1, 1]]),
        *([[np.inf, 1], [1, 1]],),
    ],
    ids=lambda kernel: str(kernel).partition(" at 0x")[0],
)
def test_anything_but_a_kernel_gets_a_sentence_on_what_is_expected(capsys, kernel):
    assert verdict(capsys, kernel).startswith("puzzle_diagonals needs a kernel")
