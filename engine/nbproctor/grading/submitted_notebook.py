"""Makes `nbgrader autograde` grade as a class run does: in a grader, by the same rules.

By itself nbgrader opens anything that has the name of the notebook or of the time stamp, even a
link to an endless device. It copies the targets of links beside them, keeps the old score of a
notebook that it cannot read, and writes names of students into its pages as they are.
`nbproctor.configure` plugs in the exporter, and importing this module guards what nbgrader copies.

nbgrader converts each notebook twice: it sanitizes it, then it executes the result. The exporter
has a grader do both at the first conversion, and stores the grades at the second.
"""

import contextlib
import glob
import json
import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import Exporter, NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import Connection

from nbproctor.compat.nbgrader import guard_autograde
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.gradebook import tables, writer
from nbproctor.gradebook.grades import GradedNotebook
from nbproctor.gradebook.reader import ChapterRows, read_chapter, read_submissions
from nbproctor.gradebook.secret import require_same_secret
from nbproctor.grading.answer_keys import AnswerKeys
from nbproctor.grading.answers import read_standing_answers
from nbproctor.grading.grade_submission import grade
from nbproctor.grading.student_names import fold_student, why_odd
from nbproctor.grading.submissions import (
    OF_NBGRADER,
    SYSTEM_FOLDERS,
    Submission,
    collect,
    is_by_product,
    is_checkpoint,
    is_plain_file,
    list_files,
    list_other_files,
    looks_like_archive,
    looks_like_notebook,
    read_timestamp,
)
from nbproctor.grading.tasks import (
    ChapterKit,
    GradedSubmission,
    GradeTask,
    clean_line,
    select_config,
    select_environment,
)
from nbproctor.kernels.grader_process import is_grader, report_stage
from nbproctor.kernels.graders import order_work, read_setup, run_grader
from nbproctor.notebooks import NotebookError, parse_notebook, remember_valid
from nbproctor.settings import read_timezone, require_importable


class SubmittedExporter(NotebookExporter):
    """Grades a submitted notebook in a grader, and removes the scores of one that cannot be."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)  # type: ignore[no-untyped-call]
        stop_at_missing_names(self)
        self._graded: dict[tuple[str, str, str], GradedNotebook] = {}  # between two conversions

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook file.

        Raises:
            CourseError: it is not a regular file, too large, or not a notebook, or it could not be
                graded.
        """
        if is_grader() or not resources or "nbgrader" not in resources:
            return super().from_filename(filename, resources, **kw)
        names = resources["nbgrader"]
        key = (names["assignment"], names["notebook"], names["student"])
        if key not in self._graded:
            text, self._graded[key] = self._grade(Path(filename), names)
        else:
            text = Path(filename).read_text(encoding="utf-8")
            self._store(self._graded.pop(key), names)
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        return text, resources

    def _format_path(self, folder: str, student: str, names: dict[str, str]) -> str:
        course = CourseDirectory(parent=self)
        return str(course.format_path(getattr(course, folder), student, names["assignment"]))

    def _grade(self, path: Path, names: dict[str, str]) -> tuple[str, GradedNotebook]:
        """Have a grader grade a notebook; return the autograded one and its grades."""
        refuse_odd_name(names)
        with tables.connect(names["db_url"]) as connection:
            salt = require_same_secret(connection, self.config)
            chapter = read_chapter(connection, names["assignment"])
        name, failed = names["notebook"], GradedNotebook("could not run")
        try:
            result = self._run_grader(self._describe_task(path, names, chapter, salt))
            notebook = result.notebooks.get(name, failed)
            if notebook.outcome != "graded":
                failed = notebook
                unreadable = notebook.outcome == "unreadable"
                reason = "; ".join(result.notes) if unreadable else result.problem
                raise NotebookError(reason or f"{path.name} could not be graded")
            for note in result.notes:
                if note not in result.log:
                    self.log.warning("%s/%s: %s", names["student"], names["assignment"], note)
        except CourseError:
            self._store(failed, names)
            raise
        files = dict(result.files)
        text = files.pop(f"{name}.ipynb").decode("utf-8")
        autograded = Path(self._format_path("autograded_directory", names["student"], names))
        for other, content in files.items():  # those that the notebook wrote, without a sandbox
            place = autograded / other
            if not other.endswith(".ipynb") and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        return text, notebook

    def _describe_task(
        self, path: Path, names: dict[str, str], chapter: ChapterRows, salt: bytes
    ) -> GradeTask:
        config, name = select_config(self.config), names["notebook"]
        config.Autograde.pop("pre_convert_hook", None)  # nbgrader itself calls them
        config.Autograde.pop("post_convert_hook", None)
        folder = CourseFolder(Path(CourseDirectory(parent=self).root), self.config)
        kit = ChapterKit(
            names["assignment"],
            folder.read_source(names["assignment"]),
            chapter.registered,
            config,
            select_environment(self.config),
            "",
            salt,
        )
        submission = Submission(names["assignment"], names["student"], path.parent)
        collected = collect(submission, chapter.registered.notebook_names)
        with AnswerKeys(self.config, [names["assignment"]]) as keys:  # computed at most once
            key = keys.get(names["assignment"])
        return GradeTask(names["student"], kit, collected, answer_key=key, only=name)

    def _run_grader(self, task: GradeTask) -> GradedSubmission:
        """Have a grader do a task, and pass its log on.

        Raises:
            CourseError: the grader could not do it.
        """
        report = run_grader(order_work(grade, task, read_setup(self.config), task.kit.environment))
        if report.problem:
            raise CourseError(clean_line(report.problem))
        try:
            result = GradedSubmission.from_bytes(report.result)
            result.require_complete(task.kit.registered)
        except ValueError as error:
            problem = clean_line(f"the grader's result cannot be read: {error}")
            raise CourseError(problem) from None
        for line in result.log.splitlines():
            level, _, message = line.partition(" ")
            if level in ("WARNING", "ERROR"):  # the rest repeats nbgrader's own log
                self.log.log(logging.getLevelNamesMapping()[level], message)
        return result

    def _store(self, graded: GradedNotebook, names: dict[str, str]) -> None:
        """Store the grades of a notebook in the gradebook, or that it has none."""
        key = (names["assignment"], names["notebook"], names["student"])
        with tables.connect(names["db_url"]) as connection:
            before = tables.read_answers(connection, *key)
            if before is None:  # graded by plain nbgrader or an earlier version, or never
                content = _standing.get(names["notebook"], b"")
                before = read_standing_answers(self.config, content) if content else {}
            chapter = read_chapter(connection, names["assignment"])
            row = writer.put_submission(connection, chapter, names["student"], None)
            writer.put_notebook(
                connection, chapter, names["student"], row, names["notebook"], graded, before
            )
            if graded.outcome == "graded":
                self._store_penalty(connection, chapter, row, names)

    def _store_penalty(
        self,
        connection: Connection,
        chapter: ChapterRows,
        row: writer.SubmissionRow,
        names: dict[str, str],
    ) -> None:
        for penalties in self._preprocessors:
            if isinstance(penalties, AssignLatePenalties) and penalties.enabled:
                penalties.init_plugin()
                stored = read_submissions(connection, chapter, names["student"])[names["student"]]
                score = stored.notebooks[names["notebook"]].score
                writer.put_late_penalty(
                    connection, penalties, names["student"], row, names["notebook"], score
                )

    def from_file(
        self, file_stream: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook from an open file."""
        path = Path(file_stream.name)
        notebook = parse_notebook(path.read_bytes(), path.name)
        return self.from_notebook_node(notebook, resources=resources, **kw)

    def from_notebook_node(
        self, nb: NotebookNode, resources: Any = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook in place, validate it once, and write it without line breaks.

        Copies, a second validation and indentation would take longer than the conversion.

        Raises:
            nbformat.ValidationError: the result is not a notebook.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        for preprocessor in self._preprocessors:
            report_stage(f"{type(preprocessor).__name__} ran")
            nb, resources = preprocessor(nb, resources)
        report_stage("writing the notebook")
        nbformat.validate(nb, relax_add_props=True)
        text = json.dumps(nb, ensure_ascii=False, sort_keys=True)
        remember_valid(text.encode("utf-8", "replace"))
        return text, resources


def _list_expected(course: CourseDirectory, assignment: str) -> list[str]:
    source = Path(course.format_path(course.source_directory, ".", assignment))
    return sorted(path.stem for path in source.glob("*.ipynb") if path.name[0] != ".")


def _list_files(course: CourseDirectory, assignment: str, folder: str) -> list[str]:
    """List the files of a submission that nbgrader may copy, see `list_other_files`."""
    sizes, _ = list_files(Path(folder))
    return list_other_files(sizes, _list_expected(course, assignment))[0]


# The autograded notebooks of the submission that nbgrader grades, by name, as they were before.
_standing: dict[str, bytes] = {}


def _keep_standing(folder: str) -> None:
    """Keep the autograded notebooks of a submission, to compare their answers with new ones."""
    _standing.clear()
    if not is_grader():
        _standing.update({path.stem: path.read_bytes() for path in Path(folder).glob("*.ipynb")})


def _list_notebooks(app: Autograde, folders: Collection[str]) -> dict[str, list[str]] | None:
    """List the notebooks of submissions for nbgrader; None to let it look itself.

    A grader decides which file is a notebook that has another name. A notebook that cannot be in
    any file of the folder is left out, and nbgrader gives it no points.
    """
    course = app.coursedir
    expected = _list_expected(course, course.assignment_id)
    if is_grader() or not expected:
        return None
    pattern = course.format_path(course.submitted_directory, ".*", course.assignment_id)
    for path in map(Path, sorted(glob.glob(pattern))):
        if path.is_dir() and path.parent.name not in SYSTEM_FOLDERS:
            app.log.warning("%s", why_odd(path.parent.name))
    return {folder: _list_expected_in(Path(folder), expected) for folder in folders}


def _list_expected_in(folder: Path, expected: Sequence[str]) -> list[str]:
    """List the expected notebooks that may be in a folder under any name."""
    sizes, left_out = list_files(folder)
    found = [name for name in expected if is_plain_file(folder / f"{name}.ipynb")]
    others = sizes.keys() - {f"{name}.ipynb" for name in expected} - OF_NBGRADER
    others = {name for name in others if is_checkpoint(name) or not is_by_product(name)}
    may_be = any(
        looks_like_notebook(each) or looks_like_archive(each) or is_checkpoint(each)
        for each in others
    )
    return list(expected) if may_be or (not found and (others or left_out)) else found


guard_autograde(
    _list_files, _list_notebooks, lambda folder: read_timestamp(Path(folder)), _keep_standing
)


def stop_at_missing_names(exporter: Exporter) -> None:
    """Stop an nbgrader command with one line if a setting names what cannot be imported."""
    if is_grader():  # checked by whoever asked it, which may see more packages
        return
    try:
        require_importable(exporter.config)
        read_timezone(exporter.config)
    except CourseError as error:
        exporter.log.error(str(error))
        raise NbGraderException(str(error)) from None  # nbgrader prints no stack for it


def refuse_odd_name(names: dict[str, str]) -> None:
    """Refuse a folder whose name would act as markup, or spells a known student's in another way.

    Raises:
        CourseError: the folder is refused. nbgrader has just added this student to the gradebook;
            the student is removed again unless there is a score, which a human must look at.
    """
    student, reason = names["student"], why_odd(names["student"])
    other = fold_student(student)
    if not reason and other == student:
        return
    with Gradebook(names["db_url"]) as gradebook, contextlib.suppress(MissingEntry):
        if not reason and gradebook.find_student(other):
            reason = f"the folder {student!a} is that of {other!r} in another spelling: rename it."
        if not gradebook.find_student(student).score:
            gradebook.remove_student(student)
    if reason:
        raise CourseError(reason)
