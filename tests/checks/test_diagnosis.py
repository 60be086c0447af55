import numpy as np
import pytest

from course.checks.diagnosis import telling_difference

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
        (EXPECTED[:, :2], "size off by one"),
        (EXPECTED[:1], "wrong size"),
        (EXPECTED[None], "extra axes"),
        (EXPECTED[None, None].repeat(2, 1), "number of axes"),
        (EXPECTED**2, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_difference_is_named(received, name):
    with np.errstate(all="ignore"):
        assert telling_difference(EXPECTED, np.asarray(received), 1e-6)[0] == name


def test_swapped_axes_are_named_for_what_is_not_square():
    assert telling_difference(np.ones((2, 5)), np.ones((5, 2)), 0)[0] == "axes swapped"


def test_the_sentence_tells_by_how_much():
    assert telling_difference(EXPECTED, EXPECTED - 0.5, 1e-6)[1] == "Every value is 0.5 too small."
    assert "times the expected one" in telling_difference(EXPECTED, EXPECTED * 3, 1e-6)[1]
