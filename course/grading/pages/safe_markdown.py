"""Students' Markdown: left as typed where it is harmless, else rewritten until it is.

What is harmless is not guessed: the text is parsed by the parser that nbconvert makes its pages
with, and every piece of raw HTML, every link and every image in the result is looked at. Rewriting
starts with the least, tags outside of code and mathematics; at worst all shows as it was typed.
"""

import functools
import html
import re
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import unquote

from mistune import BlockState
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course.grading.pages.allowed_html import is_safe_link, words

# Text-level tags, without attributes; anything else shows as it was typed.
INLINE_TAGS = words("abbr b br code del em i ins kbd mark q s samp small span strong sub sup u var")
BLOCK_TAGS = words(
    "blockquote center dd details div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre summary table tbody "
    "td th thead tr ul"
)
LEFT_OUT = "*This text is left out: it holds markup that cannot be shown.*"

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\s*(/?)>", re.IGNORECASE)
_ANY_TAG = re.compile(r"""<(/?)([A-Za-z][\w-]*)(?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?(/?)>""")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>]*>|<[\w.+-]+@[\w.-]+>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|<[A-Za-z/!?](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>?", re.DOTALL)
# Code and mathematics, in the order in which nbconvert looks for them.
_LITERAL = re.compile(
    r"""^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^[ ]{0,3}(?P=fence)|.*\Z)
    |(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)
    |(?<!\\)\$\$.*?(?<!\\)\$\$ |(?<![$\\])\$(?!\$).+?(?<![$\\])\$
    |\\\\\[.*?\\\\\] |\\\\\(.*?\\\\\) |\\begin\{(?P<name>[a-z]*\*?)\}.*?\\end\{(?P=name)\}""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_SUSPICIOUS = re.compile(r"<|\]\(|\]:|!\[|```|~~~")


def safe_markdown(text: str, attachments: Collection[str] = ()) -> str:
    """The text, rewritten as little as makes it harmless in a page that others open.

    Args:
        text: Markdown, at most some 100 KiB.
        attachments: names of the images that come with the cell.

    >>> safe_markdown("$a <b$, `<b>`, <i onclick='x()'>so</i> and <script>x()</script>")
    '$a <b$, `<b>`, <i>so</i> and &lt;script>x()&lt;/script>'
    """
    if is_harmless(text, attachments):
        return text
    for rewritten in (
        _rewritten(text, INLINE_TAGS | BLOCK_TAGS),
        _rewritten(text, ()),
        as_block(text),
    ):
        if is_harmless(rewritten, attachments):
            return rewritten
    return LEFT_OUT


def is_harmless(text: str, attachments: Collection[str] = ()) -> bool:
    """Whether nbconvert makes a page of the text that runs, loads and disguises nothing."""
    if not _SUSPICIOUS.search(text):
        return True
    try:
        tokens = _parser().parse(text, BlockState())[0]
        return isinstance(tokens, list) and _all_harmless(tokens, attachments)
    except RecursionError:
        return False


@functools.cache
def _parser() -> MarkdownWithMath:
    """nbconvert's parser, kept at the tokens that it would render."""
    parser = MarkdownWithMath(renderer=IPythonRenderer(escape=False))
    parser.renderer = None
    return parser


def _all_harmless(tokens: list[dict[str, Any]], attachments: Collection[str]) -> bool:
    inline = "".join(token["raw"] for token in tokens if token["type"] == "inline_html")
    return _is_balanced(inline, INLINE_TAGS) and all(
        _is_harmless_token(token, attachments) for token in tokens
    )


def _is_harmless_token(token: dict[str, Any], attachments: Collection[str]) -> bool:
    kind, attributes = token["type"], token.get("attrs", {})
    if kind == "block_html":
        return _is_balanced(token["raw"], INLINE_TAGS | BLOCK_TAGS)
    if kind == "block_code":
        # nbconvert puts the text of a Mermaid diagram into the page as it is.
        return not str(attributes.get("info", "")).startswith("mermaid")
    url = str(attributes.get("url", ""))
    if kind == "link" and not _is_harmless_link(url):
        return False
    if kind == "image" and not _is_attached(url, attachments):
        return False
    return _all_harmless(token.get("children", []), attachments)


def _is_balanced(raw: str, allowed: Collection[str]) -> bool:
    """Whether raw HTML is made of allowed tags without attributes, each closed where it began."""
    if "<" in _TAG.sub("", raw):
        return False
    open_tags: list[str] = []
    for closing, name, _ in _TAG.findall(raw):
        tag = name.lower()
        if tag not in allowed:
            return False
        if closing and (not open_tags or open_tags.pop() != tag):
            return False
        if not closing and tag not in ("br", "hr"):
            open_tags.append(tag)
    return not open_tags


def _is_harmless_link(url: str) -> bool:
    return all(is_safe_link(form) for form in _forms(url))


def _is_attached(url: str, attachments: Collection[str]) -> bool:
    return url.startswith("attachment:") and url.removeprefix("attachment:") in attachments


def _forms(url: str) -> Iterator[str]:
    """What a URL may be read as, its entities and escapes undone one after the other."""
    for form in (url, html.unescape(url), unquote(html.unescape(url))):
        yield form
        yield form.replace("\\", "")


def _rewritten(text: str, tags: Collection[str]) -> str:
    """Rewritten, but for code and mathematics; tags that are not among `tags` show as typed."""
    pieces, end = [], 0
    for literal in _LITERAL.finditer(text):
        kept = re.sub(r"^([ ]{0,3}[`~]+\s*)mermaid", r"\1Mermaid", literal[0])
        pieces += [_without_harm(text[end : literal.start()], tags), kept]
        end = literal.end()
    return "".join([*pieces, _without_harm(text[end:], tags)])


def _without_harm(text: str, tags: Collection[str]) -> str:
    """Tags shortened or shown as typed, images from elsewhere as links, harmful links as text."""
    text = _MARKUP.sub(functools.partial(_shown_markup, tags), text)
    text = re.sub(r"!(?=\[[^\[\]]*\](?!\(attachment:))", "", text)
    text = re.sub(r"\]\(\s*<?([^)>]*)", _shown_target, text)
    return re.sub(r"^(\s*\[[^\]]*\]):\s*<?(\S*)", _shown_target, text, flags=re.MULTILINE)


def _shown_markup(tags: Collection[str], found: re.Match[str]) -> str:
    markup = found[0]
    if _AUTOLINK.fullmatch(markup):
        return markup
    if _COMMENT.fullmatch(markup):
        return ""
    tag = _ANY_TAG.fullmatch(markup)
    if tag and tag[2].lower() in tags:
        return f"<{tag[1]}{tag[2]}{tag[3]}>"
    return markup.replace("<", "&lt;")


def _shown_target(found: re.Match[str]) -> str:
    """A link or its definition; as text where the link is harmful."""
    if _is_harmless_link(found[found.lastindex or 0]):
        return found[0]
    return re.sub(r"\](?=[(:])", r"]\\", found[0], count=1)


def as_block(text: str) -> str:
    """The text as it was typed, as a block of code in a fence that nothing in it can close.

    >>> as_block("<b>")
    '~~~\\n<b>\\n~~~'
    """
    fence = "~" * max([3, *(len(tildes) + 1 for tildes in re.findall("~{3,}", text))])
    return f"{fence}\n{text}\n{fence}"
