"""What a grade cell apart finds of the course's own cells: imports, functions, classes, constants.

In the student's kernel the locked cells above a grade cell have run. Here, the statement that makes
a name runs once the name is needed. A name that a student's cell makes, too, is ambiguous.
"""

import ast
import builtins
import functools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nbformat import NotebookNode

from nbproctor.checks.wire import WireError, encode
from nbproctor.grading.apart.cell_code import CellCode, find_imports, parse_python, read_code
from nbproctor.grading.apart.obstacles import find_obstacle
from nbproctor.notebooks import is_apart, nbgrader_metadata

Definition = ast.FunctionDef | ast.ClassDef


@functools.lru_cache(maxsize=64)  # each grade cell of a notebook asks for the same cells
def list_makers(source: str) -> dict[str, ast.stmt]:
    """List the last statement of a locked cell that makes each global name."""
    try:
        _, tree = parse_python(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {name: node for node in tree.body for name in _list_made(node)}


def _list_made(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [name for name, _ in find_imports(node)]
    if isinstance(node, Definition):
        return [node.name]
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return [
            each.id
            for each in ast.walk(node)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        ]
    return []


@dataclass(frozen=True)
class Surroundings:
    """The cells around a grade cell.

    Attributes:
        locked: sources of the course's locked cells above it, in order.
        others: sources of cells above it that a student may have changed.
        tests: sources of the tests that run apart.
        trusted: names of packages that grade cells may import.
        lost: a name of such a test that a cell in the kernel needed; "" if there is none.
        suspect: names whose values may depend on those that such a test above has made.
    """

    locked: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    trusted: frozenset[str] = frozenset()
    lost: str = ""
    suspect: frozenset[str] = frozenset()

    def is_trusted(self, source: str) -> bool:
        """Whether a cell imports a package that is meant for such cells."""
        modules = {each.partition(".")[0] for each in _read(source).imports.values()}
        return bool(modules & self.trusted)

    def is_made_by_a_test(self, name: str) -> bool:
        """Whether a test that runs apart makes a name, which then is not in the kernel."""
        made = map(_read, self.tests)
        return any(name in each.made or name in each.imports for each in made)

    def is_made_again(self, name: str, full_name: str = "") -> bool:
        """Whether a student's cell makes a name, other than by the same import."""
        made = (_read(source) for source in self.others if name in source)
        return any(
            name in each.made or each.imports.get(name, full_name) != full_name for each in made
        )


def _read(source: str) -> CellCode:
    """Read a cell; one that does not run makes nothing."""
    return read_code(source) or CellCode()


@dataclass(frozen=True)
class CodeCell:
    """A code cell of a restored notebook, its place, and whose it is."""

    cell: NotebookNode
    place: int
    is_apart: bool
    is_locked: bool


def list_code_cells(cells: Sequence[NotebookNode], everywhere: bool) -> list[CodeCell]:
    """List the code cells of a notebook, for `find_surroundings`.

    Args:
        everywhere: see `is_apart`.
    """
    found = []
    for place, cell in enumerate(cells):
        if cell.cell_type == "code":
            known = nbgrader_metadata(cell)
            is_locked = (known.get("locked") or known.get("grade")) and not known.get("solution")
            found.append(CodeCell(cell, place, is_apart(cell, everywhere), bool(is_locked)))
    return found


def find_surroundings(
    cells: Sequence[CodeCell], place: int, trusted: Collection[str]
) -> Surroundings:
    """Find the cells around the grade cell at a place of a restored notebook."""
    above = [each for each in cells if each.place < place]
    locked, others = list[str](), list[str]()
    suspect = set[str]()
    for each in above:
        source = each.cell.source
        if each.is_apart or suspect:
            code = _read(source)
            if each.is_apart or suspect & code.mentioned - code.made:
                suspect |= code.made
        if not each.is_apart:
            (locked if each.is_locked else others).append(source)
    around = Surroundings(
        tuple(locked),
        tuple(others),
        tuple(each.cell.source for each in cells if each.is_apart),
        frozenset(trusted),
        suspect=frozenset(suspect),
    )
    missing = (find_missing_name(name) for each in above for name in _list_name_errors(each.cell))
    return replace(around, lost=next(filter(around.is_made_by_a_test, missing), ""))


def _list_name_errors(cell: NotebookNode) -> list[str]:
    return [str(each.evalue) for each in cell.outputs if each.get("ename") == "NameError"]


def find_missing_name(message: str) -> str:
    """Find the name in the message of a `NameError`.

    >>> find_missing_name("name 'x' is not defined")
    'x'
    """
    return message.partition("'")[2].partition("'")[0]


NOTHING_AROUND = Surroundings()


class CourseNames(dict[str, Any]):
    """The namespace in which statements of the course's locked cells run, each when needed.

    Args:
        refuse: says why the cell cannot run apart, and raises an error.
        look_up: returns the student's object of a name.
    """

    def __init__(
        self,
        around: Surroundings,
        refuse: Callable[[str], Any],
        look_up: Callable[[str], Any],
    ) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self._around, self._refuse, self._look_up = around, refuse, look_up
        self._makers = {
            name: statement
            for source in around.locked
            for name, statement in list_makers(source).items()
        }

    def knows(self, name: str) -> bool:
        """Whether a locked cell makes a name."""
        return name in self._makers

    def __missing__(self, name: str) -> Any:
        """Make a name that a function of the course uses."""
        if not self.knows(name):
            if hasattr(builtins, name):
                raise KeyError(name)
            self._refuse(f"uses a function of the course that needs `{name}`")
        return self.make(name)

    def make(self, name: str) -> Any:
        """Run the statement that makes a name, and return its value."""
        statement = self._makers[name]
        full_name = dict(find_imports(statement)).get(name, "")
        is_fixed = isinstance(statement, Definition | ast.Import | ast.ImportFrom)
        if is_fixed and self._around.is_made_again(name, full_name):
            self._refuse(f"uses `{name}` of the course, which the student's notebook replaces")
        if what := find_obstacle([statement], self._around.trusted):
            self._refuse(f"uses `{name}` of a locked cell, which {what}")
        module = ast.Module([statement], [])
        try:
            exec(compile(module, "<locked cell>", "exec"), self)
        except Exception as error:
            self._refuse(f"uses `{name}` of a locked cell, which fails here: {error}")
        value = self[name]
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or callable(value):
            return value
        try:
            if encode(self._look_up(name), exact=True) == encode(value, exact=True):
                return value
        except (KeyError, WireError):
            pass
        return self._refuse(f"uses `{name}` of a locked cell, which is another in the kernel")
