"""The `course` command in the students' bundle: `course doctor`."""

import sys
from pathlib import Path

from course.doctor import LOOKS
from nbproctor.doctor import examine


def main() -> None:
    """Check whether this machine has what the course needs, and say how to fix what is missing."""
    if sys.argv[1:] != ["doctor"]:
        raise SystemExit("usage: course doctor")
    findings = []
    for finding in examine(Path.cwd(), LOOKS):
        print(finding, flush=True)
        findings.append(finding)
    raise SystemExit(not all(finding.fine for finding in findings))


if __name__ == "__main__":
    main()
