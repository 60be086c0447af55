"""A machine of its own to follow a guide on, as root: files, accounts, processes and network.

It is a set of Linux namespaces. What is written to /etc, /home and the other folders of `CHANGED`
goes to a file system in memory, so nothing of it is left when the machine ends.
"""

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CHANGED = ("/etc", "/home", "/opt", "/root", "/srv", "/usr/local", "/var", sys.prefix)
START = """
set -eu
mount -t tmpfs -o mode=755 tmpfs "$1"
for folder in "${@:2}"; do
    test -d "$folder" || continue
    mkdir -p "$1$folder/upper" "$1$folder/work"
    layers="lowerdir=$folder,upperdir=$1$folder/upper,workdir=$1$folder/work"
    mount -t overlay -o "$layers" overlay "$folder"
done
mount -t tmpfs -o mode=1777 tmpfs /tmp
ip link set lo up
echo ready
read -r _ || true
"""
UNSHARE = ("--mount", "--pid", "--net", "--fork", "--kill-child", "--mount-proc")
STOP_S = 90  # as systemd waits
TOOLS = ("unshare", "nsenter", "setpriv", "ip", "mount", "useradd", "chpasswd")


class Machine:
    """A running machine.

    Attributes:
        log: what its services say.
    """

    def __init__(self, init: int, log: Path) -> None:
        self._init = init
        self._services: list[subprocess.Popen] = []
        self.log = log

    def enter(self, *command: str, network: bool = True) -> list[str]:
        """The command line that runs a command there as root; without `network` with this one's."""
        kinds = ["--mount", "--pid", *(["--net"] if network else [])]
        return ["nsenter", f"--target={self._init}", *kinds, f"--wd={os.getcwd()}", "--", *command]

    def enter_network(self) -> list[str]:
        """The beginning of a command line that runs a command of this machine in that network."""
        return ["nsenter", f"--target={self._init}", "--net"]

    def run(self, script: str, user: str = "root", folder: Path | None = None, **how: bool) -> str:
        """Run lines of a shell there, and give back what they say."""
        line = ["bash", "-euo", "pipefail", "-c", script]
        if user != "root":
            line = ["runuser", "--login", user, "--command", shlex.join(line)]
        done = subprocess.run(
            self.enter(*line, **how), cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{script}\n{done.stdout[-9000:]}{done.stderr[-9000:]}"
        return done.stdout

    def write(self, path: str, text: str) -> None:
        """Write a file there."""
        command = self.enter("bash", "-c", 'mkdir -p "$(dirname "$1")"; cat > "$1"', "-", path)
        subprocess.run(command, input=text, text=True, check=True)

    def start(self, command: str, environment: dict[str, str], folder: str) -> None:
        """Start a service; it ends with the machine."""
        line = ["env", f"--chdir={folder}", "-i", *(f"{k}={v}" for k, v in environment.items())]
        with self.log.open("a") as log:
            service = subprocess.Popen(
                self.enter(*line, *shlex.split(command)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._services.append(service)

    def stop_services(self) -> None:
        """Ask the services to end; after a while kill all that is left, as the system does."""
        for service in self._services:
            children = f"/proc/{service.pid}/task/{service.pid}/children"  # nsenter waits for it
            for pid in Path(children).read_text().split():
                os.kill(int(pid), signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                service.wait(timeout=STOP_S)
        everything = self.enter("bash", "-c", "kill -KILL -- -1")  # in this machine
        subprocess.run(everything, check=False, stderr=subprocess.DEVNULL)
        self._services.clear()


def find_obstacle() -> str:
    """Why no machine can be had here; empty if it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "a machine of its own needs root on Linux"
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        return f"a machine of its own needs {', '.join(missing)}"
    if Path(sys.prefix).is_relative_to("/tmp"):
        return "the machine has a /tmp of its own, so this environment must lie elsewhere"
    with tempfile.TemporaryDirectory() as top:
        tried = subprocess.run(
            _line(top), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    if tried.stdout != "ready\n":
        return f"root cannot make a machine of its own here: {tried.stderr.strip()}"
    return ""


@contextlib.contextmanager
def machine(log: Path) -> Iterator[Machine]:
    """Start a machine; all of it is gone at the end, also if this process is killed."""
    top = tempfile.mkdtemp(prefix="machine-")
    process = subprocess.Popen(_line(top), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "ready\n"
        [init] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Machine(int(init), log)
    finally:
        process.stdin.close()  # its first process reads this, and ends
        process.wait(timeout=30)
        Path(top).rmdir()


def _line(top: str) -> list[str]:
    return ["unshare", *UNSHARE, "bash", "-c", START, "machine", top, *CHANGED]
