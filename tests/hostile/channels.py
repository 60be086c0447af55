"""Submissions that answer a hidden case with a marker, through each part of an answer.

The marker stands for any hidden input: it is sent only once a hidden case was seen. The check of
the exercise has right answers before, so the lost points show that the marker was sent.
"""

from hostile.vocabulary import WITHOUT_RECEPTIVE_FIELD, Hostile, runs_before

MARKER = "987654"
# What is sent, in the student's kernel. `fields` is the outcome of each hidden case, `reply` the
# whole answer, `m` the marker as text and `n` as a number.
SENT = {
    "text": "fields['value'] = m",
    "numbers": "fields['value'] = (float(n), n)",
    "array": "fields['value'] = np.full((2, 2), float(n))",
    "shape": "fields['value'] = np.zeros((n, 1), np.int8)",
    "type": "fields['value'] = np.array(['x' * 9, m])",
    "error": "fields['error'] = f'Error{m}: {m} (line {m}: `{m}`)'",
    "error_of_the_grader": "fields['error'] = f'it was still running after {m} seconds'",
    "error_untried": "fields['error'] = f'it was not tried, since {m}'",
    "name_of_a_call": "fields['forbidden'] = f'np.x{m}'",
    "changed_inputs": "fields['changed'] = (m, 'kernel_sizes')",
    "seconds": "fields |= {'seconds': n + 0.25, 'error': 'it was still running'}",
    "stub": "fields |= {'not_attempted': True, 'error': m}",
    "field_of_its_own": "fields[m] = reply[m] = m",
    "missing_name": "reply = {'exists': False, m: m}",
    "reply_without_outcomes": "reply = {'exists': True, 'outcomes': [m]}",
    "reply_that_is_none": "return m",
    "digits": "number = ('1' * n).encode(); return code(len(number).to_bytes(4, 'big') + number)",
    "length": "return 'A' * (100 * n)",
    "raised": "raise type(f'X{m}', (Exception,), {})(m)",
    "printed": "print(m); os.write(1, m.encode()); os.write(2, m.encode())",
    "displayed": "display({'text/html': m, 'text/plain': m}, raw=True)",
}
# This answer makes the grader fail, so the exercise waits for a human.
UNGRADED = {"missing_import": "reply = {'cannot_import': m}"}

SENDS = """
import os
from course.checks import cross_correlation as check
from nbproctor.checks import exchange
n = 987_653 + 1
m, right = str(n), exchange.answer
code = lambda data: exchange.base64.b64encode(data).decode()
public = [str(dict(c.inputs)) for p in check.receptive_field.properties for c in p.cases]
def answer(request):
    asked = exchange.decode(exchange.base64.b64decode(request))
    if asked["name"] != "receptive_field" or all(str(case) in public for case in asked["cases"]):
        return right(request)
    fields = {"value": (0, 0)}
    reply = {"exists": True, "outcomes": [fields] * len(asked["cases"])}
    SENT
    return exchange._pack(reply)
exchange.answer = answer
print("ready to send")
"""

CHANNELS = [
    Hostile(
        f"channel_{name}",
        f"Answers hidden cases with a marker: {name.replace('_', ' ')}.",
        (runs_before("receptive_field", SENDS.replace("SENT", sent)),),
        score=None if name in UNGRADED else WITHOUT_RECEPTIVE_FIELD,
        phrase="receptive_field",
        shows=("ready to send",),
        lacks=(MARKER, f"{int(MARKER):,}", f"{100 * int(MARKER):,}"),
    )
    for name, sent in {**SENT, **UNGRADED}.items()
]
