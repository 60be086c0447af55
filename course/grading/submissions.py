"""What was handed in: finding submissions, and putting each into the form that nbgrader expects.

nbgrader wants `<chapter>.ipynb`, readable and of today's format, and otherwise drops the student
or stops. Here each submission is collected into memory, within limits, and staged where it is
graded: put into that form where it can be, and described where it cannot.
"""

import glob
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.utils import parse_utc

from course.grading.notebooks import NotebookError, read_notebook

# What is larger is not taken along; what a notebook's program writes is bounded likewise.
NOTEBOOK_LIMIT_MB = 20
OTHER_FILES_LIMIT_MB = 20
OTHER_FILES_LIMIT = 200
MB = 1_000_000

Files = tuple[tuple[str, bytes], ...]


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
        read_notebook(handed_in)
    except NotebookError as error:
        return Staged(None, (*notes, str(error)), unreadable=True)
    _copy_other_files(submission.path, target)
    path = target / f"{submission.chapter}.ipynb"
    shutil.copyfile(handed_in, path)
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
    for inside in _plain_files(source):
        if inside.suffix != ".ipynb":
            (target / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / inside, target / inside)


def _plain_files(folder: Path) -> Iterator[Path]:
    """Every file in a folder, relative to it, in order; links and what they lead to left out."""
    for name, folders, files in os.walk(folder):
        folders.sort()
        for path in sorted(Path(name) / file for file in files):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder)


@dataclass(frozen=True)
class HandedIn:
    """The files of a submission in memory.

    Attributes:
        files: their names and contents, within the limits.
        notes: what was left out, a sentence each.
        refused: the notebook itself is too large: a human must look.
    """

    files: Files
    notes: tuple[str, ...] = ()
    refused: bool = False


def collect(submission: Submission) -> HandedIn:
    """Read a submission into memory, within the limits."""
    notebook, _ = _choose_notebook(submission)
    if notebook is not None and notebook.stat().st_size > NOTEBOOK_LIMIT_MB * MB:
        note = (
            f"{notebook.name} is {notebook.stat().st_size / MB:.0f} MB, more than the "
            f"{NOTEBOOK_LIMIT_MB} MB that are graded. Ask for the file without its outputs."
        )
        return HandedIn((), (note,), refused=True)
    files, notes = read_files(submission.path, submission.chapter)
    dated = [pair for pair in files if pair[0] != "timestamp.txt" or _is_date(pair[1])]
    if len(dated) < len(files):
        notes = (*notes, "timestamp.txt holds no date and was ignored")
    return HandedIn(tuple(dated), notes)


def read_files(folder: Path, chapter: str) -> tuple[Files, tuple[str, ...]]:
    """The files in a folder, notebooks first, and a note where the limits cut some off."""
    names, left_out = names_within_limits(folder, chapter)
    files = tuple((str(inside), (folder / inside).read_bytes()) for inside in names)
    if not left_out:
        return files, ()
    note = f"{left_out[0]} and {len(left_out) - 1} more files" if left_out[1:] else str(left_out[0])
    limits = f"{OTHER_FILES_LIMIT} files, {OTHER_FILES_LIMIT_MB} MB"
    return files, (f"left out beside the notebook: {note} (at most {limits})",)


def names_within_limits(folder: Path, chapter: str) -> tuple[list[Path], list[Path]]:
    """The files in a folder that are taken along, notebooks first, and those that are left out."""
    found = sorted(_plain_files(folder), key=lambda path: (path.suffix != ".ipynb", path))
    kept: list[Path] = []
    left_out: list[Path] = []
    others, room = 0, OTHER_FILES_LIMIT_MB * MB
    for inside in found:
        size = (folder / inside).stat().st_size
        if str(inside) == f"{chapter}.ipynb":
            kept.append(inside)
        elif size <= room and others < OTHER_FILES_LIMIT:
            room, others = room - size, others + 1
            kept.append(inside)
        else:
            left_out.append(inside)
    return kept, left_out


def write_files(files: Files, folder: Path) -> None:
    """Write files into a folder, made where needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def timestamp_of(files: Files) -> datetime | None:
    """When a submission was handed in, in UTC, as nbgrader reads its `timestamp.txt`."""
    text = dict(files).get("timestamp.txt", b"").decode("utf-8", "replace").strip()
    return parse_utc(text) if text else None


def _is_date(content: bytes) -> bool:
    try:
        timestamp_of((("timestamp.txt", content),))
    except (ValueError, OverflowError):
        return False
    return True
