"""A check's card in a notebook that JupyterLab does not trust, as after a download."""

import numpy as np
from journeys.conftest import WIDE
from journeys.jupyter import START_S
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.checks.card import draw_card
from nbproctor.checks.exercise import Exercise, Property, case
from nbproctor.notebooks import new_output, write_notebook

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
    shown = new_output("display_data", {"text/html": draw_card(result, with_points=False)})
    cell = new_code_cell("check.sums(sums)", outputs=[shown])
    write_notebook(new_notebook(cells=[cell]), student_lab.folder / "untrusted.ipynb")
    page = browser.new_page(viewport=WIDE)
    page.goto(student_lab.page("lab/tree/untrusted.ipynb"))
    output = page.locator(".jp-OutputArea-output")
    output.locator("table").first.wait_for(timeout=START_S * 1000)
    assert output.locator("[style]").count() == 0  # styles are removed where nothing is trusted
    assert output.locator("mark").all_inner_texts() == ["1", "2", "3", "4"]
    assert output.locator("mark b").all_inner_texts() == ["4"]
    assert "The first one is at [0]: your function returns 4, expected 3." in output.inner_text()
    output.locator("summary").click()
    assert output.locator("pre").is_visible()
    page.close()
