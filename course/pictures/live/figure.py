"""A live figure in two layers, of which a reader sees the one that works.

A trusted notebook, nbconvert's pages and a website show a frame, `<iframe srcdoc sandbox>`: its
script runs apart from the page, without a kernel, and can load nothing. JupyterLab removes frames
from the outputs of a notebook that it does not trust, and so does the cleaning of feedback. There
the still appears, which the style of its element hides everywhere else.

A frame knows the light or dark setting of the system, but not that of the page around it, such as
JupyterLab's theme. So the page tells it, when the frame has loaded and when the theme changes.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent
# JupyterLab trusts the outputs of cells that have been run since the notebook was opened.
CALL = "<p>Run this cell to use the live figure.</p>"
# Both JupyterLab, which keeps many others, and the cleaning of feedback remove this property.
HIDDEN = "content-visibility:hidden"
# "normal" is a page that does not know dark: it is light.
TELL_SCHEME = (
    "const tell=()=>this.contentWindow?.postMessage(getComputedStyle(this).colorScheme,'*');"
    "new MutationObserver(tell).observe(document.body,{attributeFilter:['style']});tell()"
)
NARROW_PX = 606  # width of outputs where JupyterLab is 800 pixels wide
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title><style>{style}</style></head>
<body>{scripts}
{content}</body></html>"""


@dataclass(frozen=True, repr=False)
class LiveFigure:
    """A figure with a script, and what stands in its place where no script runs.

    Attributes:
        title: what it shows, for screen readers and as text.
        frame: the HTML page of the frame, see `build_frame`.
        height: of the frame, in browser pixels.
        still: HTML that is shown where frames are removed.
        below: HTML that is shown in both cases, such as all steps.
        narrow_height: of a frame of `NARROW_PX`, whose images are smaller; 0 if it is the same.
    """

    title: str
    frame: str
    height: int
    still: str
    below: str = ""
    narrow_height: int = 0

    def __repr__(self) -> str:
        return self.title

    def _repr_html_(self) -> str:
        title, page = html.escape(self.title), html.escape(self.frame)
        frame = (
            f'<iframe title="{title}" sandbox="allow-scripts" width="100%" height="{self.height}" '
            f'style="border:0;max-width:920px{self._style_height()}" onload="{TELL_SCHEME}" '
            f'srcdoc="{page}"></iframe>'
        )
        if self.narrow_height:
            frame = f'<div style="container-type:inline-size">{frame}</div>'
        return f'<div style="{HIDDEN}">{self.still}{CALL}</div>{frame}{self.below}'

    def _style_height(self) -> str:
        """Return the style of a height that grows with the width, as an image in the frame does.

        The image takes 28 % of the width, and is a quarter higher than wide.
        """
        if not self.narrow_height:
            return ""
        grown = f"{self.narrow_height}px + 0.35 * (100cqw - {NARROW_PX}px)"
        return f";height:clamp({self.narrow_height}px, {grown}, {self.height}px)"


def build_frame(name: str, title: str, data: Any, scripts: Sequence[str] = ()) -> str:
    """Build the page of a frame from `<name>.html`.

    Args:
        name: file in this folder, without its ending: the page's content and its script.
        title: title of the page.
        data: what the script finds as `data`; anything that JSON can express.
        scripts: files in this folder, without their ending, that run before the page's script.
    """
    # A "</script>" in the data would end the script.
    given = f"const data = {json.dumps(data, separators=(',', ':'))};".replace("</", "<\\/")
    codes = [given, *(_read(f"{script}.js") for script in ("page", *scripts))]
    return PAGE.format(
        policy=POLICY,
        title=html.escape(title),
        style=_read("style.css"),
        scripts="\n".join(f"<script>{code}</script>" for code in codes),
        content=_read(f"{name}.html"),
    )


def _read(name: str) -> str:
    return (FILES / name).read_text(encoding="utf-8")
