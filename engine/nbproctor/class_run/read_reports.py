"""Reads what comes back from a worker: a grader's report, or the exception that it raised."""

import traceback

from nbproctor.grading.tasks import FeedbackPages, GradedSubmission, GradeTask, clean_line
from nbproctor.kernels.graders import GraderReport


def read_graded(outcome: GraderReport | Exception, task: GradeTask) -> GradedSubmission:
    """Read the result of a grader; a grader that has none could not run."""
    if isinstance(outcome, Exception):
        log = "".join(traceback.format_exception(outcome))
        return GradedSubmission("could not run", problem=clean_line(f"{outcome}"), log=log)
    if outcome.problem:
        return GradedSubmission(
            "could not run",
            problem=clean_line(outcome.problem),
            cpu_seconds=outcome.cpu_s,
            peak_mib=outcome.memory_mib,
        )
    try:
        graded = GradedSubmission.from_bytes(outcome.result)
        if graded.outcome != "unchanged" or not task.graded_before:
            graded.require_complete(task.kit.registered)
        return graded
    except ValueError as error:
        problem = clean_line(f"its result cannot be read: {error}")
        return GradedSubmission("could not run", problem=problem)


def read_pages(outcome: GraderReport | Exception) -> FeedbackPages:
    """Read the pages that a grader made; without any, the problem says why."""
    if isinstance(outcome, Exception):
        return FeedbackPages((), problem=clean_line(f"{outcome}"))
    if outcome.problem:
        return FeedbackPages((), problem=clean_line(outcome.problem))
    try:
        return FeedbackPages.from_bytes(outcome.result)
    except ValueError as error:
        return FeedbackPages((), problem=clean_line(f"its result cannot be read: {error}"))
