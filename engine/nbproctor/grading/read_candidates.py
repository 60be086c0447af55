"""Reads files that may be notebooks, and unpacks archives, within limits; a grader's work."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from nbproctor.grading.submissions import (
    MB,
    NOTEBOOK_FILES_LIMIT_MB,
    is_by_product,
    looks_like_archive,
    make_printable,
    require_inside,
)
from nbproctor.notebooks import NotebookError, parse_notebook

NOTEBOOK_LIMIT_MB = 20  # without outputs
CELLS_LIMIT = 25_000
UNPACKED_LIMIT_BYTES = NOTEBOOK_FILES_LIMIT_MB * MB  # of all archives of a submission
UNPACKED_FILES_LIMIT = 1_000
ARCHIVES_DEPTH = 3  # of archives in archives


@dataclass(frozen=True)
class Candidate:
    """A file that may be a notebook.

    Attributes:
        path: its path in the submission; an archive counts as a folder.
        data: its content; without outputs if it is large.
        notebook: the notebook, or None if it cannot be graded.
        problem: why it cannot be graded, and what to do.
    """

    path: str
    data: bytes = b""
    notebook: NotebookNode | None = None
    problem: str = ""

    @property
    def content(self) -> tuple[tuple[str, str], ...]:
        """The types and texts of the cells."""
        cells = self.notebook.cells if self.notebook else ()
        return tuple((cell.cell_type, cell.source) for cell in cells)


def read_candidate(path: str, data: bytes) -> Candidate:
    """Read a file that may be a notebook."""
    shown = make_printable(path)
    try:
        if len(data) > NOTEBOOK_LIMIT_MB * MB:
            data = _drop_outputs(data)
        if (size_mb := len(data) / MB) > NOTEBOOK_LIMIT_MB:
            raise NotebookError(
                f"{shown} is {size_mb:.0f} MB without its outputs, more than the "
                f"{NOTEBOOK_LIMIT_MB} MB that are graded. Ask for a smaller file."
            )
        if (cells := data.count(b'"cell_type"')) > CELLS_LIMIT:
            raise NotebookError(
                f"{shown} has {cells:,} cells, more than the {CELLS_LIMIT:,} that are graded. "
                "Ask for the file without them."
            )
        return Candidate(path, data, parse_notebook(data, shown))
    except NotebookError as error:
        return Candidate(path, data, problem=str(error))


def _drop_outputs(data: bytes) -> bytes:
    """Return a notebook's file without outputs; the same bytes if that cannot be done."""
    try:
        notebook = json.loads(data)
        for cell in notebook["cells"]:
            if cell.get("outputs"):
                cell["outputs"] = []
        return json.dumps(notebook).encode()
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return data  # the reader says what is wrong with it


def is_like_notebook(data: bytes) -> bool:
    """Whether a file has the content of a notebook, whatever its name is."""
    is_object = data[:100].lstrip().startswith(b"{")
    return is_object and b'"nbformat"' in data and b'"cells"' in data


def unpack(archives: Iterable[tuple[str, bytes]]) -> tuple[dict[str, bytes], list[str]]:
    """Unpack archives, and those in them, as far as the limits allow.

    Returns:
        The contents by path, in which an archive counts as a folder; and a phrase for each archive
        that cannot be unpacked.
    """
    found: dict[str, bytes] = {}
    broken: list[str] = []
    waiting = [(path, data, 1) for path, data in archives]
    room = UNPACKED_LIMIT_BYTES
    while waiting:
        path, data, depth = waiting.pop()
        try:
            members = dict(_read_zip(data, room, UNPACKED_FILES_LIMIT - len(found)))
        except Exception as error:  # a made-up archive may raise any error
            broken.append(f"{make_printable(path)} (it cannot be unpacked: {error})")
            continue
        for name, content in members.items():
            room -= len(content)
            inside = f"{path}/{name}"
            if looks_like_archive(name) and depth < ARCHIVES_DEPTH:
                waiting.append((inside, content, depth + 1))
            else:
                found[inside] = content
    return found, broken


def _read_zip(data: bytes, most_bytes: int, most_files: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an archive.

    Raises:
        ValueError: it is larger than the limits, or a name leads out of it.
        zipfile.BadZipFile, RuntimeError, NotImplementedError: it is broken, or has a password.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()]
        members = [each for each in members if not is_by_product(each.filename)]
        if sum(each.file_size for each in members) > most_bytes:
            raise ValueError(f"more than {UNPACKED_LIMIT_BYTES / MB:g} MB")
        if len(members) > most_files:
            raise ValueError(f"more than {UNPACKED_FILES_LIMIT:,} files")
        for each in members:
            name = each.filename.replace("\\", "/").removeprefix("./")
            require_inside(name)
            yield name, archive.read(each)
