"""What a grade cell has in place of a student's function: it asks the student's kernel."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.elsewhere import Elsewhere
from nbproctor.checks.evaluate import UNFINISHED, Driver, Outcome
from nbproctor.checks.exchange import (
    CannotImport,
    ask_to_evaluate,
    ask_what_is,
    read_found,
    read_outcomes,
)
from nbproctor.checks.hidden import A_CALL, known_kind, shows_hidden
from nbproctor.checks.wire import WireError
from nbproctor.grading.apart.grade_cell import GraderFailed, StudentsError
from nbproctor.grading.apart.patience import Unanswered
from nbproctor.grading.apart.student_kernel import StudentKernel

NOT_TRIED = f"{UNFINISHED} not tried"
LOOK_LIMIT_S = 3.0
KERNEL_DEATHS = 3  # that the cases of one exercise may cause; what then remains is not tried


def look(kernel: StudentKernel, name: str) -> Any:
    """What a student's name stands for: a copy where it is data, else a `StudentObject`.

    What the student's cells define as a function is not asked for: calling it will tell.

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

    Called, it sends its arguments to the kernel and returns what comes back, as data. An argument
    that the function changes stays as it is here.
    """

    def __init__(self, kernel: StudentKernel, name: str) -> None:
        self._kernel = kernel
        self.__name__ = name

    def __repr__(self) -> str:
        return f"<the student's {self.__name__}>"

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Call it in the student's kernel.

        Raises:
            StudentsError: it raised, took too long, or returned what cannot be brought here.
        """
        case = {str(number): value for number, value in enumerate(arguments)} | keywords
        limits_s = (self._kernel.patience.call_limit_s,) * 2
        try:
            [outcome] = self._outcomes([case], [None], (), limits_s, tuple(keywords))
        except Unanswered as error:
            raise StudentsError(str(error)) from None
        if outcome.error:
            raise StudentsError(outcome.error if shows_hidden() else known_kind(outcome.error))
        return outcome.value

    def evaluate(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        case_limit_s: float,
        limit_s: float,
    ) -> list[Outcome]:
        """All cases that were not yet tried in one request; one by one where that has no answer.

        Raises:
            NameError: the student's notebook defines no such name.
            GraderFailed: a case cannot be sent, or no kernel can be started.
        """
        tried, patience = self._kernel.tried, self._kernel.patience
        case_limit_s = min(case_limit_s, patience.call_limit_s)
        limit_s = min(limit_s, patience.exercise_limit_s)
        keys = [(self.__name__, id(c), d) for c, d in zip(cases, drivers, strict=True)]
        known = {key: tried[key][1] for key in keys if key in tried}
        new = [number for number, key in enumerate(keys) if key not in known]
        outcomes = self._evaluate(
            [cases[number] for number in new],
            [drivers[number] for number in new],
            rules,
            (case_limit_s, limit_s),
        )
        for number, outcome in zip(new, outcomes, strict=True):
            known[keys[number]] = outcome
            if not outcome.error.startswith(NOT_TRIED):
                tried[keys[number]] = (cases[number], outcome)  # so that no other has its identity
        return [known[key] for key in keys]

    def _evaluate(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        limits_s: tuple[float, float],
    ) -> list[Outcome]:
        if not cases:
            return []
        deaths = len(self._kernel.record.kernel_deaths)
        try:
            return self._outcomes(cases, drivers, rules, limits_s)
        except Unanswered:
            return self._one_by_one(cases, drivers, rules, limits_s, deaths)

    def _one_by_one(
        self,
        cases: Sequence[Mapping[str, Any]],
        drivers: Sequence[Driver | None],
        rules: tuple[Rule, ...],
        limits_s: tuple[float, float],
        deaths: int,
    ) -> list[Outcome]:
        """A request for each case, until too much time or too many kernels are used up."""
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
            outcomes.append(self._one(case, driver, rules, limits_s[0]))
            spent_s += min(kernel.asked_s, limits_s[0])
        return outcomes

    def _one(
        self,
        case: Mapping[str, Any],
        driver: Driver | None,
        rules: tuple[Rule, ...],
        limit_s: float,
    ) -> Outcome:
        try:
            [outcome] = self._outcomes([case], [driver], rules, (limit_s, limit_s))
        except Unanswered as error:
            return Outcome(error=str(error))
        return outcome

    def _outcomes(
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
        known = {call for rule in rules for call in rule.operations.values()}
        return [replace(each, forbidden=self._call(each.forbidden, known)) for each in outcomes]

    def _call(self, forbidden: str, known: set[str]) -> str:
        """A forbidden call as the rules or the student's cells have it; made up, it is not told."""
        told = not forbidden or forbidden in known or self._kernel.has_run(forbidden)
        return forbidden if told else A_CALL
