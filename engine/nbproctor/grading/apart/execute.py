"""Preprocessor: student cells run in a kernel, grade cells with points in the grader itself.

nbgrader's `Execute`, but for those cells: they are the instructor's, restored from the source, and
what they know of the student is asked from the kernel and comes back as data. So hidden cases,
expected values and scores are never where a student's code runs, and what happens to a kernel costs
one exercise. All student cells run before the first grade cell, and nothing is shown of what a
kernel puts out from then on: the inputs of hidden cases are in it. Scores are those of the cells in
their order, see `nbproctor.grading.apart.notebook_order`. It stands in the place of nbgrader's
`Execute`.
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
from nbproctor.grading.apart.cell_outputs import cut_off, size_of
from nbproctor.grading.apart.demonstrations import LEFT_OUT, unneeded
from nbproctor.grading.apart.grade_cell import (
    GradedCell,
    GraderFailed,
    could_not_run,
    failed,
    run_check_cell,
    run_grade_cell,
)
from nbproctor.grading.apart.notebook_order import may_wait
from nbproctor.grading.apart.patience import Patience, Standing
from nbproctor.grading.apart.run_record import RunRecord
from nbproctor.grading.apart.student_kernel import KilledAgain, StudentKernel
from nbproctor.grading.apart.student_object import look
from nbproctor.grading.restore import NOTES
from nbproctor.notebooks import (
    cell_name,
    imported_names,
    is_auto_graded,
    is_check,
    nbgrader_metadata,
    new_output,
)

SHOWN = ("stream", "display_data", "execute_result", "error", "update_display_data")
UNKNOWN = "the source of this chapter is not there: nothing tells that the cell is the instructor's"


class SplitExecute(ReplaceableKernel, Execute):  # type: ignore[misc]
    """Executes a notebook that `RestoreCells` has rebuilt, and records what each grade cell earned.

    The record is `notebook.metadata["course_run"]`, see `nbproctor.grading.apart.run_record`.
    Afterwards the grade cells stand as they were released, without hidden tests.
    """

    notebook_limit_s = Float(
        120.0, help="Wall seconds that a notebook may take to where a grade cell stands and for it."
    ).tag(config=True)
    call_limit_s = Float(
        CALL_LIMIT_S, help="Wall seconds that one call of a student's function may take, at most."
    ).tag(config=True)
    exercise_limit_s = Float(
        EXERCISE_LIMIT_S,
        help="Wall seconds that all calls which grade an exercise may take, at most.",
    ).tag(config=True)
    answer_grace_s = Float(
        2.0, help="Seconds beyond the limit of a call that its answer is waited for."
    ).tag(config=True)
    interrupt_grace_s = Float(
        2.0, help="Seconds that a kernel has to react to an interrupt, before it is ended."
    ).tag(config=True)
    tame_modules = List(
        Unicode(),
        help="Modules whose functions change nothing but their arguments, such as numpy, which is "
        "known. A notebook that uses others between two grade cells is run twice.",
    ).tag(config=True)
    kernel_deaths = Integer(
        10, help="Kernels that a notebook may use up before the rest is not run."
    ).tag(config=True)
    output_limit_bytes = Integer(1_000_000, help="Bytes of a cell's outputs that are kept.").tag(
        config=True
    )
    flood_limit_bytes = Integer(
        20_000_000, help="Bytes put out by one cell at which its kernel is ended."
    ).tag(config=True)

    # A kernel that is asked to leave may take its time; a widget's state is a stranger's data.
    shutdown_kernel = Enum(["graceful", "immediate"], default_value="immediate").tag(config=True)
    store_widget_state = Bool(False)
    interrupt_on_timeout = Bool(True)
    raise_on_iopub_timeout = Bool(False).tag(config=True)  # `StudentKernel` asks once more
    iopub_timeout = Integer(4).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: Any = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Execute a notebook, in place.

        Raises:
            RuntimeError: the first kernel cannot be started.
        """
        self._record = RunRecord()
        patience = Patience(**{name: getattr(self, name) for name in Patience.__dataclass_fields__})
        self._kernel = StudentKernel(self, patience, self._record)
        self._restored = NOTES in nb.metadata
        self._broken = ""
        self._left_out = unneeded(nb.cells)
        self._imported = imported_names(nb.cells) if self._restored else {}
        self._waiting: list[tuple[NotebookNode, Standing]] = []
        self.timeout_func = self._seconds_left  # type: ignore[assignment]  # seconds as a float
        self._received = 0
        try:
            nb, resources = super().preprocess(nb, resources, km)
        finally:
            self._record.written_to(nb)
        for cell in nb.cells:
            if is_auto_graded(cell):
                ClearHiddenTests(parent=self).preprocess_cell(cell, {}, 0)
        return nb, resources

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Run a cell in the kernel; a grade cell waits until all of them have been run.

        A check of the course's runs here, as grade cells do, and what it asks of the kernel need
        not be asked again when the same is graded.
        """
        name = cell_name(cell)
        self._kernel.at, self._received = name, 0
        if is_auto_graded(cell):
            self._waiting.append((cell, self._kernel.standing(index)))
        elif cell.cell_type == "code" and cell.get("id") in self._left_out:
            cell.outputs = [new_output("stream", name="stdout", text=LEFT_OUT)]
        elif cell.cell_type == "code" and not self._broken:
            try:
                if self._restored and is_check(cell):
                    self._check(cell, name, index)
                else:
                    self._kernel.run(cell, index)
            except KilledAgain as error:
                cell.outputs = could_not_run(str(error)).outputs
            except GraderFailed as error:
                self._broken = str(error)
        return cell, resources

    def _check(self, cell: NotebookNode, name: str, index: int) -> None:
        cell.outputs, cell.execution_count = [], None
        if self._kernel.is_there_for(index):
            cell.outputs = run_check_cell(cell.source, name, self._look, self._imported)

    def _look(self, name: str) -> Any:
        return look(self._kernel, name)

    @contextlib.contextmanager
    def setup_kernel(self, **settings: Any) -> Iterator[None]:
        """As long as there is a kernel: the student's cells are run, then grade cells graded."""
        with super().setup_kernel(**settings):
            yield
            self._grade()

    def _grade(self) -> None:
        """Grade the grade cells; nothing that the kernel puts out meanwhile is kept."""
        kernel, deaths, spent_s = self._kernel, 0, 0.0
        if not may_wait(self.nb.cells, self._runs_here, self._left_out, self.tame_modules):
            kernel.start_from_the_top()
        exercise = range(0)
        for cell, standing in self._waiting:
            exercise = range(exercise.stop, standing.place)
            name, before, start = cell_name(cell), len(self._record.kernel_deaths), time.monotonic()
            kernel.at = name
            kernel.go_back(standing, deaths, spent_s)
            graded = self._graded(cell, name, exercise)
            cell.outputs, cell.execution_count = graded.outputs, None
            self._record.cells[name] = graded.record
            deaths += len(self._record.kernel_deaths) - before
            spent_s += time.monotonic() - start

    def _runs_here(self, cell: NotebookNode) -> bool:
        return is_auto_graded(cell) or (self._restored and is_check(cell))

    def _graded(self, cell: NotebookNode, name: str, exercise: range) -> GradedCell:
        """Grade a cell; `exercise` is the places after the grade cell before it."""
        if self._broken or not self._restored:
            return could_not_run(self._broken or UNKNOWN)
        try:
            is_there = self._kernel.is_there()
            for place in exercise:
                if place in self._kernel.left_to_a_human:
                    return could_not_run(self._kernel.left_to_a_human[place])
            if not is_there:
                return failed("NotRun", self._kernel.given_up)
        except GraderFailed as error:
            self._broken = str(error)
            return could_not_run(self._broken)
        points = float(nbgrader_metadata(cell)["points"])
        deaths = len(self._record.kernel_deaths)
        graded = run_grade_cell(cell.source, name, points, self._look)
        reasons = [each.reason for each in self._record.kernel_deaths[deaths:]]
        return graded.with_reason([*reasons, self._kernel.given_up])

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Note whether the cell has asked its kernel to end."""
        super().on_cell_executed(**kwargs)
        with contextlib.suppress(KeyError, TypeError, AttributeError):
            said = kwargs["execute_reply"]["content"].get("payload", ())
            self._kernel.leaves = any(each.get("source") == "ask_exit" for each in said)

    def _seconds_left(self, cell: NotebookNode) -> float:
        """The wall seconds that a cell may run; nbclient asks."""
        return max(1.0, min(self.timeout or float("inf"), self._kernel.remaining_s()))

    def process_message(
        self, msg: dict[str, Any], cell: NotebookNode, cell_index: int
    ) -> NotebookNode | None:
        """Count what a cell puts out; drop what is too much, and end a kernel that floods."""
        if msg["msg_type"].startswith("comm"):
            return None
        if msg["msg_type"] in SHOWN:
            before = self._received
            self._received += size_of(msg["content"])
            if self._received > self.flood_limit_bytes and not self._kernel.flooded:
                self._kernel.flooded = True
                self.stop_waiting()
            if self._received > self.output_limit_bytes:
                if before <= self.output_limit_bytes:
                    cell.outputs += cut_off(msg, before, self.output_limit_bytes)
                return None
        shown: NotebookNode | None = None
        try:
            shown = super().process_message(msg, cell, cell_index)
        except CellExecutionComplete:
            self._kernel.idle = True
            raise
        except Exception as error:  # made up by the student's code
            self.log.warning("A %s that cannot be read was dropped: %s", msg["msg_type"], error)
        return shown
