"""Tells whether a course's notebooks are ready for students: `nbproctor validate`, also for CI.

Each chapter's files are checked and released anew (leaks.py, links.py). Its solutions and its
release are handed in and graded as a class is (trial.py). Its source is run as its author runs it,
to check outputs and figures (execution.py, figures.py).
"""

import asyncio
import copy
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Sized
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from nbproctor.course_folder import CourseFolder, release
from nbproctor.errors import CourseError, program
from nbproctor.gradebook.grades import label_cell, label_text
from nbproctor.grading.apart.cell_code import read_code
from nbproctor.notebooks import (
    DEMONSTRATION,
    cell_name,
    dumps,
    is_demonstration,
    normal_form,
    read_notebook,
)
from nbproctor.settings import HiddenCases, Release
from nbproctor.temporary import temporary_folder
from nbproctor.validation import Fault
from nbproctor.validation.execution import Execution, check_stated_outputs, execute, find_errors
from nbproctor.validation.figures import check_figures
from nbproctor.validation.leaks import find_leaks
from nbproctor.validation.links import check_links
from nbproctor.validation.trial import Trial, grade_trial


@dataclass(frozen=True)
class Verdict:
    """The verdict on a chapter.

    Attributes:
        chapter: its name.
        source: its notebook, or its folder if it has several, relative to the course folder.
        faults: what is wrong; the chapter is ready if there are none.
        counts: number of things of each kind that were checked, by the name of the kind.
        seconds: wall-clock time of its run.
        comparison: which cells earn the same beside and apart, see `Trial`.
    """

    chapter: str
    source: Path
    faults: tuple[Fault, ...]
    counts: dict[str, int]
    seconds: float = 0.0
    comparison: tuple[str, ...] = ()

    def __str__(self) -> str:
        more = "".join(f"\n    {line}" for line in self.comparison)
        if self.faults:
            reasons = "".join(f"\n    {self.source}: {fault}" for fault in self.faults)
            return f"✗ {self.chapter}: {len(self.faults)} to mend{reasons}{more}"
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.items())
        return f"✓ {self.chapter}: {counts} ({self.seconds:.0f} s){more}"

    def to_json(self) -> dict[str, Any]:
        """Represent the verdict for `validate --json`; docs/commands.md describes the keys."""
        return {
            "assignment": self.chapter,
            "source": str(self.source),
            "ready": not self.faults,
            "faults": [asdict(fault) for fault in self.faults],
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "comparison": self.comparison,
        }


def list_forbidden_words(folder: CourseFolder) -> list[str]:
    """List words that a release must not mention: the package of hidden cases, and settings."""
    package = HiddenCases(config=folder.config).package
    return [*filter(None, [package]), *Release(config=folder.config).forbidden_words]


def validate(
    folder: CourseFolder,
    chapters: Sequence[str],
    when_done: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """Check chapters, one a core at a time, and call `when_done` with each verdict."""
    verdicts: dict[str, Verdict] = {}

    def done(verdict: Verdict) -> None:
        verdicts[verdict.chapter] = verdict
        when_done(verdict)

    checked: dict[str, CheckedFiles] = {}
    for chapter in chapters:
        try:
            checked[chapter] = check_files(folder, chapter)
        except CourseError as error:  # it cannot be read, or nbgrader cannot release it
            done(Verdict(chapter, _find_place(folder, chapter), (Fault("", str(error)),), {}))
    trials = grade_trial(folder, list(checked)) if checked else {}
    asyncio.run(_run_sources(folder, checked, trials, done))
    return [verdicts[chapter] for chapter in chapters]


def _find_place(folder: CourseFolder, chapter: str) -> Path:
    notebooks = folder.notebooks(chapter)
    path = folder.source_folder(chapter)
    if len(notebooks) == 1:
        path = folder.source(chapter, *notebooks)
    return path.relative_to(folder.root)


def _label_faults(faults: Iterable[Fault], notebook: str, notebooks: Sized) -> list[Fault]:
    """Name the notebook in faults if its chapter has several."""
    return [
        replace(each, cell=label_cell(each.cell, notebook, notebooks))
        if each.cell
        else replace(each, reason=label_text(each.reason, notebook, notebooks))
        for each in faults
    ]


@dataclass(frozen=True)
class CheckedFiles:
    """A chapter's sources by name, and the faults that were found before anything ran."""

    sources: dict[str, NotebookNode]
    faults: tuple[Fault, ...]
    links: int


def check_files(folder: CourseFolder, chapter: str) -> CheckedFiles:
    """Check a chapter's sources, their links, their new release and the one in release/.

    Raises:
        CourseError: a source cannot be read or released.
    """
    committed = folder.root / "release" / chapter
    paths = [folder.source(chapter, name) for name in folder.notebooks(chapter)]
    sources = {path.stem: read_notebook(path) for path in paths}
    whole = NotebookNode(cells=[cell for source in sources.values() for cell in source.cells])
    with temporary_folder("validate") as temporary:
        made = release(folder, chapter, temporary)
        released = {path.stem: read_notebook(path) for path in made}
        faults = compare_release(temporary / chapter, committed)
    link_count, wanted = 0, Release(config=folder.config)
    for path in paths:
        links, of_links = check_links(
            sources[path.stem], [path.parent, committed], wanted.alternative_text
        )
        link_count += links
        leaked = find_leaks(whole, released[path.stem], list_forbidden_words(folder))
        of_tags = check_demonstrations(sources[path.stem])
        of_names = check_names(sources[path.stem])
        of_form = check_normal_form(path) if wanted.normal_form else []
        found = [*of_names, *of_form, *of_tags, *leaked, *of_links]
        faults += _label_faults(found, path.stem, sources)
    return CheckedFiles(sources, tuple(faults), link_count)


async def _run_sources(
    folder: CourseFolder,
    checked: dict[str, CheckedFiles],
    trials: dict[str, Trial],
    done: Callable[[Verdict], None],
) -> None:
    slots = asyncio.Semaphore(os.cpu_count() or 1)
    needs_text = Release(config=folder.config).alternative_text

    async def run(chapter: str, files: CheckedFiles) -> None:
        trial = trials[chapter]
        faults, counts, seconds = list(files.faults), Counter[str](), 0.0
        for name, source in files.sources.items():  # one after the other, as they share a folder
            async with slots:
                start = time.perf_counter()
                place = folder.source_folder(chapter)
                executed = await execute(copy.deepcopy(source), place, folder.config)
                seconds += time.perf_counter() - start
            found, of_run = check_run(source, executed, needs_text)
            counts.update(found)
            faults += _label_faults(of_run, name, files.sources)
        numbers = {"points": trial.points, **counts, "links": files.links}
        where = _find_place(folder, chapter)
        done(Verdict(chapter, where, (*faults, *trial.faults), numbers, seconds, trial.comparison))

    await asyncio.gather(*(run(chapter, files) for chapter, files in checked.items()))


def check_names(source: NotebookNode) -> list[Fault]:
    """Check that no two cells share a name."""
    counts = Counter(map(cell_name, source.cells))
    return [Fault(name, f"stands {count} times") for name, count in counts.items() if count > 1]


def check_normal_form(path: Path) -> list[Fault]:
    """Check that a source is as `normalise` writes it."""
    if dumps(normal_form(read_notebook(path))) == path.read_text(encoding="utf-8"):
        return []
    return [Fault("", f"is not in normal form: run `{program()} normalise`")]


def check_demonstrations(source: NotebookNode) -> list[Fault]:
    """Check that cells tagged as demonstrations can be left out while answers are graded."""
    faults = []
    for cell in source.cells:
        if DEMONSTRATION in cell.metadata.get("tags", ()):
            code = read_code(cell.source)
            if not is_demonstration(cell):
                reason = "but it is no code cell, an answer or a test"
            elif code is None or code.is_unclear:
                reason = "but its text does not show which names it makes"
            else:
                continue
            faults.append(Fault(cell_name(cell), f"is tagged `{DEMONSTRATION}`, {reason}"))
    return faults


def compare_release(made: Path, committed: Path) -> list[Fault]:
    """Find the files of `committed` that differ from a new release."""
    new, old = _read_files(made), _read_files(committed)
    cure = f"run `{program()} release`"
    return [
        Fault("", f"release/{committed.name}/{name} is not what it releases: {cure}")
        for name in sorted(new.keys() | old.keys())
        if new.get(name) != old.get(name)
    ]


def _read_files(folder: Path) -> dict[str, bytes]:
    files = sorted(folder.rglob("*"))
    return {str(p.relative_to(folder)): p.read_bytes() for p in files if p.is_file()}


def check_run(
    source: NotebookNode, run: Execution, needs_text: bool
) -> tuple[dict[str, int], list[Fault]]:
    """Check the run of a source; return the number of things of each kind, and faults.

    Args:
        needs_text: whether a figure without alternative text is a fault.
    """
    if run.faults:
        return {}, [*run.faults, *find_errors(run.notebook)]
    figure_count, of_figures = check_figures(run.notebook)
    stated_count, of_stated = check_stated_outputs(source, run.notebook)
    counts = {"cells": len(source.cells), "stated outputs": stated_count, "figures": figure_count}
    faults = [*find_errors(run.notebook), *of_stated, *(of_figures if needs_text else ())]
    return counts, faults
