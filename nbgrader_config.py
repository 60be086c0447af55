"""The course as nbgrader sees it: nbproctor, and what is the course's own.

Read by every `nbgrader` command run in this folder, by formgrader, and by `course grade`.
"""

import os
from pathlib import Path

import nbproctor
from course.warm_kernels import configure_kernels

c = get_config()  # noqa: F821 - nbgrader gives it to this file

nbproctor.configure(c)
c.CourseDirectory.course_id = "cnn-course"

# The gradebook: gradebook.db here, or a PostgreSQL by its address, for example
# COURSE_DB_URL=postgresql+psycopg://name:password@host/grades
if os.environ.get("COURSE_DB_URL"):
    c.CourseDirectory.db_url = os.environ["COURSE_DB_URL"]
c.ClassRun.private_variables = ["COURSE_DB_URL"]

# The secret that seeds the hidden cases. Set your own in the environment before the first hand-in,
# and keep it. Without one, that of grader_tests/random_cases.py is used, which is public.
c.HiddenCases.package = "grader_tests"
c.HiddenCases.secret_variable = "COURSE_SECRET"
os.environ.setdefault("COURSE_SECRET", "")

# What feedback says of a hidden case: "shapes", or "full" for its inputs and values too.
feedback_detail = "shapes"
os.environ["NBPROCTOR_FEEDBACK_DETAIL"] = feedback_detail

# Kernels have TensorFlow imported already, and are shut in while strangers' code runs in them.
# COURSE_SANDBOX=none is for a machine that has nothing to lose.
configure_kernels(c)
c.Sandbox.hidden.append("grader_tests")
c.WarmKernels.sandbox = os.environ.get("COURSE_SANDBOX", "bubblewrap")

# What a kernel in the sandbox may use: `memory`, `cpu` and `processes` all its processes together,
# `heap`, `address_space` and `open_files` each; `file` is the largest it may write, `scratch` all
# files in its folder, or in /tmp; `wall` is its life.
c.KernelLimits.memory_mib = 3072
c.KernelLimits.heap_mib = 2048
c.KernelLimits.cpu_s = 120
c.KernelLimits.wall_s = 300

# Wall seconds that one cell may run, one call of a student's function, and all calls that grade
# an exercise; a whole notebook: up to a grade cell, and all grading.
c.Execute.timeout = 30
c.SplitExecute.call_limit_s = 3
c.SplitExecute.exercise_limit_s = 12
c.SplitExecute.notebook_limit_s = 180
c.SplitExecute.tame_modules = ["course", "keras", "tensorflow"]

# What handing in after the due date costs; no assignment has one until you set it, in formgrader.
c.AssignLatePenalties.plugin_class = "nbproctor.lms.late.PointsPerDay"
c.PointsPerDay.points_per_day = 1.0
c.PointsPerDay.grace_minutes = 15.0

# Zips from Canvas are collected; "nbproctor.lms.downloads.MoodleFiles" is for those from Moodle.
c.ZipCollectApp.collector_plugin = "nbproctor.lms.downloads.CanvasFiles"

# The course's own packages: a change in what decides grades has submissions graded again.
c.Course.packages = ["course", "grader_tests"]
c.Course.undeciding = [
    *("course/pictures/", "course/staff/"),
    *("course/__main__.py", "course/doctor.py", "course/preload.py", "course/provisioner.py"),
    "course/warm_kernels.py",
]
chapters = sorted(path.name for path in Path(__file__).parent.glob("source/*"))
c.ClassRun.preload = ["tensorflow", *(f"course.checks.{chapter}" for chapter in chapters)]
c.Release.forbidden_words = ["hidden."]

# The command that messages name, what `doctor` looks at, and how to tell that a class is the
# sample class, whose code may run without a sandbox where there is none.
os.environ["NBPROCTOR_COMMAND"] = "course"
c.Doctor.looks = "course.doctor.LOOKS"
c.ClassRun.is_sample_class = "course.staff.sample_class.is_sample_class"

# What a student's JupyterLab opens first.
c.StudentBundle.first_chapter = "cross_correlation"
