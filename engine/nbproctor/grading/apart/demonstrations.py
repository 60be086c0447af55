"""Finds out whether the course's demonstrations must run while a notebook is graded.

An author tags a cell `demonstration` if it only draws a figure or works an example for the reader.
Such cells take more time than the answers. They are left out unless another cell mentions a name
that one of them makes; then all of them run.
"""

from collections.abc import Iterable, Sequence

from nbformat import NotebookNode

from nbproctor.grading.apart.cell_code import read_code
from nbproctor.notebooks import DEMONSTRATION, is_demonstration


def untag_changed(cells: Iterable[NotebookNode], source: NotebookNode) -> None:
    """Remove the tag from the cells of a submission whose text is not that of a tagged cell."""
    own = {cell.source.strip() for cell in source.cells if is_demonstration(cell)}
    for cell in cells:
        if is_demonstration(cell) and cell.source.strip() not in own:
            cell.metadata["tags"] = [tag for tag in cell.metadata.tags if tag != DEMONSTRATION]


def find_unneeded(cells: Sequence[NotebookNode]) -> set[str]:
    """Return the ids of all demonstrations of a restored notebook; none if one is needed."""
    made, mentioned = set[str](), set[str]()
    unneeded = set()
    for cell in cells:
        if cell.cell_type != "code" or (code := read_code(cell.source)) is None:
            continue
        if code.is_unclear:
            return set()
        if is_demonstration(cell):
            unneeded.add(cell.id)
            made |= code.made | code.imports.keys()
        else:
            mentioned |= code.mentioned
    return set() if made & mentioned else unneeded
