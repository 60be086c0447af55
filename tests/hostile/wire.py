"""Submissions that change what the kernel sends to the grader in place of an answer's results."""

from hostile.vocabulary import MARK, WITHOUT_RECEPTIVE_FIELD, Change, Hostile, runs_before

# What is sent, as an expression in the kernel: `message(text, bytes)` has this JSON and these bytes
# of numbers; for `array`, `program` and `pickled` see below.
SENT = {
    "nothing": ("Sends nothing.", "b''"),
    "half": ("Sends half of a message.", "message('[]' * 1000)[:100]"),
    "no_bytes": ("Sends an object that is no message.", "object()"),
    "gigabyte": ("Sends 200 MB.", "bytes(200_000_000)"),
    "pickle": ("Sends a pickle that runs a program where it is read.", "pickled"),
    "pickled_objects": (
        "Sends an array of objects, which NumPy keeps as a pickle.",
        'message(\'["array", "|O8", 1]\', pickled)',
    ),
    "program_in_a_type": (
        "Sends an array whose type is a program.",
        "message(json.dumps(['array', program, 1]))",
    ),
    "billion_numbers": (
        "Sends an array that promises a billion numbers and holds none.",
        'message(\'["array", "<f8", 1000000000]\')',
    ),
    "endless_text": (
        "Sends text of which each piece is as long as a book.",
        'message(\'["array", "<U9999999", 1000000]\')',
    ),
    "many_parts": (
        "Sends a hundred thousand arrays.",
        "message('[\"list\"' + (', ' + array) * 100_000 + ']', bytes(1_600_000))",
    ),
    "same_numbers_twice": (
        "Sends two arrays and the numbers of one.",
        "message('[\"list\", ' + array + ', ' + array + ']', bytes(16))",
    ),
    "long_structure": ("Promises a structure of 4 GB.", "bytes([255]) * 1000"),
    "deep": ("Sends lists in lists.", "message('[\"list\",' * 100_000 + ']' * 100_000)"),
    "huge_number": ("Sends a number of a million digits.", "message('1' * 1_000_000)"),
    "other_shape": (
        "Sends data of another shape: too few results, and fields that mean points.",
        'message(\'{"outcomes": ["list", {"value": 2.0, "earned": 2.0, "passed": true}]}\')',
    ),
    "no_numbers": ("Sends NaN and infinity in place of counts.", "message('[\"object\", NaN]')"),
}

SENDS = """
import json, sys
from nbproctor.checks import wire
array = '["array", "<f8", 2]'
program = "__import__('os').system('touch /tmp/hostile-canary')"
pickled = b"cos\\nsystem\\n(S'touch /tmp/hostile-canary'\\ntR."
def message(text, numbers=b""):
    return len(text).to_bytes(4, "big") + text.encode() + numbers
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
