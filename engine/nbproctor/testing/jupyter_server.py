"""Start a Jupyter server on loopback and use it through JupyterLab's REST API and web socket."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from nbproctor.testing.free_port import find_free_port
from nbproctor.testing.running_kernels import wait_until

TOKEN = {"Authorization": "token secret"}


class Server:
    """A server that a command line starts; its output goes to `folder`/log."""

    def __init__(self, folder: Path, line: Sequence[str], environment: Mapping[str, str]) -> None:
        port = find_free_port()
        self.at = f"127.0.0.1:{port}"
        options = (f"--ServerApp.port={port}", "--IdentityProvider.token=secret")
        places = {"JUPYTER_RUNTIME_DIR": folder / "runtime", "IPYTHONDIR": folder / "ipython"}
        with (folder / "log").open("w") as log:
            self.process = subprocess.Popen(
                [*line, "--allow-root", "--no-browser", *options],
                cwd=folder,
                env={**environment, **{name: str(path) for name, path in places.items()}},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        assert wait_until(self.answers, limit_s=60), (folder / "log").read_text()

    def end(self) -> None:
        """Kill the server and all processes that the command line started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def answers(self) -> Any:
        """Return the server's version, or None while it does not listen."""
        try:
            return self.request("GET", "")
        except (urllib.error.URLError, ConnectionError):
            return None

    def request(self, method: str, path: str, **body: Any) -> Any:
        """Request `/api/<path>`; return the decoded JSON, or None for an empty response."""
        data = json.dumps(body).encode() if method == "POST" else None
        asked = urllib.request.Request(
            f"http://{self.at}/api/{path}", data=data, method=method, headers=TOKEN
        )
        with urllib.request.urlopen(asked, timeout=120) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    async def run(self, kernel: str, code: str) -> str:
        """Run code in the kernel with an id; return the text that it prints first."""
        url = f"ws://{self.at}/api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}"
        channels = await websocket_connect(HTTPRequest(url, headers=TOKEN))
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": ""}
        content = {"code": code, "silent": False, "user_expressions": {}, "allow_stdin": False}
        message = {"header": {**header, "session": "s", "version": "5.3"}, "content": content}
        rest = {"channel": "shell", "parent_header": {}, "metadata": {}, "buffers": []}
        await channels.write_message(json.dumps(message | rest))
        while True:
            answer: Any = channels.read_message()
            heard = json.loads(await asyncio.wait_for(answer, 60))
            if heard["msg_type"] == "stream":
                channels.close()
                return str(heard["content"]["text"]).strip()
