"""Shows a result: as text, as tables in a notebook, and as data for the class run's table."""

import html

from course.checks.result import Result
from course.checks.tables import failure_tables

MIME_TYPE = "application/vnd.cnn-course.result+json"


class CheckFailed(AssertionError):
    """A check found something wrong; in a notebook only its own lines are shown, no stack."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.text(with_points=False))
        self.result = result

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def publish(result: Result, with_points: bool) -> None:
    """Show a result: in a notebook as text, picture and data, elsewhere by printing it."""
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    text = result.text(with_points)
    if get_ipython() is None:
        print(text)
        return
    shown = {"text/plain": text, MIME_TYPE: result.data()}
    if result.failure and result.failure.values:
        lines = f"<pre>{html.escape(text)}</pre>"
        shown["text/html"] = lines + failure_tables(result.failure)
    display(shown, raw=True)


def show_failure(result: Result) -> None:
    """Show the failing case as a picture in a notebook; the text comes with the exception."""
    from IPython.core.getipython import get_ipython
    from IPython.display import display

    if get_ipython() is not None and result.failure and result.failure.values:
        tables = failure_tables(result.failure)
        display({"text/plain": "", "text/html": tables}, raw=True)
