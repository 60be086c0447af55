"""Preprocessor: writes the scores of the grader's own record into the gradebook.

nbgrader's `SaveAutoGrades`, but for grade cells that the record knows: nothing in a cell's outputs
decides on those, and what could not run has no score and waits for a human.
"""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import SaveAutoGrades

from course.grading.split.run_record import scores


class SaveGrades(SaveAutoGrades):  # type: ignore[misc]
    """Plugged in by `nbgrader_config.py` in place of `SaveAutoGrades`."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Save scores and comments; see `course.grading.split.run_record.scores`."""
        self._scores = scores(nb)
        saved: tuple[NotebookNode, ResourcesDict] = super().preprocess(nb, resources)
        return saved

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        name = cell.metadata.nbgrader["grade_id"]
        if cell.cell_type == "code" and not cell.metadata.nbgrader["points"]:
            self._scores[name] = 0.0  # a check: it runs in the kernel, and its outputs are no score
        if name not in self._scores:
            super()._add_score(cell, resources)
            return
        grade = self.gradebook.find_grade(
            name, self.notebook_id, self.assignment_id, self.student_id
        )
        grade.auto_score = self._scores[name]
        grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
        self.gradebook.db.commit()
