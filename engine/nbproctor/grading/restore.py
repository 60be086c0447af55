"""Preprocessor: gives a submission the cells, points and order of the source again.

A student's file decides nothing but what stands in the answer cells and in cells of the student's
own. Cells that were changed, deleted, copied, moved or stripped of their metadata are put right
before anything runs, so that what can be scored is scored; what was done is noted for the student
and for the class run. First of nbgrader's sanitizing preprocessors, see `nbgrader_config.py`.
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
NOTES_CELL = "put-right-before-grading"  # id of the cell on top that holds them
# Cells of a student's own that are run and shown; each costs a kernel and a page some milliseconds.
OWN_CELLS_LIMIT = 500
# Cells of other releases that a note names, and how much of a name it shows.
NAMED_CELLS, LONGEST_NAME = 5, 100


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Rebuilds the submitted notebook on the source; leaves it alone where there is no source."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """See `restore`; the notes stand in a cell on top and in the notebook's metadata."""
        names = resources["nbgrader"]
        folder = CourseDirectory(parent=self)
        chapter = Path(folder.format_path(folder.source_directory, ".", names["assignment"]))
        path = chapter / f"{names['notebook']}.ipynb"
        if not path.exists():
            self.log.warning("%s is not there: cells are taken as they were handed in.", path)
            nb.metadata.pop(NOTES, None)  # says elsewhere that cells are the source's
            return nb, resources
        nb, notes = restore(nb, *_source_and_release(path.read_bytes()))
        for note in notes:
            self.log.warning("%s/%s: %s", names["student"], names["assignment"], note)
        return with_notes(nb, notes), resources


@functools.lru_cache(maxsize=16)
def _source_and_release(data: bytes) -> tuple[NotebookNode, NotebookNode]:
    """An authored notebook, and the same as students get it, cell for cell; not to be changed."""
    source = parse_notebook(data)
    released = copy.deepcopy(source)
    for preprocessor in (ClearSolutions, ClearHiddenTests):
        released, _ = preprocessor().preprocess(released, {})
    return source, released


def with_notes(notebook: NotebookNode, notes: list[str]) -> NotebookNode:
    """The notebook with the notes in a cell on top and in its metadata."""
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
        submitted: what the student handed in.
        source: the authored notebook, with solutions and hidden tests.
        released: the same without them, cell for cell.

    Returns:
        A notebook with every nbgrader cell of the source once and in order: locked cells as in the
        source, answers as submitted, the student's own cells after the cell that they followed;
        and a note for each thing that had to be put right.
    """
    places = [i for i, cell in enumerate(source.cells) if nbgrader_metadata(cell)]
    templates = [_Template(source.cells[i], released.cells[i]) for i in places]
    found, notes = _match(submitted, templates)
    own, count = _own_cells(submitted, found)
    if count > OWN_CELLS_LIMIT:
        notes.append(
            f"of {count:,} cells of the student's own the first {OWN_CELLS_LIMIT} were kept"
        )
    cells = own.get(-1, [])
    for number, template in enumerate(templates):
        theirs = submitted.cells[found[number]] if number in found else None
        notes += template.notes(theirs)
        cells.append(template.restored(theirs))
        cells += own.get(number, [])
    restored = copy.deepcopy(source)
    restored.cells = cells
    mark_demonstrations(cells, source)
    return restored, notes


@dataclass(frozen=True)
class _Template:
    """A cell of the source that nbgrader knows, and the same cell as it was released."""

    source: NotebookNode
    released: NotebookNode

    @property
    def name(self) -> str:
        return str(nbgrader_metadata(self.source)["grade_id"])

    @property
    def is_answer(self) -> bool:
        return bool(nbgrader_metadata(self.source).get("solution"))

    def restored(self, theirs: NotebookNode | None) -> NotebookNode:
        """The cell to grade: an answer as submitted or its stub, any other as in the source."""
        if not self.is_answer:
            return copy.deepcopy(self.source)
        cell = copy.deepcopy(self.released)
        if theirs is not None:
            cell.source = theirs.source
        return cell

    def notes(self, theirs: NotebookNode | None) -> list[str]:
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
    """Which submitted cell stands for which template: by name, else by cell id, else by content."""
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
    # The last of several: it is the one whose definitions a kernel is left with.
    found = {number: positions[-1] for number, positions in by_name.items()}
    for number, positions in by_name.items():
        if len(positions) > 1:
            count = len(positions)
            notes.append(
                f"cell `{templates[number].name}` stood {count} times; the last one counts"
            )
    for number, template in enumerate(templates):
        if number not in found:
            nameless = _without_metadata(submitted, template, set(found.values()))
            if nameless is not None:
                found[number] = nameless
    return found, notes


def _without_metadata(submitted: NotebookNode, template: _Template, taken: set[int]) -> int | None:
    """The cell that a template became when its metadata was lost, as some editors do."""
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


def _own_cells(
    submitted: NotebookNode, found: dict[int, int]
) -> tuple[dict[int, list[NotebookNode]], int]:
    """The cells that stand for no template, by the number of the template that they follow.

    Cells without text are dropped, and so are those beyond the limit.

    Returns:
        The cells, and how many there were with text.
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
                own.setdefault(after, []).append(_own_cell(cell, f"own-{position}"))
    return own, count


def _own_cell(cell: NotebookNode, cell_id: str) -> NotebookNode:
    """A cell of the student's own, without metadata: a tag could keep it from being executed."""
    fields: dict[str, Any] = {"id": cell_id, "cell_type": cell.cell_type, "source": cell.source}
    if cell.cell_type == "code":
        fields |= {"outputs": [], "execution_count": None}
    return NotebookNode({**fields, "metadata": NotebookNode()})
