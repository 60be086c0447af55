"""Grade a class on all cores of this machine or on a cluster, one task for each submission.

Workers grade and return results; one writer stores them in the gradebook and the folders. A
submission that cannot be graded is recorded as such, and the run continues. A run skips
submissions that have not changed since they were graded, so an interrupted run can be resumed.
"""

import errno
import functools
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from sqlalchemy.exc import DBAPIError

from nbproctor.class_run.read_reports import read_graded, read_pages
from nbproctor.class_run.workers import Job, open_workers
from nbproctor.class_run.writer import GradebookWriter, open_writer
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.fingerprint import compute_digest, deciding_fingerprint, fingerprint
from nbproctor.gradebook.results import NO_FEEDBACK, GradeResult
from nbproctor.grading import grade_submission
from nbproctor.grading.answer_keys import AnswerKeys
from nbproctor.grading.model_answers import find_short_answers
from nbproctor.grading.submissions import (
    TIMESTAMP,
    CollectedFiles,
    Files,
    Submission,
    collect,
    find_submissions,
    match_students,
    timestamp_of,
)
from nbproctor.grading.tasks import (
    ChapterKit,
    FeedbackTask,
    GradeTask,
    format_digest,
    select_config,
    select_environment,
)
from nbproctor.kernels.graders import order_work, read_setup
from nbproctor.settings import ClassRun, Course

OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


@dataclass(frozen=True)
class RunSettings:
    """The settings of a class run.

    Attributes:
        workers: how many submissions are graded at a time here; by default one for each core.
        scheduler: address of a Dask scheduler to use instead of this machine's cores.
        regrade: whether to grade unchanged submissions again.
        feedback: whether to generate feedback pages.
        beyond_limit: whether to grade more submissions of a student than the limit allows.
        new_secret: whether the secret may differ from the one that the class was graded with.
    """

    workers: int | None = None
    scheduler: str = ""
    regrade: bool = False
    feedback: bool = True
    beyond_limit: bool = False
    new_secret: bool = False


def grade_class(
    folder: CourseFolder,
    submissions: Sequence[Submission],
    when_done: Callable[[GradeResult], None] = lambda result: None,
    settings: RunSettings = RunSettings(),
) -> list[GradeResult]:
    """Grade submissions and generate their feedback pages.

    Args:
        when_done: called with each result, including the results kept from an earlier run.

    Returns:
        One result for each submission, in the order of `submissions`.

    Raises:
        CourseError: the scheduler does not answer, a worker has another version, the disk is
            full, the gradebook cannot be used, or the secret has changed. Results that are
            already stored are kept.
    """
    if settings.new_secret:
        _require_whole_class(folder, submissions)
    chapters = sorted({submission.chapter for submission in submissions})
    with AnswerKeys(folder.config, chapters) as keys, open_writer(folder) as writer:
        salt = writer.require_same_secret(settings.new_secret)
        for chapter in chapters:
            writer.register(chapter)
        matched = match_students(submissions, writer.read_students())
        submissions = [submission for submission, _ in matched]
        refused = {submission: reason for submission, reason in matched if reason}
        renewed = {
            (chapter, each.student): f"its late penalty changed from {each.before:g} to "
            f"{each.after:g} points"
            for chapter in chapters
            for each in writer.renew_penalties(chapter)
        }
        run = _ClassRun(folder, writer, settings, when_done, salt, keys, renewed, refused)
        todo = run.unfinished(submissions)
        # Append to the log if any result is kept: the earlier run logged it, this run does not.
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
            "--new-secret grades the whole class again: leave out assignments and --student."
        )


class _ClassRun:
    """The state of one class run."""

    def __init__(
        self,
        folder: CourseFolder,
        writer: GradebookWriter,
        settings: RunSettings,
        when_done: Callable[[GradeResult], None],
        salt: bytes,
        keys: AnswerKeys,
        renewed: Mapping[tuple[str, str], str],
        refused: Mapping[Submission, str],
    ) -> None:
        self._folder, self._writer, self._settings = folder, writer, settings
        self._when_done, self._salt, self._keys = when_done, salt, keys
        self._renewed = renewed
        self._refused = refused  # submissions that are not graded, and why
        self._config = select_config(folder.config)
        self._setup = read_setup(self._config)
        # Workers on this machine import the same files as this process: nothing to compare.
        packages = self._packages = tuple(Course(config=folder.config).packages)
        self._fingerprint = fingerprint(packages) if settings.scheduler else ""
        limit = ClassRun(config=folder.config).submissions_limit
        self._limited = bool(limit) and not (settings.beyond_limit or settings.new_secret)
        self._kits: dict[str, ChapterKit] = {}
        self._sources: dict[str, Files] = {}  # of chapters whose model answers are shown
        self._pages: deque[Job] = deque()
        self._stale: list[Submission] = []
        self.results: dict[Submission, GradeResult] = {}

    def unfinished(self, submissions: Sequence[Submission]) -> list[Submission]:
        """Return the submissions to grade; keep the stored results of the others."""
        todo = []
        for submission in submissions:
            all_again = self._settings.regrade and not self._limited
            if all_again or submission in self._refused:
                todo.append(submission)
                continue
            collected, digest = self._collect(submission)
            kept = None if self._settings.regrade else self._writer.kept(submission, digest)
            if kept is None:
                kept = self._keep_earlier(submission, collected)
            if kept is None:
                todo.append(submission)
            else:
                self._keep(submission, kept)
                if self._settings.feedback and self._lacks_feedback(submission):
                    self._stale.append(submission)
        return todo

    def _keep_earlier(
        self, submission: Submission, collected: CollectedFiles
    ) -> GradeResult | None:
        """Return the result of an earlier submission if this one is beyond the limit."""
        if not self._limited:
            return None
        earlier = self._writer.kept(submission)
        if earlier is None:
            return None
        hand_in, timestamp = _digest_hand_in(collected), timestamp_of(collected.files)
        reason = self._writer.explain_wait(submission, hand_in, timestamp)
        return replace(earlier, waits=reason) if reason else None

    def _keep(self, submission: Submission, kept: GradeResult) -> None:
        if note := self._renewed.get((submission.chapter, submission.student)):
            kept = replace(kept, notes=(*kept.notes, note))
        self.results[submission] = kept
        self._when_done(kept)

    def grade(self, todo: Sequence[Submission], log: IO[str]) -> None:
        """Grade submissions and generate feedback pages on all workers."""
        self._log = log
        if not todo and not self._stale:
            return
        settings = self._settings
        with open_workers(
            settings.workers, settings.scheduler, self._packages, self._fingerprint
        ) as workers:
            for job, outcome in workers.run(self._pages, self._make_jobs(todo)):
                job.then(outcome)
        if self._keys.problem:
            log.write(f"no answer key, so references were computed: {self._keys.problem}\n")

    def _make_jobs(self, todo: Sequence[Submission]) -> Iterator[Job]:
        for submission in todo:
            if submission in self._refused:
                self._refuse(submission, self._refused[submission])
                continue
            collected, digest = self._collect(submission)
            timestamp = timestamp_of(collected.files)
            kit = self._get_kit(submission.chapter)
            before: Files = ()
            if not self._settings.regrade:
                before = self._writer.graded_before(submission, kit)
            key = self._keys.get(submission.chapter)
            task = GradeTask(submission.student, kit, collected, before, key)
            then = functools.partial(self._store_result, submission, digest, timestamp, task)
            order = order_work(grade_submission.grade, task, self._setup, kit.environment)
            yield Job(order, then)
        for submission in self._stale:
            yield self._make_feedback_job(submission)

    def _get_kit(self, chapter: str) -> ChapterKit:
        if chapter not in self._kits:
            folder, source = self._folder, self._folder.read_source(chapter)
            course = Course(config=folder.config)
            self._kits[chapter] = ChapterKit(
                chapter,
                source,
                self._writer.chapter(chapter).registered,
                self._config,
                select_environment(self._config),
                self._fingerprint,
                self._salt,
                deciding_fingerprint(course, chapter, folder.chapters(), source),
            )
        return self._kits[chapter]

    def _collect(self, submission: Submission) -> tuple[CollectedFiles, str]:
        """Return the submitted files, and a digest of everything that determines the grade.

        Any error while collecting is a reason why nothing could be read.
        """
        kit = self._get_kit(submission.chapter)
        try:
            collected = collect(submission, kit.registered.notebook_names)
            place = "/".join(submission.path.parts[-2:])
            graded_as = f"{submission.student}/{submission.chapter}"
            if place != graded_as:
                note = f"the folder {place!a} was graded as {graded_as}"
                collected = replace(collected, notes=(note, *collected.notes))
        except Exception as error:
            place = f"submitted/{submission.student}/{submission.chapter}"
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            problem = f"{place} cannot be read ({reason}). Check its files and their permissions."
            collected = CollectedFiles(problem=problem)
        more = f"{kit.digest}{replace(collected, files=())}"
        return collected, format_digest(compute_digest(collected.files, more.encode()))

    def _refuse(self, submission: Submission, reason: str) -> None:
        """Report a folder whose name cannot be a student's; leave the gradebook unchanged."""
        name = repr(submission.student)[1:-1]  # escapes characters that cannot be printed
        result = GradeResult(name, submission.chapter, None, 0.0, notes=(reason,))
        self.results[submission] = result
        self._log.write(f"== {name}/{submission.chapter}: {result.points}\n{reason}\n\n")
        self._when_done(result)

    def _store_result(
        self, submission: Submission, digest: str, timestamp: Any, task: GradeTask, outcome: Any
    ) -> None:
        """Store a grader's result, or the exception that its worker raised."""
        outcome = read_graded(outcome, task)
        if outcome.outcome == "unchanged" or (
            not self._settings.regrade
            and self._writer.failed_alike(submission, outcome.outcome, timestamp)
        ):
            self._keep(submission, self._writer.take_over(submission, digest))
            if self._settings.feedback and self._lacks_feedback(submission):
                self._pages.append(self._make_feedback_job(submission))
            return
        hand_in = _digest_hand_in(task.collected)
        try:
            result = self._writer.record(submission, outcome, digest, timestamp, hand_in)
        except Exception as error:
            if _ends_run(error):
                raise
            problem = f"the grades cannot be stored: {error}"
            outcome = replace(
                outcome, outcome="could not run", notebooks={}, problem=problem, files=()
            )
            result = self._writer.record(submission, outcome, digest, timestamp, hand_in)
        self.results[submission] = result
        self._log.write(f"== {result.student}/{result.chapter}: {result.points}\n")
        self._log.writelines(f"{line}\n" for line in [*result.notes, *result.failed])
        self._log.write(_indent_headings(outcome.log) + "\n")
        self._log.flush()
        self._when_done(result)
        if outcome.outcome == "graded":
            if self._settings.feedback:
                self._pages.append(self._make_feedback_job(submission))
            else:
                self._writer.remove_feedback(submission)

    def _make_feedback_task(self, submission: Submission) -> FeedbackTask | None:
        stored = self._writer.read(submission)
        notebooks = self._writer.read_autograded(submission)
        if stored is None or not notebooks:
            return None
        registered = self._writer.chapter(submission.chapter).registered
        return FeedbackTask(
            submission.student,
            registered,
            self._config,
            notebooks,
            stored,
            self._fingerprint,
            self._read_model_answers(submission.chapter),
        )

    def _read_model_answers(self, chapter: str) -> Files:
        """Return the chapter's source notebooks and short answers if feedback shows them now."""
        if chapter not in self._sources:
            found: Files = ()
            if self._writer.shows_model_answers(chapter):
                files = self._get_kit(chapter).files
                notebooks = [pair for pair in files if pair[0].endswith(".ipynb")]
                folder = self._folder
                found = (*notebooks, *find_short_answers(folder.root, folder.config, chapter))
            self._sources[chapter] = found
        return self._sources[chapter]

    def _lacks_feedback(self, submission: Submission) -> bool:
        task = self._make_feedback_task(submission)
        if task is None:
            return False
        return not self._writer.has_feedback(submission, task.digest, bool(task.sources))

    def _make_feedback_job(self, submission: Submission) -> Job:
        task = self._make_feedback_task(submission)
        assert task is not None
        then = functools.partial(self._store_pages, submission, task.digest)
        order = order_work(
            grade_submission.make_feedback,
            task,
            self._setup,
            self._get_kit(submission.chapter).environment,
            uses_kernels=False,
        )
        return Job(order, then)

    def _store_pages(self, submission: Submission, digest: str, outcome: Any) -> None:
        outcome = read_pages(outcome)
        problem = outcome.problem
        if not problem:
            try:
                self._writer.record_feedback(submission, outcome.pages, digest)
                return
            except Exception as error:
                if _ends_run(error):
                    raise
                problem = f"{error}"
        note = f"{NO_FEEDBACK}{problem}"
        self._writer.remove_feedback(submission)
        self._log.write(f"== {submission.student}/{submission.chapter}: {note}\n")
        self._log.write(_indent_headings(outcome.log) + "\n")
        result = self.results[submission]
        self.results[submission] = replace(result, notes=(*result.notes, note))


def _digest_hand_in(collected: CollectedFiles) -> str:
    """Return a digest of the files of a submission, without its time stamp."""
    return compute_digest(tuple(each for each in collected.files if each[0] != TIMESTAMP))


def _indent_headings(log: str) -> str:
    """Indent the lines of a grader's log that look like the beginning of a submission's part."""
    return re.sub("^== ", " == ", log, flags=re.MULTILINE)


def _ends_run(error: Exception) -> bool:
    """Return whether an error ends the run; other errors are recorded for one submission."""
    of_the_disk = isinstance(error, OSError) and error.errno in OF_THE_DISK
    return of_the_disk or isinstance(error, CourseError | DBAPIError)
