"""The course as nbgrader sees it, and where the parts of `course.grading` are plugged in.

Read by every `nbgrader` command run in this folder, by formgrader, and by `course grade`.
"""

import os
import sys

c = get_config()  # noqa: F821 - nbgrader gives it to this file

c.CourseDirectory.course_id = "cnn-course"

# The gradebook: gradebook.db here, or a PostgreSQL by its address, for example
# COURSE_DB_URL=postgresql+psycopg://name:password@host/grades
if os.environ.get("COURSE_DB_URL"):
    c.CourseDirectory.db_url = os.environ["COURSE_DB_URL"]

# The secret that seeds the hidden cases. Set your own in the environment before the first hand-in,
# and keep it. Without one, that of grader_tests/random_cases.py is used, which is public.
c.HiddenCases.package = "grader_tests"
c.HiddenCases.secret_variable = "COURSE_SECRET"
os.environ.setdefault("COURSE_SECRET", "")

# The command that messages name, what `nbproctor doctor` looks at, and how to tell that a class is
# the sample class, whose code may run without a sandbox where there is none.
os.environ["NBPROCTOR_COMMAND"] = "course"
c.Doctor.looks = "course.doctor.LOOKS"
c.ClassRun.is_sample_class = "course.staff.sample_class.is_sample_class"

# What feedback says of a hidden case: "shapes", or "full" for its inputs and values too.
feedback_detail = "shapes"
os.environ["NBPROCTOR_FEEDBACK_DETAIL"] = feedback_detail

# nbgrader starts `alembic` by name; it stands beside this Python, on the path or not.
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")

# Cells, their metadata, points and order come from the source, whatever was handed in; there is
# nothing left to find for nbgrader's CheckCellMetadata.
# Reject student names that contain markup, and another secret than the class was graded with;
# ignore links; a notebook that cannot be read does not keep the score of an earlier one.
c.Autograde.exporter_class = "course.grading.submitted_notebook.SubmittedExporter"
c.Autograde.sanitize_preprocessors = [
    "course.grading.odd_names.RefuseOddNames",
    "course.grading.secret.RequireSameSecret",
    "course.grading.submitted_notebook.LeaveOutOtherFiles",
    "course.grading.restore.RestoreCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
]

# In the release, Run All goes on after the check of an exercise that is not solved yet.
c.GenerateAssignment.preprocessors.append("course.grading.chapters.TagChecks")

# Kernels are forked from a process that has TensorFlow imported already, and shut in while
# strangers' code runs in them. "none" is for a machine that has nothing to lose.
os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "course-zygote")
c.ZygoteProvisioner.sandbox = os.environ.get("COURSE_SANDBOX", "bubblewrap")

# What a kernel in the sandbox may use: `memory`, `cpu` and `processes` all its processes together,
# `heap`, `address_space` and `open_files` each; `file` is the largest it may write, `scratch` all
# files in its folder, or in /tmp; `wall` is its life.
c.KernelLimits.memory_mib = 3072
c.KernelLimits.heap_mib = 2048
c.KernelLimits.address_space_mib = 8192
c.KernelLimits.cpu_s = 120
c.KernelLimits.wall_s = 300
c.KernelLimits.processes = 256
c.KernelLimits.open_files = 512
c.KernelLimits.file_mib = 64
c.KernelLimits.scratch_mib = 128
c.KernelLimits.shared_memory_mib = 64

# Where kernels start cold, others on the same machine cannot listen to them.
c.KernelManager.transport_encryption = "auto"

# Wall seconds that one cell may run, one call of a student's function, and all calls that grade
# an exercise; a whole notebook: up to a grade cell, and all grading.
c.Execute.timeout = 30
c.SplitExecute.call_limit_s = 3
c.SplitExecute.exercise_limit_s = 12
c.SplitExecute.notebook_limit_s = 180

c.ExportApp.plugin_class = "course.grading.export.GradesCsv"

# Grade cells with points run in the grader, and the kernel has only what students wrote
# (SplitExecute); scores are from the grader's own record (SaveGrades).
# What students' cells show is made safe to open and bounded in size before it is kept; LimitOutput,
# which counts lines alone, is not needed beside it.
c.Autograde.autograde_preprocessors = [
    "course.grading.split.execute.SplitExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "course.grading.pages.clean.CleanOutputs",
    "course.grading.split.save_grades.SaveGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
]
# The same once more where pages are made, feedback and formgrader alike; hidden tests stay hidden.
c.HTMLExporter.preprocessors = ["course.grading.pages.clean.CleanPages"]
c.HTMLExporter.filters = {"markdown2html": "course.grading.pages.markdown.markdown2html"}
c.GenerateFeedback.exporter_class = "course.grading.pages.feedback_page.FeedbackExporter"

# What handing in after the due date costs; no assignment has one until you set it, in formgrader.
c.AssignLatePenalties.plugin_class = "course.grading.late.PointsPerDay"
c.PointsPerDay.points_per_day = 1.0
c.PointsPerDay.grace_minutes = 15.0

# Collecting zips from Canvas; "course.grading.downloads.MoodleFiles" is for those from Moodle.
# One upload that cannot be read stops nobody else's.
c.ZipCollectApp.collector_plugin = "course.grading.downloads.CanvasFiles"
c.ZipCollectApp.extractor_plugin = "course.grading.downloads.DownloadedArchives"

# Submissions that did not come through the exchange do not stop the feedback of those that did.
c.ExchangeFactory.release_feedback = "course.grading.feedback_release.ReleaseFeedback"

# What a student's JupyterLab opens first.
c.StudentBundle.first_chapter = "cross_correlation"
