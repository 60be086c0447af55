"""What `course doctor` looks at on staff's machines beside what students need."""

import os
from pathlib import Path

from course.doctor import Finding, Look


def _sandbox(folder: Path) -> Finding:
    """Whether student code can be shut in here."""
    from course.kernels.sandbox import SandboxError, require_sandbox

    if os.environ.get("COURSE_SANDBOX") == "none":
        return Finding(True, "no sandbox for student code, as COURSE_SANDBOX says")
    try:
        require_sandbox()
    except SandboxError as error:
        what, _, cure = str(error).partition(". ")
        return Finding(False, what, cure)
    return Finding(True, "the sandbox for student code works")


def check_secret(folder: Path) -> Finding:
    """Whether a class other than the sample class has a secret of its own."""
    from course.grading.chapters import CourseFolder
    from course.grading.sample_class import is_sample_class
    from course.grading.secret import secret_is_public
    from course.grading.submissions import find_submissions

    course = CourseFolder.find(folder)  # the configuration may set the secret
    if not secret_is_public():
        return Finding(True, "the hidden cases have a secret of their own")
    if not find_submissions(folder / "submitted", course.chapters()) or is_sample_class(course):
        return Finding(True, "no secret is needed before a class has handed in")
    return Finding(
        False,
        "The hidden cases come from the public default",
        "Set COURSE_SECRET (see docs/instructors.md) and grade the class with "
        "`course grade --new-secret`.",
    )


LOOKS: tuple[Look, ...] = (_sandbox, check_secret)
