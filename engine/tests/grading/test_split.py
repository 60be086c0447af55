"""Split grading in real kernels: what is right scores, and nothing a kernel says is believed."""

import sys
import types

import pytest
from jupyter_client.kernelspec import NoSuchKernel

from nbproctor.grading.execute import ExecuteCells
from nbproctor.grading.run_record import RUN, read_scores
from nbproctor.notebooks import DEMONSTRATION, LEFT_OUT
from nbproctor.testing.small_notebooks import (
    RIGHT,
    cell,
    doubles,
    execute,
    grade,
    named,
    notebook,
    outcome,
)

# Name of a function, its cell, its score of 3 where the grade cell is DOUBLES.
FUNCTIONS = {
    "right": ("def right(n):\n    return 2 * n", 3),
    "partly": ("def partly(n):\n    return 2 * n if n > 1 else 0", 2),
    "raises": ("def raises(n):\n    return 1 / 0", 0),
    "leaves": ("def leaves(n):\n    raise SystemExit", 0),
    "base": ("class Own(BaseException): pass\ndef base(n):\n    raise Own", 0),
    "interrupts": ("def interrupts(n):\n    raise KeyboardInterrupt", 0),
    "equal": (
        "class Equal:\n    __eq__ = __le__ = __ge__ = lambda *a: True\n    __hash__ = None\n"
        "    def __array__(self, *a, **k): raise TypeError\n"
        "equal = lambda n: Equal()",
        0,
    ),
    "whole": ("class Int(int):\n    __eq__ = lambda *a: True\nwhole = lambda n: Int(7)", 0),
    "arrays": (
        "import numpy as np\nclass Array(np.ndarray):\n    __eq__ = lambda *a: True\n"
        "arrays = lambda n: np.zeros(()).view(Array)",
        0,
    ),
    "talks": (
        "import sys\ndef talks(n):\n    print(n, file=sys.stderr); print(n)\n    return 2 * n",
        3,
    ),
    "large": ("large = lambda n: 2 * n if n > 1 else [0.0] * 10**6", 2),
    "deep": ("def deep(n):\n    x = []\n    for _ in range(500): x = [x]\n    return x", 0),
    "endless": ("def endless(n):\n    while n == 1: pass\n    return 2 * n", 2),
    "not_defined": ("pass", 0),
    "misspelt": ("def mispelt(n):\n    return 2 * n", 0),
    "unmatched": ("def unmatched(n):\n    return 2 * n)", 0),
    "stopped": ("1 / 0\ndef stopped(n):\n    return 2 * n", 0),
    "deleted": ("def deleted(n):\n    return 2 * n\ndel deleted", 0),
    "shadowed": ("def shadowed(n):\n    return 2 * n\nshadowed = 5", 0),
    "renewed": ("def renewed(n):\n    return 1\nrenewed = lambda n: 2 * n", 3),
    "module": ("import os as module", 0),
}

# Lines that buy points from a grader that shares its process with them.
TRICKS = """
import builtins, sys, unittest.mock
import numpy as np
np.testing.assert_allclose = np.allclose = np.array_equal = lambda *a, **k: True
builtins.AssertionError = type("Never", (BaseException,), {})
builtins.sum = lambda *a: 3.0
sys.displayhook = lambda value: None
sys.modules["nbproctor.checks.judge"] = unittest.mock.MagicMock()
"""
SHOWN = """
from IPython.display import publish_display_data
publish_display_data({"text/plain": "4.0"}, {"application/json": 1})
sys.displayhook(4.0)
"""

# A grade cell whose exercise divides by zero once the answer is known.
BROKEN_CHECK = """
from nbproctor.checks.exercise import Exercise, Property, case
halves = Property("halves", 1, (case(n=2),))
float(Exercise("right", lambda n: n / 0, (halves,)).score(right))
"""

# A driver of a module that the student's kernel has not got.
STAFF_DRIVER = """
from nbproctor.checks.evaluate import evaluate
from staff import drive
evaluate(right, [{"n": 1}], [drive])
"""

# What `answer` gives in a kernel where the student has put another in its place.
REPLIES = {
    "text": "'full marks'",
    "a number": "4.0",
    "nothing": "None",
    "an error": "1 / 0",
    "huge": "'A' * 11_000_000",
    "deep": "encoded(b'[' * 100_000)",
    "a billion numbers": 'encoded(b\'["array", "<f8", 1000000000]\')',
    "outcomes of other kinds": 'encoded(b\'{"outcomes": ["list", 1, 2, 3]}\')',
}
ENCODED = """
import base64
import nbproctor.checks.exchange
def encoded(structure):
    return base64.b64encode(len(structure).to_bytes(4, "big") + structure).decode()
"""


def drive(function, n):
    return function(n)


@pytest.fixture(scope="module")
def staff(tmp_path_factory):
    """Two modules that graders know, and students' kernels do not; one raises an error."""
    module = types.ModuleType("staff")
    module.drive, drive.__module__ = drive, "staff"
    folder = tmp_path_factory.mktemp("staff")
    (folder / "broken_staff.py").write_text("{}['key of a module']")
    sys.modules["staff"] = module
    sys.path.append(str(folder))
    yield module
    sys.path.remove(str(folder))
    del sys.modules["staff"]


@pytest.fixture(scope="module")
def tried(staff):
    """One notebook with an honest answer, every trick, and every other answer."""
    cells = []
    for name, (source, _) in FUNCTIONS.items():
        cells += [cell(source, name), doubles(name)]
    cells += [
        cell("answer = 42\nlist_ = [1, (2, 'max')]"),
        grade("test_data", "float(answer == 42 and list_ == [1, (2, 'max')])"),
        cell("def kinds(X, size):\n    return (X, size), [], 'max', None, X.tolist()"),
        grade(
            "test_kinds",
            "import numpy as np\n(X, size), *rest = kinds(np.ones((1, 2)), size=(2, 2))\n"
            "same = size == (2, 2) and rest == [[], 'max', None, [[1, 1]]]\n"
            "float(same and type(X) is np.ndarray)",
        ),
        cell("def message(n):\n    raise ValueError('of mine')"),
        grade("test_message", "message(1)\n1.0"),
        grade("test_asserts", "assert right(1) == 3, 'right(1) is wrong'\n1.0"),
        grade("test_prints", "print('one')\nprint('two')\nfloat(right(2) == 4)"),
        grade("test_import", "import no_such_module\nfloat(right(2) == 4)"),
        grade("test_syntax", "float("),
        grade("test_own_fault", "{}['key']"),
        grade("test_broken_module", "right(1)\nimport broken_staff\n1.0"),
        grade("test_broken_check", BROKEN_CHECK),
        grade("test_staff_driver", STAFF_DRIVER),
        grade("test_no_score", "x = right(1)"),
        grade("test_too_much", "right(1)", points=1),
        grade("test_text", "str(right(1))"),
        grade("test_negative", "-1.0 * right(1)"),
        grade("test_numpy", "import numpy as np\nnp.float64(right(1)) / 2"),
        grade("test_nan", "float('nan')"),
        grade("test_unsendable", "right(object())"),
        cell(TRICKS, "tricks"),
        cell("tricked = lambda n: 1"),
        doubles("tricked"),
        cell("# shows\n" + SHOWN),
        cell("raise RuntimeError", tags=["raises-exception"]),
        cell("figure = 'of the course'", tags=[DEMONSTRATION]),
        cell("# mine\nfigure_2 = print('a plot')"),
        cell(ENCODED),
    ]
    for number, reply in enumerate(REPLIES.values()):
        patch = f"nbproctor.checks.exchange.answer = lambda request: {reply}"
        cells += [cell(patch), doubles("right", f"test_reply_{number}")]
    return execute(*cells, tame_modules=["staff", "broken_staff"])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_answer_earns_what_it_is_worth(tried, name):
    assert read_scores(tried)[f"test_{name}"] == FUNCTIONS[name][1]


def test_a_right_answer_passed_and_another_failed(tried):
    assert outcome(tried, "test_right") == {"outcome": "passed", "reason": "", "earned": 3.0}
    assert outcome(tried, "test_partly") == {"outcome": "failed", "reason": "", "earned": 2.0}


def test_the_score_is_shown_as_a_plain_number(tried):
    [shown] = named(tried, "# test_partly").outputs
    assert (shown.output_type, shown.data) == ("execute_result", {"text/plain": "2.0"})


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("deleted", ""),
        ("not_defined", ": the cell of your answer defines nothing."),
        ("misspelt", ": the cell of your answer defines `mispelt`."),
        (
            "unmatched",
            ": the cell of your answer has a syntax error in line 2 (unmatched ')').",
        ),
        ("stopped", ": the cell of your answer stopped with ZeroDivisionError (division by zero)."),
    ],
)
def test_a_name_that_is_not_defined_is_an_error_that_says_why(tried, name, more):
    [shown] = named(tried, f"# test_{name}").outputs
    assert (shown.output_type, shown.ename) == ("error", "NameError")
    assert shown.evalue == f"name '{name}' is not defined{more}"


@pytest.mark.parametrize("name", ["test_data", "test_kinds", "test_prints"])
def test_data_of_the_students_is_used_as_in_a_kernel(tried, name):
    assert read_scores(tried)[name] == 1.0


def test_what_a_grade_cell_prints_is_shown_in_order(tried):
    printed, score = named(tried, "# test_prints").outputs
    assert (printed.name, printed.text) == ("stdout", "one\ntwo\n")
    assert score.data == {"text/plain": "1.0"}


def test_nothing_that_a_students_function_prints_is_shown(tried):
    assert [each.output_type for each in named(tried, "# test_talks").outputs] == ["execute_result"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("test_message", "ValueError: its message is not shown"),
        ("test_asserts", "AssertionError: right(1) is wrong"),
    ],
)
def test_an_error_about_the_answer_earns_nothing_and_shows_no_frame(tried, name, reason):
    assert outcome(tried, name)["earned"] == 0.0
    assert outcome(tried, name)["reason"].startswith(reason)
    [shown] = named(tried, f"# {name}").outputs
    assert len(shown.traceback) == 1
    assert "line 1" not in shown.traceback[0]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("test_import", "`test_import` imports `no_such_module`: grade it beside"),
        ("test_syntax", "test_syntax is not Python"),
        ("test_own_fault", "KeyError: 'key'"),
        ("test_broken_module", "KeyError: 'key of a module'"),
        ("test_broken_check", "CheckBroken: right: the check itself failed (ZeroDivisionError"),
        (
            "test_staff_driver",
            "right cannot be asked: the student's process cannot import or use staff",
        ),
        ("test_too_much", "the cell ended with 2, not with a score from 0 to 1"),
        ("test_negative", "the cell ended with -2.0, not with a score"),
        ("test_numpy", "the cell ended with np.float64(1.0), not with a score"),
        ("test_nan", "the cell ended with nan, not with a score"),
        ("test_unsendable", "`test_unsendable` calls `right` with what cannot be sent: a object"),
    ],
)
def test_a_failure_of_the_grader_decides_nothing(tried, name, reason):
    said = outcome(tried, name)
    assert (said["outcome"], said["earned"]) == ("could not run", None)
    assert said["reason"].startswith(reason)
    [shown] = named(tried, f"# {name}").outputs
    assert shown.ename == "CouldNotRun"


def test_tricks_in_the_kernel_change_no_score(tried):
    assert outcome(tried, "test_tricked")["earned"] == 0.0


@pytest.mark.parametrize("name", ["test_no_score", "test_text"])
def test_a_cell_that_ends_with_no_number_has_passed(tried, name):
    assert outcome(tried, name) == {"outcome": "passed", "reason": "", "earned": 1.0}


@pytest.mark.parametrize("number", range(len(REPLIES)), ids=list(REPLIES))
def test_a_made_up_reply_earns_nothing_and_stops_nothing(tried, number):
    assert outcome(tried, f"test_reply_{number}")["earned"] == 0.0


def test_a_figure_of_the_course_that_is_left_out_says_so_and_nothing_else_does(tried):
    [shown] = named(tried, "figure = 'of the course'").outputs
    assert (shown.output_type, shown.name, shown.text) == ("stream", "stdout", LEFT_OUT)
    assert named(tried, "# mine").outputs[0].text == "a plot\n"
    saying = [each for each in tried.cells if "left out while grading" in str(each.outputs)]
    assert [each.source for each in saying] == ["figure = 'of the course'"]


def test_the_kernel_lives_through_all_of_it(tried):
    assert tried.metadata[RUN]["kernel_deaths"] == []


def test_no_hidden_line_is_left(tried):
    sources = [each.source for each in tried.cells]
    assert not [text for text in sources if "HIDDEN" in text or "evaluate" in text]
    assert "# test_right" in sources


def test_a_grade_cell_that_nobody_restored_is_not_run():
    handed_in = notebook(grade("test_own", "import os\nos.environ['OWNED'] = '1'\n1.0"))
    del handed_in.metadata["course_restored"]
    executed, _ = ExecuteCells(kernel_name="python3", apart=True).preprocess(handed_in, {})
    said = outcome(executed, "test_own")
    assert (said["outcome"], said["earned"]) == ("could not run", None)
    assert "source of this assignment is missing" in said["reason"]


def test_no_first_kernel_is_a_failure_of_the_grader():
    with pytest.raises(NoSuchKernel):
        ExecuteCells(kernel_name="no-such-kernel").preprocess(notebook(doubles("double")), {})


def test_no_further_kernel_is_a_failure_of_the_grader(monkeypatch):
    async def refuse(self, **settings):
        raise RuntimeError("no memory")

    # What starts the first kernel was made of the original.
    monkeypatch.setattr(ExecuteCells, "async_start_new_kernel", refuse)
    executed = execute(cell(RIGHT), cell("import os; os._exit(0)"), doubles("double"))
    said = outcome(executed, "test_double")
    assert said["outcome"] == "could not run"
    assert said["reason"] == "no kernel could be started: no memory"


def test_a_grade_cell_that_does_not_end_could_not_run():
    limits = {"timeout": 1, "exercise_limit_s": 0.5}
    executed = execute(cell(RIGHT), grade("test_loop", "while True:\n    pass"), **limits)
    said = outcome(executed, "test_loop")
    assert (said["outcome"], said["reason"]) == (
        "could not run",
        "`test_loop` took too long by itself",
    )


def test_an_error_of_the_grade_cell_that_it_catches_itself_cannot_hide_a_refusal():
    caught = (
        "try:\n    right = answer.x == 1\nexcept BaseException:\n    right = False\nassert right"
    )
    executed = execute(cell("class answer:\n    x = 1"), grade("test_caught", caught))
    said = outcome(executed, "test_caught")
    assert said["outcome"] == "could not run"
    assert said["reason"].startswith("`test_caught` uses the attribute `x` of `answer`")


def test_a_name_in_the_body_of_a_class_is_no_missing_name():
    own = "class Case:\n    value = answer\nassert Case.value == 1"
    executed = execute(cell("answer = 1"), grade("test_class", own))
    assert outcome(executed, "test_class")["outcome"] == "could not run"
