"""What all students have of an exercise before they begin: the stub; and what they may have seen.

Both are in the source notebook: the stub is what nbgrader's `ClearSolutions` leaves of an answer.
"""

import copy

from nbgrader.preprocessors import ClearSolutions

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.report.likeness import Given


def read_given(folder: CourseFolder, chapter: str) -> dict[str, Given]:
    """Stub and solution of every answer in code, by name; empty where there is no source."""
    path = folder.source(chapter)
    if not path.exists():
        return {}
    source = read_notebook(path)
    clear = ClearSolutions(config=folder.config)
    released, _ = clear.preprocess(copy.deepcopy(source), {})
    marks = (clear.begin_solution_delimeter, clear.end_solution_delimeter)
    given = {}
    for cell, stub in zip(source.cells, released.cells, strict=True):
        metadata = nbgrader_metadata(cell)
        if cell.cell_type == "code" and metadata.get("solution"):
            lines = [line for line in cell.source.splitlines() if not _is_mark(line, marks)]
            given[str(metadata["grade_id"])] = Given(stub.source, "\n".join(lines))
    return given


def _is_mark(line: str, marks: tuple[str, ...]) -> bool:
    return any(mark in line for mark in marks)
