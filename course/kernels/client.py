"""A kernel's client that a hostile kernel cannot make wait for ever, or fill with what it sends."""

from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.blocking.client import BlockingKernelClient

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


class _Bounded:
    """What both kinds of client have in common."""

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


class BoundedAsyncClient(_Bounded, AsyncKernelClient):
    """The client of a sandboxed kernel."""


class BoundedBlockingClient(_Bounded, BlockingKernelClient):
    """The client of a sandboxed kernel, for who does one thing at a time."""
