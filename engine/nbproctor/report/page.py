"""Writes `report.html`: one page that needs nothing else, and in which nothing can run.

Every text goes through Jinja2's escaping, names of students above all, and the page's own policy
forbids scripts and whatever comes from elsewhere.
"""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nbproctor.course_folder import CourseFolder
from nbproctor.report import figures
from nbproctor.report.class_data import STATUSES, Chapter, ClassData, ConcernKind
from nbproctor.report.collect import collect
from nbproctor.report.given import read_given
from nbproctor.report.likeness import Found, Given, Pair, Shared, compare_answers, pair_up

FILE = "report.html"
# Invisible, or able to turn the text around them: shown as a sign instead.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
# Answers from which on several processes are faster; one takes 2 ms, a process 3 s to start.
WORTH_PROCESSES = 4000
NOTHING = "\N{EN DASH}"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

Comparison = tuple[str, str, dict[str, str], Given]


@dataclass(frozen=True)
class Likenesses:
    """Which answers of the class are nearly identical, and which many students share."""

    pairs: tuple[Pair, ...] = ()
    shared: tuple[Shared, ...] = ()


@dataclass(frozen=True)
class DrawnChapter:
    """A chapter with its drawings."""

    chapter: Chapter
    anchor: str
    histogram: Markup
    bars: Markup


def write_report(folder: CourseFolder, chapters: list[str]) -> Path:
    """Write the report on these chapters, or on all that somebody has handed in.

    Raises:
        CourseError: there is nothing to report on; see `collect`.
    """
    data = collect(folder, chapters)
    text = page(data, likenesses(folder, data), datetime.now())
    path = folder.root / FILE
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)
    return path


def likenesses(folder: CourseFolder, data: ClassData) -> Likenesses:
    """Compare the answers to every exercise that is answered in code."""
    tasks = list(_comparisons(folder, data))
    compared: Iterable[tuple[list[Found], list[Shared]]]
    if sum(len(answers) for _, _, answers, _ in tasks) < WORTH_PROCESSES:
        compared = [compare_answers(*task) for task in tasks]
    else:
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
            compared = list(processes.map(compare_answers, *zip(*tasks, strict=True)))
    found = [each for pairs, _ in compared for each in pairs]
    shared = [each for _, common in compared for each in common]
    return Likenesses(pair_up(found), tuple(sorted(shared, key=lambda each: -len(each.students))))


def _comparisons(folder: CourseFolder, data: ClassData) -> Iterator[Comparison]:
    for chapter in data.chapters:
        given = read_given(folder, chapter.name)
        for exercise in chapter.exercises:
            answers = {
                each.student: each.answers[exercise.name]
                for each in chapter.submissions
                if exercise.name in each.answers
            }
            yield chapter.name, exercise.name, answers, given.get(exercise.name, Given("", ""))


def page(data: ClassData, alike: Likenesses, written: datetime) -> str:
    """The page as text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "percent": percent}
    return environment.get_template("report.html.j2").render(
        data=data,
        chapters=[_drawn(chapter, at) for at, chapter in enumerate(data.chapters)],
        statuses=STATUSES,
        concerns=_grouped(data),
        alike=alike,
        costs=data.costs(),
        written=f"{written:%-d %B %Y, %H:%M}",
    )


def visible(text: str) -> str:
    """Text without characters that are not seen or that turn others around.

    >>> visible("a\\x1b[2Jb") == f"a{REPLACEMENT}[2Jb"
    True
    """
    return "".join(
        REPLACEMENT if unicodedata.category(each) in UNSEEN and each not in "\n\t" else each
        for each in text
    )


def number(value: float | None) -> str:
    """A number with one digit after the point at most; a dash where there is none.

    >>> number(12.0), number(3.25), number(None) == NOTHING
    ('12', '3.2', True)
    """
    return NOTHING if value is None else f"{value:.1f}".removesuffix(".0")


def percent(share: float | None) -> str:
    """A share of 1 in whole percent; a dash where there is none.

    >>> percent(0.256), percent(None) == NOTHING
    ('26\\xa0%', True)
    """
    return NOTHING if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def _finalized(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _drawn(chapter: Chapter, at: int) -> DrawnChapter:
    anchor = f"chapter-{at + 1}"
    # Drawn from chapter and exercise names, which are the course's own, and escaped by matplotlib.
    return DrawnChapter(
        chapter,
        anchor,
        Markup(figures.score_histogram(chapter, f"{anchor}-scores")),
        Markup(figures.exercise_bars(chapter, f"{anchor}-exercises")),
    )


def _grouped(data: ClassData) -> dict[ConcernKind, list[tuple[str, str, list[str]]]]:
    """Concerns by kind; whoever shares one stands in one row, the longest first."""
    return {kind: _rows(rows) for kind, rows in data.concerns().items()}


def _rows(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, list[str]]]:
    shared: dict[tuple[str, str], list[str]] = {}
    for student, chapter, text in rows:
        shared.setdefault((chapter, text), []).append(student)
    grouped = [(chapter, text, students) for (chapter, text), students in shared.items()]
    return sorted(grouped, key=lambda row: (row[0], -len(row[2]), row[1]))
