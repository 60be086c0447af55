"""Preprocessor: runs student cells in a kernel, and grade cells with points in the grader itself.

It takes the place of nbgrader's `Execute`. Grade cells are the instructor's, restored from the
source; they ask the kernel for student objects and get data back. So hidden cases, expected values
and scores never enter the process that runs a student's code, and a dead kernel costs one exercise.
All student cells run before the first grade cell. Outputs of the kernel are dropped from then on,
since it has received the inputs of hidden cases. Scores are those of the cells in their order, see
`nbproctor.grading.apart.notebook_order`.
"""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from nbclient.exceptions import CellExecutionComplete
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, Execute
from traitlets import Bool, Enum, Float, Integer, List, Unicode

from nbproctor.checks.evaluate import CALL_LIMIT_S, EXERCISE_LIMIT_S
from nbproctor.compat.nbclient import ReplaceableKernel
from nbproctor.grading.apart.cell_outputs import estimate_size, truncate_message
from nbproctor.grading.apart.demonstrations import LEFT_OUT, find_unneeded
from nbproctor.grading.apart.grade_cell import (
    CellResult,
    GraderFailed,
    record_breakdown,
    record_failure,
    run_check_cell,
    run_grade_cell,
)
from nbproctor.grading.apart.notebook_order import may_wait
from nbproctor.grading.apart.request import NotebookLimits
from nbproctor.grading.apart.run_record import RunRecord
from nbproctor.grading.apart.student_kernel import Checkpoint, KilledAgain, StudentKernel
from nbproctor.grading.apart.student_object import look_up
from nbproctor.grading.restore import NOTES
from nbproctor.notebooks import (
    cell_name,
    find_imported_names,
    is_auto_graded,
    is_check,
    nbgrader_metadata,
    new_output,
)

SHOWN = ("stream", "display_data", "execute_result", "error", "update_display_data")
UNKNOWN = "the source of this chapter is missing: the cell may not be the instructor's"


class SplitExecute(ReplaceableKernel, Execute):  # type: ignore[misc]
    """Executes a notebook that `RestoreCells` has rebuilt, and records what each grade cell earned.

    The record is `notebook.metadata["course_run"]`, see `nbproctor.grading.apart.run_record`.
    Afterwards the grade cells are as released, without hidden tests.
    """

    notebook_limit_s = Float(
        120.0, help="Wall-clock limit up to and including a grade cell, in seconds."
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
        help="Modules whose functions change nothing but their arguments, besides numpy and others "
        "that are known. A notebook that uses others between two grade cells is run twice.",
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
        """
        self._record = RunRecord()
        names = NotebookLimits.__dataclass_fields__
        limits = NotebookLimits(**{name: getattr(self, name) for name in names})
        self._kernel = StudentKernel(self, limits, self._record)
        self._restored = NOTES in nb.metadata
        self._broken = ""
        self._left_out = find_unneeded(nb.cells)
        self._imported = find_imported_names(nb.cells) if self._restored else {}
        self._waiting: list[tuple[NotebookNode, Checkpoint]] = []
        self.timeout_func = self._seconds_left  # type: ignore[assignment]  # seconds as a float
        self._received = 0
        try:
            nb, resources = super().preprocess(nb, resources, km)
        finally:
            self._record.write_to(nb)
        for cell in nb.cells:
            if is_auto_graded(cell):
                ClearHiddenTests(parent=self).preprocess_cell(cell, {}, 0)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Run a cell in the kernel; a grade cell waits until all cells have run.

        A check of the course runs here, as grade cells do. Its requests to the kernel need not be
        repeated when the same exercise is graded.
        """
        name = cell_name(cell)
        self._kernel.at, self._received = name, 0
        if is_auto_graded(cell):
            self._waiting.append((cell, self._kernel.take_checkpoint(index)))
        elif cell.cell_type == "code" and cell.get("id") in self._left_out:
            cell.outputs = [new_output("stream", name="stdout", text=LEFT_OUT)]
        elif cell.cell_type == "code" and not self._broken:
            try:
                if self._restored and is_check(cell):
                    cell.outputs, cell.execution_count = [], None
                    if self._kernel.is_there_for(index):
                        cell.outputs = run_check_cell(
                            cell.source, name, self._look_up, self._imported
                        )
                else:
                    self._kernel.run(cell, index)
            except KilledAgain as error:
                cell.outputs = record_breakdown(str(error)).outputs
            except GraderFailed as error:
                self._broken = str(error)
        return cell, resources

    def _look_up(self, name: str) -> Any:
        return look_up(self._kernel, name)

    @contextlib.contextmanager
    def setup_kernel(self, **settings: Any) -> Iterator[None]:
        """Keep a kernel while the student's cells run and grade cells are graded."""
        with super().setup_kernel(**settings):
            yield
            self._grade()

    def _grade(self) -> None:
        """Grade the grade cells; outputs of the kernel are dropped meanwhile."""
        kernel, deaths, spent_s = self._kernel, 0, 0.0

        def is_graded(cell: NotebookNode) -> bool:
            return is_auto_graded(cell) or (self._restored and is_check(cell))

        if not may_wait(self.nb.cells, is_graded, self._left_out, self.tame_modules):
            kernel.start_from_the_top()
        exercise = range(0)
        for cell, checkpoint in self._waiting:
            exercise = range(exercise.stop, checkpoint.place)
            name, before, start = cell_name(cell), len(self._record.kernel_deaths), time.monotonic()
            kernel.at = name
            kernel.go_back(checkpoint, deaths, spent_s)
            graded = self._grade_cell(cell, name, exercise)
            cell.outputs, cell.execution_count = graded.outputs, None
            self._record.cells[name] = graded.record
            deaths += len(self._record.kernel_deaths) - before
            spent_s += time.monotonic() - start

    def _grade_cell(self, cell: NotebookNode, name: str, exercise: range) -> CellResult:
        """Grade a cell; `exercise` is the range of places after the previous grade cell."""
        if self._broken or not self._restored:
            return record_breakdown(self._broken or UNKNOWN)
        try:
            is_there = self._kernel.is_there()
            for place in exercise:
                if place in self._kernel.left_to_a_human:
                    return record_breakdown(self._kernel.left_to_a_human[place])
            if not is_there:
                return record_failure("NotRun", self._kernel.given_up)
        except GraderFailed as error:
            self._broken = str(error)
            return record_breakdown(self._broken)
        points = float(nbgrader_metadata(cell)["points"])
        deaths = len(self._record.kernel_deaths)
        graded = run_grade_cell(cell.source, name, points, self._look_up)
        reasons = [each.reason for each in self._record.kernel_deaths[deaths:]]
        return graded.add_reason([*reasons, self._kernel.given_up])

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Record whether the cell has asked its kernel to end."""
        super().on_cell_executed(**kwargs)
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            payload = kwargs["execute_reply"]["content"].get("payload", ())
            self._kernel.leaves = any(each.get("source") == "ask_exit" for each in payload)

    def _seconds_left(self, cell: NotebookNode) -> float:
        """Return the wall-clock limit of a cell; nbclient calls this."""
        return max(1.0, min(self.timeout or float("inf"), self._kernel.remaining_s()))

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Count the outputs of a cell, drop those beyond the limit, end a kernel that floods."""
        if msg["msg_type"].startswith("comm"):
            return None
        if msg["msg_type"] in SHOWN:
            before = self._received
            self._received += estimate_size(msg["content"])
            if self._received > self.flood_limit_bytes and not self._kernel.flooded:
                self._kernel.flooded = True
                self.stop_waiting()
            if self._received > self.output_limit_bytes:
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
            self.log.warning("Dropped a %s that cannot be read: %s", msg["msg_type"], error)
        return shown
