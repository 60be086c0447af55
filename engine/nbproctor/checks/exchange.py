"""Requests from a grader to the process that has the student's objects, and the replies.

The grader builds a request and reads the reply. `answer` runs in the student's process and does
what the request says. Requests and replies are text. The grader trusts no reply.
"""

import base64
import builtins
import pkgutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbproctor.checks.by_hand import Rule
from nbproctor.checks.evaluate import (
    CALL_LIMIT_S,
    EXERCISE_LIMIT_S,
    Driver,
    Outcome,
    TookTooLong,
    WatchFailed,
    call,
    evaluate,
)
from nbproctor.checks.wire import LIMITS, MessageLimits, WireError, decode, encode

# The expression that the student's process evaluates. It uses no name that students can define.
CALL = f"__import__({__name__!r}, fromlist=['answer']).answer('{{}}')"
TEXT_LIMIT = 600  # characters of an error or a name that the grader keeps
# Why a call cannot be graded apart. The grader chooses the text, because a student's process could
# write a hidden input into one of its own.
CANNOT = {
    "arguments": "it changes its arguments",
    "result": "what it returns or raises is not data that can be sent",
}


class CannotImport(Exception):
    """The student's process cannot import a driver, or import or use a watcher.

    Its reason is not passed on.
    """


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
    is_callable: bool = True


@dataclass(frozen=True)
class Reply:
    """What a call in the student's process did.

    Attributes:
        cannot: why the call, or what it returned, cannot be brought across; "" if it can.
        value: what it returned, if it raised nothing.
        raised: the class of what it raised, or else the next class of Python's own; "" if nothing.
        is_own: whether the class of what it raised is a student's or a library's.
        arguments: arguments of what it raised.
        wrote_to_stderr: whether it wrote to stderr.
    """

    cannot: str = ""
    value: Any = None
    raised: str = ""
    is_own: bool = False
    arguments: tuple[Any, ...] = ()
    wrote_to_stderr: bool = False


def ask_what_is(name: str) -> str:
    """Build an expression that looks up a name in the student's process."""
    return _build_expression({"do": "look", "name": name})


def ask_to_evaluate(
    name: str,
    cases: Sequence[Mapping[str, Any]],
    drivers: Sequence[Driver | None],
    rules: tuple[Rule, ...] = (),
    limits_s: tuple[float, float] = (CALL_LIMIT_S, EXERCISE_LIMIT_S),
) -> str:
    """Build an expression that calls a function in the student's process on some cases.

    Args:
        name: name of the function or class.
        cases, drivers, rules: as in `evaluate`; drivers are public functions of modules that the
            student's process can import.
        limits_s: limits for one call and for all calls.

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
        }
    )


def ask_to_call(
    name: str, arguments: Sequence[Any], keywords: Mapping[str, Any], limit_s: float
) -> str:
    """Build an expression that calls a function in the student's process, see `Reply`.

    Raises:
        WireError: an argument cannot be sent as it is.
    """
    inputs = {"arguments": tuple(arguments), "keywords": dict(keywords)}
    return _build_expression({"do": "call", "name": name, "limit_s": limit_s, **inputs}, exact=True)


def _build_expression(request: dict[str, Any], exact: bool = False) -> str:
    return CALL.format(base64.b64encode(encode(request, exact=exact)).decode())


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
    if asked["do"] == "call":
        inputs = asked["arguments"], asked["keywords"]
        return _call(namespace[name], *inputs, asked["limit_s"])
    rules = tuple(Rule(**each) for each in asked["rules"])
    try:
        drivers = [_load_driver(each) for each in asked["drivers"]]
        for rule in rules:
            if rule.watcher:
                pkgutil.resolve_name(rule.watcher)
    except (ImportError, AttributeError):
        return _pack({"cannot_import": True})
    try:
        outcomes = evaluate(namespace[name], asked["cases"], drivers, rules, *asked["limits_s"])
    except WatchFailed:
        return _pack({"cannot_import": True})
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


def _load_driver(name: str) -> Driver | None:
    found: Driver | None = pkgutil.resolve_name(name) if name else None
    return found


def _look(value: Any) -> str:
    """Reply with a copy of the value if it is data; otherwise, say only that it exists."""
    try:
        return _pack({"exists": True, "value": value}, exact=True)
    except WireError:
        return _pack({"exists": True, "is_callable": callable(value)})


def _call(
    function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any], limit_s: float
) -> str:
    """Reply with what a call returned or raised, or why that cannot be sent as it is."""
    before = encode((arguments, keywords))
    called = call(function, arguments, keywords, limit_s)
    reply = {"exists": True, "wrote_to_stderr": called.wrote_to_stderr}
    try:
        if encode((arguments, keywords), exact=True) != before:
            raise WireError("it changes its arguments")
    except WireError:
        return _pack({"cannot": "arguments"})
    try:
        if called.error is not None:
            return _pack(reply | _describe_error(called.error), exact=True)
        return _pack(reply | {"value": called.value}, exact=True)
    except WireError:
        return _pack({"cannot": "result"})


def _describe_error(error: BaseException) -> dict[str, Any]:
    """Describe an exception by the nearest class of Python's own, and its arguments."""
    if isinstance(error, TookTooLong):
        return {"raised": "TimeoutError", "is_own": True, "arguments": (str(error),)}
    known = next(each for each in type(error).__mro__ if vars(builtins).get(each.__name__) is each)
    is_own = known is not type(error)
    arguments = () if is_own else tuple(error.args)
    return {"raised": known.__name__, "is_own": is_own, "arguments": arguments}


def _fit(outcome: Outcome, parts: int) -> Outcome:
    """Replace an outcome by an error if it takes more than one of so many parts of a message."""
    share = {name: count // parts for name, count in vars(LIMITS).items()}
    share["depth"] = LIMITS.depth - 4
    try:
        encode(outcome.value, MessageLimits(**share))
    except WireError as error:
        return Outcome(error=f"TooMuch: {error}", seconds=outcome.seconds)
    return outcome


def _pack(reply: dict[str, Any], exact: bool = False) -> str:
    return base64.b64encode(encode(reply, exact=exact)).decode()


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
    return Found(fields["exists"], is_callable=fields.get("is_callable") is not False)


def read_reply(reply: str) -> Reply | None:
    """Read a reply to `ask_to_call`; None if the name is undefined.

    Raises:
        WireError: `answer` does not make such replies.
    """
    fields = _unpack(reply)
    if fields.get("exists") is False:
        return None
    if "cannot" in fields:
        return Reply(cannot=CANNOT.get(str(fields["cannot"]), CANNOT["result"]))
    arguments, raised = fields.get("arguments"), _clean_line(fields.get("raised"))
    return Reply(
        value=fields.get("value"),
        raised=raised,
        is_own=fields.get("is_own") is True,
        arguments=arguments if isinstance(arguments, tuple) else (),
        wrote_to_stderr=fields.get("wrote_to_stderr") is True,
    )


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
        raise CannotImport
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
        printed=fields.get("printed") is True,
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
