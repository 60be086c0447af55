"""Fork kernels from a warm process, undo what a module's configurations set, run commands."""

import os
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from nbgrader.apps import NbGraderApp
from traitlets.config import Application

from nbproctor.cli.commands import app
from nbproctor.course_folder import CourseFolder
from nbproctor.testing.command_line import RunCommand, command_runner
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


@pytest.fixture
def nbproctor(capfd: pytest.CaptureFixture[str]) -> RunCommand:
    """Run `nbproctor` in a folder, with arguments, in this process."""
    return command_runner(app, "nbproctor", capfd)


@pytest.fixture
def nbgrader(capfd: pytest.CaptureFixture[str]) -> RunCommand:
    """Run `nbgrader` in a folder, with arguments, in this process."""

    def run(folder: Path, *arguments: str) -> CompletedProcess[str]:
        capfd.readouterr()
        code: int | str | None = os.EX_OK
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            try:
                NbGraderApp.launch_instance(argv=list(arguments))
            except SystemExit as ended:
                code = ended.code
            finally:
                type(Application.instance()).clear_instance()
        assert isinstance(code, int | None)
        return CompletedProcess(["nbgrader", *arguments], code or os.EX_OK, *capfd.readouterr())

    return run
