"""The answer key: the same results as without it, and nothing of an exercise that it is not for."""

import contextlib
import zlib
from dataclasses import replace

import numpy as np
import pytest

from nbproctor.checks.answer_key import AnswerKey, key_in_use, use_key
from nbproctor.checks.build_key import build_key
from nbproctor.checks.exercise import Case, Exercise, Misconception, Property, case
from nbproctor.checks.wire import WireError

computed: list[str] = []


def reference(X):
    computed.append("reference")
    return 2 * X


def bound(X):
    computed.append("magnitude")
    return 2 * X


def pair(X):
    computed.append("pair")
    return 2 * X, np.sum(X)


def known(name, model):
    def noted(X):
        computed.append(name)
        return model(X)

    return Misconception(name, f"It is {name}.", noted)


def whole_only(X):
    if np.any(np.floor(X) != X):
        raise ValueError
    return 2 * X


exercise = Exercise(
    name="double",
    reference=reference,
    misconceptions=(
        known("nothing", lambda X: None),
        known("whole only", whole_only),
        known("cubes", lambda X: X**3),
        Misconception("pair", "", lambda X: (2 * X, np.max(X)), ("both",)),
    ),
    properties=(
        Property("whole numbers", 2, (case(X=np.array([1.0, 2, 3])), case(X=np.array([[4.0]])))),
        Property("fractions", 1, (case(X=np.array([0.25, 0.75])),)),
        Property("both", 1, (case(X=np.array([1.0, 5])),), part=1, reference=pair),
    ),
)
KEY = build_key([exercise])


def fails_at_fractions(X):
    return whole_only(X), np.sum(X)


ANSWERS = {
    "right": lambda X: (2 * X, np.sum(X)) if X[0].size and X[-1] == 5 else 2 * X,
    "cubes": lambda X: X**3,
    "nothing": lambda X: None,
    "whole only": whole_only,
    "pair": lambda X: (2 * X, np.max(X)) if X.shape == (2,) and X[1] == 5 else 2 * X,
    "unknown": lambda X: X - 7,
}


@pytest.fixture(autouse=True)
def nothing_computed():
    computed.clear()


@pytest.mark.parametrize("name", ANSWERS)
def test_results_are_the_same_with_a_key_and_nothing_is_computed(name):
    without = exercise.examine(ANSWERS[name])
    assert computed
    computed.clear()
    with use_key(AnswerKey(KEY, [exercise])):
        assert repr(exercise.examine(ANSWERS[name])) == repr(without)
    assert computed == []
    assert without.passed is (name == "right")
    assert name not in ("cubes", "pair") or without.diagnosis.name == name


def test_a_key_built_twice_has_the_same_bytes():
    assert build_key([exercise]) == KEY


def test_the_public_exercise_finds_its_cases_in_the_key_of_the_one_with_hidden_cases():
    names = [each.name for each in exercise.properties]
    hidden = exercise.with_cases({name: [case(X=np.array([8.0, 5]))] for name in names})
    key = AnswerKey(build_key([hidden]), [hidden])
    computed.clear()
    with use_key(key):
        assert exercise.examine(ANSWERS["right"]).passed
        assert hidden.examine(ANSWERS["cubes"]).diagnosis.name == "cubes"
    assert computed == []


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        (replace(exercise, reference=lambda X: 5 * X), True),
        (replace(exercise, magnitude=bound), False),
        (replace(exercise, context=lambda: contextlib.nullcontext()), False),
        (replace(exercise, properties=(replace(exercise.properties[0], name="new"),)), False),
        (replace(exercise, properties=(replace(exercise.properties[0], reference=pair),)), True),
        (replace(exercise, name="twice"), False),
    ],
    ids=["reference", "magnitude", "context", "property", "reference of a property", "name"],
)
def test_another_exercise_is_computed(changed, wrong):
    with use_key(AnswerKey(KEY, [exercise])):
        result = changed.examine(ANSWERS["right"])
    assert result.passed is not wrong
    assert computed or changed.reference is not reference


def test_another_mistake_of_the_same_name_is_computed():
    other = known("cubes", lambda X: X**4)
    changed = replace(exercise, misconceptions=(*exercise.misconceptions[:2], other))
    with use_key(AnswerKey(KEY, [exercise])):
        assert changed.examine(lambda X: X**4).diagnosis.name == "cubes"
    assert set(computed) == {"cubes"}


def test_a_case_that_the_key_does_not_have_is_computed():
    other = replace(exercise.properties[0], cases=(case(X=np.array([1.0, 2, 4])),))
    with use_key(AnswerKey(KEY, [exercise])):
        assert replace(exercise, properties=(other,)).examine(lambda X: 2 * X).passed
    assert "reference" in computed


def test_cases_whose_inputs_are_not_data_are_computed():
    cases = tuple(Case({"X": [part, part]}) for part in ([1], [2]))  # one list in two places
    total = Exercise("total", np.sum, (Property("total", 1, cases),))
    assert [each.digest for each in cases] == ["", ""]
    with use_key(AnswerKey(build_key([total]), [total])):
        assert total.examine(np.sum).passed


def test_inputs_of_another_dtype_shape_order_or_name_are_another_case():
    array = np.array([[1.0, 2]], np.float32)
    inputs = [
        *({"X": array}, {"X": array.T}, {"X": array.astype(np.float64)}, {"Y": array}),
        *({"X": 1, "n": 2}, {"n": 2, "X": 1}, {"X": 1.0, "n": 2}, {"X": (1, 2)}, {"X": [1, 2]}),
    ]
    assert len({Case(each).digest for each in inputs}) == len(inputs)


def test_a_reference_that_raises_is_left_to_the_check():
    broken = replace(exercise, reference=lambda X: X[5])
    key = AnswerKey(build_key([broken]), [broken])
    assert key.find_expected(broken, broken.properties[0], broken.properties[0].cases[0]) is None


NO_KEYS = [b"", KEY[:-1], KEY + b"x", zlib.compress(KEY), b"\0\0\0\x021."]


@pytest.mark.parametrize("data", NO_KEYS, ids=len)
def test_bytes_that_are_no_key_are_refused(data):
    with pytest.raises(WireError):
        AnswerKey(data, [exercise])


def test_damaged_values_are_computed():
    damaged = KEY[:-40] + bytes(40)
    with use_key(AnswerKey(damaged, [exercise])):
        assert repr(exercise.examine(ANSWERS["pair"])) == repr(exercise.examine(ANSWERS["pair"]))
        assert exercise.examine(ANSWERS["pair"]).diagnosis.name == "pair"


def test_a_key_is_used_in_its_block_only():
    key = AnswerKey(KEY, [exercise])
    with use_key(key):
        with use_key(None):
            assert key_in_use() is None
        assert key_in_use() is key
    assert key_in_use() is None
