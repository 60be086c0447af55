"""Grade one submission or generate its feedback pages, in a worker.

nbgrader's `Autograde` and `GenerateFeedback` run as configured, in a temporary folder, with a
`LooseGradebook` instead of the database. A worker shares no files with the instructor's machine.
Student code runs in a kernel, never in this process.
"""

import contextlib
import copy
import gc
import glob
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from nbformat import NotebookNode
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from nbproctor.checks.answer_key import use_key
from nbproctor.class_run.answer_keys import open_key
from nbproctor.class_run.results import read_autograded
from nbproctor.class_run.tasks import (
    ChapterKit,
    FeedbackPages,
    FeedbackTask,
    GradedNotebook,
    GradedSubmission,
    GradeTask,
    fingerprint,
)
from nbproctor.compat.nbgrader import open_while_grading
from nbproctor.course_folder import captured_log, reason_in_log
from nbproctor.errors import CourseError
from nbproctor.gradebook.grades import StoredNotebook
from nbproctor.gradebook.loose_gradebook import NO_DATABASE, LooseGradebook
from nbproctor.grading.answers import answer_digests
from nbproctor.grading.restore import NOTES_CELL
from nbproctor.grading.submissions import (
    Files,
    SubmittedFiles,
    leave_out_unreadable,
    read_files,
    write_files,
)
from nbproctor.kernels.cpu_seconds import CPU_OF_ENDED
from nbproctor.kernels.pool import POOL
from nbproctor.notebooks import (
    NotebookError,
    is_auto_graded,
    nbgrader_metadata,
    parse_notebook,
    read_notebook,
)
from nbproctor.pages.clean import CleanOutputs
from nbproctor.settings import ClassRun, Course, HiddenCases

# How often to retry when the grader fails; a failure of the student's code is not retried.
RETRIES = 2
LOG_LIMIT_CHARACTERS = 100_000
_variables: tuple[tuple[str, str], ...] | None = None

Result = TypeVar("Result")


# All submissions of a worker run in this one thread, one at a time: nbclient keeps an event loop
# for each thread, and a sandbox dies with the thread that started it. Garbage collection need not
# look through what the worker has imported.
_grader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grader", initializer=gc.freeze)


class VersionError(CourseError):
    """The worker's packages differ from those of the calling machine."""


def grade(task: GradeTask) -> GradedSubmission:
    """Grade a submission; the result describes any failure.

    Raises:
        VersionError: the packages installed here differ from those of the calling machine.
    """
    _require_same_version(task.kit.fingerprint, task.kit.config)
    return _run_in_grader(lambda: _grade(task))


def make_feedback(task: FeedbackTask) -> FeedbackPages:
    """Generate the feedback pages of a submission; the result describes any failure.

    Raises:
        VersionError: the packages installed here differ from those of the calling machine.
    """
    _require_same_version(task.fingerprint, task.config)
    return _run_in_grader(lambda: _make_feedback(task))


def _run_in_grader(work: Callable[[], Result]) -> Result:
    if threading.current_thread().name.startswith("grader"):
        return work()
    return _grader.submit(work).result()


def _require_same_version(theirs: str, config: Config) -> None:
    packages = Course(config=config).packages
    if theirs and theirs != fingerprint(packages):
        names = ", ".join(("nbproctor", *packages))
        raise VersionError(
            f"a worker's files of {names} differ from those here. Install the same files on every "
            "worker, then start the workers again."
        )


def _grade(task: GradeTask) -> GradedSubmission:
    if task.graded_before and _is_unchanged(task):
        return GradedSubmission("unchanged")
    start, cpu = time.perf_counter(), _read_cpu_seconds()
    graded = _attempt(task)
    for _ in range(RETRIES):
        if graded.outcome == "could not run":
            graded = _attempt(task)
    POOL.settle()  # the CPU time of the last kernel is known only after it has ended
    peak = max(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
    return replace(
        graded,
        log=graded.log[-LOG_LIMIT_CHARACTERS:],
        seconds=time.perf_counter() - start,
        cpu_seconds=_read_cpu_seconds() - cpu,
        peak_mib=peak,
    )


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _read_cpu_seconds() -> float:
    """Return the CPU time of this process and of its kernels that have ended.

    The time of other children is left out: a zygote serves many submissions.
    """
    return time.process_time() + CPU_OF_ENDED.total


def _attempt(task: GradeTask) -> GradedSubmission:
    kit = task.kit
    book = LooseGradebook(kit.registered)
    names = kit.registered.notebook_names
    with (
        _stage_task(task) as (submitted, made, coursedir),
        use_key(open_key(task.answer_key, kit.config, kit.chapter)),
    ):
        ungraded = {name: outcome for name in names if (outcome := submitted.find_outcome(name))}
        notebooks = {name: GradedNotebook(outcome) for name, outcome in ungraded.items()}
        graded = [name for name in names if name not in ungraded]
        notes = list(submitted.notes)
        if not graded:
            outcome = "unreadable" if submitted.unreadable else "missing"
            return GradedSubmission(outcome, notebooks, notes=submitted.notes)
        problem, log = _convert(Autograde, coursedir, book)
        if problem:
            return GradedSubmission(
                "could not run", notes=submitted.notes, problem=problem, log=log
            )
        failed: list[str] = []
        for name in graded:
            stored = book.submission.notebooks.get(name, StoredNotebook())
            answers = answer_digests(read_notebook(made / f"{name}.ipynb"))
            notebooks[name] = GradedNotebook("graded", stored.grades, stored.comments, answers)
            phrases, restored = read_autograded(made / f"{name}.ipynb", names)
            failed += phrases
            notes += restored
        files, left_out = read_files(made, names, [name for name, _ in kit.files])
        return GradedSubmission(
            "graded",
            notebooks,
            files,
            tuple(failed),
            notes=(*notes, *left_out),
            log=log,
        )


def _is_unchanged(task: GradeTask) -> bool:
    """Return whether the submission has the same cells and files as when it was last graded.

    Run the configured preprocessors that change cells, but not those that execute or grade, and
    compare the result with the notebooks that were graded. A submission that lacks a notebook is
    graded again.
    """
    names = task.kit.registered.notebook_names
    with _stage_task(task) as (submitted, made, coursedir):
        if any(submitted.find_outcome(name) for name in names):
            return False
        settings = coursedir.config.Autograde
        configured = Autograde(coursedir=coursedir, config=coursedir.config).autograde_preprocessors
        settings.autograde_preprocessors = [each for each in configured if _only_cleans(each)]
        problem, _ = _convert(Autograde, coursedir, LooseGradebook(task.kit.registered))
        if problem:
            return False
        files, _ = read_files(made, names, [name for name, _ in task.kit.files])
        hidden = ClearHiddenTests(config=coursedir.config)
        try:
            return _read_deciding_content(files, hidden) == _read_deciding_content(
                task.graded_before, hidden
            )
        except NotebookError:
            return False


def _only_cleans(preprocessor: Any) -> bool:
    made = import_item(preprocessor) if isinstance(preprocessor, str) else preprocessor
    return isinstance(made, type) and issubclass(made, CleanOutputs)


def _read_deciding_content(files: Files, hidden: ClearHiddenTests) -> dict[str, Any]:
    """Return the content that determines the grade: the cells of notebooks, other files as bytes.

    A cell is its type, source, `grade_id` and points. Hidden tests are left out, because a graded
    notebook does not contain them; `GradebookWriter.register` compares those.
    """
    found: dict[str, Any] = dict(files)
    for name, data in files:
        if name.endswith(".ipynb"):
            cells = [c for c in parse_notebook(data, name).cells if c.get("id") != NOTES_CELL]
            for cell in filter(is_auto_graded, cells):
                hidden.preprocess_cell(cell, {}, 0)
            found[name] = [(cell.cell_type, cell.source, _read_points(cell)) for cell in cells]
    return found


def _read_points(cell: NotebookNode) -> tuple[Any, Any]:
    known = nbgrader_metadata(cell)
    return known.get("grade_id"), known.get("points")


def _make_feedback(task: FeedbackTask) -> FeedbackPages:
    chapter = task.registered.name
    book = LooseGradebook(task.registered, task.submission)
    with _make_course_folder(task.config) as (root, coursedir):
        write_files(task.notebooks, root / "autograded" / task.student / chapter)
        coursedir.assignment_id, coursedir.student_id = chapter, glob.escape(task.student)
        problem, log = _convert(GenerateFeedback, coursedir, book)
        if problem:
            return FeedbackPages((), problem, log)
        made = root / "feedback" / task.student / chapter
        names = [f"{Path(name).stem}.html" for name, _ in task.notebooks]
        return FeedbackPages(tuple((name, (made / name).read_bytes()) for name in names), log=log)


def _convert(converter: Any, coursedir: CourseDirectory, book: LooseGradebook) -> tuple[str, str]:
    """Run one of nbgrader's converters; return why it failed (or "") and its log."""
    with captured_log() as text, open_while_grading(book):
        try:
            converter(coursedir=coursedir, config=coursedir.config, force=True).start()
        except (Exception, SystemExit) as error:
            log = text.getvalue()
            reason = reason_in_log(log) or " ".join(str(error).split()) or type(error).__name__
            return reason, log
    return "", text.getvalue()


@contextlib.contextmanager
def _stage_task(task: GradeTask) -> Iterator[tuple[SubmittedFiles, Path, CourseDirectory]]:
    """Stage a submission for nbgrader; yield it, its `autograded/` folder and the course."""
    kit = task.kit
    with _make_course_folder(kit.config) as (root, coursedir), _set_environment(kit):
        submitted = leave_out_unreadable(task.submitted)
        write_files(submitted.files, root / "submitted" / task.student / kit.chapter)
        write_files(kit.files, root / "source" / kit.chapter)
        coursedir.assignment_id, coursedir.student_id = kit.chapter, glob.escape(task.student)
        yield submitted, root / "autograded" / task.student / kit.chapter, coursedir


@contextlib.contextmanager
def _make_course_folder(config: Config) -> Iterator[tuple[Path, CourseDirectory]]:
    """Make a temporary course folder for one task."""
    with tempfile.TemporaryDirectory(prefix="task-", ignore_cleanup_errors=True) as name:
        settings = copy.deepcopy(config)
        settings.CourseDirectory.root = name
        settings.CourseDirectory.db_url = NO_DATABASE
        yield Path(name), CourseDirectory(config=settings)


@contextlib.contextmanager
def _set_environment(kit: ChapterKit) -> Iterator[None]:
    """Set the kit's environment variables, remove private ones and extend PATH for the block."""
    kept = dict(os.environ)
    _forget_cases(kit.environment, HiddenCases(config=kit.config).package)
    for name in ClassRun(config=kit.config).private_variables:
        os.environ.pop(name, None)
    os.environ.update(kit.environment)
    os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + kept.get("PATH", "")
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _forget_cases(variables: tuple[tuple[str, str], ...], package: str) -> None:
    """Unload the hidden cases if the variables changed: their import reads the secret."""
    global _variables
    if variables != _variables and package:
        for name in [each for each in sys.modules if f"{each}.".startswith(f"{package}.")]:
            parent, _, last = name.rpartition(".")
            if parent in sys.modules:  # `from parent import last` would find it there
                vars(sys.modules[parent]).pop(last, None)
            del sys.modules[name]
    _variables = variables
