"""The windows that cards mark: an element of the output comes from its window and nothing else."""

import importlib

import numpy as np
import pytest

from course.checks import CHAPTERS
from course.checks.windows import find_window
from nbproctor.checks.build_key import find_exercises

MARKED = [
    each
    for chapter in CHAPTERS
    for each in find_exercises(importlib.import_module(f"course.checks.{chapter}"))
    if each.window
]


def test_exercises_in_which_a_window_slides_mark_it():
    assert {each.name for each in MARKED} == {
        *("corr2d", "convolve2d", "Conv2D", "corr2d_strided", "corr2d_tensor"),
        *("corr2d_multi_in", "corr2d_multi_in_out", "corr2d_1x1", "corr2d_matmul"),
        *("pool2d", "pool2d_strided", "pool2d_channels"),
    }


@pytest.mark.parametrize("exercise", MARKED, ids=lambda each: each.name)
def test_an_element_depends_on_its_window_alone(exercise):
    random, tried = np.random.default_rng(0), 0
    plain = [each for each in exercise.properties if not (each.driver or each.reference)]
    for each in plain:
        for case in each.cases:
            expected = exercise.compute_expected(each, case)[0]
            X, *settings = case.inputs.values()
            for index in {(0,) * expected.ndim, tuple(n - 1 for n in expected.shape)}:
                inside = np.zeros(X.shape, bool)
                inside[exercise.window(index, X, *settings)["X"]] = True
                assert inside.sum() <= exercise.terms(X, *settings)
                other = random.normal(size=X.shape).astype(X.dtype)
                outside_changed = np.where(inside, X, other)
                inside_changed = np.where(inside, 50 + 9 * other, X)
                compute = exercise.reference
                np.testing.assert_allclose(
                    np.asarray(compute(outside_changed, *settings))[index],
                    expected[index],
                    rtol=1e-5,
                    atol=1e-5,
                )
                if inside.any():
                    assert np.asarray(compute(inside_changed, *settings))[index] != expected[index]
                    tried += 1
    assert tried > 3


def test_a_window_in_the_padding_marks_nothing():
    assert find_window((0, 0), (2, 2), padding=((3, 0), (0, 0)))[0] == slice(0, 0)
