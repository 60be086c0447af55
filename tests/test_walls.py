"""Who may import whom: what students have never reaches what only staff have."""

import ast
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from nbproctor.notebooks import read_notebook

NOTEBOOKS = sorted((ROOT / "source").glob("*/*.ipynb"))
ENGINE = sorted((ROOT / "engine" / "nbproctor").rglob("*.py"))
BESIDE_THE_ENGINE = [
    path for room in ("tests", "example") for path in sorted((ROOT / "engine" / room).rglob("*.py"))
]
STUDENTS = ("nbproctor.checks", "nbproctor.doctor", "nbproctor.garbage_collection")
STUDENTS += ("nbproctor.errors", "nbproctor.kernels")
EVERYBODY = [path for path in sorted((ROOT / "course").rglob("*.py")) if "staff" not in path.parts]
WITHOUT_TENSORFLOW = """
import importlib, pkgutil, sys

sys.modules["tensorflow"] = sys.modules["keras"] = None  # whoever imports these gets an ImportError
names = ["course.operations", "course.descent"]
for name in ("course.checks", "grader_tests"):
    package = importlib.import_module(name)
    names += [each.name for each in pkgutil.walk_packages(package.__path__, f"{name}.")]
for name in names:
    importlib.import_module(name)
print(*names)
"""


def imported(code):
    """Full names of the modules that code imports at any depth."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def reaches(code, *modules):
    return {name for name in imported(code) if name.startswith(modules)}


@pytest.mark.parametrize("path", EVERYBODY, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_everybody_has_does_not_need_what_staff_have(path):
    if path.name == "__main__.py":
        pytest.skip("the command line is both students' and staff's; it imports on demand")
    code = path.read_text()
    assert not reaches(code, "course.staff", "grader_tests")
    assert {name for name in reaches(code, "nbproctor") if not name.startswith(STUDENTS)} == set()


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: str(path.relative_to(ROOT / "engine")))
def test_the_engine_does_not_know_the_course(path):
    tree = ast.parse(path.read_text())
    assert not reaches(path.read_text(), "course", "grader_tests", "tensorflow", "keras")
    words = re.compile(r"\bcourse\.[a-z_]|\bcourse/|grader_tests|tensorflow|keras", re.IGNORECASE)
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert [text for text in said if isinstance(text, str) and words.search(text)] == []


@pytest.mark.parametrize("path", BESIDE_THE_ENGINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_neither_the_engines_tests_nor_its_example_know_the_course(path):
    assert not reaches(path.read_text(), "course", "grader_tests", "tensorflow", "keras")


def test_checks_hidden_cases_and_operations_are_imported_without_tensorflow():
    line = [sys.executable, "-c", WITHOUT_TENSORFLOW]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    chapters = {notebook.stem for notebook in NOTEBOOKS}
    packages = ("course.checks", "grader_tests")
    assert {f"{each}.{name}" for each in packages for name in chapters} <= set(done.stdout.split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_hidden_cases_only_between_the_marks(path):
    for cell in read_notebook(path).cells:
        if cell.cell_type == "code" and "grader_tests" in cell.source:
            hidden = cell.source.partition("### BEGIN HIDDEN TESTS")[2]
            visible = cell.source.replace(hidden.partition("### END HIDDEN TESTS")[0], "")
            assert "grader_tests" not in visible
        if cell.cell_type == "code":
            assert not reaches(cell.source, "nbproctor.grading", "course.staff")
