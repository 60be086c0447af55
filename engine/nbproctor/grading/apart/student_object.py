"""Stands for a student's object in a grade cell, and asks the student's kernel to call it.

Only data gets across. Whatever else a cell asks of an object, an attribute or an operator, has no
answer here: the cell is refused, which is no failure of the student. Objects are refused even if
the cell catches the error.
"""

import builtins
import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import numpy as np
from nbformat import NotebookNode

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.evaluate import UNFINISHED, Driver, Elsewhere, Outcome
from nbproctor.checks.exchange import (
    CannotImport,
    Reply,
    ask_to_call,
    ask_to_evaluate,
    ask_what_is,
    read_found,
    read_outcomes,
    read_reply,
)
from nbproctor.checks.hidden import A_CALL
from nbproctor.checks.missing_answer import explain_failure, list_definitions
from nbproctor.checks.wire import WireError, encode
from nbproctor.grading.apart.course_names import (
    NOTHING_AROUND,
    Surroundings,
    find_missing_name,
)
from nbproctor.grading.cell_result import GraderFailed
from nbproctor.grading.request import Unanswered
from nbproctor.grading.student_kernel import StudentKernel

NOT_TRIED = f"{UNFINISHED} not tried"
LOOK_LIMIT_S = 3.0
KERNEL_DEATHS = 3  # by the cases of one exercise; the remaining cases are then not tried
LONGEST_CALL_S = 3600.0
# Attributes that this package itself uses.
OFFERED = {"evaluate", "_try_one_by_one", "_request"}
FROM_STUDENT = "_from_student"  # attribute of an exception that a student's function raised
# What Python asks a class for, so that `StudentObject.__getattribute__` does not see it.
REFUSED = (
    *("eq", "ne", "lt", "le", "gt", "ge", "hash", "bool", "len", "iter", "next", "reversed"),
    *("getitem", "setitem", "delitem", "contains", "enter", "exit", "await", "aiter", "str"),
    *("format", "int", "float", "complex", "index", "bytes", "neg", "pos", "abs", "invert"),
    *("round", "instancecheck", "subclasscheck", "setattr", "delattr"),
    *(
        prefix + name
        for name in (
            *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow"),
            *("and", "or", "xor", "lshift", "rshift"),
        )
        for prefix in ("", "r", "i")
    ),
)


class Refused(BaseException):
    """A cell asks for what cannot be done apart; the message says what."""


class StudentsError(Exception):
    """A student's function raised an error of its own class, or did not end."""


@dataclass
class Visit:
    """What one grade cell asks of the student's kernel.

    Attributes:
        kernel: the student's kernel.
        around: the cells around the grade cell.
        answers: the answer cells that it grades, with their outputs.
        refused: why the cell cannot run apart; "" while it can.
        wrote_to_stderr: whether a function that it called wrote to stderr.
        looked_up: whether it used a name of the student's.
        raised: the last error of a class that is not Python's own.
    """

    kernel: StudentKernel
    around: Surroundings = NOTHING_AROUND
    answers: Sequence[NotebookNode] = ()
    refused: str = ""
    wrote_to_stderr: bool = False
    looked_up: bool = False
    raised: StudentsError | None = None
    _called: bool = False
    _borrowed: dict[str, bytes] = field(default_factory=dict)
    _shared: list[tuple[Any, bytes]] = field(default_factory=list)
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = time.monotonic() + min(self.kernel.cell_limit_s, LONGEST_CALL_S)

    def refuse(self, what: str) -> NoReturn:
        """Say why the cell cannot run apart; the first reason counts.

        Raises:
            Refused: always.
        """
        self.refused = self.refused or what
        raise Refused(what)

    def look_up(self, name: str, may_be_object: bool = True) -> Any:
        """Return a copy of the data that a name stands for, and a stand-in for anything else.

        A name that a student's cell defines as a function needs no request to the kernel.

        Raises:
            KeyError: the student's notebook defines no such name.
            Refused: the name stands for an object, and may not.
            GraderFailed: no kernel can be started.
        """
        self.looked_up = True
        if name in self.around.suspect:
            self.refuse(f"uses `{name}`, which depends on another grade cell")
        if may_be_object and self.kernel.defines(name):
            return StudentFunction(self, name)
        try:
            found = read_found(self.kernel.ask(ask_what_is(name), LOOK_LIMIT_S))
        except (Unanswered, WireError):
            return StudentFunction(self, name)
        if not found.exists:
            self._refuse_if_made_by_a_test(name)
            raise KeyError(name)
        if found.is_data:
            self._borrowed[name] = encode(found.value)
            self._share(found.value)
            return found.value
        if not may_be_object:
            self.refuse(f"uses the class of `{name}`")
        return StudentFunction(self, name) if found.is_callable else StudentObject(self, name)

    def call(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> Any:
        """Call a student's function in the kernel.

        Raises:
            Refused: an argument or the result cannot be brought across.
            Exception: the function raised it.
            StudentsError: it took too long or ended the kernel, or its error is of its own class.
            NameError: the student's notebook defines no such name.
        """
        limit_s = self._end - time.monotonic()
        if limit_s <= 0:
            self._raise(StudentsError(f"{UNFINISHED} not tried, since the cell took too long"))
        try:
            request = ask_to_call(name, arguments, keywords, limit_s)
        except WireError as error:
            given = (*arguments, *keywords.values())
            if any(isinstance(each, Elsewhere) for each in given):
                self.refuse(f"calls `{name}` with an object of the student's, which is not data")
            self.refuse(f"calls `{name}` with what cannot be sent: {error}")
        self._called = True
        for value in (*arguments, *keywords.values()):
            self._share(value)
        try:
            reply = read_reply(self.kernel.ask(request, limit_s))
        except Unanswered as error:
            self._raise(StudentsError(str(error)))
        except WireError as error:
            self._raise(StudentsError(f"AnswerUnreadable: the answer could not be read: {error}"))
        if reply is None:
            raise NameError(f"name {name!r} is not defined", name=name)
        if reply.cannot:
            self.refuse(f"calls `{name}`, and {reply.cannot}")
        self.wrote_to_stderr |= reply.wrote_to_stderr
        if reply.raised:
            self._raise_again(reply)
        self._share(reply.value)
        return reply.value

    def _share(self, value: Any) -> None:
        """Remember what a value is that both processes have: a change here is none there."""
        if type(value) in (list, tuple, set, dict, np.ndarray):
            self._shared.append((value, _compute_digest(value)))

    def _raise_again(self, reply: Reply) -> NoReturn:
        """Raise what the student's function raised: the same class if it is Python's own."""
        kind = getattr(builtins, reply.raised, None)
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            self._raise(StudentsError("an error that cannot be read"))
        if not reply.is_own and issubclass(kind, Exception):
            try:
                error = kind(*reply.arguments)
                setattr(error, FROM_STUDENT, True)
            except Exception:  # made-up arguments
                self._raise(StudentsError(f"{reply.raised}: an error that cannot be read"))
            if isinstance(error, NameError):
                self._refuse_if_made_by_a_test(find_missing_name(str(error)))
            raise error
        text = " ".join(map(str, reply.arguments)) or reply.raised
        self._raise(StudentsError(text))

    def _refuse_if_made_by_a_test(self, name: str) -> None:
        if self.around.is_made_by_a_test(name):
            self.refuse(f"needs `{name}` of a grade cell in the student's kernel")
        if self.around.lost:
            self.refuse(f"needs `{name}`, whose cell uses `{self.around.lost}` of a grade cell")

    def _raise(self, error: StudentsError) -> NoReturn:
        self.raised = error
        raise error

    def explain_missing(self, message: str) -> str:
        """Say more than Python does of a name that no cell of the student's defines."""
        name = find_missing_name(message)
        answers = [cell for cell in self.answers if name in cell.source] or self.answers[-1:]
        if not name or not answers:
            return message
        defined = [each for cell in answers for each in list_definitions(cell.source)]
        errors = [o for cell in answers for o in cell.outputs if o.output_type == "error"]
        if errors:
            return f"{message}: {explain_failure(errors[0].ename, errors[0].evalue)}"
        if name in defined:
            return message
        what = ", ".join(f"`{each}`" for each in defined[:3]) or "nothing"
        return f"{message}: the cell of your answer defines {what}."

    def find_changed(self) -> str:
        """Return what was changed on one side only since both had it, or ""."""
        if any(_compute_digest(value) != before for value, before in self._shared):
            return "changes what the student's code has, too"
        for name, before in self._borrowed.items() if self._called else ():
            try:
                found = read_found(self.kernel.ask(ask_what_is(name), LOOK_LIMIT_S))
                is_same = found.is_data and encode(found.value) == before
            except (Unanswered, WireError):
                is_same = False
            if not is_same:
                return f"looks at `{name}`, which a call changes"
        return ""


def _compute_digest(value: Any) -> bytes:
    try:
        return hashlib.sha256(encode(value, exact=True)).digest()
    except WireError:  # what was added cannot be sent
        return b""


@contextlib.contextmanager
def _hide_text_of_errors(name: str) -> Iterator[None]:
    """Raise `GraderFailed` in place of an unexpected error, whose text may be a student's."""
    try:
        yield
    except (GraderFailed, NameError):
        raise
    except Exception as error:
        raise GraderFailed(f"{name} cannot be asked ({type(error).__name__})") from error


class StudentObject(Elsewhere):
    """An object of the student's notebook, known here by its name only."""

    def __init__(self, visit: Visit, name: str) -> None:
        own = object.__getattribute__(self, "__dict__")
        own.update(_visit=visit, _kernel=visit.kernel, __name__=name)

    def __getattribute__(self, name: str) -> Any:
        own = object.__getattribute__(self, "__dict__")
        if name in own or name in OFFERED:
            return object.__getattribute__(self, name)
        return own["_visit"].refuse(f"uses the attribute `{name}` of `{own['__name__']}`")

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"

    def evaluate(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        case_limit_s: float,
        limit_s: float,
    ) -> list[Outcome]:
        """Try all new cases in one request, or one by one if that request has no answer.

        Raises:
            NameError: the student's notebook defines no such name.
            GraderFailed: a case cannot be sent, no kernel can be started, or this code is wrong.
        """
        with _hide_text_of_errors(self.__name__):
            tried, limits = self._kernel.tried, self._kernel.limits
            limits_s = min(case_limit_s, limits.call_limit_s), min(limit_s, limits.exercise_limit_s)
            keys = [(self.__name__, id(c), d) for c, d in zip(cases, drivers, strict=True)]
            known = {key: tried[key][1] for key in keys if key in tried}
            new = [number for number, key in enumerate(keys) if key not in known]
            if new:
                new_cases, new_drivers = [cases[n] for n in new], [drivers[n] for n in new]
                deaths = len(self._kernel.record.kernel_deaths)
                try:
                    outcomes = self._request(new_cases, new_drivers, rules, limits_s)
                except Unanswered:
                    outcomes = self._try_one_by_one(new_cases, new_drivers, rules, limits_s, deaths)
                for number, outcome in zip(new, outcomes, strict=True):
                    known[keys[number]] = outcome
                    if not outcome.error.startswith(NOT_TRIED):
                        # Keeping the case keeps its identity from being used again.
                        tried[keys[number]] = (cases[number], outcome)
            return [known[key] for key in keys]

    def _try_one_by_one(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        limits_s: tuple[float, float],
        deaths: int,
    ) -> list[Outcome]:
        """Send a request for each case, until too much time or too many kernels are used up.

        Args:
            cases, drivers, rules: as in `evaluate`.
            limits_s: limits for one call and for all calls.
            deaths: kernels that had died before these cases were tried for the first time.
        """
        call_limit_s, limit_s = limits_s
        outcomes, spent_s, kernel = [], 0.0, self._kernel
        for case, driver in zip(cases, drivers, strict=True):
            problem = ""
            if spent_s >= limit_s:
                problem = "earlier calls took too long"
            elif len(kernel.record.kernel_deaths) >= deaths + KERNEL_DEATHS:
                problem = "earlier calls ended the kernel"
            if problem:
                outcomes.append(Outcome(error=f"{NOT_TRIED}, since {problem}"))
                continue
            try:
                outcomes += self._request([case], [driver], rules, (call_limit_s, call_limit_s))
            except Unanswered as error:
                outcomes.append(Outcome(error=str(error)))
            spent_s += min(kernel.asked_s, call_limit_s)
        return outcomes

    def _request(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        limits_s: tuple[float, float],
    ) -> list[Outcome]:
        name = self.__name__
        try:
            request = ask_to_evaluate(name, cases, drivers, rules, limits_s)
        except WireError as error:
            raise GraderFailed(f"{name} cannot be asked: {error}") from None
        reply = self._kernel.ask(request, limits_s[1])
        try:
            outcomes = read_outcomes(reply, cases)
        except CannotImport:
            needed = {driver.__module__ for driver in drivers if driver}
            needed |= {rule.watcher for rule in rules if rule.watcher}
            listed = ", ".join(sorted(needed))
            raise GraderFailed(
                f"{name} cannot be asked: the student's process cannot import or use {listed}"
            ) from None
        except WireError as error:
            reason = f"AnswerUnreadable: the answer could not be read: {error}"
            raise Unanswered(reason, ended=False) from None
        if outcomes is None:
            raise NameError(f"name {name!r} is not defined")
        # A student's code can make up the name of a call: the rules or the cells must contain it.
        known = {""}.union(*(rule.shown for rule in rules))
        return [
            each
            if each.forbidden in known or self._kernel.has_run(each.forbidden)
            else replace(each, forbidden=A_CALL)
            for each in outcomes
        ]


def _build_refusal(name: str) -> Callable[..., NoReturn]:
    def refuse(self: StudentObject, *_: Any) -> NoReturn:
        visit: Visit = self._visit
        visit.refuse(f"uses `{self.__name__}` as an object (`__{name}__`)")

    return refuse


for _name in REFUSED:
    setattr(StudentObject, f"__{_name}__", _build_refusal(_name))


class StudentFunction(StudentObject):
    """A function or class of the student's notebook.

    A call sends the arguments to the kernel and returns the result as data.
    """

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it in the student's kernel, see `Visit.call`."""
        return self._visit.call(self.__name__, arguments, keywords)
