"""What Jupyter asks for kernels: hands out warm ones, forked from a zygote.

Chosen by `JUPYTER_DEFAULT_PROVISIONER_NAME=course-zygote`; notebooks and kernel specifications stay
as they are. Without a sandbox one zygote serves every kernel of this process, as in `make lab`.
With one, a zygote has one kernel at a time. Anywhere but on Linux, and for other languages, kernels
start as they always did.
"""

import asyncio
import io
import os
import shutil
import signal
import socket
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Enum, Integer
from traitlets.config import Configurable

from course.kernels.client import bound
from course.kernels.isolation import Limits
from course.kernels.kernel import CHANNELS
from course.kernels.process import RunningKernel, Zygote, ZygoteError

POLL_S = 0.002
PASSED_ON = ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING")


class KernelLimits(Configurable):
    """What a sandboxed kernel may use, `c.KernelLimits` in nbgrader_config.py."""

    memory_mib = Integer(3072, help="MiB of memory, all its processes together.").tag(config=True)
    heap_mib = Integer(2048, help="MiB that one process may allocate.").tag(config=True)
    address_space_mib = Integer(8192, help="MiB of addresses of one process.").tag(config=True)
    cpu_s = Integer(120, help="Processor seconds of a notebook, all processes.").tag(config=True)
    wall_s = Integer(300, help="Wall seconds that a kernel may live.").tag(config=True)
    processes = Integer(256, help="Processes and threads.").tag(config=True)
    open_files = Integer(512, help="Open files of one process.").tag(config=True)
    file_mib = Integer(64, help="MiB of the largest file it may write.").tag(config=True)
    scratch_mib = Integer(128, help="MiB of all files in its folder, or in /tmp.").tag(config=True)
    shared_memory_mib = Integer(64, help="MiB of all files in /dev/shm.").tag(config=True)

    def values(self) -> Limits:
        """The limits as plain data."""
        return Limits(**{name: getattr(self, name) for name in Limits.__dataclass_fields__})


class ZygoteProvisioner(LocalProvisioner):
    """Provides a kernel forked from a zygote of this process."""

    sandbox = Enum(
        ["none", "bubblewrap"], "none", help="What shuts kernels in: `bubblewrap`, or `none`."
    ).tag(config=True)

    idle: ClassVar[dict[Limits | None, list[Zygote]]] = {}
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
        if not self._serves():
            return dict(await super().pre_launch(**kwargs))
        manager: Any = self.parent
        self._folder = self._folder or tempfile.mkdtemp(prefix="kernel-")
        manager.transport, manager.ip = "ipc", os.path.join(self._folder, "k")
        manager.transport_encryption = "disabled"  # its sockets are in a folder of our own
        for number, channel in enumerate(CHANNELS, 1):
            setattr(manager, f"{channel}_port", number)
        manager.connection_file = os.path.join(self._folder, "connection.json")
        manager.write_connection_file()
        if self.sandbox != "none":
            kind = "Async" if isinstance(manager, AsyncKernelManager) else "Blocking"
            manager.client_class = f"course.kernels.client.Bounded{kind}Client"
            bound(manager.context)
        self.connection_info = manager.get_connection_info()
        return {**kwargs, "cmd": manager.format_kernel_cmd(kwargs.pop("extra_arguments", []))}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel from a warm zygote; one that has ended is replaced, once."""
        if not self._serves():
            return await super().launch_kernel(cmd, **kwargs)
        arguments = [each for each in cmd[1:] if each.startswith("--")]
        environment = kwargs.get("env") or os.environ
        folder = str(kwargs.get("cwd") or os.getcwd())
        try:
            self._kernel = await self._fork(arguments, environment, folder)
        except ZygoteError:
            self._kernel = await self._fork(arguments, environment, folder)
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
        """End the kernel and whatever it started."""
        if self._kernel is None:
            await super().kill(restart)
        else:
            await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """End the kernel and whatever it started: a process of one's own need not be asked."""
        if self._kernel is None:
            await super().terminate(restart)
        else:
            await self.kill(restart)

    async def shutdown_requested(self, restart: bool = False) -> None:
        """End a sandboxed kernel at once: it could say that it will end, and not do so."""
        if self._kernel and self.sandbox != "none":
            await self.kill(restart)
            while not self._kernel.ended.is_set():
                await asyncio.sleep(POLL_S)

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
        python = "ipykernel_launcher" in self.kernel_spec.argv
        if sys.platform == "linux" and python:
            return True
        if self.sandbox != "none":
            raise ZygoteError("sandboxed kernels are for Python on Linux only.")
        self.log.info("Kernels start cold: warm ones are for Python on Linux.")
        return False

    async def _fork(
        self, arguments: list[str], environment: Mapping[str, str], folder: str
    ) -> RunningKernel:
        self._zygote = await asyncio.get_running_loop().run_in_executor(None, self._take_zygote)
        listening = [self._listen(number) for number in range(1, len(CHANNELS) + 1)]
        connection: dict[str, Any] = dict(self.connection_info)
        connection["key"] = connection["key"].decode()
        archive = b""
        if self.sandbox != "none":
            environment = {name: environment[name] for name in PASSED_ON if name in environment}
            archive = packed(Path(folder), self._limits.scratch_mib)
        try:
            descriptors = [each.fileno() for each in listening]
            return self._zygote.fork(
                connection, descriptors, arguments, environment, folder, archive
            )
        finally:
            for each in listening:
                each.close()

    @property
    def _limits(self) -> Limits:
        return KernelLimits(parent=self).values()

    def _take_zygote(self) -> Zygote:
        limits = self._limits if self.sandbox != "none" else None
        idle = self.idle.setdefault(limits, [])
        idle[:] = [zygote for zygote in idle if zygote.alive]
        if limits is None:
            if not idle:
                idle.append(Zygote())
            return idle[0]
        if idle:
            return idle.pop()
        from course.grading.sandbox import shut_in

        return Zygote(shut_in(), limits)

    def _give_back(self) -> None:
        if self._zygote and self.sandbox != "none" and self._kernel and self._kernel.ended.is_set():
            self.idle[self._limits].append(self._zygote)
        self._zygote = self._kernel = None

    def _listen(self, number: int) -> socket.socket:
        path = f"{self._folder}/k-{number}"
        Path(path).unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(path)
        listening.listen(16)
        return listening


def packed(folder: Path, limit_mib: int) -> bytes:
    """A tar file of a folder's regular files, notebooks left out, of at most `limit_mib` in all."""
    buffer = io.BytesIO()
    room = limit_mib * 2**20 // 2
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file() or path.suffix == ".ipynb":
                continue
            room -= path.stat().st_size
            if room < 0:
                break
            archive.add(path, path.relative_to(folder), recursive=False)
    return buffer.getvalue()
