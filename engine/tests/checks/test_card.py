"""The card of a result: what it says, where it may stand, and what the error beside it says."""

import numpy as np
import pytest
from bs4 import BeautifulSoup

from nbproctor.checks.card import draw_card
from nbproctor.checks.exercise import Exercise, Misconception, Property, case
from nbproctor.checks.report import MIME_TYPE, CheckFailed, collect_outputs
from nbproctor.pages.allowed_html import clean_html

PAIRS = Exercise(
    name="pairs",
    reference=lambda X: X[:-1] + X[1:],
    properties=(
        Property("sums of <neighbours>", 2, (case(X=np.array([1.0, 2.0, 3.0])),), hint="Add two."),
        Property("of any number", 1, (case(X=np.array([4.0, 8.0, 2.0, 0.5])),)),
    ),
    misconceptions=(Misconception("last", "You leave out <the last> one.", lambda X: X[:-1] * 2),),
    window=lambda index, X: {"X": (slice(index[0], index[0] + 2),)},
)


def right(X):
    return X[:-1] + X[1:]


def wrong_once(X):
    return right(X) + (np.arange(len(X) - 1) == 1)


def named(X):
    return 2 * X[:-1]


def stub(X):
    raise NotImplementedError()


def card_of(function, with_points=False):
    return BeautifulSoup(draw_card(PAIRS.examine(function), with_points), "html.parser")


def test_it_says_in_words_which_properties_hold():
    lines = [
        each.get_text() for each in card_of(lambda X: right(X) if len(X) < 4 else X).find_all("li")
    ]
    assert lines == ["✓ holds: sums of <neighbours>", "✗ fails: of any number"]


def test_a_grade_has_points_and_a_check_has_none():
    assert "pairs: 0 of 3 points, 0 of 2 properties hold." in card_of(named, True).get_text()
    assert "✗ fails: of any number (0 of 1)" in card_of(named, True).get_text()
    assert "points" not in card_of(named).get_text()


def test_the_mistake_is_bold_and_in_place_of_the_hint():
    card = card_of(named)
    assert "You leave out <the last> one." in [each.get_text() for each in card.find_all("b")]
    assert "Add two." not in card.get_text()


def test_the_hint_is_told_where_no_mistake_is_known():
    assert "Add two." in card_of(lambda X: X[1:] * X[:-1] + [0.25, *X[2:]]).get_text()


def test_the_first_wrong_number_stands_beside_the_right_one_with_its_window_marked():
    card = card_of(wrong_once)
    says = "The first one is at [1]: your function returns 6, expected 5."
    assert f"{says} It comes from what is marked in X." in card.get_text()
    marked = {
        table.caption.get_text(): [each.get_text() for each in table.find_all("mark")]
        for table in card.find_all("table")
    }
    assert marked == {"X": ["2", "3"], "expected": ["5"], "received": ["6"]}
    assert [each.get_text() for each in card.find_all(title="differs")] == ["6"]


def test_nothing_is_marked_if_the_shape_is_wrong():
    card = card_of(lambda X: X[:1])
    assert card.find_all("mark") == []
    assert "The first one" not in card.get_text()


def test_the_text_is_folded_away():
    details = card_of(named).details
    assert details.pre.get_text() == PAIRS.examine(named).text(with_points=False)


@pytest.mark.parametrize("function", [right, named, wrong_once, stub, lambda X: "<b>", lambda X: 1])
@pytest.mark.parametrize("with_points", [False, True])
def test_the_cleaning_of_feedback_changes_nothing(function, with_points):
    card = draw_card(PAIRS.examine(function), with_points)
    assert clean_html(card) == card


def test_without_its_styles_the_same_cells_stand_out():
    """JupyterLab removes styles and titles where it does not trust a notebook."""
    bare = BeautifulSoup(draw_card(PAIRS.examine(wrong_once), with_points=False), "html.parser")
    for each in bare.find_all(True):
        each.attrs = {name: value for name, value in each.attrs.items() if name == "border"}
    assert str(bare).count("<mark><b>6</b></mark>") == 1
    assert str(bare).count('<table border="1">') == 3


def test_only_borders_have_colours_of_their_own():
    card = card_of(wrong_once)
    for each in card.find_all(style=True):
        for declaration in each["style"].split(";"):
            name, _, value = declaration.partition(":")
            assert not name.startswith("background") or value == "none"
            assert name != "color" or value == "inherit"


def test_a_failed_check_shows_one_card_and_raises_one_line():
    with collect_outputs() as shown, pytest.raises(CheckFailed) as raised:
        PAIRS(named)
    [output] = shown
    assert output["text/plain"] == str(raised.value)
    assert output[MIME_TYPE]["earned"] == 0
    assert output["text/html"].count("<table") == 3
    line = "pairs: 0 of 2 properties hold; see the card above."
    assert raised.value._render_traceback_() == [line]


def test_validate_shows_the_whole_text(monkeypatch):
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    with collect_outputs(), pytest.raises(CheckFailed) as raised:
        PAIRS(named)
    assert raised.value._render_traceback_() == str(raised.value).splitlines()


def test_a_terminal_shows_the_whole_text_once(capsys):
    with pytest.raises(CheckFailed) as raised:
        PAIRS(named)
    assert capsys.readouterr().out == ""
    assert raised.value._render_traceback_() == str(raised.value).splitlines()


def test_an_untouched_stub_gets_a_card_too():
    with collect_outputs() as shown, pytest.raises(CheckFailed) as raised:
        PAIRS(stub)
    assert "Replace <code>raise NotImplementedError()</code> in" in shown[0]["text/html"]
    assert raised.value.line == "pairs: not attempted; see the card above."


HIDDEN = PAIRS.with_cases(
    {each.name: [case(X=np.array([1234.0, 77.5]))] for each in PAIRS.properties}
)


def test_a_card_after_hidden_cases_shows_neither_their_inputs_nor_what_was_returned():
    with collect_outputs() as shown:
        HIDDEN.score(lambda X: X[:-1] * 1000 if len(X) > 2 else X)
        HIDDEN.score(lambda X: right(X) if len(X) > 2 else X)
    for output in shown:
        text = output["text/html"]
        assert "1234" not in text
        assert "77.5" not in text
        assert "received" not in text
        assert "<mark" not in text


def test_a_window_is_not_asked_for_where_a_property_has_another_reference():
    other = Property("halves", 1, (case(X=np.ones(2)),), reference=lambda X: X / 2)
    halves = Exercise(
        name="halves", reference=PAIRS.reference, properties=(other,), window=lambda *a: 1 / 0
    )
    assert halves.examine(lambda X: X).failure.window == {}
