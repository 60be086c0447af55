"""Formulas of the chapters are drawn in feedback."""

import itertools

import pytest
from conftest import ROOT

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import read_notebook
from nbproctor.pages.feedback_page import _Renderer
from nbproctor.pages.markdown import clean_markdown

FOLDER = CourseFolder.find(ROOT)


@pytest.mark.parametrize("chapter", FOLDER.chapters())
def test_every_formula_of_a_chapter_is_drawn(chapter):
    cells = read_notebook(FOLDER.source(chapter)).cells
    texts = [cell.source for cell in cells if cell.cell_type == "markdown" and "$" in cell.source]
    drawn = 0
    for text in texts:
        html = clean_markdown(text, _Renderer({}, itertools.count()))
        assert "$" not in html
        drawn += html.count('class="formula')
    assert drawn > 0
