"""Whether this machine is a safe place to grade on: the sandbox, the secret, and file permissions.

The doctor takes these looks on machines of staff, and `grade` warns of what they find.
"""

import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from traitlets.utils.importstring import import_item

from nbproctor.doctor import Finding, Look
from nbproctor.errors import program
from nbproctor.settings import ClassRun, HiddenCases

if TYPE_CHECKING:  # imports nbgrader, which takes seconds
    from nbproctor.course_folder import CourseFolder

CONFIGURATION = "nbgrader_config.py"
NO_COURSE = "this is no course folder, and holds no class"
# What holds answers, students' work or grades; the package of hidden cases joins them.
PRIVATE = (
    "gradebook.db",
    "source",
    "submitted",
    "autograded",
    "feedback",
    "downloaded",
    "students.csv",
    "grades.csv",
)
HOMES = Path("/home")
PEOPLE = range(1000, 60000)  # accounts of people, as /etc/login.defs has them


def is_sample_class(course: "CourseFolder") -> bool:
    """Whether all that was handed in is a class that the course made for trying out grading.

    `c.ClassRun.is_sample_class` names the function that says so; without it no class is one.
    """
    name = ClassRun(config=course.config).is_sample_class
    return bool(name and import_item(name)(course))


def check_sandbox(folder: Path) -> Finding:
    """Whether student code can be shut in here."""
    from nbproctor.course_folder import CourseFolder
    from nbproctor.kernels.sandbox import SandboxError, require_sandbox

    if (folder / CONFIGURATION).exists():
        settings = CourseFolder.find(folder).config.WarmKernels
        if settings.get("sandbox") == "none":
            return Finding(True, f"no sandbox for student code, as {CONFIGURATION} says")
    try:
        require_sandbox()
    except SandboxError as error:
        what, _, cure = str(error).partition(". ")
        return Finding(False, what, cure)
    return Finding(True, "the sandbox for student code works")


def check_secret(folder: Path) -> Finding:
    """Whether a class other than the sample class has a secret of its own."""
    from nbproctor.course_folder import CourseFolder
    from nbproctor.gradebook.secret import describe_other_secret, secret_is_public, secret_variable

    if not (folder / CONFIGURATION).exists():
        return Finding(True, NO_COURSE)
    course = CourseFolder.find(folder)  # the configuration may set the secret
    if difference := describe_other_secret(_recorded_secret(course), course.config):
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


def _recorded_secret(course: "CourseFolder") -> tuple[bytes, str] | None:
    """Salt and digest in the gradebook; None where there is none, or no gradebook to look into."""
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    from nbproctor.gradebook.tables import read_secret

    address = CourseDirectory(config=course.config).db_url
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists():
        return None  # connecting would make an empty one
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            return read_secret(connection)
    except SQLAlchemyError:
        return None
    finally:
        engine.dispose()


def _has_class(course: "CourseFolder") -> bool:
    """Whether anybody has handed in, the students of the sample class apart."""
    from nbproctor.grading.submissions import find_submissions

    found = find_submissions(course.root / "submitted", course.chapters())
    return bool(found) and not is_sample_class(course)


def check_rights(folder: Path) -> Finding:
    """Whether other people who use this machine can read the class's files.

    A file is out of their reach where it, or a folder above it, gives others no rights. A fresh
    clone, and one with nothing but the sample class, has nothing to hide.
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
    if not exposed or not any(_other_people(root)):
        return Finding(True, "no other account can read the class's files")
    inside = {root if path.is_relative_to(root) else path for path in exposed.values()}
    command = shlex.join(["chmod", "o-rwx", *map(str, sorted(inside))])
    what = f"Other accounts on this machine can read {', '.join(exposed)}"
    return Finding(False, what, f"Run `{command}`.")


def _others_can_read(path: Path) -> bool:
    """Whether the rights of a path, and of all folders above it, let others in."""
    if not path.exists():
        return False
    mode = path.stat().st_mode
    # Names in the class's folders are no secret, so a folder that can only be entered is open.
    rights = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return bool(mode & rights) and all(
        parent.stat().st_mode & stat.S_IXOTH for parent in path.parents
    )


def _other_people(root: Path) -> Iterator[int]:
    """Accounts of people other than this user and the folder's owner.

    A directory service may not list its accounts: their homes are looked at, too.
    """
    known = {os.geteuid(), root.stat().st_uid}
    accounts = {account.pw_uid for account in pwd.getpwall()}
    if HOMES.is_dir():
        accounts |= {home.stat().st_uid for home in HOMES.iterdir() if home.exists()}
    return (account for account in accounts if account in PEOPLE and account not in known)


LOOKS: tuple[Look, ...] = (check_sandbox, check_secret, check_rights)
