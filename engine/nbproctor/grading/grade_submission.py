"""Grade one submission or generate its feedback pages, in a grader.

nbgrader's `Autograde` and `GenerateFeedback` run as configured, in a temporary folder, with a
`LooseGradebook` instead of the database. This runs in a process of its own, with limits
(`nbproctor.kernels.graders`). Student code runs in a kernel.
"""

import contextlib
import copy
import glob
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties, ClearHiddenTests
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from nbproctor.checks.answer_key import use_key
from nbproctor.compat.nbgrader import open_while_grading
from nbproctor.course_folder import captured_log, reason_in_log
from nbproctor.gradebook.grades import GradedNotebook, StoredNotebook
from nbproctor.gradebook.loose_gradebook import NO_DATABASE, LooseGradebook
from nbproctor.grading.answer_keys import open_key
from nbproctor.grading.answers import absent_digests, answer_digests
from nbproctor.grading.choose_files import KnownCells, SubmittedFiles, choose_files
from nbproctor.grading.describe_failures import describe_autograded
from nbproctor.grading.model_answers import read_model_answers, read_short_answers
from nbproctor.grading.source_cells import pair_cells, parse_source
from nbproctor.grading.submissions import OF_NBGRADER, Files, read_files, write_files
from nbproctor.grading.tasks import (
    FeedbackPages,
    FeedbackTask,
    GradedSubmission,
    GradeTask,
)
from nbproctor.kernels.cpu_seconds import CPU_OF_ENDED
from nbproctor.kernels.grader_process import STOPPED, TryAgain, describe_stop, report_stage
from nbproctor.kernels.limits import GraderLimits, find_reached_limit
from nbproctor.kernels.pool import POOL
from nbproctor.notebooks import (
    NOTES_CELL,
    NotebookError,
    is_auto_graded,
    nbgrader_metadata,
    parse_notebook,
    read_notebook,
)
from nbproctor.pages.clean import CleanOutputs
from nbproctor.temporary import temporary_folder

LOG_LIMIT_CHARACTERS = 100_000


def grade(task: GradeTask) -> bytes:
    """Grade a submission; the result describes any failure of it.

    Raises:
        TryAgain: it could not run, and has not reached a limit.
    """
    if task.graded_before and _is_unchanged(task):
        return GradedSubmission("unchanged").to_bytes()
    start = time.perf_counter()
    graded = _grade(task)
    POOL.settle()  # the CPU time of the last kernel is known only after it has ended
    result = replace(
        graded,
        log=graded.log[-LOG_LIMIT_CHARACTERS:],
        seconds=time.perf_counter() - start,
        cpu_seconds=time.process_time() + CPU_OF_ENDED.total,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    ).to_bytes()
    if graded.outcome == "could not run" and not graded.problem.startswith(STOPPED):
        raise TryAgain(result)
    return result


def _grade(task: GradeTask) -> GradedSubmission:
    kit = task.kit
    book = LooseGradebook(kit.registered)
    names, of_source = kit.registered.notebook_names, [name for name, _ in kit.files]
    with (
        _stage_task(task) as (submitted, made, coursedir),
        use_key(open_key(task.answer_key, kit.config, kit.chapter)),
    ):
        # A grade cell may evaluate a student's text: only the staged copy is left, until its cells
        # are restored.
        kit.files = ()
        ungraded = {name: outcome for name in names if (outcome := submitted.find_outcome(name))}
        handed_in = tuple(pair for pair in task.collected.files if pair[0] not in OF_NBGRADER)
        notebooks = {
            each.name: GradedNotebook(
                outcome := ungraded[each.name],
                answers=absent_digests(
                    [cell.name for cell in each.graded],
                    outcome,
                    handed_in if outcome == "unreadable" else (),
                ),
            )
            for each in kit.registered.notebooks
            if each.name in ungraded
        }
        graded = [name for name in names if name not in ungraded]
        notes = list(submitted.notes)
        if not graded:
            outcome = "unreadable" if submitted.unreadable else "missing"
            return GradedSubmission(outcome, notebooks, notes=submitted.notes)
        # Whoever asked the grader computes the penalty, with a plugin that may be hidden here.
        _choose_preprocessors(coursedir, lambda kind: not issubclass(kind, AssignLatePenalties))
        problem, log = _convert(Autograde, coursedir, book)
        if problem:
            return GradedSubmission(
                "could not run", notes=submitted.notes, problem=problem, log=log
            )
        failed: list[str] = []
        for name in graded:
            stored = book.submission.notebooks.get(name, StoredNotebook())
            notebook = read_notebook(made / f"{name}.ipynb")
            answers = answer_digests(notebook)
            notebooks[name] = GradedNotebook("graded", stored.grades, stored.comments, answers)
            phrases, restored = describe_autograded(notebook, name, names)
            failed += phrases
            notes += restored
        files, left_out = read_files(made, names, of_source)
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
        _choose_preprocessors(coursedir, lambda kind: issubclass(kind, CleanOutputs))
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


def _choose_preprocessors(coursedir: CourseDirectory, keeps: Callable[[type], bool]) -> None:
    """Keep only the configured preprocessors for executing and grading of some classes."""
    configured = Autograde(coursedir=coursedir, config=coursedir.config).autograde_preprocessors
    kept = []
    for each in configured:
        kind = import_item(each) if isinstance(each, str) else each
        if isinstance(kind, type) and keeps(kind):
            kept.append(each)
    coursedir.config.Autograde.autograde_preprocessors = kept


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


def make_feedback(task: FeedbackTask) -> bytes:
    """Generate the feedback pages of a submission; the result describes any failure."""
    return _make_feedback(task).to_bytes()


def _make_feedback(task: FeedbackTask) -> FeedbackPages:
    chapter = task.registered.name
    report_stage("making the page")
    book = LooseGradebook(task.registered, task.submission)
    with _make_course_folder(task.config) as (root, coursedir):
        write_files(task.notebooks, root / "autograded" / task.student / chapter)
        coursedir.assignment_id, coursedir.student_id = chapter, _escape(task.student)
        exporter = coursedir.config.FeedbackExporter
        exporter.waiting = {
            name: stored.waiting for name, stored in task.submission.notebooks.items()
        }
        exporter.model_answers = read_model_answers(task.sources, coursedir.config)
        exporter.short_answers = read_short_answers(task.sources)
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
            if name := find_reached_limit(reason):
                most = getattr(GraderLimits(config=coursedir.config), name)
                reason = describe_stop(f"{reason} (its limit {name} is {most})")
            return reason, log
    return "", text.getvalue()


@contextlib.contextmanager
def _stage_task(task: GradeTask) -> Iterator[tuple[SubmittedFiles, Path, CourseDirectory]]:
    """Stage a submission for nbgrader; yield it, its `autograded/` folder and the course."""
    kit = task.kit
    with _make_course_folder(kit.config) as (root, coursedir):
        report_stage("reading the notebook")
        submitted = _choose_files(task, coursedir.config)
        coursedir.config.RestoreCells.renamed = dict(submitted.renamed)
        coursedir.config.RestoreCells.documents = list(submitted.documents)
        write_files(submitted.files, root / "submitted" / task.student / kit.chapter)
        write_files(kit.files, root / "source" / kit.chapter)
        coursedir.assignment_id, coursedir.student_id = kit.chapter, _escape(task.student)
        yield submitted, root / "autograded" / task.student / kit.chapter, coursedir


def _escape(student: str) -> str:
    """Write a name as a pattern for nbgrader, which strips spaces around it."""
    return glob.escape(student).replace(" ", "[ ]")


def _choose_files(task: GradeTask, config: Config) -> SubmittedFiles:
    kit = task.kit
    sources = dict(kit.files)

    def read_source(name: str) -> KnownCells | None:
        data = sources.get(f"{name}.ipynb")
        return KnownCells(pair_cells(*parse_source(data, config))) if data else None

    names = kit.registered.notebook_names
    submitted = choose_files(task.collected, names, read_source, kit.files)
    return submitted.keep_only(task.only) if task.only else submitted


@contextlib.contextmanager
def _make_course_folder(config: Config) -> Iterator[tuple[Path, CourseDirectory]]:
    """Make a temporary course folder for one task."""
    with temporary_folder("task") as folder:
        settings = copy.deepcopy(config)
        settings.CourseDirectory.root = str(folder)
        settings.CourseDirectory.db_url = NO_DATABASE
        yield folder, CourseDirectory(config=settings)
