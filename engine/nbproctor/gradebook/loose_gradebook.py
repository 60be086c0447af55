"""A submission's page of the gradebook, in memory: what nbgrader reads and writes while grading.

nbgrader's converters and preprocessors open the gradebook by its URL, each anew. A worker has no
database: there they are given this page, which answers from what travelled in the task and keeps
what they write, for the one writer to put into the real gradebook.
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
    StoredSubmission,
)

NO_DATABASE = "sqlite://"  # the address that nbgrader is given where there is no gradebook


class NoSession:
    """Stands in for the gradebook's session: nbgrader commits, and asks nothing else of it."""

    def commit(self) -> None:
        """The writer does that."""


@dataclass
class LooseGradebook:
    """Stands in for `nbgrader.api.Gradebook` for one submission of one chapter.

    The grades and comments of `submission` end up with what was looked up and perhaps changed; what
    nbgrader leaves alone, such as the score of a task, does not appear.
    """

    chapter: RegisteredChapter
    submission: StoredSubmission = field(default_factory=StoredSubmission)
    db: NoSession = field(default_factory=NoSession)

    def __enter__(self) -> "LooseGradebook":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def update_or_create_student(self, student: str, **_: Any) -> None:
        """The writer does that."""

    def update_or_create_submission(self, *_: Any, **__: Any) -> SimpleNamespace:
        """The writer does that; whether it is late is the writer's affair as well."""
        return SimpleNamespace(total_seconds_late=0)

    find_submission = update_or_create_submission

    def find_assignment(self, name: str) -> SimpleNamespace:
        """The chapter with its one notebook."""
        return SimpleNamespace(notebooks=[self.find_notebook(name, name)])

    def find_notebook(self, name: str, _: str) -> SimpleNamespace:
        """The registered notebook."""
        if name != self.chapter.name:
            raise MissingEntry(f"no notebook {name}")
        tasks = [cell for cell in self.chapter.graded if cell.task]
        return SimpleNamespace(
            name=name,
            kernelspec=self.chapter.kernelspec,
            source_cells=list(self.chapter.cells),
            grade_cells=[cell for cell in self.chapter.graded if not cell.task],
            solution_cells=[SimpleNamespace(name=each) for each in self.chapter.commented],
            task_cells=tasks,
        )

    def find_source_cell(self, name: str, *_: str) -> RegisteredCell:
        """The cell of that name, as it was registered."""
        cell: RegisteredCell = _named(self.chapter.cells, name)
        return cell

    def find_graded_cell(self, name: str, *_: str) -> GradedCell:
        """Type and points of the grade cell or task of that name."""
        cell: GradedCell = _named(self.chapter.graded, name)
        return cell

    def find_grade(self, name: str, *_: str) -> Grade:
        """The submission's grade for a cell."""
        cell = self.find_graded_cell(name)
        return self.submission.grades.setdefault(name, Grade(max_score=cell.max_score))

    def find_comment(self, name: str, *_: str) -> Comment:
        """The submission's comment on a cell."""
        if name not in self.chapter.commented:
            raise MissingEntry(f"no cell {name}")
        return self.submission.comments.setdefault(name, Comment())

    def find_submission_notebook(self, *_: str) -> SimpleNamespace:
        """The submission: its grades and what they sum up to."""
        return SimpleNamespace(
            grades=list(self.submission.grades.values()),
            late_submission_penalty=self.submission.late_penalty,
            score=self.submission.score,
            max_score=sum(grade.max_score for grade in self.submission.grades.values()),
        )


def _named(cells: Any, name: str) -> Any:
    for cell in cells:
        if cell.name == name:
            return cell
    raise MissingEntry(f"no cell {name}")
