"""The class run on a Dask cluster that stands by itself, talked to by its address alone."""

import os
import signal
import subprocess

import pytest

from nbproctor.class_run import cluster
from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.errors import CourseError
from nbproctor.fingerprint import fingerprint
from nbproctor.grading.submissions import find_submissions
from nbproctor.testing.dask_processes import PATIENCE_S, start_scheduler, start_worker
from nbproctor.testing.free_port import find_free_port
from nbproctor.testing.running_kernels import wait_until
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course


@pytest.fixture
def patient(monkeypatch):
    monkeypatch.setattr(cluster, "WORKERS_TIMEOUT_S", PATIENCE_S)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with start_scheduler(tmp_path_factory.mktemp("scheduler")) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = small_course(tmp_path_factory.mktemp("class") / "course")
    hand_in(folder, "right", data_txt="1, 2")
    hand_in(folder, "wrong", "def add(a, b):\n    return a - b")
    return folder


def graded(folder, address, **settings):
    found = find_submissions(folder.root / "submitted", [CHAPTER])
    made = grade_class(folder, found, settings=RunSettings(scheduler=address, **settings))
    return {result.student: result.score for result in made}


def test_a_scheduler_without_workers_is_said_so(folder, address, monkeypatch):
    monkeypatch.setattr(cluster, "WORKERS_TIMEOUT_S", 1)
    with pytest.raises(CourseError, match=r"has no worker\. Start some with `dask worker tcp://"):
        graded(folder, address)


def test_workers_that_share_nothing_but_the_address_grade_a_class(
    folder, address, patient, tmp_path
):
    with start_worker(tmp_path / "one", address), start_worker(tmp_path / "two", address):
        assert graded(folder, address) == {"right": 2.0, "wrong": 0.0}
    assert (folder.root / "autograded/right" / CHAPTER / "data.txt").read_text() == "1, 2"
    assert (folder.root / "feedback/right" / CHAPTER / f"{CHAPTER}.html").exists()
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert not {name for name in names if name.endswith((".ipynb", ".html", ".db"))}


def test_a_worker_of_another_version_is_named_with_what_to_do(folder, address, patient, tmp_path):
    (tmp_path / "older.py").write_text(
        "import nbproctor\n\n\ndef dask_setup(worker):\n    nbproctor.__version__ = '0.0.9'\n"
    )
    older = str(tmp_path / "older.py")
    with (
        start_worker(tmp_path / "one", address, "--preload", older),
        pytest.raises(
            CourseError, match=r"has nbproctor 0\.0\.9 .* Install the same packages there"
        ),
    ):
        graded(folder, address, regrade=True)


def test_no_scheduler_at_the_address_is_said_so(folder, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_TIMEOUT_S", 1)
    address = f"tcp://127.0.0.1:{find_free_port()}"
    with pytest.raises(CourseError, match=f"no Dask scheduler answers at {address}"):
        graded(folder, address, regrade=True)


def test_an_address_that_is_none_is_said_so(folder):
    with pytest.raises(CourseError, match="no Dask scheduler answers at nonsense://"):
        graded(folder, "nonsense://", regrade=True)


def test_a_result_is_computed_again_if_its_worker_dies_before_it_is_read(
    address, patient, tmp_path
):
    with (
        start_worker(tmp_path / "one", address),
        start_worker(tmp_path / "two", address),
        cluster.connect(address, (), fingerprint(())) as workers,
    ):
        slow = ["sh", "-c", "sleep 0.5; echo $PPID"]  # the worker's process id
        future = workers._client.submit(subprocess.check_output, slow, pure=False)
        first = future.result()
        os.kill(int(first), signal.SIGKILL)
        assert wait_until(lambda: future.status != "finished", 10)
        assert cluster._read_outcome(future) not in (first, None)
