"""Formulas as pictures in a page: no script draws them, and nothing is loaded.

matplotlib's mathtext knows the TeX that chapters use. What it does not know, and what is too long,
stays in the page as it was typed.
"""

import base64
import functools
import html
import io

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

SIZE_PT = 12
POINTS_PER_INCH = 72
MARGIN_PT = 1  # slanted letters reach out of their boxes
# mathtext is made for short texts by their own author; a page's may be by anybody.
LONGEST = 300


@functools.lru_cache(maxsize=1000)
def formula(tex: str, block: bool = False) -> str:
    """HTML that shows a formula; its alternative text is the TeX.

    Args:
        tex: without dollar signs.
        block: whether it stands on a line of its own.

    >>> formula("n - k + 1")[:45]
    '<img class="formula" alt="n - k + 1" style="v'
    >>> formula(r"\\nonsense < 1")
    '<code>\\\\nonsense &lt; 1</code>'
    """
    tex = " ".join(tex.split())
    shown = html.escape(tex)
    if len(tex) > LONGEST:
        return f"<code>{shown}</code>"
    try:
        picture, depth_pt = _svg(tex)
    except (ValueError, RecursionError):
        return f"<code>{shown}</code>"
    style = "formula formula-block" if block else "formula"
    source = f"data:image/svg+xml;base64,{base64.b64encode(picture).decode()}"
    place = f"vertical-align: -{depth_pt:g}pt"
    return f'<img class="{style}" alt="{shown}" style="{place}" src="{source}">'


def _svg(tex: str) -> tuple[bytes, float]:
    """Draw a formula; also how far it reaches below the line, in points.

    Raises:
        ValueError: it is not what mathtext knows.
        RecursionError: it is nested too deeply.
    """
    text, font = f"${tex}$", FontProperties(size=SIZE_PT)
    width, height, depth, *_ = MathTextParser("path").parse(text, POINTS_PER_INCH, font)
    width += 2 * MARGIN_PT
    figure = Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH))
    figure.text(MARGIN_PT / width, depth / height, text, fontproperties=font)
    file = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": tex}):  # the same formula, the same file
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return file.getvalue(), float(depth)
