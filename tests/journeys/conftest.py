"""A course as its people meet it: JupyterLab and formgrader in a real browser, an exchange between.

Everything is in temporary folders and on the loopback. Staff and student have a Jupyter of their
own each: another home, another server; the operating system's user is the same.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT, copied_course
from journeys.jupyter import Jupyter, jupyter

from nbproctor.course_folder import CourseFolder


@dataclass(frozen=True)
class Look:
    """How wide a page is, in pixels, and whether its theme is "light" or "dark"."""

    width: int
    theme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}"


LOOK = Look(1280, "light")
EVERY_LOOK = [Look(width, theme) for width in (1280, 800) for theme in ("light", "dark")]
LOOKS = [
    pytest.param(each, marks=[] if each == LOOK else pytest.mark.nightly) for each in EVERY_LOOK
]
WIDE = {"width": 1400, "height": 900}
LEVEL_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTROLS = "a[href], summary, button, [tabindex='0']"
NOTE_FOCUS = """window.reached = new Set();
document.addEventListener("focusin", event => reached.add(event.target));"""
NOT_REACHED = """controls => [...document.querySelectorAll(controls)]
.filter(each => each.checkVisibility() && !reached.has(each)).map(each => each.outerHTML)"""
SCREENS = ROOT / "build" / "screens"
EXCHANGE = """
c = get_config()
c.CourseDirectory.course_id = "cnn-course"
c.Exchange.root = {root!r}
"""


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
    with jupyter(home / "work", home, is_students=True) as running:
        yield running


@pytest.fixture(scope="session")
def staff_lab(tmp_path_factory, course_folder) -> Iterator[Jupyter]:
    """JupyterLab in the course's folder, for formgrader."""
    with jupyter(course_folder.root, tmp_path_factory.mktemp("staff_home")) as running:
        yield running


@pytest.fixture(scope="session")
def screen():
    """Keeps a picture of a page as build/screens/<name>.png."""
    SCREENS.mkdir(parents=True, exist_ok=True)

    def keep(page, name: str, whole: bool = False) -> None:
        page.screenshot(path=SCREENS / f"{name}.png", full_page=whole)

    return keep


@pytest.fixture
def opened(browser):
    """Opens a page of ours that is a file, and holds it to what holds for all of them."""
    page, noise = browser.new_page(viewport=WIDE, bypass_csp=True), []
    page.on("console", lambda message: noise.append(message.text))
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("request", lambda request: noise.append(request.url))

    def open_file(path: Path):
        page.goto(path.as_uri(), wait_until="networkidle")
        assert [each for each in noise if not each.startswith((path.as_uri(), "data:"))] == []
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVEL_AA}})
        assert found.violations_count == 0, found.generate_report()
        page.evaluate(NOTE_FOCUS)
        for _ in range(2 * page.locator(CONTROLS).count() + 20):  # what scrolls is a stop, too
            page.keyboard.press("Tab")
        missed = page.evaluate(NOT_REACHED, CONTROLS)
        assert missed == [], missed
        page.evaluate("window.scrollTo(0, 0)")
        return page

    yield open_file
    page.close()
