"""Write `report.html`: one page that loads nothing and in which nothing can run.

Jinja2 escapes every text, names of students above all, and the page's content security policy
forbids scripts and anything from elsewhere.
"""

import os
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nbproctor.course_folder import CourseFolder
from nbproctor.errors import program
from nbproctor.report.class_data import STATUSES, Chapter, ClassData
from nbproctor.report.figures import draw_exercise_bars, draw_score_histogram
from nbproctor.report.likeness import Likenesses, compare_class

FILE = "report.html"
# Categories of characters that are invisible or change the direction of the text around them.
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
NOTHING = "\N{EN DASH}"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class DrawnChapter:
    """A chapter with its drawings."""

    chapter: Chapter
    anchor: str
    histogram: Markup
    bars: Markup


def write_report(folder: CourseFolder, data: ClassData) -> Path:
    """Write the report on what `collect` read from the course folder."""
    text = render_page(data, compare_class(folder, data), datetime.now())
    path = folder.root / FILE
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    os.replace(unfinished, path)
    return path


def render_page(data: ClassData, alike: Likenesses, written: datetime) -> str:
    """Render the page as text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": format_number, "percent": format_percent}
    chapters = []
    for at, chapter in enumerate(data.chapters, 1):
        anchor = f"chapter-{at}"
        histogram = draw_score_histogram(chapter, f"{anchor}-scores")
        bars = draw_exercise_bars(chapter, f"{anchor}-exercises")
        chapters.append(DrawnChapter(chapter, anchor, Markup(histogram), Markup(bars)))
    return environment.get_template("report.html.j2").render(
        data=data,
        chapters=chapters,
        statuses=STATUSES,
        concerns={kind: group_rows(rows) for kind, rows in data.concerns().items()},
        alike=alike,
        costs=data.costs(),
        written=f"{written:%-d %B %Y, %H:%M}",
        command=f"{program()} report",
    )


def _finalize(value: Any) -> Any:
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return replace_unseen(value) if is_text else value


def replace_unseen(text: str) -> str:
    """Replace characters that are invisible or change the direction of the text around them.

    >>> replace_unseen("a\\x1b[2Jb") == f"a{REPLACEMENT}[2Jb"
    True
    """
    return "".join(
        REPLACEMENT if unicodedata.category(each) in UNSEEN and each not in "\n\t" else each
        for each in text
    )


def format_number(value: float | None) -> str:
    """Format a number with at most one digit after the point; None is a dash.

    >>> format_number(12.0), format_number(3.25), format_number(None) == NOTHING
    ('12', '3.2', True)
    """
    return NOTHING if value is None else f"{value:.1f}".removesuffix(".0")


def format_percent(share: float | None) -> str:
    """Format a share, from 0 to 1, in whole percent; None is a dash.

    >>> format_percent(0.256), format_percent(None) == NOTHING
    ('26\\xa0%', True)
    """
    return NOTHING if share is None else f"{100 * share:.0f}\N{NO-BREAK SPACE}%"


def group_rows(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, list[str]]]:
    """Group rows of student, chapter and text by chapter and text, the largest groups first.

    >>> group_rows([("ada", "sums", "late"), ("bob", "sums", "late"), ("cy", "sums", "lost")])
    [('sums', 'late', ['ada', 'bob']), ('sums', 'lost', ['cy'])]
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for student, chapter, text in rows:
        groups.setdefault((chapter, text), []).append(student)
    grouped = [(chapter, text, students) for (chapter, text), students in groups.items()]
    return sorted(grouped, key=lambda row: (row[0], -len(row[2]), row[1]))
