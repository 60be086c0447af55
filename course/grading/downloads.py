"""Who handed in what, from the names of the files that Canvas and Moodle put into a download.

Plugins for nbgrader's `zip_collect`: put the downloaded zip into `downloaded/<chapter>/archive/`
and run `nbgrader zip_collect <chapter> --collector=course.grading.downloads.CanvasFiles`. The
students are those of the gradebook: Canvas names them by `lms_user_id`, Moodle by their full names.
Neither download says when something was handed in, so nothing collected like this is late.
"""

import re
from pathlib import Path

from nbgrader.api import Gradebook, Student
from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Unicode

# What Canvas adds to the name of a file that is handed in again, and a browser to one that is
# downloaded again.
COPY = r"(?:-\d+| ?\(\d+\))*"


class Download(FileNameCollectorPlugin):  # type: ignore[misc]
    """What both share: the names are understood here, the students found in the gradebook."""

    _students: list[Student] | None = None

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The student and the notebook, or None for a file to leave out; the log says why."""
        found: dict[str, str] | None = super().collect(submitted_file)
        if found is None:
            return None
        student = self.student_id(found)
        if student is None:
            self.log.error(f"{Path(submitted_file).name}: {self.unknown(found)}")
            return None
        return {"student_id": student, "file_id": found["file_id"]}

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

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """As `Download`, and None for all but a student's newest upload."""
        if self._is_replaced(Path(submitted_file)):
            self.log.info(f"{Path(submitted_file).name}: a newer upload counts.")
            return None
        return super().collect(submitted_file)

    def _is_replaced(self, path: Path) -> bool:
        mine = re.match(self.named_regexp, str(path))
        found = [re.match(self.named_regexp, str(each)) for each in path.parent.glob("*.ipynb")]
        return mine is not None and any(
            each.group("user", "file_id") == mine.group("user", "file_id")
            and int(each["number"]) > int(mine["number"])
            for each in found
            if each is not None
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

    def student_id(self, found: dict[str, str]) -> str | None:
        """Whose first and last name it is, in either order."""
        wanted = _folded(found["name"])
        ids = [each.id for each in self.students if wanted in _names(each)]
        return str(ids[0]) if len(ids) == 1 else None

    def unknown(self, found: dict[str, str]) -> str:
        """What to do about a name that nobody has, or several."""
        return (
            f"not one student but none or several are called {found['name']}. Add names with "
            "`nbgrader db student import FILE`, or put the notebook into submitted/ by hand."
        )


def _folded(name: str) -> str:
    return " ".join(name.replace(",", " ").casefold().split())


def _names(student: Student) -> set[str]:
    first, last = student.first_name or "", student.last_name or ""
    return {_folded(f"{first} {last}"), _folded(f"{last} {first}")}
