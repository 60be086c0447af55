import numpy as np

from nbproctor.checks.result import Failure
from nbproctor.checks.tables import draw_tables

EXPECTED = np.array([[1.0, 2.0], [3.0, 4.0]])


def page(received, expected=EXPECTED, results=(), **inputs):
    values = {"expected": expected, "received": received}
    failure = Failure("p", "", inputs=inputs, values=values, allowed=1e-6, results=results)
    return draw_tables(failure)


def test_the_cells_that_differ_are_marked_and_no_others():
    html = page(np.add(EXPECTED, [[0, 0], [0, 1]]))
    assert html.count('title="differs"') == html.count("<b>5</b>") == 1
    assert html.count("differs") == 1


def test_another_shape_has_no_marks():
    assert "differs" not in page(EXPECTED[:1])


def test_every_channel_is_a_table_of_its_own():
    html = page(EXPECTED, X=np.ones((3, 2, 2)))
    assert all(f"X[{i}]</caption>" in html for i in range(3))


def test_parts_of_a_pair_are_compared_each():
    html = page((EXPECTED, EXPECTED), (EXPECTED, EXPECTED - 1))
    assert html.count("differs") == 4
    for name in ("expected", "received"):
        assert f"{name} (1 of 2)</caption>" in html
        assert f"{name} (2 of 2)</caption>" in html


def test_parts_have_the_names_of_the_results_if_there_are_as_many():
    names = ("your first result (loss)", "the slope")
    html = page((EXPECTED, EXPECTED), (EXPECTED, EXPECTED - 1), names)
    for name in ("expected", "received"):
        assert f"{name}, first result (loss)</caption>" in html
        assert f"{name}, the slope</caption>" in html
    assert "received (3 of 3)</caption>" in page((EXPECTED,) * 3, (EXPECTED,) * 2, names)


def test_numbers_tuples_and_large_arrays_are_text():
    html = page((2, 2), (np.array(3), np.array(3)), sizes=[(2, 2)], X=np.ones((40, 2)))
    assert "expected: (3, 3)" in html
    assert "received: (2, 2)" in html
    assert "sizes: [(2, 2)]" in html
    assert "X, shape (40, 2)" in html


def test_what_a_student_returns_is_escaped():
    assert "<script" not in page("<script>alert(1)</script>")
    assert "&lt;script" in page("<script>alert(1)</script>")
