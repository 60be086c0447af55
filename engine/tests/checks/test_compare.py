import numpy as np
import pytest

from nbproctor.checks.compare import compute_tolerance, find_difference

EXPECTED = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "received",
    [
        EXPECTED,
        EXPECTED.astype(np.float32),
        EXPECTED.astype(int),
        EXPECTED.tolist(),
        EXPECTED + 9e-7,
    ],
    ids=["float64", "float32", "int", "lists", "rounding"],
)
def test_equal_values_of_any_real_type_are_right(received):
    assert find_difference(EXPECTED, received, allowed=1e-6) == ""


@pytest.mark.parametrize(
    ("received", "words"),
    [
        (None, "returned None"),
        (EXPECTED[:, :1], "shape (2, 1), expected (2, 2)"),
        (EXPECTED.ravel(), "shape (4,), expected (2, 2)"),
        (np.add(EXPECTED, [[0, 0], [0, 1e-3]]), "1 of 4 values differ"),
        (EXPECTED * [[1, np.nan], [1, 1]], "NaN"),
        (EXPECTED * np.inf, "4 of 4 values differ"),
        (EXPECTED.astype(complex), "complex128, expected real numbers"),
        ("19", "expected real numbers"),
        ([[1, 2], [3]], "rows have different lengths"),
        (np.array(object()), "expected real numbers"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_answer_is_told_how_it_differs(received, words):
    found = find_difference(EXPECTED, received, allowed=1e-6)
    assert words in found


def test_one_long_text_among_many_short_ones_takes_no_memory():
    """As an array they would take 4 TB."""
    received = ["a" * 1_000_000, *["b"] * 1_000_000]
    assert "a list, expected real numbers" in find_difference(EXPECTED, received, allowed=1e-6)
    arrays = [np.array(["a" * 10_000_000]), *[np.array(["b"])] * 100_000]
    assert "a list, expected real numbers" in find_difference(EXPECTED, arrays, allowed=1e-6)


def test_the_sentence_tells_no_values():
    assert "2." not in find_difference(EXPECTED, EXPECTED + 1, allowed=0)


@pytest.mark.parametrize("pair", [(1.0, EXPECTED), [1.0, EXPECTED]], ids=["tuple", "list"])
def test_several_results_may_come_as_tuple_or_list(pair):
    assert find_difference((1.0, EXPECTED), pair, allowed=0) == ""


def test_an_array_serves_for_a_tuple_of_numbers():
    assert find_difference((3, 4), np.array([3, 4]), allowed=0) == ""


def test_the_result_that_differs_is_named():
    found = find_difference((1.0, EXPECTED), (1.0, EXPECTED + 1), allowed=0)
    assert found == "your second result: 4 of 4 values differ from the expected ones."


@pytest.mark.parametrize(
    ("received", "words"),
    [
        ((2, 3), "before: the value is larger than the expected one."),
        ((1, 2), "after: the value is smaller than the expected one."),
        ((1, None), "after: it is None."),
        ((1, [3, 3]), "after: your output has shape (2,), expected a single number."),
    ],
    ids=["larger", "smaller", "None", "shape"],
)
def test_a_result_that_has_a_name_is_told_by_it_and_how_it_differs(received, words):
    assert find_difference((1, 3), received, allowed=0, names=("before", "after")) == words


@pytest.mark.parametrize("received", [1.0, (1.0,), (1.0, 2.0, 3.0)], ids=["one", "short", "long"])
def test_a_wrong_number_of_results_is_told(received):
    assert "expected 2" in find_difference((1.0, 2.0), received, allowed=0)


def test_one_array_for_two_is_not_counted_by_its_rows():
    found = find_difference((EXPECTED, EXPECTED), np.ones((3, 4)), allowed=0)
    assert found == "your code returned one array, expected 2 results as a tuple."


@pytest.mark.parametrize("terms", [1, 9, 100])
def test_no_order_of_summation_in_float32_exceeds_the_tolerance(terms):
    draw = np.random.default_rng(terms)
    for _ in range(1000):
        x, k = draw.normal(size=(2, terms)).astype(np.float32)
        exact = np.sum(x.astype(float) * k)
        allowed = compute_tolerance(float(np.sum(np.abs(x) * np.abs(k))), terms)
        for order in (x * k, (x * k)[::-1], draw.permutation(x * k)):
            total = np.float32(0)
            for product in order:
                total += product
            assert abs(float(total) - exact) <= allowed


def test_the_tolerance_is_far_below_a_wrong_digit():
    assert compute_tolerance(100.0, terms=9) < 1e-3
