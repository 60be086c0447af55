"""A class is graded with one secret; another one is refused, unless all is graded anew."""

import hashlib

import pytest
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from sqlalchemy import create_engine, text
from traitlets.config import Config

from nbproctor import safety
from nbproctor.class_run.class_run import RunSettings, grade_class
from nbproctor.errors import CourseError
from nbproctor.gradebook import secret, tables
from nbproctor.gradebook.tables import course_secret
from nbproctor.grading.submissions import find_submissions
from nbproctor.grading.tasks import select_environment
from nbproctor.testing.small_course import CHAPTER, hand_in, small_course

VARIABLE = "CLASS_SECRET"
SETTINGS = f"""
os.environ["NBPROCTOR_COMMAND"] = "my-course"
c.HiddenCases.package = "hidden_cases"
c.ClassRun.is_sample_class = "nbproctor.testing.small_course.is_sample_class"
c.HiddenCases.secret_variable = "{VARIABLE}"
"""
PLAIN = RunSettings(workers=1, feedback=False)
NEW = RunSettings(workers=1, feedback=False, new_secret=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A class of two that was graded with the secret `first`."""
    folder = small_course(tmp_path_factory.mktemp("secret"), settings=SETTINGS)
    folder.config.Autograde.exporter_class = (
        "nbproctor.grading.submitted_notebook.SubmittedExporter"
    )
    hand_in(folder, "ada")
    hand_in(folder, "bob", "def add(a, b):\n    return a - b")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "first")
        graded(folder)
    return folder


def graded(folder, students=None, settings=PLAIN):
    found = find_submissions(folder.root / "submitted", [CHAPTER], students)
    return [(each.score, each.kept) for each in grade_class(folder, found, settings=settings)]


def rows(folder):
    """What the gradebook says of grades and of our runs."""
    with create_engine(f"sqlite:///{folder.root / 'gradebook.db'}").connect() as connection:
        return [
            connection.execute(text(f"select * from {table} order by 1, 2")).all()
            for table in ("grade", "course_run", "course_secret")
        ]


def test_the_same_secret_keeps_what_was_graded(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, "first")
    assert graded(folder) == [(2.0, True), (0.0, True)]


@pytest.mark.parametrize("set_to", ["second", "", None], ids=["another", "empty", "not set"])
@pytest.mark.parametrize("regrade", [False, True], ids=["what changed", "everything"])
def test_another_secret_is_refused_in_a_line_and_changes_nothing(
    folder, monkeypatch, set_to, regrade
):
    if set_to is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, set_to)
    before = rows(folder)
    message = (
        r"^this class was graded with another secret: set CLASS_SECRET to that secret, "
        r"or grade the whole class again with `my-course grade --new-secret`\.$"
    )
    with pytest.raises(CourseError, match=message):
        graded(folder, settings=RunSettings(workers=1, regrade=regrade))
    assert rows(folder) == before


def test_a_new_secret_for_a_part_of_the_class_is_refused(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, "second")
    before = rows(folder)
    with pytest.raises(CourseError, match="leave out assignments and --student"):
        graded(folder, ["ada"], NEW)
    assert rows(folder) == before


def test_the_whole_class_is_graded_anew_with_a_new_secret_and_then_the_old_one_is_refused(
    folder, monkeypatch
):
    monkeypatch.setenv(VARIABLE, "second")
    assert graded(folder, settings=NEW) == [(2.0, False), (0.0, False)]
    assert graded(folder) == [(2.0, True), (0.0, True)]
    monkeypatch.setenv(VARIABLE, "first")
    with pytest.raises(CourseError, match="this class was graded with another secret"):
        graded(folder)
    assert graded(folder, settings=NEW) == [(2.0, False), (0.0, False)]


def test_nbgraders_own_command_refuses_another_secret_and_keeps_the_scores(
    folder, monkeypatch, caplog
):
    monkeypatch.setenv(VARIABLE, "second")
    before = rows(folder)
    with pytest.raises(NbGraderException):
        by_nbgrader(folder, "ada")
    assert "this class was graded with another secret: set CLASS_SECRET" in caplog.text
    assert rows(folder)[0] == before[0]
    monkeypatch.setenv(VARIABLE, "first")
    by_nbgrader(folder, "ada")


def by_nbgrader(folder, student):
    coursedir = folder.coursedir(CHAPTER, student_id=student)
    Autograde(coursedir=coursedir, config=coursedir.config, force=True).start()


@pytest.mark.parametrize("first", ["nbproctor grade", "nbgrader autograde"])
def test_a_gradebook_without_a_digest_takes_the_secret_of_the_next_grading(
    folder, monkeypatch, first
):
    monkeypatch.setenv(VARIABLE, "first")
    with create_engine(f"sqlite:///{folder.root / 'gradebook.db'}").begin() as connection:
        course_secret.drop(connection)
    if first == "nbproctor grade":
        graded(folder)
    else:
        by_nbgrader(folder, "ada")
    monkeypatch.setenv(VARIABLE, "second")
    with pytest.raises(CourseError, match="another secret"):
        graded(folder)


@pytest.mark.parametrize(
    ("setting", "environment", "variable"),
    [
        ("MINE", {"MINE": "a", "NBPROCTOR_SECRET": "c"}, "MINE"),
        ("MINE", {"NBPROCTOR_SECRET": "b"}, "MINE"),
        (None, {"NBPROCTOR_SECRET": "c"}, "NBPROCTOR_SECRET"),
        (None, {}, "NBPROCTOR_SECRET"),
    ],
    ids=["set", "set, and empty", "default", "default, and empty"],
)
def test_the_secret_is_in_the_configured_variable_and_travels_with_it(
    monkeypatch, setting, environment, variable
):
    for name in ("MINE", "NBPROCTOR_SECRET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    config = Config(HiddenCases={"secret_variable": setting} if setting else {})
    assert secret.secret_variable(config) == variable
    value = environment.get(variable)
    assert secret.secret_is_public(config) == (value is None)
    assert dict(select_environment(config))[variable] == (value or "")


def test_a_secret_in_another_variable_is_part_of_what_is_graded(tmp_path, monkeypatch):
    folder = small_course(tmp_path, settings='c.HiddenCases.secret_variable = "MINE"\n')
    hand_in(folder, "ada")
    monkeypatch.setenv("MINE", "first")
    assert graded(folder) == [(2.0, False)]
    monkeypatch.setenv("MINE", "second")
    with pytest.raises(CourseError, match="another secret: set MINE to that secret"):
        graded(folder)
    assert graded(folder, settings=NEW) == [(2.0, False)]


def test_a_run_computes_the_slow_digest_once(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, "first")
    secret.slow_digest.cache_clear()
    computed = []
    scrypt = hashlib.scrypt
    monkeypatch.setattr(
        secret.hashlib, "scrypt", lambda *a, **k: computed.append(a) or scrypt(*a, **k)
    )
    graded(folder)
    assert len(computed) == 1


def test_neither_the_secret_nor_its_digest_is_in_what_comes_out(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, "a secret of many words")
    graded(folder, settings=RunSettings(workers=1, new_secret=True))
    [(salt, digest)] = rows(folder)[2]
    places = ("autograded", "feedback", "grade.log")
    paths = [
        path
        for place in places
        for path in [folder.root / place, *(folder.root / place).rglob("*")]
    ]
    texts = "".join(path.read_text() for path in paths if path.is_file())
    for word in ("a secret of many words", digest, salt):
        assert word not in texts
    assert b"a secret of many words" not in (folder.root / "gradebook.db").read_bytes()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("mine", "other", "another secret: set CLASS_SECRET to that secret, or grade the whole"),
        ("mine", "", "another secret: set CLASS_SECRET to that secret, or grade the whole"),
        ("", "mine", "the public default: grade the whole class again"),
    ],
    ids=["another", "not set", "public before"],
)
def test_the_doctor_says_of_another_secret_what_grading_says(
    tmp_path, monkeypatch, first, second, words
):
    folder = small_course(tmp_path, settings=SETTINGS)
    monkeypatch.setenv(VARIABLE, first)
    with tables.connect(f"sqlite:///{folder.root / 'gradebook.db'}") as connection:
        secret.require_same_secret(connection, folder.config)
        assert safety.check_secret(folder.root).fine
        monkeypatch.setenv(VARIABLE, second)
        with pytest.raises(CourseError) as refused:
            secret.require_same_secret(connection, folder.config)
    assert words in str(refused.value)
    assert str(refused.value) in str(safety.check_secret(folder.root))


@pytest.mark.parametrize(
    ("set_to", "handed_in", "fine"),
    [
        ("", "a class", False),
        ("mine", "a class", True),
        ("", "the sample class", True),
        ("", "nothing", True),
    ],
)
def test_the_doctor_warns_of_the_public_default_for_a_real_class(
    tmp_path, monkeypatch, set_to, handed_in, fine
):
    folder = small_course(tmp_path, settings=SETTINGS)
    monkeypatch.setenv(VARIABLE, set_to)
    if handed_in != "nothing":
        hand_in(folder, "ada")
    if handed_in == "the sample class":
        (folder.root / "submitted" / ".sample").touch()
    finding = safety.check_secret(folder.root)
    assert finding.fine == fine
    if not fine:
        assert "The hidden cases come from the public default: Set CLASS_SECRET" in str(finding)
