"""Collects submissions from the downloads of Canvas and Moodle.

Plugins for nbgrader's `zip_collect`: put the downloaded zip into `downloaded/<assignment>/archive/`
and run `nbgrader zip_collect <assignment> --collector=nbproctor.lms.downloads.CanvasFiles`. The
students are those of the gradebook: Canvas names them by `lms_user_id`, Moodle by their full names.
All files of a student are collected, and grading decides what they are.

The downloads do not contain the time of a submission. The collectors write the time of the download
into `timestamp.txt`, or the due date if that is earlier, so no collected submission is late. Canvas
marks late files in their names; the summary lists their students.

nbgrader logs several lines for each file. The collectors replace them by a summary with a line for
each student whose files a human must look at, and for each file that is nobody's.
"""

import contextlib
import functools
import logging
import re
import unicodedata
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.plugins import FileNameCollectorPlugin

from nbproctor.compat.nbgrader import is_about_one_file
from nbproctor.errors import program
from nbproctor.grading.submissions import make_printable
from nbproctor.lms.archives import ARCHIVES, is_by_product, strip_ending
from nbproctor.lms.standing import join_names
from nbproctor.lms.uploads import Source, Upload, choose, is_notebook


@dataclass(frozen=True)
class FileName:
    """What the name of a file, or of a student's folder, says.

    Attributes:
        person: whose it is, as the name says it.
        user: the number of the person, or "".
        file: the name that the student gave to the file; "" for a folder.
        number: of the upload; 0 if the name has none.
        prefix: the beginning of the name, up to that of the file. A file that is uploaded with this
            beginning goes back to the person. Empty if the system would not know whose it is.
        late: whether the name says that it was handed in late.
    """

    person: str
    user: str = ""
    file: str = ""
    number: int = 0
    prefix: str = ""
    late: bool = False


class Download(FileNameCollectorPlugin):  # type: ignore[misc]
    """The common part of both: finds out whose each file is, and collects it.

    If `named_regexp` is set, it is used as in nbgrader's own collector.
    """

    nobodys = ""  # what to do about a file whose name says nothing

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings)
        self._chosen: dict[Path, dict[str, str]] | None = None
        if (
            self.parent is not None
            and not self.named_regexp
            and self.parent.log_level > logging.DEBUG
        ):
            self.log.addFilter(lambda record: not is_about_one_file(record))

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return the student and the name for a file, or None to leave it out."""
        path = Path(submitted_file)
        if self.named_regexp:
            found: dict[str, str] | None = super().collect(submitted_file)
            return None if is_by_product(path) else found
        if self._chosen is None:
            self._chosen = self._choose_files()
        return self._chosen.get(path)

    def _choose_files(self) -> dict[Path, dict[str, str]]:
        """Choose the files to collect of the whole download, and log the summary."""
        root = self._find_step(self.parent.extracted_directory)
        uploads: dict[str, list[Upload]] = defaultdict(list)
        late: set[str] = set()
        for path in sorted(each for each in root.rglob("*") if each.is_file()):
            inside = path.relative_to(root)
            if is_by_product(inside):
                continue
            read = self.read(inside)
            if isinstance(read, str) and path.parent == root and path.suffix.lower() in ARCHIVES:
                continue  # a download that could not be unpacked; the extractor said so
            if isinstance(read, str):
                self.log.error(f"{make_printable(str(inside))}: {read}")
            else:
                student, name, owner = read
                downloaded = self._times.get(inside.parts[0], 0.0)
                uploads[student].append(Upload(path, student, name, owner.number, downloaded))
                late |= {student} if owner.late else set()
        chosen = {}
        for student, files in sorted(uploads.items()):
            try:
                names, remarks = choose(files, self._source)
            except Exception as error:
                self.log.error(f"{student}: the files cannot be read ({error}). Copy them by hand.")
                continue
            self._report(student, names.values(), remarks)
            timestamp = self._format_timestamp(
                max((each.downloaded for each in names), default=0.0)
            )
            for each, name in names.items():
                file_id = _format_file_id(name, each.path.suffix)
                known = {"student_id": student, "file_id": file_id, "timestamp": timestamp}
                chosen[each.path] = known
        collected = {each["student_id"] for each in chosen.values()}
        self.log.info(f"Students with files: {len(collected)}. Files: {len(chosen)}.")
        if without := sorted({each.id for each in self.students} - collected):
            self.log.info(f"Nothing was collected of {join_names(without)}.")
        if late:
            self.log.warning(
                f"Late, as the download says: {', '.join(sorted(late))}. It does not say how late, "
                "so grading takes no points off."
            )
        return chosen

    def _report(self, student: str, names: Iterable[str], remarks: list[str]) -> None:
        if not any(map(is_notebook, names)):
            place = f"submitted/{student}/{self.parent.coursedir.assignment_id}/"
            self.log.error(
                f"{student}: {' '.join(remarks)} Ask for the notebook, or put it into {place}."
            )
        elif remarks:
            self.log.warning(f"{student}: {' '.join(remarks)}")

    def read(self, inside: Path) -> tuple[str, str, FileName] | str:
        """Read whose a file is from its path in the download.

        The outermost name counts: files in a student's archive belong to that student, whatever
        their names are. Only the download itself may have any name.

        Returns:
            The student, the path in the student's folder, and the name that says so; or why the
            file is nobody's.
        """
        problem = self.nobodys
        for place, part in enumerate(inside.parts, 1):
            if (name := self.parse(part)) is None:
                continue
            found = self.find_students(name)
            if len(found) == 1:
                rest = "/".join(inside.parts[place:])
                return found[0], rest or name.file or part, name
            if place > 1 or len(inside.parts) == 1:
                problem = self.explain_unknown(name, found)
                break
        return problem

    def _find_step(self, name: str) -> Path:
        app = self.parent
        folder = app.collect_directory_structure.format(
            downloaded=app.downloaded_directory,
            assignment_id=app.coursedir.assignment_id,
            collect_step=name,
        )
        return Path(app.coursedir.root, folder)

    @functools.cached_property
    def _source(self) -> Source:
        course = self.parent.coursedir
        folder = course.format_path(course.source_directory, ".", course.assignment_id)
        names = [path.name for path in Path(folder).glob("*") if path.is_file()]
        notebooks = {name.removesuffix(".ipynb") for name in names if name.endswith(".ipynb")}
        return Source(frozenset(notebooks), frozenset(names))

    @functools.cached_property
    def _times(self) -> dict[str, float]:
        """The time of each download, by the names of its folder and of its file."""
        downloads = self._find_step(self.parent.archive_directory).glob("*")
        times = {path.name: path.stat().st_mtime for path in downloads}
        return {strip_ending(name): time for name, time in times.items()} | times

    def _format_timestamp(self, downloaded: float) -> str:
        """Return the time of a download, or the due date if that is earlier; in UTC."""
        when = datetime.fromtimestamp(downloaded, UTC).replace(tzinfo=None)
        return f"{min(filter(None, (when, self._due))):%Y-%m-%d %H:%M:%S} UTC"

    @functools.cached_property
    def _due(self) -> datetime | None:
        course = self.parent.coursedir
        with (
            Gradebook(course.db_url, course.course_id) as gradebook,
            contextlib.suppress(MissingEntry),
        ):
            due: datetime | None = gradebook.find_assignment(course.assignment_id).duedate
            return due
        return None

    @functools.cached_property
    def students(self) -> list[Student]:
        """All students in the gradebook, read once."""
        course = self.parent.coursedir
        with Gradebook(course.db_url, course.course_id) as gradebook:
            students: list[Student] = gradebook.students
        return students

    @abstractmethod
    def parse(self, part: str) -> FileName | None:
        """Read a name in the download; None if it says nothing about a person."""

    @abstractmethod
    def find_students(self, name: FileName) -> list[str]:
        """Return the students whom a name may mean."""

    @abstractmethod
    def explain_unknown(self, name: FileName, found: list[str]) -> str:
        """Tell the instructor what to do about a name that means nobody, or several students."""


class CanvasFiles(Download):
    """`bitdiddleben_LATE_4711_90210_pooling-1.ipynb`: name, number of the user and of the file.

    See `add_submission` in instructure/canvas-lms, lib/content_zipper.rb. Of two uploads of a file
    the one with the higher number counts. A student without `lms_user_id` is known by the name, if
    nobody else has it.
    """

    nobodys = (
        "the name does not say whose file it is. Download the submissions without anonymity, or "
        "put the file into submitted/<student>/<assignment>/ by hand."
    )

    def parse(self, part: str) -> FileName | None:
        """Read a name in the download; None if it says nothing about a person."""
        match = re.fullmatch(
            r"(.*?)_(LATE_)?(\d+)_(?:(\d+)_(.+)|((?:text|link)\.html))", part, re.DOTALL
        )
        if match is None:
            return None
        person, late, user, number, file, entry = match.groups()
        prefix = part[: match.start(5)] if file else ""  # a text has no upload to answer
        return FileName(person, user, file or entry, int(number or 0), prefix, bool(late))

    def find_students(self, name: FileName) -> list[str]:
        """Return the students with this `lms_user_id`, or else those with this name."""
        ids = [each.id for each in self.students if (each.lms_user_id or "").strip() == name.user]
        person = _keep_letters(name.person)
        return ids or [
            each.id
            for each in self.students
            if person and not each.lms_user_id and person == _canvas_name(each)
        ]

    def explain_unknown(self, name: FileName, found: list[str]) -> str:
        """Tell the instructor what to do about a number that nobody has, or several students."""
        if found:
            return f"{join_names(found)} have the same lms_user_id or name. Correct the gradebook."
        return (
            f"no student has the lms_user_id {name.user} ({name.person}). Add it with "
            f"`{program()} roster FILE` and collect again."
        )


class MoodleFiles(Download):
    """`Ben Bitdiddle_4711_assignsubmission_file/pooling.ipynb`, or the same in the file's name.

    See `get_student_prefix` and `load_submissionplugin_filelist` in moodle/moodle,
    mod/assign/classes/downloader.php. The number belongs to the assignment, not to the person. The
    name of a group, or the student's own, can come before the full name.
    """

    nobodys = (
        "neither the name nor the folder says whose file it is. Put it into "
        "submitted/<student>/<assignment>/ by hand."
    )

    def parse(self, part: str) -> FileName | None:
        """Read a name in the download; None if it says nothing about a person."""
        match = re.fullmatch(
            r"(.+?)(_\d+)?_assignsubmission_(file|onlinetext)_?(.*)", part, re.DOTALL
        )
        if match is None:
            return None
        person, number, kind, file = match.groups()
        prefix = f"{person}{number}_assignsubmission_{kind}_" if number else ""
        return FileName(person, file=file, prefix=prefix)

    def find_students(self, name: FileName) -> list[str]:
        """Return the students with this first and last name, in either order."""
        person = _fold_name(name.person)
        parts = person.split("-")
        for wanted in ("-".join(parts[place:]) for place in range(len(parts))):
            if ids := [each.id for each in self.students if wanted in _list_full_names(each)]:
                return ids
        return []

    def explain_unknown(self, name: FileName, found: list[str]) -> str:
        """Tell the instructor what to do about a name that nobody has, or several students."""
        who = f"several students, {join_names(found)}, are" if found else "no student is"
        return (
            f"{who} called {name.person}. Correct names with `{program()} roster FILE`, or put the "
            "file into submitted/<student>/<assignment>/ by hand. If the name is anonymous, "
            "download again with the identities revealed."
        )


def _format_file_id(name: str, ending: str) -> str:
    """Return what nbgrader turns into a name: it replaces what looks like an ending.

    Args:
        ending: of the downloaded file, which nbgrader appends.

    >>> _format_file_id("a.b.ipynb", ".ipynb"), _format_file_id("Makefile", "")
    ('a.b.x', 'Makefile')
    """
    stem = name.removesuffix(ending)
    return f"{stem}.x" if Path(stem).suffix else stem


def _keep_letters(name: str) -> str:
    """Return a name in the form in which Canvas writes it: only letters, digits and underscores."""
    return re.sub(r"\W", "", unicodedata.normalize("NFC", name).lower())


def _canvas_name(student: Student) -> str:
    return _keep_letters(f"{student.last_name or ''}{student.first_name or ''}")


def _fold_name(name: str) -> str:
    """Return a name in the form for comparison.

    macOS writes accents as separate characters. Moodle leaves out the characters in the first
    pattern, and its zips have an underscore in place of those in the second: `PARAM_FILE` in
    moodle/moodle, lib/moodlelib.php, and `File::filterFilename` of ZipStream.

    >>> _fold_name("Pat O'Neil & Co."), _fold_name("Pat ONeil  Co.")
    ('pat oneil co.', 'pat oneil co.')
    """
    composed = unicodedata.normalize("NFC", name).casefold()
    kept = re.sub(r"[&<>\"`|':\\/\u2019\x00-\x1f\x7f]", "", composed)
    return " ".join(re.sub(r"[*?_,]", " ", kept).split())


def _list_full_names(student: Student) -> set[str]:
    first, last = student.first_name or "", student.last_name or ""
    names = {_fold_name(f"{first} {last}"), _fold_name(f"{last} {first}")} - {""}
    return names | {_fold_name(f"{student.id} {name}") for name in names}
