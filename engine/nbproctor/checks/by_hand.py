"""Finds calls that do an exercise's whole job.

Some exercises exist to be written with loops or array operations; a library's own operation would
teach nothing. A rule names the calls that are forbidden. `in_source` searches the source of a
function for them. `watched` notes them while the function runs, since a call can have another name.
Both are a best effort that keeps students honest, not a security boundary.
"""

import ast
import contextlib
import functools
import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Rule:
    """Calls that an exercise forbids.

    A rule is plain data: it travels as text to the process that has the student's function.

    Attributes:
        operations: types of operations that a library runs, and the call that each is known by.
        calls: beginnings of the full names of forbidden functions, classes and modules.
        allowed: full names that are allowed although they begin so.
        full_names: beginnings of full names, and what each stands for: a library may keep its
            functions in a private module, `{"library._private.": "library."}`.
        short_names: beginnings of full names, and how each is usually written.
        package: package whose functions may be told by their bare names.
        watcher: name of a context manager, "module:function", that notes calls while the student's
            function runs. It is called with the rule and a list, and appends to the list.

    >>> Rule({}, ("numpy.pad",)).names("numpy.pad")
    True
    """

    operations: Mapping[str, str]
    calls: tuple[str, ...]
    allowed: tuple[str, ...] = ()
    full_names: Mapping[str, str] = field(default_factory=dict)
    short_names: Mapping[str, str] = field(default_factory=lambda: {"numpy.": "np."})
    package: str = ""
    watcher: str = ""

    def allowing(self, *names: str) -> "Rule":
        """Return the same rule with exceptions: functions, and all that they call.

        >>> Rule({}, ("scipy.signal",)).allowing("scipy.signal.get_window").allowed
        ('scipy.signal.get_window',)
        """
        return replace(self, allowed=names)

    @property
    def shown(self) -> set[str]:
        """Names of forbidden calls as usually written; a student cannot add to this set."""
        short = (_replaced(call, self.short_names) for call in self.calls)
        own = (call for call in self.calls if self.package and call.startswith(f"{self.package}."))
        modules = (sys.modules.get(call) for call in own)
        members = (inspect.getmembers(module, inspect.isfunction) for module in modules if module)
        names = {name for each in members for name, _ in each}
        return {*self.operations.values(), *self.calls, *short, *names}

    def names(self, name: str) -> bool:
        """Whether a full name is forbidden; a module that holds an allowed function is not."""
        name = _replaced(name, self.full_names)
        within = any(f"{each}.".startswith(f"{name}.") for each in self.allowed)
        return name.startswith(self.calls) and not within


def _replaced(name: str, beginnings: Mapping[str, str]) -> str:
    """Replace the beginning of a name if it is a key of `beginnings`."""
    for beginning, other in beginnings.items():
        if name.startswith(beginning):
            return other + name.removeprefix(beginning)
    return name


def in_source(function: Callable[..., Any], rules: tuple[Rule, ...]) -> str:
    """Return the first forbidden call in the source of a function as it is written, or "".

    >>> import numpy as np
    >>> in_source(lambda X: np.pad(X, 1), (Rule({}, ("numpy.pad",)),))
    'np.pad'
    """
    with contextlib.suppress(ValueError):  # a chain of wrappers without an end
        function = inspect.unwrap(function)
    own = _full_name(function, "")
    if any(rule.names(own) for rule in rules):
        return own
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)).strip())
    except (OSError, TypeError, SyntaxError):  # typed at a prompt, built in, or part of a line
        return ""
    known = {**getattr(function, "__globals__", {}), **_imported(tree)}
    own_names = _bound(tree)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        written = "" if id(node) in inner else _dotted(node)
        first, _, rest = written.partition(".")
        if written and first not in own_names:
            full = _full_name(known.get(first), first) + (f".{rest}" if rest else "")
            if any(rule.names(full) for rule in rules):
                return written
    return ""


def _dotted(node: ast.AST) -> str:
    """Return a name, or names joined by dots, as written; "" for any other node."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _bound(tree: ast.AST) -> set[str]:
    """Return the local names of a function: its parameters, assignments and definitions."""
    nodes = list(ast.walk(tree))
    defined = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    assigned = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return defined | assigned | {n.arg for n in nodes if isinstance(n, ast.arg)}


def _imported(tree: ast.AST) -> dict[str, str]:
    """Return the full names of what a function imports, by local name."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = f"{module}{alias.name}"
    return names


def _full_name(value: Any, name: str) -> str:
    """Return the full name of an object, from the top of its package; `name` if it has none."""
    if isinstance(value, str):  # an import inside the function
        return value
    if inspect.ismodule(value):
        return value.__name__
    module, own = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    return f"{module}.{own}" if module and own and module != "__main__" else name


@contextlib.contextmanager
def watched(rules: tuple[Rule, ...]) -> Iterator[list[str]]:
    """Yield a list of forbidden calls, which grows as the block makes them.

    Raises:
        ImportError, AttributeError: there is no watcher of the name that a rule gives.
    """
    made: list[str] = []
    with contextlib.ExitStack() as stack:
        for rule in rules:
            if rule.watcher:
                stack.enter_context(pkgutil.resolve_name(rule.watcher)(rule, made))
            for call in rule.calls:
                stack.enter_context(_call_watched(call, made))
        yield made


@contextlib.contextmanager
def _call_watched(call: str, made: list[str]) -> Iterator[None]:
    """Note calls of a NumPy function under any name."""
    module_name, _, name = call.rpartition(".")
    if module_name != "numpy" or module_name not in sys.modules:
        yield
        return
    module = importlib.import_module(module_name)
    original = getattr(module, name)

    @functools.wraps(original)
    def noted(*arguments: Any, **keywords: Any) -> Any:
        made.append(f"np.{name}")
        return original(*arguments, **keywords)

    setattr(module, name, noted)
    try:
        yield
    finally:
        setattr(module, name, original)
