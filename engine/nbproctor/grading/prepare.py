"""Do once what every grader would do first; the zygote of graders calls it before it forks.

Libraries compile schemas and templates, and read entry points, at their first use. A grader that is
forked afterwards finds what they keep. No kernel is started here, and no thread.
"""

import os

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

import nbproctor
from nbproctor.checks.error_messages import explain_error
from nbproctor.gradebook.grades import RegisteredChapter, RegisteredNotebook, StoredSubmission
from nbproctor.grading.grade_submission import grade, make_feedback
from nbproctor.grading.submissions import CollectedFiles
from nbproctor.grading.tasks import ChapterKit, FeedbackTask, GradeTask
from nbproctor.kernels.grader_process import become_grader
from nbproctor.notebooks import dumps

NAME = "prepared"


def prepare_graders() -> None:
    """Grade a small notebook without running it, and make its page."""
    cells = [
        new_markdown_cell("*Text*, $x^2$ and `code`", id="text"),
        new_code_cell("x = 1", id="code", outputs=[new_output("stream", text="1")]),
    ]
    files = ((f"{NAME}.ipynb", dumps(new_notebook(cells=cells)).encode()),)
    registered = RegisteredChapter(NAME, (RegisteredNotebook(NAME, None, (), (), ()),))
    environment, config = dict(os.environ), Config()
    nbproctor.configure(config)
    del config.Autograde.autograde_preprocessors[0]  # the one that runs cells
    become_grader()
    try:
        grade(
            GradeTask(
                NAME, ChapterKit(NAME, files, registered, config, (), ""), CollectedFiles(files)
            )
        )
        make_feedback(FeedbackTask(NAME, registered, config, files, StoredSubmission(), ""))
    finally:
        become_grader(False)
        os.environ.clear()
        os.environ.update(environment)
    KernelProvisionerFactory.instance()
    explain_error("Error")  # compiles all patterns
