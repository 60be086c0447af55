"""Builds the answer key of a module's exercises.

A class run calls this in a process of its own, since references and models import large libraries.
"""

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

from nbproctor.checks.answer_key import MISTAKES, Table, encode_key
from nbproctor.checks.evaluate import silence
from nbproctor.checks.exercise import Exercise
from nbproctor.checks.run_models import run_model
from nbproctor.checks.vocabulary import Case, Property

Place = tuple[tuple[int, str], tuple[Any, ...]]  # a row, the digest of a case, and the values


def find_exercises(module: ModuleType) -> list[Exercise]:
    """Return the exercises that are attributes of a module."""
    return [value for value in vars(module).values() if isinstance(value, Exercise)]


def build_key(exercises: Sequence[Exercise]) -> bytes:
    """Compute all that these exercises expect, and all that their known mistakes return.

    A case whose reference raises an error is left out: the check computes it and reports the error.

    Raises:
        WireError: the key would be too large.
    """
    tables, rows = dict[str, Table](), dict[str, int]()
    with silence():
        for each in exercises:
            tables[each.name] = dict(_compute_expected(each))
            rows[each.name] = len(each.properties)
            tables[each.name + MISTAKES] = dict(_run_models(each))
            rows[each.name + MISTAKES] = len(each.misconceptions)
    return encode_key(tables, rows)


def _compute_expected(exercise: Exercise) -> Iterator[Place]:
    """Yield what an exercise expects."""
    for row, about in enumerate(exercise.properties):
        for case in _list_cases(about):
            try:
                values = exercise.compute_expected(about, case)
            except Exception:
                continue
            yield (row, case.digest), values


def _run_models(exercise: Exercise) -> Iterator[Place]:
    """Yield what the known mistakes of an exercise return."""
    for row, misconception in enumerate(exercise.misconceptions):
        for about in filter(misconception.is_about, exercise.properties):
            for case in _list_cases(about):
                yield (row, case.digest), run_model(misconception.model, case)


def _list_cases(about: Property) -> list[Case]:
    """Return the cases of a property that can be told from each other by their digests."""
    return [case for case in about.cases if case.digest]
