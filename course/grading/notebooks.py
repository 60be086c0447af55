"""Notebook files: reading any of them with a clear error, and the normal form of our own.

In normal form a notebook differs from its last version only where its author changed something:
cell ids are kept, metadata is sorted and reduced to what is used, and outputs stand only in cells
tagged `nbval-check-output`, whose text the chapter states and nbval compares.
"""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

CHECKED_OUTPUT = "nbval-check-output"
CELL_METADATA = ("deletable", "editable", "nbgrader", "tags")
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class NotebookError(Exception):
    """A file is not a notebook that can be used; the message says which, where, and what to do."""


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook of any format version as version 4, with every cell id in place.

    Raises:
        NotebookError: it is not UTF-8, not JSON, or not a notebook.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document = json.loads(text)
        if not isinstance(document, dict):
            raise NotebookError(f"{path.name} is JSON, but not a notebook. Ask for the .ipynb file.")
        notebook = nbformat.convert(nbformat.from_dict(document), 4)
        return _with_ids(notebook)
    except UnicodeDecodeError as error:
        raise NotebookError(
            f"{path.name} is not a text file in UTF-8 (byte {error.start}). Ask for the .ipynb file."
        ) from error
    except json.JSONDecodeError as error:
        raise NotebookError(
            f"{path.name} is not valid JSON (line {error.lineno}, column {error.colno}: {error.msg}). "
            "It was cut off or edited by hand; ask for it again."
        ) from error
    except NotebookError:
        raise
    except Exception as error:  # nbformat raises many kinds at files made by hand
        reason = " ".join(str(error).split())[:200]
        raise NotebookError(
            f"{path.name} is not a usable notebook ({type(error).__name__}: {reason}). Ask for it again."
        ) from error


def _with_ids(notebook: NotebookNode) -> NotebookNode:
    _, notebook = nbformat.validator.normalize(notebook, strip_invalid_metadata=True)
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    nbformat.validate(notebook, relax_add_props=True)
    return notebook


def normal_form(notebook: NotebookNode) -> NotebookNode:
    """A copy of a notebook of ours in normal form."""
    cells = [_normal_cell(cell) for cell in notebook.cells]
    metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    return nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )


def _normal_cell(cell: NotebookNode) -> dict[str, Any]:
    metadata = {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key)}
    if "editable" in cell.metadata:
        metadata["editable"] = cell.metadata.editable
    if "deletable" in cell.metadata:
        metadata["deletable"] = cell.metadata.deletable
    normal = {"cell_type": cell.cell_type, "id": cell.id, "metadata": metadata, "source": cell.source}
    if cell.cell_type == "code":
        checked = CHECKED_OUTPUT in metadata.get("tags", [])
        normal["outputs"] = [_normal_output(output) for output in cell.outputs] if checked else []
        normal["execution_count"] = 1 if checked else None
    return normal


def _normal_output(output: NotebookNode) -> NotebookNode:
    if "execution_count" in output:
        output = nbformat.from_dict({**output, "execution_count": 1})
    return output


def dumps(notebook: NotebookNode) -> str:
    """A notebook as the text of its file: sorted keys, one space of indentation, a last newline."""
    text: str = nbformat.writes(notebook, version=nbformat.NO_CONVERT)
    return text.rstrip("\n") + "\n"


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook, making its folder where needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(notebook), encoding="utf-8")


def nbgrader_metadata(cell: NotebookNode) -> dict[str, Any]:
    """The metadata that nbgrader keeps with a cell; empty where it is not nbgrader's."""
    metadata = cell.metadata.get("nbgrader")
    return metadata if isinstance(metadata, dict) else {}
