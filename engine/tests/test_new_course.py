"""`nbproctor new` makes a course whose own `make test` is green, and overwrites nothing."""

import re
import shutil
from pathlib import Path

import pytest
from template_course import run
from typer.testing import CliRunner

from nbproctor.cli.commands import app
from nbproctor.errors import CourseError
from nbproctor.new_course import FOLDERS, NAME, TEMPLATE, find_package_name, make_course

MAKE = shutil.which("make")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("new") / "A first-course"
    done = CliRunner().invoke(app, ["new", str(root)])
    assert done.exit_code == 0, done.output
    assert "make test" in done.output
    return root


def test_its_files_have_the_name_of_the_course(course):
    files = {path.relative_to(course).as_posix() for path in course.rglob("*") if path.is_file()}
    assert {
        *("nbgrader_config.py", "Makefile", "README.md", "pyproject.toml", ".gitignore"),
        *("a_first_course/averages.py", "a_first_course_hidden/averages.py"),
        *("source/averages/averages.ipynb", "tests/test_answers.py"),
        ".github/workflows/test.yml",
    } <= files
    assert len(files) == sum(
        path.is_file() and "__pycache__" not in path.parts for path in TEMPLATE.rglob("*")
    )
    for path in course.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8").lower()
            assert not re.search("example.?course", text), path
    assert "A_FIRST_COURSE_SECRET" in (course / "nbgrader_config.py").read_text()
    assert 'name = "a-first-course"' in (course / "pyproject.toml").read_text()


@pytest.mark.nightly  # test_example.py validates and grades the same notebooks and answers
@pytest.mark.skipif(not MAKE, reason="there is no make")
def test_its_make_test_passes(course):
    done = run(course, MAKE, "test")
    assert done.returncode == 0, done.stdout + done.stderr
    answers = list((TEMPLATE / "answers").glob("*/*.py"))
    assert f"{len(answers)} passed" in done.stdout


def test_its_tests_find_an_answer_whose_points_are_stated_wrongly(course):
    for path in (course / "answers").glob("*/*.py"):
        if path.stem == "never_divides":
            path.write_text(path.read_text().replace("3 points", "4 points"))
        elif path.stem != "plain_loops":
            path.unlink()
    done = run(course, "pytest")
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout


@pytest.mark.parametrize("kind", ["file in it", "hidden file in it", "file"])
def test_nothing_is_overwritten(tmp_path, kind):
    root = tmp_path / "lessons"
    if kind == "file":
        root.write_text("mine")
    else:
        root.mkdir()
        (root / (".hidden" if "hidden" in kind else "README.md")).write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CourseError, match="is not empty: nothing was written"):
        make_course(root)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "my.course").mkdir()
    assert make_course(tmp_path / "my.course") == "my_course"
    assert (tmp_path / "my.course" / "my_course_hidden" / "averages.py").exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match=r"file/lessons: Not a directory"):
        make_course(tmp_path / "file" / "lessons")


@pytest.mark.parametrize("name", ["1st", "Übung", "class", "a/b?", "", "_x", "a;b"])
def test_a_name_that_cannot_be_a_package_says_what_can(name):
    with pytest.raises(CourseError, match="use the letters a to z"):
        find_package_name(name)


@pytest.mark.parametrize("name", ["source", "Tests", "submitted", "answers"])
def test_a_name_of_another_folder_of_the_course_is_refused(tmp_path, name):
    with pytest.raises(CourseError, match="is another folder of the course"):
        make_course(tmp_path / "new", name)
    assert not (tmp_path / "new").exists()


def test_each_folder_of_the_template_is_one_that_no_package_may_share():
    folders = {each.name for each in TEMPLATE.iterdir() if each.is_dir()}
    own = {each for each in folders if each[0] not in "._" and NAME not in each}
    assert own <= FOLDERS


@pytest.mark.parametrize("name", ["numpy", "json", "NBproctor"])
def test_a_name_that_would_hide_another_package_is_refused(name):
    with pytest.raises(CourseError, match="already: choose another name"):
        find_package_name(name)
