"""Preprocessor: gives a submission the cells, points and order of the source again.

A student's file decides only the text of the answer cells and of the student's own cells. Cells
that were changed, deleted, copied, moved or stripped of their metadata are put right before
anything runs, so that every answer can be scored. A note on each repair goes to the student and to
the class run.
"""

import copy
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions, NbGraderPreprocessor

from nbproctor.grading.apart.demonstrations import mark_demonstrations
from nbproctor.notebooks import nbgrader_metadata, parse_notebook

NOTES = "course_restored"
NOTES_CELL = "put-right-before-grading"  # id of the cell on top that contains them
# Cells of a student's own that are run and shown; each takes some milliseconds.
OWN_CELLS_LIMIT = 500
# Cells of other releases that notes name, and characters of a name that they show.
NAMED_CELLS, LONGEST_NAME = 5, 100


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Rebuilds the submitted notebook on the source; leaves it alone if there is no source."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """See `restore`; the notes are in a cell on top and in the notebook's metadata."""
        names = resources["nbgrader"]
        folder = CourseDirectory(parent=self)
        chapter = Path(folder.format_path(folder.source_directory, ".", names["assignment"]))
        path = chapter / f"{names['notebook']}.ipynb"
        if not path.exists():
            self.log.warning("%s is not there: cells are taken as they were handed in.", path)
            nb.metadata.pop(NOTES, None)  # its presence says that cells are the source's
            return nb, resources
        nb, notes = restore(nb, *_parse_source(path.read_bytes()))
        for note in notes:
            self.log.warning("%s/%s: %s", names["student"], names["assignment"], note)
        return add_notes(nb, notes), resources


@functools.lru_cache(maxsize=16)
def _parse_source(data: bytes) -> tuple[NotebookNode, NotebookNode]:
    """Return an authored notebook, and the same as released, cell for cell; do not change them."""
    source = parse_notebook(data)
    released = copy.deepcopy(source)
    for preprocessor in (ClearSolutions, ClearHiddenTests):
        released, _ = preprocessor().preprocess(released, {})
    return source, released


def add_notes(notebook: NotebookNode, notes: list[str]) -> NotebookNode:
    """Put notes into a cell on top of a notebook and into its metadata."""
    notebook.metadata[NOTES] = notes
    if notes:
        text = "**Put right before grading**\n\n" + "\n".join(f"- {note}" for note in notes)
        notebook.cells.insert(0, new_markdown_cell(text, id=NOTES_CELL))
    return notebook


def restore(
    submitted: NotebookNode, source: NotebookNode, released: NotebookNode
) -> tuple[NotebookNode, list[str]]:
    """Rebuild a submission on its source.

    Args:
        submitted: the student's notebook.
        source: the authored notebook, with solutions and hidden tests.
        released: the same without them, cell for cell.

    Returns:
        A notebook with every nbgrader cell of the source once and in order: locked cells as in the
        source, answers as submitted, the student's own cells after the cell that they followed;
        and a note on each repair.
    """
    places = [i for i, cell in enumerate(source.cells) if nbgrader_metadata(cell)]
    templates = [_Template(source.cells[i], released.cells[i]) for i in places]
    found, notes = _match(submitted, templates)
    own, count = _collect_own_cells(submitted, found)
    if count > OWN_CELLS_LIMIT:
        notes.append(
            f"of {count:,} cells of the student's own the first {OWN_CELLS_LIMIT} were kept"
        )
    cells = own.get(-1, [])
    for number, template in enumerate(templates):
        theirs = submitted.cells[found[number]] if number in found else None
        notes += template.describe_repair(theirs)
        cells.append(template.restore(theirs))
        cells += own.get(number, [])
    restored = copy.deepcopy(source)
    restored.cells = cells
    mark_demonstrations(cells, source)
    return restored, notes


@dataclass(frozen=True)
class _Template:
    """A cell of the source that nbgrader knows, and the same cell as released."""

    source: NotebookNode
    released: NotebookNode

    @property
    def name(self) -> str:
        return str(nbgrader_metadata(self.source)["grade_id"])

    @property
    def is_answer(self) -> bool:
        return bool(nbgrader_metadata(self.source).get("solution"))

    def restore(self, theirs: NotebookNode | None) -> NotebookNode:
        """Return the cell to grade: the submitted answer or the stub, else the source's cell."""
        if not self.is_answer:
            return copy.deepcopy(self.source)
        cell = copy.deepcopy(self.released)
        if theirs is not None:
            cell.source = theirs.source
        return cell

    def describe_repair(self, theirs: NotebookNode | None) -> list[str]:
        if theirs is None:
            what = "counts as not attempted" if self.is_answer else "was added again"
            return [f"cell `{self.name}` was missing and {what}"]
        if theirs.cell_type != self.source.cell_type:
            return [f"cell `{self.name}` had become a {theirs.cell_type} cell"]
        known = (self.source.source.strip(), self.released.source.strip())
        if not self.is_answer and theirs.source.strip() not in known:
            return [f"cell `{self.name}` was changed; the course's own was used"]
        return []


def _match(submitted: NotebookNode, templates: list[_Template]) -> tuple[dict[int, int], list[str]]:
    """Find the submitted cell of each template: by name, else by cell id, else by content.

    Returns:
        Positions of submitted cells by the number of the template, and notes.
    """
    numbers = {template.name: number for number, template in enumerate(templates)}
    by_name: dict[int, list[int]] = {}
    unknown: list[str] = []
    for position, cell in enumerate(submitted.cells):
        name = nbgrader_metadata(cell).get("grade_id")
        if isinstance(name, str) and name in numbers:
            by_name.setdefault(numbers[name], []).append(position)
        elif name:
            unknown.append(str(name)[:LONGEST_NAME])
    notes = [
        f"cell `{name}` is of another release of this chapter; it was not graded"
        for name in unknown[:NAMED_CELLS]
    ]
    if more := unknown[NAMED_CELLS:]:
        notes.append(f"so are {len(more):,} more cells")
    # The last of several cells counts: its definitions are those that remain in the kernel.
    found = {number: positions[-1] for number, positions in by_name.items()}
    for number, positions in by_name.items():
        if len(positions) > 1:
            count = len(positions)
            notes.append(
                f"cell `{templates[number].name}` stood {count} times; the last one counts"
            )
    for number, template in enumerate(templates):
        if number not in found:
            nameless = _find_without_metadata(submitted, template, set(found.values()))
            if nameless is not None:
                found[number] = nameless
    return found, notes


def _find_without_metadata(
    submitted: NotebookNode, template: _Template, taken: set[int]
) -> int | None:
    """Find the cell of a template that lost its metadata, as in some editors."""
    definition = re.compile(rf"^(?:def|class) {re.escape(template.name)}\b", re.MULTILINE)
    position = None
    for candidate, cell in enumerate(submitted.cells):
        if candidate in taken or nbgrader_metadata(cell).get("grade_id"):
            continue
        if cell.get("id") == template.source.id:
            return candidate
        if template.is_answer and cell.cell_type == "code" and definition.search(cell.source):
            position = candidate
    return position


def _collect_own_cells(
    submitted: NotebookNode, found: dict[int, int]
) -> tuple[dict[int, list[NotebookNode]], int]:
    """Collect the student's own cells, by the number of the template that they follow.

    Cells without text and cells beyond the limit are dropped.

    Returns:
        The cells, and the number of cells with text.
    """
    numbers = {position: number for number, position in found.items()}
    own: dict[int, list[NotebookNode]] = {}
    after, count = -1, 0
    for position, cell in enumerate(submitted.cells):
        if position in numbers:
            after = numbers[position]
        elif cell.source.strip():
            count += 1
            if count <= OWN_CELLS_LIMIT:
                own.setdefault(after, []).append(_copy_own_cell(cell, f"own-{position}"))
    return own, count


def _copy_own_cell(cell: NotebookNode, cell_id: str) -> NotebookNode:
    """Copy a cell of the student's own without metadata: a tag could prevent its execution."""
    fields: dict[str, Any] = {"id": cell_id, "cell_type": cell.cell_type, "source": cell.source}
    if cell.cell_type == "code":
        fields |= {"outputs": [], "execution_count": None}
    return NotebookNode({**fields, "metadata": NotebookNode()})
