"""Live figures as Python makes them: their layers, their steps and their size."""

import numpy as np
import pytest

from course import pictures
from course.pictures.live.figure import build_frame
from course.pictures.live.labs import read_digit
from course.pictures.picture import NoPicture
from nbproctor.pages.allowed_html import clean_html

X = np.arange(9.0).reshape(3, 3)
K = np.array([[0.0, 1.0], [2.0, 3.0]])
AROUND = ((1, 1), (1, 1))
FIGURES = {
    "cross-correlation": lambda: pictures.step_through(X, K),
    "padding and stride": lambda: pictures.step_through(X, K, ((1, 0), (1, 1)), (2, 3)),
    "channels": lambda: pictures.step_through_channels([X, X + 1], [K, K + 1]),
    "pooling": lambda: pictures.step_through_pooling(X, (2, 2), padding=AROUND, stride=(2, 2)),
    "learning": lambda: pictures.step_through_learning(
        np.linspace(0, 1, 21)[:, np.newaxis, np.newaxis], np.geomspace(10, 0.01, 20), [[1.0]]
    ),
}
LABS = {
    "kernel_lab": lambda: pictures.kernel_lab("Find a kernel for <b>diagonals</b>."),
    "stride_lab": pictures.stride_lab,
    "pooling_lab": pictures.pooling_lab,
    "rate_lab": pictures.rate_lab,
    "digit_lab": pictures.digit_lab,
}
EVERY = pytest.mark.parametrize("draw", [*FIGURES.values(), *LABS.values()], ids=[*FIGURES, *LABS])


def steps_of(figure):
    """The lines of the table of all steps, without marks."""
    return clean_html(figure.below).replace("<mark>", "").replace("</mark>", "")


@EVERY
def test_a_live_figure_has_at_most_150_kb(draw):
    assert len(draw()._repr_html_()) < 150_000


@pytest.mark.parametrize("name", LABS)
def test_a_lab_has_at_most_50_kb_and_70_with_the_weights_of_two_networks(name):
    assert len(LABS[name]().frame) < (70_000 if name == "digit_lab" else 50_000)


@EVERY
def test_where_frames_are_removed_the_still_is_shown(draw):
    figure = draw()
    shown = clean_html(figure._repr_html_())
    assert "iframe" not in shown
    assert not any(word in shown for word in ("visibility", "<script"))
    assert clean_html(figure.still) in shown
    assert "Run this cell to use the live figure." in shown


@EVERY
def test_a_frame_may_run_its_script_and_nothing_else(draw):
    figure = draw()
    assert 'sandbox="allow-scripts"' in figure._repr_html_()
    assert "default-src 'none'" in figure.frame
    addresses = figure.frame.replace("http://www.w3.org/2000/svg", "")
    assert "://" not in addresses


@EVERY
def test_nothing_is_drawn_while_grading(draw, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert isinstance(draw(), NoPicture)


def test_text_of_a_task_cannot_end_the_script():
    assert build_frame("steps", "x", {"text": "</script>"}).count("</script>") == 3


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cross-correlation", "Output row 1, column 1: 4·0 + 5·1 + 7·2 + 8·3 = 43"),
        ("padding and stride", "Output row 1, column 0: 0·0 + 3·1 + 0·2 + 6·3 = 21"),
        ("channels", "Output row 1, column 1: 43 + 77 = 120"),
        ("pooling", "Output row 0, column 1: the largest of 1, 2 is 2"),
        ("learning", "After 1 step: loss 6.95"),
    ],
)
def test_every_step_is_in_the_table_and_in_the_frame(name, said):
    figure = FIGURES[name]()
    assert said in steps_of(figure)
    assert said in figure.frame.encode().decode("unicode_escape")


def test_the_table_has_a_row_for_each_step_and_marks_the_window():
    table = clean_html(FIGURES["cross-correlation"]().below)
    assert "All 4 steps" in table
    last = table.partition("<tr><td>4</td><td><table")[2]
    assert [f"<mark>{n}</mark>" in last for n in range(9)] == [n in (4, 5, 7, 8) for n in range(9)]


def test_cells_that_are_not_known_yet_have_a_question_mark():
    table = steps_of(FIGURES["cross-correlation"]())
    second = table.partition("<tr><td>2</td><td><table")[2].partition("<tr><td>3</td><td><table")[0]
    assert "<tr><td>19</td><td>25</td></tr><tr><td>?</td><td>?</td></tr>" in second


def test_padded_cells_of_pooling_do_not_count():
    figure = pictures.step_through_pooling(X, (2, 2), padding=AROUND, stride=(2, 2), mode="avg")
    assert "Output row 0, column 0: (0) / 1 = 0" in steps_of(figure)
    assert "Output row 0, column 1: (1 + 2) / 2 = 1.5" in steps_of(figure)


def test_the_digit_is_a_small_square_of_black_and_white():
    digit = read_digit()
    assert digit.shape == (14, 14)
    assert set(digit.ravel().tolist()) == {0.0, 1.0}
