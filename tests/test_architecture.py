"""docs/architecture.md agrees with the code: its files, its arrows and its lists of files."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from conftest import ROOT

from nbproctor.checks.exercise import Exercise
from nbproctor.notebooks import read_notebook

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ENGINE = ROOT / "engine" / "nbproctor"
CONFIGURATION = ENGINE / "configuration.py"
NOTEBOOKS = sorted((ROOT / "source").glob("*/*.ipynb"))
CHAPTERS = [path.stem for path in NOTEBOOKS]
PYTHON = {
    **{path: path.relative_to(ROOT / "engine") for path in ENGINE.rglob("*.py")},
    **{
        path: path.relative_to(ROOT)
        for top in ("course", "grader_tests")
        for path in (ROOT / top).rglob("*.py")
    },
}
MODULES = {
    ".".join(name.with_suffix("").parts).removesuffix(".__init__"): path
    for path, name in PYTHON.items()
}


def find_module(name: str) -> str:
    """The module that a dotted name lies in: itself, or what it is imported from, or ""."""
    while name not in MODULES and name:
        name = name.rpartition(".")[0]
    return name


def read_imports(code: str) -> set[str]:
    """The modules of this repository that code imports, at any depth."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {module for module in map(find_module, names) if module}


def read_links(path: Path) -> set[Path]:
    """The files that a file imports, or names in a string as a module, class or entry point."""
    entry_points = tomllib.loads((ROOT / "engine" / "pyproject.toml").read_text())["project"]
    provisioners = entry_points["entry-points"]["jupyter_client.kernel_provisioners"]
    code = path.read_text(encoding="utf-8")
    modules = read_imports(code)
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            target = provisioners.get(node.value, node.value).partition(":")[0]
            if re.fullmatch(r"nbproctor(\.\w+)+", target):
                modules.add(find_module(target))
    return {MODULES[module] for module in modules}


def read_section(title: str) -> str:
    """The text below a heading, up to the next one."""
    [text] = re.findall(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return text


def read_list(title: str) -> list[str]:
    """The files of a numbered list below a heading."""
    return re.findall(r"^\d+\. `([^`]+)`: ", read_section(title), re.MULTILINE)


def drawn_rooms() -> set[str]:
    return set(re.findall(r'^ +(\w+)\["', read_section("The house"), re.MULTILINE))


def drawn_arrows() -> set[tuple[str, str]]:
    lines = re.findall(r"^ +(\w+) --> ([\w &]+)$", read_section("The house"), re.MULTILINE)
    return {(start, end) for start, ends in lines for end in ends.split(" & ")}


def room_of(module: str) -> str:
    """The room of a module: a package of nbproctor, or `course` or `grader_tests` as a whole."""
    top, _, rest = module.partition(".")
    return rest.partition(".")[0] if top == "nbproctor" else top


def real_arrows() -> Iterator[tuple[str, str]]:
    for module, path in MODULES.items():
        for imported in read_imports(path.read_text(encoding="utf-8")):
            yield room_of(module), room_of(imported)
    for notebook in NOTEBOOKS:
        for cell in read_notebook(notebook).cells:
            if cell.cell_type == "code":
                for imported in read_imports(cell.source):
                    yield "chapters", room_of(imported)


def test_every_file_on_the_page_exists():
    named = re.findall(r"`([\w./<>-]*(?:/|\.py))`", PAGE)
    assert len(named) > 20
    written_by_a_run = {"autograded/", "feedback/"}
    patterns = {name: re.sub(r"<\w+>", "*", name).rstrip("/") for name in named}
    lost = [
        name
        for name, pattern in patterns.items()
        if name not in written_by_a_run
        and not list(ROOT.glob(pattern))
        and not list(ENGINE.glob(pattern))
    ]
    assert lost == []


def test_every_room_of_the_engine_is_on_the_page():
    rooms = {path.parent.name for path in ENGINE.glob("*/__init__.py")}
    assert {room for room in rooms if f"`engine/nbproctor/{room}/`" not in PAGE} == set()


def test_the_arrows_are_those_of_the_imports():
    rooms = drawn_rooms()
    real = {(a, b) for a, b in real_arrows() if a != b and {a, b} <= rooms}
    assert sorted(drawn_arrows()) == sorted(real)


def test_no_arrow_closes_a_circle():
    imports: dict[str, set[str]] = {}
    for start, end in real_arrows():
        if start != end and {start, end} <= drawn_rooms():
            imports.setdefault(start, set()).add(end)
    assert len(list(TopologicalSorter(imports).static_order())) == len(drawn_rooms())


def test_the_reading_list_follows_the_imports_to_the_kernel():
    listed = [ROOT / name for name in read_list("To learn how one notebook is graded")]
    assert 2 <= len(listed) <= 12
    assert listed[0].name == "grade_submission.py"
    assert listed[-1] == ENGINE / "kernels" / "kernel.py"
    reached = {listed[0], CONFIGURATION}
    while new := {link for path in reached for link in read_links(path)} & {*listed} - reached:
        reached |= new
    assert [path.name for path in listed if path not in reached] == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_check_is_changed_in_the_listed_files(chapter):
    """The first file defines the exercise, with all its parts, by means of the second."""
    pattern, language = read_list("To change a check")
    exported = ast.parse((ROOT / "course" / "checks" / chapter / "__init__.py").read_text())
    [names] = [
        ast.literal_eval(node.value)
        for node in exported.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    module = importlib.import_module(f"course.checks.{chapter}")
    names = [name for name in names if isinstance(getattr(module, name), Exercise)]
    assert names
    for name in names:
        path = ROOT / pattern.replace("<chapter>", chapter).replace("<exercise>", name)
        defaults = ROOT / "course" / "checks" / "exercise.py"
        assert defaults in read_links(path)
        assert ROOT / language in read_links(defaults)
        [call] = [
            node.value
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
        ]
        assert isinstance(call, ast.Call)
        assert ast.unparse(call.func) == "Exercise"
        assert {"reference", "properties"} <= {keyword.arg for keyword in call.keywords}
