"""Notebooks small enough to be graded in a second, and what reads the record of it."""

import json

from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.grading.apart.execute import SplitExecute
from nbproctor.grading.apart.run_record import RUN
from nbproctor.notebooks import dumps

MARKS = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def grade(name, source, points=1):
    """A grade cell with points, as the source has it."""
    begin, end = MARKS
    metadata = {"grade_id": name, "grade": True, "solution": False, "locked": True}
    metadata |= {"points": points, "schema_version": 3, "task": False}
    text = f"# {name}\n{begin}\n{source}\n{end}"
    return new_code_cell(text, metadata={"nbgrader": metadata})


def cell(source, name="", **metadata):
    if name:
        nbgrader = {"grade_id": name, "grade": False, "solution": True, "locked": False}
        metadata["nbgrader"] = nbgrader | {"schema_version": 3, "task": False}
    return new_code_cell(source, metadata=metadata)


def notebook(*cells):
    return new_notebook(cells=list(cells), metadata={"course_restored": []})


def execute(*cells, **settings):
    settings = {"timeout": 30, "answer_grace_s": 1.0, "interrupt_grace_s": 0.5} | settings
    executed, _ = SplitExecute(kernel_name="python3", **settings).preprocess(notebook(*cells), {})
    json.loads(dumps(executed))  # whatever happened, it can be written to a file
    return executed


def named(executed, name):
    return next(each for each in executed.cells if name in each.source.splitlines()[:1])


def outcome(executed, name):
    return executed.metadata[RUN]["cells"][name]


# A grade cell that wants 2 * n for three cases, a third of three points each.
DOUBLES = """from nbproctor.checks.evaluate import evaluate
outcomes = evaluate({}, [{{"n": n}} for n in (1, 2, 3)], case_limit_s=0.3, limit_s=0.6)
float(sum(type(o.value) is int and o.value == 2 * n for n, o in enumerate(outcomes, 1)))"""


def doubles(name, grade_id=""):
    """The grade cell of a function that should double a number, 3 points."""
    return grade(grade_id or f"test_{name}", DOUBLES.format(name), points=3)


RIGHT = "double = lambda n: 2 * n"
