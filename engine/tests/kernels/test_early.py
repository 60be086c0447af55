import socket
import threading
from pathlib import Path

from nbproctor.kernels import early, sandbox
from nbproctor.kernels.settings import KernelSettings, read_settings
from nbproctor.testing.running_kernels import make_configuration, wait_until

SETTINGS = KernelSettings(sandboxed=True)


def listening(folder):
    """How many processes wait for whoever wants a zygote and looks in a folder."""
    lines = Path("/proc/net/unix").read_text().splitlines()
    return sum(f" {folder}/" in line for line in lines)


def test_there_is_one_for_everybody_and_they_end_with_whoever_started_the_first(
    sandboxed, early_zygotes
):
    with early_zygotes() as folder:
        settings = read_settings(make_configuration())
        zygotes = [early.connect(settings) for _ in range(3)]
        assert all(zygote is not None and zygote.alive for zygote in zygotes)
        zygotes.pop().close()
        assert all(zygote.alive for zygote in zygotes)
    assert wait_until(lambda: not any(zygote.alive for zygote in zygotes), limit_s=60)
    assert wait_until(lambda: not listening(folder))


def test_it_ends_although_nobody_ever_came(sandboxed, early_zygotes):
    with early_zygotes() as folder:
        assert listening(folder) == 1
    assert wait_until(lambda: not listening(folder), limit_s=60)


def test_without_a_folder_there_is_none(monkeypatch):
    monkeypatch.setattr(early, "_folder", None)
    assert early.connect(SETTINGS) is None


def test_with_other_settings_there_is_none(sandboxed, early_zygotes):
    with early_zygotes():
        assert early.connect(SETTINGS) is None


def test_where_no_further_sandbox_can_be_made_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(early, "_folder", tmp_path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as failing:
        failing.bind(str(early.find_socket(tmp_path, SETTINGS)))
        failing.listen()
        ending = threading.Thread(target=lambda: failing.accept()[0].close())
        ending.start()
        assert early.connect(SETTINGS) is None
        ending.join()


def test_where_there_is_no_sandbox_nobody_is_kept_from_starting_without(tmp_path, monkeypatch):
    def missing():
        raise sandbox.SandboxError("bwrap is not installed.")

    monkeypatch.setattr(sandbox, "bubblewrap", missing)
    monkeypatch.setattr(early, "_folder", tmp_path)
    early.start(tmp_path, SETTINGS)
    assert early.connect(SETTINGS) is None
