"""Makes a small course of one's own from `template/`, for `nbproctor new`.

The template is a complete course named `example_course`. Making a course copies it and replaces
that name.
"""

import importlib.util
import keyword
import re
import shutil
import sys
from pathlib import Path

from nbproctor.errors import CourseError

TEMPLATE = Path(__file__).parent / "template"
NAME = "example_course"  # of the template's package
# Folders of every course, which no package may share.
FOLDERS = frozenset(
    ("source", "release", "submitted", "autograded", "feedback", "downloaded", "answers", "tests")
)
LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints")


def make_course(folder: Path, name: str = "") -> str:
    """Write a course into an empty or new folder; return the name of its package.

    Args:
        folder: where the course goes.
        name: the course's name, that of the folder by default.

    Raises:
        CourseError: the folder is not empty, or the name is not one for a package.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CourseError(f"{folder} is not empty: nothing was written. Name a new folder.")
        package = find_package_name(name or folder.resolve().name)
        shutil.copytree(TEMPLATE, folder, dirs_exist_ok=True, ignore=LEFT_BEHIND)
        for path in sorted(folder.rglob("*"), reverse=True):  # contents before their folder
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                path.write_text(_rename(text, package), encoding="utf-8")
            path.rename(path.with_name(_rename(path.name, package)))
    except OSError as error:
        raise CourseError(f"{folder}: {error.strerror}.") from error
    return package


def find_package_name(name: str) -> str:
    """Turn a course's name into that of its package.

    >>> find_package_name("My course-2026")
    'my_course_2026'

    Raises:
        CourseError: the result cannot be imported, is another folder of a course, or would hide a
            package that exists.
    """
    package = re.sub(r"[\s.-]+", "_", name.lower())
    if not re.fullmatch(r"[a-z][a-z0-9_]*", package) or keyword.iskeyword(package):
        raise CourseError(
            f"{name!r} cannot name a course: use the letters a to z, digits, - and _, "
            "and begin with a letter, such as my-course."
        )
    if package in FOLDERS:
        raise CourseError(f"{package}/ is another folder of the course: choose another name.")
    for taken in (package, f"{package}_hidden"):
        spec = importlib.util.find_spec(taken)  # a folder without code has no origin
        if taken in sys.stdlib_module_names or (spec and spec.origin):
            raise CourseError(f"there is a Python package {taken} already: choose another name.")
    return package


def _rename(text: str, package: str) -> str:
    """Replace the template's name in each of its spellings."""
    text = text.replace(NAME, package).replace(NAME.upper(), package.upper())
    return text.replace(NAME.replace("_", "-"), package.replace("_", "-"))
