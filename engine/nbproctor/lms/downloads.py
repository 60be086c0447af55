"""Collects what students handed in from the downloads of Canvas and Moodle.

Plugins for nbgrader's `zip_collect`: put the downloaded zip into `downloaded/<chapter>/archive/`
and run `nbgrader zip_collect <chapter> --collector=nbproctor.lms.downloads.CanvasFiles`. The
students are those of the gradebook: Canvas names them by `lms_user_id`, Moodle by their full names.
Neither download says when something was handed in. The collectors write the time of the download
into `timestamp.txt`, or the due date if that is earlier, so nothing collected like this is late.

nbgrader stops for the whole class at an archive that it cannot unpack, and at two files of one
student for the same notebook. `DownloadedArchives` unpacks what it can, and the collectors choose
one file. The log has a line for each student whose files need a human.
"""

import contextlib
import filecmp
import functools
import os
import re
import shutil
import tempfile
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, Student
from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import unzip
from traitlets import Unicode

# What Canvas adds to the name of a file that is handed in again, and a browser to one that is
# downloaded again.
COPY = r"(?:-\d+| ?\(\d+\))*"
ARCHIVES = (".zip", ".gz")


class DownloadedArchives(ExtractorPlugin):  # type: ignore[misc]
    """Unpacks the download and the archives in it; one that cannot be unpacked stays as it is."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack into the folders that nbgrader unpacks into."""
        shutil.copytree(archive_path, extracted_path, dirs_exist_ok=True)
        tried: set[Path] = set()
        while found := self._archives(Path(extracted_path)) - tried:
            for path in sorted(found):
                try:
                    self._unpack(path)
                except Exception as error:  # a stranger's archive may raise anything
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
        """Put a folder in the place of an archive, or leave everything as it is."""
        with tempfile.TemporaryDirectory(dir=path.parent) as temporary:
            unzip(str(path), temporary, zip_ext=self.zip_ext, create_own_folder=True)
            [unpacked] = Path(temporary).iterdir()
            for folder, folders, files in os.walk(unpacked):  # an archive sets any permissions
                for name in folders:
                    Path(folder, name).chmod(0o755)
                for name in files:
                    Path(folder, name).chmod(0o644)
            shutil.copytree(unpacked, path.parent / unpacked.name, dirs_exist_ok=True)
        path.unlink()


@dataclass(frozen=True)
class Upload:
    """A file of a student in a download.

    Attributes:
        student: the student's name in the gradebook.
        file_id: the notebook's name without its ending.
        number: a higher one is newer; 0 where nothing tells.
    """

    path: Path
    student: str
    file_id: str
    number: int


class Download(FileNameCollectorPlugin):  # type: ignore[misc]
    """What both share: a file's name tells the student's name or number, the gradebook the student.

    Another `named_regexp`, with the group `student_id`, works as in nbgrader's own collector.
    """

    student_group = ""  # the group of `named_regexp` that tells whose file it is
    odd_name = ""  # what to do about a file whose name does not fit

    _students: list[Student] | None = None

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._collected: dict[Path, dict[str, str] | None] = {}

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student and the notebook, or None for a file to leave out; the log says why."""
        path = Path(submitted_file)
        if _is_by_product(path):
            return None
        groups = re.compile(self.named_regexp).groupindex
        if "student_id" in groups or not {self.student_group, "file_id"} <= groups.keys():
            found: dict[str, str] | None = super().collect(submitted_file)
            return found
        if path not in self._collected:
            self._choose(path)
        return self._collected[path]

    def _choose(self, path: Path) -> None:
        """Decide about every file of the download that this one is from."""
        root = self._extracted(path)
        uploads = defaultdict(list)
        for each in sorted({path, *(file for file in root.rglob("*") if file.is_file())}):
            self._collected[each] = None
            if not _is_by_product(each) and (upload := self._read(each, root)):
                uploads[upload.student].append(upload)
        for student, files in uploads.items():
            self._choose_for(student, files, root)

    def _extracted(self, path: Path) -> Path:
        """The folder that nbgrader unpacks a chapter's downloads into."""
        return path.parent if self.parent is None else self._step(self.parent.extracted_directory)

    def _step(self, name: str) -> Path:
        app = self.parent
        folder = app.collect_directory_structure.format(
            downloaded=app.downloaded_directory,
            assignment_id=app.coursedir.assignment_id,
            collect_step=name,
        )
        return Path(app.coursedir.root, folder)

    @functools.cached_property
    def _timestamp(self) -> str:
        """When the download was made, but not after the due date; in UTC."""
        if self.parent is None:
            return ""
        downloads = self._step(self.parent.archive_directory).iterdir()
        made = max((path.stat().st_mtime for path in downloads), default=0.0)
        when = datetime.fromtimestamp(made, UTC).replace(tzinfo=None)
        course = self.parent.coursedir
        with (
            Gradebook(course.db_url, course.course_id) as gradebook,
            contextlib.suppress(MissingEntry),
        ):
            due = gradebook.find_assignment(course.assignment_id).duedate
            when = min(when, due) if due else when
        return f"{when:%Y-%m-%d %H:%M:%S} UTC"

    def _read(self, path: Path, root: Path) -> Upload | None:
        """Read whose file it is from its name, or from the folder or archive that it is in.

        The outermost name counts: files in a student's archive are that student's, whatever their
        names say.
        """
        inside = [*(each for each in reversed(path.parents) if root in each.parents), path]
        found = None
        for each in inside:
            match = re.match(self.named_regexp, str(each.with_suffix(".ipynb")))
            if match is None:
                continue
            found = match.groupdict()
            if (student := self.student_id(found)) is not None:
                own = re.match(self.named_regexp, str(path))
                file_id = own["file_id"] if own else re.sub(f"(?<=.){COPY}$", "", path.stem)
                return Upload(path, student, file_id, int(found.get("number") or 0))
        name = os.path.relpath(path, root)
        if found is not None:
            self.log.error(f"{name}: {self.unknown(found)}")
        elif path.suffix in (".ipynb", *ARCHIVES):
            self.log.error(f"{name}: {self.odd_name}")
        return None

    def _choose_for(self, student: str, uploads: list[Upload], root: Path) -> None:
        """Choose one file of a student for each notebook, and say what a human must look at."""
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
                    remarks.append(f"{_names(newest, root)} are the same; one was collected.")
            else:
                undecided = True
                remarks.append(
                    f"{_names(newest, root)} differ, and nothing tells which is newer; "
                    "none was collected."
                )
        if broken := [each for each in uploads if each.path.suffix in ARCHIVES]:
            remarks.append(f"{_names(broken, root)} cannot be unpacked.")
        elif not rivals:
            remarks.append(f"there is no notebook, only {_names(uploads, root)}.")
        if undecided or not rivals:
            place = f"submitted/{student}/<chapter>/<chapter>.ipynb"
            remarks.append(f"Ask for the notebook, or put the right one at {place}.")
            self.log.error(f"{student}: {' '.join(remarks)}")
        elif remarks:
            self.log.warning(f"{student}: {' '.join(remarks)}")

    def student_id(self, found: dict[str, str]) -> str | None:
        """The student's name in the gradebook, or None where nobody fits."""
        raise NotImplementedError

    def unknown(self, found: dict[str, str]) -> str:
        """What to do about a student who is not in the gradebook."""
        raise NotImplementedError

    @property
    def students(self) -> list[Student]:
        """Everybody in the gradebook, read once."""
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
        help="What the path of a file looks like.",
    ).tag(config=True)

    student_group = "user"
    odd_name = (
        "the name does not say whose file it is. Download the submissions without anonymity, or "
        "put the notebook into submitted/<student>/<chapter>/ by hand."
    )

    def student_id(self, found: dict[str, str]) -> str | None:
        """Whose `lms_user_id` it is."""
        ids = [each.id for each in self.students if each.lms_user_id == found["user"]]
        return str(ids[0]) if len(ids) == 1 else None

    def unknown(self, found: dict[str, str]) -> str:
        """What to do about a number that nobody has."""
        return (
            f"no student has the lms_user_id {found['user']}. Add it with "
            "`nbgrader db student import FILE` and collect again."
        )


class MoodleFiles(Download):
    """`Ben Bitdiddle_4711_assignsubmission_file/pooling.ipynb`, or all that in the file's name.

    See `get_student_prefix` and `load_submissionplugin_filelist` in moodle/moodle,
    mod/assign/classes/downloader.php. The number belongs to the assignment, not to the person.
    """

    named_regexp = Unicode(
        r".*/(?P<name>[^/_]+)_\d+_assignsubmission_file(?:_?/(?:.*/)?|_)"
        rf"(?P<file_id>[^/]+?){COPY}\.ipynb$",
        help="What the path of a file looks like.",
    ).tag(config=True)

    student_group = "name"
    odd_name = (
        "neither the name nor the folder says whose file it is. Put the notebook into "
        "submitted/<student>/<chapter>/ by hand."
    )

    def student_id(self, found: dict[str, str]) -> str | None:
        """Whose first and last name it is, in either order."""
        wanted = _folded(found["name"])
        ids = [each.id for each in self.students if wanted in _full_names(each)]
        return str(ids[0]) if len(ids) == 1 else None

    def unknown(self, found: dict[str, str]) -> str:
        """What to do about a name that nobody has, or several."""
        return (
            f"no student, or several, are called {found['name']}. Add names with "
            "`nbgrader db student import FILE`, or put the notebook into "
            "submitted/<student>/<chapter>/ by hand."
        )


def _folded(name: str) -> str:
    """A name as it is compared; macOS writes an accent as a character of its own."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join(composed.replace(",", " ").casefold().split())


def _full_names(student: Student) -> set[str]:
    first, last = student.first_name or "", student.last_name or ""
    return {_folded(f"{first} {last}"), _folded(f"{last} {first}")}


def _is_by_product(path: Path) -> bool:
    """Whether macOS or Jupyter made a file for itself."""
    folders = ("__MACOSX", ".ipynb_checkpoints")
    return path.name.startswith("._") or any(part in folders for part in path.parts)


def _names(uploads: list[Upload], root: Path) -> str:
    return ", ".join(os.path.relpath(each.path, root) for each in uploads)
