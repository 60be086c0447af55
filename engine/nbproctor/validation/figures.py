"""Finds figures without alternative text.

JupyterLab gives plain image outputs no alternative text, so a figure is an `<img alt>` in
`text/html`. The figures of a slider are in the state of its widgets, which is in the metadata of an
executed notebook.
"""

from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from nbformat import NotebookNode

from nbproctor.notebooks import cell_name
from nbproctor.validation import Fault

WIDGET = "application/vnd.jupyter.widget-view+json"
WIDGETS = "application/vnd.jupyter.widget-state+json"
CHILD = "IPY_MODEL_"
LABELS = ("alt", "aria-hidden", "aria-label", "aria-labelledby")


def count_images(html: str) -> tuple[int, list[str]]:
    """Count the images in HTML, and describe what those without alternative text lack.

    An `<img>` needs `alt`. An `<svg>` needs a label or a `<title>`, unless it is hidden.

    >>> count_images('<img alt="a window"><svg><title>a kernel</title></svg><img src="a.png">')
    (3, ['an <img> without alternative text'])
    """
    count, silent = 0, []
    for tag in BeautifulSoup(html, "html.parser").find_all(["img", "svg"]):
        given = {name: str(tag.get(name, "")).strip() for name in LABELS}
        if tag.name == "svg" and given["aria-hidden"] == "true":
            continue
        count += 1
        if tag.name == "img":
            if not given["alt"]:
                silent.append("an <img> without alternative text")
        elif not (given["aria-label"] or given["aria-labelledby"] or tag.find("title")):
            silent.append("an <svg> without title or aria-label")
    return count, silent


def check_figures(executed: NotebookNode) -> tuple[int, list[Fault]]:
    """Count the figures of an executed notebook, and find those without alternative text."""
    state = executed.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    count, faults = 0, []
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            for html in _find_html(output.get("data", {}), state):
                images, silent = count_images(html)
                count += images
                faults += [Fault(cell_name(cell), f"shows {each}") for each in silent]
    return count, faults


def _find_html(data: dict[str, Any], state: dict[str, Any]) -> Iterator[str]:
    """Find the HTML of an output: its own, a bare `<img>` for an image, and that of widgets."""
    if WIDGET in data:
        yield from _find_html_of_widget(data[WIDGET]["model_id"], state)
    elif "text/html" in data:
        yield _join(data["text/html"])
    elif "image/svg+xml" in data:
        yield _join(data["image/svg+xml"])
    elif any(kind.startswith("image/") for kind in data):
        yield "<img>"


def _find_html_of_widget(model_id: str, state: dict[str, Any]) -> Iterator[str]:
    model = state.get(model_id, {})
    values = model.get("state", {})
    if model.get("model_name") == "HTMLModel":
        yield values.get("value", "")
    elif model.get("model_name") == "ImageModel":
        yield "<img>"  # this widget has no place for alternative text
    for child in values.get("children", []):
        yield from _find_html_of_widget(child.removeprefix(CHILD), state)


def _join(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
