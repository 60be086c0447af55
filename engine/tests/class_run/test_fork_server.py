"""Where the process that local workers are forked from puts what lives for moments."""

import pytest

from nbproctor.class_run import fork_server


@pytest.mark.parametrize(
    ("chosen", "room_mib", "place"),
    [(False, 0, True), (False, 2**40, False), (True, 0, False)],
    ids=["room", "no room", "another place was chosen"],
)
def test_what_lives_for_moments_is_in_memory_where_it_can_be(
    tmp_path, monkeypatch, chosen, room_mib, place
):
    monkeypatch.setattr(fork_server, "IN_MEMORY", tmp_path)
    monkeypatch.setattr(fork_server, "ROOM_MIB", room_mib)
    monkeypatch.delenv("TMPDIR", raising=False)
    if chosen:
        monkeypatch.setenv("TMPDIR", "/tmp")
    assert fork_server._choose_folder() == (tmp_path if place else None)


def test_a_system_that_has_no_files_in_memory_has_them_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(fork_server, "IN_MEMORY", tmp_path / "missing")
    monkeypatch.delenv("TMPDIR", raising=False)
    assert fork_server._choose_folder() is None
