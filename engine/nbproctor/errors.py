"""The error that a user is meant to read: what, where, and what to do next."""

import os


class CourseError(Exception):
    """Something in the course folder is not as it should be; shown as one line, without a stack."""


def program() -> str:
    """The name of the command that messages tell users to run.

    A course with a command of its own sets `NBPROCTOR_COMMAND` in nbgrader_config.py.
    """
    return os.environ.get("NBPROCTOR_COMMAND", "nbproctor")
