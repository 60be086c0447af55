"""Why a gradebook cannot be used, or files cannot be written, in one line."""

import contextlib
from collections.abc import Iterator

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from nbproctor.errors import CourseError, program

DATABASE_ERRORS = (DBAPIError, NoSuchModuleError, ArgumentError)


def describe_failure(address: str, error: Exception) -> str:
    """Say which gradebook cannot be used and why, without its password."""
    place = make_url(address).render_as_string(hide_password=True)
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return f"the gradebook at {place} cannot be used: {reason}"


@contextlib.contextmanager
def explain_failures(address: str) -> Iterator[None]:
    """In the block, say in one line why writing failed, and what to do.

    Raises:
        CourseError: in place of an error of the database or of the disk.
    """
    try:
        yield
    except DATABASE_ERRORS as error:
        raise CourseError(
            f"{describe_failure(address, error)}. What was finished before is kept; "
            f"put that right and run `{program()} grade` again."
        ) from error
    except OSError as error:
        reason = f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")
        raise CourseError(
            f"writing failed: {reason}. What was finished before is kept; free some space or "
            f"change the permissions, and run `{program()} grade` again."
        ) from error
