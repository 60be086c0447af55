"""Submissions that use up a resource of their grader, in each stage of its work.

Preprocessors of the course run the code of a submission that names their stage. They stand for a
weakness in what reads a submission there.
"""

from pathlib import Path

STAGES = ("Restoring", "Running", "Cleaning", "Drawing")  # the last one makes the page
MODULE = """
import os, time
from nbgrader.preprocessors import NbGraderPreprocessor

class Restoring(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        for cell in nb.cells:
            stage, _, code = cell.source.partition("\\n")
            if stage == f"# {type(self).__name__}":
                exec(code, {"os": os, "time": time})
        return nb, resources

class Running(Restoring): pass
class Cleaning(Restoring): pass
class Drawing(Restoring): pass
"""
# The end of a course's configuration.
SETTINGS = """
c.Course.packages = [*c.Course.get("packages", []), "stages"]
c.Autograde.sanitize_preprocessors.append("stages.Restoring")
c.Autograde.autograde_preprocessors.insert(0, "stages.Running")
c.Autograde.autograde_preprocessors.append("stages.Cleaning")
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
    "stages.Drawing",
]
"""
# What a submission uses up, and the code that does.
EATERS = {
    "processor": "if os: exec('while True: pass')",
    "memory": "kept = []\nwhile True: kept.append(os.urandom(2**20))",
    "time": "time.sleep(1000)",
    "disk": "open('/tmp/large', 'wb').write(bytes(2**29))",
}


def write_module(folder: Path) -> None:
    """Write the module `stages`; put its folder on the path of the process that grades."""
    (folder / "stages.py").write_text(MODULE)


def name_stage(stage: str, resource: str) -> str:
    """Return the source of a cell that uses up a resource in a stage."""
    return f"# {stage}\n{EATERS[resource]}"
