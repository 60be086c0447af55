"""Draws a result as one card: the properties, the mistake, the smallest failing case.

The same card stands in notebooks and in feedback pages, so it consists of what is allowed in both
(`nbproctor.pages.allowed_html`). A notebook that is not trusted shows it without its styles.
"""

import html
import re

import numpy as np

from nbproctor.checks.result import Failure, Result
from nbproctor.checks.tables import draw_tables, find_first_difference, is_drawn

LIST = "list-style-type:none;padding-left:0;margin:0.5em 0"
PARAGRAPH = "margin:0.5em 0"
CODE = re.compile(r"`([^`]+)`")


def draw_card(result: Result, with_points: bool) -> str:
    """Draw a result as HTML, with the points of each property or without."""
    points = f"{result.earned} of {result.possible} points, " if with_points else ""
    title = f"<b>{_escape(result.exercise)}</b>: {points}{_escape(result.summary)}."
    parts = [_paragraph(title)]
    if result.advice:
        parts.append(_paragraph(_format(result.advice)))
    else:
        parts.append(_list_properties(result, with_points))
    if result.failure:
        parts += _explain(result, result.failure)
        text = _escape(result.text(with_points))
        parts.append(f"<details><summary>The same as text</summary><pre>{text}</pre></details>")
    return f"<div>{''.join(parts)}</div>"


def _list_properties(result: Result, with_points: bool) -> str:
    lines = []
    for each in result.properties:
        earned = each.points if each.passed else 0
        points = f" ({earned} of {each.points})" if with_points else ""
        verdict = "✓ holds" if each.passed else "✗ <b>fails</b>"
        lines.append(f"<li>{verdict}: {_escape(each.name)}{points}</li>")
    return f'<ul style="{LIST}">{"".join(lines)}</ul>'


def _explain(result: Result, failure: Failure) -> list[str]:
    """Draw the mistake or the hint, what is wrong in the failing case, and the case itself."""
    parts = []
    if result.diagnosis and result.diagnosis.sentence:
        parts.append(_paragraph(f"<b>{_format(result.diagnosis.sentence)}</b>"))
    elif failure.hint:
        parts.append(_paragraph(_format(failure.hint)))
    problem = f"{failure.property}: {failure.problem} {_describe_first_difference(failure)}"
    parts.append(_paragraph(_format(problem.strip())))
    return [*parts, draw_tables(failure)] if failure.inputs or failure.values else parts


def _describe_first_difference(failure: Failure) -> str:
    """Say what the first wrong number is, what it should be, and where it comes from; or ""."""
    index = find_first_difference(failure)
    if index is None:
        return ""
    expected, received = (
        f"{float(np.asarray(failure.values[name])[index]):.4g}" for name in ("expected", "received")
    )
    if not index:
        return f"Your function returns {received}, expected {expected}."
    place = f"The first one is at [{', '.join(map(str, index))}]"
    marked = " and ".join(each for each in failure.window if is_drawn(failure.inputs[each]))
    window = f" It comes from what is marked in {marked}." if marked else ""
    return f"{place}: your function returns {received}, expected {expected}.{window}"


def _paragraph(content: str) -> str:
    return f'<p style="{PARAGRAPH}">{content}</p>'


def _format(sentence: str) -> str:
    """Escape a sentence for HTML; what is between backticks becomes code."""
    return CODE.sub(r"<code>\1</code>", _escape(sentence))


def _escape(text: str) -> str:
    """Escape text for HTML, as a parser would write it again."""
    return html.escape(text, quote=False)
