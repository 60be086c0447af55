"""Stands for a student's function in a grade cell, and asks the student's kernel to call it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.evaluate import UNFINISHED, Driver, Elsewhere, Outcome
from nbproctor.checks.exchange import (
    CannotImport,
    ask_to_evaluate,
    ask_what_is,
    read_found,
    read_outcomes,
)
from nbproctor.checks.hidden import A_CALL, reduce_error, shows_hidden
from nbproctor.checks.wire import WireError
from nbproctor.grading.apart.grade_cell import GraderFailed, StudentsError
from nbproctor.grading.apart.request import Unanswered
from nbproctor.grading.apart.student_kernel import StudentKernel

NOT_TRIED = f"{UNFINISHED} not tried"
LOOK_LIMIT_S = 3.0
KERNEL_DEATHS = 3  # by the cases of one exercise; the remaining cases are then not tried


def look_up(kernel: StudentKernel, name: str) -> Any:
    """Look up a student's name: return a copy of data, and a `StudentObject` for anything else.

    A name that a student's cell defines as a function needs no request to the kernel.

    Raises:
        KeyError: the student's notebook defines no such name.
        GraderFailed: no kernel can be started.
    """
    if kernel.defines(name):
        return StudentObject(kernel, name)
    try:
        found = read_found(kernel.ask(ask_what_is(name), LOOK_LIMIT_S))
    except (Unanswered, WireError):
        return StudentObject(kernel, name)
    if not found.exists:
        raise KeyError(name)
    return found.value if found.is_data else StudentObject(kernel, name)


class StudentObject(Elsewhere):
    """A function or class of the student's notebook, known here by its name only.

    A call sends the arguments to the kernel and returns the result as data. Arguments that the
    function changes stay unchanged here.
    """

    def __init__(self, kernel: StudentKernel, name: str) -> None:
        self._kernel = kernel
        self.__name__ = name

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it in the student's kernel.

        Raises:
            StudentsError: it raised an error, took too long, or its result cannot be sent.
        """
        case = {str(number): value for number, value in enumerate(arguments)} | keywords
        limits_s = (self._kernel.limits.call_limit_s,) * 2
        try:
            [outcome] = self._request([case], [None], (), limits_s, tuple(keywords))
        except Unanswered as error:
            raise StudentsError(str(error)) from None
        if outcome.error:
            raise StudentsError(outcome.error if shows_hidden() else reduce_error(outcome.error))
        return outcome.value

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
            GraderFailed: a case cannot be sent, or no kernel can be started.
        """
        tried, limits = self._kernel.tried, self._kernel.limits
        case_limit_s = min(case_limit_s, limits.call_limit_s)
        limit_s = min(limit_s, limits.exercise_limit_s)
        keys = [(self.__name__, id(c), d) for c, d in zip(cases, drivers, strict=True)]
        known = {key: tried[key][1] for key in keys if key in tried}
        new = [number for number, key in enumerate(keys) if key not in known]
        if new:
            new_cases, new_drivers = [cases[n] for n in new], [drivers[n] for n in new]
            deaths = len(self._kernel.record.kernel_deaths)
            try:
                outcomes = self._request(new_cases, new_drivers, rules, (case_limit_s, limit_s))
            except Unanswered:
                limits_s = (case_limit_s, limit_s)
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
        outcomes, spent_s, kernel = [], 0.0, self._kernel
        for case, driver in zip(cases, drivers, strict=True):
            problem = ""
            if spent_s >= limits_s[1]:
                problem = "earlier calls took too long"
            elif len(kernel.record.kernel_deaths) >= deaths + KERNEL_DEATHS:
                problem = "earlier calls ended the kernel"
            if problem:
                outcomes.append(Outcome(error=f"{NOT_TRIED}, since {problem}"))
                continue
            try:
                outcomes += self._request([case], [driver], rules, (limits_s[0], limits_s[0]))
            except Unanswered as error:
                outcomes.append(Outcome(error=str(error)))
            spent_s += min(kernel.asked_s, limits_s[0])
        return outcomes

    def _request(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        limits_s: tuple[float, float],
        keywords: tuple[str, ...] = (),
    ) -> list[Outcome]:
        name = self.__name__
        try:
            request = ask_to_evaluate(name, cases, drivers, rules, limits_s, keywords)
        except WireError as error:
            raise GraderFailed(f"{name} cannot be asked: {error}") from None
        reply = self._kernel.ask(request, limits_s[1])
        try:
            outcomes = read_outcomes(reply, cases)
        except CannotImport as error:
            raise GraderFailed(f"{name} cannot be asked: {error}") from None
        except WireError as error:
            reason = f"AnswerUnreadable: the answer could not be read: {error}"
            raise Unanswered(reason, ended=False) from None
        if outcomes is None:
            raise NameError(f"name {name!r} is not defined")
        # A student's code can make up the name of a call: the rules or the cells must contain it.
        known = {"", *(call for rule in rules for call in rule.operations.values())}
        return [
            each
            if each.forbidden in known or self._kernel.has_run(each.forbidden)
            else replace(each, forbidden=A_CALL)
            for each in outcomes
        ]
