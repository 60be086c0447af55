"""A class hands in the answers of `answers/`; each earns the points that its first line states."""

import re
from pathlib import Path

import pytest

from nbproctor.testing.answers import grade_answers

ROOT = Path(__file__).parents[1]
ANSWERS = sorted((ROOT / "answers").glob("*/*.py"))


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], float]:
    """The points of each answer, by its assignment and the name of its file."""
    return grade_answers(ROOT, tmp_path_factory.mktemp("class"))


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_answer_earns_the_points_that_its_first_line_states(
    points: dict[tuple[str, str], float], path: Path
) -> None:
    stated = re.match(r'"""([\d.]+) points: ', path.read_text(encoding="utf-8"))
    assert stated, 'an answer starts with a line such as """7 points: correct, with loops."""'
    assert points[path.parent.name, path.stem] == float(stated[1])
