"""Which notebooks are graded after all of their cells, and which cell by cell a second time."""

import pytest

from nbproctor.grading.apart.demonstrations import MOST_ANALYSED
from nbproctor.grading.apart.notebook_order import may_wait
from nbproctor.notebooks import is_auto_graded
from nbproctor.testing.small_notebooks import cell, grade

ANSWER = "import numpy as np\ndef corr2d(X, K):\n    return size(X) * np.sum(X * K)"
ABOVE = "stride = [2]\nX = np.eye(2)\ndef size(X):\n    return X.shape[0] // stride[0]"


def waits(below, above=ABOVE, answer=ANSWER):
    """Whether the grade cell may wait for the cells below."""
    cells = [cell(above), cell(answer), grade("test_corr2d", "float(corr2d(1, 2))"), cell(below)]
    return may_wait(cells, is_auto_graded, set())


@pytest.mark.parametrize(
    "below",
    [
        "Y = corr2d(X, K)",
        "X = np.ones((3, 3))\nX[:, 1] = 0\nprint(X)",
        "import numpy as np\nnp.testing.assert_allclose(1, 1)",
        "class Layer:\n    def __init__(self):\n        self.weight = 1",
        "def other(X):\n    Y = X.copy()\n    Y[0] = 1\n    return Y",
        "import matplotlib.pyplot as plt\nplt.plot(X)\nplt.show()",
        "no Python",
    ],
)
def test_a_grade_cell_waits_for_what_has_nothing_to_do_with_it(below):
    assert waits(below, above="def size(X):\n    return X.shape[0]\nX = 1")


@pytest.mark.parametrize(
    "below",
    [
        "def corr2d(X, K): pass",
        "corr2d = 1",
        "del corr2d",
        "for corr2d in range(3): pass",
        "import scipy as corr2d",
        "corr2d.calls = 0",
        "def size(X):\n    return 1",
        "stride = [3]",
        "stride[0] = 3",
        "stride += [3]",
        "stride.append(3)",
        "change(stride)",
        "size(X)",
        "def later():\n    global stride\n    stride = 1\nlater()",
        "np = None",
        "np.sum = max",
        "import pandas as np",
        "from numpy import *",
        "sum = max",
        "globals()['stride'] = 3",
        "exec('stride = 3')",
        "%run other.py",
        "corr2d = !ls",
        "corr2d = await later()",
        "async for corr2d in later(): pass",
        "np.random.seed(1)",
        "import os\nos.chdir('/')",
        "import numpy\nnumpy.random.x = 1",
        "corr2d.__globals__.update(stride=3)",
    ],
)
def test_a_grade_cell_does_not_wait_for_what_may_change_its_result(below):
    above = ABOVE if "sum = max" not in below else ABOVE.replace("// stride[0]", "+ sum([1])")
    assert not waits(below, above)


@pytest.mark.parametrize("line", ["!pip list", "%time 1", "files = !ls", "size?"])
def test_what_an_answer_with_a_command_needs_is_not_known(line):
    assert not waits("size = 1", answer=f"{line}\n{ANSWER}")


def test_what_stands_above_all_grade_cells_may_do_anything():
    cells = [cell("import os\nos.chdir('/')\nnp.sum = max"), grade("test_corr2d", "corr2d()")]
    assert may_wait(cells, is_auto_graded, set())


def test_cells_that_are_not_run_make_no_difference():
    below = cell("corr2d = 1")
    cells = [cell(ANSWER), grade("test_corr2d", "corr2d()"), below]
    assert may_wait(cells, is_auto_graded, {below.id})


def test_a_notebook_of_too_many_cells_is_graded_cell_by_cell():
    few = [cell(ANSWER), grade("test_corr2d", "corr2d()"), *[cell("x = 1")] * 100]
    many = [*few, *[cell("x = 1")] * MOST_ANALYSED]
    assert may_wait(few, is_auto_graded, set())
    assert not may_wait(many, is_auto_graded, set())
