"""Tell whether an answer that a human graded has changed since.

What a human decided stays decided when a submission is graded again, unless the answer is another
one. The gradebook keeps digests of the answers that were graded last, and the next grading compares
them with the new ones.
"""

import hashlib
import json
from collections.abc import Iterable

from nbformat import NotebookNode

from nbproctor.grading.restore import NOTES_CELL
from nbproctor.notebooks import cell_name, nbgrader_metadata


def answer_digests(notebook: NotebookNode) -> dict[str, str]:
    """A digest of the student's answer to each cell that has points, by the name of the cell.

    The answer to a question is its own cell. The answer to a test is the answer cells between the
    tests before and the test, and all code cells that the student added, wherever they stand. The
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
            digests[cell_name(cell)] = _digest(added)
        elif metadata.get("grade") and metadata.get("solution"):
            digests[cell_name(cell)] = _digest([cell])
        elif metadata.get("grade"):
            is_tested = True  # another test may follow, of the same answer
            digests[cell_name(cell)] = _digest([*tested, *added_code])
        elif metadata.get("solution"):
            tested = [cell] if is_tested else [*tested, cell]
            is_tested = False
    return digests


def _digest(cells: Iterable[NotebookNode]) -> str:
    text = json.dumps([(cell.cell_type, cell.source) for cell in cells])
    return hashlib.sha256(text.encode()).hexdigest()
