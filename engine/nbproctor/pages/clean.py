"""Preprocessors that make notebooks safe to open, whatever their author and kernel put into them.

`CleanOutputs` runs after a submission was executed, so that `autograded/` holds nothing harmful.
`CleanPages` is a second wall: it runs on the pages of feedback and formgrader and removes hidden
tests from them. `nbproctor.configure` plugs both in.
"""

import functools
import importlib.util
import re
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import LimitOutput, NbGraderPreprocessor
from traitlets import Integer, List, Unicode, default

from nbproctor.kernels.sandbox import PACKAGES_INSIDE
from nbproctor.notebooks import (
    CELL_METADATA,
    NOTEBOOK_METADATA,
    cell_name,
    is_apart,
    is_auto_graded,
    nbgrader_metadata,
)
from nbproctor.pages.allowed_html import clean_base64
from nbproctor.pages.clean_outputs import Bounds, clean_outputs, size
from nbproctor.pages.markdown import as_block
from nbproctor.pages.plain_text import cut, joined, plain, size_of
from nbproctor.settings import Course, grades_all_apart

RUN = "course_run"  # the grader's record of how the notebook was graded
OWN_METADATA = (RUN, "course_restored")
MOST_LINES = 10**6
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_HIDDEN = re.compile(r"^[^\n]*BEGIN HIDDEN TESTS.*?(?:END HIDDEN TESTS[^\n]*\n?|\Z)", re.M | re.S)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@functools.cache
def _folders(packages: tuple[str, ...]) -> tuple[Path, ...]:
    """The folders of packages, here and in the sandbox."""
    found = (importlib.util.find_spec(name) for name in packages)
    places = [place for spec in found if spec for place in spec.submodule_search_locations or ()]
    return (*map(Path, places), Path(PACKAGES_INSIDE))


class CleanOutputs(NbGraderPreprocessor):  # type: ignore[misc]
    """Reduce outputs, attachments and metadata to what is allowed, and keep all text within bounds.

    The grader itself wrote the outputs of cells in its record: they are kept.
    """

    max_lines = Integer(
        help="Most lines of an output's text, by default as many as `LimitOutput` keeps."
    ).tag(config=True)
    max_text_kib = Integer(100, help="Most KiB of an output's text and of a cell.").tag(config=True)
    max_rich_kib = Integer(2000, help="Most KiB of an image or of HTML.").tag(config=True)
    max_pictures_kib = Integer(8000, help="Most KiB of the pictures in a text.").tag(config=True)
    max_outputs = Integer(100, help="Most outputs of a cell.").tag(config=True)
    max_cell_kib = Integer(4000, help="Most KiB of a cell's outputs.").tag(config=True)
    max_notebook_kib = Integer(10000, help="Most KiB of a notebook's outputs.").tag(config=True)

    @default("max_lines")
    def _keep_as_many_lines_as_nbgrader(self) -> int:
        most: int = LimitOutput(parent=self).max_lines
        return most if most >= 0 else MOST_LINES

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Clean every cell and the notebook's metadata in place."""
        self._recorded = nb.metadata.get(RUN, {}).get("cells", {})
        self._left_out = _folders(("nbproctor", *Course(parent=self).packages))
        own = {key: nb.metadata[key] for key in OWN_METADATA if key in nb.metadata}
        nb.metadata = NotebookNode({**NOTEBOOK_METADATA, **own})
        left_b = self.max_notebook_kib * 1024
        for number, cell in enumerate(nb.cells):
            self._clean_cell(cell, number, max(left_b // 1024, 0))
            left_b -= sum(map(size, cell.get("outputs", [])))
        return nb, resources

    def _clean_cell(self, cell: NotebookNode, number: int, left_kib: int) -> None:
        clean_metadata(cell, number)
        cell.source = cut(joined(cell.source), MOST_LINES, self.max_text_kib)
        if cell.cell_type == "code":
            cell.outputs = self._outputs(cell, left_kib)
            count = cell.get("execution_count")
            cell.execution_count = count if type(count) is int else None
            return
        if cell.cell_type == "raw":
            cell.cell_type, cell.source = "markdown", as_block(cell.source)
        clean_attachments(cell, self.max_pictures_kib)
        cell.source = plain(cell.source)  # the page that shows it cleans what it renders

    def _outputs(self, cell: NotebookNode, left_kib: int) -> list[NotebookNode]:
        if is_auto_graded(cell) and cell_name(cell) in self._recorded:
            return list(cell.outputs)
        return clean_outputs(cell.outputs, self._bounds(left_kib))

    def _bounds(self, left_kib: int) -> Bounds:
        cell_kib = min(self.max_cell_kib, left_kib)
        sizes = (self.max_lines, self.max_text_kib, self.max_rich_kib)
        return Bounds(*sizes, self.max_outputs, cell_kib, self._left_out)


class CleanPages(CleanOutputs):
    """Clean a notebook for a page, and show a grade cell that ran apart as it was released."""

    # Unused: exporters of pages set it for all preprocessors; traitlets warns of unknown traits.
    display_data_priority = List(Unicode()).tag(config=True)

    def _clean_cell(self, cell: NotebookNode, number: int, left_kib: int) -> None:
        super()._clean_cell(cell, number, left_kib)
        if self._ran_apart(cell):
            cell.source = _HIDDEN.sub("", cell.source)

    def _outputs(self, cell: NotebookNode, left_kib: int) -> list[NotebookNode]:
        outputs = clean_outputs(cell.outputs, self._bounds(left_kib))
        if not self._ran_apart(cell):
            return outputs
        for output in outputs:
            if output.output_type == "error":
                # Traceback and message of an assertion quote the hidden test.
                output.evalue, output.traceback = "", [f"{output.ename}: could not be graded"]
        return outputs

    def _ran_apart(self, cell: NotebookNode) -> bool:
        return is_auto_graded(cell) and is_apart(cell, grades_all_apart(self.config))


def clean_metadata(cell: NotebookNode, number: int) -> None:
    """Reduce a cell's metadata to what nbgrader needs, if valid, and give it a valid cell id."""
    kept = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
    if not _NAME.fullmatch(str(nbgrader_metadata(cell).get("grade_id", ""))):
        kept.pop("nbgrader", None)
    if not (isinstance(kept.get("tags"), list) and all(map(_is_name, kept["tags"]))):
        kept.pop("tags", None)
    cell.metadata = NotebookNode(kept)
    if not _is_name(cell.get("id")):
        cell.id = f"cell-{number}"


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def clean_attachments(cell: NotebookNode, max_kib: int) -> None:
    """Reduce a cell's attachments to real images; the text names those that are too large."""
    given = cell.pop("attachments", None)
    kept, left_b = {}, max_kib * 1024
    for name, data in given.items() if isinstance(given, dict) else ():
        images = {
            mime_type: joined(data[mime_type])
            for mime_type in PICTURES
            if isinstance(data, dict) and mime_type in data
        }
        size_b = sum(map(len, images.values()))
        if size_b > left_b:
            cell.source += (
                f"\n\n(not shown: the picture {plain(str(name))[:100]}, {size_of(size_b)})"
            )
            continue
        left_b -= size_b
        images = {mime_type: clean_base64(mime_type, image) for mime_type, image in images.items()}
        if found := {mime_type: image for mime_type, image in images.items() if image}:
            kept[name] = found
    if kept:
        cell.attachments = NotebookNode(kept)
