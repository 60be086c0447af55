"""How `nbgrader autograde` reads what was handed in: as `course grade` does, and nothing but files.

nbgrader opens whatever has the notebook's name, a link to an endless device among them, copies what
links beside it lead to, and keeps the old score of a notebook that it cannot read. Both parts are
plugged in by `nbgrader_config.py`.
"""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor

from nbproctor.grading.submissions import names_within_limits, why_refused
from nbproctor.notebooks import NotebookError, know_valid, parse_notebook


class SubmittedExporter(NotebookExporter):
    """Reads a submitted notebook with a clear error; one that cannot be read has no score."""

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Convert a notebook file.

        Raises:
            NotebookError: it is no regular file, too large, or not a notebook.
        """
        try:
            if reason := why_refused(Path(filename)):
                raise NotebookError(reason)
            return super().from_filename(filename, resources, **kw)
        except NotebookError:
            if resources and "nbgrader" in resources:
                _forget_scores(resources["nbgrader"])
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
        """Convert a notebook in place, and validate it once: copies take longer than the work.

        Its text has no line breaks, for the same reason; every program reads it as well.

        Raises:
            nbformat.ValidationError: what came of it is not a notebook.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        for preprocessor in self._preprocessors:
            nb, resources = preprocessor(nb, resources)
        nbformat.validate(nb, relax_add_props=True)
        text = json.dumps(nb, ensure_ascii=False, sort_keys=True)
        know_valid(text.encode("utf-8", "replace"))
        return text, resources


def _forget_scores(names: dict[str, str]) -> None:
    """Let a notebook that cannot be read wait for a human, with no score of an earlier one."""
    with Gradebook(names["db_url"]) as gradebook:
        notebook = gradebook.find_submission_notebook(
            names["notebook"], names["assignment"], names["student"]
        )
        for grade in notebook.grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


class LeaveOutOtherFiles(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes from `autograded/` what nbgrader copied there through a link, or beyond limits."""

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
        kept = set(names_within_limits(submitted, names["notebook"])[0])
        for path in sorted(autograded.rglob("*")):
            inside = path.relative_to(autograded)
            if path.is_file() and str(inside) not in kept and not (source / inside).exists():
                path.unlink()
        return nb, resources
