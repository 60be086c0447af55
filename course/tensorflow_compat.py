"""Everything in the course that depends on private parts of TensorFlow, written for version 2.21.

TensorFlow has no public interface for what is used here: a callback for each operation, the graphs
of a `tf.function`, and the tables of what it can execute. The tests are
`tests/test_tensorflow_compat.py` and those of the checks that forbid operations.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from nbproctor.checks.evaluate import TookTooLong

# Public functions report their module as one below this private package.
PRIVATE_API = "tensorflow._api.v2."


@contextlib.contextmanager
def observe_operations(callback: Callable[[str], None]) -> Iterator[None]:
    """Call `callback` with the type of each operation that this thread runs or traces.

    An error of the callback is raised after the block: it is not the block's own.
    """
    from tensorflow.python.framework import op_callbacks

    failed: list[Exception] = []

    def observe(op_type: bytes | str, *rest: Any, **more: Any) -> None:
        try:
            callback(op_type.decode() if isinstance(op_type, bytes) else op_type)
        except TookTooLong:  # the time limit of the block, which may end anywhere
            raise
        except Exception as error:
            failed.append(error)

    op_callbacks.add_op_callback(observe)
    try:
        yield
    finally:
        op_callbacks.remove_op_callback(observe)
    if failed:
        raise failed[0]


def list_traced_operations(name: str) -> list[str]:
    """Return the types of all operations in the graph of a `tf.function`; none for other names.

    A graph that was traced before the observation began runs as one operation with its name.
    """
    from tensorflow.python.eager import context

    found, names, graphs = [], [name], context.context()
    for each in names:  # grows by the graphs that a graph calls
        if graphs.has_function(each):
            for node in graphs.get_function_def(each).node_def:
                found.append(node.op)
                for value in node.attr.values():
                    called = (one.name for one in (value.func, *value.list.func))
                    names += [one for one in called if one not in names]
    return found


def fill_tables() -> None:
    """Fill TensorFlow's tables of what it can execute, without running an operation.

    The first operation does the same. It takes 20 milliseconds and 2,000 pages of memory, in each
    kernel or once before kernels are forked.

    Raises:
        ImportError, AttributeError: this version of TensorFlow has the tables elsewhere.
    """
    from tensorflow.python.framework import kernels, op_def_registry
    from tensorflow.python.util import pywrap_xla_ops

    kernels.get_registered_kernels_for_op("Conv2D")
    pywrap_xla_ops.get_cpu_kernel_names()
    op_def_registry.get("NoOperation")  # an unknown name makes it list all operations
