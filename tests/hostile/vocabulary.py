"""The words that hostile submissions are written in.

A submission starts as a notebook of the chapter with right answers, without the chapter's prose.
Changes make it hostile, one after the other; then it is written to the student's folder, and files
may stand beside it.
"""

import os
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from nbproctor.notebooks import dumps, nbgrader_metadata

CHAPTER = "cross_correlation"
# Its exercises in order with their points: an attack on one leaves the others' alone.
POINTS = {
    "window_sum": 2,
    "corr2d": 6,
    "convolve2d": 2,
    "Conv2D": 3,
    "detect_edges": 3,
    "receptive_field": 2,
}
ALL = 18.0
# In the name of every file, process and socket that tells of an escape; a run's own, since several
# may go on at a time. Where submissions are written it is `hostile-canary`.
MARK = f"hostile-canary-{os.getpid()}"
WITHOUT_CORR2D = 12.0
WITHOUT_RECEPTIVE_FIELD = 16.0

Change = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Hostile:
    """A submission and the outcome that it must have.

    Attributes:
        name: of the student.
        tries: what it tries, in a sentence.
        changes: made to the notebook with right answers.
        score: automatic points; None for one that waits for a human.
        phrase: words in the table's last column.
        shows: words in the outputs of the student's own cells: the attack did run.
        lacks: words that stand nowhere in what comes out: the page, the folder, the table.
        alone: the score from `nbgrader autograde`, which drops what it cannot copy; by default the
            same; "not handed in" where it would mix up students.
        beside: files handed in with the notebook, by their path.
        written: the bytes of the notebook's file, from its text; None for no file.
        then: done to the student's folder in the end.
    """

    name: str
    tries: str
    changes: tuple[Change, ...] = ()
    score: float | None = ALL
    phrase: str = ""
    shows: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    alone: float | str | None = "the same"
    beside: Mapping[str, str | bytes] = field(default_factory=dict)
    written: Callable[[str], bytes | None] = str.encode
    then: Callable[[Path], None] = lambda folder: None

    def hand_in(self, right: NotebookNode, submitted: Path) -> None:
        """Write the submission to `submitted/<name>/<chapter>`; `right` is changed on the way."""
        for change in self.changes:
            change(right)
        folder = submitted / self.name / CHAPTER
        folder.mkdir(parents=True)
        content = self.written(dumps(right))
        if content is not None:
            (folder / f"{CHAPTER}.ipynb").write_bytes(content)
        for name, text in self.beside.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
        self.then(folder)


def place_of(notebook: NotebookNode, name: str) -> int:
    """Where the cell with this nbgrader name stands."""
    [place] = [
        i for i, c in enumerate(notebook.cells) if nbgrader_metadata(c).get("grade_id") == name
    ]
    return place


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    """The cell with this nbgrader name."""
    return notebook.cells[place_of(notebook, name)]


def answers(name: str, code: str) -> Change:
    """The answer to an exercise is this code."""

    def change(notebook: NotebookNode) -> None:
        cell_of(notebook, name).source = textwrap.dedent(code).strip()

    return change


def beneath(name: str, code: str) -> Change:
    """This code stands in the answer's cell, below the right answer."""

    def change(notebook: NotebookNode) -> None:
        cell_of(notebook, name).source += "\n\n\n" + textwrap.dedent(code).strip()

    return change


def runs_before(name: str, code: str) -> Change:
    """A cell of the student's own with this code, before the cell of this name."""
    return lambda notebook: notebook.cells.insert(place_of(notebook, name), _own(notebook, code))


def runs_after(name: str, code: str) -> Change:
    """A cell of the student's own with this code, after the cell of this name."""
    return lambda notebook: notebook.cells.insert(
        place_of(notebook, name) + 1, _own(notebook, code)
    )


def _own(notebook: NotebookNode, code: str) -> NotebookNode:
    return new_code_cell(textwrap.dedent(code).strip(), id=f"mine-{len(notebook.cells)}")


def writes(name: str, text: str, cell_type: str = "markdown") -> Change:
    """A cell of the student's own with this text, Markdown or raw, before the cell of this name."""

    def change(notebook: NotebookNode) -> None:
        new_cell = new_markdown_cell if cell_type == "markdown" else new_raw_cell
        cell = new_cell(text.strip(), id=f"mine-{len(notebook.cells)}")
        notebook.cells.insert(place_of(notebook, name), cell)

    return change


def marks(name: str, **metadata: Any) -> Change:
    """The cell of this name has this metadata, beside its own."""
    return lambda notebook: cell_of(notebook, name).metadata.update(metadata)


def marks_nbgrader(name: str, **metadata: Any) -> Change:
    """nbgrader's own metadata of the cell of this name is changed."""
    return lambda notebook: cell_of(notebook, name).metadata.nbgrader.update(metadata)


def every_cell(change: Callable[[NotebookNode], None]) -> Change:
    """The same done to each cell."""

    def changed(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            change(cell)

    return changed


def wrong(name: str) -> Change:
    """An answer that is wrong in every case, so that it earns nothing by itself."""
    return answers(name, WRONG[name])


WRONG = {
    "corr2d": """
        def corr2d(X, K):
            return np.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))
    """,
    "receptive_field": """
        def receptive_field(kernel_sizes):
            return 0, 0
    """,
}
