"""The course that `nbproctor new` makes: its answers, its packages, commands run in it."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from nbproctor.course_folder import CourseFolder
from nbproctor.new_course import TEMPLATE, make_course

CHAPTER = "averages"


def copied_example(root: Path) -> CourseFolder:
    """Make the course under the name `series`."""
    make_course(root, "series")
    return CourseFolder.find(root)


@contextlib.contextmanager
def installed(root: Path) -> Iterator[None]:
    """In the block, its packages are importable, here and in new processes, as if installed."""
    with pytest.MonkeyPatch.context() as patch:
        # A warm kernel would be forked from a process that may have started before.
        patch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")
        KernelProvisionerFactory.clear_instance()
        patch.syspath_prepend(root)
        patch.setenv("PYTHONPATH", str(root))
        yield
    for name in [each for each in sys.modules if each.partition(".")[0].startswith("series")]:
        del sys.modules[name]


def answers(name: str) -> Path:
    """A file of answers, by its name."""
    return TEMPLATE / "answers" / CHAPTER / f"{name}.py"


def run(root: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the course folder, whose packages are importable as if installed."""
    programs = Path(sys.executable).parent
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [programs / program, *arguments],
        cwd=root,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
