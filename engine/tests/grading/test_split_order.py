"""Student cells run before grade cells: none shows what came of a grading, scores are as ever."""

import pytest
from nbgrader.preprocessors import Execute
from nbgrader.utils import determine_grade

from nbproctor.grading.run_record import RUN, read_scores
from nbproctor.testing.small_notebooks import (
    RIGHT,
    cell,
    doubles,
    execute,
    grade,
    named,
    notebook,
    outcome,
)

KEEPS = """
kept = []
def double(n):
    kept.append(n)
    return 2 * n
"""
# What stands below the grade cell of a right answer; the first is graded without a second kernel.
BELOW = {
    "nothing of it": "other = 3",
    "prints": "print('kept', kept)",
    "answers anew": "print('kept', kept)\ndouble = None",
    "changes what it needs": "print('kept', kept)\nfactor = 0",
    "deletes": "print('kept', kept)\ndel double, kept",
}


@pytest.fixture(scope="module", params=BELOW)
def ordered(request, tmp_path_factory):
    """A notebook run by ours, and how often its first cell ran; the same run by nbgrader's own."""
    counted = tmp_path_factory.mktemp("runs") / "runs"
    cells = [
        cell(f"factor = 2\nwith open({str(counted)!r}, 'a') as file:\n    file.write('x')"),
        cell(KEEPS.replace("2 *", "factor *")),
        doubles("double"),
        cell("# below\n" + BELOW[request.param]),
        cell("twice = lambda n: 2 * n"),
        doubles("twice"),
    ]
    executed = execute(*cells)
    runs = len(counted.read_text())
    stock, _ = Execute(kernel_name="python3").preprocess(notebook(*cells), {})
    return executed, runs, stock


def test_scores_are_those_of_the_cells_in_their_order(ordered):
    executed, _, stock = ordered
    in_order = {
        name: determine_grade(named(stock, f"# {name}"))[0] for name in read_scores(executed)
    }
    assert read_scores(executed) == in_order == {"test_double": 3.0, "test_twice": 3.0}


def test_no_cell_shows_what_a_function_kept_while_it_was_graded(ordered):
    executed, _, _ = ordered
    shown = named(executed, "# below").outputs
    assert [each.text for each in shown] in ([], ["kept []\n"])


def test_cells_run_twice_only_where_that_may_matter(ordered):
    executed, runs, _ = ordered
    assert runs == (1 if "other" in named(executed, "# below").source else 2)
    assert executed.metadata[RUN]["kernel_deaths"] == []


def test_what_is_shown_by_a_thread_or_an_earlier_display_is_dropped_during_a_grading():
    executed = execute(
        cell("# display\nfrom IPython.display import display\nplace = display(1, display_id=True)"),
        cell("# answer\ndef double(n):\n    place.update(f'was {n}')\n    return 2 * n"),
        cell(
            "# thread\nimport threading, time\ndef tell():\n    for _ in range(100):\n"
            "        time.sleep(0.02)\n        if graded: place.update('was in a thread')\n"
            "graded = []\ndef slow(n):\n    graded.append(n); time.sleep(0.1); return 2 * n\n"
            "threading.Thread(target=tell, daemon=True).start()"
        ),
        doubles("double"),
        doubles("slow"),
        cell("# last\nprint('last')"),
    )
    assert read_scores(executed) == {"test_double": 3.0, "test_slow": 3.0}
    texts = [str(each.outputs) for each in executed.cells if not each.source.startswith("# test")]
    assert [text for text in texts if "was" in text] == []
    assert named(executed, "# last").outputs[0].text == "last\n"


def test_kernels_that_die_below_a_grade_cell_cost_it_nothing():
    kills = [cell("import os; os._exit(0)") for _ in range(2)]
    executed = execute(cell(RIGHT), doubles("double"), *kills, doubles("double", "test_late"))
    assert read_scores(executed) == {"test_double": 3.0, "test_late": 3.0}
    executed = execute(
        cell(RIGHT), doubles("double"), *kills, doubles("double", "test_late"), kernel_deaths=2
    )
    assert read_scores(executed) == {"test_double": 3.0, "test_late": 0.0}
    assert outcome(executed, "test_late")["reason"] == "NotRun: 2 kernels died in this notebook"


@pytest.mark.parametrize("more", ["", "\ndouble = None"], ids=["once", "twice"])
def test_time_that_is_used_up_below_a_grade_cell_costs_it_nothing(more):
    executed = execute(
        cell(RIGHT),
        doubles("double"),
        cell("import time\ntime.sleep(60)" + more),
        doubles("double", "test_late"),
        notebook_limit_s=4.0,
    )
    assert read_scores(executed) == {"test_double": 3.0, "test_late": 0.0}


def test_what_python_says_of_a_students_data_is_not_told():
    executed = execute(cell("answer = 'secret'"), grade("test_answer", "float(answer)"))
    assert outcome(executed, "test_answer")["earned"] == 0.0
    assert "secret" not in str(executed.cells[1].outputs) + str(executed.metadata)
