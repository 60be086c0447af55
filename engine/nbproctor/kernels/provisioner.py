"""What Jupyter asks for kernels: hands out warm ones, forked from a zygote.

Chosen by `JUPYTER_DEFAULT_PROVISIONER_NAME=nbproctor`; notebooks and kernel specifications stay
as they are. Without a sandbox one zygote serves every kernel of this process, as in `make lab`.
With one, a zygote has one kernel at a time. Anywhere but on Linux, and for other languages, kernels
start as they always did.
"""

import asyncio
import functools
import io
import os
import platform
import re
import shutil
import signal
import socket
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets.config import Config

from nbproctor.kernels import early
from nbproctor.kernels.client import Unasked, bound
from nbproctor.kernels.limits import MissingLimit, configured
from nbproctor.kernels.pool import END_LIMIT_S, POOL
from nbproctor.kernels.process import CHANNELS, KernelOrder, RunningKernel, Zygote, ZygoteError
from nbproctor.kernels.settings import KernelSettings, read_settings

POLL_S = 0.002
OLDEST_LINUX = (5, 14)  # counts processes by sandbox, not by user
LONGEST_FOLDER = 80
MOST_FILES = 4096
PASSED_ON = {"NBGRADER_EXECUTION", "NBGRADER_VALIDATING"}


class ZygoteProvisioner(LocalProvisioner):
    """Provides a kernel forked from a zygote of this process."""

    @classmethod
    def find_settings(cls, config: Config) -> KernelSettings:
        """Read how kernels are prepared; a course with settings of its own overrides this."""
        return read_settings(config)

    @functools.cached_property
    def settings(self) -> KernelSettings:
        """How this kernel is prepared."""
        return self.find_settings(self.config)

    _kernel: RunningKernel | None = None
    _zygote: Zygote | None = None
    _folder: str = ""

    @property
    def has_process(self) -> bool:
        """Whether a kernel was launched and not yet cleaned up."""
        return self._kernel is not None or bool(super().has_process)

    @property
    def end_reason(self) -> str:
        """Why the kernel was ended by its limits or could not start; empty where it was not."""
        return self._kernel.reason if self._kernel else ""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the manager's connection; see `LocalProvisioner`."""
        manager: Any = self.parent
        if self._serves():
            self._folder = self._folder or tempfile.mkdtemp(prefix="kernel-", dir=_short_folder())
            manager.transport, manager.ip = "ipc", os.path.join(self._folder, "k")
            manager.transport_encryption = "disabled"  # its sockets are in a folder of our own
            manager.cache_ports = False
            for number, channel in enumerate(CHANNELS, 1):
                setattr(manager, f"{channel}_port", number)
            kind = "Async" if isinstance(manager, AsyncKernelManager) else "Blocking"
            if self.settings.sandboxed:
                manager.client_class = f"nbproctor.kernels.client.Bounded{kind}Client"
                bound(manager.context)
                manager._control_socket = Unasked()
            elif manager.client_class.startswith("jupyter_client."):  # nobody has chosen another
                manager.client_class = f"nbproctor.kernels.client.Prompt{kind}Client"
        return dict(await super().pre_launch(**kwargs))

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel from a warm zygote; one that has ended is replaced, once."""
        if not self._serves():
            return await super().launch_kernel(cmd, **kwargs)
        environment, folder = kwargs["env"], str(kwargs.get("cwd") or os.getcwd())
        try:
            self._kernel = await self._fork(cmd, environment, folder)
        except ZygoteError:
            self._kernel = await self._fork(cmd, environment, folder)
        return self.connection_info

    async def poll(self) -> int | None:
        """None while the kernel runs, else its exit code."""
        return self._kernel.code if self._kernel else await super().poll()

    async def wait(self) -> int | None:
        """Wait for the kernel's end; its zygote is then free for the next."""
        if self._kernel is None:
            return await super().wait()
        while not self._kernel.ended.is_set():
            await asyncio.sleep(POLL_S)
        code = self._kernel.code
        self._give_back()
        return code

    async def send_signal(self, signum: int) -> None:
        """Send a signal to the kernel."""
        if self._kernel and self._zygote:
            self._zygote.signal(self._kernel, signum)
        else:
            await super().send_signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and whatever it started.

        A sandboxed one is its zygote's matter from then on. Another is waited for, for a moment:
        who asks for this looks only every 0.1 seconds whether it has ended.
        """
        if self._kernel is None:
            await super().kill(restart)
            return
        if self.settings.sandboxed:
            self._give_back()
            return
        await self.send_signal(signal.SIGKILL)
        patience = time.monotonic() + END_LIMIT_S
        while not self._kernel.ended.is_set() and time.monotonic() < patience:
            await asyncio.sleep(POLL_S)

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel and whatever it started: a process of one's own need not be asked."""
        if self._kernel is None:
            await super().terminate(restart)
        else:
            await self.kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """End a sandboxed kernel at once: it could say that it will end, and not do so."""
        if self._kernel and self.settings.sandboxed:
            await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the kernel's sockets."""
        if self._kernel:
            self._give_back()
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""
        await super().cleanup(restart)

    def _serves(self) -> bool:
        """Whether this kernel is to be forked."""
        if self.settings.sandboxed or _forkable(self.kernel_spec.argv):
            return True
        self.log.info("This kernel starts cold: warm ones are for this Python, on Linux.")
        return False

    async def _fork(
        self, line: list[str], environment: Mapping[str, str], folder: str
    ) -> RunningKernel:
        shut_in = self.settings.sandboxed
        take = self._take_sandboxed if shut_in else lambda: POOL.everybodys(self.settings)
        self._zygote = await asyncio.get_running_loop().run_in_executor(None, take)
        connection: dict[str, Any] = dict(self.connection_info)
        connection["key"] = connection["key"].decode()
        listening = [self._listen(number) for number in range(1, len(CHANNELS) + 1)]
        descriptors = [each.fileno() for each in listening]
        options = _options(line, shut_in)
        order = KernelOrder(connection, descriptors, options, environment, folder)
        try:
            return self._zygote.fork(self._shut_in(order) if shut_in else order)
        finally:
            for each in listening:
                each.close()

    def _take_sandboxed(self) -> Zygote:
        if not _forkable(self.kernel_spec.argv, any_python=True):
            raise ZygoteError("sandboxed kernels are for Python on Linux 5.14 or newer only.")
        from nbproctor.kernels.sandbox import shut_in

        settings = self.settings
        return POOL.take(
            settings, lambda: early.connect(settings) or Zygote(settings, shut_in(settings))
        )

    def _shut_in(self, order: KernelOrder) -> KernelOrder:
        try:
            limits = configured(self)
        except MissingLimit as error:
            raise ZygoteError(str(error)) from None
        environment = {
            name: value for name, value in order.environment.items() if name in PASSED_ON
        }
        archive = packed(Path(order.folder), limits.scratch_mib)
        return replace(order, limits=limits, environment=environment, archive=archive)

    def _give_back(self) -> None:
        """Let go of the zygote: it is free for another kernel, once it has ended this one."""
        if self._zygote and self._kernel and self.settings.sandboxed:
            if not self._kernel.ended.is_set():
                self._zygote.signal(self._kernel, signal.SIGKILL)
            POOL.give_back(self.settings, self._zygote, self._kernel)
        self._zygote = self._kernel = None

    def _listen(self, number: int) -> socket.socket:
        path = f"{self._folder}/k-{number}"
        Path(path).unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(path)
        listening.listen(16)
        return listening


def _forkable(argv: Sequence[str], any_python: bool = False) -> bool:
    """Whether a kernel's command line is one that a zygote can stand for."""
    if not forks_here():
        return False
    names = ("python", "python3", f"python3.{sys.version_info.minor}", sys.executable)
    return "ipykernel_launcher" in argv and (any_python or argv[0] in names)


def forks_here() -> bool:
    """Whether this system has warm kernels."""
    version = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))
    return sys.platform == "linux" and version >= OLDEST_LINUX


def _options(line: Sequence[str], shut_in: bool) -> list[str]:
    """What of a kernel's command line is for IPython; in a sandbox there is no connection file."""
    options = line[line.index("ipykernel_launcher") + 1 :]
    return [each for each in options if each.startswith("--") or not shut_in]


def _short_folder() -> str:
    """Where temporary folders are made: the path of a socket has 107 characters at most."""
    folder = tempfile.gettempdir()
    return folder if len(folder.encode()) < LONGEST_FOLDER else "/tmp"


def packed(folder: Path, limit_mib: int) -> bytes:
    """A tar file of a folder's regular files, notebooks left out, at most half of `limit_mib`."""
    buffer = io.BytesIO()
    room = limit_mib * 2**20 // 2
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path in islice(_regular_files(folder), MOST_FILES):
            entry = tarfile.TarInfo(str(path.relative_to(folder)))  # without its owner and times
            entry.size = path.stat().st_size
            room -= entry.size
            if room < 0:
                break
            with path.open("rb") as file:
                archive.addfile(entry, file)
    return buffer.getvalue()


def _regular_files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(place, name) for name in sorted(names)):
            if path.suffix != ".ipynb" and path.is_file() and not path.is_symlink():
                yield path
