"""Preprocessor: refuses a student whose folder's name would act as markup in formgrader's pages.

nbgrader writes these names into its pages as they are. The first of its sanitizing preprocessors:
nothing is graded, and the student that nbgrader has just made of the folder leaves the gradebook.
"""

import contextlib
import re

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor

from nbproctor.errors import CourseError

_ODD = re.compile(r"[<>\"\\\[\]*?\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


class RefuseOddNames(NbGraderPreprocessor):  # type: ignore[misc]
    """Raises where the student's name cannot stand in a page."""

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Leave the notebook as it is.

        Raises:
            CourseError: the name of the student's folder is odd.
        """
        names = resources["nbgrader"]
        if reason := why_odd(names["student"]):
            _forget(names["student"], names["db_url"])
            raise CourseError(reason)
        return nb, resources


def _forget(student: str, db_url: str) -> None:
    """Remove a student who never had a score; one who has is for a human to decide on."""
    with Gradebook(db_url) as gradebook, contextlib.suppress(MissingEntry):
        if not gradebook.find_student(student).score:
            gradebook.remove_student(student)


def why_odd(student: str) -> str:
    r"""Why a folder's name cannot be a student's, and what to do; empty where it can.

    >>> why_odd("O'Hara & Söhne")
    ''
    >>> print(why_odd("<b>"))
    the folder '<b>' cannot be a student's name: rename it without < > " [ ] * ? and \.
    """
    if not _ODD.search(student):
        return ""
    return (
        f"the folder {student!r} cannot be a student's name: "
        'rename it without < > " [ ] * ? and \\.'
    )
