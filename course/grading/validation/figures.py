"""Whether whoever cannot see a figure is told what it shows.

JupyterLab gives plain image outputs no alternative text, so a figure is an `<img alt>` in
`text/html`. A slider's drawings stand in the state of its widgets, which the notebook's metadata
keeps once it has been executed.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from nbformat import NotebookNode

from course.grading.notebooks import cell_name
from course.grading.validation.faults import Fault

WIDGET = "application/vnd.jupyter.widget-view+json"
WIDGETS = "application/vnd.jupyter.widget-state+json"
CHILD = "IPY_MODEL_"


class Figures(HTMLParser):
    """Counts the images of a piece of HTML, and those that nobody describes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.count = 0
        self.silent: list[str] = []
        self._untitled = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An `<img>` wants `alt`; an `<svg>` a label, or a `<title>` in it, or to be hidden."""
        given = {name: (value or "").strip() for name, value in attrs}
        if tag == "img":
            self.count += 1
            if not given.get("alt"):
                self.silent.append("an <img> without alternative text")
        elif tag == "svg" and given.get("aria-hidden") != "true":
            self.count += 1
            self._untitled = not (given.get("aria-label") or given.get("aria-labelledby"))
        elif tag == "title":
            self._untitled = False

    def handle_endtag(self, tag: str) -> None:
        """At its end it is known whether an `<svg>` had a title."""
        if tag == "svg" and self._untitled:
            self.silent.append("an <svg> without title or aria-label")
            self._untitled = False


def figures(executed: NotebookNode) -> tuple[int, list[Fault]]:
    """How many figures an executed notebook shows, and those without alternative text."""
    state = executed.metadata.get("widgets", {}).get(WIDGETS, {}).get("state", {})
    count, faults = 0, []
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            for html in _pieces(output.get("data", {}), state):
                found = Figures(html)
                count += found.count
                faults += [Fault(cell_name(cell), f"shows {each}") for each in found.silent]
    return count, faults


def _pieces(data: dict[str, Any], state: dict[str, Any]) -> Iterator[str]:
    """The HTML of an output: its own, what stands for its image, and that of its widgets."""
    if WIDGET in data:
        yield from _html_of_widget(data[WIDGET]["model_id"], state)
    elif "text/html" in data:
        yield _text(data["text/html"])
    elif "image/svg+xml" in data:
        yield _text(data["image/svg+xml"])
    elif any(kind.startswith("image/") for kind in data):
        yield "<img>"


def _html_of_widget(model_id: str, state: dict[str, Any]) -> Iterator[str]:
    model = state.get(model_id, {})
    values = model.get("state", {})
    if model.get("model_name") == "HTMLModel":
        yield values.get("value", "")
    elif model.get("model_name") == "ImageModel":
        yield "<img>"  # this widget has no place for alternative text
    for child in values.get("children", []):
        yield from _html_of_widget(child.removeprefix(CHILD), state)


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)
