"""Preprocessor: sets the scores of a notebook that was executed.

Works like nbgrader's `SaveAutoGrades`, except for grade cells in the grader's own record, those
that ran apart or could not run: outputs do not decide their scores, and a cell that could not run
has no score and waits for a human. In a grader the gradebook is a `LooseGradebook`; whoever asked
the grader stores what it holds, by the rules of `nbproctor.gradebook.writer`.
"""

from dataclasses import asdict

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode

from nbproctor.compat.nbgrader import SaveScores
from nbproctor.grading.run_record import RUN, CellRecord, read_scores
from nbproctor.notebooks import is_check


class SaveGrades(SaveScores):
    """Takes the place of nbgrader's `SaveAutoGrades`."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Set scores and comments; see `nbproctor.grading.run_record.read_scores`."""
        self._scores = read_scores(nb)
        self._unscored: dict[str, object] = {}
        saved: tuple[NotebookNode, ResourcesDict] = super().preprocess(nb, resources)
        if self._unscored:
            nb.metadata.setdefault(RUN, {}).setdefault("cells", {}).update(self._unscored)
        return saved

    def save_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        """Set the recorded score of a grade cell; leave any other cell to nbgrader.

        nbgrader raises an error at a score above the maximum, which would cost all other scores.
        The cell could not run then.
        """
        name = cell.metadata.nbgrader["grade_id"]
        if is_check(cell):
            self._scores[name] = 0.0  # its outputs are not a score
        if name not in self._scores:
            try:
                super().save_score(cell, resources)
            except (KeyError, ValueError) as error:
                reason = f"nbgrader reads no score from its outputs: {error}"
                self.log.warning("%s: %s", name, reason)
                self._unscored[name] = asdict(CellRecord("could not run", reason))
                self._scores[name] = None
        if name in self._scores:
            grade = self.gradebook.find_grade(
                name, self.notebook_id, self.assignment_id, self.student_id
            )
            grade.auto_score = self._scores[name]
            grade.needs_manual_grade = grade.auto_score is None
            self.gradebook.db.commit()
