"""What the chapters import and compute alike in every kernel, done once, before kernels fork.

Nothing here runs a TensorFlow operation in this process: that would start threads, which a fork
does not survive. See `course.kernels.zygote`.
"""

import os
import pickle
import pkgutil
from importlib import import_module
from types import ModuleType

import course.checks
import course.descent
import course.operations
import course.photograph
import course.pictures
from course.checks.exercise import Exercise, compute_expected, expectations, remember_expected


def prepare() -> None:
    """Import every chapter's checks, and know the expected values of their public cases.

    A child process computes them; where it fails, each kernel computes its own.
    """
    names = [each.name for each in pkgutil.walk_packages(course.checks.__path__, "course.checks.")]
    keys = expectations([each for name in names for each in _exercises(import_module(name))])
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
