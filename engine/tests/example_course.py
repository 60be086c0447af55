"""The example course: a copy of it, notebooks with its answers, commands run in it."""

import ast
import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import nbgrader_metadata

EXAMPLE = Path(__file__).parents[1] / "examples" / "series"
CHAPTER = "averages"
LEFT_OUT = ("__pycache__", "release", "submitted", "autograded", "feedback", "gradebook.db*")


def copied_example(root: Path) -> CourseFolder:
    """Copy the course, without what a grading left in it."""
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
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
    return EXAMPLE / "answers" / CHAPTER / f"{name}.py"


def answered(notebook, path: Path):
    """The notebook with the functions of a file of answers in its answer cells."""
    text = path.read_text()
    sources = {
        each.name: ast.get_source_segment(text, each)
        for each in ast.parse(text).body
        if isinstance(each, ast.FunctionDef)
    }
    for cell in notebook.cells:
        name = nbgrader_metadata(cell).get("grade_id")
        cell.source = sources.get(name, cell.source)
    return notebook


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
