"""What the chapters import and compute alike in every kernel, done once, before kernels fork.

Nothing here runs a TensorFlow operation in this process: that would start threads, which a fork
does not survive. See `course.kernels.zygote`.
"""

import contextlib
import os
import pickle
import pkgutil
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

import course.checks
import course.descent
import course.operations
import course.photograph
import course.pictures
from course.checks.exercise import Exercise, compute_expected, expectations, remember_expected


def prepare(expected: bool) -> None:
    """Import every chapter's checks, and have TensorFlow make its tables.

    Args:
        expected: whether the checks are to know the expected values of their public cases, too.
    """
    names = [each.name for each in pkgutil.walk_packages(course.checks.__path__, "course.checks.")]
    exercises = [each for name in names for each in _exercises(import_module(name))]
    with contextlib.suppress(ImportError, AttributeError):  # each kernel makes its own then
        make_tables()
    if expected:
        _know_expected(exercises)


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


def _know_expected(exercises: Sequence[Exercise]) -> None:
    """Have a child process compute them; where it fails, each kernel computes its own."""
    keys = expectations(exercises)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            with open(writing, "wb") as pipe:
                pickle.dump(compute_expected(keys), pipe)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with open(reading, "rb") as pipe:
        data = pipe.read()
    _, status = os.waitpid(child, 0)
    if status == 0:
        remember_expected(keys, pickle.loads(data))


def _exercises(module: ModuleType) -> list[Exercise]:
    return [value for value in vars(module).values() if isinstance(value, Exercise)]
