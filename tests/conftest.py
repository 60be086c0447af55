"""Fixtures that several test modules use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from course.grading.chapters import CourseFolder

ROOT = Path(__file__).parent.parent
TOGETHER = ("hostile", "journeys", "kernels")
OF_THE_BUNDLE = ("pyproject.toml", "requirements.lock", "environment.yml", "LICENSE")


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
    """A course folder of its own: configuration, sources and solutions, nothing handed in."""
    return copied_course(tmp_path / "course")


def copied_course(root: Path) -> CourseFolder:
    """The course's configuration, sources and solutions copied to another place."""
    root.mkdir()
    for name in ("nbgrader_config.py", *OF_THE_BUNDLE):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "source", root / "source")
    shutil.copytree(ROOT / "tests" / "solutions", root / "tests" / "solutions")
    return CourseFolder.find(root)


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a class, a server or a zygote stay together where several processes test."""
    for item in items:
        where = item.path.relative_to(ROOT).parts
        if where[:2] == ("tests", "grading"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        elif where[1] in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(where[1]))
        elif where[1] == "test_mutants.py":  # a chapter's mutants are made once
            parameters = getattr(item, "callspec", None)
            item.add_marker(pytest.mark.xdist_group(f"mutants {parameters and parameters.id}"))
