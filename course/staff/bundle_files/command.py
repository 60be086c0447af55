"""The `course` command in the students' bundle: `course doctor` and `course progress`."""

import sys
from pathlib import Path

from course.checks import CHAPTERS
from course.doctor import CHECKS
from nbproctor.checks.progress import format_progress, read_progress
from nbproctor.errors import CourseError

USAGE = "usage: course doctor, or course progress [FOLDER]"


def main() -> None:
    """Run one of the two commands."""
    match sys.argv[1:]:
        case ["doctor"]:
            examine_machine()
        case ["progress", *folder] if len(folder) < 2:
            show_progress(Path(*folder or ["work"]))
        case _:
            raise SystemExit(USAGE)


def examine_machine() -> None:
    """Check that this machine has what the course needs, and say how to fix what is wrong."""
    healthy = True
    for check in CHECKS:
        finding = check(Path.cwd())
        healthy &= finding.fine
        print(finding, flush=True)
    raise SystemExit(not healthy)


def show_progress(folder: Path) -> None:
    """Show what is done in the notebooks of a folder, as their checks last said; run nothing."""
    try:
        print(format_progress(read_progress(folder, CHAPTERS)))
    except CourseError as error:
        raise SystemExit(f"error: {error}") from None


if __name__ == "__main__":
    main()
