"""Writes the table of known mistakes: the points that each of them loses, in every exercise.

A mistake should lose the points of what it breaks, and no others. `course mistakes` writes the
table to `docs/mistakes.md`, where authors see whether that is so.
"""

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbproctor.checks.build_key import find_exercises
from nbproctor.checks.compare import compute_tolerance, find_difference
from nbproctor.checks.evaluate import silence
from nbproctor.checks.exercise import Case, Exercise, Misconception, Property
from nbproctor.checks.run_models import run_model

HEADER = """# Known mistakes

`course mistakes` writes this page. It shows the points that each known mistake loses, and with
which properties. Some mistakes have several forms: one that slices its windows, one that reads
them cell by cell. The page then shows the fewest and the most points. Pairs of these mistakes,
and properties that call the function in another way, such as on a gradient tape, are left out.
"""

TABLE = ("| mistake | loses | properties |", "| --- | --- | --- |")

# The cases of a property, each with its expected value and the error that rounding explains.
Expected = dict[str, list[tuple[Case, Any, float]]]


def write_mistakes(chapters: Sequence[str], page: Path) -> int:
    """Write the page for these chapters; return the number of mistakes, each counted once."""
    sections, count = [HEADER], 0
    for chapter in chapters:
        sections.append(f"## {chapter.replace('_', ' ').capitalize()}\n")
        for exercise in find_exercises(importlib.import_module(f"grader_tests.{chapter}")):
            unit = "point" if exercise.points == 1 else "points"
            sections.append(f"### {exercise.name}, {exercise.points} {unit}\n")
            sections.append(f"{describe_mistakes(exercise)}\n")
            count += len({each.name for each in exercise.misconceptions})
    page.write_text("\n".join(sections), encoding="utf-8")
    return count


def describe_mistakes(exercise: Exercise) -> str:
    """Return what the page says of an exercise: a paragraph on most mistakes, a table of others.

    The paragraph names the mistakes that lose all points, and counts the pairs of mistakes.
    """
    expected: Expected = {
        each.name: [(case, *_expect(exercise, each, case)) for case in each.cases]
        for each in exercise.properties
    }
    names = dict.fromkeys(each.name for each in exercise.misconceptions)
    pairs = {each.name for each in exercise.misconceptions if each.parts}
    single = [name for name in names if name not in pairs]
    rows, lose_everything = [], []
    for name in single:
        forms = [each for each in exercise.misconceptions if each.name == name]
        lost = [find_lost_properties(exercise, each, expected) for each in forms]
        points = sorted(sum(each.points for each in form) for form in lost)
        if points[0] == exercise.points:
            lose_everything.append(name)
            continue
        about = [each.name for each in exercise.properties if any(each in form for form in lost)]
        properties = "all" if len(about) == len(exercise.properties) else "; ".join(about)
        span = f"{points[0]}" if points[0] == points[-1] else f"{points[0]} to {points[-1]}"
        rows.append(f"| {name} | {span} | {properties} |")
    paragraph = [f"Lose everything: {'; '.join(lose_everything)}."] if lose_everything else []
    if pairs:
        paragraph.append(f"Pairs of mistakes: {len(pairs)}.")
    table = [*TABLE, *rows] if rows else []
    return "\n\n".join(filter(None, [" ".join(paragraph), "\n".join(table)]))


def find_lost_properties(
    exercise: Exercise, mistake: Misconception, expected: Expected
) -> list[Property]:
    """Return the properties in which a mistake returns a wrong value, or raises an error."""
    with silence():
        return [
            each
            for each in exercise.properties
            if mistake.is_about(each)
            and any(_is_wrong(mistake, each.part, *case) for case in expected[each.name])
        ]


def _expect(exercise: Exercise, about: Property, case: Case) -> tuple[Any, float]:
    value, largest = exercise.compute_expected(about, case)
    part = value if about.part is None else value[about.part]
    return part, compute_tolerance(largest, exercise.terms(*case.inputs.values()))


def _is_wrong(
    mistake: Misconception, part: int | None, case: Case, expected: Any, allowed: float
) -> bool:
    returned = run_model(mistake.model, case)
    if not returned:
        return True
    [value] = returned
    if part is not None:
        value = value[part] if isinstance(value, tuple | list) else None
    return bool(find_difference(expected, value, allowed))
