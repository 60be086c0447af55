"""Write a class to one archive, and restore it in another folder.

The archive has the gradebook, `submitted/`, `autograded/`, `feedback/`, `downloaded/`, `source/`,
the roster, the configuration and the last grades. It does not have the secret, which is in the
environment, nor the course's own packages. A configuration with the secret or with the gradebook's
password is left out. Only the archive's owner may read it.

Links and other special files are left out: grading does not read them either.
"""

import contextlib
import filecmp
import fnmatch
import io
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url

from nbproctor.backup import databases
from nbproctor.backup.databases import copy_gradebook, is_empty, name_copy, restore_gradebook
from nbproctor.class_run.placing import INCOMING, PlacedFolder
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError, describe_unwritable
from nbproctor.gradebook.secret import read_secret, secret_variable
from nbproctor.grading.submissions import make_printable
from nbproctor.settings import CONFIGURATION

CONTENTS = "backup.json"  # the first file of an archive
CONTENTS_LIMIT = 1000  # bytes
VERSION = 1
LIMIT_GB = 100  # of the files in an archive, unpacked
# Folders of a class, and of the course. A class's folders must be empty where one is restored.
OF_CLASS = ("submitted", "autograded", "feedback", "downloaded")
OF_COURSE = ("source",)
# Patterns; the last one is of the copies that `nbgrader db upgrade` makes.
FILES = (CONFIGURATION, "students.csv", "grades*.csv", "grade.log", "gradebook.db.*")


def write_backup(folder: CourseFolder, path: Path) -> list[str]:
    """Write the class to an archive while no class run is under way; see `write_archive`."""
    with lock_class(folder):
        return write_archive(folder, path)


def write_archive(folder: CourseFolder, path: Path) -> list[str]:
    """Write the class to an archive, which appears whole or not at all; hold `lock_class`.

    Returns:
        What was written and left out, in lines for the instructor.

    Raises:
        CourseError: the file exists or is in a folder that is archived, or the gradebook cannot be
            copied.
    """
    if path.exists():
        raise CourseError(f"{path} exists: name another file.")
    for top in (*OF_CLASS, *OF_COURSE):
        if find_place(folder, top).resolve() in path.resolve().parents:
            raise CourseError(f"{path} is in {top}/, which is archived: name a file elsewhere.")
    left_out: list[str] = []
    try:
        with (
            tempfile.TemporaryDirectory() as temporary,
            _create(path) as file,
            tarfile.open(fileobj=file, mode="w:gz", dereference=True) as archive,
        ):
            _add_text(archive, CONTENTS, _describe_contents())
            copy = Path(temporary, name_copy(folder.database_address))
            if copy_gradebook(folder.database_address, copy):
                archive.add(copy, copy.name)
            count = 0
            for name in _list_files(folder, left_out):
                archive.add(find_place(folder, name), name, recursive=False)
                count += 1
    except OSError as error:
        raise CourseError(describe_unwritable(path, error)) from error
    size = path.stat().st_size / 1e6
    lines = [f"wrote {path}: the gradebook and {count} files, {size:.1f} MB"]
    return lines + [f"left out: {each}" for each in left_out]


@contextlib.contextmanager
def _create(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for its owner alone; it appears at the end of the block."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)  # of a killed command; others could have opened it
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def verify_backup(path: Path) -> int:
    """Read an archive to its end; return the number of its files.

    Raises:
        CourseError: it is damaged, or no archive of this command.
    """
    with _open(path) as archive:
        return sum(1 for member in archive if member.isfile())


def restore_configuration(root: Path, path: Path) -> None:
    """Take the configuration out of an archive if a folder has none.

    Raises:
        CourseError: neither has one, or the archive cannot be used.
    """
    if (root / CONFIGURATION).exists():
        return
    with _open(path) as archive:
        if CONFIGURATION not in [each.name for each in _read_members(archive, path, root)]:
            raise CourseError(f"{path} has no {CONFIGURATION}: put the one of the course here.")
        archive.extract(CONFIGURATION, root, filter=tarfile.data_filter)


def restore_backup(folder: CourseFolder, path: Path) -> list[str]:
    """Restore a class from an archive; files of the course that exist here stay as they are.

    Returns:
        What was restored and left as it was, in lines for the instructor.

    Raises:
        CourseError: the archive cannot be used, or there is a class here.
    """
    _require_no_class(folder)
    try:
        kept = _restore(folder, path)
    except OSError as error:
        raise CourseError(
            f"{path} cannot be restored: {error.strerror or error} ({error.filename}). What was "
            "restored before stays here."
        ) from error
    lines = [f"restored the class of {path}"]
    if kept:
        names = ", ".join(map(make_printable, kept))
        lines.append(f"left as they are here, although the archive has other ones: {names}")
    return lines


def _restore(folder: CourseFolder, path: Path) -> list[str]:
    """Restore the gradebook and all files; return the names of files that stay as they are."""
    copy = name_copy(folder.database_address)
    with (
        lock_class(folder),
        tempfile.TemporaryDirectory(dir=folder.root, prefix=".restore-") as made,
    ):
        unpacked = Path(made)
        _unpack(path, unpacked)
        others = set(databases.FILES.values()) - {copy}
        if not (unpacked / copy).exists() and any((unpacked / name).exists() for name in others):
            raise CourseError(
                f"{path} has a gradebook of another kind of database. Set c.CourseDirectory.db_url "
                "to one of its kind."
            )
        if (unpacked / copy).exists():
            restore_gradebook(folder.database_address, unpacked / copy)
        return [
            name
            for name in sorted(_list_names(unpacked))
            if name not in (CONTENTS, copy) and not _move(unpacked / name, find_place(folder, name))
        ]


@contextlib.contextmanager
def lock_class(folder: CourseFolder) -> Iterator[None]:
    """Hold the lock of class runs for the block, so that gradebook and folders agree.

    Raises:
        CourseError: a class run is under way, or the lock's file cannot be written.
    """
    course = CourseDirectory(config=folder.config)
    with contextlib.ExitStack() as stack:
        try:
            placed = PlacedFolder(course, course.autograded_directory, 0o444)
            stack.enter_context(placed.lock())
        except OSError as error:
            raise CourseError(f"{error.filename} cannot be written: {error.strerror}.") from error
        yield


def _describe_contents() -> str:
    made = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return json.dumps({"nbproctor backup": VERSION, "made": made}) + "\n"


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(text.encode()), 0o600
    archive.addfile(member, io.BytesIO(text.encode()))


def find_place(folder: CourseFolder, name: str) -> Path:
    """Return where a file of an archive lies: nbgrader's folders can have other names."""
    top, _, rest = name.partition("/")
    if top in ("autograded", "feedback"):
        course = CourseDirectory(config=folder.config)
        top = str(getattr(course, f"{top}_directory"))
    return folder.root / top / rest


def _list_files(folder: CourseFolder, left_out: list[str]) -> Iterator[str]:
    """Yield the names of the folders and files to archive; add what is left out."""
    found = {path.name for pattern in FILES for path in folder.root.glob(pattern)}
    for name in sorted(found):
        path = folder.root / name
        if not path.is_file():
            continue
        if name == CONFIGURATION and (reason := _explain_confidential(folder, path)):
            left_out.append(f"{name}, because it has {reason}")
        else:
            yield name
    for top in (*OF_CLASS, *OF_COURSE):
        root = find_place(folder, top)
        for name in sorted(_list_names(root)):
            if name.split("/")[0] == INCOMING:
                continue
            path = root / name
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                left_out.append(make_printable(f"{top}/{name}") + ", which is no plain file")
            elif not os.access(path, os.R_OK):
                left_out.append(make_printable(f"{top}/{name}") + ", which may not be read")
            else:
                yield f"{top}/{name}"


def _explain_confidential(folder: CourseFolder, path: Path) -> str:
    """Explain what the configuration has that no archive may have, and the cure; "" if nothing."""
    text, secret = path.read_text(encoding="utf-8"), read_secret(folder.config)
    if secret and secret in text:
        return f"the secret. Set {secret_variable(folder.config)} elsewhere."
    url = make_url(folder.database_address)
    passwords = {str(each) for each in (url.password, url.query.get("password")) if each}
    if any(each in text or each in unquote(text) for each in passwords):
        return "the gradebook's password. Take c.CourseDirectory.db_url from the environment."
    return ""


def _list_names(root: Path) -> Iterator[str]:
    """Yield the paths of all files, and of folders that are links or empty, inside a folder."""
    for place, folders, files in os.walk(root):
        inside = Path(place).relative_to(root)
        for name in (*files, *folders):
            path = Path(place, name)
            if path.is_symlink() or not path.is_dir() or not _has_contents(path):
                yield str(inside / name)


def _has_contents(folder: Path) -> bool:
    """Return whether there is something in a folder that may be read."""
    return os.access(folder, os.R_OK | os.X_OK) and any(folder.iterdir())


def _require_no_class(folder: CourseFolder) -> None:
    """Raise `CourseError` if the gradebook or a folder of the class is in use."""
    used = [] if is_empty(folder.database_address) else ["a gradebook that is in use"]
    for top in OF_CLASS:
        root = find_place(folder, top)
        if root.is_dir() and any(
            each.is_dir() and each.name != INCOMING for each in root.iterdir()
        ):
            used.append(f"{top}/")
    if used:
        raise CourseError(
            f"this folder has {' and '.join(used)}: restore the class in an empty folder, or move "
            "them away."
        )


@contextlib.contextmanager
def _open(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            first = archive.next()
            file = archive.extractfile(first) if first and first.name == CONTENTS else None
            if file is None:
                raise CourseError(f"{path} is not an archive of this command.")
            if json.loads(file.read(CONTENTS_LIMIT))["nbproctor backup"] > VERSION:
                raise CourseError(f"{path} is of a newer version of nbproctor.")
            yield archive
    except (tarfile.TarError, EOFError, LookupError, TypeError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.filename:
            raise CourseError(f"{error.filename}: {error.strerror}.") from error
        raise CourseError(f"{path} cannot be read, it may be damaged: {error}.") from error


def _read_members(archive: tarfile.TarFile, path: Path, target: Path) -> list[tarfile.TarInfo]:
    """Read what is in an archive, no further than there is room for it.

    Raises:
        CourseError: it is larger than `LIMIT_GB`, or than the free space at the target.
    """
    members, size = [], 0
    free = shutil.disk_usage(target).free
    for member in archive:
        members.append(member)
        size += tarfile.BLOCKSIZE + member.size
        if size > LIMIT_GB * 1e9:
            raise CourseError(f"{path} unpacks to more than {LIMIT_GB} GB, the limit of a class.")
        if size > free:
            raise CourseError(
                f"{path} unpacks to more than the {free / 1e9:.1f} GB that are free here."
            )
    return members


def _unpack(path: Path, target: Path) -> None:
    known = (CONTENTS, *FILES, *OF_CLASS, *OF_COURSE, *databases.FILES.values())
    with _open(path) as archive:
        members = _read_members(archive, path, target)
        for member in members:
            top, *inside = member.name.split("/")
            is_known = any(fnmatch.fnmatchcase(top, pattern) for pattern in known)
            if not is_known or ".." in inside or not (member.isfile() or member.isdir()):
                raise CourseError(f"{path} has {make_printable(member.name)}, which it must not.")
        archive.extractall(target, members, filter=tarfile.tar_filter)


def _move(source: Path, target: Path) -> bool:
    """Move a file or an empty folder; return False if another one is there, which stays."""
    if target.exists():
        return source.is_dir() or filecmp.cmp(source, target, shallow=False)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)
    return True
