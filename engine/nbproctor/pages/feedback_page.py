"""Make the feedback page, which runs no script and loads nothing: points, then the notebook.

It is the second wall behind `clean.py`: the content security policy in the page makes a browser
refuse any script, form, frame or request that might still be in it.
"""

import copy
import itertools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from jinja2 import BytecodeCache, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from nbproctor.notebooks import nbgrader_metadata
from nbproctor.pages.formulas import FormulaRenderer
from nbproctor.pages.markdown import clean_markdown

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
TEMPLATES = Path(__file__).parent / "templates"
STYLES = Path(handlers.static_path, "node_modules", "bootstrap", "dist", "css")
NO_TEXT = "No description has been provided for this image"
# Scripts in the head, which nbgrader's own template writes.
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)


class _CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in this process; a grader that is forked later finds them."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledTemplates()


class FeedbackExporter(HTMLExporter):
    """nbgrader's feedback page in our template, under a content security policy."""

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        own = Config()
        own.FeedbackExporter.template_name = "nbproctor_feedback"
        own.FeedbackExporter.filters = {}  # `c.HTMLExporter.filters` is for pages with MathJax
        own.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES), handlers.template_path]
        own.FeedbackExporter.extra_template_paths = [str(STYLES), handlers.template_path]
        merged = Config() if config is None else copy.deepcopy(config)
        merged.merge(own)
        super().__init__(config=merged, **kw)  # type: ignore[no-untyped-call]
        self.environment.bytecode_cache = _COMPILED

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Render Markdown as clean HTML, its formulas as MathML."""
        attachments = context.get("cell", {}).get("attachments", {})
        return clean_markdown(source, FormulaRenderer(attachments, self._formulas))

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Render a page with its policy first in its head and no script at all.

        `HTMLExporter` parses each page again to make cells focusable, which have other classes in
        this template, and to add missing texts of images. That costs as much as all else.
        """
        self._formulas = itertools.count()
        nb = copy.deepcopy(nb)
        for cell in nb.cells:  # checks are worth nothing: ordinary cells
            known = nbgrader_metadata(cell)
            if cell.cell_type == "code" and known.get("grade") and known.get("points") == 0:
                del cell.metadata["nbgrader"]
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))  # type: ignore[no-untyped-call]
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        first, *rest = page.split("<img ")
        page = "".join([first, *map(_describe_image, rest)])
        meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        head, end, body = page.replace("<head>", f"<head>\n{meta}", 1).partition("</head>")
        return _SCRIPT.sub("", head) + end + body.replace("<script", "&lt;script"), resources


def _describe_image(after_img: str) -> str:
    """Return the tag of an image, and what follows, with an alternative text."""
    text = "" if ' alt="' in f" {after_img.partition('>')[0]}" else f'alt="{NO_TEXT}" '
    return f"<img {text}{after_img}"


def says(
    page: str,
    points: Mapping[str, tuple[float, float]],
    comments: Iterable[str],
    late_penalty: float | None,
) -> bool:
    """Whether a page, made by any version, states these points and these comments.

    Args:
        points: score and maximum by cell; cells of 0 points may be missing in the page.
    """
    soup = BeautifulSoup(page, "html.parser")
    stated, penalties = dict[str, tuple[str, str]](), list[str]()
    for row in soup.select("table.points tbody tr"):
        score, maximum = (cell.get_text() for cell in row.find_all("td"))
        if link := row.find("a"):
            stated[str(link["href"]).removeprefix("#")] = (score, maximum)
        else:
            penalties.append(score.removeprefix("−"))
    expected = {
        name: (_points(score), _points(maximum))
        for name, (score, maximum) in points.items()
        if name in stated or maximum
    }
    formulas = itertools.count()
    texts = [clean_markdown(each, FormulaRenderer({}, formulas)) for each in comments]
    given = [BeautifulSoup(f"<b>Comments:</b> {text}", "html.parser") for text in texts]
    shown = soup.select("div.panel-footer > div")
    return (
        stated == expected
        and penalties == ([_points(late_penalty)] if late_penalty else [])
        and sorted(map(_inner_html, shown)) == sorted(map(_inner_html, given))
    )


def _points(value: float) -> str:
    """Points as the template writes them."""
    return f"{round(value, 2):g}"


def _inner_html(element: Tag) -> str:
    """The HTML within an element, as Beautiful Soup writes it, with single spaces."""
    return " ".join(element.decode_contents().split())
