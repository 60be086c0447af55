"""Finds what a release must not contain: a line of a solution, a hidden test, an output.

nbgrader removes the text between its marks. This module also finds copies outside of the marks, and
text that a misspelt mark has left.
"""

from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from nbproctor.notebooks import cell_name, nbgrader_metadata
from nbproctor.validation import Fault

MARKS = ("HIDDEN TESTS", "BEGIN SOLUTION", "END SOLUTION")
TELLING = 20  # characters; a shorter line, such as `return total`, gives nothing away


def find_leaks(
    source: NotebookNode, released: NotebookNode, forbidden_words: Sequence[str] = ()
) -> list[Fault]:
    """Find forbidden words, secret lines and outputs in a release."""
    words = (*MARKS, *forbidden_words)
    secret, known = find_secret_lines(source), join_visible_lines(source)
    found = []
    for cell in released.cells:
        found += [
            _describe_fault(cell, f"speaks of {word!r}") for word in words if word in cell.source
        ]
        lines = {line.strip() for line in cell.source.splitlines()}
        for line in sorted(secret):
            if line in lines or (line in cell.source and line not in known):
                found.append(_describe_fault(cell, f"gives away the line {line!r}"))
        if cell.get("outputs"):
            found.append(_describe_fault(cell, "has outputs"))
    return found


def _describe_fault(cell: NotebookNode, reason: str) -> Fault:
    return Fault(cell_name(cell), f"the release {reason}")


def find_secret_lines(source: NotebookNode) -> set[str]:
    """Find telling lines of solutions, written answers and hidden tests, without indentation."""
    lines = {
        line.strip() for cell in source.cells for line, secret in _mark_secret_lines(cell) if secret
    }
    return {line for line in lines if len(line) > TELLING and not line.startswith("### ")}


def join_visible_lines(source: NotebookNode) -> str:
    """Return the text of the source without its solutions and hidden tests."""
    return "\n".join(
        line for cell in source.cells for line, secret in _mark_secret_lines(cell) if not secret
    )


def _mark_secret_lines(cell: NotebookNode) -> Iterator[tuple[str, bool]]:
    """Yield each line of a cell, and whether it is secret, as every line of a written answer is."""
    written = cell.cell_type == "markdown" and bool(nbgrader_metadata(cell).get("solution"))
    inside = False
    for line in cell.source.splitlines():
        inside = inside or "### BEGIN" in line
        yield line, inside or written
        inside = inside and "### END" not in line
