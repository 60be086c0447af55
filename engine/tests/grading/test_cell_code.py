"""What is read from a cell's code, and that reading takes time in proportion to the text."""

import time

import pytest

from nbproctor.grading.apart.cell_code import LONGEST_READ, read_code
from nbproctor.grading.apart.demonstrations import find_unneeded
from nbproctor.grading.apart.notebook_order import may_wait
from nbproctor.testing.small_notebooks import cell


def test_names_are_those_of_the_whole_notebook():
    code = read_code(
        "import numpy as np, a.b\nx = y\ndel z\ndef f(n):\n    import math\n    global g\n"
        "    g = k = x + n + c\n    return k"
    )
    assert code.made == {"x", "z", "f", "g"}
    assert code.imports == {"np": "numpy", "a": "a"}
    assert code.mentioned == {"y", "c"}
    assert code.kept == {"x", "c", "g"}


def test_names_beside_a_command_of_ipython_are_read():
    code = read_code("%%time\nx = 1\nif x:\n    !ls {x}\n    y = x")
    assert code.made == {"x", "y"}
    assert code.is_unclear


LINES = {
    "names": "name_{n} = other_{n}\n",
    "functions": "def f_{n}(a, b=1):\n    return g_{n}(a) + name\n",
    "imports": "import module_{n}\n",
    "commands": "%time {n}\n",
    "white space": " \t\t\n",
    "questions": "what? \t ? \t ?\n",
    "equals": "x =  =  = %\n",
    "operators": "-" * 40,
    "prompts": ">>> x = {n}\n",
}


@pytest.mark.parametrize("kind", LINES)
def test_twice_the_text_takes_no_more_than_thrice_the_time(kind):
    def measure(length):
        line = LINES[kind].replace("{n}", "123")
        text = "".join(LINES[kind].replace("{n}", f"{n:03}") for n in range(length // len(line)))
        return measure_cpu_s(lambda: read_code.__wrapped__(text))

    assert grows_linearly(measure, LONGEST_READ // 2)


def test_a_cell_of_many_functions_is_not_read():
    """Reading it would take time in proportion to the square of their number."""
    few, many = ("".join(f"def f{n}(): pass\n" for n in range(count)) for count in (100, 300))
    assert len(read_code(few).made) == 100
    assert read_code(many).is_unclear


@pytest.mark.parametrize(
    "line", ["v{n} = {n}", "def f{n}(x):\n    return v{n}", "import numpy as n{n}"]
)
def test_twice_the_cells_take_no_more_than_thrice_the_time(line):
    def measure(count):
        cells = [cell(line.replace("{n}", str(n))) for n in range(count)]
        texts = [("import numpy", False), ("f(1)", True), *((each.source, False) for each in cells)]
        return measure_cpu_s(lambda: (may_wait(texts), find_unneeded(cells)))

    assert grows_linearly(measure, 200)


def measure_cpu_s(work):
    """Measure the CPU time of some work, the least of several times."""
    least = float("inf")
    for _ in range(5):
        read_code.cache_clear()
        start = time.thread_time()
        work()
        least = min(least, time.thread_time() - start)
    return least


def grows_linearly(measure, size):
    """Whether twice the size takes less than three times the time, in the best of three tries."""
    return any(measure(2 * size) < 3 * measure(size) + 1e-3 for _ in range(3))
