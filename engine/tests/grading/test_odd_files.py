"""Submissions with odd files: each is recorded by itself, and nobody else's grade is touched."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook
from nbgrader.converters import Autograde

from nbproctor.class_run import class_run
from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.class_run.writer import GradebookWriter
from nbproctor.course_folder import register
from nbproctor.grading import submissions
from nbproctor.grading.choose_files import choose_files
from nbproctor.grading.submissions import (
    Submission,
    collect,
    find_submissions,
    list_files,
    read_timestamp,
)
from nbproctor.notebooks import write_notebook
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

FILE = f"{CHAPTER}.ipynb"
DATE = "2025-01-02 03:04:05"


def named_in_latin_1(place):
    (place / "L\udcf6sung.txt").write_bytes(b"x")


def notebook_named_in_latin_1(place):
    (place / FILE).rename(place / "L\udcf6sung.ipynb")


def folder_of_the_page(place):
    (place / f"{CHAPTER}.html").mkdir()
    (place / f"{CHAPTER}.html" / "page.txt").write_text("x")


def page(place):
    (place / f"{CHAPTER}.html").write_text("<script>document.title = 'mine'</script>")


def folder_of_the_notebook(place):
    (place / FILE).rename(place / "mine.ipynb")
    (place / FILE).mkdir()
    (place / FILE / "data.txt").write_text("x")


def folder_of_the_time_stamp(place):
    (place / "timestamp.txt").mkdir()
    (place / "timestamp.txt" / "data.txt").write_text("x")


def deep_folders(place):
    here = os.open(place, os.O_RDONLY)
    for _ in range(1500):  # beyond what a recursive walk or one path can reach
        os.mkdir("deeper", dir_fd=here)
        below = os.open("deeper", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


def long_path(place):
    folder = place / ("a" * 200)
    folder.mkdir()
    (folder / ("b" * 200)).write_text("x")


def many_files(place):
    for number in range(submissions.ENTRIES_LIMIT + 1):
        (place / str(number)).touch()


def stamped(text):
    return lambda place: (place / "timestamp.txt").write_text(text)


LEFT_OUT = "left out beside the notebook: "
NO_DATE = "timestamp.txt holds no date and was ignored"
# Each student: what was done to the folder, and what the table says about it.
CLASS = {
    "latin_1": (named_in_latin_1, f"{LEFT_OUT}L\ufffdsung.txt (its name is not UTF-8)"),
    "latin_1_notebook": (notebook_named_in_latin_1, f"L\ufffdsung.ipynb was graded as {FILE}"),
    "page": (page, f"{LEFT_OUT}sums.html (grading uses the name sums.html)"),
    "page_folder": (
        folder_of_the_page,
        f"{LEFT_OUT}sums.html/page.txt (grading uses the name sums.html)",
    ),
    "notebook_folder": (folder_of_the_notebook, f"mine.ipynb was graded as {FILE}"),
    "stamp_folder": (
        folder_of_the_time_stamp,
        f"{LEFT_OUT}timestamp.txt/data.txt (grading uses the name timestamp.txt)",
    ),
    "deep": (deep_folders, "(its path is longer than 255 bytes)"),
    "long_path": (long_path, "(its path is longer than 255 bytes)"),
    "many_files": (many_files, f"all beyond {submissions.ENTRIES_LIMIT:,} files and folders"),
    "stamp_and_letters": (stamped(f"{DATE} UTC{'a' * 5000}"), NO_DATE),
    "stamp_of_digits": (stamped("1" * 600_000), NO_DATE),
    "stamp_with_a_path": (stamped(f"{DATE} /etc/localtime"), NO_DATE),
    "stamp_with_a_way_up": (stamped(f"{DATE} ../../../etc/localtime"), NO_DATE),
    "stamp_before_time": (stamped(f"0001-01-01 00:00:00 {10**5 - 1}"), NO_DATE),
}
ORDINARY = ("a_right", "m_right", "z_right")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("odd") / "course"
    folder = small_course(root, kernels="nbproctor")  # forked: 17 students have a kernel each
    for student in ORDINARY:
        hand_in(folder, student)
    for student, (change, _) in CLASS.items():
        change(hand_in(folder, student))
    yield folder
    subprocess.run(["rm", "-rf", folder.root], check=True)  # shutil cannot go so deep


@pytest.fixture(scope="module")
def results(folder):
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    graded = grade_class(folder, found, settings=RunSettings(workers=2))
    return {result.student: result for result in graded}


@pytest.mark.parametrize("student", [*ORDINARY, *CLASS])
def test_a_right_answer_keeps_its_points_beside_odd_files(results, student):
    assert results[student].score == 2.0


@pytest.mark.parametrize("student", CLASS)
def test_the_table_says_what_is_odd(results, student):
    assert CLASS[student][1] in results[student].phrase


@pytest.mark.parametrize("student", [*ORDINARY, *CLASS])
def test_the_page_of_feedback_is_the_graders_own(results, folder, student):
    page = folder.root / "feedback" / student / CHAPTER / f"{CHAPTER}.html"
    assert "Content-Security-Policy" in page.read_text() or "nbgrader" in page.read_text()
    assert "'mine'" not in page.read_text()


def test_the_next_run_grades_nothing_again(results, folder):
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    again = grade_class(folder, found, settings=RunSettings(workers=1))
    assert [each.student for each in again if not each.kept] == []


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "3600", ""])
def test_a_time_stamp_may_name_its_zone(folder, tmp_path, zone):
    path = tmp_path / CHAPTER
    path.mkdir()
    (path / "timestamp.txt").write_text(f"{DATE} {zone}")
    submitted = collect(Submission(CHAPTER, "ada", path), [CHAPTER])
    when = submissions.timestamp_of(submitted.files)
    assert when is not None
    assert when.day == 2
    assert submitted.notes == ()


@pytest.mark.parametrize("broken", ["collect", "record", "record_feedback"])
def test_whatever_fails_for_one_submission_is_recorded_for_it_alone(tmp_path, monkeypatch, broken):
    """Each step fails for one student in a way that nobody has thought of."""
    folder = small_course(tmp_path / "course")
    for student in ("ada", "bob"):
        hand_in(folder, student)
    place = class_run if broken == "collect" else GradebookWriter
    real = getattr(place, broken)

    def failing(*arguments):
        submission, *rest = [each for each in arguments if not isinstance(each, GradebookWriter)]
        if submission.student == "ada" and getattr(rest[:1] and rest[0], "files", True):
            raise RecursionError("maximum recursion depth exceeded")
        return real(*arguments)

    monkeypatch.setattr(place, broken, failing)
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    ada, bob = grade_class(folder, found, settings=RunSettings(workers=1))
    assert "maximum recursion depth exceeded" in ada.phrase
    assert (ada.score, bob.score) == (2.0 if broken == "record_feedback" else None, 2.0)
    assert bob.notes == ()


def test_what_an_ordinary_user_cannot_read_is_said():
    """The grader may not be root: what a student handed in may be closed to it."""
    if os.getuid() != 0:
        pytest.skip("only root can become another user")
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        place = Path(name, "submitted", "ada", CHAPTER)
        place.mkdir(parents=True)
        shutil.copytree(place, Path(name, "submitted", "bob", CHAPTER))
        shutil.copytree(place, Path(name, "submitted", "cy", CHAPTER))
        Path(name, "submitted", "bob").chmod(0o700)
        Path(name, "submitted", "cy", CHAPTER).chmod(0o700)
        write_notebook(new_notebook(), place / FILE)
        (place / "data.txt").write_text("x")
        (place / "private").mkdir()
        (place / "private").chmod(0o700)
        (place / "data.txt").chmod(0o600)
        said = as_nobody(read_as_a_grader, Path(name, "submitted"))
        (place / FILE).chmod(0o600)
        refused = as_nobody(read_as_a_grader, Path(name, "submitted"))
    assert said["ada"] == [f"{LEFT_OUT}private (Permission denied) and 1 more"]
    assert said["bob"] == said["cy"] == "PermissionError"
    assert refused["ada"] == [
        f"{FILE} cannot be read (Permission denied). Change its rights, or ask for it again.",
        f"{LEFT_OUT}private (Permission denied) and 1 more",
    ]


def read_as_a_grader(submitted):
    said = {}
    for each in find_submissions(submitted, [CHAPTER]):
        try:
            said[each.student] = choose_files(collect(each, [CHAPTER]), [CHAPTER]).notes
        except OSError as error:
            said[each.student] = type(error).__name__
    return said


def as_nobody(function, *arguments):
    """What a function returns, as JSON knows it, when an ordinary user calls it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            with open(writing, "w") as pipe:
                json.dump(function(*arguments), pipe)
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.close(writing)
    with open(reading) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text)


def test_a_notebook_among_files_without_end_is_collected(tmp_path, monkeypatch):
    monkeypatch.setattr(submissions, "ENTRIES_LIMIT", 0)
    for name in (FILE, "other.txt"):
        (tmp_path / name).write_text("{}")
    submitted = collect(Submission(CHAPTER, "ada", tmp_path), [CHAPTER])
    assert submitted.files == ((FILE, b"{}"),)
    assert submitted.left_out == ("all beyond 0 files and folders",)


def test_links_are_not_files(tmp_path):
    (tmp_path / "secret").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "folder" / "up").symlink_to(tmp_path)
    assert list_files(tmp_path / "folder") == ({}, [])


@pytest.fixture
def autograde(tmp_path):
    """nbgrader's converter for the submission of `ada`, and the submission's folder."""
    settings = "\nimport nbproctor\nnbproctor.configure(c)\n"
    folder = small_course(tmp_path / "course", settings=settings)
    register(folder, CHAPTER)
    place = hand_in(folder, "ada", data_txt="1")
    coursedir = folder.coursedir(CHAPTER)
    converter = Autograde(coursedir=coursedir, config=coursedir.config)
    converter.notebooks = [str(place / FILE)]
    return converter, place


def test_nbgrader_copies_files_of_a_submission_and_no_target_of_a_link(autograde, tmp_path):
    converter, place = autograde
    (tmp_path / "secret").write_text("x")
    (place / "link.txt").symlink_to(tmp_path / "secret")
    os.mkfifo(place / "pipe.txt")
    converter.init_assignment(CHAPTER, "ada")
    copied = tmp_path / "course" / "autograded" / "ada" / CHAPTER
    assert [path.name for path in copied.iterdir()] == ["data.txt"]


def test_nbgrader_reads_no_time_stamp_through_a_link_or_from_a_long_file(autograde, tmp_path):
    converter, place = autograde
    (tmp_path / "date").write_text("2025-01-01 10:00:00 UTC")
    (place / "timestamp.txt").symlink_to(tmp_path / "date")
    with pytest.raises(ValueError, match="invalid time stamp"):
        converter.init_assignment(CHAPTER, "ada")
    (place / "timestamp.txt").unlink()
    (place / "timestamp.txt").write_text("2025-01-01 10:00:00 UTC" + " " * 1000)
    with pytest.raises(ValueError, match="longer than 64 characters"):
        converter.init_assignment(CHAPTER, "ada")


def test_a_time_stamp_that_is_a_pipe_keeps_nobody_waiting(tmp_path):
    os.mkfifo(tmp_path / "timestamp.txt")
    with pytest.raises(OSError, match="not a file"):
        read_timestamp(tmp_path)
