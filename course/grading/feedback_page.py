"""Feedback as a page that runs no script but the one which draws formulas.

The second wall behind `clean.py`: a content security policy in the page itself, so that a browser
refuses whatever script, form, frame or request might still stand in it.
"""

import base64
import hashlib
import re
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

MATHJAX = "https://cdnjs.cloudflare.com/ajax/libs/mathjax/"
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page under a content security policy."""

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page, with its policy first in its head."""
        page, resources = super().from_notebook_node(nb, resources, **kw)
        head = page.partition("</head>")[0]
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(head)}"/>'
        return page.replace("<head>", f"<head>\n{meta}", 1), resources


def policy(head: str) -> str:
    """The policy of a page: its own settings of MathJax, MathJax, pictures in it, no more."""
    codes = [found["code"] for found in _SCRIPT.finditer(head) if found["code"].strip()]
    hashes = [base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() for code in codes]
    scripts = " ".join([MATHJAX, *(f"'sha256-{each}'" for each in hashes)])
    return (
        f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; img-src data:; "
        f"font-src {MATHJAX}; base-uri 'none'; form-action 'none'"
    )
