"""Run code in kernels, and find processes on this machine."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

from jupyter_client.manager import AsyncKernelManager
from traitlets.config import Config

import nbproctor

# Modules that the zygote of these kernels imports; few, so that it starts within a second.
PRELOAD = ["numpy", "matplotlib.pyplot"]
Result = TypeVar("Result")


def make_configuration(sandbox: str = "bubblewrap", **limits: int) -> Config:
    """Return a course configuration for kernels that preload few modules.

    Args:
        sandbox: `bubblewrap` or `none`.
        limits: settings of `KernelLimits`, such as `memory_mib`.
    """
    config = Config()
    nbproctor.configure(config)
    config.WarmKernels.update({"sandbox": sandbox, "preload": PRELOAD})
    config.KernelLimits.update(limits)
    return config


class Kernel:
    """A kernel with methods that block until they are done.

    Attributes:
        manager, client: jupyter_client's manager and client of this kernel.
        running: the kernel's process.
        zygote: the process from which the kernel was forked.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, folder: Path, sandbox: str, limits: dict[str, int]
    ) -> None:
        self._loop = loop
        config = make_configuration(sandbox, **limits)
        self.manager = AsyncKernelManager(config=config)
        self.wait(self.manager.start_kernel(cwd=str(folder), extra_arguments=["--quiet"]))
        provisioner: Any = self.manager.provisioner
        self.running, self.zygote = provisioner._kernel, provisioner._zygote
        self.client = self.manager.client()
        self.client.start_channels()
        self._closed = False

    def get_ready(self) -> None:
        """Wait until the kernel answers."""
        self.wait(self.client.wait_for_ready(timeout=60))

    def wait(self, what: Awaitable[Result]) -> Result:
        """Await something in this kernel's event loop."""
        return self._loop.run_until_complete(what)

    def run(self, code: str, timeout_s: float = 60) -> str:
        """Run code; return its output and its exception as `Name: text`, without colours."""
        said: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] == "error":
                said.append(f"{content['ename']}: {content['evalue']}\n")
            elif message["msg_type"] == "display_data":
                said.append(f"{sorted(content['data'])}\n")

        self.wait(self.client.execute_interactive(code, output_hook=hear, timeout=timeout_s))
        return re.sub("\x1b\\[[0-9;]*m", "", "".join(said)).strip()

    def end_of(self, code: str, timeout_s: float = 60) -> str:
        """Run code that ends the kernel; return the reason."""
        self.client.execute(code)
        assert self.running.ended.wait(timeout_s), "the kernel did not end"
        reason: str = self.running.reason
        return reason

    def close(self) -> None:
        """Shut the kernel down."""
        if not self._closed:
            self._closed = True
            self.client.stop_channels()
            self.wait(self.manager.shutdown_kernel(now=False))


class Kernels:
    """Starts kernels in a folder and ends them all: `kernels.start(memory_mib=500)`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._loop = asyncio.new_event_loop()
        self._started: list[Kernel] = []

    def start(
        self, *, sandbox: str = "bubblewrap", folder: Path | None = None, **limits: int
    ) -> Kernel:
        """Start a kernel and wait until it is ready; see `make_configuration` for the limits."""
        kernel = Kernel(self._loop, folder or self.folder, sandbox, limits)
        self._started.append(kernel)
        kernel.get_ready()
        return kernel

    @property
    def latest(self) -> Kernel:
        """The kernel started last, ready or not."""
        return self._started[-1]

    def close(self) -> None:
        """End all kernels."""
        for kernel in self._started:
            kernel.close()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


def find_processes(word: str) -> list[Path]:
    """Find processes with a word among their command-line arguments; leave out zombies."""
    return [
        each
        for each in Path("/proc").iterdir()
        if each.name.isdigit() and _has_argument(each, word)
    ]


def wait_until(holds: Callable[[], Result], limit_s: float = 10) -> Result:
    """Call `holds` until it returns a true value or the limit has passed; return its last value."""
    end = time.monotonic() + limit_s
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def _has_argument(process: Path, word: str) -> bool:
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and word.encode() in (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
