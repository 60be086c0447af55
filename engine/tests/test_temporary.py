"""What a killed run leaves in temporary folders is removed by the next one, and nothing else."""

import fcntl
import os
import subprocess
import sys
import tempfile
import threading
import time

import pytest

from nbproctor import temporary
from nbproctor.class_run.workers import open_workers
from nbproctor.kernels import early
from nbproctor.temporary import LOCK, UNLOCKED_S, make_folder, remove_leftovers, temporary_folder

KILLED = """
import os
from nbproctor.temporary import make_folder
folder, _ = make_folder("grade")
(folder / "answers.ipynb").touch()
print(folder, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture(autouse=True)
def place(monkeypatch, tmp_path):
    """A folder for temporary ones, in place of those of the machine."""
    monkeypatch.setattr(temporary, "IN_MEMORY", tmp_path / "memory")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def leave_behind():
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True)
    return temporary.Path(done.stdout.strip())


def test_a_folder_is_for_this_user_alone_and_is_removed_after_its_block(place):
    with temporary_folder("release") as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.parent == place
    assert not folder.exists()


def test_a_folder_of_a_killed_process_is_removed_and_one_in_use_stays():
    left = leave_behind()
    assert (left / "answers.ipynb").exists()
    with temporary_folder("release") as in_use:
        remove_leftovers()
        assert in_use.exists()
    assert not left.exists()


def test_a_folder_in_memory_is_removed_as_well(place, monkeypatch):
    left = leave_behind()
    (place / "memory").mkdir()
    left.rename(place / "memory" / left.name)
    remove_leftovers()
    assert list((place / "memory").iterdir()) == []


@pytest.mark.parametrize(("age_s", "stays"), [(0.0, True), (2 * UNLOCKED_S, False)])
def test_a_folder_without_a_lock_stays_while_it_may_just_be_made(place, age_s, stays):
    folder = place / "nbproctor-grade-earlier"
    folder.mkdir()
    then = time.time() - age_s
    os.utime(folder, (then, then))
    remove_leftovers()
    assert folder.exists() == stays


def test_a_folder_of_the_user_that_only_has_such_a_name_stays(place):
    (place / "nbproctor-thesis").mkdir()
    (place / "nbproctor-thesis" / "chapter.md").touch()
    os.utime(place / "nbproctor-thesis", (0, 0))
    remove_leftovers()
    assert (place / "nbproctor-thesis" / "chapter.md").exists()


def test_a_folder_is_not_removed_before_its_lock_is_taken(place, monkeypatch):
    flock = fcntl.flock

    def remove_just_before(lock, operation):
        monkeypatch.setattr(fcntl, "flock", flock)
        remove_leftovers()
        flock(lock, operation)

    monkeypatch.setattr(fcntl, "flock", remove_just_before)
    folder, _ = make_folder("grade")
    assert (folder / LOCK).exists()


def test_a_pipe_in_place_of_a_lock_does_not_stop_the_next_run(place):
    (place / "nbproctor-grade-trap").mkdir()
    os.mkfifo(place / "nbproctor-grade-trap" / LOCK)
    sweeping = threading.Thread(target=remove_leftovers, daemon=True)
    sweeping.start()
    sweeping.join(10.0)
    assert not sweeping.is_alive()


def test_what_is_not_this_users_folder_stays(place, monkeypatch):
    left = leave_behind()
    (place / "nbproctor-link").symlink_to(left.parent / "elsewhere")
    (place / "elsewhere").mkdir()
    (place / "elsewhere" / LOCK).touch()
    monkeypatch.setattr(temporary.os, "geteuid", lambda: 12345)
    remove_leftovers()
    assert left.exists()
    monkeypatch.undo()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    remove_leftovers()
    assert (place / "elsewhere").exists()
    assert (place / "nbproctor-link").is_symlink()


def test_a_class_run_removes_what_was_left_before_it_makes_its_own(place, monkeypatch):
    left = leave_behind()
    monkeypatch.setattr(early, "_folder", None)
    early.start_early(())
    with open_workers(1, "", (), ""):
        assert not left.exists()
        [own] = place.glob("nbproctor-zygotes-*")
        assert (own / LOCK).exists()


def test_the_lock_ends_with_the_process_and_not_earlier():
    folder, lock = make_folder("grade")
    remove_leftovers()
    assert folder.exists()
    os.close(lock)
    remove_leftovers()
    assert not folder.exists()
