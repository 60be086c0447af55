"""Compute digests of installed packages, by which workers and results are compared.

A worker must have the same files as the calling machine, and a change in the files that decide
grades makes submissions count as changed.
"""

import functools
import hashlib
import importlib.util
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath

from nbproctor.errors import CourseError
from nbproctor.notebooks import parse_notebook
from nbproctor.settings import Course

Files = tuple[tuple[str, bytes], ...]

CHECKS = "nbproctor/checks/"  # the part of this package that answer keys depend on
# Parts of this package that decide no grade, but for late penalties.
UNDECIDING = (
    *("nbproctor/class_run/", "nbproctor/lms/", "nbproctor/pages/", "nbproctor/report/"),
    *("nbproctor/testing/", "nbproctor/validation/", "nbproctor/cli/"),
    *("nbproctor/doctor.py", "nbproctor/interrupts.py"),
)
PENALTIES = "nbproctor/lms/late.py"
# An import statement, which may go on in parentheses or after a backslash.
IMPORT = re.compile(rb"^[ \t]*(?:from|import)\b(?:\([^)]*\)|\\\r?\n|[^\n(\\])*", re.MULTILINE)


def compute_digest(files: Files, more: bytes = b"") -> str:
    """Return the SHA-256 digest of file names, file contents and `more`."""
    whole = hashlib.sha256()
    for part in (*(each for pair in files for each in (pair[0].encode(), pair[1])), more):
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def fingerprint(packages: Iterable[str]) -> str:
    """Return a digest of the installed files of this package and of a course's packages."""
    return _digest(tuple(pair for each in ("nbproctor", *packages) for pair in read_package(each)))


def checks_fingerprint(course: Course, *more: str) -> str:
    """Return a digest of the checks of this package, and of a course's packages.

    Args:
        more: further packages.
    """
    checks = tuple(pair for pair in read_package("nbproctor") if pair[0].startswith(CHECKS))
    return _digest(checks + _read_deciding_files(course, *more))


def deciding_fingerprint(
    course: Course, chapter: str, chapters: Collection[str], source: Files
) -> str:
    """Return a digest of all installed files that decide the grades of a chapter.

    A file of the course's packages belongs to another chapter if its name, or that of a folder
    around it, is the name of that chapter. It is left out unless code of this chapter, or code
    that all chapters share, imports that name.

    Args:
        chapters: the names of all chapters.
        source: the files of the folder `source/<chapter>/`.
    """
    own = tuple(
        (name, content)
        for name, content in read_package("nbproctor")
        if name == PENALTIES or not name.startswith(UNDECIDING)
    )
    files = _read_deciding_files(course)
    others = set(chapters) - {chapter}
    imported = _find_imported(_list_code(source))
    while True:
        kept = tuple(pair for pair in files if others.isdisjoint(_list_parts(pair[0])))
        used = others & (imported | _find_imported(code for _, code in kept))
        if not used:
            return _digest(own + kept)
        others -= used


def _digest(files: Files) -> str:
    return compute_digest(files)[:16]


def _read_deciding_files(course: Course, *more: str) -> Files:
    packages = dict.fromkeys((*course.packages, *more))
    files = (pair for package in packages for pair in read_package(package))
    return tuple(pair for pair in files if not pair[0].startswith(tuple(course.undeciding)))


def _list_parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name).with_suffix("").parts


def _list_code(files: Files) -> Iterator[bytes]:
    """Yield the code in the notebooks and modules of a chapter's folder."""
    for name, content in files:
        if name.endswith(".py"):
            yield content
        elif name.endswith(".ipynb"):
            cells = parse_notebook(content, name).cells
            yield from (cell.source.encode() for cell in cells if cell.cell_type == "code")


def _find_imported(codes: Iterable[bytes]) -> set[str]:
    """Return all words in the import statements of some code."""
    statements = (statement for code in codes for statement in IMPORT.findall(code))
    return {word.decode() for each in statements for word in re.findall(rb"[A-Za-z_]\w*", each)}


@functools.cache
def read_package(package: str) -> Files:
    """Read the files of a package or module, with names that are the same on every machine.

    Raises:
        CourseError: it is not installed here.
    """
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise CourseError(f"c.Course.packages names {package}, which is not installed here.")
    if not spec.submodule_search_locations and spec.origin:
        return ((f"{package}.py", Path(spec.origin).read_bytes()),)
    files = []
    for place in spec.submodule_search_locations or ():
        for path in sorted(Path(place).rglob("*")):
            name = path.relative_to(place)
            is_made = any(part.startswith((".", "__pycache__")) for part in name.parts)
            if path.is_file() and not is_made:
                files.append((f"{package}/{name.as_posix()}", path.read_bytes()))
    return tuple(files)
