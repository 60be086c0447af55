"""The `course` command: `nbproctor` with a sample class and the students' bundle."""

import os
from pathlib import Path
from typing import Annotated

import typer

from nbproctor import cli


def release(assignments: cli.Assignments = None) -> None:
    """Generate the students' notebooks in release/ from source/, and the students' bundle."""
    from course.staff.bundle import make_bundle

    cli.release(assignments)
    folder = cli.find_folder()
    cli.console.print(f"wrote {make_bundle(folder).relative_to(folder.root)}")


def sample_class(
    students: Annotated[int, typer.Option(help="How many students.")] = 12,
    assignments: cli.Assignments = None,
) -> None:
    """Write a class to try grading on to submitted/, which must be empty."""
    from course.staff.sample_class import make_sample_class

    folder = cli.find_folder()
    names = make_sample_class(folder, folder.choose(assignments or []), students)
    cli.console.print(f"wrote submitted/{names[0]} to submitted/{names[-1]}")


def mistakes() -> None:
    """Write the points that each known mistake loses to docs/mistakes.md."""
    from course.staff.mistakes import write_mistakes

    folder = cli.find_folder()
    page = folder.root / "docs" / "mistakes.md"
    count = write_mistakes(folder.choose([]), page)
    cli.console.print(f"wrote {page.relative_to(folder.root)}, {count} mistakes")


def progress(folder: cli.Work = Path("work")) -> None:
    """Show what is done in a student's notebooks, as their checks last said; run nothing."""
    from course.checks import CHAPTERS

    cli.show_progress(folder, CHAPTERS)


def doctor() -> None:
    """Check that this machine has what the course needs, and say how to fix what is wrong."""
    from course.doctor import CHECKS

    cli.examine_machine(CHECKS)


app = cli.build_app(
    "Release, grade and report the course, and make a class to try it on.",
    (
        *(release, cli.roster, cli.grade, sample_class, mistakes, cli.normalise),
        *(cli.validate, cli.extend, cli.export, cli.report, progress, doctor),
        *(cli.due, cli.feedback, cli.backup, cli.restore, cli.next_year),
    ),
)


def main() -> None:
    """Run `course`."""
    os.environ["NBPROCTOR_COMMAND"] = "course"
    cli.run(app)


if __name__ == "__main__":
    main()
