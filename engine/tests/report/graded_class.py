"""A small class that was graded, made by hand: gradebook, autograded notebooks, the run's own rows.

Two chapters of three exercises. What each student did is a line in `CLASS`; nothing is executed.
"""

import atexit
import functools
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook

from nbproctor.checks.report import MIME_TYPE
from nbproctor.course_folder import CourseFolder
from nbproctor.gradebook import tables
from nbproctor.gradebook.results import GradeResult
from nbproctor.notebooks import write_notebook

CONFIG = """
import os
import sys
c = get_config()
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
c.CourseDirectory.course_id = "a class"
"""
# A name that a folder can have, and a text that only an output can have.
HOSTILE = "<img src=x onerror=document.title='ran'>"
SCRIPT = "</pre></details><script>document.title='ran'</script>"
POINTS = {"add": 4.0, "scale": 2.0}
HAND_POINTS = 2.0
STUB = 'def {0}(x, y):\n    """What the sum of both is."""\n'
SOLUTION = "    total = x\n    total = total + y\n    return total * len([x, y]) / len([y, x])\n"
# Long enough to tell; each in another shape.
LOOP = """    {a} = []
    for {i}, {b} in enumerate(zip(x, y)):
        if {i} % 2 == 0 and {b}[0] > {b}[1]:
            {a}.append({b}[0] + {b}[1] * {i})
    return sum({a}) + len({a})
"""
TREE = "    if not x:\n        return {'left': y, 'right': None, 'size': max(len(y) - 1, 0) ** 2}\n"
MAP = "    return dict(map(lambda p: (p[0] ** 3, [p[1], *y[:2]]), filter(None, x))).get(y[-1], 7)\n"


@dataclass
class Done:
    """What one student did in a chapter; scores of None could not run."""

    add: float | None = 4.0
    scale: float | None = 2.0
    why: float | None = 2.0
    mistake: str = ""
    failing: tuple[str, ...] = ()
    attempted: bool = True
    error: str = ""
    code: str = ""
    penalty: float | None = None
    notebook: bool = True
    run: dict = field(default_factory=dict)
    restored: tuple[str, ...] = ()
    outcome: str = "graded"
    notes: tuple[str, ...] = ()
    seconds: float = 2.0


def loop(**names):
    return LOOP.format(**{"a": "found", "b": "pair", "i": "at"} | names)


CLASS = {
    "sums": {
        "ada": Done(code=loop()),
        "bob": Done(code=loop(a="v", b="w", i="k")),
        "cy": Done(code=TREE),
        "di": Done(code=SOLUTION, why=None),
        "ed": Done(add=3.0, mistake="off by one", failing=("even numbers",), code=MAP),
        "flo": Done(add=0.0, mistake="off by one", failing=("even numbers", "zero"), penalty=1.0),
        "gus": Done(add=0.0, attempted=False, why=0.0),
        "hal": Done(add=0.0, error="SyntaxError"),
        "ida": Done(add=None, notes=("cell `why` was missing",), restored=("cell moved",)),
        HOSTILE: Done(
            add=0.0,
            mistake=SCRIPT,
            failing=(SCRIPT,),
            code=TREE.replace("size", SCRIPT.replace("'", "")),
            run={
                "cells": {},
                "kernel_deaths": [
                    {"cell": "test_add", "reason": "the kernel died"},
                    {"cell": "own-3", "reason": "it used more than 3072 MiB of memory"},
                    {"cell": "check_add", "reason": "it was still running at its time limit"},
                ],
                "notes": ["`test_add`: the kernel died; the kernel was started again"],
            },
            seconds=9.0,
        ),
    },
    "products": {
        "ada": Done(code=loop(), seconds=4.0),
        "bob": Done(code=loop().replace("    return", "\n    return ")),
        "cy": Done(0.0, 0.0, 0.0, notebook=False, outcome="missing", notes=("no notebook",)),
    },
}


def graded_class(root: Path, done=CLASS) -> CourseFolder:
    """Write a course folder with that class; the database is SQLite's."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(CONFIG)
    folder = CourseFolder.find(root)
    for chapter, students in done.items():
        write_notebook(new_notebook(cells=_cells(Done(), SOLUTION, True)), folder.source(chapter))
        for student, each in students.items():
            if each.notebook:
                metadata = {"course_restored": list(each.restored), "course_run": each.run}
                notebook = new_notebook(cells=_cells(each, each.code), metadata=metadata)
                path = root / "autograded" / student / chapter
                write_notebook(notebook, path / f"{chapter}.ipynb")
    with folder.gradebook() as gradebook:
        fill(gradebook, done)
    return folder


@functools.cache
def shared_class() -> CourseFolder:
    """The class for all tests that only read it: nbgrader takes seconds to write one."""
    place = tempfile.TemporaryDirectory(prefix="graded-class-")
    atexit.register(place.cleanup)
    return graded_class(Path(place.name) / "course")


def fill(gradebook: Gradebook, done) -> None:
    """The class's rows, nbgrader's and ours."""
    for chapter, students in done.items():
        gradebook.add_assignment(chapter)
        gradebook.add_notebook(chapter, chapter)
        for name, points in POINTS.items():
            gradebook.add_grade_cell(
                f"test_{name}", chapter, chapter, max_score=points, cell_type="code"
            )
        gradebook.add_grade_cell(
            "why", chapter, chapter, max_score=HAND_POINTS, cell_type="markdown"
        )
        for student in students:
            gradebook.update_or_create_student(student)
    gradebook.update_or_create_student("zoe")
    for chapter, students in done.items():
        for student, each in students.items():
            _mark(gradebook, chapter, student, each)
    gradebook.db.commit()
    tables.metadata.create_all(gradebook.engine)
    with gradebook.engine.begin() as connection:
        for chapter, students in done.items():
            for student, each in students.items():
                result = GradeResult(
                    student, chapter, 0.0, 6.0, notes=each.notes, seconds=each.seconds
                )
                row = tables.RunRow(
                    chapter, student, f"{chapter}{student}"[-32:], "", each.outcome, result
                )
                tables.write_run_row(connection, row)


def _mark(gradebook, chapter, student, done):
    submission = gradebook.add_submission(chapter, student)
    [notebook] = submission.notebooks
    notebook.late_submission_penalty = done.penalty
    scores = {"test_add": done.add, "test_scale": done.scale, "why": done.why}
    for grade in notebook.grades:
        score = scores[grade.cell.name]
        by_hand = grade.cell.name == "why" and score != 0
        grade.auto_score, grade.manual_score = (None, score) if by_hand else (score, None)
        grade.needs_manual_grade = score is None


def _cells(done, code, source=False):
    """The cells of a notebook; of the source's, where `source`."""
    made = []
    for name, points in POINTS.items():
        answer = code if name == "add" else ""
        if source:
            answer = f"    ### BEGIN SOLUTION\n{answer}    ### END SOLUTION"
        made.append(_cell(name, STUB.format(name) + answer, solution=True))
        outputs = [] if source else _outputs(name, points, done)
        made.append(_cell(f"test_{name}", "", outputs, grade=True, points=points))
    why = {"grade_id": "why", "grade": True, "solution": True, "points": HAND_POINTS}
    made.append(new_markdown_cell("Because.", metadata={"nbgrader": {**why, "schema_version": 3}}))
    return made


def _outputs(name, points, done):
    score = done.add if name == "add" else done.scale
    if name == "add" and done.error:
        return [new_output("error", ename=done.error, evalue="no", traceback=[])]
    if score is None:
        return [new_output("error", ename="CouldNotRun", evalue="later", traceback=[])]
    failing = done.failing if name == "add" else ()
    data = {
        "attempted": done.attempted or name != "add",
        "forbidden": "",
        "diagnosis": done.mistake if score < points else "",
        "properties": [{"name": each, "passed": False, "problem": "wrong"} for each in failing],
    }
    return [new_output("display_data", {MIME_TYPE: data, "text/plain": ""})]


def _cell(name, source, outputs=(), **metadata):
    known = {"grade": False, "solution": False, "locked": False, "task": False}
    known |= {"grade_id": name, "schema_version": 3, **metadata}
    return new_code_cell(source, id=name, outputs=list(outputs), metadata={"nbgrader": known})
