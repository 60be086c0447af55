"""Right answers in every style that Python and TensorFlow allow: compiled, and of other types.

No style may cost a right answer its points, or earn points for a wrong one.
"""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from mutants import ROOT, answer_cells
from test_solutions import SOLUTIONS, answer, exercises, key_of

from course.staff.solutions import Solution
from nbproctor.checks.answer_key import use_key
from nbproctor.checks.result import Result

CHAPTERS = sorted(path.name for path in (ROOT / "source").iterdir())
HIDDEN = {
    name: (chapter, each)
    for chapter in CHAPTERS
    for name, each in exercises("grader_tests", chapter).items()
}
pytestmark = pytest.mark.usefixtures("patient")


def examine(name: str, function: Any, **changes: Any) -> Result:
    """What the hidden exercise says of a function."""
    chapter, hidden = HIDDEN[name]
    with use_key(key_of(chapter)):
        return replace(hidden, **changes).examine(function)


# ---- types of results -----------------------------------------------------------------------


def as_whole(value: Any) -> Any:
    """Whole numbers as integers, all others as they are."""
    array = np.asarray(value)
    return array.astype(np.int64) if (array == np.round(array)).all() else array


def as_rows(value: Any) -> Any:
    """A list: of tensors if the value is one, so that a tape can follow; else of numbers."""
    is_tensor = tf.is_tensor(value) and value.shape.rank
    return tf.unstack(value) if is_tensor else np.asarray(value).tolist()


TYPES: dict[str, Callable[[Any], Any]] = {
    "float64": lambda value: tf.cast(value, tf.float64),
    "float64 of NumPy": lambda value: np.asarray(value, np.float64),
    "int": as_whole,
    "list": as_rows,
    "tf.Variable": lambda value: tf.Variable(value),
    "np.matrix": lambda value: np.matrix(value) if np.ndim(value) == 2 else value,
    "np.float64": lambda value: np.float64(value) if np.ndim(value) == 0 else value,
}


def converted(function: Any, convert: Callable[[Any], Any]) -> Any:
    """A student's function, or a layer, whose results have another type."""

    def of_each(value: Any) -> Any:
        if isinstance(value, tuple | list):
            return type(value)(map(convert, value))
        return convert(value)

    if isinstance(function, type):

        class Layer(function):
            def call(self, *inputs: Any) -> Any:
                return of_each(super().call(*inputs))

        return Layer
    return lambda *inputs: of_each(function(*inputs))


# Types that cannot be right in an exercise, by its name, and why.
NOT_RIGHT = {
    "corr2d_tensor": {
        "float64 of NumPy": "an array leaves the tape, on which the result must be",
        "int": "a whole number has no gradient",
        "tf.Variable": "a new variable is where a tape begins",
        "np.matrix": "an array leaves the tape, on which the result must be",
    }
}


@functools.cache
def solutions(chapter: str) -> dict[str, Any]:
    """The functions of a chapter's own solution, by exercise."""
    namespace, cells = answer_cells(chapter)
    for source in cells.values():
        exec(source, namespace)
    return {name: namespace[name] for name in cells}


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("kind", TYPES)
def test_the_right_values_are_right_in_another_type(name: str, kind: str) -> None:
    chapter, _ = HIDDEN[name]
    result = examine(name, converted(solutions(chapter)[name], TYPES[kind]))
    is_right = kind not in NOT_RIGHT.get(name, {})
    assert result.passed is is_right, result.text(with_points=True)


# ---- functions that TensorFlow compiles ------------------------------------------------------

# Right answers that TensorFlow can compile, of exercises that forbid some calls and allow others.
COMPILED = {
    "both axes reversed by slices": "convolve2d",
    "cross-correlation with a kernel and its transpose": "detect_edges",
    "the course's operations as a module": "detect_edges",
    "Keras style, add_weight in build": "Conv2D",
    "recursion over the channels": "corr2d_multi_in",
    "TensorFlow, windows stacked": "corr2d_strided",
    "tf.image.extract_patches of a padded image": "pool2d_strided",
}
# Wrong answers that are right once they are compiled, by exercise and title, and why.
RIGHT_WHEN_COMPILED = {
    ("train_step", "a Python number has no gradient"): "`float` becomes a cast, which has one",
    (
        "train_step",
        "momentum, kept on the layer",
    ): "only the first call runs its lines",
}


def list_answers(name: str, right: bool) -> list[Solution]:
    """All answers to an exercise that are right, or that are wrong."""
    return [each for _, each in SOLUTIONS if each.exercise == name and each.right is right]


def compiled(solution: Solution) -> Any:
    """The function that an answer defines, or its layer's `call`, as a `tf.function`."""
    function = answer(solution)
    if not isinstance(function, type):
        return tf.function(function)
    function.call = tf.function(function.call)
    return function


@pytest.mark.parametrize(("title", "name"), COMPILED.items(), ids=lambda text: text)
def test_a_right_answer_that_is_compiled_earns_full_marks(title: str, name: str) -> None:
    [solution] = [each for each in list_answers(name, right=True) if each.title == title]
    result = examine(name, compiled(solution))
    assert result.earned == HIDDEN[name][1].points, result.text(with_points=True)


@pytest.mark.nightly
@pytest.mark.parametrize("name", HIDDEN)
def test_no_rule_forbids_what_a_right_answer_becomes_when_it_is_compiled(name: str) -> None:
    """Many cannot be compiled, since NumPy cannot compute with tensors that have no values yet."""
    for solution in list_answers(name, right=True):
        function = compiled(solution)
        without_rules = examine(name, function, by_hand=())
        assert examine(name, function).forbidden == "", solution.title  # it has its graphs already
        result = examine(name, compiled(solution))
        assert result.forbidden == "", solution.title
        assert result.properties == without_rules.properties, solution.title


@pytest.mark.nightly
@pytest.mark.parametrize("name", HIDDEN)
def test_a_wrong_answer_earns_no_more_when_it_is_compiled(name: str) -> None:
    more = set()
    for solution in list_answers(name, right=False):
        result = examine(name, compiled(solution))
        lost = {each.name for each in result.properties if not each.passed}
        if not set(solution.loses) <= lost:
            more.add((name, solution.title))
    assert more == {key for key in RIGHT_WHEN_COMPILED if key[0] == name}
