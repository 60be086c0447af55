"""Put folders in place atomically: autograded/ and feedback/ agree with the gradebook.

A run writes a submission's files to `autograded/.incoming/<id>/`, commits that id to the gradebook
and then renames the folder into place. If a run is killed, the next one puts the committed folders
in place and removes the others.
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
    def lock(self) -> Iterator[None]:
        """Hold the folder's lock for the block; the lock ends with the process, even if killed.

        Raises:
            CourseError: another run holds the lock.
        """
        with (self.incoming / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CourseError(
                    f"another `{program()} grade` is running in this folder: "
                    "wait until it has ended."
                ) from None
            yield

    def place(self, student: str, chapter: str) -> Path:
        """Return the folder of a submission."""
        return Path(self._course.format_path(self._directory, student, chapter))

    def write_incoming(self, record_id: str, files: Files) -> None:
        """Write a submission's files to the incoming folder, with nbgrader's permissions.

        Without files, `take_in` removes the submission's folder.
        """
        folder = self.incoming / record_id
        write_files(files, folder)
        for name, _ in files:
            (folder / name).chmod(self._permissions)
        if self._course.groupshared:
            for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
                path.chmod((path.stat().st_mode | 0o2770) & 0o2777)

    def take_in(self, record_id: str, student: str, chapter: str) -> None:
        """Replace a submission's folder by its incoming folder."""
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

    def replace(self, record_id: str, student: str, chapter: str, files: Files) -> None:
        """Replace a submission's folder by one with these files; without files, remove it."""
        self.write_incoming(record_id, files)
        self.take_in(record_id, student, chapter)

    def drop(self, record_id: str) -> None:
        """Remove the incoming folder of a submission that was not committed."""
        shutil.rmtree(self.incoming / record_id, ignore_errors=True)

    def list_waiting(self) -> list[str]:
        """List the incoming folders that the last run left, replaced folders last."""
        names = [path.name for path in self.incoming.iterdir() if path.is_dir()]
        return sorted(names, key=lambda name: (name.endswith(REPLACED), name))
