"""Functions from their source, and exercises by their names."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from test_solutions import CHAPTERS

from nbproctor.checks.exercise import Exercise


def define(source: str, name: str) -> Callable[..., Any]:
    """Run a source and return the function of this name that it defines."""
    namespace: dict[str, Any] = {"np": np}
    exec(source, namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def find_exercise(package: str, name: str) -> Exercise:
    """Return an exercise of `course.checks` or `grader_tests`, whatever its chapter."""
    modules = (importlib.import_module(f"{package}.{chapter}") for chapter in CHAPTERS)
    found: Exercise = next(getattr(each, name) for each in modules if hasattr(each, name))
    return found
