"""The `course` command in the students' bundle: `course doctor`."""

import sys
from pathlib import Path

from course.doctor import CHECKS


def main() -> None:
    """Check that this machine has what the course needs, and say how to fix what is wrong."""
    if sys.argv[1:] != ["doctor"]:
        raise SystemExit("usage: course doctor")
    healthy = True
    for check in CHECKS:
        finding = check(Path.cwd())
        healthy &= finding.fine
        print(finding, flush=True)
    raise SystemExit(not healthy)


if __name__ == "__main__":
    main()
