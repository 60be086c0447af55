"""Other people on the machine cannot read what a class is graded with, or staff are told."""

import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from nbproctor import safety
from nbproctor.cli.class_commands import find_warnings
from nbproctor.course_folder import CourseFolder
from nbproctor.testing.small_course import hand_in, small_course

FILES = {
    "gradebook.db": "gradebook.db",
    "source": "source/file",
    "submitted": "submitted/file",
    "hidden_cases": "hidden_cases/file",
}
SETTINGS = """
c.HiddenCases.package = "hidden_cases"
c.HiddenCases.secret_variable = "CLASS_SECRET"
c.ClassRun.is_sample_class = "nbproctor.testing.small_course.is_sample_class"
"""
SOMEBODY = pwd.struct_passwd(("somebody", "x", 54321, 54321, "", "/", "/bin/sh"))
NOBODY = pwd.struct_passwd(("nobody", "x", 65534, 65534, "", "/", "/bin/false"))
ROOT_USER = pwd.struct_passwd(("root", "x", 0, 0, "", "/root", "/bin/sh"))


@pytest.fixture
def folder():
    """A course folder that everybody can read, in a place that everybody can reach."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place) / "my course"
        hand_in(small_course(folder, settings=SETTINGS), "ada")
        (folder / "hidden_cases").mkdir()
        for path in FILES.values():
            (folder / path).write_text("secret")
        subprocess.run(["chmod", "-R", "a+rX", place], check=True)
        yield folder


@pytest.fixture(autouse=True)
def shared_machine(monkeypatch, tmp_path):
    """The machine has the account of one other person, and no homes."""
    monkeypatch.setattr(safety.pwd, "getpwall", lambda: [ROOT_USER, NOBODY, SOMEBODY])
    monkeypatch.setattr(safety, "HOMES", tmp_path / "home")


def test_an_open_folder_is_said_in_one_line_and_its_command_closes_it(folder):
    finding = safety.check_rights(folder)
    names = ", ".join(FILES)
    assert finding.what == f"Other accounts on this machine can read {names}"
    command = finding.cure.removeprefix("Run `").removesuffix("`.")
    assert shlex.split(command) == ["chmod", "o-rwx", str(folder)]
    subprocess.run(command, shell=True, check=True)
    assert safety.check_rights(folder).fine


def test_grading_warns_in_a_line_each_of_an_open_folder_and_of_the_public_secret(
    folder, monkeypatch
):
    monkeypatch.delenv("CLASS_SECRET", raising=False)
    course = CourseFolder.find(folder)
    secret, rights = find_warnings(course)
    assert secret.startswith("The hidden cases come from the public default. Set CLASS_SECRET")
    assert rights.startswith("Other accounts on this machine can read gradebook.db, source, ")
    assert "\n" not in secret + rights
    folder.chmod(0o700)
    monkeypatch.setenv("CLASS_SECRET", "mine")
    assert list(find_warnings(course)) == []


@pytest.mark.parametrize(
    ("rights", "exposed"),
    [
        ({"gradebook.db": 0o600}, "source, submitted, hidden_cases"),
        ({"gradebook.db": 0o600, "source": 0o700, "submitted": 0o750}, "hidden_cases"),
        ({"gradebook.db": 0o640, "source": 0o711, "submitted": 0o700}, "source, hidden_cases"),
        ({"..": 0o700}, ""),
        ({"..": 0o750}, ""),
        ({".": 0o771}, "gradebook.db, source, submitted, hidden_cases"),
        ({"..": 0o711}, "gradebook.db, source, submitted, hidden_cases"),
    ],
    ids=str,
)
def test_what_others_can_read_is_what_the_kernel_lets_them_read(folder, rights, exposed):
    for name, mode in rights.items():
        (folder / name).chmod(mode)
    finding = safety.check_rights(folder)
    assert finding.fine == (not exposed)
    assert not exposed or finding.what.endswith(f" can read {exposed}")
    if os.geteuid() == 0:
        read = [name for name, path in FILES.items() if nobody_reads(folder / path)]
        assert ", ".join(read) == exposed


def nobody_reads(path):
    line = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "cat", str(path)]
    return subprocess.run(line, capture_output=True, check=False).returncode == 0


def test_a_course_without_hidden_cases_has_no_secret_to_set_and_no_package_to_close(
    folder, monkeypatch
):
    config = folder / "nbgrader_config.py"
    config.write_text(config.read_text().removesuffix(SETTINGS))
    for name in ("CLASS_SECRET", "NBPROCTOR_SECRET"):
        monkeypatch.delenv(name, raising=False)
    assert safety.check_secret(folder).fine
    assert safety.check_rights(folder).what.endswith(" can read gradebook.db, source, submitted")
    monkeypatch.setenv("NBPROCTOR_SECRET", "")  # the cases are drawn from it
    assert "Set NBPROCTOR_SECRET" in safety.check_secret(folder).cure


@pytest.mark.parametrize("name", ["students.csv", "grades-canvas.csv", "grade.log", "report.html"])
def test_what_a_run_writes_beside_the_gradebook_is_private_too(folder, name):
    (folder / name).touch(0o644)
    assert name in safety.check_rights(folder).what


def test_a_link_to_an_open_folder_elsewhere_is_followed(folder):
    elsewhere = folder.parent / "elsewhere"
    shutil.move(folder / "submitted", elsewhere)
    (folder / "submitted").symlink_to(elsewhere)
    folder.chmod(0o700)
    assert str(safety.check_rights(folder)) == (
        f"✗ Other accounts on this machine can read submitted: Run `chmod o-rwx {elsewhere}`."
    )


@pytest.mark.parametrize(
    ("handed_in", "released", "fine"),
    [("nothing", False, True), ("nothing", True, False), ("the sample class", True, True)],
)
def test_what_holds_no_class_needs_no_rights_before_its_first_release(
    folder, handed_in, released, fine
):
    (folder / "submitted" / "file").unlink()
    if handed_in == "nothing":
        shutil.rmtree(folder / "submitted" / "ada")
    else:
        (folder / "submitted" / ".sample").touch()
    if not released:
        (folder / "gradebook.db").unlink()
    assert safety.check_rights(folder).fine == fine


def test_a_machine_that_only_grades_has_no_course_folder_to_look_at(tmp_path):
    assert safety.check_rights(tmp_path).fine
    assert safety.check_secret(tmp_path).fine


@pytest.mark.parametrize("accounts", [[ROOT_USER], [ROOT_USER, NOBODY]], ids=["root", "services"])
def test_a_machine_without_other_people_needs_no_rights(folder, monkeypatch, accounts):
    monkeypatch.setattr(safety.pwd, "getpwall", lambda: accounts)
    assert safety.check_rights(folder).fine


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_is_not_another_person_and_homes_tell_of_people_who_are_not_listed(
    folder, monkeypatch
):
    os.chown(folder, SOMEBODY.pw_uid, -1)
    assert safety.check_rights(folder).fine
    (safety.HOMES / "ada").mkdir(parents=True)
    os.chown(safety.HOMES / "ada", 54322, -1)
    assert not safety.check_rights(folder).fine
