"""The kernel that a student's cells run in, as the grader deals with it: whatever happens to it.

It may die, hang, or answer with anything. It is then ended and another one is started, in which the
cells before are run again, so that the rest can be graded. All that comes from it is data.
"""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbclient.util import ensure_async, run_sync
from nbformat import NotebookNode

from course.grading.cell_outputs import in_proper_form
from course.grading.grade_cell import GraderFailed, error_output, first_line
from course.grading.notebooks import nbgrader_metadata
from course.grading.run_record import KernelDeath, RunRecord

STARTED_AGAIN = "The kernel was started again for the other exercises."
LOOK_EVERY_S = 0.25  # whether a kernel that does not answer is still alive


class Unanswered(Exception):
    """A request had no answer; the message tells the student why.

    Attributes:
        ended: whether the kernel is gone.
    """

    def __init__(self, reason: str, ended: bool) -> None:
        super().__init__(reason)
        self.ended = ended


@dataclass(frozen=True)
class Patience:
    """How long a notebook may take and what it may do to kernels.

    Attributes:
        notebook_limit_s: wall seconds, from the start.
        answer_grace_s: how much longer than it may take an answer is waited for.
        interrupt_grace_s: how long it may take a kernel to react to an interrupt.
        kernel_deaths: how many kernels a notebook may use up.
        flood_limit_bytes: what a kernel may send in one cell, shown or not.
    """

    notebook_limit_s: float = 120.0
    answer_grace_s: float = 2.0
    interrupt_grace_s: float = 2.0
    kernel_deaths: int = 10
    flood_limit_bytes: int = 20_000_000


@dataclass
class StudentKernel:
    """A kernel for one notebook, and the ones that follow it.

    Attributes:
        client: nbclient's, which has started the first kernel; it is given the others.
        at: the name of the cell that is being run or graded.
        given_up: why nothing more is run; empty while all is well.
        flooded: whether it puts out more than it may.
        idle: whether it has said that it is done with the last cell.
        leaves: whether the last cell asked it to end, as `exit()` does; it will in a moment.
        asked_s: wall seconds that the last request took.
    """

    client: Any
    patience: Patience
    record: RunRecord
    at: str = ""
    given_up: str = ""
    flooded: bool = False
    idle: bool = True
    leaves: bool = False
    asked_s: float = 0.0
    _ran: list[NotebookNode] = field(default_factory=list)
    _ended: bool = False
    _start: float = field(default_factory=time.monotonic)

    def remaining_s(self) -> float:
        """Wall seconds that are left for the notebook."""
        return self.patience.notebook_limit_s - (time.monotonic() - self._start)

    def run(self, cell: NotebookNode, index: int) -> None:
        """Execute a student's cell; its outputs are in proper form, whatever happens.

        Raises:
            GraderFailed: no kernel can be started.
        """
        cell.outputs = []
        if not self.is_there():
            return
        tags, self.idle, self.leaves = cell.metadata.pop("tags", None), False, False
        problem = self._executed(cell, index)
        in_proper_form(cell)
        if tags is not None:
            cell.metadata["tags"] = tags
        if problem:
            cell.outputs.append(problem)
        elif not any(_timed_out(output) for output in cell.outputs):
            self._ran.append(cell)

    def _executed(self, cell: NotebookNode, index: int) -> NotebookNode | None:
        """Execute a cell; an error for its outputs where that ended the kernel."""
        try:
            self.client.execute_cell(cell, index, store_history=True)
            if self.leaves:
                return error_output("KernelDied", self._end("the cell ended the kernel"))
            if not self.idle:  # interrupted, or the message that it is done was lost
                self._request("", "", self.patience.interrupt_grace_s)
        except Unanswered as error:
            return error_output("CellTimeoutError", f"{error}. {STARTED_AGAIN}")
        except DeadKernelError:
            return error_output("KernelDied", self._end(self._why_it_died()))
        except Exception as error:  # whatever nbclient makes of made-up messages
            reason = f"it sent messages that cannot be read ({type(error).__name__})"
            return error_output("KernelDied", self._end(reason))
        return None

    def ask(self, expression: str, limit_s: float) -> str:
        """What an expression is in the kernel, as text, within `limit_s` and the grace.

        Raises:
            Unanswered: there is no answer, or it is no text.
            GraderFailed: no kernel can be started.
        """
        if not self.is_there():
            raise Unanswered(f"it was not tried: {self.given_up}", ended=True)
        start = time.monotonic()
        try:
            content = self._request("", expression, limit_s + self.patience.answer_grace_s)
        finally:
            self.asked_s = time.monotonic() - start
        with contextlib.suppress(KeyError, TypeError):
            text = content["user_expressions"]["answer"]["data"]["text/plain"]
            if isinstance(text, str) and text[:1] == text[-1:] == "'":
                return text[1:-1]
        raise Unanswered("AnswerUnreadable: the answer could not be read", ended=False)

    def _request(self, code: str, expression: str, limit_s: float) -> dict[str, Any]:
        try:
            return run_sync(self._replied)(code, expression, min(limit_s, self.remaining_s()))
        except Unanswered:
            raise
        except TimeoutError:
            reason = "it was still running at its time limit and could not be interrupted"
        except DeadKernelError:
            reason = self._why_it_died()
        except Exception as error:
            reason = f"it sent messages that cannot be read ({type(error).__name__})"
        self._end(reason)
        kind = "" if reason.startswith("it was") else "KernelDied: "
        raise Unanswered(kind + reason, ended=True)

    async def _replied(self, code: str, expression: str, limit_s: float) -> dict[str, Any]:
        """Send a request and wait for its reply; interrupt what takes too long."""
        expressions = {"answer": expression} if expression else {}
        message = self.client.kc.execute(
            code, silent=True, store_history=False, user_expressions=expressions
        )
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

    def _why_it_died(self) -> str:
        if self.flooded:
            return f"it put out more than {self.patience.flood_limit_bytes // 10**6} MB"
        told = getattr(getattr(self.client.km, "provisioner", None), "end_reason", "")
        return f"the kernel died: {told}" if told else "the kernel died"

    def _end(self, reason: str) -> str:
        """End the kernel, if it has not ended itself, and note why; returns the note."""
        self.record.kernel_deaths.append(KernelDeath(self.at, reason))
        self.record.notes.append(f"`{self.at}`: {reason}; the kernel was started again")
        self._ended, self.flooded = True, False
        with contextlib.suppress(Exception):  # one that is gone cannot be stopped
            run_sync(self._stop)()
        return f"{first_line(reason)}. {STARTED_AGAIN}"

    async def _stop(self) -> None:
        client, manager = self.client, self.client.km
        if client.kc is not None:
            client.kc.stop_channels()
            client.kc = None
        await ensure_async(manager.shutdown_kernel(now=True, restart=not client.owns_km))
        if client.owns_km:
            await ensure_async(manager.cleanup_resources())

    def is_there(self) -> bool:
        """Whether there is a kernel to ask, after starting one where there is none.

        Raises:
            GraderFailed: no kernel can be started.
        """
        if not self.given_up and self.remaining_s() <= 0:
            limit = f"{self.patience.notebook_limit_s:g} seconds"
            self.given_up = f"the notebook used up the {limit} that it may take"
            self.record.notes.append(self.given_up)
        while self._ended and not self.given_up:
            if len(self.record.kernel_deaths) >= self.patience.kernel_deaths:
                self.given_up = f"{len(self.record.kernel_deaths)} kernels died in this notebook"
                self.record.notes.append(f"{self.given_up}; the rest was not run")
                break
            self._start_again()
        return not self.given_up

    def _start_again(self) -> None:
        try:
            run_sync(self._start_another)()
        except Exception as error:
            raise GraderFailed(f"no kernel could be started: {first_line(str(error))}") from error
        self._ended = False
        at = self.at
        for cell in list(self._ran):
            self.at = _name(cell)
            try:
                self._request(cell.source, "", min(self.client.timeout or 60, self.remaining_s()))
            except Unanswered:
                self._ran.remove(cell)
                break
        self.at = at

    async def _start_another(self) -> None:
        client = self.client
        if client.owns_km:
            client.km = client.create_kernel_manager()
            await client.async_start_new_kernel()
        else:
            await ensure_async(client.km.restart_kernel(now=True))
        await client.async_start_new_kernel_client()


def _timed_out(output: NotebookNode) -> bool:
    return bool(output.output_type == "error" and output.ename == "CellTimeoutError")


def _name(cell: NotebookNode) -> str:
    return str(nbgrader_metadata(cell).get("grade_id") or cell.get("id", ""))
