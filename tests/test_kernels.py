"""The course's kernels: what is imported before they are forked, and what their sandbox shows."""

import os
import subprocess
import sys

import pytest
from conftest import ROOT
from traitlets.config.loader import PyFileConfigLoader

from nbproctor.kernels import sandbox
from nbproctor.kernels.settings import read_settings

SEEN = """
import importlib.util
print([name for name in {} if importlib.util.find_spec(name)])
"""


def test_the_sandbox_shows_the_course_without_its_staff_part():
    try:
        sandbox.require_sandbox()
    except sandbox.SandboxError as error:
        pytest.fail(str(error)) if os.environ.get("CI") else pytest.skip(str(error))
    config = PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config()
    config.WarmKernels.sandbox = "bubblewrap"
    shown = ["numpy", "tensorflow", "course.checks", "nbproctor.checks"]
    names = [*shown, "nbproctor.grading", "course.staff", "grader_tests", "tests"]
    line = sandbox.shut_in(read_settings(config))([sys.executable, "-c", SEEN.format(names)])
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.stdout == f"{shown}\n", done.stderr
