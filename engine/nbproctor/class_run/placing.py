"""Folders that appear whole or not at all: autograded/ and feedback/ beside the gradebook's commit.

A submission's files are written to `autograded/.incoming/<id>/`, the gradebook commits that id, and
then the folder is renamed into place. After a run that was killed, the gradebook decides: what it
committed is put in place, the rest is dropped.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from nbproctor.errors import CourseError, program
from nbproctor.grading.submissions import Files, write_files

INCOMING = ".incoming"
REPLACED = ".replaced"


class PlacedFolder:
    """The folder `autograded/` or `feedback/` of a course, owned by one run at a time."""

    def __init__(self, course: CourseDirectory, directory: str, permissions: int) -> None:
        self._course, self._directory = course, directory
        self._permissions = 0o664 if course.groupshared else permissions
        self.root = Path(course.format_path(directory, ".", "."))
        self.incoming = self.root / INCOMING
        self.incoming.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Own the folder in the block; the lock goes with the process, however that ends.

        Raises:
            CourseError: another run owns it.
        """
        with (self.incoming / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CourseError(
                    f"another `{program()} grade` is at work in this folder: "
                    "wait until it has ended."
                ) from None
            yield

    def place(self, student: str, chapter: str) -> Path:
        """Where a submission's files belong."""
        return Path(self._course.format_path(self._directory, student, chapter))

    def write_incoming(self, record_id: str, files: Files) -> None:
        """Write a submission's files where they wait for the commit, with nbgrader's permissions.

        No files at all stand for a submission of which nothing is to be left.
        """
        folder = self.incoming / record_id
        write_files(files, folder)
        for name, _ in files:
            (folder / name).chmod(self._permissions)
        if self._course.groupshared:
            for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
                path.chmod((path.stat().st_mode | 0o2770) & 0o2777)

    def take_in(self, record_id: str, student: str, chapter: str) -> None:
        """Put what waits in place of what stands there."""
        target, new = self.place(student, chapter), self.incoming / record_id
        old = new.with_name(f"{record_id}{REPLACED}")
        if target.exists():
            os.replace(target, old)
        if any(new.iterdir()):
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(new, target)
        else:
            new.rmdir()
        shutil.rmtree(old, ignore_errors=True)

    def drop(self, record_id: str) -> None:
        """Remove what was written for a submission that was not committed."""
        shutil.rmtree(self.incoming / record_id, ignore_errors=True)

    def waiting(self) -> list[str]:
        """Ids of what was not put in place before the last run ended, what is replaced last."""
        names = [path.name for path in self.incoming.iterdir() if path.is_dir()]
        return sorted(names, key=lambda name: (name.endswith(REPLACED), name))
