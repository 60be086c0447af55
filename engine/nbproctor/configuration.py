"""`nbproctor.configure(c)`: where the parts of nbproctor are plugged into nbgrader.

Called in a course's `nbgrader_config.py`, which every `nbgrader` command, formgrader and
`nbproctor grade` read. Settings of the course's own follow the call and win.
"""

import os
import sys
from typing import Any

# What a kernel in the sandbox may use; `c.KernelLimits.memory_mib = 4096` changes one.
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
    """Set up warm, sandboxed kernels, restored cells, split grading and clean pages.

    Args:
        c: the configuration, from `get_config()`.
    """
    # nbgrader starts `alembic` by name; it stands beside this Python, on the path or not.
    os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
    _configure_kernels(c)
    _configure_grading(c)
    _configure_pages(c)
    _configure_files(c)


def _configure_kernels(c: Any) -> None:
    """Kernels forked from a warm process, shut in while students' code runs in them."""
    os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "nbproctor")
    c.WarmKernels.sandbox = "bubblewrap"
    for name, value in LIMITS.items():
        c.KernelLimits[name] = value
    # Where kernels start cold, others on the same machine cannot listen to them.
    c.KernelManager.transport_encryption = "auto"


def _configure_grading(c: Any) -> None:
    """Reading, restoring and executing a submission."""
    # Cells, their metadata, points and order come from the source, whatever was handed in; there is
    # nothing left to find for nbgrader's CheckCellMetadata. Student names that contain markup are
    # rejected, and another secret than the class was graded with.
    c.Autograde.exporter_class = "nbproctor.grading.submitted_notebook.SubmittedExporter"
    c.Autograde.sanitize_preprocessors = [
        "nbproctor.grading.odd_names.RefuseOddNames",
        "nbproctor.gradebook.secret.RequireSameSecret",
        "nbproctor.grading.submitted_notebook.LeaveOutOtherFiles",
        "nbproctor.grading.restore.RestoreCells",
        "nbgrader.preprocessors.ClearOutput",
        "nbgrader.preprocessors.OverwriteKernelspec",
        "nbgrader.preprocessors.OverwriteCells",
    ]
    # Grade cells with points run in the grader, and the kernel has only what students wrote
    # (SplitExecute); scores are from the grader's own record (SaveGrades). Outputs are bounded and
    # made safe before they are kept (CleanOutputs), so that LimitOutput is not needed.
    c.Autograde.autograde_preprocessors = [
        "nbproctor.grading.apart.execute.SplitExecute",
        "nbgrader.preprocessors.IgnorePattern",
        "nbproctor.pages.clean.CleanOutputs",
        "nbproctor.grading.apart.save_grades.SaveGrades",
        "nbgrader.preprocessors.AssignLatePenalties",
    ]
    # In the release, Run All goes on after the check of an exercise that is not solved yet.
    c.GenerateAssignment.preprocessors.append("nbproctor.course_folder.TagChecks")


def _configure_pages(c: Any) -> None:
    """What feedback and formgrader show: cleaned once more, with hidden tests hidden."""
    c.HTMLExporter.preprocessors = ["nbproctor.pages.clean.CleanPages"]
    c.HTMLExporter.filters = {"markdown2html": "nbproctor.pages.markdown.markdown2html"}
    c.GenerateFeedback.exporter_class = "nbproctor.pages.feedback_page.FeedbackExporter"


def _configure_files(c: Any) -> None:
    """What comes from a learning management system, and what goes there."""
    c.ExportApp.plugin_class = "nbproctor.lms.export.GradesCsv"
    # One upload that cannot be read stops nobody else's. For zips from Moodle, the collector is
    # "nbproctor.lms.downloads.MoodleFiles".
    c.ZipCollectApp.collector_plugin = "nbproctor.lms.downloads.CanvasFiles"
    c.ZipCollectApp.extractor_plugin = "nbproctor.lms.downloads.DownloadedArchives"
    # Submissions that did not come through the exchange do not stop the feedback of those that did.
    c.ExchangeFactory.release_feedback = "nbproctor.lms.feedback_release.ReleaseFeedback"
