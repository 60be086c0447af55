"""Define nbproctor's own tables in nbgrader's database, and read and write them.

- `course_run`: one row for each submission, written in the same transaction as nbgrader's rows.
  After an interrupted run it tells which submissions are finished.
- `course_chapter`: one row for each registered chapter.
- `course_answers`: one row for each graded notebook.
- `course_extension`: one row for each extension of a student who has not handed in yet. nbgrader
  keeps an extension with the submission, so it moves there with the first one.
- `course_hand_in`: one row for each submission that was graded after another one, if their number
  is limited, see `nbproctor.gradebook.submissions_limit`.
- `course_secret`: at most one row, see `nbproctor.gradebook.secret`.

nbgrader does not read or change these tables; `nbgrader db upgrade` leaves them unchanged.
"""

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    create_engine,
    inspect,
    select,
    true,
)

from nbproctor.gradebook.results import GradeResult

metadata = MetaData()

course_run = Table(
    "course_run",
    metadata,
    Column("chapter", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("digest", String(64), nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("times_graded", Integer, nullable=False),
    Column("feedback", String(64), nullable=False),
    Column("result", Text, nullable=False),
)

course_chapter = Table(
    "course_chapter",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("digest", String(64), nullable=False),
)

course_answers = Table(
    "course_answers",
    metadata,
    Column("chapter", String(128), primary_key=True),
    Column("notebook", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("digests", Text, nullable=False),
)

course_extension = Table(
    "course_extension",
    metadata,
    Column("chapter", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("seconds", Integer, nullable=False),
)

course_hand_in = Table(
    "course_hand_in",
    metadata,
    Column("chapter", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
)

course_secret = Table(
    "course_secret",
    metadata,
    Column("salt", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
)


@dataclass(frozen=True)
class RunRow:
    """A row of `course_run`: the last grading of a submission.

    Attributes:
        id: identifies the grading, and names its incoming folder.
        digest: digest of the submitted files and of everything else that determines the grade;
            empty to grade the submission again. See `nbproctor.grading.tasks.DIGEST_FORMAT`.
        outcome: see `GradedSubmission`.
        times_graded: how often the submission was graded so far.
        feedback: digest of the content of the feedback page; empty if there is no page.
        result: the result of the grading.
    """

    chapter: str
    student: str
    id: str
    digest: str
    outcome: str
    result: GradeResult
    times_graded: int = 1
    feedback: str = ""


@contextlib.contextmanager
def connect(address: str) -> Iterator[Connection]:
    """Open a transaction in the gradebook at an address; create missing tables of nbproctor."""
    engine = create_engine(address)
    try:
        with engine.begin() as connection:
            metadata.create_all(connection)
            yield connection
    finally:
        engine.dispose()


def read_run_rows(connection: Connection) -> dict[tuple[str, str], RunRow]:
    """Read all rows, by chapter and student; empty if only plain nbgrader graded."""
    if not inspect(connection).has_table(course_run.name):
        return {}
    rows = connection.execute(select(course_run)).mappings()
    return {(row["chapter"], row["student"]): _parse_run_row(dict(row)) for row in rows}


def write_run_row(connection: Connection, row: RunRow) -> None:
    """Write a row, replacing the submission's previous one."""
    here = (course_run.c.chapter == row.chapter) & (course_run.c.student == row.student)
    values: dict[str, Any] = {
        field.name: getattr(row, field.name) for field in dataclasses.fields(row)
    }
    values["result"] = json.dumps(dataclasses.asdict(row.result))
    connection.execute(course_run.delete().where(here))
    connection.execute(course_run.insert().values(values))


def write_digest(connection: Connection, run_id: str, digest: str) -> None:
    """Replace the digest of a row."""
    connection.execute(course_run.update().where(course_run.c.id == run_id).values(digest=digest))


def forget_digests(connection: Connection, chapter: str = "") -> None:
    """Clear the digests of all submissions, or of one chapter's, so that they are graded again."""
    of_chapter = course_run.c.chapter == chapter if chapter else true()
    connection.execute(course_run.update().where(of_chapter).values(digest=""))


def write_feedback_digest(connection: Connection, run_id: str, digest: str) -> None:
    """Write the digest of a feedback page that is in place."""
    connection.execute(course_run.update().where(course_run.c.id == run_id).values(feedback=digest))


def read_registered(connection: Connection, chapter: str) -> str:
    """Read the digest of the source from which a chapter was registered; empty if it was not."""
    digest: str | None = connection.execute(
        select(course_chapter.c.digest).where(course_chapter.c.name == chapter)
    ).scalar_one_or_none()
    return digest or ""


def write_registered(connection: Connection, chapter: str, digest: str) -> None:
    """Write the digest of the source from which a chapter was registered."""
    connection.execute(course_chapter.delete().where(course_chapter.c.name == chapter))
    connection.execute(course_chapter.insert().values(name=chapter, digest=digest))


def read_answers(
    connection: Connection, chapter: str, notebook: str, student: str
) -> dict[str, str] | None:
    """Read the digests of the answers that were last graded, see `nbproctor.grading.answers`."""
    digests = connection.execute(
        select(course_answers.c.digests).where(_match_notebook(chapter, notebook, student))
    ).scalar_one_or_none()
    return None if digests is None else dict(json.loads(digests))


def write_answers(
    connection: Connection, chapter: str, notebook: str, student: str, digests: dict[str, str]
) -> None:
    """Write the digests of the answers that were graded, replacing the previous ones."""
    here = _match_notebook(chapter, notebook, student)
    connection.execute(course_answers.delete().where(here))
    connection.execute(
        course_answers.insert().values(
            chapter=chapter, notebook=notebook, student=student, digests=json.dumps(digests)
        )
    )


def _match_notebook(chapter: str, notebook: str, student: str) -> ColumnElement[bool]:
    columns = course_answers.c
    return and_(
        columns.chapter == chapter, columns.notebook == notebook, columns.student == student
    )


def read_waiting_extensions(connection: Connection) -> dict[tuple[str, str], timedelta]:
    """Read the extensions of students who have not handed in, by chapter and student."""
    rows = connection.execute(select(course_extension))
    return {(row.chapter, row.student): timedelta(seconds=row.seconds) for row in rows}


def write_waiting_extension(
    connection: Connection, chapter: str, student: str, extension: timedelta | None
) -> None:
    """Replace or remove the extension of a student who has not handed in."""
    connection.execute(course_extension.delete().where(_match_extension(chapter, student)))
    if extension is not None:
        seconds = int(extension.total_seconds())
        values = {"chapter": chapter, "student": student, "seconds": seconds}
        connection.execute(course_extension.insert().values(values))


def take_waiting_extension(connection: Connection, chapter: str, student: str) -> timedelta | None:
    """Remove and return the extension of a student who hands in now; None if there is none."""
    here = _match_extension(chapter, student)
    seconds = connection.execute(select(course_extension.c.seconds).where(here)).scalar()
    if seconds is None:
        return None
    connection.execute(course_extension.delete().where(here))
    return timedelta(seconds=seconds)


def _match_extension(chapter: str, student: str) -> ColumnElement[bool]:
    columns = course_extension.c
    return and_(columns.chapter == chapter, columns.student == student)


def read_hand_ins(connection: Connection, chapter: str, student: str) -> list[str]:
    """Read the digests of the files of a student's submissions in the order of their grading.

    A submission that was graded again at once is listed once. One that the student came back to is
    listed again: its code may do something else each time.
    """
    columns = course_hand_in.c
    here = (columns.chapter == chapter) & (columns.student == student)
    chosen = select(columns.digest).where(here).order_by(columns.number)
    return list(connection.execute(chosen).scalars())


def write_hand_in(connection: Connection, chapter: str, student: str, digest: str) -> None:
    """Write the digest of the files of a submission that is graded."""
    before = read_hand_ins(connection, chapter, student)
    if before[-1:] != [digest]:
        values = {"chapter": chapter, "student": student, "number": len(before), "digest": digest}
        connection.execute(course_hand_in.insert().values(values))


def read_secret(connection: Connection) -> tuple[bytes, str] | None:
    """Read the salt and the digest of the class's secret; None before the first grading."""
    row = connection.execute(select(course_secret)).one_or_none()
    return (bytes.fromhex(row.salt), row.digest) if row else None


def write_secret(connection: Connection, salt: bytes, digest: str) -> None:
    """Write the salt and the digest of the secret, and clear all digests of submissions.

    Earlier grades belong to another or an unknown secret, so all submissions are graded again.
    """
    connection.execute(course_secret.delete())
    connection.execute(course_secret.insert().values(salt=salt.hex(), digest=digest))
    forget_digests(connection)


def _parse_run_row(row: dict[str, Any]) -> RunRow:
    result = json.loads(row.pop("result"))
    result |= {
        name: tuple(result[name]) for name in ("failed", "notes", "notebooks") if name in result
    }
    return RunRow(**row, result=GradeResult(**result))
