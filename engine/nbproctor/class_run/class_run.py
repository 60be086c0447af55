"""Grades a class: every submission a task of its own, on all cores or on a cluster.

Workers compute and return, one writer puts their results into the gradebook and the folders, and
nobody stops anybody: a submission that cannot be graded is recorded as such. What has not changed
since it was graded is not graded again, so a run that was stopped goes on where it stopped.
"""

import errno
import functools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from sqlalchemy.exc import DBAPIError

from nbproctor.class_run import cluster, fork_server, grade_notebook
from nbproctor.class_run.cluster import Job
from nbproctor.class_run.tasks import (
    ChapterKit,
    FeedbackPage,
    FeedbackTask,
    GradedSubmission,
    GradeTask,
    digest_of,
    fingerprint,
    formatted,
    sent_config,
    sent_environment,
)
from nbproctor.class_run.writer import GradebookWriter, writing
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.gradebook.results import GradeResult
from nbproctor.grading.submissions import (
    HandedIn,
    Submission,
    collect,
    find_submissions,
    read_files,
    timestamp_of,
    why_odd,
)
from nbproctor.settings import ClassRun, Course

OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


@dataclass(frozen=True)
class RunSettings:
    """How a class is graded.

    Attributes:
        workers: processes on this machine; one a core by default.
        scheduler: address of a Dask scheduler to use in place of this machine's cores.
        regrade: grade what has not changed, too.
        feedback: make pages of feedback.
        new_secret: grade the whole class with a secret that may differ from the last one.
    """

    workers: int | None = None
    scheduler: str = ""
    regrade: bool = False
    feedback: bool = True
    new_secret: bool = False


def grade_class(
    folder: CourseFolder,
    submissions: Sequence[Submission],
    when_done: Callable[[GradeResult], None] = lambda result: None,
    settings: RunSettings = RunSettings(),
) -> list[GradeResult]:
    """Grade submissions; `when_done` hears of each as it is finished, or found finished already.

    Returns:
        A result for each submission, in their order.

    Raises:
        CourseError: no scheduler, a worker of another version, a full disk, a gradebook that
            cannot be used, another secret; what was finished before is kept.
    """
    if settings.new_secret:
        _require_whole_class(folder, submissions)
    if not settings.scheduler:
        fork_server.warm_up(ClassRun(config=folder.config).preload)
    with writing(folder) as writer:
        salt = writer.require_same_secret(settings.new_secret)
        for chapter in sorted({submission.chapter for submission in submissions}):
            writer.register(chapter)
        run = _ClassRun(folder, writer, settings, when_done, salt)
        todo = run.unfinished(submissions)
        # What was kept is not in the log of this run: the last one's words stay where there is any.
        may_keep = not settings.regrade and any(map(writer.is_of_other_version, todo))
        mode = "a" if len(todo) < len(submissions) or may_keep else "w"
        log_path = folder.root / "grade.log"
        with log_path.open(mode, encoding="utf-8", errors="backslashreplace") as log:
            run.grade(todo, log)
        return [run.results[submission] for submission in submissions]


def _require_whole_class(folder: CourseFolder, submissions: Sequence[Submission]) -> None:
    whole = find_submissions(folder.root / "submitted", folder.chapters())
    if set(whole) - set(submissions):
        raise CourseError(
            "--new-secret grades the whole class anew: leave out chapters and --student."
        )


class _ClassRun:
    """One run over a class."""

    def __init__(
        self,
        folder: CourseFolder,
        writer: GradebookWriter,
        settings: RunSettings,
        when_done: Callable[[GradeResult], None],
        salt: bytes,
    ) -> None:
        self._folder, self._writer, self._settings = folder, writer, settings
        self._when_done, self._salt = when_done, salt
        self._config = sent_config(folder.config)
        # Workers on this machine have the very files that this process has.
        packages = self._packages = tuple(Course(config=folder.config).packages)
        self._fingerprint = fingerprint(packages) if settings.scheduler else ""
        self._kits: dict[str, ChapterKit] = {}
        self._pages: deque[Job] = deque()
        self._stale: list[Submission] = []
        self.results: dict[Submission, GradeResult] = {}

    def unfinished(self, submissions: Sequence[Submission]) -> list[Submission]:
        """The submissions that are to be graded; the others' results are taken as they stand."""
        todo = []
        for submission in submissions:
            if self._settings.regrade or why_odd(submission.student):
                todo.append(submission)
                continue
            _, digest = self._collect(submission)
            kept = self._writer.kept(submission, digest)
            if kept is None:
                todo.append(submission)
            else:
                self._keep(submission, kept)
                if self._settings.feedback and self._lacks_feedback(submission):
                    self._stale.append(submission)
        return todo

    def _keep(self, submission: Submission, kept: GradeResult) -> None:
        self.results[submission] = kept
        self._when_done(kept)

    def grade(self, todo: Sequence[Submission], log: IO[str]) -> None:
        """Grade submissions and make pages of feedback, as many at once as there are workers."""
        self._log = log
        if not todo and not self._stale:
            return
        settings = self._settings
        with cluster.connected(settings.workers, settings.scheduler, self._packages) as workers:
            for job, outcome in workers.run(self._pages, self._jobs(todo)):
                job.then(outcome)

    def _jobs(self, todo: Sequence[Submission]) -> Iterator[Job]:
        for submission in todo:
            if reason := why_odd(submission.student):
                self._refuse(submission, reason)
                continue
            handed_in, digest = self._collect(submission)
            timestamp = timestamp_of(handed_in.files)
            then = functools.partial(self._record, submission, digest, timestamp)
            if handed_in.refused:
                then(GradedSubmission("unreadable", notes=handed_in.notes))
            else:
                kit = self._kit(submission.chapter)
                before = () if self._settings.regrade else self._writer.graded_before(submission)
                task = GradeTask(submission.student, kit, handed_in.files, handed_in.notes, before)
                yield Job(grade_notebook.grade, task, then)
        for submission in self._stale:
            yield self._feedback_job(submission)

    def _kit(self, chapter: str) -> ChapterKit:
        if chapter not in self._kits:
            files, _ = read_files(self._folder.source(chapter).parent, chapter)
            self._kits[chapter] = ChapterKit(
                chapter,
                files,
                self._writer.chapter(chapter).registered,
                self._config,
                sent_environment(self._config),
                self._fingerprint,
                self._salt,
            )
        return self._kits[chapter]

    def _collect(self, submission: Submission) -> tuple[HandedIn, str]:
        """What was handed in, and a digest of all that decides its grade.

        A submission that cannot be collected is refused, whatever the reason is.
        """
        try:
            handed_in = collect(submission)
        except Exception as error:
            place = f"submitted/{submission.student}/{submission.chapter}"
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            note = f"{place} cannot be read ({reason}). Look at what lies there and at its rights."
            handed_in = HandedIn((), (note,), refused=True)
        more = f"{self._kit(submission.chapter).digest}{handed_in.notes}"
        return handed_in, formatted(digest_of(handed_in.files, more.encode()))

    def _refuse(self, submission: Submission, reason: str) -> None:
        """Say that a folder's name is no student's, and keep it out of the gradebook."""
        name = repr(submission.student)[1:-1]  # it may be nothing that can be printed
        result = GradeResult(name, submission.chapter, None, 0.0, notes=(reason,))
        self.results[submission] = result
        self._log.write(f"== {name}/{submission.chapter}: {result.points}\n{reason}\n\n")
        self._when_done(result)

    def _record(self, submission: Submission, digest: str, timestamp: Any, outcome: Any) -> None:
        """Take in what a worker made of a submission, or why it could not."""
        if isinstance(outcome, Exception):
            outcome = GradedSubmission("could not run", problem=f"{outcome}")
        if outcome.outcome == "unchanged" or (
            not self._settings.regrade
            and self._writer.failed_alike(submission, outcome.outcome, timestamp)
        ):
            self._keep(submission, self._writer.take_over(submission, digest))
            if self._settings.feedback and self._lacks_feedback(submission):
                self._pages.append(self._feedback_job(submission))
            return
        try:
            result = self._writer.record(submission, outcome, digest, timestamp)
        except Exception as error:
            if _concerns_all(error):
                raise
            problem = f"what was graded cannot be stored: {error}"
            outcome = replace(outcome, outcome="could not run", problem=problem, files=())
            result = self._writer.record(submission, outcome, digest, timestamp)
        self.results[submission] = result
        self._log.write(f"== {result.student}/{result.chapter}: {result.points}\n")
        self._log.writelines(f"{line}\n" for line in [*result.notes, *result.failed])
        self._log.write(outcome.log + "\n")
        self._log.flush()
        self._when_done(result)
        if outcome.outcome == "graded":
            if self._settings.feedback:
                self._pages.append(self._feedback_job(submission))
            else:
                self._writer.remove_feedback(submission)

    def _feedback_task(self, submission: Submission) -> FeedbackTask | None:
        stored = self._writer.read(submission)
        notebook = self._writer.autograded_notebook(submission)
        if stored is None or notebook is None:
            return None
        registered = self._writer.chapter(submission.chapter).registered
        return FeedbackTask(
            submission.student, registered, self._config, notebook, stored, self._fingerprint
        )

    def _lacks_feedback(self, submission: Submission) -> bool:
        task = self._feedback_task(submission)
        return task is not None and not self._writer.has_feedback(submission, task.digest)

    def _feedback_job(self, submission: Submission) -> Job:
        task = self._feedback_task(submission)
        assert task is not None
        then = functools.partial(self._take_page, submission, task.digest)
        return Job(grade_notebook.make_feedback, task, then)

    def _take_page(self, submission: Submission, digest: str, outcome: Any) -> None:
        if isinstance(outcome, Exception):
            outcome = FeedbackPage(b"", problem=f"{outcome}")
        problem = outcome.problem
        if not problem:
            try:
                self._writer.record_feedback(submission, outcome.html, digest)
                return
            except Exception as error:
                if _concerns_all(error):
                    raise
                problem = f"{error}"
        note = f"no feedback: {problem}"
        self._writer.remove_feedback(submission)
        self._log.write(f"== {submission.student}/{submission.chapter}: {note}\n{outcome.log}\n")
        result = self.results[submission]
        self.results[submission] = replace(result, notes=(*result.notes, note))


def _concerns_all(error: Exception) -> bool:
    """Whether an error ends the run: every other one is recorded for its submission alone."""
    of_the_disk = isinstance(error, OSError) and error.errno in OF_THE_DISK
    return of_the_disk or isinstance(error, CourseError | DBAPIError)
