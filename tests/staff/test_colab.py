"""Google Colab: a released notebook installs the course there, and its checks work.

Colab is an empty environment here, with TensorFlow and what else Colab has, and the course's wheels
stand in place of the repository's address.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv

import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell

from nbproctor.course_folder import CourseFolder, release
from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook
from nbproctor.validation.leaks import find_secret_lines

ADDRESS = "https://git.example.org/someone/course"
CHAPTER = "cross_correlation"
RIGHT = "def window_sum(window, kernel):\n    return (window * kernel).sum()"
WRONG = "def window_sum(window, kernel):\n    return (window @ kernel).sum()"


def released(folder: CourseFolder):
    [path] = release(folder, CHAPTER, folder.root / "release")
    return read_notebook(path)


@pytest.fixture
def notebook(folder):
    """The chapter, released with the address of a repository."""
    folder.config.StudentBundle.repository = ADDRESS
    return released(folder)


def test_without_an_address_a_release_is_as_ever(folder):
    first = released(folder).cells[0]
    assert (first.cell_type, first.source.partition("\n")[0]) == ("markdown", "# Cross-correlation")


def test_with_an_address_the_first_cell_installs_both_packages_and_nothing_else(folder, notebook):
    first, *others = notebook.cells
    assert nbgrader_metadata(first) == {}
    assert f'"nbproctor @ git+{ADDRESS}#subdirectory=engine"' in first.source
    assert f'"cnn-course @ git+{ADDRESS}"' in first.source
    assert "--no-deps" in first.source
    assert "grader_tests" not in first.source
    del folder.config.StudentBundle["repository"]
    assert others == released(folder).cells
    solution = find_secret_lines(read_notebook(folder.source(CHAPTER)))
    assert solution & set(first.source.split("\n")) == set()


@pytest.fixture(scope="module")
def colab(tmp_path_factory):
    """A Python that has all but the course: a file of paths leads to what the tests have."""
    place = tmp_path_factory.mktemp("colab")
    venv.create(place / "venv", symlinks=True)
    own = sysconfig.get_path("purelib", "venv", {"base": str(place / "venv")})
    with open(f"{own}/needs.pth", "w") as file:
        file.write(sysconfig.get_path("purelib"))
    build = [shutil.which("uv"), "build", "--offline", "--no-build-isolation", "--wheel", "--quiet"]
    for package in (ROOT / "engine", ROOT):
        line = [*build, "--python", sys.executable, "--out-dir", place / "wheels", package]
        subprocess.run(line, check=True)
    return place


def execute(colab, notebook):
    """Run a notebook in Colab's place of it; return what its cells print, by grade id."""
    path = colab / "colab.ipynb"
    write_notebook(notebook, path)
    line = [colab / "venv/bin/python", "-m", "nbconvert", "--to=notebook", "--execute"]
    environment = {key: text for key, text in os.environ.items() if key != "PYTHONPATH"}
    environment.pop("JUPYTER_DEFAULT_PROVISIONER_NAME", None)
    done = subprocess.run(
        [*line, "--allow-errors", "--inplace", path],
        cwd=colab,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        nbgrader_metadata(cell).get("grade_id", cell.get("id")): str(cell.get("outputs"))
        for cell in read_notebook(path).cells
    }


@pytest.mark.nightly  # it makes an environment
def test_checks_work_where_only_the_first_cell_has_installed_the_course(colab, notebook):
    first = notebook.cells[0]
    wheels = {
        name: str(*(colab / "wheels").glob(f"{name}-*.whl")) for name in ("nbproctor", "cnn_course")
    }
    for name, wheel in wheels.items():
        first.source = re.sub(rf'"{name.replace("_", "-")} @ [^"]*"', f'"{wheel}"', first.source)
    assert ADDRESS not in first.source
    wanted = ("setup", "window_sum", "check_window_sum")
    kept = [cell for cell in notebook.cells if nbgrader_metadata(cell).get("grade_id") in wanted]
    setup, answer, _ = kept
    google = new_code_cell("import sys\nsys.modules['google.colab'] = sys")
    wrong = [new_code_cell(WRONG), new_code_cell("check.window_sum(window_sum)", id="wrong")]
    answer.source = RIGHT
    before = new_code_cell(setup.source, id="before")
    notebook.cells = [before, first, google, *kept, *wrong]
    said = execute(colab, notebook)
    assert "No module named 'course'" in said["before"]
    assert said["setup"].count("\\n") == 1, said[
        "setup"
    ]  # ready, and no fault that nobody can mend
    assert "Ready: Python" in said["setup"]
    assert "error" not in said["check_window_sum"]
    assert "'error'" in said["wrong"]
    assert "fails" in said["wrong"]
