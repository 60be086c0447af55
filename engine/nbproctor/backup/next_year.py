"""Empty a course folder for the next class.

The class leaves the folder: its gradebook, submissions, feedback, downloads, roster and reports.
The course stays: its sources, configuration and packages. A gradebook that is in no file of its own
is archived and not changed: in PostgreSQL, or shared with other courses.
"""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.engine import make_url

from nbproctor.backup.archive import (
    OF_CLASS,
    find_place,
    lock_class,
    verify_backup,
    write_archive,
)
from nbproctor.class_run.placing import INCOMING
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError, program
from nbproctor.gradebook.due_dates import read_due_dates
from nbproctor.gradebook.extensions import format_time
from nbproctor.gradebook.reader import read_course_ids
from nbproctor.gradebook.secret import secret_variable
from nbproctor.settings import HiddenCases, read_timezone

REPORTS = (
    *("students.csv", "grades*.csv", "grade.log", ".nbgrader.log", "report.html"),
    *("feedback-*.zip", "gradebook.db.*"),
)


def list_class(folder: CourseFolder) -> list[Path]:
    """List the files and folders of the class; a README in a folder of results stays.

    The folder with the lock of class runs comes last, so that it is removed last.
    """
    paths = {*_list_results(folder), *_list_database(folder)}
    return sorted(paths, key=lambda path: (path.name == INCOMING, path))


def archive_and_remove(folder: CourseFolder, path: Path) -> list[str]:
    """Write the class to an archive and remove it, while no class run is under way.

    Returns:
        What was written and left out, see `write_archive`.

    Raises:
        CourseError: the class cannot be archived; nothing was removed.
    """
    with lock_class(folder):
        paths = list_class(folder)
        require_readable(paths)
        lines = write_archive(folder, path)
        verify_backup(path)
        remove(paths)
    return lines


def require_readable(paths: list[Path]) -> None:
    """Require that everything in these files and folders can be archived before it is removed.

    Raises:
        CourseError: a file or folder may not be read.
    """
    for path in paths:
        for each in (path, *path.rglob("*")):
            if not each.is_symlink() and not os.access(each, os.R_OK):
                raise CourseError(f"{each} may not be read, so it cannot be archived.")


def describe_class(folder: CourseFolder, paths: list[Path]) -> str:
    """Describe these files and folders in one line: single files, and how many are in a folder."""
    inside: dict[str, int] = {}
    for path in paths:
        name = os.path.relpath(path, folder.root)
        top = f"{name.split(os.sep)[0]}/" if path.parent != folder.root else name
        inside[top] = inside.get(top, 0) + 1
    return ", ".join(f"{top} ({n})" if top.endswith("/") else top for top, n in inside.items())


def _list_results(folder: CourseFolder) -> Iterator[Path]:
    for top in OF_CLASS:
        place = find_place(folder, top)
        if place.is_dir():
            yield from (each for each in place.iterdir() if not each.name.startswith("README"))
    for pattern in REPORTS:
        yield from folder.root.glob(pattern)


def _list_database(folder: CourseFolder) -> Iterator[Path]:
    path = Path(make_url(folder.database_address).database or "")
    if not explain_kept_gradebook(folder):
        files = (path.with_name(f"{path.name}{end}") for end in ("", "-journal", "-wal", "-shm"))
        yield from (each for each in files if each.exists())


def explain_kept_gradebook(folder: CourseFolder) -> str:
    """Explain why the gradebook is not removed with the class; "" if it is."""
    url = make_url(folder.database_address)
    if url.get_backend_name() != "sqlite":
        return f"it is in {url.get_backend_name()}"
    if not Path(url.database or "").exists():
        return ""
    own = str(CourseDirectory(config=folder.config).course_id)
    with folder.transaction() as connection:
        # nbgrader's name for a course that the configuration does not name
        others = read_course_ids(connection) - {own, own or "default_course"}
    return f"it also has assignments of {', '.join(sorted(others))}" if others else ""


def remove(paths: list[Path]) -> None:
    """Remove files and folders, also those that may not be written; a link is not followed."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, onerror=_make_writable)
        else:
            path.unlink(missing_ok=True)


def _make_writable(remove: Callable[[str], Any], path: str, error: Any) -> None:
    for each in (os.path.dirname(path), path):
        if not os.path.islink(each):
            os.chmod(each, os.stat(each).st_mode | stat.S_IRWXU)
    remove(path)


def describe_next_steps(folder: CourseFolder) -> list[str]:
    """Say what a human has to do before the next class, one line a step.

    Read this before the gradebook is removed: it names the due dates of this year.
    """
    zone = read_timezone(folder.config)
    with folder.transaction() as connection:
        known = read_due_dates(connection)
    steps = []
    if HiddenCases(config=folder.config).package:
        steps.append(f"Set a new secret in {secret_variable(folder.config)}.")
    steps.append("Set a c.CourseDirectory.course_id in nbgrader_config.py that names the year.")
    if reason := explain_kept_gradebook(folder):
        place = make_url(folder.database_address).render_as_string(hide_password=True)
        steps.append(
            f"Set c.CourseDirectory.db_url to a new, empty database. {place} was not changed and "
            f"still has this class, because {reason}. When nobody needs it, remove it yourself."
        )
    steps.append(f"Import the new roster: `{program()} roster students.csv`.")
    for chapter in folder.chapters():
        due = known.get(chapter)
        this_year = f" This year it was {format_time(due, zone)}." if due else ""
        steps.append(f"Set the due date: `{program()} due {chapter} --until DATE`.{this_year}")
    return steps
