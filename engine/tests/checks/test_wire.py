import contextlib
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nbproctor.checks.wire import LIMITS, MessageLimits, WireError, decode, encode

numbers = hnp.arrays(
    st.one_of(
        hnp.boolean_dtypes(),
        hnp.integer_dtypes(endianness="="),
        hnp.floating_dtypes(endianness="="),
        hnp.complex_number_dtypes(endianness="="),
    ),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(), numbers
)
data = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(), inner, max_size=4),
    ),
    max_leaves=20,
)


def same(sent, received):
    """Whether two values are the same, kinds included; NaN is the same as NaN."""
    if type(sent) is not type(received):
        return False
    if isinstance(sent, list | tuple):
        return len(sent) == len(received) and all(map(same, sent, received))
    if isinstance(sent, dict):
        return list(sent) == list(received) and all(map(same, sent.values(), received.values()))
    if isinstance(sent, np.ndarray):
        alike = sent.dtype == received.dtype and sent.shape == received.shape
        return alike and sent.tobytes() == received.tobytes()
    return repr(sent) == repr(received)


@settings(max_examples=150, deadline=None)
@given(data)
def test_data_arrives_as_what_it_was(value):
    assert same(value, decode(encode(value)))


@pytest.mark.parametrize(
    "value",
    [
        (np.zeros((2, 3)), np.ones(4, np.float32)),
        (2, 2),
        "max",
        [],
        (),
        [("list", 1), ["tuple", 2], ["array", 0]],
        np.array(["two", "words"]),
        np.arange(6.0).reshape(2, 3).T,
        np.arange(24).reshape(2, 3, 4).transpose(0, 2, 1),
        np.zeros((0, 3)),
        np.array(""),
        -0.0,
        float("nan"),
        float("-inf"),
        10**300,
    ],
    ids=repr,
)
def test_answers_that_students_give_arrive_as_what_they_were(value):
    assert same(value, decode(encode(value)))


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (np.array([object(), None]), (2,)),
        (10**400, ()),
        (np.zeros((3, 2), "datetime64[s]"), (3, 2)),
        (np.zeros(2, ">f4"), (2,)),
    ],
    ids=["objects", "a number of 400 digits", "dates", "another byte order"],
)
def test_what_no_check_can_compare_arrives_as_objects_without_contents(value, shape):
    received = decode(encode(value))
    assert (received.dtype, received.shape) == (object, shape)


def test_half_a_character_arrives_as_a_question_mark():
    assert decode(message('["list", "\\ud800"]')) == ["?"]


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (object(), "a object is not data"),
        (frozenset(), "a frozenset is not data"),
        (np.datetime64(1, "s"), "a datetime64 is not data"),
        (np.zeros(2_000_000, np.int8), "2,000,000 numbers"),
        ([0] * 60_000, "50,001 values"),
        (nested(30), "21 levels"),
        ("x" * 2_000_000, "2,000,002 bytes"),
    ],
    ids=["object", "dict", "scalar", "elements", "items", "depth", "text"],
)
def test_what_cannot_be_sent_is_refused_with_its_size(value, complaint):
    with pytest.raises(WireError, match=complaint):
        encode(value)


@pytest.mark.parametrize("value", [np.float64(1.5), np.bool_(True), np.int8(3), np.str_("x")])
def test_a_number_of_numpy_arrives_as_one(value):
    assert type(decode(encode(value))) is type(value)
    assert decode(encode(value)) == value


SHARED = [0]
ROWS = np.zeros((2, 2))


@pytest.mark.parametrize(
    "value",
    ["\ud800", 7**2000, np.array([object()]), [SHARED, SHARED], [ROWS[0], ROWS[1]]],
    ids=["half a character", "large", "objects", "one list twice", "views"],
)
def test_what_does_not_arrive_as_it_is_can_be_refused(value):
    encode(value)
    with pytest.raises(WireError):
        encode(value, exact=True)


def test_a_received_array_can_be_changed():
    assert decode(encode(np.arange(6.0))).flags.writeable


def message(structure, numbers=b""):
    return len(structure).to_bytes(4, "big") + structure.encode() + numbers


def array(dtype="<f8", shape=(2,)):
    return json.dumps(["array", dtype, *shape])


HOSTILE = {
    "nothing": b"",
    "text": b"hello",
    "a structure cut off": message("[1, 2]")[:-3],
    "no structure": message(""),
    "structure that is no JSON": message("{"),
    "structure that is no text": (2).to_bytes(4, "big") + b"\xff\xff",
    "JSON nested beyond any stack": message("[" * 400_000),
    "JSON nested too deeply": message('["list",' * 30 + "1" + "]" * 30),
    "a number of a million digits": message("1" * 900_000),
    "a number of 4,000 digits": message("1" * 4_000),
    "an unknown kind": message('["frozenset", 1]'),
    "a kind that is a list": message("[[]]"),
    "an empty list": message("[]"),
    "a complex number of text": message('["complex", "1", "2"]'),
    "a million values": message('["list"' + ", 0" * 400_000 + "]"),
    "objects without end": message('["object", 1000000, 1000000]'),
    "objects of a negative shape": message('["object", -5]'),
    "objects of 40 axes": message(json.dumps(["object", *[1] * 40])),
    "objects of shape true": message('["object", true]'),
    "an array of objects": message(array("|O8"), bytes(16)),
    "an array in an order of its own": message('["array", "<f8", "F", 2]', bytes(16)),
    "an array of more axes than NumPy has": message(array(shape=(1,) * 70), bytes(8)),
    "lengths whose product has a million digits": message(array(shape=(10**6,) * 150_000)),
    "a promise of a billion numbers": message(array(shape=(10**9,))),
    "an empty array with an endless axis": message(array(shape=(0, 99999999999))),
    "an array of a negative shape": message(array(shape=(-1, -2)), bytes(16)),
    "an array of shape true": message(array(shape=(True,)), bytes(8)),
    "an array of a broken shape": message(array(shape=(0.5, 2)), bytes(8)),
    "fewer numbers than promised": message(array(), bytes(8)),
    "more numbers than promised": message(array(), bytes(24)),
    "numbers of one array for two": message(f'["list", {array()}, {array()}]', bytes(16)),
    "a dtype that computes": message(array("f8" * 2**9), bytes(16)),
    "a type of text of a gigabyte": message(array("<U9999999", shape=())),
    "text of impossible characters": message(array("<U1", shape=()), b"\xff" * 4),
    "a type of no known size": message(array("<f3", shape=()), bytes(3)),
    "structured numbers": message('["array", [["a", "<f8"]], 2]', bytes(16)),
    "fifty thousand arrays": message(f'["list", {", ".join([array(shape=(0,))] * 50_000)}]'),
    "too many bytes": bytes(LIMITS.message_bytes + 1),
}


@pytest.mark.parametrize("made_up", HOSTILE.values(), ids=HOSTILE)
def test_made_up_bytes_are_refused_with_one_kind_of_error(made_up):
    with pytest.raises(WireError) as refused:
        decode(made_up)
    assert len(str(refused.value)) < 100


def test_a_length_of_the_structure_that_lies_is_refused():
    lying = bytearray(message(array(), bytes(16)))
    for length in (0, 5, 1_000, 2**32 - 1):
        lying[:4] = length.to_bytes(4, "big")
        with pytest.raises(WireError):
            decode(bytes(lying))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_message_with_some_bytes_changed_is_read_or_refused(draw):
    changed = bytearray(encode({"a": (1, [2.5]), "b": np.arange(6.0).reshape(2, 3)}))
    for _ in range(draw.draw(st.integers(1, 4))):
        changed[draw.draw(st.integers(0, len(changed) - 1))] = draw.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        decode(bytes(changed))


def test_limits_are_those_that_are_given():
    with pytest.raises(WireError, match="3 numbers"):
        decode(encode(np.zeros(3)), MessageLimits(elements=2))
