"""Formulas are drawn; what cannot be drawn shows as it was typed, soon."""

import base64
import itertools
import re
import time

import pytest

from nbproctor.pages.feedback_page import MOST_FORMULAS, _Renderer
from nbproctor.pages.formulas import formula
from nbproctor.pages.markdown import clean_markdown


def test_a_drawing_is_one_image_with_the_tex_as_its_text():
    html = formula(r"\sum_{a<b} x_a")
    assert 'alt="\\sum_{a&lt;b} x_a"' in html
    [data] = re.findall(r"base64,([\w+/=]+)", html)
    assert b"<svg" in base64.b64decode(data)
    assert formula.__wrapped__(r"\sum_{a<b} x_a") == html  # the same each time


@pytest.mark.parametrize(
    "tex",
    [r"\begin{matrix}", "<script>", "^" * 200, "{" * 140 + "x" + "}" * 140, "x" * 301],
    ids=["unknown", "markup", "wrong", "deep", "long"],
)
def test_what_is_no_formula_shows_as_typed(tex):
    start = time.perf_counter()
    html = formula(tex)
    assert "<script" not in html
    assert html.startswith("<code>") or "&lt;script&gt;" in html
    assert time.perf_counter() - start < 2


def test_a_page_draws_so_many_formulas_and_shows_the_others_as_typed():
    text = " ".join("$x$" for _ in range(MOST_FORMULAS + 2))
    html = clean_markdown(text, _Renderer({}, itertools.count()))
    assert html.count('class="formula') == MOST_FORMULAS
    assert html.count("<code>x</code>") == 2
