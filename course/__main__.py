"""The `course` command: `nbproctor` with a sample class and the students' bundle.

Its commands are in `course.staff.commands`. This module imports little, so that even an interrupt
during the other imports is one line.
"""

import os

from nbproctor.cli import run


def main() -> None:
    """Run `course`."""
    os.environ["NBPROCTOR_COMMAND"] = "course"
    run("course.staff.commands")


if __name__ == "__main__":
    main()
