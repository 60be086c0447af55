"""Draw the report's bar charts as SVG elements of the page.

Colours are the page's CSS variables, so that a drawing follows its dark and printed forms. Each
status has a pattern as well as a colour. A title and a description state the same numbers in words.
Positions are in pixels of a page at full width; report.css styles lines and text.
"""

import math
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from nbproctor.report.class_data import STATUSES, Chapter, Status

WIDTH = 816
MARGIN = 44
LEGEND_HEIGHT = 34
# SVG does not measure text: a generous estimate of a character's width.
CHARACTER_WIDTH = 7.5
MOST_BINS = 20
LONGEST_NAME = 36
FILLS: dict[Status, str] = {
    "right": "--right",
    "partly right": "--partly",
    "wrong": "--wrong",
    "not attempted": "--paper",
    "to be graded by hand": "--paper",
    "could not run": "--broken",
}
# Lines of a tile of 8 x 8 pixels; very short ones are dots.
PATTERNS: dict[Status, str] = {
    "partly right": "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
    "wrong": "M1.6,2 h.8 M5.6,6 h.8",
    "to be graded by hand": "M0,4 h8",
    "could not run": "M0,0 l8,8 M0,8 l8,-8",
}


def bins(points: float) -> list[float]:
    """Edges of a histogram's bars: of one point, or wider where the chapter has many points.

    >>> bins(4.0), len(bins(100.0))
    ([0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 22)
    """
    width = max(1, math.ceil(points / MOST_BINS))
    return [float(width * each) for each in range(int(points // width) + 2)]


def draw_score_histogram(chapter: Chapter, name: str) -> str:
    """Draw how the scores of a chapter are distributed; a full score has a bar of its own.

    Args:
        name: prefix of the ids in the drawing; no other drawing of the page may have it.
    """
    edges = bins(chapter.points)
    width = edges[1]
    final, so_far = [0] * (len(edges) - 1), [0] * (len(edges) - 1)
    for each in chapter.submissions:
        if each.score is not None:
            counts = so_far if each.waits else final
            counts[min(len(counts) - 1, int(each.score // width))] += 1  # extra credit: full score
    totals = [a + b for a, b in zip(final, so_far, strict=True)]
    description = "; ".join(
        f"{_span(edge, width, chapter.points)} points: {n} student{'' if n == 1 else 's'}"
        for edge, n in zip(edges, totals, strict=False)
        if n
    )
    legend = LEGEND_HEIGHT if any(so_far) else 0
    top, bottom, height = legend + 20, legend + 190, legend + 240
    title = f"Scores in {chapter.name}"
    svg = _new_drawing(name, height, title, description or "No scores.")
    if legend:
        entries: list[tuple[Status, str]] = [
            ("right", "final"),
            ("to be graded by hand", "so far: the rest is to be graded by hand"),
        ]
        _add_legend(svg, name, entries, MARGIN)
    most = max(1, *totals)
    pixels = (bottom - top) / most
    for tick in range(0, most + 1, _tick_step(most)):
        y = bottom - tick * pixels
        _add(svg, "path", d=f"M{MARGIN},{y:g} H{WIDTH}", class_="axis" if tick == 0 else "grid")
        _add_text(svg, MARGIN - 8, y, f"{tick}", anchor="end")
    slot = (WIDTH - MARGIN) / len(totals)
    for at, (edge, total) in enumerate(zip(edges, totals, strict=False)):
        x, y = MARGIN + at * slot, bottom - total * pixels
        # A bar of one point is labelled in its middle, a wider one where it begins.
        _add_text(svg, x + (slot / 2 if width == 1 else 0), bottom + 16, f"{edge:g}")
        shares: list[tuple[Status, int]] = [
            ("to be graded by hand", so_far[at]),
            ("right", final[at]),
        ]
        level = y
        for status, n in shares:
            if n:
                size = (0.86 * slot, n * pixels)
                _add_bar(svg, name, status, x + 0.07 * slot, level, *size)
                level += n * pixels
        if total:
            _add_text(svg, x + slot / 2, y - 10, f"{total}")
    _add_text(svg, (MARGIN + WIDTH) / 2, height - 12, f"points, of {chapter.points:g}")
    turned = {"transform": f"rotate(-90 10 {(top + bottom) / 2:g})"}
    _add_text(svg, 10, (top + bottom) / 2, "students", **turned)
    return ElementTree.tostring(svg, encoding="unicode")


def draw_exercise_bars(chapter: Chapter, name: str) -> str:
    """Draw how many answers to each exercise are right, partly right and so on, as equal bars.

    Args:
        name: prefix of the ids in the drawing; no other drawing of the page may have it.
    """
    statuses = {each.name: chapter.statuses(each.name) for each in chapter.exercises}
    description = "; ".join(
        f"{exercise}: " + ", ".join(f"{n} {s}" for s, n in counts.items() if n)
        for exercise, counts in statuses.items()
    )
    row, bar = 36, 27
    height = LEGEND_HEIGHT + row * len(statuses)
    title = f"Answers to the exercises of {chapter.name}"
    svg = _new_drawing(name, height, title, description)
    shown = [each if len(each) <= LONGEST_NAME else f"{each[:LONGEST_NAME]}…" for each in statuses]
    left = 12 + CHARACTER_WIDTH * max(map(len, shown), default=0)
    used = [s for s in STATUSES if any(counts[s] for counts in statuses.values())]
    _add_legend(svg, name, [(status, status) for status in used], 0)
    student = (WIDTH - 1 - left) / max(1, len(chapter.submissions))
    for at, (label, counts) in enumerate(zip(shown, statuses.values(), strict=True)):
        x, y = left, LEGEND_HEIGHT + at * row
        _add_text(svg, left - 10, y + bar / 2, label, anchor="end")
        for status, n in counts.items():
            if not n:
                continue
            _add_bar(svg, name, status, x, y, n * student, bar)
            middle, plate = x + n * student / 2, 8 + 8 * len(str(n))
            if n * student > plate + 6:
                _add(
                    svg,
                    "rect",
                    class_="plate",
                    x=f"{middle - plate / 2:g}",
                    y=f"{y + 4}",
                    width=f"{plate}",
                    height=f"{bar - 8}",
                    rx="3",
                )
                _add_text(svg, middle, y + bar / 2, f"{n}")
            x += n * student
    return ElementTree.tostring(svg, encoding="unicode")


def _new_drawing(name: str, height: float, title: str, description: str) -> Element:
    """An empty drawing with its title, its description and all patterns."""
    labels = f"{name}-title {name}-desc"
    view = f"0 0 {WIDTH} {height:g}"
    head = {"class": "drawing", "role": "img", "viewBox": view, "aria-labelledby": labels}
    svg = Element("svg", head)
    _add(svg, "title", title, id=f"{name}-title")
    _add(svg, "desc", description, id=f"{name}-desc")
    for status, lines in PATTERNS.items():
        tile = {"width": "8", "height": "8", "patternUnits": "userSpaceOnUse"}
        pattern = _add(svg, "pattern", id=_pattern_id(name, status), **tile)
        _add(pattern, "rect", width="8", height="8", fill=f"var({FILLS[status]})")
        _add(pattern, "path", d=lines)
    return svg


def _add(
    parent: Element, tag: str, text: str | None = None, class_: str = "", **attributes: str
) -> Element:
    element = SubElement(parent, tag, {"class": class_} if class_ else {}, **attributes)
    element.text = text
    return element


def _add_text(
    svg: Element, x: float, y: float, text: str, anchor: str = "middle", **attributes: str
) -> None:
    """Add a text whose middle line is at `y`."""
    place = {"x": f"{x:g}", "y": f"{y:g}", "dy": ".35em", "text-anchor": anchor}
    _add(svg, "text", text, **place, **attributes)


def _add_bar(
    svg: Element, name: str, status: Status, x: float, y: float, width: float, height: float
) -> None:
    pattern = f"url(#{_pattern_id(name, status)})" if status in PATTERNS else ""
    place = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{height:g}"}
    _add(svg, "rect", class_="bar", fill=pattern or f"var({FILLS[status]})", **place)


def _add_legend(
    svg: Element, name: str, entries: Iterable[tuple[Status, str]], left: float
) -> None:
    x = left + 0.5
    for status, label in entries:
        _add_bar(svg, name, status, x, 4, 26, 15)
        _add_text(svg, x + 33, 11.5, label, anchor="start")
        x += 58 + 6 * len(label)


def _pattern_id(name: str, status: Status) -> str:
    return f"{name}-{status.replace(' ', '-')}"


def _tick_step(most: int) -> int:
    """The least of 1, 2, 5, 10 and so on that makes at most four steps of this number."""
    steps: Sequence[int] = [digit * 10**power for power in range(9) for digit in (1, 2, 5)]
    return next(step for step in steps if most / step <= 4)


def _span(edge: float, width: float, points: float) -> str:
    last = min(edge + width - 1, points)
    return f"{edge:g} to {last:g}" if last > edge else f"{edge:g}"
