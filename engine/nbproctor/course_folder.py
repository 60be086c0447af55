"""The course folder: its chapters, and how they are released and registered with nbgrader.

Releasing and registering run nbgrader's own `generate_assignment` into a temporary folder: nbgrader
skips an assignment that is in `release/` or, with `--force`, removes it first.
"""

import contextlib
import copy
import io
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import find_all_files
from sqlalchemy import Connection
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader
from traitlets.utils.importstring import import_item

from nbproctor.compat.nbgrader import read_schema_version_in_process, register_in_one_transaction
from nbproctor.errors import CourseError
from nbproctor.gradebook import tables
from nbproctor.gradebook.failures import explain_failures
from nbproctor.grading.submissions import Files
from nbproctor.notebooks import (
    MAY_RAISE,
    is_check,
    is_optional_check,
    normal_form,
    read_notebook,
    write_notebook,
)
from nbproctor.settings import Release
from nbproctor.temporary import temporary_folder

log = logging.getLogger("traitlets")  # nbgrader's own
read_schema_version_in_process()


@dataclass(frozen=True)
class CourseFolder:
    """A folder with `nbgrader_config.py` and `source/`.

    A chapter is an assignment of nbgrader: a folder in `source/` with one or more notebooks of any
    names, data files, helper modules and folders below.

    >>> CourseFolder.find(Path("/"))
    Traceback (most recent call last):
        ...
    nbproctor.errors.CourseError: / has no nbgrader_config.py: run this in the course folder.
    """

    root: Path
    config: Config

    @classmethod
    def find(cls, root: Path) -> "CourseFolder":
        """Return the course folder at `root`, with its configuration.

        Raises:
            CourseError: there is none.
        """
        if not (root / "nbgrader_config.py").exists():
            raise CourseError(f"{root} has no nbgrader_config.py: run this in the course folder.")
        config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        config.CourseDirectory.root = str(root)
        return cls(root, config)

    def chapters(self) -> list[str]:
        """Return the names of all chapters that have a source notebook."""
        source = self.root / "source"
        names = [path.name for path in source.iterdir()] if source.is_dir() else []
        return sorted(name for name in names if name[0] != "." and self.notebooks(name))

    def notebooks(self, chapter: str) -> list[str]:
        """Return the names of a chapter's notebooks, without their ending, sorted."""
        paths = self.source_folder(chapter).glob("*.ipynb")
        return sorted(path.stem for path in paths if path.name[0] != ".")

    def choose(self, names: list[str]) -> list[str]:
        """The chapters named, or all of them.

        Raises:
            CourseError: one of the names is not a chapter.
        """
        known = self.chapters()
        for name in names:
            if name not in known:
                raise CourseError(
                    f"there is no assignment {name!r} in {self.root / 'source'}. "
                    f"The assignments are: {', '.join(known)}."
                )
        return names or known

    def source_folder(self, chapter: str) -> Path:
        """Return the folder of a chapter's authored notebooks and other files."""
        return self.root / "source" / chapter

    def source(self, chapter: str, notebook: str = "") -> Path:
        """Return the path of an authored notebook; by default that with the chapter's name."""
        return self.source_folder(chapter) / f"{notebook or chapter}.ipynb"

    def read_source(self, chapter: str) -> Files:
        """Read the files of a chapter that nbgrader copies to submissions, and its notebooks."""
        folder, course = self.source_folder(chapter), self.coursedir(chapter)
        paths = find_all_files(str(folder), [*course.ignore, "*.ipynb"])
        names = [str(Path(path).relative_to(folder)) for path in paths if Path(path).is_file()]
        names += [f"{name}.ipynb" for name in self.notebooks(chapter)]
        return tuple((name, (folder / name).read_bytes()) for name in sorted(names))

    def coursedir(self, chapter: str, **settings: str) -> CourseDirectory:
        """Return nbgrader's `CourseDirectory` for one chapter, with more settings of it."""
        config = copy.deepcopy(self.config)  # Config(...) would share its sections
        config.CourseDirectory.assignment_id = chapter
        for name, value in settings.items():
            config.CourseDirectory[name] = value
        return CourseDirectory(config=config)

    @property
    def database_address(self) -> str:
        """The address of the gradebook, `c.CourseDirectory.db_url`."""
        return str(CourseDirectory(config=self.config).db_url)

    def gradebook(self) -> Gradebook:
        """Open the gradebook; use it in a `with` block."""
        course = CourseDirectory(config=self.config)
        return Gradebook(course.db_url, course.course_id)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open one transaction in the gradebook, which is created if there is none.

        Raises:
            CourseError: the gradebook cannot be used.
        """
        with explain_failures(self.database_address):
            self.gradebook().close()  # nbgrader creates its tables
            with tables.connect(self.database_address) as connection:
                yield connection


class TagChecks(NbGraderPreprocessor):  # type: ignore[misc]
    """Tags the checks of a release, so that Run All continues after an unsolved exercise.

    The last preprocessor of `GenerateAssignment`. The source has no such tag: an error in a check
    there must stop `nbproctor validate` and nbval.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Add the tag to a check cell."""
        if is_check(cell) or is_optional_check(cell):
            cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), MAY_RAISE})
        return cell, resources


def release(folder: CourseFolder, chapter: str, destination: Path) -> list[Path]:
    """Replace `destination/<chapter>/` by the release of a chapter; return its notebooks."""
    place = destination / chapter
    named = Release(config=folder.config).first_cell
    first = import_item(named)(folder) if named else ""
    with _generated(folder, chapter, no_database=True) as made:
        for path in made.glob("*.ipynb"):
            notebook = normal_form(read_notebook(path), released=True)
            source = read_notebook(folder.source(chapter, path.stem))
            known = {cell.id for cell in source.cells}
            for number, cell in enumerate(notebook.cells):
                if cell.id not in known:  # of a header, whose cells may have new ids each time
                    cell.id = f"included-{number}"
            if first:
                notebook.cells.insert(0, new_code_cell(first, id="first-cell"))
            write_notebook(notebook, path)
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(made, place, dirs_exist_ok=True)
    return [place / f"{name}.ipynb" for name in folder.notebooks(chapter)]


def register(folder: CourseFolder, chapter: str) -> None:
    """Register a chapter's cells and points in the gradebook, as `generate_assignment` does.

    Raises:
        CourseError: nbgrader refuses, for example because graded cells were added or removed; the
            gradebook is then unchanged.
    """
    gradebook = folder.gradebook()
    try:
        with (
            register_in_one_transaction(gradebook),
            _generated(folder, chapter, no_database=False),
        ):
            pass  # the notebook that was written is not needed
    finally:
        gradebook.close()


@contextlib.contextmanager
def _generated(folder: CourseFolder, chapter: str, no_database: bool) -> Iterator[Path]:
    with temporary_folder("release") as made:
        coursedir = folder.coursedir(chapter, release_directory=str(made))
        coursedir.config.SaveCells.enabled = not no_database
        converter = GenerateAssignment(
            coursedir=coursedir, config=coursedir.config, no_database=no_database, force=True
        )
        if not no_database:
            converter.preprocessors = _stop_at_save_cells(converter.preprocessors)
        with captured_log() as text:
            try:
                converter.start()
            except (Exception, SystemExit) as error:
                reason = reason_in_log(text.getvalue()) or str(error)
                started = re.findall("^INFO Converting notebook (.*)$", text.getvalue(), re.M)
                path = Path(started[-1]) if started else folder.source_folder(chapter)
                raise CourseError(
                    f"assignment {chapter}: nbgrader could not read {path.resolve()}: {reason}"
                ) from error
        yield made / chapter


def _stop_at_save_cells(preprocessors: list[Any]) -> list[Any]:
    """Return the preprocessors up to `SaveCells`; the others only affect the notebook."""
    names = [getattr(each, "__name__", str(each)).rpartition(".")[2] for each in preprocessors]
    return preprocessors[: names.index("SaveCells") + 1] if "SaveCells" in names else preprocessors


@contextlib.contextmanager
def captured_log() -> Iterator[io.StringIO]:
    """Collect nbgrader's log of the block as text instead of printing it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    handlers, level, propagate = log.handlers, log.level, log.propagate
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.INFO)
    try:
        yield text
    finally:
        log.handlers, log.propagate = handlers, propagate
        log.setLevel(level)


def reason_in_log(text: str) -> str:
    """Return the line of a captured log that tells the cause: the end of a stack, or an error.

    >>> reason_in_log("ERROR Traceback ...\\n  File ...\\nValueError: no such cell")
    'ValueError: no such cell'
    """
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "INFO "))]
    raised = [line for line in lines if re.match(r"[\w.]+: ", line)]
    errors = [line.removeprefix("ERROR ") for line in lines if line.startswith("ERROR ")]
    return (raised or errors or [""])[-1]
