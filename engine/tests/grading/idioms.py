"""Grade cells as instructors of nbgrader courses write them, each with a right and a wrong answer.

The class has one assignment, `idioms`. Its cells before the first exercise are those of many
courses: one without nbgrader's metadata, one that is locked, one that students may edit. A helper
module and a data file are beside the notebook.
"""

from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook

ASSIGNMENT = "idioms"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
FILES = {
    "tools.py": "SCALE = 10\n\ndef scaled(x):\n    return SCALE * x\n",
    "data.csv": "name,count\nash,3\nelm,4\n",
    "more/nested.txt": "nested\n",
}
UNMARKED = """import random
import matplotlib.pyplot as plt
import pandas as pd
from tools import *
%matplotlib inline"""
LOCKED = """import math
import sys
import warnings
import numpy as np
import numpy.testing as npt
from collections import Counter, defaultdict

def near(a, b):
    return abs(a - b) < EPSILON

EPSILON = 1e-6"""
EDITABLE = "factor = 2  # you may change this"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


@dataclass(frozen=True)
class Idiom:
    """An exercise.

    Attributes:
        name: of the exercise; its cells are `answer_<name>` and `test_<name>`.
        right, wrong: answers.
        test: the grade cell.
        apart: whether the grade cell can run apart; if not, it could not run there.
        points: of the grade cell.
    """

    name: str
    right: str
    wrong: str
    test: str
    apart: bool = False
    points: int = 1


# Contract: no error is full points, a number is partial credit, stderr is nothing.
CONTRACT = [
    Idiom(
        "asserts",
        "def ca(n):\n    return n + 1",
        "def ca(n):\n    return n",
        "assert ca(1) == 2\nassert ca(-1) == 0",
        apart=True,
    ),
    Idiom(
        "prints_at_the_end",
        "def cb(n):\n    return n * n",
        "def cb(n):\n    return n",
        "assert cb(3) == 9\nprint('passed')",
        apart=True,
    ),
    Idiom(
        "ends_with_a_truth",
        "def cc(n):\n    return n * n",
        "def cc(n):\n    return n",
        "assert cc(3) == 9\ncc(3) == 9",
        apart=True,
    ),
    Idiom(
        "ends_with_text",
        "def cd(n):\n    return n * n",
        "def cd(n):\n    return n",
        "assert cd(3) == 9\n'all good'",
        apart=True,
    ),
    Idiom(
        "ends_with_none",
        "def ce(n):\n    return n * n",
        "def ce(n):\n    return n",
        "assert ce(3) == 9\nNone",
        apart=True,
    ),
    Idiom(
        "partial_credit",
        "def cf(n):\n    return n * n",
        "def cf(n):\n    return n",
        "earned = 0\nif cf(1) == 1:\n    earned += 1\nif cf(3) == 9:\n    earned += 2\nearned",
        apart=True,
        points=3,
    ),
    Idiom(
        "credit_of_numpy",
        "def cg(n):\n    return n * n",
        "def cg(n):\n    return n",
        "np.float64(2.0 * (cg(3) == 9))",
        points=2,
    ),
    Idiom(
        "credit_beyond_a_warning",
        "def ch(n):\n    return n",
        "def ch(n):\n    return -n",
        "import sys\nif ch(1) != 1:\n    print('watch out', file=sys.stderr)\n1.0",
    ),
    Idiom(
        "writes_to_stderr",
        "def ci(n):\n    return n",
        "def ci(n):\n    sys.stderr.write('hm')\n    return n",
        "assert ci(1) == 1",
        apart=True,
    ),
    Idiom(
        "warns",
        "def cj(n):\n    return n",
        "def cj(n):\n    warnings.warn('hm')\n    return n",
        "assert cj(1) == 1",
        apart=True,
    ),
    Idiom(
        "negative_credit",
        "def ck(n):\n    return n",
        "def ck(n):\n    raise ValueError",
        "-1.0 * ck(1)",
    ),
    Idiom(
        "message_of_an_assertion",
        "def cl(n):\n    return n",
        "def cl(n):\n    return 0",
        "assert cl(1) == 1, f'cl(1) is {cl(1)!r}'",
        apart=True,
    ),
    Idiom(
        "loop_over_cases",
        "def cm(a, b):\n    return a + b",
        "def cm(a, b):\n    return a - b",
        "for a, b, total in [(1, 2, 3), (0, 0, 0)]:\n    assert cm(a, b) == total",
        apart=True,
    ),
    Idiom(
        "comprehension",
        "def cn(n):\n    return n % 2 == 0",
        "def cn(n):\n    return True",
        "assert [n for n in range(6) if cn(n)] == [0, 2, 4]",
        apart=True,
    ),
    Idiom(
        "hidden_test",
        "def co(n):\n    return abs(n)",
        "def co(n):\n    return n",
        "assert co(1) == 1\n### BEGIN HIDDEN TESTS\nassert co(-1) == 1\n### END HIDDEN TESTS",
        apart=True,
    ),
    Idiom(
        "raises_an_error_of_python",
        "def cp(n):\n    if n < 0:\n        raise ValueError('n')",
        "def cp(n):\n    return n",
        "try:\n    cp(-1)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError",
        apart=True,
    ),
    Idiom(
        "raises_another_error",
        "def cq(n):\n    return {}[n]",
        "def cq(n):\n    return [][n]",
        "try:\n    cq(3)\nexcept KeyError:\n    caught = True\nassert caught",
        apart=True,
    ),
    Idiom(
        "unittest",
        "def cr(n):\n    return n + 1",
        "def cr(n):\n    return str(n)",
        "import unittest\ncase = unittest.TestCase()\ncase.assertEqual(cr(1), 2)\n"
        "with case.assertRaises(TypeError):\n    cr('a')",
        apart=True,
    ),
    Idiom(
        "raises_a_class_of_their_own",
        "class Bad(Exception):\n    pass\ndef cs():\n    raise Bad",
        "class Bad(Exception):\n    pass\ndef cs():\n    pass",
        "try:\n    cs()\n    assert False\nexcept Bad:\n    pass",
    ),
]

# What a cell finds of the cells and files around it.
SURROUNDINGS = [
    Idiom(
        "import_of_a_locked_cell",
        "def sa(n):\n    return [0] * n",
        "def sa(n):\n    return [n]",
        "npt.assert_array_equal(sa(3), np.zeros(3))",
        apart=True,
    ),
    Idiom(
        "module_of_a_locked_cell",
        "def sb(x):\n    return x ** 0.5",
        "def sb(x):\n    return x",
        "assert sb(9) == math.sqrt(9)",
        apart=True,
    ),
    Idiom(
        "name_of_a_module",
        "def sc(s):\n    return {c: s.count(c) for c in s}",
        "def sc(s):\n    return {}",
        "assert sc('aab') == Counter('aab')",
        apart=True,
    ),
    Idiom(
        "helper_of_a_locked_cell",
        "def sd(x):\n    return x / 3",
        "def sd(x):\n    return x",
        "assert near(sd(1), 1 / 3)",
        apart=True,
    ),
    Idiom(
        "constant_of_a_locked_cell",
        "def se(x):\n    return x / 3",
        "def se(x):\n    return x",
        "assert abs(se(1) - 1 / 3) < EPSILON",
        apart=True,
    ),
    Idiom(
        "import_of_an_unmarked_cell",
        "def sf(x):\n    return x",
        "def sf(x):\n    return 0",
        "assert len(pd.Series([sf(1)])) == 1 and sf(1) == 1",
    ),
    Idiom(
        "module_beside_the_notebook",
        "def sg(x):\n    return 10 * x",
        "def sg(x):\n    return x",
        "from tools import scaled\nassert sg(2) == scaled(2)",
    ),
    Idiom(
        "star_import",
        "def sh(x):\n    return scaled(x)",
        "def sh(x):\n    return x",
        "assert sh(2) == scaled(2)",
        apart=True,
    ),
    Idiom(
        "star_import_in_the_answer",
        "from tools import *\nsi = scaled(3)",
        "si = 3",
        "assert si == 30",
        apart=True,
    ),
    Idiom(
        "reads_a_data_file",
        "with open('data.csv') as file:\n    sj = len(file.readlines())",
        "sj = 0",
        "assert sj == 3",
        apart=True,
    ),
    Idiom(
        "data_file_in_the_grade_cell",
        "sk = pd.read_csv('data.csv')['count'].sum()",
        "sk = 0",
        "assert sk == pd.read_csv('data.csv')['count'].sum()",
    ),
    Idiom(
        "data_file_in_a_folder",
        "sl = open('more/nested.txt').read()",
        "sl = ''",
        "assert sl == 'nested\\n'",
        apart=True,
    ),
    Idiom(
        "module_of_their_own",
        "import of_their_own\nmine = of_their_own.value",
        "mine = 2",
        "assert mine == 1",
        apart=True,
    ),
    Idiom(
        "writes_a_file",
        "with open('out.txt', 'w') as file:\n    file.write('sm')",
        "pass",
        "with open('out.txt') as file:\n    assert file.read() == 'sm'",
    ),
    Idiom(
        "file_that_exists",
        "import os\nos.makedirs('made', exist_ok=True)",
        "import os",
        "import os\nassert os.path.isdir('made')",
    ),
    Idiom(
        "name_of_an_earlier_grade_cell",
        "def so(n):\n    return n",
        "def so(n):\n    return 0",
        "assert so(TABLE[1]) == 5",
    ),
    Idiom(
        "helper_of_an_earlier_grade_cell",
        "def sp(n):\n    return assist(n)",
        "def sp(n):\n    return n",
        "assert sp(1) == 100",
    ),
    Idiom(
        "variable_of_an_editable_cell",
        "sq = factor",
        "sq = factor + 1",
        "assert sq == factor",
        apart=True,
    ),
    Idiom(
        "environment_variable",
        "import os\nos.environ['SR'] = 'yes'",
        "import os",
        "import os\nassert os.environ.get('SR') == 'yes'",
    ),
    Idiom(
        "tells_that_it_is_graded",
        "ss = 1",
        "ss = 2",
        "import os\nassert os.environ.get('NBGRADER_EXECUTION') == 'autograde'\nassert ss == 1",
    ),
    Idiom(
        "global_that_the_answer_reads",
        "rate = 1\ndef su():\n    return 2 * rate",
        "rate = 1\ndef su():\n    return 2",
        "rate = 5\nassert su() == 10",
    ),
    Idiom(
        "import_that_the_answer_needs",
        "def sv():\n    return fractions.Fraction(1, 2)",
        "def sv():\n    return 0",
        "import fractions\nassert sv() == fractions.Fraction(1, 2)",
    ),
    Idiom(
        "deletes_a_variable",
        "sw = 1\ndel sw",
        "sw = 1",
        "try:\n    sw\n    found = True\nexcept NameError:\n    found = False\nassert not found",
        apart=True,
    ),
    Idiom("name_may_be_missing", "sx = 5", "pass", "assert 'sx' in globals() and sx == 5"),
]

# What answers are.
OBJECTS = [
    Idiom("number", "oa = 42", "oa = 41", "assert oa == 42", apart=True),
    Idiom("text", "ob = 'abc'", "ob = 'ab'", "assert ob.upper() == 'ABC'", apart=True),
    Idiom("list", "oc = [1, (2, 'three')]", "oc = [1]", "assert oc[1] == (2, 'three')", apart=True),
    Idiom("dict", "od = {'a': [1]}", "od = {}", "assert od['a'] == [1]", apart=True),
    Idiom(
        "dict_of_whole_numbers",
        "oe = {1: 'a', 2: 'b'}",
        "oe = {}",
        "assert oe[2] == 'b'",
        apart=True,
    ),
    Idiom("set", "og = {1, 2}", "og = {1}", "assert og == {1, 2}", apart=True),
    Idiom(
        "array",
        "oh = np.arange(6).reshape(2, 3)",
        "oh = np.arange(6)",
        "assert oh.shape == (2, 3) and oh.sum() == 15",
        apart=True,
    ),
    Idiom(
        "scalar_of_numpy",
        "oi = np.float64(1.5)",
        "oi = 1.5",
        "assert type(oi) == np.float64 and oi == 1.5",
        apart=True,
    ),
    Idiom("bytes", "oj = b'ab'", "oj = 'ab'", "assert oj == b'ab'"),
    Idiom("complex", "ok = 1 + 2j", "ok = 1", "assert ok.imag == 2", apart=True),
    Idiom(
        "data_frame",
        "ol = pd.DataFrame({'a': [1, 2]})",
        "ol = pd.DataFrame({'a': [1]})",
        "assert list(ol['a']) == [1, 2]",
    ),
    Idiom(
        "frame_that_is_shown",
        "om = pd.DataFrame({'a': [1, 2]})",
        "om = None",
        "assert len(om) == 2\nom",
    ),
    Idiom(
        "object",
        "class Point:\n    x = 3\non = Point()",
        "class Point:\n    x = 4\non = Point()",
        "assert on.x == 3",
    ),
    Idiom(
        "method",
        "class Square:\n    def __init__(self, n):\n        self.n = n\n"
        "    def area(self):\n        return self.n ** 2",
        "class Square:\n    def __init__(self, n):\n        self.n = n\n"
        "    def area(self):\n        return self.n",
        "assert Square(3).area() == 9",
    ),
    Idiom(
        "inheritance",
        "class Stack(list):\n    def push(self, x):\n        self.append(x)",
        "class Stack:\n    def push(self, x):\n        pass",
        "assert isinstance(Stack(), list) and issubclass(Stack, list)",
    ),
    Idiom(
        "operator",
        "class Sum:\n    def __init__(self, v):\n        self.v = v\n"
        "    def __add__(self, other):\n        return Sum(self.v + other.v)",
        "class Sum:\n    def __init__(self, v):\n        self.v = v\n"
        "    def __add__(self, other):\n        return self",
        "assert (Sum(1) + Sum(2)).v == 3",
    ),
    Idiom(
        "dataclass",
        "from dataclasses import dataclass\n@dataclass\nclass Pair:\n    a: int\n    b: int = 2",
        "class Pair:\n    def __init__(self, a, b=2):\n        self.a = a",
        "assert Pair(1) == Pair(1, 2)",
    ),
    Idiom(
        "generator",
        "def os_(n):\n    for i in range(n):\n        yield i",
        "def os_(n):\n    yield 0",
        "assert list(os_(3)) == [0, 1, 2]",
    ),
    Idiom(
        "context_manager",
        "from contextlib import contextmanager\n@contextmanager\ndef ot():\n    yield 5",
        "from contextlib import contextmanager\n@contextmanager\ndef ot():\n    yield 4",
        "with ot() as value:\n    assert value == 5",
    ),
    Idiom("lambda", "ou = lambda n: n + 1", "ou = lambda n: n", "assert ou(1) == 2", apart=True),
    Idiom(
        "decorated",
        "import functools\n@functools.lru_cache\ndef ov(n):\n    return n + 1",
        "def ov(n):\n    return n + 1",
        "assert ov(1) == 2 and ov.cache_info().misses >= 1",
    ),
    Idiom(
        "decorator",
        "def ow(f):\n    return lambda x: 2 * f(x)",
        "def ow(f):\n    return f",
        "@ow\ndef one(x):\n    return x\nassert one(1) == 2",
    ),
    Idiom(
        "closure",
        "def ox():\n    n = 0\n    def count():\n        nonlocal n\n        n += 1\n"
        "        return n\n    return count",
        "def ox():\n    return lambda: 1",
        "count = ox()\nassert (count(), count()) == (1, 2)",
    ),
    Idiom(
        "recursive",
        "def oy(n):\n    return 1 if n < 2 else n * oy(n - 1)",
        "def oy(n):\n    return n",
        "assert [oy(n) for n in range(5)] == [1, 1, 2, 6, 24]",
        apart=True,
    ),
    Idiom(
        "too_deep",
        "def oz(n):\n    return 0 if n == 0 else oz(n - 1)",
        "def oz(n):\n    return 0",
        "try:\n    oz(10**6)\n    assert False, 'no error'\nexcept RecursionError:\n    pass",
        apart=True,
    ),
    Idiom(
        "async",
        "async def pa():\n    return 3",
        "async def pa():\n    return 4",
        "assert (await pa()) == 3",
    ),
    Idiom(
        "class_of_an_argument",
        "class Box:\n    def __init__(self, n):\n        self.n = n\n"
        "def pb(box):\n    return box.n",
        "class Box:\n    def __init__(self, n):\n        self.n = n\ndef pb(box):\n    return 0",
        "assert pb(Box(3)) == 3",
    ),
    Idiom(
        "text_of_a_function",
        "def pc():\n    'adds'",
        "def pc():\n    pass",
        "assert pc.__name__ == 'pc' and pc.__doc__ == 'adds'",
    ),
    Idiom(
        "signature",
        "def pd_(a, b):\n    return a",
        "def pd_(a):\n    return a",
        "import inspect\nassert list(inspect.signature(pd_).parameters) == ['a', 'b']",
    ),
    Idiom(
        "is_it_a_function", "def pe():\n    pass", "pe = None", "assert callable(pe)", apart=True
    ),
    Idiom(
        "type_of_a_function",
        "def pf():\n    pass",
        "class pf:\n    pass",
        "import types\nassert type(pf) is types.FunctionType",
    ),
    Idiom(
        "is_it_nothing",
        "def pg():\n    return None",
        "def pg():\n    return 0",
        "assert pg() is None",
        apart=True,
    ),
    Idiom(
        "tuple_or_list",
        "def ph():\n    return (1, 2)",
        "def ph():\n    return [1, 2]",
        "assert ph() == (1, 2) and type(ph()) is tuple",
        apart=True,
    ),
    Idiom(
        "large_array",
        "def pi_():\n    return np.zeros((1500, 1000))",
        "def pi_():\n    return np.ones((1500, 1000))",
        "assert pi_().sum() == 0",
    ),
    Idiom(
        "whole_number_of_many_digits",
        "def pj():\n    return 7 ** 2000",
        "def pj():\n    return 7 ** 2001",
        "assert pj() == 7 ** 2000",
    ),
    Idiom(
        "returns_a_set",
        "def pk(x):\n    return set(x)",
        "def pk(x):\n    return []",
        "assert pk([1, 1, 2]) == {1, 2}",
        apart=True,
    ),
    Idiom(
        "returns_a_frame",
        "def pl():\n    return pd.DataFrame({'a': [1]})",
        "def pl():\n    return pd.DataFrame({'b': [1]})",
        "assert 'a' in pl().columns",
    ),
    Idiom(
        "returns_a_subclass",
        "def pm():\n    return defaultdict(int, a=1)",
        "def pm():\n    return {'a': 1}",
        "assert pm()['b'] == 0",
    ),
    Idiom(
        "returns_objects",
        "class Leaf:\n    pass\ndef pn():\n    return [Leaf(), Leaf()]",
        "def pn():\n    return []",
        "assert len(pn()) == 2",
    ),
    Idiom(
        "returns_a_scalar_of_numpy",
        "def pp(xs):\n    return np.mean(xs)",
        "def pp(xs):\n    return np.sum(xs)",
        "assert isinstance(pp([1, 2]), float) and pp([1, 2]) == 1.5",
        apart=True,
    ),
    Idiom(
        "rows_of_their_own",
        "def pq():\n    return [[0] * 2 for _ in range(2)]",
        "def pq():\n    return [[0] * 2] * 2",
        "rows = pq()\nrows[0][0] = 1\nassert rows[1][0] == 0",
    ),
    Idiom(
        "changes_what_was_returned",
        "def pr():\n    return []",
        "kept = []\ndef pr():\n    return kept",
        "first = pr()\nfirst.append(1)\nassert pr() == []",
    ),
    Idiom(
        "keeps_what_it_was_given",
        "store = []\ndef ps(xs):\n    store.append(list(xs))\ndef pt():\n    return store[0]",
        "store = []\ndef ps(xs):\n    store.append(xs)\ndef pt():\n    return store[0]",
        "given = [1]\nps(given)\ngiven.append(2)\nassert pt() == [1]",
    ),
    Idiom(
        "counts_its_calls",
        "calls = 0\ndef pu():\n    global calls\n    calls += 1",
        "calls = 0\ndef pu():\n    pass",
        "assert calls == 0\npu()\nassert calls == 1",
    ),
    Idiom(
        "variable_that_an_earlier_grade_cell_sets",
        "level = 1\npv = 1",
        "level = 2\npv = 2",
        "level = 2\nassert pv == 1",
        apart=True,
    ),
    Idiom("reads_what_a_grade_cell_set", "pw = level", "pw = level + 1", "assert pw == level"),
    Idiom(
        "writes_pythons_own_function_anew",
        "def max(xs):\n    return sorted(xs)[-1]",
        "def max(xs):\n    return xs[0]",
        "assert max([1, 3, 2]) == 3",
    ),
    Idiom(
        "returns_true_or_one",
        "def po():\n    return True",
        "def po():\n    return 1",
        "assert po() is True",
        apart=True,
    ),
]

# How answers are used.
USES = [
    Idiom(
        "passed_to_map",
        "def ua(x):\n    return x * x",
        "def ua(x):\n    return x",
        "assert list(map(ua, [1, 2, 3])) == [1, 4, 9]",
        apart=True,
    ),
    Idiom(
        "key_of_a_sort",
        "def ub(s):\n    return len(s)",
        "def ub(s):\n    return -len(s)",
        "assert sorted(['aaa', 'b'], key=ub) == ['b', 'aaa']",
        apart=True,
    ),
    Idiom(
        "takes_a_function",
        "def uc(f, x):\n    return f(f(x))",
        "def uc(f, x):\n    return f(x)",
        "assert uc(lambda v: v + 1, 0) == 2",
    ),
    Idiom(
        "changes_its_argument",
        "def ud(xs):\n    xs.sort()",
        "def ud(xs):\n    pass",
        "xs = [3, 1, 2]\nud(xs)\nassert xs == [1, 2, 3]",
    ),
    Idiom(
        "keeps_its_argument",
        "def ue(xs):\n    return sorted(xs)",
        "def ue(xs):\n    xs.sort()\n    return xs",
        "xs = [3, 1]\nassert ue(xs) == [1, 3]\nassert xs == [3, 1]",
    ),
    Idiom(
        "returns_its_argument",
        "def uf(xs):\n    return xs",
        "def uf(xs):\n    return list(xs)",
        "xs = [1]\nassert uf(xs) is xs",
    ),
    Idiom(
        "returns_a_copy",
        "def ug(xs):\n    return list(xs)",
        "def ug(xs):\n    return xs",
        "xs = [1]\nys = ug(xs)\nassert ys is not xs",
    ),
    Idiom(
        "what_it_prints",
        "def uh():\n    print('hello')",
        "def uh():\n    print('bye')",
        "import io, contextlib\ntext = io.StringIO()\nwith contextlib.redirect_stdout(text):\n"
        "    uh()\nassert text.getvalue() == 'hello\\n'",
    ),
    Idiom(
        "prints_nothing",
        "def ui():\n    return 1",
        "def ui():\n    print(1)\n    return 1",
        "import io, contextlib\ntext = io.StringIO()\nwith contextlib.redirect_stdout(text):\n"
        "    ui()\nassert not text.getvalue()",
    ),
    Idiom(
        "input_replaced",
        "def uj():\n    return int(input())",
        "def uj():\n    return 0",
        "import builtins\nkept = builtins.input\nbuiltins.input = lambda *a: '7'\ntry:\n"
        "    assert uj() == 7\nfinally:\n    builtins.input = kept",
    ),
    Idiom(
        "input_patched",
        "def uk():\n    return input()",
        "def uk():\n    return ''",
        "from unittest.mock import patch\nwith patch('builtins.input', return_value='x'):\n"
        "    assert uk() == 'x'",
    ),
    Idiom("asks_for_input", "ul = 3", "ul = int(input())", "assert ul == 3", apart=True),
    Idiom(
        "keywords_and_defaults",
        "def um(x, n=2):\n    return x ** n",
        "def um(x, n=2):\n    return x",
        "assert um(3) == 9 and um(2, n=3) == 8",
        apart=True,
    ),
    Idiom(
        "seed_of_numpy",
        "def un():\n    return float(np.random.rand())",
        "def un():\n    return 0.0",
        "np.random.seed(3)\nassert un() == np.random.RandomState(3).rand()",
    ),
    Idiom(
        "seed_of_python",
        "def uo():\n    return random.random()",
        "def uo():\n    return 0.0",
        "import random\nrandom.seed(3)\nassert uo() == random.Random(3).random()",
    ),
    Idiom(
        "two_answers_together",
        "def up(x):\n    return x + 1\ndef uq(x):\n    return 2 * x",
        "def up(x):\n    return x\ndef uq(x):\n    return x",
        "assert uq(up(1)) == 4",
        apart=True,
    ),
    Idiom(
        "captured_warning",
        "def ur():\n    warnings.warn('old', DeprecationWarning)",
        "def ur():\n    pass",
        "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n"
        "    ur()\nassert len(seen) == 1",
    ),
    Idiom(
        "helper_in_the_grade_cell",
        "def us(x):\n    return x + 1",
        "def us(x):\n    return x",
        "def expected(x):\n    return x + 1\nassert all(us(n) == expected(n) for n in range(4))",
        apart=True,
    ),
    Idiom(
        "random_inputs",
        "def ut(x):\n    return sorted(x)",
        "def ut(x):\n    return x",
        "import random\nfor _ in range(5):\n    xs = [random.randrange(99) for _ in range(9)]\n"
        "    assert ut(list(xs)) == sorted(xs)",
        apart=True,
    ),
    Idiom(
        "swallows_all_errors",
        "class Uu:\n    n = 1",
        "class Uu:\n    pass",
        "try:\n    fine = Uu.n == 1\nexcept Exception:\n    fine = False\nassert fine",
    ),
]

# Cells that only IPython understands, plots, processes and ends.
CELLS = [
    Idiom(
        "shell_in_the_grade_cell",
        "def ka(x):\n    return x + 1",
        "def ka(x):\n    return x",
        "!echo testing\nassert ka(1) == 2",
    ),
    Idiom(
        "shell_in_the_answer",
        "lines = !echo one\nkb = lines[0]",
        "kb = 'two'",
        "assert kb == 'one'",
        apart=True,
    ),
    Idiom(
        "timed_cell",
        "def kc(x):\n    return x + 1",
        "def kc(x):\n    return x",
        "%%time\nassert kc(1) == 2",
    ),
    Idiom(
        "bash_cell",
        "%%bash\necho made > kd.txt",
        "pass",
        "import os\nassert os.path.exists('kd.txt')",
    ),
    Idiom(
        "await_in_the_answer",
        "import asyncio\nawait asyncio.sleep(0)\nke = 1",
        "import asyncio\nke = 0",
        "assert ke == 1",
        apart=True,
    ),
    Idiom(
        "captured_magic",
        "def kf():\n    print('kf')",
        "def kf():\n    pass",
        "from IPython.utils.capture import capture_output\nwith capture_output() as out:\n"
        "    kf()\nassert out.stdout == 'kf\\n'",
    ),
    Idiom(
        "title_of_a_plot",
        "figure, kg = plt.subplots()\nkg.set_title('T')",
        "figure, kg = plt.subplots()",
        "assert kg.get_title() == 'T'",
    ),
    Idiom(
        "figure",
        "plt.plot([1, 2], [3, 4])\ndrawn = plt.gcf()",
        "drawn = plt.figure()",
        "assert len(drawn.axes) == 1 and len(drawn.axes[0].lines) == 1",
    ),
    Idiom(
        "draws_in_the_grade_cell",
        "kh = [1, 2, 3]",
        "kh = None",
        "plt.plot(kh, kh)\nassert kh[0] == 1",
    ),
    Idiom(
        "thread",
        "import threading\nki = []\nthread = threading.Thread(target=ki.append, args=(1,))\n"
        "thread.start()\nthread.join()",
        "ki = []",
        "assert ki == [1]",
        apart=True,
    ),
    Idiom("exit_in_an_answer", "kj = 1", "sys.exit()", "assert kj == 1", apart=True),
    Idiom("error_in_an_answer", "kk = 1", "1 / 0\nkk = 1", "assert kk == 1", apart=True),
    Idiom("syntax_error_in_an_answer", "kl = 1", "kl = = 1", "assert kl == 1", apart=True),
    Idiom(
        "endless_loop_in_a_call",
        "def kn():\n    return 1",
        "def kn():\n    while True:\n        pass",
        "assert kn() == 1",
        apart=True,
    ),
    Idiom(
        "subprocess",
        "import subprocess\nko = subprocess.run(['echo', 'hi'], capture_output=True)",
        "ko = None",
        "assert ko.stdout == b'hi\\n'",
    ),
    Idiom("last_value", "4 + 5", "4", "assert Out[max(Out)] == 9"),
    Idiom(
        "much_output",
        "for i in range(3000):\n    print('line', i)\nkp = 1",
        "kp = 0",
        "assert kp == 1",
        apart=True,
    ),
    Idiom(
        "long_before_an_error",
        "def kq():\n    return 1",
        "def kq():\n    return 0",
        "for i in range(200):\n    print('x' * 10000)\nassert kq() == 1",
        apart=True,
    ),
]

IDIOMS = [*CONTRACT, *SURROUNDINGS, *OBJECTS, *USES, *CELLS]


def _cell(source: str, name: str = "", markdown: bool = False, **metadata: object) -> NotebookNode:
    make = new_markdown_cell if markdown else new_code_cell
    known = {"grade": False, "solution": False, "locked": False, "task": False}
    nbgrader = {**known, "grade_id": name, "schema_version": 3, **metadata}
    return make(source, metadata={"nbgrader": nbgrader} if name else {})


def _list_cells() -> list[NotebookNode]:
    cells = [
        new_markdown_cell("# Idioms"),
        _cell(UNMARKED),
        _cell(LOCKED, "common", locked=True),
        _cell(EDITABLE, "settings"),
        _cell(
            "TABLE = [4, 5]\ndef assist(n):\n    return 100 * n\nassert TABLE",
            "first_test",
            grade=True,
            locked=True,
            points=1,
        ),
    ]
    for each in IDIOMS:
        solved = f"### BEGIN SOLUTION\n{each.right}\n### END SOLUTION"
        if each.right.startswith("%%"):  # the mark may not stand above a cell magic
            solved = each.right
        cells += [
            _cell(solved, f"answer_{each.name}", solution=True),
            _cell(each.test, f"test_{each.name}", grade=True, locked=True, points=each.points),
        ]
    return [
        *cells,
        # Two tests of one answer, an answer that is its own test, and answers for a human.
        _cell(
            "def twice(n):\n    ### BEGIN SOLUTION\n    return 2 * n\n    ### END SOLUTION",
            "answer_twice",
            solution=True,
        ),
        _cell("assert twice(1) == 2", "twice_1", grade=True, locked=True, points=1),
        _cell("assert twice('a') == 'aa'", "twice_2", grade=True, locked=True, points=1),
        _cell(
            "### BEGIN SOLUTION\nfree = 1\n### END SOLUTION",
            "own_test",
            grade=True,
            solution=True,
            points=2,
        ),
        _cell("Because.", "essay", markdown=True, grade=True, solution=True, points=3),
        _cell("Write.", "task", markdown=True, task=True, locked=True, points=2),
        _cell("assert near(1, 1)", "check", grade=True, locked=True, points=0),
    ]


def write_source(root: Path) -> None:
    """Write the assignment into the `source` folder of a course."""
    folder = root / "source" / ASSIGNMENT
    notebook = new_notebook(cells=_list_cells(), metadata=KERNEL)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"c{number}"
    write_notebook(notebook, folder / f"{ASSIGNMENT}.ipynb")
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def hand_in(root: Path, released: Path) -> None:
    """Hand in the release of the assignment untouched, with all answers right, and all wrong."""
    by_name = {f"answer_{each.name}": each for each in IDIOMS}
    for student in ("right", "wrong", "untouched"):
        notebook = read_notebook(released)
        for cell in notebook.cells:
            name = nbgrader_metadata(cell).get("grade_id", "")
            if student != "untouched" and name in by_name:
                cell.source = getattr(by_name[name], student)
            elif student != "untouched" and name == "own_test":
                cell.source = "free = 2"
            elif student == "right" and name == "answer_twice":
                cell.source = "def twice(n):\n    return 2 * n"
            elif student == "right" and name == "settings":
                cell.source = "factor = 7"
            elif student == "wrong" and name == "common":
                cell.source += "\nassert_nothing = True"  # nbgrader puts it right
        folder = root / "submitted" / student / ASSIGNMENT
        write_notebook(notebook, folder / f"{ASSIGNMENT}.ipynb")
        (folder / "of_their_own.py").write_text("value = 1\n")
