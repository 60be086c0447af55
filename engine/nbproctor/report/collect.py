"""Read the data of the report: points from the gradebook, the rest from autograded notebooks."""

from collections.abc import Iterator, Mapping, Sized
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import Connection

from nbproctor.course_folder import CourseFolder
from nbproctor.errors import CourseError, program
from nbproctor.gradebook.failures import DATABASE_ERRORS, describe_failure, require_gradebook
from nbproctor.gradebook.grades import (
    Grade,
    GradedCell,
    RegisteredNotebook,
    StoredNotebook,
    StoredSubmission,
    label_cell,
    label_text,
)
from nbproctor.gradebook.reader import (
    count_students,
    read_chapter,
    read_submissions,
)
from nbproctor.gradebook.tables import RunRow, read_run_rows
from nbproctor.notebooks import nbgrader_metadata, read_notebook
from nbproctor.report.class_data import (
    Chapter,
    ClassData,
    Concern,
    Exercise,
    Mark,
    Status,
    Submission,
)
from nbproctor.report.findings import Findings
from nbproctor.report.read_notebooks import read_all

BROKEN = ("missing", "unreadable")


def collect(folder: CourseFolder, chapters: list[str]) -> ClassData:
    """Read the given chapters, or all chapters with submissions if the list is empty.

    Raises:
        CourseError: the gradebook is missing or cannot be read, a given chapter is not in it, or
            nothing was graded yet.
    """
    course = CourseDirectory(config=folder.config)
    require_gradebook(course.db_url)
    try:
        with Gradebook(course.db_url, course.course_id) as gradebook:
            known = {str(each.name) for each in gradebook.assignments}
            names = chapters or [name for name in folder.chapters() if name in known]
            with gradebook.engine.connect() as connection:
                runs = read_run_rows(connection)
                read = [
                    _read_chapter_data(folder, course, connection, name, runs) for name in names
                ]
                students = count_students(connection)
    except DATABASE_ERRORS as error:
        raise CourseError(f"{describe_failure(course.db_url, error)}.") from error
    if not any(chapter.submissions for chapter in read):
        raise CourseError(f"nothing was graded yet: run `{program()} grade` first.")
    if not chapters:
        read = [chapter for chapter in read if chapter.submissions]
    return ClassData(str(course.course_id), students, tuple(read))


def _read_chapter_data(
    folder: CourseFolder,
    course: CourseDirectory,
    connection: Connection,
    name: str,
    runs: Mapping[tuple[str, str], RunRow],
) -> Chapter:
    rows = read_chapter(connection, name)
    notebooks = rows.registered.notebook_names
    exercises = {
        (notebook.name, cell.name): _build_exercise(cell, notebook.name, notebooks)
        for notebook in rows.registered.notebooks
        for cell in _sort_cells(folder, name, notebook)
        if cell.max_score
    }
    stored = read_submissions(connection, rows)
    paths = [
        Path(course.format_path(course.autograded_directory, student, name)) / f"{each}.ipynb"
        for student in stored
        for each in notebooks
    ]
    found = iter(read_all(paths, folder.config))
    submissions = []
    for student, graded in stored.items():
        findings = {each: next(found) for each in notebooks}
        submissions.append(
            _build_submission(student, graded, exercises, findings, runs.get((name, student)))
        )
    return Chapter(name, tuple(exercises.values()), tuple(submissions))


def _build_exercise(cell: GradedCell, notebook: str, notebooks: Sized) -> Exercise:
    name = label_cell(cell.name.removeprefix("test_"), notebook, notebooks)
    return Exercise(name, float(cell.max_score), cell.by_hand)


def _sort_cells(
    folder: CourseFolder, chapter: str, notebook: RegisteredNotebook
) -> list[GradedCell]:
    """Sort cells by their order in the source notebook; the gradebook does not store an order."""
    path = folder.source(chapter, notebook.name)
    source = read_notebook(path).cells if path.exists() else []
    places = {nbgrader_metadata(cell).get("grade_id"): at for at, cell in enumerate(source)}
    return sorted(notebook.graded, key=lambda cell: (places.get(cell.name, len(places)), cell.name))


def _build_submission(
    student: str,
    stored: StoredSubmission,
    exercises: Mapping[tuple[str, str], Exercise],
    findings: Mapping[str, Findings],
    run: RunRow | None,
) -> Submission:
    marks = {}
    for (notebook, cell), exercise in exercises.items():
        graded = stored.notebooks.get(notebook, StoredNotebook())
        grade = graded.grades.get(cell) or Grade()
        marks[notebook, cell] = _build_mark(cell, exercise, grade, findings[notebook])
    statuses = {mark.status for mark in marks.values()}
    return Submission(
        student,
        None if "could not run" in statuses else max(0.0, stored.score - stored.late_penalty),
        "to be graded by hand" in statuses,
        tuple(marks.values()),
        tuple(dict.fromkeys(_find_concerns(marks, findings, run))),
        {
            exercise.name: answer
            for (notebook, cell), exercise in exercises.items()
            if (answer := findings[notebook].answers.get(cell.removeprefix("test_"))) is not None
        },
        run.result if run else None,
    )


def _build_mark(cell: str, exercise: Exercise, grade: Grade, findings: Findings) -> Mark:
    name, points = exercise.name, grade.points
    if exercise.by_hand:
        if grade.needs_manual_grade or points is None:
            return Mark(name, "to be graded by hand")
        untouched = grade.manual_score is None and points == 0
        return Mark(name, _decide_status(points, exercise, attempted=not untouched), points)
    if points is None:
        return Mark(name, "could not run")
    result = findings.results.get(cell)
    # Without a result, only an error shows that the student attempted the exercise.
    attempted = result.attempted if result else cell in findings.errors
    status = _decide_status(points, exercise, attempted)
    if status in ("right", "not attempted"):
        return Mark(name, status, points)
    if result is None:
        kind = findings.errors.get(cell, "")
        if kind == "NameError":  # the answer cell failed and did not define the name
            kind = findings.errors.get(cell.removeprefix("test_"), kind)
        return Mark(name, status, points, _describe_error(kind))
    if result.forbidden:
        return Mark(name, status, points, f"not by hand: {result.forbidden}", named=True)
    mistake = result.diagnosis or ("no mistake with a name" if result.failing else "")
    named = bool(result.diagnosis) and not result.diagnosis.startswith("raised ")
    said = zip(result.failing, result.problems, strict=True)
    example = next((f"{which}: {problem}" for which, problem in said if problem), "")
    return Mark(name, status, points, mistake, named, result.failing, example)


def _decide_status(points: float, exercise: Exercise, attempted: bool) -> Status:
    if points >= exercise.points:
        return "right"
    if points > 0:
        return "partly right"
    return "wrong" if attempted else "not attempted"


def _describe_error(kind: str) -> str:
    if kind == "CellTimeoutError":
        return "took too long"
    return f"stops with {kind}" if kind else ""


def _find_concerns(
    marks: Mapping[tuple[str, str], Mark], findings: Mapping[str, Findings], run: RunRow | None
) -> Iterator[Concern]:
    notes = run.result.notes if run else ()
    if run and run.outcome in BROKEN:
        for note in notes or (run.outcome,):
            yield Concern("no notebook that can be read", note)
        return
    broke = bool(run and run.outcome == "could not run")
    reasons: dict[str, list[str]] = {}
    for (notebook, cell), mark in marks.items():
        # A note tells why a notebook, or the whole submission, could not be graded.
        is_noted = broke or findings[notebook] == Findings()
        unknown = "" if is_noted and notes else "no reason was recorded"
        reason = findings[notebook].reasons.get(cell, unknown)
        if mark.status == "could not run" and reason:
            reasons.setdefault(reason, []).append(mark.exercise)
    for reason, names in reasons.items():
        yield Concern("could not run", f"{', '.join(names)}: {reason}")
    concerns = [
        replace(concern, text=label_text(concern.text, notebook, findings))
        for notebook, each in findings.items()
        for concern in each.concerns
    ]
    yield from concerns
    told = {concern.text for concern in concerns}
    for note in notes:
        if note not in told:
            yield Concern("could not run" if broke else "other notes", note)
