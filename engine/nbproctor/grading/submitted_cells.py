"""Finds out which cell of the source each submitted cell is.

Editors and other programs move, copy, merge and split cells, and remove nbgrader's metadata and the
ids. A cell is recognised by its name in nbgrader's metadata, else by its id, else by its text.
Merged cells are separated, and parts of a split answer are joined. All of it takes time in
proportion to the size of the submission.
"""

import ast
import copy
import functools
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from nbproctor.grading.repair_notes import Note
from nbproctor.grading.source_cells import (
    SourceCell,
    comparable,
    find_defined,
    is_string,
    parse,
    runs_alone,
)
from nbproctor.notebooks import GIVEN_ID, nbgrader_metadata

SHORTEST_MERGED = 10  # characters of a text of the source that is searched for in other cells
# Cells of other releases that notes name, and characters of a name that they show.
NAMED_CELLS, LONGEST_NAME = 5, 100


@dataclass(frozen=True, eq=False)
class Piece:
    """A submitted cell, or a part of one into which cells were merged.

    Attributes:
        number: that of the source's cell that it is, or None if it is the student's own.
        other_name: its name in nbgrader's metadata if the source has no cell of this name.
        is_kept_as_text: whether it is shown but not run, unless it is an answer: lines of a locked
            cell that was changed.
    """

    cell: NotebookNode
    number: int | None = None
    other_name: str = ""
    is_kept_as_text: bool = False

    @functools.cached_property
    def text(self) -> str:
        """Its text, to be compared."""
        return comparable(self.cell.source)

    def is_stub_of(self, answer: SourceCell) -> bool:
        """Whether it is blank or as released, without pictures of the student's own."""
        pictures = self.cell.get("attachments") or {}
        has_own = pictures not in ({}, answer.released.get("attachments"))
        return not has_own and (self.text in ("", answer.text) or self.is_as_released)

    @functools.cached_property
    def is_as_released(self) -> bool:
        """Whether nbgrader's checksum in the cell is that of its text, maybe an older release's."""
        checksum = nbgrader_metadata(self.cell).get("checksum")
        try:
            return bool(checksum) and compute_checksum(self.cell) == checksum
        except (KeyError, TypeError, ValueError):  # metadata of other programs
            return False

    def take_part(self, source: str, number: int | None) -> "Piece":
        """Return a part of this piece."""
        cell = copy.copy(self.cell)
        cell.source = source
        return replace(self, cell=cell, number=number)


def read_pieces(
    submitted: NotebookNode, cells: Sequence[SourceCell]
) -> tuple[list[Piece], list[Note]]:
    """Recognise the submitted cells; leave out those of the student's own that are blank."""
    notes: list[Note] = []
    pieces = _recognise(submitted, cells)
    pieces = list(_separate(pieces, cells, notes))
    pieces = list(_keep_changed_lines(pieces, cells, notes))
    pieces = [each for each in pieces if each.number is not None or not _is_blank(each.cell)]
    return _join(pieces, cells, notes), notes


def _is_blank(cell: NotebookNode) -> bool:
    return not cell.source.strip() and not cell.get("attachments")


def _recognise(submitted: NotebookNode, cells: Sequence[SourceCell]) -> list[Piece]:
    names = {each.name: each.number for each in cells if each.name}
    ids = {each.source.id: each.number for each in cells if not GIVEN_ID.fullmatch(each.source.id)}
    pieces = []
    for cell in submitted.cells:
        name = nbgrader_metadata(cell).get("grade_id")
        if isinstance(name, str) and name in names:
            pieces.append(Piece(cell, names[name]))
        elif name:
            pieces.append(Piece(cell, other_name=str(name)[:LONGEST_NAME]))
        else:
            pieces.append(Piece(cell, ids.get(cell.get("id"))))
    return _recognise_by_text(pieces, cells)


def _recognise_by_text(pieces: list[Piece], cells: Sequence[SourceCell]) -> list[Piece]:
    """Recognise cells of the source that have no name and no known id, each once.

    Of several cells of the source with the same text, the next one in order is taken. A copy of an
    unanswered stub is recognised however often it stands there.
    """
    taken = {each.number for each in pieces}
    open_numbers, stubs = defaultdict[str, list[int]](list), dict[str, int]()
    for cell in cells:
        for text in filter(None, cell.texts):
            if cell.number not in taken:
                open_numbers[text].append(cell.number)
        if cell.is_answer and cell.text:
            stubs[cell.text] = cell.number
    recognised, last = [], -1
    for piece in pieces:
        number = piece.number
        if number is None and (text := piece.text):
            numbers = [each for each in open_numbers.get(text, ()) if each not in taken]
            if numbers:
                number = next((each for each in numbers if each > last), numbers[0])
                taken.add(number)
            else:
                number = stubs.get(text)
        last = last if number is None else number
        recognised.append(replace(piece, number=number))
    return recognised


def _separate(
    pieces: Sequence[Piece], cells: Sequence[SourceCell], notes: list[Note]
) -> Iterator[Piece]:
    """Separate cells into which cells of the source were merged, or to which text was added."""
    taken = {each.number for each in pieces}
    missing = [each for each in cells if each.number not in taken]
    for piece in pieces:
        own = [] if piece.number is None else [cells[piece.number]]
        if own and piece.text in own[0].texts:
            yield piece
            continue
        searched = [*missing, *(each for each in own if not each.is_answer)]
        parts = _split_at(piece.cell.source, sorted(searched, key=lambda each: each.number))
        if len(parts) < 2:
            yield piece
            continue
        found = {number for number, _ in parts if number is not None}
        missing = [each for each in missing if each.number not in found]
        heir = _choose_heir(parts, own[0]) if own and own[0].number not in found else None
        for index, (number, text) in enumerate(parts):
            part = piece.take_part(text, own[0].number if index == heir else number)
            is_code = piece.cell.cell_type == "code"
            if number is not None:
                part.cell.cell_type = cells[number].source.cell_type
            elif is_code and index != heir and parse(text) is None:
                part.cell.cell_type = "markdown"
            yield part
        where = own[0] if own else cells[min(found)]
        subject = f"cell `{where.name}`" if where.name else "a cell of the course's text"
        notes.append(Note.of(subject, "had been merged with other text, and was separated from it"))


def _split_at(source: str, cells: Sequence[SourceCell]) -> list[tuple[int | None, str]]:
    """Split a text at the whole texts of cells of the source, which are in order.

    Returns:
        Each part that is not blank, with the number of the cell that it is.
    """
    rest = _as_lines(source)
    parts: list[tuple[int | None, str]] = []
    for cell in cells:
        text = cell.released.source.strip("\n")
        if len(text) >= SHORTEST_MERGED:
            before, found, after = rest.partition(_as_lines(text))
            if found:
                parts += [(None, before.strip("\n")), (cell.number, text)]
                rest = f"\n{after}"
    return [(n, text) for n, text in [*parts, (None, rest.strip("\n"))] if text.strip()]


def _as_lines(text: str) -> str:
    return "\n" + "\n".join(line.rstrip() for line in text.split("\n")) + "\n"


def _choose_heir(parts: Sequence[tuple[int | None, str]], cell: SourceCell) -> int | None:
    """Choose the part that keeps the name of the cell: the first that defines what it should."""
    own = [index for index, (number, _) in enumerate(parts) if number is None]
    defining = [index for index in own if cell.defined & find_defined(parts[index][1])]
    return next(iter([*defining, *own]), None)


def _keep_changed_lines(
    pieces: Sequence[Piece], cells: Sequence[SourceCell], notes: list[Note]
) -> Iterator[Piece]:
    """Follow each locked cell that the student changed with the lines that are not the source's."""
    for piece in pieces:
        yield piece
        cell = None if piece.number is None else cells[piece.number]
        if cell is None or cell.may_be_edited or piece.text in cell.texts:
            continue
        known = {
            comparable(line)
            for text in (cell.source.source, cell.released.source)
            for line in text.split("\n")
        }
        lines = [line for line in piece.cell.source.split("\n") if comparable(line) not in known]
        notes.append(Note.of(f"cell `{cell.name}`", "was changed; the course's own was used"))
        # A cell without a checksum, or with that of its text, may be one of an older release.
        known_to_nbgrader = nbgrader_metadata(piece.cell)
        is_changed = not known_to_nbgrader or "checksum" in known_to_nbgrader
        if lines and is_changed and not piece.is_as_released:
            text = textwrap.dedent("\n".join(lines))
            yield replace(piece.take_part(text, None), is_kept_as_text=True)


def _join(pieces: Sequence[Piece], cells: Sequence[SourceCell], notes: list[Note]) -> list[Piece]:
    """Join the parts of answers that were split where the second part does not run by itself."""
    joined: list[Piece] = []
    for piece in pieces:
        first = joined[-1] if joined else None
        if first is None or not _may_join(first, piece, cells):
            joined.append(piece)
            continue
        source = f"{first.cell.source}\n{piece.cell.source}"
        joined[-1] = first.take_part(source, first.number)
        named = None if first.number is None else cells[first.number]
        subject = f"the answer `{named.name}`" if named else "an answer"
        notes.append(Note.of(subject, "had been split into two cells, and was joined"))
    return joined


def _may_join(first: Piece, second: Piece, cells: Sequence[SourceCell]) -> bool:
    if first.cell.cell_type != "code" or second.cell.cell_type != "code":
        return False
    if second.number not in (None, first.number):
        return False
    if not _continues(first.cell.source, second.cell.source):
        return False
    if first.number is not None:
        cell = cells[first.number]
        return cell.is_answer and second.text != cell.text
    names = find_defined(first.cell.source)
    return any(names & cell.defined for cell in cells)


def _continues(first: str, second: str) -> bool:
    """Whether a text is the rest of a definition, so that it only runs after the first."""
    start = second.lstrip("\n")
    is_indented = start[:1] in (" ", "\t")
    if not is_indented and runs_alone(second):
        return False
    whole, begun = parse(f"{first}\n{second}"), parse(first)
    if whole is None:
        return False
    if begun is None or not runs_alone(textwrap.dedent(second)):
        return True
    last = begun.body[-1] if begun.body else None
    is_method = start.lstrip().startswith(("def ", "async def ", "@"))
    if isinstance(last, ast.ClassDef):
        return is_method
    return isinstance(last, ast.FunctionDef) and all(map(is_string, last.body))
