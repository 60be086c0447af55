"""Finds submissions, and says what is wrong with them as files.

nbgrader expects readable notebooks with the names of the source's, in the current format. It drops
the student or stops if it finds anything else. A class run collects each submission into memory,
within limits, and parses it where it is graded. `nbgrader autograde` follows the same rules, see
submitted_notebook.py.
"""

import errno
import os
import re
import stat
from collections.abc import Collection, Sequence
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
NAME_LIMIT = 128  # characters of a student's name, the width of the database's column
NAMES_SHOWN = 10  # of notebooks in a note
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


@dataclass(frozen=True)
class SubmittedFiles:
    """The files of a submission, in memory.

    Attributes:
        files: their names and contents, within the limits. The expected notebooks are on top, under
            the names that the chapter gives them; there is no other notebook.
        notes: a sentence for each unusual thing.
        unreadable: names of the expected notebooks that were handed in and cannot be graded, so
            that a human must look.
    """

    files: Files
    notes: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

    def find_outcome(self, notebook: str) -> str:
        """Return why an expected notebook is not graded, "missing" or "unreadable"; "" if it is."""
        if notebook in self.unreadable:
            return "unreadable"
        return "" if f"{notebook}.ipynb" in dict(self.files) else "missing"


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
    if len(student) > NAME_LIMIT:
        return (
            f"the folder {student!r} cannot be a student's name: "
            f"rename it to at most {NAME_LIMIT} characters."
        )
    if not _ODD_IN_NAME.search(student):
        return ""
    return (
        f"the folder {student!r} cannot be a student's name: "
        'rename it without < > " [ ] * ? and \\.'
    )


def leave_out_unreadable(submitted: SubmittedFiles) -> SubmittedFiles:
    """Parse the notebooks of a submission, and leave out those that no program can read."""
    files, notes, unreadable = [], list(submitted.notes), list(submitted.unreadable)
    for name, data in submitted.files:
        if name.endswith(".ipynb"):
            try:
                parse_notebook(data, name)
            except NotebookError as error:
                unreadable.append(name.removesuffix(".ipynb"))
                notes.append(str(error))
                continue
        files.append((name, data))
    return SubmittedFiles(tuple(files), tuple(notes), tuple(unreadable))


def choose_notebooks(
    names: Collection[str], notebooks: Sequence[str]
) -> tuple[dict[str, str], list[str]]:
    """Choose the notebooks to grade: those with the expected names, or the only one for the only.

    Args:
        names: the names of the files that were handed in, with their ending.
        notebooks: the expected names, without it.

    Returns:
        The file of each notebook that there is; and notes.

    >>> choose_notebooks(["part1.ipynb"], ["part1", "part2"])
    ({'part1': 'part1.ipynb'}, ['part2.ipynb is missing'])
    """
    found = {name: f"{name}.ipynb" for name in notebooks if f"{name}.ipynb" in names}
    missing = ", ".join(f"{name}.ipynb" for name in notebooks if name not in found)
    others = sorted(set(names) - set(found.values()))
    shown = ", ".join(map(make_printable, others[:NAMES_SHOWN]))
    if others[NAMES_SHOWN:]:
        shown += f" and {len(others) - NAMES_SHOWN} more"
    if missing and len(notebooks) == len(others) == 1:
        return {notebooks[0]: others[0]}, [f"{shown} was graded as {missing}"]
    if missing and others:
        return found, [f"no {missing}; which of these is it: {shown}?"]
    if missing:
        are = "are" if len(notebooks) - len(found) > 1 else "is"
        return found, [
            f"{missing} {are} missing" if found else f"no notebook: {missing} {are} missing"
        ]
    return found, [f"left out: {shown} (not a notebook of this assignment)"] if others else []


def list_files(folder: Path) -> tuple[dict[str, int], list[str]]:
    """List a folder of any depth without opening a file or following a link.

    Returns:
        Sizes in bytes by path inside the folder, sorted by path; and a phrase for each path that is
        left out.
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
    return dict(sorted(found.items())), sorted(left_out)


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


def collect(submission: Submission, notebooks: Sequence[str]) -> SubmittedFiles:
    """Read a submission into memory, within the limits; parse nothing.

    Args:
        notebooks: the names of the chapter's notebooks.

    Raises:
        OSError: its folder cannot be listed.
    """
    os.listdir(submission.path)
    found = submission.path.glob("*.ipynb")
    names = [
        path.name
        for path in found
        if path.name[0] != "." and path.is_file() and not path.is_symlink()
    ]
    chosen, notes = choose_notebooks(names, notebooks)
    files, unreadable = [], []
    for notebook, name in chosen.items():
        if reason := why_refused(submission.path / name):
            unreadable.append(notebook)
            notes.append(reason)
        else:
            files.append((f"{notebook}.ipynb", read_plain_file(submission.path / name)))
    others, left_out = _read_other_files(submission.path, notebooks)
    dated = [pair for pair in others if pair[0] != TIMESTAMP or _is_date(pair[1])]
    if len(dated) < len(others):
        left_out.append(f"{TIMESTAMP} holds no date and was ignored")
    return SubmittedFiles((*files, *dated), (*notes, *left_out), tuple(unreadable))


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


def read_files(
    folder: Path, notebooks: Sequence[str], unlimited: Collection[str] = ()
) -> tuple[Files, tuple[str, ...]]:
    """Read the notebooks of a graded submission and the other files, see `list_other_files`.

    Returns:
        Their names and contents, and a note on those that are left out.
    """
    names = [f"{name}.ipynb" for name in notebooks if (folder / f"{name}.ipynb").is_file()]
    others, left_out = _read_other_files(folder, notebooks, unlimited)
    return (*((name, read_plain_file(folder / name)) for name in names), *others), tuple(left_out)


def _read_other_files(
    folder: Path, notebooks: Sequence[str], unlimited: Collection[str] = ()
) -> tuple[Files, list[str]]:
    names, left_out = list_other_files(folder, notebooks, unlimited)
    files = []
    for name in names:
        try:
            files.append((name, read_plain_file(folder / name)))
        except OSError as error:
            left_out.append(f"{make_printable(name)} ({error.strerror})")
    if not left_out:
        return tuple(files), []
    more = f" and {len(left_out) - 1} more" if left_out[1:] else ""
    return tuple(files), [f"left out beside the notebook: {left_out[0]}{more}"]


def list_other_files(
    folder: Path, notebooks: Sequence[str], unlimited: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """List the files of a submission besides notebooks, and a phrase for each that is left out.

    As in nbgrader, notebooks in folders below are no part of it. No file may have the name of a
    result of grading, or be in a folder of such a name.

    Args:
        notebooks: the names of the chapter's notebooks.
        unlimited: files that do not count towards the limits: the source's own.
    """
    sizes, left_out = list_files(folder)
    pages = {f"{name}.html" for name in notebooks}
    names = {TIMESTAMP, *(f"{name}.ipynb" for name in notebooks)}
    kept: list[str] = []
    others, room = 0, OTHER_FILES_LIMIT_MB * MB
    for name, size in sizes.items():
        top, _, below = name.partition("/")
        if top in pages or (below and top in names):
            left_out.append(f"{make_printable(name)} (grading uses the name {top})")
        elif name.endswith(".ipynb"):
            continue
        elif name in unlimited:
            kept.append(name)
        elif size <= room and others < OTHER_FILES_LIMIT:
            room, others = room - size, others + 1
            kept.append(name)
        else:
            limits = f"{OTHER_FILES_LIMIT} files, {OTHER_FILES_LIMIT_MB} MB"
            left_out.append(f"{make_printable(name)} (at most {limits})")
    return kept, left_out


def require_inside(name: str) -> None:
    """Require that the path of a file leads to a place in its folder.

    Raises:
        ValueError: it does not.

    >>> require_inside("data/a.csv")
    >>> require_inside("../a.csv")
    Traceback (most recent call last):
        ...
    ValueError: '../a.csv' is not a path inside a folder
    """
    parts = name.split("/")
    if "\0" in name or not {"", ".", ".."}.isdisjoint(parts):
        raise ValueError(f"{name!r} is not a path inside a folder")


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
    if len(parts) == 3 and re.fullmatch(r"[+-]\d{4}", parts[2]):
        text = f"{parts[0]} {parts[1]}{parts[2]}"  # nbgrader would take +0200 for 200 seconds
    elif len(parts) == 3 and not re.fullmatch(r"UTC|GMT|Z|[+-]?\d{1,5}", parts[2]):
        ZoneInfo(parts[2])
    when: datetime = parse_utc(text)
    return when


def read_timestamp(folder: Path) -> datetime | None:
    """Return when the submission in a folder was handed in, in UTC; None if nothing says so.

    Raises:
        OSError, ValueError, KeyError, OverflowError: its `timestamp.txt` does not contain a date.
    """
    path = folder / TIMESTAMP
    if not os.path.lexists(path):
        return None
    if os.lstat(path).st_size > 4 * TIMESTAMP_LIMIT:
        raise ValueError(f"longer than {TIMESTAMP_LIMIT} characters")
    return timestamp_of(((TIMESTAMP, read_plain_file(path)),))


def _is_date(content: bytes) -> bool:
    try:
        timestamp_of(((TIMESTAMP, content),))
    except Exception:  # dateutil raises many kinds at made-up text
        return False
    return True
