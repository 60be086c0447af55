"""Preprocessor: gives a submission the cells, points and order of the source again.

A student's file decides only the text of the cells that are theirs to edit: answers, cells that the
source does not lock, and their own. Cells that were changed, deleted, copied, moved or stripped of
their metadata are put right before anything runs, so that every answer can be scored. Tags are
those of the source. A note on each repair goes to the student and to the class run.

Outputs are the submitted ones. `ClearOutput` removes them, unless nothing is to be executed.
"""

import copy
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked, is_task

from nbproctor.grading.apart.demonstrations import untag_changed
from nbproctor.grading.run_record import RUN
from nbproctor.kernels.grader_process import is_grader
from nbproctor.notebooks import GIVEN_ID, nbgrader_metadata, parse_notebook

NOTES = "course_restored"
NOTES_CELL = "put-right-before-grading"  # id of the cell on top that contains them
# Cells of a student's own that are run and shown; each takes some milliseconds. Cells of the source
# do not count.
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
            # The grader reads these: only the grader may have written them.
            nb.metadata.pop(NOTES, None)  # its presence says that cells are the source's
            nb.metadata.pop(RUN, None)
            for cell in nb.cells:
                cell.metadata.pop("tags", None)
            return nb, resources
        source = path.read_bytes()
        if is_grader():
            path.unlink()  # the code that is about to run may not read it
        nb, notes = restore(nb, *_parse_source(source))
        for note in notes:
            self.log.warning("%s/%s: %s", names["student"], names["assignment"], note)
        return add_notes(nb, notes), resources


def _parse_source(data: bytes) -> tuple[NotebookNode, NotebookNode]:
    """Return an authored notebook, and the same as released, cell for cell."""
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
        source, cells to edit as submitted, all other cells after the cell that they followed; and a
        note on each repair.
    """
    places = [i for i, cell in enumerate(source.cells) if _has_name(cell)]
    templates = [_Template(source.cells[i], released.cells[i]) for i in places]
    found, notes = _match(submitted, templates)
    own, count = _collect_own_cells(submitted, found, _Unnamed(source))
    if count > OWN_CELLS_LIMIT:
        notes.append(
            f"of {count:,} cells of the student's own the first {OWN_CELLS_LIMIT} were kept"
        )
    cells = own.get(-1, [])
    for number, template in enumerate(templates):
        theirs = submitted.cells[found[number]] if number in found else None
        notes += template.describe_repair(theirs)
        if theirs is not None or not template.may_be_deleted:
            cells.append(template.restore(theirs))
        cells += own.get(number, [])
    restored = copy.deepcopy(source)
    restored.metadata.pop(RUN, None)
    restored.cells = cells
    untag_changed(cells, source)
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

    @property
    def may_be_deleted(self) -> bool:
        """Whether nbgrader gives the cell to students with no purpose: it is theirs."""
        cell = self.source
        return not (self.is_answer or is_grade(cell) or is_locked(cell) or is_task(cell))

    @property
    def may_be_edited(self) -> bool:
        return self.is_answer or self.may_be_deleted

    def restore(self, theirs: NotebookNode | None) -> NotebookNode:
        """Return the cell to grade: the submitted text or the stub, else the source's cell."""
        cell = copy.deepcopy(self.released if self.may_be_edited else self.source)
        if theirs is not None and self.may_be_edited:
            cell.source = theirs.source
            _copy_attachments(theirs, cell)
        if cell.cell_type == "code":
            _copy_outputs(theirs, cell)
        return cell

    def describe_repair(self, theirs: NotebookNode | None) -> list[str]:
        if theirs is None:
            what = "counts as not attempted" if self.is_answer else "was added again"
            return [] if self.may_be_deleted else [f"cell `{self.name}` was missing and {what}"]
        if theirs.cell_type != self.source.cell_type:
            return [f"cell `{self.name}` had become a {theirs.cell_type} cell"]
        known = (self.source.source.strip(), self.released.source.strip())
        if not self.may_be_edited and theirs.source.strip() not in known:
            return [f"cell `{self.name}` was changed; the course's own was used"]
        return []


def _has_name(cell: NotebookNode) -> bool:
    """Whether nbgrader knows a cell of the source."""
    return isinstance(nbgrader_metadata(cell).get("grade_id"), str)


class _Unnamed:
    """The cells of the source that nbgrader does not know, each of which is found once."""

    def __init__(self, source: NotebookNode) -> None:
        self._cells: list[NotebookNode] = [cell for cell in source.cells if not _has_name(cell)]

    def find(self, theirs: NotebookNode) -> NotebookNode | None:
        """Find the cell of the source that a submitted cell is, by its id or its text."""
        for is_same in (_has_same_id, _has_same_text):
            for cell in self._cells:
                if is_same(theirs, cell):
                    self._cells.remove(cell)
                    return cell
        return None


def _has_same_id(theirs: NotebookNode, cell: NotebookNode) -> bool:
    return bool(theirs.get("id") == cell.id and not GIVEN_ID.fullmatch(cell.id))


def _has_same_text(theirs: NotebookNode, cell: NotebookNode) -> bool:
    same_type = theirs.cell_type == cell.cell_type
    return bool(same_type and theirs.source.strip() == cell.source.strip())


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
        f"cell `{name}` is of another release of this assignment; it was not graded"
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
        if _has_same_id(cell, template.source):
            return candidate
        if template.is_answer and cell.cell_type == "code" and definition.search(cell.source):
            position = candidate
    return position


def _collect_own_cells(
    submitted: NotebookNode, found: dict[int, int], unnamed: _Unnamed
) -> tuple[dict[int, list[NotebookNode]], int]:
    """Collect the cells that are no template's, by the number of the template that they follow.

    Cells without text are dropped, and so are the student's own beyond the limit.

    Returns:
        The cells, and the number of the student's own cells with text.
    """
    numbers = {position: number for number, position in found.items()}
    own: dict[int, list[NotebookNode]] = {}
    after, count = -1, 0
    for position, cell in enumerate(submitted.cells):
        if position in numbers:
            after = numbers[position]
        elif cell.source.strip():
            of_source = unnamed.find(cell)
            count += of_source is None
            if of_source is not None or count <= OWN_CELLS_LIMIT:
                copied = _copy_own_cell(cell, f"own-{position}", of_source)
                own.setdefault(after, []).append(copied)
    return own, count


def _copy_own_cell(
    cell: NotebookNode, cell_id: str, of_source: NotebookNode | None
) -> NotebookNode:
    """Copy a cell with the source's tags only: a student's could prevent its execution."""
    tags = of_source.metadata.get("tags") if of_source is not None else None
    fields: dict[str, Any] = {"id": cell_id, "cell_type": cell.cell_type, "source": cell.source}
    copied = NotebookNode({**fields, "metadata": NotebookNode({"tags": tags} if tags else {})})
    if cell.cell_type == "code":
        _copy_outputs(cell, copied)
    else:
        _copy_attachments(cell, copied)
    return copied


def _copy_outputs(theirs: NotebookNode | None, cell: NotebookNode) -> None:
    """Copy the submitted outputs of a code cell; none if the submitted cell is no code."""
    code = theirs if theirs is not None and theirs.cell_type == "code" else NotebookNode()
    cell.outputs = copy.deepcopy(code.get("outputs", []))
    cell.execution_count = code.get("execution_count")


def _copy_attachments(theirs: NotebookNode, cell: NotebookNode) -> None:
    if cell.cell_type != "code" and "attachments" in theirs:
        cell.attachments = copy.deepcopy(theirs.attachments)
