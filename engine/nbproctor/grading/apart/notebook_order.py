"""Tells whether grade cells may wait until all of the student's cells have run.

They wait so that no output is kept after a hidden input has reached the kernel. A score is the same
if no cell below a grade cell changes what the graded function finds when it is called. The rule is
read from the code and is on the safe side: in case of doubt `ExecuteCells` runs the cells a second
time and grades in between. Outputs are the same either way.
"""

import ast
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence

from nbformat import NotebookNode

from nbproctor.grading.apart.demonstrations import (
    UNREADABLE,
    UNSEEN,
    Names,
    can_be_analysed,
    find_names,
)

# Modules whose functions change nothing but their arguments.
TAME = {
    *("IPython", "PIL", "collections", "dataclasses", "functools", "itertools", "math"),
    *("matplotlib", "numpy", "operator", "pandas", "random", "scipy", "skimage", "statistics"),
    *("string", "time", "typing"),
}
# Parts of those modules, and attributes, that affect all code of the process.
WILD = {
    *("config", "environ", "mock", "modules", "patch", "run_functions_eagerly", "set_default"),
    *("__builtins__", "__closure__", "__code__", "__defaults__", "__delattr__", "__globals__"),
    *("__kwdefaults__", "__setattr__"),
}


def may_wait(
    cells: Sequence[NotebookNode],
    is_graded: Callable[[NotebookNode], bool],
    left_out: set[str],
    tame: Iterable[str] = (),
) -> bool:
    """Whether each grade cell finds the same objects after all other cells as at its own place.

    Args:
        cells: cells of a notebook, in order.
        is_graded: tells grade cells, which are the instructor's, from cells that run in the kernel.
        left_out: ids of cells that are not run.
        tame: more modules like those of `TAME`.

    The answer is no for a notebook with too many cells to compare each pair.
    """
    if not can_be_analysed(cells):
        return False
    known = TAME | set(tame)
    above: list[str] = []
    graded: set[str] = set()
    for cell in cells:
        if cell.cell_type != "code" or cell.get("id") in left_out:
            continue
        names = find_names(cell.source)
        if is_graded(cell):
            graded |= names.mentioned if names else set()
        elif names is not None:  # otherwise it is not Python, and does nothing
            if graded and _interferes(cell.source, names, above, graded, known):
                return False
            above.append(cell.source)
    return True


def _interferes(
    source: str, names: Names, above: Sequence[str], graded: set[str], tame: set[str]
) -> bool:
    """Whether a cell may change the graded objects, or what they find when they are called."""
    code = _parse(source)
    if names.unseen or code.reaches_out or UNREADABLE in _list_names(above):
        return True
    reached, found = _find_reachable(graded, above)
    if any(each.kept & UNSEEN for each in _list_names(above) if each.made & reached):
        return True
    before = {name: module for each in above for name, module in _parse(each).imports.items()}
    imports = {**before, **code.imports}
    if any(imports[name].partition(".")[0] not in tame for name in names.mentioned & set(imports)):
        return True
    changed = {
        name
        for name in names.made
        if name not in imports or name in code.rebound or before.get(name, "") != imports[name]
    }
    touched, _ = _find_reachable(set(names.mentioned | names.made), above)
    data = {name for each in above for name in _parse(each).data}
    return bool(changed & (found | code.find_altered(names) & reached) or touched & found & data)


def _find_reachable(names: Iterable[str], above: Sequence[str]) -> tuple[set[str], set[str]]:
    """Find all names that some names lead to through the cells that make them.

    Returns:
        Those names, and the ones among them that each call looks up again: the given names, and
        the global names that functions use.
    """
    reached, found = set(names), set(names)
    waiting = _list_names(above)
    while leading := [each for each in waiting if each.made & reached]:
        waiting = [each for each in waiting if not each.made & reached]
        for each in leading:
            reached |= each.mentioned | each.kept
            found |= each.kept
    return reached, found


def _list_names(sources: Iterable[str]) -> list[Names]:
    return [names for source in sources if (names := find_names(source)) is not None]


class _Code:
    """What the syntax of a cell tells besides its names.

    Attributes:
        imports: the module of each imported name.
        rebound: names that a statement other than an import assigns or deletes, in any scope.
        data: global names of values other than functions, classes and constants.
        reaches_out: whether it sets attributes, or items of attributes, of objects that other code
            may share.
    """

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(ast.walk(tree))
        self.imports = dict(pair for node in nodes for pair in find_imports(node))
        stored = [node for node in nodes if isinstance(node, ast.Name)]
        self.rebound = {node.id for node in stored if not isinstance(node.ctx, ast.Load)}
        self.rebound |= {
            node.name
            for node in nodes
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }
        constants = {
            target.id
            for node in nodes
            if isinstance(node, ast.Assign) and _never_changes(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self.data = {n.id for n in stored if not isinstance(n.ctx, ast.Load)} - constants
        self._augmented = {
            node.target.id
            for node in nodes
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        self.reaches_out = bool(attributes & WILD) or any(map(_sets_attribute, nodes))

    def find_altered(self, names: Names) -> frozenset[str]:
        """Find names whose objects the cell may change, under whatever other names they have."""
        return (names.made - self.rebound) | (names.made & self._augmented)


@functools.lru_cache(maxsize=1024)
def _parse(source: str) -> _Code:
    """Parse a cell; code that cannot be parsed counts as empty, since `find_names` reports it."""
    try:
        return _Code(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _Code(ast.Module([], []))


def find_imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield the names that an import makes, each with its full name."""
    if isinstance(node, ast.Import):
        for each in node.names:
            module = each.name if each.asname else each.name.partition(".")[0]
            yield each.asname or module, module
    elif isinstance(node, ast.ImportFrom):
        for each in node.names:
            yield each.asname or each.name, f"{node.module or ''}.{each.name}"


def _never_changes(value: ast.expr) -> bool:
    if isinstance(value, ast.Lambda):
        return True
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return not isinstance(value, ast.List | ast.Dict | ast.Set)


def _sets_attribute(node: ast.AST) -> bool:
    """Whether a node sets an attribute, or an item of one, of any object but `self`."""
    if not isinstance(node, ast.Attribute | ast.Subscript) or isinstance(node.ctx, ast.Load):
        return False
    place: ast.expr = node
    within_attribute = False
    while isinstance(place, ast.Attribute | ast.Subscript | ast.Call):
        within_attribute |= isinstance(place, ast.Attribute)
        place = place.func if isinstance(place, ast.Call) else place.value
    return within_attribute and not (isinstance(place, ast.Name) and place.id == "self")
