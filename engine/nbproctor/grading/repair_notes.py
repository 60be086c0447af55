"""Notes on what was put right in a submission: one sentence for teachers, one for the student."""

from collections.abc import Iterable
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from nbproctor.notebooks import NOTES_CELL

NOTES = "course_restored"  # key of the sentences for teachers in a notebook's metadata
# Added to a written answer that is as released, so that it does not score 0 by itself.
ANSWERED_ELSEWHERE = "(Left as released. Other cells of this notebook may hold the answer.)"


class Note(NamedTuple):
    """What was put right.

    Attributes:
        teacher: for the table of a class run, its log and the report.
        student: for the page of feedback.
    """

    teacher: str
    student: str

    @classmethod
    def of(cls, subject: str, teacher: str, student: str = "") -> "Note":
        """Make a note whose two sentences have the same subject.

        >>> Note.of("cell `add`", "was missing").student
        'Cell `add` was missing.'
        """
        sentence = f"{subject} {student or teacher}."
        return cls(f"{subject} {teacher}", sentence[0].upper() + sentence[1:])


def add_notes(notebook: NotebookNode, notes: Iterable[Note]) -> NotebookNode:
    """Put notes into a cell on top of a notebook and into its metadata."""
    kept = list(notes)
    notebook.metadata[NOTES] = [note.teacher for note in kept]
    for note in kept:
        add_sentence(notebook, note.student)
    return notebook


def add_sentence(notebook: NotebookNode, sentence: str) -> None:
    """Put a sentence for the student into the cell on top of a notebook."""
    if not notebook.cells or notebook.cells[0].get("id") != NOTES_CELL:
        title = "**Put right before grading**\n"
        notebook.cells.insert(0, new_markdown_cell(title, id=NOTES_CELL))
    notebook.cells[0].source += f"\n- {sentence}"
