"""Finds the known mistake that explains a wrong answer, and what a second mistake breaks.

The model of a mistake computes what it would return. A mistake explains an answer if its model
agrees with the student's function in every case, right or wrong.
"""

import functools
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from nbproctor.checks.answer import Answer, choose_answer, count_inputs
from nbproctor.checks.compare import find_difference, name_result
from nbproctor.checks.diagnosis import diagnose
from nbproctor.checks.run_models import (
    Run,
    agrees,
    choose_part,
    compare_with_model,
    explains,
    find_mistaken,
    raises_same_error,
)
from nbproctor.checks.two_mistakes import find_pair, find_shape, find_twisted
from nbproctor.checks.vocabulary import Case, Misconception, Property


def find_known_mistake(
    exercise: str, misconceptions: Sequence[Misconception], answers: Sequence[Answer]
) -> tuple[Misconception | None, Property | None, str]:
    """Return the known mistake that explains the failing cases, and a property that it breaks.

    If no mistake explains all of them, an answer has more than one. Two that explain all together
    are returned as one. Otherwise the mistake explains all cases of one property or more, and
    changes no result that is right; or it explains one of several results. The last value is a
    sentence about a property that it does not explain; "" if nothing is known of it.
    """
    failing = [answer for answer in answers if answer.problem]
    if all(a.outcome.value is None and not a.outcome.error for a in failing):
        return None, None, ""

    @functools.cache
    def run(misconception: Misconception, given: Case) -> tuple[Any, ...]:
        return find_mistaken(exercise, misconception, given)

    ordered = sorted(answers, key=lambda a: (not a.problem, count_inputs(a.case)))
    found = (
        _find_explanation(misconceptions, ordered, run)
        or find_twisted(misconceptions, ordered, run)
        or find_pair(misconceptions, ordered, run)
    )
    if found:
        about = next(a.about for a in failing if found.is_about(a.about))
        rest = [a for a in failing if not found.is_about(a.about)]
        return found, about, _describe_rest(found, misconceptions, rest, run)
    broken = list({answer.about.name: answer.about for answer in failing}.values())
    explained = []
    for about in broken if len(broken) > 1 else ():
        of_one = [a for a in ordered if a.about is about or not a.problem]
        if any(not a.outcome.error for a in of_one if a.problem):
            known = [each for each in misconceptions if each.is_about(about)]
            explained += [(each, about) for each in known if explains(each, of_one, run)]
    if not explained:
        return _find_in_one_result(misconceptions, ordered, broken, run)
    count = Counter(each for each, _ in explained)
    first, about = max(explained, key=lambda pair: count[pair[0]])
    # A mistake also fits a property that it is not about, and one whose few numbers may agree by
    # accident. Neither is a reason to tell a second mistake.
    fitting = [
        each
        for each in broken
        if compare_with_model(first, [a for a in failing if a.about is each], run) is not None
    ]
    # A function may have another mistake for other inputs, but not in another result of one call.
    of_first = [answer for answer in failing if answer.about is about and about.part is not None]
    for each, other in explained:
        if other not in fitting and not _contradicts(each, of_first, run):
            return first, about, each.sentence
    rest = [answer for answer in failing if answer.about not in fitting]
    is_rare = about.part is None and len(fitting) * 2 < len(broken)
    if is_rare and not any(answer.outcome.error for answer in rest):  # it may fit by accident
        return None, None, ""
    return first, about, _describe_second(first, rest, run)


def _contradicts(mistake: Misconception, answers: Sequence[Answer], run: Run) -> bool:
    """Whether a mistake's model returns a wrong result, and the answer returns another one."""
    for answer in answers:
        values = run(mistake, answer.case) if mistake.is_about(answer.about) else ()
        if values:
            modelled = choose_part(values[0], answer)
            is_right = not find_difference(answer.expected, modelled, answer.allowed)
            is_same = agrees(modelled, answer.received, answer.allowed)
            if not is_right and (answer.outcome.error or not is_same):
                return True
    return False


def _find_in_one_result(
    misconceptions: Sequence[Misconception],
    answers: Sequence[Answer],
    broken: Sequence[Property],
    run: Run,
) -> tuple[Misconception | None, Property | None, str]:
    """Return the mistake that explains one of several results, whatever the others are."""
    for about in broken:
        if about.part is None:
            continue
        of_one = [
            a for a in answers if a.about is about or (not a.problem and a.about.part == about.part)
        ]
        for each in misconceptions:
            if each.is_about(about) and explains(each, of_one, run):
                where = name_result(about.part, about.results)
                sentence = f"In {where}: {each.sentence[0].lower()}{each.sentence[1:]}"
                rest = [a for a in answers if a.problem and a.about.part != about.part]
                return replace(each, sentence=sentence), about, _describe_second(each, rest, run)
    return None, None, ""


def _describe_second(first: Misconception, rest: Sequence[Answer], run: Run) -> str:
    """Return a sentence about failing cases that the first mistake does not explain, or "".

    The results are compared with those of the first mistake, and then with the right ones. Where
    the first mistake changes the size of a result, nothing is said of another size: the first one
    may lead to it, too.
    """

    def after_first(answer: Answer) -> Answer:
        values = run(first, answer.case) if first.is_about(answer.about) else ()
        return replace(answer, expected=choose_part(values[0], answer)) if values else answer

    for about in {answer.about.name: answer.about for answer in rest}.values():
        of_one = [answer for answer in rest if answer.about is about]
        mistaken = [after_first(answer) for answer in of_one]
        sizes = [[find_shape(answer.expected) for answer in each] for each in (of_one, mistaken)]
        for answers in (mistaken, of_one):
            shown = choose_answer(answers)
            is_of_other_size = find_shape(shown.received) != find_shape(shown.expected)
            if shown.outcome.error or (is_of_other_size and sizes[0] != sizes[1]):
                continue
            twisted = find_twisted((), answers, run)
            sentence = twisted.sentence if twisted else diagnose(shown, answers).sentence
            if sentence or shown.outcome.value is None:
                return f"There is more wrong with “{about.name}”: {sentence or shown.problem}"
    return ""


def _describe_rest(
    found: Misconception, misconceptions: Sequence[Misconception], rest: Sequence[Answer], run: Run
) -> str:
    """Return a sentence about failing cases that a mistake is not about, or "".

    They may fail because of the same mistake. Nothing is said of them unless a model of the same
    name is about them and does not explain them.
    """
    for about in {answer.about.name: answer.about for answer in rest}.values():
        of_one = [answer for answer in rest if answer.about is about]
        same = [m for m in misconceptions if m.name == found.name and m.is_about(about)]
        if not same or any(compare_with_model(m, of_one, run) for m in same):
            continue
        known = [each for each in misconceptions if each.is_about(about)]
        other = next((each for each in known if explains(each, of_one, run)), None)
        if sentence := other.sentence if other else _describe_second(same[0], of_one, run):
            return sentence
    return ""


def _find_explanation(
    misconceptions: Sequence[Misconception], answers: Sequence[Answer], run: Run
) -> Misconception | None:
    """Return the first mistake whose model agrees with all answers.

    A model that only raises errors says little. It is returned if no other mistake raises errors in
    the same cases, and the function is right in others; or if no other mistake raises errors with
    the same shapes. Another one is not this one together with a second one. If two do, both are
    told.

    Args:
        misconceptions: the known mistakes.
        answers: failing ones first, so that models are rejected early.
        run: returns what `run_model` returns.
    """
    raising = []
    failing = [answer for answer in answers if answer.problem]
    for each in misconceptions:
        agreement = compare_with_model(each, answers, run)
        if agreement is None:
            continue
        compared, _, raised = agreement
        if compared:
            return each
        if raised == len(failing):
            raising.append(each)
    if _is_one(raising) and len(failing) < len(answers):
        return raising[0]
    if len(failing) > 1:  # it calls models, for which a grader must import what they need
        raising = [m for m in raising if all(raises_same_error(m, a) for a in failing)]
        return raising[0] if _is_one(raising) else _either(raising)
    return None


def _either(mistakes: Sequence[Misconception]) -> Misconception | None:
    """Return two mistakes that raise the same errors as one, which says that it may be either."""
    told = dict.fromkeys((each.name, each.sentence) for each in mistakes)
    if len(told) != 2:
        return None
    names, (either, other) = zip(*told, strict=True)
    sentence = f"One of two mistakes leads to your errors. The first: {either} The other: {other}"
    name = " or ".join(dict.fromkeys(names))
    return replace(mistakes[0], name=name, sentence=sentence)


def _is_one(mistakes: Sequence[Misconception]) -> bool:
    """Whether all are the first mistake, alone or together with another one.

    Mistakes of one name may be several, with a sentence each.
    """
    if not mistakes or len({(m.name, m.sentence) for m in mistakes if not m.parts}) > 1:
        return False
    first, *others = (set(each.parts or [each.name]) for each in mistakes)
    return all(first <= each for each in others)
