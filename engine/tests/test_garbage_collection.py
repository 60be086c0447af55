import gc
import sys

import pytest

from nbproctor.garbage_collection import pause_collection


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
