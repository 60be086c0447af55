"""Feedback as a page that runs no script but the one which draws formulas.

The second wall behind `clean.py`: a content security policy in the page itself, so that a browser
refuses whatever script, form, frame or request might still stand in it.
"""

from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/"
# MathJax evaluates its own settings, hence 'unsafe-eval'; no script in the page itself runs.
POLICY = (
    f"default-src 'none'; script-src {MATHJAX} 'unsafe-eval'; style-src 'unsafe-inline'; "
    f"img-src data:; font-src {MATHJAX}; base-uri 'none'; form-action 'none'"
)


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page under a content security policy."""

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page, with its policy first in its head and no script in its body."""
        page, resources = super().from_notebook_node(nb, resources, **kw)
        meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        head, end, body = page.replace("<head>", f"<head>\n{meta}", 1).partition("</head>")
        # MathJax would run a script in the body that calls itself its settings.
        return head + end + body.replace("<script", "&lt;script"), resources
