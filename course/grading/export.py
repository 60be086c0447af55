"""nbgrader export plugin: the gradebook as `grades.csv`, with what could not be graded."""

import csv
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment
from nbgrader.plugins import ExportPlugin

COLUMNS = (
    "assignment",
    "student_id",
    "timestamp",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
    "needs_manual_grade",
    "could_not_run",
)


class GradesCsv(ExportPlugin):  # type: ignore[misc]
    """One row for each student and chapter; `--to FILE` names another file than `grades.csv`.

    `could_not_run` names the grade cells that have no automatic score because grading them broke:
    a human looks at those. A chapter that was not handed in has an empty timestamp and score 0.
    """

    def export(self, gradebook: Gradebook) -> None:
        """Write the file; `--assignment` and `--student` choose rows, as in nbgrader's own."""
        with Path(self.to or "grades.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            for assignment in gradebook.assignments:
                if self.assignment and assignment.name not in map(str, self.assignment):
                    continue
                for student in gradebook.students:
                    if self.student and student.id not in map(str, self.student):
                        continue
                    row = {"assignment": assignment.name, "student_id": student.id}
                    row["max_score"] = assignment.max_score
                    try:
                        submission = gradebook.find_submission(assignment.name, student.id)
                    except MissingEntry:
                        writer.writerow(row | {"raw_score": 0.0, "score": 0.0})
                    else:
                        writer.writerow(row | _submitted(submission))


def _submitted(submission: SubmittedAssignment) -> dict[str, object]:
    penalty = submission.late_submission_penalty or 0.0
    broken = [
        grade.cell.name
        for notebook in submission.notebooks
        for grade in notebook.grades
        if grade.cell.cell_type == "code"
        and grade.max_score > 0
        and grade.auto_score is None
        and grade.manual_score is None
    ]
    return {
        "timestamp": submission.timestamp or "",
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "score": max(0.0, submission.score - penalty),
        "needs_manual_grade": "yes" if submission.needs_manual_grade else "",
        "could_not_run": " ".join(broken),
    }
