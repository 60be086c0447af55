"""Imports what the chapters use, once, before kernels are forked.

Nothing here runs a TensorFlow operation in this process: that would start threads, which a fork
does not survive. See `nbproctor.kernels.zygote`.
"""

import contextlib
import pkgutil
from importlib import import_module

import course.checks
import course.descent
import course.operations
import course.photograph
import course.pictures


def prepare() -> None:
    """Import every chapter's checks, and have TensorFlow make its tables."""
    for each in pkgutil.walk_packages(course.checks.__path__, "course.checks."):
        import_module(each.name)
    with contextlib.suppress(ImportError, AttributeError):  # each kernel makes its own then
        make_tables()


def make_tables() -> None:
    """Have TensorFlow make the tables of what it can execute, as its first operation would.

    That takes twenty milliseconds and two thousand pages of memory, in each kernel or once.

    Raises:
        ImportError, AttributeError: this TensorFlow has them elsewhere.
    """
    from tensorflow.python.framework import kernels, op_def_registry
    from tensorflow.python.util import pywrap_xla_ops

    kernels.get_registered_kernels_for_op("Conv2D")
    pywrap_xla_ops.get_cpu_kernel_names()
    op_def_registry.get("NoOperation")  # for the first name it does not know it lists all it does
