"""What was handed in: finding submissions, and putting each into the form that nbgrader expects.

nbgrader wants `<chapter>.ipynb`, readable and of today's format, and otherwise drops the student
or stops. Here each submission is staged: copied to a temporary folder in that form where it can
be, and described where it cannot.
"""

import glob
import shutil
from dataclasses import dataclass
from pathlib import Path

from course.grading.notebooks import NotebookError, read_notebook, write_notebook


@dataclass(frozen=True, order=True)
class Submission:
    """One student's folder for one chapter, `submitted/<student>/<chapter>`."""

    chapter: str
    student: str
    path: Path

    @property
    def student_glob(self) -> str:
        """The student as nbgrader wants it: a glob pattern that matches this name alone."""
        return glob.escape(self.student)


@dataclass(frozen=True)
class Staged:
    """A submission in nbgrader's form.

    Attributes:
        notebook: the staged copy, or None where there is nothing that could be graded.
        notes: what was unusual, a sentence each.
        unreadable: a notebook was handed in, but no program can read it.
    """

    notebook: Path | None
    notes: tuple[str, ...] = ()
    unreadable: bool = False


def find_submissions(
    submitted: Path, chapters: list[str], students: list[str] | None = None
) -> list[Submission]:
    """All submissions for the chapters, of the students named or of all, in order."""
    found = []
    for chapter in chapters:
        for path in submitted.glob(f"*/{chapter}"):
            student = path.parent.name
            if (
                path.is_dir()
                and not student.startswith(".")
                and (not students or student in students)
            ):
                found.append(Submission(chapter, student, path))
    return sorted(found)


def stage(submission: Submission, folder: Path) -> Staged:
    """Copy a submission to `folder/<student>/<chapter>/<chapter>.ipynb`, with its other files."""
    target = folder / submission.student / submission.chapter
    target.mkdir(parents=True)
    handed_in, notes = _choose_notebook(submission)
    if handed_in is None:
        return Staged(None, notes)
    try:
        notebook = read_notebook(handed_in)
    except NotebookError as error:
        return Staged(None, (*notes, str(error)), unreadable=True)
    _copy_other_files(submission.path, target)
    path = target / f"{submission.chapter}.ipynb"
    write_notebook(notebook, path)
    return Staged(path, notes)


def _choose_notebook(submission: Submission) -> tuple[Path | None, tuple[str, ...]]:
    """The notebook to grade: the one with the chapter's name, or the only one there is."""
    expected = submission.path / f"{submission.chapter}.ipynb"
    if expected.is_file() and not expected.is_symlink():
        return expected, ()
    others = sorted(
        path for path in submission.path.glob("*.ipynb") if path.is_file() and not path.is_symlink()
    )
    if len(others) == 1:
        return others[0], (f"{others[0].name} was graded as {expected.name}",)
    if others:
        names = ", ".join(path.name for path in others)
        return None, (f"no {expected.name}; which of these is it: {names}?",)
    return None, (f"no notebook: {expected.name} is missing",)


def _copy_other_files(source: Path, target: Path) -> None:
    """Copy what came with the notebook, following no link out of the submission."""
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        linked = any((source / part).is_symlink() for part in [*inside.parents, inside])
        if linked or not path.is_file() or path.suffix == ".ipynb":
            continue
        (target / inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / inside)
