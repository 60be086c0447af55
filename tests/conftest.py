"""Fixtures that several test modules use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from nbproctor.course_folder import CourseFolder

ROOT = Path(__file__).parent.parent
OF_THE_BUNDLE = ("pyproject.toml", "LICENSE")


@pytest.fixture(scope="module", autouse=True)
def environment_of_its_own() -> Iterator[None]:
    """A course's configuration sets variables, for kernels too: what a module set is undone."""
    before = dict(os.environ)
    KernelProvisionerFactory.clear_instance()
    yield
    os.environ.clear()
    os.environ.update(before)
    KernelProvisionerFactory.clear_instance()


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    """A course folder of its own: configuration, sources and answers, nothing handed in."""
    return copied_course(tmp_path / "course")


def copied_course(root: Path) -> CourseFolder:
    """The course's configuration, sources and answers copied to another place."""
    root.mkdir()
    for name in ("nbgrader_config.py", *OF_THE_BUNDLE):
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "source", root / "source")
    shutil.copytree(ROOT / "answers", root / "answers")
    return CourseFolder.find(root)
