"""The error for users: what is wrong, where, and what to do next."""

import os


class CourseError(Exception):
    """Something is wrong in the course folder; shown as one line, without a stack."""


def program() -> str:
    """Return the name of the command that messages tell users to run.

    A course with a command of its own sets `NBPROCTOR_COMMAND` in nbgrader_config.py.
    """
    return os.environ.get("NBPROCTOR_COMMAND", "nbproctor")
