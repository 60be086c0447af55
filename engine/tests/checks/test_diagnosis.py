import numpy as np
import pytest
from hypothesis import example, given, seed, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from nbproctor.checks.diagnosis import list_differences
from nbproctor.checks.result import Failure
from nbproctor.checks.tables import draw_tables

EXPECTED = np.array([[1.5, -2.0, 3.25], [4.0, 5.5, -6.0], [7.0, -8.25, 10.0]])


@pytest.mark.parametrize(
    ("received", "name"),
    [
        (EXPECTED.T, "transposed"),
        (-EXPECTED, "opposite sign"),
        (EXPECTED + 2, "constant offset"),
        (EXPECTED / 9, "scaled"),
        (np.trunc(EXPECTED), "truncated to whole numbers"),
        (np.floor(EXPECTED), "truncated to whole numbers"),
        (np.maximum(EXPECTED, 0), "negatives cut off"),
        (np.abs(EXPECTED), "absolute values"),
        (EXPECTED * 0, "all zero"),
        (EXPECTED * np.inf, "infinite"),
        (EXPECTED * np.nan, "NaN"),
        (np.roll(EXPECTED, 1, axis=0), "off by one row or column"),
        (np.where(np.arange(3) < 2, EXPECTED, 0), "last row or column"),
        (np.pad(EXPECTED[:1, :1], (0, 2)), "only the first is right"),
        (np.pad(EXPECTED[1:2, 1:2], 1), "only the border is wrong"),
        (np.trunc(EXPECTED) % 256, "bytes"),
        (EXPECTED[:, :2] + 1, "size off by one"),
        (EXPECTED[:1] + 1, "wrong size"),
        (EXPECTED[:, :2], "last values missing"),
        (EXPECTED[1:, 1:], "first values missing"),
        (np.pad(EXPECTED, (0, 2)), "zeros at the end"),
        (np.concatenate([EXPECTED, EXPECTED]), "too many values"),
        (EXPECTED[None], "extra axes"),
        (EXPECTED[None, None].repeat(2, 1), "number of axes"),
        (EXPECTED.shape, "shape returned"),
        (EXPECTED**2, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_difference_is_named(received, name):
    with np.errstate(all="ignore"):
        differences = list_differences(EXPECTED, np.asarray(received), 1e-6)
    assert next(iter(differences), "") == name


def test_swapped_axes_are_named_for_what_is_not_square():
    assert "axes swapped" in list_differences(np.ones((2, 5)), np.ones((5, 2)), 0)


def test_the_sentence_tells_by_how_much():
    smaller, scaled = (list_differences(EXPECTED, Y, 1e-6) for Y in (EXPECTED - 0.5, EXPECTED * 3))
    assert smaller["constant offset"] == "Every value is 0.5 too small."
    assert scaled["scaled"] == "Every value is 3 times the expected one."


# Any float64 at all, and often those at the edges of what an answer can hold.
NUMBERS = st.floats() | st.sampled_from([0.0, 1.0, 1e-320, 1e308, np.inf, np.nan])
SHAPES = npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)


def arrays(shape):
    return npst.arrays(np.float64, shape, elements=NUMBERS)


PAIRS = SHAPES.flatmap(lambda shape: st.tuples(arrays(shape), arrays(shape)))
UNLIKE_PAIRS = st.tuples(SHAPES.flatmap(arrays), SHAPES.flatmap(arrays))


@seed(1)
@settings(max_examples=500, deadline=None, database=None)
@given(PAIRS | UNLIKE_PAIRS, st.sampled_from([0.0, 1e-6, 1.0, 1e300]))
@example((np.array([1.0, 2.0]), np.array([1.0, 2.0 + 1.5e-6])), 1e-6)
@example((np.zeros((0, 3)), np.zeros((0, 3))), 0.0)
def test_any_two_arrays_can_be_compared_and_shown_without_an_error_or_a_warning(pair, allowed):
    expected, received = pair
    for name, sentence in list_differences(expected, received, allowed).items():
        assert isinstance(name, str)
        assert isinstance(sentence, str)
    values = {"expected": expected, "received": received}
    assert draw_tables(Failure("any", "", values=values, allowed=allowed)).startswith("<div")


@pytest.mark.parametrize(
    ("received", "wrong"),
    [
        (EXPECTED + [[1.5e-6, 0, 0]] * 3, "constant offset"),
        (EXPECTED * (1 + 1e-6), "scaled"),
    ],
    ids=["one column alone", "a factor of one"],
)
def test_a_difference_of_nothing_is_not_named(received, wrong):
    assert wrong not in list_differences(EXPECTED, received, 1e-6)
