"""Finds a chapter's own cells that need not run while it is graded.

Most of a chapter's cells draw a figure or work an example for the reader. They take more time than
the answers. Such a cell is left out if it is unchanged and no code that runs mentions a name that
it makes. If a student's code may access names in ways that its text does not show, every cell runs.
"""

import ast
import functools
import re
import symtable
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

# The output of such a cell in the graded notebook.
LEFT_OUT = "(left out while grading: a figure or an example of the course)\n"
MOST_ANALYSED = 300  # code cells; the analysis takes quadratic time
DEMONSTRATION = "course-demonstration"  # a tag that only `RestoreCells` can give
# Names that make or find other names unseen, or change what every later cell computes.
UNSEEN = {
    *("globals", "locals", "vars", "dir", "exec", "eval", "compile", "open", "get_ipython"),
    *("setattr", "getattr", "delattr", "__import__", "__main__", "__dict__"),
    *("_", "__", "___", "In", "Out"),
    *("seed", "set_seed", "set_random_seed", "set_floatx", "enable_op_determinism"),
    *("set_printoptions", "seterr", "simplefilter", "filterwarnings"),
}
# A cell that is not Python may still run: IPython strips indentation and prompts, and accepts
# commands, also as the value of an assignment, and questions.
MAY_BE_IPYTHON = re.compile(
    r"\A\s|\A(.*\n)?(>>>|In \[)|^[ \t]*[!%?,;/]|=[ \t]*[!%]|\?[ \t]*$", re.MULTILINE
)


def mark_demonstrations(cells: Iterable[NotebookNode], source: NotebookNode) -> None:
    """Tag the cells of a submission that are unchanged cells of the chapter, and not answers."""
    own = {
        cell.source.strip()
        for cell in source.cells
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata
    }
    for cell in cells:
        if cell.cell_type == "code" and cell.source.strip() in own:
            cell.metadata["tags"] = [*cell.metadata.get("tags", ()), DEMONSTRATION]


def find_unneeded(cells: Sequence[NotebookNode]) -> set[str]:
    """Return the ids of tagged cells that no other cell needs; none if there are too many cells."""
    if not can_be_analysed(cells):
        return set()
    waiting: dict[str, Names] = {}
    running: list[Names] = []
    for cell in cells:
        if cell.cell_type == "code":
            names = find_names(cell.source)
            if names is None:  # it will not run: it is not Python
                continue
            if DEMONSTRATION in cell.metadata.get("tags", ()) and not names.unseen:
                waiting[cell.id] = names
            else:
                running.append(names)
    if any(names.unseen for names in running):
        return set()
    modules = frozenset().union(*(names.modules for names in running))
    mentioned = frozenset().union(*(names.mentioned for names in running))
    while needed := [each for each in waiting if (waiting[each].made - modules) & mentioned]:
        mentioned = mentioned.union(*(waiting.pop(each).mentioned for each in needed))
    return set(waiting)


def can_be_analysed(cells: Sequence[NotebookNode]) -> bool:
    """Whether a notebook has few enough code cells to compare each pair."""
    return len([cell for cell in cells if cell.cell_type == "code"]) <= MOST_ANALYSED


@dataclass(frozen=True)
class Names:
    """The names of a cell.

    Attributes:
        mentioned: global names that it reads, also in its functions.
        made: global names that it makes, or whose objects it changes.
        modules: names that it imports.
        kept: global names that its functions look up at each call.
        unseen: whether it may read or make other names, or change what all cells compute.
    """

    mentioned: frozenset[str]
    made: frozenset[str]
    modules: frozenset[str]
    kept: frozenset[str]
    unseen: bool


# The names of a cell that may run but cannot be parsed.
UNREADABLE = Names(frozenset(), frozenset(), frozenset(), frozenset(), unseen=True)


@functools.lru_cache(maxsize=1024)  # most cells of a class are the chapter's own
def find_names(source: str) -> Names | None:
    """Find the names of a cell; None if it does not run, since it is neither Python nor IPython.

    >>> names = find_names("def double(x):\\n    return factor * x")
    >>> sorted(names.mentioned), sorted(names.made)
    (['factor'], ['double'])
    """
    try:
        tree = ast.parse(source)
        table = symtable.symtable(source, "cell", "exec")
    except (SyntaxError, ValueError):
        return UNREADABLE if MAY_BE_IPYTHON.search(source) else None
    except (RecursionError, MemoryError):
        return UNREADABLE
    symbols = table.get_symbols()
    made = {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}
    mentioned = {each.get_name() for each in symbols if each.is_referenced()}
    kept = set()
    for scope in _find_inner_scopes(table):
        for each in scope.get_symbols():
            if each.is_global():
                (made if each.is_assigned() else mentioned).add(each.get_name())
                kept.add(each.get_name())
    nodes = list(ast.walk(tree))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    imported = {node.name for node in nodes if isinstance(node, ast.alias)}
    unseen = bool((UNSEEN | {"*"}) & (attributes | imported | (mentioned - made)))
    modules = {each.get_name() for each in symbols if each.is_imported()}
    made |= {name for node in nodes for name in _find_changed(node)}
    return Names(frozenset(mentioned), frozenset(made), frozenset(modules), frozenset(kept), unseen)


def _find_inner_scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _find_inner_scopes(child)


def _find_changed(node: ast.AST) -> Iterator[str]:
    """Find the name of an object that is changed: an item or attribute set, a method called."""
    place: ast.AST | None = None
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        place = node.value
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        place = node.value.func if isinstance(node.value.func, ast.Attribute) else None
    while isinstance(place, ast.Attribute | ast.Subscript | ast.Call):
        place = place.func if isinstance(place, ast.Call) else place.value
    if isinstance(place, ast.Name):
        yield place.id
