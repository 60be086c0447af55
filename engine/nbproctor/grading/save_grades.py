"""Preprocessor: writes scores into the gradebook.

Works like nbgrader's `SaveAutoGrades`, except for grade cells in the grader's own record, those
that ran apart or could not run: outputs do not decide their scores, and a cell that could not run
has no score and waits for a human. A human's score waits for a second decision only if the answer
has changed.
"""

from dataclasses import asdict

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Grade
from nbgrader.utils import is_task

from nbproctor.compat.nbgrader import SaveScores
from nbproctor.gradebook import tables
from nbproctor.gradebook.grades import needs_manual_grade
from nbproctor.gradebook.loose_gradebook import NO_DATABASE
from nbproctor.grading.answers import answer_digests
from nbproctor.grading.run_record import RUN, CellRecord, read_scores
from nbproctor.notebooks import is_check


class SaveGrades(SaveScores):
    """Takes the place of nbgrader's `SaveAutoGrades`."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Save scores and comments; see `nbproctor.grading.run_record.read_scores`.

        The digests of the answers are saved last: if a run is stopped in between, the next one
        still finds that an answer has changed. A worker of a class run has no gradebook; its caller
        follows the same rule.
        """
        self._scores, self._answers = read_scores(nb), answer_digests(nb)
        self._unscored: dict[str, object] = {}
        names = resources["nbgrader"]
        here = (names["assignment"], names["notebook"], names["student"])
        self._is_worker = names["db_url"] == NO_DATABASE
        saved: tuple[NotebookNode, ResourcesDict]
        if not self._is_worker:
            with tables.connect(names["db_url"]) as connection:
                self._before = tables.read_answers(connection, *here) or {}
        saved = super().preprocess(nb, resources)
        if self._unscored:
            nb.metadata.setdefault(RUN, {}).setdefault("cells", {}).update(self._unscored)
        if self._is_worker:
            return saved
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
        """Save the recorded score of a grade cell; leave any other cell to nbgrader.

        nbgrader raises an error at a score above the maximum, which would cost all other scores.
        The cell could not run then.
        """
        name = cell.metadata.nbgrader["grade_id"]
        if is_check(cell):
            self._scores[name] = 0.0  # its outputs are not a score
        grade = self._find_grade(cell)
        waited = grade.needs_manual_grade
        if name not in self._scores:
            try:
                super().save_score(cell, resources)
            except (KeyError, ValueError) as error:
                reason = f"nbgrader reads no score from its outputs: {error}"
                self.log.warning("%s: %s", name, reason)
                self._unscored[name] = asdict(CellRecord("could not run", reason))
                self._scores[name] = None
        if name in self._scores:
            grade.auto_score = self._scores[name]
            grade.needs_manual_grade = grade.auto_score is None
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
