"""Unpacks the downloads of Canvas and Moodle, and the archives that students handed in.

`DownloadedArchives` is a plugin for nbgrader's `zip_collect`. A student's archive becomes a folder
of the same name. One without a notebook is data and stays as it is; so does one that cannot be
unpacked, and `find_fault` says why.

nbgrader stops for the whole class at the first archive or file that it cannot unpack.
"""

import contextlib
import errno
import functools
import os
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from nbgrader.plugins import ExtractorPlugin

from nbproctor.grading.submissions import make_printable

ARCHIVES = (".zip", ".tar", ".tgz", ".gz", ".bz2", ".xz")
OTHER_ARCHIVES = (".7z", ".rar")  # that nothing here can unpack
UNPACKED_LIMIT_BYTES = 100_000_000  # of a student's archive with the archives in it
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1  # of a file in a zip
LINK = 0o12  # file type in the upper bits of a mode
BY_PRODUCT_FOLDERS = ("__MACOSX", ".ipynb_checkpoints", "__pycache__")
BY_PRODUCTS = (".DS_Store", "Thumbs.db", "desktop.ini")


class ArchiveError(Exception):
    """An archive cannot be unpacked; the text says why, after the name of the archive."""


@dataclass(frozen=True)
class Member:
    """A file in an archive."""

    name: str
    size_bytes: int
    encrypted: bool
    open: Callable[[], IO[bytes] | None]


class DownloadedArchives(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks the downloads and the archives in them, all that can be unpacked."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack into the folder that nbgrader collects from."""
        root = Path(extracted_path)
        shutil.copytree(archive_path, root, dirs_exist_ok=True)
        # Archives in folders are students': browsers unpack downloads.
        for path in (each for each in list_archives(root) if each.parent == root):
            name = make_printable(path.name)
            try:
                damaged = unpack(path)
            except ArchiveError as error:
                self.log.error(f"{name} {error}. If it is the download, download it again.")
            else:
                (path / path.name).unlink(missing_ok=True)  # the download is in `archive_path`
                if not path.with_name(strip_ending(path.name)).exists():
                    path.rename(path.with_name(strip_ending(path.name)))
                for each in damaged:
                    self.log.error(f"{name}: {make_printable(each)} is damaged. Download it again.")
        for path in list_archives(root):
            _unpack_upload(path, UNPACKED_LIMIT_BYTES)
        for path in root.rglob("*"):
            if is_by_product(path) and path.is_file():
                path.unlink()


def strip_ending(name: str) -> str:
    """Return the name of the folder into which a download is unpacked, as nbgrader names it.

    >>> strip_ending("submissions.tar.gz"), strip_ending("notes.txt")
    ('submissions', 'notes.txt')
    """
    stem, ending = os.path.splitext(name)
    return stem.removesuffix(".tar") if ending.lower() in ARCHIVES else name


def _unpack_upload(path: Path, room_bytes: int) -> int:
    """Unpack a student's archive and the archives in it; return their size in bytes."""
    try:
        with open_archive(path) as members:
            if not _holds_work(members):
                return 0
        unpack(path, room_bytes)
    except ArchiveError:
        return 0  # the collector says so
    used = sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
    for inner in list_archives(path):
        if inner.name != path.name:  # kept because a file in it is damaged
            used += _unpack_upload(inner, room_bytes - used)
    return used


def list_archives(folder: Path) -> list[Path]:
    """List the archives in a folder of any depth, sorted, but not those in archives."""
    found = (path for path in folder.rglob("*") if path.suffix.lower() in ARCHIVES)
    return sorted(path for path in found if path.is_file() and not is_by_product(path))


def is_by_product(path: Path) -> bool:
    """Whether an operating system, Jupyter or Python created a file for its own use."""
    return (
        path.name.startswith("._")
        or path.name in BY_PRODUCTS
        or any(part in BY_PRODUCT_FOLDERS for part in path.parts)
    )


def _holds_work(members: Iterable[Member]) -> bool:
    """Whether an archive holds a notebook, or an archive that may hold one."""
    return any(
        not is_by_product(Path(each.name))
        and (".ipynb" in each.name.lower() or each.name.lower().endswith(ARCHIVES))
        for each in members
    )


def find_fault(path: Path) -> str:
    """Return why an archive was not unpacked; "" if it is data, or no archive."""
    suffix = path.suffix.lower()
    if suffix in OTHER_ARCHIVES:
        return f"cannot be unpacked here: ask for a zip in place of {suffix}"
    if suffix not in ARCHIVES or (suffix in (".gz", ".bz2", ".xz") and _is_compressed_data(path)):
        return ""
    try:
        with open_archive(path) as members:
            if not _holds_work(_check(members, UNPACKED_LIMIT_BYTES)):
                return ""
    except ArchiveError as error:
        return str(error)
    return "is damaged in part"


def _is_compressed_data(path: Path) -> bool:
    """Whether a file is not a tar archive, neither by name nor by content."""
    if path.stem.lower().endswith(".tar"):
        return False
    try:
        return not tarfile.is_tarfile(path)
    except Exception:  # it raises many kinds at what is not compressed
        return True


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Iterable[Member]]:
    """Open a zip or tar archive; links and special files in it are left out.

    Raises:
        ArchiveError: it is not an archive, or it cannot be read.
    """
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as zip_file:
                yield [
                    Member(
                        _read_name(each),
                        each.file_size,
                        bool(each.flag_bits & ENCRYPTED_FLAG),
                        functools.partial(zip_file.open, each),
                    )
                    for each in zip_file.infolist()
                    if not each.filename.endswith(("/", "\\")) and each.external_attr >> 28 != LINK
                ]
        else:
            with tarfile.open(path) as tar_file:
                yield (
                    Member(
                        each.name, each.size, False, functools.partial(tar_file.extractfile, each)
                    )
                    for each in tar_file
                    if each.isfile()
                )
    except ArchiveError:
        raise
    except Exception as error:  # a made-up archive may raise any error
        if _is_of_disk(error):
            raise
        raise ArchiveError("is not an archive, or is cut off") from error


def _is_of_disk(error: Exception) -> bool:
    """Whether the disk is full, so that no other file can be written either."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def _read_name(member: zipfile.ZipInfo) -> str:
    """Return the name of a file in a zip; macOS writes UTF-8 and does not say so."""
    name = member.filename
    if not member.flag_bits & UTF8_FLAG:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")  # of Windows


def _check(members: Iterable[Member], limit_bytes: int | None) -> Iterator[Member]:
    """Yield the members.

    Raises:
        ArchiveError: one needs a password, or they are too large.
    """
    size = 0
    for each in members:
        size += each.size_bytes
        if limit_bytes is not None and size > limit_bytes:
            raise ArchiveError(f"holds more than {UNPACKED_LIMIT_BYTES / 1e6:g} MB")
        if each.encrypted:
            raise ArchiveError("needs a password")
        yield each


def unpack(path: Path, limit_bytes: int | None = None) -> list[str]:
    """Replace an archive by a folder of the same name; by-products are left out.

    If a file in it is damaged, the archive stays, in that folder.

    Returns:
        The names of damaged files.

    Raises:
        ArchiveError: nothing was unpacked.
    """
    damaged: list[str] = []
    with tempfile.TemporaryDirectory(dir=path.parent) as temporary:
        folder = Path(temporary, path.name)
        folder.mkdir()
        with open_archive(path) as members:
            for each in _check(members, limit_bytes):
                if is_by_product(Path(each.name)):
                    continue
                parts = [part for part in each.name.split("/") if part not in ("", ".", "..")]
                target = folder.joinpath(*parts)
                try:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("wb") as file:
                        shutil.copyfileobj(each.open(), file)  # type: ignore[arg-type]
                except Exception as error:  # the others may be readable
                    if _is_of_disk(error):
                        raise
                    damaged.append(each.name)
                    if target.is_file():
                        target.unlink()
        if damaged and not any(each.is_file() for each in folder.rglob("*")):
            raise ArchiveError("is damaged")
        if damaged:
            path.rename(folder / path.name)
        else:
            path.unlink()
        folder.rename(path)
    return damaged
