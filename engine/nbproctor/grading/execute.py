"""Preprocessor: runs a submission's cells, in place of nbgrader's `Execute`.

Grade cells run **beside** the student's cells unless the course asks for more: in the student's
kernel, at their place, as nbgrader runs them. Outputs are kept as they are, and nbgrader's own rule
reads the scores from them.

`c.ExecuteCells.apart = True`, or the tag `apart` on a grade cell of the source, has grade cells run
**apart**: in this process, see `nbproctor.grading.apart`. They ask the kernel for student objects
and get data back. So hidden cases, expected values and scores never enter the process that runs a
student's code. Student cells run before the first grade cell apart. Outputs of the kernel are
dropped from then on, since it has received the inputs of hidden cases. Scores are those of the
cells in their order, see `nbproctor.grading.apart.notebook_order`.
"""

import contextlib
import math
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from nbclient.exceptions import CellExecutionComplete
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, Execute
from traitlets import Bool, Enum, Float, Integer, List, Unicode

from nbproctor.checks.evaluate import CALL_LIMIT_S, EXERCISE_LIMIT_S
from nbproctor.checks.report import CheckBroken
from nbproctor.compat.nbclient import ReplaceableKernel
from nbproctor.errors import CourseError
from nbproctor.grading.apart.course_names import Surroundings, find_surroundings, list_code_cells
from nbproctor.grading.apart.demonstrations import find_unneeded
from nbproctor.grading.apart.grade_cell import run_check_cell, run_grade_cell
from nbproctor.grading.apart.notebook_order import may_wait
from nbproctor.grading.apart.student_object import Visit
from nbproctor.grading.cell_outputs import decides_score, truncate_message
from nbproctor.grading.cell_result import (
    CellResult,
    GraderFailed,
    build_error,
    record_breakdown,
    record_failure,
)
from nbproctor.grading.repair_notes import NOTES
from nbproctor.grading.request import NotebookLimits
from nbproctor.grading.run_record import RunRecord
from nbproctor.grading.student_kernel import Checkpoint, KilledAgain, StudentKernel
from nbproctor.kernels.limits import KernelLimits
from nbproctor.kernels.provisioner import ZygoteProvisioner
from nbproctor.kernels.settings import WarmKernels
from nbproctor.notebooks import (
    LEFT_OUT,
    cell_name,
    is_apart,
    is_auto_graded,
    is_check,
    nbgrader_metadata,
    new_output,
)
from nbproctor.settings import CONFIGURATION, Course, HiddenCases

APART_LIMIT_S = 120.0
SHOWN = ("stream", "display_data", "execute_result", "error", "update_display_data")
UNKNOWN = "the source of this assignment is missing: the cell may not be the instructor's"


class ExecuteCells(ReplaceableKernel, Execute):  # type: ignore[misc]
    """Executes a notebook, and records what happened.

    The record is `notebook.metadata["course_run"]`, see `nbproctor.grading.run_record`: kernels
    that ended early, what each grade cell apart earned, and which cells could not run. Afterwards
    grade cells apart are as released, without hidden tests.
    """

    apart = Bool(
        False,
        help="Run all grade cells apart from the student's process. Otherwise, only those whose "
        "cell in the source has the tag `apart`.",
    ).tag(config=True)
    notebook_limit_s = Float(
        None,
        allow_none=True,
        help="Wall-clock limit for a notebook up to and including a grade cell, in seconds. By "
        f"default {APART_LIMIT_S:g} if all grade cells run apart. Otherwise twice "
        "`KernelLimits.wall_s` in a sandbox, which a notebook reaches only if its kernel was "
        "replaced, and no limit without a sandbox.",
    ).tag(config=True)
    call_limit_s = Float(
        CALL_LIMIT_S, help="Wall-clock limit for one call of a student's function, in seconds."
    ).tag(config=True)
    exercise_limit_s = Float(
        EXERCISE_LIMIT_S,
        help="Wall-clock limit for all calls that grade an exercise, in seconds.",
    ).tag(config=True)
    answer_grace_s = Float(
        2.0, help="Seconds to wait for the answer of a call beyond its limit."
    ).tag(config=True)
    interrupt_grace_s = Float(
        2.0, help="Seconds for a kernel to react to an interrupt before it is killed."
    ).tag(config=True)
    tame_modules = List(
        Unicode(),
        help="Modules whose functions change nothing but their arguments. Grade cells apart may "
        "import them, besides numpy and others that are known.",
    ).tag(config=True)
    kernel_deaths = Integer(
        10, help="Kernels that a notebook may use up; the rest of it is then not run."
    ).tag(config=True)
    output_limit_bytes = Integer(1_000_000, help="Bytes of a cell's outputs that are kept.").tag(
        config=True
    )
    flood_limit_bytes = Integer(
        20_000_000, help="Bytes of one cell's outputs at which its kernel is killed."
    ).tag(config=True)

    # A kernel may ignore a request to shut down; a student's code controls the state of widgets.
    shutdown_kernel = Enum(["graceful", "immediate"], default_value="immediate").tag(config=True)
    store_widget_state = Bool(False)
    interrupt_on_timeout = Bool(True)
    raise_on_iopub_timeout = Bool(False).tag(config=True)  # `StudentKernel` sends a second request
    iopub_timeout = Integer(4).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: Any = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Execute a notebook, in place.

        Raises:
            RuntimeError: the first kernel cannot be started.
            CourseError: a sandbox is set, and kernels do not come from nbproctor.
        """
        self._record = RunRecord()
        self._restored = NOTES in nb.metadata
        tests = [cell for cell in nb.cells if is_auto_graded(cell) or is_check(cell)]
        apart = [cell for cell in tests if self._is_apart(cell)]
        only_apart = bool(apart) and len(apart) == len(tests)
        settings = {name: getattr(self, name) for name in NotebookLimits.__dataclass_fields__}
        settings["notebook_limit_s"] = self._choose_notebook_limit_s(only_apart)
        self._kernel = StudentKernel(self, NotebookLimits(**settings), self._record)
        self._broken = ""
        self._left_out = find_unneeded(nb.cells) if only_apart else set()
        self._trusted = self._list_trusted()
        self._code_cells = list_code_cells(nb.cells, self.apart)
        self._waiting: list[tuple[NotebookNode, Checkpoint]] = []
        self._exercise = 0  # place after the previous grade cell
        self.timeout_func = self._seconds_left  # type: ignore[assignment]  # seconds as a float
        self._received: Counter[bool | None] = Counter()
        try:
            nb, resources = super().preprocess(nb, resources, km)
        finally:
            self._record.write_to(nb)
        for cell in nb.cells:
            if is_auto_graded(cell) and self._is_apart(cell):
                ClearHiddenTests(parent=self).preprocess_cell(cell, {}, 0)
        return nb, resources

    def _require_sandbox(self) -> None:
        """Refuse to run students' code without the sandbox that is set; warn if none is set."""
        if WarmKernels(parent=self).sandbox == "none":
            self.log.warning("Student code runs without a sandbox: %s sets none.", CONFIGURATION)
        elif not isinstance(getattr(self.km, "provisioner", None), ZygoteProvisioner):
            raise CourseError(
                f"a sandbox is set, but the kernel {self.kernel_name!r} has its own provisioner."
            )

    def _is_apart(self, cell: NotebookNode) -> bool:
        """Whether a cell is a test that runs apart; a tag counts only if it is the source's."""
        return is_apart(cell, self.apart) and (self.apart or self._restored)

    def _choose_notebook_limit_s(self, only_apart: bool) -> float:
        if self.notebook_limit_s is not None:
            return float(self.notebook_limit_s)
        if only_apart:
            return APART_LIMIT_S
        wall_s = KernelLimits(parent=self).wall_s
        is_limited = wall_s and WarmKernels(parent=self).sandbox != "none"
        return 2.0 * wall_s if is_limited else math.inf

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Run a cell in the kernel; a grade cell apart waits until all cells have run.

        A check apart runs in this process, as grade cells apart do. Its requests to the kernel need
        not be repeated when the same exercise is graded.
        """
        self._kernel.at, self._received = cell_name(cell), Counter()
        if cell.cell_type != "code":
            return cell, resources
        if is_auto_graded(cell) and self._is_apart(cell):
            self._waiting.append((cell, self._kernel.take_checkpoint(index)))
        elif cell.get("id") in self._left_out:
            cell.outputs = [new_output("stream", name="stdout", text=LEFT_OUT)]
        elif is_auto_graded(cell):
            self._run_grade_cell_beside(cell, index)
        elif not self._broken:
            try:
                if self._restored and is_check(cell) and self._is_apart(cell):
                    self._run_check_apart(cell, index)
                else:
                    self._kernel.run(cell, index)
            except KilledAgain as error:
                cell.outputs = record_breakdown(str(error)).outputs
            except GraderFailed as error:
                self._broken = str(error)
        if is_auto_graded(cell):
            self._exercise = index + 1
        return cell, resources

    def _runs_here(self, cell: NotebookNode) -> bool:
        """Whether a cell runs in this process: a grade cell apart, or a check of the source."""
        runs = is_auto_graded(cell) or (self._restored and is_check(cell))
        return runs and self._is_apart(cell)

    def _run_check_apart(self, cell: NotebookNode, index: int) -> None:
        cell.outputs, cell.execution_count = [], None
        if self._kernel.is_there_for(index):
            answers = self._list_answers(range(self._exercise, index))
            visit = Visit(self._kernel, self._find_surroundings(index), answers)
            cell.outputs = run_check_cell(cell.source, cell_name(cell), visit)

    def _run_grade_cell_beside(self, cell: NotebookNode, index: int) -> None:
        """Run a grade cell in the kernel. It never ends without outputs that tell its score.

        To nbgrader a grade cell without outputs has passed, so one that did not run gets an error.
        """
        kernel, problem, ran = self._kernel, self._broken, False
        try:
            ran = not problem and kernel.run(cell, index)
        except GraderFailed as error:
            problem = self._broken = str(error)
        exercise = range(self._exercise, index + 1)
        killed = [kernel.left_to_a_human[i] for i in exercise if i in kernel.left_to_a_human]
        if not ran and kernel.out_of_time:
            killed.append(kernel.given_up)
        killed += _find_broken_checks(cell)
        if problem := next(filter(None, [problem, *killed]), ""):
            result = record_breakdown(problem)
            cell.outputs, cell.execution_count = result.outputs, None
            self._record.cells[cell_name(cell)] = result.record
        elif not ran:  # the student's code has ended too many kernels
            cell.outputs = [build_error("NotRun", kernel.given_up)]

    def _list_trusted(self) -> frozenset[str]:
        """List packages that are meant for grade cells: the course's, and this one."""
        own = ("nbproctor", HiddenCases(parent=self).package, *Course(parent=self).packages)
        return frozenset(filter(None, [*own, *self.tame_modules]))

    def _list_answers(self, exercise: range) -> list[NotebookNode]:
        """List the answer cells at some places."""
        cells = [each.cell for each in self._code_cells if each.place in exercise]
        return [cell for cell in cells if nbgrader_metadata(cell).get("solution")]

    def _find_surroundings(self, place: int) -> Surroundings:
        if not self._restored:
            return Surroundings(trusted=self._trusted)
        return find_surroundings(self._code_cells, place, self._trusted)

    @contextlib.contextmanager
    def setup_kernel(self, **settings: Any) -> Iterator[None]:
        """Keep a kernel while the student's cells run and grade cells are graded."""
        with super().setup_kernel(**settings):
            self._require_sandbox()
            yield
            if self._waiting:
                self._grade()

    def _grade(self) -> None:
        """Grade the grade cells apart; outputs of the kernel are dropped meanwhile."""
        kernel, deaths, spent_s = self._kernel, 0, 0.0
        cells = [each for each in self._code_cells if each.cell.get("id") not in self._left_out]
        if not may_wait((each.cell.source, self._runs_here(each.cell)) for each in cells):
            kernel.start_from_the_top()
        exercise = range(0)
        for cell, checkpoint in self._waiting:
            exercise = range(exercise.stop, checkpoint.place)
            name, before, start = cell_name(cell), len(self._record.kernel_deaths), time.monotonic()
            kernel.at = name
            kernel.go_back(checkpoint, deaths, spent_s)
            graded = self._grade_cell(cell, name, exercise, checkpoint.place)
            cell.outputs, cell.execution_count = graded.outputs, None
            self._record.cells[name] = graded.record
            deaths += len(self._record.kernel_deaths) - before
            spent_s += time.monotonic() - start

    def _grade_cell(self, cell: NotebookNode, name: str, exercise: range, place: int) -> CellResult:
        """Grade the cell at a place; `exercise` are the places after the previous grade cell."""
        if self._broken or not self._restored:
            return record_breakdown(self._broken or UNKNOWN)
        try:
            is_there = self._kernel.is_there()
            for each in exercise:
                if each in self._kernel.left_to_a_human:
                    return record_breakdown(self._kernel.left_to_a_human[each])
            if not is_there:
                return record_failure("NotRun", self._kernel.given_up)
        except GraderFailed as error:
            self._broken = str(error)
            return record_breakdown(self._broken)
        points = float(nbgrader_metadata(cell)["points"])
        deaths = len(self._record.kernel_deaths)
        answers = self._list_answers(exercise)
        visit = Visit(self._kernel, self._find_surroundings(place), answers)
        graded = run_grade_cell(cell.source, name, points, visit)
        reasons = [each.reason for each in self._record.kernel_deaths[deaths:]]
        return graded.add_reason([*reasons, self._kernel.given_up])

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Record whether the cell has asked its kernel to end."""
        super().on_cell_executed(**kwargs)
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            payload = kwargs["execute_reply"]["content"].get("payload", ())
            self._kernel.leaves = any(each.get("source") == "ask_exit" for each in payload)

    def _seconds_left(self, cell: NotebookNode) -> float:
        """Return the wall-clock limit of a cell, -1 for none; nbclient calls this."""
        limit_s = min(self._kernel.cell_limit_s, self._kernel.remaining_s())
        return -1 if limit_s == math.inf else max(1.0, limit_s)

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Count the outputs of a cell, drop those beyond the limit, end a kernel that floods."""
        # Outputs that decide a score count by themselves: a flood of others cannot hide them.
        kind = decides_score(msg) if msg["msg_type"] in SHOWN else None
        before = self._received[kind]
        self._received[kind] += msg.get("received") or len(repr(msg["content"]))
        if self._received.total() > self.flood_limit_bytes and not self._kernel.flooded:
            self._kernel.flooded = True
            self.stop_waiting()
        if msg["msg_type"].startswith("comm"):
            return None
        if kind is not None and self._received[kind] > self.output_limit_bytes:
            if before <= self.output_limit_bytes:
                cell.outputs += truncate_message(msg, before, self.output_limit_bytes)
            return None
        shown: NotebookNode | None = None
        try:
            shown = super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            self._kernel.idle = True
            raise
        except Exception as error:  # the student's code made up the message
            reason = (str(msg["msg_type"]), str(error))
            self.log.warning("Dropped a %.40r that cannot be read: %.200r", *reason)
        return shown


def _find_broken_checks(cell: NotebookNode) -> list[str]:
    """Return the messages of checks that failed themselves; no answer is the cause."""
    errors = [each for each in cell.outputs if each.output_type == "error"]
    return [each.evalue for each in errors if each.ename == CheckBroken.__name__]
