"""Reads and writes the students in nbgrader's database."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, create_engine, insert, inspect, select, update
from sqlalchemy.engine import make_url

from nbproctor.gradebook.failures import explain_failures
from nbproctor.gradebook.reader import STUDENT

FIELDS = ("first_name", "last_name", "email", "lms_user_id")
WIDTH = 128  # of the columns, in characters


def read_students(address: str) -> dict[str, dict[str, str]]:
    """Read the fields of all students in the gradebook at an address, by id; change nothing.

    A field without a value is empty. There are no students if there is no gradebook yet.

    Raises:
        CourseError: the gradebook cannot be read.
    """
    url = make_url(address)
    if url.drivername.startswith("sqlite") and not Path(url.database or "").exists():
        return {}
    with explain_failures(address):
        engine = create_engine(url)
        try:
            with engine.connect() as connection:
                if not inspect(connection).has_table(STUDENT.name):
                    return {}
                return {
                    row.id: {name: getattr(row, name) or "" for name in FIELDS}
                    for row in connection.execute(select(STUDENT).order_by(STUDENT.c.id))
                }
        finally:
            engine.dispose()


def write_students(
    connection: Connection,
    added: Mapping[str, Mapping[str, str]],
    changed: Mapping[str, Mapping[str, str]],
) -> None:
    """Add students, and replace fields of others."""
    for student, fields in added.items():
        connection.execute(insert(STUDENT).values(id=student, **fields))
    for student, fields in changed.items():
        connection.execute(update(STUDENT).where(STUDENT.c.id == student).values(**fields))
