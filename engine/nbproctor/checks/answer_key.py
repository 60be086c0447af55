"""The answer key: expected values and the answers of known mistakes, computed ahead.

References and models of known mistakes need libraries that take seconds to import, and they return
the same for a whole class. A class run therefore computes them once, in a process that ends (see
`nbproctor.checks.build_key`), and the processes that grade look them up here. Whatever the key does
not have is computed on the spot.

A key is data. For each exercise it has two tables, compressed: one with a row for each property,
and one with a row for each known mistake, which only a wrong answer needs. Each case has a column.
A place names the bytes of a tuple, which are stored once: the expected value and the bound of its
terms, or the return value of a known mistake, without items if it raises an error. A place that
names no bytes is not known.
"""

import contextlib
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from nbproctor.checks.vocabulary import Case, Misconception, Property
from nbproctor.checks.wire import MessageLimits, WireError, decode, encode

if TYPE_CHECKING:
    from nbproctor.checks.exercise import Exercise

LIMITS = MessageLimits(
    message_bytes=64_000_000,
    structure_bytes=4_000_000,
    elements=64_000_000,
    items=200_000,
)
Table = Mapping[tuple[int, str], tuple[Any, ...]]  # values by row and digest of a case
MISTAKES = ", known mistakes"  # after the name of an exercise: that of its second table


class AnswerKey:
    """The key of some exercises.

    A value is found only for the functions that it was computed with. An exercise of the same name
    with another reference has none.
    """

    def __init__(self, data: bytes, exercises: Sequence["Exercise"]) -> None:
        """Read the key that was built for these exercises.

        Raises:
            WireError: the bytes are not a key.
        """
        packed = decode(data, LIMITS)
        if not isinstance(packed, dict):
            raise WireError("it is no answer key")
        self._packed = packed
        self._tables: dict[str, Any] = {}
        self._exercises = {each.name: each for each in exercises}
        self._rows = {  # of known mistakes, which live as long as their exercises
            each.name: {id(known): row for row, known in enumerate(each.misconceptions)}
            for each in exercises
        }

    def find_expected(
        self, exercise: "Exercise", about: Property, given: Case
    ) -> tuple[Any, float] | None:
        """Return the expected value of a case and the bound of its terms, or None."""
        known = self._exercises.get(exercise.name)
        if (
            known is None
            or known.magnitude is not exercise.magnitude
            or known.context is not exercise.context
        ):
            return None
        reference = about.reference or exercise.reference
        for row, each in enumerate(known.properties):
            if each.name == about.name and (each.reference or known.reference) is reference:
                found = self._read(exercise.name, row, given)
                return (found[0], found[1]) if found else None
        return None

    def find_mistaken(
        self, exercise: str, misconception: Misconception, given: Case
    ) -> tuple[Any, ...] | None:
        """Return what `nbproctor.checks.run_models.run_model` returns, or None."""
        row = self._rows.get(exercise, {}).get(id(misconception))
        return None if row is None else self._read(exercise + MISTAKES, row, given)

    def _read(self, name: str, row: int, given: Case) -> tuple[Any, ...] | None:
        """Return the values in a place of a table; None if it is empty or unreadable."""
        try:
            if name not in self._tables:
                packed = self._packed[name].tobytes()
                self._tables[name] = decode(zlib.decompress(packed), LIMITS)
            table = self._tables[name]
            column, starts = table["cases"][given.digest], table["starts"]
            number = table["places"][row * len(table["cases"]) + column]
            data = table["values"][starts[number] : starts[number + 1]].tobytes()
            found = decode(data, LIMITS) if data else None
        except (AttributeError, KeyError, IndexError, TypeError, WireError, zlib.error):
            return None
        return found if isinstance(found, tuple) else None


def encode_table(table: Table, rows: int) -> bytes:
    """Turn a table of so many rows into bytes; leave out values that cannot be sent as they are.

    Raises:
        WireError: the table exceeds `LIMITS`.
    """
    cases = {case: column for column, case in enumerate(dict.fromkeys(c for _, c in table))}
    stored: dict[bytes, int] = {}  # many mistakes return the same
    places = [
        stored.setdefault(
            _encode_values(table[row, case]) if (row, case) in table else b"", len(stored)
        )
        for row in range(rows)
        for case in cases
    ]
    content = {
        "cases": cases,
        "places": np.array(places, np.int32),
        "starts": np.cumsum([0, *map(len, stored)]).astype(np.int32),
        "values": np.frombuffer(b"".join(stored), np.uint8),
    }
    return zlib.compress(encode(content, LIMITS), level=1)  # a fifth of it


def join_tables(tables: Mapping[str, bytes]) -> bytes:
    """Make a key of encoded tables, by their names.

    Raises:
        WireError: the key exceeds `LIMITS`.
    """
    return encode({name: np.frombuffer(data, np.uint8) for name, data in tables.items()}, LIMITS)


def _encode_values(values: tuple[Any, ...]) -> bytes:
    try:
        return encode(values, LIMITS, exact=True)
    except WireError:
        return b""


# The key that this process uses. Checks are called by cells of notebooks, which cannot pass it.
_in_use: AnswerKey | None = None


def key_in_use() -> AnswerKey | None:
    """Return the key that checks of this process look answers up in, if there is one."""
    return _in_use


def set_key(key: AnswerKey | None) -> None:
    """Have the checks of this process look answers up in this key, or in none."""
    global _in_use
    _in_use = key


@contextlib.contextmanager
def use_key(key: AnswerKey | None) -> Iterator[None]:
    """Use a key in the block only."""
    before = key_in_use()
    set_key(key)
    try:
        yield
    finally:
        set_key(before)
