"""Explain in one line why a gradebook cannot be used or files cannot be written."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from nbproctor.errors import CourseError, program

DATABASE_ERRORS = (DBAPIError, NoSuchModuleError, ArgumentError)


def require_gradebook(address: str) -> None:
    """Require that the file of a gradebook exists; nbgrader would create an empty one.

    Raises:
        CourseError: it does not.
    """
    where = make_url(address)
    if where.get_backend_name() == "sqlite" and not Path(where.database or "").exists():
        raise CourseError(
            f"there is no gradebook at {where.database}: run `{program()} grade` first."
        )


def describe_failure(address: str, error: Exception) -> str:
    """Describe which gradebook cannot be used and why; leave its password out."""
    place = make_url(address).render_as_string(hide_password=True)
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return f"the gradebook at {place} cannot be used: {reason}"


@contextlib.contextmanager
def explain_failures(address: str) -> Iterator[None]:
    """Replace database and disk errors in the block by one line with the cause and the cure.

    Raises:
        CourseError: the block raised an error of the database or of the disk.
    """
    try:
        yield
    except DATABASE_ERRORS as error:
        raise CourseError(
            f"{describe_failure(address, error)}. Finished results are kept; "
            f"fix the problem and run `{program()} grade` again."
        ) from error
    except OSError as error:
        reason = f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")
        raise CourseError(
            f"writing failed: {reason}. Finished results are kept; free some space or "
            f"change the permissions, and run `{program()} grade` again."
        ) from error
