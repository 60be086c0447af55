"""Settings that name what cannot be imported are told before anything is graded."""

import pytest
from nbgrader.converters.base import NbGraderException
from traitlets.config import Config

import nbproctor
from nbproctor.errors import CourseError
from nbproctor.grading.feedback import FeedbackInGrader
from nbproctor.settings import read_weights, require_importable

GONE = "nbproctor.gradebook.secret.RequireSameSecret"


def name_in_list(c):
    c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput", GONE]


def append(c):
    c.GenerateFeedback.preprocessors.append(GONE)


def name_class(c):
    c.AssignLatePenalties.plugin_class = GONE


def name_hook(c):
    c.Autograde.post_convert_hook = GONE


@pytest.mark.parametrize(
    ("change", "setting"),
    [
        (name_in_list, "c.Autograde.sanitize_preprocessors"),
        (append, "c.GenerateFeedback.preprocessors"),
        (name_class, "c.AssignLatePenalties.plugin_class"),
        (name_hook, "c.Autograde.post_convert_hook"),
    ],
)
def test_a_setting_that_names_what_is_gone_is_told(change, setting):
    config = Config()
    change(config)
    with pytest.raises(CourseError, match=f"{setting} names {GONE}, which has moved or is gone"):
        require_importable(config)


def test_a_module_that_is_gone_is_told_as_well():
    config = Config(Autograde={"exporter_class": "nbproctor.class_run.grade_notebook.Exporter"})
    with pytest.raises(CourseError, match=r"\(No module named 'nbproctor\.class_run\.grade_note"):
        require_importable(config)


def test_what_the_engine_configures_can_be_imported_and_is_left_as_it_is():
    config = Config()
    nbproctor.configure(config)
    config.GenerateFeedback.preprocessors.append("nbgrader.preprocessors.GetGrades")
    config.Autograde.exclude_overwriting = {"sums": ["no.module"]}
    require_importable(config)
    assert config.GenerateFeedback.preprocessors.get_value([1]) == [
        1,
        "nbgrader.preprocessors.GetGrades",
    ]


def test_nbgrader_stops_feedback_before_the_first_page():
    config = Config()
    append(config)
    with pytest.raises(NbGraderException, match=f"names {GONE}"):
        FeedbackInGrader(config=config)


def test_a_weight_of_no_assignment_is_told():
    config = Config(Course={"weights": {"sums": 2, "sum": 1}})
    with pytest.raises(
        CourseError, match=r"c\.Course\.weights names 'sum', which is no assignment"
    ):
        read_weights(config, ["loops", "sums"])
    assert read_weights(config, ["sum", "sums"]) == {"sums": 2.0, "sum": 1.0}
