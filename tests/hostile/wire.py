"""Submissions that change what the kernel sends to the grader in place of an answer's results."""

from hostile.vocabulary import MARK, WITHOUT_RECEPTIVE_FIELD, Change, Hostile, runs_before

# What is sent, as an expression in the kernel: `structure(text)` is an archive with this JSON,
# `archive({name: bytes})` one with these parts, `array(header, bytes)` a part that is an array.
SENT = {
    "nothing": ("Sends nothing.", "b''"),
    "half": ("Sends half of a message.", "structure('[]' * 1000)[:100]"),
    "no_bytes": ("Sends an object that is no message.", "object()"),
    "gigabyte": ("Sends 200 MB.", "bytes(200_000_000)"),
    "pickle": (
        "Sends a pickle that runs a program where it is read.",
        """archive({"structure.json": b'["array", 0]', "0.npy": array(
            "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
            b"cos\\nsystem\\n(S'touch /tmp/hostile-canary'\\ntR.")})""",
    ),
    "program_in_a_header": (
        "Sends an array whose header is a program.",
        """archive({"structure.json": b'["array", 0]', "0.npy": array(
            "__import__('os').system('touch /tmp/hostile-canary')", b"")})""",
    ),
    "billion_numbers": (
        "Sends an array that promises a billion numbers and holds none.",
        """archive({"structure.json": b'["array", 0]', "0.npy": array(
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }", b"")})""",
    ),
    "bomb": (
        "Sends a few bytes that unpack to a gigabyte.",
        "archive({'structure.json': b'[' + b'0,' * 100_000_000 + b'0]'}, zipfile.ZIP_DEFLATED)",
    ),
    "many_parts": (
        "Sends a hundred thousand arrays.",
        "archive({'structure.json': b'[]', **{f'{n}.npy': b'' for n in range(100_000)}})",
    ),
    "other_names": (
        "Sends parts with names that lead elsewhere.",
        "archive({'structure.json': b'[]', '../hostile-canary': b'', '/tmp/hostile-canary': b''})",
    ),
    "deep": ("Sends lists in lists.", "structure('[\"list\",' * 100_000 + ']' * 100_000)"),
    "huge_number": ("Sends a number of a million digits.", "structure('1' * 1_000_000)"),
    "other_shape": (
        "Sends data of another shape: too few results, and fields that mean points.",
        'structure(\'{"outcomes": ["list", {"value": 2.0, "earned": 2.0, "passed": true}]}\')',
    ),
    "no_numbers": ("Sends NaN and infinity in place of counts.", "structure('[\"object\", NaN]')"),
}

SENDS = """
import io, sys, zipfile
from course.checks import wire
def archive(parts, kind=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", kind) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()
def structure(text):
    return archive({{"structure.json": text}})
def array(header, numbers):
    header = header.encode().ljust(117) + b"\\n"
    return b"\\x93NUMPY\\x01\\x00" + len(header).to_bytes(2, "little") + header + numbers
sent = {sent}
for module in list(sys.modules.values()):
    if getattr(module, "encode", None) is wire.encode and module is not wire:
        module.encode = lambda *rest: sent
wire.encode = lambda *rest: sent
print("ready to send")
"""


def sending(sent: str) -> Change:
    """A cell that puts this in the place of what the kernel sends."""
    code = SENDS.format(sent=sent).replace("hostile-canary", MARK)
    return runs_before("receptive_field", code)


WIRE = [
    Hostile(
        f"sends_{name}",
        tries,
        (sending(sent),),
        score=WITHOUT_RECEPTIVE_FIELD,
        phrase="receptive_field",
        shows=("ready to send",),
    )
    for name, (tries, sent) in SENT.items()
]
