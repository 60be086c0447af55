"""Notebook files: reading any of them with a clear error, and the normal form of our own.

In normal form a notebook differs from its last version only where its author changed something:
cell ids are kept, metadata is sorted and reduced to what is used, and outputs stand only in cells
tagged `nbval-check-output`, whose text the chapter states and nbval compares.
"""

import ast
import contextlib
import hashlib
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode, from_dict

from nbproctor.errors import CourseError

CHECKED_OUTPUT = "nbval-check-output"
MAY_RAISE = "raises-exception"  # JupyterLab, nbclient and nbval go on after an error in such a cell
CELL_METADATA = ("deletable", "editable", "nbgrader", "tags")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


_CELL_ID = re.compile("[a-zA-Z0-9_-]{1,64}")
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
# Digests of files that are valid: grading writes and reads the same ones within a second, and to
# validate one takes longer than to read it.
_valid: deque[bytes] = deque(maxlen=16)


class NotebookError(CourseError):
    """A file is not a notebook that can be used; the message says which, where, and what to do."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of any format version as version 4, with every cell id in place.

    Raises:
        NotebookError: it is not UTF-8, not JSON, or not a notebook.
    """
    return parse_notebook(path.read_bytes(), path.name)


def parse_notebook(data: bytes, name: str = "the notebook") -> NotebookNode:
    """Read a notebook from the bytes of its file, see `read_notebook`; `name` is for the error."""
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text)
        if not isinstance(found, dict):
            raise TypeError("the file holds no object")
        _complete(found)
        if _HALF_CHARACTER.search(text):  # no file can hold it
            text = json.dumps(found, ensure_ascii=False).encode("utf-8", "replace").decode()
            found = json.loads(text)
        major, minor = nbformat.reader.get_version(found)
        as_it_is = nbformat.versions[major].to_notebook_json(found, minor=minor)
        notebook: NotebookNode = nbformat.convert(as_it_is, 4)
        if hashlib.sha256(data).digest() in _valid:
            return notebook
        right = _put_right(notebook)
        if right is notebook:
            know_valid(data)
        return right
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


def know_valid(data: bytes) -> None:
    """Do not validate the notebook of this file again when it is read, for as long as it is new."""
    _valid.append(hashlib.sha256(data).digest())


def _complete(notebook: dict[str, Any]) -> None:
    """Put into each cell of version 4 what it lacks and can do without, as strange tools do."""
    cells = notebook.get("cells", [])
    parts = [each for each in cells if isinstance(each, dict)] if isinstance(cells, list) else []
    for part in [notebook, *parts]:
        if not isinstance(part.get("metadata"), dict):
            part["metadata"] = {}
    for number, cell in enumerate(parts):
        if not _CELL_ID.fullmatch(str(cell.get("id", ""))):
            cell["id"] = f"cell-{number}"
        if cell.get("cell_type") == "code":
            cell.setdefault("execution_count", None)
            if not isinstance(cell.get("outputs"), list):
                cell["outputs"] = []


def _put_right(notebook: NotebookNode) -> NotebookNode:
    """A notebook of version 4 that is valid; most are, and need no second look."""
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
    """A copy of a notebook of the course in normal form.

    Args:
        notebook: a notebook in `source/`, or one that was made from it.
        released: whether it is for students. Their checks may raise an error; in a source such a
            tag would hide a broken check from `course validate` and nbval, so it is removed.
    """
    cells = [nbformat.from_dict(_normal_cell(cell)) for cell in notebook.cells]
    for cell in cells:
        if not released and _is_test(cell) and MAY_RAISE in cell.metadata.get("tags", []):
            cell.metadata.tags = [tag for tag in cell.metadata.tags if tag != MAY_RAISE]
            if not cell.metadata.tags:
                del cell.metadata["tags"]
    metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    return NotebookNode(cells=cells, metadata=metadata, nbformat=4, nbformat_minor=5)


def _normal_cell(cell: NotebookNode) -> dict[str, Any]:
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
        normal["outputs"] = [_normal_output(output) for output in cell.outputs] if checked else []
        normal["execution_count"] = 1 if normal["outputs"] else None
    return normal


def _normal_output(output: NotebookNode) -> NotebookNode:
    if "execution_count" in output:
        output = nbformat.from_dict({**output, "execution_count": 1})
    return output


def dumps(notebook: NotebookNode) -> str:
    """A notebook as the text of its file: sorted keys, one space of indentation, a last newline."""
    text: str = nbformat.v4.writes_json(notebook)
    return text.rstrip("\n") + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook, making its folder where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(notebook), encoding="utf-8")


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """The metadata that nbgrader keeps with a cell; empty where it is not nbgrader's."""
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
    """What to call a cell: its name for nbgrader, else its id."""
    return str(nbgrader_metadata(cell).get("grade_id") or cell.get("id", ""))


def imported_names(cells: Iterable[NotebookNode]) -> dict[str, str]:
    """What the course's own locked cells import: for each name the full name of the thing."""
    names: dict[str, str] = {}
    for cell in cells:
        metadata = nbgrader_metadata(cell)
        if cell.cell_type == "code" and metadata.get("locked") and not metadata.get("solution"):
            with contextlib.suppress(SyntaxError):  # it may hold a command of IPython's
                for node in ast.parse(cell.source).body:
                    names |= dict(_imported(node))
    return names


def _imported(node: ast.stmt) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        yield from ((each.asname, each.name) for each in node.names if each.asname)
    elif isinstance(node, ast.ImportFrom):
        for each in node.names:
            yield each.asname or each.name, f"{node.module}.{each.name}"


def is_auto_graded(cell: NotebookNode) -> bool:
    """Whether a cell is code of the instructor's that gives points."""
    return _is_test(cell) and float(nbgrader_metadata(cell).get("points") or 0) > 0


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell is code of the instructor's that tries an answer and gives no points."""
    return _is_test(cell) and not is_auto_graded(cell)


def _is_test(cell: NotebookNode) -> bool:
    metadata = nbgrader_metadata(cell)
    is_code = cell.cell_type == "code"
    return bool(is_code and metadata.get("grade") and not metadata.get("solution"))
