"""The app of `nbproctor`."""

from nbproctor.cli.app import build_app
from nbproctor.cli.author_commands import doctor, new, normalise, progress, release, validate
from nbproctor.cli.class_commands import export, extend, grade, report, roster

app = build_app(
    "Release, grade and report the assignments of an nbgrader course.",
    (new, release, roster, grade, extend, export, report, normalise, validate, progress, doctor),
)
