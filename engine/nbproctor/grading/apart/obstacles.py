"""Tells what in a grade cell cannot run apart, before it runs.

A cell apart shares with the student's process only the data that it sends and gets back. A cell
that relies on more, on a file, a plot or the state of random numbers, would judge right answers
wrong or wrong ones right. So it may use Python itself, modules whose functions only compute, and
packages that the course declares.
"""

import ast
from collections.abc import Collection, Iterator

# Modules whose functions compute a result from their arguments and do nothing else.
PURE = {
    *("abc", "bisect", "cmath", "collections", "copy", "decimal", "enum", "fractions"),
    *("functools", "heapq", "itertools", "json", "math", "numbers", "numpy", "operator"),
    *("random", "re", "scipy", "statistics", "string", "textwrap", "typing", "unittest"),
}
# Parts of those modules, and methods of any object, that read or change something else.
IMPURE = {
    *("seed", "set_seed", "set_random_seed", "getstate", "setstate", "get_state", "set_state"),
    *("mock", "patch", "main", "load", "loadtxt", "genfromtxt", "fromfile", "memmap", "save"),
    *("savetxt", "savez", "savez_compressed", "tofile", "seterr", "seterrcall", "errstate"),
    *("set_printoptions", "printoptions", "setcontext", "getcontext", "register"),
    *("cache_info", "cache_clear"),
}
# Python's own functions that do more than compute.
IMPURE_NAMES = {
    *("__import__", "breakpoint", "compile", "delattr", "dir", "display", "eval", "exec", "exit"),
    *(
        "get_ipython",
        "globals",
        "hash",
        "help",
        "id",
        "input",
        "locals",
        "memoryview",
        "open",
        "quit",
    ),
    *("setattr", "vars", "_", "__", "___", "In", "Out", "_i", "_ih", "_oh"),
}
OF_MAIN = "a name of the notebook's own module"


def find_obstacle(nodes: Collection[ast.stmt], trusted: Collection[str]) -> str:
    """Return what statements of the instructor's use that cannot run apart, or "".

    Args:
        trusted: names of packages that are meant for such cells, besides `PURE`.

    >>> find_obstacle(ast.parse("import math\\nassert math.sqrt(f(4)) == 2").body, ())
    ''
    >>> find_obstacle(ast.parse("with open('out.txt') as file: pass").body, ())
    'uses `open`'
    """
    allowed = {*PURE, *trusted}
    for statement in nodes:
        for node in ast.walk(statement):
            if what := _describe(node, allowed):
                return what
    return ""


def _describe(node: ast.AST, allowed: Collection[str]) -> str:
    if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.AsyncFunctionDef):
        return "uses `await` or `async`"
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _describe_import(node, allowed)
    if isinstance(node, ast.Attribute):
        if not isinstance(node.ctx, ast.Load):
            return f"sets the attribute `{node.attr}`"
        is_own = node.attr.startswith("__") and node.attr not in ("__init__", "__name__")
        if node.attr in IMPURE or is_own or node.attr.startswith(("read_", "to_csv")):
            return f"uses `{node.attr}`"
        if node.attr == "__name__" and not _is_type_call(node.value):
            return "uses `__name__`"
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in IMPURE_NAMES:
        return f"uses `{node.id}`"
    if isinstance(node, ast.Name) and node.id.startswith("__"):
        return f"uses `{node.id}`, {OF_MAIN}"
    if isinstance(node, ast.Compare) and _compares_identity(node):
        return "compares with `is`, but a copy is another object"
    return ""


def _describe_import(node: ast.Import | ast.ImportFrom, allowed: Collection[str]) -> str:
    names = [alias.name for alias in node.names]
    modules = names if isinstance(node, ast.Import) else [node.module or ""]
    for module in modules:
        if getattr(node, "level", 0) or module.partition(".")[0] not in allowed:
            return f"imports `{module or '.'}`"
    parts = {part for module in [*modules, *names] for part in module.split(".")}
    if "*" in names and modules[0].partition(".")[0] in PURE:
        return f"imports everything of `{modules[0]}`"
    found = sorted(parts & IMPURE)
    return f"imports `{found[0]}`" if found else ""


def _is_type_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"


def _compares_identity(node: ast.Compare) -> bool:
    """Whether a comparison by `is` has no constant and no type on either side."""
    sides = [node.left, *node.comparators]
    for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
        if isinstance(operator, ast.Is | ast.IsNot) and not any(map(_is_unique, (left, right))):
            return True
    return False


def _is_unique(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or _is_type_call(node)


def find_classes(nodes: Collection[ast.stmt]) -> Iterator[str]:
    """Yield names that must stand for Python's own classes, or for data.

    They are caught, or given to `type`. A stand-in would be mistaken for the object.
    """
    for statement in nodes:
        for node in ast.walk(statement):
            if isinstance(node, ast.ExceptHandler) and node.type is not None:
                caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                yield from (each.id for each in caught if isinstance(each, ast.Name))
            if isinstance(node, ast.Call):
                function = node.func
                named = getattr(function, "id", getattr(function, "attr", ""))
                if named in ("type", "assertRaises", "assertRaisesRegex"):
                    yield from (each.id for each in node.args[:1] if isinstance(each, ast.Name))
