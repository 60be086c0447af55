"""Import what the chapters use, once, before kernels are forked.

This module runs no TensorFlow operation. An operation would start threads, which do not survive a
fork. See `nbproctor.kernels.zygote`.
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
    """Import every chapter's checks, and build TensorFlow's tables."""
    for each in pkgutil.walk_packages(course.checks.__path__, "course.checks."):
        import_module(each.name)
    with contextlib.suppress(ImportError, AttributeError):  # then each kernel builds its own
        make_tables()


def make_tables() -> None:
    """Build TensorFlow's tables of operations, as its first operation would do.

    This takes 20 ms and two thousand pages of memory, which each kernel would need otherwise.

    Raises:
        ImportError, AttributeError: this TensorFlow has other internal modules.
    """
    from tensorflow.python.framework import kernels, op_def_registry
    from tensorflow.python.util import pywrap_xla_ops

    kernels.get_registered_kernels_for_op("Conv2D")
    pywrap_xla_ops.get_cpu_kernel_names()
    op_def_registry.get("NoOperation")  # an unknown name makes it list all operations
