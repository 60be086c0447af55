import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.grading.apart.demonstrations import (
    MOST_ANALYSED,
    find_names,
    find_unneeded,
    mark_demonstrations,
)

FIGURE = "figure = draw(X)"
EXAMPLE = "X = [[1, 2], [3, 4]]\nX[0] = [5, 6]"
SOURCE = new_notebook(
    cells=[
        new_code_cell("import draw", metadata={"nbgrader": {"grade_id": "setup"}}),
        new_code_cell(EXAMPLE),
        new_code_cell(FIGURE),
    ]
)


def left_out(*cells):
    """Which of these cells are left out, by their position."""
    notebook = new_notebook(
        cells=[new_code_cell(source, id=f"cell-{at}") for at, source in enumerate(cells)]
    )
    mark_demonstrations(notebook.cells, SOURCE)
    return sorted(int(each.removeprefix("cell-")) for each in find_unneeded(notebook.cells))


def test_figures_and_examples_that_nothing_needs_are_left_out():
    assert left_out(EXAMPLE, FIGURE, "def answer(X):\n    return X") == [0, 1]


@pytest.mark.parametrize(
    "answer",
    [
        "print(X)",
        "def answer():\n    return X",
        "class Answer:\n    start = X",
        "y = [X for _ in range(3)]",
        "def answer():\n    def inner():\n        return X\n    return inner",
    ],
    ids=["cell", "function", "class", "comprehension", "inner function"],
)
def test_what_a_student_mentions_runs_with_all_that_it_needs(answer):
    assert left_out(EXAMPLE, FIGURE, answer) == [1]


def test_what_is_needed_by_what_is_needed_runs():
    assert left_out(EXAMPLE, FIGURE, "print(figure)") == []


@pytest.mark.parametrize(
    "answer",
    [
        "globals()['X']",
        "eval('X')",
        "%timeit 1",
        "shape = !echo {X}",
        "shape = %time X",
        "  !ls",
        "X?",
        "  y = X\n  y",
        ">>> y = X",
        "from draw import *",
        "import __main__; __main__.X",
        "_ + 1",
        "np.random.seed(3)",
        "(" * 300 + ")" * 300,
    ],
    ids=[
        "globals",
        "eval",
        "magic",
        "shell value",
        "magic value",
        "indented shell",
        "help",
        "indented",
        "prompt",
        "star",
        "main",
        "last value",
        "seed",
        "deep",
    ],
)
def test_where_names_cannot_be_read_every_cell_runs(answer):
    assert left_out(EXAMPLE, FIGURE, answer) == [] or find_names(answer) is None


def test_a_cell_that_a_student_changed_is_the_students_own():
    assert left_out(EXAMPLE + "\n", FIGURE + "  # mine") == []
    assert left_out("X = [[9]]", FIGURE) == [1]


@pytest.mark.parametrize("answer", ["def answer(:", "def f(X):\n    >>> f(X)\n    return X % 2 !="])
def test_a_cell_that_does_not_parse_needs_nothing(answer):
    assert left_out(EXAMPLE, FIGURE, answer) == [0, 1]


def test_a_cell_that_awaits_needs_what_it_mentions():
    assert left_out(EXAMPLE, FIGURE, "async for x in steps(X):\n    await x") == [1]


def test_a_throwaway_name_is_no_mention_of_the_last_value():
    assert left_out(EXAMPLE, FIGURE, "for _ in range(3):\n    print(_)") == [0, 1]


def test_what_changes_an_object_makes_it():
    assert find_names("X[0] = 1\nY.append(2)\nZ.a.b = 3").made == {"X", "Y", "Z"}


def test_everything_runs_in_a_notebook_of_too_many_cells():
    assert left_out(FIGURE, *["x = 1"] * (MOST_ANALYSED - 1)) == [0]
    assert left_out(FIGURE, *["x = 1"] * MOST_ANALYSED) == []
