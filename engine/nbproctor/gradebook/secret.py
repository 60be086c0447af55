"""Check that a whole class is graded with the same secret.

The secret seeds the hidden cases. Another secret draws other cases, and the grades are no longer
comparable. The gradebook therefore stores a slow, salted digest of the secret. A gradebook of an
earlier version has no digest; the next run adds one.

`c.HiddenCases.secret_variable` in nbgrader_config.py names the environment variable of the secret.
"""

import functools
import hashlib
import os
import secrets

from sqlalchemy import Connection
from traitlets.config import Config

from nbproctor.errors import CourseError, program
from nbproctor.gradebook import tables
from nbproctor.settings import HiddenCases


def secret_variable(config: Config) -> str:
    """Return the name of the environment variable that holds the secret.

    >>> secret_variable(Config(HiddenCases={"secret_variable": "MY_SECRET"}))
    'MY_SECRET'
    """
    return str(HiddenCases(config=config).secret_variable)


def secret_is_public(config: Config) -> bool:
    """Return whether no secret is set, so that hidden cases come from the public default."""
    return not read_secret(config)


def read_secret(config: Config) -> str:
    """Return the secret, or "" if none is set."""
    return os.environ.get(secret_variable(config), "")


# A run needs the same digests, with two salts, several times; one takes 50 ms and 16 MiB.
@functools.lru_cache(maxsize=2)
def slow_digest(secret: str, salt: bytes) -> str:
    """Compute a digest that makes guessing a short secret slow (scrypt, RFC 7914)."""
    return hashlib.scrypt(secret.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


def require_same_secret(connection: Connection, config: Config, new_secret: bool = False) -> bytes:
    """Compare the secret with the gradebook's digest; store the digest if there is none.

    Args:
        connection: a connection to the gradebook, in a transaction.
        config: the course's configuration.
        new_secret: replace the digest if it differs.

    Returns:
        The salt of the digest.

    Raises:
        CourseError: the class was graded with another secret.
    """
    recorded = tables.read_secret(connection)
    difference = describe_other_secret(recorded, config)
    if recorded and not difference:
        return recorded[0]
    if difference and not new_secret:
        raise CourseError(": ".join(difference))
    salt = secrets.token_bytes(16)
    tables.write_secret(connection, salt, slow_digest(read_secret(config), salt))
    return salt


def describe_other_secret(
    recorded: tuple[bytes, str] | None, config: Config
) -> tuple[str, str] | None:
    """Describe how the secret differs from the recorded one, and what to do; None if it does not.

    Args:
        recorded: salt and digest from the gradebook; None before the first grading.
        config: the course's configuration.
    """
    if recorded is None:
        return None
    salt, digest = recorded
    if slow_digest(read_secret(config), salt) == digest:
        return None
    variable = secret_variable(config)
    anew = f"grade the whole class again with `{program()} grade --new-secret`"
    if slow_digest("", salt) == digest:
        return "this class was graded with the public default", f"{anew}, or unset {variable}."
    return "this class was graded with another secret", f"set {variable} to that secret, or {anew}."
