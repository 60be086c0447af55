"""Figures of the course: their numbers, their words, and what remains of them elsewhere."""

import functools
import html
import re
import time
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe

from course import pictures
from course.operations import cross_correlate
from course.pictures import Picture, shades, tables
from nbproctor.pages.allowed_html import clean_html

X = np.arange(12.0).reshape(3, 4)
K = np.array([[0.0, 1.0], [2.0, -3.0]])
CHANNELS = np.stack([X, -X])  # (2, 3, 4)
KERNELS = np.stack([np.stack([K, K + 1]), np.stack([K - 1, K])])  # (2, 2, 2, 2)
PHOTO = np.linspace(0, 1, 30 * 24).reshape(30, 24)
RANDOM = np.random.default_rng(22)
RING = ((1, 1), (1, 1))
WAY = np.array([[[1.0, 2.0]], [[0.5, 1.0]], [[0.1, 0.2]]])

FIGURES = {
    "arrays": lambda: pictures.arrays({"X": X, "K": K}, maps=["K"], marks={"X": (1, 2, 2, 1)}),
    "as_matrix_product": lambda: pictures.as_matrix_product(CHANNELS, KERNELS, at=(1, 2)),
    "bars": lambda: pictures.bars({"dense": 452160, "shared": 26}, "parameters"),
    "border_effect": lambda: pictures.border_effect(),
    "bowl": lambda: pictures.bowl(X, X[:, 1:] - X[:, :-1], {"run": WAY}),
    "channel_maps": lambda: pictures.channel_maps(np.stack([X, X, -X]), K),
    "channel_sum": lambda: pictures.channel_sum(CHANNELS, KERNELS[0], at=(1, 1)),
    "colours": lambda: pictures.colours(np.stack([X, X, X]) / 12),
    "confusion": lambda: pictures.confusion([[3, 1], [0, 2]]),
    "connections": lambda: pictures.connections(),
    "convolution_times": lambda: pictures.convolution_times(
        {"quick": lambda X, K: X, "unsolved": lambda X, K: 1 / 0}
    ),
    "detect": lambda: pictures.detect(X, K),
    "digits": lambda: pictures.digits(PHOTO[np.newaxis, :8, :8], ["a corner"]),
    "edge_maps": lambda: pictures.edge_maps(X),
    "equivariance": lambda: pictures.equivariance(),
    "error_window": lambda: pictures.error_window(X, K, np.zeros((2, 3)), at=(1, 0)),
    "feature_maps": lambda: pictures.feature_maps(PHOTO, {"corner": K}),
    "filter_photograph": lambda: pictures.filter_photograph(cross_correlate),
    "flip": lambda: pictures.flip(K),
    "kernel_rows": lambda: pictures.kernel_rows(
        {"before": RANDOM.normal(size=(16, 1, 3, 3)), "after": RANDOM.normal(size=(16, 1, 3, 3))}
    ),
    "learned_kernels": lambda: pictures.learned_kernels({"blur": (K, K + 0.25)}),
    "learning": lambda: pictures.learning(WAY, [9.0, 4.0, 1.0], WAY[2], step=1),
    "listen": lambda: pictures.listen(),
    "loss_curves": lambda: pictures.loss_curves({"slow": [9.0, 4.0, 1.0]}),
    "memory_order": lambda: pictures.memory_order(CHANNELS[:, :2, :2]),
    "moved_spot": lambda: pictures.moved_spot(),
    "noisy_step": lambda: pictures.noisy_step(),
    "output_channels": lambda: pictures.output_channels(CHANNELS, KERNELS),
    "padded": lambda: pictures.padded(X, ((1, 2), (3, 0))),
    "pooled_maps": lambda: pictures.pooled_maps({"X": X}, (2, 2), mode="avg"),
    "pooled_photograph": lambda: pictures.pooled_photograph(),
    "pooling": lambda: pictures.pooling(X, (2, 2), at=(1, 0), padding=RING, stride=(2, 2)),
    "pooling_gradients": lambda: pictures.pooling_gradients(X, (2, 2)),
    "positions": lambda: pictures.positions(n=8, k=3, padding=(0, 1), stride=4),
    "positions_map": lambda: pictures.positions_map(),
    "receptive_field": lambda: pictures.receptive_field([(2, 2), (3, 2)]),
    "shifted_photograph": lambda: pictures.shifted_photograph(),
    "single_pixel": lambda: pictures.single_pixel(K),
    "slope": lambda: pictures.slope(lambda k: 5 * (k - 5) ** 2, at=2.0, h=1.0),
    "sound": lambda: pictures.sound(np.sin(np.arange(32)), k=8, stride=4),
    "squared_errors": lambda: pictures.squared_errors(X, X - K[1, 1]),
    "stages": lambda: pictures.stages(PHOTO, K),
    "strides": lambda: pictures.strides(np.ones((5, 6)), (3, 2), (2, 3)),
    "strokes": lambda: pictures.strokes(
        PHOTO[np.newaxis, :14, :14], RANDOM.normal(size=(8, 1, 3, 3)), range(8)
    ),
    "tape": lambda: pictures.tape(["K", "filled", "loss"], cut=0),
    "votes": lambda: pictures.votes((6, 6), (3, 3), rings=(0, 1)),
    "window": lambda: pictures.window(X, K, at=(1, 1), padding=((1, 0), (0, 0)), stride=(1, 2)),
    "window_columns": lambda: pictures.window_columns(CHANNELS, (2, 2), at=1),
}
EVERY = pytest.mark.parametrize("name", FIGURES)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Picture]:
    return {name: draw() for name, draw in FIGURES.items()}


def in_untrusted_notebook(markup: str) -> str:
    """Remove what JupyterLab removes from a notebook that is not trusted."""
    return re.sub(r' (style|class|id|name)="[^"]*"', "", markup)


def read(markup: str) -> str:
    """Return the text of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def find_marked(picture: Picture) -> list[list[str]]:
    """Return the marked numbers of each table in a figure."""
    found = re.findall(r"<table.*?</table>", picture.html)
    return [[read(cell) for cell in re.findall(r"<b>(.*?)</b>", table)] for table in found]


def test_every_figure_is_tested():
    live = re.compile("step_through.*|.*_lab|Picture|LiveFigure")  # they have their own tests
    assert set(FIGURES) == {name for name in pictures.__all__ if not live.fullmatch(name)}


@EVERY
def test_a_figure_says_in_words_what_it_shows(name: str, drawn: dict[str, Picture]) -> None:
    picture = drawn[name]
    assert len(picture.alt) > 40
    if picture.is_image:
        assert html.escape(picture.alt) in picture.html
    else:
        assert read(picture._repr_html_()).endswith("In words " + " ".join(picture.alt.split()))


@EVERY
def test_a_figure_keeps_its_numbers_and_styles_in_feedback(
    name: str, drawn: dict[str, Picture]
) -> None:
    shown = drawn[name]._repr_html_()
    cleaned = clean_html(shown)
    if name == "listen":
        assert "<audio" not in cleaned
        assert "one sample of 2, 8,000 a second" in cleaned
    else:
        assert read(cleaned) == read(shown)
    assert cleaned.count("<img") == shown.count("<img")
    assert cleaned.count("background:#") == shown.count("background:#")
    assert cleaned.count("flex-wrap:wrap") == shown.count("flex-wrap:wrap")


@EVERY
def test_text_takes_the_colours_of_the_page_or_has_a_background(
    name: str, drawn: dict[str, Picture]
) -> None:
    for style in re.findall(r'style="([^"]*)"', drawn[name].html):
        colours = re.findall(r"(?:^|;)color:(#\w+)", style)
        assert not colours or "background:#" in style


@EVERY
def test_numbers_are_text_and_images_have_alternative_text(
    name: str, drawn: dict[str, Picture]
) -> None:
    picture = drawn[name]
    plots = {
        "bowl",
        "connections",
        "convolution_times",
        "loss_curves",
        "receptive_field",
        "slope",
        "sound",
    }
    assert picture.is_image == (name in plots)
    images = re.findall(r"<img[^>]*>", picture.html)
    assert all(re.search(r'alt="[^"]+"', image) for image in images)
    assert len(picture._repr_html_()) < 150 * 1024


@pytest.mark.parametrize("name", ["window", "pooling", "channel_sum", "arrays", "strides"])
def test_marked_cells_are_bold_where_styles_are_removed(
    name: str, drawn: dict[str, Picture]
) -> None:
    plain = in_untrusted_notebook(drawn[name].html)
    assert "style" not in plain
    assert re.search(r'<td bgcolor="#\w{6}"><font color="#000000"><b>', plain)


def test_the_window_and_its_output_element_are_marked():
    picture = pictures.window(X, K, at=(1, 2))
    inputs, _, _, total, output = find_marked(picture)
    assert inputs == ["6", "7", "10", "11"]
    assert total == []  # a table of one cell
    assert output == ["−6"]
    assert "6·0 + 7·1 + 10·2 + 11·(−3) = −6" in picture.alt


def test_an_output_shows_what_is_not_known_yet_as_a_question_mark():
    picture = pictures.window(X, K, at=(0, 1))
    output = re.findall(r"<table.*?</table>", picture.html)[-1]
    assert read(output) == "−6 −6 ? ? ? ?"


def test_padded_cells_have_their_own_colour():
    picture = pictures.padded(K, ((1, 0), (0, 2)))
    after = re.findall(r"<table.*?</table>", picture.html)[1]
    assert read(after) == "0 0 0 0 0 1 0 0 2 −3 0 0"
    assert after.count(f'bgcolor="{tables.to_hex((0.88, 0.82, 0.9))}"') == 8


def test_padding_of_max_pooling_shows_minus_infinity_and_the_largest_is_marked():
    picture = pictures.pooling(K, (2, 2), padding=((1, 0), (1, 0)))
    _, window, output = find_marked(picture)
    assert read(picture.html).count("−∞") == 5 + 3
    assert window == ["0"]
    assert output == ["0"]


def test_the_two_matrices_have_a_row_and_a_column_marked():
    kernels, windows, output = find_marked(pictures.as_matrix_product(CHANNELS, KERNELS, (1, 2)))
    assert kernels == ["−1", "0", "1", "−4", "0", "1", "2", "−3"]
    assert windows == ["2", "3", "6", "7", "−2", "−3", "−6", "−7"]
    assert len(output) == 1


def test_a_frame_has_a_thick_border_on_its_outside_only():
    table = tables.draw_table(np.zeros((4, 4)), frames=[tables.Frame("#123456", 1, 1, 2, 3)])
    sides = {
        side: table.count(f"border-{side}:3px solid #123456")
        for side in ("top", "bottom", "left", "right")
    }
    assert sides == {"top": 3, "bottom": 3, "left": 2, "right": 2}
    assert table.count("<b>") == 6


def test_a_kernel_that_does_not_fit_is_drawn_below_those_that_do():
    shown = read(pictures.positions(n=8, k=3, padding=(1, 1), stride=2).html)
    assert shown == (
        "n = 8 cells pad 0 1 2 3 4 5 6 7 pad output k = 3 cells → 0 → 1 → 2 → 3 does not fit "
        "⌊(8 − 3 + 2 + 2) / 2⌋ = ⌊4.5⌋ = 4 places"
    )
    assert "does not fit" not in pictures.positions(n=8, k=3, padding=(0, 1), stride=2).html


def test_gradients_stop_where_nothing_is_recorded():
    assert read(pictures.tape(["K", "filled", "loss"], cut=0).html).count("✗") == 2
    whole = read(pictures.tape(["K", "Y", "loss"]).html)
    assert "✗" not in whole
    assert whole.count("←") == 2


def test_bars_are_linear():
    picture = pictures.bars({"all": 400, "half": 200, "almost none": 1e-9}, "numbers")
    assert re.findall(r'width="(\d+)"', picture.html) == ["400", "200", "1"]


# ---- colours


def test_compared_maps_share_a_scale_and_extremes_do_not_decide_it():
    weak, strong = np.full((20, 20), 1.0), np.full((20, 20), 2.0)
    strong[0, 0] = 1000.0
    shaded_weak, shaded_strong = shades.shade_feature_maps([weak, strong])
    np.testing.assert_allclose(shaded_strong[1, 1], shades.POSITIVE)
    half = 0.5**shades.STRONGER
    np.testing.assert_allclose(shaded_weak[1, 1], 1 - half + half * shades.POSITIVE)


def test_the_scale_of_small_maps_is_their_largest_number():
    [shaded] = shades.shade_feature_maps([np.array([[0.0, -1.0, 4.0]])])
    np.testing.assert_allclose(shaded[0, 2], shades.POSITIVE)
    np.testing.assert_allclose(shaded[0, 1], 0.75 + 0.25 * shades.NEGATIVE)
    np.testing.assert_allclose(shaded[0, 0], 1.0)


def test_compared_images_share_a_scale():
    dark, bright = shades.shade_images([np.array([[0.0, 0.5]]), np.array([[1.0]])], darkest=0.0)
    assert dark[0, :, 0].tolist() == [0.0, 0.5]
    assert bright[0, 0, 0] == 1.0


def luminance(fill: Any) -> float:
    """The relative luminance as the guidelines on accessibility define it."""
    parts = np.asarray(fill, np.float64)
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def test_numbers_have_enough_contrast_on_every_colour():
    for fill in np.random.default_rng(0).random((500, 3)):
        ink = luminance(tables.to_rgb(tables.choose_ink(fill)))
        light, dark = max(luminance(fill), ink), min(luminance(fill), ink)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, fill


THEMES = {"light": "background:#fff;color:#222", "dark": "background:#111;color:#ddd"}
LEVEL_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.nightly)])
def test_axe_finds_nothing_in_figures(theme: str, browser: Any, drawn: dict[str, Picture]) -> None:
    names = ("window", "bars", "equivariance", "padded", "learning", "listen", "tape")
    page = browser.new_page()
    body = "".join(drawn[name]._repr_html_() for name in names)
    page.set_content(f"<html lang=en><title>t</title><body style='{THEMES[theme]}'>{body}")
    found = Axe().run(page, options=LEVEL_AA)
    assert found.violations_count == 0, found.generate_report()
    page.close()


def test_figures_fit_a_narrow_page(browser: Any, drawn: dict[str, Picture]) -> None:
    page = browser.new_page(viewport={"width": 800, "height": 800})
    body = "".join(each._repr_html_() for each in drawn.values())
    page.set_content(f"<style>img {{ max-width: 100% }}</style>{body}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 800
    page.close()


# ---- figures with a name


def test_the_photograph_is_filtered_by_the_function_of_the_student():
    calls = []

    def corr2d(X: Any, K: Any) -> Any:
        calls.append(K.shape)
        return cross_correlate(X, K)

    picture = pictures.filter_photograph(corr2d)
    assert calls == [(3, 3), (3, 3), (5, 5)]
    assert picture.html.count("<img") == 4
    assert "edges, left to right: 118 by 94" in picture.alt


def raises(X: Any, K: Any) -> Any:
    raise NotImplementedError


@pytest.mark.parametrize(
    "function",
    [raises, lambda X, K: None, lambda X, K: X, lambda X, K: "text", lambda X: X],
    ids=["raises", "returns nothing", "returns another shape", "returns text", "one argument"],
)
def test_an_unsolved_function_draws_nothing_and_says_what_to_do(function: Any, capsys: Any) -> None:
    function.__name__ = "corr2d"
    picture = pictures.filter_photograph(function)
    assert capsys.readouterr().out == "Solve corr2d first, then run this cell again.\n"
    assert picture.html == ""


def never_ends(X: Any, K: Any) -> Any:
    while True:
        pass


def is_interrupted(X: Any, K: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (never_ends, "It still runs after 0.1 seconds. "),
        (is_interrupted, "You interrupted is_interrupted. "),
    ],
)
def test_a_function_that_does_not_end_says_so_without_a_traceback(
    function: Any, said: str, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.pictures.photographs.LIMIT_S", 0.1)
    assert pictures.filter_photograph(function).html == ""
    name = function.__name__
    printed = " ".join(capsys.readouterr().out.split())
    assert printed == f"{said}Solve {name} first, then run this cell again."


def test_nothing_is_drawn_while_grading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for name, draw in FIGURES.items():
        assert draw().html == "", name


def test_the_response_moves_with_the_image():
    said = pictures.equivariance(down=2, right=3).alt
    assert "response: 6 by 7" in said
    assert said.count("kernel: 2 by 2 with rows 1 0; 1 1.") == 2
    marks = re.findall(r"framed: the 1 by 1 cells from row (\d), column (\d)", said)
    (row, column), (row_moved, column_moved) = (map(int, mark) for mark in marks)
    assert (row_moved - row, column_moved - column) == (2, 3)


def test_times_of_a_convolution_do_not_count_what_else_the_machine_does():
    calls = []

    def is_interrupted(X: Any, K: Any) -> None:
        calls.append(len(K))
        if len(calls) in range(3, 8):
            time.sleep(0.05)

    said = pictures.convolution_times({"interrupted": is_interrupted}).alt
    numbers = re.search(r"interrupted: ([\d., e-]+) for kernel sizes up to 128", said)
    assert numbers
    assert all(float(each) < 10 for each in numbers[1].split(", "))


def test_a_slow_function_is_timed_once_and_what_it_prints_is_not_shown(capsys):
    def is_slow(X: Any, K: Any) -> None:
        print("called")
        calls.append(len(K))
        time.sleep(0.45)

    calls: list[int] = []
    said = pictures.convolution_times({"slow": is_slow}).alt
    assert re.search(r"slow: 4\d\d(\.\d+)? for kernel sizes up to 4", said)
    assert (calls, capsys.readouterr().out) == ([4], "")


def test_functions_that_are_not_solved_have_no_curve_and_the_figure_says_so(capsys):
    def unsolved(X: Any, K: Any) -> None:
        raise NotImplementedError

    nothing = pictures.convolution_times({"loops": unsolved})
    assert (nothing.alt, capsys.readouterr().out) == (
        "",
        "Solve unsolved first, then run this cell again.\n",
    )
    pictures.convolution_times({"loops": functools.partial(unsolved)})
    assert capsys.readouterr().out == "Solve loops first, then run this cell again.\n"
    said = pictures.convolution_times({"sum": lambda X, K: X.sum(), "loops": unsolved}).alt
    assert "loops has no curve: it raises an error" in said


def test_the_border_of_a_filtered_photograph_is_no_edge():
    flat = pictures.stages(np.ones((20, 20)), np.array([[1.0, -1.0]])).alt
    assert "filtered (20, 20): 20 by 20 with values from 0 to 0" in flat


def test_a_wide_pooling_window_hides_a_small_move():
    said = pictures.shifted_photograph((1, 4, 16)).alt
    changes = [int(number) for number in re.findall(r": (\d+)", said)]
    assert changes[0] > 2 * changes[1] > 4 * changes[2] > 0


def test_each_output_of_pooling_passes_on_its_whole_gradient():
    said = pictures.pooling_gradients([[3.0, 1.0], [5.0, 9.0]], (1, 2)).alt
    assert "gradient, max: 2 by 2 with rows 1 0; 0 1." in said
    assert "gradient, avg: 2 by 2 with rows 0.5 0.5; 0.5 0.5." in said


def test_a_kernel_is_flipped_on_both_axes():
    assert "both flipped: 2 by 2 with rows −3 2; 1 0." in pictures.flip(K).alt


def test_a_single_pixel_shows_the_kernel_in_a_convolution():
    said = pictures.single_pixel(K).alt
    assert "convolution: 2 by 2 with rows 0 1; 2 −3." in said
    assert "cross-correlation: 2 by 2 with rows −3 2; 1 0." in said


def test_votes_count_windows_for_every_setting():
    said = pictures.votes((3, 3), (2, 2), rings=(0, 1)).alt
    assert "without padding: 3 by 3 with rows 1 2 1; 2 4 2; 1 2 1." in said
    assert "with a ring of zeros: 3 by 3 with rows 4 4 4; 4 4 4; 4 4 4." in said
    assert "stride (1, 2)" in pictures.votes((4, 4), (2, 2), strides=((1, 2), (2, 2))).alt


def test_the_two_maps_of_positions_have_one_scale_and_say_where_a_digit_is():
    percent = {"dense": np.full((7, 7), 50), "other": np.zeros((7, 7))}
    percent["other"][0, 6] = 50
    picture = pictures.positions_map(percent)
    dense, other = re.findall(r"<table.*?</table>", picture.html)
    colour = re.findall(r'bgcolor="(#\w+)"', dense)[0]
    assert dense.count(f'bgcolor="{colour}"') == 49
    assert other.count(f'bgcolor="{colour}"') == 1
    assert "other, 3 up: 0 0 0 0 0 0 50." in picture.alt
    assert "moved 3 left, 2 left, 1 left, centre, 1 right" in picture.alt


def test_a_confusion_matrix_marks_what_is_right_and_shades_what_is_not():
    picture = pictures.confusion([[3, 1, 0], [0, 2, 0], [0, 2, 0]])
    assert [cell for cell in find_marked(picture)[0] if cell] == [
        *"012",
        "0",
        "3",
        "1",
        "2",
        "2",
        "0",
    ]
    assert "5 of 8 are right. Mistakes: 0 read as 1: 1; 2 read as 1: 2." in picture.alt
    fills = re.findall(r'bgcolor="(#\w+)"', picture.html)
    assert len(fills) - fills.count("#ffffff") == 2


def test_a_digit_may_have_a_channel():
    image = PHOTO[:8, :8]
    with_channel = pictures.digits(image[np.newaxis, :, :, np.newaxis], [3])
    assert with_channel.html == pictures.digits([image], [3]).html


def test_strokes_names_the_kernel_that_finds_most():
    bright = np.zeros((1, 8, 8))
    bright[0, 4, 4] = 1
    kernels = np.zeros((3, 1, 3, 3))
    kernels[:, 0, 1, 1] = 1, 3, 2
    said = pictures.strokes(bright, kernels, [0, 1, 2]).alt
    assert said.endswith("from top to bottom: kernel 1.")


def test_a_call_can_be_heard_at_every_stride_and_is_small():
    shown = pictures.listen()._repr_html_()
    assert shown.count("<audio") == 3
    assert len(shown) < 100 * 1024
    assert "stride 4: one sample of 4, 4,000 a second<" in shown
