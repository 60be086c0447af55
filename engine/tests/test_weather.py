"""The example course `weather`, with nbgrader's usual grade cells, by nbgrader and by nbproctor."""

import re
import shutil
import subprocess

import pytest
from bench_foreign import BIN, environment, make_class, read_scores
from weather_course import ANSWERS, ASSIGNMENT, WEATHER, read_points

from nbproctor.course_folder import CourseFolder

pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The class, with a student for each file of answers, graded by plain nbgrader."""
    folder = make_class(tmp_path_factory.mktemp("weather") / "plain", len(ANSWERS))
    run(folder, "nbgrader", "autograde", ASSIGNMENT)
    return folder


def run(folder, program, *arguments):
    command = [BIN / program, *arguments]
    done = subprocess.run(
        command, cwd=folder.root, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copied(plain, root):
    """The class of plain nbgrader in the example's own configuration, not yet graded."""
    left_out = shutil.ignore_patterns("gradebook.db", "autograded")
    shutil.copytree(plain.root, root, ignore=left_out)
    shutil.copy(WEATHER / "nbgrader_config.py", root)
    return CourseFolder.find(root)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("nbproctor", "grade"), id="nbproctor"),
        pytest.param(("nbgrader", "autograde", ASSIGNMENT), id="nbgrader"),
    ],
)
def test_scores_equal_those_of_plain_nbgrader(plain, tmp_path, command):
    folder = copied(plain, tmp_path / "ours")
    if command[0] == "nbgrader":
        run(folder, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    run(folder, *command)
    assert read_scores(folder) == read_scores(plain)


def test_every_answer_earns_what_its_file_says(plain):
    earned = dict.fromkeys((f"student_{n + 1:02}" for n in range(len(ANSWERS))), 0.0)
    for (student, _, cell), (score, _) in read_scores(plain).items():
        earned[student] += score or 0.0 if cell.startswith("test_") else 0.0
    assert list(earned.values()) == [read_points(answers) for answers in ANSWERS]


def test_the_release_is_ready_for_students_and_validate_compares_beside_with_apart(plain, tmp_path):
    folder = copied(plain, tmp_path / "ours")
    said = run(folder, "nbproctor", "validate")
    assert said.startswith("✓ rain: 15 points, ")
    assert re.search(r"graded beside and apart, \d of 7 cells earn the same\n", said)
    assert "plotting/test_draw: beside 3 of 3; apart could not run (" in said
