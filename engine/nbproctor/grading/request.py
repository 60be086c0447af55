"""One request to a student's kernel, and the limits that a notebook and its kernels have."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from queue import Empty
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbclient.util import ensure_async

ALIVE_EVERY_S = 0.25  # how often to test whether a kernel that does not answer is alive


@dataclass(frozen=True)
class NotebookLimits:
    """How long a notebook may take, and what it may do to kernels.

    Attributes:
        notebook_limit_s: wall-clock limit from the start.
        call_limit_s: wall-clock limit for one call of a student's function.
        exercise_limit_s: wall-clock limit for all calls that grade or check one exercise.
        answer_grace_s: time beyond a limit to wait for an answer.
        interrupt_grace_s: time for a kernel to react to an interrupt.
        kernel_deaths: number of kernels that a notebook may use up.
        flood_limit_bytes: bytes that a kernel may send in one cell, shown or not.
    """

    notebook_limit_s: float
    call_limit_s: float
    exercise_limit_s: float
    answer_grace_s: float
    interrupt_grace_s: float
    kernel_deaths: int
    flood_limit_bytes: int


class Unanswered(Exception):
    """A request had no answer; the message tells the student why.

    Attributes:
        ended: whether the kernel has ended.
    """

    def __init__(self, reason: str, ended: bool) -> None:
        super().__init__(reason)
        self.ended = ended


@dataclass
class Request:
    """A request to the kernel of an nbclient client.

    Attributes:
        flooded: whether the kernel meanwhile put out more than it may.
    """

    client: Any
    limits: NotebookLimits
    flooded: bool = False

    async def send(
        self, code: str, expression: str, limit_s: float, interrupts: bool = True
    ) -> dict[str, Any]:
        """Send code, or an expression to evaluate, and wait for the reply.

        Args:
            interrupts: whether the kernel is interrupted after `limit_s`.

        Raises:
            Unanswered: the kernel was interrupted.
            TimeoutError: the kernel was not or could not be interrupted.
            DeadKernelError: the kernel has ended, or floods.
        """
        expressions = {"answer": expression} if expression else {}
        # Stored history gives code the same `_` and `Out` as in its first run.
        settings = {"silent": not code, "store_history": bool(code), "stop_on_error": False}
        message = self.client.kc.execute(code, **settings, user_expressions=expressions)
        reading = asyncio.ensure_future(self._drop_outputs())
        try:
            with contextlib.suppress(TimeoutError):
                return await self._wait_for_reply(message, limit_s)
            if not interrupts:
                raise TimeoutError
            await ensure_async(self.client.km.interrupt_kernel())
            await self._wait_for_reply(message, self.limits.interrupt_grace_s)
            raise Unanswered("it was still running at its time limit", ended=False)
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await reading

    async def _wait_for_reply(self, message: str, limit_s: float) -> dict[str, Any]:
        end = time.monotonic() + limit_s
        while (left := end - time.monotonic()) > 0:
            try:
                reply = await self.client.kc.shell_channel.get_msg(timeout=min(left, ALIVE_EVERY_S))
            except Empty:
                alive = await ensure_async(self.client.kc.is_alive())
                if self.flooded or not alive:
                    raise DeadKernelError("no kernel") from None
                continue
            if reply["parent_header"].get("msg_id") == message:
                content: dict[str, Any] = reply["content"]
                return content
        raise TimeoutError

    async def _drop_outputs(self) -> None:
        """Drop outputs until they exceed the limit."""
        received = 0
        while received <= self.limits.flood_limit_bytes:
            frames = await self.client.kc.iopub_channel.socket.recv_multipart()
            received += sum(map(len, frames))
        self.flooded = True
