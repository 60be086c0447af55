"""Read from an autograded notebook what failed, in a phrase for each exercise."""

from collections.abc import Sized

from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from nbproctor.checks.missing_answer import AT_LINE, SYNTAX_ERRORS
from nbproctor.checks.report import find_result
from nbproctor.gradebook.grades import label_cell, label_text
from nbproctor.grading.repair_notes import NOTES
from nbproctor.grading.run_record import RUN
from nbproctor.notebooks import is_auto_graded, nbgrader_metadata


def describe_autograded(
    notebook: NotebookNode, name: str, notebooks: Sized = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what failed in an autograded notebook, and the notes on repairs and events.

    Args:
        name: the notebook's.
        notebooks: the notebooks of its chapter; if there are several, phrases name this one.
    """
    cells = {nbgrader_metadata(cell).get("grade_id", ""): cell for cell in notebook.cells}
    graded = {
        test.removeprefix("test_"): cell for test, cell in cells.items() if is_auto_graded(cell)
    }
    phrases = [
        _describe_cell(label_cell(exercise, name, notebooks), cells.get(exercise), grade)
        for exercise, grade in graded.items()
    ]
    untouched = [phrase for phrase in phrases if phrase and phrase.endswith("not attempted")]
    if phrases and len(untouched) == len(phrases):
        failed = [label_text("nothing attempted", name, notebooks)]
    else:
        failed = [phrase for phrase in phrases if phrase]
    happened = notebook.metadata.get(RUN, {}).get("notes", ())
    notes = dict.fromkeys([*notebook.metadata.get(NOTES, ()), *happened])
    return tuple(failed), tuple(label_text(note, name, notebooks) for note in notes)


def _describe_cell(exercise: str, answer: NotebookNode | None, grade: NotebookNode) -> str:
    """Return why a grade cell did not earn all its points, or "".

    If the grade cell stops with a NameError, the answer cell's error is the reason.
    """
    for output in grade.outputs:
        if output.output_type == "error":
            errors = [each for each in (answer or grade).outputs if each.output_type == "error"]
            reason = errors[0] if output.ename == "NameError" and errors else output
            return f"{exercise}: {_describe_error(reason.ename, reason.evalue)}"
        data = find_result(output.get("data", {}))
        if data and not data["attempted"]:
            return f"{exercise}: not attempted"
        if data and data["forbidden"]:
            return f"{exercise}: not by hand ({data['forbidden']})"
        if data:
            wrong = [each["name"] for each in data["properties"] if not each["passed"]]
            return f"{exercise}: {data['diagnosis'] or wrong[0]}" if wrong else ""
    try:
        score, maximum = determine_grade(grade)
    except (KeyError, ValueError):  # nbgrader reads no score from the outputs
        return f"{exercise}: no result"
    if score == maximum:
        return ""
    for output in grade.outputs if not score else ():
        if output.output_type == "stream" and output.name == "stderr":
            line = next(filter(str.strip, output.text.splitlines()), "")
            return f"{exercise}: wrote to stderr: {line.strip()[:60]}"
    return f"{exercise}: {score:g} of {maximum:g} points"


def _describe_error(name: str, value: str) -> str:
    if name == "CellTimeoutError":
        return "took too long"
    if name in SYNTAX_ERRORS:
        line = AT_LINE.search(value)
        return f"syntax error in line {line[1]}" if line else "syntax error"
    return f"{name}: {value.splitlines()[0][:60]}" if value else name
