"""Formulas as MathML, so that a page needs no script to show them.

What `latex2mathml` does not know, and what is too long, stays in the page as it was typed.
"""

import html
from collections.abc import Iterator
from typing import Any

from latex2mathml.converter import convert

from nbproctor.pages.markdown import CleanRenderer

# A page's author may be anybody: bounds on the time that formulas take.
LONGEST = 300  # characters
MOST_FORMULAS = 1000  # of a page


class FormulaRenderer(CleanRenderer):
    """Renders Markdown by a stranger with its formulas as MathML.

    Args:
        formulas: counts the formulas of the page; beyond `MOST_FORMULAS` they stand as typed.
    """

    def __init__(self, attachments: dict[str, Any], formulas: Iterator[int]) -> None:
        super().__init__(attachments)
        self._formulas = formulas

    def inline_math(self, body: str) -> str:
        """A formula within a line."""
        return self._render(body, "inline")

    def block_math(self, body: str) -> str:
        """A formula on a line of its own."""
        return self._render(body, "block")

    def _render(self, body: str, display: str) -> str:
        allowed = next(self._formulas) < MOST_FORMULAS
        return render_formula(body, display) if allowed else f"<code>{html.escape(body)}</code>"


def render_formula(tex: str, display: str = "inline") -> str:
    """Render TeX as MathML, or as code where it is no formula.

    Args:
        tex: without dollar signs.
        display: "inline", or "block" for a line of its own.

    >>> render_formula("n").partition("<mrow>")[2]
    '<mi>n</mi></mrow></math>'
    >>> render_formula("1 < x^")
    '<code>1 &lt; x^</code>'
    """
    tex = " ".join(tex.split())
    if len(tex) <= LONGEST:
        try:
            return str(convert(tex, display=display))
        except Exception:  # its errors have no common base, and a text may be anything
            pass
    return f"<code>{html.escape(tex)}</code>"
