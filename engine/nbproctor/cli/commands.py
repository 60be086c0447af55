"""The app of `nbproctor`."""

from nbproctor.cli.app import build_app
from nbproctor.cli.author_commands import doctor, new, normalise, progress, release, validate
from nbproctor.cli.class_commands import export, extend, grade, report, roster
from nbproctor.cli.term_commands import backup, due, feedback, next_year, restore

app = build_app(
    "Release, grade and report the assignments of an nbgrader course.",
    (
        *(new, release, roster, grade, extend, due, feedback, export, report),
        *(backup, restore, next_year, normalise, validate, progress, doctor),
    ),
)
