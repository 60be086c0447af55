"""Finds each answer of a submission, wherever the student wrote it.

Of several cells for one answer the last counts that is not the stub as released. If there is none,
the answer is a cell of the student's own that defines the same names, or the only one at the place
of the answer. A written answer that is not found waits for a human if the student wrote any text.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nbproctor.grading.source_cells import SourceCell, find_defined, is_only_text
from nbproctor.grading.submitted_cells import Piece

# Lines of code that may define any names.
_DEFINES_UNSEEN = re.compile(
    r"^[ \t]*+(?:from[ \t][\w. \t]*?import[ \t]*+\*|%run[ \t]|%load[ \t])", re.MULTILINE
)


@dataclass
class FoundCells:
    """Which piece is which cell of the source; cells are given by their number.

    Attributes:
        chosen: the piece of each cell that was found.
        elsewhere: answers that were found in a cell without their name, id or text.
        shared: answers that stand in the cell of another answer, and that answer.
        waiting: answers that were not found, and that a human must look for.
        unseen: answers that are missing and that other cells may define in a way that is not seen.
        anchors: cells that stand in the order of the source.
    """

    chosen: dict[int, Piece]
    elsewhere: set[int] = field(default_factory=set)
    shared: dict[int, int] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)
    unseen: set[int] = field(default_factory=set)
    anchors: set[int] = field(default_factory=set)


def find_answers(
    pieces: Sequence[Piece], cells: Sequence[SourceCell], has_documents: bool = False
) -> FoundCells:
    """Choose the piece of each cell of the source.

    Args:
        has_documents: whether files beside the notebook may hold a written answer.
    """
    candidates: dict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if piece.number is not None:
            candidates[piece.number].append(piece)
    found = FoundCells({n: _choose(cells[n], each) for n, each in candidates.items()})
    own = [each for each in pieces if is_own(each, cells)]
    _undo_swaps(found, cells)
    _find_by_names(found, own, cells)
    position = {piece: index for index, piece in enumerate(pieces)}
    _find_by_place(found, own, cells, position)
    found.anchors = _find_anchors(found.chosen, position)
    used = {piece for number, piece in found.chosen.items() if cells[number].is_answer}
    known = frozenset[str]().union(*(cell.texts for cell in cells))
    if any(_DEFINES_UNSEEN.search(each.cell.source) for each in own):
        missing = [e.number for e in _list_open(found, cells) if e.number not in found.chosen]
        found.unseen = {number for number in missing if cells[number].source.cell_type == "code"}
    rest = [each for each in own if each not in used and each.text not in known]
    _let_wait(found, rest, cells, has_documents)
    return found


def is_own(piece: Piece, cells: Sequence[SourceCell]) -> bool:
    """Whether a piece has text of the student's own, and is no cell to write an answer into."""
    if piece.number is None:
        return True
    cell = cells[piece.number]
    return not cell.name and piece.text not in cell.texts


def _choose(cell: SourceCell, pieces: Sequence[Piece]) -> Piece:
    """Choose one of the pieces that have the name, the id or the text of a cell."""
    filled = [each for each in pieces if not cell.is_answer or not each.is_stub_of(cell)]
    if len(filled) > 1 and cell.defined:
        written = [each for each in filled if not cell.does_nothing_more(each.cell.source)]
        defining = [each for each in written if cell.defined & find_defined(each.cell.source)]
        filled = defining or written or filled
    return [*pieces, *filled][-1]


def _map_names(cells: Iterable[SourceCell]) -> dict[str, int]:
    """Return the answer that defines a name, for the names that only one defines."""
    owners: dict[str, list[int]] = defaultdict(list)
    for cell in cells:
        for name in cell.defined:
            owners[name].append(cell.number)
    return {name: numbers[0] for name, numbers in owners.items() if len(numbers) == 1}


def _undo_swaps(found: FoundCells, cells: Sequence[SourceCell]) -> None:
    """Exchange answers that were written into the cells of each other."""
    owners = _map_names(cells)
    made: dict[int, set[int]] = {}  # the answers that are in the cell of an answer
    for number, piece in found.chosen.items():
        if cells[number].defined:
            made[number] = {owners[name] for name in _list_defined(piece) & owners.keys()}
    strayed = {number for number, others in made.items() if others and number not in others}
    moved = {other: found.chosen[n] for n in strayed for other in made[n] & strayed}
    if moved.keys() == strayed and len(set(moved.values())) == len(strayed):
        found.chosen |= moved
        found.elsewhere |= strayed


def _list_open(found: FoundCells, cells: Iterable[SourceCell]) -> list[SourceCell]:
    """List the answers that are missing or as released."""
    return [
        cell
        for cell in cells
        if cell.is_answer
        and cell.number not in found.shared
        and (cell.number not in found.chosen or found.chosen[cell.number].is_stub_of(cell))
    ]


def _find_by_names(found: FoundCells, own: Sequence[Piece], cells: Sequence[SourceCell]) -> None:
    """Find answers by the names that they define."""
    if not own and not _list_open(found, cells):
        return
    owners = _map_names(cells)
    defining: dict[int, list[Piece]] = defaultdict(list)  # by the number of the answer
    for piece in own:
        for number in {owners[name] for name in _list_defined(piece) & owners.keys()}:
            defining[number].append(piece)
    for number in defining:  # the stub with other comments is a stub
        stub = found.chosen.get(number)
        if stub is not None and cells[number].does_nothing_more(stub.cell.source):
            del found.chosen[number]
    still_open = _list_open(found, cells)
    if not still_open:
        return
    for number, piece in found.chosen.items():
        if cells[number].is_answer:
            for other in {owners[name] for name in _list_defined(piece) & owners.keys()}:
                if other not in defining and other != number:
                    defining[other].append(piece)
    holders: dict[Piece, list[int]] = defaultdict(list)
    for cell in still_open:
        if defining.get(cell.number):
            holders[defining[cell.number][-1]].append(cell.number)
    for piece, numbers in holders.items():
        found.elsewhere |= set(numbers)
        if piece.number is not None and cells[piece.number].is_answer:
            numbers.append(piece.number)
        _assign(found, piece, sorted(numbers))


def _list_defined(piece: Piece) -> frozenset[str]:
    return find_defined(piece.cell.source)


def _assign(found: FoundCells, piece: Piece, numbers: Sequence[int]) -> None:
    """Make a piece the first of these answers; the others share its cell."""
    for number in [number for number, each in found.chosen.items() if each is piece]:
        del found.chosen[number]
    first, *others = numbers
    for number in others:
        found.chosen.pop(number, None)
    found.chosen[first] = piece
    found.shared |= dict.fromkeys(others, first)


def _find_anchors(chosen: Mapping[int, Piece], position: Mapping[Piece, int]) -> set[int]:
    """Return the numbers of the most cells that stand in the order of the source."""
    numbers = sorted(chosen, key=lambda number: position[chosen[number]])
    ends: list[int] = []  # the smallest last number of an ordered selection, by its length
    before: dict[int, int | None] = {}
    for number in numbers:
        length = bisect_left(ends, number)
        before[number] = ends[length - 1] if length else None
        ends[length : length + 1] = [number]
    anchors, last = set[int](), ends[-1] if ends else None
    while last is not None:
        anchors.add(last)
        last = before[last]
    return anchors


def _find_by_place(
    found: FoundCells,
    own: Sequence[Piece],
    cells: Sequence[SourceCell],
    position: Mapping[Piece, int],
) -> None:
    """Find answers without known names: the only cell of the student's own at their place."""
    places: dict[tuple[int, int, bool], list[SourceCell]] = defaultdict(list)
    still_open = _list_open(found, cells)
    in_order = _find_anchors(found.chosen, position)
    anchors = sorted(in_order - {each.number for each in still_open})
    for cell in still_open:
        if cell.is_by_hand or not cell.defined:
            index = bisect_left(anchors, cell.number)
            start = position[found.chosen[anchors[index - 1]]] if index else -1
            after = anchors[index : index + 1]
            end = position[found.chosen[after[0]]] if after else len(position)
            places[start, end, cell.source.cell_type == "code"].append(cell)
    used = set(found.chosen.values())
    for (start, end, is_code), here in places.items():
        between = [
            each
            for each in own
            if start < position[each] < end
            and each not in used
            and is_only_text(each.cell) != is_code
        ]
        if len(between) == len(here) == 1:
            found.elsewhere.add(here[0].number)
            _assign(found, between[0], [here[0].number])


def _let_wait(
    found: FoundCells, rest: Sequence[Piece], cells: Sequence[SourceCell], has_documents: bool
) -> None:
    """Have answers that a human grades wait if they may be elsewhere in the notebook."""
    still_open = [each for each in _list_open(found, cells) if each.is_by_hand]
    if still_open and (rest or has_documents):
        has_text = has_documents or any(is_only_text(each.cell) for each in rest)
        found.waiting = {
            each.number for each in still_open if has_text or each.source.cell_type == "code"
        }
