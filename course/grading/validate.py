"""Whether the course's notebooks are ready for students: `course validate`, for its own CI.

Each chapter is looked at as a file, released anew, and run twice, once as its author wrote it and
once as a student gets it; everything else is read from those two runs.
"""

import asyncio
import copy
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from course.errors import CourseError
from course.grading.chapters import CourseFolder, release
from course.grading.execution import Execution, errors, execute, points, stated_outputs
from course.grading.faults import Fault, cell_name
from course.grading.figures import figures
from course.grading.leaks import leaks
from course.grading.links import links
from course.grading.notebooks import dumps, normal_form, read_notebook
from course.grading.restore import restore


@dataclass(frozen=True)
class Verdict:
    """What came of looking at a chapter.

    Attributes:
        chapter: its name.
        source: the notebook, relative to the course folder.
        faults: what is wrong; it is ready where there are none.
        counts: how many of each thing were looked at, by their names.
        seconds: wall time.
    """

    chapter: str
    source: Path
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    seconds: float

    def __str__(self) -> str:
        if self.faults:
            reasons = "".join(f"\n    {self.source}: {fault}" for fault in self.faults)
            return f"✗ {self.chapter}: {len(self.faults)} to mend{reasons}"
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"✓ {self.chapter}: {counts} ({self.seconds:.0f} s)"


def validate(
    folder: CourseFolder,
    chapters: Iterable[str],
    when_done: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """Look at chapters, as many notebooks at a time as there are cores."""

    async def all_of_them() -> list[Verdict]:
        slots = asyncio.Semaphore(os.cpu_count() or 1)

        async def one(chapter: str) -> Verdict:
            start = time.perf_counter()
            path = folder.source(chapter).relative_to(folder.root)
            try:
                counts, faults = await _look(folder, chapter, slots)
            except CourseError as error:  # it cannot be read, or nbgrader cannot release it
                counts, faults = {}, [Fault("", str(error))]
            seconds = time.perf_counter() - start
            verdict = Verdict(chapter, path, tuple(faults), counts, seconds)
            when_done(verdict)
            return verdict

        return list(await asyncio.gather(*map(one, chapters)))

    return asyncio.run(all_of_them())


async def _look(
    folder: CourseFolder, chapter: str, slots: asyncio.Semaphore
) -> tuple[dict[str, int], list[Fault]]:
    async with slots:
        path = folder.source(chapter)
        source = read_notebook(path)
        faults = unlike_normal_form(path)
        released, of_release = _release(folder, chapter, source)
        link_count, of_links = links(source, [path.parent, folder.root / "release" / chapter])
        solved = await execute(copy.deepcopy(source), path.parent, folder.config)
    async with slots:
        handed_in, _ = restore(released, source, released)
        untouched = await execute(handed_in, path.parent, folder.config, grading=True)
    counts, of_run = of_solved(source, solved)
    counts["links"] = link_count
    return counts, [*faults, *of_release, *of_links, *of_run, *of_untouched(untouched)]


def unlike_normal_form(path: Path) -> list[Fault]:
    """Whether a source is written as `course normalise` would write it, and names no cell twice."""
    notebook = read_notebook(path)
    names = [cell_name(cell) for cell in notebook.cells]
    twice = [
        Fault(name, f"stands {count} times") for name, count in Counter(names).items() if count > 1
    ]
    if dumps(normal_form(notebook)) == path.read_text(encoding="utf-8"):
        return twice
    return [*twice, Fault("", "is not in normal form: run `course normalise`")]


def _release(
    folder: CourseFolder, chapter: str, source: NotebookNode
) -> tuple[NotebookNode, list[Fault]]:
    """The chapter as students get it, what it gives away, and whether release/ is up to date."""
    with tempfile.TemporaryDirectory(prefix="course-validate-") as temporary:
        path = release(folder, chapter, Path(temporary))
        released = read_notebook(path)
        old = unlike_release(path.parent, folder.root / "release" / chapter)
    return released, [*leaks(source, released), *old]


def unlike_release(made: Path, committed: Path) -> list[Fault]:
    """Which files of `committed` differ from those that were made anew."""
    new, old = _contents(made), _contents(committed)
    return [
        Fault("", f"release/{committed.name}/{name} is not what it releases: run `course release`")
        for name in sorted(new.keys() | old.keys())
        if new.get(name) != old.get(name)
    ]


def _contents(folder: Path) -> dict[str, bytes]:
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path.read_bytes() for path in files if path.is_file()}


def of_solved(source: NotebookNode, run: Execution) -> tuple[dict[str, int], list[Fault]]:
    """What the run of a source shows: counts of what was looked at, and faults."""
    if run.faults:
        return {}, [*run.faults, *errors(run.notebook)]
    figure_count, of_figures = figures(run.notebook)
    stated_count, of_stated = stated_outputs(source, run.notebook)
    scores = points(run.notebook)
    lost = [
        Fault(name, f"its own solution earns {_number(score)} of {maximum:g} points")
        for name, (score, maximum) in scores.items()
        if score != maximum
    ]
    counts = {
        "cells": len(source.cells),
        "points": round(sum(maximum for _, maximum in scores.values())),
        "stated outputs": stated_count,
        "figures": figure_count,
    }
    return counts, [*errors(run.notebook), *of_stated, *lost, *of_figures]


def of_untouched(run: Execution) -> list[Fault]:
    """Points that the release earns before anybody has written a line."""
    died = [Fault(fault.cell, f"in its release {fault.reason}") for fault in run.faults]
    earned = [
        Fault(name, f"its release earns {_number(score)} of {maximum:g} points untouched")
        for name, (score, maximum) in points(run.notebook).items()
        if score != 0
    ]
    return died or earned


def _number(score: float | None) -> str:
    return "more than the maximum" if score is None else f"{score:g}"
