"""Follow docs/authors.md step by step in a copy of the course, and see that its promises hold."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from nbformat.v4 import new_code_cell, new_markdown_cell

from nbproctor.notebooks import nbgrader_metadata, read_notebook, write_notebook

pytestmark = pytest.mark.nightly
GUIDE = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
# A line such as "`grader_tests/pooling.py`, at the end:" and the block below it.
BLOCK = re.compile(r"^`([^`\n]+)`, ([^\n]+):\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"a cell \((?P<kind>[^,)]+)(?:, `(?P<name>\w+)`)?(?:, (?P<points>\d+) points)?\)")
TABLE = set(re.findall(r"^\| `([^`]+)` \|", GUIDE, re.MULTILINE))
KINDS = {
    "Autograded answer": {"solution": True},
    "Autograded tests": {"grade": True, "locked": True},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A clone of the course with an environment of its own, after steps 1 to 4 of the guide."""
    root = tmp_path_factory.mktemp("guide") / "course"
    for name in list_files(ROOT):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    [after] = re.findall(r"Put these cells after the cell `(\w+)`", GUIDE)
    for name, where, _, text in BLOCK.findall(GUIDE):
        if where == "in the first cell":
            change_first_cell(root / name, text.rstrip("\n"))
        elif name.endswith(".ipynb"):
            after = add_cell(root / name, after, where, text.rstrip("\n"))
        else:
            add_text(root / name, where, text)
    run(root, "make .venv/installed")
    return root


def git(folder, *arguments):
    command = ["git", "-C", folder, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def list_files(folder, *options):
    """Files that git tracks or would add, as paths in a folder."""
    chosen = options or ("--cached", "--others")
    names = git(folder, "ls-files", "--exclude-standard", *chosen).splitlines()
    return [name for name in names if (folder / name).exists()]


def add_text(path, where, text):
    """Add a block to a file where the guide says: as a new file, at the end, in order of names."""
    if where == "a new file":
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        return
    old = path.read_text(encoding="utf-8")
    if where == "at the end":
        new = f"{old}\n\n{text}"
    elif where == "in the table":
        first, _, _ = text.partition(" | ")
        [row] = [line for line in old.splitlines(keepends=True) if line.startswith(first)]
        new = old.replace(row, text)
    elif where == "in `INPUTS`":
        assert old.endswith("\n}\n")
        new = old.removesuffix("}\n") + text + "}\n"
    else:
        package = ".".join(path.parent.relative_to(path.parents[3]).parts)
        beginnings = {"among the imports": f"from {package}.", "in `__all__`": "    "}
        lines = old.splitlines(keepends=True)
        among = [at for at, line in enumerate(lines) if line.startswith(beginnings[where])]
        before = [at for at in among if lines[at] > text]
        lines.insert(before[0] if before else among[-1] + 1, text)
        new = "".join(lines)
    path.write_text(new, encoding="utf-8")


def change_first_cell(path, text):
    """Replace the line of a notebook's first cell that differs from the text in numbers alone."""
    notebook = read_notebook(path)
    first = notebook.cells[0]
    [line] = [
        each
        for each in first.source.splitlines()
        if re.split(r"\d+", each) == re.split(r"\d+", text)
    ]
    first.source = first.source.replace(line, text)
    write_notebook(notebook, path)


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
    """Run a command of the guide in the clone, as its author would."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("COURSE_", "JUPYTER_", "NBGRADER_", "NBPROCTOR_", "PYTEST_"))
    }
    environment["PATH"] = f"{root / '.venv' / 'bin'}:{environment['PATH']}"
    done = subprocess.run(
        shlex.split(line), cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{line}\n{done.stdout[-20_000:]}{done.stderr[-20_000:]}"
    return done.stdout


def test_the_guide_makes_an_exercise_that_is_released_validated_and_graded(course):
    [commands] = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    said = {line: run(course, line) for line in commands.splitlines()}
    # 18 points of the chapter and the exercise's two, all earned by the source's solution.
    [validated] = [text for line, text in said.items() if line.startswith("course validate")]
    assert re.match(r"✓ \w+: 20 points", validated)
    # Each answer by its grade, right ones by the check as well; then on random inputs, and again.
    [answers] = [
        text
        for name, _, _, text in BLOCK.findall(GUIDE)
        if name.startswith("answers/") and name.endswith(".py")
    ]
    kinds = re.findall("^# (right|wrong): ", answers, re.MULTILINE)
    [tested] = [text for line, text in said.items() if line.startswith("pytest")]
    [passed] = re.findall(r"(\d+) passed", tested)
    assert int(passed) >= len(kinds) + kinds.count("right") + 2
    [released] = [each for each in TABLE if each.startswith("release/")]
    [answer] = [text for _, _, _, text in BLOCK.findall(GUIDE) if "### END SOLUTION" in text]
    stub, _, rest = answer.partition("    ### BEGIN SOLUTION\n")
    solution, _, _ = rest.partition("    ### END SOLUTION")
    sources = [cell.source for cell in read_notebook(course / released).cells]
    assert any(source.startswith(stub) for source in sources)
    assert not any(solution.strip() in source for source in sources)


def test_the_guide_lists_the_files_that_an_exercise_changes_and_no_others(course):
    for line in ("course normalise", "course release"):
        run(course, line)
    assert set(list_files(course, "--modified", "--others")) == TABLE


def test_the_guide_lists_the_files_of_every_chapter():
    rows = re.findall(r"^  \| `([^`]+<chapter>[^`]+)` \| (.+) \|$", GUIDE, re.MULTILINE)
    listed = {name for name, _ in rows}
    needed = {name for name, what in rows if not re.search(", if |only where", what)}
    rooms = tuple(each.partition("<chapter>")[0] for each in listed)
    chapters = {path.parent.name for path in ROOT.glob("source/*/*.ipynb")}
    for chapter in sorted(chapters):
        exercises = "|".join(path.stem for path in ROOT.glob(f"answers/{chapter}/*.py"))
        patterns = {
            each: each.replace("<chapter>", chapter)
            .replace("<exercise>", f"(?:{exercises})")
            .replace("<topic>", "[a-z_]+")
            for each in listed
        }
        files = [
            name
            for name in list_files(ROOT)
            if name.startswith(rooms) and chapter in (Path(name).stem, Path(name).parent.name)
        ]
        unlisted = [name for name in files if not re.fullmatch("|".join(patterns.values()), name)]
        assert unlisted == []
        found = {
            each for each, p in patterns.items() if any(re.fullmatch(p, name) for name in files)
        }
        assert needed <= found
