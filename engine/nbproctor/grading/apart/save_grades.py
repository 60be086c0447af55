"""Preprocessor: writes the scores of the grader's own record into the gradebook.

nbgrader's `SaveAutoGrades`, but for grade cells that the record knows: nothing in a cell's outputs
decides on those, and what could not run has no score and waits for a human. A human's score waits
for another look only where the answer has changed.
"""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Grade
from nbgrader.utils import is_task

from nbproctor.compat.nbgrader import SaveScores
from nbproctor.gradebook import tables
from nbproctor.gradebook.loose_gradebook import NO_DATABASE
from nbproctor.grading.answers import answer_digests
from nbproctor.grading.apart.run_record import scores


class SaveGrades(SaveScores):
    """Plugged in by `nbgrader_config.py` in place of `SaveAutoGrades`."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Save scores and comments; see `nbproctor.grading.apart.run_record.scores`.

        The digests of the answers are saved last: where a run is stopped in between, an answer
        that has changed is still found to have changed by the next one. A worker of `course grade`
        has no gradebook, and its caller does the same.
        """
        self._scores, self._answers = scores(nb), answer_digests(nb)
        names = resources["nbgrader"]
        here = (names["assignment"], names["notebook"], names["student"])
        self._is_worker = names["db_url"] == NO_DATABASE
        saved: tuple[NotebookNode, ResourcesDict]
        if self._is_worker:
            saved = super().preprocess(nb, resources)
            return saved
        with tables.connected(names["db_url"]) as connection:
            self._before = tables.read_answers(connection, *here) or {}
        saved = super().preprocess(nb, resources)
        with tables.connected(names["db_url"]) as connection:
            tables.write_answers(connection, *here, self._answers)
        return saved

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Save a cell's score and comment; a task has no score here, and may wait again."""
        saved: tuple[NotebookNode, ResourcesDict] = super().preprocess_cell(
            cell, resources, cell_index
        )
        if is_task(cell) and not self._is_worker:
            grade = self._find_grade(cell)
            self._keep_decision(cell, grade, grade.needs_manual_grade)
        return saved

    def save_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        """Save the recorded score of a grade cell; leave any other cell to nbgrader."""
        name = cell.metadata.nbgrader["grade_id"]
        if cell.cell_type == "code" and not cell.metadata.nbgrader["points"]:
            self._scores[name] = 0.0  # a check: it runs in the kernel, and its outputs are no score
        grade = self._find_grade(cell)
        waited = grade.needs_manual_grade
        if name in self._scores:
            grade.auto_score = self._scores[name]
            grade.needs_manual_grade = grade.auto_score is None
        else:
            super().save_score(cell, resources)
        self._keep_decision(cell, grade, waited)

    def _find_grade(self, cell: NotebookNode) -> Grade:
        name = cell.metadata.nbgrader["grade_id"]
        return self.gradebook.find_grade(
            name, self.notebook_id, self.assignment_id, self.student_id
        )

    def _keep_decision(self, cell: NotebookNode, grade: Grade, waited: bool) -> None:
        """Leave a human's score decided, or waiting, as it was; one of another answer waits."""
        name = cell.metadata.nbgrader["grade_id"]
        if grade.manual_score is not None:  # never in a worker
            changed = self._before.get(name) != self._answers[name]
            grade.needs_manual_grade = changed or waited
        self.gradebook.db.commit()
