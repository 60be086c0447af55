"""Which notebooks are graded after all of their cells, and which cell by cell a second time."""

import pytest

from nbproctor.grading.apart.notebook_order import may_wait

ABOVE = """import math, numpy as np
stride = [2]
X = np.eye(2)
class Layer: pass
def register(function): kept.append(function)
kept = []
def size(X):
    return X.shape[0] // stride[0]"""
ANSWER = "def corr2d(X, K):\n    return size(X) * np.sum(X * K)"
GRADE = ("float(corr2d(1, 2))", True)


def waits(*below, above=ABOVE, answer=ANSWER):
    """Whether the grade cell may wait for the cells below."""
    return may_wait([(above, False), (answer, False), GRADE, *((each, False) for each in below)])


@pytest.mark.parametrize(
    "below",
    [
        "def other(X, n=3, *, kind=np.float32, way='a') -> 'array':\n    size(X)\n    np.sum = 1",
        "def other(X: np.ndarray, K: list[int] | None = None) -> tuple[int]:\n    stride[0] = 1",
        "class Own(np.ndarray):\n    'Text.'\n    rate = 2 * np.pi\n    def size(self): return 1",
        "@np.vectorize\ndef other(x):\n    return x",
        "class Own:\n    @property\n    def size(self): return 1",
        "'''Text.'''\npass\nlimit = -1, [2], {'a': math.pi}\ndouble = lambda n, m=2: m * n",
        "import numpy as np\nfrom collections import deque\nimport numpy.linalg",
        "no Python",
        "# size, stride",
        "",
    ],
)
def test_a_grade_cell_waits_for_what_only_defines_other_names(below):
    assert waits(below)


@pytest.mark.parametrize(
    "below",
    [
        "def corr2d(X, K): pass",
        "corr2d = 1",
        "del corr2d",
        "for corr2d in range(3): pass",
        "import scipy as corr2d",
        "import math as np",
        "from math import size",
        "import no_such_package",
        "from helpers import *",
        "corr2d.calls = 0",
        "def size(X):\n    return 1",
        "class size: pass",
        "size = lambda X: 1",
        "stride = 3",
        "stride[0] = 3",
        "stride += [3]",
        "stride.append(3)",
        "change(stride)",
        "print(corr2d(X, K))",
        "def later():\n    global stride\n    stride = 1",
        "np = None",
        "np.sum = max",
        "np.sum: object = max",
        "sum = max",
        "globals()['stride'] = 3",
        "exec('stride = 3')",
        "%run other.py",
        "%time 1",
        "corr2d = !ls",
        "corr2d = await later()",
        "async for corr2d in later(): pass",
        "np.random.seed(1)",
        "random = np.random.seed(1)",
        "def other(n=np.random.seed(1)): pass",
        "other = lambda n=np.random.seed(1): n",
        "class Own:\n    np.random.seed(1)",
        "class Own(metaclass=register): pass",
        "@register\ndef other(n): pass",
        "class Own:\n    @register\n    def other(self): pass",
        "class Own(Layer): pass",
        "def other(n=X[0]): pass",
        "def other(n: X[0]): pass",
        "with open('x') as file: pass",
        "try:\n    size(X)\nexcept Exception: pass",
        "f'{X}'",
        "x = [" + "1, " * 20_000 + "]",
    ],
)
def test_a_grade_cell_does_not_wait_for_what_may_change_its_result(below):
    answer = ANSWER if not below.startswith("sum") else ANSWER + " + sum([1])"
    assert not waits(below, answer=answer)


@pytest.mark.parametrize(
    "answer",
    ["!pip list\n", "%time 1\n", "files = !ls\n", "size?\n", "import __main__\n", "vars()\n"],
)
def test_what_an_answer_finds_unseen_is_not_known(answer):
    assert waits("other = 1")
    assert not waits("other = 1", answer=answer + ANSWER)


def test_a_name_that_an_answer_misses_is_not_made_up_for_below():
    assert not waits("def size(X):\n    return 1", above="import numpy as np")


def test_a_name_that_only_cells_since_the_last_grade_cell_use_may_change():
    first = "def helper(n):\n    return n\ndef answer(n):\n    return helper(n)"
    assert waits(first, "def helper(n):\n    return 2 * n")
    assert not may_wait([(ANSWER, False), GRADE, (first, False), GRADE, ("def helper(): 1", False)])


def test_what_stands_above_all_grade_cells_may_do_anything():
    above = ("import os\nos.chdir('/')\nnp.sum = max\nprint(1)", False)
    assert may_wait([above, (ANSWER, False), GRADE])


def test_an_import_below_may_not_undo_what_a_student_did_to_the_name():
    assert not waits("import numpy as np", above=ABOVE + "\nnp = math")
