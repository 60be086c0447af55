"""The kernel that a student's cells run in, as the grader deals with it: whatever happens to it.

It may die, hang, or answer with anything. It is then ended and another one is started, in which the
cells before are run again, so that the rest can be graded. All that comes from it is data. What a
student's cell puts out is kept when it is run for the first time, and never afterwards.

A SIGKILL that no limit sent comes from outside, as when the machine runs out of memory. What the
kernel was doing is then tried once more; if it is killed at the same cell again, the exercise of
that cell waits for a human.
"""

import contextlib
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
from nbproctor.grading.apart.cell_outputs import in_proper_form
from nbproctor.grading.apart.demonstrations import DEMONSTRATION
from nbproctor.grading.apart.grade_cell import GraderFailed, error_output, first_line
from nbproctor.grading.apart.patience import Patience, Standing, Unanswered
from nbproctor.grading.apart.request import Request
from nbproctor.grading.apart.run_record import KernelDeath, RunRecord
from nbproctor.kernels.process import NOT_ASKED_FOR, ZYGOTE_ENDED
from nbproctor.notebooks import cell_name, nbgrader_metadata

STARTED_AGAIN = "The kernel was started again for the other exercises."


class KilledAgain(GraderFailed):
    """The kernel was killed from outside twice at the same cell; the next one can go on."""


@dataclass(frozen=True)
class _Run:
    """A cell that was run; `hung` where it was interrupted at its time limit."""

    place: int
    cell: NotebookNode
    hung: bool


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
        left_to_a_human: by its place, what is told of a cell at which it was killed twice.
        tried: cases that a function of this kernel was called with, by identity, and the outcomes;
            they hold as long as nothing is run that changes what the function's name stands for.
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
    left_to_a_human: dict[int, str] = field(default_factory=dict)
    tried: dict[tuple[Any, ...], tuple[Any, Outcome]] = field(default_factory=dict)
    _ran: list[_Run] = field(default_factory=list)
    _caught_up: int = 0  # how many of those the present kernel has run
    _place: int = 0  # it needs to have run those before it
    _deaths: int = 0
    _ended: bool = False
    _killed: bool = False  # the last request or cell was ended by a SIGKILL from outside
    _kills: Counter[str] = field(default_factory=Counter)  # such ends, by the cell that was at work
    _from_the_top: bool = False
    _start: float = field(default_factory=time.monotonic)

    def remaining_s(self) -> float:
        """Wall seconds that are left for the notebook."""
        return self.patience.notebook_limit_s - (time.monotonic() - self._start)

    def standing(self, place: int) -> Standing:
        """How things stand now, before the cell at a place is run or graded."""
        self._is_allowed()
        return Standing(place, self.given_up, self._deaths, time.monotonic() - self._start)

    def has_run(self, code: str) -> bool:
        """Whether this code stands in a cell that was run."""
        return any(code in run.cell.source for run in self._ran)

    def defines(self, name: str) -> bool:
        """Whether a cell that was run defines a function or a class of this name, as it is written.

        Nothing says that it came so far, or that the name stands for it still.
        """
        definition = re.compile(rf"^(def|class) {re.escape(name)}\b", re.MULTILINE)
        return any(definition.search(run.cell.source) for run in self._ran)

    def go_back(self, to: Standing, deaths: int, spent_s: float) -> None:
        """Count as if nothing had been run since, but for what grading has used up meanwhile."""
        self._place, self.given_up = to.place, to.given_up
        self._deaths = to.deaths + deaths
        if not self._from_the_top:  # there the cells take their time once more
            self._start = time.monotonic() - to.spent_s - spent_s

    def start_from_the_top(self) -> None:
        """Leave this kernel; the next one runs the cells up to where each grade cell stands."""
        self._from_the_top, self._start = True, time.monotonic()
        self.tried.clear()
        self._leave()

    def run(self, cell: NotebookNode, index: int) -> None:
        """Execute a student's cell; its outputs are in proper form, whatever happens.

        Raises:
            GraderFailed: no kernel can be started.
        """
        cell.outputs, self._place = [], index
        if not self.is_there():
            return
        tags = cell.metadata.pop("tags", None)
        problem = self._executed(cell, index)
        while problem and self._ended and not self._killed_again():
            if not (self.is_there() if self._killed else self._was_another()):
                break
            cell.outputs = []
            problem = self._executed(cell, index)
        in_proper_form(cell)
        if tags is not None:
            cell.metadata["tags"] = tags
        if problem:
            cell.outputs.append(problem)
            if self._killed_again():
                self._leave_to_a_human(cell, index)
        else:
            hung = any(_timed_out(output) for output in cell.outputs)
            self._ran.append(_Run(index, cell, hung))
            self._caught_up = len(self._ran)

    def _executed(self, cell: NotebookNode, index: int) -> NotebookNode | None:
        """Execute a cell; an error for its outputs where that ended the kernel."""
        self.idle = self.leaves = self._killed = False
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

    def _was_another(self) -> bool:
        """Whether a cell before ended the kernel, too late to be seen: it does so once more."""
        before = len(self._ran)
        return self.is_there() and len(self._ran) < before

    def ask(self, expression: str, limit_s: float) -> str:
        """What an expression is in the kernel, as text, within `limit_s` and the grace.

        Raises:
            Unanswered: there is no answer, or it is no text.
            GraderFailed: no kernel can be started, or it was killed from outside twice.
        """
        if not self.is_there():
            raise Unanswered(f"it was not tried: {self.given_up}", ended=True)
        start = time.monotonic()
        try:
            content = self._request("", expression, limit_s + self.patience.answer_grace_s)
        except Unanswered:
            if not self._killed:
                raise
            if self._killed_again():
                raise KilledAgain(self._told_of_kills(self.at)) from None
            return self.ask(expression, limit_s)
        finally:
            self.asked_s = time.monotonic() - start
        with contextlib.suppress(KeyError, TypeError):
            text = content["user_expressions"]["answer"]["data"]["text/plain"]
            if isinstance(text, str) and text[:1] == text[-1:] == "'":
                return text[1:-1]
        raise Unanswered("AnswerUnreadable: the answer could not be read", ended=False)

    def _request(self, code: str, expression: str, limit_s: float) -> dict[str, Any]:
        """Run code or evaluate an expression; what either shows goes nowhere."""
        self._killed = False
        request = Request(self.client, self.patience, self.flooded)
        try:
            try:
                return run_sync(request.replied)(code, expression, min(limit_s, self.remaining_s()))
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
            return f"it put out more than {self.patience.flood_limit_bytes // 10**6} MB"
        provisioner = getattr(self.client.km, "provisioner", None)
        told = getattr(provisioner, "end_reason", "")
        code = run_sync(provisioner.poll)() if provisioner else None
        outside = not told or told.startswith((NOT_ASKED_FOR, ZYGOTE_ENDED))
        self._killed = code == -signal.SIGKILL and outside
        self._kills[self.at] += self._killed
        return f"the kernel died: {told}" if told else "the kernel died"

    def _killed_again(self) -> bool:
        return self._killed and self._kills[self.at] > 1

    def _leave_to_a_human(self, cell: NotebookNode, place: int) -> None:
        """Have the grade cell that follows wait: the kernel was killed twice at this cell.

        It is the grader's failure as a whole where nothing of the student's has run.

        Raises:
            GraderFailed: the cell is the course's, and so are all before it.
        """
        self.left_to_a_human[place] = self._told_of_kills(cell_name(cell))
        if all(map(is_courses_own, [cell, *(run.cell for run in self._ran)])):
            raise GraderFailed(self.left_to_a_human[place])

    def _told_of_kills(self, name: str) -> str:
        return (
            f"the kernel was killed twice at `{name}`, not by a limit: see whether memory ran out"
        )

    def _end(self, reason: str) -> str:
        """End the kernel, if it has not ended itself, and note why; returns the note."""
        self.record.kernel_deaths.append(KernelDeath(self.at, reason))
        self._deaths += 1
        self.record.notes.append(f"`{self.at}`: {reason}; the kernel was started again")
        self._leave()
        return f"{first_line(reason)}. {STARTED_AGAIN}"

    def _leave(self) -> None:
        self._ended, self.flooded = True, False
        with contextlib.suppress(Exception):  # one that is gone cannot be stopped
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
        """Whether there is a kernel to ask, after starting one where there is none.

        Raises:
            GraderFailed: no kernel can be started.
        """
        while self._is_allowed() and (self._ended or self._missing()):
            if self._ended:
                self._start_again()
            else:
                self._catch_up(self._missing()[0])
        return not self.given_up

    def is_there_for(self, place: int) -> bool:
        """Whether there is one that has run the cells before a place; see `is_there`."""
        self._place = place
        return self.is_there()

    def _is_allowed(self) -> bool:
        """Whether the notebook may go on."""
        if not self.given_up and self.remaining_s() <= 0:
            limit = f"{self.patience.notebook_limit_s:g} seconds"
            self._give_up(f"the notebook used up the {limit} that it may take")
        if not self.given_up and self._ended and self._deaths >= self.patience.kernel_deaths:
            self._give_up(f"{self._deaths} kernels died in this notebook", "the rest was not run")
        return not self.given_up

    def _give_up(self, reason: str, *more: str) -> None:
        self.given_up = reason
        note = "; ".join([reason, *more])
        if note not in self.record.notes:
            self.record.notes.append(note)

    def _missing(self) -> list[_Run]:
        """The cells that this kernel has yet to run."""
        return [each for each in self._ran[self._caught_up :] if each.place < self._place]

    def _catch_up(self, run: _Run) -> None:
        """Run a cell again; one that does not end this time either is left out from now on."""
        at, self.at = self.at, cell_name(run.cell)
        self._caught_up += 1
        try:
            if self._from_the_top or not run.hung:
                self._request(run.cell.source, "", self.client.timeout or 60)
                self._request("", "", self.patience.interrupt_grace_s)  # some end it a moment later
        except Unanswered:
            if not (run.hung or self._killed) or self._killed_again():
                self._ran.remove(run)
                self._caught_up -= 1
            if self._killed_again():
                self._leave_to_a_human(run.cell, run.place)
        finally:
            self.at = at

    def _start_again(self) -> None:
        try:
            run_sync(self._start_another)()
        except Exception as error:
            raise GraderFailed(f"no kernel could be started: {first_line(str(error))}") from error
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
    """Whether a cell of a restored notebook stands in the source as it is."""
    known = nbgrader_metadata(cell)
    locked = known.get("locked") and not known.get("solution")
    return bool(locked or DEMONSTRATION in cell.metadata.get("tags", ()))


def _timed_out(output: NotebookNode) -> bool:
    return bool(output.output_type == "error" and output.ename == "CellTimeoutError")
