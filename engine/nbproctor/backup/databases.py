"""Copy a gradebook to a file and back, whatever else uses it meanwhile.

SQLite copies with its backup API, PostgreSQL with its own programs `pg_dump` and `pg_restore`.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from nbgrader.api import Assignment, Student
from sqlalchemy import URL, create_engine, func, inspect, select
from sqlalchemy.engine import make_url

from nbproctor.errors import CourseError
from nbproctor.gradebook.failures import DATABASE_ERRORS, describe_failure

FILES = {"sqlite": "gradebook.db", "postgresql": "gradebook.dump"}


def name_copy(address: str) -> str:
    """Return the name of the file that holds a copy of the gradebook at an address.

    Raises:
        CourseError: gradebooks of that kind cannot be copied.
    """
    kind = make_url(address).get_backend_name()
    if kind not in FILES:
        raise CourseError(f"the gradebook is in {kind}, which cannot be copied. Use its own tools.")
    return FILES[kind]


def is_empty(address: str) -> bool:
    """Return whether a gradebook does not exist, or has no student and no assignment.

    Raises:
        CourseError: the gradebook cannot be used.
    """
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return True  # connecting would create it
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            known = inspect(connection).get_table_names()
            tables = [each.__table__ for each in (Student, Assignment)]
            return not any(
                connection.execute(select(func.count()).select_from(table)).scalar()
                for table in tables
                if table.name in known
            )
    except DATABASE_ERRORS as error:
        raise CourseError(f"{describe_failure(address, error)}.") from error
    finally:
        engine.dispose()


def copy_gradebook(address: str, path: Path) -> bool:
    """Copy the gradebook at an address to a file; return False if there is none.

    Raises:
        CourseError: it cannot be copied.
    """
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"]
        _run(url, [*command, f"--file={path}"])
        return True
    if not Path(url.database or "").exists():
        return False
    try:
        with (
            contextlib.closing(sqlite3.connect(str(url.database))) as source,
            contextlib.closing(sqlite3.connect(path)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as error:
        raise CourseError(f"the gradebook {url.database} cannot be copied: {error}.") from error
    return True


def restore_gradebook(address: str, path: Path) -> None:
    """Replace the empty gradebook at an address by a copy.

    Raises:
        CourseError: it cannot be restored.
    """
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        command = ["pg_restore", "--no-owner", "--no-privileges", "--clean", "--if-exists"]
        _run(url, [*command, "--single-transaction", "--exit-on-error", str(path)])
        return
    for leftover in ("-journal", "-wal", "-shm"):
        Path(f"{url.database}{leftover}").unlink(missing_ok=True)
    shutil.move(path, str(url.database))


def _run(url: URL, command: list[str]) -> None:
    """Run a program of PostgreSQL on a database; the password is in no list of processes."""
    if shutil.which(command[0]) is None:
        raise CourseError(
            f"the gradebook is in PostgreSQL, and {command[0]} is not installed here: install "
            "PostgreSQL's client (Debian: postgresql-client)."
        )
    where = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(
        [*command, f"--dbname={where}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise CourseError(f"{command[0]} failed: {lines[0]}")
