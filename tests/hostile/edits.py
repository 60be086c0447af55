"""Submissions whose cells, metadata and outputs were edited, for points or to break the run."""

import copy
from typing import Any

from hostile.vocabulary import (
    ALL,
    WITHOUT_CORR2D,
    Change,
    Hostile,
    answers,
    cell_of,
    every_cell,
    marks,
    marks_nbgrader,
    place_of,
    runs_after,
    wrong,
)
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_output

from nbproctor.checks.report import MIME_TYPE

GRADE = "test_corr2d"
TAGS = ["skip-execution", "raises-exception", "nbval-skip", "remove-cell", "remove_cell", "skip"]


def _removed(name: str) -> Change:
    return lambda notebook: notebook.cells.remove(cell_of(notebook, name))


def _copied(name: str, source: str) -> Change:
    """A second cell of this name before the first, and a third one behind it."""

    def change(notebook: NotebookNode) -> None:
        for offset in (0, 2):
            twin = copy.deepcopy(cell_of_first(notebook, name))
            twin.source, twin.id = source, f"twin-{offset}"
            notebook.cells.insert(place_of_first(notebook, name) + offset, twin)

    return change


def place_of_first(notebook: NotebookNode, name: str) -> int:
    """Where the cell stands that had this name before it was copied."""
    return next(i for i, cell in enumerate(notebook.cells) if cell.id == name)


def cell_of_first(notebook: NotebookNode, name: str) -> NotebookNode:
    """The cell that had this name before it was copied."""
    return notebook.cells[place_of_first(notebook, name)]


def _names_exchanged(notebook: NotebookNode) -> None:
    first, second = cell_of(notebook, "corr2d"), cell_of(notebook, GRADE)
    first.metadata, second.metadata = second.metadata, first.metadata
    first.source = "6.0"


def _become(name: str, cell_type: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        cell = cell_of(notebook, name)
        fields = {"id": cell.id, "cell_type": cell_type, "source": cell.source}
        fields["metadata"] = cell.metadata
        notebook.cells[place_of(notebook, name)] = from_dict(fields)

    return change


def _false_outputs(notebook: NotebookNode) -> None:
    passed = {"attempted": True, "forbidden": "", "diagnosis": "", "properties": []}
    for name in ("corr2d", "check_corr2d", GRADE):
        cell_of(notebook, name).outputs = [
            new_output("display_data", {MIME_TYPE: passed, "text/plain": "6.0"}),
            new_output("execute_result", {"text/plain": "6.0"}, execution_count=1),
        ]
        cell_of(notebook, name).execution_count = 1


def _false_record(notebook: NotebookNode) -> None:
    passed = {"outcome": "passed", "reason": "", "earned": 6.0}
    notebook.metadata.course_run = {"cells": {GRADE: passed}, "kernel_deaths": [], "notes": []}
    notebook.metadata.course_restored = []


def _points(points: Any) -> Change:
    return marks_nbgrader(GRADE, points=points)


def _many_cells(notebook: NotebookNode) -> None:
    for number in range(30):
        source = f'print("{number} " * 500_000)'
        notebook.cells.append(new_code_cell(source, id=f"print-{number}"))


EDITS = [
    Hostile("right", "Nothing: an ordinary student with right answers."),
    Hostile(
        "wrong", "Nothing: an ordinary student with one wrong answer.", (wrong("corr2d"),), 12.0
    ),
    Hostile(
        "grade_cell_edited",
        "Writes the points into the grade cell.",
        (wrong("corr2d"), answers(GRADE, "6.0"), _points(60)),
        score=WITHOUT_CORR2D,
        phrase="cell `test_corr2d` was changed; the course's own was used",
    ),
    Hostile(
        "check_cell_edited",
        "Puts an attack on the kernel into a locked cell.",
        (wrong("corr2d"), answers("setup", "import os\nos._exit(0)"), answers("check_corr2d", "6")),
        score=WITHOUT_CORR2D,
        phrase="cell `setup` was changed",
    ),
    Hostile(
        "grade_cell_removed",
        "Removes the grade cell, so that nothing looks at the answer.",
        (wrong("corr2d"), _removed(GRADE), _removed("check_corr2d")),
        score=WITHOUT_CORR2D,
        phrase="cell `test_corr2d` was missing",
    ),
    Hostile(
        "grade_cell_copied",
        "Hands in three grade cells, two of which hold the points.",
        (wrong("corr2d"), _copied(GRADE, "6.0")),
        score=WITHOUT_CORR2D,
        phrase="cell `test_corr2d` stood 3 times",
    ),
    Hostile(
        "names_exchanged",
        "Exchanges the names of the answer and of its grade cell.",
        (_names_exchanged,),
        score=WITHOUT_CORR2D,
        phrase="corr2d",
    ),
    Hostile(
        "grade_cell_of_its_own",
        "Adds a grade cell worth a thousand points that the course does not have.",
        (
            runs_after("setup", "1000.0"),
            lambda notebook: notebook.cells[1].metadata.update(
                nbgrader={
                    **cell_of(notebook, GRADE).metadata.nbgrader,
                    "grade_id": "test_extra",
                    "points": 1000,
                }
            ),
        ),
        score=ALL,
        phrase="`test_extra` is of another release",
    ),
    *(
        Hostile(
            f"points_{name}",
            f"Says in the metadata that the grade cell is worth {points!r} points.",
            (wrong("corr2d"), _points(points)),
            score=WITHOUT_CORR2D,
        )
        for name, points in {
            "negative": -6,
            "infinite": float("inf"),
            "in_words": "many",
            "in_a_list": [6],
        }.items()
    ),
    Hostile(
        "tags",
        "Tags every cell so that it is not run, not shown or may fail.",
        (wrong("corr2d"), every_cell(lambda cell: cell.metadata.update(tags=TAGS))),
        score=WITHOUT_CORR2D,
    ),
    Hostile(
        "metadata_of_every_kind",
        "Marks cells as run by another program, hidden, frozen, trusted, and solved already.",
        (
            wrong("corr2d"),
            marks(GRADE, editable=False, deletable=False, frozen=True, init_cell=True),
            marks("corr2d", jupyter={"source_hidden": True}, papermill={"status": "completed"}),
            marks_nbgrader(GRADE, grade=False, locked=False, solution=True, task=True),
            marks_nbgrader("corr2d", checksum="0" * 32, cell_type="markdown", remove=True),
        ),
        score=WITHOUT_CORR2D,
    ),
    Hostile(
        "schema_of_the_future",
        "Has metadata of a version of nbgrader that there is not.",
        (
            wrong("corr2d"),
            marks_nbgrader("corr2d", schema_version=99),
            marks_nbgrader(GRADE, schema_version="new"),
            marks_nbgrader("check_corr2d", schema_version=-1),
        ),
        score=WITHOUT_CORR2D,
    ),
    Hostile(
        "metadata_of_another_type",
        "Has lists and text where nbgrader expects a mapping.",
        (
            wrong("corr2d"),
            marks("corr2d", nbgrader=["corr2d"]),
            marks("check_corr2d", nbgrader="grade"),
            marks_nbgrader(GRADE, grade_id={"name": GRADE}),
        ),
        score=WITHOUT_CORR2D,
    ),
    Hostile(
        "grade_cell_as_text",
        "Turns the grade cell into text, which nobody runs.",
        (wrong("corr2d"), _become(GRADE, "markdown"), _become("check_corr2d", "raw")),
        score=WITHOUT_CORR2D,
        phrase="cell `test_corr2d` had become a markdown cell",
    ),
    Hostile(
        "answer_as_raw_text",
        "Hands in a right answer that became a raw cell by a key pressed too often.",
        (_become("corr2d", "raw"),),
        phrase="cell `corr2d` had become a raw cell",
    ),
    Hostile(
        "false_outputs",
        "Hands in outputs that say that all is well.",
        (wrong("corr2d"), _false_outputs),
        score=WITHOUT_CORR2D,
    ),
    Hostile(
        "false_record",
        "Hands in the record that the grader itself keeps of a run.",
        (wrong("corr2d"), _false_record),
        score=WITHOUT_CORR2D,
    ),
    Hostile(
        "cells_in_reverse",
        "Puts the cells in reverse order, so that grades come before answers.",
        (wrong("corr2d"), lambda notebook: notebook.cells.reverse()),
        score=WITHOUT_CORR2D,
    ),
    Hostile(
        "name_that_is_markup",
        "Calls a cell by a script, which the note about it repeats.",
        (
            runs_after("setup", "1"),
            marks("setup"),
            lambda notebook: notebook.cells[1].metadata.update(
                nbgrader={
                    "grade_id": "`</code><img src=x onerror=document.title=1>[x](javascript:1)"
                }
            ),
        ),
    ),
    Hostile(
        "print_many_cells",
        "Prints a megabyte in each of 30 cells.",
        (_many_cells,),
    ),
]
