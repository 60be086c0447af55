"""Preprocessor: gives a submission the cells, points and order of the source again.

A student's file decides only the text of the cells that are theirs to edit: answers, cells that the
source does not lock, and their own. Cells that were changed, deleted, copied, moved, merged, split
or stripped of their metadata are put right before anything runs, so that every answer can be
scored. Tags are those of the source. A note on each repair goes to the student and to the class
run.

Outputs are the submitted ones. `ClearOutput` removes them, unless nothing is to be executed.
"""

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Dict, List, Unicode

from nbproctor.grading.apart.demonstrations import untag_changed
from nbproctor.grading.attach_pictures import attach_pictures
from nbproctor.grading.find_answers import FoundCells, find_answers
from nbproctor.grading.repair_notes import ANSWERED_ELSEWHERE, NOTES, Note, add_notes, add_sentence
from nbproctor.grading.run_record import RUN
from nbproctor.grading.source_cells import SourceCell, pair_cells, parse_source
from nbproctor.grading.submitted_cells import Piece, read_pieces
from nbproctor.kernels.grader_process import is_grader
from nbproctor.notebooks import nbgrader_metadata
from nbproctor.pages.markdown import as_block

# Cells of a student's own that are run and shown; each takes some milliseconds. Cells of the source
# do not count.
OWN_CELLS_LIMIT = 500
NAMED_CELLS = 5  # cells of other releases that notes name
STRIPPED = "is missing, as after Colab; cells were found by what they contain"


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]
    """Rebuilds the submitted notebook on the source; leaves it alone if there is no source."""

    renamed = Dict(
        help="Files that are graded under another name, by the name of the notebook; the grader "
        "sets it, so that the student is told."
    ).tag(config=True)

    documents = List(
        Unicode(),
        help="Files beside the notebook that may hold a written answer; the grader sets it.",
    ).tag(config=True)

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
        nb, notes = restore(nb, *parse_source(source, self.config), self.documents)
        for note in notes:
            self.log.warning("%s/%s: %s", names["student"], names["assignment"], note.teacher)
        nb = add_notes(nb, notes)
        if path.stem in self.renamed:
            add_sentence(nb, f"Your file `{self.renamed[path.stem]}` was graded as `{path.name}`.")
        return nb, resources


def restore(
    submitted: NotebookNode,
    source: NotebookNode,
    released: NotebookNode,
    documents: Sequence[str] = (),
) -> tuple[NotebookNode, list[Note]]:
    """Rebuild a submission on its source.

    Args:
        submitted: the student's notebook; its line ends are changed in place.
        source: the authored notebook, with solutions and hidden tests.
        released: the same without them, cell for cell.
        documents: files beside the notebook that may hold a written answer.

    Returns:
        A notebook with every nbgrader cell of the source once and in order: locked cells as in the
        source, cells to edit as submitted, all other cells after the cell that they followed; and a
        note on each repair.
    """
    for cell in submitted.cells:
        cell.source = cell.source.replace("\r\n", "\n").replace("\r", "\n")
    cells = pair_cells(source, released)
    pieces, notes = read_pieces(submitted, cells)
    found = find_answers(pieces, cells, bool(documents))
    notes = [*_describe_names(pieces, cells, found), *notes]
    if _is_stripped(submitted) and any(each.name for each in cells):
        notes.append(Note.of("nbgrader's metadata", STRIPPED))
        found.elsewhere.clear()  # one note says it of all
    own = _collect_own_cells(pieces, cells, found)
    if own.count > OWN_CELLS_LIMIT:
        what = f"of {own.count:,} cells of the student's own the first {OWN_CELLS_LIMIT} were kept"
        theirs = f"Of your own {own.count:,} cells the first {OWN_CELLS_LIMIT} were kept."
        notes.append(Note(what, theirs))
    restored = copy.deepcopy(source)
    restored.metadata.pop(RUN, None)
    restored.cells = own.after.get(-1, [])
    for cell in cells:
        if cell.name:
            notes += _describe_repair(cell, cells, found, documents)
            restored.cells += own.ahead.get(cell.number, [])
            if cell.number in found.chosen or not cell.may_be_deleted:
                restored.cells.append(_restore_cell(cell, cells, found))
            restored.cells += own.after.get(cell.number, [])
    untag_changed(restored.cells, source)
    return restored, notes


def _is_stripped(notebook: NotebookNode) -> bool:
    """Whether no cell of a notebook has nbgrader's metadata."""
    return not any(map(nbgrader_metadata, notebook.cells))


def _restore_cell(cell: SourceCell, cells: Sequence[SourceCell], found: FoundCells) -> NotebookNode:
    """Return the cell to grade: the submitted text or the stub, else the source's cell."""
    theirs = found.chosen[cell.number].cell if cell.number in found.chosen else None
    made = copy.deepcopy(cell.released if cell.may_be_edited else cell.source)
    if theirs is not None and cell.may_be_edited:
        made.source = theirs.source
        _copy_attachments(theirs, made)
        attach_pictures(made)
    elif cell.number in found.shared:
        other = cells[found.shared[cell.number]].name
        made.source = f"# The answer is in the cell `{other}`."
    elif cell.number in found.unseen:
        made.source = f"# The cell `{cell.name}` was deleted."
    if cell.number in found.waiting:
        is_code = made.cell_type == "code"
        made.source += f"\n\n{'# ' if is_code else ''}{ANSWERED_ELSEWHERE}"
    if made.cell_type == "code":
        _copy_outputs(theirs, made)
    return made


def _describe_names(
    pieces: Sequence[Piece], cells: Sequence[SourceCell], found: FoundCells
) -> list[Note]:
    """Describe names of other releases, names that stand twice, and names that are gone."""
    unknown = [each for each in pieces if each.other_name]
    unknown = [each for each in unknown if each not in set(found.chosen.values())]
    notes = [
        Note.of(
            f"cell `{each.other_name}`",
            "is of another release of this assignment; it was not graded",
        )
        for each in unknown[:NAMED_CELLS]
    ]
    if more := unknown[NAMED_CELLS:]:
        notes.append(Note.of("so", f"are {len(more):,} more cells"))
    counts = Counter(each.number for each in pieces)
    twice = {n: count for n, count in counts.items() if n is not None and cells[n].name}
    twice = {number: count for number, count in twice.items() if count > 1}
    if len(twice) > NAMED_CELLS:
        what = "stood more than once; of each the last one counts that is filled in"
        return [*notes, Note.of(f"{len(twice)} cells", what)]
    for number, count in twice.items():
        last = [each for each in pieces if each.number == number][-1]
        which = "last one" if last is found.chosen.get(number) else "one that is filled in"
        what = f"stood {count} times; the {which} counts"
        notes.append(Note.of(f"cell `{cells[number].name}`", what))
    return notes


def _describe_repair(
    cell: SourceCell, cells: Sequence[SourceCell], found: FoundCells, documents: Sequence[str]
) -> list[Note]:
    subject = f"cell `{cell.name}`"
    if cell.number in found.waiting:
        wrote = f"handed in {', '.join(documents[:3])}" if documents else "wrote elsewhere"
        return [
            Note.of(
                f"the answer `{cell.name}`",
                f"is as released, but the student {wrote}: a human must look",
                f"is as released, but you {wrote}: a human looks there",
            )
        ]
    if cell.number in found.shared:
        other = cells[found.shared[cell.number]].name
        return [Note.of(f"the answer `{cell.name}`", f"was found in the cell `{other}`")]
    if cell.number in found.unseen:
        return [Note.of(subject, "was missing; what other cells import was graded")]
    if cell.number not in found.chosen:
        what = "counts as not attempted" if cell.is_answer else "was added again"
        return [] if cell.may_be_deleted else [Note.of(subject, f"was missing and {what}")]
    piece = found.chosen[cell.number]
    if (
        cell.number in found.elsewhere
        and piece.number is not None
        and cells[piece.number].is_answer
    ):
        return [Note.of(f"the answer `{cell.name}`", "was found in the cell of another answer")]
    if cell.number in found.elsewhere:
        return [
            Note.of(
                f"the answer `{cell.name}`",
                "was found in a cell of the student's own",
                "was found in a cell of your own",
            )
        ]
    if piece.cell.cell_type != cell.source.cell_type:
        return [Note.of(subject, f"had become a {piece.cell.cell_type} cell")]
    return []


@dataclass
class _OwnCells:
    """Cells that are not nbgrader's, by the number of the cell that they follow or precede.

    Attributes:
        count: number of the student's own.
    """

    after: dict[int, list[NotebookNode]] = field(default_factory=dict)
    ahead: dict[int, list[NotebookNode]] = field(default_factory=dict)
    count: int = 0


def _collect_own_cells(
    pieces: Sequence[Piece], cells: Sequence[SourceCell], found: FoundCells
) -> _OwnCells:
    """Collect the cells that are not nbgrader's.

    Spare stubs are dropped, and so are the student's own beyond the limit. If an answer was moved
    to its place, cells with code directly above it are moved with it, because it may need them.
    """
    numbers = {piece: number for number, piece in found.chosen.items()}
    own, last = _OwnCells(), -1
    run: list[NotebookNode] = []  # the student's own code directly above
    for position, piece in enumerate(pieces):
        number = numbers.get(piece)
        cell = None if number is None else cells[number]
        if cell is not None and cell.name:
            if number in found.anchors:
                last = cell.number
            elif run:
                own.ahead[cell.number] = run
                del own.after[last][-len(run) :]
            run = []
            continue
        if _is_spare_stub(piece, cells):
            continue
        own.count += cell is None
        if cell is not None or own.count <= OWN_CELLS_LIMIT:
            made = _copy_own_cell(piece, f"own-{position}", cell)
            own.after.setdefault(last, []).append(made)
            run = [*run, made] if cell is None and made.cell_type == "code" else []
    return own


def _is_spare_stub(piece: Piece, cells: Sequence[SourceCell]) -> bool:
    """Whether a piece that was not chosen is a copy of an answer as released."""
    cell = None if piece.number is None else cells[piece.number]
    return (
        cell is not None
        and cell.is_answer
        and (piece.is_stub_of(cell) or cell.does_nothing_more(piece.cell.source))
    )


def _copy_own_cell(piece: Piece, cell_id: str, of_source: SourceCell | None) -> NotebookNode:
    """Copy a cell with the source's tags only: a student's could prevent its execution."""
    cell = piece.cell
    tags = of_source.source.metadata.get("tags") if of_source is not None else None
    fields: dict[str, Any] = {"id": cell_id, "cell_type": cell.cell_type, "source": cell.source}
    if piece.is_kept_as_text and cell.cell_type == "code":
        fields |= {"cell_type": "markdown", "source": as_block(cell.source)}
    copied = NotebookNode({**fields, "metadata": NotebookNode({"tags": tags} if tags else {})})
    if copied.cell_type == "code":
        _copy_outputs(cell, copied)
    else:
        _copy_attachments(cell, copied)
        attach_pictures(copied)
    return copied


def _copy_outputs(theirs: NotebookNode | None, cell: NotebookNode) -> None:
    """Copy the submitted outputs of a code cell; none if the submitted cell is no code."""
    code = theirs if theirs is not None and theirs.cell_type == "code" else NotebookNode()
    cell.outputs = copy.deepcopy(code.get("outputs", []))
    cell.execution_count = code.get("execution_count")


def _copy_attachments(theirs: NotebookNode, cell: NotebookNode) -> None:
    if cell.cell_type != "code" and "attachments" in theirs:
        cell.attachments = copy.deepcopy(theirs.attachments)
