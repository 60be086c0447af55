"""Cells that a notebook allows show the same in the sandbox as in an ordinary kernel.

One notebook, cells.ipy, runs in both. Each cell must show the same: streams, results and other
outputs, errors with their tracebacks, execution counts, and pages that a front end would open.
`DIFFERENT` lists what differs on purpose, with the reason.
"""

import json
import re
from collections import defaultdict
from itertools import groupby
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.kernels.isolation import HOME
from nbproctor.kernels.sandbox import ENVIRONMENT
from nbproctor.testing.running_kernels import make_configuration

FILE = Path(__file__).with_name("cells.ipy")
CELL = re.compile(r"^# %% (.+)\n((?:(?!# %% ).*\n)*)", re.MULTILINE)
CELLS = {name: source.rstrip("\n") for name, source in CELL.findall(FILE.read_text("utf-8"))}
# A cell, what it prints in the sandbox, and why that is not what it prints in an ordinary kernel.
DIFFERENT = {
    "network": (
        "import socket\nsocket.socket()",
        "OSError: [Errno 97] Address family not supported by protocol",
        "a submission must not reach the network",
    ),
    "name resolution": (
        "import socket\nsocket.gethostbyname('localhost')",
        "gaierror: [Errno -2] Name or service not known",
        "the same",
    ),
    "host name": (
        "import socket; print(socket.gethostname())",
        "sandbox",
        "the machine's name is not for students",
    ),
    "user": (
        "import os, pwd; print(pwd.getpwuid(os.getuid()).pw_name, os.getuid(), os.getgid())",
        "student 1000 1000",
        "the sandbox has a user of its own",
    ),
    "login": (
        "import os\ntry:\n    print(os.getlogin())\nexcept OSError:\n    print('nobody')",
        "nobody",
        "nobody has logged in there",
    ),
    "all users": (
        "import pwd; print(len(pwd.getpwall()))",
        "1",
        "the machine's accounts are not for students",
    ),
    "folder": (
        "import os; print(os.getcwd())",
        HOME,
        "the folder of the submission and the student's name are not for students",
    ),
    "notebooks": (
        "import os; print(os.path.exists('other.ipynb'))",
        "False",
        "the notebook that is graded contains hidden tests",
    ),
    "processes": (
        "import os; print(os.getpid(), os.getppid())",
        "1 0",
        "the kernel is the first process of its own namespace",
    ),
    "ending oneself": (
        "import os, signal; os.kill(os.getpid(), signal.SIGTERM); print('goes on')",
        "goes on",
        "Linux ignores such signals to the first process of a namespace",
    ),
    "number of processes": (
        "import resource; print(resource.getrlimit(resource.RLIMIT_NPROC))",
        "(256, 256)",
        "c.KernelLimits limits a submission",
    ),
    "shared memory without a file": (
        "import mmap; mmap.mmap(-1, 4096)",
        "PermissionError: [Errno 1] Operation not permitted",
        "no limit of a process counts such memory",
    ),
    "libraries": (
        "open('/usr/x', 'w')",
        "OSError: [Errno 30] Read-only file system: '/usr/x'",
        "nothing outlives a submission",
    ),
    "environment": (
        "import os; print(os.environ['HOME'], os.environ['USER'], os.environ['PIP_NO_INDEX'])",
        f"{HOME} student 1",
        "variables may hold secrets, and without a network pip would try for 9 seconds",
    ),
    "warm": (
        "import sys; print('numpy' in sys.modules)",
        "True",
        "the zygote has imported what notebooks need",
    ),
    "connection": (
        "from ipykernel.connect import get_connection_file; get_connection_file()",
        "OSError: File '' does not exist in any of the search paths: "
        f"['.', '{HOME}/.local/share/jupyter/runtime']",
        "the kernel is given its sockets, and a submission must not connect to it",
    ),
    "classes": (
        "import sys; print(type(get_ipython().kernel).__name__, type(sys.stdout).__name__)",
        "SandboxedKernel PromptStream",
        "these override parts of ipykernel, see `nbproctor.compat.ipykernel`",
    ),
    "subshells": (
        "get_ipython().run_line_magic('subshell', '')",
        "Kernel does not support subshells",
        "no grader asks for one, and the thread for them costs 2 ms a cell",
    ),
    "devices": (
        "import os; print(*sorted(os.listdir('/dev')))",
        "fd full null ptmx pts random shm stderr stdin stdout urandom",
        "mapping /dev/zero gives memory that no limit counts; other devices are the machine's",
    ),
}
# Of these the first makes ipykernel ignore what is written to file descriptors.
UNSET = (
    "PYTEST_CURRENT_TEST",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONUNBUFFERED",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "COLUMNS",
)
VARIES = (  # times, addresses, numbers of threads, and where a kernel says that a cell's code lies
    (r"\x1b\[[0-9;]*m", ""),
    (r"\d[\d.]*(e[+-]\d+)? ?(n|μ|µ|u|m)?s\b", "TIME"),
    (r"\d+\.\d+ seconds", "TIME"),
    (r"/ipykernel_\d+/\d+\.py", "/CELL"),
    (r"0x[0-9a-f]{6,}", "ADDRESS"),
    (r"\b(Thread|Task|ForkPoolWorker|SpawnPoolWorker|Process)-\d+", r"\1-N"),
    (r"\(\d+ times\)", "(N times)"),
    (r"-f \S+\.json|'-f',\\n '\S+\.json'|'-f', '\S+\.json'", "FILE"),
    (r'"(model_id|IPY_MODEL|comm_id)": "\w+"|IPY_MODEL_\w+', "MODEL"),
)

# asyncio writes this at some later time, after a process has ended that `%%script` wrote to.
LATE = re.compile(
    r"Future exception was never retrieved\n.*?\nBrokenPipeError: [^\n]*\n", re.DOTALL
)


def make_folder(folder):
    """A folder as a student hands it in, with files beside the notebook."""
    (folder / "inner").mkdir()
    (folder / "empty").mkdir()
    (folder / "data.txt").write_text("1 2\n")
    (folder / "inner" / "more.txt").write_text("more\n")
    (folder / "helper.py").write_text("def help_out():\n    return 'helped'\n")
    (folder / "greet.sh").write_text("#!/bin/sh\necho hi\n")
    (folder / "greet.sh").chmod(0o755)
    (folder / "other.ipynb").write_text("{}")
    return folder


@pytest.fixture(scope="module")
def execute(sandboxed, tmp_path_factory):
    """To run cells in a new kernel: `execute(sources, in_sandbox)`.

    Returns the cells, what each shows in a pager, and the kernel's folder.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SHELL", "LANG", "USER", "MPLBACKEND"):
            patch.setenv(name, ENVIRONMENT[name])
        patch.setenv("PATH", f"{ENVIRONMENT['PATH']}:/usr/sbin:/sbin")
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        for name in UNSET:
            patch.delenv(name, raising=False)

        def run(sources, in_sandbox):
            folder = make_folder(tmp_path_factory.mktemp("submission"))
            patch.setenv("HOME", str(folder))
            if in_sandbox:
                manager = AsyncKernelManager(config=make_configuration())
            else:
                manager = AsyncKernelManager()
                provisioner = {"provisioner_name": "local-provisioner"}
                manager.kernel_spec.metadata["kernel_provisioner"] = provisioner
            try:
                return *execute_in(manager, sources, folder), HOME if in_sandbox else folder
            finally:
                run_sync(manager.shutdown_kernel)(now=True)

        yield run


def execute_in(manager, sources, folder):
    """The cells after they have run, and what each shows in a pager."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    pages = defaultdict(str)

    def keep_page(cell, cell_index, execute_reply):
        for payload in execute_reply["content"].get("payload", []):
            pages[cell_index] += str(payload)

    resources = {"metadata": {"path": str(folder)}}
    settings = {"timeout": 60, "allow_errors": True, "on_cell_executed": keep_page}
    NotebookClient(notebook, manager, resources=resources, **settings).execute()
    return notebook.cells, pages


@pytest.fixture(scope="module")
def both(execute):
    """What each cell shows in a sandboxed kernel, and what it shows in an ordinary one."""
    found = []
    for in_sandbox in (True, False):
        cells, pages, folder = execute(CELLS.values(), in_sandbox)
        found.append(
            {
                name: hide_what_varies({**shown(cell), "page": pages[number]}, folder)
                for number, (name, cell) in enumerate(zip(CELLS, cells, strict=True))
            }
        )
    return found


def shown(cell):
    """What a cell shows; each stream is in order, and so are other outputs."""
    found = defaultdict(str, count=cell.execution_count, outputs=[])
    for output in cell.outputs:
        if output.output_type == "stream":
            if text := LATE.sub("", output.text):
                found[output.name] += text
        else:
            if "traceback" in output:  # how deep a recursion goes depends on where it starts
                output["traceback"] = [frame for frame, _ in groupby(output["traceback"])]
            found["outputs"].append(dict(output))
    return found


def hide_what_varies(found, folder):
    """The same in every kernel and every folder."""
    text = json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False)
    text = re.sub(r"\\u001b", "\x1b", text.replace(str(folder), "FOLDER"))
    for pattern, word in VARIES:
        text = re.sub(pattern, word, text)
    return text


@pytest.mark.nightly  # kernels change seldom, and cells in two kernels take a minute
@pytest.mark.parametrize("name", CELLS)
def test_a_cell_shows_what_it_shows_in_an_ordinary_kernel(both, name):
    in_sandbox, ordinary = both
    assert in_sandbox[name] == ordinary[name]


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_on_purpose_is_listed_with_its_reason(kernel, name):
    source, shown_in_sandbox, _ = DIFFERENT[name]
    assert kernel.run(source) == shown_in_sandbox


def test_output_of_a_process_belongs_to_the_cell_that_started_it(execute):
    """An ordinary kernel shows it in the next cell, or nowhere, when the machine is busy."""
    sources = [f"import subprocess; subprocess.run(['echo', '{n}']);" for n in range(30)]
    cells, _, _ = execute(sources, in_sandbox=True)
    assert [shown(cell)["stdout"] for cell in cells] == [f"{n}\n" for n in range(30)]


@pytest.mark.parametrize("in_sandbox", [True, False], ids=["sandboxed", "ordinary"])
@pytest.mark.parametrize("source", ["exit()", "quit()"])
def test_exit_ends_the_kernel_as_it_ends_an_ordinary_one(execute, source, in_sandbox):
    with pytest.raises(DeadKernelError):
        execute([source, "import time; time.sleep(2)", "1"], in_sandbox)


WAITS = {
    "await": "import asyncio\nprint('begun')\nawait asyncio.Event().wait()",
    "!": "!echo begun; sleep 600",
    "%%bash": "%%bash\necho begun\nsleep 600",
    "loop": "print('begun', flush=True)\nwhile True: pass",
    "sleep": "import time\nprint('begun', flush=True)\ntime.sleep(600)",
}


@pytest.mark.parametrize("source", WAITS.values(), ids=WAITS)
def test_a_cell_that_waits_can_be_interrupted(sandboxed, kernels, source):
    kernel = kernels.start()
    asked, said = kernel.client.execute(source), ""
    while "idle" not in said:
        message = kernel.wait(kernel.client.get_iopub_msg(timeout=30))
        if message["parent_header"].get("msg_id") == asked:
            said = str(message["content"])
        if "begun" in message["content"].get("text", ""):
            kernel.wait(kernel.manager.interrupt_kernel())
    assert kernel.run("print(6 * 7)") == "42"
