"""The example course `weather`: a copy of it, and a class that handed in its answers."""

import re
import shutil
from pathlib import Path

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook

WEATHER = Path(__file__).parents[1] / "examples" / "weather"
ASSIGNMENT = "rain"
ANSWERS = sorted((WEATHER / "answers").glob("*.py"))
STOCK = 'c = get_config()\nc.CourseDirectory.course_id = "weather"\n'
CELL = re.compile(r"^# %% (\w+)/(\w+)\n(.*?)(?=^# %% |\Z)", re.MULTILINE | re.DOTALL)
LEFT_OUT = ("__pycache__", "release", "submitted", "autograded", "feedback", "gradebook.db*")


def copied_weather(root: Path, config: str = "") -> CourseFolder:
    """Copy the course, with another configuration if one is given."""
    shutil.copytree(WEATHER, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    if config:
        (root / "nbgrader_config.py").write_text(config)
    return CourseFolder.find(root)


def hand_in(folder: CourseFolder, released: Path, student: str, answers: Path) -> None:
    """Write a student's submission: the released notebooks with the answers of a file."""
    texts = {(book, cell): text.strip() for book, cell, text in CELL.findall(answers.read_text())}
    place = folder.root / "submitted" / student / ASSIGNMENT
    shutil.copytree(released, place)
    for path in place.glob("*.ipynb"):
        notebook = read_notebook(path)
        for cell in notebook.cells:
            name = nbgrader_metadata(cell).get("grade_id")
            cell.source = texts.get((path.stem, name), cell.source)
        write_notebook(notebook, path)


def read_points(answers: Path) -> float:
    """Read the automatic points that a file of answers states in its first line."""
    return float(answers.read_text().split(" points")[0].strip('"'))
