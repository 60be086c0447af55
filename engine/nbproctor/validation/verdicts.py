"""Whether the course's notebooks are ready for students: `course validate`, for its own CI.

Each chapter is looked at as a file and released anew (leaks.py, links.py); its solutions and its
release are handed in and graded as a class is (trial.py); and its source is run as its author runs
it, for the outputs and figures (execution.py, figures.py).
"""

import asyncio
import copy
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from nbproctor.course_folder import CourseFolder, release
from nbproctor.errors import CourseError, program
from nbproctor.notebooks import cell_name, dumps, normal_form, read_notebook
from nbproctor.settings import HiddenCases, Release
from nbproctor.validation.execution import Execution, errors, execute, stated_outputs
from nbproctor.validation.faults import Fault
from nbproctor.validation.figures import figures
from nbproctor.validation.leaks import leaks
from nbproctor.validation.links import links
from nbproctor.validation.trial import grade_trial


@dataclass(frozen=True)
class Verdict:
    """What came of looking at a chapter.

    Attributes:
        chapter: its name.
        source: the notebook, relative to the course folder.
        faults: what is wrong; it is ready where there are none.
        counts: how many of each thing were looked at, by their names.
        seconds: wall time of its run.
    """

    chapter: str
    source: Path
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    seconds: float = 0.0

    def __str__(self) -> str:
        if self.faults:
            reasons = "".join(f"\n    {self.source}: {fault}" for fault in self.faults)
            return f"✗ {self.chapter}: {len(self.faults)} to mend{reasons}"
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"✓ {self.chapter}: {counts} ({self.seconds:.0f} s)"


def forbidden_words(folder: CourseFolder) -> list[str]:
    """What a release must not mention: the hidden cases, and words that the course names."""
    package = HiddenCases(config=folder.config).package
    return [*filter(None, [package]), *Release(config=folder.config).forbidden_words]


def validate(
    folder: CourseFolder,
    chapters: Sequence[str],
    when_done: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """Look at chapters, as many at a time as there are cores; `when_done` hears of each in turn."""
    verdicts: dict[str, Verdict] = {}

    def done(verdict: Verdict) -> None:
        verdicts[verdict.chapter] = verdict
        when_done(verdict)

    looks: dict[str, Look] = {}
    for chapter in chapters:
        try:
            looks[chapter] = look_at_files(folder, chapter)
        except CourseError as error:  # it cannot be read, or nbgrader cannot release it
            path = folder.source(chapter).relative_to(folder.root)
            done(Verdict(chapter, path, (Fault("", str(error)),), {}))
    trials = grade_trial(folder, list(looks)) if looks else {}
    asyncio.run(_run_sources(folder, looks, trials, done))
    return [verdicts[chapter] for chapter in chapters]


@dataclass(frozen=True)
class Look:
    """What was seen of a chapter before anything ran."""

    source: NotebookNode
    faults: tuple[Fault, ...]
    links: int


def look_at_files(folder: CourseFolder, chapter: str) -> Look:
    """Look at a chapter's source, its links, what it releases, and what stands in release/.

    Raises:
        CourseError: the source cannot be read or released.
    """
    path, committed = folder.source(chapter), folder.root / "release" / chapter
    source = read_notebook(path)
    link_count, of_links = links(source, [path.parent, committed])
    with tempfile.TemporaryDirectory(prefix="course-validate-") as temporary:
        made = release(folder, chapter, Path(temporary))
        leaked = leaks(source, read_notebook(made), forbidden_words(folder))
        old = unlike_release(made.parent, committed)
    return Look(source, (*unlike_normal_form(path), *leaked, *old, *of_links), link_count)


async def _run_sources(
    folder: CourseFolder,
    looks: dict[str, Look],
    trials: dict[str, tuple[int, list[Fault]]],
    done: Callable[[Verdict], None],
) -> None:
    slots = asyncio.Semaphore(os.cpu_count() or 1)

    async def run(chapter: str, look: Look) -> None:
        path = folder.source(chapter)
        async with slots:
            start = time.perf_counter()
            executed = await execute(copy.deepcopy(look.source), path.parent, folder.config)
            seconds = time.perf_counter() - start
        counts, of_run = of_source(look.source, executed)
        points, of_trial = trials[chapter]
        counts = {"points": points, **counts, "links": look.links}
        faults = (*look.faults, *of_run, *of_trial)
        done(Verdict(chapter, path.relative_to(folder.root), faults, counts, seconds))

    await asyncio.gather(*(run(chapter, look) for chapter, look in looks.items()))


def unlike_normal_form(path: Path) -> list[Fault]:
    """Whether a source is written as `normalise` would write it, and names no cell twice."""
    notebook = read_notebook(path)
    names = [cell_name(cell) for cell in notebook.cells]
    twice = [
        Fault(name, f"stands {count} times") for name, count in Counter(names).items() if count > 1
    ]
    if dumps(normal_form(notebook)) == path.read_text(encoding="utf-8"):
        return twice
    return [*twice, Fault("", f"is not in normal form: run `{program()} normalise`")]


def unlike_release(made: Path, committed: Path) -> list[Fault]:
    """Which files of `committed` differ from those that were made anew."""
    new, old = _contents(made), _contents(committed)
    cure = f"run `{program()} release`"
    return [
        Fault("", f"release/{committed.name}/{name} is not what it releases: {cure}")
        for name in sorted(new.keys() | old.keys())
        if new.get(name) != old.get(name)
    ]


def _contents(folder: Path) -> dict[str, bytes]:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path.read_bytes() for path in files if path.is_file()}


def of_source(source: NotebookNode, run: Execution) -> tuple[dict[str, int], list[Fault]]:
    """What the run of a source shows: how much was looked at, and faults."""
    if run.faults:
        return {}, [*run.faults, *errors(run.notebook)]
    figure_count, of_figures = figures(run.notebook)
    stated_count, of_stated = stated_outputs(source, run.notebook)
    counts = {"cells": len(source.cells), "stated outputs": stated_count, "figures": figure_count}
    return counts, [*errors(run.notebook), *of_stated, *of_figures]
