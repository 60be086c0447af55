"""The course's settings for nbgrader and nbproctor.

Every `nbgrader` command in this folder, formgrader and `course grade` read this file.
"""

import os
from pathlib import Path

import nbproctor
from course.warm_kernels import configure_kernels

c = get_config()  # noqa: F821 - nbgrader defines it

nbproctor.configure(c)
c.CourseDirectory.course_id = "cnn-course"

# The gradebook is gradebook.db in this folder, or a PostgreSQL database, for example
# COURSE_DB_URL=postgresql+psycopg://name:password@host/grades
if os.environ.get("COURSE_DB_URL"):
    c.CourseDirectory.db_url = os.environ["COURSE_DB_URL"]
c.ClassRun.private_variables = ["COURSE_DB_URL"]

# This secret seeds the hidden cases. Set your own in the environment before the first hand-in, and
# keep it. The default, in grader_tests/random_cases.py, is public.
c.HiddenCases.package = "grader_tests"
c.HiddenCases.secret_variable = "COURSE_SECRET"
os.environ.setdefault("COURSE_SECRET", "")

# How much feedback tells about a hidden case: "shapes", or "full" for its inputs and values too.
feedback_detail = "shapes"
os.environ["NBPROCTOR_FEEDBACK_DETAIL"] = feedback_detail

# Kernels start with TensorFlow imported, and student code runs in a sandbox.
# Use COURSE_SANDBOX=none only on a machine that holds nothing of value.
configure_kernels(c)
c.WarmKernels.sandbox = os.environ.get("COURSE_SANDBOX", "bubblewrap")

# Limits of a kernel in the sandbox. `memory`, `cpu` and `processes` apply to all its processes
# together; `heap`, `address_space` and `open_files` to each. `file` limits one file, `scratch` all
# files in its folder or in /tmp, and `wall` its lifetime.
c.KernelLimits.memory_mib = 3072
c.KernelLimits.heap_mib = 2048
c.KernelLimits.cpu_s = 120
c.KernelLimits.wall_s = 300

# A grader reads a submission, restores its cells, and runs checks and grade cells. Without an
# answer key it imports TensorFlow itself.
c.GraderLimits.cpu_s = 60
c.GraderLimits.wall_s = 240

# Grade cells and checks run apart from the student's process, so that hidden cases stay hidden.
c.ExecuteCells.apart = True

# Wall-clock limits in seconds: for one cell, for one call of a student's function, for all calls
# that grade one exercise, and for a whole notebook.
c.Execute.timeout = 30
c.ExecuteCells.call_limit_s = 3
c.ExecuteCells.exercise_limit_s = 12
c.ExecuteCells.notebook_limit_s = 180
c.ExecuteCells.tame_modules = ["course", "keras", "tensorflow"]

# The penalty for handing in late. An assignment has no due date until you set one in formgrader.
c.AssignLatePenalties.plugin_class = "nbproctor.lms.late.PointsPerDay"
c.PointsPerDay.points_per_day = 1.0
c.PointsPerDay.grace_minutes = 15.0
# Days are counted on the clock of this time zone; the default is UTC.
# c.Course.timezone = "Europe/Berlin"

# The collector for zips from Canvas. For Moodle use "nbproctor.lms.downloads.MoodleFiles".
c.ZipCollectApp.collector_plugin = "nbproctor.lms.downloads.CanvasFiles"

# The course's own packages. A change in a file that decides grades makes submissions count as
# changed, so they are graded again. Files in `undeciding` do not decide grades.
c.Course.packages = ["course", "grader_tests"]
c.Course.undeciding = [
    *("course/pictures/", "course/staff/"),
    *("course/__main__.py", "course/doctor.py", "course/preload.py", "course/provisioner.py"),
    "course/warm_kernels.py",
]
chapters = sorted(path.name for path in Path(__file__).parent.glob("source/*"))
c.ClassRun.preload = [f"course.checks.{chapter}" for chapter in chapters]

# With c.Course.release_solutions = True, feedback shows model answers after the last extension, and
# with them these short answers to the questions without points.
c.Course.short_answers = "answers/{assignment_id}/further.md"

c.Release.forbidden_words = ["hidden."]
c.Release.alternative_text = True
c.Release.normal_form = True

# The command that messages name, what `doctor` checks, how to make a sample class, and how to tell
# that a class is one: its code may run without a sandbox if there is none.
os.environ["NBPROCTOR_COMMAND"] = "course"
c.Doctor.checks = "course.doctor.CHECKS"
c.ClassRun.sample_class_command = "course sample-class"
c.ClassRun.is_sample_class = "course.staff.sample_class.is_sample_class"

# The chapter that a student's JupyterLab opens first.
c.StudentBundle.first_chapter = "cross_correlation"

# The address of a public copy of this course. With one, the first cell of each released notebook
# installs the course where it is missing, so that students can work on Google Colab.
# c.StudentBundle.repository = "https://github.com/OWNER/NAME"
c.Release.first_cell = "course.staff.bundle.write_install_cell"
