"""Settings of a course in nbgrader_config.py, besides those of kernels and pages."""

import copy
import difflib
from collections.abc import Collection, Iterator
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from traitlets import Bool, Dict, Float, Int, List, Unicode
from traitlets.config import Config, Configurable
from traitlets.config.loader import LazyConfigValue
from traitlets.utils.importstring import import_item

from nbproctor.errors import CourseError

CONFIGURATION = "nbgrader_config.py"  # the file that marks a course folder
# nbgrader's settings with these endings, in these sections, are import strings.
IMPORTING = (
    *("GenerateAssignment", "Autograde", "GenerateFeedback"),
    *("HTMLExporter", "AssignLatePenalties"),
)
IMPORT_STRINGS = ("preprocessors", "_class", "_hook")


class Course(Configurable):
    """The course's own Python packages."""

    packages = List(
        Unicode(),
        help="Import names of the course's packages. When one of their files changes, submissions "
        "are graded again: those of one assignment if the file or a folder around it has the name "
        "of that assignment, and those of assignments whose code imports it. Tracebacks leave out "
        "their frames.",
    ).tag(config=True)
    undeciding = List(
        Unicode(),
        help="Files and folders in those packages that affect no grade: `package/figures/`.",
    ).tag(config=True)
    timezone = Unicode(
        "",
        help="The time zone on whose clock days of lateness are counted, such as Europe/Berlin. By "
        "default it is nbgrader's own c.NbGraderAPI.timezone or c.Exchange.timezone, or else UTC.",
    ).tag(config=True)
    release_solutions = Bool(
        False,
        help="Whether feedback shows the model answer beside the student's own. It never does so "
        "before the due date of the assignment and all extensions of it have ended, and not if the "
        "assignment has no due date.",
    ).tag(config=True)
    short_answers = Unicode(
        "",
        help="A Markdown file in the course folder with short answers to the questions of an "
        "assignment that give no points, such as answers/{assignment_id}/further.md. Feedback "
        "shows it where `release_solutions` shows model answers. An assignment may have none.",
    ).tag(config=True)

    weights = Dict(
        Float(min=0.0),
        key_trait=Unicode(),
        help="The weight of each assignment in the weighted total of exports; 1 for one that is "
        "not named, 0 to leave it out. Without weights, exports have no total.",
    ).tag(config=True)


class HiddenCases(Configurable):
    """Hidden test cases that are drawn from a secret."""

    package = Unicode("", help="Import name of the package that contains the cases.").tag(
        config=True
    )
    secret_variable = Unicode(
        "NBPROCTOR_SECRET", help="The environment variable that holds the secret."
    ).tag(config=True)


class ClassRun(Configurable):
    """Grading a class."""

    preload = List(
        Unicode(), help="Modules that grade cells need; workers import them before they grade."
    ).tag(config=True)
    sent_variables = List(
        Unicode(), help="Environment variables that are sent to workers on other machines."
    ).tag(config=True)
    private_variables = List(
        Unicode(), help="Environment variables that are hidden while submissions are graded."
    ).tag(config=True)
    submissions_limit = Int(
        0,
        min=0,
        help="How many submissions of a student for an assignment are graded; 0 for all. "
        "The newest of the others waits until the due date, or until the student is named with "
        "--student.",
    ).tag(config=True)
    is_sample_class = Unicode(
        "",
        help="A function of a `CourseFolder` that tells whether its class is a sample. A sample "
        "may be graded on a machine without a sandbox.",
    ).tag(config=True)
    sample_class_command = Unicode(
        "", help="The command that makes such a class, which `grade` names if nothing is handed in."
    ).tag(config=True)


class Doctor(Configurable):
    """The command `doctor`."""

    checks = Unicode(
        "", help="Import name of the list of checks that replaces `nbproctor.doctor.CHECKS`."
    ).tag(config=True)


class Release(Configurable):
    """What a release must contain, and must not."""

    forbidden_words = List(
        Unicode(), help="Words that `validate` forbids in a release, besides nbgrader's marks."
    ).tag(config=True)
    alternative_text = Bool(
        False, help="Whether `validate` asks for alternative text of every figure."
    ).tag(config=True)
    first_cell = Unicode(
        "",
        help="A function of a `CourseFolder` that returns the code of a cell on top of each "
        "released notebook, for example to install what is missing; or an empty text.",
    ).tag(config=True)
    normal_form = Bool(
        False, help="Whether `validate` asks that sources are as `normalise` writes them."
    ).tag(config=True)


def read_timezone(config: Config) -> tzinfo:
    """Return the time zone of the course.

    Raises:
        CourseError: the name in the configuration is not that of a time zone.
    """
    for section in ("Course", "NbGraderAPI", "Exchange"):
        name = config.get(section, {}).get("timezone", "")
        if name and isinstance(name, str):
            return _find_timezone(name, f"c.{section}.timezone")
    return UTC


def _find_timezone(name: str, setting: str) -> tzinfo:
    if name == "UTC":  # also where there is no database of time zones
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        known = available_timezones()
        close = difflib.get_close_matches(name, known, n=1)
        what_to_do = f"Did you mean {close[0]!r}?" if close else "A name is such as Europe/Berlin."
        if not known:
            what_to_do = "This machine has no list of time zones: run `pip install tzdata`."
        raise CourseError(
            f"{CONFIGURATION}: {setting} = {name!r} is not the name of a time zone. {what_to_do}"
        ) from error


def read_weights(config: Config, assignments: Collection[str]) -> dict[str, float]:
    """Return the weights of assignments, `c.Course.weights`; empty if there are none.

    Raises:
        CourseError: one of them is of no assignment.
    """
    weights = dict(Course(config=config).weights)
    for name in weights:
        if name not in assignments:
            raise CourseError(
                f"{CONFIGURATION}: c.Course.weights names {name!r}, which is no assignment. The "
                f"assignments are: {', '.join(assignments)}."
            )
    return weights


def grades_all_apart(config: Config) -> bool:
    """Whether all grade cells run apart from the student's process, `c.ExecuteCells.apart`."""
    return bool(config.get("ExecuteCells", {}).get("apart", False))


def require_importable(config: Config) -> None:
    """Check that what the settings of grading and feedback name can be imported.

    Otherwise nbgrader stops at the first submission, with an error that names no setting.

    Raises:
        CourseError: a name cannot be imported, for example one of an earlier version.
    """
    for setting, name in _list_import_strings(config):
        try:
            import_item(name)
        except (ImportError, ValueError) as error:
            raise CourseError(
                f"{CONFIGURATION}: {setting} names {name}, which has moved or is gone ({error}). "
                "Correct it, or remove the setting if `nbproctor.configure(c)` sets it."
            ) from error


def _list_import_strings(config: Config) -> Iterator[tuple[str, str]]:
    for section in IMPORTING:
        for setting, value in config.get(section, {}).items():
            if setting.endswith(IMPORT_STRINGS):
                if isinstance(value, LazyConfigValue):  # `.append` in the configuration
                    value = copy.deepcopy(value).get_value([])
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, str):
                        yield f"c.{section}.{setting}", each
