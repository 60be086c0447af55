"""The error for users: what is wrong, where, and what to do next."""

import os
from pathlib import Path


class CourseError(Exception):
    """Something is wrong in the course folder; shown as one line, without a stack."""


def program() -> str:
    """Return the name of the command that messages tell users to run.

    A course with a command of its own sets `NBPROCTOR_COMMAND` in nbgrader_config.py.
    """
    return os.environ.get("NBPROCTOR_COMMAND", "nbproctor")


def describe_unwritable(path: Path, error: OSError) -> str:
    """Describe in one line why a file that the user has named cannot be written.

    >>> describe_unwritable(Path("nowhere/grades.csv"), OSError("no such file"))
    'nowhere/grades.csv cannot be written: the folder nowhere does not exist.'
    """
    reason = f"{error.strerror or error}"
    if not path.parent.is_dir():
        reason = f"the folder {path.parent} does not exist"
    return f"{path} cannot be written: {reason}."
