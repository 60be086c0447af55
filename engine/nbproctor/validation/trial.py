"""Hands in a chapter's own solutions and its untouched release, and grades both as a class is.

The solutions are graded once more the other way, apart or beside, to tell the author which cells
earn the same both ways. The trial runs in a folder of its own: the course's gradebook and graded
submissions stay unchanged.
"""

import copy
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.preprocessors import IncludeHeaderFooter, InstantiateTests
from nbgrader.utils import determine_grade

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder, release
from nbproctor.gradebook.grades import label_cell
from nbproctor.gradebook.results import GradeResult
from nbproctor.grading.run_record import RUN
from nbproctor.grading.submissions import find_submissions
from nbproctor.notebooks import cell_name, is_auto_graded, read_notebook
from nbproctor.settings import HiddenCases, grades_all_apart
from nbproctor.temporary import temporary_folder
from nbproctor.validation import Fault

SOLVED, UNTOUCHED = "solved", "untouched"


@dataclass(frozen=True)
class Score:
    """Points of a grade cell; `earned` is None if it could not run, and `reason` tells why."""

    cell: str
    earned: float | None
    maximum: float
    reason: str = ""


NOT_GRADED = Score("", None, 0.0, "the notebook was not graded")


@dataclass(frozen=True)
class Trial:
    """The trial of a chapter.

    Attributes:
        points: the automatic points.
        faults: cells in which the solutions lose points or the release earns some.
        comparison: a line on the cells that earn the same beside and apart, and one for each other
            cell; empty if the cells cannot run beside, because the kernel does not see their cases.
    """

    points: int = 0
    faults: tuple[Fault, ...] = ()
    comparison: tuple[str, ...] = ()


def grade_trial(folder: CourseFolder, chapters: Sequence[str]) -> dict[str, Trial]:
    """Grade both trials of each chapter, and the solutions in both ways if they can run beside."""
    ours, others = _grade(folder, chapters), {}
    if not HiddenCases(config=folder.config).package:
        other = copy.deepcopy(folder.config)
        is_apart = grades_all_apart(folder.config)
        other.ExecuteCells.apart = not is_apart
        others = _grade(CourseFolder(folder.root, other), chapters, untouched=False)
    trials = {}
    for chapter in chapters:
        solved, untouched = ours[chapter][SOLVED], ours[chapter][UNTOUCHED]
        faults = [*find_unexpected(solved, True), *find_unexpected(untouched, False)]
        points = round(sum(score.maximum for score in solved))
        comparison: tuple[str, ...] = ()
        if others:
            pair = (others[chapter][SOLVED], solved)
            comparison = compare(*(pair if is_apart else pair[::-1]))
        trials[chapter] = Trial(points, tuple(faults), comparison)
    return trials


def compare(beside: Sequence[Score], apart: Sequence[Score]) -> tuple[str, ...]:
    """Compare the scores of the same cells, graded beside and apart."""
    others = {score.cell: score for score in apart}
    pairs = [(score, others.get(score.cell, NOT_GRADED)) for score in beside]
    same = sum(one.earned == other.earned for one, other in pairs)
    lines = [f"graded beside and apart, {same} of {len(pairs)} cells earn the same"]
    for one, other in pairs:
        if one.earned != other.earned:
            lines.append(f"{one.cell}: beside {_describe(one)}; apart {_describe(other)}")
    return tuple(lines)


def _describe(score: Score) -> str:
    if score.earned is None:
        return f"could not run ({score.reason})"
    return f"{score.earned:g} of {score.maximum:g}"


def _grade(
    folder: CourseFolder, chapters: Sequence[str], untouched: bool = True
) -> dict[str, dict[str, list[Score]]]:
    """Grade the trials, and return the scores by chapter and student."""
    with temporary_folder("validate") as temporary:
        trial = _hand_in(folder, chapters, temporary, untouched)
        found = find_submissions(trial.root / "submitted", list(chapters))
        results = grade_class(trial, found, settings=RunSettings(feedback=False))
        scores: dict[str, dict[str, list[Score]]] = {chapter: {} for chapter in chapters}
        for result in results:
            scores[result.chapter][result.student] = _read_scores(trial, result)
    return scores


def _hand_in(
    folder: CourseFolder, chapters: Sequence[str], root: Path, untouched: bool
) -> CourseFolder:
    """Make a course folder in which the solutions, and the release if asked, are handed in."""
    config = copy.deepcopy(folder.config)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    trial = CourseFolder(root, config)
    for name in _list_included_files(folder):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(folder.root / name, root / name)
    for chapter in chapters:
        source = folder.source_folder(chapter)
        shutil.copytree(source, trial.source_folder(chapter))
        shutil.copytree(source, root / "submitted" / SOLVED / chapter)
        if untouched:
            release(trial, chapter, root / "submitted" / UNTOUCHED)
    return trial


def _read_scores(trial: CourseFolder, result: GradeResult) -> list[Score]:
    """Read the scores of a trial; a single one that could not run if it was not graded."""
    place = trial.root / "autograded" / result.student / result.chapter
    notebooks = trial.notebooks(result.chapter)
    paths = [place / f"{name}.ipynb" for name in notebooks]
    if not all(path.exists() for path in paths):
        return [Score("", None, 0.0, result.phrase)]
    return [
        replace(score, cell=label_cell(score.cell, path.stem, notebooks))
        for path in paths
        for score in list_scores(read_notebook(path))
    ]


def list_scores(autograded: NotebookNode) -> list[Score]:
    """List the scores of the grade cells of an autograded notebook.

    They come from the grader's own record if there is one, otherwise from the outputs, as nbgrader
    reads them.
    """
    record = autograded.metadata.get(RUN, {}).get("cells", {})
    found = []
    for cell in filter(is_auto_graded, autograded.cells):
        name, maximum = cell_name(cell), float(cell.metadata.nbgrader.points)
        if name in record:
            found.append(Score(name, record[name]["earned"], maximum, record[name]["reason"]))
        else:
            found.append(Score(name, _grade_by_nbgrader(cell), maximum))
    return found


def _grade_by_nbgrader(cell: NotebookNode) -> float | None:
    try:
        return float(determine_grade(cell)[0])
    except ValueError:  # the score is above the maximum
        return None


def find_unexpected(scores: Sequence[Score], solved: bool) -> list[Fault]:
    """Find grade cells in which solutions lose points or the release earns some."""
    whose = "its own solution" if solved else "its release, untouched,"
    faults = []
    for score in scores:
        if score.earned is None:
            reason = score.reason or "its score is above the maximum"
            faults.append(Fault(score.cell, f"with {whose} it could not run: {reason}"))
        elif score.earned != (score.maximum if solved else 0):
            points = f"{score.earned:g} of {score.maximum:g} points"
            faults.append(Fault(score.cell, f"{whose} earns {points}"))
    return faults


def _list_included_files(folder: CourseFolder) -> list[str]:
    """List the files outside of chapters that nbgrader reads when it releases, from the root."""
    around = IncludeHeaderFooter(config=folder.config)
    tests = InstantiateTests(config=folder.config).autotest_filename
    names = filter(None, (around.header, around.footer, tests))
    return [name for name in names if (folder.root / name).is_file() and name[0] != "/"]
