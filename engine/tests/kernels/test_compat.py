"""Private parts of other packages that `nbproctor.compat` uses are as it expects.

A test fails when a new version of a package changes them. Then read the package's source again.
"""

import asyncio
import hashlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import dask
import distributed
import nbgrader
import pytest
import yaml
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader import api
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import SaveAutoGrades
from sqlalchemy import text

from nbproctor.class_run import cluster
from nbproctor.compat import ipykernel, nbclient
from nbproctor.compat import nbgrader as compat_nbgrader
from nbproctor.compat.jupyter_client import never_ask_to_shut_down

# Methods that are overridden or called.
OVERRIDDEN = {
    IPKernelApp: [
        *("_bind_socket", "init_connection_file", "write_connection_file", "init_heartbeat"),
        *("init_control", "init_iopub", "init_code", "parse_command_line"),
    ],
    IPythonKernel: ["start", "do_execute", "_forward_input", "_restore_input"],
    Kernel: ["_publish_status", "_supports_kernel_subshells", "_execute_sleep"],
    OutStream: ["flush", "_watch_pipe_fd", "_setup_stream_redirects"],
    IOPubThread: ["_setup_pipe_in", "_setup_pipe_out", "_handle_pipe_msg"],
    NotebookClient: ["_async_poll_kernel_alive"],
    SaveAutoGrades: ["_add_score"],
    Autograde: ["init_assignment"],
    CourseDirectory: ["get_existing_timestamp"],
}
# Methods of which parts are copied, and the beginning of the digest of their source.
COPIED = {
    IPythonKernel.__init__: "943995af8385",
    IPKernelApp.init_iopub: "c8228627add3",
    IOPubThread._setup_pipe_in: "7216e3341da3",
    OutStream._watch_pipe_fd: "b1b4e8c0f9e4",
    IOPubThread._setup_pipe_out: "d7bd46e0a27d",
}


@pytest.mark.parametrize(
    ("owner", "name"),
    [(owner, name) for owner, names in OVERRIDDEN.items() for name in names],
    ids=lambda each: each if isinstance(each, str) else each.__name__,
)
def test_what_is_overridden_or_called_exists(owner, name):
    assert hasattr(owner, name)


@pytest.mark.parametrize("function", COPIED, ids=lambda function: function.__qualname__)
def test_the_source_of_what_was_copied_has_not_changed(function):
    digest = hashlib.sha256(inspect.getsource(function).encode()).hexdigest()
    assert digest[:12] == COPIED[function]


def test_ipykernel_binds_every_socket_but_the_heartbeats_by_one_method():
    for method in (IPKernelApp.init_sockets, IPKernelApp.init_control, IPKernelApp.init_iopub):
        assert "_bind_socket(" in inspect.getsource(method)
    assert list(inspect.signature(IPKernelApp._bind_socket).parameters) == ["self", "s", "port"]


WITHOUT_PARENT = """
from ipykernel.kernelapp import IPKernelApp
from nbproctor.compat.ipykernel import NO_PARENT

app = IPKernelApp(parent_handle=NO_PARENT, connection_file="k.json")
app.init_poller()
app.log_connection_info()
assert app.poller is None
"""


def test_without_a_parent_ipykernel_neither_watches_one_nor_prints_how_to_connect():
    for code, printed in (
        (WITHOUT_PARENT, False),
        (WITHOUT_PARENT.replace("parent_handle=NO_PARENT", "parent_handle=0"), True),
    ):
        line = [sys.executable, "-c", code]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        assert bool(done.stdout) is printed


def test_a_kernel_without_subshells_reads_one_attribute_of_their_thread():
    source = inspect.getsource(IPythonKernel.do_execute)
    assert re.findall(r"shell_channel_thread\.(\w+)", source) == ["parent_thread"]
    assert not ipykernel.NoSubshells()
    with pytest.raises(AttributeError):
        ipykernel.NoSubshells().manager  # noqa: B018


def test_a_stream_keeps_what_was_written_in_its_buffers():
    assert "self._buffers" in inspect.getsource(OutStream.write)
    assert "self._buffers" in inspect.getsource(OutStream._rotate_buffers)
    assert "self._master_pid" in inspect.getsource(OutStream._is_master_process)


def test_a_manager_that_never_asks_sends_nothing(monkeypatch):
    manager = KernelManager()
    never_ask_to_shut_down(manager)
    sent = []
    monkeypatch.setattr(
        type(manager._control_socket), "send_multipart", lambda *_, **__: sent.append(1)
    )
    manager.session.send(manager._control_socket, "shutdown_request", content={"restart": False})
    manager._connect_control_socket()
    assert sent == [1]  # by the stand-in, and no socket was made
    manager._close_control_socket()
    assert manager._control_socket is None


def test_a_client_stops_waiting_for_its_cell():
    class Stops(nbclient.ReplaceableKernel):
        def process_message(self, *arguments, **named):
            self.stop_waiting()
            return super().process_message(*arguments, **named)

    notebook = new_notebook(cells=[new_code_cell("import time; time.sleep(60)")])
    with pytest.raises(DeadKernelError):
        Stops(notebook, kernel_name="python3").execute()


def test_a_look_for_the_kernel_ends_quietly_without_a_client(monkeypatch):
    async def at_once(_):
        return

    monkeypatch.setattr(asyncio, "sleep", at_once)
    client = nbclient.ReplaceableKernel(new_notebook())
    asyncio.run(client._async_poll_kernel_alive())
    with pytest.raises(AssertionError):
        asyncio.run(NotebookClient(new_notebook())._async_poll_kernel_alive())


def test_the_modules_that_open_a_gradebook_are_known():
    root = Path(nbgrader.__file__).parent
    opening = {
        f"nbgrader.{path.relative_to(root).with_suffix('').as_posix().replace('/', '.')}"
        for folder in ("converters", "preprocessors")
        for path in (root / folder).glob("*.py")
        if re.search(r"\bGradebook\(", path.read_text())
    }
    known = {*compat_nbgrader.GRADING, *compat_nbgrader.REGISTERING}
    assert opening - {"nbgrader.converters.generate_solution"} == known


def test_a_gradebook_is_created_without_the_program_alembic(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    compat_nbgrader.read_schema_version_in_process()
    with api.Gradebook(f"sqlite:///{tmp_path}/gradebook.db") as gradebook:
        [[version]] = gradebook.db.execute(text("SELECT version_num FROM alembic_version"))
    assert (Path(ALEMBIC_DIR) / "versions").is_dir()
    assert version == api.get_alembic_version()


def test_a_score_is_saved_once_and_by_the_method_that_subclasses_override(monkeypatch):
    saved = []

    class Saves(compat_nbgrader.SaveScores):
        def save_score(self, cell, resources):
            saved.append(cell.source)

    cell = new_code_cell("1 + 1")
    cell.metadata.nbgrader = {"grade": True, "grade_id": "a", "points": 1, "solution": False}
    Saves().preprocess_cell(cell, {}, 0)
    assert saved == ["1 + 1"]


@pytest.mark.parametrize("package", ["rfc3987_syntax", "debugpy"])
def test_what_is_left_out_is_not_needed(package):
    code = """
import sys
import nbproctor
from nbproctor.compat.debugpy import skip_debugger
skip_debugger()
import nbformat, jsonschema, ipykernel.debugger
nbformat.validate(nbformat.v4.new_notebook())
assert not ipykernel.debugger._is_debugpy_available
print(sys.modules["{}"])
"""
    line = [sys.executable, "-c", code.format(package)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.stdout == "None\n", done.stderr


def test_dask_knows_every_setting_of_a_class_run():
    known = yaml.safe_load(Path(distributed.__file__).with_name("distributed.yaml").read_text())
    assert all(dask.config.get(each, "?", config=known) != "?" for each in cluster.SETTINGS)
