"""The checks catch slips in the course's own solutions, and each property earns its place.

A sample of every exercise's mutants is tried here, and all of those that are said to be equivalent;
`make mutants` tries all.
"""

import random

import pytest
from mutants import (
    ROOT,
    Mutant,
    answer_cells,
    equivalent,
    examined,
    lost,
    mutants,
    tally,
)
from test_solutions import SOLUTIONS, exercises

CHAPTERS = sorted(path.name for path in (ROOT / "source").iterdir())
SAMPLE = 5  # of each exercise's 5 to 100


@pytest.fixture(scope="module", params=CHAPTERS)
def chapter(request):
    return request.param


@pytest.fixture(scope="module")
def tallies(chapter):
    return list(tally(chapter, sample))


def sample(found):
    return random.Random(1).sample(found, min(SAMPLE, len(found)))


def test_every_mutant_of_the_sample_that_is_not_equivalent_loses_points(tallies):
    assert {each.exercise: each.survived for each in tallies if each.survived} == {}


def test_every_exercise_has_mutants(tallies, chapter):
    assert {each.exercise for each in tallies} == set(exercises("grader_tests", chapter))
    assert all(len(each.killed) >= 3 for each in tallies)


def test_the_list_of_equivalent_mutants_names_none_that_is_killed_or_gone(chapter):
    setup, answers = answer_cells(chapter)
    listed = {(name, change) for name, each in equivalent(chapter).items() for change in each}
    made = [each for name, source in answers.items() for each in mutants(name, source)]
    named = [each for each in made if (each.exercise, each.change) in listed]
    assert {(each.exercise, each.change) for each in named} == listed
    killed = {
        (each.exercise, each.change)
        for each in named
        if not examined(chapter, setup, answers, each.exercise, each.source).passed
    }
    assert killed == set()
    assert all(reason for each in equivalent(chapter).values() for reason in each.values())


def test_every_property_alone_is_lost_by_some_mistake_or_says_why_it_stays(chapter):
    alone = {(s.exercise, s.loses) for its_chapter, s in SOLUTIONS if its_chapter == chapter}
    setup, answers = answer_cells(chapter)
    unneeded = []
    for name, exercise in exercises("grader_tests", chapter).items():
        kept = [each.name for each in exercise.properties if not each.stays]
        wanted = {each for each in kept if (name, (each,)) not in alone}
        if len(exercise.properties) == 1:
            continue
        for mutant in mutants(name, answers[name]) if wanted else ():
            wanted -= _only(lost(examined(chapter, setup, answers, name, mutant.source)))
            if not wanted:
                break
        unneeded += [f"{name}: {each}" for each in sorted(wanted)]
    assert unneeded == []


def _only(names):
    """What was lost alone, if anything was."""
    return set(names) if len(names) == 1 else set()


def test_the_solutions_themselves_lose_nothing(chapter):
    setup, answers = answer_cells(chapter)
    for name, source in answers.items():
        assert examined(chapter, setup, answers, name, source).passed, name


SOURCE = '''def mean(rows, n):
    """Mean."""
    total = rows[0] - 1
    return total / n
'''


def test_mutants_change_one_thing_each():
    changes = {mutant.change for mutant in mutants("mean", SOURCE)}
    assert "total = rows[0] - 1 → total = rows[0] + 1" in changes
    assert "total = rows[0] - 1 → total = rows[1] - 1" in changes
    assert "total = rows[0] - 1 → total = rows[0]" in changes
    assert "total = rows[0] - 1 → pass" in changes
    assert "return total / n → return total // n" in changes
    assert "return total / n → pass" in changes


def test_mutants_swap_what_belongs_to_the_other_axis():
    source = "def size(n_h, n_w):\n    return (n_h, n_w[0:2])"
    changes = {mutant.change for mutant in mutants("size", source)}
    assert "return (n_h, n_w[0:2]) → return (n_w, n_w[0:2])" in changes
    assert "return (n_h, n_w[0:2]) → return (n_w[0:2], n_h)" in changes
    assert "return (n_h, n_w[0:2]) → return (n_h, n_w[:2])" in changes


def test_a_mutant_is_never_the_solution_itself():
    assert Mutant("mean", "", SOURCE) not in set(mutants("mean", SOURCE))
    sources = [mutant.source for mutant in mutants("mean", SOURCE)]
    assert len(sources) == len(set(sources))
