"""Notes on what was put right in a submission: one sentence for teachers, one for the student."""

from collections.abc import Iterable
from typing import NamedTuple

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

NOTES = "course_restored"  # key of the sentences for teachers in a notebook's metadata
NOTES_CELL = "put-right-before-grading"  # id of the cell on top with the sentences for the student
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
    if kept:
        lines = "\n".join(f"- {note.student}" for note in kept)
        text = f"**Put right before grading**\n\n{lines}"
        notebook.cells.insert(0, new_markdown_cell(text, id=NOTES_CELL))
    return notebook
