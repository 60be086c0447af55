"""Make notebooks that take a second to grade, grade them, and read the record of the run."""

import json
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.grading.execute import ExecuteCells
from nbproctor.grading.run_record import RUN
from nbproctor.notebooks import dumps

MARKS = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


def grade(name: str, source: str, points: float = 1) -> NotebookNode:
    """Make a grade cell with points, as in the source notebook."""
    begin, end = MARKS
    metadata: dict[str, Any] = {"grade_id": name, "grade": True, "solution": False, "locked": True}
    metadata |= {"points": points, "schema_version": 3, "task": False}
    text = f"# {name}\n{begin}\n{source}\n{end}"
    made: NotebookNode = new_code_cell(text, metadata={"nbgrader": metadata})
    return made


def cell(source: str, name: str = "", **metadata: Any) -> NotebookNode:
    """Make a student's cell; with a name, a solution cell."""
    if name:
        nbgrader = {"grade_id": name, "grade": False, "solution": True, "locked": False}
        metadata["nbgrader"] = nbgrader | {"schema_version": 3, "task": False}
    made: NotebookNode = new_code_cell(source, metadata=metadata)
    return made


def notebook(*cells: NotebookNode) -> NotebookNode:
    """Make a restored notebook from cells."""
    metadata: dict[str, Any] = {"course_restored": []}
    made: NotebookNode = new_notebook(cells=list(cells), metadata=metadata)
    return made


def execute(*cells: NotebookNode, **settings: Any) -> NotebookNode:
    """Run and grade a notebook made from cells; `settings` are those of `ExecuteCells`."""
    limits = {"timeout": 30, "answer_grace_s": 1.0, "interrupt_grace_s": 0.5}
    settings = {"apart": True, **limits, **settings}
    grader = ExecuteCells(kernel_name="python3", **settings)
    executed, _ = grader.preprocess(notebook(*cells), ResourcesDict())
    json.loads(dumps(executed))  # fails if the notebook cannot be written to a file
    return executed


def named(executed: NotebookNode, name: str) -> NotebookNode:
    """Find the first cell whose source contains a name as its first line."""
    cells = (each for each in executed.cells if name in each.source.splitlines()[:1])
    found: NotebookNode = next(cells)
    return found


def outcome(executed: NotebookNode, name: str) -> Any:
    """Return the record of a grade cell."""
    return executed.metadata[RUN]["cells"][name]


# Source of a grade cell: one point for each of three cases where the function returns 2 * n.
DOUBLES = """from nbproctor.checks.evaluate import evaluate
outcomes = evaluate({}, [{{"n": n}} for n in (1, 2, 3)], case_limit_s=1, limit_s=5)
float(sum(type(o.value) is int and o.value == 2 * n for n, o in enumerate(outcomes, 1)))"""


def doubles(name: str, grade_id: str = "") -> NotebookNode:
    """Make the grade cell of a function that doubles a number, for 3 points."""
    return grade(grade_id or f"test_{name}", DOUBLES.format(name), points=3)


RIGHT = "double = lambda n: 2 * n"
