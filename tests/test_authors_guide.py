"""Follow docs/authors.md step by step in a copy of the course, and see that its promises hold."""

import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, copied_course
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook

pytestmark = pytest.mark.nightly
GUIDE = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
# A line such as "`grader_tests/pooling.py`, at the end:" and the block below it.
BLOCK = re.compile(r"^`([^`\n]+)`, ([^\n]+):\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"a cell \((?P<kind>[^,)]+)(?:, `(?P<name>\w+)`)?(?:, (?P<points>\d+) points)?\)")
KINDS = {
    "Autograded answer": {"solution": True},
    "Autograded tests": {"grade": True, "locked": True},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course after steps 1 to 4 of the guide."""
    root = copied_course(tmp_path_factory.mktemp("guide") / "course").root
    for name in ("course", "grader_tests"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "release", root / "release")
    (root / "tests").mkdir()
    for path in (ROOT / "tests").glob("*.py"):
        shutil.copy(path, root / "tests")
    after = "test_relu"
    for name, where, _, text in BLOCK.findall(GUIDE):
        if name.endswith(".ipynb"):
            after = add_cell(root / name, after, where, text.rstrip("\n"))
        else:
            add_text(root / name, where, text)
    return root


def add_text(path, where, text):
    """Add a block to a file where the guide says: as a new file, at the end, in order of names."""
    if where == "a new file":
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8")
    if where == "at the end":
        new = f"{old}\n\n{text}"
    elif where == "in `INPUTS`":
        assert old.endswith("\n}\n")
        new = old.removesuffix("}\n") + text + "}\n"
    else:
        beginnings = {"among the imports": "from course.checks.pooling", "in `__all__`": "    "}
        lines = old.splitlines(keepends=True)
        among = [at for at, line in enumerate(lines) if line.startswith(beginnings[where])]
        before = [at for at in among if lines[at] > text]
        lines.insert(before[0] if before else among[-1] + 1, text)
        new = "".join(lines)
    path.write_text(new, encoding="utf-8")


def add_cell(path, after, where, text):
    """Add a cell behind the one named `after`, and give back by what name the next finds it."""
    notebook = read_notebook(path)
    told = CELL.fullmatch(where).groupdict()
    name = told["name"] or f"text{len(notebook.cells)}"
    cell = (new_markdown_cell if told["kind"] == "Markdown" else new_code_cell)(text, id=name)
    if told["name"]:
        plain = {"grade": False, "solution": False, "locked": False, "task": False}
        known = {"schema_version": 3, "grade_id": name, **plain, **KINDS[told["kind"]]}
        if told["points"]:
            known["points"] = int(told["points"])
        cell.metadata["nbgrader"] = known
    [place] = [
        at
        for at, each in enumerate(notebook.cells)
        if after in (each.id, nbgrader_metadata(each).get("grade_id"))
    ]
    notebook.cells.insert(place + 1, cell)
    write_notebook(notebook, path)
    return name


def run(root, line):
    """Run a command of the guide in the copy, whose packages come before the installed ones."""
    name, *arguments = shlex.split(line)
    modules = {
        "course": ["-m", "course"],
        "pytest": ["-m", "pytest", "-q", "-p", "no:cacheprovider"],
    }
    environment = {**os.environ, "PYTHONPATH": str(root), "COURSE_SANDBOX": "none"}
    done = subprocess.run(
        [sys.executable, *modules[name], *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_the_guide_makes_an_exercise_that_is_released_validated_and_graded(course):
    [commands] = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    said = {line: run(course, line) for line in commands.splitlines()}
    # 18 points of the chapter and the exercise's two, all earned by the source's solution.
    assert "✓ pooling: 20 points" in said["course validate pooling"]
    # Four right answers and eight wrong ones, each by check and by grade; then random inputs, and
    # the same answers once more.
    [asked] = [line for line in said if line.startswith("pytest")]
    assert "26 passed" in said[asked]
    released = (course / "release" / "pooling" / "pooling.ipynb").read_text()
    assert "def global_average(X)" in released
    assert "axis=(1, 2)" not in released


def test_the_tests_of_all_exercises_pass_in_a_course_that_followed_the_guide(course):
    run(course, "course normalise")
    run(course, "course release pooling")
    files = [f"tests/test_{name}.py" for name in ("solutions", "fairness", "mutants", "release")]
    # The guide leaves the points of the chapter to its author.
    chosen = "(has_random_inputs or pooling) and not automatic_points"
    run(course, shlex.join(["pytest", *files, "-k", chosen]))


def test_the_guides_code_is_in_the_courses_style(course):
    new = [course / name for name, _, _, _ in BLOCK.findall(GUIDE) if name.endswith(".py")]
    kept = [str(path) for path in dict.fromkeys(new) if "answers" not in path.parts]
    for arguments in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--config", ROOT / "pyproject.toml"]
        done = subprocess.run([*command, *kept], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_guide_names_every_file_that_it_touches():
    table = set(re.findall(r"^\| `([^`]+)` \|", GUIDE, re.MULTILINE))
    assert {name for name, _, _, _ in BLOCK.findall(GUIDE)} == {
        each for each in table if not each.startswith("release/")
    }
