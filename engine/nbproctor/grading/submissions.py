"""Finds submissions, says what is wrong with them as files, and puts them into nbgrader's form.

nbgrader expects a readable `<chapter>.ipynb` in the current format. It drops the student or stops
if it finds anything else. A class run collects each submission into memory, within limits, and
stages it where it is graded. `nbgrader autograde` follows the same rules, see
submitted_notebook.py.
"""

import errno
import glob
import os
import re
import stat
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nbgrader.utils import parse_utc

from nbproctor.notebooks import NotebookError, parse_notebook

# Limits of a submission, and of the files that its notebook writes.
NOTEBOOK_LIMIT_MB = 20
CELLS_LIMIT = 25_000
OTHER_FILES_LIMIT_MB = 20
OTHER_FILES_LIMIT = 200
PATH_LIMIT_BYTES = 255  # path of a file inside the submission
ENTRIES_LIMIT = 10_000  # files and folders that are listed
TIMESTAMP_LIMIT = 64  # characters
MB = 1_000_000
TIMESTAMP = "timestamp.txt"

Files = tuple[tuple[str, bytes], ...]

# nbgrader and formgrader write names of students into pages as they are.
_ODD_IN_NAME = re.compile(r"[<>\"\\\[\]*?\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, order=True)
class Submission:
    """One student's folder for one chapter, `submitted/<student>/<chapter>`."""

    chapter: str
    student: str
    path: Path

    @property
    def student_glob(self) -> str:
        """The glob pattern, which nbgrader expects, that matches this student alone."""
        return glob.escape(self.student)


@dataclass(frozen=True)
class Staged:
    """A submission in nbgrader's form.

    Attributes:
        notebook: the staged copy, or None if there is nothing to grade.
        notes: a sentence for each unusual thing.
        unreadable: whether a notebook was handed in that no program can read.
    """

    notebook: Path | None
    notes: tuple[str, ...] = ()
    unreadable: bool = False


def find_submissions(
    submitted: Path, chapters: list[str], students: list[str] | None = None
) -> list[Submission]:
    """Return the submissions for the chapters, in order, of all students or of those named.

    A folder without read permission counts as a submission; `collect` then raises the error.
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


def why_odd(student: str) -> str:
    r"""Return why a folder's name cannot be a student's, and what to do; "" if it can.

    >>> why_odd("O'Hara & Söhne")
    ''
    >>> print(why_odd("<b>"))
    the folder '<b>' cannot be a student's name: rename it without < > " [ ] * ? and \.
    """
    if not _ODD_IN_NAME.search(student):
        return ""
    return (
        f"the folder {student!r} cannot be a student's name: "
        'rename it without < > " [ ] * ? and \\.'
    )


def stage(files: Files, chapter: str, folder: Path) -> Staged:
    """Write the files of a submission into a folder, with its notebook as `<chapter>.ipynb`."""
    contents = dict(files)
    top = [name for name in contents if name.endswith(".ipynb") and "/" not in name]
    name, notes = _choose_notebook(top, chapter)
    if not name:
        return Staged(None, notes)
    try:
        parse_notebook(contents[name], name)
    except NotebookError as error:
        return Staged(None, (*notes, str(error)), unreadable=True)
    others = ((name, data) for name, data in files if not name.endswith(".ipynb"))
    write_files(((f"{chapter}.ipynb", contents[name]), *others), folder)
    return Staged(folder / f"{chapter}.ipynb", notes)


def _choose_notebook(names: list[str], chapter: str) -> tuple[str, tuple[str, ...]]:
    """Choose the notebook to grade: the one with the chapter's name, or the only one.

    Returns:
        Its name, or "" if there is none; and notes.
    """
    expected = f"{chapter}.ipynb"
    if expected in names:
        return expected, ()
    if len(names) == 1:
        return names[0], (f"{make_printable(names[0])} was graded as {expected}",)
    if names:
        shown = ", ".join(map(make_printable, sorted(names)))
        return "", (f"no {expected}; which of these is it: {shown}?",)
    return "", (f"no notebook: {expected} is missing",)


def list_files(folder: Path) -> tuple[dict[str, int], list[str]]:
    """List a folder of any depth without opening a file or following a link.

    Returns:
        Sizes in bytes by path inside the folder, notebooks first, then by name; and a phrase for
        each path that is left out.
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
                    if reason := _why_left_out(name):
                        left_out.append(f"{make_printable(name)} ({reason})")
                    elif entry.is_dir(follow_symlinks=False):
                        waiting.append(name)
                    elif entry.is_file(follow_symlinks=False):
                        found[name] = entry.stat(follow_symlinks=False).st_size
        except OSError as error:
            left_out.append(f"{make_printable(inside) or 'the folder'} ({error.strerror})")
    names = sorted(found, key=lambda name: (Path(name).suffix != ".ipynb", name))
    return {name: found[name] for name in names}, sorted(left_out)


def _why_left_out(name: str) -> str:
    """Return why a path inside a submission is left out; "" if it is not."""
    try:
        too_long = len(name.encode()) > PATH_LIMIT_BYTES
    except UnicodeEncodeError:
        return "its name is not UTF-8"
    return f"its path is longer than {PATH_LIMIT_BYTES} bytes" if too_long else ""


def make_printable(name: str) -> str:
    r"""Turn a file's name into text that can be printed, with bytes that are not UTF-8 replaced.

    >>> make_printable("L\udcf6sung.txt")
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
        notes: a sentence on what was left out.
        refused: whether the notebook itself is too large or unreadable, so that a human must look.
    """

    files: Files
    notes: tuple[str, ...] = ()
    refused: bool = False


def collect(submission: Submission) -> HandedIn:
    """Read a submission into memory, within the limits.

    Raises:
        OSError: its folder cannot be listed.
    """
    os.listdir(submission.path)
    found = submission.path.glob("*.ipynb")
    names = [path.name for path in found if path.is_file() and not path.is_symlink()]
    name, _ = _choose_notebook(names, submission.chapter)
    if name and (reason := why_refused(submission.path / name)):
        return HandedIn((), (reason,), refused=True)
    files, notes = read_files(submission.path, submission.chapter)
    if name and name not in dict(files):
        files = ((make_printable(name), read_plain_file(submission.path / name)), *files)
    dated = [pair for pair in files if pair[0] != TIMESTAMP or _is_date(pair[1])]
    if len(dated) < len(files):
        notes = (*notes, f"{TIMESTAMP} holds no date and was ignored")
    return HandedIn(tuple(dated), notes)


def why_refused(notebook: Path) -> str:
    """Return why a notebook's file is not parsed, and what to do; "" if it can be."""
    name = make_printable(notebook.name)
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
    """Read a regular file without following a link or waiting for a pipe.

    Raises:
        OSError: it cannot be opened, or is not a regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is not a file")
        return file.read()


def read_files(folder: Path, chapter: str) -> tuple[Files, tuple[str, ...]]:
    """Read the files of a folder that are graded, with a note on those that are left out."""
    names, left_out = list_within_limits(folder, chapter)
    files = []
    for name in names:
        try:
            files.append((name, read_plain_file(folder / name)))
        except OSError as error:
            left_out.append(f"{make_printable(name)} ({error.strerror})")
    if not left_out:
        return tuple(files), ()
    more = f" and {len(left_out) - 1} more" if left_out[1:] else ""
    return tuple(files), (f"left out beside the notebook: {left_out[0]}{more}",)


def list_within_limits(folder: Path, chapter: str) -> tuple[list[str], list[str]]:
    """List the files of a folder that are graded, and a phrase for each that is left out.

    No file may have the name of a result of grading, or be in a folder of such a name.
    """
    sizes, left_out = list_files(folder)
    kept: list[str] = []
    others, room = 0, OTHER_FILES_LIMIT_MB * MB
    for name, size in sizes.items():
        top, _, below = name.partition("/")
        if top == f"{chapter}.html" or (below and top in (f"{chapter}.ipynb", TIMESTAMP)):
            left_out.append(f"{make_printable(name)} (grading uses the name {top})")
        elif name == f"{chapter}.ipynb":
            kept.append(name)
        elif size <= room and others < OTHER_FILES_LIMIT:
            room, others = room - size, others + 1
            kept.append(name)
        else:
            limits = f"{OTHER_FILES_LIMIT} files, {OTHER_FILES_LIMIT_MB} MB"
            left_out.append(f"{make_printable(name)} (at most {limits})")
    return kept, left_out


def write_files(files: Files, folder: Path) -> None:
    """Write files into a folder, which is created if needed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def timestamp_of(files: Files) -> datetime | None:
    """Return when a submission was handed in, in UTC, as nbgrader reads its `timestamp.txt`.

    Raises:
        ValueError, KeyError, OverflowError: the file does not contain a date.
    """
    content = dict(files).get(TIMESTAMP, b"")
    text = content[: 4 * TIMESTAMP_LIMIT + 1].decode("utf-8", "replace").strip()
    if not text:
        return None
    if len(text) > TIMESTAMP_LIMIT:
        raise ValueError(f"longer than {TIMESTAMP_LIMIT} characters")
    # nbgrader's parser opens a file that is named as the time zone; `ZoneInfo` accepts no paths.
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
