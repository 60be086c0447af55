"""Requests from a grader to the process that has the student's objects, and the replies.

The grader builds a request and reads the reply. `answer` runs in the student's process and does
what the request says. Requests and replies are text. The grader trusts no reply.
"""

import base64
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.evaluate import CALL_LIMIT_S, EXERCISE_LIMIT_S, Driver, Outcome, evaluate
from nbproctor.checks.wire import LIMITS, MessageLimits, WireError, decode, encode

# The expression that the student's process evaluates. It uses no name that students can define.
CALL = f"__import__({__name__!r}, fromlist=['answer']).answer('{{}}')"
TEXT_LIMIT = 600  # characters of an error or a name that the grader keeps


class CannotImport(Exception):
    """The student's process cannot import a driver or a watcher; the answer is not the cause."""


@dataclass(frozen=True)
class Found:
    """What a name stands for in the student's process.

    Attributes:
        exists: whether it is defined there.
        is_data: whether `value` is a copy of it. Anything else can only be called, over there.
    """

    exists: bool
    is_data: bool = False
    value: Any = None


def ask_what_is(name: str) -> str:
    """Build an expression that looks up a name in the student's process."""
    return _build_expression({"do": "look", "name": name})


def ask_to_evaluate(
    name: str,
    cases: Sequence[Mapping[str, Any]],
    drivers: Sequence[Driver | None],
    rules: tuple[Rule, ...] = (),
    limits_s: tuple[float, float] = (CALL_LIMIT_S, EXERCISE_LIMIT_S),
    keywords: Sequence[str] = (),
) -> str:
    """Build an expression that calls a function in the student's process on some cases.

    Args:
        name: name of the function or class.
        cases, drivers, rules: as in `evaluate`; drivers are public functions of modules that the
            student's process can import.
        limits_s: limits for one call and for all calls.
        keywords: names of the last inputs, to pass them by keyword.

    Raises:
        WireError: an input cannot be sent, or a driver is not a public function of a module.
    """
    rule_fields = [
        {name: dict(v) if isinstance(v, Mapping) else v for name, v in vars(rule).items()}
        for rule in rules
    ]
    return _build_expression(
        {
            "do": "evaluate",
            "name": name,
            "cases": [dict(case) for case in cases],
            "drivers": [_name_driver(driver) for driver in drivers],
            "rules": rule_fields,
            "limits_s": tuple(map(float, limits_s)),
            "keywords": list(keywords),
        }
    )


def _build_expression(request: dict[str, Any]) -> str:
    return CALL.format(base64.b64encode(encode(request)).decode())


def _name_driver(driver: Driver | None) -> str:
    """Return the name by which the other process imports a driver, "" for none."""
    if driver is None:
        return ""
    module, name = driver.__module__, getattr(driver, "__qualname__", repr(driver))
    known = getattr(sys.modules.get(module), name, None) is driver
    if module == "__main__" or not known or name.startswith("_"):
        raise WireError(
            f"{module}.{name} is not a public function of a module, which the student's process "
            "could import"
        )
    return f"{module}:{name}"


def answer(request: str) -> str:
    """Carry out a request in the process that has the student's objects, and return the reply."""
    asked = decode(base64.b64decode(request))
    name, namespace = asked["name"], _get_namespace()
    if name not in namespace:
        return _pack({"exists": False})
    if asked["do"] == "look":
        return _look(namespace[name])
    rules = tuple(Rule(**each) for each in asked["rules"])
    try:
        drivers = [_load_driver(each, asked["keywords"]) for each in asked["drivers"]]
        for rule in rules:
            if rule.watcher:
                pkgutil.resolve_name(rule.watcher)
    except (ImportError, AttributeError) as error:
        return _pack({"cannot_import": str(error)[:TEXT_LIMIT]})
    outcomes = evaluate(namespace[name], asked["cases"], drivers, rules, *asked["limits_s"])
    try:
        return _pack({"exists": True, "outcomes": [vars(outcome) for outcome in outcomes]})
    except WireError:
        fitting = [vars(_fit(outcome, 2 * len(outcomes))) for outcome in outcomes]
        return _pack({"exists": True, "outcomes": fitting})


def _get_namespace() -> dict[str, Any]:
    """Return the namespace in which the cells of a notebook run."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return shell.user_ns if shell else vars(sys.modules["__main__"])


def _load_driver(name: str, keywords: Sequence[str]) -> Driver | None:
    if name:
        found: Driver = pkgutil.resolve_name(name)
        return found
    if not keywords:
        return None
    count = len(keywords)
    return lambda function, *inputs: function(
        *inputs[:-count], **dict(zip(keywords, inputs[-count:], strict=True))
    )


def _look(value: Any) -> str:
    """Reply with a copy of the value if it is data; otherwise, say only that it exists."""
    if hasattr(value, "__array__") and not callable(value):
        value = np.array(np.asarray(value))
    try:
        return _pack({"exists": True, "is_data": True, "value": value})
    except WireError:
        return _pack({"exists": True})


def _fit(outcome: Outcome, parts: int) -> Outcome:
    """Replace an outcome by an error if it takes more than one of so many parts of a message."""
    share = {name: count // parts for name, count in vars(LIMITS).items()}
    share["depth"] = LIMITS.depth - 4
    try:
        encode(outcome.value, MessageLimits(**share))
    except WireError as error:
        return Outcome(error=f"TooMuch: {error}", seconds=outcome.seconds)
    return outcome


def _pack(reply: dict[str, Any]) -> str:
    return base64.b64encode(encode(reply)).decode()


def read_found(reply: str) -> Found:
    """Read a reply to `ask_what_is`.

    Raises:
        WireError: `answer` does not make such replies.
    """
    fields = _unpack(reply)
    if not isinstance(fields.get("exists"), bool):
        raise WireError("it does not say whether there is such a name")
    if "value" in fields:
        return Found(True, True, fields["value"])
    return Found(fields["exists"])


def read_outcomes(reply: str, cases: Sequence[Mapping[str, Any]]) -> list[Outcome] | None:
    """Read a reply to `ask_to_evaluate`: an outcome for each case, None if the name is undefined.

    Raises:
        CannotImport: a driver or a watcher is missing in the student's process.
        WireError: `answer` does not make such replies.
    """
    fields = _unpack(reply)
    if fields.get("exists") is False:
        return None
    if "cannot_import" in fields:
        reason = _clean_line(fields["cannot_import"])
        raise CannotImport(f"the student's process cannot import what it needs: {reason}")
    outcomes = fields.get("outcomes")
    if not isinstance(outcomes, list) or len(outcomes) != len(cases):
        raise WireError("it has not one outcome a case")
    return [_read_outcome(each, case) for each, case in zip(outcomes, cases, strict=True)]


def _unpack(reply: str) -> dict[str, Any]:
    if len(reply) > LIMITS.message_bytes * 4 // 3 + 4:
        raise WireError(f"its text is too large: {len(reply):,} characters")
    try:
        data = base64.b64decode(reply, validate=True)
    except ValueError:
        raise WireError("it is not in base 64") from None
    fields = decode(data)
    if not isinstance(fields, dict):
        raise WireError("it is not a reply")
    return fields


def _read_outcome(fields: Any, case: Mapping[str, Any]) -> Outcome:
    if not isinstance(fields, dict):
        raise WireError("it has an outcome that is none")
    changed = fields.get("changed")
    seconds = fields.get("seconds")
    return Outcome(
        value=fields.get("value"),
        error=_clean_line(fields.get("error")),
        not_attempted=fields.get("not_attempted") is True,
        changed=tuple(name for name in case if name in changed)
        if isinstance(changed, tuple)
        else (),
        forbidden=_clean_line(fields.get("forbidden")),
        seconds=seconds if isinstance(seconds, float) else 0.0,
    )


def _clean_line(text: Any) -> str:
    """Turn text from the student's process into one line of printable characters."""
    if not isinstance(text, str):
        return ""
    shown = " ".join(text[:TEXT_LIMIT].split())
    return "".join(character if character.isprintable() else "?" for character in shown)
