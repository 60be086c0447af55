"""Finds calls that do an exercise's whole job.

In some exercises students write an operation themselves, with loops or array operations; calling a
library's own operation would teach nothing. A rule names the forbidden calls. `find_in_source`
searches the source of a function for them. `watch_calls` records them while the function runs,
since a function can be called under another name. Both are a best effort, not a security boundary.
"""

import ast
import contextlib
import dis
import functools
import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LOAD_GLOBAL = "LOAD_GLOBAL"  # the instruction that reads a global variable


@dataclass(frozen=True)
class Rule:
    """Calls that an exercise forbids.

    A rule is plain data, since it is sent to the process that has the student's function.

    Attributes:
        operations: types of operations that a library runs, and the name of the call for each.
        calls: beginnings of the full names of forbidden functions, classes and modules.
        allowed: full names of exceptions, which are allowed.
        full_names: beginnings of full names, and their replacements: a library may keep its
            functions in a private module, `{"library._private.": "library."}`.
        short_names: beginnings of full names, and their usual short forms.
        package: package whose functions messages may call by their bare names.
        watcher: name of a context manager, "module:function", that records calls while the
            student's function runs. It gets the rule and a list, and appends to the list.

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
        """Return the same rule with exceptions: functions, and everything that they call.

        >>> Rule({}, ("scipy.signal",)).allowing("scipy.signal.get_window").allowed
        ('scipy.signal.get_window',)
        """
        return replace(self, allowed=names)

    @property
    def shown(self) -> set[str]:
        """Names of forbidden calls as `find_name` returns them. Students cannot add to this set."""
        short = {_replace_beginning(call, self.short_names) for call in self.calls}
        short |= {f"{call}*" for call in short}
        own = (call for call in self.calls if self.package and call.startswith(f"{self.package}."))
        modules = (sys.modules.get(call) for call in own)
        members = (inspect.getmembers(module, inspect.isfunction) for module in modules if module)
        names = {name for each in members for name, _ in each}
        return {*self.operations.values(), *self.calls, *short, *names}

    def find_name(self, full_name: str) -> str:
        """Return what a message calls a forbidden call, the same in a check and in a grade.

        It is a function that the rule knows, or else the module or beginning that the rule names.

        >>> Rule({}, ("scipy.signal", "numpy.conv")).find_name("scipy.signal.correlate2d")
        'scipy.signal'
        >>> Rule({}, ("scipy.signal", "numpy.conv")).find_name("numpy.convolve")
        'np.conv*'
        """
        name = _replace_beginning(full_name, self.full_names)
        short, last = _replace_beginning(name, self.short_names), name.rpartition(".")[2]
        if short in self.operations.values():
            return short
        if self.package and name.startswith(f"{self.package}.") and last in self.shown:
            return last
        call = max((each for each in self.calls if name.startswith(each)), key=len)
        is_whole = name == call or name.removeprefix(call).startswith(".")
        return _replace_beginning(call, self.short_names) + ("" if is_whole else "*")

    def names(self, name: str) -> bool:
        """Whether a full name is forbidden; a module that holds an allowed function is not."""
        name = _replace_beginning(name, self.full_names)
        within = any(f"{each}.".startswith(f"{name}.") for each in self.allowed)
        return name.startswith(self.calls) and not within


def _replace_beginning(name: str, beginnings: Mapping[str, str]) -> str:
    """Replace the beginning of a name if it is a key of `beginnings`."""
    for beginning, other in beginnings.items():
        if name.startswith(beginning):
            return other + name.removeprefix(beginning)
    return name


def find_in_source(function: Callable[..., Any], rules: tuple[Rule, ...]) -> str:
    """Return the name of the first forbidden call in the source of a function, or "".

    >>> import numpy as np
    >>> find_in_source(lambda X: np.pad(X, 1), (Rule({}, ("numpy.pad",)),))
    'np.pad'
    """
    try:
        return _find_in_source(function, rules)
    except Exception:  # an object that cannot be inspected; its calls are watched
        return ""


def _find_in_source(function: Callable[..., Any], rules: tuple[Rule, ...]) -> str:
    with contextlib.suppress(ValueError):  # an endless chain of wrappers
        function = inspect.unwrap(function)
    own = _find_full_name(function, "")
    if named := _name_call(own, rules):
        return named
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)).strip())
    except (OSError, TypeError, SyntaxError):  # no source, built in, or part of a line
        return ""
    known = {**getattr(function, "__globals__", {}), **_find_imports(tree)}
    own_names = _find_local_names(tree)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        written = "" if id(node) in inner else _join_names(node)
        first, _, rest = written.partition(".")
        if written and first not in own_names:
            full = _find_full_name(known.get(first), first) + (f".{rest}" if rest else "")
            if named := _name_call(full, rules):
                return named
    return ""


def list_globals(function: Any) -> dict[str, Any]:
    """Return the global variables that a function, or the methods of a class, read, by name.

    >>> sorted(list_globals(inspect.getsource)), list_globals(len)
    (['getsourcelines'], {})
    """
    found = dict[str, Any]()
    with contextlib.suppress(Exception):  # an object that cannot be inspected
        function = inspect.unwrap(function)
        methods = vars(function).values() if inspect.isclass(function) else [function]
        for method in filter(inspect.isfunction, methods):
            codes = [method.__code__]
            for code in codes:
                read = {
                    each.argval for each in dis.get_instructions(code) if each.opname == LOAD_GLOBAL
                }
                found |= {n: method.__globals__[n] for n in read if n in method.__globals__}
                codes += filter(inspect.iscode, code.co_consts)  # functions inside
    return found


def _name_call(full_name: str, rules: tuple[Rule, ...]) -> str:
    """Return what messages call a function that a rule forbids; "" if none does."""
    return next((rule.find_name(full_name) for rule in rules if rule.names(full_name)), "")


def _join_names(node: ast.AST) -> str:
    """Return a name, or names joined by dots, as written; "" for any other node."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _join_names(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _find_local_names(tree: ast.AST) -> set[str]:
    """Return the local names of a function: its parameters, assignments and definitions."""
    nodes = list(ast.walk(tree))
    defined = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    assigned = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return defined | assigned | {n.arg for n in nodes if isinstance(n, ast.arg)}


def _find_imports(tree: ast.AST) -> dict[str, str]:
    """Return the full names of what a function imports, by local name."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = f"{module}{alias.name}"
    return names


def _find_full_name(value: Any, name: str) -> str:
    """Return the full name of an object, from the top of its package; `name` if it has none."""
    if isinstance(value, str):  # an import inside the function
        return value
    if inspect.ismodule(value):
        return value.__name__
    module, own = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    return f"{module}.{own}" if module and own and module != "__main__" else name


@contextlib.contextmanager
def watch_calls(rules: tuple[Rule, ...]) -> Iterator[list[str]]:
    """Yield a list, and append to it the forbidden calls that the block makes.

    Raises:
        ImportError, AttributeError: the watcher that a rule names does not exist.
    """
    calls: list[str] = []
    with contextlib.ExitStack() as stack:
        for rule in rules:
            if rule.watcher:
                stack.enter_context(pkgutil.resolve_name(rule.watcher)(rule, calls))
            for call in rule.calls:
                stack.enter_context(_watch_call(call, calls))
        yield calls


@contextlib.contextmanager
def _watch_call(call: str, calls: list[str]) -> Iterator[None]:
    """Record calls of a NumPy function under any name."""
    module_name, _, name = call.rpartition(".")
    if module_name != "numpy" or module_name not in sys.modules:
        yield
        return
    module = importlib.import_module(module_name)
    original = getattr(module, name)

    @functools.wraps(original)
    def record(*arguments: Any, **keywords: Any) -> Any:
        calls.append(f"np.{name}")
        return original(*arguments, **keywords)

    setattr(module, name, record)
    try:
        yield
    finally:
        setattr(module, name, original)
