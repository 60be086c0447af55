"""What was handed in: finding submissions, and putting each into the form that nbgrader expects.

nbgrader wants `<chapter>.ipynb`, readable and of today's format, and otherwise drops the student
or stops. Here each submission is collected into memory, within limits, and staged where it is
graded: put into that form where it can be, and described where it cannot.
"""

import errno
import glob
import os
import re
import shutil
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nbgrader.utils import parse_utc

from nbproctor.notebooks import NotebookError, read_notebook

# Larger submissions are not taken along; the files that a notebook writes have the same limits.
NOTEBOOK_LIMIT_MB = 20
CELLS_LIMIT = 25_000
OTHER_FILES_LIMIT_MB = 20
OTHER_FILES_LIMIT = 200
PATH_LIMIT_BYTES = 255  # of a file's path inside the submission
ENTRIES_LIMIT = 10_000  # files and folders that are looked at
TIMESTAMP_LIMIT = 64  # characters
MB = 1_000_000
TIMESTAMP = "timestamp.txt"

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
    """All submissions for the chapters, of the students named or of all, in order.

    A folder that may not be looked into counts as a submission: collecting it says so.
    """
    found = []
    for student in os.listdir(submitted) if submitted.is_dir() else ():
        if student.startswith(".") or (students and student not in students):
            continue
        for chapter in chapters:
            path = submitted / student / chapter
            try:
                is_folder = path.is_dir()
            except PermissionError:
                is_folder = True
            if is_folder:
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
        return others[0], (f"{printable(others[0].name)} was graded as {expected.name}",)
    if others:
        names = ", ".join(printable(path.name) for path in others)
        return None, (f"no {expected.name}; which of these is it: {names}?",)
    return None, (f"no notebook: {expected.name} is missing",)


def _copy_other_files(source: Path, target: Path) -> None:
    """Copy what came with the notebook, following no link out of the submission."""
    for name in list_files(source)[0]:
        if Path(name).suffix != ".ipynb":
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)


def list_files(folder: Path) -> tuple[dict[str, int], list[str]]:
    """List a folder without opening a file or following a link, however deep it is nested.

    Returns:
        Sizes in bytes by path inside the folder, notebooks first, then by name; and a phrase for
        each path that cannot be taken along.
    """
    found: dict[str, int] = {}
    left_out: list[str] = []
    waiting, entries = [""], 0
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(folder / inside) as scanned:
                for entry in scanned:
                    entries += 1
                    if entries > ENTRIES_LIMIT:
                        left_out.append(f"all beyond {ENTRIES_LIMIT:,} files and folders")
                        waiting.clear()
                        break
                    name = f"{inside}/{entry.name}" if inside else entry.name
                    if reason := _why_no_path(name):
                        left_out.append(f"{printable(name)} ({reason})")
                    elif entry.is_dir(follow_symlinks=False):
                        waiting.append(name)
                    elif entry.is_file(follow_symlinks=False):
                        found[name] = entry.stat(follow_symlinks=False).st_size
        except OSError as error:
            left_out.append(f"{printable(inside) or 'the folder'} ({error.strerror})")
    names = sorted(found, key=lambda name: (Path(name).suffix != ".ipynb", name))
    return {name: found[name] for name in names}, sorted(left_out)


def _why_no_path(name: str) -> str:
    """Why a path inside a submission cannot be taken along; empty where it can."""
    try:
        too_long = len(name.encode()) > PATH_LIMIT_BYTES
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    return f"its path is longer than {PATH_LIMIT_BYTES} bytes" if too_long else ""


def printable(name: str) -> str:
    r"""A file's name as text that can be printed, bytes that are not UTF-8 replaced.

    >>> printable("L\udcf6sung.txt")
    'L�sung.txt'
    """
    shown = os.fsencode(name).decode("utf-8", "replace")
    shown = "".join(each if each.isprintable() else "�" for each in shown)
    return shown if len(shown) <= 100 else f"{shown[:97]}..."


@dataclass(frozen=True)
class HandedIn:
    """The files of a submission in memory.

    Attributes:
        files: their names and contents, within the limits.
        notes: what was left out, a sentence each.
        refused: the notebook itself is too large or cannot be read: a human must look.
    """

    files: Files
    notes: tuple[str, ...] = ()
    refused: bool = False


def collect(submission: Submission) -> HandedIn:
    """Read a submission into memory, within the limits.

    Raises:
        OSError: its folder cannot be looked into.
    """
    os.listdir(submission.path)
    notebook, _ = _choose_notebook(submission)
    if notebook is not None and (reason := why_refused(notebook)):
        return HandedIn((), (reason,), refused=True)
    files, notes = read_files(submission.path, submission.chapter)
    if notebook is not None and notebook.name not in dict(files):
        files = ((printable(notebook.name), read_plain_file(notebook)), *files)
    dated = [pair for pair in files if pair[0] != TIMESTAMP or _is_date(pair[1])]
    if len(dated) < len(files):
        notes = (*notes, f"{TIMESTAMP} holds no date and was ignored")
    return HandedIn(tuple(dated), notes)


def why_refused(notebook: Path) -> str:
    """Why a notebook's file is too much to be parsed, and what to do; empty where it is not."""
    name = printable(notebook.name)
    try:
        size_mb = os.lstat(notebook).st_size / MB
        if size_mb > NOTEBOOK_LIMIT_MB:
            return (
                f"{name} is {size_mb:.0f} MB, more than the {NOTEBOOK_LIMIT_MB} MB that are "
                "graded. Ask for the file without its outputs."
            )
        cells = read_plain_file(notebook).count(b'"cell_type"')
    except OSError as error:
        return f"{name} cannot be read ({error.strerror}). Change its rights, or ask for it again."
    if cells > CELLS_LIMIT:
        return (
            f"{name} has {cells:,} cells, more than the {CELLS_LIMIT:,} that are graded. "
            "Ask for the file without them."
        )
    return ""


def read_plain_file(path: Path) -> bytes:
    """The content of a regular file; no link is followed, and no pipe is waited for.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        return file.read()


def read_files(folder: Path, chapter: str) -> tuple[Files, tuple[str, ...]]:
    """The files in a folder that grading takes along, and a note on what it leaves out."""
    names, left_out = names_within_limits(folder, chapter)
    files = []
    for name in names:
        try:
            files.append((name, read_plain_file(folder / name)))
        except OSError as error:
            left_out.append(f"{printable(name)} ({error.strerror})")
    if not left_out:
        return tuple(files), ()
    more = f" and {len(left_out) - 1} more" if left_out[1:] else ""
    return tuple(files), (f"left out beside the notebook: {left_out[0]}{more}",)


def names_within_limits(folder: Path, chapter: str) -> tuple[list[str], list[str]]:
    """The files in a folder that are taken along, and a phrase for each that is left out.

    Nothing may have the name of a result of grading, nor lie in a folder of such a name.
    """
    sizes, left_out = list_files(folder)
    kept: list[str] = []
    others, room = 0, OTHER_FILES_LIMIT_MB * MB
    for name, size in sizes.items():
        top, _, below = name.partition("/")
        if top == f"{chapter}.html" or (below and top in (f"{chapter}.ipynb", TIMESTAMP)):
            left_out.append(f"{printable(name)} (grading uses the name {top})")
        elif name == f"{chapter}.ipynb":
            kept.append(name)
        elif size <= room and others < OTHER_FILES_LIMIT:
            room, others = room - size, others + 1
            kept.append(name)
        else:
            limits = f"{OTHER_FILES_LIMIT} files, {OTHER_FILES_LIMIT_MB} MB"
            left_out.append(f"{printable(name)} (at most {limits})")
    return kept, left_out


def write_files(files: Files, folder: Path) -> None:
    """Write files into a folder, made where needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def timestamp_of(files: Files) -> datetime | None:
    """When a submission was handed in, in UTC, as nbgrader reads its `timestamp.txt`.

    Raises:
        ValueError, KeyError, OverflowError: the file holds something else than a date.
    """
    content = dict(files).get(TIMESTAMP, b"")
    text = content[: 4 * TIMESTAMP_LIMIT + 1].decode("utf-8", "replace").strip()
    if not text:
        return None
    if len(text) > TIMESTAMP_LIMIT:
        raise ValueError(f"longer than {TIMESTAMP_LIMIT} characters")
    # nbgrader opens what stands in the place of a time zone; `ZoneInfo` takes no paths.
    parts = text.split(" ")
    if len(parts) == 3 and not re.fullmatch(r"UTC|GMT|Z|[+-]?\d{1,5}", parts[2]):
        ZoneInfo(parts[2])
    when: datetime = parse_utc(text)
    return when


def _is_date(content: bytes) -> bool:
    try:
        timestamp_of(((TIMESTAMP, content),))
    except Exception:  # dateutil raises many kinds at made-up text
        return False
    return True
