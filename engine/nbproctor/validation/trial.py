"""Hands in a chapter's own solutions, and its release untouched, and grades both as a class is.

For `course validate`. All of it happens in a folder of its own: the course's gradebook and what it
has graded stay as they are.
"""

import copy
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder, release
from nbproctor.gradebook.results import GradeResult
from nbproctor.grading.apart.run_record import RUN
from nbproctor.grading.submissions import find_submissions
from nbproctor.notebooks import cell_name, is_auto_graded, read_notebook
from nbproctor.validation.faults import Fault

SOLVED, UNTOUCHED = "solved", "untouched"


@dataclass(frozen=True)
class Score:
    """What a grade cell earned; `earned` is None where it could not run, and `reason` says why."""

    cell: str
    earned: float | None
    maximum: float
    reason: str = ""


def grade_trial(
    folder: CourseFolder, chapters: Sequence[str]
) -> dict[str, tuple[int, list[Fault]]]:
    """Grade both trials of chapters that nbgrader can release.

    Returns:
        For each chapter its automatic points, and a fault for each point that its solutions lose or
        that its release gives.
    """
    with tempfile.TemporaryDirectory(prefix="course-validate-") as temporary:
        trial = _hand_in(folder, chapters, Path(temporary))
        found = find_submissions(trial.root / "submitted", list(chapters))
        results = grade_class(trial, found, settings=RunSettings(feedback=False))
        made: dict[str, tuple[int, list[Fault]]] = {chapter: (0, []) for chapter in chapters}
        for result in results:
            points, faults = made[result.chapter]
            lost, maximum = _faults(trial, result)
            made[result.chapter] = (max(points, maximum), [*faults, *lost])
    return made


def _hand_in(folder: CourseFolder, chapters: Sequence[str], root: Path) -> CourseFolder:
    """A course folder in which two students have handed in the chapters."""
    config = copy.deepcopy(folder.config)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    trial = CourseFolder(root, config)
    for chapter in chapters:
        shutil.copytree(folder.source(chapter).parent, trial.source(chapter).parent)
        shutil.copytree(folder.source(chapter).parent, root / "submitted" / SOLVED / chapter)
        release(trial, chapter, root / "submitted" / UNTOUCHED)
    return trial


def _faults(trial: CourseFolder, result: GradeResult) -> tuple[list[Fault], int]:
    """What a trial should have earned otherwise, and the chapter's automatic points."""
    name = f"{result.chapter}.ipynb"
    path = trial.root / "autograded" / result.student / result.chapter / name
    if not path.exists():
        return [Fault("", f"could not be graded: {result.phrase}")], 0
    scores = read_scores(read_notebook(path))
    return unexpected(scores, result.student == SOLVED), round(sum(s.maximum for s in scores))


def read_scores(autograded: NotebookNode) -> list[Score]:
    """What each grade cell of an autograded notebook earned.

    From the grader's own record where there is one; else from the outputs, as nbgrader reads them.
    """
    record = autograded.metadata.get(RUN, {}).get("cells", {})
    found = []
    for cell in filter(is_auto_graded, autograded.cells):
        name, maximum = cell_name(cell), float(cell.metadata.nbgrader.points)
        if name in record:
            found.append(Score(name, record[name]["earned"], maximum, record[name]["reason"]))
        else:
            found.append(Score(name, _by_nbgrader(cell), maximum))
    return found


def _by_nbgrader(cell: NotebookNode) -> float | None:
    try:
        return float(determine_grade(cell)[0])
    except ValueError:  # above the maximum, and nbgrader stops there
        return None


def unexpected(scores: Sequence[Score], solved: bool) -> list[Fault]:
    """Grade cells that give less than all to the solutions, or anything to the release."""
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
