"""Makes `nbgrader autograde` follow the rules of submissions.py, as a class run does.

By itself nbgrader opens anything that has the notebook's name, even a link to an endless device,
copies the targets of links beside it, keeps the old score of a notebook that it cannot read, and
writes names of students into its pages as they are. `nbproctor.configure` plugs in the exporter and
the preprocessors.
"""

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from nbproctor.errors import CourseError
from nbproctor.grading.submissions import list_other_files, why_odd, why_refused
from nbproctor.notebooks import NotebookError, parse_notebook, remember_valid


class SubmittedExporter(NotebookExporter):
    """Reads a submitted notebook with a clear error, and removes the score of an unreadable one."""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Convert a notebook file.

        Raises:
            NotebookError: it is not a regular file, too large, or not a notebook.
        """
        try:
            if reason := why_refused(Path(filename)):
                raise NotebookError(reason)
            return super().from_filename(filename, resources, **kw)
        except NotebookError:
            if resources and "nbgrader" in resources:
                _remove_scores(resources["nbgrader"])
            raise

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
            nb, resources = preprocessor(nb, resources)
        nbformat.validate(nb, relax_add_props=True)
        text = json.dumps(nb, ensure_ascii=False, sort_keys=True)
        remember_valid(text.encode("utf-8", "replace"))
        return text, resources


def _remove_scores(names: dict[str, str]) -> None:
    """Remove the scores of an earlier version, and have the notebook wait for a human."""
    with Gradebook(names["db_url"]) as gradebook:
        notebook = gradebook.find_submission_notebook(
            names["notebook"], names["assignment"], names["student"]
        )
        for grade in notebook.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


class RefuseOddNames(NbGraderPreprocessor):  # type: ignore[misc]
    """Refuses a student whose folder's name would act as markup in formgrader's pages.

    As the first of nbgrader's sanitizing preprocessors it stops before anything is graded.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Leave the notebook as it is.

        Raises:
            CourseError: the name is odd. nbgrader has just added this student to the gradebook;
                the student is removed again unless there is a score, which a human must look at.
        """
        student = resources["nbgrader"]["student"]
        reason = why_odd(student)
        if not reason:
            return nb, resources
        with (
            Gradebook(resources["nbgrader"]["db_url"]) as gradebook,
            contextlib.suppress(MissingEntry),
        ):
            if not gradebook.find_student(student).score:
                gradebook.remove_student(student)
        raise CourseError(reason)


class LeaveOutOtherFiles(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes files from `autograded/` that nbgrader copied through a link or beyond limits."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Leave the notebook as it is."""
        names, course = resources["nbgrader"], CourseDirectory(parent=self)
        submitted, autograded, source = (
            Path(course.format_path(folder, student, names["assignment"]))
            for folder, student in (
                (course.submitted_directory, names["student"]),
                (course.autograded_directory, names["student"]),
                (course.source_directory, "."),
            )
        )
        notebooks = [path.stem for path in source.glob("*.ipynb")] or [names["notebook"]]
        kept = {*list_other_files(submitted, notebooks)[0], *(f"{n}.ipynb" for n in notebooks)}
        for path in sorted(autograded.rglob("*")):
            inside = path.relative_to(autograded)
            # Files that the notebooks graded before this one wrote are not in `submitted`.
            copied = path.is_file() and os.path.lexists(submitted / inside)
            if copied and str(inside) not in kept and not (source / inside).exists():
                path.unlink()
        return nb, resources
