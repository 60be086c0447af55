"""What a worker does: grades one submission, or makes one page of feedback, in memory.

nbgrader's own `Autograde` and `GenerateFeedback` run as configured, in a folder that lives as long
as the task, with a page of the gradebook in place of the database. Nothing is shared with the
instructor's machine; student code runs in a kernel, never in this process.
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

from nbproctor.class_run.results import read_autograded
from nbproctor.class_run.tasks import (
    ChapterKit,
    FeedbackPage,
    FeedbackTask,
    GradedSubmission,
    GradeTask,
    fingerprint,
)
from nbproctor.compat.nbgrader import open_while_grading
from nbproctor.course_folder import captured_log, reason_in_log
from nbproctor.errors import CourseError
from nbproctor.gradebook.loose_gradebook import NO_DATABASE, LooseGradebook
from nbproctor.grading.answers import answer_digests
from nbproctor.grading.restore import NOTES_CELL
from nbproctor.grading.submissions import Files, Staged, read_files, stage, write_files
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

# A failure of the grader, not of the student, is tried again this often.
RETRIES = 2
LOG_LIMIT_CHARACTERS = 100_000
_variables: tuple[tuple[str, str], ...] | None = None

Result = TypeVar("Result")


def _begin() -> None:
    """Collect garbage again, which `first_import` put off, but not what is imported by now."""
    gc.freeze()
    gc.enable()


# nbclient keeps an event loop for each thread, and a sandbox dies with the thread that started
# it: everything runs in this one thread, one submission after the other.
_grader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="grader", initializer=_begin)


class VersionError(CourseError):
    """The worker's packages are not those of the calling machine."""


def grade(task: GradeTask) -> GradedSubmission:
    """Grade a submission; what fails is told in the result.

    Raises:
        VersionError: the package installed here is another one.
    """
    _require_same_version(task.kit.fingerprint, task.kit.config)
    return _in_grader(lambda: _grade(task))


def make_feedback(task: FeedbackTask) -> FeedbackPage:
    """Make a page of feedback; what fails is told in the result.

    Raises:
        VersionError: the package installed here is another one.
    """
    _require_same_version(task.fingerprint, task.config)
    return _in_grader(lambda: _make_feedback(task))


def _in_grader(work: Callable[[], Result]) -> Result:
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
    start, cpu = time.perf_counter(), _cpu_seconds()
    graded = _attempt(task)
    for _ in range(RETRIES):
        if graded.outcome == "could not run":
            graded = _attempt(task)
    POOL.settle()  # what the last kernel has cost is known at its end
    peak = max(resource.getrusage(who).ru_maxrss for who in _WHO) / 1024
    return replace(
        graded,
        notes=(*task.notes, *graded.notes),
        log=graded.log[-LOG_LIMIT_CHARACTERS:],
        seconds=time.perf_counter() - start,
        cpu_seconds=_cpu_seconds() - cpu,
        peak_mib=peak,
    )


_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def _cpu_seconds() -> float:
    """Of this process and of its kernels, which a preprocessor ends and waits for.

    Other children are a zygote that ended, with all that it ever did: they are no submission's.
    """
    return time.process_time() + CPU_OF_ENDED.total


def _attempt(task: GradeTask) -> GradedSubmission:
    kit, book = task.kit, LooseGradebook(task.kit.registered)
    with _staged(task) as (staged, made, coursedir):
        if staged.notebook is None:
            outcome = "unreadable" if staged.unreadable else "missing"
            return GradedSubmission(outcome, notes=staged.notes)
        problem, log = _convert(Autograde, coursedir, book)
        if problem:
            return GradedSubmission("could not run", notes=staged.notes, problem=problem, log=log)
        files, notes = read_files(made, kit.chapter)
        failed, restored = read_autograded(made / f"{kit.chapter}.ipynb")
        return GradedSubmission(
            "graded",
            book.submission.grades,
            book.submission.comments,
            files,
            failed,
            notes=(*staged.notes, *restored, *notes),
            log=log,
            answers=answer_digests(read_notebook(made / f"{kit.chapter}.ipynb")),
        )


def _is_unchanged(task: GradeTask) -> bool:
    """Whether grading would begin with the cells and files that it began with the last time.

    The submission goes through all that the configuration does with its cells before and after
    they are executed; then it has the cells of the notebook that was graded, or has changed.
    """
    with _staged(task) as (staged, made, coursedir):
        if staged.notebook is None:
            return False
        settings = coursedir.config.Autograde
        configured = Autograde(coursedir=coursedir, config=coursedir.config).autograde_preprocessors
        settings.autograde_preprocessors = [each for each in configured if _only_cleans(each)]
        problem, _ = _convert(Autograde, coursedir, LooseGradebook(task.kit.registered))
        if problem:
            return False
        files, _ = read_files(made, task.kit.chapter)
        hidden = ClearHiddenTests(config=coursedir.config)
        try:
            return _what_decides(files, hidden) == _what_decides(task.graded_before, hidden)
        except NotebookError:
            return False


def _only_cleans(preprocessor: Any) -> bool:
    made = import_item(preprocessor) if isinstance(preprocessor, str) else preprocessor
    return isinstance(made, type) and issubclass(made, CleanOutputs)


def _what_decides(files: Files, hidden: ClearHiddenTests) -> dict[str, Any]:
    """Notebooks as types and texts of their cells, and other files as they are.

    A graded notebook holds no hidden tests; see `GradebookWriter.register` for those.
    """
    found: dict[str, Any] = dict(files)
    for name, data in files:
        if name.endswith(".ipynb"):
            cells = [c for c in parse_notebook(data, name).cells if c.get("id") != NOTES_CELL]
            for cell in filter(is_auto_graded, cells):
                hidden.preprocess_cell(cell, {}, 0)
            found[name] = [(cell.cell_type, cell.source, _points(cell)) for cell in cells]
    return found


def _points(cell: NotebookNode) -> tuple[Any, Any]:
    known = nbgrader_metadata(cell)
    return known.get("grade_id"), known.get("points")


def _make_feedback(task: FeedbackTask) -> FeedbackPage:
    name = task.registered.name
    book = LooseGradebook(task.registered, task.submission)
    with _course_folder(task.config) as (root, coursedir):
        notebook: Files = ((f"{name}.ipynb", task.notebook),)
        write_files(notebook, root / "autograded" / task.student / name)
        coursedir.assignment_id, coursedir.student_id = name, glob.escape(task.student)
        problem, log = _convert(GenerateFeedback, coursedir, book)
        page = root / "feedback" / task.student / name / f"{name}.html"
        return FeedbackPage(b"" if problem else page.read_bytes(), problem, log)


def _convert(converter: Any, coursedir: CourseDirectory, book: LooseGradebook) -> tuple[str, str]:
    """Run one of nbgrader's converters; why it failed, or nothing, and what it said."""
    with captured_log() as text, open_while_grading(book):
        try:
            converter(coursedir=coursedir, config=coursedir.config, force=True).start()
        except (Exception, SystemExit) as error:
            log = text.getvalue()
            reason = reason_in_log(log) or " ".join(str(error).split()) or type(error).__name__
            return reason, log
    return "", text.getvalue()


@contextlib.contextmanager
def _staged(task: GradeTask) -> Iterator[tuple[Staged, Path, CourseDirectory]]:
    """A submission where nbgrader expects it, the folder to be made of it, and the course."""
    kit = task.kit
    with _course_folder(kit.config) as (root, coursedir), _environment(kit):
        staged = stage(task.files, kit.chapter, root / "submitted" / task.student / kit.chapter)
        write_files(kit.files, root / "source" / kit.chapter)
        coursedir.assignment_id, coursedir.student_id = kit.chapter, glob.escape(task.student)
        yield staged, root / "autograded" / task.student / kit.chapter, coursedir


@contextlib.contextmanager
def _course_folder(config: Config) -> Iterator[tuple[Path, CourseDirectory]]:
    """A course folder of its own for one task, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="task-", ignore_cleanup_errors=True) as name:
        settings = copy.deepcopy(config)
        settings.CourseDirectory.root = name
        settings.CourseDirectory.db_url = NO_DATABASE
        yield Path(name), CourseDirectory(config=settings)


@contextlib.contextmanager
def _environment(kit: ChapterKit) -> Iterator[None]:
    """Set variables for the block, hide what is private, and find this Python's programs."""
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
    """Import hidden cases anew when the variables differ: the secret is used at their import."""
    global _variables
    if variables != _variables and package:
        for name in [each for each in sys.modules if f"{each}.".startswith(f"{package}.")]:
            parent, _, last = name.rpartition(".")
            if parent in sys.modules:  # `from parent import last` would find it there
                vars(sys.modules[parent]).pop(last, None)
            del sys.modules[name]
    _variables = variables
