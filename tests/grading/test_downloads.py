"""Whose notebook is whose, by the names that Canvas and Moodle give to files."""

from types import SimpleNamespace

import pytest

from course.grading.downloads import CanvasFiles, MoodleFiles

STUDENTS = [
    SimpleNamespace(id="ada", first_name="Ada", last_name="Byron", lms_user_id="4711"),
    SimpleNamespace(id="zoë", first_name="Zoë Ann", last_name="Müller", lms_user_id="4712"),
    SimpleNamespace(id="kim1", first_name="Kim", last_name="Lee", lms_user_id=None),
    SimpleNamespace(id="kim2", first_name="Kim", last_name="Lee", lms_user_id=None),
    SimpleNamespace(id="nameless", first_name=None, last_name=None, lms_user_id=None),
]
FILE = "assignsubmission_file"


def collected(plugin, path):
    plugin._students = STUDENTS
    found = plugin.collect(str(path))
    return found and (found["student_id"], found["file_id"])


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("byronada_4711_90210_pooling.ipynb", "ada"),
        ("byronada_LATE_4711_90210_pooling.ipynb", "ada"),
        ("byronada_4711_90210_pooling-1.ipynb", "ada"),
        ("byronada_4711_90210_pooling (2).ipynb", "ada"),
        ("byronada_4711_90210_pooling(1)-3.ipynb", "ada"),
        ("müllerzoëann_4712_90210_pooling.ipynb", "zoë"),
        ("byron_ada2_4711_90210_pooling.ipynb", "ada"),
        ("stranger_99_90210_pooling.ipynb", None),
        ("anon_x8Fj2_90210_pooling.ipynb", None),
        ("byronada_4711_90210_essay.pdf", None),
    ],
)
def test_canvas_names_students_by_number(tmp_path, name, student):
    path = tmp_path / "submissions" / name
    assert collected(CanvasFiles(), path) == (student and (student, "pooling"))


def test_of_two_uploads_in_canvas_the_newer_counts(tmp_path):
    old, new = (
        tmp_path / f"byronada_4711_{n}_pooling{copy}.ipynb" for n, copy in ((99, "-1"), (100, ""))
    )
    other = tmp_path / "müllerzoëann_4712_101_pooling.ipynb"
    for path in (old, new, other):
        path.touch()
    found = [collected(CanvasFiles(), path) for path in (old, new, other)]
    assert found == [None, ("ada", "pooling"), ("zoë", "pooling")]


@pytest.mark.parametrize(
    ("path", "student"),
    [
        (f"Ada Byron_4711_{FILE}/channels.ipynb", "ada"),
        (f"Ada Byron_4711_{FILE}_/channels.ipynb", "ada"),
        (f"Ada Byron_4711_{FILE}_channels.ipynb", "ada"),
        (f"Ada Byron_4711_{FILE}/answers/channels (1).ipynb", "ada"),
        (f"Müller Zoë Ann_12_{FILE}/channels.ipynb", "zoë"),
        (f"Kim Lee_4_{FILE}/channels.ipynb", None),
        (f"Participant_4711_{FILE}/channels.ipynb", None),
        ("Ada Byron_4711_assignsubmission_onlinetext/onlinetext.html", None),
    ],
)
def test_moodle_names_students_by_their_full_names(tmp_path, path, student):
    assert collected(MoodleFiles(), tmp_path / path) == (student and (student, "channels"))


@pytest.mark.parametrize(
    ("plugin", "name", "words"),
    [
        (CanvasFiles, "stranger_99_90210_pooling.ipynb", "no student has the lms_user_id 99"),
        (MoodleFiles, f"Kim Lee_4_{FILE}/pooling.ipynb", "are called Kim Lee"),
    ],
)
def test_who_is_not_known_is_named_with_what_to_do(tmp_path, caplog, plugin, name, words):
    made = plugin()
    made.log.propagate = True
    collected(made, tmp_path / name)
    assert words in caplog.text
    assert "nbgrader db student import" in caplog.text
