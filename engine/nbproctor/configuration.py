"""`nbproctor.configure(c)` plugs the parts of nbproctor into nbgrader.

A course calls it in `nbgrader_config.py`, which every `nbgrader` command, formgrader and
`nbproctor grade` read. Settings after the call override these.
"""

import os
import sys
from typing import Any

# Limits of a kernel in the sandbox; `c.KernelLimits.memory_mib = 4096` changes one.
LIMITS = {
    "memory_mib": 3072,
    "heap_mib": 2048,
    "address_space_mib": 8192,
    "cpu_s": 120,
    "wall_s": 300,
    "processes": 256,
    "open_files": 512,
    "file_mib": 64,
    "scratch_mib": 128,
    "shared_memory_mib": 64,
}


def configure(c: Any) -> None:
    """Set up warm, sandboxed kernels, restored cells and clean pages.

    Args:
        c: the configuration, from `get_config()`.
    """
    # nbgrader starts `alembic` by name. It is beside this Python, which may not be on the path.
    os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
    _configure_kernels(c)
    _configure_grading(c)
    _configure_pages(c)
    _configure_files(c)


def _configure_kernels(c: Any) -> None:
    """Fork kernels from a warm process, and run students' code in a sandbox."""
    os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "nbproctor")
    c.WarmKernels.sandbox = "bubblewrap"
    for name, value in LIMITS.items():
        c.KernelLimits[name] = value
    # Protects cold kernels from other users of the same machine.
    c.KernelManager.transport_encryption = "auto"


def _configure_grading(c: Any) -> None:
    """Read, restore and execute submissions."""
    # A notebook is read and graded in a process of its own, with limits. Student names that contain
    # markup are rejected, and so is a secret other than the one that the class was graded with.
    c.Autograde.exporter_class = "nbproctor.grading.submitted_notebook.SubmittedExporter"
    # Cells, their metadata, points and order come from the source, whatever was handed in, so
    # nbgrader's CheckCellMetadata is not needed.
    c.Autograde.sanitize_preprocessors = [
        "nbproctor.grading.restore.RestoreCells",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
    ]
    # Grade cells run in the student's kernel, or in the grader where the course asks for it
    # (ExecuteCells). Scores are nbgrader's own, but for cells in the grader's record (SaveGrades).
    # Only then are outputs made safe, before they are kept (CleanOutputs).
    c.Autograde.autograde_preprocessors = [
        "nbproctor.grading.execute.ExecuteCells",
        "nbgrader.preprocessors.IgnorePattern",
        "nbgrader.preprocessors.LimitOutput",
        "nbproctor.grading.save_grades.SaveGrades",
        "nbproctor.pages.clean.CleanOutputs",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
    # In the release, Run All continues after the check of an exercise that is not solved yet.
    c.GenerateAssignment.preprocessors.append("nbproctor.course_folder.TagChecks")


def _configure_pages(c: Any) -> None:
    """Clean the pages of feedback and formgrader once more, and hide tests that ran apart."""
    c.HTMLExporter.preprocessors = ["nbproctor.pages.clean.CleanPages"]
    c.HTMLExporter.filters = {"markdown2html": "nbproctor.pages.markdown.markdown2html"}
    c.GenerateFeedback.exporter_class = "nbproctor.grading.feedback.FeedbackInGrader"


def _configure_files(c: Any) -> None:
    """Exchange files with a learning management system."""
    c.ExportApp.plugin_class = "nbproctor.lms.export.GradesCsv"
    # An unreadable upload does not stop the others. For zips from Moodle, the collector is
    # "nbproctor.lms.downloads.MoodleFiles".
    c.ZipCollectApp.collector_plugin = "nbproctor.lms.downloads.CanvasFiles"
    c.ZipCollectApp.extractor_plugin = "nbproctor.lms.archives.DownloadedArchives"
    # Submissions from outside the exchange do not stop the release of feedback for the others.
    c.ExchangeFactory.release_feedback = "nbproctor.lms.feedback_release.ReleaseFeedback"
