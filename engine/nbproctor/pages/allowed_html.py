"""Clean HTML for pages that others open, with an allow-list of tags, attributes and styles.

Tables and pictures of checks and of pandas look the same afterwards. Whatever could run, load
something from elsewhere or cover the page around it is removed. `nh3` parses and escapes.
"""

import base64
import binascii
import functools
import re
from urllib.parse import urlsplit

import nh3
from pygments.token import STANDARD_TYPES


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _words(
    "a abbr b blockquote br caption center code col colgroup dd del details div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span "
    "strong sub summary sup table tbody td tfoot th thead tr u ul var "
    # MathML without links, actions, embedded HTML and elements that move their contents.
    "math menclose mfrac mi mn mo mover mroot mrow mspace msqrt mstyle msub msubsup msup mtable "
    "mtd mtext mtr munder munderover"
)
ATTRIBUTES = {
    "*": {"style", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "math": {"display"},
    "mi": {"mathvariant"},
    "mo": {"fence", "form", "stretchy"},
    "mover": {"accent"},
    "mspace": {"width"},
    "munder": {"accentunder"},
    "ol": {"start"},
    "table": {"border"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
    "tr": {"align"},
}
# `position`, `float`, `transform` and `opacity` are missing: nothing may cover the page.
STYLES = _words(
    "align-items background background-color border border-bottom border-collapse border-color "
    "border-left border-right border-style border-top border-width color display flex-wrap "
    "font-family font-size font-style font-weight gap line-height list-style-type margin "
    "margin-bottom margin-left margin-right margin-top max-width min-width overflow-x padding "
    "padding-bottom padding-left padding-right padding-top text-align text-decoration "
    "vertical-align white-space width"
)
# Numbers have up to four digits and no sign. Colours are the only functions: `url(...)` would load
# something. The groups are atomic, so that matching takes linear time.
_STYLE_VALUE = re.compile(
    r"""(?>
    (?:rgb|hsl)a?\([\d.,%\s]*\) | \#[0-9a-f]{3,8}\b | [a-z][a-z-]* | [\s,]+
    | (?:\d{1,4}(?:\.\d{0,9})?|\.\d{1,9})(?:[a-z]{2,3}|%)?(?![\w.%]) | '[\w\s-]*' | "[\w\s-]*"
    )++""",
    re.IGNORECASE | re.VERBOSE,
)
# Like browsers, the parser searches all open tags for a match and repeats open formatting in each
# block. Beyond these bounds its time and memory grow with the square of the text.
MOST_TAGS = 10_000
MOST_REPEATED_TAGS = 50_000
MOST_KIB = 300  # without images
NOT_SHOWN = f"<p>... not shown: HTML of more than {MOST_TAGS:,} tags or {MOST_KIB} KiB ...</p>"
_BASE64 = re.compile(r";base64,[A-Za-z0-9+/=]+")
_TAG = re.compile(r"<[a-zA-Z]")
_FORMATTING = re.compile(
    r"</?(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)(?![a-z0-9-])[^<>]*>?",
    re.IGNORECASE,
)
_SIGNATURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
_LONGEST_SIDE_PX = 8192
_IMAGE = re.compile(r"data:(image/(?:png|jpeg|gif|webp|svg\+xml));base64,([A-Za-z0-9+/=]*)")


def clean_html(text: str) -> str:
    """Reduce an HTML fragment to what is allowed, and close every tag.

    Formatting that could be repeated too often is removed. HTML that is too large is replaced by
    a note.

    >>> clean_html('<b onclick="x()">bold</b><script>x()</script>')
    '<b>bold</b>'
    """
    tags = len(_TAG.findall(text))
    if tags > MOST_TAGS or len(_BASE64.sub("", text)) > MOST_KIB * 1024:
        return NOT_SHOWN
    if tags * len(_FORMATTING.findall(text)) > MOST_REPEATED_TAGS:
        text = _FORMATTING.sub(" ", text)
    return _CLEANER.clean(text)


def clean_base64(mime_type: str, data: object) -> str:
    """Remove white space from an image's base64; empty where it is no image of that type."""
    text = "".join(data.split()) if isinstance(data, str) else ""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ""
    if mime_type == "image/svg+xml":
        return text if content else ""
    if not content.startswith(_SIGNATURES[mime_type]):
        return ""
    # A PNG begins with its size; a small file can hold a picture of gigabytes.
    sides = (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big"))
    return "" if mime_type == "image/png" and max(sides) > _LONGEST_SIDE_PX else text


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return _style(value) or None
    if name == "src":
        image = _IMAGE.fullmatch(value)
        return value if image and clean_base64(image[1], image[2]) else None
    if name == "href":
        return value if is_safe_link(value) else None
    if tag == "mspace":
        return value if re.fullmatch(r"\d?\.?\d{0,3}em", value) else None
    if name in ("width", "height", "colspan", "rowspan", "border", "start"):
        return value if re.fullmatch(r"\d{1,4}%?", value) else None
    return value


@functools.lru_cache(maxsize=1024)
def _style(value: str) -> str:
    """The declarations of a `style` that are allowed."""
    kept = []
    for declaration in value.split(";"):
        name, _, setting = (part.strip() for part in declaration.partition(":"))
        setting = re.sub(r"\s*!\s*important$", "", setting, flags=re.IGNORECASE)
        if name.lower() in STYLES and len(setting) < 200 and _STYLE_VALUE.fullmatch(setting):
            kept.append(f"{name}:{setting}")
    return ";".join(kept)


def is_safe_link(url: str) -> bool:
    """Whether a link leads to a web page, a mail address or a place nearby, even if disguised.

    >>> is_safe_link("https://example.org/a?b#c"), is_safe_link("Java\\tScript:alert(1)")
    (True, False)
    """
    try:
        return urlsplit(url).scheme in ("", "http", "https", "mailto")
    except ValueError:
        return False


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style", "title", "textarea", "noscript", "template"},
    attributes=ATTRIBUTES,
    allowed_classes={
        "table": {"dataframe"},
        "div": {"highlight"},
        "span": set(STANDARD_TYPES.values()),
    },
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "data"},
)
