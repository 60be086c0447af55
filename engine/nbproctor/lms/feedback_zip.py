"""Write the feedback pages of an assignment as the one zip that Canvas or Moodle takes back.

Both systems find the student of an uploaded file by the name that they gave to the student's files
in the download. Therefore the pages are named after the files in the folder from which `nbgrader
zip_collect` collects, `downloaded/<assignment>/archive/`.

- Canvas, *Re-Upload Submissions*: `<name>_<user>_<upload>_<any name>`. Canvas shows the file under
  the name of that upload (`infer_comment_context_from_filename` in instructure/canvas-lms,
  app/models/abstract_assignment.rb).
- Moodle, *Upload multiple feedback files in a zip*: `<name>_<number>_assignsubmission_file_<name>`
  (`is_valid_filename_for_import` in moodle/moodle, mod/assign/feedback/file/importziplib.php).
"""

import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError, describe_unwritable, program
from nbproctor.lms.archives import (
    ARCHIVES,
    ArchiveError,
    is_by_product,
    open_archive,
    strip_ending,
)
from nbproctor.lms.downloads import CanvasFiles, Download, FileName, MoodleFiles
from nbproctor.lms.uploads import clean_stem, is_notebook

SYSTEMS: dict[str, type[Download]] = {"canvas": CanvasFiles, "moodle": MoodleFiles}


@dataclass(frozen=True)
class DownloadedFile:
    """A file of a student in a download.

    Attributes:
        name: what its name says.
        file: the name that the student gave to it.
        downloaded: the time of the download, in seconds since 1970.
    """

    student: str
    name: FileName
    file: str
    downloaded: float


def write_feedback_zip(folder: CourseFolder, chapter: str, system: str, path: Path) -> list[str]:
    """Write the feedback pages of a chapter to a zip for "canvas" or "moodle".

    Returns:
        What was written and what was left out, in lines for the instructor.

    Raises:
        CourseError: there is no page, or no download that tells the names, or no place for the zip.
    """
    files = list_downloaded(folder, chapter, system)
    pages = _find_pages(folder, chapter)
    if not pages:
        raise CourseError(
            f"feedback/ has no page for {chapter}: run `{program()} grade {chapter}` first."
        )
    written = set()
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)  # of a killed command
        unfinished.touch(0o600)
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            for student, found in pages.items():
                own = [each for each in files if each.student == student and each.name.prefix]
                for page in found if own else ():
                    prefix = max(own, key=lambda each: _rank(each, page)).name.prefix
                    archive.write(page, f"{prefix}{page.name}")
                    written.add(student)
        if written:
            os.replace(unfinished, path)
    except OSError as error:
        raise CourseError(describe_unwritable(path, error)) from error
    finally:
        unfinished.unlink(missing_ok=True)
    without_page = sorted({each.student for each in files} - set(pages))
    unmatched = sorted(set(pages) - written)
    lines = [f"wrote {path}: pages of {len(written)} students"] if written else ["wrote nothing"]
    if unmatched:
        lines.append(
            f"left out: {', '.join(unmatched)}, because the download has no file of theirs to "
            f"answer. Send them feedback/<student>/{chapter}/."
        )
    if without_page:
        lines.append(
            f"no page: {', '.join(without_page)}. Collect and grade them, or see why they could "
            "not be graded."
        )
    return lines


def list_downloaded(folder: CourseFolder, chapter: str, system: str) -> list[DownloadedFile]:
    """List the files in the downloads of a chapter that belong to students of the gradebook.

    Raises:
        CourseError: there is no download, or none from this system.
    """
    archive = folder.root / "downloaded" / chapter / "archive"
    with folder.gradebook() as gradebook:
        reader = SYSTEMS[system]()
        reader.students = gradebook.students
        inside = list(_list_files(archive))
        read = [(reader.read(Path(name)), downloaded) for name, downloaded in inside]
    files = [
        DownloadedFile(each[0], each[2], each[1], downloaded)
        for each, downloaded in read
        if not isinstance(each, str)
    ]
    if not files:
        why = "no file of a student" if inside else "no download"
        raise CourseError(
            f"{archive} has {why} with a name from {system.capitalize()}. Put the zip of the "
            f"submissions there, see `{program()} feedback --help`."
        )
    return files


def _list_files(archive: Path) -> Iterator[tuple[str, float]]:
    """Yield the path of each file, as if downloads were unpacked, and the download's time."""
    for download in sorted(archive.glob("*")):
        when = download.stat().st_mtime
        if download.is_dir():
            names = [str(path.relative_to(archive)) for path in download.rglob("*")]
        elif download.suffix.lower() in ARCHIVES:
            try:
                with open_archive(download) as members:
                    top = strip_ending(download.name)
                    names = [f"{top}/{each.name}" for each in members]
            except ArchiveError as error:
                raise CourseError(f"{download} {error}. Download it again.") from error
        else:
            names = [download.name]
        for name in sorted(names):
            if not is_by_product(Path(name)):
                yield name, when


def _find_pages(folder: CourseFolder, chapter: str) -> dict[str, list[Path]]:
    """Find the feedback pages of a chapter, by student."""
    course = folder.coursedir(chapter)
    pattern = course.format_path(course.feedback_directory, "*", chapter)
    pages: dict[str, list[Path]] = {}
    for page in sorted(Path(folder.root).glob(os.path.relpath(pattern, folder.root) + "/*.html")):
        if page.stem in folder.notebooks(chapter):
            pages.setdefault(page.parent.parent.name, []).append(page)
    return pages


def _rank(file: DownloadedFile, page: Path) -> tuple[float, bool, bool, int]:
    """Rank a student's files: the page answers the newest upload of its notebook, or of any."""
    same = clean_stem(file.file) == page.stem
    return file.downloaded, same, is_notebook(file.file), file.name.number
