"""Every hostile submission, by the name of its student."""

import copy
import os
import tomllib
from pathlib import Path
from typing import Any

from hostile import vocabulary
from hostile.broken import BROKEN
from hostile.channels import CHANNELS
from hostile.edits import EDITS
from hostile.names import NAMES
from hostile.vocabulary import CHAPTER, MARK, Change, Hostile
from hostile.wire import WIRE
from nbformat import NotebookNode

from course.staff.sample_class import filled_in
from course.staff.solutions import read_solutions
from nbproctor.course_folder import CourseFolder, release
from nbproctor.notebooks import nbgrader_metadata, read_notebook

HERE = Path(__file__).parent
# What a key of a TOML file does to the notebook, in this order.
KINDS = {
    "answer": vocabulary.answers,
    "beneath": vocabulary.beneath,
    "before": vocabulary.runs_before,
    "after": vocabulary.runs_after,
    "text": vocabulary.writes,
    "raw": lambda name, text: vocabulary.writes(name, text, "raw"),
}


def read_group(path: Path) -> list[Hostile]:
    """The submissions in a file; its keys are described in README.md."""
    text = path.read_text(encoding="utf-8").replace("hostile-canary", MARK)
    return [_submission(name, entry) for name, entry in tomllib.loads(text).items()]


def _submission(name: str, entry: dict[str, Any]) -> Hostile:
    changes: list[Change] = [vocabulary.wrong(exercise) for exercise in entry.pop("wrong", ())]
    for kind, change in KINDS.items():
        changes += [change(cell, code) for cell, code in entry.pop(kind, {}).items()]
    for key in ("shows", "lacks"):
        entry[key] = tuple(entry.get(key, ()))
    return Hostile(name, changes=tuple(changes), **entry)


GROUPS = {
    **{path.stem: read_group(path) for path in sorted(HERE.glob("*.toml"))},
    "wire": WIRE,
    "channels": CHANNELS,
    "edits": EDITS,
    "broken": BROKEN,
    "names": NAMES,
}
SUBMISSIONS = {each.name: each for group in GROUPS.values() for each in group}


READ = [each.name for group in ("broken", "names") for each in GROUPS[group]]
EXECUTED = [name for name in SUBMISSIONS if name not in READ]
# nbgrader grades one after the other, with the same code: it has a part of them, by day and night.
OF_READ, OF_EXECUTED = (1, 6) if "NIGHTLY" in os.environ else (4, 18)
WAYS = {
    "course grade": list(SUBMISSIONS),
    "nbgrader autograde": [
        name
        for name in [*READ[::OF_READ], *EXECUTED[::OF_EXECUTED]]
        if SUBMISSIONS[name].alone != "not handed in"
    ],
}


def right_notebook(folder: CourseFolder, place: Path) -> NotebookNode:
    """The chapter's graded cells with right answers, released to `place`, without the prose."""
    released = read_notebook(*release(folder, CHAPTER, place))
    released.cells = [cell for cell in released.cells if nbgrader_metadata(cell)]
    solutions = read_solutions(folder.root / "answers" / CHAPTER)
    return filled_in(released, {s.exercise: s.source for s in reversed(solutions) if s.right})


def hand_in_all(right: NotebookNode, submitted: Path, names: set[str]) -> None:
    """Write the submissions of these names to `submitted/<name>/<chapter>/`."""
    for each in SUBMISSIONS.values():
        if each.name in names:
            each.hand_in(copy.deepcopy(right), submitted)
