"""Grades the answers that a course keeps in `answers/`, as a class that hands them in.

A file `answers/<assignment>/<name>.py` is a student's. Its functions and classes go into the answer
cells that have their names.
"""

import ast
import csv
import shutil
import subprocess
import sys
from pathlib import Path

from nbformat import NotebookNode

from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook


def grade_answers(course: Path, folder: Path) -> dict[tuple[str, str], float]:
    """Release the course in `folder`, hand in every file of `answers/` and grade the class.

    The course's packages must be installed. Nothing in the course's own folder changes.

    Returns:
        The points of each answer, by its assignment and the name of its file without `.py`.

    Raises:
        AssertionError: a command failed; the message is what it printed.
    """
    shutil.copy(course / "nbgrader_config.py", folder)
    shutil.copytree(course / "source", folder / "source")
    _run(folder, "release")
    for answers in sorted((course / "answers").glob("*/*.py")):
        place = folder / "submitted" / answers.stem / answers.parent.name
        shutil.copytree(folder / "release" / answers.parent.name, place)
        for path in place.glob("*.ipynb"):
            write_notebook(fill_in(read_notebook(path), answers), path)
    _run(folder, "grade", "--no-feedback")
    with (folder / "grades.csv").open(newline="", encoding="utf-8") as file:
        return {
            (row["assignment"], row["student_id"]): float(row["score"])
            for row in csv.DictReader(file)
        }


def fill_in(notebook: NotebookNode, answers: Path) -> NotebookNode:
    """Put the functions and classes of a file of answers into the notebook's answer cells."""
    text = answers.read_text(encoding="utf-8")
    sources = {
        each.name: ast.get_source_segment(text, each)
        for each in ast.parse(text).body
        if isinstance(each, ast.FunctionDef | ast.ClassDef)
    }
    for cell in notebook.cells:
        cell.source = sources.get(nbgrader_metadata(cell).get("grade_id", ""), cell.source)
    return notebook


def _run(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "nbproctor", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
