"""Where the text of a notebook points to: links, images and anchors that lead nowhere.

A file must be there for students too, so it is looked for beside the source and beside the
release. Web addresses are read, not visited.
"""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from course.grading.notebooks import NotebookError, cell_name, read_notebook
from course.grading.validation.faults import Fault
from course.grading.validation.figures import Figures


class Page(HTMLParser):
    """What a piece of HTML points to (`targets`), and what can be pointed to in it (`anchors`)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.anchors: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect `href`, `src`, `id` and `name`."""
        given = {name: value or "" for name, value in attrs}
        place = "href" if tag in ("a", "link") else "src"
        if place in given and given.get("class") != "anchor-link":
            self.targets.append(given[place])
        self.anchors |= {given[name] for name in ("id", "name") if name in given}


def links(notebook: NotebookNode, places: list[Path]) -> tuple[int, list[Fault]]:
    """How many links and images the text has, and those that do not resolve or have no text.

    Args:
        notebook: a notebook of any kind; its Markdown is read.
        places: folders in which it stands; a relative link must resolve in each of them.
    """
    count, faults = 0, []
    here = anchors(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            html, missing = _rendered(cell)
            targets = Page(html).targets
            count += len(targets)
            problems = [missing, *(_problem(each, here, places) for each in targets)]
            problems += [f"shows {each}" for each in Figures(html).silent]
            faults += [Fault(cell_name(cell), problem) for problem in problems if problem]
    return count, faults


def anchors(notebook: NotebookNode) -> set[str]:
    """What `#...` can point to in a notebook, as JupyterLab names it: headings, and ids by hand.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> anchors(new_notebook(cells=[new_markdown_cell("## 2. One window")]))
    {'2.-One-window'}
    """
    texts = (_rendered(cell)[0] for cell in notebook.cells if cell.cell_type == "markdown")
    return set().union(*(Page(html).anchors for html in texts))


def _rendered(cell: NotebookNode) -> tuple[str, str]:
    """A cell as HTML, or else why it cannot be shown: an attachment is missing."""
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    try:
        return str(MarkdownWithMath(renderer=renderer).render(cell.source)), ""
    except InvalidNotebook as error:
        return "", str(error)


def _problem(target: str, here: set[str], places: list[Path]) -> str:
    """What is wrong with a link, or nothing."""
    parts = urlsplit(target)
    if parts.scheme in ("http", "https"):
        formed = "." in parts.netloc and " " not in unquote(target)
        return "" if formed else f"links to {target}, which is no web address"
    if parts.scheme in ("mailto", "data"):
        return ""
    if parts.scheme or parts.netloc:
        return f"links to {target}: write a web address or a path from this notebook"
    path, anchor = unquote(parts.path), unquote(parts.fragment)
    if not path:
        return "" if anchor in here else f"links to #{anchor}, which no heading here is called"
    for place in places:
        if reason := _problem_of_file(place, path, anchor):
            return reason
    return ""


def _problem_of_file(place: Path, path: str, anchor: str) -> str:
    file, root = (place / path).resolve(), place.parent.resolve()
    if not file.is_relative_to(root):
        return f"links to {path}, which is outside {root.name}/"
    if not file.exists():
        return f"links to {path}, which is not in {root.name}/{place.name}"
    if anchor and file.suffix == ".ipynb":
        try:
            known = anchors(read_notebook(file))
        except NotebookError as error:
            return str(error)
        return "" if anchor in known else f"links to {path}#{anchor}, which is no heading there"
    return ""
