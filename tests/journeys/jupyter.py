"""A JupyterLab of one's own: another home, another port, and the end of it when a test is done."""

import contextlib
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbproctor.testing.free_port import find_free_port

START_S = 90
# All cells of a notebook stand in the page.
SETTINGS = {"notebook-extension/tracker": '{"windowingMode": "none"}'}
NO_NEWS = {
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
}
# What `make lab` and the students' bundle load: it hides news, too.
FOR_STUDENTS = "--ServerApp.jpserver_extensions={'nbproctor.kernels.lab': True}"


@dataclass(frozen=True)
class Jupyter:
    """A running JupyterLab.

    Attributes:
        token: opens its pages.
        folder: what it shows.
        home: where its settings are.
    """

    address: str
    token: str
    folder: Path
    home: Path

    def page(self, path: str = "lab?reset") -> str:
        """The address of a page, opened without asking."""
        return f"{self.address}/{path}{'&' if '?' in path else '?'}token={self.token}"


@contextlib.contextmanager
def jupyter(folder: Path, home: Path, is_students: bool = False) -> Iterator[Jupyter]:
    """Run JupyterLab in a folder, under a home of its own; it is ended at the end."""
    token = secrets.token_hex(8)
    port = find_free_port()
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", f"--port={port}"]
    command += [
        *([FOR_STUDENTS] if is_students else []),
        "--ServerApp.port_retries=0",
        "--ip=127.0.0.1",
        "--allow-root",
        f"--IdentityProvider.token={token}",
    ]
    write_settings(home, SETTINGS if is_students else SETTINGS | NO_NEWS)
    with (home / "jupyter.log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=_environment(home), stdout=log, stderr=subprocess.STDOUT
        )
    running = Jupyter(f"http://127.0.0.1:{port}", token, folder, home)
    try:
        _wait_until_it_answers(running, process, home / "jupyter.log")
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


def write_settings(home: Path, settings: dict[str, str]) -> None:
    """Write settings of JupyterLab; a page that is open does not notice them."""
    for name, content in settings.items():
        file = home / ".jupyter/lab/user-settings/@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def _environment(home: Path) -> dict[str, str]:
    """The shell's, without what would lead Jupyter out of this home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    return kept | {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "cnn-course",
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
    }


def _wait_until_it_answers(lab: Jupyter, process: subprocess.Popen, log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), urllib.request.urlopen(lab.page("api/status")):
            return
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not answer within {START_S} s:\n{log.read_text()}")
