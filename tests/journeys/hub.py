"""docs/hub.md followed on a machine of its own, and the JupyterHub that it starts."""

import re
import shutil
import subprocess
import sys
import time
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT
from journeys.machine import Machine, find_obstacle

GUIDE = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")
# A block of code, after the path of the file that it is the content of, if it is one.
BLOCK = re.compile(r"(?:`(/[^`\n]+)`:\n\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UNIT = "/etc/systemd/system/jupyterhub.service"
ENVIRONMENT = "/opt/cnn-course"
PROXY = ROOT / "build" / "hub"
PASSWORD = "of a test"
ADDRESS = "http://127.0.0.1:8000"
START_S = 60
PAGE_MS = 60_000


def read_blocks(section: str) -> list[tuple[str, str, str]]:
    """The blocks below a heading of the guide: path, language, text."""
    [text] = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", GUIDE, re.M | re.S)
    return BLOCK.findall(text)


def follow(machine: Machine, section: str) -> None:
    """Do what a section says: run its commands, and write its files."""
    for path, language, text in read_blocks(section):
        if language == "sh":
            machine.run(text, folder=ROOT)
        else:
            machine.write(path, text)


def find_missing_tool() -> str:
    """Why no hub can be started here; empty if one can."""
    return find_obstacle() or ("" if shutil.which("npm") else "the hub's proxy needs npm")


def link_environment(machine: Machine) -> None:
    """In place of the section *Install*: a copy of this environment, and a proxy from build/.

    The course is installed as the section says. Other accounts may enter the folders above, in
    this machine.
    """
    folders = {
        parent
        for path in (sys.prefix, sys.base_prefix, sys.executable)
        for each in (Path(path), Path(path).resolve())
        for parent in each.parents
    }
    closed = [str(each) for each in folders if not each.stat().st_mode & 0o001]
    if closed:
        machine.run(f"chmod o+x {' '.join(sorted(closed))}")
    program = PROXY / "node_modules" / ".bin" / "configurable-http-proxy"
    if not program.exists():
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(PROXY)]
        subprocess.run([*command, program.name], check=True, stdout=subprocess.DEVNULL)
    machine.run(f"ln -s {sys.prefix} {ENVIRONMENT}; ln -s {program} /usr/local/bin/")
    [(_, _, commands)] = read_blocks("Install")
    [command] = [line for line in commands.splitlines() if "./engine" in line]
    machine.run(command, folder=ROOT)


def add_account(machine: Machine, *names: str) -> None:
    """Make ordinary accounts, with a password and a home that others may not enter."""
    for name in names:
        machine.run(f"useradd --create-home --shell /bin/bash {name}; chmod 700 /home/{name}")
        machine.run(f"echo '{name}:{PASSWORD}' | chpasswd")


def start_hub(machine: Machine) -> subprocess.Popen:
    """Start the hub as its unit says, and wait until it answers."""
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(machine.run(f"cat {UNIT}"))
    service = unit["Service"]
    name, _, value = service["Environment"].partition("=")
    machine.run(f"mkdir -p {service['WorkingDirectory']}")
    hub = machine.start(service["ExecStart"], {name: value}, service["WorkingDirectory"])
    end = time.monotonic() + START_S
    asked = f"curl --silent --fail {ADDRESS}/hub/api/ || true"
    while not machine.run(asked):
        assert hub.poll() is None, machine.log.read_text()
        assert time.monotonic() < end, machine.log.read_text()
        time.sleep(0.3)
    return hub


@dataclass
class HubUser:
    """A person who uses the hub in a browser.

    Attributes:
        page: Playwright's page, in a context of its own.
    """

    name: str
    page: object

    def log_in(self) -> None:
        """Log in by the form, and wait for JupyterLab."""
        self.page.goto(f"{ADDRESS}/hub/login?next=%2Fhub%2Fspawn")
        self.page.locator("input[name=username]").fill(self.name)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("#login_submit").click()
        self.page.wait_for_url(f"{ADDRESS}/user/{self.name}/lab**", timeout=PAGE_MS)

    def lab(self, path: str = "") -> str:
        """The address of a notebook in this user's own JupyterLab."""
        return f"{ADDRESS}/user/{self.name}/lab/tree/{path}?"


@dataclass(frozen=True)
class CourseServer:
    """The server of a course, as its instructors reach it."""

    course: str

    def page(self, path: str = "lab?reset") -> str:
        """The address of a page."""
        return f"{ADDRESS}/services/{self.course}/{path}"
