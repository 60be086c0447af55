"""Checks that this machine is a safe place to grade on: sandbox, secret and file permissions.

The doctor runs these checks on machines of staff, and `grade` warns of faults.
"""

import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.utils.importstring import import_item

from nbproctor.doctor import Check, Finding
from nbproctor.errors import program
from nbproctor.settings import CONFIGURATION, ClassRun, HiddenCases

if TYPE_CHECKING:  # imports nbgrader, which takes seconds
    from nbproctor.course_folder import CourseFolder

NO_COURSE = "this is no course folder, and holds no class"
# Files and folders with answers, students' work or grades, beside the package of hidden cases.
PRIVATE = (
    "gradebook.db",
    "source",
    "submitted",
    "autograded",
    "feedback",
    "downloaded",
    "students.csv",
    "grades.csv",
    "grades-canvas.csv",
    "grades-moodle.csv",
    "grade.log",
    "report.html",
)
HOMES = Path("/home")
PEOPLE = range(1000, 60000)  # user ids of people, as in /etc/login.defs


def is_sample_class(course: "CourseFolder") -> bool:
    """Whether the class is one that the course made to try grading on.

    `c.ClassRun.is_sample_class` names the function that decides; without it the answer is no.
    """
    name = ClassRun(config=course.config).is_sample_class
    return bool(name and import_item(name)(course))


def check_sandbox(folder: Path) -> Finding:
    """Check that student code can run in a sandbox on this machine."""
    from nbproctor.course_folder import CourseFolder
    from nbproctor.kernels.sandbox import ANY, SandboxError, require_sandbox
    from nbproctor.kernels.settings import read_settings

    if (folder / CONFIGURATION).exists():
        settings = read_settings(CourseFolder.find(folder).config)
        if not settings.sandboxed:
            return Finding(True, f"no sandbox for student code: {CONFIGURATION} sets none")
    else:
        settings = ANY
    try:
        require_sandbox(settings)
    except SandboxError as error:
        what, _, cure = str(error).partition(". ")
        return Finding(False, what, cure)
    return Finding(True, "the sandbox for student code works")


def check_secret(folder: Path) -> Finding:
    """Check that a class has a secret of its own; the sample class needs none."""
    from nbproctor.course_folder import CourseFolder
    from nbproctor.gradebook.secret import describe_other_secret, secret_is_public, secret_variable

    if not (folder / CONFIGURATION).exists():
        return Finding(True, NO_COURSE)
    course = CourseFolder.find(folder)  # the configuration may set the secret
    if difference := describe_other_secret(_read_recorded_secret(course), course.config):
        return Finding(False, *difference)
    if not secret_is_public(course.config):
        return Finding(True, "the hidden cases have a secret of their own")
    variable = secret_variable(course.config)
    if not HiddenCases(config=course.config).package and variable not in os.environ:
        return Finding(True, "no hidden cases are drawn from a secret")
    if not _has_class(course):
        return Finding(True, f"{variable} is not set: set your own before the first hand-in")
    return Finding(
        False,
        "The hidden cases come from the public default",
        f"Set {variable} to words of your own and grade the class with "
        f"`{program()} grade --new-secret`.",
    )


def _read_recorded_secret(course: "CourseFolder") -> tuple[bytes, str] | None:
    """Read salt and digest from the gradebook; None if there are none, or no gradebook."""
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    from nbproctor.gradebook.tables import read_secret

    address = CourseDirectory(config=course.config).db_url
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists():
        return None  # connecting would create an empty one
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return read_secret(connection)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()


def _has_class(course: "CourseFolder") -> bool:
    """Whether there is a submission, other than those of the sample class."""
    from nbproctor.grading.submissions import find_submissions

    found = find_submissions(course.root / "submitted", course.chapters())
    return bool(found) and not is_sample_class(course)


def check_rights(folder: Path) -> Finding:
    """Check that other people on this machine cannot read the class's files.

    They cannot reach a file if it, or a folder above it, gives others no rights. A fresh clone, or
    one with the sample class only, has nothing to hide.
    """
    from nbproctor.course_folder import CourseFolder

    root = folder.resolve()
    if not (root / CONFIGURATION).exists():
        return Finding(True, NO_COURSE)
    course = CourseFolder.find(root)
    released = (root / "gradebook.db").exists() and not is_sample_class(course)
    if not released and not _has_class(course):
        return Finding(True, "no class has files here that others must not read")
    hidden = HiddenCases(config=course.config).package.replace(".", "/")
    names = (*PRIVATE, hidden) if hidden else PRIVATE
    exposed = {name: path for name in names if _others_can_read(path := (root / name).resolve())}
    if not exposed or not any(_list_other_people(root)):
        return Finding(True, "no other account can read the class's files")
    inside = {root if path.is_relative_to(root) else path for path in exposed.values()}
    command = shlex.join(["chmod", "o-rwx", *map(str, sorted(inside))])
    what = f"Other accounts on this machine can read {', '.join(exposed)}"
    return Finding(False, what, f"Run `{command}`.")


def _others_can_read(path: Path) -> bool:
    """Whether the rights of a path, and of all folders above it, let others read it."""
    if not path.exists():
        return False
    mode = path.stat().st_mode
    # File names in these folders are well known: the right to enter is enough to read files.
    rights = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return bool(mode & rights) and all(
        parent.stat().st_mode & stat.S_IXOTH for parent in path.parents
    )


def _list_other_people(root: Path) -> Iterator[int]:
    """List user ids of people other than this user and the folder's owner.

    A directory service may not list its accounts, so the owners of home folders count as well.
    """
    known = {os.geteuid(), root.stat().st_uid}
    accounts = {account.pw_uid for account in pwd.getpwall()}
    if HOMES.is_dir():
        accounts |= {home.stat().st_uid for home in HOMES.iterdir() if home.exists()}
    return (account for account in accounts if account in PEOPLE and account not in known)


CHECKS: tuple[Check, ...] = (check_sandbox, check_secret, check_rights)
