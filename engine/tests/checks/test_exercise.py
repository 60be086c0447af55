from dataclasses import replace

import numpy as np
import pytest

from nbproctor.checks import progress, two_mistakes
from nbproctor.checks.by_hand import Rule
from nbproctor.checks.exercise import Exercise, Misconception, Note, Property, case
from nbproctor.checks.report import CheckBroken, CheckFailed
from nbproctor.checks.result import WIDTH

double = Exercise(
    name="double",
    reference=lambda X: 2 * X,
    properties=(
        Property(
            "whole numbers", points=2, cases=(case(X=np.array([1.0, 2.0])),), hint="Twice as much."
        ),
        Property("fractions", points=1, cases=(case(X=np.array([0.25])),)),
    ),
)
hidden = double.with_cases(
    {"whole numbers": [case(X=np.array([40.0, 41.0]))], "fractions": [case(X=np.array([0.75]))]}
)


def right(X):
    return 2 * X


def truncated(X):
    return (2 * X).astype(int)


def learned_by_heart(X):
    return np.array([2.0, 4.0])


def stub(X):
    raise NotImplementedError()


def test_a_right_answer_passes_and_the_check_returns_nothing(capsys):
    assert double(right) is None
    assert "double: all is well." in capsys.readouterr().out


def test_points_are_the_sum_over_the_properties():
    assert double.points == 3


@pytest.mark.parametrize(
    ("answer", "score"),
    [(right, 3.0), (truncated, 2.0), (learned_by_heart, 0.0), (stub, 0.0), (None, 0.0)],
    ids=["right", "truncated", "learned by heart", "stub", "no function"],
)
def test_score_is_a_plain_float_of_the_points_earned(answer, score):
    earned = hidden.score(answer)
    assert type(earned) is float
    assert earned == score


def test_a_failed_check_raises_with_a_message_that_stands_alone():
    with pytest.raises(CheckFailed) as raised:
        double(truncated)
    text = str(raised.value)
    assert "✓ whole numbers" in text
    assert "✗ fractions" in text
    assert "X =\n[0.25]\nexpected\n[0.5]\nreceived\n[0.]" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_a_failed_check_renders_without_a_stack():
    with pytest.raises(CheckFailed) as raised:
        double(truncated)
    assert raised.value._render_traceback_() == str(raised.value).splitlines()


WALK = replace(double, name="walk", hints=("Where?", "What for?", "Add X to itself."))
STAY = replace(WALK, name="stay")


def keeps_whole_numbers(function, X):
    return function(X).dtype.kind == "i"


NOTED = replace(
    double, notes=(Note(keeps_whole_numbers, case(X=2), "Whole numbers become fractions."),)
)


def test_a_note_on_a_right_answer_is_printed_and_costs_nothing(capsys):
    def divides(X):
        return np.asarray(4 * X / 2)

    NOTED(divides)
    said = "Note: Whole numbers become fractions. This costs no points.\n"
    assert capsys.readouterr().out.endswith(said)
    assert NOTED.score(divides) == 3


def test_no_note_is_printed_if_it_does_not_apply_or_cannot_be_tried(capsys):
    def raises_for_whole_numbers(X):
        return 2 * X.astype(float)

    NOTED(lambda X: np.asarray(2 * X))
    NOTED(raises_for_whole_numbers)
    assert "Note" not in capsys.readouterr().out


def test_each_call_prints_the_next_hint_and_repeats_the_last(capsys):
    for _ in range(4):
        WALK.hint()
    assert capsys.readouterr().out.splitlines() == [
        "walk: hint 1 of 3. Where?",
        "walk: hint 2 of 3. What for?",
        "walk: hint 3 of 3. Add X to itself.",
        "walk: hint 3 of 3 (the last one, once more). Add X to itself.",
    ]


def test_a_hint_is_printed_by_its_number_and_others_are_refused_kindly(capsys):
    for number in (2, 4, 0, 2):
        STAY.hint(number)
    assert capsys.readouterr().out.splitlines() == [
        "stay: hint 2 of 3. What for?",
        "stay: there are 3 hints; choose a number from 1 to 3.",
        "stay: there are 3 hints; choose a number from 1 to 3.",
        "stay: hint 2 of 3. What for?",
    ]


def test_an_exercise_without_hints_says_so(capsys):
    double.hint()
    assert "double: there are no hints for this one." in capsys.readouterr().out


def test_hints_leave_no_trace_in_a_result():
    STAY.hint(3)
    assert STAY.examine(truncated).data() == replace(STAY, hints=()).examine(truncated).data()


def test_the_hint_of_the_first_property_that_fails_is_told_as_a_rule():
    with pytest.raises(CheckFailed, match=r"knows fits\. The rule: Twice as much"):
        double(lambda X: X[::-1] ** 3)


def test_a_telling_difference_is_told_in_place_of_the_hint():
    with pytest.raises(CheckFailed, match=r"Every value is 0\.5 times the expected one\."):
        double(lambda X: X)


def test_a_named_misconception_is_told_before_anything_else():
    squares = Misconception("squared", "These are squares.", lambda X: X**2)
    named = replace(double, misconceptions=(squares,))
    assert named.examine(lambda X: X * X).diagnosis.name == "squared"
    assert named.examine(lambda X: X).diagnosis.name == "scaled"
    with pytest.raises(CheckFailed, match="These are squares"):
        named(lambda X: X * X)


def test_an_answer_that_keeps_something_from_call_to_call_is_told_so():
    def keeps(X, calls=[]):  # noqa: B006
        calls.append(X)
        return 2 * X + len(calls) - 1

    assert double.examine(keeps).diagnosis.name == "kept from an earlier call"
    assert double.examine(lambda X: 2 * X + 1).diagnosis.name == "constant offset"


def test_a_misconception_that_raises_matches_only_where_all_else_is_right():
    def model(X):
        if X[0] != int(X[0]):
            raise ValueError
        return 2 * X

    def fails_at_fractions(X):
        if X[0] != int(X[0]):
            raise IndexError
        return 2 * X

    def fails_always(X):
        raise IndexError

    named = replace(double, misconceptions=(Misconception("whole only", "", model),))
    assert named.examine(fails_at_fractions).diagnosis.name == "whole only"
    assert named.examine(fails_always).diagnosis.name == "raised IndexError"


many = Exercise(
    name="many",
    reference=lambda X: 2 * X,
    properties=(
        Property("short", 1, (case(X=np.arange(1.0, 4.0)), case(X=np.arange(5.0, 9.0)))),
        Property("long", 1, (case(X=np.arange(1.0, 12.0)), case(X=np.arange(2.0, 14.0))), hint="?"),
    ),
    misconceptions=(
        Misconception("squared", "These are squares.", lambda X: X**2),
        Misconception("negative", "The sign is wrong.", lambda X: -2 * X),
    ),
)


def test_a_mistake_that_explains_one_property_is_told_where_another_has_another_mistake():
    result = many.examine(lambda X: X**2 if len(X) > 5 else X + 0.5)
    assert result.diagnosis.name == "squared"
    assert result.failure.property == "long"


def test_what_a_mistake_does_not_explain_is_told_beside_it():
    two = many.examine(lambda X: X**2 if len(X) > 5 else -2 * X).diagnosis
    assert (two.name, two.sentence) == ("negative", "The sign is wrong. These are squares.")
    mixed = many.examine(lambda X: X**2 if len(X) > 5 else 2 * X + 1).diagnosis
    more = "There is more wrong with “short”: Every value is 1 too large."
    assert mixed.sentence == f"These are squares. {more}"


def test_what_remains_is_compared_with_the_results_of_the_first_mistake():
    mixed = many.examine(lambda X: -2 * X if len(X) > 5 else -2 * X + 3).diagnosis
    more = "There is more wrong with “short”: Every value is 3 too large."
    assert mixed.sentence == f"The sign is wrong. {more}"


def test_nothing_is_said_of_another_size_if_the_first_mistake_changes_it():
    shorter = replace(many, misconceptions=(Misconception("short", "Too short.", lambda X: X[1:]),))
    mixed = shorter.examine(lambda X: X[1:] if len(X) > 5 else 2 * X[:-2]).diagnosis
    assert (mixed.name, mixed.sentence) == ("short", "Too short.")


def test_a_mistake_that_explains_few_of_many_properties_may_be_an_accident():
    third = replace(
        many, properties=(*many.properties, Property("empty", 1, (case(X=np.zeros(3)),)))
    )
    result = third.examine(lambda X: X**2 if len(X) > 5 else X + 0.5)
    assert result.diagnosis.name == "other values"


def test_a_mistake_in_one_of_several_results_is_told_for_that_result():
    both = Exercise(
        name="both",
        reference=lambda X: (2 * X, 3 * X),
        misconceptions=(
            Misconception("negative", "The sign is wrong.", lambda X: (-2 * X, -3 * X)),
        ),
        properties=(
            Property("double", 1, (case(X=np.arange(4)),), part=0),
            Property("triple", 1, (case(X=np.arange(4)),), part=1),
        ),
    )
    told = both.examine(lambda X: (-2 * X, 3 * X)).diagnosis
    assert told.sentence == "In your first result: the sign is wrong."


def test_a_dtype_is_told_beside_a_mistake_and_alone():
    halves = replace(
        many,
        properties=(*many.properties, Property("halves", 1, (case(X=np.arange(8) + 0.25),))),
    )
    both = halves.examine(lambda X: (-2 * X).astype(int)).diagnosis
    assert both.name == "negative and truncated to whole numbers"
    assert both.sentence.startswith("The sign is wrong. Besides, the fractions are gone")
    alone = halves.examine(lambda X: (2 * X).astype(int)).diagnosis
    assert alone.name == "truncated to whole numbers"


def join(first, second):
    return None if first == second else lambda X: second(first(2 * X))


joined = replace(
    many,
    misconceptions=tuple(
        Misconception(name, f"{name}.", lambda X, f=change: f(2 * X), change=change, join=join)
        for name, change in [
            ("reversed", lambda Y: Y[::-1]),
            ("cut", lambda Y: Y[:-1]),
            ("squared", np.square),
        ]
    ),
)


def test_two_mistakes_that_can_be_joined_are_told_together():
    both = joined.examine(lambda X: (2 * X)[::-1] ** 2).diagnosis
    assert (both.name, both.sentence) == ("reversed and squared", "reversed. squared.")
    shorter = joined.examine(lambda X: (2 * X)[::-1][:-1]).diagnosis
    assert shorter.name == "reversed and cut"
    assert joined.examine(lambda X: (2 * X)[::-1] ** 2 + len(X)).diagnosis.name == "other values"


@pytest.mark.parametrize("result", ["text", [[1.0], [2.0, 3.0]], (), None, {1: 2}, object()])
def test_no_kind_of_result_breaks_the_search_for_two_mistakes(result):
    assert joined.examine(lambda X: result).diagnosis.error is None


def test_a_long_list_is_searched_as_one_array(monkeypatch):
    changes, counts = two_mistakes._changes, []

    def counted(change, arrays):
        counts.append(len(arrays))
        return changes(change, arrays)

    monkeypatch.setattr(two_mistakes, "_changes", counted)
    joined.examine(lambda X: [[2.0]] * 25_000)
    assert set(counts) == {1}


trained = replace(
    many,
    properties=(
        *many.properties,
        Property("sum", 1, many.properties[0].cases, reference=lambda X: 2 * X.sum()),
    ),
    misconceptions=(
        *many.misconceptions,
        Misconception("negative", "The sign is wrong.", lambda X: -2 * X.sum(), ("sum",)),
    ),
)


def test_a_property_of_its_own_is_told_beside_a_mistake_that_does_not_explain_it():
    driver = {"driver": lambda function, X: function(X).sum()}
    *others, total = trained.properties
    negative = replace(trained, properties=(*others, replace(total, **driver)))
    assert negative.examine(lambda X: -2 * X).diagnosis.sentence == "The sign is wrong."
    driver = {"driver": lambda function, X: None}
    returned = replace(trained, properties=(*others, replace(total, **driver)))
    more = "There is more wrong with “sum”: your code returned None: is there a return statement?"
    assert returned.examine(lambda X: -2 * X).diagnosis.sentence == f"The sign is wrong. {more}"


def test_a_second_mistake_that_says_all_of_the_first_is_told_alone():
    both = Misconception(
        "squared and negative", "These are squares. The sign is wrong.", lambda X: -(X**2)
    )
    named = replace(many, misconceptions=(*many.misconceptions, both))
    result = named.examine(lambda X: X**2 if len(X) > 5 else -(X**2))
    assert result.diagnosis.sentence == both.sentence


def test_the_mistake_of_one_result_is_not_told_for_another_if_it_contradicts_the_call():
    both = Misconception("halved", "Halved.", lambda X: (X, 2 * X.sum()))
    doubled = Misconception("doubled", "Doubled.", lambda X: (4 * X, 4 * X.sum()))
    cases = many.properties[0].cases
    results = replace(
        many,
        reference=lambda X: (2 * X, 2 * X.sum()),
        properties=(Property("values", 1, cases, part=0), Property("sum", 1, cases, part=1)),
        misconceptions=(both, doubled),
    )
    sentence = results.examine(lambda X: (X, 4 * X.sum())).diagnosis.sentence
    assert sentence.startswith("Halved. There is more wrong with “sum”")


def test_a_mistake_that_explains_one_case_of_a_property_alone_is_not_told():
    result = many.examine(lambda X: X**2 if len(X) == 12 else X + 0.5 * len(X))
    assert result.diagnosis.name == "other values"


def test_a_mistake_that_would_change_a_right_result_is_not_told():
    negative_if_long = replace(many.misconceptions[1], model=lambda X: -2.0 * X)
    named = replace(many, misconceptions=(negative_if_long,))
    result = named.examine(lambda X: -2 * X if len(X) in (4, 11, 12) else 2 * X)
    assert result.diagnosis.name == "opposite sign"  # a look, and no mistake: one case is right


def test_a_look_is_told_only_if_several_failing_cases_show_it():
    assert many.examine(lambda X: 2 * X + (len(X) == 3)).diagnosis.name == "other values"
    assert many.examine(lambda X: 2 * X + (len(X) < 5)).diagnosis.name == "constant offset"
    mixed = many.examine(lambda X: 2 * X + 1 if len(X) < 5 else 3 * X)
    assert mixed.diagnosis.name == "other values"


def test_a_look_whose_numbers_differ_from_case_to_case_is_told_without_them():
    result = many.examine(lambda X: 2 * X + len(X))
    assert result.diagnosis.sentence == "Every value is off by the same number."


def half_and_rest(n):
    return n // 2, n - n // 2


halves = Exercise(
    name="halves",
    reference=half_and_rest,
    properties=(Property("shared", 1, (case(n=5), case(n=8), case(n=11)), results=("a", "b")),),
)


def test_a_look_at_one_of_several_results_names_it():
    result = halves.examine(lambda n: (n // 2, n - n // 2 + 1))
    assert result.diagnosis.sentence == "In b: wherever the value is wrong, it is 1 too large."


def test_no_look_is_told_if_several_results_differ_in_other_ways():
    def rest_first(n):
        return n - n // 2, n // 2

    assert halves.examine(rest_first).diagnosis.sentence == ""
    assert halves.examine(lambda n: (n // 2 + n % 2, n - n // 2 + 1)).diagnosis.sentence == ""


def test_numbers_of_single_values_are_told_only_if_they_are_the_same_in_all_cases():
    both = halves.examine(lambda n: (n // 2 + 1, n - n // 2 + 1))
    assert both.diagnosis.sentence == "Wherever the value is wrong, it is 1 too large."
    other = halves.examine(lambda n: (0.3 * (n // 2), 0.3 * (n - n // 2)))
    assert other.diagnosis.sentence == ""


def test_mistakes_that_raise_in_the_same_cases_are_told_apart_by_the_shapes_they_name():
    def failing(extra):
        def model(X):
            return X if len(X) < 5 else X + np.ones(len(X) + extra)

        return model

    models = (Misconception(f"{extra} more", "", failing(extra)) for extra in (1, 2))
    named = replace(many, misconceptions=tuple(models))

    def answered(extra):
        return named.examine(lambda X: 2 * X if len(X) < 5 else X * np.ones(len(X) + extra))

    right_if_short = [
        replace(each, model=lambda X, model=each.model: 2 * X if len(X) < 5 else model(X))
        for each in named.misconceptions
    ]
    named = replace(named, misconceptions=tuple(right_if_short))
    assert answered(1).diagnosis.name == "1 more"
    assert answered(2).diagnosis.name == "2 more"
    assert answered(3).diagnosis.name == "raised ValueError"


@pytest.mark.parametrize(
    ("parts", "told"), [(("long", "odd"), "long"), ((), "long or long and odd")]
)
def test_errors_tell_a_mistake_that_another_one_joins_with_a_second(parts, told):
    def fails_if_long(X):
        return 2 * X if len(X) < 5 else X[len(X)]

    mistakes = (
        Misconception("long", "", fails_if_long),
        Misconception("long and odd", "", fails_if_long, parts=parts),
    )
    answer = replace(many, misconceptions=mistakes).examine(fails_if_long)
    assert answer.diagnosis.name == told


def test_no_hint_follows_an_error_but_what_the_error_means():
    with pytest.raises(CheckFailed) as raised:
        double(lambda X: X[5])
    text = str(raised.value)
    assert "Twice as much" not in text
    assert "The last one of n is n - 1" in text


def test_the_grade_explains_what_the_check_explains():
    same = replace(many, misconceptions=many.misconceptions)
    graded = same.with_cases(
        {"short": [case(X=np.arange(9.0, 12.0))], "long": [case(X=np.arange(9.0, 30.0))]}
    )

    def answer(X):  # the hidden cases alone have a second mistake
        return X**2 if X[0] < 9 else X - 7

    check, grade = same.examine(answer), graded.examine(answer)
    assert check.diagnosis == grade.diagnosis
    assert grade.diagnosis.name == "squared"
    assert check.failure.property == grade.failure.property


def test_the_grade_explains_hidden_cases_where_only_they_fail():
    def squares_from_nine(X):
        return X**2 if X[0] == 9 else 2 * X

    named = replace(many, misconceptions=(Misconception("from nine", "", squares_from_nine),))
    graded = named.with_cases(
        {"short": [case(X=np.arange(9.0, 12.0))], "long": [case(X=np.arange(9.0, 30.0))]}
    )
    assert graded.examine(squares_from_nine).diagnosis.name == "from nine"


def test_the_grade_names_the_error_and_its_meaning_and_refers_to_the_check():
    text = " ".join(hidden.examine(lambda X: X[5]).text(with_points=True).split())
    assert "your code raised IndexError as in the check above" in text
    assert "The last one of n is n - 1" in text
    assert "out of bounds" not in text

    def fails_with_hidden(X):
        return 2 * X if X[0] < 40 else X[5]

    text = " ".join(hidden.examine(fails_with_hidden).text(with_points=True).split())
    assert "raised IndexError with an input that the check above does not try" in text


def test_printing_in_place_of_returning_is_told():
    result = double.examine(lambda X: print(2 * X))
    assert result.diagnosis.name == "printed instead of returned"
    assert "your code printed its result and returned None" in result.text(with_points=False)


def test_one_of_several_results_that_is_none_is_told():
    pair = Exercise(
        name="pair",
        reference=lambda X: (X + 1, X - 1),
        properties=(Property("less", 1, (case(X=np.array([1.0])),), part=1),),
    )
    problem = pair.examine(lambda X: (X + 1, None)).properties[0].problem
    assert problem == "your second result is None."


def test_the_case_that_is_shown_is_small_but_not_empty():
    cases = tuple(case(X=np.ones((n, 2))) for n in (1, 2, 3))
    drops = Exercise("drops", lambda X: X[1:], (Property("rows", 1, cases),))
    shown = drops.examine(lambda X: X[1:] + 1).failure
    assert shown.inputs["X"].shape == (2, 2)


def test_expected_and_received_are_shown_in_one_format():
    one = Exercise("one", lambda X: X.sum(), (Property("sum", 1, (case(X=np.ones(3)),)),))
    for wrong in (4, 4.0, np.int64(4), np.array(4)):
        text = one.examine(lambda X, wrong=wrong: wrong).text(with_points=False)
        assert "expected\n3\nreceived\n4" in text
    listed = double.examine(lambda X: [3, 4]).text(with_points=False)
    assert "expected\n[2. 4.]\nreceived\n[3. 4.]" in listed


def test_what_is_not_a_tuple_is_shown_as_it_is():
    pair = Exercise(
        name="pair",
        reference=lambda X: (X + 1, X - 1),
        properties=(Property("more", 1, (case(X=np.array([1.0])),), part=0),),
    )
    with pytest.raises(CheckFailed, match=r"received\n\[2\.\]"):
        pair(lambda X: X + 1)


def test_a_wrong_model_is_computed_where_the_answer_is_wrong_first():
    asked = []

    def model(X):
        asked.append(X.tolist())
        return X**3

    named = replace(double, misconceptions=(Misconception("cubes", "", model),))
    named.examine(lambda X: 2 * X + (len(X) == 1))
    assert asked == [[0.25]]
    named.examine(lambda X: 2 * X + (len(X) == 2))
    assert asked == [[0.25], [1.0, 2.0]]


def test_an_exercise_by_hand_scores_nothing_for_the_library_call_and_names_it(capsys):
    rule = Rule({}, ("numpy.multiply",))
    by_hand = replace(double, by_hand=(rule,))
    assert by_hand.score(lambda X: np.multiply(2, X)) == 0.0
    assert "by hand: np.multiply does its whole work" in " ".join(capsys.readouterr().out.split())
    assert by_hand.score(right) == 3.0


def test_an_untouched_stub_is_not_attempted():
    result = double.examine(stub)
    assert not result.attempted
    assert "not attempted" in result.text(with_points=True)


def test_a_hidden_case_shows_neither_inputs_nor_values(capsys):
    hidden.score(lambda X: 2 * X if X[0] < 40 else learned_by_heart(X))
    text = capsys.readouterr().out
    assert "some values differ from the expected ones" in text
    assert "40" not in text
    assert "80" not in text


def test_changing_the_input_is_wrong_even_where_the_values_are_right():
    def doubled_in_place(X):
        X *= 2
        return X

    assert "changed its input X" in double.examine(doubled_in_place).properties[0].problem


def test_a_changed_input_is_told_beside_another_mistake():
    def tripled_in_place(X):
        X *= 3
        return X

    tripled = Misconception("tripled", "You take three times.", lambda X: 3 * X)
    diagnosis = replace(double, misconceptions=[tripled]).examine(tripled_in_place).diagnosis
    assert diagnosis.name == "tripled and changed its input"
    assert diagnosis.sentence.startswith("You take three times. Besides, your code changes its")
    unknown = double.examine(tripled_in_place).diagnosis
    assert unknown.name == "changed its input"
    assert "Results are wrong, too" in unknown.sentence


def test_hidden_cases_must_name_every_property_once():
    with pytest.raises(ValueError, match="Name each property once"):
        double.with_cases({"whole numbers": []})


def test_one_part_of_a_pair_can_be_judged_by_itself():
    pair = Exercise(
        name="pair",
        reference=lambda X: (X + 1, X - 1),
        properties=(
            Property("more", 1, (case(X=np.array([1.0])),), part=0),
            Property("less", 1, (case(X=np.array([1.0])),), part=1),
        ),
    )
    assert pair.score(lambda X: (X + 1, X - 1)) == 2.0
    assert pair.score(lambda X: (X + 1, X)) == 1.0
    assert pair.score(lambda X: X + 1) == 0.0


def test_points_beside_a_diagnosis_that_failed_are_left_to_a_human():
    def one_value_where_two_are_expected(X):
        return 0.0

    mistakes = (Misconception("one value", "", one_value_where_two_are_expected),)
    pair = Exercise(
        name="pair",
        reference=lambda X: (X + 1, X - 1),
        properties=(
            Property("more", 1, (case(X=np.array([1.0])),), part=0),
            Property("less", 1, (case(X=np.array([1.0])),), part=1),
        ),
        misconceptions=mistakes,
    )
    result = pair.examine(lambda X: (X + 1, X))
    assert result.earned == 1
    assert result.diagnosis.name == "diagnosis failed"
    with pytest.raises(CheckBroken, match="pair: the check itself failed"):
        pair.score(lambda X: (X + 1, X))
    assert pair.score(lambda X: (X + 1, X - 1)) == 2.0


def test_a_value_just_beyond_the_tolerance_beside_an_exact_one_loses_its_property_only():
    allowed = 2 * np.finfo(np.float32).eps * 4 * 4  # of one term, largest value 4

    def nearly_right(X):
        Y = 2.0 * X.astype(np.float64)
        Y[1:] += 1.5 * allowed
        return Y

    result = double.examine(nearly_right)
    assert [each.passed for each in result.properties] == [False, True]
    assert result.diagnosis.name != "diagnosis failed"


def test_an_error_in_the_check_itself_is_told_apart_from_a_wrong_answer(capsys):
    broken = replace(double, reference=lambda X: 1 / 0)
    for ask in (broken, broken.score):
        with pytest.raises(CheckBroken, match=r"double: the check itself failed \(ZeroDivision"):
            ask(right)
    assert capsys.readouterr() == ("", "")


def test_a_check_gives_no_warning_of_a_value_however_large():
    too_large = np.longdouble("1e400")  # for a float64; a warning of the course's is an error here
    with pytest.raises(CheckFailed):
        double(lambda X: np.full(X.shape, too_large))


def test_a_result_as_data_has_no_inputs_and_no_values():
    data = hidden.examine(truncated).data()
    assert data["earned"] == 2
    assert [each["passed"] for each in data["properties"]] == [True, False]
    assert set(data["properties"][0]) == {"name", "points", "passed", "problem"}


lengths = Exercise(
    name="lengths",
    reference=lambda sizes: len(sizes),
    properties=(
        Property("any number", 1, (case(sizes=[4, 5, 6]), case(sizes=[]), case(sizes=[7, 8]))),
    ),
)


def test_the_smallest_failing_case_is_shown_and_an_empty_one_only_if_it_fails_alone():
    assert lengths.examine(lambda sizes: 9).failure.inputs == {"sizes": [7, 8]}
    assert lengths.examine(lambda sizes: len(sizes) or 1).failure.inputs == {"sizes": []}


def test_the_text_names_the_results_that_are_arrays():
    pair = Exercise(
        name="pair",
        reference=lambda X: (X, -X),
        properties=(Property("both", 1, (case(X=np.ones(2)),), results=("same", "opposite")),),
    )
    text = pair.examine(lambda X: (X, X)).text(with_points=False)
    assert "expected, same\n[1. 1.]\nexpected, opposite\n[-1. -1.]\nreceived, same" in text


HELPER = """
def helper(X):
    return X + 1
"""
PAIR = """
def pair(X):
    return [helper(each) for each in (X, -X)]
"""
ITS_OWN = """
import types
library = types.SimpleNamespace(helper=helper)
def pair(X):
    return [library.helper(each) for each in (X, -X)]
"""


def test_a_wrong_answer_that_uses_another_one_whose_check_failed_is_told_so(monkeypatch):
    monkeypatch.setattr(progress, "_checked", {})
    cells = {}
    exec(HELPER + PAIR, cells)
    helper = replace(double, name="helper")
    pair = Exercise(
        name="pair",
        reference=lambda X: (2 * X, -2 * X),
        properties=(Property("both", 1, (case(X=np.ones(2)),)),),
    )

    def told():
        with pytest.raises(CheckFailed) as raised:
            pair(cells["pair"])
        return "Your code uses `helper`" in str(raised.value)

    assert not told()
    with pytest.raises(CheckFailed):
        helper(cells["helper"])
    assert told()
    exec(ITS_OWN, cells)  # an attribute of the same name
    assert not told()
    exec(HELPER + PAIR, cells)  # another function, which no check has seen
    assert not told()
