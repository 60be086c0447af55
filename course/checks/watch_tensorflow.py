"""Detects forbidden TensorFlow operations and course functions while a student's function runs.

The rules in `course.checks.rules` name `watch_operations` as their watcher. It detects an operation
under any name, also in a graph.
"""

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType

from course import tensorflow_compat
from course.tensorflow_compat import list_traced_operations, observe_operations
from nbproctor.checks import by_hand
from nbproctor.checks.by_hand import Rule

OPERATIONS = "course.operations"
# Modules whose frames can stand on the stack between an operation and the code that calls it.
LIBRARIES = (
    *(__name__, tensorflow_compat.__name__, by_hand.__name__),
    *("tensorflow", "keras", "numpy"),
)
# `tf.function` has AutoGraph compile all that a function calls: `pool` becomes `tf__pool`.
AUTOGRAPH = "tf__"


@contextlib.contextmanager
def watch_operations(rule: Rule, made: list[str]) -> Iterator[None]:
    """Append to `made` the forbidden operations and course functions that the block runs."""
    if not (rule.operations or any(call.startswith(OPERATIONS) for call in rule.calls)):
        yield
        return

    def note(name: str) -> None:
        own = _running_course_function()
        if own and f"{OPERATIONS}.{own}" in rule.allowed:
            return
        if own and rule.names(f"{OPERATIONS}.{own}"):
            made.append(own)
        # A graph does not tell which of its operations an allowed call has made.
        names = [name] if rule.allowed else [name, *list_traced_operations(name)]
        made.extend(rule.operations[each] for each in names if each in rule.operations)

    with observe_operations(note):
        yield


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
