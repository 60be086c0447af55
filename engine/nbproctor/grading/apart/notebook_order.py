"""Whether grade cells may wait until all cells of the student's have been run.

They do, so that nothing is shown after a hidden input came to the kernel. It makes no difference to
a score where no cell below a grade cell changes what the graded function finds when it is called.
That is read from the code, on the safe side: where it cannot be told, `SplitExecute` runs the cells
a second time and grades in between. Which of the two is done never decides what is shown.
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
    names_in,
)

# Modules whose functions leave everything as it is but their arguments.
TAME = {
    *("IPython", "PIL", "collections", "dataclasses", "functools", "itertools", "math"),
    *("matplotlib", "numpy", "operator", "pandas", "random", "scipy", "skimage", "statistics"),
    *("string", "time", "typing"),
}
# Parts of those that are about all code of the process.
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
    """Whether each grade cell would find the same after all other cells as at its own place.

    Args:
        cells: of a notebook, in order.
        is_graded: tells grade cells, which are the instructor's, from what runs in the kernel.
        left_out: ids of cells that are not run.
        tame: modules besides `TAME` whose functions leave everything as it is but their arguments.

    A notebook with too many cells to look at each pair is graded cell by cell.
    """
    if not can_be_analysed(cells):
        return False
    known = TAME | set(tame)
    above: list[str] = []
    graded: set[str] = set()
    for cell in cells:
        if cell.cell_type != "code" or cell.get("id") in left_out:
            continue
        names = names_in(cell.source)
        if is_graded(cell):
            graded |= names.mentioned if names else set()
        elif names is not None:  # else it is no Python, and does nothing
            if graded and _interferes(cell.source, names, above, graded, known):
                return False
            above.append(cell.source)
    return True


def _interferes(
    source: str, names: Names, above: Sequence[str], graded: set[str], tame: set[str]
) -> bool:
    """Whether a cell may change what the graded names stand for or find when they are called."""
    code = _read(source)
    if names.unseen or code.reaches_out or UNREADABLE in _known(above):
        return True
    reached, found = _within_reach(graded, above)
    if any(each.kept & UNSEEN for each in _known(above) if each.made & reached):
        return True
    before = {name: module for each in above for name, module in _read(each).imports.items()}
    imports = {**before, **code.imports}
    if any(imports[name].partition(".")[0] not in tame for name in names.mentioned & set(imports)):
        return True
    changed = {
        name
        for name in names.made
        if name not in imports or name in code.rebound or before.get(name, "") != imports[name]
    }
    touched, _ = _within_reach(set(names.mentioned | names.made), above)
    data = {name for each in above for name in _read(each).data}
    return bool(changed & (found | code.altered(names) & reached) or touched & found & data)


def _within_reach(names: Iterable[str], above: Sequence[str]) -> tuple[set[str], set[str]]:
    """All names that some lead to through the cells that make them.

    Returns:
        Those, and of them the ones that are looked up again at each call: the given names, and what
        functions keep.
    """
    reached, found = set(names), set(names)
    waiting = _known(above)
    while leading := [each for each in waiting if each.made & reached]:
        waiting = [each for each in waiting if not each.made & reached]
        for each in leading:
            reached |= each.mentioned | each.kept
            found |= each.kept
    return reached, found


def _known(sources: Iterable[str]) -> list[Names]:
    return [names for source in sources if (names := names_in(source)) is not None]


class _Code:
    """What a cell's syntax tells beside its names.

    Attributes:
        imports: for each imported name its module.
        rebound: names that a statement other than an import assigns or deletes, in any scope.
        data: global names of values other than functions, classes and constants.
        reaches_out: it sets attributes, or items of attributes, of what may be everybody's.
    """

    def __init__(self, tree: ast.Module) -> None:
        nodes = list(ast.walk(tree))
        self.imports = dict(pair for node in nodes for pair in _imported(node))
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

    def altered(self, names: Names) -> frozenset[str]:
        """Names whose objects the cell may change, wherever else those are known."""
        return (names.made - self.rebound) | (names.made & self._augmented)


@functools.lru_cache(maxsize=1024)
def _read(source: str) -> _Code:
    """What stands in a cell; nothing where it cannot be read, since `names_in` then says so."""
    try:
        return _Code(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _Code(ast.Module([], []))


def _imported(node: ast.AST) -> Iterator[tuple[str, str]]:
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
    """Whether an attribute, or an item of one, is set of anything but a method's own object."""
    if not isinstance(node, ast.Attribute | ast.Subscript) or isinstance(node.ctx, ast.Load):
        return False
    place: ast.expr = node
    within_attribute = False
    while isinstance(place, ast.Attribute | ast.Subscript | ast.Call):
        within_attribute |= isinstance(place, ast.Attribute)
        place = place.func if isinstance(place, ast.Call) else place.value
    return within_attribute and not (isinstance(place, ast.Name) and place.id == "self")
