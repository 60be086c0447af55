"""Make the feedback page, which runs no script and loads nothing: points, answers, then the text.

It is the second wall behind `clean.py`: the content security policy in the page makes a browser
refuse any script, form, frame or request that might still be in it.
"""

import copy
import functools
import itertools
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from jinja2 import BytecodeCache, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode
from traitlets import Dict, Unicode
from traitlets.config import Config

from nbproctor.notebooks import is_check, nbgrader_metadata
from nbproctor.pages.exercises import arrange, find_advice
from nbproctor.pages.formulas import FormulaRenderer
from nbproctor.pages.markdown import clean_markdown

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
TEMPLATES = Path(__file__).parent / "templates"
NO_TEXT = "No description has been provided for this image"
NOT_READ = "not read yet"


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
    """Makes nbgrader's feedback page in our template, under a content security policy."""

    waiting = Dict(help="Names of cells that a human still has to grade, by notebook.").tag(
        config=True
    )
    model_answers = Dict(help="Model answers by notebook and answer cell.").tag(config=True)
    short_answers = Unicode("", help="Short answers in Markdown, shown on each page.").tag(
        config=True
    )

    def __init__(self, config: Config | None = None, **kw: Any) -> None:
        own = Config()
        own.FeedbackExporter.template_name = "nbproctor_feedback"
        own.FeedbackExporter.filters = {}  # `c.HTMLExporter.filters` is for pages with MathJax
        own.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        own.CSSHTMLHeaderPreprocessor.enabled = False  # the template has all styles
        merged = Config() if config is None else copy.deepcopy(config)
        merged.merge(own)
        super().__init__(config=merged, **kw)  # type: ignore[no-untyped-call]
        self.environment.bytecode_cache = _COMPILED
        self.register_filter("render_cell", self._render_cell)  # type: ignore[no-untyped-call]

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """Render Markdown as clean HTML, its formulas as MathML."""
        return clean_markdown(source, FormulaRenderer({}, self._formulas))

    def _render_cell(self, cell: NotebookNode) -> str:
        """Render a Markdown cell with its attached images."""
        attachments = cell.get("attachments", {})
        return clean_markdown(cell.source, FormulaRenderer(attachments, self._formulas))

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
            if is_check(cell) and known.get("points") == 0:
                del cell.metadata["nbgrader"]
        name = (resources or {}).get("nbgrader", {}).get("notebook", "")
        arrange_page = functools.partial(
            arrange,
            waiting=self.waiting.get(name, ()),
            models=self.model_answers.get(name, {}),
            advice=find_advice(nb),
            short_answers=self.short_answers,
        )
        self.register_filter("arrange", arrange_page)  # type: ignore[no-untyped-call]
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))  # type: ignore[no-untyped-call]
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        first, *rest = page.split("<img ")
        page = "".join([first, *map(_describe_image, rest)])
        meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        page = page.replace("<head>", f"<head>\n{meta}", 1)
        return page.replace("<script", "&lt;script"), resources


def _describe_image(after_img: str) -> str:
    """Return the tag of an image, and what follows, with an alternative text."""
    text = "" if ' alt="' in f" {after_img.partition('>')[0]}" else f'alt="{NO_TEXT}" '
    return f"<img {text}{after_img}"


def says(
    page: str,
    points: Mapping[str, tuple[float, float]],
    comments: Iterable[str],
    late_penalty: float | None,
    waiting: Collection[str] = (),
) -> bool:
    """Whether a page, made by any version, states these points and these comments.

    Args:
        points: score and maximum by cell; cells of 0 points may be missing in the page.
        waiting: names of the cells that a human still has to grade. Pages by earlier versions
            state the score so far.
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
        name: (
            NOT_READ
            if name in waiting and stated.get(name, ("",))[0] == NOT_READ
            else _points(score),
            _points(maximum),
        )
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
