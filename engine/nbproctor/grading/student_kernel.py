"""The kernel that runs a student's cells, and the kernels that replace it.

A kernel may die, hang, or send any answer. The grader then ends it, starts another one and runs the
previous cells again, so that the rest can be graded. It leaves out cells that have ended a kernel
or hung, so that none ends more than two. Everything that comes from a kernel is data. Outputs of a
student's cell are kept from its first run only.

A SIGKILL that no limit sent comes from outside, for example because the machine runs out of memory.
The grader then repeats what the kernel was doing. If the kernel is killed again at the same cell,
the exercise of that cell waits for a human.
"""

import contextlib
import math
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from nbclient.exceptions import DeadKernelError
from nbclient.util import ensure_async, run_sync
from nbformat import NotebookNode

from nbproctor.checks.evaluate import Outcome
from nbproctor.grading.cell_outputs import normalize_outputs
from nbproctor.grading.cell_result import GraderFailed, build_error, get_first_line
from nbproctor.grading.request import NotebookLimits, Request, Unanswered
from nbproctor.grading.run_record import KernelDeath, RunRecord
from nbproctor.kernels.process import NOT_ASKED_FOR, ZYGOTE_ENDED
from nbproctor.notebooks import cell_name, is_demonstration, nbgrader_metadata

STARTED_AGAIN = "The kernel was started again for the other exercises."


class KilledAgain(GraderFailed):
    """The kernel was killed from outside twice at the same cell; a new kernel can go on."""


@dataclass(frozen=True)
class Checkpoint:
    """The state of a notebook's run before one of its cells.

    Attributes:
        place: number of cells before it, text included.
        given_up: why nothing more was run; "" while all is well.
        deaths: kernels used up so far.
        spent_s: wall-clock time of the notebook used up so far.
    """

    place: int
    given_up: str
    deaths: int
    spent_s: float


@dataclass(frozen=True)
class _Run:
    """A cell that was run."""

    place: int
    cell: NotebookNode


@dataclass
class StudentKernel:
    """A kernel for one notebook, and those that replace it.

    Attributes:
        client: nbclient's client, which has started the first kernel.
        limits: limits of the notebook and its kernels.
        record: the record of the notebook.
        at: name of the cell that is being run or graded.
        given_up: why nothing more is run; "" while all is well.
        out_of_time: whether that is the notebook's time limit.
        flooded: whether the kernel puts out more than it may.
        idle: whether the kernel has reported that the last cell is done.
        leaves: whether the last cell asked the kernel to end, as `exit()` does.
        asked_s: wall-clock time of the last request.
        is_asked: whether a request is in progress.
        left_to_a_human: reasons by the place of each cell at which the kernel was killed twice.
        tried: cases that a function of this kernel was called with, by identity, and the outcomes.
            They are valid until a cell changes what the function's name stands for.
    """

    client: Any
    limits: NotebookLimits
    record: RunRecord
    at: str = ""
    given_up: str = ""
    out_of_time: bool = False
    flooded: bool = False
    idle: bool = True
    leaves: bool = False
    asked_s: float = 0.0
    is_asked: bool = False
    left_to_a_human: dict[int, str] = field(default_factory=dict)
    tried: dict[tuple[Any, ...], tuple[Any, Outcome]] = field(default_factory=dict)
    _ran: list[_Run] = field(default_factory=list)  # cells that have ended no kernel
    _hung: set[int] = field(default_factory=set)  # places of those that hung; not run again
    _caught_up: int = 0  # number of them that the current kernel has run
    _place: int = 0  # the kernel must have run the cells before this place
    _deaths: int = 0
    _ended: bool = False
    _killed: bool = False  # the last request or cell was ended by a SIGKILL from outside
    _kills: Counter[str] = field(default_factory=Counter)  # such ends, by the name of the cell
    _from_the_top: bool = False
    _start: float = field(default_factory=time.monotonic)

    @property
    def cell_limit_s(self) -> float:
        """The wall-clock limit of a cell, `Execute.timeout`; infinite if it is None."""
        limit_s = self.client.timeout
        return float(limit_s) if limit_s and limit_s > 0 else math.inf

    def remaining_s(self) -> float:
        """Return the wall-clock time that is left for the notebook."""
        return self.limits.notebook_limit_s - (time.monotonic() - self._start)

    def take_checkpoint(self, place: int) -> Checkpoint:
        """Return the current state, before the cell at a place is run or graded."""
        self._is_allowed()
        return Checkpoint(place, self.given_up, self._deaths, time.monotonic() - self._start)

    def has_run(self, code: str) -> bool:
        """Whether a cell that was run contains this code."""
        return any(code in run.cell.source for run in self._ran)

    def defines(self, name: str) -> bool:
        """Whether the text of a cell that was run defines a function or a class of this name.

        The cell may have failed before the definition, and a later one may have changed the name.
        """
        definition = re.compile(rf"^(def|class) {re.escape(name)}\b", re.MULTILINE)
        return any(definition.search(run.cell.source) for run in self._ran)

    def go_back(self, to: Checkpoint, deaths: int, spent_s: float) -> None:
        """Return to a checkpoint, but count the kernels and the time that grading has used up."""
        self._place, self.given_up = to.place, to.given_up
        self._deaths = to.deaths + deaths
        if not self._from_the_top:  # otherwise the cells run, and take their time, once more
            self._start = time.monotonic() - to.spent_s - spent_s

    def start_from_the_top(self) -> None:
        """Leave this kernel; the next one runs the cells up to the place of each grade cell.

        It also runs cells that hung, once more: what they do before they hang may count.
        """
        self._from_the_top, self._start = True, time.monotonic()
        self._hung.clear()
        self.tried.clear()
        self._leave()

    def run(self, cell: NotebookNode, index: int) -> bool:
        """Execute a cell, and normalize its outputs whatever happens.

        Returns:
            Whether it was tried; nothing is run after the notebook was given up.

        Raises:
            GraderFailed: no kernel can be started.
        """
        cell.outputs, self._place = [], index
        if not self.is_there():
            return False
        if self.client.skip_cells_with_tag in cell.metadata.get("tags", ()):  # by the course
            return True
        problem = self._execute(cell, index)
        while problem and self._ended and self._is_to_be_repeated():
            cell.outputs = []
            problem = self._execute(cell, index)
        normalize_outputs(cell)
        if problem:
            cell.outputs.append(problem)
            if self._killed_again():
                self._leave_to_a_human(cell, index)
        else:
            self._ran.append(_Run(index, cell))
            self._caught_up = len(self._ran)
            if any(output.get("ename") == "CellTimeoutError" for output in cell.outputs):
                self._hung.add(index)
        return True

    def _execute(self, cell: NotebookNode, index: int) -> NotebookNode | None:
        """Execute a cell; return an error for its outputs if it ended the kernel."""
        self.idle = self.leaves = self._killed = False
        try:
            self.client.execute_cell(cell, index, store_history=True)
            if self.leaves:
                return build_error("KernelDied", self._end("the cell ended the kernel"))
            if not self.idle:  # interrupted, or the message that it is idle was lost
                # A second interrupt could be late, and end the next cell.
                self._request("", "", self.limits.interrupt_grace_s, interrupts=False)
        except Unanswered as error:
            return build_error("CellTimeoutError", f"{error}. {STARTED_AGAIN}")
        except DeadKernelError:
            return build_error("KernelDied", self._end(self._why_it_died()))
        except Exception as error:  # nbclient raises many kinds of errors at made-up messages
            reason = f"it sent messages that cannot be read ({type(error).__name__})"
            return build_error("KernelDied", self._end(reason))
        return None

    def _is_to_be_repeated(self) -> bool:
        """Whether a cell is not the one that ended the kernel.

        The kernel was killed from outside for the first time. Or an earlier cell ended it with a
        delay, and does so again in the next kernel.
        """
        before = len(self._ran)
        if self._killed:
            return not self._killed_again() and self.is_there()
        return self.is_there() and len(self._ran) < before

    def ask(self, expression: str, limit_s: float) -> str:
        """Evaluate an expression in the kernel, within `limit_s` and the grace, as text.

        Raises:
            Unanswered: there is no answer, or it is not text.
            GraderFailed: no kernel can be started, or it was killed from outside twice.
        """
        if not self.is_there():
            raise Unanswered(f"it was not tried: {self.given_up}", ended=True)
        start, self.is_asked = time.monotonic(), True
        try:
            content = self._request("", expression, limit_s + self.limits.answer_grace_s)
        except Unanswered:
            if not self._killed:
                raise
            if self._killed_again():
                raise KilledAgain(self._describe_kills(self.at)) from None
            return self.ask(expression, limit_s)
        finally:
            self.asked_s, self.is_asked = time.monotonic() - start, False
        with contextlib.suppress(KeyError, TypeError):
            text = content["user_expressions"]["answer"]["data"]["text/plain"]
            if isinstance(text, str) and text[:1] == text[-1:] == "'":
                return text[1:-1]
        raise Unanswered("AnswerUnreadable: the answer could not be read", ended=False)

    def _request(
        self, code: str, expression: str, limit_s: float, interrupts: bool = True
    ) -> dict[str, Any]:
        """Run code or evaluate an expression, and drop the outputs."""
        self._killed = False
        request = Request(self.client, self.limits, self.flooded)
        try:
            try:
                limit_s = min(limit_s, self.remaining_s())
                return run_sync(request.send)(code, expression, limit_s, interrupts)
            finally:
                self.flooded = request.flooded
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

    def _why_it_died(self) -> str:
        if self.flooded:
            return f"it put out more than {self.limits.flood_limit_bytes // 10**6} MB"
        provisioner = getattr(self.client.km, "provisioner", None)
        reason = getattr(provisioner, "end_reason", "")
        code = run_sync(provisioner.poll)() if provisioner else None
        outside = not reason or reason.startswith((NOT_ASKED_FOR, ZYGOTE_ENDED))
        self._killed = code == -signal.SIGKILL and outside
        self._kills[self.at] += self._killed
        return f"the kernel died: {reason}" if reason else "the kernel died"

    def _killed_again(self) -> bool:
        return self._killed and self._kills[self.at] > 1

    def _leave_to_a_human(self, cell: NotebookNode, place: int) -> None:
        """Leave the next grade cell to a human, since the kernel was killed twice at this cell.

        If none of the student's code has run, the grader itself fails.

        Raises:
            GraderFailed: the cell is the course's, and so are all before it.
        """
        self.left_to_a_human[place] = self._describe_kills(cell_name(cell))
        if all(map(is_courses_own, [cell, *(run.cell for run in self._ran)])):
            raise GraderFailed(self.left_to_a_human[place])

    def _describe_kills(self, name: str) -> str:
        return (
            f"the kernel was killed twice at `{name}`, not by a limit: see whether memory ran out"
        )

    def _end(self, reason: str) -> str:
        """End the kernel, unless it has ended, record the reason, and return a note."""
        self.record.kernel_deaths.append(KernelDeath(self.at, reason))
        self._deaths += 1
        self.record.notes.append(f"`{self.at}`: {reason}; the kernel was started again")
        self._leave()
        return f"{get_first_line(reason)}. {STARTED_AGAIN}"

    def _leave(self) -> None:
        self._ended, self.flooded = True, False
        with contextlib.suppress(Exception):  # the kernel may be gone
            run_sync(self._stop)()

    async def _stop(self) -> None:
        client, manager = self.client, self.client.km
        if client.kc is not None:
            client.kc.stop_channels()
            client.kc = None
        await ensure_async(manager.shutdown_kernel(now=True, restart=not client.owns_km))
        if client.owns_km:
            await ensure_async(manager.cleanup_resources())

    def is_there(self) -> bool:
        """Whether there is a kernel to ask, after starting one if there is none.

        Raises:
            GraderFailed: no kernel can be started.
        """
        while self._is_allowed():
            if self._ended:
                self._start_again()
            elif run := self._find_missing():
                self._catch_up(run)
            else:
                return True
        return False

    def is_there_for(self, place: int) -> bool:
        """Whether there is a kernel that has run the cells before a place; see `is_there`."""
        self._place = place
        return self.is_there()

    def _is_allowed(self) -> bool:
        """Whether the notebook may go on."""
        if not self.given_up and self.remaining_s() <= 0:
            self.out_of_time = True
            limit = f"{self.limits.notebook_limit_s:g} seconds"
            self._give_up(f"the notebook used up the {limit} that it may take")
        if not self.given_up and self._ended and self._deaths >= self.limits.kernel_deaths:
            self._give_up(f"{self._deaths} kernels died in this notebook", "the rest was not run")
        return not self.given_up

    def _give_up(self, reason: str, *more: str) -> None:
        self.given_up = reason
        note = "; ".join([reason, *more])
        if note not in self.record.notes:
            self.record.notes.append(note)

    def _find_missing(self) -> _Run | None:
        """Find the next cell that this kernel has yet to run."""
        while self._caught_up < len(self._ran):
            run = self._ran[self._caught_up]
            if run.place >= self._place:
                break
            if run.place not in self._hung:
                return run
            self._caught_up += 1
        return None

    def _catch_up(self, run: _Run) -> None:
        """Run a cell again; no other kernel does if it hangs or ends this one."""
        at, self.at = self.at, cell_name(run.cell)
        self._caught_up += 1
        try:
            self._request(run.cell.source, "", self.cell_limit_s)
            # Some cells end the kernel a moment later.
            self._request("", "", self.limits.interrupt_grace_s)
        except Unanswered as error:
            if not error.ended:
                self._hung.add(run.place)
            elif not self._killed or self._killed_again():
                self._ran.remove(run)
            if self._killed_again():
                self._leave_to_a_human(run.cell, run.place)
        finally:
            self.at = at

    def _start_again(self) -> None:
        try:
            run_sync(self._start_another)()
        except Exception as error:
            reason = get_first_line(str(error))
            raise GraderFailed(f"no kernel could be started: {reason}") from error
        self._ended, self._caught_up = False, 0

    async def _start_another(self) -> None:
        client = self.client
        if client.owns_km:
            client.km = client.create_kernel_manager()
            await client.async_start_new_kernel()
        else:
            await ensure_async(client.km.restart_kernel(now=True))
        await client.async_start_new_kernel_client()


def is_courses_own(cell: NotebookNode) -> bool:
    """Whether a cell of a restored notebook is an unchanged cell of the source."""
    known = nbgrader_metadata(cell)
    locked = known.get("locked") and not known.get("solution")
    return bool(locked or is_demonstration(cell))
