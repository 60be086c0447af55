"""The zip of feedback pages reaches the right students, as Canvas and Moodle read its names."""

import os
import re
import stat
import zipfile

import pytest

from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.lms.feedback_zip import write_feedback_zip
from nbproctor.testing.small_course import CHAPTER, small_course

PEOPLE = {
    "ada": ("Ada", "Byron", "4711"),
    "pat": ("Pat", "O'Neil & Öz", "4712"),
    "text": ("Te", "Xt", "4713"),
    "byhand": ("By", "Hand", "4714"),
    "nopage": ("No", "Page", "4715"),
}
CANVAS = [
    "byronada_LATE_4711_90_sums-1.ipynb",
    "byronada_LATE_4711_91_data.csv",
    "oneilözpat_4712_92_work.zip",
    "xtte_4713_text.html",
    "pageno_4715_95_sums.ipynb",
    "anon_x8Fj2_96_sums.ipynb",
]
MOODLE = [
    "Ada Byron_11_assignsubmission_file/sums.ipynb",
    "Group 1-Pat ONeil  Öz_12_assignsubmission_file_/deep/sums.ipynb",
    "Te Xt_13_assignsubmission_onlinetext/onlinetext.html",
    "No Page_15_assignsubmission_file_sums.ipynb",
    "Somebody Else_16_assignsubmission_file/sums.ipynb",
]


@pytest.fixture
def folder(tmp_path) -> CourseFolder:
    folder = small_course(tmp_path / "course")
    with folder.gradebook() as gradebook:
        for student, (first, last, number) in PEOPLE.items():
            gradebook.add_student(student, first_name=first, last_name=last, lms_user_id=number)
    for student in PEOPLE:
        if student != "nopage":
            place = folder.root / "feedback" / student / CHAPTER
            place.mkdir(parents=True)
            (place / f"{CHAPTER}.html").write_text(f"page of {student}")
            (place / "draft.html").write_text("a file that the student handed in")
    return folder


def put_download(folder, names, file="submissions.zip", when=1_700_000_000):
    archive = folder.root / "downloaded" / CHAPTER / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive / file, "w") as made:
        for name in names:
            made.writestr(name, "")
    os.utime(archive / file, (when, when))


def write(folder, system):
    path = folder.root / "pages.zip"
    lines = write_feedback_zip(folder, CHAPTER, system, path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}, lines


def read_as_canvas(name):
    """User and upload, as `infer_comment_context_from_filename` of Canvas finds them."""
    parts = [part for part in name.split("_") if part != "LATE"]
    return [part for part in parts if re.fullmatch(r"\d+", part)][:2]


def read_as_moodle(path):
    """Number, plugin and file, as `is_valid_filename_for_import` of Moodle finds them."""
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdigit():
            return int(info[1]), "_".join(info[2:4]), "/".join([*info[4:], *parts])
    return None


def test_canvas_finds_the_student_and_the_upload_that_a_page_answers(folder):
    put_download(folder, CANVAS)
    found, lines = write(folder, "canvas")
    assert {tuple(read_as_canvas(name)): page for name, page in found.items()} == {
        ("4711", "90"): "page of ada",
        ("4712", "92"): "page of pat",
    }
    assert all(name.endswith("_sums.html") for name in found)
    assert stat.S_IMODE((folder.root / "pages.zip").stat().st_mode) == 0o600
    assert "left out: byhand, text, because the download has no file of theirs" in lines[1]
    assert lines[2].startswith("no page: nopage.")


def test_moodle_finds_the_student_and_the_name_of_the_page(folder):
    put_download(folder, MOODLE)
    found, lines = write(folder, "moodle")
    assert {read_as_moodle(name): page for name, page in found.items()} == {
        (11, "assignsubmission_file", "sums.html"): "page of ada",
        (12, "assignsubmission_file", "sums.html"): "page of pat",
        (13, "assignsubmission_onlinetext", "sums.html"): "page of text",
    }
    assert "left out: byhand, because" in lines[1]


def test_a_page_answers_the_upload_of_the_newest_download(folder):
    put_download(folder, ["byronada_4711_200_sums.ipynb"], "a.zip", when=1_700_000_001)
    put_download(folder, ["byronada_4711_300_sums.ipynb"], "z.zip")
    assert list(write(folder, "canvas")[0]) == ["byronada_4711_200_sums.html"]


def test_a_folder_that_a_browser_unpacked_is_a_download_too(folder):
    place = folder.root / "downloaded" / CHAPTER / "archive" / "submissions"
    place.mkdir(parents=True)
    (place / "byronada_4711_90_sums.ipynb").touch()
    assert list(write(folder, "canvas")[0]) == ["byronada_4711_90_sums.html"]


@pytest.mark.parametrize(
    ("names", "system", "words"),
    [
        (None, "canvas", "has no download with a name from Canvas"),
        (MOODLE, "canvas", "has no file of a student with a name from Canvas"),
        (CANVAS, "moodle", "has no file of a student with a name from Moodle"),
    ],
)
def test_without_names_of_that_system_nothing_is_written(folder, names, system, words):
    if names:
        put_download(folder, names)
    with pytest.raises(CourseError, match=words):
        write(folder, system)
    assert not (folder.root / "pages.zip").exists()


def test_a_zip_in_a_folder_that_does_not_exist_is_an_error_of_one_line(folder):
    put_download(folder, CANVAS)
    path = folder.root / "nowhere" / "pages.zip"
    with pytest.raises(CourseError, match=r"cannot be written: the folder .*/nowhere does not"):
        write_feedback_zip(folder, CHAPTER, "canvas", path)
