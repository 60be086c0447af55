"""Render Markdown as HTML that is safe to open: nbconvert renders, then `clean_html` cleans.

`nbproctor.configure` plugs it into formgrader's pages through `c.HTMLExporter.filters`; their
MathJax shows formulas. Feedback pages have no scripts, see `nbproctor.pages.formulas`.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from nbproctor.pages.allowed_html import clean_html

# nbconvert searches the rest of the text for the end of each of these.
_OPENING = re.compile(r"\\begin\{|\\\\[\[(]")
_ATTACHMENT = re.compile(r"""attachment:[^"'\s<>]++""")
MOST_SEARCHED = 10_000_000  # characters
MOST_EMBEDDED = 12_000_000  # characters of links, titles and images in one text


class CleanRenderer(IPythonRenderer):
    """Renders Markdown by a stranger: nothing in it fails, loads a file or grows without bound."""

    def __init__(self, attachments: Mapping[str, Any]) -> None:
        super().__init__(escape=False, attachments=dict(attachments), exclude_anchor_links=True)
        self._room = MOST_EMBEDDED

    def block_code(self, code: str, info: str | None = None) -> str:
        """Render a block of code, coloured where it is Python."""
        is_python = info is not None and info.split()[:1] == ["python"]
        return super().block_code(code, "python" if is_python else None)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """Render a link, or only its text after many long links."""
        return super().link(text, url, title) if self._has_room_for(url, title) else text

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """Render an attached image, or only the text of any other."""
        data = self._find_attachment(url)
        if not (data and self._has_room_for(title)):
            return text
        shown: str = super().image(text, data, title)
        return shown

    def block_html(self, html: str) -> str:
        """Show attached images in a block of HTML."""
        return str(super().block_html(self._embed(html)))

    def inline_html(self, html: str) -> str:
        """Show attached images in a tag."""
        return str(super().inline_html(self._embed(html)))

    def _embed(self, html: str) -> str:
        return _ATTACHMENT.sub(lambda found: self._find_attachment(found[0]) or found[0], html)

    def _find_attachment(self, url: str) -> str:
        """Return an attached image as a URL that holds it; empty if there is none, or no room."""
        name = url.removeprefix("attachment:")
        images = self.attachments.get(name) or self.attachments.get(unquote(name)) or {}
        for mime_type, image in images.items():
            if self._has_room_for(image):
                return f"data:{mime_type};base64,{image}"
        return ""

    def _has_room_for(self, *parts: str | None) -> bool:
        self._room -= sum(len(part) for part in parts if part)
        return self._room >= 0


def clean_markdown(text: str, renderer: CleanRenderer) -> str:
    """Render Markdown as HTML that `clean_html` allows.

    Args:
        text: at most about 100 KiB.
        renderer: a new one with the images attached to the cell.

    >>> clean_markdown("*so* <b onclick='x()'>bold</b><script>x()</script>", CleanRenderer({}))
    '<p><em>so</em> <b>bold</b></p>\\n'
    """
    if len(_OPENING.findall(text)) * len(text) > MOST_SEARCHED:
        text = as_block(text)
    try:
        html = MarkdownWithMath(renderer=renderer).render(text)
    except RecursionError:
        html = MarkdownWithMath(renderer=renderer).render(as_block(text))
    return clean_html(str(html))


def as_block(text: str) -> str:
    """Fence a text as a block of code; nothing in the text can close the fence.

    >>> as_block("<b>")
    '~~~\\n<b>\\n~~~'
    """
    fence = "~" * max([3, *(len(tildes) + 1 for tildes in re.findall("~{3,}", text))])
    return f"{fence}\n{text}\n{fence}"


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Render as nbconvert's filter of this name does, and clean; formulas stay for MathJax."""
    attachments = context.get("cell", {}).get("attachments", {})
    return clean_markdown(source, CleanRenderer(attachments))
