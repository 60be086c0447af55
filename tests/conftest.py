"""Fixtures that several test modules use."""

import functools
import shutil
from pathlib import Path

import pytest

import course  # noqa: F401  must come before TensorFlow: it switches oneDNN off
from nbproctor.checks import exercise
from nbproctor.checks.evaluate import evaluate
from nbproctor.course_folder import CourseFolder
from nbproctor.testing.fixtures import browser, environment_of_its_own

__all__ = ["browser", "environment_of_its_own"]

ROOT = Path(__file__).parent.parent
OF_THE_BUNDLE = ("pyproject.toml", "LICENSE")
# The longest modules. They start first, so that no process works on one of them at the end alone.
LONG = ("test_accidents.py", "test_solutions.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the longest modules before all others."""
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long enough: TensorFlow's first tape, and tracing, take seconds on a busy machine."""
    evaluated = functools.partial(evaluate, case_limit_s=60.0, limit_s=240.0)
    monkeypatch.setattr(exercise, "evaluate", evaluated)


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
