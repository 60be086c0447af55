"""Formulas are MathML; what is no formula shows as it was typed, soon."""

import itertools
import time

import pytest

from nbproctor.pages.allowed_html import clean_html
from nbproctor.pages.formulas import MOST_FORMULAS, FormulaRenderer, render_formula
from nbproctor.pages.markdown import clean_markdown


def test_a_formula_keeps_its_structure_when_it_is_cleaned():
    html = clean_html(render_formula(r"\sum_{a<b} \frac{x_a}{2} \; \text{if } \hat y", "block"))
    for part in (
        '<math display="block">',
        "<munder><mo>∑</mo><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></munder>",
        "<mfrac><mrow><msub><mi>x</mi><mi>a</mi></msub></mrow><mrow><mn>2</mn></mrow></mfrac>",
        '<mspace width="0.278em"></mspace><mtext>if&nbsp;</mtext>',
        '<mover accent="true"><mi>y</mi><mo>^</mo></mover>',
    ):
        assert part in html


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        (r"\begin{matrix}", "<code>"),
        ("^" * 200, "<code>"),
        ("x" * 301, "<code>"),
        ("<script>", '<math display="inline"><mrow><mo>&lt;</mo><mi>s</mi>'),
        ("{" * 140 + "x" + "}" * 140, '<math display="inline">' + "<mrow>" * 141 + "<mi>x</mi>"),
        (r"\href{javascript:x()}{y}", '<math display="inline"><mrow><mrow><mrow><mi>y</mi>'),
    ],
    ids=["unfinished", "wrong", "long", "markup", "deep", "link"],
)
def test_what_is_no_formula_is_harmless_and_soon_done(tex, shown):
    start = time.perf_counter()
    assert clean_html(render_formula(tex)).startswith(shown)
    assert time.perf_counter() - start < 2


def test_a_page_has_so_many_formulas_and_shows_the_others_as_typed():
    text = " ".join("$x$" for _ in range(MOST_FORMULAS + 2))
    html = clean_markdown(text, FormulaRenderer({}, itertools.count()))
    assert html.count("<math") == MOST_FORMULAS
    assert html.count("<code>x</code>") == 2
