"""Pages in a real browser: every vector in one page, and nothing runs, loads or covers anything.

The same vectors are shown to work in nbgrader's own page, and each of our walls holds alone.
"""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.server_extensions.formgrader import handlers
from page_vectors import EVIL, IMG, PICTURE, RUN, shown, vectors
from traitlets.config import Config

from nbproctor.checks.result import Failure
from nbproctor.checks.tables import draw_tables
from nbproctor.pages.clean import CleanOutputs
from nbproctor.pages.feedback_page import FeedbackExporter
from nbproctor.pages.markdown import markdown2html

# What stands between the first and the last cell; a page that is broken open loses the last.
LAST = new_markdown_cell("the last cell")
FORBIDDEN = (
    "script, style, link, meta, base, iframe, frame, object, embed, form, input, textarea, button, "
    "select, svg, video, audio, template, [style*='position'], [style*='url'], "
    "[class*='fixed']"
)
INSPECT = """([forbidden, cells]) => {
  const inside = [...document.querySelectorAll(`${cells}, ${cells} *`)];
  const handlers = inside.flatMap(e => [...e.attributes].filter(a => /^on/i.test(a.name)));
  const links = inside.filter(e => e.tagName === 'A' && e.hasAttribute('href'));
  return {
    ran: Boolean(window.pwned),
    found: inside.filter(e => e.matches(forbidden)).map(e => e.outerHTML.slice(0, 200)),
    handlers: handlers.map(a => a.ownerElement.outerHTML.slice(0, 200)),
    links: links.filter(e => !['http:', 'https:', 'mailto:', 'file:'].includes(e.protocol))
      .map(e => e.outerHTML.slice(0, 200)),
    last: document.querySelector(cells + ':last-child')?.textContent.trim(),
  };
}"""


@pytest.fixture
def opened(browser, tmp_path):
    """Opens a page, and says what it asked for from elsewhere and what stands in its cells."""
    page, requests = browser.new_page(), []

    def refuse(route):
        if route.request.url.startswith("file:"):
            route.continue_()
        else:
            requests.append(route.request.url)
            route.abort()

    page.route("**/*", refuse)

    def open_page(html, cells="#notebook-container > div.cell"):
        path = tmp_path / "page.html"
        path.write_text(html, "utf-8", "replace")
        page.goto(path.as_uri(), wait_until="load")
        page.wait_for_timeout(200)
        seen = page.evaluate(INSPECT, [FORBIDDEN, cells])
        return {**seen, "requests": [url for url in requests if EVIL in url]}, page

    yield open_page
    page.close()


def hostile_notebook():
    notebook = new_notebook()
    invalid = ("data: data that is none", "data: numbers", "execution count", "cell id")
    # A notebook file cannot hold these four; the others can be handed to nbgrader's own page.
    notebook.cells = [copy.deepcopy(cell) for name, cell in vectors() if name not in invalid]
    notebook.cells.append(LAST)
    return notebook


def settings(template):
    """What nbgrader sets for its pages, and what ours add."""
    config = Config()
    config.Exporter.default_preprocessors = []
    config.HTMLExporter.template_name = template
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    styles = Path(handlers.static_path, "node_modules", "bootstrap", "dist", "css")
    config.HTMLExporter.extra_template_paths = [str(styles)]
    return config


RESOURCES = {
    "nbgrader": {"notebook": "n", "score": 1, "max_score": 2, "late_penalty": 0},
    "index": 0,
    "total": 1,
    "base_url": "",
    "notebook_id": "n",
}


def rendered(notebook, exporter=HTMLExporter, template="feedback", preprocessors=None):
    """The page of a notebook: nbgrader's own, or with the preprocessors and filters of ours."""
    config = settings(template)
    config.HTMLExporter.preprocessors = preprocessors or []
    if preprocessors is not None:
        config.HTMLExporter.filters = FILTERS
    html, _ = exporter(config=config).from_notebook_node(notebook, copy.deepcopy(RESOURCES))
    return html


def without_policy(html):
    return html.replace("Content-Security-Policy", "x")


CLEAN = {"ran": False, "found": [], "handlers": [], "links": [], "requests": []}
PAGES = ["nbproctor.pages.clean.CleanPages"]
FILTERS = {"markdown2html": "nbproctor.pages.markdown.markdown2html"}


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_what_grading_leaves_needs_only_clean_markdown(template, opened):
    notebook, _ = CleanOutputs().preprocess(hostile_notebook(), {})
    seen, _ = opened(rendered(notebook, template=template, preprocessors=[]))
    assert seen == {**CLEAN, "last": "the last cell"}


@pytest.mark.parametrize("template", ["feedback", "formgrade"])
def test_our_pages_are_harmless_whatever_notebook_they_are_made_of(template, opened):
    seen, _ = opened(rendered(hostile_notebook(), template=template, preprocessors=PAGES))
    assert seen == {**CLEAN, "last": "the last cell"}


def test_answers_on_the_feedback_page_are_harmless_whatever_they_hold(opened):
    notebook = hostile_notebook()
    for number, cell in enumerate(notebook.cells[:-1]):
        known = {"grade_id": f"answer-{number}", "solution": True, "grade": True, "points": 2}
        cell.metadata = {**dict(cell.metadata), "nbgrader": {**known, "schema_version": 3}}
        cell.metadata["nbgrader"]["comment"] = f"{IMG}<script>{RUN}</script>"
    page = rendered(notebook, exporter=FeedbackExporter, preprocessors=PAGES)
    seen, shown = opened(without_policy(page), "main > section")
    assert {**seen, "last": ""} == {**CLEAN, "last": ""}
    assert shown.locator("main > section").count() == len(notebook.cells) - 1
    assert shown.locator("main > details").count() == 1


@pytest.mark.parametrize(
    "name", ["image that fails", "closing tags", "diagram", "mathematics across cells", "svg"]
)
def test_the_policy_alone_keeps_scripts_from_running(name, opened):
    [cell] = [cell for vector, cell in vectors() if vector == f"markdown: {name}"]
    remote = f"<img src={EVIL}/x.png><script>{RUN}</script>{IMG}"
    settings_of_mathjax = f'<script type="text/x-mathjax-config">{RUN}</script>'
    notebook = new_notebook(cells=[cell, new_markdown_cell(remote + settings_of_mathjax)])
    page = rendered(notebook, exporter=FeedbackExporter)
    assert "<script" not in page.partition("</head>")[2]
    seen, _ = opened(page)
    assert (seen["ran"], seen["requests"]) == (False, [])


def test_the_same_vectors_work_in_nbgraders_own_page(opened):
    simple = ("image that fails", "link", "details", "image from elsewhere")
    names = [f"markdown: {name}" for name in simple]
    cells = [cell for name, cell in vectors() if name in names or name.startswith("data: width")]
    seen, _ = opened(rendered(new_notebook(cells=cells)))
    assert seen["ran"]
    assert seen["handlers"]
    assert seen["links"]
    assert seen["requests"]


def test_links_stay_links_where_they_are_harmless(opened):
    text = "[page](https://example.org) and https://example.org/x and <mail@example.org>"
    _, page = opened(rendered(new_notebook(cells=[new_markdown_cell(text)]), preprocessors=PAGES))
    assert page.locator("#notebook-container a[href]").count() == 3


def test_feedback_from_a_courses_configuration_hides_tests_and_has_a_policy(folder, opened):
    config = Config(folder.config)
    config.ExecuteCells.apart = True
    config.CourseDirectory.assignment_id = "sums"
    with folder.gradebook() as gradebook:
        gradebook.update_or_create_assignment("sums")
        gradebook.update_or_create_notebook("sums", "sums")
        gradebook.update_or_create_grade_cell(
            "test_x", "sums", "sums", max_score=6, cell_type="code"
        )
        gradebook.update_or_create_student("student_1")
        gradebook.update_or_create_submission("sums", "student_1")
    source = "# x: 6 points\n### BEGIN HIDDEN TESTS\nhidden.x.score(x)\n### END HIDDEN TESTS\n"
    metadata = {"grade_id": "test_x", "grade": True, "points": 6, "schema_version": 3}
    test = new_code_cell(source, metadata={"nbgrader": {**metadata, "cell_type": "code"}})
    notebook = hostile_notebook()
    notebook.cells = [test, *notebook.cells]
    made = folder.root / "autograded" / "student_1" / "sums"
    made.mkdir(parents=True)
    (made / "sums.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    GenerateFeedback(coursedir=folder.coursedir("sums"), config=config).start()
    page = (folder.root / "feedback/student_1/sums/sums.html").read_text(encoding="utf-8")
    assert "hidden.x" not in page
    assert "Content-Security-Policy" in page
    seen, _ = opened(without_policy(page))
    assert seen == {**CLEAN, "last": "the last cell"}


def test_formgraders_own_configuration_cleans_what_it_shows(folder, monkeypatch):
    from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension

    monkeypatch.chdir(folder.root)
    extension = FormgradeExtension()
    extension.root_dir = str(folder.root)
    extension.initialize([])
    exporter = HTMLExporter(config=extension.config)
    assert exporter.template_name == "formgrade"
    assert "CleanPages" in [type(each).__name__ for each in exporter._preprocessors]
    assert exporter.environment.filters["markdown2html"] is markdown2html


def test_our_tables_and_pictures_look_the_same_after_cleaning(opened):
    values = {"expected": np.eye(3), "received": np.zeros((3, 3))}
    failure = Failure("p", "q", inputs={"X": np.arange(12.0).reshape(2, 2, 3)}, values=values)
    lines = "<pre>corr2d: 3 of 6 points\n  ✓ slides &lt;b&gt;\n  ✗ adds</pre>"
    pandas = (
        '<table border="1" class="dataframe"><tr style="text-align: right;"><th>a</th></tr></table>'
    )
    shots = []
    for preprocessors in (None, PAGES):
        cells = [
            shown({"text/html": each}) for each in (lines + draw_tables(failure), PICTURE, pandas)
        ]
        coloured = new_output("stream", name="stdout", text="\x1b[31mred\x1b[0m\n")
        cells.append(new_code_cell("x", outputs=[coloured]))
        _, page = opened(rendered(new_notebook(cells=cells), preprocessors=preprocessors))
        shots.append(page.screenshot(full_page=True))
    assert shots[0] == shots[1]
