"""A gradebook in PostgreSQL: a real server on loopback, used by the class run and by nbgrader."""

import subprocess
import sys
import tarfile

import pytest
from sqlalchemy.engine import make_url

from nbproctor.backup.archive import restore_backup, restore_configuration, write_backup
from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError
from nbproctor.grading.submissions import find_submissions
from nbproctor.lms.export import write_grades_csv
from nbproctor.testing.gradebook_dump import dump
from nbproctor.testing.postgresql import empty_database, postgresql
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

__all__ = ["postgresql"]


@pytest.fixture
def folder(postgresql, tmp_path, monkeypatch) -> CourseFolder:
    """A course whose gradebook is an empty database of its own."""
    with empty_database(postgresql) as url:
        monkeypatch.setenv("SMALL_DB_URL", url)
        yield small_course(tmp_path)


def test_a_class_is_graded_into_postgresql_and_a_second_run_keeps_it(folder, postgresql):
    hand_in(folder, "right", timestamp_txt="2025-01-01 10:00:00 UTC")
    hand_in(folder, "wrong", "def add(a, b):\n    return a - b")
    (hand_in(folder, "broken") / f"{CHAPTER}.ipynb").write_text("{")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    first = grade_class(folder, found, settings=RunSettings(workers=1))
    assert {r.student: r.score for r in first} == {"broken": None, "right": 2.0, "wrong": 0.0}
    again = grade_class(folder, found, settings=RunSettings(workers=1))
    assert [(r.score, r.kept) for r in again] == [(r.score, True) for r in first]
    assert not (folder.root / "gradebook.db").exists()
    assert f":{postgresql[1]}/" in str(folder.coursedir(CHAPTER).db_url)
    write_grades_csv(folder, folder.root / "grades.csv")
    lines = (folder.root / "grades.csv").read_text().splitlines()
    assert len(lines) == 4


def test_a_class_is_archived_and_restored_in_another_database(folder, postgresql, monkeypatch):
    hand_in(folder, "right")
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    grade_class(folder, found, settings=RunSettings(workers=1, feedback=False))
    write_backup(folder, folder.root / "class.tar.gz")
    with pytest.raises(CourseError, match="a gradebook that is in use"):
        restore_backup(folder, folder.root / "class.tar.gz")
    with empty_database(postgresql, "restored") as url:
        monkeypatch.setenv("SMALL_DB_URL", url)
        (folder.root / "new").mkdir()
        restore_configuration(folder.root / "new", folder.root / "class.tar.gz")
        new = CourseFolder.find(folder.root / "new")
        restore_backup(new, folder.root / "class.tar.gz")
        assert dump(url) == dump(folder.database_address)
        found = find_submissions(new.root / "submitted", [CHAPTER])
        [kept] = grade_class(new, found, settings=RunSettings(workers=1, feedback=False))
    assert (kept.kept, kept.score) == (True, 2.0)


@pytest.mark.parametrize("password", ["known-to-ada", "a/b c"])
def test_a_configuration_with_the_password_of_the_gradebook_is_left_out(folder, password):
    address = make_url(folder.database_address).set(password=password)
    line = f"c.CourseDirectory.db_url = {address.render_as_string(hide_password=False)!r}\n"
    (folder.root / "nbgrader_config.py").write_text(f"c = get_config()\n{line}")
    lines = write_backup(CourseFolder.find(folder.root), folder.root / "class.tar.gz")
    assert "left out: nbgrader_config.py, because it has the gradebook's password. Take" in lines[1]
    with tarfile.open(folder.root / "class.tar.gz") as archive:
        assert "nbgrader_config.py" not in archive.getnames()


def test_a_gradebook_is_not_archived_without_the_databases_program(folder, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CourseError, match="pg_dump is not installed here"):
        write_backup(folder, folder.root / "class.tar.gz")
    assert not list(folder.root.glob("*.tar.gz*"))


@pytest.mark.nightly
def test_nbgraders_own_commands_use_postgresql(folder):
    hand_in(folder, "right")
    hand_in(folder, "wrong", "def add(a, b):\n    return a - b")
    nbgrader("generate_assignment", CHAPTER, "--force", where=folder.root)
    nbgrader("autograde", CHAPTER, where=folder.root)
    nbgrader("db", "upgrade", where=folder.root)
    with folder.gradebook() as gradebook:
        assert gradebook.db.bind.dialect.name == "postgresql"
        scores = {each.student_id: each.score for each in gradebook.assignment_submissions(CHAPTER)}
    assert scores == {"right": 2.0, "wrong": 0.0}
    for student in scores:
        assert (folder.root / "autograded" / student / CHAPTER / f"{CHAPTER}.ipynb").exists()
    assert not (folder.root / "gradebook.db").exists()


def nbgrader(*arguments, where):
    line = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(line, cwd=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
