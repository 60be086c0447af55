"""docs/hub.md followed on a machine of its own, and the JupyterHub that it starts."""

import re
import shutil
import subprocess
import sys
import time
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conftest import ROOT
from journeys.machine import Machine, find_obstacle

GUIDE = (ROOT / "docs" / "hub.md").read_text(encoding="utf-8")
# A block of code, after the path of its file and a place in it, as in "`/etc/file`, at the end:".
BLOCK = re.compile(r"(?:`(/[^`\n]+)`(, [^\n]+)?:\n\n)?^ *```(\w+)\n(.*?)^ *```$", re.M | re.S)
UNIT = "/etc/systemd/system/jupyterhub.service"
ENVIRONMENT = "/opt/cnn-course"
PROXY = ROOT / "build" / "hub"
PASSWORD = "of a test"
# What is for staff alone.
CLOSED = (
    "/home/cnn-staff",
    "/home/ben",
    "/etc/jupyterhub",
    "/var/lib/jupyterhub",
    "$(echo /opt/cnn-course/lib/python3.*/site-packages/grader_tests)",
)
ADDRESS = "http://127.0.0.1:8000"
START_S = 180
PAGE_MS = 240_000
GRADE_S = 300
SAID = "/tmp/said"


def read_blocks(section: str) -> list[tuple[str, str, str, str]]:
    """The blocks below a heading of the guide: path, place, language, text."""
    [text] = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", GUIDE, re.M | re.S)
    return BLOCK.findall(text)


def follow(machine: Machine, section: str) -> None:
    """Do what a section says: run its commands, and write its files."""
    for path, place, language, text in read_blocks(section):
        if language == "sh":
            machine.run(text, folder=ROOT)
        elif path:
            old = machine.run(f"cat {path}") if place else ""
            machine.write(path, add_text(old, place, text))


def add_text(old: str, place: str, text: str) -> str:
    """Add a block to the text of a file, at the end or in a dictionary."""
    if name := re.search("in `(.*)`", place):
        before, start, after = old.partition(f"{name[1]} = {{\n")
        entries, end, rest = after.partition("\n}\n")
        assert start, name[1]
        assert end, name[1]
        return f"{before}{start}{entries}\n{text.rstrip()}{end}{rest}"
    return old + text


def read_command(section: str) -> str:
    """The one command that a section has for the terminal of the course's server."""
    [command] = [text for _, _, kind, text in read_blocks(section) if kind == "console"]
    return command.strip()


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
    [(_, _, _, commands)] = read_blocks("Install")
    for command in commands.splitlines():
        if "./engine" in command or command.startswith("ln "):
            machine.run(command, folder=ROOT)


def add_accounts(machine: Machine, *names: str) -> None:
    """Make ordinary accounts, with a password and a home that others may not enter."""
    for name in names:
        machine.run(f"useradd --create-home --shell /bin/bash {name}; chmod 700 /home/{name}")
        machine.run(f"echo '{name}:{PASSWORD}' | chpasswd")


def start_hub(machine: Machine) -> None:
    """Start the hub as its unit says, and wait until it answers."""
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(machine.run(f"cat {UNIT}"))
    service = unit["Service"]
    name, _, value = service["Environment"].partition("=")
    folder = service["WorkingDirectory"]
    machine.run(f"mkdir -p -m {service['StateDirectoryMode']} {folder}")
    machine.start(service["ExecStart"], {name: value}, folder)
    end = time.monotonic() + START_S
    asked = f"curl --silent --fail {ADDRESS}/hub/health && echo up || true"
    while not machine.run(asked):
        assert time.monotonic() < end, machine.log.read_text()[-3000:]
        time.sleep(1)


def restart_hub(machine: Machine) -> None:
    """Restart the hub with all its servers, as the system does."""
    machine.stop_services()
    start_hub(machine)


@dataclass
class HubUser:
    """A person who uses the hub in a browser.

    Attributes:
        page: Playwright's page, in a context of its own.
    """

    name: str
    page: Any

    def log_in(self) -> None:
        """Log in by the form, and wait for JupyterLab."""
        self.page.goto(f"{ADDRESS}/hub/login?next=%2Fhub%2Fspawn")
        self.page.locator("input[name=username]").fill(self.name)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("#login_submit").click()
        self.wait_for_lab()

    def wait_for_lab(self) -> None:
        """Wait until this user's server has started and shows JupyterLab."""
        self.page.wait_for_url(f"{ADDRESS}/user/{self.name}/lab**", timeout=PAGE_MS)

    def start_server(self) -> None:
        """Start this user's server if it does not run, and open JupyterLab."""
        self.page.goto(f"{ADDRESS}/hub/spawn")
        self.wait_for_lab()
        self.page.goto(f"{ADDRESS}/user/{self.name}/lab?reset")

    def lab(self, path: str = "") -> str:
        """The address of a file in this user's own JupyterLab."""
        return f"{ADDRESS}/user/{self.name}/lab/tree/{path}?"

    def open_assignments(self, listed: str) -> Any:
        """Nbgrader's list of assignments, opened or brought up to date, with an entry in it."""
        self.page.get_by_text("Nbgrader", exact=True).click()
        self.page.get_by_text("Assignment List", exact=True).click()
        found = self.page.locator("#assignments")
        found.locator(listed).first.wait_for(timeout=PAGE_MS)
        return found

    def type_into_terminal(self, machine: Machine, server: "CourseServer", command: str) -> str:
        """Run a command in a new terminal of a course's server, and give back what it says."""
        self.page.goto(server.page("lab?reset"))
        self.page.locator(".lm-MenuBar-itemLabel").get_by_text("File", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text("New", exact=True).click()
        self.page.locator(".lm-Menu-itemLabel").get_by_text("Terminal", exact=True).click()
        self.page.locator(".jp-Terminal .xterm-helper-textarea").wait_for(state="attached")
        self.page.locator(".jp-Terminal").click()
        # The screen is a picture, so the test reads a copy.
        self.page.keyboard.type(f"{command} 2>&1 | tee {SAID}; mv {SAID} {SAID}.whole\n")
        end = time.monotonic() + GRADE_S
        while not (said := machine.run(f"cat {SAID}.whole || true")):
            assert time.monotonic() < end, machine.run(f"cat {SAID} || true")
            self.page.wait_for_timeout(500)
        machine.run(f"rm {SAID}.whole")
        return said


@dataclass(frozen=True)
class CourseServer:
    """The server of a course, as its instructors reach it."""

    course: str

    def page(self, path: str = "") -> str:
        """The address of a page."""
        return f"{ADDRESS}/services/{self.course}/{path}"
