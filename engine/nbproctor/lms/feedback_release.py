"""Releases feedback through the exchange to every student who can fetch it there.

`nbgrader release_feedback` reads `timestamp.txt` and `submission_secret.txt` of every submission
and stops at the first one that lacks either. `nbgrader submit` writes both; a submission from
Canvas or Moodle, or one that was put into `submitted/` by hand, has neither.
"""

import glob
from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback


class ReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]
    """Releases each page that the exchange accepts, and logs who must get the page otherwise."""

    src_path: str

    def copy_files(self) -> None:
        """Release each submission on its own, so that a failure stops no others."""
        for folder in map(Path, sorted(glob.glob(self.src_path))):
            self.src_path = glob.escape(str(folder))
            timestamp = folder / "timestamp.txt"
            try:
                # nbgrader only logs the time, so a submission without one is released as well.
                if not timestamp.exists():
                    timestamp.touch()
                super().copy_files()
            except UnicodeError as error:
                self.log.error(f"{folder}: not released. {_explain(error)}")
            except OSError as error:
                if Path(str(error.filename)).parent != folder:
                    raise  # the exchange itself is broken, for every student
                self.log.error(f"{folder}: not released. {_explain(error)}")


def _explain(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and "submission_secret.txt" in str(error.filename):
        return (
            "It was not handed in through the exchange, so the student cannot fetch it there. "
            "Send the page."
        )
    return f"{error}. Send the page, or put that right and release again."
