"""The commands of `course`: those of `nbproctor`, some with additions, and two more."""

from pathlib import Path
from typing import Annotated

import typer

from nbproctor.cli import author_commands
from nbproctor.cli.app import Assignments, Json, Quiet, build_app, find_folder, print_line
from nbproctor.cli.author_commands import Work, normalise, validate
from nbproctor.cli.class_commands import export, extend, grade, report, roster
from nbproctor.cli.term_commands import backup, due, feedback, next_year, restore


def release(assignments: Assignments = None, quiet: Quiet = False) -> None:
    """Generate the students' notebooks in release/ from source/, and the students' bundle.

    Examples:
    course release               # all chapters
    course release pooling
    """
    from course.staff.bundle import make_bundle

    author_commands.release(assignments)
    folder = find_folder()
    print_line(f"wrote {make_bundle(folder).relative_to(folder.root)}")


def sample_class(
    students: Annotated[int, typer.Option(help="How many students.")] = 12,
    assignments: Assignments = None,
    quiet: Quiet = False,
) -> None:
    """Write a class to try grading on to submitted/, which must be empty.

    Examples:
    course sample-class          # 12 students, all chapters
    course sample-class --students 8 pooling
    """
    from course.staff.sample_class import make_sample_class

    folder = find_folder()
    names = make_sample_class(folder, folder.choose(assignments or []), students)
    print_line(f"wrote submitted/{names[0]} to submitted/{names[-1]}")


def mistakes(quiet: Quiet = False) -> None:
    """Write the points that each known mistake loses to docs/mistakes.md.

    Examples:
    course mistakes
    """
    from course.staff.mistakes import write_mistakes

    folder = find_folder()
    page = folder.root / "docs" / "mistakes.md"
    count = write_mistakes(folder.choose([]), page)
    print_line(f"wrote {page.relative_to(folder.root)}, {count} mistakes")


def progress(folder: Work = Path("work")) -> None:
    """Show what is done in a student's notebooks, as their checks last said; run nothing.

    Examples:
    course progress              # of the notebooks in work/
    course progress ~/homework
    """
    from course.checks import CHAPTERS

    author_commands.show_progress(folder, CHAPTERS)


def doctor(as_json: Json = False, quiet: Quiet = False) -> None:
    """Check that this machine has what the course needs, and say how to fix what is wrong.

    Examples:
    course doctor
    course doctor --quiet        # print only what is wrong
    """
    from course.doctor import CHECKS

    author_commands.examine_machine(CHECKS, as_json)


app = build_app(
    "Release, grade and report the course, and make a class to try it on.",
    (
        *(release, roster, grade, sample_class, mistakes, normalise),
        *(validate, extend, due, feedback, export, report, progress, doctor),
        *(backup, restore, next_year),
    ),
    distributions=("cnn-course", "nbproctor"),
)
