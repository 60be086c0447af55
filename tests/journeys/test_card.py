"""A check's card in a notebook that JupyterLab does not trust, as after a download."""

import numpy as np
from journeys.conftest import WIDE
from journeys.notebook import NotebookPage
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.checks.card import draw_card
from nbproctor.checks.exercise import Exercise, Property, case
from nbproctor.notebooks import new_output, write_notebook

PYTHON = {"name": "python3", "display_name": "Python 3", "language": "python"}
SUMS = Exercise(
    name="sums",
    reference=lambda X: X[:-1] + X[1:],
    properties=(
        Property("sums of neighbours", 1, (case(X=np.array([1.0, 2.0, 3.0])),), hint="Add two."),
    ),
    window=lambda index, X: {"X": (slice(index[0], index[0] + 2),)},
)


def test_a_card_that_is_not_trusted_keeps_its_marks_and_words(browser, student_lab):
    result = SUMS.examine(lambda X: X[1:] + 2)
    markup = f'{draw_card(result, with_points=False)}<p id="not-trusted">end</p>'
    shown = new_output("display_data", data={"text/html": markup})
    cell = new_code_cell("check.sums(sums)", outputs=[shown])
    notebook = new_notebook(cells=[cell], metadata={"kernelspec": PYTHON})
    path = student_lab.folder / "untrusted.ipynb"
    write_notebook(notebook, path)
    page = browser.new_page(viewport=WIDE)
    NotebookPage(page, path).open(student_lab.page("lab/tree/untrusted.ipynb"))
    output = page.locator(".jp-OutputArea-output")
    assert page.locator("#not-trusted").count() == 0  # such a notebook loses ids
    assert output.locator("mark").all_inner_texts() == ["1", "2", "3", "4"]
    assert output.locator("mark b").all_inner_texts() == ["4"]
    assert "The first one is at [0]: your function returns 4, expected 3." in output.inner_text()
    output.locator("summary").click()
    assert output.locator("pre").is_visible()
    page.close()
