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
from course.tensorflow_compat import fill_tables


def prepare() -> None:
    """Import every chapter's checks, and fill TensorFlow's tables."""
    for each in pkgutil.walk_packages(course.checks.__path__, "course.checks."):
        import_module(each.name)
    with contextlib.suppress(ImportError, AttributeError):  # then each kernel fills its own
        fill_tables()
