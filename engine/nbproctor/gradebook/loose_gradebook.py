"""Replace the gradebook in a worker by an object in memory that holds one submission.

nbgrader's converters and preprocessors each open the gradebook by its URL, but a worker has no
database. They open a `LooseGradebook` instead. It serves the chapter and the submission from the
task, and keeps the grades and comments that they set; the class run stores those in the database.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from nbgrader.api import MissingEntry

from nbproctor.gradebook.grades import (
    Comment,
    Grade,
    GradedCell,
    RegisteredCell,
    RegisteredChapter,
    RegisteredNotebook,
    StoredNotebook,
    StoredSubmission,
)

NO_DATABASE = "sqlite://"  # the database URL that nbgrader gets in a worker


class NoSession:
    """Stands in for the gradebook's database session, of which nbgrader only calls `commit`."""

    def commit(self) -> None:
        """Do nothing; the class run's writer commits."""


@dataclass
class LooseGradebook:
    """Stands in for `nbgrader.api.Gradebook` for one submission of one chapter.

    `submission` collects the grades and comments that nbgrader looks up, with its changes. Grades
    that nbgrader does not look up, such as those of tasks, are missing.
    """

    chapter: RegisteredChapter
    submission: StoredSubmission = field(default_factory=StoredSubmission)
    db: NoSession = field(default_factory=NoSession)

    def __enter__(self) -> "LooseGradebook":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update_or_create_student(self, student: str, **_: Any) -> None:
        """Do nothing; the class run's writer adds the student."""

    def update_or_create_submission(self, *_: Any, **__: Any) -> SimpleNamespace:
        """Return a submission that is not late; the class run's writer computes the penalty."""
        return SimpleNamespace(total_seconds_late=0)

    find_submission = update_or_create_submission

    def find_assignment(self, name: str) -> SimpleNamespace:
        """Return the chapter with its notebooks."""
        notebooks = [self.find_notebook(each, name) for each in self.chapter.notebook_names]
        return SimpleNamespace(notebooks=notebooks)

    def find_notebook(self, name: str, _: str) -> SimpleNamespace:
        """Return a registered notebook."""
        notebook = self._find_registered(name)
        return SimpleNamespace(
            name=name,
            kernelspec=notebook.kernelspec,
            source_cells=list(notebook.cells),
            grade_cells=[cell for cell in notebook.graded if not cell.task],
            solution_cells=[SimpleNamespace(name=each) for each in notebook.commented],
            task_cells=[cell for cell in notebook.graded if cell.task],
        )

    def find_source_cell(self, name: str, notebook: str, *_: str) -> RegisteredCell:
        """Return the registered cell with a name."""
        cell: RegisteredCell = _find_named(self._find_registered(notebook).cells, name)
        return cell

    def find_graded_cell(self, name: str, notebook: str, *_: str) -> GradedCell:
        """Return the type and points of the grade cell or task with a name."""
        cell: GradedCell = _find_named(self._find_registered(notebook).graded, name)
        return cell

    def find_grade(self, name: str, notebook: str, *_: str) -> Grade:
        """Return the submission's grade for a cell; create it if needed."""
        cell = self.find_graded_cell(name, notebook)
        grades = self._find_stored(notebook).grades
        return grades.setdefault(name, Grade(max_score=cell.max_score))

    def find_comment(self, name: str, notebook: str, *_: str) -> Comment:
        """Return the submission's comment on a cell; create it if needed."""
        if name not in self._find_registered(notebook).commented:
            raise MissingEntry(f"no cell {name}")
        return self._find_stored(notebook).comments.setdefault(name, Comment())

    def find_submission_notebook(self, name: str, *_: str) -> SimpleNamespace:
        """Return a notebook of the submission with its grades and their sums."""
        stored = self._find_stored(name)
        return SimpleNamespace(
            grades=list(stored.grades.values()),
            late_submission_penalty=stored.late_penalty,
            score=stored.score,
            max_score=sum(grade.max_score for grade in stored.grades.values()),
        )

    def _find_registered(self, name: str) -> RegisteredNotebook:
        notebook: RegisteredNotebook = _find_named(self.chapter.notebooks, name)
        return notebook

    def _find_stored(self, name: str) -> StoredNotebook:
        return self.submission.notebooks.setdefault(name, StoredNotebook())


def _find_named(values: Any, name: str) -> Any:
    for value in values:
        if value.name == name:
            return value
    raise MissingEntry(f"the assignment has nothing of the name {name}")
