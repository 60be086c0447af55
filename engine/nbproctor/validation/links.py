"""Finds links, images and anchors in the text of a notebook that lead nowhere.

Students need the target too, so a file must exist both beside the source and beside the release.
Web addresses are parsed, not visited.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode

from nbproctor.notebooks import NotebookError, cell_name, read_notebook
from nbproctor.validation import Fault
from nbproctor.validation.figures import count_images


def check_links(
    notebook: NotebookNode, places: list[Path], needs_text: bool
) -> tuple[int, list[Fault]]:
    """Count links and images in the text, and find those that do not resolve or have no text.

    Args:
        notebook: a notebook of any kind; only its Markdown is checked.
        places: folders that contain it; a relative link must resolve in each of them.
        needs_text: whether an image without alternative text is a fault.
    """
    count, faults = 0, []
    here = find_anchors(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            html, missing = _render(cell)
            targets = find_targets(html)
            count += len(targets)
            problems = [missing, *(_check_target(each, here, places) for each in targets)]
            if needs_text:
                problems += [f"shows {each}" for each in count_images(html)[1]]
            faults += [Fault(cell_name(cell), problem) for problem in problems if problem]
    return count, faults


def find_anchors(notebook: NotebookNode) -> set[str]:
    """Find the targets of `#...` in a notebook, as JupyterLab names them: headings and ids.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> find_anchors(new_notebook(cells=[new_markdown_cell("## 2. One window")]))
    {'2.-One-window'}
    """
    texts = (_render(cell)[0] for cell in notebook.cells if cell.cell_type == "markdown")
    tags = (tag for html in texts for tag in BeautifulSoup(html, "html.parser").find_all())
    return {str(tag[name]) for tag in tags for name in ("id", "name") if name in tag.attrs}


def find_targets(html: str) -> list[str]:
    """Find the addresses of links and images in HTML, except for the links beside headings.

    >>> find_targets('<a href="#one">1</a><img src="1.png"><a class="anchor-link" href="#h"></a>')
    ['#one', '1.png']
    """
    targets = []
    for tag in BeautifulSoup(html, "html.parser").find_all():
        place = "href" if tag.name in ("a", "link") else "src"
        if place in tag.attrs and "anchor-link" not in tag.get_attribute_list("class"):
            targets.append(str(tag[place]))
    return targets


def _render(cell: NotebookNode) -> tuple[str, str]:
    """Render a cell as HTML; if an attachment is missing, return the reason instead."""
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    try:
        return str(MarkdownWithMath(renderer=renderer).render(cell.source)), ""
    except InvalidNotebook as error:
        return "", str(error)


def _check_target(target: str, here: set[str], places: list[Path]) -> str:
    """Return what is wrong with a link; "" if nothing is."""
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
        if reason := _check_file(place, path, anchor):
            return reason
    return ""


def _check_file(place: Path, path: str, anchor: str) -> str:
    file, root = (place / path).resolve(), place.parent.resolve()
    if not file.is_relative_to(root):
        return f"links to {path}, which is outside {root.name}/"
    if not file.exists():
        return f"links to {path}, which is not in {root.name}/{place.name}"
    if anchor and file.suffix == ".ipynb":
        try:
            known = find_anchors(read_notebook(file))
        except NotebookError as error:
            return str(error)
        return "" if anchor in known else f"links to {path}#{anchor}, which is no heading there"
    return ""
