"""The report in a real browser: nothing runs or loads, everybody can read it, it prints.

Leaves `build/screens/report.png`, its dark and narrow forms, and what is printed.
"""

from datetime import datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from graded_class import HOSTILE, shared_class

from nbproctor.report.collect import collect
from nbproctor.report.likeness import compare_class
from nbproctor.report.page import render_page

SCREENS = Path(__file__).parents[2] / "build" / "screens"
LEVEL_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
LONG_NAMES = {
    "add": "corr2d_multi_in_out_1x1_x",
    "sums": "cross_correlation",
    "off by one": "kernel's sizes added instead of multiplied and output's sizes added instead of "
    "multiplied",
}
REACHABLE = "a[href], summary, [tabindex='0']"
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {
    at: [...document.querySelectorAll(%r)].indexOf(e),
    seen: style.outlineStyle !== 'none' && box.width > 0 && box.right > 0,
  };
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = shared_class()
    data = collect(folder, [])
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render_page(data, compare_class(folder, data), datetime(2026, 5, 4, 9, 30)))
    return path


@pytest.fixture
def opened(browser, report, request):
    """The page in a light or dark scheme; fails for what it says or asks for."""
    scheme = getattr(request, "param", "light")
    heard = []
    shown = browser.new_page(viewport={"width": 1100, "height": 900}, color_scheme=scheme)
    shown.on("console", lambda message: heard.append(message.text))
    shown.on("pageerror", lambda error: heard.append(str(error)))
    shown.on("requestfailed", lambda asked: heard.append(f"failed: {asked.url}"))
    shown.on("request", lambda asked: heard.append(asked.url))
    shown.goto(report.as_uri())
    yield shown
    shown.close()
    assert heard == [report.as_uri()]


def screen(shown, name):
    SCREENS.mkdir(parents=True, exist_ok=True)
    shown.screenshot(path=SCREENS / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    "opened",
    ["light", pytest.param("dark", marks=pytest.mark.nightly)],
    indirect=True,
)
@pytest.mark.parametrize("lists", ["closed", "open"])
def test_axe_finds_nothing(opened, lists, request):
    if lists == "open":
        opened.evaluate(OPEN_ALL)
    found = Axe().run(opened, options=LEVEL_AA)
    assert found.violations_count == 0, found.generate_report()
    scheme = request.node.callspec.params["opened"]
    if lists == "open":
        screen(opened, {"light": "report", "dark": "report_dark"}[scheme])


def test_what_students_wrote_is_text_and_does_not_run(opened):
    opened.evaluate(OPEN_ALL)
    assert opened.title() == "a class: how the class did"
    assert opened.locator("script, img, iframe, object, form, [onerror], [onload]").count() == 0
    assert opened.get_by_role("rowheader", name=HOSTILE).count() == 1
    assert opened.locator("pre", has_text="<script>").count() == 1


def test_the_policy_of_the_page_forbids_what_would_slip_through(browser, report):
    shown = browser.new_page()
    said = []
    shown.on("console", lambda message: said.append(message.text))
    slipped = "<script>document.title='ran'</script><img src=x onerror=document.title='ran'>"
    shown.set_content(report.read_text().replace("<main id", f"{slipped}<main id"))
    assert shown.title() == "a class: how the class did"
    assert sum("Content Security Policy" in each for each in said) >= 2
    shown.close()


def test_everything_is_reached_by_keyboard_in_order_and_shows_where_it_is(opened):
    count = opened.locator(REACHABLE).evaluate_all(
        "all => all.filter(e => e.checkVisibility()).length"
    )
    assert count > 15
    places = []
    for _ in range(count):
        opened.keyboard.press("Tab")
        focused = opened.evaluate(FOCUSED % REACHABLE)
        assert focused["seen"]
        places.append(focused["at"])
    assert places == sorted(set(places))
    assert places[0] == 0


def test_the_skip_link_leads_past_the_navigation(opened):
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.closest('main') !== null")


def test_a_list_opens_by_keyboard(opened):
    summary = opened.locator("summary", has_text="Read the answers of ada and bob")
    summary.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("pre", has_text="enumerate").first.is_visible()


def test_drawings_have_a_name_and_say_their_numbers(opened):
    drawing = opened.get_by_role("img", name="Answers to the exercises of sums")
    assert "add: 4 right, 1 partly right, 3 wrong" in drawing.locator("desc").text_content()
    assert opened.get_by_role("img").count() == 4


def test_every_table_has_a_caption_and_headers_with_a_scope(opened):
    tables = opened.locator("table")
    assert tables.count() > 8
    assert opened.locator("table:not(:has(caption))").count() == 0
    assert opened.locator("th:not([scope])").count() == 0


def test_on_a_narrow_screen_the_page_does_not_scroll_sideways(opened):
    opened.set_viewport_size({"width": 375, "height": 800})
    screen(opened, "report_narrow")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 375


def test_at_1200_pixels_the_page_and_its_parts_need_no_scrolling(opened):
    opened.set_viewport_size({"width": 1200, "height": 900})
    opened.evaluate(OPEN_ALL)
    for short, long in LONG_NAMES.items():
        opened.get_by_text(short, exact=True).evaluate_all(
            "(all, long) => all.forEach(e => e.textContent = long)", long
        )
    screen(opened, "report_1200")
    wider = (
        "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.outerHTML.slice(0, 80))"
    )
    assert opened.evaluate("document.documentElement.scrollWidth") <= 1200
    assert opened.locator(".wide, figure, pre, .both").evaluate_all(wider) == []


def test_each_chapter_says_what_to_talk_about(opened):
    headings = opened.get_by_role("heading", name="To talk about in the next lecture")
    assert headings.count() == 2
    [point] = opened.locator("ol.talk > li").all_inner_texts()
    assert point.startswith("off by one in add, 2 students (20\N{NO-BREAK SPACE}%).")
    assert "One of them was told: “even numbers: wrong”" in point


def test_it_prints_dark_on_white_without_navigation(opened):
    opened.emulate_media(media="print", color_scheme="dark")
    assert not opened.locator("nav").is_visible()
    colours = "[getComputedStyle(document.body).color, getComputedStyle(document.body).background]"
    ink, paper = opened.evaluate(colours)
    assert (ink, paper.startswith("rgb(255, 255, 255)")) == ("rgb(0, 0, 0)", True)
    opened.set_viewport_size({"width": 680, "height": 960})
    screen(opened, "report_print")
    assert opened.evaluate("document.documentElement.scrollWidth") <= 680  # A4 less the margins
    Path(SCREENS / "report.pdf").write_bytes(opened.pdf(prefer_css_page_size=True))
