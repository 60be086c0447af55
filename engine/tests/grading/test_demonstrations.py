"""Which demonstrations of a course are left out while a notebook is graded."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.grading.apart.demonstrations import find_unneeded, untag_changed
from nbproctor.notebooks import DEMONSTRATION
from nbproctor.testing.small_notebooks import cell, grade

EXAMPLE = "X = [[1, 2], [3, 4]]\nX[0] = [5, 6]"
FIGURE = "figure = draw(X)"


def demonstration(source):
    return new_code_cell(source, metadata={"tags": [DEMONSTRATION]})


def left_out(*cells, demonstrations=(EXAMPLE, FIGURE)):
    """Whether all demonstrations are left out beside these cells; either all are or none is."""
    tagged = [demonstration(each) for each in demonstrations]
    found = find_unneeded(
        [*tagged, *(cell(each) if isinstance(each, str) else each for each in cells)]
    )
    assert found in (set(), {each.id for each in tagged})
    return bool(found)


@pytest.mark.parametrize(
    "answer",
    [
        "def answer(X):\n    return X",
        "def answer(image):\n    X = image\n    return X.figure",
        "X = 5",
        "def figure(n):\n    return n\ndef answer(n):\n    return figure(n)",
        "for _ in range(3):\n    print(_)",
        "def answer(:",
        "def f(X):\n    >>> f(X)\n    return X % 2 !=",
        "# X\n'X'",
    ],
    ids=[
        *("parameter", "local name", "only made", "its own helper", "throwaway name"),
        *("no Python", "no Python in a function", "only in text"),
    ],
)
def test_demonstrations_that_no_code_mentions_are_left_out(answer):
    assert left_out(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "print(X)",
        "def answer():\n    return X",
        "class Answer:\n    start = X",
        "y = [X for _ in range(3)]",
        "def answer():\n    def inner():\n        return X\n    return inner",
        "print(figure)\ndef figure(): pass",
        "async for x in steps(X):\n    await x",
    ],
    ids=["cell", "function", "class", "comprehension", "inner function", "read before", "awaits"],
)
def test_all_demonstrations_run_if_a_name_of_one_is_mentioned(answer):
    assert not left_out(answer)


def test_a_grade_cell_may_mention_such_a_name_too():
    assert not left_out(grade("test_answer", "assert answer(X) == 1"))


@pytest.mark.parametrize(
    "answer",
    [
        *("globals()['X']", "eval('X')", "%timeit 1", "shape = !echo {X}", "shape = %time X"),
        *(
            "  !ls",
            "X?",
            "  y = X\n  y",
            ">>> y = X",
            "from draw import *",
            "_ + 1",
            "_i1",
            "Out[1]",
        ),
        *("import __main__\n__main__.X", "import sys\nsys.modules[__name__].X"),
        *("-" * 9_000 + "1", "x = [" + "1, " * 20_000 + "]"),
    ],
)
def test_all_demonstrations_run_if_names_may_be_read_unseen(answer):
    assert not left_out(answer)


@pytest.mark.parametrize("source", ["%matplotlib inline", "from draw import *", "exec('X = 1')"])
def test_a_demonstration_that_may_make_any_name_is_never_left_out(source):
    assert not left_out("1", demonstrations=[source])


def test_a_cell_whose_text_a_student_changed_is_the_students_own():
    source = new_notebook(cells=[demonstration(EXAMPLE), demonstration(FIGURE), cell("a = 1")])
    cells = [
        demonstration(EXAMPLE + "\n"),
        demonstration(FIGURE + "  # mine"),
        demonstration("a = 1"),
    ]
    untag_changed(cells, source)
    assert [each.metadata.tags for each in cells] == [[DEMONSTRATION], [], []]


def test_an_answer_or_a_test_is_no_demonstration():
    answer, test = cell("X = 1", "X", tags=[DEMONSTRATION]), grade("test_X", "1")
    test.metadata["tags"] = [DEMONSTRATION]
    assert find_unneeded([answer, test]) == set()
