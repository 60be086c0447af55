"""Live figures in JupyterLab: keys and numbers stay in the figure.

Tests of a student's day show that figures are there when a notebook is reopened, or not trusted.
"""

import nbformat
import pytest
from journeys.conftest import WIDE
from journeys.jupyter import write_settings
from journeys.notebook import NotebookPage

FILE = "live.ipynb"
CELLS = (
    "import numpy as np\nfrom course import pictures",
    "pictures.step_through(np.arange(9.0).reshape(3, 3), [[0, 1], [2, 3]])",
    "pictures.kernel_lab()",
)
STEPS, LAB = "pictures.step_through", "pictures.kernel_lab"
FRAME = "iframe[title]"
IS_DARK = "() => getComputedStyle(document.documentElement).colorScheme === 'dark'"


@pytest.fixture(scope="module")
def notebook(browser, student_lab) -> NotebookPage:
    """A notebook with a figure of steps and a lab, run and saved."""
    path = student_lab.folder / FILE
    cells = [nbformat.v4.new_code_cell(each) for each in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    page = NotebookPage(browser.new_page(viewport=WIDE), path)
    page.open(student_lab.page(f"lab/tree/{FILE}"))
    page.run("import numpy", STEPS, LAB)
    page.save()
    yield page
    page.page.close()


def count_cells(notebook: NotebookPage) -> int:
    return notebook.page.locator(".jp-Notebook .jp-Cell").count()


def test_arrow_keys_move_the_window_and_leave_the_notebook_alone(notebook, screen):
    shown, cells = notebook.output(STEPS), count_cells(notebook)
    inside = shown.frame_locator(FRAME)
    inside.locator("#step").focus()
    notebook.page.keyboard.press("ArrowRight")
    inside.get_by_text("Output row 0, column 1: 1·0 + 2·1 + 4·2 + 5·3 = 25").wait_for()
    for key in ("ArrowDown", "ArrowUp", "a", "b", "d", "d", "x"):
        notebook.page.keyboard.press(key)
    assert count_cells(notebook) == cells
    assert not shown.locator("img, table").first.is_visible()
    screen(notebook.page, "live-1-steps")


def test_numbers_typed_into_the_lab_stay_in_the_lab(notebook, screen):
    inside, cells = notebook.output(LAB).frame_locator(FRAME), count_cells(notebook)
    inside.get_by_label("row 1, column 1").click()
    notebook.page.keyboard.press("Control+a")
    notebook.page.keyboard.type("5")
    notebook.page.keyboard.press("ArrowUp")
    assert "[1, 6, -1]" in inside.locator("#python").input_value()
    inside.locator("#image").focus()
    notebook.page.keyboard.press("ArrowDown")
    inside.get_by_text("feature map (12, 12)").wait_for()
    assert count_cells(notebook) == cells
    screen(notebook.page, "live-2-lab")


def test_frames_follow_the_theme_of_jupyterlab(browser, student_lab, notebook, screen):
    dark = {"apputils-extension/themes": '{"theme": "JupyterLab Dark"}'}
    light = {name: value.replace("Dark", "Light") for name, value in dark.items()}
    write_settings(student_lab.home, dark)
    page = NotebookPage(browser.new_page(viewport=WIDE, color_scheme="light"), notebook.path)
    page.open(student_lab.page(f"lab/tree/{FILE}"))
    for shown in (STEPS, LAB):
        frame = page.output(shown).locator(FRAME).element_handle().content_frame()
        frame.wait_for_function(IS_DARK)
    screen(page.page, "live-4-dark")
    page.page.close()
    write_settings(student_lab.home, light)
