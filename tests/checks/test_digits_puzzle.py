"""The puzzle on digits is solved by the two numbers that undo the stride, and by no others."""

import pytest

from course.checks.digits import puzzle_chessboard
from course.checks.digits.puzzles import EXPECTED


def say(capsys, *given):
    """Call the puzzle, and return the first line that it prints, and the others as one."""
    assert puzzle_chessboard(*given) is None
    first, *others = capsys.readouterr().out.splitlines()
    return [first, " ".join(others)] if others else [first]


def test_pooling_without_a_stride_and_a_kernel_of_every_other_cell_solve_it(capsys):
    percent, verdict = say(capsys, 1, 2)
    assert percent == "percent right: not moved 95, one to the right 95, one down 95, both 95"
    assert verdict.startswith("Solved")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((2, 1), "Not yet: it still matters where the digit is."),
        ((1, 1), "Not yet: the place does not matter any more, but fewer digits are read right."),
        ((2, 2), "Not yet: it still matters where the digit is."),
    ],
    ids=str,
)
def test_other_numbers_do_not_solve_it(capsys, given, said):
    assert say(capsys, *given)[-1] == said


def test_the_trained_network_has_the_percents_of_the_map(capsys):
    assert say(capsys, 2, 1)[0].endswith("not moved 94, one to the right 85, one down 74, both 39")


@pytest.mark.parametrize(
    "given", [(0, 1), (1, 5), (1.0, 2), ("1", 2), (True, 2), (None, 1)], ids=str
)
def test_what_is_no_small_whole_number_is_named(capsys, given):
    assert say(capsys, *given) == [EXPECTED]
