"""Runs a student's function on cases and returns an outcome for each.

Nothing else in the check language calls the student's function. So the function can also live in
another process, where an `Elsewhere` calls it: cases are sent there as data, and outcomes come back
as data (numbers, text, arrays, tuples and lists of those).
"""

import contextlib
import copy
import decimal
import io
import logging
import numbers
import os
import re
import signal
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any, TextIO, cast

import numpy as np

from nbproctor.checks.by_hand import Rule, find_in_source, watch_calls
from nbproctor.checks.wire import WHOLE_NUMBER_BITS, replace_surrogates

Driver = Callable[..., Any]

CALL_LIMIT_S, EXERCISE_LIMIT_S = 3.0, 12.0
UNFINISHED = "it was"  # the error of an unfinished call begins with these words
REAL = (numbers.Real, decimal.Decimal)
# Parts of the paths of files that are no student's; the last one is of code that was generated.
OF_LIBRARIES = ("site-packages", "/lib/python", "__autograph_generated_file")
ANSI_COLOUR = re.compile("\x1b\\[[0-9;]*m")
# What libraries put round a message: names of generated functions and of operations, which layer
# was called, and with which arguments.
INTERNALS = re.compile(
    r"\{\{.*?\}\}|\[Op:\w+\]( name:)?"
    r"|Exception encountered when calling \S+|Arguments received by .*"
)


@dataclass(frozen=True)
class Outcome:
    """The result of one call: a value, or the reason why there is none.

    Attributes:
        value: plain data, see `to_data`.
        error: the type and message of an exception, and the line of the student's code; or "".
        not_attempted: the stub's own `NotImplementedError` was raised, by the function itself or,
            for a class, by its `__init__`.
        printed: it returned None and printed something.
        changed: names of the inputs that the call changed.
        forbidden: a call that the rules of the exercise forbid, see `Rule.find_name`.
        seconds: wall time of the call.
    """

    value: Any = None
    error: str = ""
    not_attempted: bool = False
    printed: bool = False
    changed: tuple[str, ...] = ()
    forbidden: str = ""
    seconds: float = 0.0


class Elsewhere:
    """Stands for a function or class of another process, which no object of that process enters.

    It is no abstract class: a test for one asks the object for its class, and it refuses that.
    """

    def evaluate(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        case_limit_s: float,
        limit_s: float,
    ) -> list[Outcome]:
        """Call the function in the other process as `evaluate` calls a function here.

        Raises:
            NameError: the other process defines no function of this name.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Called:
    """What a single call did.

    Attributes:
        value: what it returned, as it is.
        error: what it raised.
        wrote_to_stderr: whether it wrote to stderr or warned.
    """

    value: Any = None
    error: BaseException | None = None
    wrote_to_stderr: bool = False


class TookTooLong(Exception):
    """The call was stopped at its time limit."""


class WatchFailed(Exception):
    """The watch for forbidden calls raised an error; the answer is not the cause."""


def evaluate(
    function: Callable[..., Any] | Elsewhere,
    cases: Sequence[Mapping[str, Any]],
    drivers: Sequence[Driver | None] | None = None,
    rules: tuple[Rule, ...] = (),
    case_limit_s: float = CALL_LIMIT_S,
    limit_s: float = EXERCISE_LIMIT_S,
) -> list[Outcome]:
    """Call `function` once for each case and return an outcome for each.

    An error that the function raises becomes an outcome.

    Args:
        function: the student's function, or a class if there are drivers.
        cases: the named inputs of each call, passed by position; each call gets fresh copies.
        drivers: for each case None, or a function to call as `driver(function, *inputs)` instead.
        rules: the calls that the function may not make.
        case_limit_s: wall-clock limit for one call, on platforms that can interrupt it.
        limit_s: wall-clock limit for all calls; cases that remain are not tried.

    Raises:
        NameError: the other process defines no function of this name.
        WatchFailed: a rule's watcher raised an error.
    """
    drivers = drivers or [None] * len(cases)
    if issubclass(type(function), Elsewhere):  # the object itself may claim any class
        return cast(Elsewhere, function).evaluate(cases, drivers, rules, case_limit_s, limit_s)
    own = cast(Callable[..., Any], function)
    written = find_in_source(own, rules) if rules else ""
    if written:
        return [Outcome(forbidden=written) for _ in cases]
    end = time.monotonic() + limit_s
    outcomes = []
    for case, driver in zip(cases, drivers, strict=True):
        left_s = min(case_limit_s, end - time.monotonic())
        try:
            with watch_calls(rules) as forbidden:
                outcome = _call(own, dict(case), driver, left_s)
        except Exception as error:  # no error of the student's function gets out of `_call`
            raise WatchFailed(f"{type(error).__name__}: {error}") from error
        outcomes.append(replace(outcome, forbidden=forbidden[0]) if forbidden else outcome)
    return outcomes


def call(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    keywords: Mapping[str, Any],
    limit_s: float,
) -> Called:
    """Call a function as a cell does, but show nothing; no error gets out."""
    written = io.StringIO()
    shown = contextlib.redirect_stdout(_open_null_device()), contextlib.redirect_stderr(written)
    try:
        with shown[0], shown[1], _time_limit(limit_s):
            value = function(*arguments, **keywords)
    except KeyboardInterrupt:  # the user interrupts the notebook
        raise
    except BaseException as error:
        return Called(error=error, wrote_to_stderr=bool(written.getvalue()))
    return Called(value=value, wrote_to_stderr=bool(written.getvalue()))


def _call(
    function: Callable[..., Any], case: dict[str, Any], driver: Driver | None, limit_s: float
) -> Outcome:
    if limit_s <= 0:
        return Outcome(error=f"{UNFINISHED} not tried, since earlier calls took too long")
    given, written = copy.deepcopy(case), _Dropped()
    start = time.perf_counter()
    try:
        with silence(), contextlib.redirect_stdout(cast(TextIO, written)), _time_limit(limit_s):
            arguments = list(given.values())
            value = to_data(driver(function, *arguments) if driver else function(*arguments))
            changed = tuple(name for name in case if not _is_same(case[name], given[name]))
    except KeyboardInterrupt:  # the user interrupts the notebook
        raise
    except BaseException as error:  # includes SystemExit and subclasses that students define
        seconds = time.perf_counter() - start
        stub = _is_stub_of(function, error)
        return Outcome(error=_describe(error), not_attempted=stub, seconds=seconds)
    seconds = time.perf_counter() - start
    printed = value is None and written.has_text
    return Outcome(value=value, printed=printed, changed=changed, seconds=seconds)


def to_data(value: Any) -> Any:
    """Turn an answer into plain data: None, bool, int, float, str, arrays, tuples and lists.

    Any other value goes through `np.asarray`, and a subclass of an array becomes an array, so that
    no object of the student's takes part in a comparison. An array of objects becomes float64 if
    all are real numbers, such as fractions. Otherwise only its shape is kept.

    >>> to_data((1, [2.5], np.ma.masked_array([3])))
    (1, [2.5], array([3]))
    """
    is_long = type(value) is int and value.bit_length() > WHOLE_NUMBER_BITS
    if value is None or (type(value) in (bool, int, float, str) and not is_long):
        return value
    if isinstance(value, tuple | list):
        kind = tuple if isinstance(value, tuple) else list
        return kind(to_data(item) for item in value)
    array = np.asarray(value)
    if array.dtype.kind == "O" and all(isinstance(each, REAL) for each in array.flat):
        with contextlib.suppress(OverflowError):
            array = array.astype(np.float64)
    if array.dtype.kind not in "biufcSU":
        return np.full(array.shape, None, object)
    # A copy, since the student may keep the original, in the byte order of this machine.
    return np.array(array, array.dtype.newbyteorder("="))


def _is_same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return (
            type(after) is np.ndarray
            and before.shape == after.shape
            and before.tobytes() == after.tobytes()
        )
    try:
        return bool(before == after)
    except Exception:  # the student put an object into a list, which cannot be compared
        return False


def _is_bare_stub(error: BaseException) -> bool:
    return type(error) is NotImplementedError and not _clean_message(error)


def _is_stub_of(function: Any, error: BaseException) -> bool:
    """Whether a function, or the `__init__` of a class, is left as released."""
    own = _find_own_frames(error) if _is_bare_stub(error) else []
    if not own:
        return _is_bare_stub(error)
    raised_in = own[-1].f_code.co_qualname
    try:
        return raised_in in (function.__qualname__, f"{function.__qualname__}.__init__")
    except Exception:  # an object of the student's that can be called
        return True


def _find_own_frames(error: BaseException) -> list[FrameType]:
    frames = (frame for frame, _ in traceback.walk_tb(error.__traceback__))
    return [frame for frame in frames if _is_students(frame)]


def _describe(error: BaseException) -> str:
    """Describe an exception in one line: type, message, and the nearest line of the student's.

    If a stub was left, its function is named.
    """
    if isinstance(error, TookTooLong):
        return str(error)
    try:
        name = f"{type(error).__name__}"
    except Exception:  # the student's metaclass may fail
        name = "Error"
    message = _clean_message(error)
    # A library that compiles a function puts a whole stack before the message itself.
    message = message.rpartition(f" {name}: ")[2]
    if len(message) > 200:
        message = message[:200] + " ..."
    text = f"{name}: {message}" if message else name
    if _is_bare_stub(error) and (stubs := _find_own_frames(error)):
        text = f"{name} in `{stubs[-1].f_code.co_name}`"
    frames = traceback.walk_tb(error.__traceback__)
    own = traceback.StackSummary.extract(each for each in frames if _is_students(each[0]))
    if own and own[-1].line:
        text += f" (line {own[-1].lineno}: `{own[-1].line.strip()}`)"
    return replace_surrogates(text)


def _is_students(frame: FrameType) -> bool:
    """Whether a frame is a notebook cell's or a student's file, not a library's or a package's."""
    path = frame.f_code.co_filename
    is_in_package = bool(frame.f_globals.get("__package__"))
    return not (is_in_package or any(part in path for part in OF_LIBRARIES))


def _clean_message(error: BaseException) -> str:
    """Return the message of an exception in one line, without what libraries put round it."""
    try:
        message = " ".join(ANSI_COLOUR.sub("", str(error)).split())
    except Exception:  # `__str__` of a student's exception class may fail
        return ""
    return " ".join(INTERNALS.sub("", message).split())


class _Dropped:
    """A file that drops what is written, and remembers whether that was more than space."""

    has_text = False

    def write(self, text: str) -> int:
        count = _open_null_device().write(text)
        self.has_text = self.has_text or bool(text.strip())
        return count

    def __getattr__(self, name: str) -> Any:
        return getattr(_open_null_device(), name)


_dropped: list[TextIO] = []


def _open_null_device() -> TextIO:
    """Return a file that drops what is written; it is opened again if it was closed."""
    if not _dropped or _dropped[-1].closed:
        _dropped[:] = [open(os.devnull, "w")]  # noqa: SIM115 - stays open until the process ends
    return _dropped[-1]


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Drop output, warnings and logs of the block: a line on stderr costs a cell its points."""
    nowhere, disabled = _open_null_device(), logging.root.manager.disable
    with (
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        logging.disable()
        try:
            yield
        finally:
            logging.disable(disabled)


@contextlib.contextmanager
def _time_limit(limit_s: float) -> Iterator[None]:
    """Raise `TookTooLong` in the block after `limit_s`, where the platform has interval timers."""
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        raise TookTooLong(
            f"{UNFINISHED} still running after {limit_s:g} seconds; look for a loop without end"
        )

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
