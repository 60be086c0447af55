"""Make a course with one small chapter, for tests of class runs.

Its kernels start within a second.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook

CHAPTER = "sums"
CONFIG = """
import os
import sys
c = get_config()
os.environ["PATH"] = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
c.CourseDirectory.course_id = "small"
os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "@kernels@"
if os.environ.get("SMALL_DB_URL"):
    c.CourseDirectory.db_url = os.environ["SMALL_DB_URL"]
c.Autograde.sanitize_preprocessors = [
    "nbproctor.grading.restore.RestoreCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""
CONFIGURED = """
import nbproctor

c = get_config()
nbproctor.configure(c)
c.CourseDirectory.course_id = "small"
"""
ANSWER = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
TEST = "### BEGIN HIDDEN TESTS\n2.0 * (add(1, 2) == 3)\n### END HIDDEN TESTS"


def write_configuration(root: Path, settings: str = "") -> None:
    """Write an nbgrader_config.py that calls `nbproctor.configure`, followed by `settings`."""
    (root / "nbgrader_config.py").write_text(CONFIGURED + settings)


def make_cell(name: str, source: str, **metadata: object) -> NotebookNode:
    """Make a cell that nbgrader knows; code unless `markdown` is set."""
    make: Callable[..., Any] = (
        new_markdown_cell if metadata.pop("markdown", False) else new_code_cell
    )
    known: dict[str, object] = {"grade": False, "solution": False, "locked": False, "task": False}
    known |= {"grade_id": name, "schema_version": 3, **metadata}
    cell: NotebookNode = make(source, id=name, metadata={"nbgrader": known})
    return cell


def small_course(
    root: Path, before: str = "pass", kernels: str = "local-provisioner", settings: str = ""
) -> CourseFolder:
    """Write a course with the chapter `sums`.

    Args:
        before: code of the first cell, which is locked.
        kernels: name of the kernel provisioner.
        settings: lines to append to the configuration.
    """
    root.mkdir(parents=True, exist_ok=True)
    (root / "nbgrader_config.py").write_text(CONFIG.replace("@kernels@", kernels) + settings)
    cells = [
        make_cell("first", before, locked=True),
        make_cell("add", ANSWER, solution=True),
        make_cell("test_add", TEST, grade=True, points=2, locked=True),
        make_cell("why", "Because.", grade=True, solution=True, points=1, markdown=True),
        make_cell("essay", "Write one.", task=True, locked=True, points=3, markdown=True),
    ]
    path = root / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    write_notebook(new_notebook(cells=cells, metadata=KERNEL), path)
    return CourseFolder.find(root)


KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def hand_in(folder: CourseFolder, student: str, code: str | None = None, **files: str) -> Path:
    """Submit the source notebook, or a copy with another answer, and further files.

    A file is a keyword argument: `data_txt="1"` writes the file `data.txt`.
    """
    path = folder.root / "submitted" / student / CHAPTER
    shutil.rmtree(path, ignore_errors=True)
    shutil.copytree(folder.source(CHAPTER).parent, path)
    if code is not None:
        notebook = path / f"{CHAPTER}.ipynb"
        changed = answered(folder, code)
        write_notebook(changed, notebook)
    for name, content in files.items():
        (path / name.replace("_txt", ".txt")).write_text(content)
    return path


def is_sample_class(folder: CourseFolder) -> bool:
    """Return whether `submitted/` holds the file `.sample`; for `c.ClassRun.is_sample_class`."""
    return (folder.root / "submitted" / ".sample").exists()


def answered(folder: CourseFolder, code: str) -> NotebookNode:
    """Return the source notebook with this code as its answer."""
    notebook = read_notebook(folder.source(CHAPTER))
    for cell in notebook.cells:
        if nbgrader_metadata(cell)["grade_id"] == "add":
            cell.source = code
    return notebook
