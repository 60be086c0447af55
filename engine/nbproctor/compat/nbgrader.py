"""nbgrader: the gradebook and files that it opens, its schema version, scores, and log lines.

Written for nbgrader 0.9.6. Its converters and preprocessors open the gradebook by its address, each
anew, and commit after each cell. There is no setting to hand them a gradebook.
"""

import contextlib
import fnmatch
import glob
import importlib
import logging
import os
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any

from alembic.script import ScriptDirectory
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader import api
from nbgrader.converters import Autograde, base
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import SaveAutoGrades

# Modules that open a gradebook while nbgrader grades or writes feedback, and while it registers.
GRADING = (
    "nbgrader.converters.autograde",
    "nbgrader.preprocessors.getgrades",
    "nbgrader.preprocessors.latesubmissions",
    "nbgrader.preprocessors.overwritecells",
    "nbgrader.preprocessors.overwritekernelspec",
    "nbgrader.preprocessors.saveautogrades",
)
REGISTERING = ("nbgrader.converters.generate_assignment", "nbgrader.preprocessors.savecells")


@contextlib.contextmanager
def open_while_grading(gradebook: object) -> Iterator[None]:
    """Make nbgrader open this gradebook while it grades or writes feedback in the block."""
    with _opened(gradebook, GRADING):
        yield


@contextlib.contextmanager
def register_in_one_transaction(gradebook: api.Gradebook) -> Iterator[None]:
    """Make nbgrader register an assignment in this gradebook, and commit once after the block.

    nbgrader would open the gradebook for each step and commit each cell. Where the block raises,
    nothing is committed.
    """
    session = gradebook.db
    with (
        replace_attributes(gradebook, close=lambda: None),
        replace_attributes(session, commit=session.flush),
        _opened(gradebook, REGISTERING),
    ):
        yield
    session.commit()


@contextlib.contextmanager
def _opened(gradebook: object, modules: tuple[str, ...]) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for name in modules:
            module = importlib.import_module(name)
            stack.enter_context(replace_attributes(module, Gradebook=lambda *_: gradebook))
        yield


def guard_autograde(
    list_files: Callable[[CourseDirectory, str, str], Collection[str]],
    list_notebooks: Callable[[Autograde, Collection[str]], dict[str, list[str]] | None],
    read_timestamp: Callable[[str], datetime | None],
    before_removal: Callable[[str], None],
) -> None:
    """Make `Autograde` copy only the listed files of a submission, and read time stamps this way.

    nbgrader copies whatever a link beside a notebook leads to, even an endless device, and opens
    anything with the name `timestamp.txt`, even a pipe. It grades what has the ending `.ipynb`, and
    stops at a folder that has no such file. It removes an autograded submission before it grades it
    again. There is no setting for any of this.

    Args:
        list_files: returns the paths of the files to copy, inside the folder of a submission. Its
            arguments are the course, the name of the assignment and the folder.
        list_notebooks: returns the names of the notebooks in folders of submissions, by folder;
            None to let nbgrader look for them. Its arguments are the converter and the folders.
        read_timestamp: returns the time stamp in a folder; any error means that it is invalid.
        before_removal: called with the path of a submission's folder in `autograded/`, before the
            submission is graded.
    """
    initialize, find_all_files = Autograde.init_assignment, base.find_all_files
    find_notebooks, prepare = Autograde.init_notebooks, Autograde.init_destination

    def prepare_destination(self: Autograde, assignment: str, student: str) -> bool:
        before_removal(self._format_dest(assignment, student))
        return bool(prepare(self, assignment, student))

    def initialize_with_listed_files(self: Autograde, assignment: str, student: str) -> None:
        def find_listed(folder: str, exclude: list[str] | None = None) -> list[str]:
            listed = list_files(self.coursedir, assignment, folder)
            kept = {os.path.join(folder, name) for name in listed}
            return [path for path in find_all_files(folder, exclude) if path in kept]

        with replace_attributes(base, find_all_files=find_listed):
            initialize(self, assignment, student)

    def init_notebooks(self: Autograde) -> None:
        course = self.coursedir
        pattern = self._format_source(course.assignment_id, course.student_id)
        listed = list_notebooks(self, glob.glob(pattern)) or {}
        wanted = {
            folder: [os.path.join(folder, f"{name}.ipynb") for name in wanted]
            for folder, names in listed.items()
            if (wanted := fnmatch.filter(names, course.notebook_id))
        }
        if wanted:
            self.assignments, self.notebooks = wanted, []
        else:
            find_notebooks(self)  # it says what is missing

    def get_existing_timestamp(self: CourseDirectory, folder: str) -> datetime | None:
        try:
            return read_timestamp(folder)
        except Exception as error:  # dateutil raises many kinds at made-up text
            raise ValueError(f"{folder} has an invalid time stamp: {error}") from None

    Autograde.init_assignment = initialize_with_listed_files
    Autograde.init_destination = prepare_destination
    Autograde.init_notebooks = init_notebooks
    CourseDirectory.get_existing_timestamp = get_existing_timestamp


# How warnings of `zip_collect` start that are about single files or folders.
ABOUT_ONE_FILE = (
    "Skipped submission",
    "Invalid submission notebook name",
    "Directory not found. Creating",
    "Clearing existing files",
    "No release notebooks",
)


def is_about_one_file(record: logging.LogRecord) -> bool:
    """Whether `zip_collect` logs this for a single file, so that a summary would drown in it.

    nbgrader logs up to five lines for each file of a class. There is no setting for it.
    """
    if record.module != "zipcollectapp" or record.levelno >= logging.ERROR:
        return False
    message = record.getMessage()
    return (
        record.levelno < logging.WARNING
        or message.startswith(ABOUT_ONE_FILE)
        or message.endswith("files skipped")
    )


def read_schema_version_in_process() -> None:
    """Make nbgrader read the version of its database schema in this process.

    nbgrader starts the program `alembic`, which must be on the path and takes a second in the first
    run of a class.
    """
    api.get_alembic_version = ScriptDirectory(ALEMBIC_DIR).get_current_head


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's preprocessor with a method for the score of a cell that subclasses override.

    To call `preprocess_cell` and then correct the score would commit nbgrader's own score first.
    """

    def save_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        """Save the score of a grade cell as nbgrader does."""
        super()._add_score(cell, resources)

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        self.save_score(cell, resources)


@contextlib.contextmanager
def replace_attributes(owner: object, **attributes: Any) -> Iterator[None]:
    """Replace attributes of a module or an object in the block.

    Raises:
        AttributeError: there is no attribute of this name.

    >>> import math
    >>> with replace_attributes(math, pi=3):
    ...     math.pi
    3
    >>> round(math.pi, 2)
    3.14
    """
    own = {name: vars(owner)[name] for name in attributes if name in vars(owner)}
    for name in attributes:
        getattr(owner, name)
    try:
        for name, value in attributes.items():
            setattr(owner, name, value)
        yield
    finally:
        for name in attributes:
            if name in own:
                setattr(owner, name, own[name])
            else:  # its class has it
                delattr(owner, name)
