"""Shows how far a student is: what the checks in saved notebooks say, chapter by chapter.

Nothing runs. A check leaves its result among the outputs of its cell, and the notebook's grade
cells say which exercises there are and what they are worth. In a notebook, the checks that have run
since its kernel started count as well, whether saved or not.

An answer may have been run after its check. A check needs its answer in the same kernel, so in a
saved notebook an answer with the higher execution count was run later. (The reverse does not hold:
counts start again with each kernel.) In a notebook, the answers themselves are compared.
"""

import html
import json
import os
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbproctor.checks.missing_answer import find_source
from nbproctor.checks.report import display_output, find_result
from nbproctor.checks.result import Result
from nbproctor.errors import CourseError

WIDTH = 100
LEFT = "text-align:left"
EXECUTION = "NBGRADER_EXECUTION"  # environment variable that nbgrader sets where it runs notebooks
TITLES = ("chapter", "done", "points", "left")
NONE = "No notebook with exercises was found."
OPTIONAL = "optional"  # tag of an answer that gives no points
AGAIN = "Run the check again."
BY_HAND = "Written answers are not listed: a person reads them."

# Results of the checks that this process has run, by exercise, with the answer that was checked and
# its source: a kernel has one notebook.
_checked: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True)
class ExerciseProgress:
    """An exercise in a notebook, and the result of its check when it last ran.

    Attributes:
        earned: points of the properties that hold in its check; 0.0 if it did not run.
        done: whether all properties hold.
        run_later: whether the answer was run after its check.
    """

    name: str
    points: float
    earned: float = 0.0
    done: bool = False
    run_later: bool = False


@dataclass(frozen=True)
class ChapterProgress:
    """The exercises of one assignment.

    Attributes:
        written: whether it has written answers, which are not among the exercises.
        optional: exercises without points, which are not among the others.
    """

    name: str
    exercises: tuple[ExerciseProgress, ...]
    written: bool = False
    optional: tuple[ExerciseProgress, ...] = ()

    @property
    def left(self) -> tuple[str, ...]:
        """Names of the exercises that are not done."""
        return tuple(each.name for each in self.exercises if not each.done)

    @property
    def done(self) -> str:
        """How many exercises are done."""
        return f"{len(self.exercises) - len(self.left)} of {len(self.exercises)}"

    @property
    def points(self) -> str:
        """How many points' checks pass."""
        earned, possible = (
            sum(getattr(each, name) for each in self.exercises) for name in ("earned", "points")
        )
        return f"{earned:g} of {possible:g}"


def remember(result: Result, answer: Any) -> None:
    """Remember the result of a check in this process, and the answer that was checked."""
    source = find_source(result.exercise)
    _checked[result.exercise] = {**result.data(), "answer": answer, "source": source}


def list_failed(answers: Mapping[str, Any]) -> list[str]:
    """List the exercises with one of these answers, by name, whose check failed when it last ran.

    An answer that was defined again since then is another one.
    """
    return [
        name
        for name, result in _checked.items()
        if answers.get(name) is result["answer"]
        and not all(each["passed"] for each in result["properties"])
    ]


def _was_run_later(name: str, result: Mapping[str, Any]) -> bool:
    """Return whether the notebook has another answer, from another source, than was checked."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    answer = shell.user_ns.get(name) if shell else result["answer"]
    return answer is not result["answer"] and find_source(name) != result["source"]


def show_progress(chapter: str, order: Sequence[str] = ()) -> None:
    """Show the progress in a notebook that lies in `<folder>/<chapter>/`; while graded, nothing.

    Args:
        chapter: the assignment of this notebook.
        order: names of the assignments, in the order in which they are read.
    """
    if os.environ.get(EXECUTION) == "autograde":
        return
    try:
        read = read_progress(Path.cwd().parent, order)
    except CourseError as error:
        print(error)
        return
    checked = {
        name: {**result, "run_later": _was_run_later(name, result)}
        for name, result in _checked.items()
    }
    chapters = [_add_results(each, checked) if each.name == chapter else each for each in read]
    text = format_progress(chapters)
    if not display_output({"text/plain": text, "text/html": draw_progress(chapters)}):
        print(text)


def read_progress(folder: Path, order: Sequence[str] = ()) -> list[ChapterProgress]:
    """Read the notebooks `<folder>/<chapter>/*.ipynb`; leave out those without exercises.

    Args:
        folder: holds a folder for each assignment.
        order: names of the assignments that come first; others follow by name.

    Raises:
        CourseError: there is no such folder, or a file cannot be read as a notebook.
    """
    if not folder.is_dir():
        raise CourseError(f"there is no folder {folder}. Name the folder that holds your chapters.")
    found: dict[str, list[ChapterProgress]] = {}
    for path in sorted(folder.glob("[!.]*/[!.]*.ipynb")):  # JupyterLab's own copies are hidden
        chapter = _read_notebook(path)
        if chapter.exercises:
            found.setdefault(chapter.name, []).append(chapter)
    names = [*(name for name in order if name in found), *(n for n in found if n not in order)]
    return [
        ChapterProgress(
            name,
            tuple(exercise for each in found[name] for exercise in each.exercises),
            any(each.written for each in found[name]),
            tuple(exercise for each in found[name] for exercise in each.optional),
        )
        for name in names
    ]


def _read_notebook(path: Path) -> ChapterProgress:
    try:
        cells = _list(_dict(json.loads(path.read_text(encoding="utf-8"))).get("cells"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a notebook"
        raise CourseError(f"{path} cannot be read: {reason}.") from error
    exercises, optional = list[ExerciseProgress](), list[ExerciseProgress]()
    results = dict[str, dict[str, Any]]()
    counts, written = dict[str, Any](), False
    for cell in map(_dict, cells):
        metadata = _dict(cell.get("metadata"))
        known = _dict(metadata.get("nbgrader"))
        name, count = str(known.get("grade_id")), cell.get("execution_count")
        by_hand = known.get("task") or (known.get("grade") and known.get("solution"))
        points = known.get("points")
        if by_hand:
            written = True
        elif known.get("grade") and isinstance(points, int | float) and points > 0:
            exercises.append(ExerciseProgress(name.removeprefix("test_"), points))
        elif known.get("solution") and OPTIONAL in _list(metadata.get("tags")):
            optional.append(ExerciseProgress(name, 0.0))
        if known.get("solution") and isinstance(count, int):
            counts[name] = count
        for output in map(_dict, _list(cell.get("outputs"))):
            result = _dict(find_result(_dict(output.get("data"))))
            results[str(result.get("exercise"))] = {**result, "count": count}
    for name, result in results.items():
        was_counted = name in counts and isinstance(result["count"], int)
        result["run_later"] = was_counted and counts[name] > result["count"]
    chapter = ChapterProgress(path.parent.name, tuple(exercises), written, tuple(optional))
    return _add_results(chapter, results)


def _add_results(
    chapter: ChapterProgress, results: Mapping[str, Mapping[str, Any]]
) -> ChapterProgress:
    """Return a chapter with these results of checks, by exercise."""
    exercises, optional = (
        tuple(_add_result(each, results.get(each.name, {})) for each in some)
        for some in (chapter.exercises, chapter.optional)
    )
    return replace(chapter, exercises=exercises, optional=optional)


def _add_result(exercise: ExerciseProgress, result: Mapping[str, Any]) -> ExerciseProgress:
    earned, properties = result.get("earned"), _list(result.get("properties"))
    if not isinstance(earned, int | float):
        return exercise
    done = bool(properties) and all(_dict(each).get("passed") is True for each in properties)
    run_later = bool(result.get("run_later"))
    return replace(exercise, earned=float(earned), done=done, run_later=run_later)


def format_progress(chapters: Sequence[ChapterProgress]) -> str:
    """Return the progress as a table of text, at most `WIDTH` columns wide."""
    if not chapters:
        return NONE
    rows = [TITLES, *map(_list_cells, chapters)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES) - 1)]
    lines = []
    for row in rows:
        start = "".join(f"{cell:{width}}  " for cell, width in zip(row, widths, strict=False))
        rest = textwrap.wrap(
            row[-1] or "nothing", WIDTH, initial_indent=start, subsequent_indent=" " * len(start)
        )
        lines += rest
    return "\n".join([*lines, *_list_notes(chapters)])


def draw_progress(chapters: Sequence[ChapterProgress]) -> str:
    """Draw the progress as a table in HTML, in the colours of the page."""
    if not chapters:
        return f"<p>{NONE}</p>"
    titles = "".join(f'<th style="{LEFT}">{title}</th>' for title in TITLES)
    rows = []
    for chapter in chapters:
        name, *others = (html.escape(cell, quote=False) for cell in _list_cells(chapter))
        styles = [f"{LEFT};white-space:nowrap"] * 2 + [LEFT]  # lists wrap, counts do not
        cells = "".join(
            f'<td style="{style}">{cell or "nothing"}</td>'
            for style, cell in zip(styles, others, strict=True)
        )
        rows.append(f'<tr><th style="{LEFT}">{name}</th>{cells}</tr>')
    notes = "".join(f"<p>{html.escape(note, quote=False)}</p>" for note in _list_notes(chapters))
    head, body = f"<thead><tr>{titles}</tr></thead>", f"<tbody>{''.join(rows)}</tbody>"
    return f'<table border="1" style="color:inherit">{head}{body}</table>{notes}'


def _list_cells(chapter: ChapterProgress) -> tuple[str, str, str, str]:
    return chapter.name, chapter.done, chapter.points, ", ".join(chapter.left)


def _list_notes(chapters: Sequence[ChapterProgress]) -> list[str]:
    notes = [BY_HAND] if any(each.written for each in chapters) else []
    for chapter in chapters:
        later = [each.name for each in (*chapter.exercises, *chapter.optional) if each.run_later]
        if later:
            names = ", ".join(later)
            notes.append(f"{chapter.name}: the answer was run after its check in {names}. {AGAIN}")
        if chapter.optional:
            done = [each.name for each in chapter.optional if each.done]
            names = f": {', '.join(done)}" if done else ""
            count = f"{len(done)} of {len(chapter.optional)}"
            notes.append(f"{chapter.name}, without points: {count} done{names}.")
    return notes


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
