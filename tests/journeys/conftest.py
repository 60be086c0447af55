"""A course as its people meet it: JupyterLab and formgrader in a real browser, an exchange between.

Everything is in temporary folders and on the loopback. Staff and student have a Jupyter of their
own each: another home, another server; the operating system's user is the same.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, copied_course

from course.grading.chapters import CourseFolder
from journeys.jupyter import Jupyter, jupyter

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SCREENS = ROOT / "build" / "screens"
EXCHANGE = """
c = get_config()
c.CourseDirectory.course_id = "cnn-course"
c.Exchange.root = {root!r}
"""


@pytest.fixture(scope="session")
def browser():
    if BROWSER is None:
        assert not os.environ.get("CI"), "CI needs Chromium on the path"
        pytest.skip("there is no Chromium on the path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def exchange(tmp_path_factory) -> Path:
    """The folder that staff and students share, with the rights that nbgrader asks for."""
    path = tmp_path_factory.mktemp("exchange")
    path.chmod(0o777)
    return path


@pytest.fixture(scope="session")
def course_folder(tmp_path_factory, exchange) -> CourseFolder:
    """The instructor's folder, which hands out and collects through the exchange."""
    root = tmp_path_factory.mktemp("staff") / "course"
    copied_course(root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(f"\nc.Exchange.root = {str(exchange)!r}\n")
    return CourseFolder.find(root)


@pytest.fixture(scope="session")
def student_lab(tmp_path_factory, exchange) -> Iterator[Jupyter]:
    """JupyterLab on a student's copies of the chapters, started as `make lab` starts it."""
    home = tmp_path_factory.mktemp("student")
    shutil.copytree(ROOT / "release", home / "work")
    (home / ".jupyter").mkdir()
    (home / ".jupyter" / "nbgrader_config.py").write_text(EXCHANGE.format(root=str(exchange)))
    with jupyter(home / "work", home) as running:
        yield running


@pytest.fixture(scope="session")
def staff_lab(tmp_path_factory, course_folder) -> Iterator[Jupyter]:
    """JupyterLab in the course's folder, for formgrader."""
    with jupyter(course_folder.root, tmp_path_factory.mktemp("staff_home")) as running:
        yield running


@pytest.fixture(scope="session")
def screen():
    """Keeps a picture of a page as build/screens/<journey>-<number>-<what>.png."""
    SCREENS.mkdir(parents=True, exist_ok=True)

    def keep(page, name: str, whole: bool = False) -> None:
        page.screenshot(path=SCREENS / f"{name}.png", full_page=whole)

    return keep
