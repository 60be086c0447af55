"""Who may import whom: what students have never reaches what only staff have."""

import ast
import importlib
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from nbproctor.checks.build_key import find_exercises
from nbproctor.notebooks import read_notebook
from nbproctor.validation.leaks import find_secret_lines

NOTEBOOKS = sorted((ROOT / "source").glob("*/*.ipynb"))
ENGINE = sorted((ROOT / "engine" / "nbproctor").rglob("*.py"))
BESIDE_THE_ENGINE = [
    path
    for room in ("tests", "examples")
    for path in sorted((ROOT / "engine" / room).rglob("*.py"))
]
PRODUCT = [
    path
    for top in ("engine/nbproctor", "course", "grader_tests")
    for path in sorted((ROOT / top).rglob("*.py"))
    if not {"compat", "testing", "tensorflow_compat.py"} & {*path.parts}
]
# Packages that the engine or the course extends.
PRIVATE_IN_COMPAT = {
    *("IPython", "dask", "distributed", "ipykernel", "jupyter_client", "jupyter_server"),
    *(
        "multiprocessing",
        "nbclient",
        "nbconvert",
        "nbformat",
        "nbgrader",
        "tensorflow",
        "traitlets",
    ),
}
STUDENTS = ("nbproctor.checks", "nbproctor.doctor", "nbproctor.garbage_collection")
STUDENTS += ("nbproctor.errors", "nbproctor.kernels", "nbproctor.settings")
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
    words = re.compile(r"\bcourse\.[a-z_]|\bcourse/|(?i:grader_tests|tensorflow|keras)")
    said = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    assert [text for text in said if isinstance(text, str) and words.search(text)] == []


@pytest.mark.parametrize("path", BESIDE_THE_ENGINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_neither_the_engines_tests_nor_its_examples_know_the_course(path):
    assert not reaches(path.read_text(), "course", "grader_tests", "tensorflow", "keras")


# Documented, in spite of the underscore.
PUBLIC = {"_exit", "_getframe", "_repr_html_"}


def foreign_private_parts(tree):
    """What code touches of other packages' private parts, as far as its text shows.

    Found are attributes with an underscore of anything but `self`, `cls` and `super()`, imports of
    names with an underscore, assignments to attributes of another package's modules and classes,
    and assignments to `sys.modules`. Not found are overridden methods: compat's tests hold those.
    """
    imported = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None)
            for alias in node.names:
                full = f"{module}.{alias.name}" if module else alias.name
                imported[alias.asname or alias.name.partition(".")[0]] = full
                if module and re.match("_[^_]", alias.name):
                    yield full
    for node in ast.walk(tree):
        is_private = isinstance(node, ast.Attribute) and re.match("_[^_]", node.attr)
        if is_private and ast.unparse(node.value) not in ("self", "cls", "super()"):
            yield ast.unparse(node)
        targets = getattr(node, "targets", []) if isinstance(node, ast.Assign) else []
        for target in targets:
            owner = ast.unparse(getattr(target, "value", target))
            if isinstance(target, ast.Subscript) and owner == "sys.modules":
                yield ast.unparse(target)
            top = imported.get(owner.partition(".")[0], "")
            if isinstance(target, ast.Attribute) and top.partition(".")[0] in PRIVATE_IN_COMPAT:
                yield ast.unparse(target)


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_private_parts_of_other_packages_are_touched_in_compat_alone(path):
    found = foreign_private_parts(ast.parse(path.read_text()))
    assert [each for each in found if each.rpartition(".")[2] not in PUBLIC] == []


@pytest.mark.parametrize(
    "code",
    [
        "from nbclient.util import _x",
        "manager._control_socket = None",
        "import ipykernel\nipykernel.kernelapp.IOPubThread = None",
        "import sys\nsys.modules['debugpy'] = None",
    ],
)
def test_a_touch_of_private_parts_is_found(code):
    assert list(foreign_private_parts(ast.parse(code)))


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


def find_told_lines(lines, texts):
    """Lines of a solution that stand whole in a text, whatever its spaces."""
    words = [" ".join(text.split()) for text in texts]
    return {line for line in lines if any(" ".join(line.split()) in each for each in words)}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_hint_of_a_property_is_a_rule_and_no_question(path):
    """A question such as "Do you add, or assign?" leads away from all other mistakes."""
    module = importlib.import_module(f"course.checks.{path.stem}")
    optional = find_exercises(module.further) if hasattr(module, "further") else []
    hints = [p.hint for each in find_exercises(module) + optional for p in each.properties]
    assert hints
    assert not [hint for hint in hints if "?" in hint]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_hint_and_no_sentence_of_a_mistake_holds_a_line_of_a_solution(path):
    texts = []
    module = importlib.import_module(f"course.checks.{path.stem}")
    optional = find_exercises(module.further) if hasattr(module, "further") else []
    for exercise in find_exercises(module) + optional:
        texts += [each.hint for each in exercise.properties]
        texts += [each.sentence for each in exercise.misconceptions]
        texts += exercise.hints
    lines = find_secret_lines(read_notebook(path))
    assert find_told_lines(lines, texts) == set()
    assert find_told_lines(lines, [f"Write\n  {line}" for line in lines]) == lines
