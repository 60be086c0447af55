"""Compute digests of installed packages, by which workers and results are compared.

A worker must have the same files as the calling machine, and a change in the files that decide
grades makes submissions count as changed.
"""

import functools
import hashlib
import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbproctor.errors import CourseError
from nbproctor.settings import Course

DECIDING = "nbproctor/checks/"  # the part of this package that determines grades


def compute_digest(files: tuple[tuple[str, bytes], ...], more: bytes = b"") -> str:
    """Return the SHA-256 digest of file names, file contents and `more`."""
    whole = hashlib.sha256()
    for part in (*(each for pair in files for each in (pair[0].encode(), pair[1])), more):
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def fingerprint(packages: Iterable[str]) -> str:
    """Return a digest of the installed source of this package and of a course's packages."""
    return _digest_source(("nbproctor", *packages))


def deciding_fingerprint(course: Course, *more: str) -> str:
    """Return a digest of the source that determines grades: checks and the course's packages.

    Args:
        more: further packages.
    """
    packages = tuple(dict.fromkeys((*course.packages, *more)))
    return _digest_source(("nbproctor", *packages), (DECIDING, *packages), tuple(course.undeciding))


@functools.cache
def _digest_source(
    packages: tuple[str, ...],
    within: tuple[str, ...] = ("",),
    without: tuple[str, ...] = (),
) -> str:
    """Return a digest of the files of packages.

    Include files whose name starts with a prefix in `within`, and with no prefix in `without`.
    """
    files = []
    for package in packages:
        for name, path in _list_source(package):
            if name.startswith(within) and not name.startswith(without):
                files.append((name, path.read_bytes()))
    return compute_digest(tuple(files))[:16]


def _list_source(package: str) -> Iterator[tuple[str, Path]]:
    """Yield the files of a package or module, with names that are the same on every machine.

    Raises:
        CourseError: it is not installed here.
    """
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise CourseError(f"c.Course.packages names {package}, which is not installed here.")
    if not spec.submodule_search_locations and spec.origin:
        yield f"{package}.py", Path(spec.origin)
    for place in spec.submodule_search_locations or ():
        for path in sorted(Path(place).rglob("*.py")):
            yield f"{package}/{path.relative_to(place)}", path
