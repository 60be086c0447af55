"""Which kernels are forked, how zygotes start or do not, and what goes into a kernel."""

import io
import platform
import sys
import tarfile
import threading

import pytest
from jupyter_client.kernelspec import KernelSpec
from traitlets.config import Config

from nbproctor.errors import CourseError
from nbproctor.kernels import pool, provisioner
from nbproctor.kernels.cpu_seconds import CPU_OF_ENDED
from nbproctor.kernels.limits import KernelLimits, MissingLimit, require_limits
from nbproctor.kernels.process import RunningProcess, ZygoteClient, ZygoteError
from nbproctor.kernels.provisioner import ZygoteProvisioner, pack_files
from nbproctor.kernels.settings import KernelSettings, read_settings


def started(argv, **settings):
    config = Config(WarmKernels=settings)
    return ZygoteProvisioner(kernel_spec=KernelSpec(argv=argv), config=config)


@pytest.mark.parametrize(
    ("argv", "served"),
    [
        (["python", "-m", "ipykernel_launcher", "-f", "{connection_file}"], True),
        ([sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], True),
        (["/elsewhere/bin/python", "-m", "ipykernel_launcher"], False),
        (["julia", "-e", "1"], False),
    ],
    ids=["python", "this Python", "another Python", "another language"],
)
def test_kernels_of_this_python_are_forked_and_others_start_as_ever(argv, served):
    assert started(argv)._serves() is served


@pytest.mark.parametrize(
    ("system", "release"), [("darwin", "24.1"), ("linux", "5.10.0-35-amd64")], ids=str
)
def test_elsewhere_kernels_start_as_ever_but_for_sandboxed_ones(monkeypatch, system, release):
    kernel = started(["python", "-m", "ipykernel_launcher"])
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "release", lambda: release)
    assert not kernel._serves()
    kernel = started(["python", "-m", "ipykernel_launcher"], sandbox="bubblewrap")
    assert kernel._serves()
    with pytest.raises(ZygoteError, match=r"for Python on Linux 5\.14 or newer only"):
        kernel._take_zygote()


def test_a_limit_without_a_number_is_named():
    numbers = dict.fromkeys(KernelLimits.class_trait_names(config=True), 1)
    del numbers["wall_s"]
    kernel = ZygoteProvisioner(config=Config(KernelLimits=numbers))
    with pytest.raises(MissingLimit, match=r"c\.KernelLimits\.wall_s is missing"):
        require_limits(KernelLimits(parent=kernel))


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (["/no-such-program"], "/no-such-program could not be started"),
        ([sys.executable, "-c", "raise SystemExit('only words')"], "ended: .*only words"),
    ],
    ids=["no program", "an early end"],
)
def test_a_zygote_that_cannot_start_says_why(command, reason):
    with pytest.raises(ZygoteError, match=reason):
        ZygoteClient(command=lambda line: command)


def test_a_module_or_function_that_is_missing_is_no_reason_not_to_start():
    zygote = ZygoteClient(
        KernelSettings(preload=("no_such_module",), prepare=("no_such.function",))
    )
    assert zygote.alive
    zygote.close()


def test_a_module_beside_the_caller_is_not_taken_for_a_librarys(tmp_path, monkeypatch):
    (tmp_path / "json.py").write_text("raise SystemExit('not the library')")
    monkeypatch.chdir(tmp_path)
    ZygoteClient().close()


def test_threads_before_the_first_fork_are_refused(tmp_path, monkeypatch):
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True)"
    (tmp_path / "threaded.py").write_text(f"{code}.start()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ZygoteError, match="2 threads run before the first fork"):
        ZygoteClient(KernelSettings(preload=("threaded",)))


SETTINGS = KernelSettings(sandboxed=True)


class Stub:
    """A zygote for a pool: alive until told otherwise."""

    alive = True

    def __init__(self, settings=SETTINGS):
        self.settings = settings

    def close(self):
        self.alive = False


def ended_kernel():
    """A kernel that has ended."""
    kernel = RunningProcess(1)
    kernel.end(-9, "")
    return kernel


def test_threads_that_ask_at_once_get_zygotes_of_their_own_or_share(monkeypatch):
    monkeypatch.setattr(pool, "ZygoteClient", Stub)
    zygotes, taken, everybodys = pool.ZygotePool(), [], set()
    for _ in range(4):
        zygotes.give_back(SETTINGS, Stub(), ended_kernel())
    together = threading.Barrier(8)

    def ask():
        together.wait()
        taken.append(zygotes.take(SETTINGS, Stub))
        everybodys.add(zygotes.share(SETTINGS))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == 8
    assert len(everybodys) == 1


def test_a_zygote_serves_only_kernels_with_its_settings(monkeypatch):
    monkeypatch.setattr(pool, "ZygoteClient", Stub)
    zygotes, zygote = pool.ZygotePool(), Stub()
    other = KernelSettings(sandboxed=True, preload=("numpy",))
    zygotes.give_back(SETTINGS, zygote, ended_kernel())
    assert zygotes.take(other, Stub) is not zygote
    assert zygotes.take(SETTINGS, Stub) is zygote
    assert zygotes.share(other) is not zygotes.share(SETTINGS)


def test_a_zygote_that_ended_while_it_was_free_is_not_used():
    zygotes, ended = pool.ZygotePool(), Stub()
    zygotes.give_back(SETTINGS, ended, ended_kernel())
    ended.alive = False
    assert zygotes.take(SETTINGS, Stub) is not ended


def test_a_zygote_is_used_again_when_its_kernel_has_ended_and_not_before(monkeypatch):
    monkeypatch.setattr(pool, "END_LIMIT_S", 30)
    zygotes, zygote, kernel = pool.ZygotePool(), Stub(), RunningProcess(1)
    zygotes.give_back(SETTINGS, zygote, kernel)
    end = threading.Timer(0.2, kernel.end, (-9, ""))
    end.start()
    assert zygotes.take(SETTINGS, Stub) is zygote
    assert kernel.ended.is_set()


def test_a_zygote_whose_kernel_does_not_end_is_closed(monkeypatch):
    monkeypatch.setattr(pool, "END_LIMIT_S", 0.01)
    zygotes, zygote = pool.ZygotePool(), Stub()
    zygotes.give_back(SETTINGS, zygote, RunningProcess(1))
    assert zygotes.take(SETTINGS, Stub) is not zygote
    assert not zygote.alive


def test_a_pool_that_cannot_start_another_zygote_waits_longer_for_a_kernel(monkeypatch):
    monkeypatch.setattr(pool, "END_LIMIT_S", 0.01)
    zygotes, zygote, kernel = pool.ZygotePool(), Stub(), RunningProcess(1)
    zygotes.adopt(SETTINGS, zygote)
    assert zygotes.take(SETTINGS, Stub) is zygote
    zygotes.give_back(SETTINGS, zygote, kernel)
    end = threading.Timer(0.2, kernel.end, (-9, ""))
    end.start()
    assert zygotes.take(SETTINGS, Stub) is zygote


def test_what_kernels_have_cost_is_known_once_the_pool_has_settled(monkeypatch):
    monkeypatch.setattr(pool, "END_LIMIT_S", 30)
    zygotes, kernel, before = pool.ZygotePool(), RunningProcess(1), CPU_OF_ENDED.total
    zygotes.give_back(SETTINGS, Stub(), kernel)
    end = threading.Timer(0.2, kernel.end, (-9, "", 1.5))
    end.start()
    zygotes.settle()
    assert CPU_OF_ENDED.total == before + 1.5


def test_folders_and_files_are_packed_without_notebooks_links_owners_and_large_ones(tmp_path):
    (tmp_path / "data.txt").write_text("1")
    (tmp_path / "data.txt").chmod(0o755)
    (tmp_path / "empty").mkdir()
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "more.txt").write_text("2")
    (tmp_path / "answers.ipynb").write_text("{}")
    (tmp_path / "link").symlink_to("/etc/passwd")
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "inner" / "zz_large").write_bytes(bytes(2 * 2**20))
    with tarfile.open(fileobj=io.BytesIO(pack_files(tmp_path, limit_mib=2))) as archive:
        assert archive.getnames() == ["empty", "inner", "data.txt", "inner/more.txt"]
        assert archive.getmember("data.txt").mode == 0o755
        assert {(entry.uid, entry.uname, entry.mtime) for entry in archive} == {(0, "", 0)}


def test_no_more_files_are_packed_than_a_kernel_has_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr(provisioner, "MOST_FILES", 3)
    for number in range(9):
        (tmp_path / str(number)).write_text("")
    with tarfile.open(fileobj=io.BytesIO(pack_files(tmp_path, limit_mib=1))) as archive:
        assert len(archive.getnames()) == 3


def test_the_package_of_hidden_cases_is_always_hidden():
    config = Config(HiddenCases={"package": "json.tool"})
    assert read_settings(config).hidden == ("json.tool",)
    config = Config(HiddenCases={"package": "in_the_course_folder_alone"})
    assert read_settings(config).hidden == ()


def test_the_former_setting_of_the_sandbox_is_refused_with_its_new_name():
    with pytest.raises(CourseError, match=r"write c\.WarmKernels\.sandbox"):
        read_settings(Config(ZygoteProvisioner={"sandbox": "bubblewrap"}))
