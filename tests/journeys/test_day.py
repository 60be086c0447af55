"""A student's day: a chapter run at once, read again, and an exercise solved with help.

The tests are steps and build on each other; they are repeated for each chapter. Each keeps its
screens in build/screens/. `make screens` makes them for all chapters, widths and themes.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from journeys.conftest import LEVEL_AA, LOOK, LOOKS, SCREENS, Look
from journeys.jupyter import Jupyter, jupyter, write_settings
from journeys.notebook import NotebookPage
from nbformat import NotebookNode

from nbproctor.notebooks import cell_name, is_check, is_optional_check, read_notebook

CHAPTERS = [
    *("cross_correlation", "padding_and_stride", "channels", "pooling", "kernel_learning"),
    "digits",
]
FIRST = CHAPTERS[0]
BROKEN = "Error displaying widget"
DRAWN = "img, table, iframe, audio"
CONTROLS = "input:visible, select:visible, textarea:visible, button:visible, [tabindex='0']:visible"
# Keys that JupyterLab takes for commands: two of them insert cells, two delete or cut them.
COMMANDS = ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "a", "b", "d", "d", "x")
BLANK = """() => [...document.querySelectorAll(".jp-OutputArea img")]
.filter(each => each.checkVisibility({visibilityProperty: true}))
.filter(each => !each.complete || each.naturalWidth === 0).map(each => each.alt)"""
HAS_WHOLE_LINES = """text => {
  const height = text.clientHeight;
  text.style.whiteSpace = "pre";
  const same = text.clientHeight === height;
  text.style.whiteSpace = "";
  return same;
}"""
FLIPPED = """
def corr2d(X, K):
    (n_h, n_w), (k_h, k_w) = X.shape, K.shape
    Y = np.zeros((n_h - k_h + 1, n_w - k_w + 1))
    for i in range(Y.shape[0]):
        for j in range(Y.shape[1]):
            Y[i, j] = np.sum(X[i : i + k_h, j : j + k_w] * K[::-1, ::-1])
    return Y
"""


@dataclass(frozen=True)
class Day:
    """A student's copy of a chapter, and the server that shows it."""

    chapter: str
    lab: Jupyter
    path: Path

    @property
    def page(self) -> str:
        """The path of the notebook's page on a server that shows the same folder."""
        return f"lab/tree/{self.path.relative_to(self.lab.folder)}"

    @property
    def figures(self) -> dict[int, str]:
        """The cells that draw, by their place in the notebook; checks are not among them."""
        found = {}
        for place, cell in enumerate(read_notebook(self.path).cells):
            kinds = {kind for each in cell.get("outputs", []) for kind in each.get("data", {})}
            draws = "pictures." in cell.source or "text/html" in kinds
            if cell.cell_type == "code" and draws and not examines_answer(cell):
                found[place] = name_of_figure(cell.source)
        return found


def examines_answer(cell: NotebookNode) -> bool:
    """Whether a cell checks an answer, with points or without."""
    return is_check(cell) or is_optional_check(cell)


def name_of_figure(source: str) -> str:
    """The function that draws, such as "window" for `pictures.window(small, K)`."""
    calls = [line for line in source.splitlines() if "pictures." in line and "import" not in line]
    return calls[-1].partition("pictures.")[2].partition("(")[0] if calls else "check"


@pytest.fixture(
    scope="module",
    params=[FIRST, *(pytest.param(each, marks=pytest.mark.nightly) for each in CHAPTERS[1:])],
)
def day(request, student_lab) -> Day:
    folder = student_lab.folder / "day"
    if not folder.exists():
        shutil.copytree(ROOT / "release", folder)
    return Day(request.param, student_lab, folder / request.param / f"{request.param}.ipynb")


@pytest.fixture(scope="module")
def stranger(student_lab, tmp_path_factory) -> Iterator[Jupyter]:
    """A server on the same folder that trusts none of its notebooks, as on another computer."""
    with jupyter(student_lab.folder, tmp_path_factory.mktemp("stranger"), True) as other:
        yield other


@pytest.fixture(params=LOOKS, ids=str)
def look(request) -> Look:
    return request.param


@pytest.fixture
def opened_notebook(browser, day):
    """Opens the chapter on a server, at a width and in a theme."""
    opened = []

    def open_notebook(server: Jupyter, look: Look) -> NotebookPage:
        theme = {"theme": f"JupyterLab {look.theme.capitalize()}"}
        write_settings(server.home, {"apputils-extension/themes": json.dumps(theme)})
        page = browser.new_page(viewport={"width": look.width, "height": 900}, bypass_csp=True)
        opened.append(page)
        notebook = NotebookPage(page, day.path)
        notebook.open(server.page(day.page))
        if look.width < 1000:
            page.keyboard.press("Control+b")  # closes the list of files
        return notebook

    yield open_notebook
    for page in opened:
        page.close()


def keep_figures(notebook: NotebookPage, day: Day, kind: str, look: Look) -> None:
    """Keep a picture of each figure, and of the whole page at its top."""
    folder = SCREENS / day.chapter / f"{kind}-{look}"
    folder.mkdir(parents=True, exist_ok=True)
    notebook.page.screenshot(path=folder / "page.png")
    notebook.page.set_viewport_size({"width": look.width, "height": 2000})  # no figure is taller
    for place, name in day.figures.items():
        output = notebook.page.locator(".jp-Notebook .jp-Cell").nth(place).locator(".jp-OutputArea")
        output.scroll_into_view_if_needed()
        for frame in output.locator("iframe").all():
            frame.content_frame.locator("main").wait_for()
        output.screenshot(path=folder / f"{place:03}-{name}.png")


def find_undrawn(notebook: NotebookPage, day: Day) -> list[str]:
    """Names of figures of which nothing is seen."""
    missing = []
    for place, name in day.figures.items():
        output = notebook.page.locator(".jp-Notebook .jp-Cell").nth(place).locator(".jp-OutputArea")
        seen = output.locator(DRAWN).filter(visible=True)
        if not seen.count() and "Solve " not in output.inner_text():
            missing.append(name)
    return missing


def count_cells(notebook: NotebookPage) -> int:
    return notebook.page.locator(".jp-Notebook .jp-Cell").count()


def test_run_all_shows_all_figures_and_only_checks_raise(opened_notebook, day):
    notebook = opened_notebook(day.lab, LOOK)
    notebook.run_all()
    notebook.save()
    cells = read_notebook(day.path).cells
    raised = [
        cell_name(cell)
        for cell in cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]
    assert raised == [cell_name(cell) for cell in cells if examines_answer(cell)]
    assert find_undrawn(notebook, day) == []
    assert notebook.page.evaluate(BLANK) == []


def test_reopened_all_figures_are_there(opened_notebook, day, look):
    notebook = opened_notebook(day.lab, look)
    keep_figures(notebook, day, "trusted", look)
    assert notebook.page.get_by_text(BROKEN).count() == 0
    assert find_undrawn(notebook, day) == []
    assert notebook.page.evaluate(BLANK) == []


def test_not_trusted_all_figures_are_there(opened_notebook, day, stranger, look):
    notebook = opened_notebook(stranger, look)
    keep_figures(notebook, day, "not-trusted", look)
    assert notebook.page.get_by_text(BROKEN).count() == 0
    assert notebook.page.locator(".jp-OutputArea iframe").count() == 0
    assert find_undrawn(notebook, day) == []
    assert notebook.page.evaluate(BLANK) == []


@pytest.mark.nightly  # a day shows this for two figures, see test_live_figures
def test_keys_in_a_live_figure_leave_the_notebook_alone(opened_notebook, day):
    notebook = opened_notebook(day.lab, LOOK)
    cells, frames = count_cells(notebook), notebook.page.locator(".jp-OutputArea iframe")
    assert frames.count() > 0
    for frame in frames.all():
        controls = frame.content_frame.locator(CONTROLS).all()
        assert controls
        for control in controls:
            control.focus()
            for key in COMMANDS:
                notebook.page.keyboard.press(key)
    assert count_cells(notebook) == cells


@pytest.fixture
def first(day):
    """The first chapter, in which an exercise is solved with help."""
    if day.chapter != FIRST:
        pytest.skip("this is shown in the first chapter")
    return day


def test_a_wrong_answer_has_a_card_and_one_short_line(opened_notebook, first, look):
    notebook = opened_notebook(first.lab, look)
    notebook.write("corr2d", FLIPPED)
    notebook.run("setup", "corr2d", "check_corr2d")
    shown = notebook.output("check_corr2d")
    mistake = shown.locator("b", has_text="Your kernel was flipped, as in a convolution")
    assert mistake.is_visible()
    [line] = shown.locator("[data-mime-type='application/vnd.jupyter.stderr']").all_inner_texts()
    assert len(line) <= 100
    found = Axe().run(
        notebook.page,
        context=".jp-OutputArea [data-mime-type='text/html']",
        options={"runOnly": {"type": "tag", "values": LEVEL_AA}},
    )
    assert found.violations_count == 0, found.generate_report()
    shown.screenshot(path=SCREENS / f"card-{look}.png")
    notebook.save()


def test_validate_shows_the_text_of_a_check(opened_notebook, first, screen):
    notebook = opened_notebook(first.lab, LOOK)
    said = " ".join(notebook.validate().split())
    screen(notebook.page, "validate")
    assert "check.corr2d(corr2d) corr2d ✗ slides the kernel and adds up the products" in said
    assert "Your kernel was flipped, as in a convolution" in said
    assert "see the card above" not in said
    notebook.dismiss()


def test_hints_lead_up_a_ladder_and_the_last_one_stays(opened_notebook, first, look):
    notebook = opened_notebook(first.lab, look)
    notebook.run("setup")
    said = []
    for number in ("1", "", "", ""):  # the kernel of an earlier page may be on a higher rung
        notebook.write("check.progress", f"check.corr2d.hint({number})")
        notebook.run("check.progress")
        said.append(notebook.output("check.progress").inner_text())
    assert [each.partition(". ")[0] for each in said] == [
        "corr2d: hint 1 of 3",
        "corr2d: hint 2 of 3",
        "corr2d: hint 3 of 3",
        "corr2d: hint 3 of 3 (the last one, once more)",
    ]
    assert notebook.output("check.progress").locator("pre").evaluate(HAS_WHOLE_LINES)
    notebook.output("check.progress").screenshot(path=SCREENS / f"hint-{look}.png")
    notebook.write("check.progress", "check.progress()")
    notebook.run("check_corr2d", "check.progress")
    notebook.output("check.progress").screenshot(path=SCREENS / f"progress-{look}.png")
