"""Formulas of the chapters are MathML in feedback."""

import itertools

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import read_notebook
from nbproctor.pages.formulas import FormulaRenderer
from nbproctor.pages.markdown import clean_markdown

FOLDER = CourseFolder.find(ROOT)


@pytest.mark.parametrize("chapter", FOLDER.chapters())
def test_every_formula_of_a_chapter_is_mathml(chapter):
    cells = read_notebook(FOLDER.source(chapter)).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown" and "$" in cell.source]
    rendered = 0
    for text in texts:
        html = clean_markdown(text, FormulaRenderer({}, itertools.count()))
        assert "$" not in html
        assert "\\" not in BeautifulSoup(html, "html.parser").get_text().replace("\\\\", "")
        rendered += html.count("<math")
    assert rendered > 0
