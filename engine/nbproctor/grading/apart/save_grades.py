"""Preprocessor: writes the scores of the grader's own record into the gradebook.

Works like nbgrader's `SaveAutoGrades`, except for grade cells in the record: outputs do not decide
their scores, and a cell that could not run has no score and waits for a human. A human's score
waits for a second decision only if the answer has changed.
"""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Grade
from nbgrader.utils import is_task

from nbproctor.compat.nbgrader import SaveScores
from nbproctor.gradebook import tables
from nbproctor.gradebook.grades import needs_manual_grade
from nbproctor.gradebook.loose_gradebook import NO_DATABASE
from nbproctor.grading.answers import answer_digests
from nbproctor.grading.apart.run_record import read_scores


class SaveGrades(SaveScores):
    """Takes the place of nbgrader's `SaveAutoGrades`."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Save scores and comments; see `nbproctor.grading.apart.run_record.read_scores`.

        The digests of the answers are saved last: if a run is stopped in between, the next one
        still finds that an answer has changed. A worker of a class run has no gradebook; its caller
        follows the same rule.
        """
        self._scores, self._answers = read_scores(nb), answer_digests(nb)
        names = resources["nbgrader"]
        here = (names["assignment"], names["notebook"], names["student"])
        self._is_worker = names["db_url"] == NO_DATABASE
        saved: tuple[NotebookNode, ResourcesDict]
        if self._is_worker:
            saved = super().preprocess(nb, resources)
            return saved
        with tables.connect(names["db_url"]) as connection:
            self._before = tables.read_answers(connection, *here) or {}
        saved = super().preprocess(nb, resources)
        with tables.connect(names["db_url"]) as connection:
            tables.write_answers(connection, *here, self._answers)
        return saved

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Save a cell's score and comment; a task has no score here, but may wait again."""
        saved: tuple[NotebookNode, ResourcesDict] = super().preprocess_cell(
            cell, resources, cell_index
        )
        if is_task(cell) and not self._is_worker:
            grade = self._find_grade(cell)
            grade.auto_score = None  # it is 0 if the notebook was missing before
            self._keep_decision(cell, grade, grade.needs_manual_grade)
        return saved

    def save_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        """Save the recorded score of a grade cell; leave any other cell to nbgrader."""
        name = cell.metadata.nbgrader["grade_id"]
        if cell.cell_type == "code" and not cell.metadata.nbgrader["points"]:
            self._scores[name] = 0.0  # a check: its outputs are not a score
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
        """Keep a human's decision, or its absence; have a changed answer wait again."""
        name = cell.metadata.nbgrader["grade_id"]
        # In a worker no grade has a manual score, and the answers of before are not known.
        changed = self._is_worker or self._before.get(name) != self._answers[name]
        grade.needs_manual_grade = needs_manual_grade(
            grade.auto_score, grade.manual_score, waited, changed
        )
        self.gradebook.db.commit()
