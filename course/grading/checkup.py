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


LOOKS: tuple[Look, ...] = (_sandbox,)
