"""Clients of warm kernels: none waits when a kernel is ready, and no hostile one fills its own."""

import time
from queue import Empty
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_core.utils import ensure_async, run_sync

MESSAGE_MIB = 16
WAITING_MESSAGES = 256  # a channel
SEND_LIMIT_MS = 5000


def bound(context: Any) -> None:
    """Let the sockets that a ZeroMQ context makes from now on refuse what is too large.

    A connection on which a larger message arrives is dropped before the message is read. So is one
    on which something else than messages arrives; then there is nobody to send to, ever again.
    """
    context.setsockopt(zmq.SNDTIMEO, SEND_LIMIT_MS)
    context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_MIB * 2**20)
    context.setsockopt(zmq.RCVHWM, WAITING_MESSAGES)


class Unasked:
    """In the place of a manager's control socket: a sandboxed kernel is ended and not asked to."""

    def send_multipart(self, *_: Any, **__: Any) -> None:
        """Send nothing."""

    def close(self) -> None:
        """Close nothing."""


class _Prompt:
    """What waits for a kernel until it is ready, and no longer."""

    async def _wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its output arrives, and no longer.

        Jupyter's own goes on until nothing has arrived for a fifth of a second.

        Raises:
            RuntimeError: the kernel died, or has not answered within `timeout` seconds.
        """
        client: Any = self
        end = time.monotonic() + (float("inf") if timeout is None else timeout)
        while time.monotonic() < end:
            if await self._has_answered(client.kernel_info()):
                return
            if not await client._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _has_answered(self, request: str) -> bool:
        """Whether a request was answered, and all that was shown until then has arrived."""
        client: Any = self
        try:
            while not _is_of(await ensure_async(client.shell_channel.get_msg(timeout=1)), request):
                pass
            while True:
                shown = await ensure_async(client.iopub_channel.get_msg(timeout=0.2))
                if _is_of(shown, request) and shown["content"].get("execution_state") == "idle":
                    return True
        except Empty:
            return False


class _Bounded:
    """What a hostile kernel cannot fill with what it sends."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        bound(self.context)  # type: ignore[attr-defined]

    def start_channels(
        self,
        shell: bool = True,
        iopub: bool = True,
        stdin: bool = True,
        hb: bool = True,
        control: bool = True,
    ) -> None:
        """Start all channels but the heartbeat: the provisioner knows whether a kernel lives."""
        super().start_channels(shell, iopub, stdin, False, control)  # type: ignore[misc]


def _is_of(message: dict[str, Any], request: str) -> bool:
    return bool(message["parent_header"].get("msg_id") == request)


class PromptAsyncClient(_Prompt, AsyncKernelClient):
    """The client of a warm kernel."""

    wait_for_ready = _Prompt._wait_for_ready


class PromptBlockingClient(_Prompt, BlockingKernelClient):
    """The client of a warm kernel, for who does one thing at a time."""

    wait_for_ready = run_sync(_Prompt._wait_for_ready)


class BoundedAsyncClient(_Bounded, PromptAsyncClient):
    """The client of a sandboxed kernel."""


class BoundedBlockingClient(_Bounded, PromptBlockingClient):
    """The client of a sandboxed kernel, for who does one thing at a time."""
