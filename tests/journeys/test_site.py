"""The website: nothing secret, nothing from another host, links that lead somewhere, level AA.

The site of one chapter is built every day, without scripts from npm; that of all chapters at night.
Its screens are in build/screens/site/.
"""

import functools
import html
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from conftest import ROOT
from journeys.conftest import LEVEL_AA, LOOK, LOOKS, SCREENS

from nbproctor.course_folder import CourseFolder
from nbproctor.notebooks import read_notebook
from nbproctor.validation.leaks import TELLING, find_secret_lines, join_visible_lines

FOLDER = CourseFolder.find(ROOT)
CHAPTERS = FOLDER.chapters()
TEXTS = (".html", ".js", ".json", ".ipynb", ".txt", ".css", ".svg", ".inv", ".md")
OF_OTHERS = ("_static/scripts/", "_static/vendor/", "_static/mathjax/", "_static/tiny/")
CHAPTER_PAGE = "chapters/pooling/pooling.html"
PAGES = [
    *("index.html", CHAPTER_PAGE, "docs/architecture.html", "docs/instructors.html"),
    *("engine/README.html", "engine/reference.html", "engine/settings.html"),
    "search.html?q=window",
]
# The guide for authors has such lines: imports, and the public name of a property before its cases.
PUBLIC = re.compile(r"import |^\"[^\"]*\": [\[(]$")
PAGE_IS_BARE = """() => [...document.querySelectorAll(".cell_output img, .cell_output .text_html")]
.every(each => getComputedStyle(each).backgroundColor === "rgba(0, 0, 0, 0)")"""
# The theme's script does this a little later.
SCROLLS_BY_KEY = """() => [...document.querySelectorAll("pre")]
.every(each => each.scrollWidth <= each.clientWidth || each.tabIndex === 0)"""
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@dataclass(frozen=True)
class Site:
    """A website that was built, and the address of a server that shows it."""

    path: Path
    address: str
    chapters: tuple[str, ...]

    def find_files(self, *endings: str) -> Iterator[tuple[str, str]]:
        """Yield the name and the text of the site's own files with these endings."""
        for path in sorted(self.path.rglob("*")):
            name = path.relative_to(self.path).as_posix()
            if path.suffix in endings and not name.startswith(OF_OTHERS):
                yield name, path.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(
    scope="module",
    params=[("pooling",), pytest.param(tuple(CHAPTERS), marks=pytest.mark.nightly)],
    ids=["one chapter", "all chapters"],
)
def site(request, tmp_path_factory) -> Iterator[Site]:
    path = tmp_path_factory.mktemp("website") / "site"
    is_small = len(request.param) == 1
    command = [sys.executable, "docs/site/build_site.py", *request.param, "--output", path]
    subprocess.run([*command, *["--no-scripts"] * is_small], cwd=ROOT, check=True)
    handler = functools.partial(QuietHandler, directory=path)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(path, f"http://127.0.0.1:{server.server_port}/", request.param)
    server.shutdown()
    server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def read_text(name: str, text: str) -> str:
    """The text of a file with single spaces, without the tags that colour its code."""
    if name.endswith(".html"):
        text = html.unescape(re.sub(r"</?span[^>]*>", "", text))
    return " ".join(text.replace("\\n", "\n").replace('\\"', '"').split())


def read_secret_lines() -> set[str]:
    """Telling lines of solutions and of hidden cases, with single spaces.

    The guide for authors shows the hidden cases of its example; whoever follows it has them, too.
    """
    lines, known = set(), (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
    for chapter in CHAPTERS:
        source = read_notebook(FOLDER.source(chapter))
        lines |= find_secret_lines(source)
        known += join_visible_lines(source)
    for path in sorted((ROOT / "grader_tests").glob("*.py")):
        code = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        lines |= {line for line in code if len(line) > TELLING}
    known = " ".join(known.split())
    plain = {" ".join(line.split()) for line in lines}
    return {line for line in plain if line not in known and not PUBLIC.search(line)}


def find_told_lines(files: Iterator[tuple[str, str]]) -> dict[str, set[str]]:
    """The secret lines in each file that has some."""
    secret = read_secret_lines()
    texts = {name: read_text(name, text) for name, text in files}
    found = {name: {line for line in secret if line in text} for name, text in texts.items()}
    return {name: lines for name, lines in found.items() if lines}


def test_no_file_holds_a_line_of_a_solution_or_of_hidden_cases(site):
    assert find_told_lines(site.find_files(*TEXTS)) == {}


def test_a_line_of_a_solution_is_found_in_colours_and_in_json():
    [line, *_] = sorted(find_secret_lines(read_notebook(FOLDER.source("cross_correlation"))))
    coloured = "".join(f'<span class="n">{html.escape(each)}</span>' for each in line)
    files = {"a.html": f"<pre>{coloured}</pre>", "b.json": f'"x\\n    {line}\\n"', "c.js": "x"}
    assert find_told_lines(iter(files.items())).keys() == {"a.html", "b.json"}


def test_only_guides_for_staff_name_the_package_of_hidden_cases(site):
    named = {
        name for name, text in site.find_files(*TEXTS) if "grader_tests" in read_text(name, text)
    }
    assert {each for each in named if not each.startswith(("docs/", "searchindex"))} <= {
        *("CONTRIBUTING.html", "CHANGELOG.html")
    }


def test_the_search_index_names_hidden_cases_in_guides_alone(site):
    """The index is `Search.setIndex({"docnames": [...], "terms": {"word": [pages]}, ...})`."""
    text = (site.path / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(text.removeprefix("Search.setIndex(").removesuffix(")"))
    for kind in ("terms", "titleterms"):
        for word, pages in index[kind].items():
            if "grader_test" in word or word == "hidden_tests":
                numbers = pages if isinstance(pages, list) else [pages]
                names = [index["docnames"][each] for each in numbers]
                assert not [each for each in names if each.startswith("chapters/")], word


def test_sphinx_copies_no_sources_and_the_button_serves_the_release(site):
    assert not [path for path in (site.path / "_sources").rglob("*") if path.is_file()]
    for chapter in site.chapters:
        name = f"{chapter}/{chapter}.ipynb"
        served = (site.path / "release" / name).read_bytes()
        assert served == (ROOT / "release" / name).read_bytes()
        page = (site.path / "chapters" / chapter / f"{chapter}.html").read_text(encoding="utf-8")
        assert f'href="../../release/{name}"' in page
        without_images = re.sub(r"base64,[\w+/=\\]+", "", page)  # their letters are by chance
        assert "colab" not in without_images.lower()
    assert {path.stem for path in site.path.rglob("*.ipynb")} == set(site.chapters)


def test_a_chapter_has_its_figures_and_live_ones_and_no_grade_cell(site):
    for chapter in site.chapters:
        page = (site.path / "chapters" / chapter / f"{chapter}.html").read_text(encoding="utf-8")
        assert page.count("<iframe") >= 1
        assert page.count("<img alt") + page.count("In words") >= 5
        assert "graded after you hand in" not in page
        assert "raise</span> <span" in page
        assert "Traceback" not in page


def test_every_link_leads_to_a_file_of_the_site_and_to_an_anchor_of_it(site):
    pages = {name: BeautifulSoup(text, "html.parser") for name, text in site.find_files(".html")}
    pages = {name: page for name, page in pages.items() if not name.startswith("_static/")}
    anchors = {
        name: {tag[key] for tag in page.find_all() for key in ("id", "name") if tag.get(key)}
        for name, page in pages.items()
    }
    lost = []
    for name, page in pages.items():
        for tag in page.find_all(["a", "img", "link", "script", "iframe"]):
            target = tag.get("href") or tag.get("src") or ""
            if re.match("[a-z]+:", target):
                if tag.name != "a" and not target.startswith("data:"):
                    lost.append((name, target))  # a page loads nothing from elsewhere
                continue
            parts = urlsplit(urljoin(name, target)) if target else urlsplit(name)
            path = unquote(parts.path)
            fits = (site.path / path).exists() and (
                not parts.fragment or unquote(parts.fragment) in {"", *anchors.get(path, ())}
            )
            if not fits:
                lost.append((name, target))
    assert lost == []


@pytest.fixture
def opened(browser, site):
    """Opens pages of the site, and fails at noise, requests to other hosts, faults of level AA."""
    contexts = []

    def open_page(name, look, javascript=True):
        context = browser.new_context(
            viewport={"width": look.width, "height": 900},
            color_scheme=look.theme,
            java_script_enabled=javascript,
        )
        contexts.append(context)
        page, noise = context.new_page(), []
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda request: noise.append(request.url))
        page.goto(site.address + name, wait_until="networkidle")
        if javascript:
            page.wait_for_function(SCROLLS_BY_KEY)
        own = (site.address, "data:", "about:", "[PST]", "Got invalid theme mode", "Rendering was")
        assert [each for each in noise if not each.startswith(own)] == []
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.nightly  # a screenshot and an examination of each page
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pages_are_quiet_fit_and_meet_level_aa(opened, site, look):
    for name in PAGES:
        page = opened(name, look)
        assert page.evaluate(OVERFLOW) <= 0, name
        assert page.evaluate(PAGE_IS_BARE), name
        folder = SCREENS / "site" / str(look)
        folder.mkdir(parents=True, exist_ok=True)
        file = name.partition(".html")[0].replace("/", "-")
        page.screenshot(path=folder / f"{file}.png")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVEL_AA}})
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def test_search_finds_the_chapter(opened, site):
    page = opened("search.html?q=condense", LOOK)
    page.locator("#search-results a", has_text="Pooling").first.wait_for()


def test_a_chapter_is_read_without_javascript(opened, site):
    page = opened(CHAPTER_PAGE, LOOK, javascript=False)
    assert page.get_by_role("heading", name="Pooling", exact=False).first.is_visible()
    images = page.locator("article .cell_output img")
    assert images.count() > 5
    assert all(each.is_visible() for each in images.all() if not each.is_hidden())
    assert page.locator("article math").first.is_visible()
    assert not page.locator("iframe").first.is_visible()


@pytest.mark.nightly
def test_npm_gives_the_scripts_and_they_draw(opened, site):
    if not shutil.which("npm"):
        assert not os.environ.get("CI"), "CI needs npm at night"
        pytest.skip("npm is not on the path")
    if len(site.chapters) == 1:
        pytest.skip("the site of one chapter is built without scripts")
    opened("docs/architecture.html", LOOK).locator("pre.mermaid svg").first.wait_for()
    opened(CHAPTER_PAGE, LOOK).locator("mjx-container").first.wait_for()
