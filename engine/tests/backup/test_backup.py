"""A class is archived, restored in another folder and graded again without losing anything."""

import io
import os
import shutil
import stat
import sys
import tarfile
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from nbproctor.backup.archive import restore_backup, restore_configuration, write_backup
from nbproctor.backup.next_year import (
    archive_and_remove,
    describe_next_steps,
    explain_kept_gradebook,
    list_class,
    require_readable,
)
from nbproctor.class_run.class_run import grade_class
from nbproctor.class_run.writer import open_writer
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.gradebook_dump import dump
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH  # others may not write what is restored
CONTENTS = b'{"nbproctor backup": 1}'
SECRET = 'import os\nos.environ["NBPROCTOR_SECRET"] = "kept apart"\n'


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> CourseFolder:
    """A class of two, graded by machine and by hand, with files of odd names."""
    folder = small_course(tmp_path_factory.mktemp("class") / "course")
    hand_in(folder, "ada")
    odd = hand_in(folder, "zoë", "def add(a, b):\n    return a - b", data_txt="1,2")
    Path(os.fsdecode(os.fsencode(odd) + b"/L\xf6sung.csv")).write_text("3")
    (odd / "empty").mkdir()
    (odd / "link").symlink_to("/etc/passwd")
    grade_class(folder, find_submissions(folder.root / "submitted", [CHAPTER]))
    with folder.gradebook() as gradebook:
        grade = gradebook.find_grade("why", CHAPTER, CHAPTER, "ada")
        grade.manual_score, grade.needs_manual_grade = 0.5, False
        gradebook.update_or_create_assignment(CHAPTER, duedate=datetime(2026, 10, 24, 21, 59))
        gradebook.db.commit()
    (folder.root / "downloaded" / CHAPTER / "archive").mkdir(parents=True)
    (folder.root / "downloaded" / CHAPTER / "archive" / "a.zip").write_bytes(b"zip")
    (folder.root / "students.csv").write_text("id\nada\n")
    (folder.root / "autograded" / "README.md").write_text("what is in here")
    return folder


@pytest.fixture
def archive(graded, tmp_path):
    path = tmp_path / "class.tar.gz"
    write_backup(graded, path)
    return path


def read_tree(root):
    """Content and rights of all files, by path, and empty folders."""
    return {
        str(path.relative_to(root)): (
            path.read_bytes(),
            stat.S_IMODE(path.stat().st_mode) & ~OF_OTHERS,
        )
        if path.is_file()
        else None
        for path in root.rglob("*")
        if not path.is_symlink()
        and (path.is_file() or not any(path.iterdir()))
        and not path.name.startswith("gradebook.db")
        and ".incoming" not in path.parts
    }


def test_a_class_restored_in_an_empty_folder_is_graded_again_without_a_change(
    graded, archive, tmp_path, nbproctor
):
    new = tmp_path / "new"
    new.mkdir()
    done = nbproctor(new, "restore", str(archive))
    assert done.returncode == 0, done.stdout + done.stderr
    assert read_tree(new) == read_tree(graded.root)
    restored = CourseFolder.find(new)
    assert dump(restored.database_address) == dump(graded.database_address)
    results = grade_class(restored, find_submissions(new / "submitted", [CHAPTER]))
    assert [(each.student, each.kept, each.score) for each in results] == [
        ("ada", True, 2.0),
        ("zoë", True, 0.0),
    ]
    assert dump(restored.database_address) == dump(graded.database_address)


def test_only_its_owner_may_read_an_archive_and_links_are_left_out(graded, tmp_path):
    path = tmp_path / "class.tar.gz"
    lines = write_backup(graded, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert lines[1:] == [f"left out: submitted/zoë/{CHAPTER}/link, which is no plain file"]
    with pytest.raises(CourseError, match="exists: name another file"):
        write_backup(graded, path)


def test_what_a_killed_backup_left_does_not_open_the_next_one_to_others(graded, tmp_path):
    left = tmp_path / ".class.tar.gz.unfinished"
    left.touch(0o644)
    write_backup(graded, tmp_path / "class.tar.gz")
    assert stat.S_IMODE((tmp_path / "class.tar.gz").stat().st_mode) == 0o600
    assert not left.exists()


def test_a_backup_in_a_folder_that_does_not_exist_is_an_error_of_one_line(graded, tmp_path):
    with pytest.raises(CourseError, match=r"cannot be written: the folder .*/nowhere does not"):
        write_backup(graded, tmp_path / "nowhere" / "class.tar.gz")


def test_a_configuration_that_has_the_secret_is_left_out(graded, tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(graded.root, root, symlinks=True)
    (root / "nbgrader_config.py").write_text((root / "nbgrader_config.py").read_text() + SECRET)
    monkeypatch.setenv("NBPROCTOR_SECRET", "")  # undone after the test
    lines = write_backup(CourseFolder.find(root), tmp_path / "class.tar.gz")
    assert any("because it has the secret" in line for line in lines)
    with tarfile.open(tmp_path / "class.tar.gz") as archive:
        texts = [archive.extractfile(each).read() for each in archive if each.isfile()]
    assert not any(b"kept apart" in text for text in texts)
    with pytest.raises(CourseError, match=r"has no nbgrader_config\.py: put the one"):
        restore_configuration(tmp_path, tmp_path / "class.tar.gz")


def test_a_folder_with_a_class_is_refused_and_stays(graded, archive):
    before = read_tree(graded.root)
    with pytest.raises(CourseError, match="a gradebook that is in use and submitted/ and auto"):
        restore_backup(graded, archive)
    assert read_tree(graded.root) == before


def test_files_of_the_course_that_exist_stay_as_they_are(archive, tmp_path):
    here = small_course(tmp_path / "clone", before="print('newer')")
    [_, line] = restore_backup(here, archive)
    assert line.endswith(f"has other ones: source/{CHAPTER}/{CHAPTER}.ipynb")
    assert "newer" in here.source(CHAPTER).read_text()
    assert (here.root / "submitted" / "ada").is_dir()


def test_a_file_in_place_of_a_folder_is_an_error_of_one_line(archive, tmp_path):
    here = small_course(tmp_path / "clone")
    (here.root / "submitted").touch()
    with pytest.raises(CourseError, match=r"class\.tar\.gz cannot be restored: .*submitted"):
        restore_backup(here, archive)


def make_archive(path, *members):
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (("backup.json", tarfile.REGTYPE), *members):
            member = tarfile.TarInfo(name)
            member.type = kind
            member.linkname = "/etc/passwd"
            text = CONTENTS if kind == tarfile.REGTYPE else b""
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))


@pytest.mark.parametrize(
    ("sizes", "free", "words"),
    [
        ([10**11], 10**12, r"big\.tar\.gz unpacks to more than 100 GB, the limit of a class"),
        ([300_000, 300_000], 500_000, r"unpacks to more than the 0\.0 GB that are free here"),
    ],
)
def test_an_archive_without_room_is_refused_before_anything_is_written(
    tmp_path, monkeypatch, sizes, free, words
):
    here, path = small_course(tmp_path / "here"), tmp_path / "big.tar.gz"
    before = read_tree(tmp_path)
    with tarfile.open(path, "w:gz") as archive:
        for name, size in (("backup.json", len(CONTENTS)), *((f"grades{n}.csv", n) for n in sizes)):
            content = CONTENTS if name == "backup.json" else bytes(min(size, 10**6))
            member = tarfile.TarInfo(name)
            member.size = size
            archive.fileobj.write(member.tobuf() + content + bytes(-len(content) % 512))
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage)
    with pytest.raises(CourseError, match=words):
        restore_configuration(tmp_path, path)
    with pytest.raises(CourseError, match=words):
        restore_backup(here, path)
    path.unlink()
    assert read_tree(tmp_path) == before


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([("submitted/a/link", tarfile.SYMTYPE)], "has submitted/a/link, which it must not"),
        ([("../outside", tarfile.REGTYPE)], "has ../outside, which it must not"),
        ([("submitted/../../outside", tarfile.REGTYPE)], "outside"),
        (
            [("submitted/a", tarfile.REGTYPE), ("submitted/../numpy.py", tarfile.REGTYPE)],
            r"has submitted/\.\./numpy\.py, which it must not",
        ),
        ([("gradebook.dump", tarfile.REGTYPE)], "a gradebook of another kind of database"),
        (None, "is not an archive of this command"),
        ("cut", "cannot be read, it may be damaged"),
    ],
)
def test_an_archive_that_is_none_changes_nothing(archive, tmp_path, members, words):
    here = small_course(tmp_path / "course" / "here")
    before = read_tree(tmp_path / "course")
    odd = tmp_path / "odd.tar.gz"
    if members == "cut":
        odd.write_bytes(archive.read_bytes()[:-200])
    elif members is None:
        with tarfile.open(odd, "w:gz") as made:
            made.add(here.source(CHAPTER), "a.ipynb")
    else:
        make_archive(odd, *members)
    with pytest.raises(CourseError, match=words):
        restore_backup(here, odd)
    assert read_tree(tmp_path / "course") == before


def test_while_a_class_is_graded_there_is_no_backup(graded, tmp_path):
    with open_writer(graded), pytest.raises(CourseError, match="is running in this folder"):
        write_backup(graded, tmp_path / "class.tar.gz")
    assert list(tmp_path.iterdir()) == []


def test_next_year_archives_the_class_and_keeps_the_course(
    graded, tmp_path, nbproctor, monkeypatch
):
    root = tmp_path / "course"
    shutil.copytree(graded.root, root, symlinks=True)
    for name in ("report.html", "grades-canvas.csv", "grade.log"):
        (root / name).touch()
    before = read_tree(root)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    refused = nbproctor(root, "next-year")
    assert refused.returncode == 1
    assert read_tree(root) == before
    done = nbproctor(root, "next-year", "--yes", "--archive", "../old.tar.gz")
    assert done.returncode == 0, done.stdout + done.stderr
    left = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    assert sorted(left) == [
        *("autograded/README.md", "nbgrader_config.py", f"source/{CHAPTER}/{CHAPTER}.ipynb")
    ]
    assert f"due {CHAPTER} --until DATE`. This year it was Sat 24 Oct 2026 21:59" in done.stdout
    assert nbproctor(root, "next-year", "--yes").returncode == 1
    assert nbproctor(root, "restore", "../old.tar.gz").returncode == 0
    assert dump(CourseFolder.find(root).database_address) == dump(graded.database_address)


@pytest.mark.parametrize("place", ["submitted/ada", "source"])
def test_an_archive_is_not_written_among_what_it_archives(graded, place):
    before = read_tree(graded.root)
    with pytest.raises(CourseError, match=f"is in {place[:6]}.*/, which is archived"):
        write_backup(graded, graded.root / place / "class.tar.gz")
    assert read_tree(graded.root) == before


def test_next_year_removes_no_grades_that_it_has_not_archived(graded, tmp_path, nbproctor):
    root = tmp_path / "course"
    shutil.copytree(graded.root, root, symlinks=True)
    names = ("grades-of-the-orals.csv", "gradebook.db.2026-10-01-120000")
    for name in names:
        (root / name).write_text("ada,1.3")
    assert nbproctor(root, "next-year", "--yes", "--archive", "../old.tar.gz").returncode == 0
    assert not any((root / name).exists() for name in names)
    assert nbproctor(root, "restore", "../old.tar.gz").returncode == 0
    assert [(root / name).read_text() for name in names] == ["ada,1.3", "ada,1.3"]


def test_next_year_removes_nothing_while_a_class_is_graded(graded, tmp_path):
    before = read_tree(graded.root)
    with open_writer(graded), pytest.raises(CourseError, match="is running in this folder"):
        archive_and_remove(graded, tmp_path / "class.tar.gz")
    assert read_tree(graded.root) == before
    assert list(tmp_path.iterdir()) == []


def test_next_year_leaves_a_gradebook_of_several_courses_and_says_so(tmp_path):
    folder = small_course(tmp_path / "course")
    with folder.gradebook() as gradebook:
        gradebook.add_assignment(CHAPTER)
    database = folder.root / "gradebook.db"
    assert list_class(folder) == [database]
    assert not any("db_url" in step for step in describe_next_steps(folder))
    with Gradebook(folder.database_address, "physics") as gradebook:
        gradebook.add_assignment("levers")
    assert list_class(folder) == []
    [step] = [step for step in describe_next_steps(folder) if "db_url" in step]
    assert f"{database} was not changed and still has this class, because it also has" in step
    assert "assignments of physics. When nobody needs it, remove it yourself." in step


def test_next_year_leaves_a_database_in_postgresql(tmp_path):
    address = "postgresql://ada:hidden@localhost/grades"
    folder = small_course(tmp_path, settings=f"c.CourseDirectory.db_url = {address!r}\n")
    assert explain_kept_gradebook(folder) == "it is in postgresql"
    assert list_class(folder) == []


def test_what_may_not_be_read_is_not_removed(graded, monkeypatch):
    closed = graded.root / "submitted" / "ada" / CHAPTER / f"{CHAPTER}.ipynb"
    require_readable(list_class(graded))
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != closed)
    with pytest.raises(CourseError, match=r"sums\.ipynb may not be read"):
        require_readable(list_class(graded))
