"""Watches the cells of answers: explains why a name is not defined, and keeps the last source.

A name is not defined if its cell failed, or was not run. Python raises a NameError before a check
is called, so the check itself can say nothing. In a notebook, `watch_cells` has the explanation
printed below the error. A grader explains in the same words, from the outputs of the answer cell.
"""

import ast
import contextlib
import re
import sys
from types import ModuleType
from typing import Any

from nbproctor.checks.result import WIDTH, say

DEFINITION = re.compile(r"^(?:async def|def|class) +(\w+)|^(\w+) *=(?!=)", re.MULTILINE)
# The end of a SyntaxError's text: the file that IPython calls the cell, and the line.
AT_LINE = re.compile(r" \([^()]*, line (\d+)\)$")
# The last one is IPython's name for input that ends too early, from Python 3.13 on.
SYNTAX_ERRORS = ("SyntaxError", "IndentationError", "TabError", "_IncompleteInputError")
NOT_RUN = "its cell has not been run. Run that cell first, and then this one."

# How the last run of the cells that define a name failed: the kind of error, and a sentence. All
# cells of a notebook share a process.
_failures: dict[str, tuple[str, str]] = {}
# The source of the last cell that was run and defines a name.
_sources: dict[str, str] = {}


def find_source(name: str) -> str:
    """Return the source of the cell that defined a name when it last ran; "" if none is known."""
    return _sources.get(name, "")


def list_definitions(source: str) -> list[str]:
    """List the names that the text of a cell defines at its top level, even if it is not Python.

    >>> list_definitions("def corr2d(X, K):\\n    return (X @ K\\nclass Layer:")
    ['corr2d', 'Layer']
    """
    return [first or second for first, second in DEFINITION.findall(source)]


def explain_failure(kind: str, message: str) -> str:
    """Say in a sentence how the cell of an answer failed.

    >>> explain_failure("SyntaxError", "invalid syntax (2517.py, line 7)")
    'the cell of your answer has a syntax error in line 7 (invalid syntax).'
    """
    lines = message.splitlines() or [""]
    line = AT_LINE.search(lines[0])
    if kind in SYNTAX_ERRORS:
        where = f" in line {line[1]}" if line else ""
        what = f" ({AT_LINE.sub('', lines[0])})" if lines[0] else ""
        return f"the cell of your answer has a syntax error{where}{what}."
    what = f" ({lines[0][:WIDTH]})" if lines[0] else ""
    return f"the cell of your answer stopped with {kind}{what}."


def watch_cells() -> None:
    """In a notebook, explain from now on why a name is not defined, and keep sources."""
    if "IPython" not in sys.modules:
        return
    from IPython.core.getipython import get_ipython

    if shell := get_ipython():
        shell.events.register("pre_run_cell", _warn_before_cell)
        shell.events.register("post_run_cell", _explain_after_cell)


def _warn_before_cell(info: Any) -> None:
    """Above a check, say that it checks an earlier answer, if the newest has a syntax error."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if not shell or not _failures:
        return
    for name in _list_checked(str(info.raw_cell)):
        kind, sentence = _failures.get(name, ("", ""))
        if kind in SYNTAX_ERRORS and name in shell.user_ns:
            say(f"{name}: {sentence} What is checked here is an earlier version.")


def _explain_after_cell(result: Any) -> None:
    """Note how a cell ended; below a check of a name that is not defined, explain why."""
    error = result.error_before_exec or result.error_in_exec
    source = str(result.info.raw_cell) if result.info else ""
    for name in list_definitions(source):
        _failures.pop(name, None)
        _sources[name] = source
        if error is not None:
            kind = type(error).__name__
            _failures[name] = kind, explain_failure(kind, str(error))
    missing = error.name if isinstance(error, NameError) else None
    for name in _list_checked(source) if missing else ():
        if name == missing:
            _, sentence = _failures.get(name, ("", NOT_RUN))
            say(f"{name} is not defined: {sentence}")


def _list_checked(source: str) -> list[str]:
    """List the names that a cell calls exercises with."""
    from IPython.core.getipython import get_ipython

    shell, names = get_ipython(), list[str]()
    with contextlib.suppress(SyntaxError):  # a command of IPython's
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and shell:
                first, *rest = ast.unparse(node.func).split(".")
                function = shell.user_ns.get(first)
                for name in rest:
                    is_module = isinstance(function, ModuleType)
                    function = vars(function).get(name) if is_module else None
                if hasattr(type(function), "examine"):
                    names += [each.id for each in node.args if isinstance(each, ast.Name)]
    return names
