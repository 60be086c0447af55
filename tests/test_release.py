"""What students get: made from the source, and with nothing in it that they should not have."""

import json

import pytest
from conftest import ROOT

from course.grading.chapters import CourseFolder, release
from course.grading.notebooks import nbgrader_metadata, read_notebook

FOLDER = CourseFolder.find(ROOT)
CHAPTERS = FOLDER.chapters()


@pytest.fixture(params=CHAPTERS)
def chapter(request):
    return request.param


def released(chapter):
    return ROOT / "release" / chapter / f"{chapter}.ipynb"


def solution_lines(notebook):
    """Lines of more than 20 characters between the solution marks, and of written answers."""
    lines = set()
    for cell in notebook.cells:
        inside = bool(nbgrader_metadata(cell).get("solution")) and cell.cell_type == "markdown"
        for line in cell.source.splitlines():
            inside = inside and "### END SOLUTION" not in line
            if inside:
                lines.add(line.strip())
            inside = inside or "### BEGIN SOLUTION" in line
    return {line for line in lines if len(line) > 20}


def visible_text(notebook):
    """The source without its solutions and hidden tests."""
    text = []
    for cell in notebook.cells:
        hidden = bool(nbgrader_metadata(cell).get("solution")) and cell.cell_type == "markdown"
        for line in cell.source.splitlines():
            hidden = hidden or "### BEGIN" in line
            if not hidden:
                text.append(line)
            hidden = hidden and "### END" not in line
    return "\n".join(text)


def test_the_release_is_what_the_source_gives(chapter, tmp_path):
    made = release(FOLDER, chapter, tmp_path)
    assert made.read_text() == released(chapter).read_text(), "run `make release`"


def test_every_release_has_a_source():
    assert sorted(path.name for path in (ROOT / "release").iterdir()) == CHAPTERS


@pytest.mark.parametrize(
    "secret", ["grader_tests", "HIDDEN TESTS", "BEGIN SOLUTION", "END SOLUTION", "hidden."]
)
def test_the_release_speaks_of_nothing_hidden(chapter, secret):
    assert secret not in released(chapter).read_text()


def test_the_release_has_no_line_of_a_solution(chapter):
    source = read_notebook(FOLDER.source(chapter))
    secrets = solution_lines(source)
    assert secrets
    known = visible_text(source)
    text = "\n".join(cell.source for cell in read_notebook(released(chapter)).cells)
    assert [line for line in secrets if line in text and line not in known] == []


def test_no_visible_cell_of_the_source_gives_a_solution_away(chapter):
    source = read_notebook(FOLDER.source(chapter))
    known = {line.strip() for line in visible_text(source).splitlines()}
    assert solution_lines(source) & known == set()


def test_the_release_has_no_outputs(chapter):
    for cell in read_notebook(released(chapter)).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


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


def test_a_chapter_has_18_automatic_points_and_2_by_hand(chapter):
    points = {"code": 0, "markdown": 0}
    for cell in read_notebook(released(chapter)).cells:
        points[cell.cell_type] += nbgrader_metadata(cell).get("points", 0)
    assert points == {"code": 18, "markdown": 2}


def test_every_answer_has_its_check_and_its_grade_and_every_question_its_rubric(chapter):
    notebook = read_notebook(FOLDER.source(chapter))
    metadata = {nbgrader_metadata(cell).get("grade_id"): cell for cell in notebook.cells}
    for name, cell in metadata.items():
        if name and nbgrader_metadata(cell)["solution"]:
            if cell.cell_type == "code":
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
