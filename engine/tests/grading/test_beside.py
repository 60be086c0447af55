"""Grading beside in real kernels: nbgrader's outputs and scores, and what a class run adds."""

import copy

import pytest
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from nbproctor.course_folder import CourseFolder, register
from nbproctor.grading.execute import ExecuteCells
from nbproctor.grading.run_record import RUN
from nbproctor.notebooks import cell_name, new_output, read_notebook, write_notebook
from nbproctor.testing.small_course import (
    CHAPTER,
    answered,
    hand_in,
    small_course,
    write_configuration,
)
from nbproctor.testing.small_notebooks import RIGHT, cell, execute, grade, named, notebook, outcome

DOUBLE = "assert double(1) == 2"


def beside(*cells, **settings):
    return execute(*cells, apart=False, **settings)


def score(executed, name):
    return determine_grade(named(executed, f"# {name}"))[0]


def test_outputs_are_those_of_plain_nbgrader():
    cells = [
        cell("import sys\nprint('one')\nprint('two', file=sys.stderr)\n{'a': 1}"),
        cell("from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))\n1 / 0"),
        cell(RIGHT),
        grade("test_right", DOUBLE),
        grade("test_wrong", "assert double(1) == 3"),
        grade("test_partly", "0.5"),
    ]
    ours = beside(*copy.deepcopy(cells))
    stock, _ = Execute(kernel_name="python3").preprocess(notebook(*cells), ResourcesDict())
    for mine, theirs in zip(ours.cells, stock.cells, strict=True):
        assert mine.outputs == theirs.outputs
        assert mine.source == theirs.source
    assert ours.metadata[RUN] == {"cells": {}, "kernel_deaths": [], "notes": []}


def test_a_kernel_that_dies_at_a_grade_cell_costs_that_cell():
    executed = beside(
        cell(RIGHT),
        grade("test_first", DOUBLE),
        grade("test_dies", "import os\nos._exit(1)"),
        cell("other = double(2)"),
        grade("test_last", DOUBLE + "\nassert other == 4"),
    )
    assert [score(executed, f"test_{n}") for n in ("first", "dies", "last")] == [1, 0, 1]
    assert named(executed, "# test_dies").outputs[-1].ename == "KernelDied"
    assert [each["cell"] for each in executed.metadata[RUN]["kernel_deaths"]] == ["test_dies"]


def test_after_too_many_deaths_a_grade_cell_has_failed():
    kills = [cell("import os; os._exit(0)") for _ in range(2)]
    executed = beside(cell(RIGHT), *kills, grade("test_late", DOUBLE), kernel_deaths=2)
    assert score(executed, "test_late") == 0
    assert named(executed, "# test_late").outputs[0].ename == "NotRun"


BROKEN_CHECK = """
from nbproctor.checks.exercise import Exercise, Property, case
halves = Property("halves", 1, (case(n=2),))
Exercise("double", lambda n: n / 0, (halves,)).score(double)
"""


def test_a_check_that_fails_itself_could_not_run():
    executed = beside(cell(RIGHT), grade("test_broken", BROKEN_CHECK), grade("test_double", DOUBLE))
    assert outcome(executed, "test_broken")["earned"] is None
    reason = "double: the check itself failed (ZeroDivisionError: division by zero)"
    assert outcome(executed, "test_broken")["reason"].startswith(reason)
    assert named(executed, "# test_broken").outputs[0].ename == "CouldNotRun"
    assert score(executed, "test_double") == 1


def test_what_is_not_reached_in_time_could_not_run():
    executed = beside(
        cell(RIGHT),
        grade("test_early", DOUBLE),
        cell("import time\ntime.sleep(60)"),
        grade("test_late", DOUBLE),
        notebook_limit_s=3.0,
    )
    assert score(executed, "test_early") == 1
    assert outcome(executed, "test_late")["outcome"] == "could not run"


def test_a_cell_may_take_any_time_without_a_limit():
    executed = beside(cell(RIGHT), grade("test_right", DOUBLE), timeout=None)
    assert score(executed, "test_right") == 1


@pytest.mark.parametrize("stream", ["sys.stdout", "sys.stderr"])
def test_an_error_after_too_much_output_still_counts(stream):
    print_all = f"import sys\nfor _ in range(300):\n    {stream}.write('x' * 5000)\n"
    executed = beside(
        grade("test_error", print_all + "assert False"),
        grade("test_stderr", print_all + "print('late', file=sys.stderr)"),
        grade("test_result", print_all + "0.25"),
    )
    assert score(executed, "test_error") == score(executed, "test_stderr") == 0
    assert score(executed, "test_result") == (0.25 if stream == "sys.stdout" else 0)


def tagged(*arguments, **settings):
    made = grade(*arguments, **settings)
    made.metadata["tags"] = ["apart"]
    return made


def test_a_cell_of_the_source_may_ask_to_be_apart_and_the_others_are_beside():
    executed = beside(
        cell("def double(n):\n    global seen\n    seen = n\n    return 2 * n"),
        grade("test_beside", "assert double(1) == 2 and seen == 1\nhelper = 3"),
        tagged("test_apart", "assert double(1) == 2"),
        cell("after = helper"),
        grade("test_after", "assert after == 3"),
    )
    assert list(executed.metadata[RUN]["cells"]) == ["test_apart"]
    assert outcome(executed, "test_apart")["outcome"] == "passed"
    assert score(executed, "test_beside") == score(executed, "test_after") == 1
    assert "HIDDEN" in named(executed, "# test_beside").source
    assert "HIDDEN" not in named(executed, "# test_apart").source


def test_a_tag_of_a_notebook_that_was_not_restored_means_nothing():
    handed_in = notebook(tagged("test_own", "assert True"))
    del handed_in.metadata["course_restored"]
    executed, _ = ExecuteCells(kernel_name="python3").preprocess(handed_in, ResourcesDict())
    assert executed.metadata[RUN]["cells"] == {}


@pytest.fixture
def small(tmp_path) -> CourseFolder:
    """A course that calls `nbproctor.configure`, and one submission that is wrong."""
    folder = small_course(tmp_path / "course")
    write_configuration(folder.root, 'c.WarmKernels.sandbox = "none"\n')
    folder = CourseFolder.find(folder.root)
    register(folder, CHAPTER)
    hand_in(folder, "ada", "def add(a, b):\n    return a - b")
    return folder


def autograde(folder):
    """Grade by `nbgrader autograde`; return the grade of `test_add` and the graded notebook."""
    coursedir = folder.coursedir(CHAPTER, student_id="*")
    Autograde(coursedir=coursedir, config=coursedir.config, force=True).start()
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("test_add", CHAPTER, CHAPTER, "ada")
        found = grade.auto_score, grade.needs_manual_grade
    return *found, read_notebook(folder.root / f"autograded/ada/{CHAPTER}/{CHAPTER}.ipynb")


def test_without_execution_scores_are_those_of_the_submitted_outputs(small):
    small.config.Execute.enabled = False  # as `nbgrader autograde --no-execute` sets it
    small.config.ClearOutput.enabled = False
    assert autograde(small)[0] == 2.0  # no output is full points
    path = small.root / f"submitted/ada/{CHAPTER}/{CHAPTER}.ipynb"
    notebook = read_notebook(path)
    [test] = [each for each in notebook.cells if cell_name(each) == "test_add"]
    test.outputs = [new_output("execute_result", data={"text/plain": "1.5"})]
    notebook.metadata[RUN] = {"cells": {"test_add": {"earned": 2.0}}}  # made up
    write_notebook(notebook, path)
    assert autograde(small)[0] == 1.5


def test_a_score_above_the_maximum_waits_for_a_human_and_stops_nothing(small):
    hand_in(small, "ada", "class Two:\n    def __eq__(self, other):\n        return 7\n"
            "def add(a, b):\n    return Two()")  # fmt: skip
    earned, waits, graded = autograde(small)
    assert (earned, waits) == (None, True)
    reason = graded.metadata[RUN]["cells"]["test_add"]["reason"]
    assert "partial credit cannot be greater than maximum points" in reason


def test_settings_of_nbgrader_limit_output(small):
    small.config.LimitOutput.max_lines = 5
    lines = "for i in range(20):\n    print('line', i)\ndef add(a, b):\n    return a + b"
    hand_in(small, "ada", lines)
    *_, graded = autograde(small)
    [answer] = [each for each in graded.cells if cell_name(each) == "add"]
    assert "line 3" in answer.outputs[0].text
    assert "... Output truncated ..." in answer.outputs[0].text


def test_a_tag_that_a_student_adds_means_nothing(small):
    path = hand_in(small, "ada") / f"{CHAPTER}.ipynb"
    notebook = answered(small, "def add(a, b):\n    return a + b")
    for each in notebook.cells:
        each.metadata["tags"] = ["apart", "skip-execution"]
    write_notebook(notebook, path)
    earned, _, graded = autograde(small)
    assert earned == 2.0
    assert graded.metadata[RUN]["cells"] == {}
