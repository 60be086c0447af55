"""Collects submissions from the downloads of Canvas and Moodle.

Plugins for nbgrader's `zip_collect`: put the downloaded zip into `downloaded/<assignment>/archive/`
and run `nbgrader zip_collect <assignment> --collector=nbproctor.lms.downloads.CanvasFiles`. The
students are those of the gradebook: Canvas names them by `lms_user_id`, Moodle by their full names.
The downloads do not contain the time of a submission. The collectors write the time of the download
into `timestamp.txt`, or the due date if that is earlier, so no collected submission is late.

nbgrader stops for the whole class at an archive that it cannot unpack, and at two files of one
student for the same notebook. `DownloadedArchives` skips such an archive, and the collectors choose
one file. The log has a line for each student whose files a human must look at.
"""

import contextlib
import filecmp
import functools
import gzip
import os
import re
import shutil
import tempfile
import unicodedata
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import unzip
from traitlets import Unicode

# Suffixes that Canvas adds to a file that is handed in again, and browsers to a second download.
COPY = r"(?:-\d+| ?\(\d+\))*"
ARCHIVES = (".zip", ".gz")
UNPACKED_LIMIT_BYTES = 100_000_000  # of a student's archive with the archives in it


class DownloadedArchives(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks the download and the archives in it; a broken or too large one stays as it is."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack into the folders that nbgrader unpacks into."""
        shutil.copytree(archive_path, extracted_path, dirs_exist_ok=True)
        tried: set[Path] = set()
        sizes: dict[Path, int] = {}
        while found := self._archives(Path(extracted_path)) - tried:
            for path in sorted(found):
                try:
                    if tried:  # the others are the downloads
                        _require_small(path, sizes)
                    self._unpack(path)
                except Exception as error:  # a made-up archive may raise any error
                    self.log.warning(
                        f"{path.name} cannot be unpacked. If it is the download, download it again."
                    )
                    self.log.debug(f"{path}: {error!r}")
            tried |= found

    def _archives(self, folder: Path) -> set[Path]:
        return {
            path for path in folder.rglob("*") if path.suffix in self.zip_ext and path.is_file()
        }

    def _unpack(self, path: Path) -> None:
        """Replace an archive by a folder, or leave everything as it is."""
        with tempfile.TemporaryDirectory(dir=path.parent) as temporary:
            unzip(str(path), temporary, zip_ext=self.zip_ext, create_own_folder=True)
            [unpacked] = Path(temporary).iterdir()
            for folder, folders, files in os.walk(unpacked):  # an archive can set any permissions
                for name in folders:
                    Path(folder, name).chmod(0o755)
                for name in files:
                    Path(folder, name).chmod(0o644)
            shutil.copytree(unpacked, path.parent / unpacked.name, dirs_exist_ok=True)
        path.unlink()


def _require_small(path: Path, sizes: dict[Path, int]) -> None:
    """Require that a student's archive is small once it is unpacked.

    Args:
        sizes: bytes of each student's archives so far, by the folder of the outermost one.

    Raises:
        ValueError: it is too large.
        OSError, zipfile.BadZipFile: it is not an archive.
    """
    folder = Path(str(path).removesuffix(path.suffix).removesuffix(".tar"))
    outermost = next((each for each in sizes if each in path.parents), folder)
    size = sizes.get(outermost, 0)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            size += sum(each.file_size for each in archive.infolist())
    else:
        with gzip.open(path) as stream:
            while size <= UNPACKED_LIMIT_BYTES and (read := stream.read(2**20)):
                size += len(read)
    sizes[outermost] = size
    if size > UNPACKED_LIMIT_BYTES:
        raise ValueError(f"more than {UNPACKED_LIMIT_BYTES:,} bytes when it is unpacked")


@dataclass(frozen=True)
class Upload:
    """A file of a student in a download.

    Attributes:
        student: the student's name in the gradebook.
        file_id: the notebook's name without its ending.
        number: a higher one is newer; 0 if the name has no number.
    """

    path: Path
    student: str
    file_id: str
    number: int


class Download(FileNameCollectorPlugin):  # type: ignore[misc]
    """The common part of both: finds the student of a file in the gradebook by the file's name.

    A `named_regexp` with the group `student_id` works as in nbgrader's own collector.
    """

    student_group = ""  # the group of `named_regexp` that identifies the student
    odd_name = ""  # instruction for a file whose name does not match

    _students: list[Student] | None = None

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._collected: dict[Path, dict[str, str] | None] = {}

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return the student and the notebook, or None to leave a file out; the log says why."""
        path = Path(submitted_file)
        if _is_by_product(path):
            return None
        groups = re.compile(self.named_regexp).groupindex
        if "student_id" in groups or not {self.student_group, "file_id"} <= groups.keys():
            found: dict[str, str] | None = super().collect(submitted_file)
            return found
        if path not in self._collected:
            self._choose_files(path)
        return self._collected[path]

    def _choose_files(self, path: Path) -> None:
        """Decide about every file of the download that contains this one."""
        # The folder into which nbgrader unpacks a chapter's downloads.
        app = self.parent
        root = path.parent if app is None else self._find_step(app.extracted_directory)
        uploads = defaultdict(list)
        for each in sorted({path, *(file for file in root.rglob("*") if file.is_file())}):
            self._collected[each] = None
            if not _is_by_product(each) and (upload := self._read(each, root)):
                uploads[upload.student].append(upload)
        for student, files in uploads.items():
            self._choose_for(student, files, root)

    def _find_step(self, name: str) -> Path:
        app = self.parent
        folder = app.collect_directory_structure.format(
            downloaded=app.downloaded_directory,
            assignment_id=app.coursedir.assignment_id,
            collect_step=name,
        )
        return Path(app.coursedir.root, folder)

    @functools.cached_property
    def _timestamp(self) -> str:
        """The time of the download, or the due date if that is earlier; in UTC."""
        if self.parent is None:
            return ""
        downloads = self._find_step(self.parent.archive_directory).iterdir()
        latest = max((path.stat().st_mtime for path in downloads), default=0.0)
        when = datetime.fromtimestamp(latest, UTC).replace(tzinfo=None)
        course = self.parent.coursedir
        with (
            Gradebook(course.db_url, course.course_id) as gradebook,
            contextlib.suppress(MissingEntry),
        ):
            due = gradebook.find_assignment(course.assignment_id).duedate
            when = min(when, due) if due else when
        return f"{when:%Y-%m-%d %H:%M:%S} UTC"

    def _read(self, path: Path, root: Path) -> Upload | None:
        """Read the student from the name of a file, or of the folder or archive that contains it.

        The outermost name counts: files in a student's archive belong to that student, whatever
        their names are.
        """
        inside = [*(each for each in reversed(path.parents) if root in each.parents), path]
        found = None
        for each in inside:
            match = re.match(self.named_regexp, str(each.with_suffix(".ipynb")))
            if match is None:
                continue
            found = match.groupdict()
            if (student := self.find_student(found)) is not None:
                own = re.match(self.named_regexp, str(path))
                file_id = own["file_id"] if own else re.sub(f"(?<=.){COPY}$", "", path.stem)
                return Upload(path, student, file_id, int(found.get("number") or 0))
        name = os.path.relpath(path, root)
        if found is not None:
            self.log.error(f"{name}: {self.explain_unknown(found)}")
        elif path.suffix in (".ipynb", *ARCHIVES):
            self.log.error(f"{name}: {self.odd_name}")
        return None

    def _choose_for(self, student: str, uploads: list[Upload], root: Path) -> None:
        """Choose one file of a student for each notebook, and log what a human must look at."""
        rivals = defaultdict(list)
        for upload in uploads:
            if upload.path.suffix == ".ipynb":  # nbgrader drops what looks like a second ending
                rivals[os.path.splitext(upload.file_id)[0]].append(upload)
        remarks, undecided = [], False
        for same in rivals.values():
            newest = [each for each in same if each.number == max(rival.number for rival in same)]
            for each in same:
                if each not in newest:
                    self.log.info(f"{each.path.name}: a newer upload counts.")
            first, *others = newest
            if all(filecmp.cmp(first.path, each.path, shallow=False) for each in others):
                self._collected[first.path] = {
                    "student_id": student,
                    "file_id": first.file_id,
                    "timestamp": self._timestamp,
                }
                if others:
                    remarks.append(f"{_list_paths(newest, root)} are the same; one was collected.")
            else:
                undecided = True
                remarks.append(
                    f"{_list_paths(newest, root)} differ, and nothing tells which is newer; "
                    "none was collected."
                )
        if broken := [each for each in uploads if each.path.suffix in ARCHIVES]:
            remarks.append(f"{_list_paths(broken, root)} cannot be unpacked.")
        elif not rivals:
            remarks.append(f"there is no notebook, only {_list_paths(uploads, root)}.")
        if undecided or not rivals:
            place = f"submitted/{student}/<assignment>/<notebook>.ipynb"
            remarks.append(f"Ask for the notebook, or put the right one at {place}.")
            self.log.error(f"{student}: {' '.join(remarks)}")
        elif remarks:
            self.log.warning(f"{student}: {' '.join(remarks)}")

    def find_student(self, found: dict[str, str]) -> str | None:
        """Return the student's name in the gradebook, or None if nobody matches."""
        raise NotImplementedError

    def explain_unknown(self, found: dict[str, str]) -> str:
        """Tell the instructor what to do about a student who is not in the gradebook."""
        raise NotImplementedError

    @property
    def students(self) -> list[Student]:
        """All students in the gradebook, read once."""
        if self._students is None:
            course = self.parent.coursedir
            with Gradebook(course.db_url, course.course_id) as gradebook:
                self._students = gradebook.students
        return self._students


class CanvasFiles(Download):
    """`bitdiddleben_LATE_4711_90210_pooling-1.ipynb`: name, number of the user and of the file.

    See `add_submission` in instructure/canvas-lms, lib/content_zipper.rb. Of two uploads of a
    notebook the one with the higher number counts.
    """

    named_regexp = Unicode(
        rf".*/[^/]*?_(?:LATE_)?(?P<user>\d+)_(?P<number>\d+)_(?P<file_id>[^/]+?){COPY}\.ipynb$",
        help="Pattern of the path of a file.",
    ).tag(config=True)

    student_group = "user"
    odd_name = (
        "the name does not say whose file it is. Download the submissions without anonymity, or "
        "put the notebook into submitted/<student>/<assignment>/ by hand."
    )

    def find_student(self, found: dict[str, str]) -> str | None:
        """Find the only student with this `lms_user_id`."""
        ids = [each.id for each in self.students if each.lms_user_id == found["user"]]
        return str(ids[0]) if len(ids) == 1 else None

    def explain_unknown(self, found: dict[str, str]) -> str:
        """Tell the instructor what to do about a number that nobody has."""
        return (
            f"no student has the lms_user_id {found['user']}. Add it with "
            "`nbgrader db student import FILE` and collect again."
        )


class MoodleFiles(Download):
    """`Ben Bitdiddle_4711_assignsubmission_file/pooling.ipynb`, or the same in the file's name.

    See `get_student_prefix` and `load_submissionplugin_filelist` in moodle/moodle,
    mod/assign/classes/downloader.php. The number belongs to the assignment, not to the person.
    """

    named_regexp = Unicode(
        r".*/(?P<name>[^/_]+)_\d+_assignsubmission_file(?:_?/(?:.*/)?|_)"
        rf"(?P<file_id>[^/]+?){COPY}\.ipynb$",
        help="Pattern of the path of a file.",
    ).tag(config=True)

    student_group = "name"
    odd_name = (
        "neither the name nor the folder says whose file it is. Put the notebook into "
        "submitted/<student>/<assignment>/ by hand."
    )

    def find_student(self, found: dict[str, str]) -> str | None:
        """Find the only student with this first and last name, in either order."""
        wanted = _fold_name(found["name"])
        ids = [each.id for each in self.students if wanted in _list_full_names(each)]
        return str(ids[0]) if len(ids) == 1 else None

    def explain_unknown(self, found: dict[str, str]) -> str:
        """Tell the instructor what to do about a name that nobody has, or several students."""
        return (
            f"no student, or several, are called {found['name']}. Add names with "
            "`nbgrader db student import FILE`, or put the notebook into "
            "submitted/<student>/<assignment>/ by hand."
        )


def _fold_name(name: str) -> str:
    """Return a name in the form for comparison; macOS writes accents as separate characters."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join(composed.replace(",", " ").casefold().split())


def _list_full_names(student: Student) -> set[str]:
    first, last = student.first_name or "", student.last_name or ""
    return {_fold_name(f"{first} {last}"), _fold_name(f"{last} {first}")}


def _is_by_product(path: Path) -> bool:
    """Whether macOS or Jupyter created a file for its own use."""
    folders = ("__MACOSX", ".ipynb_checkpoints")
    return path.name.startswith("._") or any(part in folders for part in path.parts)


def _list_paths(uploads: list[Upload], root: Path) -> str:
    return ", ".join(os.path.relpath(each.path, root) for each in uploads)
