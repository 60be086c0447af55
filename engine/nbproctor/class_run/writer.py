"""Store the results of a class run: the gradebook and `autograded/` change together.

A lock lets only one run write at a time, so SQLite never has two writers. The writer stores each
submission with one transaction, which includes the row of `course_run`, and one rename. If a run
is killed in between, the next run completes the rename.
"""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Connection

from nbproctor.class_run.placing import PlacedFolder
from nbproctor.course_folder import CourseFolder, register
from nbproctor.fingerprint import compute_digest
from nbproctor.gradebook import tables, writer
from nbproctor.gradebook.failures import explain_failures
from nbproctor.gradebook.grades import GradedNotebook, StoredSubmission
from nbproctor.gradebook.lateness import PenaltyChange, find_penalties, renew_penalties
from nbproctor.gradebook.reader import (
    ChapterRows,
    find_chapter,
    read_chapter,
    read_student_ids,
    read_submissions,
)
from nbproctor.gradebook.results import GradeResult, count_points
from nbproctor.gradebook.secret import require_same_secret
from nbproctor.gradebook.submissions_limit import explain_wait
from nbproctor.gradebook.tables import RunRow
from nbproctor.gradebook.writer import SubmissionRow
from nbproctor.grading.answers import read_standing_answers
from nbproctor.grading.feedback import is_up_to_date
from nbproctor.grading.model_answers import are_released
from nbproctor.grading.submissions import Files, Submission, read_files
from nbproctor.grading.tasks import ChapterKit, GradedSubmission, is_of_other_format
from nbproctor.kernels.graders import GraderReport, Work, order_work, read_setup, run_grader
from nbproctor.notebooks import (
    cell_name,
    is_auto_graded,
    read_notebook,
)


@contextlib.contextmanager
def open_writer(folder: CourseFolder) -> Iterator["GradebookWriter"]:
    """Open the gradebook and the folders for one run, and finish an interrupted run's renames.

    Raises:
        CourseError: the gradebook cannot be opened, or another run holds the lock.
    """
    course = CourseDirectory(config=folder.config)
    with explain_failures(course.db_url), contextlib.ExitStack() as stack:
        autograded = PlacedFolder(course, course.autograded_directory, 0o444)
        feedback = PlacedFolder(course, course.feedback_directory, 0o644)
        stack.enter_context(autograded.lock())
        gradebook = stack.enter_context(Gradebook(course.db_url, course.course_id))
        connection = stack.enter_context(gradebook.engine.connect())
        tables.metadata.create_all(gradebook.engine)
        writer = GradebookWriter(folder, connection, autograded, feedback)
        writer.recover()
        yield writer


class GradebookWriter:
    """Stores the workers' results; open it with `open_writer`.

    Attributes:
        records: the current rows of `course_run`, by chapter and student.
    """

    def __init__(
        self,
        folder: CourseFolder,
        connection: Connection,
        autograded: PlacedFolder,
        feedback: PlacedFolder,
    ) -> None:
        self.autograded, self._feedback = autograded, feedback
        self._folder, self._connection = folder, connection
        self._chapters: dict[str, ChapterRows] = {}
        self._penalties = find_penalties(folder.config)
        with connection.begin():
            self.records = tables.read_run_rows(connection)

    def recover(self) -> None:
        """Put the folders that the gradebook committed in place, and remove the others."""
        committed = {record.id: record for record in self.records.values()}
        for name in self.autograded.list_waiting():
            record = committed.get(name)
            if record:
                self.autograded.take_in(name, record.student, record.chapter)
            else:
                self.autograded.drop(name)
        for name in self._feedback.list_waiting():
            self._feedback.drop(name)

    def require_same_secret(self, new_secret: bool) -> bytes:
        """See `nbproctor.gradebook.secret.require_same_secret`."""
        with self._connection.begin():
            salt = require_same_secret(self._connection, self._folder.config, new_secret)
            self.records = tables.read_run_rows(self._connection)
        return salt

    def register(self, chapter: str) -> None:
        """Register a chapter's cells and points in the gradebook if its source has changed.

        Raises:
            CourseError: nbgrader refused to register the chapter.
        """
        digest = compute_digest(self._folder.read_source(chapter), chapter.encode())
        with self._connection.begin():
            if tables.read_registered(self._connection, chapter) == digest:
                return
            if self._has_other_tests(chapter):
                tables.forget_digests(self._connection, chapter)
                self.records = tables.read_run_rows(self._connection)
        register(self._folder, chapter)
        with self._connection.begin():
            tables.write_registered(self._connection, chapter, digest)

    def renew_penalties(self, chapter: str) -> list[PenaltyChange]:
        """See `nbproctor.gradebook.lateness.renew_penalties`."""
        if self._penalties is None:
            return []
        rows = self.chapter(chapter)
        with self._connection.begin():
            return renew_penalties(self._connection, rows, self._penalties)

    def _has_other_tests(self, chapter: str) -> bool:
        """Return whether the tests in the source differ from those in the gradebook.

        The graded notebooks cannot tell, because they do not contain hidden tests.
        """
        rows = find_chapter(self._connection, chapter)
        if rows is None:  # not registered yet
            return False
        known = {
            (notebook.name, cell.name): cell.source
            for notebook in rows.registered.notebooks
            for cell in notebook.cells
        }
        return any(
            known.get((name, cell_name(test))) != test.source
            for name in self._folder.notebooks(chapter)
            for test in filter(
                is_auto_graded, read_notebook(self._folder.source(chapter, name)).cells
            )
        )

    def chapter(self, name: str) -> ChapterRows:
        """Return a registered chapter; read it from the gradebook once."""
        if name not in self._chapters:
            with self._connection.begin():
                self._chapters[name] = read_chapter(self._connection, name)
        return self._chapters[name]

    def read_students(self) -> set[str]:
        """Return the names of all students in the gradebook."""
        with self._connection.begin():
            return read_student_ids(self._connection)

    def explain_wait(self, submission: Submission, hand_in: str, timestamp: datetime | None) -> str:
        """See `nbproctor.gradebook.submissions_limit.explain_wait`."""
        chapter, student = submission.chapter, submission.student
        with self._connection.begin():
            return explain_wait(
                self._connection, self._folder.config, chapter, student, hand_in, timestamp
            )

    def kept(self, submission: Submission, digest: str | None = None) -> GradeResult | None:
        """Return a submission's stored result if its digest is unchanged, else None.

        A submission that could not run is graded again, so its result is not kept.

        Args:
            digest: None to return the result of an earlier submission, whatever its outcome.
        """
        record = self.records.get((submission.chapter, submission.student))
        if record is None or digest not in (record.digest, None):
            return None
        if record.outcome == "could not run" and digest is not None:
            return None
        stored, there = self.read(submission), self._find_autograded(submission)
        lost = set(record.result.notebooks) - there.keys()
        if stored is None or lost or (record.outcome == "graded" and not there):
            return None
        points = count_points(self.chapter(submission.chapter).registered, stored)
        return replace(record.result, **points, kept=True)

    def is_of_other_version(self, submission: Submission) -> bool:
        """Return whether a version with another digest format graded the submission last."""
        record = self.records.get((submission.chapter, submission.student))
        return record is not None and is_of_other_format(record.digest)

    def graded_before(self, submission: Submission, kit: ChapterKit) -> Files:
        """Read the files in `autograded/` that a version with another digest format wrote.

        Empty if the submission must be graded in any case.

        Args:
            kit: the kit of the chapter.
        """
        if not self.is_of_other_version(submission) or self.read(submission) is None:
            return ()
        record = self.records[submission.chapter, submission.student]
        if record.outcome != "graded" or not self._find_autograded(submission):
            return ()
        place = self.autograded.place(submission.student, submission.chapter)
        return read_files(place, kit.registered.notebook_names, [name for name, _ in kit.files])[0]

    def failed_alike(
        self, submission: Submission, outcome: str, timestamp: datetime | None
    ) -> bool:
        """Return whether another version also found the notebook missing or unreadable.

        Such a submission has no files in `autograded/`, so the time stamps are compared.
        """
        if not self.is_of_other_version(submission):
            return False
        stored = self.read(submission)
        return (
            self.records[submission.chapter, submission.student].outcome == outcome
            and outcome in ("missing", "unreadable")
            and stored is not None
            and timestamp in (None, stored.timestamp)
        )

    def take_over(self, submission: Submission, digest: str) -> GradeResult:
        """Keep a submission's stored result, and write its digest in the current format."""
        key = (submission.chapter, submission.student)
        with self._connection.begin():
            tables.write_digest(self._connection, self.records[key].id, digest)
        self.records[key] = replace(self.records[key], digest=digest)
        kept = self.kept(submission, digest)
        assert kept is not None
        return kept

    def read(self, submission: Submission) -> StoredSubmission | None:
        """Read a submission from the gradebook; None if there is none."""
        chapter = self.chapter(submission.chapter)
        with self._connection.begin():
            return self._read(chapter, submission.student)

    def _read(self, chapter: ChapterRows, student: str) -> StoredSubmission | None:
        return read_submissions(self._connection, chapter, student).get(student)

    def record(
        self,
        submission: Submission,
        graded: GradedSubmission,
        digest: str,
        timestamp: datetime | None,
        hand_in: str = "",
    ) -> GradeResult:
        """Store a submission's result in the gradebook and its files in `autograded/`.

        Args:
            hand_in: digest of the submitted files. They count for the limit of submissions unless
                no grader ran their cells.

        Raises:
            CourseError: the disk is full or the gradebook cannot be written; nothing was changed.
        """
        name = uuid.uuid4().hex
        chapter = self.chapter(submission.chapter)
        try:
            self.autograded.write_incoming(name, graded.files)
            with self._connection.begin():
                stored = self._set_rows(chapter, submission, graded, timestamp)
                record = self._make_run_row(submission, graded, stored, name, digest)
                tables.write_run_row(self._connection, record)
                if hand_in and graded.outcome in ("graded", "could not run"):
                    student = submission.student
                    tables.write_hand_in(
                        self._connection, chapter.registered.name, student, hand_in
                    )
        except BaseException:
            self.autograded.drop(name)
            raise
        self.autograded.take_in(name, submission.student, submission.chapter)
        if graded.outcome != "graded":
            self._feedback.replace(name, submission.student, submission.chapter, ())
        self.records[submission.chapter, submission.student] = record
        return record.result

    def _set_rows(
        self,
        chapter: ChapterRows,
        submission: Submission,
        graded: GradedSubmission,
        timestamp: datetime | None,
    ) -> StoredSubmission:
        connection, student = self._connection, submission.student
        row = writer.put_submission(connection, chapter, student, timestamp)
        notebooks = {
            name: graded.notebooks.get(name, GradedNotebook(graded.outcome))
            for name in chapter.notebooks
        }
        for name, notebook in notebooks.items():
            self._set_notebook_rows(chapter, submission, row, name, notebook)
        stored = read_submissions(connection, chapter, student)[student]
        for name, notebook in notebooks.items():
            if self._penalties is not None and notebook.outcome == "graded":
                score = stored.notebooks[name].score
                writer.put_late_penalty(connection, self._penalties, student, row, name, score)
        return stored

    def _set_notebook_rows(
        self,
        chapter: ChapterRows,
        submission: Submission,
        row: SubmissionRow,
        name: str,
        notebook: GradedNotebook,
    ) -> None:
        connection, student = self._connection, submission.student
        before = tables.read_answers(connection, submission.chapter, name, student)
        if before is None:  # graded by plain nbgrader or an earlier version, or never
            path = self._find_autograded(submission).get(name)
            content = path.read_bytes() if path else b""
            before = read_standing_answers(self._folder.config, content) if content else {}
        writer.put_notebook(connection, chapter, student, row, name, notebook, before)

    def _ask_grader(self, function: Work, argument: Any) -> GraderReport:
        order = order_work(function, argument, read_setup(self._folder.config), uses_kernels=False)
        return run_grader(order)

    def _make_run_row(
        self,
        submission: Submission,
        graded: GradedSubmission,
        stored: StoredSubmission,
        name: str,
        digest: str,
    ) -> RunRow:
        registered = self.chapter(submission.chapter).registered
        problem = [f"could not run: {graded.problem}"] if graded.problem else []
        result = GradeResult(
            submission.student,
            submission.chapter,
            **count_points(registered, stored),
            failed=graded.failed,
            notes=(*graded.notes, *problem),
            notebooks=tuple(
                name for name, each in graded.notebooks.items() if each.outcome == "graded"
            ),
            seconds=graded.seconds,
            cpu_seconds=graded.cpu_seconds,
            peak_mib=graded.peak_mib,
        )
        last = self.records.get((submission.chapter, submission.student))
        return RunRow(
            submission.chapter,
            submission.student,
            name,
            digest,
            graded.outcome,
            result,
            times_graded=last.times_graded + 1 if last else 1,
        )

    def read_autograded(self, submission: Submission) -> Files:
        """Read the notebooks in `autograded/`."""
        found = self._find_autograded(submission)
        return tuple((f"{name}.ipynb", path.read_bytes()) for name, path in found.items())

    def _find_autograded(self, submission: Submission) -> dict[str, Path]:
        """Return the paths of the notebooks in `autograded/`, by name."""
        place = self.autograded.place(submission.student, submission.chapter)
        paths = {
            name: place / f"{name}.ipynb" for name in self.chapter(submission.chapter).notebooks
        }
        return {name: path for name, path in paths.items() if path.exists()}

    def shows_model_answers(self, chapter: str) -> bool:
        """See `nbproctor.grading.model_answers.are_released`."""
        with self._connection.begin():
            return are_released(self._connection, self._folder.config, chapter)

    def has_feedback(self, submission: Submission, digest: str, with_models: bool) -> bool:
        """Return whether the feedback pages are up to date.

        If their digest has another format, compare their content; if that is up to date, store the
        digest in the current format.

        Args:
            with_models: whether the pages show model answers; those are not compared.
        """
        record = self.records[submission.chapter, submission.student]
        place = self._feedback.place(submission.student, submission.chapter)
        pages = {name: place / f"{name}.html" for name in self._find_autograded(submission)}
        if not all(path.exists() for path in pages.values()):
            return False
        if is_of_other_format(record.feedback) and not with_models:
            stored = self.read(submission)
            if stored and all(
                self._ask_grader(is_up_to_date, (path.read_bytes(), stored.notebooks[name])).result
                for name, path in pages.items()
            ):
                self._write_feedback_digest(submission, digest)
                return True
        return record.feedback == digest

    def record_feedback(self, submission: Submission, pages: Files, digest: str) -> None:
        """Put feedback pages in place, with the other files that nbgrader copies there."""
        record = self.records[submission.chapter, submission.student]
        names = {name for name, _ in pages}
        autograded = self.autograded.place(submission.student, submission.chapter)
        others = [
            pair for pair in _read_other_files(autograded) if Path(pair[0]).parts[0] not in names
        ]
        files = (*others, *pages)
        self._feedback.replace(record.id, submission.student, submission.chapter, files)
        self._write_feedback_digest(submission, digest)

    def _write_feedback_digest(self, submission: Submission, digest: str) -> None:
        record = self.records[submission.chapter, submission.student]
        with self._connection.begin():
            tables.write_feedback_digest(self._connection, record.id, digest)
        self.records[submission.chapter, submission.student] = replace(record, feedback=digest)

    def remove_feedback(self, submission: Submission) -> None:
        """Remove the feedback pages of an earlier grading."""
        record = self.records[submission.chapter, submission.student]
        self._feedback.replace(record.id, submission.student, submission.chapter, ())


def _read_other_files(folder: Path) -> Files:
    files = (path for path in sorted(folder.rglob("*")) if path.suffix != ".ipynb")
    return tuple((str(p.relative_to(folder)), p.read_bytes()) for p in files if p.is_file())
