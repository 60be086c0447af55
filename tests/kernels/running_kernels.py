"""Kernels to run a line of code in, and a look at what runs on this machine."""

import asyncio
import re
import time
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).parent.parent.parent


# What these kernels import ahead: a zygote without TensorFlow is there in a second.
PRELOAD = ["numpy", "matplotlib.pyplot"]


def configuration(shut_in="bubblewrap", **limits):
    """The course's configuration for kernels that import little."""
    config = PyFileConfigLoader("nbgrader_config.py", str(ROOT)).load_config()
    config.WarmKernels.update({"sandbox": shut_in, "preload": PRELOAD, "prepare": []})
    config.KernelLimits.update(limits)
    return config


class Kernel:
    """A kernel that runs code and says what it printed, or which exception it ended with."""

    def __init__(self, loop, folder, shut_in, limits):
        self._loop = loop
        config = configuration(shut_in, **limits)
        self.manager = AsyncKernelManager(config=config)
        self.wait(self.manager.start_kernel(cwd=str(folder), extra_arguments=["--quiet"]))
        self.running = self.manager.provisioner._kernel
        self.zygote = self.manager.provisioner._zygote
        self.client = self.manager.client()
        self.client.start_channels()
        self._closed = False

    def get_ready(self):
        self.wait(self.client.wait_for_ready(timeout=60))

    def wait(self, what):
        return self._loop.run_until_complete(what)

    def run(self, code, timeout_s=60):
        said = []

        def hear(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                said.append(content["text"])
            elif message["msg_type"] == "error":
                said.append(f"{content['ename']}: {content['evalue']}\n")
            elif message["msg_type"] == "display_data":
                said.append(f"{sorted(content['data'])}\n")

        self.wait(self.client.execute_interactive(code, output_hook=hear, timeout=timeout_s))
        return re.sub("\x1b\\[[0-9;]*m", "", "".join(said)).strip()

    def end_of(self, code, timeout_s=60):
        """Run code that the kernel does not survive; why it was ended."""
        self.client.execute(code)
        assert self.running.ended.wait(timeout_s), "it lives"
        return self.running.reason

    def close(self):
        if not self._closed:
            self._closed = True
            self.client.stop_channels()
            self.wait(self.manager.shutdown_kernel(now=False))


class Kernels:
    """Starts kernels in a folder and ends them in the end: `kernels.start(memory_mib=500)`."""

    def __init__(self, folder):
        self.folder = folder
        self._loop = asyncio.new_event_loop()
        self._started = []

    def start(self, *, shut_in="bubblewrap", folder=None, **limits):
        kernel = Kernel(self._loop, folder or self.folder, shut_in, limits)
        self._started.append(kernel)
        kernel.get_ready()
        return kernel

    @property
    def latest(self):
        return self._started[-1]

    def close(self):
        for kernel in self._started:
            kernel.close()
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()


def running(word):
    """Processes of this machine, the zombies among them left out, with a word in their line."""
    return [each for each in Path("/proc").iterdir() if each.name.isdigit() and _has(each, word)]


def wait_until(holds, limit_s=10):
    """Whether something holds within a time."""
    end = time.monotonic() + limit_s
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def _has(process, word):
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        return state != "Z" and word.encode() in (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
