"""A real Jupyter server with the extension: notebooks get warm kernels."""

import asyncio
import os
import signal
import sys

import pytest

from nbproctor.testing.jupyter_server import Server
from nbproctor.testing.running_kernels import wait_until

PRELOADED = "import sys; print('numpy' in sys.modules, sum(sys.modules['numpy'].ones(9)))"


@pytest.fixture
def server(tmp_path):
    line = [sys.executable, "-m", "jupyter", "server"]
    line += ["--ServerApp.jpserver_extensions={'nbproctor.kernels.lab': True}"]
    line += ["--WarmKernels.preload=numpy"]
    server = Server(tmp_path, line, os.environ)
    yield server
    server.end()


def test_notebooks_in_jupyterlab_have_warm_kernels(server):
    first = server.request("POST", "kernels", name="python3")["id"]  # waits for the zygote
    assert asyncio.run(server.run(first, PRELOADED)) == "True 9.0"
    second = server.request("POST", "kernels", name="python3")["id"]
    assert asyncio.run(server.run(second, PRELOADED)) == "True 9.0"
    server.request("POST", f"kernels/{second}/restart")
    pid = int(asyncio.run(server.run(second, "import os; print(os.getpid())")))
    server.request("DELETE", f"kernels/{first}")
    assert [each["id"] for each in server.request("GET", "kernels")] == [second]
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(30) == 0
    assert wait_until(lambda: not os.path.exists(f"/proc/{pid}"))
