"""Makes `nbgrader generate_feedback` write its pages in graders, as a class run does."""

from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory

from nbproctor.errors import CourseError
from nbproctor.gradebook import tables
from nbproctor.gradebook.grades import StoredNotebook
from nbproctor.gradebook.reader import read_chapter, read_submissions
from nbproctor.grading.grade_submission import make_feedback
from nbproctor.grading.model_answers import are_released, find_short_answers
from nbproctor.grading.submissions import Files, read_plain_file
from nbproctor.grading.submitted_notebook import stop_at_missing_names
from nbproctor.grading.tasks import (
    FeedbackPages,
    FeedbackTask,
    select_config,
    select_environment,
)
from nbproctor.kernels.grader_process import is_grader
from nbproctor.kernels.graders import order_work, read_setup, run_grader
from nbproctor.pages.feedback_page import FeedbackExporter, says


class FeedbackInGrader(FeedbackExporter):
    """Has a grader read the autograded notebook and make the page."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        stop_at_missing_names(self)

    def from_filename(  # type: ignore[override]
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook file.

        Raises:
            CourseError: the grader could not make the page.
        """
        if is_grader() or not resources or "nbgrader" not in resources:
            return super().from_filename(filename, resources, **kw)
        names, path = resources["nbgrader"], Path(filename)
        with tables.connect(names["db_url"]) as connection:
            chapter = read_chapter(connection, names["assignment"])
            stored = read_submissions(connection, chapter, names["student"])[names["student"]]
            released = are_released(connection, self.config, names["assignment"])
        files = ((path.name, read_plain_file(path)),)
        config = select_config(self.config)
        sources: Files = ()
        if released:
            source = CourseDirectory(config=self.config)
            folder = source.format_path(source.source_directory, ".", names["assignment"])
            sources = (
                (path.name, read_plain_file(Path(folder, path.name))),
                *find_short_answers(Path(source.root), self.config, names["assignment"]),
            )
        task = FeedbackTask(
            names["student"], chapter.registered, config, files, stored, "", sources
        )
        order = order_work(
            make_feedback, task, read_setup(config), select_environment(config), uses_kernels=False
        )
        report = run_grader(order)
        if report.problem:
            raise CourseError(report.problem)
        made = FeedbackPages.from_bytes(report.result)
        if made.problem:
            raise CourseError(made.problem)
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        return made.pages[0][1].decode("utf-8"), resources


def is_up_to_date(page_and_notebook: tuple[bytes, StoredNotebook]) -> bytes:
    """Return bytes if a page states these points and comments, else none; a grader's work."""
    page, notebook = page_and_notebook
    grades, comments = notebook.grades, notebook.comments.values()
    points = {cell: (each.score, each.max_score) for cell, each in grades.items()}
    texts = [each.comment for each in comments if each.comment]
    same = says(
        page.decode("utf-8", "replace"), points, texts, notebook.late_penalty, notebook.waiting
    )
    return b"same" if same else b""
