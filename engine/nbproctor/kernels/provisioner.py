"""A kernel provisioner for Jupyter that forks kernels from a zygote.

`JUPYTER_DEFAULT_PROVISIONER_NAME=nbproctor` selects it; notebooks and kernel specifications need no
change. Without a sandbox, one zygote serves all kernels of this process, as in JupyterLab. With a
sandbox, a zygote has one kernel at a time. On systems other than Linux, and for other languages,
kernels start as they do without it.
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
from importlib.metadata import entry_points
from itertools import islice
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets.config import Config

from nbproctor.compat.jupyter_client import never_ask_to_shut_down
from nbproctor.errors import CourseError
from nbproctor.kernels.client import limit_messages
from nbproctor.kernels.limits import KernelLimits, MissingLimit, require_limits
from nbproctor.kernels.pool import END_LIMIT_S, POOL
from nbproctor.kernels.process import (
    CHANNELS,
    KernelOrder,
    RunningProcess,
    ZygoteClient,
    ZygoteError,
)
from nbproctor.kernels.settings import KernelSettings, read_settings
from nbproctor.settings import CONFIGURATION

POLL_S = 0.002
OLDEST_LINUX = (5, 14)  # counts processes per sandbox, not per user
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

    _kernel: RunningProcess | None = None
    _zygote: ZygoteClient | None = None
    _folder: str = ""

    @property
    def has_process(self) -> bool:
        """Whether a kernel was launched and is not cleaned up yet."""
        return self._kernel is not None or bool(super().has_process)

    @property
    def end_reason(self) -> str:
        """Why a limit ended the kernel, or why it could not start; empty otherwise."""
        return self._kernel.reason if self._kernel else ""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Prepare the manager's connection; see `LocalProvisioner`."""
        manager: Any = self.parent
        if self._serves():
            self._folder = self._folder or tempfile.mkdtemp(prefix="kernel-", dir=_short_folder())
            manager.transport, manager.ip = "ipc", os.path.join(self._folder, "k")
            manager.transport_encryption = "disabled"  # the folder of the sockets is private
            manager.cache_ports = False
            for number, channel in enumerate((*CHANNELS, "hb"), 1):
                setattr(manager, f"{channel}_port", number)
            kind = "Async" if isinstance(manager, AsyncKernelManager) else "Blocking"
            if self.settings.sandboxed:
                manager.client_class = f"nbproctor.kernels.client.Bounded{kind}Client"
                limit_messages(manager.context)
                never_ask_to_shut_down(manager)
            elif manager.client_class.startswith("jupyter_client."):  # the default
                manager.client_class = f"nbproctor.kernels.client.Prompt{kind}Client"
        return dict(await super().pre_launch(**kwargs))

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel from a warm zygote; replace a zygote that has ended, once."""
        if not self._serves():
            return await super().launch_kernel(cmd, **kwargs)
        environment, folder = kwargs["env"], str(kwargs.get("cwd") or os.getcwd())
        output = _get_descriptor(kwargs.get("stdout")), _get_descriptor(kwargs.get("stderr"))
        try:
            self._kernel = await self._fork(cmd, environment, folder, output)
        except ZygoteError:
            self._kernel = await self._fork(cmd, environment, folder, output)
        return self.connection_info

    async def poll(self) -> int | None:
        """Return None while the kernel runs, then its exit code."""
        return self._kernel.code if self._kernel else await super().poll()

    async def wait(self) -> int | None:
        """Wait until the kernel ends; its zygote can then fork the next one."""
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
        """End the kernel and the processes that it started.

        A sandboxed kernel is left to its zygote. For any other kernel this waits a moment, because
        Jupyter polls only every 0.1 seconds whether the kernel has ended.
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
        """End the kernel and the processes that it started, by `kill`."""
        if self._kernel is None:
            await super().terminate(restart)
        else:
            await self.kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """End a sandboxed kernel at once: it may agree to end and go on running."""
        if self._kernel and self.settings.sandboxed:
            await self.kill(restart)

    async def cleanup(self, restart: bool = False) -> None:
        """Remove the sockets of the kernel."""
        if self._kernel:
            self._give_back()
        if self._folder and not restart:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = ""
        await super().cleanup(restart)

    def _serves(self) -> bool:
        """Return whether this kernel is forked."""
        if self.settings.sandboxed or _forkable(self.kernel_spec.argv):
            return True
        self.log.info("This kernel starts cold: warm kernels need Linux and this Python.")
        return False

    async def _fork(
        self,
        line: list[str],
        environment: Mapping[str, str],
        folder: str,
        output: tuple[int | None, int | None],
    ) -> RunningProcess:
        sandboxed = self.settings.sandboxed
        loop = asyncio.get_running_loop()
        self._zygote = await loop.run_in_executor(None, self._take_zygote)
        connection: dict[str, Any] = dict(self.connection_info)
        connection["key"] = connection["key"].decode()
        listening = [self._listen(number) for number in range(1, len(CHANNELS) + 1)]
        descriptors = [each.fileno() for each in listening]
        options = line[line.index("ipykernel_launcher") + 1 :]
        if sandboxed:  # there is no connection file
            options = [each for each in options if each.startswith("--")]
        order = KernelOrder(connection, descriptors, options, environment, folder, output=output)
        try:
            return self._zygote.fork(self._limit(order) if sandboxed else order)
        finally:
            for each in listening:
                each.close()

    def _take_zygote(self) -> ZygoteClient:
        if self.settings.sandboxed and not _forkable(self.kernel_spec.argv, any_python=True):
            raise ZygoteError("sandboxed kernels are for Python on Linux 5.14 or newer only.")
        return POOL.take(self.settings)

    def _limit(self, order: KernelOrder) -> KernelOrder:
        """Add limits and files, and keep only the environment variables that a sandbox gets."""
        try:
            limits = require_limits(KernelLimits(parent=self))
        except MissingLimit as error:
            raise ZygoteError(str(error)) from None
        environment = {
            name: value for name, value in order.environment.items() if name in PASSED_ON
        }
        archive = pack_files(Path(order.folder), limits.scratch_mib)
        return replace(order, limits=limits, environment=environment, archive=archive)

    def _give_back(self) -> None:
        """Give the zygote back; it ends this kernel before it forks another one."""
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


def require_provisioner() -> None:
    """Require that kernels come from nbproctor, so that the sandbox that is set is theirs.

    Raises:
        CourseError: they do not.
    """
    if find_provisioner() is None:
        raise CourseError(
            "a sandbox is set, but other kernels than nbproctor's are: call nbproctor.configure(c) "
            f"in {CONFIGURATION}, and unset JUPYTER_DEFAULT_PROVISIONER_NAME."
        )


def find_provisioner() -> type[ZygoteProvisioner] | None:
    """Return the selected provisioner; None if it provides no warm kernels."""
    name = os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME", "")
    for found in entry_points(group="jupyter_client.kernel_provisioners", name=name):
        provisioner: type = found.load()
        if issubclass(provisioner, ZygoteProvisioner):
            return provisioner
    return None


def _forkable(argv: Sequence[str], any_python: bool = False) -> bool:
    """Return whether a zygote can replace a kernel's command line."""
    if not forks_here():
        return False
    names = ("python", "python3", f"python3.{sys.version_info.minor}", sys.executable)
    return "ipykernel_launcher" in argv and (any_python or argv[0] in names)


def forks_here() -> bool:
    """Return whether this system has warm kernels."""
    version = tuple(map(int, re.findall(r"\d+", platform.release())[:2]))
    return sys.platform == "linux" and version >= OLDEST_LINUX


def _get_descriptor(file: Any) -> int | None:
    """Return the descriptor of a file, a descriptor, or a constant of `subprocess`; None stays."""
    descriptor: int | None = file.fileno() if hasattr(file, "fileno") else file
    return descriptor


def _short_folder() -> str:
    """Return a folder for temporary ones; the path of a socket has at most 107 characters."""
    folder = tempfile.gettempdir()
    return folder if len(folder.encode()) < LONGEST_FOLDER else "/tmp"


def pack_files(folder: Path, limit_mib: int) -> bytes:
    """Pack a folder's folders and readable files, except notebooks and links, into a tar file.

    What comes after the first `MOST_FILES`, or beyond half of `limit_mib`, is left out.
    """
    buffer = io.BytesIO()
    room = limit_mib * 2**20 // 2
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path in islice(_visible_paths(folder), MOST_FILES):
            entry = tarfile.TarInfo(str(path.relative_to(folder)))  # no owner, no times
            entry.mode = path.stat().st_mode & 0o777
            if path.is_dir():
                entry.type = tarfile.DIRTYPE
                archive.addfile(entry)
                continue
            entry.size = path.stat().st_size
            room -= entry.size
            if room < 0:
                break
            with path.open("rb") as file:
                archive.addfile(entry, file)
    return buffer.getvalue()


def _visible_paths(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(place, name) for name in (*folders, *sorted(names))):
            if path.is_symlink() or not os.access(path, os.R_OK):
                continue
            if path.is_dir() or (path.is_file() and path.suffix != ".ipynb"):
                yield path
