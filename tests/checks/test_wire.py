import contextlib
import io
import json
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from course.checks.wire import LIMITS, Limits, WireError, decode, encode

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
    assert decode(archive('["list", "\\ud800"]')) == ["?"]


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        (object(), "a object is not data"),
        ({1: 2}, "a dict is not data"),
        (np.float64(1), "a float64 is not data"),
        (np.zeros(2_000_000, np.int8), "2,000,000 numbers"),
        ([np.zeros(1)] * 501, "501 arrays"),
        ([0] * 60_000, "50,001 values"),
        (nested(30), "21 levels"),
        ("x" * 2_000_000, "2,000,002 bytes"),
    ],
    ids=["object", "dict", "scalar", "elements", "arrays", "items", "depth", "text"],
)
def test_what_cannot_be_sent_is_refused_with_its_size(value, complaint):
    with pytest.raises(WireError, match=complaint):
        encode(value)


def archive(structure, *arrays, names=None, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as file:
        file.writestr("structure.json", structure)
        for number, array in enumerate(arrays):
            file.writestr(names[number] if names else f"{number}.npy", array)
    return stream.getvalue()


def npy(header, content=b""):
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + content


def header(descr="<f8", shape="(2,)"):
    return f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()


def pickled():
    stream = io.BytesIO()
    np.save(stream, np.array([print]), allow_pickle=True)
    return stream.getvalue()


ONE = '["array", 0]'
HOSTILE = {
    "nothing": b"",
    "text": b"hello",
    "an archive cut off": archive("1")[:-5],
    "no structure": archive(""),
    "structure that is no JSON": archive("{"),
    "JSON nested beyond any stack": archive("[" * 400_000),
    "JSON nested too deeply": archive('["list",' * 30 + "1" + "]" * 30),
    "a number of a million digits": archive("1" * 900_000),
    "a number of 4,000 digits": archive("1" * 4_000),
    "an unknown kind": archive('["set", 1]'),
    "a kind that is a list": archive("[[]]"),
    "an empty list": archive("[]"),
    "a complex number of text": archive('["complex", "1", "2"]'),
    "a reference to no array": archive(ONE),
    "a negative reference": archive('["array", -1]', npy(header(), bytes(16))),
    "the same array twice": archive(f'["list", {ONE}, {ONE}]', npy(header(), bytes(16))),
    "a million references": archive("[" + ",".join(["0"] * 400_000) + "]"),
    "objects without end": archive('["object", 1000000, 1000000]'),
    "objects of a negative shape": archive('["object", -5]'),
    "objects of 40 axes": archive(json.dumps(["object", *[1] * 40])),
    "objects of shape true": archive('["object", true]'),
    "an array of objects": archive(ONE, pickled()),
    "a promise of a billion numbers": archive(ONE, npy(header(shape="(1000000000,)"))),
    "an empty array with an endless axis": archive(ONE, npy(header(shape="(0, 99999999999)"))),
    "fewer numbers than promised": archive(ONE, npy(header(), bytes(8))),
    "more numbers than promised": archive(ONE, npy(header(), bytes(24))),
    "a header that computes": archive(ONE, npy(b"{'descr': '<f8', 'shape': (2**9,)}")),
    "a header nested deeply": archive(ONE, npy(b"(" * 60_000)),
    "a type of text of a gigabyte": archive(ONE, npy(header("<U9999999", "()"))),
    "text of impossible characters": archive(ONE, npy(header("<U1", "()"), b"\xff" * 4)),
    "a type of no known size": archive(ONE, npy(header("<f3", "()"), bytes(3))),
    "structured numbers": archive(ONE, npy(b"{'descr': [('a', '<f8')], 'shape': ()}")),
    "no array at all": archive(ONE, b"12345"),
    "an array cut off in its header": archive(ONE, npy(header())[:30]),
    "version 2 of the format": archive(ONE, b"\x93NUMPY\x02\x00" + bytes(20)),
    "duplicate names": archive("1", b"", b"", names=["0.npy", "1.npy"]).replace(b"1.npy", b"0.npy"),
    "names of other files": archive("1", b"", names=["../../etc/passwd"]),
    "a compressed member": archive(ONE, bytes(10**7), compression=zipfile.ZIP_DEFLATED),
    "a thousand members": archive("1", *[b""] * 1_000),
    "too many bytes": bytes(LIMITS.message_bytes + 1),
}


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE)
def test_made_up_bytes_are_refused_with_one_kind_of_error(message):
    with pytest.raises(WireError) as refused:
        decode(message)
    assert len(str(refused.value)) < 100


def test_sizes_that_lie_in_the_archive_are_refused():
    message = bytearray(archive(ONE, npy(header(), bytes(16))))
    entry = message.rfind(b"PK\x01\x02")
    message[entry + 20 : entry + 28] = b"\xff\xff\xff\x7f" * 2  # compressed and plain size
    with pytest.raises(WireError):
        decode(bytes(message))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_message_with_some_bytes_changed_is_read_or_refused(draw):
    message = bytearray(encode({"a": (1, [2.5]), "b": np.arange(6.0).reshape(2, 3)}))
    for _ in range(draw.draw(st.integers(1, 4))):
        message[draw.draw(st.integers(0, len(message) - 1))] = draw.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        decode(bytes(message))


def test_limits_are_those_that_are_given():
    with pytest.raises(WireError, match="3 numbers"):
        decode(encode(np.zeros(3)), Limits(elements=2))
