"""Kernels of the zygote, sandboxed and not; their zygotes import little."""

import os
import sys

import pytest
from kernels.running_kernels import Kernels

from course.kernels import pool, provisioner, sandbox
from course.kernels.process import Zygote

# A zygote without TensorFlow is there in a second.
LIGHT = ("course.kernels.kernel", "numpy", "matplotlib.pyplot", "ipykernel.debugger")


def missing(reason):
    """Skip on a laptop that lacks something; continuous integration has it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module", autouse=True)
def light_zygotes():
    """Zygotes of these tests import little, and are theirs alone."""
    if sys.platform != "linux":
        missing("warm kernels are for Linux")
    start = Zygote.__init__

    def light(self, command=list, sandboxed=False, modules=LIGHT):
        start(self, command, sandboxed, modules)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Zygote, "__init__", light)
        patch.setattr(provisioner, "POOL", pool.ZygotePool())
        yield
        provisioner.POOL.close()


@pytest.fixture(scope="module")
def sandboxed():
    """Where there is no sandbox, its tests cannot run."""
    try:
        sandbox.require_sandbox()
    except sandbox.SandboxError as error:
        missing(str(error))


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
