"""Detects forbidden TensorFlow operations and course functions while a student's function runs.

The rules in `course.checks.rules` name `watch_operations` as their watcher. It detects an operation
under any name, also in a graph.
"""

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from nbproctor.checks import by_hand
from nbproctor.checks.by_hand import Rule

OPERATIONS = "course.operations"
# Modules whose frames can be on the stack between an operation and the code that calls it.
LIBRARIES = (__name__, by_hand.__name__, "tensorflow", "keras", "numpy")
# In a `tf.function` AutoGraph compiles all called functions: `pool` becomes `tf__pool`.
AUTOGRAPH = "tf__"


@contextlib.contextmanager
def watch_operations(rule: Rule, made: list[str]) -> Iterator[None]:
    """Append to `made` the forbidden operations and course functions that the block runs."""
    if not (rule.operations or any(call.startswith(OPERATIONS) for call in rule.calls)):
        yield
        return
    from tensorflow.python.framework import op_callbacks

    def note(op_type: bytes | str, *rest: Any, **more: Any) -> None:
        own = _running_course_function()
        if own and f"{OPERATIONS}.{own}" in rule.allowed:
            return
        if own and rule.names(f"{OPERATIONS}.{own}"):
            made.append(own)
        name = op_type.decode() if isinstance(op_type, bytes) else op_type
        # A graph does not record which of its operations come from an allowed call.
        names = [name] if rule.allowed else [name, *_traced_operations(name)]
        made.extend(rule.operations[each] for each in names if each in rule.operations)

    op_callbacks.add_op_callback(note)
    try:
        yield
    finally:
        op_callbacks.remove_op_callback(note)


def _traced_operations(name: str) -> list[str]:
    """Return the types of all operations in the graph of a `tf.function`; for other names, none.

    A graph that was traced before the watch began runs as one operation with the graph's name.
    """
    from tensorflow.python.eager import context

    found, names, graphs = [], [name], context.context()
    for each in names:  # the list grows by the graphs that a graph calls
        if graphs.has_function(each):
            for node in graphs.get_function_def(each).node_def:
                found.append(node.op)
                for value in node.attr.values():
                    called = (one.name for one in (value.func, *value.list.func))
                    names += [one for one in called if one not in names]
    return found


def _running_course_function() -> str:
    """Return the name of the `course.operations` function that the student called, or ""."""
    frame: FrameType | None = sys._getframe(1)
    name = ""
    while frame is not None:
        module = frame.f_globals.get("__name__") or ""
        if module == OPERATIONS:
            name = frame.f_code.co_name.removeprefix(AUTOGRAPH)
        elif not module.startswith(LIBRARIES):  # the student's code
            break
        frame = frame.f_back
    return name
