"""Hands in a chapter's own solutions and its untouched release, and grades both as a class is.

The trial runs in a folder of its own: the course's gradebook and graded submissions stay unchanged.
"""

import copy
import shutil
import tempfile
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
from nbproctor.validation import Fault

SOLVED, UNTOUCHED = "solved", "untouched"


@dataclass(frozen=True)
class Score:
    """Points of a grade cell; `earned` is None if it could not run, and `reason` tells why."""

    cell: str
    earned: float | None
    maximum: float
    reason: str = ""


def grade_trial(
    folder: CourseFolder, chapters: Sequence[str]
) -> dict[str, tuple[int, list[Fault]]]:
    """Grade both trials of each chapter.

    Returns:
        The automatic points of each chapter, and a fault for each cell in which its solutions lose
        points or its release earns some.
    """
    with tempfile.TemporaryDirectory(prefix="course-validate-") as temporary:
        trial = _hand_in(folder, chapters, Path(temporary))
        found = find_submissions(trial.root / "submitted", list(chapters))
        results = grade_class(trial, found, settings=RunSettings(feedback=False))
        trials: dict[str, tuple[int, list[Fault]]] = {chapter: (0, []) for chapter in chapters}
        for result in results:
            points, faults = trials[result.chapter]
            lost, maximum = _find_faults(trial, result)
            trials[result.chapter] = (max(points, maximum), [*faults, *lost])
    return trials


def _hand_in(folder: CourseFolder, chapters: Sequence[str], root: Path) -> CourseFolder:
    """Make a course folder in which two students have handed in the chapters."""
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
        release(trial, chapter, root / "submitted" / UNTOUCHED)
    return trial


def _find_faults(trial: CourseFolder, result: GradeResult) -> tuple[list[Fault], int]:
    """Find faults in the scores of a trial, and sum up the chapter's automatic points."""
    place = trial.root / "autograded" / result.student / result.chapter
    notebooks = trial.notebooks(result.chapter)
    paths = [place / f"{name}.ipynb" for name in notebooks]
    if not all(path.exists() for path in paths):
        return [Fault("", f"could not be graded: {result.phrase}")], 0
    scores = [
        replace(score, cell=label_cell(score.cell, path.stem, notebooks))
        for path in paths
        for score in list_scores(read_notebook(path))
    ]
    return find_unexpected(scores, result.student == SOLVED), round(sum(s.maximum for s in scores))


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
