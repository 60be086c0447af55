"""Cells that a notebook allows show the same in the sandbox as in an ordinary kernel."""

import re
from collections import defaultdict

import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from nbproctor.kernels.sandbox import ENVIRONMENT
from nbproctor.testing.running_kernels import Kernels

CELLS = {
    "await": "import asyncio\nawait asyncio.sleep(0.01)\n6 * 7",
    "await a value": "async def double(n):\n    return 2 * n\nprint(await double(21))",
    "await what raises": "async def fails():\n    raise ValueError('no')\nawait fails()",
    "await in a comprehension": "[await double(n) for n in range(3)]",
    "async for": (
        "async def count(n):\n    for i in range(n):\n        yield i\n"
        "async for i in count(3):\n    print(i)"
    ),
    "async with": (
        "from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def within():\n"
        "    yield 'inside'\nasync with within() as where:\n    print(where)"
    ),
    "asyncio.gather": "await asyncio.gather(*(double(n) for n in range(3)))",
    "asyncio.timeout": "async with asyncio.timeout(0.01):\n    await asyncio.sleep(60)",
    "asyncio.create_task": "task = asyncio.create_task(double(4))",
    "the task in the next cell": "await task",
    "asyncio.run": "nap = asyncio.sleep(0)\nasyncio.run(nap)",
    "what it refused": "nap.close()",
    "asyncio.run in a thread": (
        "import threading\n"
        "thread = threading.Thread(target=lambda: print(asyncio.run(double(8))))\n"
        "thread.start(); thread.join()"
    ),
    "asyncio.to_thread": "await asyncio.to_thread(sum, [1, 2])",
    "asyncio subprocess": (
        "process = await asyncio.create_subprocess_exec('echo', 'hi', stdout=-1)\n"
        "(await process.communicate())[0]"
    ),
    "%autoawait": "%autoawait",
    "!": "!echo hi",
    "! with a pipe": "!printf 'a\\nb\\n' | grep b",
    "! with a variable": "n = 3\n!echo {n} $n",
    "! assigned": "lines = !printf 'a\\nb\\n'\nlines",
    "! that fails": "!ls /nowhere; exit 3",
    "its exit code": "_exit_code",
    "! of a missing program": "!nvidia-smi-not-there",
    "! in a terminal": "!test -t 1 && echo terminal; tty > /dev/null && stty size",
    "! and stderr": "!echo out; echo err >&2",
    "!! and %sx": "!!echo hi",
    "get_ipython().system": "get_ipython().system('echo hi')",
    "get_ipython().getoutput": "get_ipython().getoutput('echo hi')",
    "os.system": "import os\nos.system('exit 2')",
    "subprocess": "import subprocess\nsubprocess.run(['echo', 'hi'], capture_output=True).stdout",
    "pty": (
        "import pty\nmaster, slave = os.openpty()\nos.write(slave, b'hi')\n"
        "print(os.read(master, 9), os.isatty(slave))\nos.close(master); os.close(slave)"
    ),
    "%%bash": "%%bash\necho hi\necho no >&2\nexit 3",
    "%%bash into names": "%%bash --out said\necho hi",
    "what it said": "said",
    "%%sh": "%%sh\ncat <<END\nhi\nEND",
    "%pip": "%pip install -q numpy",
    "%env": "%env SOME=value",
    "! sees %env": "!echo $SOME",
    "%timeit": "%timeit -n1 -r1 pass",
    "%%timeit": "%%timeit -n1 -r1\npass",
    "%time": "%time value = 4",
    "%%time": "%%time\nvalue = 5\nvalue",
    "%%capture": "%%capture kept\nprint('hi')",
    "what it captured": "kept.stdout",
    "%%writefile": "%%writefile written.py\nwritten = 9",
    "%run": "%run written.py\nwritten",
    "%cd": "%cd /",
    "%matplotlib": "%matplotlib inline",
    "%who": "%who_ls float",
    "a magic that is not there": "%nothing",
    "help": "double?",
    "threads": (
        "def say(n):\n    print('from a thread', n)\n"
        "thread = threading.Thread(target=say, args=(4,))\nthread.start(); thread.join()"
    ),
    "ThreadPoolExecutor": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool:\n    print(list(pool.map(abs, [-1, -2])))"
    ),
    "Pool": (
        "import multiprocessing\ndef triple(n):\n    return 3 * n\n"
        "with multiprocessing.Pool(2) as pool:\n    print(pool.map(triple, range(4)))"
    ),
    "ProcessPoolExecutor": (
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2) as pool:\n    print(list(pool.map(triple, range(4))))"
    ),
    "Process": (
        "process = multiprocessing.Process(target=print, args=('from a process',))\n"
        "process.start(); process.join(); process.exitcode"
    ),
    "Value": "number = multiprocessing.Value('i', 3)\nnumber.value",
    "Queue": (
        "queue = multiprocessing.Queue()\n"
        "process = multiprocessing.Process(target=queue.put, args=(5,))\n"
        "process.start(); print(queue.get()); process.join()"
    ),
    "input()": "input('a number: ')",
    "getpass": "import getpass\ngetpass.getpass()",
    "exit code of an error": "import sys\nsys.exit(3)",
}
VARIES = (  # times, and the folder where a kernel says that a cell's code lies
    (r"\d[\d.]*(e[+-]\d+)? (n|μ|µ|u|m)?s\b", "TIME"),
    (r"/ipykernel_\d+/\d+\.py", "/CELL"),
    (r"\x1b\[[0-9;]*m", ""),
)


@pytest.fixture(scope="module")
def both(sandboxed, tmp_path_factory):
    """What each cell shows in a sandboxed kernel, and what it shows in an ordinary one."""
    kernels = Kernels(tmp_path_factory.mktemp("submission"))
    shut_in = execute(CELLS.values(), kernels.start().manager)
    kernels.close()
    ordinary = AsyncKernelManager()
    ordinary.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": "local-provisioner"}
    folder = tmp_path_factory.mktemp("ordinary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHELL", ENVIRONMENT["SHELL"])  # unset outside a login, as in a service
        return shut_in, execute(CELLS.values(), ordinary, folder=folder)


def execute(sources, manager, folder=""):
    """What each cell shows."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, manager, timeout=60, allow_errors=True, resources=resources).execute()
    return [shown(cell) for cell in notebook.cells]


def shown(cell):
    """What a cell shows by stream, kind of data or error; each stream is in order, not all."""
    text = defaultdict(str)
    for output in cell.outputs:
        if output.output_type == "stream":
            text[output.name] += output.text
        elif output.output_type == "error":
            text["error"] += f"{output.ename}: {output.evalue}"
        else:
            text[output.output_type] += output.data["text/plain"]
    for pattern, word in VARIES:
        text = {name: re.sub(pattern, word, each) for name, each in text.items()}
    return text


@pytest.mark.parametrize("number", range(len(CELLS)), ids=CELLS)
def test_a_cell_shows_what_it_shows_in_an_ordinary_kernel(both, number):
    shut_in, ordinary = both
    assert shut_in[number] == ordinary[number]


WAITS = {
    "await": "import asyncio\nprint('begun')\nawait asyncio.Event().wait()",
    "!": "!echo begun; sleep 600",
    "%%bash": "%%bash\necho begun\nsleep 600",
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
