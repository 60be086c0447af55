"""Building blocks of models of known mistakes, for all chapters.

Most models are the course's operations on other inputs. Results are cached by input: half of all
calls repeat an earlier one, so building the answer keys takes half the time. Do not use these
operations under a gradient tape: a cached result records nothing.
"""

import functools
import itertools
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

import numpy as np

from course import operations
from nbproctor.checks.exercise import Misconception

Model = Callable[..., Any]
# By the name of a mistake: what the student reads, and one function or more.
Table = Mapping[str, tuple[str, *tuple[Callable[..., Any], ...]]]
Lengths = Callable[[Sequence[int]], tuple[int, ...]]
Parameters = ParamSpec("Parameters")
Value = TypeVar("Value")


def named(
    name: str, sentence: str, *models: Model, parts: tuple[str, ...] = ()
) -> tuple[Misconception, ...]:
    """Define a mistake that has several models but one name."""
    return tuple(Misconception(name, sentence, model, parts=parts) for model in models)


def named_in(
    table: Table, build: Callable[..., Model] = lambda model: model
) -> tuple[Misconception, ...]:
    """Define the mistakes of a table; `build` turns each of its functions into a model.

    >>> halved = {"halved": ("You return half of it.", lambda x: x / 2)}
    >>> [each.model(3, 5) for each in named_in(halved, lambda change: lambda x, y: change(x + y))]
    [4.0]
    """
    return tuple(
        Misconception(name, sentence, build(function))
        for name, (sentence, *functions) in table.items()
        for function in functions
    )


def family(sentence: str, table: Table) -> Table:
    """Return a table whose mistakes are told by one sentence, in which a few words differ.

    >>> named_in(family("You take {}.", {"mean": ("means", np.mean)}))[0].sentence
    'You take means.'
    """
    return {name: (sentence.format(words), *rest) for name, (words, *rest) in table.items()}


def index_slips(what: str, *axes: int) -> Table:
    """Return the mistakes with an index that runs along some axes of an array at once.

    An index below 0 counts from the end, so that numbers wrap round to the other end.

    >>> [row[1](np.array([1, 2, 3])).tolist() for row in index_slips("numbers", 0).values()]
    [[3, 2, 1], [3, 1, 2], [2, 3, 1], [1, 3, 2]]
    """

    def roll(array: Any, by: int) -> Any:
        return np.roll(array, [by] * len(axes), axes)

    return {
        f"{what} in reverse order": (
            f"The {what} are in reverse order. Each stays in its own place.",
            lambda array: np.flip(array, axes),
        ),
        f"{what} one place too far": (
            f"The {what} are one place too far, and the last comes first. An index of -1 is the "
            "last.",
            lambda array: roll(array, 1),
        ),
        f"{what} one place too early": (
            f"The {what} are one place too early, and the first comes last. An index of -1 is the "
            "last.",
            lambda array: roll(array, -1),
        ),
        f"{what} backwards after the first": (
            f"Of the {what} the first is in its place and the others are in reverse order, as the "
            "indices 0, -1, -2 and so on give them. A minus before an index counts from the end.",
            lambda array: roll(np.flip(array, axes), 1),
        ),
    }


def one_for_all(what: str, axis: int) -> Table:
    """Return the mistakes of an array in which one part stands for all along an axis.

    >>> [row[1](np.array([1, 2, 3])).tolist() for row in one_for_all("numbers", 0).values()]
    [[1, 1, 1], [3, 3, 3]]
    """

    def repeat(array: Any, at: int) -> Any:
        return np.repeat(np.take(array, [at], axis), array.shape[axis], axis)

    return {
        f"the first of the {what} for all": (
            f"All {what} of yours equal number 0. Is an index of them fixed, or missing?",
            lambda array: repeat(array, 0),
        ),
        f"the last of the {what} for all": (
            f"All {what} of yours equal the last. Does each overwrite the one before? A list such "
            "as `[[0] * n] * m` holds one and the same row m times.",
            lambda array: repeat(array, -1),
        ),
    }


def by_case(
    right_way: Model,
    cases: Mapping[str, Model],
    forms: Mapping[str, Model],
    rule: str,
    right: Collection[tuple[str, str]] = (),
) -> tuple[Misconception, ...]:
    """Return the mistakes of answers that compute another formula in some of the cases.

    Args:
        right_way: what they compute in the others.
        cases: by words that say where the other formula is taken, a function that tells.
        forms: by words that name it, the formula.
        rule: what the student should do; ends the sentence.
        right: pairs of words, of a case and a formula that is right there.

    >>> only = by_case(abs, {"x is negative": lambda x: x < 0}, {"0": lambda x: 0}, "Keep |x|.")
    >>> [(each.sentence, each.model(-2), each.model(3)) for each in only]
    [('Where x is negative your result is 0. Keep |x|.', 0, 3)]
    """

    def model(here: Model, form: Model, *given: Any) -> Any:
        return (form if here(*given) else right_way)(*given)

    return tuple(
        Misconception(
            f"another formula where {where}",
            f"Where {where} your result is {words}. {rule}",
            functools.partial(model, here, form),
        )
        for where, here in cases.items()
        for words, form in forms.items()
        if (where, words) not in right
    )


def shape_slips(
    what: str,
    names: Sequence[str],
    build: Callable[[Lengths], Sequence[Model]],
    orders: Sequence[Sequence[int]] = (),
) -> tuple[Misconception, ...]:
    """Return the mistakes of answers that unpack a shape into names in another order.

    Args:
        what: whose shape it is, "X".
        names: of its lengths.
        build: returns models of such answers, from a function that reads the lengths of a shape as
            the answer does and returns them in the right order. A model raises what the answer
            raises.
        orders: in which the names stand; all of them by default.
    """
    right = tuple(range(len(names)))
    found: list[Misconception] = []
    for order in orders or tuple(itertools.permutations(right))[1:]:
        read = ", ".join(names[each] for each in order)
        lengths = functools.partial(_read_lengths, tuple(order.index(each) for each in right))
        found += named(
            f"shape of {what} read as {read}",
            f"You read the shape of {what} as ({read}). It is ({', '.join(names)}).",
            *build(lengths),
        )
    return tuple(found)


def _read_lengths(places: Sequence[int], shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(shape[place] for place in places)


def shared_lists(*axes: str) -> Table:
    """Return the mistakes of a result in which one list, or one array, stands for several.

    Each part of it then has what was written last, or the sum of all that was added.

    Args:
        axes: what the first axes of the result count; the elements of its last axis are numbers.

    >>> [row[1](np.array([[1, 2], [3, 4]])).tolist() for row in shared_lists("rows").values()]
    [[[3, 4], [3, 4]]]
    >>> [row[2](np.array([[1, 2], [3, 4]])).tolist() for row in shared_lists("rows").values()]
    [[[4, 6], [4, 6]]]
    """

    def last(places: tuple[int, ...], array: Any) -> Any:
        kept = tuple(
            slice(-1, None) if axis in places else slice(None) for axis in range(len(axes))
        )
        return np.broadcast_to(array[kept], array.shape)

    def total(places: tuple[int, ...], array: Any) -> Any:
        return np.broadcast_to(array.sum(axis=places, keepdims=True), array.shape)

    found = {}
    for count in range(1, len(axes) + 1):
        for places in itertools.combinations(range(len(axes)), count):
            words = " and ".join(axes[at] for at in places).replace(" and ", ", ", count - 2)
            found[f"one list for all {words}"] = (
                f"Your {words} are alike where they should differ. Are they one and the same list, "
                "as in `[[0] * n] * m`, or one array that is appended again and again? A change of "
                "one is a change of all: make a new one for each.",
                functools.partial(last, places),
                functools.partial(total, places),
            )
    return found


def _limit_length(most: float, array: Any) -> Any:
    """Make an array shorter where it is longer than `most`."""
    return array * min(1.0, most / (np.linalg.norm(array) or 1.0))


def limits(what: str) -> Table:
    """Return the mistakes in which a limit is put on the numbers of an array, or on its length.

    >>> [row[1](np.array([3.0, -0.5])).tolist() for row in limits("numbers").values()][0]
    [1.0, -0.5]
    """
    return {
        f"{what} {kind} to {most}": (words.format(most), functools.partial(change, most))
        for most in (1, 5, 10, 100)
        for kind, words, change in (
            (
                "limited",
                f"Your {what} is limited to the range from -{{0}} to {{0}}. It may be larger.",
                lambda most, array: np.clip(array, -most, most),
            ),
            (
                "length limited",
                f"Your {what} is made shorter where its length, the root of the sum of the "
                "squares, is above {0}. It stays as it is.",
                _limit_length,
            ),
        )
    }


def before(table: Table, model: Model) -> tuple[Misconception, ...]:
    """Define the mistakes of a table that happen to the one input of a model."""
    return named_in(table, lambda change: lambda array: model(change(array)))


def after(table: Table, model: Model) -> tuple[Misconception, ...]:
    """Define the mistakes of a table that happen to the result of a model."""
    return named_in(table, lambda change: lambda *given: change(model(*given)))


def keep_only(array: Any, part: Any) -> Any:
    """Return an array that is 0 outside of a part, as if only this part were filled.

    >>> keep_only(np.array([1, 2, 3]), np.s_[1:]).tolist()
    [0, 2, 3]
    """
    kept = np.zeros_like(array)
    kept[part] = array[part]
    return kept


@dataclass(frozen=True)
class Part:
    """One way to compute a part of an answer.

    Attributes:
        name: the mistake; empty if this way is right.
        sentence: what the student reads. It holds whatever the other parts are.
        change: computes the part, or changes what is given to it.
        is_alone: whether it is too rare to be tried together with a second mistake.
    """

    name: str
    sentence: str
    change: Callable[..., Any]
    is_alone: bool = False


def right(change: Callable[..., Any] = lambda value: value) -> Part:
    """Return the right way to compute a part."""
    return Part("", "", change)


def ways(
    right_way: Callable[..., Any], often: Table, seldom: Table | None = None
) -> tuple[Part, ...]:
    """Return the ways to compute a part: the right one, and those of two tables of mistakes.

    Args:
        right_way: computes the part.
        often: mistakes that are also tried together with mistakes in other parts.
        seldom: mistakes that are tried alone.
    """
    return (right(right_way), *parts_in(often), *parts_in(seldom or {}, is_alone=True))


def parts_in(table: Table, is_alone: bool = False) -> tuple[Part, ...]:
    """Return the mistakes of a table as ways to compute a part."""
    return tuple(
        Part(name, sentence, change, is_alone)
        for name, (sentence, *changes) in table.items()
        for change in changes
    )


def parts_of(right_way: Model, mistakes: Sequence[Misconception]) -> tuple[Part, ...]:
    """Return the ways to compute a part: the right one, and the models of mistakes."""
    return (right(right_way), *(Part(each.name, each.sentence, each.model) for each in mistakes))


def one_after_another(first: Model, second: Model) -> Model:
    """Return the model that gives the result of one model to another."""
    return lambda given: second(first(given))


def combined(
    build: Callable[..., Model], *parts: Sequence[Part], most: int = 2
) -> tuple[Misconception, ...]:
    """Return the mistakes of answers that compute several parts, each in one of several ways.

    Args:
        build: turns one way for each part into a model.
        parts: for each part the ways to compute it, the right one among them.
        most: the most parts that are wrong at once. Answers with fewer mistakes come first.

    >>> halved, negated = Part("halved", "Halved.", lambda x: x / 2), Part("-", "-", lambda x: -x)
    >>> both = combined(lambda f, g: lambda x: g(f(x)), (right(), halved), (right(), negated))
    >>> [(each.name, each.model(4)) for each in both]
    [('-', -4), ('halved', 2.0), ('halved and -', -2.0)]
    """
    found = []
    for chosen in _choose(parts, most):
        wrong = [way for way in chosen if way.name]
        if not wrong or (len(wrong) > 1 and any(way.is_alone for way in wrong)):
            continue
        name = " and ".join(way.name for way in wrong)
        sentence = " ".join(way.sentence for way in wrong)
        model = build(*(way.change for way in chosen))
        joined = tuple(way.name for way in wrong) if len(wrong) > 1 else ()
        found.append((len(wrong), Misconception(name, sentence, model, parts=joined)))
    return tuple(each for _, each in sorted(found, key=lambda pair: pair[0]))


def _choose(parts: Sequence[Sequence[Part]], most: int) -> Iterator[tuple[Part, ...]]:
    """Yield one way for each part, at most `most` of them wrong."""
    if not parts:
        yield ()
        return
    for way in parts[0]:
        if most or not way.name:
            for others in _choose(parts[1:], most - bool(way.name)):
                yield way, *others


def _in_bits(bits: int, signed: bool, number: int) -> int:
    """Return a whole number as a dtype of few bits keeps it.

    >>> _in_bits(8, True, 200), _in_bits(8, False, 300)
    (-56, 44)
    """
    half = 2 ** (bits - 1) if signed else 0
    return int((number + half) % 2**bits - half)


# Numbers that are too large for the dtype that holds them.
SMALL = (
    right(),
    *(
        Part(
            f"overflow of {sign}int{bits}",
            f"Your dtype {sign}int{bits} is too small: its largest number is "
            f"{2 ** (bits - (not sign)) - 1}, and larger ones start again below. Python's own "
            "whole numbers have no limit.",
            functools.partial(_in_bits, bits, not sign),
        )
        for bits in (8, 16)
        for sign in ("", "u")
    ),
)


def with_fractions_cut(mistakes: Sequence[Misconception]) -> tuple[Misconception, ...]:
    """Return the same mistakes in answers that also cut fractions off."""
    return tuple(
        Misconception(
            f"{each.name} and truncated to whole numbers",
            f"{each.sentence} Besides, the fractions are gone: an array of yours holds whole "
            "numbers.",
            functools.partial(_cut_fractions, each.model),
            each.properties,
            (*(each.parts or [each.name]), "truncated to whole numbers"),
        )
        for each in mistakes
    )


def _cut_fractions(model: Model, *inputs: Any) -> Any:
    return np.trunc(model(*inputs))


def remembered(operation: Callable[Parameters, Value]) -> Callable[Parameters, Value]:
    """Return the same operation; it computes the result of each input only once."""
    known: dict[Hashable, Value] = {}

    @functools.wraps(operation)
    def once(*arguments: Parameters.args, **settings: Parameters.kwargs) -> Value:
        key = (*map(_content, arguments), *((n, _content(v)) for n, v in settings.items()))
        if key not in known:
            known[key] = operation(*arguments, **settings)
        return known[key]

    return once


def _content(value: object) -> Hashable:
    """Return a key that is equal for, and only for, inputs with the same content."""
    if isinstance(value, str | int):
        return value
    array = np.asarray(value)
    return array.dtype.str, array.shape, array.tobytes()


condensed_feature_map = remembered(operations.condensed_feature_map)
convolve = remembered(operations.convolve)
cross_correlate = remembered(operations.cross_correlate)
cross_correlate_channels = remembered(operations.cross_correlate_channels)
cross_correlate_same = remembered(operations.cross_correlate_same)
cross_correlate_strided = remembered(operations.cross_correlate_strided)
kernel_to_hwio = remembered(operations.kernel_to_hwio)
multiply_adds = remembered(operations.multiply_adds)
output_size = remembered(operations.output_size)
pad = remembered(operations.pad)
parameter_count = remembered(operations.parameter_count)
pool = remembered(operations.pool)
receptive_field = remembered(operations.receptive_field)
same_padding = remembered(operations.same_padding)
to_channels_last = remembered(operations.to_channels_last)
