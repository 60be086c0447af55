"""Finds submissions and reads their files into memory, within limits; parses none.

nbgrader expects readable notebooks with the names of the source's, in the current format. It drops
the student or stops if it finds anything else. A class run collects the files of a submission as
they lie; a grader chooses the notebooks among them (choose_files.py). `nbgrader autograde` follows
the same rules, see submitted_notebook.py.
"""

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from nbgrader.utils import parse_utc

from nbproctor.grading.student_names import fold_student, why_odd

# Limits of a submission, and of the files that its notebook writes.
NOTEBOOK_FILES_LIMIT_MB = 100  # of all files that may be notebooks, with outputs
OTHER_FILES_LIMIT_MB = 20
OTHER_FILES_LIMIT = 200
PATH_LIMIT_BYTES = 255  # path of a file inside the submission
ENTRIES_LIMIT = 10_000  # files and folders that are listed
TIMESTAMP_LIMIT = 64  # characters
MB = 1_000_000
TIMESTAMP = "timestamp.txt"
# Files that nbgrader adds to a submission from its exchange; the student did not write them.
OF_NBGRADER = frozenset({TIMESTAMP, "submission_secret.txt"})
# Folders beside those of students that systems and programs make.
SYSTEM_FOLDERS = {
    *(".cache", ".git", ".idea", ".incoming", ".ipynb_checkpoints", ".local", ".snapshot", ".svn"),
    *(".AppleDouble", ".fseventsd", ".Spotlight-V100", ".TemporaryItems", ".Trash", ".Trashes"),
    *(".venv", ".vscode", "__MACOSX"),
}
# Files and folders that macOS, Windows, Jupyter, Git and Python make for their own use.
BY_PRODUCTS = {
    *("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"),
    *(".ipynb_checkpoints", ".git", "__pycache__"),
}

Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, order=True)
class Submission:
    """One student's folder for one chapter, `submitted/<student>/<chapter>`."""

    chapter: str
    student: str
    path: Path


@dataclass(frozen=True)
class CollectedFiles:
    """The files of a submission as they lie in its folder, in memory and within the limits.

    Attributes:
        files: their paths and contents; first those that may be notebooks.
        refused: files that may be notebooks and were not read, each with a sentence that says why.
        left_out: a phrase for each other file that was not read.
        notes: a sentence for each other unusual thing.
        problem: why nothing could be read.
    """

    files: Files = ()
    refused: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


def find_submissions(
    submitted: Path, chapters: list[str], students: list[str] | None = None
) -> list[Submission]:
    """Return the submissions for the chapters, in order, of all students or of those named.

    A folder without read permission counts as a submission; `collect` then raises the error.
    """
    found = []
    for student in os.listdir(submitted) if submitted.is_dir() else ():
        if student in SYSTEM_FOLDERS:
            continue
        if students and student not in students and fold_student(student) not in students:
            continue
        for chapter in chapters:
            try:
                path = find_chapter_folder(submitted / student, chapter)
            except PermissionError:
                path = submitted / student / chapter
            if path is not None:
                found.append(Submission(chapter, student, path))
    return sorted(found)


def find_chapter_folder(place: Path, chapter: str) -> Path | None:
    """Find a chapter's folder, whose name may differ in case, or end in a space.

    Raises:
        PermissionError: the place may not be entered.
    """
    if (place / chapter).is_dir():
        return place / chapter
    wanted = fold_student(chapter).casefold()
    names = sorted(os.listdir(place)) if place.is_dir() else []
    alike = [place / name for name in names if fold_student(name).casefold() == wanted]
    return next((path for path in alike if path.is_dir()), None)


def match_students(
    submissions: Iterable[Submission], known: Collection[str]
) -> list[tuple[Submission, str]]:
    """Take a folder whose name is another spelling of a known student's for that student's.

    Returns:
        The submissions, each with the reason why it is refused, or "".
    """
    submissions = list(submissions)
    taken = {(each.chapter, each.student) for each in submissions}
    matched = []
    for each in submissions:
        student, reason = fold_student(each.student), why_odd(each.student)
        if not reason and each.student not in known and student in known:
            if (each.chapter, student) in taken:
                reason = (
                    f"the folder {each.student!r} is that of {student!r} once more: remove one."
                )
            else:
                taken.add((each.chapter, student))
                each = replace(each, student=student)
        matched.append((each, reason))
    return matched


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
    too_long = len(os.fsencode(name)) > PATH_LIMIT_BYTES
    if not too_long and not _is_text(name) and not looks_like_notebook(name):
        return "its name is not UTF-8"
    return f"its path is longer than {PATH_LIMIT_BYTES} bytes" if too_long else ""


def _is_text(name: str) -> bool:
    """Whether the name of a file is UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace") == name


def _decode(name: str) -> str:
    """Turn a file's name into text, with bytes that are not UTF-8 replaced; compose its accents.

    Programs on macOS write an accent as a character of its own, and notebooks name the file with
    composed characters.
    """
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def make_printable(name: str) -> str:
    r"""Turn a file's name into text that can be printed, with bytes that are not UTF-8 replaced.

    >>> make_printable("L\udcf6sung.txt")
    'L�sung.txt'
    """
    shown = os.fsencode(name).decode("utf-8", "replace")
    shown = "".join(each if each.isprintable() else "�" for each in shown)
    return shown if len(shown) <= 100 else f"{shown[:97]}..."


def collect(submission: Submission, notebooks: Sequence[str]) -> CollectedFiles:
    """Read a submission into memory, within the limits; parse nothing.

    Args:
        notebooks: the names of the chapter's notebooks.

    Raises:
        OSError: its folder cannot be listed.
    """
    folder = submission.path
    os.listdir(folder)
    sizes, left_out = list_files(folder)
    expected = [f"{name}.ipynb" for name in notebooks]
    # The expected notebooks are read even if the list of files was cut.
    found = {
        name: os.lstat(folder / name).st_size for name in expected if is_plain_file(folder / name)
    }
    has_all = len(found) == len(expected)
    for name, size in sizes.items():
        is_candidate = looks_like_notebook(name) or is_checkpoint(name)
        if is_candidate or (looks_like_archive(name) and not has_all):
            found.setdefault(name, size)
    files, refused = list[tuple[str, bytes]](), list[tuple[str, str]]()
    room = NOTEBOOK_FILES_LIMIT_MB * MB
    for name, size in found.items():
        reason, shown = "", make_printable(name)
        if size > room:
            most = f"the {NOTEBOOK_FILES_LIMIT_MB} MB that are read"
            reason = f"{shown} is {size / MB:.0f} MB, more than {most}. Ask for a smaller file."
        else:
            try:
                files.append((_decode(name), read_plain_file(folder / name)))
                room -= size
            except OSError as error:
                reason = f"{shown} cannot be read ({error.strerror}). "
                reason += "Change its rights, or ask for it again."
        if reason:
            refused.append((shown, reason))
    names, more = list_other_files(sizes, notebooks)
    others = []
    for name in names:
        if name not in found:
            try:
                others.append((_decode(name), read_plain_file(folder / name)))
            except OSError as error:
                more.append(f"{make_printable(name)} ({error.strerror})")
    dated = [pair for pair in others if pair[0] != TIMESTAMP or _is_date(pair[1])]
    no_date = f"{TIMESTAMP} holds no date and was ignored"
    notes = (no_date,) if len(dated) < len(others) else ()
    return CollectedFiles((*files, *dated), tuple(refused), (*left_out, *more), notes)


def is_plain_file(path: Path) -> bool:
    """Whether a path is that of a regular file, and no link."""
    return path.is_file() and not path.is_symlink()


def looks_like_notebook(name: str) -> bool:
    """Whether a file may be a notebook by its name: `.ipynb` may be followed by other endings.

    >>> looks_like_notebook("sums.ipynb.txt"), looks_like_notebook("__MACOSX/._sums.ipynb")
    (True, False)
    """
    return ".ipynb" in Path(name).name.casefold() and not is_by_product(name)


def is_checkpoint(name: str) -> bool:
    """Whether a file is Jupyter's own copy of a notebook."""
    parts = name.split("/")
    return ".ipynb_checkpoints" in parts[:-1] and parts[-1].endswith(".ipynb")


def looks_like_archive(name: str) -> bool:
    """Whether a file is an archive that is unpacked, by its name."""
    return name.casefold().rstrip().endswith(".zip") and not is_by_product(name)


def is_by_product(name: str) -> bool:
    """Whether macOS, Windows or Jupyter created a file inside a submission for its own use.

    >>> is_by_product("__MACOSX/sums/._sums.ipynb"), is_by_product("data/sums.csv")
    (True, False)
    """
    parts = name.split("/")
    return parts[-1].startswith("._") or any(part in BY_PRODUCTS for part in parts)


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
    sizes, left_out = list_files(folder)
    others, more = list_other_files(sizes, notebooks, unlimited)
    files = tuple((name, read_plain_file(folder / name)) for name in [*names, *others])
    return files, describe_left_out([*left_out, *more])


def describe_left_out(phrases: Sequence[str]) -> tuple[str, ...]:
    """Return a note on files that are left out, if there are any."""
    more = f" and {len(phrases) - 1} more" if phrases[1:] else ""
    return (f"left out beside the notebook: {phrases[0]}{more}",) if phrases else ()


def list_other_files(
    sizes: Mapping[str, int], notebooks: Sequence[str], unlimited: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """List the files of a submission besides notebooks, and a phrase for each that is left out.

    No file may have the name of a result of grading, or be in a folder of such a name.

    Args:
        sizes: bytes of each file, by path.
        notebooks: the names of the chapter's notebooks.
        unlimited: files that do not count towards the limits: the source's own.
    """
    pages = {f"{name}.html" for name in notebooks}
    names = {TIMESTAMP, *(f"{name}.ipynb" for name in notebooks)}
    kept: list[str] = []
    left_out: list[str] = []
    others, room = 0, OTHER_FILES_LIMIT_MB * MB
    for name, size in sizes.items():
        top, _, below = name.partition("/")
        if looks_like_notebook(name) or is_by_product(name):
            continue
        if top in pages or (below and top in names):
            left_out.append(f"{make_printable(name)} (grading uses the name {top})")
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
