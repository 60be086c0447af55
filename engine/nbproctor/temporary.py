"""Temporary folders with files of a class, which only this user can read.

A folder is removed at the end of its block, or of its process. A process that is killed leaves it
behind. Its owner holds a lock in it, so that the next class run can tell and remove it.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

PREFIX = "nbproctor-"
LOCK = ".in-use"
IN_MEMORY = Path("/dev/shm")
UNLOCKED_S = 3600.0  # age of an empty folder without a lock from which it counts as left behind


def make_folder(kind: str, in_memory: bool = False) -> tuple[Path, int]:
    """Make a folder with mode 700 and lock it.

    Args:
        kind: a part of its name.
        in_memory: whether to make it in /dev/shm where that is possible, and not where Python makes
            temporary folders.

    Returns:
        The folder, and the file descriptor that holds the lock. The lock ends with the process.
    """
    in_memory = in_memory and os.access(IN_MEMORY, os.W_OK | os.X_OK)
    place = IN_MEMORY if in_memory else None
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{kind}-", dir=place))
    unlocked = folder / f"{LOCK}.new"  # a lock file that nobody has locked yet counts as left
    lock = os.open(unlocked, os.O_CREAT | os.O_WRONLY, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    os.rename(unlocked, folder / LOCK)
    return folder, lock


@contextlib.contextmanager
def temporary_folder(kind: str) -> Iterator[Path]:
    """Make a folder for the block; see `make_folder`."""
    folder, lock = make_folder(kind)
    try:
        yield folder
    finally:
        os.close(lock)
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers() -> None:
    """Remove this user's folders whose owners were killed."""
    for place in {IN_MEMORY, Path(tempfile.gettempdir())}:
        with contextlib.suppress(OSError):
            for folder in place.glob(f"{PREFIX}*"):
                if _is_left_behind(folder):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_left_behind(folder: Path) -> bool:
    try:
        status = folder.lstat()
        if status.st_uid != os.geteuid() or folder.is_symlink() or not folder.is_dir():
            return False
        if not (folder / LOCK).exists():  # just being made, or of something else
            return time.time() - status.st_mtime > UNLOCKED_S and not any(folder.iterdir())
        lock = os.open(folder / LOCK, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        finally:
            os.close(lock)
    except OSError:  # it is locked, or another process has just removed it
        return False
    return True
