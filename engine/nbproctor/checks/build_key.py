"""Builds the answer key of a module's exercises.

A class run calls this in processes of their own, since references and models import large
libraries.
"""

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

from nbproctor.checks.answer_key import MISTAKES, encode_table, join_tables
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

    Raises:
        WireError: the key would be too large.
    """
    return join_tables({k: v for each in exercises for k, v in compute_tables(each).items()})


def compute_tables(exercise: Exercise) -> dict[str, bytes]:
    """Compute the two tables of an exercise, by their names.

    A case whose reference raises an error is left out: the check computes it and reports the error.

    Raises:
        WireError: a table would be too large.
    """
    with silence():
        expected, mistaken = dict(_compute_expected(exercise)), dict(_run_models(exercise))
    return {
        exercise.name: encode_table(expected, len(exercise.properties)),
        exercise.name + MISTAKES: encode_table(mistaken, len(exercise.misconceptions)),
    }


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
