"""Tells whether grade cells may wait until all of the student's cells have run.

They wait so that no output is kept after a hidden input has reached the kernel. Scores are those of
the cells in their order: if a cell below a grade cell may change what the grade cell finds,
`ExecuteCells` runs all cells a second time, with each grade cell at its place.

The rule is coarse. A cell changes nothing if it only defines functions, classes and constants whose
names the cells above do not use, and imports packages that are imported already.
"""

import builtins
import sys
from collections.abc import Iterable

from nbproctor.grading.apart.cell_code import CellCode, read_code


def may_wait(cells: Iterable[tuple[str, bool]]) -> bool:
    """Whether each grade cell finds the same after all other cells as at its own place.

    Args:
        cells: the text of each cell that runs, in order, and whether it is a grade cell. Grade
            cells are the instructor's.
    """
    above = _CellsAbove()
    graded, since = set[str](), set[str]()  # names used up to the last grade cell, and after it
    for source, is_graded in cells:
        code = read_code(source)
        if code is None:
            continue
        if graded and not is_graded and not above.are_unchanged_by(code, graded):
            return False
        since |= code.mentioned | code.made | code.imports.keys()
        if is_graded:
            graded |= since
            since.clear()
        else:
            above.add(code)
    return True


class _CellsAbove:
    """The cells above that run in the kernel."""

    def __init__(self) -> None:
        self._made: set[str] = set()
        self._imports: dict[str, str] = {}
        self._packages = set(sys.stdlib_module_names)
        self._are_unclear = False

    def add(self, code: CellCode) -> None:
        """Add a cell."""
        self._made |= code.made
        self._imports |= code.imports
        self._packages |= {full_name.partition(".")[0] for full_name in code.imports.values()}
        self._are_unclear |= code.is_unclear

    def are_unchanged_by(self, code: CellCode, graded: set[str]) -> bool:
        """Whether a cell below changes nothing of what the cells find under the graded names."""
        if code.is_unclear or self._are_unclear or not code.only_defines or code.made & graded:
            return False
        for name, full_name in code.imports.items():
            if full_name.partition(".")[0] not in self._packages:
                return False  # the package's own code runs now
            is_same = self._imports.get(name) == full_name and not self._is_made(name, code)
            if name in graded and not is_same:
                return False
        return all(self._is_of_library(name, code) for name in code.evaluated)

    def _is_made(self, name: str, code: CellCode) -> bool:
        return name in self._made or name in code.made

    def _is_of_library(self, name: str, code: CellCode) -> bool:
        known = name in code.imports or name in self._imports or hasattr(builtins, name)
        return known and not self._is_made(name, code)
