"""Reads notebook files with clear errors, and writes a course's own in normal form.

In normal form a notebook differs from its last version only where its author changed something.
Cell ids are kept, metadata is sorted and reduced to the keys in use, and only cells tagged
`nbval-check-output` keep outputs: the chapter states them, and nbval compares them.
"""

import contextlib
import hashlib
import json
import re
from collections import deque
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict

from nbproctor.errors import CourseError

CHECKED_OUTPUT = "nbval-check-output"
MAY_RAISE = (
    "raises-exception"  # JupyterLab, nbclient and nbval continue after an error in such a cell
)
APART = "apart"  # tag of a grade cell in the source that runs apart from the student's process
DEMONSTRATION = "demonstration"  # tag of a cell in the source that only shows something
OPTIONAL = "optional"  # tag of an answer that gives no points, and of the cell that checks it
# The output of such a cell in a graded notebook.
LEFT_OUT = "(left out while grading: a figure or an example of the course)\n"
NOTES_CELL = "put-right-before-grading"  # id of the cell on top that tells the student of repairs
CELL_METADATA = ("deletable", "editable", "nbgrader", "tags")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
DEEPEST = 100  # containers within containers, in a notebook
_CELL_ID = re.compile("[a-zA-Z0-9_-]{1,64}")
GIVEN_ID = re.compile(r"cell-\d+")  # of a cell that had none in its file
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# Digests of valid files. Grading writes and reads the same files within a second, and validating
# one takes longer than reading it.
_valid: deque[bytes] = deque(maxlen=16)


class NotebookError(CourseError):
    """A file is not a usable notebook; the message says which, where, and what to do."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of any format version as version 4, with every cell id in place.

    Raises:
        NotebookError: the file is not UTF-8, not JSON, or not a notebook.
    """
    return parse_notebook(path.read_bytes(), path.name)


def parse_notebook(data: bytes, name: str = "the notebook") -> NotebookNode:
    """Read a notebook from the bytes of its file, see `read_notebook`; `name` is for errors."""
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text)
        if not isinstance(found, dict):
            raise TypeError("the file holds no object")
        _require_shallow(found)
        _add_missing(found)
        if _SURROGATE.search(text):  # no file can contain a lone surrogate
            text = json.dumps(found, ensure_ascii=False).encode("utf-8", "replace").decode()
            found = json.loads(text)
        major, minor = nbformat.reader.get_version(found)
        as_it_is = nbformat.versions[major].to_notebook_json(found, minor=minor)
        notebook: NotebookNode = nbformat.convert(as_it_is, 4)
        if hashlib.sha256(data).digest() in _valid:
            return notebook
        repaired = _repair(notebook)
        if repaired is notebook:
            remember_valid(data)
        return repaired
    except UnicodeDecodeError as error:
        reason = f"is not text in UTF-8 (byte {error.start})"
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        reason = f"is not valid JSON ({place}: {error.msg}); it was cut off or edited by hand"
    except RecursionError:
        reason = "is nested too deeply to be a notebook"
    except Exception as error:  # nbformat raises many kinds at files made by hand
        reason = f"is not a notebook ({type(error).__name__}: {' '.join(str(error).split())[:200]})"
    raise NotebookError(f"{name} {reason}. Ask for the .ipynb file again.")


def remember_valid(data: bytes) -> None:
    """Do not validate the notebook of this file again if it is read soon."""
    _valid.append(hashlib.sha256(data).digest())


def _require_shallow(notebook: dict[str, Any]) -> None:
    """Refuse containers within containers that some versions of Python can copy and others cannot.

    Raises:
        RecursionError: there are more than `DEEPEST` levels.
    """
    level: list[Any] = [notebook]
    for _ in range(DEEPEST):
        values = (each.values() if isinstance(each, dict) else each for each in level)
        level = [v for inside in values for v in inside if isinstance(v, dict | list)]
        if not level:
            return
    raise RecursionError


def _add_missing(notebook: dict[str, Any]) -> None:
    """Add the fields that some tools leave out of the cells of version 4."""
    cells = notebook.get("cells", [])
    parts = [each for each in cells if isinstance(each, dict)] if isinstance(cells, list) else []
    for part in [notebook, *parts]:
        if not isinstance(part.get("metadata"), dict):
            part["metadata"] = {}
    for number, cell in enumerate(parts):
        if not _CELL_ID.fullmatch(str(cell.get("id", ""))):
            cell["id"] = f"cell-{number}"
        if isinstance(source := cell.get("source"), list):
            cell["source"] = _join_lines(source)
        if cell.get("cell_type") == "code":
            cell.setdefault("execution_count", None)
            if not isinstance(cell.get("outputs"), list):
                cell["outputs"] = []


def _join_lines(lines: list[Any]) -> Any:
    """Join the lines of a cell; some programs leave out the newlines at their ends."""
    if not all(isinstance(line, str) for line in lines):
        return lines
    have_ends = any(len(f"{line}.".splitlines()) > 1 for line in lines[:-1])
    return ("" if have_ends else "\n").join(lines)


def _repair(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook if it is valid, as most are, and otherwise a repaired copy."""
    ids = {cell.get("id") for cell in notebook.cells}
    if notebook.nbformat_minor >= 5 and len(ids) == len(notebook.cells):
        with contextlib.suppress(nbformat.ValidationError):
            nbformat.validate(notebook)
            return notebook
    _, notebook = nbformat.validator.normalize(notebook, strip_invalid_metadata=True)
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    nbformat.validate(notebook, relax_add_props=True)
    return notebook


def normal_form(notebook: NotebookNode, released: bool = False) -> NotebookNode:
    """Return a copy of a notebook of the course in normal form.

    Args:
        notebook: a notebook in `source/`, or its release.
        released: whether it is for students. Their checks may raise an error. In a source such a
            tag would hide a broken check from `nbproctor validate` and nbval, so it is removed.
    """
    cells = [nbformat.from_dict(_normalize_cell(cell)) for cell in notebook.cells]
    for cell in cells:
        tests = _is_test(cell) or is_optional_check(cell)
        if not released and tests and MAY_RAISE in cell.metadata.get("tags", []):
            cell.metadata.tags = [tag for tag in cell.metadata.tags if tag != MAY_RAISE]
            if not cell.metadata.tags:
                del cell.metadata["tags"]
    metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    return NotebookNode(cells=cells, metadata=metadata, nbformat=4, nbformat_minor=5)


def _normalize_cell(cell: NotebookNode) -> dict[str, Any]:
    metadata = {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key)}
    if "editable" in cell.metadata:
        metadata["editable"] = cell.metadata.editable
    if "deletable" in cell.metadata:
        metadata["deletable"] = cell.metadata.deletable
    normal = {
        "cell_type": cell.cell_type,
        "id": cell.id,
        "metadata": metadata,
        "source": cell.source,
    }
    if cell.cell_type == "code":
        checked = CHECKED_OUTPUT in metadata.get("tags", [])
        counted = [
            {**output, "execution_count": 1} if "execution_count" in output else output
            for output in cell.outputs
        ]
        normal["outputs"] = counted if checked else []
        normal["execution_count"] = 1 if normal["outputs"] else None
    return normal


def dumps(notebook: NotebookNode) -> str:
    """Format a notebook as text: sorted keys, one space of indentation, a final newline."""
    text: str = nbformat.v4.writes_json(notebook)
    return text.rstrip("\n") + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook, and create its folder if needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(notebook), encoding="utf-8")


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """Return the metadata that nbgrader keeps with a cell; {} if nbgrader does not know it."""
    metadata = cell.metadata.get("nbgrader")
    return metadata if isinstance(metadata, dict) else {}


def new_output(kind: str, **fields: Any) -> NotebookNode:
    """Make an output as nbformat does, without validation: the whole notebook is validated."""
    missing: dict[str, Any] = {"metadata": {}} if "data" in fields else {}
    if kind == "execute_result":
        missing["execution_count"] = None
    made: NotebookNode = from_dict({"output_type": kind, **missing, **fields})
    return made


def cell_name(cell: NotebookNode) -> str:
    """Return nbgrader's name of a cell, or its id."""
    return str(nbgrader_metadata(cell).get("grade_id") or cell.get("id", ""))


def is_auto_graded(cell: NotebookNode) -> bool:
    """Whether a cell is the instructor's code that gives points."""
    return _is_test(cell) and float(nbgrader_metadata(cell).get("points") or 0) > 0


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell is the instructor's code that tests an answer and gives no points."""
    return _is_test(cell) and not is_auto_graded(cell)


def is_apart(cell: NotebookNode, everywhere: bool) -> bool:
    """Whether a cell is the instructor's code and runs apart from the student's process.

    Args:
        everywhere: whether all grade cells do, `c.ExecuteCells.apart`; otherwise tagged ones do.
    """
    return _is_test(cell) and (everywhere or APART in cell.metadata.get("tags", ()))


def is_demonstration(cell: NotebookNode) -> bool:
    """Whether the author says that a cell only shows something; it is no answer and no test."""
    known = nbgrader_metadata(cell)
    is_other = cell.cell_type != "code" or known.get("solution") or known.get("grade")
    return not is_other and DEMONSTRATION in cell.metadata.get("tags", ())


def is_optional_check(cell: NotebookNode) -> bool:
    """Whether a cell checks an answer that gives no points; grading leaves it out."""
    return is_demonstration(cell) and OPTIONAL in cell.metadata.get("tags", ())


def _is_test(cell: NotebookNode) -> bool:
    metadata = nbgrader_metadata(cell)
    is_code = cell.cell_type == "code"
    return bool(is_code and metadata.get("grade") and not metadata.get("solution"))
