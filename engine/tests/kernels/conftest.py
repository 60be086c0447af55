"""Kernels of the zygote, sandboxed and not; their zygotes import little."""

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from nbproctor.kernels import early, pool, provisioner, sandbox
from nbproctor.kernels.settings import read_settings
from nbproctor.testing.running_kernels import Kernels, make_configuration

STARTS_EARLY = """
import sys
from pathlib import Path
from nbproctor.kernels import early
from nbproctor.kernels.settings import KernelSettings

early.start(Path(sys.argv[1]), KernelSettings.from_json(sys.argv[2]))
print("started", flush=True)
sys.stdin.read()
"""


def missing(reason):
    """Skip on a laptop that lacks something; continuous integration has it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module", autouse=True)
def own_zygotes():
    """Zygotes of these tests are theirs alone."""
    if sys.platform != "linux":
        missing("warm kernels are for Linux")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provisioner, "POOL", pool.ZygotePool())
        yield
        provisioner.POOL.close()


@pytest.fixture(scope="module")
def sandboxed(request):
    """Where there is no sandbox, its tests cannot run.

    With the parameter "early", zygotes are forks of one that somebody else has started.
    """
    try:
        sandbox.require_sandbox()
    except sandbox.SandboxError as error:
        missing(str(error))
    with start_early() if getattr(request, "param", "") == "early" else contextlib.nullcontext():
        yield
        provisioner.POOL.close()


def refuse(settings):
    """In the place of what starts a zygote, where one is to be had without."""
    pytest.fail("a zygote was started, though there are early ones")


@contextlib.contextmanager
def start_early():
    """A process that many zygotes are forked from, and its folder; there are no other zygotes."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(early, "_folder", Path(folder))
        patch.setattr(sandbox, "shut_in", refuse)
        settings = read_settings(make_configuration()).to_json()
        command = [sys.executable, "-c", STARTS_EARLY, folder, settings]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, text=True, **pipes) as starter:
            assert starter.stdout.readline() == "started\n"
            yield folder
            starter.kill()


@pytest.fixture
def early_zygotes():
    """To start a process that zygotes are forked from: `with early_zygotes() as folder`."""
    return start_early


@pytest.fixture
def kernels(tmp_path):
    """To start kernels of a test's own."""
    kernels = Kernels(tmp_path)
    yield kernels
    kernels.close()


@pytest.fixture(scope="module")
def kernel(sandboxed, tmp_path_factory):
    """A sandboxed kernel with the ordinary limits, for tests that leave it as it is."""
    kernels = Kernels(tmp_path_factory.mktemp("submission"))
    yield kernels.start()
    kernels.close()
