"""One request to a student's kernel and the reply to it, whatever else the kernel sends."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from queue import Empty
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbclient.util import ensure_async

from nbproctor.grading.apart.patience import Patience, Unanswered

LOOK_EVERY_S = 0.25  # whether a kernel that does not answer is still alive


@dataclass
class Request:
    """A request to the kernel of `client`, nbclient's.

    Attributes:
        flooded: whether the kernel put out more than it may, meanwhile.
    """

    client: Any
    patience: Patience
    flooded: bool = False

    async def replied(self, code: str, expression: str, limit_s: float) -> dict[str, Any]:
        """Send code, or an expression to evaluate, and wait for the reply to that.

        What takes longer than `limit_s` is interrupted.

        Raises:
            Unanswered: it was interrupted.
            TimeoutError: it could not be.
            DeadKernelError: the kernel has ended, or floods.
        """
        expressions = {"answer": expression} if expression else {}
        # Code finds `_` and `Out` as it did when it was run first.
        settings = {"silent": not code, "store_history": bool(code)}
        message = self.client.kc.execute(code, **settings, user_expressions=expressions)
        reading = asyncio.ensure_future(self._read_away())
        try:
            with contextlib.suppress(TimeoutError):
                return await self._reply(message, limit_s)
            await ensure_async(self.client.km.interrupt_kernel())
            await self._reply(message, self.patience.interrupt_grace_s)
            raise Unanswered("it was still running at its time limit", ended=False)
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await reading

    async def _reply(self, message: str, limit_s: float) -> dict[str, Any]:
        end = time.monotonic() + limit_s
        while (left := end - time.monotonic()) > 0:
            try:
                reply = await self.client.kc.shell_channel.get_msg(timeout=min(left, LOOK_EVERY_S))
            except Empty:
                alive = await ensure_async(self.client.kc.is_alive())
                if self.flooded or not alive:
                    raise DeadKernelError("no kernel") from None
                continue
            if reply["parent_header"].get("msg_id") == message:
                content: dict[str, Any] = reply["content"]
                return content
        raise TimeoutError

    async def _read_away(self) -> None:
        """Drop what is shown meanwhile; more than may be sent is not waited for."""
        received = 0
        while received <= self.patience.flood_limit_bytes:
            frames = await self.client.kc.iopub_channel.socket.recv_multipart()
            received += sum(map(len, frames))
        self.flooded = True
