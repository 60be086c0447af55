"""The report's drawings, as SVG to stand in the page.

Told apart by pattern and number as well as by shade, named and described for who cannot see them.
Colours are those of the page, which has a dark form: a drawing is made in stand-in colours that
become the page's CSS variables.
"""

import html
import io
import math
import re
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from nbproctor.report.class_data import STATUSES, Chapter, Status

# Stand-ins, and the page's variables; no other colour may be used in a drawing.
INK, PAPER, RULE = "#010101", "#fefefe", "#020202"
FILLS: dict[Status, tuple[str, str]] = {
    "right": ("#030303", ""),
    "partly right": ("#040404", "//"),
    "wrong": ("#050505", ".."),
    "not attempted": (PAPER, ""),
    "to be graded by hand": (PAPER, "---"),
    "could not run": ("#060606", "xx"),
}
VARIABLES = {
    INK: "--ink",
    PAPER: "--paper",
    RULE: "--rule",
    "#030303": "--right",
    "#040404": "--partly",
    "#050505": "--wrong",
    "#060606": "--broken",
}
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "course report",
    "font.size": 9,
    "text.parse_math": False,
    "hatch.linewidth": 0.6,
    "axes.edgecolor": INK,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}
NOT_FOR_A_PAGE = re.compile(
    r"<style type=\"text/css\">.*?</style>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL
)
WIDTH_INCHES = 7.2
SCORED: tuple[Status, ...] = ("right", "to be graded by hand")
MOST_BINS = 20
# Of a bar's length: below it a number does not fit in.
LABELLED_SHARE = 0.055


def bins(points: float) -> list[float]:
    """Edges of a histogram's bars: of one point, or wider where the chapter has many points.

    >>> bins(4.0), len(bins(100.0))
    ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 22)
    """
    width = max(1, math.ceil(points / MOST_BINS))
    return [float(width * each) for each in range(int(points // width) + 2)]


def score_histogram(chapter: Chapter, name: str) -> str:
    """How the scores of a chapter are distributed; a full score has a bar of its own."""
    edges = bins(chapter.points)
    scored = [each for each in chapter.submissions if each.score is not None]
    counts = [
        _counts([each.score or 0.0 for each in scored if each.waits == waits], edges)
        for waits in (False, True)
    ]
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH_INCHES, 2.3), layout="constrained")
        axes = figure.add_subplot()
        _bars(axes, edges, counts)
        axes.set_xlabel(f"points, of {chapter.points:g}")
        axes.set_ylabel("students")
        if any(counts[1]):
            figure.legend(
                loc="outside upper right", ncols=2, frameon=False, handlelength=2, handleheight=1.2
            )
        width = int(edges[1])
        description = "; ".join(
            f"{_span(edge, width, chapter.points)} points: {_of(a + b, 'student')}"
            for edge, a, b in zip(edges, *counts, strict=False)
            if a + b
        )
        return _svg(figure, name, f"Scores in {chapter.name}", description or "No scores.")


def exercise_bars(chapter: Chapter, name: str) -> str:
    """How many answers to each exercise are right, partly right and so on: bars of one length."""
    statuses = {each.name: chapter.statuses(each.name) for each in chapter.exercises}
    total = max(1, len(chapter.submissions))
    with mpl.rc_context(STYLE):
        height = 0.32 * len(statuses) + 0.75
        figure = Figure(figsize=(WIDTH_INCHES, height), layout="constrained")
        axes = figure.add_subplot()
        for row, counts in enumerate(statuses.values()):
            _stacked(axes, row, counts, total)
        axes.set_yticks(range(len(statuses)), list(statuses))
        axes.set_ylim(len(statuses) - 0.5, -0.5)
        axes.set_xlim(0, 1)
        axes.tick_params(length=0, labelbottom=False)
        axes.spines[:].set_visible(False)
        used = [s for s in STATUSES if any(counts[s] for counts in statuses.values())]
        handles = [_patch(status) for status in used]
        figure.legend(
            handles=handles,
            loc="outside upper center",
            ncols=len(used),
            frameon=False,
            fontsize=8.5,
            handlelength=1.7,
            handleheight=1.1,
            handletextpad=0.5,
            columnspacing=1.0,
        )
        description = "; ".join(
            f"{exercise}: " + ", ".join(f"{n} {s}" for s, n in counts.items() if n)
            for exercise, counts in statuses.items()
        )
        return _svg(figure, name, f"Answers to the exercises of {chapter.name}", description)


def _counts(scores: Sequence[float], edges: Sequence[float]) -> list[int]:
    """How many scores are in each bar; extra credit counts as a full score."""
    width, last = edges[1], len(edges) - 2
    counts = [0] * (last + 1)
    for score in scores:
        counts[min(last, int(score // width))] += 1
    return counts


def _bars(axes: Axes, edges: Sequence[float], counts: list[list[int]]) -> None:
    width = edges[1]
    middles = edges[:-1] if width == 1 else [edge + width / 2 for edge in edges[:-1]]
    bottom = [0] * len(middles)
    for each, status, label in zip(
        counts,
        SCORED,
        ("final", "so far: something is to be graded by hand"),
        strict=True,
    ):
        filled = [(x, n, low) for x, n, low in zip(middles, each, bottom, strict=True) if n]
        if filled:
            x, n, low = zip(*filled, strict=True)
            axes.bar(x, n, 0.86 * width, bottom=low, label=label, **_look(status))
        bottom = [a + b for a, b in zip(bottom, each, strict=True)]
    for middle, count in zip(middles, bottom, strict=True):
        if count:
            axes.annotate(
                f"{count}", (middle, count), (0, 2), textcoords="offset points", ha="center"
            )
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_locator(MaxNLocator(10, integer=True, steps=[1, 2, 5, 10]))
    axes.set_xlim(middles[0] - 0.7 * width, middles[-1] + 0.7 * width)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_ylim(0, max(1, *bottom) * 1.15)


def _stacked(axes: Axes, row: int, counts: dict[Status, int], total: int) -> None:
    left = 0.0
    for status, count in counts.items():
        share = count / total
        if not count:
            continue
        axes.barh(row, share, 0.7, left=left, **_look(status))
        if share >= LABELLED_SHARE:
            plate = {"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
            axes.text(left + share / 2, row, f"{count}", ha="center", va="center", bbox=plate)
        left += share


def _look(status: Status) -> dict[str, Any]:
    fill, hatch = FILLS[status]
    return {"facecolor": fill, "hatch": hatch, "edgecolor": INK, "linewidth": 0.6}


def _patch(status: Status) -> Patch:
    return Patch(label=status, **_look(status))


def _span(edge: float, width: int, points: float) -> str:
    last = min(edge + width - 1, points)
    return f"{edge:g} to {last:g}" if last > edge else f"{edge:g}"


def _of(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _svg(figure: Figure, name: str, title: str, description: str) -> str:
    """The drawing as an element of a page, with ids that no other drawing there has."""
    text = io.StringIO()
    figure.savefig(
        text, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type"))
    )
    svg = text.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = NOT_FOR_A_PAGE.sub("", svg)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    for stand_in, variable in VARIABLES.items():
        svg = svg.replace(stand_in, f"var({variable})")
    view = re.search(r'viewBox="[^"]*"', svg)
    head = (
        f'<svg {view.group() if view else ""} role="img" class="drawing" '
        f'aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{html.escape(title)}</title>'
        f'<desc id="{name}-desc">{html.escape(description)}</desc>'
    )
    return head + svg[svg.index(">") + 1 :]
