"""Imports what the chapters' first cells import, so that a warm kernel has it.

Nothing here runs a TensorFlow operation: that would start threads, see `course.kernels.zygote`.
"""

import pkgutil
from importlib import import_module

import course.checks
import course.descent
import course.operations
import course.photograph
import course.pictures

for _module in pkgutil.walk_packages(course.checks.__path__, "course.checks."):
    import_module(_module.name)
