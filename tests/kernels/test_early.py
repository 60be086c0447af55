import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from course.kernels import early, sandbox

STARTS_TWO = """
import os
from pathlib import Path
from course.kernels import early

folder = Path(os.environ[early.FOLDER])
early.start(folder, 2)
taken = [early.adopt() for _ in range(3)]
print([zygote is not None and zygote.alive for zygote in taken], flush=True)
"""
STARTS_ONE = """
import os, time
from pathlib import Path
from course.kernels import early

early.start(Path(os.environ[early.FOLDER]), 1)
print("started", flush=True)
time.sleep(600)
"""


@pytest.fixture
def variables(tmp_path):
    try:
        sandbox.require_sandbox()
    except sandbox.SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    return {**os.environ, early.FOLDER: str(tmp_path)}


def zygotes_of(folder):
    """How many zygotes listen in a folder."""
    lines = Path("/proc/net/unix").read_text().splitlines()
    return sum(str(folder) in line for line in lines)


def test_each_is_for_one_process_and_there_is_one_for_each(variables):
    command = [sys.executable, "-c", STARTS_TWO]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=120)
    assert done.stdout.split("\n")[0] == "[True, True, False]", done.stderr


def test_one_that_nobody_takes_ends_with_whoever_started_it(variables, tmp_path):
    command = [sys.executable, "-c", STARTS_ONE]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout.readline() == "started\n"
        assert zygotes_of(tmp_path) == 1
        starter.kill()
    end = time.monotonic() + 60
    while zygotes_of(tmp_path) and time.monotonic() < end:
        time.sleep(0.1)
    assert zygotes_of(tmp_path) == 0


def test_without_a_folder_there_is_none(monkeypatch):
    monkeypatch.delenv(early.FOLDER, raising=False)
    assert early.adopt() is None


def test_where_there_is_no_sandbox_nobody_is_kept_from_starting_without(tmp_path, monkeypatch):
    def missing():
        raise sandbox.SandboxError("bwrap is not installed.")

    monkeypatch.setattr(sandbox, "bubblewrap", missing)
    monkeypatch.setenv(early.FOLDER, str(tmp_path))
    early.start(tmp_path, 2)
    assert early.adopt() is None
