"""What students get: made from the source, and with nothing in it that they should not have."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from nbclient import NotebookClient

from nbproctor.course_folder import CourseFolder, release
from nbproctor.notebooks import (
    MAY_RAISE,
    OPTIONAL,
    cell_name,
    dumps,
    is_check,
    is_demonstration,
    is_optional_check,
    nbgrader_metadata,
    normal_form,
    read_notebook,
)
from nbproctor.validation.leaks import MARKS, find_leaks, find_secret_lines
from nbproctor.validation.verdicts import list_forbidden_words

FOLDER = CourseFolder.find(ROOT)
CHAPTERS = FOLDER.chapters()
FORBIDDEN = list_forbidden_words(FOLDER)


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    return request.param


def released(chapter):
    return ROOT / "release" / chapter / f"{chapter}.ipynb"


def test_the_release_is_what_the_source_gives(chapter, tmp_path):
    [made] = release(FOLDER, chapter, tmp_path)
    assert made.read_text() == released(chapter).read_text(), "run `make release`"


def test_nbgraders_own_command_releases_the_same(folder):
    command = [Path(sys.executable).with_name("nbgrader"), "generate_assignment", "pooling"]
    done = subprocess.run(command, cwd=folder.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = read_notebook(folder.root / "release" / "pooling" / "pooling.ipynb")
    assert dumps(normal_form(made, released=True)) == released("pooling").read_text()


@pytest.mark.parametrize(
    "chapter",
    # The journeys run another chapter every day.
    [
        pytest.param(each, marks=[] if each == "pooling" else pytest.mark.nightly)
        for each in CHAPTERS
    ],
)
def test_run_all_of_the_release_stops_nowhere_and_only_checks_raise(chapter):
    notebook = read_notebook(released(chapter))
    folder = {"metadata": {"path": str(released(chapter).parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=folder).execute()
    raised = {
        cell_name(cell)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }
    checks = [cell for cell in notebook.cells if is_check(cell) or is_optional_check(cell)]
    assert raised == {cell_name(cell) for cell in checks}
    figures = [
        "".join(output["data"]["text/html"])
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    ]
    assert all(len(figure) <= 150_000 for figure in figures if "<iframe" in figure)
    assert sum(map(len, figures)) <= 3_000_000


def test_no_cell_of_the_source_may_raise(chapter):
    cells = read_notebook(FOLDER.source(chapter)).cells
    assert [cell_name(cell) for cell in cells if MAY_RAISE in cell.metadata.get("tags", [])] == []


def test_all_cells_but_the_setup_and_exercises_are_demonstrations(chapter):
    """Otherwise each runs while a class is graded, and all cells run a second time."""
    cells = read_notebook(FOLDER.source(chapter)).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    others = [cell_name(cell) for cell in code if not nbgrader_metadata(cell)]
    assert [cell_name(cell) for cell in cells if is_demonstration(cell)] == others


@pytest.mark.parametrize("room", ["source", "release"])
def test_every_cell_has_an_id_of_its_own(room, chapter):
    cells = json.loads((ROOT / room / chapter / f"{chapter}.ipynb").read_text())["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells) > 0


def test_every_release_has_a_source():
    assert sorted(path.name for path in (ROOT / "release").iterdir()) == CHAPTERS


def test_the_release_gives_nothing_away(chapter):
    source = read_notebook(FOLDER.source(chapter))
    assert find_secret_lines(source)
    assert find_leaks(source, read_notebook(released(chapter))) == []


def test_nothing_in_the_file_of_the_release_is_staffs(chapter):
    text = released(chapter).read_text()
    assert [word for word in (*MARKS, *FORBIDDEN) if word in text] == []


def test_metadata_of_the_release_holds_names_and_checksums_only(chapter):
    allowed = {"deletable", "editable", "nbgrader", "tags"}
    names = {
        *("cell_type", "checksum", "grade", "grade_id", "locked"),
        *("points", "schema_version", "solution", "task"),
    }
    notebook = json.loads(released(chapter).read_text())
    assert set(notebook["metadata"]) == {"kernelspec", "language_info"}
    for cell in notebook["cells"]:
        assert set(cell["metadata"]) <= allowed
        assert set(cell["metadata"].get("nbgrader", {})) <= names


def test_the_readme_and_the_first_cell_state_the_points_of_a_chapter(chapter):
    points = {"code": 0, "markdown": 0}
    for cell in read_notebook(released(chapter)).cells:
        points[cell.cell_type] += nbgrader_metadata(cell).get("points", 0)
    row = rf"^\| \[.*\]\(source/{chapter}/.* \| (\d+) \+ (\d+) \|$"
    stated = re.findall(row, (ROOT / "README.md").read_text(), re.MULTILINE)
    assert [(str(points["code"]), str(points["markdown"]))] == stated
    first = " ".join(read_notebook(released(chapter)).cells[0].source.split())
    assert (
        f"{points['code']} points for code and {points['markdown']} for a written answer" in first
    )


def test_every_answer_has_its_check_and_its_grade_and_every_question_its_rubric(chapter):
    notebook = read_notebook(FOLDER.source(chapter))
    metadata = {nbgrader_metadata(cell).get("grade_id"): cell for cell in notebook.cells}
    for name, cell in metadata.items():
        if name and nbgrader_metadata(cell)["solution"]:
            if OPTIONAL in cell.metadata.get("tags", []):
                checks = [each for each in notebook.cells if is_optional_check(each)]
                assert f"check.further.{name}({name})" in [each.source for each in checks]
                assert not {f"check_{name}", f"test_{name}"} & metadata.keys()
            elif cell.cell_type == "code":
                assert nbgrader_metadata(metadata[f"check_{name}"])["points"] == 0
                assert nbgrader_metadata(metadata[f"test_{name}"])["points"] > 0
            else:
                assert nbgrader_metadata(metadata[f"rubric_{name}"])["locked"]


def test_the_points_of_a_grade_cell_are_those_of_its_exercise(chapter):
    import importlib

    hidden = importlib.import_module(f"grader_tests.{chapter}")
    for cell in read_notebook(FOLDER.source(chapter)).cells:
        name = nbgrader_metadata(cell).get("grade_id") or ""
        if name.startswith("test_"):
            assert getattr(hidden, name[5:]).points == nbgrader_metadata(cell)["points"]
