"""Tells whether an answer has changed since a human graded it.

A human's decision stands when a submission is graded again, unless the answer has changed. The
gradebook keeps digests of the answers that were graded last. The next grading compares them with
the new ones.
"""

import hashlib
import json
from collections.abc import Iterable

from nbformat import NotebookNode

from nbproctor.grading.repair_notes import ANSWERED_ELSEWHERE, NOTES_CELL
from nbproctor.notebooks import cell_name, nbgrader_metadata, parse_notebook


def answer_digests(notebook: NotebookNode) -> dict[str, str]:
    """Return a digest of the student's answer to each cell that has points, by the cell's name.

    The answer to a question is its own cell, and if that was left as released and waits for a
    human, all cells that the student added. The answer to a test is the answer cells between the
    previous tests and this one, and all code cells that the student added, wherever they are. The
    answer to a task is all cells that the student added.
    """
    added = [
        cell
        for cell in notebook.cells
        if not nbgrader_metadata(cell) and cell.get("id") != NOTES_CELL
    ]
    added_code = [cell for cell in added if cell.cell_type == "code"]
    digests: dict[str, str] = {}
    tested: list[NotebookNode] = []
    is_tested = False
    for cell in notebook.cells:
        metadata = nbgrader_metadata(cell)
        if metadata.get("task"):
            digests[cell_name(cell)] = _compute_digest(added)
        elif metadata.get("grade") and metadata.get("solution"):
            is_elsewhere = ANSWERED_ELSEWHERE in cell.source
            digests[cell_name(cell)] = _compute_digest([cell, *added] if is_elsewhere else [cell])
        elif metadata.get("grade"):
            is_tested = True  # another test of the same answer may follow
            digests[cell_name(cell)] = _compute_digest([*tested, *added_code])
        elif metadata.get("solution"):
            tested = [cell] if is_tested else [*tested, cell]
            is_tested = False
    return digests


def read_answers(content: bytes) -> bytes:
    """Return the digests of the answers in the bytes of a notebook, as JSON; a grader's work."""
    return json.dumps(answer_digests(parse_notebook(content))).encode()


def _compute_digest(cells: Iterable[NotebookNode]) -> str:
    text = json.dumps([(cell.cell_type, cell.source) for cell in cells])
    return hashlib.sha256(text.encode()).hexdigest()
