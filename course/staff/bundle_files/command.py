"""The `course` command as students have it: `course doctor`."""

import sys
from pathlib import Path

from course.doctor import LOOKS
from nbproctor.doctor import examine


def main() -> None:
    """Look whether this machine has what the course needs, and say what to do where it has not."""
    if sys.argv[1:] != ["doctor"]:
        raise SystemExit("usage: course doctor")
    findings = []
    for finding in examine(Path.cwd(), LOOKS):
        print(finding, flush=True)
        findings.append(finding)
    raise SystemExit(not all(finding.fine for finding in findings))


if __name__ == "__main__":
    main()
