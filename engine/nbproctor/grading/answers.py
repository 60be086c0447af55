"""Tells whether an answer has changed since a human graded it.

A human's decision stands when a submission is graded again, unless the answer has changed. The
gradebook keeps digests of the answers that were graded last. The next grading compares them with
the new ones.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode
from traitlets.config import Config

from nbproctor.fingerprint import compute_digest
from nbproctor.grading.repair_notes import ANSWERED_ELSEWHERE
from nbproctor.grading.submissions import Files
from nbproctor.kernels.graders import order_work, read_setup, run_grader
from nbproctor.notebooks import NOTES_CELL, cell_name, nbgrader_metadata, parse_notebook


def answer_digests(notebook: NotebookNode) -> dict[str, str]:
    """Return a digest of the student's answer to each cell that has points, by the cell's name.

    The answer to a question is its own cell, and if that was left as released and waits for a
    human, all cells that the student added. The answer to a test is the answer cells between the
    previous tests and this one, and all code cells that the student added, wherever they are. The
    answer to a task is all cells that the student added. Cells without text do not count, nor do
    line ends and space around the text.
    """
    added = [
        cell
        for cell in notebook.cells
        if not nbgrader_metadata(cell) and cell.get("id") != NOTES_CELL and cell.source.strip()
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


def absent_digests(cells: Iterable[str], outcome: str, files: Files) -> dict[str, str]:
    """Return digests that stand for the answers in a notebook that is missing or unreadable.

    Args:
        cells: the names of the cells that have points.
        outcome: "missing" or "unreadable".
        files: the files that were handed in and cannot be read.
    """
    return dict.fromkeys(cells, compute_digest(files, outcome.encode()))


def read_standing_answers(config: Config, content: bytes) -> dict[str, str]:
    """Have a grader read the digests of an autograded notebook's answers; none if it cannot."""
    order = order_work(_read_answers, content, read_setup(config), uses_kernels=False)
    report = run_grader(order)
    return {} if report.problem else dict(json.loads(report.result))


def _read_answers(content: bytes) -> bytes:
    return json.dumps(answer_digests(parse_notebook(content))).encode()


def _compute_digest(cells: Iterable[NotebookNode]) -> str:
    text = json.dumps([_read_content(cell) for cell in cells])
    return hashlib.sha256(text.encode()).hexdigest()


def _read_content(cell: NotebookNode) -> tuple[Any, ...]:
    """Return what the student put into a cell: text, and pictures if there are any."""
    text = cell.source.replace("\r\n", "\n").strip()
    pictures = cell.get("attachments")
    return (cell.cell_type, text, pictures) if pictures else (cell.cell_type, text)
