"""What a release must not give away: a line of a solution, a hidden test, an output.

nbgrader takes them out between their marks; these looks find what stands outside the marks as well,
and what was left by a mark that was misspelt.
"""

from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

from nbproctor.notebooks import cell_name, nbgrader_metadata
from nbproctor.validation.faults import Fault

MARKS = ("HIDDEN TESTS", "BEGIN SOLUTION", "END SOLUTION")
# A shorter line, such as `return total`, may well stand elsewhere without giving anything away.
TELLING = 20


def leaks(
    source: NotebookNode, released: NotebookNode, forbidden_words: Sequence[str] = ()
) -> list[Fault]:
    """What the release says that only the source may: words of staff, secret lines, outputs."""
    words = (*MARKS, *forbidden_words)
    secret, known = secret_lines(source), visible_text(source)
    found = []
    for cell in released.cells:
        found += [_fault(cell, f"speaks of {word!r}") for word in words if word in cell.source]
        lines = {line.strip() for line in cell.source.splitlines()}
        for line in sorted(secret):
            if line in lines or (line in cell.source and line not in known):
                found.append(_fault(cell, f"gives away the line {line!r}"))
        if cell.get("outputs"):
            found.append(_fault(cell, "has outputs"))
    return found


def _fault(cell: NotebookNode, reason: str) -> Fault:
    return Fault(cell_name(cell), f"the release {reason}")


def secret_lines(source: NotebookNode) -> set[str]:
    """Telling lines of solutions, of written answers and of hidden tests, without indentation."""
    lines = {line.strip() for cell in source.cells for line, secret in _marked(cell) if secret}
    return {line for line in lines if len(line) > TELLING and not line.startswith("### ")}


def visible_text(source: NotebookNode) -> str:
    """The source without its solutions and hidden tests."""
    return "\n".join(line for cell in source.cells for line, secret in _marked(cell) if not secret)


def _marked(cell: NotebookNode) -> Iterator[tuple[str, bool]]:
    """Each line of a cell, and whether it is staff's alone; a written answer is so as a whole."""
    written = cell.cell_type == "markdown" and bool(nbgrader_metadata(cell).get("solution"))
    inside = False
    for line in cell.source.splitlines():
        inside = inside or "### BEGIN" in line
        yield line, inside or written
        inside = inside and "### END" not in line
