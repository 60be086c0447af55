import gc
import subprocess
import sys

import pytest

from course.garbage_collection import pause_collection


@pytest.fixture(autouse=True)
def thawed():
    yield
    gc.unfreeze()


def test_what_was_imported_is_not_looked_through_again(monkeypatch):
    monkeypatch.delitem(sys.modules, "this", raising=False)
    before = gc.get_freeze_count()
    with pause_collection():
        assert not gc.isenabled()
        sys.modules["this"] = type(sys)("this")
    assert gc.isenabled()
    assert gc.get_freeze_count() > before


def test_garbage_of_a_notebook_that_runs_again_is_still_collected():
    before = gc.get_freeze_count()
    with pause_collection():
        pass
    assert gc.isenabled()
    assert gc.get_freeze_count() == before


def test_workers_are_forked_without_matplotlib_and_may_import_it_later():
    code = """
import sys
import course.grading.run.first_import, tensorflow, keras.activations
from course.grading.run import grade_notebook
assert not any(name.startswith("matplotlib.") for name in sys.modules)
grade_notebook._begin()
import matplotlib.pyplot
print("done", flush=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "done\n", done.stderr
