"""What holds for root, whose sandboxes run as nobody, holds for an ordinary user as well."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nbproctor.kernels import sandbox

ENGINE = Path(__file__).parents[2]
# One test of each kind: what is seen, rights, processes, files, limits, early zygotes.
ESSENTIAL = (
    "nothing_else_of_the_machine",
    "no_thread_of_it_has_rights",
    "only_its_own_processes",
    "sockets_that_lead_out",
    "gone_for_the_next",
    "students_cell and processes",
    "with_the_reason and memory",
    "flood_of_processes",
    "one_for_everybody",
)


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0, reason="all these tests ran as an ordinary user")
def test_the_sandbox_of_an_ordinary_user_holds(sandboxed, tmp_path):
    outer = sandbox._outer()
    cut = outer.index("--")
    line = [*outer[:cut], "--ro-bind", str(ENGINE), str(ENGINE), *outer[cut:], sys.executable, "-m"]
    chosen = " or ".join(f"({each})" for each in ESSENTIAL)
    done = subprocess.run(
        [*line, "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, "tests/kernels"],
        cwd=ENGINE,
        env={**os.environ, "HOME": "/tmp", "TMPDIR": "/tmp", "CI": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
