"""Grades a class: one submission after the other through nbgrader, and nobody stops anybody.

Each submission is staged, graded by nbgrader's own `Autograde`, and given feedback. One that
nbgrader cannot grade is recorded as such: no old score stays, and no zero that nobody decided on.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback

from course.grading.chapters import CourseFolder, captured_log, reason_in_log
from course.grading.export import GradesCsv
from course.grading.results import GradeResult, points_in_gradebook, read_autograded
from course.grading.submissions import Staged, Submission, stage


def grade_class(
    folder: CourseFolder,
    submissions: Sequence[Submission],
    when_done: Callable[[GradeResult], None] = lambda result: None,
) -> list[GradeResult]:
    """Grade submissions of registered chapters; `when_done` hears of each as it is finished."""
    results = []
    with (folder.root / "grade.log").open("w", encoding="utf-8") as log:
        for submission in submissions:
            start = time.perf_counter()
            result, text = _grade(folder, submission, start)
            log.write(f"== {result.student}/{result.chapter}: {result.points}\n")
            log.writelines(f"{line}\n" for line in [*result.notes, *result.failed])
            log.write(text + "\n")
            log.flush()
            results.append(result)
            when_done(result)
    return results


def _grade(folder: CourseFolder, submission: Submission, start: float) -> tuple[GradeResult, str]:
    with tempfile.TemporaryDirectory(prefix="course-grade-") as temporary, captured_log() as log:
        staged = stage(submission, Path(temporary))
        problem = _autograde(folder, submission, Path(temporary)) if staged.notebook else ""
        problem = problem and (reason_in_log(log.getvalue()) or problem)
        autograded = folder.root / "autograded" / submission.student / submission.chapter
        failed: tuple[str, ...] = ()
        restored: tuple[str, ...] = ()
        if staged.notebook is None or problem:
            _record_ungraded(folder, submission, staged, autograded)
        else:
            failed, restored = read_autograded(autograded / f"{submission.chapter}.ipynb")
            _feedback(folder, submission)
        with folder.gradebook() as gradebook:
            points = points_in_gradebook(gradebook, submission.student, submission.chapter)
        notes = [*staged.notes, *restored, *([f"could not run: {problem}"] if problem else [])]
        result = GradeResult(
            submission.student,
            submission.chapter,
            **points,
            failed=failed,
            notes=tuple(notes),
            seconds=time.perf_counter() - start,
        )
        return result, log.getvalue()


def _autograde(folder: CourseFolder, submission: Submission, staged: Path) -> str:
    """Run nbgrader's Autograde on a staged submission; a reason when it failed, else empty."""
    return _run(Autograde, folder, submission, submitted_directory=str(staged))


def _feedback(folder: CourseFolder, submission: Submission) -> None:
    _run(GenerateFeedback, folder, submission)


def _run(converter: Any, folder: CourseFolder, submission: Submission, **settings: str) -> str:
    coursedir = folder.coursedir(submission.chapter, student_id=submission.student_glob, **settings)
    try:
        converter(coursedir=coursedir, config=coursedir.config, force=True).start()
    except (Exception, SystemExit) as error:
        return " ".join(str(error).split()) or type(error).__name__
    return ""


def _record_ungraded(
    folder: CourseFolder, submission: Submission, staged: Staged, autograded: Path
) -> None:
    """Record a submission that was not graded, in place of what an earlier one left behind.

    Without a notebook there is nothing to grade and the automatic score is 0, as with nbgrader. A
    file that cannot be read, or a run that broke, waits for a human, with no automatic score.
    """
    shutil.rmtree(autograded, ignore_errors=True)
    shutil.rmtree(
        folder.root / "feedback" / submission.student / submission.chapter, ignore_errors=True
    )
    waits = staged.unreadable or staged.notebook is not None
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_student(submission.student)
        timestamp = folder.coursedir(submission.chapter).get_existing_timestamp(
            str(submission.path)
        )
        details = {"timestamp": timestamp} if timestamp else {}
        gradebook.update_or_create_submission(submission.chapter, submission.student, **details)
        notebook = gradebook.find_submission_notebook(
            submission.chapter, submission.chapter, submission.student
        )
        for grade in notebook.grades:
            grade.auto_score = None if waits else 0
            grade.needs_manual_grade = waits
        gradebook.db.commit()


def export_csv(folder: CourseFolder, path: Path) -> None:
    """Write the whole gradebook as CSV."""
    with folder.gradebook() as gradebook:
        GradesCsv(to=str(path)).export(gradebook)
