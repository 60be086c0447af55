"""The `course` command: release, grade, export, sample-class, normalise, validate, doctor.

It is `nbproctor` with this course's additions.
"""

import functools
import os
from typing import Annotated, Any

import typer

from nbproctor import cli
from nbproctor.errors import CourseError


def release(chapters: cli.Chapters = None) -> None:
    """Write the students' notebooks in release/ from source/, and the students' bundle."""
    from course.staff.bundle import make_bundle

    cli.release(chapters)
    folder = cli.find_folder()
    cli.console.print(f"wrote {make_bundle(folder).relative_to(folder.root)}")


@functools.wraps(cli.grade)
def grade(*arguments: Any, **options: Any) -> None:
    """Grade as `cli.grade` does; if there is no submission, suggest `sample-class`."""
    try:
        cli.grade(*arguments, **options)
    except cli.NothingHandedIn as error:
        what = str(error).removesuffix(".")
        raise CourseError(f"{what}, or make a class to try with `course sample-class`.") from None


def sample_class(
    students: Annotated[int, typer.Option(help="How many students.")] = 12,
    chapters: cli.Chapters = None,
) -> None:
    """Write a class to try grading on into submitted/, which must be empty."""
    from course.staff.sample_class import make_sample_class

    folder = cli.find_folder()
    names = make_sample_class(folder, folder.choose(chapters or []), students)
    cli.console.print(f"wrote submitted/{names[0]} to submitted/{names[-1]}")


def doctor() -> None:
    """Check whether this machine has what the course needs, and say how to fix what is missing."""
    from course.doctor import LOOKS

    cli.examine_machine(LOOKS)


app = cli.build_app(
    "The `course` command: release, grade, export, sample-class, normalise, validate, doctor.",
    (
        *(release, grade, sample_class, cli.normalise),
        *(cli.validate, cli.export, cli.report, doctor),
    ),
)


def main() -> None:
    """Run `course`."""
    os.environ["NBPROCTOR_COMMAND"] = "course"
    cli.run(app)


if __name__ == "__main__":
    main()
