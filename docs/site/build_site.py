"""The course's website, `make site`: all chapters with their figures, the guides, the engine.

Sphinx never reads the sources, but a folder of pages that this module makes. The page of a chapter
is its release without grade cells, with the outputs of the source, which runs in memory. Guides
keep their places. Beside this file is what belongs to the site alone: Sphinx's configuration, the
style, the front page and the reference.
"""

import argparse
import asyncio
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets.config import Configurable

from course.checks import CHAPTERS
from nbproctor import settings
from nbproctor.checks.report import MIME_TYPE
from nbproctor.course_folder import CourseFolder, release
from nbproctor.errors import CourseError
from nbproctor.kernels.limits import GraderLimits, KernelLimits
from nbproctor.kernels.settings import Sandbox, WarmKernels
from nbproctor.notebooks import is_auto_graded, read_notebook, write_notebook
from nbproctor.validation.execution import execute, find_errors
from site_scripts import fetch_scripts

GUIDES = ("*.md", "docs/*.md", "engine/*.md", "engine/docs/*.md")
FRONT_PAGE = "README.md"  # of the repository; the site has one of its own
LINK = re.compile(r"(!?)\[([^\[\]]*)\]\(([^)\s]+)\)")
FENCE = re.compile(r"(^ *```.*?^ *```$)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Site:
    """A website in the making.

    Attributes:
        folder: the course.
        chapters: in the order in which they are read.
        pages: the folder that Sphinx reads.
        repository: address of the repository, or "". Links to files that are no pages lead there.
    """

    folder: CourseFolder
    chapters: Sequence[str]
    pages: Path
    repository: str = ""

    def list_pages(self) -> dict[str, str]:
        """Return the page of each file of the course that is one, both relative."""
        found = {
            f"{room}/{chapter}/{name}.ipynb": f"chapters/{chapter}/{name}.ipynb"
            for chapter in self.chapters
            for name in self.folder.notebooks(chapter)
            for room in ("source", "release")
        }
        guides = (path for each in GUIDES for path in sorted(self.folder.root.glob(each)))
        names = (path.relative_to(self.folder.root).as_posix() for path in guides)
        return found | {name: name for name in names if name != FRONT_PAGE}


def build_site(
    folder: CourseFolder, chapters: Sequence[str], destination: Path, scripts: bool = True
) -> None:
    """Build the website of a course.

    Args:
        folder: the course.
        chapters: those whose pages the site has.
        destination: the site's folder, which is replaced. Beside it lie what Sphinx reads, in
            `site-pages/`, and what npm has fetched, in `npm/`.
        scripts: whether formulas and diagrams are drawn by scripts.

    Raises:
        CourseError: a chapter's source raises an error, Sphinx complains, or the course is in the
            destination.
    """
    if folder.root.resolve().is_relative_to(destination.resolve()):
        raise CourseError(f"{destination} has the course in it and would be replaced.")
    pages = destination.parent / "site-pages"
    repository = folder.config.StudentBundle.get("repository", "")
    site = Site(folder, sort_chapters(chapters), pages, str(repository).removesuffix(".git"))
    shutil.rmtree(pages, ignore_errors=True)
    shutil.rmtree(destination, ignore_errors=True)
    shutil.copytree(folder.root / "docs" / "site", pages)
    if scripts and (missing := fetch_scripts(pages / "scripts", destination.parent / "npm")):
        print(missing, file=sys.stderr)
    write_guides(site)
    write_chapters(site)
    _fill_in(pages / "index.md", "CHAPTERS", "\n".join(_list_documents(site)))
    (pages / "engine" / "settings.rst").write_text("\n".join(describe_settings()), encoding="utf-8")
    run_sphinx(site, destination)


def sort_chapters(chapters: Sequence[str]) -> list[str]:
    """Sort chapters as they are read; those that `CHAPTERS` does not name come last.

    >>> sort_chapters(["another", "pooling", "channels"])
    ['channels', 'pooling', 'another']
    """
    known = [each for each in CHAPTERS if each in chapters]
    return known + sorted(set(chapters) - set(known))


def _list_documents(site: Site) -> Iterator[str]:
    for chapter in site.chapters:
        for name in site.folder.notebooks(chapter):
            yield f"chapters/{chapter}/{name}"


def _fill_in(path: Path, placeholder: str, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(placeholder, text), encoding="utf-8")


def write_guides(site: Site) -> None:
    """Write the guides, with links that lead to the site's pages, and the images they show."""
    for name, page in site.list_pages().items():
        if name.endswith(".md"):
            path = site.pages / page
            path.parent.mkdir(parents=True, exist_ok=True)
            text = (site.folder.root / name).read_text(encoding="utf-8")
            path.write_text(redirect_links(site, text, name), encoding="utf-8")


def write_chapters(site: Site) -> None:
    """Run the chapters' sources in memory and write what readers see, and the files to download."""
    root = site.folder.root
    with tempfile.TemporaryDirectory(prefix="course-site-") as temporary:
        for chapter, run in asyncio.run(run_sources(site.folder, site.chapters)).items():
            release(site.folder, chapter, Path(temporary))
            shutil.copytree(Path(temporary, chapter), site.pages / "chapters" / chapter)
            for name, executed in run.items():
                path = site.pages / "chapters" / chapter / f"{name}.ipynb"
                shutil.copy(path, path.with_suffix(".download"))
                shown = show_outputs(read_notebook(path), executed)
                place = site.folder.source(chapter, name).relative_to(root).as_posix()
                for cell in shown.cells:
                    if cell.cell_type == "markdown":
                        cell.source = redirect_links(site, cell.source, place)
                write_notebook(shown, path)


async def run_sources(
    folder: CourseFolder, chapters: Sequence[str]
) -> dict[str, dict[str, NotebookNode]]:
    """Run the source notebooks of chapters, one a core at a time; return them with their outputs.

    Raises:
        CourseError: a cell raises an error.
    """
    slots = asyncio.Semaphore(os.cpu_count() or 1)

    async def run(chapter: str) -> dict[str, NotebookNode]:
        executed = {}
        for name in folder.notebooks(chapter):
            async with slots:
                path = folder.source(chapter, name)
                done = await execute(read_notebook(path), path.parent, folder.config)
            for fault in (*done.faults, *find_errors(done.notebook)):
                raise CourseError(f"{path.relative_to(folder.root)}: {fault}")
            executed[name] = done.notebook
        return executed

    return dict(zip(chapters, await asyncio.gather(*map(run, chapters)), strict=True))


def show_outputs(released: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """Return a release with the outputs of its source, without grade cells and errors.

    Of a cell it keeps the text and the outputs, nothing of nbgrader's.
    """
    outputs = {cell.id: cell.get("outputs", []) for cell in executed.cells}
    cells = []
    for cell in released.cells:
        if is_auto_graded(cell):
            continue
        shown = nbformat.from_dict({**cell, "metadata": {}})
        if cell.cell_type == "code":
            shown.outputs = [each for each in outputs.get(cell.id, []) if _is_shown(each)]
            for output in shown.outputs:
                output.get("data", {}).pop(MIME_TYPE, None)  # for `progress`
        cells.append(shown)
    return NotebookNode({**released, "cells": cells})


def _is_shown(output: NotebookNode) -> bool:
    return output.output_type != "error" and output.get("name") != "stderr"


def redirect_links(site: Site, text: str, name: str) -> str:
    """Change the relative links of a page: to pages of the site, or into the repository.

    A link to another file becomes its text if the course has no address of a repository. Images
    are copied to their place among the pages. Blocks of code stay as they are.

    Args:
        site: the website.
        text: Markdown.
        name: the file that it is from, relative to the course.
    """
    pages = site.list_pages()
    here = pages[name]

    def redirect(link: re.Match[str]) -> str:
        image, label, target = link.groups()
        path, _, anchor = target.partition("#")
        # JupyterLab's anchors are "2.-One-window", GitHub's and MyST's are "2-one-window".
        anchor = "#" + re.sub(r"[^\w-]", "", anchor.lower()) if anchor else ""
        if re.match("[a-z]+:", target):
            return link.group()
        if not path:
            return f"[{label}]({anchor})"
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        if file in pages:
            return f"[{label}]({posixpath.relpath(pages[file], posixpath.dirname(here))}{anchor})"
        if image:
            copy = site.pages / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(site.folder.root / file, copy)
            return f"![{label}]({posixpath.relpath(file, posixpath.dirname(here))})"
        return f"[{label}]({site.repository}/blob/main/{file})" if site.repository else label

    parts = FENCE.split(text)
    parts[::2] = [LINK.sub(redirect, each) for each in parts[::2]]
    return "".join(parts)


def describe_settings() -> Iterator[str]:
    """Yield the lines of the page about what `nbgrader_config.py` may set, as reStructuredText."""
    configurables = [
        each
        for each in (*vars(settings).values(), WarmKernels, Sandbox, KernelLimits, GraderLimits)
        if isinstance(each, type) and issubclass(each, Configurable) and each is not Configurable
    ]
    yield "Settings\n========\n"
    yield "What a course may set in ``nbgrader_config.py``, with the default.\n"
    for each in configurables:
        yield f"{each.__name__}\n{'-' * len(each.__name__)}\n\n{each.__doc__}\n"
        yield each.class_config_rst_doc()


def run_sphinx(site: Site, destination: Path) -> None:
    """Build the HTML from the pages.

    Raises:
        CourseError: Sphinx warns, for example of a link that leads nowhere.
    """
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor

    nocolor()
    with tempfile.TemporaryDirectory(prefix="course-site-") as temporary:
        app = Sphinx(
            *(site.pages, site.pages, destination, Path(temporary), "html"),
            confoverrides={"repository": site.repository},
            status=None,
            warning=sys.stderr,
            warningiserror=True,
            parallel=os.cpu_count() or 1,
        )
        app.build()
    if app.statuscode:
        raise CourseError("Sphinx warns of the lines above.")


def main() -> None:
    """Run `python docs/site/build_site.py [CHAPTER...]`."""
    parser = argparse.ArgumentParser(description="Build the website.")
    parser.add_argument("chapters", nargs="*", help="all of them by default")
    parser.add_argument("--output", type=Path, default=Path("build", "site"))
    parser.add_argument(
        "--no-scripts", action="store_true", help="leave out MathJax and Mermaid, which npm fetches"
    )
    given = parser.parse_args()
    try:
        folder = CourseFolder.find(Path.cwd())
        build_site(
            folder, folder.choose(given.chapters), given.output.resolve(), not given.no_scripts
        )
    except CourseError as error:
        sys.exit(f"error: {error}")
    print(f"wrote {given.output}/index.html")


if __name__ == "__main__":
    main()
