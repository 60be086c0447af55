"""Fork kernels of tests from a warm process, and undo what a module's configurations set."""

import os
from pathlib import Path

import pytest

from nbproctor.course_folder import CourseFolder
from nbproctor.testing.fixtures import browser, environment_of_its_own
from nbproctor.testing.small_course import write_configuration

__all__ = ["browser", "environment_of_its_own"]

os.environ.setdefault("JUPYTER_DEFAULT_PROVISIONER_NAME", "nbproctor")


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for other processes half of the time."""
    return 1 + (os.cpu_count() or 1)


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    """The folder of a course that calls `nbproctor.configure` and has no notebooks."""
    root = tmp_path / "course"
    root.mkdir()
    write_configuration(root)
    return CourseFolder.find(root)
