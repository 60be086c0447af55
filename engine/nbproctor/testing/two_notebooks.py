"""Make a course whose one assignment has two notebooks, a helper module and data in a folder.

Cells of both notebooks have the same names. The answers read the data and import the module.
"""

import shutil
from pathlib import Path

from nbformat.v4 import new_notebook

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook
from nbproctor.testing.small_course import KERNEL, make_cell

ASSIGNMENT = "shapes"
NOTEBOOKS = ("areas", "volumes")
FILES = {
    "helper.py": "def scale(number):\n    return 2 * number\n",
    "data/sides.csv": "1,2,3",
}
SETUP = """from helper import scale

with open("data/sides.csv") as file:
    sides = [int(side) for side in file.read().split(",")]"""
# The solution and the grade cell of each notebook.
CELLS = {
    "areas": ("sum(side**2 for side in sides)", "2.0 * (total() == 14)"),
    "volumes": ("scale(sum(side**3 for side in sides))", "3.0 * (total() == 72)"),
}


def answer(expression: str) -> str:
    """Return an answer whose function returns the value of an expression."""
    return f"def total():\n    return {expression}"


def write_two_notebooks(root: Path) -> CourseFolder:
    """Write `source/shapes/` beside an existing nbgrader_config.py."""
    place = root / "source" / ASSIGNMENT
    for name, (expression, test) in CELLS.items():
        solution = f"    ### BEGIN SOLUTION\n    return {expression}\n    ### END SOLUTION"
        hidden = f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
        points = float(test.partition(" ")[0])
        cells = [
            make_cell("setup", SETUP, locked=True),
            make_cell("total", f"def total():\n{solution}", solution=True),
            make_cell("test_total", hidden, grade=True, points=points, locked=True),
            make_cell("why", "Because.", grade=True, solution=True, points=1, markdown=True),
            make_cell("essay", "Write one.", task=True, locked=True, points=1, markdown=True),
        ]
        write_notebook(new_notebook(cells=cells, metadata=KERNEL), place / f"{name}.ipynb")
    for name, text in FILES.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)
    return CourseFolder.find(root)


def hand_in(folder: CourseFolder, student: str, **answers: str | None) -> Path:
    """Submit the source, with another answer in a notebook; without the notebook if it is None.

    >>> hand_in(folder, "ada", areas=answer("1"), volumes=None)  # doctest: +SKIP
    """
    place = folder.root / "submitted" / student / ASSIGNMENT
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder.source_folder(ASSIGNMENT), place)
    for name, code in answers.items():
        path = place / f"{name}.ipynb"
        if code is None:
            path.unlink()
            continue
        notebook = read_notebook(path)
        for cell in notebook.cells:
            if nbgrader_metadata(cell)["grade_id"] == "total":
                cell.source = code
        write_notebook(notebook, path)
    return place
