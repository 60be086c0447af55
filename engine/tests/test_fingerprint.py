"""A change in the code or data that decides grades is seen, for the chapters that it affects."""

import shutil
import sys

import pytest

from nbproctor import fingerprint
from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder
from nbproctor.fingerprint import deciding_fingerprint, read_package
from nbproctor.grading.submissions import find_submissions
from nbproctor.notebooks import read_notebook, write_notebook
from nbproctor.settings import Course
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

CHAPTERS = ("powers", "products", "sums")
FILES = {
    "lessons/__init__.py": '"""Lessons; products are repeated sums."""',
    "lessons/shared.py": "import math",
    "lessons/shared.csv": "1,2",
    "lessons/figures/products.py": "",
    "lessons/sums/__init__.py": "from lessons.sums.add import add",
    "lessons/sums/add.py": "from lessons import shared\nadd = sum",
    "lessons/products.py": "from lessons import (\n    shared,\n    sums,\n)",
    "lessons/powers/power.py": "from lessons import shared",
    "lessons/powers/table.csv": "1,4,9",
    "lessons/powers/.power.py.swp": "",
    "lessons_hidden.py": "",
}


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Two installed packages: one with a part for each chapter, one of a single file."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    read_package.cache_clear()
    yield Course(packages=["lessons", "lessons_hidden"], undeciding=["lessons/figures/"])
    read_package.cache_clear()


def digests(course, source=()):
    read_package.cache_clear()
    return {each: deciding_fingerprint(course, each, CHAPTERS, source) for each in CHAPTERS}


@pytest.mark.parametrize(
    ("name", "affected"),
    [
        ("lessons/__init__.py", CHAPTERS),
        ("lessons/shared.py", CHAPTERS),
        ("lessons/shared.csv", CHAPTERS),
        ("lessons_hidden.py", CHAPTERS),
        ("lessons/sums/__init__.py", ("products", "sums")),
        ("lessons/sums/add.py", ("products", "sums")),
        ("lessons/products.py", ("products",)),
        ("lessons/powers/power.py", ("powers",)),
        ("lessons/powers/table.csv", ("powers",)),
        ("lessons/powers/new.txt", ("powers",)),
        ("lessons/figures/products.py", ()),
        ("lessons/powers/.power.py.swp", ()),
    ],
)
def test_a_changed_file_affects_its_own_chapter_and_those_that_import_it(
    course, tmp_path, name, affected
):
    before = digests(course)
    with (tmp_path / name).open("a") as file:
        file.write("# changed\n")
    after = digests(course)
    assert tuple(each for each in CHAPTERS if before[each] != after[each]) == affected


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("powers.ipynb", "import numpy as np\nfrom lessons import products as check"),
        ("powers.ipynb", "if True:\n    import lessons.products"),
        ("helper.py", "from lessons \\\n    import shared, \\\n    products"),
    ],
    ids=["notebook", "inner import", "module with long lines"],
)
def test_code_in_the_chapters_folder_may_import_another_chapters(course, tmp_path, file, code):
    content = code.encode()
    if file.endswith(".ipynb"):
        folder = small_course(tmp_path / "course", before=code)
        content = folder.source(CHAPTER).read_bytes()
    before = digests(course, ((file, content),))
    (tmp_path / "lessons/sums/add.py").write_text("def add(numbers): ...")
    assert digests(course, ((file, content),))["powers"] != before["powers"]


@pytest.mark.parametrize(
    ("name", "affected"),
    [
        ("nbproctor/checks/judge.py", CHAPTERS),
        ("nbproctor/grading/apart/grade_cell.py", CHAPTERS),
        ("nbproctor/kernels/limits.py", CHAPTERS),
        ("nbproctor/lms/late.py", CHAPTERS),
        ("nbproctor/lms/export.py", ()),
        ("nbproctor/report/page.py", ()),
    ],
)
def test_a_changed_file_of_the_engine_affects_all_chapters_if_it_decides_grades(
    course, monkeypatch, name, affected
):
    before, known = digests(course), dict(read_package("nbproctor"))
    known[name] += b"# changed"
    read = {"nbproctor": tuple(known.items())}
    monkeypatch.setattr(fingerprint, "read_package", lambda p: read.get(p) or read_package(p))
    after = {each: deciding_fingerprint(course, each, CHAPTERS, ()) for each in CHAPTERS}
    assert tuple(each for each in CHAPTERS if before[each] != after[each]) == affected


def grade(folder: CourseFolder) -> dict[str, bool]:
    """Grade the class in a run of its own; by chapter, whether its result was kept."""
    read_package.cache_clear()
    found = find_submissions(folder.root / "submitted", folder.chapters())
    settings = RunSettings(workers=1, feedback=False)
    return {each.chapter: each.kept for each in grade_class(folder, found, settings=settings)}


def test_after_a_change_in_one_chapters_checks_only_that_chapter_is_graded_again(
    tmp_path, monkeypatch
):
    folder = small_course(tmp_path / "course", settings="c.Course.packages = ['tables']\n")
    other = folder.source("products")
    write_notebook(read_notebook(folder.source(CHAPTER)), other)
    hand_in(folder, "ada")
    shutil.copytree(other.parent, folder.root / "submitted" / "ada" / "products")
    for name in ("__init__", CHAPTER, "products"):
        path = tmp_path / "tables" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text("TABLE = [1, 2, 3]\n")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert grade(folder) == {CHAPTER: False, "products": False}
        assert grade(folder) == {CHAPTER: True, "products": True}
        (tmp_path / "tables" / "products.py").write_text("TABLE = [1, 2, 4]\n")
        assert grade(folder) == {CHAPTER: True, "products": False}
    finally:
        sys.modules.pop("tables", None)
        read_package.cache_clear()
