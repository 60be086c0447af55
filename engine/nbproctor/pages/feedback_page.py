"""Feedback as a page that runs no script and loads nothing: points by exercise, then the notebook.

The second wall behind `clean.py`: a content security policy in the page itself, so that a browser
refuses whatever script, form, frame or request might still stand in it.
"""

import copy
import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from nbproctor.gradebook.grades import Comment, Grade
from nbproctor.notebooks import nbgrader_metadata
from nbproctor.pages.formulas import formula
from nbproctor.pages.markdown import CleanRenderer, clean_markdown

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
MOST_FORMULAS = 1000  # of a page
TEMPLATES = Path(__file__).parent / "templates"
STYLES = Path(handlers.static_path, "node_modules", "bootstrap", "dist", "css")
# What `says` looks for, in a page with single spaces.
_ROW = re.compile(r'<a href="#([^"]+)">.*?</th> ?<td>([^<]*)</td><td>([^<]*)</td>')
_PENALTY = re.compile(r"handed in late</th><td>−([^<]*)</td>")
_COMMENT = "<b>Comments:</b>"
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page in our template, under a content security policy."""

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        own = Config()
        own.FeedbackExporter.template_name = "nbproctor_feedback"
        own.FeedbackExporter.filters = {}  # `c.HTMLExporter.filters` is for pages with MathJax
        own.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES), handlers.template_path]
        own.FeedbackExporter.extra_template_paths = [str(STYLES), handlers.template_path]
        super().__init__(config=_merged(config, own), **kw)  # type: ignore[no-untyped-call]

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Markdown as clean HTML, its formulas as pictures."""
        attachments = context.get("cell", {}).get("attachments", {})
        return clean_markdown(source, _Renderer(attachments, self._formulas))

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page, with its policy first in its head and no script at all."""
        self._formulas = itertools.count()
        page, resources = super().from_notebook_node(_without_checks(nb), resources, **kw)
        meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        head, end, body = page.replace("<head>", f"<head>\n{meta}", 1).partition("</head>")
        return _SCRIPT.sub("", head) + end + body.replace("<script", "&lt;script"), resources


def says(
    page: str,
    grades: Mapping[str, Grade],
    comments: Mapping[str, Comment],
    late_penalty: float | None,
) -> bool:
    """Whether a page, of whichever version, states these points and these comments."""
    page = " ".join(page.split())
    table = page.partition('<table class="points">')[2].partition("</table>")[0]
    stated = {name: (points, of) for name, points, of in _ROW.findall(table)}
    given = {
        name: (_points(grade.score), _points(grade.max_score))
        for name, grade in grades.items()
        if name in stated or grade.max_score
    }
    penalties = [_points(late_penalty)] if late_penalty else []
    renderer = _Renderer({}, itertools.count())
    texts = [clean_markdown(each.comment, renderer) for each in comments.values() if each.comment]
    return (
        stated == given
        and _PENALTY.findall(table) == penalties
        and page.count(_COMMENT) == len(texts)
        and all(f"{_COMMENT} {' '.join(text.split())} </div>" in page for text in texts)
    )


def _points(value: float) -> str:
    """Points as the template writes them."""
    return f"{round(value, 2):g}"


class _Renderer(CleanRenderer):
    """Draws mathematics; beyond `MOST_FORMULAS` it stands as typed, since drawing takes time."""

    def __init__(self, attachments: dict[str, Any], formulas: Iterator[int]) -> None:
        super().__init__(attachments)
        self._formulas = formulas

    def inline_math(self, body: str) -> str:
        return self._drawn(body)

    def block_math(self, body: str) -> str:
        return self._drawn(body, block=True)

    def _drawn(self, body: str, block: bool = False) -> str:
        if next(self._formulas) < MOST_FORMULAS:
            return formula(body, block)
        return f"<code>{self.escape_html(body)}</code>"


def _merged(config: Config | None, own: Config) -> Config:
    merged = Config() if config is None else copy.deepcopy(config)
    merged.merge(own)
    return merged


def _without_checks(nb: NotebookNode) -> NotebookNode:
    """A copy in which checks, which are worth nothing, are ordinary cells."""
    nb = copy.deepcopy(nb)
    for cell in nb.cells:
        known = nbgrader_metadata(cell)
        if cell.cell_type == "code" and known.get("grade") and known.get("points") == 0:
            del cell.metadata["nbgrader"]
    return nb
